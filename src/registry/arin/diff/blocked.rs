//! What must not be touched now: the domains of writes whose outcome is unknown, and of open tickets.

use super::{Comparison, Here, section};
use crate::journal::Ledger;
use crate::model::{Handle, Range, RegistryName};
use crate::registry::{Finding, FindingKind};

/// One reason why a range is left alone.
struct Reason {
    range: Option<Range>,
    names: Vec<Handle>,
    kind: FindingKind,
    who: String,
    text: String,
}

/// Everything that is left alone.
pub(in super::super) struct Blocked(Vec<Reason>);

impl Blocked {
    /// What the journal says is open.
    pub(in super::super) fn of(registry: &RegistryName, ledger: &Ledger) -> Self {
        let open = ledger
            .open
            .values()
            .filter(|open| open.intent.registry == *registry)
            .map(|open| Reason {
                range: open.intent.place.as_ref().map(|place| place.range),
                names: open.intent.domain.names.clone(),
                kind: FindingKind::Uncertain,
                who: open.intent.key.to_string(),
                text: format!(
                    "{} of {} sent {}, outcome unknown; {}",
                    open.intent.action,
                    open.intent.kind,
                    open.at.strftime("%Y-%m-%d %H:%M:%SZ"),
                    if open.unsettleable {
                        "swipd status says what to do"
                    } else {
                        "apply settles it first"
                    }
                ),
            });
        let tickets = ledger
            .tickets
            .iter()
            .filter(|(_, ticket)| ticket.intent.registry == *registry)
            .map(|(number, ticket)| Reason {
                range: ticket.intent.place.as_ref().map(|place| place.range),
                names: ticket.intent.domain.names.clone(),
                kind: FindingKind::Wait,
                who: ticket.intent.key.to_string(),
                text: match &ticket.status {
                    Some(status) => format!("ticket {number}, {status}"),
                    None => format!("ticket {number}"),
                },
            });
        Self(open.chain(tickets).collect())
    }

    /// Whether a range has an address in common with something left alone.
    pub(in super::super) fn meets(&self, range: Range) -> bool {
        self.0
            .iter()
            .any(|reason| reason.range.is_some_and(|blocked| blocked.overlaps(range)))
    }

    /// Whether a handle is named by something left alone.
    pub(super) fn names(&self, handle: &Handle) -> bool {
        self.naming(handle).is_some()
    }

    /// Why a handle is left alone: which kind of notice that is, and in words.
    pub(super) fn naming(&self, handle: &Handle) -> Option<(FindingKind, &str)> {
        let mut reasons = self.0.iter();
        let reason = reasons.find(|reason| reason.names.contains(handle))?;
        Some((reason.kind, &reason.text))
    }
}

impl Comparison<'_> {
    /// Says what is left alone in a network, and why.
    pub(super) fn blocked_notices(&mut self, here: Here<'_>) {
        let space = here.network.prefix.range();
        for reason in &self.blocked.0 {
            // What is open above a network leaves all of it alone, too.
            let met = |range: &Range| space.contains(*range) || range.contains(space);
            let Some(range) = reason.range.filter(met) else {
                continue;
            };
            self.out.findings.push(Finding {
                who: if reason.who == range.to_string() {
                    String::new()
                } else {
                    reason.who.clone()
                },
                ..Finding::new(
                    reason.kind,
                    section(here),
                    range.to_string(),
                    reason.text.clone(),
                )
            });
        }
    }
}
