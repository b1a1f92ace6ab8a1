//! A journal as one text, for keeping elsewhere: its lines as they stand, and none that nobody relied on.

use std::path::Path;

use super::replay::replay;
use super::{Journal, JournalError, segment};

impl Journal {
    /// Every valid line of the journal in a folder, in order. Takes no lock: what another process writes meanwhile is
    /// not in it, or whole.
    ///
    /// # Errors
    /// `Damaged` with where, for a copy of that would look whole; or `Io`.
    pub fn copy(dir: &Path) -> Result<Vec<u8>, JournalError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| JournalError::Io {
                doing: "read",
                path,
                source,
            }
        };
        let read = replay(dir)?;
        if let Some(fault) = read.fault.filter(|fault| fault.acknowledged) {
            return Err(JournalError::Damaged {
                file: fault.file,
                line: fault.line,
                seq: fault.seq,
                why: fault.why,
            });
        }
        let mut lines = Vec::new();
        let Some((last, valid)) = read.last else {
            return Ok(lines);
        };
        for segment in segment::list(dir).map_err(failed(dir))? {
            let mut bytes = std::fs::read(&segment.path).map_err(failed(&segment.path))?;
            if segment == last {
                bytes.truncate(usize::try_from(valid).unwrap_or(usize::MAX));
                lines.append(&mut bytes);
                break;
            }
            lines.append(&mut bytes);
        }
        Ok(lines)
    }
}
