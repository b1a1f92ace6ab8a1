//! Diagnostics for programs.

use std::fmt::Write;

use crate::model::is_unseen;

use super::{Diagnostic, masked};

/// Renders diagnostics as a JSON array of `severity`, `code`, `message`, `places`, `help`, without a line break at
/// the end.
#[must_use]
pub fn json(diagnostics: &[Diagnostic]) -> String {
    let text = serde_json::to_string(diagnostics).unwrap_or_else(|_| "[]".to_owned());
    let text = masked(&text);
    if !text.chars().any(is_unseen) {
        return text.into_owned();
    }
    // They stand in strings only; escaped, they mean the same and do nothing to a terminal.
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    #[test]
    fn every_part_is_there() {
        let diagnostic = Diagnostic::error("region-unknown", "US has no region \"Virginia\"")
            .at(Place::quoting("a.yaml", (6, 15, 8), "region: Virginia"))
            .help("write VA");
        assert_eq!(
            json(&[diagnostic]),
            "[{\"severity\":\"error\",\"code\":\"region-unknown\",\
             \"message\":\"US has no region \\\"Virginia\\\"\",\
             \"places\":[{\"file\":\"a.yaml\",\"line\":6,\"column\":15,\"width\":8,\
             \"source\":\"region: Virginia\",\"label\":\"\"}],\"help\":[\"write VA\"]}]"
        );
    }
}
