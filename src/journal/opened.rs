//! A journal that this process has opened: the lock is held, the tail is whole, the ledger is in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::lock::Lock;
use super::replay::{Replay, replay};
use super::segment::{self, Disk, Segments};
use super::writer::{Desk, Pending, Shared, Writer};
use super::{Entry, Holder, Intent, IntentRecord, Ledger, OpId, line};
use crate::clock::Clock;
use crate::model::RegistryName;

/// Why the journal can not be used, or does not take a line.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refused.
    #[error("could not {doing} {}: {source}", path.display())]
    Io {
        /// What we were doing: `open`.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another process holds it.
    #[error("{} is held by {}", path.display(), holder.as_ref().map_or_else(|| "another process".to_owned(), ToString::to_string))]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who, as far as the file says.
        holder: Option<Holder>,
    },
    /// A line that was acknowledged is not as it was written. It can be read, and nothing is written.
    #[error("{}:{line}: line {seq} of the journal is damaged: {why}", file.display())]
    Damaged {
        /// The segment.
        file: PathBuf,
        /// The line in the file, from 1.
        line: usize,
        /// The sequence number it should have.
        seq: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A write or a sync failed. Nothing may be sent any more by this process.
    #[error("the journal failed: {cause}")]
    Poisoned {
        /// The first failure.
        cause: String,
    },
    /// It was closed.
    #[error("the journal is closed")]
    Closed,
    /// An intent for an operation whose last attempt has no end yet.
    #[error("{op} is still open")]
    StillOpen {
        /// The operation.
        op: OpId,
    },
    /// The name stands for another registry.
    #[error("{registry} is {wanted} here, and {recorded} in the journal")]
    Bound {
        /// The name.
        registry: RegistryName,
        /// What the journal says.
        recorded: String,
        /// What was asked for.
        wanted: String,
    },
    /// Lines of this type are written by the journal's own methods only.
    #[error("{name} can not be noted")]
    Reserved {
        /// The type.
        name: &'static str,
    },
    /// The entry has no JSON form.
    #[error("a journal line could not be written as JSON")]
    Encode(#[source] serde_json::Error),
}

/// The journal of one state folder, held by this process. Clones share it.
#[derive(Debug, Clone)]
pub struct Journal {
    hold: Arc<Hold>,
}

struct Hold {
    shared: Arc<Shared>,
    clock: Arc<dyn Clock>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Hold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hold").finish_non_exhaustive()
    }
}

impl Drop for Hold {
    /// The writer ends, and with it the lock. What was noted is written; without `closed`, as after a crash.
    fn drop(&mut self) {
        self.shared.desk().closed = true;
        self.shared.ring();
        if let Some(thread) = self.thread.take() {
            // It ends by itself after one more group. A panic of it has been reported to every waiter.
            let _ = thread.join();
        }
    }
}

