//! Declared and live POCs. A POC that has a handle in its entry is the declared one, if its name and type are; one
//! without is the one that we made under its key (write protocol, section 9, invariants 4 and 5).

use super::super::super::live::LiveNetwork;
use super::super::super::work::Work;
use super::super::Reading;
use super::super::diff::{Comparing, Subject, Told};
use super::super::words::details;
use super::super::work::ObjectWork;
use super::links;
use super::view::FIELDS;
use super::{DesiredPoc, LivePoc, PocView};
use crate::journal::{Entry, OwnedObject, SettledRecord, State, Verdict};
use crate::model::{Action, Consequence, Handle, Key, Kind, NetHandle, PocHandle, Step, StepId};
use crate::registry::FindingKind;

/// Compares every declared POC, and those of ours that are declared no more.
pub(in super::super) fn compare(on: &mut Comparing<'_>) {
    let sides = on.sides;
    for declared in &sides.desired.objects.pocs {
        one(on, declared);
    }
    for (key, owned) in sides.ledger.objects_of(sides.registry, "poc") {
        let mut declared = sides.desired.objects.pocs.iter();
        if declared.all(|declared| declared.key != *key) {
            gone(on, key, owned);
        }
    }
}

fn subject<'a>(key: &'a str, who: &'a str, declared: Option<&'a DesiredPoc>) -> Subject<'a> {
    Subject {
        section: "pocs",
        kind: "poc",
        key,
        who,
        origin: declared.map(|declared| &declared.origin),
    }
}

fn one(on: &mut Comparing<'_>, declared: &DesiredPoc) {
    let sides = on.sides;
    let key = declared.key.as_str();
    let under = sides
        .ledger
        .object_under(sides.registry, "poc", declared.keys());
    let owned = under.map(|(_, owned)| owned);
    let known = owned.and_then(|owned| owned.incarnation.handle.as_str().parse().ok());
    let Some(handle) = declared.handle.clone().or(known) else {
        // Under a key it had it may have been asked for as well.
        let asked = |key| on.is_open(subject(key, "", Some(declared)), &[]);
        if !declared.keys().map(Key::as_str).any(asked) {
            create(on, subject(key, "", Some(declared)), declared);
        }
        return;
    };
    let subject = subject(key, handle.as_str(), Some(declared));
    identified(on, declared);
    if is_busy(on, subject, &handle, declared.handle.is_some()) {
        return;
    }
    if let Some(owned) = owned.filter(|owned| owned.incarnation.handle.as_str() != handle.as_str())
    {
        let text = format!(
            "{} had this key before; it is left as it is",
            owned.incarnation.handle
        );
        on.find(FindingKind::Rekeyed, subject, text);
    }
    match sides.live.objects.pocs.get(&handle) {
        Some(Reading::Found(live)) => found(on, subject, declared, (live, owned)),
        Some(Reading::Absent) => absent(on, subject, declared, under),
        Some(Reading::Denied(why)) => on.object_to(
            subject,
            "denied",
            format!("{handle}: {why}"),
            "link the POC to the account of the key in ARIN Online",
        ),
        Some(Reading::Unread(why)) => unread(on, subject, why),
        None => unread(on, subject, "it was not asked for"),
    }
}

fn unread(on: &mut Comparing<'_>, subject: Subject<'_>, why: &str) {
    let message = format!("{} could not be read: {why}", subject.key());
    let help = "nothing is planned for it; plan again when the registry answers";
    on.object_to(subject, "unread", message, help);
}

/// Whether a write on it has no known outcome. Where the entry names the handle, a create whose outcome nobody knows
/// says nothing about it.
fn is_busy(on: &mut Comparing<'_>, subject: Subject<'_>, handle: &PocHandle, named: bool) -> bool {
    let handles = [Handle::from(handle)];
    let ledger = on.sides.ledger;
    let open = ledger.open.values().any(|open| {
        let mut touched = open.intent.domain.names.iter();
        open.intent.registry == *on.sides.registry && touched.any(|name| handles.contains(name))
    });
    (open || !named) && on.is_open(subject, &handles)
}

/// A create whose outcome can never be read is over once a person has written the handle into the entry.
fn identified(on: &mut Comparing<'_>, declared: &DesiredPoc) {
    let Some(handle) = &declared.handle else {
        return;
    };
    let keys: Vec<String> = declared.keys().map(|key| format!("pocs.{key}")).collect();
    let ledger = on.sides.ledger;
    let over = ledger.open.values().filter(|open| {
        open.unsettleable
            && open.intent.registry == *on.sides.registry
            && open.intent.action == Action::Create
            && keys.iter().any(|key| open.intent.key.as_str() == key)
    });
    for open in over {
        on.out.notes.push(Entry::Settled(SettledRecord {
            op: open.intent.op,
            verdict: Verdict::NotApplied,
            evidence: vec![format!("its entry names {handle}, which is adopted")],
            incarnation: None,
            ticket: None,
            by: "the repository".to_owned(),
        }));
    }
}

fn keeps(key: &Key) -> Consequence {
    Consequence::Keeps {
        kind: Kind::new("poc"),
        key: key.clone(),
        content: None,
        customer: None,
    }
}

