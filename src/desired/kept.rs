//! What files were found to say, kept by a hash of their text, so that only changed files are read as YAML again.
//!
//! Only files without any mistake are kept, and of those only files of customers, which are the many: all others are
//! read each time. What is kept goes through the same types again, which refuse what they do not know, and through
//! all checks. So a cache that is lost, old or damaged costs time, and changes no word of what is said.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Keyed;
use crate::registry::arin::CustomerFile;
use crate::store::Store;

/// The tree of the cache. Another version may read the same text another way.
const TREE: &str = concat!("files-1-", env!("CARGO_PKG_VERSION"));

/// The section of a file that is kept.
pub(super) type Section = Keyed<Option<CustomerFile>>;

/// The name of a text.
pub(super) fn name_of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// What the cache knows of the texts of these names.
pub(super) fn recall(store: &Store, names: Vec<String>) -> BTreeMap<String, Vec<u8>> {
    store.values(TREE, names)
}

/// Reads a kept section; `None` when it is not what this version would have kept.
pub(super) fn read(bytes: &[u8]) -> Option<Section> {
    serde_json::from_slice(bytes).ok()
}

/// A section to be kept; `None` when it can not be.
pub(super) fn write(section: &Section) -> Option<Vec<u8>> {
    serde_json::to_vec(section).ok()
}

/// Keeps what is new, and forgets texts that are gone.
pub(super) fn keep(store: &Store, known: BTreeSet<String>, new: BTreeMap<String, Vec<u8>>) {
    store.renew(TREE, known, new);
}
