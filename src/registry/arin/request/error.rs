//! Why a request is not built, and what a record must have to be sent back.

use crate::registry::arin::wire::WireError;

/// Why a request is not built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The live record has elements that we do not know, and a PUT without them would erase them.
    #[error("the live record has {}, which this version does not know and would erase", .0.join(", "))]
    Unknown(Vec<String>),
    /// The live record lacks a field that must be echoed.
    #[error("the live record has no {0}, and it must be sent back unchanged")]
    NoEcho(&'static str),
    /// A field that a create must not have (reference 2.7).
    #[error("a new record can not have {0}")]
    Forbidden(&'static str),
    /// A text that can not stand in a path: it is empty, or only dots.
    #[error("\"{0}\" can not stand in a path")]
    Segment(String),
    /// A text that XML can not hold.
    #[error(transparent)]
    Text(#[from] WireError),
}

pub(super) fn echoed(unknown: &[String], date: Option<&str>) -> Result<(), RequestError> {
    if !unknown.is_empty() {
        return Err(RequestError::Unknown(unknown.to_vec()));
    }
    date.map(|_| ())
        .ok_or(RequestError::NoEcho("registration date"))
}