fn create(on: &mut Comparing<'_>, subject: Subject<'_>, declared: &DesiredPoc) {
    let view = PocView::default().wanted(declared);
    let work = ObjectWork::CreatePoc {
        poc: Box::new(view.clone()),
    };
    let why = "no POC was made for this entry yet";
    let step = Step {
        after: view.fields().into(),
        consequences: vec![keeps(&declared.key)],
        ..on.step(subject, Action::Create, why, work)
    };
    let told = Told {
        action: Action::Create,
        title: format!("\"{}\"", view.name()),
        details: details(&crate::model::Fields::new(), &view.fields(), FIELDS),
        because: None,
    };
    on.change(subject, told, step);
}

fn found(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredPoc,
    (live, owned): (&LivePoc, Option<&OwnedObject>),
) {
    let handle = &live.incarnation.handle;
    if live.view.is_another(&declared.identity) {
        let message = format!(
            "{handle} is \"{}\" ({}), and its entry says another name or type",
            live.view.name(),
            live.view.kind.to_ascii_lowercase()
        );
        let help = "names and types never change: correct the entry, or its handle";
        return on.object_to(subject, "identity", message, help);
    }
    let ours = owned.is_some_and(|owned| owned.incarnation.same(&live.incarnation));
    let mut adopted = None;
    if !ours && declared.handle.is_none() {
        // Handles of POCs are not used again, so this is nothing that we made.
        let message = format!("{handle} is not the POC that was made for this entry");
        let help =
            "look at it in ARIN Online; if it is the right one, write its handle into the entry";
        return on.object_to(subject, "identity", message, help);
    }
    if !ours {
        let step = adopt(on, subject, declared, live);
        adopted = Some(step.id.clone());
        let told = Told {
            action: Action::Adopt,
            title: String::new(),
            details: Vec::new(),
            because: Some(format!("is \"{}\"; sends nothing", live.view.name())),
        };
        on.change(subject, told, step);
    }
    let mut former = declared.formerly.iter();
    let was = former.find(|key| {
        on.sides
            .ledger
            .object(on.sides.registry, "poc", key)
            .is_some()
    });
    if let (true, Some(was), Some(owned)) = (ours, was, owned) {
        rekey(on, subject, declared, (was, owned));
    }
    modify(on, subject, declared, (live, adopted));
}

/// It is ours under a key that its entry had before.
fn rekey(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredPoc,
    (was, owned): (&Key, &OwnedObject),
) {
    let text = format!("was {was}; nothing is sent for that");
    on.find(FindingKind::Rekeyed, subject, text);
    on.out.notes.push(Entry::Object {
        state: State::Open,
        registry: on.sides.registry.clone(),
        kind: Kind::new("poc"),
        key: declared.key.clone(),
        incarnation: owned.incarnation.clone(),
        content: None,
        customer: None,
        reason: "rekeyed".to_owned(),
    });
}

fn modify(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredPoc,
    (live, adopted): (&LivePoc, Option<StepId>),
) {
    let handle = &live.incarnation.handle;
    let wanted = live.view.wanted(declared);
    // Texts that compare without case are left as they are.
    let wanted = PocView {
        kind: live.view.kind.clone(),
        first_name: live.view.first_name.clone(),
        middle_name: live.view.middle_name.clone(),
        last_name: live.view.last_name.clone(),
        ..wanted
    };
    if wanted == live.view {
        return;
    }
    let work = ObjectWork::ModifyPoc {
        poc: live.incarnation.clone(),
        before: Box::new(live.view.clone()),
        after: Box::new(wanted.clone()),
    };
    let step = Step {
        handle: Some(handle.clone()),
        target: Some(live.incarnation.clone()),
        before: live.view.fields().into(),
        after: wanted.fields().into(),
        names: vec![handle.clone()],
        requires: adopted.into_iter().collect(),
        ..on.step(
            subject,
            Action::Modify,
            "the POC differs from its entry",
            work,
        )
    };
    let told = Told {
        action: Action::Modify,
        title: String::new(),
        details: details(&live.view.fields(), &wanted.fields(), FIELDS),
        because: None,
    };
    on.change(subject, told, step);
}

fn adopt(
    on: &Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredPoc,
    live: &LivePoc,
) -> Step<Work> {
    let work = ObjectWork::AdoptPoc {
        poc: live.incarnation.clone(),
        seen: Box::new(live.view.clone()),
    };
    Step {
        handle: Some(live.incarnation.handle.clone()),
        target: Some(live.incarnation.clone()),
        names: vec![live.incarnation.handle.clone()],
        consequences: vec![keeps(&declared.key)],
        ..on.step(subject, Action::Adopt, "its entry names its handle", work)
    }
}

fn absent(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredPoc,
    known: Option<(&Key, &OwnedObject)>,
) {
    if let Some(handle) = &declared.handle {
        let message = format!("the registry has no POC {handle}");
        let help = "correct the handle; without one the POC is created";
        return on.object_to(subject, "handle-unknown", message, help);
    }
    if let Some((key, owned)) = known {
        forget(on, key, owned, "lost");
        on.find(FindingKind::Lost, subject, "deleted by somebody else");
    }
    create(on, subject, declared);
}

