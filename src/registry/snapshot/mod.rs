//! What a registry has on record, as keyed hashes: for plans where there is neither a key of the registry nor a
//! journal, such as those of pull requests (design, section 12; write protocol, section 7).
//!
//! Ranges, handles of nets and what is ours stand in clear, as the public lists show them. Everything that says who a
//! customer is stands as a [`Print`]: who holds the key can ask whether a value is the one he has, and nobody else
//! can ask anything.

mod file;
mod print;

pub use file::{Kept, Snapshot, SnapshotError};
pub use print::{Print, PrintKey, ShortSecret};
