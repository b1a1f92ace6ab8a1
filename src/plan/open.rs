//! What a plan has no step for, though the registry is not as declared, or nobody knows whether it is. A plan without
//! steps is not the same as no difference.

use super::{DOUBTED, Plan};
use crate::registry::FindingKind;

/// How much of what a plan is about stays open when all its steps are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    /// Nobody knows how these stand: a write without a known outcome, or something that could not be read.
    pub unknown: u64,
    /// These are declared and could not be compared at all, such as with a snapshot whose key is not there.
    pub uncompared: u64,
    /// Nothing can be done for these before something else ends: a ticket, or a change that is not made yet.
    pub waiting: u64,
    /// Nobody tries these again until something changes.
    pub held: u64,
    /// Of these only our record learns something, such as a new key: nothing is sent, and a plan says so.
    pub noted: u64,
}

impl Open {
    /// Whether nothing is open at the registry, as far as this is known. What only our record learns is not.
    #[must_use]
    pub fn is_nowhere(self) -> bool {
        let Self {
            unknown,
            uncompared,
            waiting,
            held,
            noted: _,
        } = self;
        unknown + uncompared + waiting + held == 0
    }
}

impl Plan {
    /// What stays open. Not what an objection is about: that forbids the plan, and is told by itself.
    #[must_use]
    pub fn open(&self) -> Open {
        let mut open = Open {
            uncompared: self.summary.uncompared,
            ..Open::default()
        };
        for finding in self.parts.iter().flat_map(|part| &part.findings) {
            match finding.kind {
                FindingKind::Uncertain => open.unknown += 1,
                FindingKind::Wait => open.waiting += 1,
                FindingKind::Held => open.held += 1,
                FindingKind::Rekeyed
                | FindingKind::Protected
                | FindingKind::Unprotected
                | FindingKind::Lost => open.noted += 1,
                // What begins on a later day is not declared for today, and what is kept is meant to stay.
                FindingKind::Later
                | FindingKind::Keep
                | FindingKind::Found
                | FindingKind::Objected => {}
            }
        }
        open
    }

    /// Whether there is no difference at all, by a journal that is whole: nothing to send or adopt, nothing open or left
    /// uncompared, and nothing that our record would learn of what is declared. What it keeps for itself, such as what it
    /// last saw in an org, is none.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let doubted = self.remarks.iter().any(|remark| remark.code == DOUBTED);
        self.is_empty() && self.open() == Open::default() && !doubted
    }
}