fn forget(on: &mut Comparing<'_>, key: &Key, owned: &OwnedObject, reason: &str) {
    on.out.notes.push(Entry::Object {
        state: State::Closed,
        registry: on.sides.registry.clone(),
        kind: Kind::new("poc"),
        key: key.clone(),
        incarnation: owned.incarnation.clone(),
        content: None,
        customer: None,
        reason: reason.to_owned(),
    });
}

/// One of ours whose entry is gone: deleted once nothing links to it, if no other entry has its handle, or had its
/// key.
fn gone(on: &mut Comparing<'_>, key: &Key, owned: &OwnedObject) {
    let sides = on.sides;
    let handle = &owned.incarnation.handle;
    let subject = subject(key.as_str(), handle.as_str(), None);
    let named = |poc: &DesiredPoc| {
        let other = sides.ledger.object(sides.registry, "poc", &poc.key);
        poc.handle
            .as_ref()
            .is_some_and(|named| named.as_str() == handle.as_str())
            || other.is_some_and(|other| other.incarnation.same(&owned.incarnation))
            || poc.formerly.contains(key) && (poc.handle.is_some() || other.is_some())
    };
    let mut pocs = sides.desired.objects.pocs.iter();
    if pocs.clone().any(named) || on.is_rekeyed("poc", &owned.incarnation) {
        return forget(on, key, owned, "rekeyed");
    }
    if pocs.any(|poc| poc.formerly.contains(key)) {
        // It is the one of that entry, and was not read, or is another by now. Forgotten, a second one would be made.
        return;
    }
    if on.is_open(subject, std::slice::from_ref(handle)) {
        return;
    }
    let parsed: Option<PocHandle> = handle.as_str().parse().ok();
    let Some(poc) = parsed else {
        return on.find(FindingKind::Keep, subject, "entry gone; it was not read");
    };
    let live = match sides.live.objects.pocs.get(&poc) {
        Some(Reading::Found(live)) if live.incarnation.same(&owned.incarnation) => live,
        Some(Reading::Found(_) | Reading::Absent) => return forget(on, key, owned, "lost"),
        Some(Reading::Denied(why) | Reading::Unread(why)) => {
            let text = format!("entry gone; kept, since it could not be read: {why}");
            return on.find(FindingKind::Keep, subject, text);
        }
        None => return on.find(FindingKind::Keep, subject, "entry gone; it was not read"),
    };
    let held = (
        sides.registry.clone(),
        Key::new(handle.as_str()),
        Action::Delete,
    );
    let held = sides.ledger.held.get(&held);
    if let Some(held) = held.filter(|held| held.fingerprint == owned.incarnation.fingerprint()) {
        let text = format!(
            "entry gone; kept, since {} (swipd state retry {handle})",
            held.reason
        );
        return on.find(FindingKind::Held, subject, text);
    }
    end(on, subject, key, (live, &poc));
}

/// Deletes it after what links to it was changed; keeps it where that can not be told, or where anything names it.
fn end(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    key: &Key,
    (live, poc): (&LivePoc, &PocHandle),
) {
    let kept = |why: String| format!("entry gone; kept, since {why}");
    let Some(net) = witness(on) else {
        let text = "entry gone; no network could be read";
        return on.find(FindingKind::Keep, subject, text);
    };
    if let Some(named) = links::named(on, key, poc) {
        return on.find(
            FindingKind::Keep,
            subject,
            kept(format!("{named} names it")),
        );
    }
    match links::unlinked(on, poc) {
        Ok(requires) => delete(on, subject, key, (live, net, requires)),
        Err(linked) => on.find(FindingKind::Keep, subject, kept(linked)),
    }
}

fn delete(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    key: &Key,
    (live, witness, requires): (&LivePoc, NetHandle, Vec<StepId>),
) {
    let why = "its entry is gone; refused while anything links to it";
    let work = ObjectWork::DeletePoc {
        poc: live.incarnation.clone(),
        before: Box::new(live.view.clone()),
        witness,
    };
    let step = Step {
        handle: Some(live.incarnation.handle.clone()),
        target: Some(live.incarnation.clone()),
        before: live.view.fields().into(),
        names: vec![live.incarnation.handle.clone()],
        requires,
        consequences: vec![Consequence::Drops {
            kind: Kind::new("poc"),
            key: key.clone(),
        }],
        ..on.step(subject, Action::Delete, why, work)
    };
    let told = Told {
        action: Action::Delete,
        title: format!("\"{}\"", live.view.name()),
        details: Vec::new(),
        because: Some(why.to_owned()),
    };
    on.change(subject, told, step);
}

/// A net that can be read with the key: it vouches for an absence.
fn witness(on: &Comparing<'_>) -> Option<NetHandle> {
    on.sides
        .live
        .networks
        .iter()
        .find_map(|network| match network {
            LiveNetwork::Read(read) => Some(read.handle.clone()),
            LiveNetwork::Unread { .. } => None,
        })
}
