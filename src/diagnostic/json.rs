//! Diagnostics for programs.

use super::{Diagnostic, masked};

/// Renders diagnostics as a JSON array of `severity`, `code`, `message`, `places`, `help`, without a line break at
/// the end.
#[must_use]
pub fn json(diagnostics: &[Diagnostic]) -> String {
    let text = serde_json::to_string(diagnostics).unwrap_or_else(|_| "[]".to_owned());
    masked(&text).into_owned()
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
