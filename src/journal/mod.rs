//! The append-only record of what we did: intents before writes, outcomes after them.

use serde::{Deserialize, Serialize};

/// The number of one operation; unique in a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpId(pub u64);

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
