//! Why a request is not built, and what a record must have to be sent back.

use crate::registry::arin::wire::{MessagePayload, MessageReference, WireError};

/// Why a request is not built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The live record has elements that we do not know, and a PUT without them would erase them.
    #[error("the live record has {}, which this version does not know and would erase", .0.join(", "))]
    Unknown(Vec<String>),
    /// The live record lacks a field that must be echoed.
    #[error("the live record has no {0}, and it must be sent back unchanged")]
    NoEcho(&'static str),
    /// A field that must not be sent with this call (reference 2.7, 2.13).
    #[error("a request of this kind can not have {0}")]
    Forbidden(&'static str),
    /// A text that can not stand in a path: it is empty, or only dots.
    #[error("\"{0}\" can not stand in a path")]
    Segment(String),
    /// A text that XML can not hold.
    #[error(transparent)]
    Text(#[from] WireError),
}

/// A record is sent back only if all of it can be.
pub(super) fn unknown(unknown: &[String]) -> Result<(), RequestError> {
    if unknown.is_empty() {
        return Ok(());
    }
    Err(RequestError::Unknown(unknown.to_vec()))
}

/// As [`unknown`], for a record that has a date to be echoed.
pub(super) fn echoed(unknown_elements: &[String], date: Option<&str>) -> Result<(), RequestError> {
    unknown(unknown_elements)?;
    date.map(|_| ())
        .ok_or(RequestError::NoEcho("registration date"))
}

/// A message that is sent is new, and the schema takes messages or references to them, attachments or
/// references to them (reference 2.2, 2.13).
pub(super) fn new_messages(
    messages: &[MessagePayload],
    references: &[MessageReference],
) -> Result<(), RequestError> {
    if !messages.is_empty() && !references.is_empty() {
        return Err(RequestError::Forbidden("references beside its messages"));
    }
    messages.iter().try_for_each(new_message)
}

/// As [`new_messages`], for one.
pub(super) fn new_message(message: &MessagePayload) -> Result<(), RequestError> {
    if message.id.is_some() {
        return Err(RequestError::Forbidden("a message with a number"));
    }
    if message.created.is_some() {
        return Err(RequestError::Forbidden("a message with a date"));
    }
    if !message.attachments.is_empty() && !message.references.is_empty() {
        return Err(RequestError::Forbidden("references beside its attachments"));
    }
    Ok(())
}

/// A record that is created has no system fields.
pub(super) fn new_record(
    has_handle: bool,
    registration_date: Option<&str>,
) -> Result<(), RequestError> {
    if has_handle {
        return Err(RequestError::Forbidden("a handle"));
    }
    match registration_date {
        Some(_) => Err(RequestError::Forbidden("a registration date")),
        None => Ok(()),
    }
}
