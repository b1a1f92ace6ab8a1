//! From files to a ledger, and the judgement of what is a torn tail and what is damage.

use std::io;
use std::path::{Path, PathBuf};

use super::line::{self, Content, Envelope};
use super::segment::{self, Segment};
use super::since::{self, Touched};
use super::{Entry, JournalError, Ledger};

/// The first line that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) file: PathBuf,
    /// The line in the file, from 1.
    pub(super) line: usize,
    /// The sequence number that the line should have.
    pub(super) seq: u64,
    pub(super) why: &'static str,
    /// Whether the line was acknowledged. If not, nobody ever relied on it.
    pub(super) acknowledged: bool,
}

/// A journal read from end to end.
#[derive(Debug)]
pub(super) struct Replay {
    pub(super) ledger: Ledger,
    /// The hash of the last valid line.
    pub(super) prev: String,
    /// The number of the last valid line.
    pub(super) seq: u64,
    /// The last segment and how many of its bytes are valid.
    pub(super) last: Option<(Segment, u64)>,
    /// Whether the last line says that the journal was left in order.
    pub(super) closed: bool,
    pub(super) fault: Option<Fault>,
    /// Whole lines behind the first fault, for those who only read.
    behind: Vec<(Envelope, Content)>,
    /// Lines behind this number are noted in `touched`.
    since: u64,
    /// What those lines are about.
    pub(super) touched: Vec<Touched>,
}

/// Reads every segment of a folder.
pub(super) fn replay(dir: &Path) -> Result<Replay, JournalError> {
    replay_since(dir, u64::MAX)
}

/// The same, and notes what the lines behind a number are about.
pub(super) fn replay_since(dir: &Path, since: u64) -> Result<Replay, JournalError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source: io::Error| JournalError::Io {
            doing: "read",
            path,
            source,
        }
    };
    let mut replay = Replay {
        since,
        ..Replay::new()
    };
    for segment in segment::list(dir).map_err(failed(dir))? {
        let bytes = std::fs::read(&segment.path).map_err(failed(&segment.path))?;
        replay.begin(&segment);
        replay.take(&segment, &bytes);
    }
    replay.ledger.pack();
    Ok(replay)
}

impl Replay {
    pub(super) fn new() -> Self {
        Self {
            ledger: Ledger::default(),
            prev: line::ORIGIN.to_owned(),
            seq: 0,
            last: None,
            closed: false,
            fault: None,
            behind: Vec::new(),
            since: u64::MAX,
            touched: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, segment: &Segment) {
        if let Some(fault) = &mut self.fault {
            // A segment is begun only when all before it is on disk.
            fault.acknowledged = true;
            return;
        }
        let next = self.seq.saturating_add(1);
        if segment.first != next {
            self.ledger.distrust.push(format!(
                "line {next} should follow, and {} begins with line {}: a segment is missing",
                segment.path.display(),
                segment.first
            ));
            self.seq = segment.first.saturating_sub(1);
            self.prev.clear();
            // No operation number of the missing lines is given out again.
            self.ledger.last_op = self.ledger.last_op.max(self.seq);
        }
        self.last = Some((segment.clone(), 0));
    }

    pub(super) fn take(&mut self, segment: &Segment, bytes: &[u8]) {
        let mut valid = 0_u64;
        for (number, chunk) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let whole = chunk.strip_suffix(b"\n");
            let line = whole.unwrap_or(chunk);
            let envelope = line::envelope(line);
            if self.fault.is_some() {
                self.take_behind(line, envelope);
                continue;
            }
            let fits = if whole.is_none() {
                Err("the line has no end")
            } else {
                envelope.and_then(|envelope| self.check(number == 0, envelope))
            };
            match fits {
                Ok(envelope) => {
                    valid += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                    self.accept(&envelope, line);
                    self.last = Some((segment.clone(), valid));
                }
                Err(why) => {
                    self.fault = Some(Fault {
                        file: segment.path.clone(),
                        line: number + 1,
                        seq: self.seq.saturating_add(1),
                        why,
                        acknowledged: false,
                    });
                    let whole = line::within(line);
                    self.take_behind(whole, line::envelope(whole));
                }
            }
        }
    }

    /// Whether a whole line is the one that should follow. Where two segments meet, another hash means that
    /// one of them was exchanged; the lines themselves are whole, so they count, but no delete follows from them.
    fn check(&mut self, first: bool, envelope: Envelope) -> Result<Envelope, &'static str> {
        if envelope.seq != self.seq.saturating_add(1) {
            return Err("its number does not follow the line before");
        }
        if envelope.prev != self.prev {
            if !first {
                return Err("it does not follow from the line before");
            }
            self.ledger.distrust.push(format!(
                "line {} does not follow from the segment before it",
                envelope.seq
            ));
        }
        Ok(envelope)
    }

    fn accept(&mut self, envelope: &Envelope, line: &[u8]) {
        self.prev = line::hash(line);
        self.seq = envelope.seq;
        let content = line::content(envelope, line);
        self.closed = matches!(&content, Content::Known(entry) if matches!(**entry, Entry::Closed));
        if envelope.seq > self.since
            && let Content::Known(entry) = &content
        {
            self.touched.extend(since::touched(&self.ledger, entry));
        }
        fold(&mut self.ledger, envelope, content);
    }

    fn take_behind(&mut self, line: &[u8], envelope: Result<Envelope, &'static str>) {
        let (Some(fault), Ok(envelope)) = (&mut self.fault, envelope) else {
            return;
        };
        if envelope.durable >= fault.seq {
            fault.acknowledged = true;
        }
        let content = line::content(&envelope, line);
        self.behind.push((envelope, content));
    }

    /// The ledger for those who only read: after damage, everything that is still whole, and no trust in it.
    pub(super) fn into_picture(self) -> Ledger {
        let mut ledger = self.ledger;
        if let Some(fault) = self.fault.filter(|fault| fault.acknowledged) {
            for (envelope, content) in self.behind {
                fold(&mut ledger, &envelope, content);
            }
            ledger.distrust.push(format!(
                "{}:{}: line {} is damaged: {}",
                fault.file.display(),
                fault.line,
                fault.seq,
                fault.why
            ));
        }
        ledger
    }
}

fn fold(ledger: &mut Ledger, envelope: &Envelope, content: Content) {
    match content {
        Content::Known(entry) => ledger.apply(envelope.seq, envelope.at, &entry),
        Content::Unknown { op, why } => {
            ledger.apply_unknown(envelope.seq, envelope.at, op, why);
        }
    }
}
