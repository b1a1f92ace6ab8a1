//! Saved plans and the key of the state folder that seals them, as files: for their owner alone, and whole or not
//! there at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use ring::rand::{SecureRandom, SystemRandom};

use crate::plan::{Header, SavedPlan, SealKey};

/// The file of the key in the state folder.
const KEY: &str = "plan.key";
/// More than a plan of a million steps; anything larger is something else.
const LARGEST: u64 = 4 << 30;

/// Writes a plan to a file, in place of what is there.
pub(super) fn save(plan: &SavedPlan, key: &SealKey, path: &Path) -> Result<(), String> {
    let failed = |why: String| format!("{}: the plan could not be saved: {why}", path.display());
    let nonce = chance().map_err(failed)?;
    let bytes = plan
        .seal(key, nonce)
        .map_err(|error| failed(error.to_string()))?;
    replace(path, &bytes).map_err(|error| failed(error.to_string()))
}

/// The bytes of a saved plan, and its head, not yet believed.
pub(super) fn read(path: &Path) -> Result<(Vec<u8>, Header), String> {
    let failed = |why: String| format!("{}: {why}", path.display());
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let read = file.take(LARGEST).read_to_end(&mut bytes);
    read.map_err(|error| failed(error.to_string()))?;
    let head = SavedPlan::head(&bytes).map_err(|error| failed(error.to_string()))?;
    Ok((bytes, head))
}

/// The key of a state folder, where it has one.
pub(super) fn key(state: &Path) -> Result<Option<SealKey>, String> {
    let path = state.join(KEY);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| {
        format!(
            "{}: a key has 32 bytes; remove the file, and save plans anew",
            path.display()
        )
    })?;
    Ok(Some(SealKey::new(bytes)))
}

/// The key of a state folder, made when it is missing.
pub(super) fn made_key(state: &Path) -> Result<SealKey, String> {
    if let Some(key) = key(state)? {
        return Ok(key);
    }
    let path = state.join(KEY);
    placed(state, &path, &chance::<32>()?)?;
    key(state)?.ok_or_else(|| format!("{}: it went away", path.display()))
}

/// Makes a file of the state folder, whole; one that is there already stays.
pub(super) fn placed(state: &Path, path: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(state)
        .map_err(failed)?;
    // A link fails where another process was faster; its key is as good, and the only one then.
    let part = begun(path).map_err(failed)?;
    let linked = written(&part, bytes).and_then(|()| fs::hard_link(&part, path));
    let removed = fs::remove_file(&part);
    match linked {
        Ok(()) => removed.map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Bytes that nobody can guess.
pub(super) fn chance<const LENGTH: usize>() -> Result<[u8; LENGTH], String> {
    let mut bytes = [0; LENGTH];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| "the system gives no random numbers".to_owned())?;
    Ok(bytes)
}

/// The name that a file has until it is whole.
fn begun(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let name = name.to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{}.part", std::process::id())))
}

fn written(part: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a process of the same number has left behind is of no use to anybody.
    match fs::remove_file(part) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(part)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts a file in place of what is there: after a crash it is the old one or the new one, never half of one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = begun(path)?;
    let put = written(&part, bytes).and_then(|()| fs::rename(&part, path));
    if put.is_err() {
        // The reason is what is told; a part that stays behind harms nobody.
        let _ = fs::remove_file(&part);
    }
    put?;
    let folder = match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        Some(_) | None => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("metadata").permissions().mode() & 0o777
    }

    #[test]
    fn a_key_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        assert!(key(&state).expect("no key").is_none());
        let made = made_key(&state).expect("made");
        let again = made_key(&state).expect("there");
        assert_eq!(made.fingerprint(), again.fingerprint());
        assert_eq!(mode(&state.join(KEY)), 0o600);
        assert_eq!(mode(&state), 0o700);
        assert_eq!(fs::read_dir(&state).expect("a folder").count(), 1);
        fs::write(state.join(KEY), b"short").expect("written");
        assert!(made_key(&state).is_err());
    }

    #[test]
    fn a_file_is_replaced_whole_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.plan");
        fs::write(&path, b"old").expect("written");
        replace(&path, b"new").expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert_eq!(mode(&path), 0o600);
        assert!(replace(&folder.path().join("none/a.plan"), b"new").is_err());
        assert!(replace(folder.path(), b"new").is_err());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
