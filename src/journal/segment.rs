//! The files of a journal: `YYYY-MM-FIRSTSEQ.jsonl`, in the order of their sequence.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::lock::Lock;

/// At most this many bytes in a segment, unless one group of lines is longer by itself.
pub(super) const LARGEST: u64 = 16 * 1024 * 1024;

/// One file, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    /// When it was begun, as far as names go: a month never lies before that of an earlier segment.
    pub(super) month: String,
    /// The sequence number of its first line.
    pub(super) first: u64,
}

impl Segment {
    pub(super) fn named(dir: &Path, month: &str, first: u64) -> Self {
        Self {
            path: dir.join(format!("{month}-{first:012}.jsonl")),
            month: month.to_owned(),
            first,
        }
    }

    fn of(path: PathBuf) -> Option<Self> {
        let stem = path.file_name()?.to_str()?.strip_suffix(".jsonl")?;
        let (month, first) = stem.rsplit_once('-')?;
        let (year, number) = month.split_once('-')?;
        let digits =
            |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(number, 2) || !first.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (month, first) = (month.to_owned(), first.parse().ok()?);
        Some(Self { path, month, first })
    }
}

/// The segments of a folder in order. A folder that is not there has none.
pub(super) fn list(dir: &Path) -> io::Result<Vec<Segment>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut segments = Vec::new();
    for entry in entries {
        segments.extend(Segment::of(entry?.path()));
    }
    segments.sort_by(|one, two| (one.first, &one.path).cmp(&(two.first, &two.path)));
    Ok(segments)
}

/// Replaces a segment by its valid part, read back from what is there. Copied rather than cut: after a failed
/// sync the system may hold pages that it believes are on disk, and only new pages are sure to be written.
pub(super) fn repair(dir: &Path, segment: &Segment, valid: u64) -> io::Result<()> {
    let bytes = fs::read(&segment.path)?;
    let valid = usize::try_from(valid)
        .unwrap_or(usize::MAX)
        .min(bytes.len());
    let copy = segment.path.with_extension("repair");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&copy)?;
    file.write_all(bytes.get(..valid).unwrap_or(&[]))?;
    file.sync_all()?;
    fs::rename(&copy, &segment.path)?;
    sync_folder(dir)
}

/// Makes the folder of a journal. Its own name must survive a power cut like the lines in it.
pub(super) fn create(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    match dir.parent() {
        Some(above) if !above.as_os_str().is_empty() => sync_folder(above),
        Some(_) | None => sync_folder(Path::new(".")),
    }
}

/// Writes a segment under a name that no reader takes for one.
pub(super) fn write_aside(segment: &Segment, lines: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(segment.path.with_extension("import"))?;
    file.write_all(lines)?;
    file.sync_all()
}

/// Gives a segment that was written aside its name.
pub(super) fn put_in_place(dir: &Path, segment: &Segment) -> io::Result<()> {
    fs::rename(segment.path.with_extension("import"), &segment.path)?;
    sync_folder(dir)
}

/// Returns when the names in a folder are on disk.
pub(super) fn sync_folder(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Where lines go. A seam for the tests of what happens when a disk fails.
pub(super) trait Disk: Send {
    /// Takes whole lines, of which the first has this number and moment.
    fn append(&mut self, first: u64, at: Timestamp, lines: &[u8]) -> io::Result<()>;

    /// Returns when all that was taken is on the disk.
    fn sync(&mut self) -> io::Result<()>;
}

/// The last segment of a folder, open at its end, and the lock that makes it ours.
#[derive(Debug)]
pub(super) struct Segments {
    dir: PathBuf,
    lock: Lock,
    largest: u64,
    month: String,
    tail: Option<(File, u64)>,
}

impl Segments {
    /// Goes on behind the last segment, which holds this many bytes.
    pub(super) fn after(
        dir: &Path,
        lock: Lock,
        last: Option<(&Segment, u64)>,
        largest: u64,
    ) -> io::Result<Self> {
        let mut month = String::new();
        let mut tail = None;
        if let Some((segment, length)) = last {
            month.clone_from(&segment.month);
            let file = OpenOptions::new().append(true).open(&segment.path)?;
            tail = Some((file, length));
        }
        Ok(Self {
            dir: dir.to_owned(),
            lock,
            largest,
            month,
            tail,
        })
    }

    fn change(&mut self, first: u64, at: Timestamp) -> io::Result<File> {
        if let Some((old, _)) = self.tail.take() {
            old.sync_all()?;
        }
        let now = at.to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string();
        if now > self.month {
            self.month = now;
        }
        let segment = Segment::named(&self.dir, &self.month, first);
        let file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(&segment.path)?;
        sync_folder(&self.dir)?;
        Ok(file)
    }
}

impl Disk for Segments {
    fn append(&mut self, first: u64, at: Timestamp, lines: &[u8]) -> io::Result<()> {
        let length = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        let (mut file, size) = match self.tail.take() {
            Some((file, size)) if size == 0 || size.saturating_add(length) <= self.largest => {
                (file, size)
            }
            full => {
                self.tail = full;
                (self.change(first, at)?, 0)
            }
        };
        file.write_all(lines)?;
        self.tail = Some((file, size.saturating_add(length)));
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.lock.check()?;
        match &self.tail {
            Some((file, _)) => file.sync_data(),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_known_by_name_and_ordered_by_sequence() {
        let dir = tempfile::tempdir().expect("a folder");
        let names = [
            "2026-11-000000000001.jsonl",
            "2026-11-000000000090.jsonl",
            "2026-12-1000.jsonl",
            "2026-11-000000000001.repair",
            "lock",
            "2026-1-5.jsonl",
            "x-y-5.jsonl",
        ];
        for name in names {
            fs::write(dir.path().join(name), b"").expect("written");
        }
        let firsts: Vec<u64> = list(dir.path())
            .expect("a listing")
            .iter()
            .map(|s| s.first)
            .collect();
        assert_eq!(firsts, [1, 90, 1000]);
    }

    #[test]
    fn the_month_never_goes_back() {
        let dir = tempfile::tempdir().expect("a folder");
        let holder = super::super::Holder {
            pid: 1,
            host: "h".to_owned(),
            since: Timestamp::UNIX_EPOCH,
        };
        let lock = Lock::take(dir.path(), &holder).expect("locked");
        let mut segments = Segments::after(dir.path(), lock, None, 10).expect("opens");
        let late: Timestamp = "2026-11-23T00:00:00Z".parse().expect("a moment");
        let early: Timestamp = "2026-10-01T00:00:00Z".parse().expect("a moment");
        segments.append(1, late, b"0123456789").expect("written");
        segments.append(2, early, b"0123456789").expect("written");
        let months: Vec<String> = list(dir.path())
            .expect("a listing")
            .into_iter()
            .map(|s| s.month)
            .collect();
        assert_eq!(months, ["2026-11", "2026-11"]);
    }
}
