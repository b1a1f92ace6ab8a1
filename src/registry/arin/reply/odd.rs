//! Responses that are not what the registry sends.

use crate::http::Response;
use crate::registry::arin::wire::{ErrorPayload, decode, plain};

/// Whether the registry did what it was asked.
pub(super) fn is_success(response: &Response) -> bool {
    matches!(response.status, 200..=299)
}

/// What a response is that is not the registry's.
pub(super) fn oddity(response: &Response) -> String {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return format!("HTTP {} without a body", response.status);
    }
    if response.is_page() {
        return format!("HTTP {} with a page for people", response.status);
    }
    if let Ok(ErrorPayload { message, .. }) = decode(&response.body) {
        return format!(
            "HTTP {} and an error without a code: {message}",
            response.status
        );
    }
    let start = String::from_utf8_lossy(&response.body[..response.body.len().min(80)]);
    format!(
        "HTTP {} without an error of the registry: {}",
        response.status,
        plain(&start)
    )
}
