//! Diagnostics as workflow commands of GitHub Actions, which shows them beside the changed lines.

use std::fmt::Write;

use super::place::visible;
use super::{Diagnostic, Severity, masked};

/// GitHub shows ten of each level for a step and hides the rest in silence, so the tenth says how many more.
const SHOWN: usize = 9;

/// Renders diagnostics, one command a line: nine of each level, then a count of the rest.
#[must_use]
pub fn github(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning] {
        let of_level = || diagnostics.iter().filter(|d| d.severity == severity);
        let word = severity.word();
        for diagnostic in of_level().take(SHOWN) {
            let _ = writeln!(out, "{}", command(diagnostic));
        }
        match of_level().count().saturating_sub(SHOWN) {
            0 => {}
            1 => {
                let _ = writeln!(out, "::{word}::1 more {word} in the log");
            }
            more => {
                let _ = writeln!(out, "::{word}::{more} more {word}s in the log");
            }
        }
    }
    masked(&out).into_owned()
}

fn command(diagnostic: &Diagnostic) -> String {
    let mut properties = Vec::new();
    if let Some(place) = diagnostic.places.first() {
        properties.push(format!("file={}", property(&place.file)));
        if place.line > 0 {
            properties.push(format!("line={}", place.line));
            properties.push(format!("col={}", place.column));
            properties.push(format!("endColumn={}", place.column + place.width));
        }
    }
    properties.push(format!("title={}", property(diagnostic.code)));
    let mut message = diagnostic.message.clone();
    for help in &diagnostic.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    format!(
        "::{} {}::{}",
        diagnostic.severity.word(),
        properties.join(","),
        escaped(&message)
    )
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            c => escaped.push(visible(c)),
        }
    }
    escaped
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    fn unknown() -> Diagnostic {
        Diagnostic::error(
            "customer-unknown",
            "no customer has the key \"blue-herron\"",
        )
        .at(Place::quoting(
            "networks/203.0.113.0-24.yaml",
            (12, 19, 11),
            "        customer: blue-herron",
        ))
        .help("the nearest key is blue-heron")
    }

    #[test]
    fn a_diagnostic_is_one_command() {
        assert_eq!(
            github(&[unknown()]),
            "::error file=networks/203.0.113.0-24.yaml,line=12,col=19,endColumn=30,\
             title=customer-unknown::no customer has the key \"blue-herron\"%0Ahelp: \
             the nearest key is blue-heron\n"
        );
    }

    #[test]
    fn what_the_runner_would_read_is_escaped() {
        let odd = Diagnostic::error("a", "100%\r\n").at(Place::file("a:b,c%.yaml"));
        assert_eq!(
            github(&[odd]),
            "::error file=a%3Ab%2Cc%25.yaml,title=a::100%25%0D%0A\n"
        );
    }

    #[test]
    fn the_tenth_counts_the_rest() {
        let shown = github(&vec![unknown(); 50]);
        assert_eq!(shown.lines().count(), 10);
        assert!(shown.ends_with("::error::41 more errors in the log\n"));
    }
}
