//! Orgs that do not exist yet. One is asked for once for its entry: while a request for it is open, while its ticket
//! is, and when the ticket has ended and nobody knows the handle, nothing is sent. A ticket that came to nothing holds
//! the entry until it says something else, or a person says so (write protocol, section 6).

use std::sync::Arc;

use super::super::super::live::LiveNetwork;
use super::super::super::{Block, Recipient};
use super::super::diff::{Comparing, Subject, Told};
use super::super::words::details;
use super::super::work::ObjectWork;
use super::diff::{Contacts, keeps};
use super::view::FIELDS;
use super::{DesiredOrg, Making, ORG_CREATE, OrgView};
use crate::journal::{
    Entry, IntentRecord, Ledger, OpenOp, OpenTicket, SettledRecord, State, Verdict,
};
use crate::model::{
    Action, Field, Fields, Key, NetHandle, Step, TicketNumber, TicketStatus, fingerprint,
    folded_name,
};
use crate::registry::FindingKind;

/// A request for an org that has not come to its end.
enum Request<'a> {
    /// Nobody knows what became of it.
    Lost(&'a OpenOp),
    /// It became a ticket.
    Ticket(&'a TicketNumber, &'a OpenTicket),
}

impl<'a> Request<'a> {
    /// The request for the org of an entry: under its key, a former one, or of the same name.
    fn of(ledger: &'a Ledger, subject: Subject<'_>, declared: &DesiredOrg) -> Option<Self> {
        let name = declared.name.as_deref().map(folded_name);
        let mut keys = vec![subject.key()];
        let former = declared.formerly.iter();
        keys.extend(former.map(|key| Key::new(format!("{}.{key}", subject.section))));
        let meant = |intent: &IntentRecord| {
            let same_name = || {
                let asked = match intent.after.get("name") {
                    Some(Field::Text(asked)) => Some(folded_name(asked)),
                    Some(Field::Lines(_)) | None => None,
                };
                asked.is_some() && asked == name
            };
            intent.registry == declared.registry
                && intent.kind.as_str() == subject.kind
                && intent.action == Action::Create
                && (keys.contains(&intent.key) || same_name())
        };
        let mut lost = ledger.open.values();
        let mut tickets = ledger.tickets.iter();
        lost.find(|open| meant(&open.intent))
            .map(Self::Lost)
            .or_else(|| {
                let (number, ticket) = tickets.find(|(_, ticket)| meant(&ticket.intent))?;
                Some(Self::Ticket(number, ticket))
            })
    }

    fn intent(&self) -> &'a IntentRecord {
        match self {
            Self::Lost(open) => &open.intent,
            Self::Ticket(_, ticket) => &ticket.intent,
        }
    }

    /// Whether no reading can tell more: a person has to say which org it made.
    fn is_over(&self) -> bool {
        match self {
            Self::Lost(open) => open.unsettleable,
            Self::Ticket(_, ticket) => ticket.status.as_ref().is_some_and(TicketStatus::is_over),
        }
    }

    fn told(&self) -> (FindingKind, String) {
        match self {
            Self::Lost(open) => {
                let sent = open.at.strftime("%Y-%m-%d %H:%M:%SZ");
                let next = if open.unsettleable {
                    "swipd status says what to do"
                } else {
                    "apply settles it first"
                };
                let text = format!("asked for {sent}, outcome unknown; {next}");
                (FindingKind::Uncertain, text)
            }
            Self::Ticket(number, ticket) => match &ticket.status {
                Some(status) if status.is_over() => (
                    FindingKind::Uncertain,
                    format!(
                        "ticket {number} is {status}, and the handle is not known; write it into the entry"
                    ),
                ),
                Some(status) => (FindingKind::Wait, format!("ticket {number}, {status}")),
                None => (FindingKind::Wait, format!("ticket {number}")),
            },
        }
    }
}

