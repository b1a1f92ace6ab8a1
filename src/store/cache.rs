//! The store as its callers see it: whole trees in, whole trees out, and remarks instead of failures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::disk::{Disk, Unusable};
use super::sealed::{self, Raw};

/// Why records were not taken.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A record has no JSON form.
    #[error("could not write {key} of {tree} as JSON")]
    Encode {
        /// The tree.
        tree: String,
        /// The record.
        key: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

/// The cache of one state folder. Clones share it. All calls block.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    /// `None`: everything is in memory.
    disk: Option<Disk>,
    memory: BTreeMap<String, (Raw, Vec<u8>)>,
    remarks: Vec<String>,
}

/// The records of a tree in the form that is stored. To make one does not block.
#[derive(Debug)]
pub struct Sheet {
    tree: String,
    raw: Raw,
    seal: Vec<u8>,
}

impl Sheet {
    /// Encodes the records of a tree.
    ///
    /// # Errors
    /// When a record has no JSON form.
    pub fn of<R: Serialize>(tree: &str, records: &BTreeMap<String, R>) -> Result<Self, StoreError> {
        let failed = |key: &str| {
            let (tree, key) = (tree.to_owned(), key.to_owned());
            |source| StoreError::Encode { tree, key, source }
        };
        let mut raw = Raw::new();
        for (key, record) in records {
            let json = serde_json::to_vec(record).map_err(failed(key))?;
            raw.insert(key.clone(), sealed::wrap(key, &json));
        }
        let seal = sealed::seal(tree, &raw).map_err(failed(""))?;
        Ok(Self {
            tree: tree.to_owned(),
            raw,
            seal,
        })
    }
}

impl Store {
    /// Opens the cache of a folder. Never fails: a damaged database is put aside and begun anew, and where
    /// there can be none (another process has it, the folder is read-only) the cache is in memory.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        let mut inner = Inner {
            disk: None,
            memory: BTreeMap::new(),
            remarks: Vec::new(),
        };
        match Disk::open(dir) {
            Ok((disk, damage)) => {
                inner.disk = Some(disk);
                if let Some(why) = damage {
                    inner.remark(format!("the cache could not be read ({why}); begun anew"));
                }
            }
            Err(unusable) => inner.remark(lost(&unusable)),
        }
        Self {
            inner: Arc::new(Mutex::new(inner)),
        }
    }

    /// A cache that lives as long as the process, for tests and for one look.
    #[must_use]
    pub fn in_memory() -> Self {
        let inner = Inner {
            disk: None,
            memory: BTreeMap::new(),
            remarks: Vec::new(),
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
        }
    }

    /// What went wrong so far, for people. Nothing follows from it.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        self.inner().remarks.clone()
    }

    /// Makes a tree hold exactly these records. Broken off in the middle, the tree is not known. What the disk
    /// does not take is kept in memory, with a remark.
    ///
    /// # Errors
    /// When a record has no JSON form; then the tree is as it was.
    pub fn save<R: Serialize>(
        &self,
        tree: &str,
        records: &BTreeMap<String, R>,
    ) -> Result<(), StoreError> {
        self.put(Sheet::of(tree, records)?);
        Ok(())
    }

    /// [`Store::save`] of records that were encoded before.
    pub fn put(&self, sheet: Sheet) {
        let Sheet { tree, raw, seal } = sheet;
        self.inner().replace(&tree, raw, seal);
    }

    /// The records of a tree. `None` when they are not known: never saved, saved by another version or as
    /// another type, broken off, lost or changed on the disk.
    #[must_use]
    pub fn load<R: DeserializeOwned>(&self, tree: &str) -> Option<BTreeMap<String, R>> {
        let (raw, seal) = self.inner().read(tree)?;
        if !sealed::fits(tree, &seal, &raw) {
            self.inner()
                .remark(format!("the cache of {tree} is incomplete; not used"));
            return None;
        }
        let mut records = BTreeMap::new();
        for (key, bytes) in &raw {
            let value = sealed::unwrap(key, bytes)?;
            records.insert(key.clone(), serde_json::from_slice(value).ok()?);
        }
        Some(records)
    }

    /// Single values of a tree that has no seal: each stands for itself, and one that is missing or damaged is only
    /// not known.
    #[must_use]
    pub fn values(&self, tree: &str, keys: Vec<String>) -> BTreeMap<String, Vec<u8>> {
        let mut inner = self.inner();
        let Some(disk) = &inner.disk else {
            return BTreeMap::new();
        };
        let found = match disk.values(tree, keys) {
            Ok(found) => found,
            Err(why) => {
                inner.rebuild(&why);
                return BTreeMap::new();
            }
        };
        drop(inner);
        let whole = found.into_iter().filter_map(|(key, bytes)| {
            let value = sealed::unwrap(&key, &bytes)?.to_vec();
            Some((key, value))
        });
        whole.collect()
    }

    /// Adds values to such a tree, and drops all others but those to keep. Without a disk nothing is kept.
    pub fn renew(&self, tree: &str, keep: BTreeSet<String>, new: BTreeMap<String, Vec<u8>>) {
        let new = new.into_iter().map(|(key, value)| {
            let bytes = sealed::wrap(&key, &value);
            (key, bytes)
        });
        let new: Raw = new.collect();
        let mut inner = self.inner();
        let Some(disk) = &inner.disk else {
            return;
        };
        if let Err(why) = disk.renew(tree, keep, new) {
            inner.rebuild(&why);
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Each remark once: a store that is asked a thousand times says it once.
    fn remark(&mut self, text: String) {
        if !self.remarks.contains(&text) {
            tracing::warn!("{text}");
            self.remarks.push(text);
        }
    }

    fn read(&mut self, tree: &str) -> Option<(Raw, Vec<u8>)> {
        let Some(disk) = &self.disk else {
            return self.memory.get(tree).cloned();
        };
        match disk.read(tree) {
            Ok(found) => found,
            Err(why) => {
                self.rebuild(&why);
                None
            }
        }
    }

    fn replace(&mut self, tree: &str, raw: Raw, seal: Vec<u8>) {
        // Once more after a damaged database was put aside; what an empty one does not take, no disk will.
        for _ in 0..2 {
            let Some(disk) = &self.disk else { break };
            match disk.replace(tree, raw.clone(), seal.clone()) {
                Ok(()) => return,
                Err(why) => self.rebuild(&why),
            }
        }
        if self.disk.take().is_some() {
            self.remark("the cache takes nothing; it is in memory now".to_owned());
        }
        self.memory.insert(tree.to_owned(), (raw, seal));
    }

    fn rebuild(&mut self, why: &str) {
        self.remark(format!("the cache failed ({why}); begun anew"));
        if let Some(mut disk) = self.disk.take() {
            match disk.rebuild() {
                Ok(()) => self.disk = Some(disk),
                Err(unusable) => self.remark(lost(&unusable)),
            }
        }
    }
}

fn lost(unusable: &Unusable) -> String {
    match unusable {
        Unusable::Locked => {
            "the cache is in use by another process; this one works without".to_owned()
        }
        Unusable::System(why) | Unusable::Damaged(why) => {
            format!("there is no cache ({why}); this process works without")
        }
    }
}
