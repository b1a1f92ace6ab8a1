//! The append-only record of what we did: intents before writes, outcomes after them (write protocol, section 8).
//!
//! It alone says what is ours, which writes are open and which tickets we wait for. Nothing here asks a
//! registry anything, and nothing here decides: the [`Ledger`] is the pure fold of the lines. A line that was
//! acknowledged is never lost in silence: either it is read back, or opening says that it is damaged.

mod copied;
mod copy;
mod entry;
mod fold;
mod ledger;
mod line;
mod lock;
mod objects;
mod opened;
mod records;
mod replay;
mod segment;
mod since;
mod writer;
mod writes;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod fold_tests;
#[cfg(test)]
mod samples;

use serde::{Deserialize, Serialize};

pub use copied::{Copied, CopyError};
pub use entry::{Base, Entry, State, TicketEnd};
pub use ledger::{
    Deletion, Held, Ledger, Obligation, OpenOp, OpenRun, OpenTicket, Owned, OwnedObject, Quirk,
    Stray, Vacancy,
};
pub use lock::Holder;
pub use opened::{Journal, JournalError};
pub use records::{Domain, IntentRecord, OutcomeRecord, SettledRecord, Verdict};
pub use since::Touched;

/// The number of one operation; unique in a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpId(pub u64);

impl std::fmt::Display for OpId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "operation {}", self.0)
    }
}

/// Proof that an intent is on disk. The transport's write consumes it; only the journal makes it.
#[derive(Debug)]
pub struct Intent {
    op: OpId,
}

impl Intent {
    /// The operation it stands for.
    #[must_use]
    pub fn op(&self) -> OpId {
        self.op
    }

    /// An intent for a test of the transport alone.
    #[cfg(test)]
    pub(crate) fn for_test() -> Self {
        Self { op: OpId(0) }
    }
}
