//! The one thread that writes. It takes all that waits, writes once, syncs once, and answers all.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::Ledger;
use super::line::{self, Envelope};
use super::segment::Disk;

/// What a waiter gets: `Err` with the cause when the journal failed.
pub(super) type Answer = oneshot::Sender<Result<(), String>>;

/// A line that has its number but is not written yet.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) seq: u64,
    pub(super) at: Timestamp,
    pub(super) run: Option<u64>,
    pub(super) body: String,
}

/// What the callers and the writer share. The ledger is ahead of the disk by what is pending.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) last_op: u64,
    /// The run of this process; one that a crash broke off is no longer.
    pub(super) run: Option<u64>,
    pub(super) pending: VecDeque<Pending>,
    pub(super) waiters: Vec<Answer>,
    /// Why nothing is written any more.
    pub(super) poisoned: Option<String>,
    /// Nothing more will come.
    pub(super) closed: bool,
}

/// The desk, its lock, and the bell that wakes the writer.
#[derive(Debug, Default)]
pub(super) struct Shared {
    desk: Mutex<Desk>,
    bell: Condvar,
}

impl Shared {
    pub(super) fn new(desk: Desk) -> Self {
        Self {
            desk: Mutex::new(desk),
            bell: Condvar::new(),
        }
    }

    /// A panic of a reader of the ledger leaves the desk as it was, so its lock goes on.
    pub(super) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn ring(&self) {
        self.bell.notify_one();
    }
}

/// The writer's own: the chain of hashes and what is known to be on disk.
pub(super) struct Writer<D> {
    pub(super) shared: Arc<Shared>,
    pub(super) disk: D,
    pub(super) prev: String,
    pub(super) durable: u64,
    /// The last line handed to the disk.
    pub(super) written: u64,
}

impl<D: Disk> Writer<D> {
    /// Writes until the journal is closed or fails. Lines nobody waits for are written too, so that a killed
    /// process leaves them to the next, but only a waiter makes a sync.
    pub(super) fn run(mut self) {
        loop {
            let (pending, waiters, closed) = self.next_group();
            let result = self.write(&pending, !waiters.is_empty() || closed);
            if let Err(cause) = result {
                self.poison(waiters, &cause);
                return;
            }
            if closed {
                // The lock goes with the disk, and whoever waits for the end may take it.
                drop(self.disk);
                answer(waiters, &Ok(()));
                return;
            }
            answer(waiters, &Ok(()));
        }
    }

    fn next_group(&self) -> (VecDeque<Pending>, Vec<Answer>, bool) {
        let mut desk = self.shared.desk();
        while desk.pending.is_empty() && desk.waiters.is_empty() && !desk.closed {
            desk = self
                .shared
                .bell
                .wait(desk)
                .unwrap_or_else(PoisonError::into_inner);
        }
        (
            std::mem::take(&mut desk.pending),
            std::mem::take(&mut desk.waiters),
            desk.closed,
        )
    }

    fn write(&mut self, pending: &VecDeque<Pending>, sync: bool) -> Result<(), String> {
        let mut lines = Vec::new();
        for item in pending {
            let envelope = Envelope {
                v: line::VERSION,
                seq: item.seq,
                prev: std::mem::take(&mut self.prev),
                durable: self.durable,
                at: item.at,
                run: item.run,
            };
            let text = line::write(&envelope, &item.body).map_err(|e| e.to_string())?;
            self.prev = line::hash(text.as_bytes());
            lines.extend_from_slice(text.as_bytes());
            lines.push(b'\n');
        }
        if let (Some(first), Some(last)) = (pending.front(), pending.back()) {
            self.disk
                .append(first.seq, first.at, &lines)
                .map_err(|error| format!("could not write: {error}"))?;
            self.written = last.seq;
        }
        if sync {
            self.disk
                .sync()
                .map_err(|error| format!("could not sync: {error}"))?;
            self.durable = self.written;
        }
        Ok(())
    }

    fn poison(self, mut waiters: Vec<Answer>, cause: &str) {
        tracing::error!(cause, "the journal failed; nothing is sent any more");
        let mut desk = self.shared.desk();
        desk.poisoned = Some(cause.to_owned());
        desk.pending.clear();
        waiters.append(&mut desk.waiters);
        drop(desk);
        drop(self.disk);
        answer(waiters, &Err(cause.to_owned()));
    }
}

fn answer(waiters: Vec<Answer>, result: &Result<(), String>) {
    for waiter in waiters {
        // A waiter that went away needs no answer; its line is on disk all the same.
        let _ = waiter.send(result.clone());
    }
}
