//! Keeps the state in a folder: a snapshot, and the changes since, one batch a line.
//!
//! A batch is written before its reply leaves, so a killed process has lost nothing that it confirmed.
//! Opening writes a snapshot of the next generation and begins its file of changes; the old pair goes
//! last. A torn last line was never confirmed, and is dropped. The folder is locked for as long as it is open.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::options::SimulatorError;
use super::state::{Change, State};

/// The version of both files.
const VERSION: u32 = 1;
const SNAPSHOT: &str = "snapshot.json";

#[derive(Serialize, Deserialize)]
struct Snapshot {
    version: u32,
    generation: u64,
    changes: Vec<Change>,
}

/// A folder that no other process has.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Held, not used: closing it gives the folder free.
    _lock: File,
}

/// An open folder.
#[derive(Debug)]
pub(super) struct Store {
    /// Keeps others out.
    _folder: Folder,
    path: PathBuf,
    log: File,
    /// After a failed write the end of the file is unknown, and nothing more is added to it.
    broken: bool,
}

impl Folder {
    /// Takes a folder for this process; it is made when it is not there.
    pub(super) fn take(path: &Path) -> Result<Self, SimulatorError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(|source| failed("create", path, source))?;
        let file = path.join("lock");
        let lock = fresh(&file)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(SimulatorError::InUse {
                path: path.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(failed("lock", &file, source)),
        }
    }

    /// Reads what is kept: `None` when that is nothing. [`Store::begin`] is to follow.
    pub(super) fn read(&self) -> Result<Option<(State, u64)>, SimulatorError> {
        let folder = &self.path;
        let path = folder.join(SNAPSHOT);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed("read", &path, source)),
        };
        let snapshot: Snapshot =
            serde_json::from_slice(&bytes).map_err(|error| damaged(&path, error.line(), &error))?;
        if snapshot.version != VERSION {
            return Err(SimulatorError::Damaged {
                path,
                line: 1,
                message: format!("version {} is not known", snapshot.version),
            });
        }
        let mut state = State::default();
        for change in snapshot.changes {
            state.apply(change);
        }
        replay(&log_path(folder, snapshot.generation), &mut state)?;
        Ok(Some((state, snapshot.generation)))
    }
}

impl Store {
    /// Writes the state as a new generation and begins its file of changes.
    pub(super) fn begin(taken: Folder, state: &State, last: u64) -> Result<Self, SimulatorError> {
        let generation = last + 1;
        let folder = &taken.path;
        let path = log_path(folder, generation);
        let log = fresh(&path)?;
        let snapshot = Snapshot {
            version: VERSION,
            generation,
            changes: state.changes(),
        };
        let bytes = serde_json::to_vec(&snapshot).map_err(SimulatorError::Encode)?;
        let draft = folder.join("snapshot.draft");
        let mut file = fresh(&draft)?;
        file.write_all(&bytes)
            .and_then(|()| file.sync_all())
            .map_err(|source| failed("write", &draft, source))?;
        let target = folder.join(SNAPSHOT);
        std::fs::rename(&draft, &target).map_err(|source| failed("write", &target, source))?;
        // A leftover of an older generation is never read again; failing to remove it harms nothing.
        let _ = std::fs::remove_file(log_path(folder, last));
        Ok(Self {
            _folder: taken,
            path,
            log,
            broken: false,
        })
    }

    /// Writes one batch. When this returns, a kill of the process loses nothing of it.
    pub(super) fn append(&mut self, batch: &[Change]) -> Result<(), SimulatorError> {
        let mut line = serde_json::to_vec(batch).map_err(SimulatorError::Encode)?;
        line.push(b'\n');
        let written = if self.broken {
            Err(std::io::Error::other("an earlier write failed"))
        } else {
            self.log.write_all(&line)
        };
        self.broken = written.is_err();
        written.map_err(|source| failed("write", &self.path, source))
    }
}

fn log_path(folder: &Path, generation: u64) -> PathBuf {
    folder.join(format!("changes-{generation}.jsonl"))
}

fn fresh(path: &Path) -> Result<File, SimulatorError> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(|source| failed("write", path, source))
}

fn replay(path: &Path, state: &mut State) -> Result<(), SimulatorError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(failed("read", path, source)),
    };
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
    for (number, line) in lines.by_ref() {
        if line.last() != Some(&b'\n') {
            break;
        }
        let batch: Vec<Change> =
            serde_json::from_slice(line).map_err(|error| damaged(path, number + 1, &error))?;
        for change in batch {
            state.apply(change);
        }
    }
    Ok(())
}

fn failed(doing: &'static str, path: &Path, source: std::io::Error) -> SimulatorError {
    SimulatorError::File {
        doing,
        path: path.to_owned(),
        source,
    }
}

fn damaged(path: &Path, line: usize, error: &serde_json::Error) -> SimulatorError {
    SimulatorError::Damaged {
        path: path.to_owned(),
        line,
        message: error.to_string(),
    }
}
