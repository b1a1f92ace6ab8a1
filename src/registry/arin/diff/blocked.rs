//! What must not be touched now: the domains of writes whose outcome is unknown, and of open tickets.

use std::collections::BTreeSet;

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
pub(in super::super) struct Blocked {
    reasons: Vec<Reason>,
    /// Their ranges in address order, what overlaps made one: each block of an estate is held against them.
    ranges: Vec<Range>,
    names: BTreeSet<Handle>,
}

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
        let reasons: Vec<Reason> = open.chain(tickets).collect();
        let names = reasons.iter().flat_map(|reason| &reason.names);
        Self {
            names: names.cloned().collect(),
            ranges: united(reasons.iter().filter_map(|reason| reason.range).collect()),
            reasons,
        }
    }

    /// Whether a range has an address in common with something left alone.
    pub(in super::super) fn meets(&self, range: Range) -> bool {
        let begins_later =
            |blocked: &Range| (blocked.family(), blocked.first()) > (range.family(), range.last());
        let end = self
            .ranges
            .partition_point(|blocked| !begins_later(blocked));
        let last = end.checked_sub(1).and_then(|last| self.ranges.get(last));
        last.is_some_and(|blocked| blocked.overlaps(range))
    }

    /// Whether a handle is named by something left alone.
    pub(super) fn names(&self, handle: &Handle) -> bool {
        self.names.contains(handle)
    }

    /// Why a handle is left alone: which kind of notice that is, and in words.
    pub(super) fn naming(&self, handle: &Handle) -> Option<(FindingKind, &str)> {
        let mut reasons = self.reasons.iter();
        let reason = reasons.find(|reason| reason.names.contains(handle))?;
        Some((reason.kind, &reason.text))
    }
}

/// Ranges in address order, those that overlap made one.
fn united(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut united: Vec<Range> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match united.last_mut() {
            Some(last) if last.overlaps(range) => {
                let end = last.last().max(range.last());
                *last = Range::from_numbers(last.family(), last.first(), end).unwrap_or(*last);
            }
            Some(_) | None => united.push(range),
        }
    }
    united
}

impl Comparison<'_> {
    /// Says what is left alone in a network, and why.
    pub(super) fn blocked_notices(&mut self, here: Here<'_>) {
        let space = here.network.prefix.range();
        for reason in &self.blocked.reasons {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Family;

    fn ranges() -> impl Strategy<Value = Vec<Range>> {
        let one = (0u128..60, 0u128..20, any::<bool>()).prop_map(|(first, length, v6)| {
            let family = if v6 { Family::V6 } else { Family::V4 };
            Range::from_numbers(family, first, first + length).expect("in order")
        });
        proptest::collection::vec(one, 0..8)
    }

    proptest! {
        #[test]
        fn a_range_meets_what_any_of_the_reasons_has(reasons in ranges(), asked in ranges()) {
            let blocked = Blocked {
                reasons: Vec::new(),
                ranges: united(reasons.clone()),
                names: BTreeSet::new(),
            };
            for range in asked {
                let any = reasons.iter().any(|reason| reason.overlaps(range));
                prop_assert_eq!(blocked.meets(range), any);
            }
        }
    }
}
