//! The store as its callers see it: values in, values out, and remarks instead of failures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::disk::{Disk, Unusable};
use super::sealed::{self, Raw};

/// The cache of one state folder. Clones share it. All calls block.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    /// `None`: everything is in memory.
    disk: Option<Disk>,
    memory: BTreeMap<String, Raw>,
    remarks: Vec<String>,
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

    /// Values of a tree by their names. Each stands for itself: one that is missing, lost or changed on the disk is only
    /// not known. Where values belong together, one of them names the others.
    #[must_use]
    pub fn values(&self, tree: &str, names: Vec<String>) -> Raw {
        let mut inner = self.inner();
        let Some(disk) = &inner.disk else {
            let kept = inner.memory.get(tree);
            let value = |name: String| Some((name.clone(), kept?.get(&name)?.clone()));
            return names.into_iter().filter_map(value).collect();
        };
        let found = match disk.values(tree, names) {
            Ok(found) => found,
            Err(why) => {
                inner.rebuild(&why);
                return Raw::new();
            }
        };
        drop(inner);
        let found: Vec<(String, Vec<u8>)> = found.into_iter().collect();
        let whole = found.into_par_iter().filter_map(|(name, bytes)| {
            let value = sealed::unwrap(&name, &bytes)?.to_vec();
            Some((name, value))
        });
        whole.collect()
    }

    /// The names of the values of a tree, as far as they can be read.
    #[must_use]
    pub fn names(&self, tree: &str) -> BTreeSet<String> {
        let mut inner = self.inner();
        let Some(disk) = &inner.disk else {
            let kept = inner.memory.get(tree);
            return kept
                .map(|raw| raw.keys().cloned().collect())
                .unwrap_or_default();
        };
        match disk.names(tree) {
            Ok(names) => names,
            Err(why) => {
                inner.rebuild(&why);
                BTreeSet::new()
            }
        }
    }

    /// Adds values to a tree, and drops all others but those to keep: all of that, or nothing. What the disk does not
    /// take is kept in memory, with a remark.
    pub fn renew(&self, tree: &str, keep: &BTreeSet<String>, new: Raw) {
        self.inner().renew(tree, keep, new);
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

    fn renew(&mut self, tree: &str, keep: &BTreeSet<String>, new: Raw) {
        // Once more after a damaged database was put aside; what an empty one does not take, no disk will.
        for _ in 0..2 {
            let Some(disk) = &self.disk else { break };
            let wrapped = new
                .iter()
                .map(|(name, value)| (name.clone(), sealed::wrap(name, value)));
            match disk.renew(tree, keep.clone(), wrapped.collect()) {
                Ok(()) => return,
                Err(why) => self.rebuild(&why),
            }
        }
        if self.disk.take().is_some() {
            self.remark("the cache takes nothing; it is in memory now".to_owned());
        }
        let kept = self.memory.entry(tree.to_owned()).or_default();
        kept.retain(|name, _| keep.contains(name));
        kept.extend(new);
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