impl Journal {
    /// Takes the journal of a folder, made when missing: locks it, drops lines that were never acknowledged,
    /// reads it, writes `opened`. Blocks; call it before the runtime is busy, or from `spawn_blocking`.
    ///
    /// # Errors
    /// `Locked` with who holds it, `Damaged` with where, or `Io`.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>, host: &str) -> Result<Self, JournalError> {
        Self::open_with(dir, clock, host, segment::LARGEST)
    }

    /// The same with another size of segments, for tests.
    pub(super) fn open_with(
        dir: &Path,
        clock: Arc<dyn Clock>,
        host: &str,
        largest: u64,
    ) -> Result<Self, JournalError> {
        let failed = |doing| {
            let path = dir.to_owned();
            move |source| JournalError::Io {
                doing,
                path,
                source,
            }
        };
        segment::create(dir).map_err(failed("create"))?;
        let holder = Holder {
            pid: std::process::id(),
            host: host.to_owned(),
            since: clock.now(),
        };
        let lock = Lock::take(dir, &holder)?;
        let read = replay(dir)?;
        if let Some(fault) = read.fault.as_ref().filter(|fault| fault.acknowledged) {
            return Err(JournalError::Damaged {
                file: fault.file.clone(),
                line: fault.line,
                seq: fault.seq,
                why: fault.why,
            });
        }
        if let Some((last, valid)) = &read.last
            && (read.fault.is_some() || !read.closed)
        {
            segment::repair(dir, last, *valid).map_err(failed("repair"))?;
        }
        let last = read.last.as_ref().map(|(last, valid)| (last, *valid));
        let disk = Segments::after(dir, lock, last, largest).map_err(failed("open"))?;
        let journal = Self::over(read, disk, clock).map_err(failed("write to"))?;
        journal.say_opened(host)?;
        Ok(journal)
    }

    /// A journal that goes on from what was read, over any disk.
    pub(super) fn over<D: Disk + 'static>(
        read: Replay,
        disk: D,
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::new(Desk {
            last_op: read.ledger.last_op,
            ledger: read.ledger,
            ..Desk::default()
        }));
        let writer = Writer {
            shared: Arc::clone(&shared),
            disk,
            prev: read.prev,
            durable: read.seq,
            written: read.seq,
        };
        let thread = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || writer.run())?;
        let hold = Hold {
            shared,
            clock,
            thread: Some(thread),
        };
        Ok(Self {
            hold: Arc::new(hold),
        })
    }

    fn say_opened(&self, host: &str) -> Result<(), JournalError> {
        let known = self.with(|ledger| ledger.journal.clone());
        let entry = Entry::Opened {
            journal: known.unwrap_or_else(|| format!("{:016x}", fastrand::u64(..))),
            host: host.to_owned(),
            boot: std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
                .ok()
                .map(|text| text.trim().to_owned()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        self.put(&entry, &mut self.hold.shared.desk())
    }

    /// Reads the journal of a folder. Takes no lock and writes nothing, so it works beside a process that
    /// holds the journal. A torn tail is passed over and a missing folder is an empty ledger. After damage the
    /// ledger holds what is still whole and says so in [`Ledger::distrust`].
    ///
    /// # Errors
    /// When a file can not be read.
    pub fn read(dir: &Path) -> Result<Ledger, JournalError> {
        Ok(replay(dir)?.into_picture())
    }

    /// A number for a new operation; never the same twice in a journal.
    #[must_use]
    pub fn next_op(&self) -> OpId {
        let mut desk = self.hold.shared.desk();
        desk.last_op = desk.last_op.saturating_add(1);
        OpId(desk.last_op)
    }

    /// Writes an intent, and returns when it is on disk. When the future is dropped, the intent is written
    /// all the same, and stays open.
    ///
    /// # Errors
    /// `StillOpen`, `Poisoned`, `Closed`, `Encode`; in every case nothing may be sent.
    pub async fn intend(&self, intent: IntentRecord) -> Result<Intent, JournalError> {
        let op = intent.op;
        let (answer, answered) = oneshot::channel();
        {
            let mut desk = self.hold.shared.desk();
            let waits = || desk.ledger.tickets.values().any(|t| t.intent.op == op);
            if desk.ledger.open.contains_key(&op) || waits() {
                return Err(JournalError::StillOpen { op });
            }
            self.put(&Entry::Intent(Box::new(intent)), &mut desk)?;
            desk.last_op = desk.last_op.max(op.0);
            desk.waiters.push(answer);
        }
        self.hold.shared.ring();
        self.wait(answered).await?;
        Ok(Intent { op })
    }

    /// Notes an entry: in the ledger at once, on disk with the next group that somebody waits for. One that is
    /// lost with the machine is found again by reading the registry.
    ///
    /// # Errors
    /// `Reserved` for entries that have a method of their own, `Bound`, `Poisoned`, `Closed`, `Encode`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a note is given away: once noted, no copy of it is the caller's to change"
    )]
    pub fn note(&self, entry: Entry) -> Result<(), JournalError> {
        if let Some(name) = reserved(&entry) {
            return Err(JournalError::Reserved { name });
        }
        let mut desk = self.hold.shared.desk();
        if let Entry::Bound { registry, identity } = &entry
            && let Some(recorded) = desk.ledger.bound.get(registry)
        {
            if recorded == identity {
                return Ok(());
            }
            return Err(JournalError::Bound {
                registry: registry.clone(),
                recorded: recorded.clone(),
                wanted: identity.clone(),
            });
        }
        self.put(&entry, &mut desk)
    }

    /// Returns when all that was noted so far is on disk.
    ///
    /// # Errors
    /// `Poisoned` or `Closed`.
    pub async fn sync(&self) -> Result<(), JournalError> {
        let (answer, answered) = oneshot::channel();
        {
            let mut desk = self.hold.shared.desk();
            usable(&desk)?;
            desk.waiters.push(answer);
        }
        self.hold.shared.ring();
        self.wait(answered).await
    }

    /// The moment that a line written now would carry.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.hold.clock.now()
    }

    /// Looks at the ledger, everything noted included. Nothing is written meanwhile, so be short; a call of the
    /// journal from within would wait for itself.
    pub fn with<T>(&self, look: impl FnOnce(&Ledger) -> T) -> T {
        look(&self.hold.shared.desk().ledger)
    }

    /// Leaves the journal in order, for all clones. The lock is free when this returns.
    ///
    /// # Errors
    /// `Poisoned`, or `Closed` by a clone.
    pub async fn close(self) -> Result<(), JournalError> {
        // First all lines, then `closed`: so that it vouches for every line before it.
        self.sync().await?;
        let (answer, answered) = oneshot::channel();
        {
            let mut desk = self.hold.shared.desk();
            self.put(&Entry::Closed, &mut desk)?;
            desk.closed = true;
            desk.waiters.push(answer);
        }
        self.hold.shared.ring();
        self.wait(answered).await
    }

    fn put(&self, entry: &Entry, desk: &mut Desk) -> Result<(), JournalError> {
        usable(desk)?;
        let body = line::body(entry).map_err(JournalError::Encode)?;
        let seq = desk.ledger.seq.saturating_add(1);
        let at = self.hold.clock.now();
        desk.ledger.apply(seq, at, entry);
        if matches!(entry, Entry::RunBegun { .. }) {
            desk.run = Some(seq);
        }
        desk.pending.push_back(Pending {
            seq,
            at,
            run: desk.run,
            body,
        });
        if matches!(entry, Entry::RunEnded { .. }) {
            desk.run = None;
        }
        self.hold.shared.ring();
        Ok(())
    }

    async fn wait(
        &self,
        answered: oneshot::Receiver<Result<(), String>>,
    ) -> Result<(), JournalError> {
        match answered.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(cause)) => Err(JournalError::Poisoned { cause }),
            Err(_) => Err(JournalError::Poisoned {
                cause: "its writer ended".to_owned(),
            }),
        }
    }
}

fn usable(desk: &Desk) -> Result<(), JournalError> {
    if let Some(cause) = &desk.poisoned {
        return Err(JournalError::Poisoned {
            cause: cause.clone(),
        });
    }
    if desk.closed {
        return Err(JournalError::Closed);
    }
    Ok(())
}

fn reserved(entry: &Entry) -> Option<&'static str> {
    if matches!(entry, Entry::Intent(_)) {
        Some("intent")
    } else if matches!(entry, Entry::Opened { .. }) {
        Some("opened")
    } else if matches!(entry, Entry::Closed) {
        Some("closed")
    } else {
        None
    }
}
