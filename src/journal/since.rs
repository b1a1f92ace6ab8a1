//! What a journal has learned since a line of it: whether a plan that was made then still knows what is ours.

use std::path::Path;

use super::replay::replay_since;
use super::{Domain, Entry, Journal, JournalError, Ledger, OpId};
use crate::model::{Claim, Effect, Handle, Key, Place, RegistryName};

/// What one line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The registry.
    pub registry: RegistryName,
    /// The address space and the handles.
    pub domain: Domain,
    /// The resource, for lines that name nothing else.
    pub key: Option<Key>,
}

impl Journal {
    /// What the lines behind a number are about. Lines that say nothing of an object are passed over: who opened
    /// the journal, when a run began. Takes no lock; what was only noted must be synced first.
    ///
    /// # Errors
    /// When a file can not be read.
    pub fn since(dir: &Path, seq: u64) -> Result<Vec<Touched>, JournalError> {
        Ok(replay_since(dir, seq)?.touched)
    }
}

/// What a line is about, by the ledger before it.
pub(super) fn touched(ledger: &Ledger, entry: &Entry) -> Option<Touched> {
    match entry {
        Entry::Opened { .. }
        | Entry::Closed
        | Entry::Bound { .. }
        | Entry::Retired { .. }
        | Entry::RunBegun { .. }
        | Entry::RunEnded { .. }
        | Entry::Stray { .. }
        | Entry::Approved { .. } => None,
        Entry::Intent(intent) => Some(Touched {
            registry: intent.registry.clone(),
            domain: intent.domain.clone(),
            key: Some(intent.key.clone()),
        }),
        Entry::Outcome(outcome) => of_write(ledger, outcome.op),
        Entry::Settled(settled) => of_write(ledger, settled.op),
        Entry::Ticket { number, op, .. } => {
            let op = op.or_else(|| ledger.tickets.get(number).map(|open| open.intent.op));
            of_write(ledger, op?)
        }
        Entry::Adopted {
            registry,
            place,
            incarnation,
            ..
        }
        | Entry::Released {
            registry,
            place,
            incarnation,
            ..
        } => Some(at(registry, place, vec![incarnation.handle.clone()])),
        Entry::Rekeyed {
            registry, place, ..
        }
        | Entry::Protected {
            registry, place, ..
        }
        | Entry::Vacancy {
            registry, place, ..
        } => Some(at(registry, place, Vec::new())),
        Entry::Obligation {
            registry, customer, ..
        } => Some(names(registry, customer.handle.clone())),
        Entry::Quirk {
            registry, handle, ..
        } => Some(names(registry, handle.clone())),
        Entry::Object {
            registry,
            incarnation,
            ..
        } => Some(names(registry, incarnation.handle.clone())),
        Entry::Held { registry, key, .. } => Some(Touched {
            registry: registry.clone(),
            domain: Domain::default(),
            key: Some(key.clone()),
        }),
    }
}

fn of_write(ledger: &Ledger, op: OpId) -> Option<Touched> {
    let open = ledger.open.get(&op).map(|open| &open.intent);
    let mut waiting = ledger.tickets.values().map(|open| &open.intent);
    let intent = open.or_else(|| waiting.find(|intent| intent.op == op))?;
    Some(Touched {
        registry: intent.registry.clone(),
        domain: intent.domain.clone(),
        key: Some(intent.key.clone()),
    })
}

fn at(registry: &RegistryName, place: &Place, names: Vec<Handle>) -> Touched {
    // Whether the space is taken or freed makes no difference to who else is concerned.
    let claim = Claim::new(registry, place.range, Effect::Takes);
    Touched {
        registry: registry.clone(),
        domain: Domain {
            claim: Some(claim),
            names,
        },
        key: None,
    }
}

fn names(registry: &RegistryName, handle: Handle) -> Touched {
    Touched {
        registry: registry.clone(),
        domain: Domain {
            claim: None,
            names: vec![handle],
        },
        key: None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::SystemClock;
    use crate::journal::State;
    use crate::model::Incarnation;

    fn place() -> Place {
        Place {
            parent: "NET-198-51-100-0-1".parse().expect("a handle"),
            range: "198.51.100.64/28".parse().expect("a range"),
        }
    }

    #[tokio::test]
    async fn only_lines_behind_the_number_that_are_about_an_object_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || {
            Journal::open(folder.path(), Arc::new(SystemClock::new()), "here").expect("a journal")
        };
        let registry = RegistryName::new("arin");
        let rekeyed = || Entry::Rekeyed {
            registry: registry.clone(),
            place: place(),
            customer: Key::new("larkspur"),
        };
        let journal = open();
        journal.note(rekeyed()).expect("noted");
        journal.close().await.expect("closed");
        let before = Journal::read(folder.path()).expect("a ledger").seq;
        let journal = open();
        journal.close().await.expect("closed");
        assert_eq!(
            Journal::since(folder.path(), before).expect("read"),
            Vec::new()
        );
        let journal = open();
        journal.note(rekeyed()).expect("noted");
        let customer = Incarnation {
            handle: "C1".parse().expect("a handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: None,
        };
        let obligation = Entry::Obligation {
            state: State::Open,
            registry: registry.clone(),
            customer,
            place: place(),
            cause: "a test".to_owned(),
        };
        journal.note(obligation).expect("noted");
        journal.close().await.expect("closed");
        let touched = Journal::since(folder.path(), before).expect("read");
        assert_eq!(
            touched,
            [
                at(&registry, &place(), Vec::new()),
                names(&registry, "C1".parse().expect("a handle"))
            ]
        );
        assert_eq!(Journal::since(folder.path(), 0).expect("read").len(), 3);
    }
}
