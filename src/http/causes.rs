//! Why the HTTP library failed, in words of our own.

use std::error::Error;

/// The causes of an error, from the outermost in.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

/// Whether the other side closed the connection after the request began.
pub(super) fn is_closed(error: &reqwest::Error) -> bool {
    let text: Vec<String> = causes(error).map(ToString::to_string).collect();
    !error.is_connect()
        && text
            .iter()
            .any(|cause| cause.contains("connection closed before message completed"))
}

/// Whether nobody took the connection.
pub(super) fn is_refused(error: &reqwest::Error) -> bool {
    let refused = |error: &std::io::Error| error.kind() == std::io::ErrorKind::ConnectionRefused;
    error.is_connect()
        && causes(error).any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(refused))
}

/// An error and its causes in one line.
pub(super) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let added = inner.to_string();
        if !text.contains(&added) {
            text = format!("{text}: {added}");
        }
        cause = inner.source();
    }
    text
}
