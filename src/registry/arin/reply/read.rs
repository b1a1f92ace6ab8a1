//! What a read brought.

use super::RegistryError;
use super::odd::{is_success, oddity};
use crate::http::{ReadFailure, Response};
use crate::registry::arin::request::RequestError;
use crate::registry::arin::wire::{Collection, NetPayload, Payload, decode};

/// Why a read has no value. Everything but [`ReadError::Absent`] means that the state is unknown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The object does not exist. Right after a write of ours even this may be untrue for a while.
    #[error("it is not registered")]
    Absent,
    /// The key is unknown or inactive.
    #[error("the registry does not know the API key: {0}")]
    NotAuthenticated(RegistryError),
    /// The key has no authority over this object.
    #[error("the API key has no authority over it: {0}")]
    Denied(RegistryError),
    /// The registry does not answer this question.
    #[error("the registry refuses: {0}")]
    Refused(RegistryError),
    /// A response that proves nothing.
    #[error("the reply (HTTP {status}) proves nothing: {why}")]
    Unknown {
        /// The status.
        status: u16,
        /// What is wrong with it.
        why: String,
    },
    /// Nothing was asked, because the question can not be put.
    #[error("not asked: {0}")]
    NotAsked(#[from] RequestError),
    /// No response.
    #[error(transparent)]
    Unreachable(#[from] ReadFailure),
}

impl ReadError {
    pub(in crate::registry::arin) fn unknown(response: &Response, why: impl Into<String>) -> Self {
        Self::Unknown {
            status: response.status,
            why: why.into(),
        }
    }
}

/// Reads the payload that was asked for.
///
/// # Errors
/// As [`ReadError`] says.
pub fn read<P: Payload>(response: &Response) -> Result<P, ReadError> {
    if is_success(response) {
        return decode(&response.body)
            .map_err(|error| ReadError::unknown(response, error.to_string()));
    }
    Err(failed(response))
}

/// Why a response has no value.
pub(in crate::registry::arin) fn failed(response: &Response) -> ReadError {
    match RegistryError::of(response) {
        None => ReadError::unknown(response, oddity(response)),
        Some(error) if error.is_absent() => ReadError::Absent,
        Some(error) if error.is_not_authenticated() => ReadError::NotAuthenticated(error),
        Some(error) if error.is_denied() => ReadError::Denied(error),
        Some(error) if matches!(error.status, 400..=499) && !matches!(error.status, 404 | 429) => {
            ReadError::Refused(error)
        }
        Some(error) => ReadError::unknown(response, error.to_string()),
    }
}

/// Reads the nets of a range; none is a list without elements or a 404 (reference 4).
///
/// # Errors
/// As [`ReadError`] says, but never [`ReadError::Absent`].
pub fn read_nets(response: &Response) -> Result<Vec<NetPayload>, ReadError> {
    match read::<Collection<NetPayload>>(response) {
        Ok(Collection(nets)) => Ok(nets),
        Err(ReadError::Absent) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