/// Whether an entry with a handle has to wait for a request of its own. One that only a person can end has ended: the
/// handle says how.
pub(super) fn waits(on: &mut Comparing<'_>, subject: Subject<'_>, declared: &DesiredOrg) -> bool {
    let Some(handle) = &declared.handle else {
        return false;
    };
    let Some(request) = Request::of(on.sides.ledger, subject, declared) else {
        return false;
    };
    if !request.is_over() {
        let (kind, text) = request.told();
        on.find(kind, subject, text);
        return true;
    }
    on.out.notes.push(Entry::Settled(SettledRecord {
        op: request.intent().op,
        verdict: Verdict::NotApplied,
        evidence: vec![format!("its entry names {handle}, which is adopted")],
        incarnation: None,
        ticket: None,
        by: "the repository".to_owned(),
    }));
    false
}

/// Asks for the org of an entry, unless it was asked for.
pub(super) fn compare(on: &mut Comparing<'_>, subject: Subject<'_>, declared: &DesiredOrg) {
    let name = declared.name.clone().unwrap_or_default();
    let subject = Subject {
        who: &name,
        ..subject
    };
    if let Some(request) = Request::of(on.sides.ledger, subject, declared) {
        let (kind, mut text) = request.told();
        let asked_as = &request.intent().key;
        if *asked_as != subject.key() {
            text = format!("asked for as {asked_as}: {text}");
        }
        return on.find(kind, subject, text);
    }
    let contacts = Contacts::of(on, declared);
    if let Some(unmade) = contacts.unmade() {
        // An org is asked for once, and whole.
        let text = format!("{unmade} still to be made; the next run asks for the org");
        return on.find(FindingKind::Wait, subject, text);
    }
    let view = OrgView::made(declared, contacts.pocs);
    if !is_held(on, subject, &view.fields()) {
        let as_recipient = declared.create == Some(Making::Recipient);
        let under = as_recipient.then(|| under(on, &declared.key));
        if under == Some(None) {
            let text = "the network of its first block could not be read";
            return on.find(FindingKind::Wait, subject, text);
        }
        create(on, subject, view, under.flatten());
    }
}

/// The net that the first block for the org of a key is taken from.
fn under(on: &Comparing<'_>, key: &Key) -> Option<NetHandle> {
    let desired = on.sides.desired;
    let waits = |block: &&Arc<Block>| matches!(&block.recipient, Recipient::ToBeMade(made) if made.0 == *key);
    let first = desired
        .pending
        .iter()
        .filter(waits)
        .min_by_key(|block| block.range)?;
    match on.sides.live.networks.get(first.network)? {
        LiveNetwork::Read(read) => Some(read.handle.clone()),
        LiveNetwork::Unread { .. } => None,
    }
}

/// Whether a ticket for just this came to nothing. A hold on something else is over.
fn is_held(on: &mut Comparing<'_>, subject: Subject<'_>, after: &Fields) -> bool {
    let (sides, key) = (on.sides, subject.key());
    let place = (sides.registry.clone(), key.clone(), Action::Create);
    let Some(held) = sides.ledger.held.get(&place) else {
        return false;
    };
    if held.fingerprint == fingerprint(after) {
        let text = format!(
            "not asked for again: {} (swipd state retry {key})",
            held.reason
        );
        on.find(FindingKind::Held, subject, text);
        return true;
    }
    on.out.notes.push(Entry::Held {
        state: State::Closed,
        registry: sides.registry.clone(),
        key,
        action: Action::Create,
        fingerprint: held.fingerprint.clone(),
        reason: "its entry has changed".to_owned(),
    });
    false
}

/// The step. It names no POC: its ticket may be open for weeks, and what else is done to those POCs meanwhile changes
/// nothing about it.
fn create(on: &mut Comparing<'_>, subject: Subject<'_>, view: OrgView, under: Option<NetHandle>) {
    let after = view.fields();
    let ticket = under.is_none().then(|| ORG_CREATE.to_owned());
    let work = ObjectWork::CreateOrg {
        org: Box::new(view),
        under,
    };
    let step = Step {
        after: after.clone().into(),
        ticket,
        consequences: vec![keeps(subject)],
        ..on.step(
            subject,
            Action::Create,
            "no org was asked for, for this entry, yet",
            work,
        )
    };
    let told = Told {
        action: Action::Create,
        title: String::new(),
        details: details(&Fields::new(), &after, FIELDS),
        because: None,
    };
    on.change(subject, told, step);
}
