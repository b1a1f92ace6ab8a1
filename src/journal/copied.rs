//! A copy of a journal, checked line by line, on its way into a folder that has none. What is not whole is not taken: a
//! journal that only looks complete would let things be deleted, or made twice, by half of what is known.

use std::io;
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::replay::{Replay, replay};
use super::segment::{self, Segment};
use super::{Entry, Holder, JournalError, Ledger, line};

/// Why a copy is not taken.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It has no line.
    #[error("it holds no line of a journal")]
    Empty,
    /// A line is not as it was written, or does not follow from the one before.
    #[error("line {line} is not as it was written: {why}")]
    Line {
        /// The line in the file, from 1.
        line: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// It is whole, and something in it can not be known.
    #[error("it can not be gone on with: {0}")]
    Distrusted(String),
    /// There is a journal already.
    #[error("{} is there already, and a journal is never written over", .0.display())]
    Taken(PathBuf),
    /// It could not be put in its place.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// A copy that is whole, with what it says.
#[derive(Debug)]
pub struct Copied<'a> {
    lines: &'a [u8],
    /// The fold of its lines.
    pub ledger: Ledger,
    /// The machine that wrote to it last.
    pub host: Option<String>,
    /// Whether its last line is that of a process that left it in order. If not, a run may have been on when it was
    /// copied, or lines may be missing at its end.
    pub closed: bool,
}

impl<'a> Copied<'a> {
    /// Checks the lines that [`Journal::copy`](super::Journal::copy) gave: the sum of each, that it follows from the one before, and that this
    /// version knows all of them.
    ///
    /// # Errors
    /// `Empty`, `Line` with the first that is wrong, or `Distrusted`.
    pub fn read(lines: &'a [u8]) -> Result<Self, CopyError> {
        let mut read = Replay::new();
        let segment = Segment::named(Path::new(""), "", 1);
        read.begin(&segment);
        read.take(&segment, lines);
        if let Some(fault) = read.fault {
            return Err(CopyError::Line {
                line: fault.line,
                why: fault.why,
            });
        }
        if read.seq == 0 {
            return Err(CopyError::Empty);
        }
        if let Some(why) = read.ledger.distrust.first() {
            return Err(CopyError::Distrusted(why.clone()));
        }
        let host = lines.split(|byte| *byte == b'\n').rev().find_map(opened_at);
        Ok(Self {
            lines,
            ledger: read.ledger,
            host,
            closed: read.closed,
        })
    }

    /// How many lines it has.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.ledger.seq
    }

    /// Puts it into a folder without a journal, which is made when missing. It is there as a whole or not at all: the
    /// segment with the first line gets its name last, and without that nothing is deleted by the others.
    ///
    /// # Errors
    /// `Taken` when a segment is there, whatever it holds; else as [`Journal::open`](super::Journal::open).
    pub fn put(&self, dir: &Path, holder: &Holder) -> Result<(), CopyError> {
        self.put_with(dir, holder, segment::LARGEST)
    }

    /// The same with another size of segments, for tests.
    fn put_with(&self, dir: &Path, holder: &Holder, largest: u64) -> Result<(), CopyError> {
        let failed = |doing| {
            let path = dir.to_owned();
            move |source: io::Error| JournalError::Io {
                doing,
                path,
                source,
            }
        };
        segment::create(dir).map_err(failed("create"))?;
        let _lock = Lock::take(dir, holder)?;
        let there = segment::list(dir).map_err(failed("read"))?;
        if let Some(there) = there.into_iter().next() {
            return Err(CopyError::Taken(there.path));
        }
        let parts = self.parts(dir, largest);
        for (segment, lines) in &parts {
            segment::write_aside(segment, lines).map_err(failed("write into"))?;
        }
        for (segment, _) in parts.iter().rev() {
            segment::put_in_place(dir, segment).map_err(failed("write into"))?;
        }
        let back = replay(dir)?;
        let whole = back.fault.is_none() && back.ledger.distrust.is_empty();
        if whole && back.seq == self.ledger.seq {
            return Ok(());
        }
        let lost = io::Error::other("what was written does not read back");
        Err(failed("write into")(lost).into())
    }

    /// The lines by segment, each as large as the journal itself makes them and named by the month of its first line.
    fn parts(&self, dir: &Path, largest: u64) -> Vec<(Segment, &'a [u8])> {
        let largest = usize::try_from(largest).unwrap_or(usize::MAX);
        let mut parts: Vec<(Segment, &[u8])> = Vec::new();
        let (mut rest, mut month) = (self.lines, String::new());
        let mut first = 1;
        while !rest.is_empty() {
            let room = rest.get(..largest.min(rest.len())).unwrap_or(rest);
            let end = match room.iter().rposition(|byte| *byte == b'\n') {
                Some(at) => at + 1,
                // A line that is longer by itself stands alone.
                None => rest
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .map_or(rest.len(), |at| at + 1),
            };
            let (part, behind) = rest.split_at(end);
            let line = part.split(|byte| *byte == b'\n').next().unwrap_or(part);
            if let Ok(envelope) = line::envelope(line) {
                month = month.max(envelope.at.strftime("%Y-%m").to_string());
            }
            parts.push((Segment::named(dir, &month, first), part));
            first += part.split_inclusive(|byte| *byte == b'\n').count() as u64;
            rest = behind;
        }
        parts
    }
}

