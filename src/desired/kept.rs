//! What files were found to say, kept by a hash of their text, so that only changed files are read as YAML again.
//!
//! Only files of which nothing is said are kept, and of those only files of customers, which are the many: all others
//! are read each time. What an entry says by itself was checked before it was kept; how entries go together is checked
//! each time. So a cache that is lost, old or damaged costs time, and changes no word of what is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::store::Store;
use crate::yaml::LIMIT;

/// The tree of the cache. Another version may find the same text to say something else, or keep it in another form; to
/// change either within a version takes another number here.
const TREE: &str = concat!("checked-2-", env!("CARGO_PKG_VERSION"));

/// The name of a text.
pub(super) fn name_of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// The name of the text of a file, without a look at what it says; `None` where no text of it would be kept.
pub(super) fn name_of_file(path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    let size = file.metadata().ok()?.len();
    if size > LIMIT as u64 {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).ok()?);
    file.take(LIMIT as u64).read_to_end(&mut bytes).ok()?;
    Some(blake3::hash(&bytes).to_hex().to_string())
}

/// What the cache knows of the texts of these names.
pub(super) fn recall(store: &Store, names: Vec<String>) -> BTreeMap<String, Vec<u8>> {
    store.values(TREE, names)
}

/// Keeps what is new, and forgets texts that are gone.
pub(super) fn keep(store: &Store, known: &BTreeSet<String>, new: BTreeMap<String, Vec<u8>>) {
    store.renew(TREE, known, new);
}
