//! Where the API key is, and how it is fetched from there. Errors name the place, never what was found.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::model::ApiKey;

/// No file with a key has more bytes than this: 4 KiB. What has more, such as a device without an end, is no key.
const LIMIT: u64 = 4096;

/// Where the API key of a registry is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiKeySource {
    /// In an environment variable of this name.
    Env(String),
    /// In a file; a relative path begins at the repository.
    File(PathBuf),
    /// In a credential of this name that systemd hands to the service.
    Credential(String),
}

/// Why there is no key. No message repeats what was found in its place.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeySourceError {
    /// The variable is not set.
    #[error(
        "the environment variable {0} is not set; it is to hold the API key. Without one: swipd plan --simulate"
    )]
    Unset(String),
    /// systemd has handed over no credentials.
    #[error(
        "$CREDENTIALS_DIRECTORY is not set; the credential {0} is there only in a systemd service"
    )]
    NoCredentials(String),
    /// The file can not be read.
    #[error("can not read the API key from {path}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What is there is not shaped like a key.
    #[error(
        "what is in {place} is not shaped like an API key: API and four to eight groups of four hex digits"
    )]
    Shape {
        /// Where it was found.
        place: String,
    },
}

impl ApiKeySource {
    /// Fetches the key. `root` is the folder of the repository.
    ///
    /// # Errors
    /// When it is not there, or is not shaped like a key.
    pub fn resolve(&self, root: &Path) -> Result<ApiKey, ApiKeySourceError> {
        match self {
            Self::Env(name) => {
                let value = variable(name).ok_or_else(|| ApiKeySourceError::Unset(name.clone()))?;
                shaped(&value.to_string_lossy(), format!("${name}"))
            }
            Self::File(path) => from_file(&root.join(path)),
            Self::Credential(name) => {
                let folder = variable("CREDENTIALS_DIRECTORY")
                    .ok_or_else(|| ApiKeySourceError::NoCredentials(name.clone()))?;
                from_file(&PathBuf::from(folder).join(name))
            }
        }
    }
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn from_file(path: &Path) -> Result<ApiKey, ApiKeySourceError> {
    let place = path.display().to_string();
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(|source| ApiKeySourceError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
    if bytes.len() as u64 > LIMIT {
        return Err(ApiKeySourceError::Shape { place });
    }
    shaped(&String::from_utf8_lossy(&bytes), place)
}

fn shaped(text: &str, place: String) -> Result<ApiKey, ApiKeySourceError> {
    ApiKey::new(text).map_err(|_| ApiKeySourceError::Shape { place })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_file_may_end_in_a_line_break() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("key"), "API-1111-2222-3333-4444\n").expect("written");
        let source = ApiKeySource::File("key".into());
        let key = source.resolve(folder.path()).expect("a key");
        assert_eq!(key.expose(), "API-1111-2222-3333-4444");
    }

    #[test]
    fn a_file_without_an_end_is_not_read_to_it() {
        let folder = tempfile::tempdir().expect("folder");
        let key = format!("API-1111-2222-3333-4444{}", "\n".repeat(5000));
        std::fs::write(folder.path().join("key"), key).expect("written");
        let error = ApiKeySource::File("key".into()).resolve(folder.path());
        assert!(matches!(error, Err(ApiKeySourceError::Shape { .. })));
    }

    #[test]
    fn an_error_does_not_repeat_what_it_found() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("key"), "API-1111-2222-3333-444").expect("written");
        let error = ApiKeySource::File("key".into())
            .resolve(folder.path())
            .expect_err("too short");
        assert!(!format!("{error} {error:?}").contains("1111"));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let folder = tempfile::tempdir().expect("folder");
        let missing = |source: ApiKeySource| source.resolve(folder.path()).expect_err("missing");
        assert!(matches!(
            missing(ApiKeySource::Env("SWIPD_NEVER_SET".to_owned())),
            ApiKeySourceError::Unset(name) if name == "SWIPD_NEVER_SET"
        ));
        assert!(matches!(
            missing(ApiKeySource::File("none".into())),
            ApiKeySourceError::Unreadable { .. }
        ));
    }
}