/// The machine of a line that says that a process took the journal.
fn opened_at(bytes: &[u8]) -> Option<String> {
    const TYPE: &[u8] = b"\"type\":\"opened\"";
    bytes.windows(TYPE.len()).find(|part| *part == TYPE)?;
    let entry = serde_json::from_slice::<Entry>(bytes).ok()?;
    if let Entry::Opened { host, .. } = entry {
        return Some(host);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Journal;
    use super::super::samples::{adopted, create, outcome};
    use super::*;
    use crate::clock::{Clock, TestClock};
    use crate::model::Class;

    fn clock() -> Arc<dyn Clock> {
        Arc::new(TestClock::at(
            "2026-11-23T14:02:11Z".parse().expect("a moment"),
        ))
    }

    fn holder() -> Holder {
        Holder {
            pid: 1,
            host: "here".to_owned(),
            since: clock().now(),
        }
    }

    /// A journal with nets that are ours and a write without an outcome, left in order by the machine `there`.
    async fn lines() -> Vec<u8> {
        let dir = tempfile::tempdir().expect("a folder");
        for (host, n) in [("before", 1), ("there", 2)] {
            let journal = Journal::open(dir.path(), clock(), host).expect("opens");
            for at in 0..4 {
                journal.note(adopted(n * 4 + at, 1)).expect("noted");
            }
            journal
                .intend(create(u64::from(n), n))
                .await
                .expect("intended");
            if n == 1 {
                journal
                    .note(Entry::Outcome(outcome(1, Class::Refused)))
                    .expect("noted");
            }
            journal.close().await.expect("closed");
        }
        Journal::copy(dir.path()).expect("a copy")
    }

    #[tokio::test]
    async fn what_was_copied_goes_on_where_there_was_none() {
        let lines = lines().await;
        for largest in [1, 700, segment::LARGEST] {
            let dir = tempfile::tempdir().expect("a folder");
            let folder = dir.path().join("journal");
            let copied = Copied::read(&lines).expect("whole");
            assert_eq!(copied.host.as_deref(), Some("there"));
            assert!(copied.closed);
            assert_eq!(
                (copied.ledger.owned.len(), copied.ledger.open.len()),
                (8, 1)
            );
            copied.put_with(&folder, &holder(), largest).expect("put");
            assert_eq!(Journal::copy(&folder).expect("a copy"), lines, "{largest}");
            let journal = Journal::open(&folder, clock(), "here").expect("opens");
            journal.with(|ledger| {
                assert!(ledger.trusted());
                assert_eq!(ledger.journal, copied.ledger.journal);
                assert_eq!((ledger.owned.len(), ledger.open.len()), (8, 1));
                assert_eq!(ledger.seq, copied.count() + 1);
            });
            journal.close().await.expect("closed");
            assert!(Journal::read(&folder).expect("reads").trusted());
        }
    }

    #[tokio::test]
    async fn what_is_not_whole_is_not_taken() {
        let whole = lines().await;
        assert!(matches!(Copied::read(b""), Err(CopyError::Empty)));
        let all: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
        for at in 0..all.len() {
            let mut missing = all.clone();
            missing.remove(at);
            let missing = missing.concat();
            let mut changed = whole.clone();
            let begins: usize = all[..at].iter().map(|line| line.len()).sum();
            changed[begins + all[at].len() / 2] ^= 1;
            let torn = &whole[..begins + all[at].len() - 1];
            for (what, lines) in [("changed", &changed[..]), ("torn", torn)] {
                let found = Copied::read(lines);
                let CopyError::Line { line, .. } = found.expect_err("refused") else {
                    panic!("{what} {at}");
                };
                assert_eq!(line, at + 1, "{what}");
            }
            // Nobody can see that lines are missing at the end, but that nobody had left it.
            match Copied::read(&missing) {
                Ok(copied) => assert!(at + 1 == all.len() && !copied.closed),
                Err(error) => assert!(matches!(error, CopyError::Line { .. }), "{error}"),
            }
        }
    }

    #[tokio::test]
    async fn a_journal_is_never_written_over() {
        let lines = lines().await;
        let copied = Copied::read(&lines).expect("whole");
        for there in ["2026-11-000000000001.jsonl", "2020-01-000000000900.jsonl"] {
            let dir = tempfile::tempdir().expect("a folder");
            std::fs::write(dir.path().join(there), "").expect("written");
            let refused = copied.put(dir.path(), &holder()).expect_err("refused");
            assert!(matches!(&refused, CopyError::Taken(path) if path.ends_with(there)));
            let left = std::fs::read(dir.path().join(there)).expect("there");
            assert!(left.is_empty());
        }
        let dir = tempfile::tempdir().expect("a folder");
        let held = Lock::take(dir.path(), &holder()).expect("free");
        let refused = copied.put(dir.path(), &holder()).expect_err("refused");
        assert!(matches!(
            refused,
            CopyError::Journal(JournalError::Locked { .. })
        ));
        drop(held);
        copied.put(dir.path(), &holder()).expect("put");
        assert!(matches!(
            copied.put(dir.path(), &holder()),
            Err(CopyError::Taken(_))
        ));
    }

    /// Names are given from the last to the first: what a crash leaves in between is no journal that deletes anything.
    #[tokio::test]
    async fn half_of_it_is_not_trusted() {
        let lines = lines().await;
        let copied = Copied::read(&lines).expect("whole");
        let dir = tempfile::tempdir().expect("a folder");
        let parts = copied.parts(dir.path(), 700);
        assert!(parts.len() > 3);
        for (segment, lines) in &parts {
            segment::write_aside(segment, lines).expect("written");
        }
        assert_eq!(Journal::read(dir.path()).expect("reads").seq, 0);
        for (at, (segment, _)) in parts.iter().enumerate().rev() {
            segment::put_in_place(dir.path(), segment).expect("named");
            let read = Journal::read(dir.path()).expect("reads");
            assert_eq!(read.trusted(), at == 0, "{at}");
        }
    }
}
