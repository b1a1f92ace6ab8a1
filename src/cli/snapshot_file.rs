//! Snapshots and the secret of their prints. A machine that exports keeps the secret in its state folder; pipelines
//! that may know it have it as a variable, and those that may not plan without.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::plan_file;
use super::session::variable;
use crate::registry::snapshot::{PrintKey, Snapshot};

/// The variable that holds the secret.
pub(super) const VARIABLE: &str = "SWIPD_SNAPSHOT_KEY";
/// The file of the secret in the state folder.
const SECRET: &str = "snapshot.key";
/// Prints of some million records; anything larger is something else.
const LARGEST: u64 = 4 << 30;

/// The key that was given, else that of the state folder.
pub(super) fn key(state: &Path) -> Result<Option<PrintKey>, String> {
    if let Some(secret) = variable(VARIABLE) {
        let key = PrintKey::of(&secret).map_err(|error| format!("{VARIABLE}: {error}"))?;
        return Ok(Some(key));
    }
    let path = state.join(SECRET);
    let failed = |why: String| format!("{}: {why}", path.display());
    match fs::read_to_string(&path) {
        Ok(secret) => PrintKey::of(&secret)
            .map(Some)
            .map_err(|error| failed(error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// The same, made where there is none; then its file is returned, too.
pub(super) fn made_key(state: &Path) -> Result<(PrintKey, Option<PathBuf>), String> {
    if let Some(key) = key(state)? {
        return Ok((key, None));
    }
    let path = state.join(SECRET);
    let secret = plan_file::chance::<32>()?;
    let secret = blake3::Hash::from(secret).to_hex();
    plan_file::placed(state, &path, format!("{secret}\n").as_bytes())?;
    let key = key(state)?.ok_or_else(|| format!("{}: it went away", path.display()))?;
    Ok((key, Some(path)))
}

/// Reads a snapshot.
pub(super) fn read(path: &Path, key: Option<PrintKey>) -> Result<Snapshot, String> {
    let failed = |why: String| format!("{}: {why}", path.display());
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| failed(error.to_string()))?;
    let read = file.take(LARGEST).read_to_end(&mut bytes);
    read.map_err(|error| failed(error.to_string()))?;
    Snapshot::read(&bytes, key).map_err(|error| failed(error.to_string()))
}
