//! Files that the registry named: saved under that name where it is harmless, never outside of the folder, and
//! never over a file that is there.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The longest name that is kept, in bytes; every file system takes it.
const LONGEST: usize = 120;
/// So many files of one name stand side by side.
const SAME_NAME: usize = 1000;

/// The last part of a name, without anything that means something to a file system or a terminal.
pub(super) fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last
        .chars()
        .map(|c| match c {
            c if c.is_control() || crate::model::is_unseen(c) => '_',
            ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c => c,
        })
        .collect::<String>();
    let kept = kept.trim().trim_start_matches('.').trim_end_matches('.');
    if kept.is_empty() {
        return "attachment".to_owned();
    }
    if kept.len() <= LONGEST {
        return kept.to_owned();
    }
    let (stem, end) = split(kept);
    let mut room = LONGEST.saturating_sub(end.len());
    while !stem.is_char_boundary(room.min(stem.len())) {
        room -= 1;
    }
    format!("{}{end}", &stem[..room.min(stem.len())])
}

/// A name and its ending; endings are short.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= 16 => name.split_at(at),
        Some(_) | None => (name, ""),
    }
}

/// A file that is being saved. Until it is kept it has another name; dropped before, it is gone.
pub(super) struct Saving {
    folder: PathBuf,
    part: PathBuf,
}

impl Saving {
    /// Begins a file in a folder, which is made when missing.
    pub(super) fn begin(folder: &Path) -> io::Result<(Self, File)> {
        fs::create_dir_all(folder)?;
        let process = std::process::id();
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for number in 0..SAME_NAME {
            let part = folder.join(format!(".swipd-{process}-{number}.part"));
            // New or nothing: a link that somebody put there is not followed.
            let made = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&part);
            match made {
                Ok(file) => {
                    let folder = folder.to_owned();
                    return Ok((Self { folder, part }, file));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    /// Gives the file its name, or the next free one like it: `report-2.zip`.
    pub(super) fn keep(self, name: &str) -> io::Result<PathBuf> {
        let name = harmless(name);
        let (stem, end) = split(&name);
        for number in 1..SAME_NAME {
            let path = self.folder.join(match number {
                1 => name.clone(),
                number => format!("{stem}-{number}{end}"),
            });
            // A link fails where a file stands already; a rename would replace it.
            match fs::hard_link(&self.part, &path) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists))
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        // What was kept has its own name by now; what was not is of no use to anybody.
        let _ = fs::remove_file(&self.part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn names_lose_what_leads_elsewhere() {
        for (given, kept) in [
            ("report.zip", "report.zip"),
            ("../../etc/x", "x"),
            ("..", "attachment"),
            ("/", "attachment"),
            ("", "attachment"),
            ("C:\\Windows\\x.txt", "x.txt"),
            (".bashrc", "bashrc"),
            ("a\u{1b}[2Jb\0.csv", "a_[2Jb_.csv"),
            ("r\u{202e}fdp.exe", "r_fdp.exe"),
        ] {
            assert_eq!(harmless(given), kept, "{given:?}");
        }
        let long = harmless(&format!("{}.zip", "é".repeat(300)));
        assert!(long.len() <= LONGEST && split(&long).1 == ".zip", "{long}");
    }

    #[test]
    fn nothing_is_written_over_and_nothing_half_written_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("out");
        for expected in ["x", "x-2"] {
            let (saving, mut file) = Saving::begin(&inside).expect("begun");
            file.write_all(b"data").expect("written");
            let path = saving.keep("../../etc/x").expect("kept");
            assert_eq!(path, inside.join(expected));
        }
        drop(Saving::begin(&inside).expect("begun"));
        let mut left: Vec<_> = fs::read_dir(&inside)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["x", "x-2"]);
    }
}
