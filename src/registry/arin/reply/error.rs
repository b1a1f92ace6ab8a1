//! How the registry says no.

use std::fmt;

use crate::http::Response;
use crate::model::Component;
use crate::registry::arin::wire::{ErrorPayload, decode};

/// The registry said no, in its own words, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RegistryError {
    /// The HTTP status.
    pub status: u16,
    /// `E_…`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What is wrong with which element.
    pub components: Vec<Component>,
    /// Further remarks.
    pub additional: Vec<String>,
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.message.trim_end_matches('.');
        if text.is_empty() {
            write!(f, "{} (HTTP {})", self.code, self.status)?;
        } else {
            write!(f, "{text} ({}, HTTP {})", self.code, self.status)?;
        }
        for Component { name, message } in &self.components {
            write!(f, "; {name}: {}", message.trim_end_matches('.'))?;
        }
        for remark in &self.additional {
            write!(f, "; {}", remark.trim_end_matches('.'))?;
        }
        Ok(())
    }
}

impl RegistryError {
    /// The error of a response; `None` unless it has an `error` payload with a code.
    pub(super) fn of(response: &Response) -> Option<Self> {
        let error: ErrorPayload = decode(&response.body).ok()?;
        Some(Self {
            status: response.status,
            code: error.code?,
            message: error.message,
            components: error.components,
            additional: error.additional,
        })
    }

    /// Whether the object does not exist: 404 and `E_OBJECT_NOT_FOUND`, and nothing less (write protocol, section 1).
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.status == 404 && self.code == "E_OBJECT_NOT_FOUND"
    }

    /// Whether the key is unknown or inactive (design section 2, fact 10): nothing further will succeed.
    #[must_use]
    pub fn is_not_authenticated(&self) -> bool {
        self.status == 400 && self.code == "E_AUTHENTICATION"
    }

    /// Whether the key has no authority over this object.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(self.status, 401 | 403)
    }
}
