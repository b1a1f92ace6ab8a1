//! The sled database in its folder: which one is in use, and how a damaged one is put aside.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::guarded::guarded;
use super::sealed::Raw;

const MEMORY: u64 = 64 * 1024 * 1024;

/// Why there is no database.
#[derive(Debug)]
pub(super) enum Unusable {
    /// Another process has it. Nothing was touched.
    Locked,
    /// The system refuses; putting it aside would not help.
    System(String),
    /// It can not be read.
    Damaged(String),
}

/// A folder that is ours alone, and the database in it.
#[derive(Debug)]
pub(super) struct Disk {
    dir: PathBuf,
    /// Held for as long as this lives, so that two processes never share a database.
    _lock: File,
    number: u64,
    db: Option<sled::Db>,
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            // The last handle flushes when it goes, and that may panic. Nobody waits for a cache.
            let _ = guarded(move || {
                drop(db);
                Ok(())
            });
        }
    }
}

impl Disk {
    /// Takes a folder, made when missing, and opens the newest database in it.
    pub(super) fn open(dir: &Path) -> Result<(Self, Option<String>), Unusable> {
        let lock = take(dir)?;
        let mut disk = Self {
            dir: dir.to_owned(),
            _lock: lock,
            number: newest(dir).unwrap_or(1),
            db: None,
        };
        match disk.start_when_free() {
            Ok(()) => Ok((disk, None)),
            Err(Unusable::Damaged(why)) => {
                disk.rebuild()?;
                Ok((disk, Some(why)))
            }
            Err(other) => Err(other),
        }
    }

    /// We hold our own lock, so sled's can only be that of a handle which this process has let go: its threads
    /// take a moment to end.
    fn start_when_free(&mut self) -> Result<(), Unusable> {
        for _ in 0..40 {
            match self.start() {
                Err(Unusable::Locked) => std::thread::sleep(Duration::from_millis(25)),
                other => return other,
            }
        }
        self.start()
    }

    fn start(&mut self) -> Result<(), Unusable> {
        let path = self.path();
        // A lock and a refusal of the system are told from damage inside, where the error still has its kind.
        let opened = guarded(move || {
            let config = sled::Config::new()
                .path(path)
                .cache_capacity(MEMORY)
                .flush_every_ms(None);
            Ok(config.open().map_err(|error| judge(&error)))
        });
        match opened {
            Ok(Ok(db)) => {
                self.db = Some(db);
                Ok(())
            }
            Ok(Err(unusable)) => Err(unusable),
            Err(why) => Err(Unusable::Damaged(why)),
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.join(format!("db-{}", self.number))
    }

    /// Puts the database aside and begins an empty one under a new name: what is left of a broken one may
    /// still write where it was. Only the last damaged one is kept.
    pub(super) fn rebuild(&mut self) -> Result<(), Unusable> {
        if let Some(db) = self.db.take() {
            // Its drop would write, and may panic or hang. This happens a few times in a process at most.
            std::mem::forget(db);
        }
        let aside = self.dir.join("damaged");
        let moved = remove(&aside).and_then(|()| rename(&self.path(), &aside));
        moved.map_err(|error| Unusable::System(error.to_string()))?;
        self.number = self.number.saturating_add(1);
        self.start()
    }

    fn db(&self) -> Result<sled::Db, String> {
        self.db.clone().ok_or_else(|| "not open".to_owned())
    }
}

impl Disk {
    /// Those of the values that are there.
    pub(super) fn values(&self, tree: &str, keys: Vec<String>) -> Result<Raw, String> {
        let (db, name) = (self.db()?, tree.to_owned());
        guarded(move || {
            let tree = db.open_tree(full(&name)).map_err(text)?;
            let mut raw = Raw::new();
            for key in keys {
                if let Some(value) = tree.get(&key).map_err(text)? {
                    raw.insert(key, value.to_vec());
                }
            }
            Ok(raw)
        })
    }

    /// The names of all values.
    pub(super) fn names(&self, tree: &str) -> Result<BTreeSet<String>, String> {
        let (db, name) = (self.db()?, tree.to_owned());
        guarded(move || {
            let tree = db.open_tree(full(&name)).map_err(text)?;
            let mut names = BTreeSet::new();
            for key in tree.iter().keys() {
                let key = key.map_err(text)?;
                names.extend(std::str::from_utf8(&key).ok().map(str::to_owned));
            }
            Ok(names)
        })
    }

    /// Adds values, and drops all others but those to keep.
    pub(super) fn renew(&self, tree: &str, keep: BTreeSet<String>, new: Raw) -> Result<(), String> {
        let (db, name) = (self.db()?, tree.to_owned());
        guarded(move || {
            let tree = db.open_tree(full(&name)).map_err(text)?;
            let mut batch = sled::Batch::default();
            for key in tree.iter().keys() {
                let key = key.map_err(text)?;
                let known = std::str::from_utf8(&key).unwrap_or_default();
                if !keep.contains(known) && !new.contains_key(known) {
                    batch.remove(key);
                }
            }
            for (key, value) in new {
                batch.insert(key.as_bytes(), value);
            }
            tree.apply_batch(batch).map_err(text)?;
            db.flush().map_err(text).map(drop)
        })
    }
}

/// Apart from trees of sled itself, whatever the name.
fn full(tree: &str) -> String {
    format!("tree/{tree}")
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn text(error: sled::Error) -> String {
    error.to_string()
}

fn judge(error: &sled::Error) -> Unusable {
    if let sled::Error::Io(cause) = error {
        let words = cause.to_string();
        if words.contains("could not acquire lock") {
            return Unusable::Locked;
        }
        if matches!(
            cause.kind(),
            io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem
                | io::ErrorKind::StorageFull
        ) {
            return Unusable::System(words);
        }
    }
    Unusable::Damaged(error.to_string())
}

fn take(dir: &Path) -> Result<File, Unusable> {
    let system = |error: io::Error| Unusable::System(error.to_string());
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(system)?;
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(dir.join("lock"))
        .map_err(system)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Unusable::Locked),
        Err(TryLockError::Error(error)) => Err(system(error)),
    }
}

fn newest(dir: &Path) -> Option<u64> {
    let names = fs::read_dir(dir).ok()?.flatten();
    names
        .filter_map(|entry| {
            entry
                .file_name()
                .to_str()?
                .strip_prefix("db-")?
                .parse()
                .ok()
        })
        .max()
}

fn remove(path: &Path) -> io::Result<()> {
    let gone = match fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    gone.or_else(missing_is_fine)
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to).or_else(missing_is_fine)
}

fn missing_is_fine(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}
