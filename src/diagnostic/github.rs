//! Diagnostics as workflow commands of GitHub Actions, which shows them beside the changed lines.

use std::fmt::Write;

use super::place::visible;
use super::{Diagnostic, Severity, masked};

/// GitHub shows ten of each level for a step and hides the rest in silence, so the tenth says how many more.
const SHOWN: usize = 9;

/// Renders diagnostics, one command a line: nine of each level, then a count of the rest. `folder` is where the
/// repository lies in the checkout, empty at its root: GitHub looks for files from there.
#[must_use]
pub fn github(diagnostics: &[Diagnostic], folder: &str) -> String {
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning] {
        let of_level = || diagnostics.iter().filter(|d| d.severity == severity);
        let word = severity.word();
        for diagnostic in of_level().take(SHOWN) {
            let _ = writeln!(out, "{}", command(diagnostic, folder));
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

/// Every diagnostic as text, for the log beside the commands. The runner takes `##[` anywhere in a line for a command
/// of its own, and what the files hold is quoted here.
#[must_use]
pub fn github_log(diagnostics: &[Diagnostic]) -> String {
    super::text::whole(diagnostics).replace("##[", "# #[")
}

fn command(diagnostic: &Diagnostic, folder: &str) -> String {
    let mut properties = Vec::new();
    if let Some(place) = diagnostic.places.first() {
        let file = if folder.is_empty() {
            place.file.clone()
        } else {
            format!("{}/{}", folder.trim_end_matches('/'), place.file)
        };
        properties.push(format!("file={}", property(&file)));
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
            github(&[unknown()], ""),
            "::error file=networks/203.0.113.0-24.yaml,line=12,col=19,endColumn=30,\
             title=customer-unknown::no customer has the key \"blue-herron\"%0Ahelp: \
             the nearest key is blue-heron\n"
        );
    }

    #[test]
    fn what_the_runner_would_read_is_escaped() {
        let odd = Diagnostic::error("a", "100%\r\n").at(Place::file("a:b,c%.yaml"));
        assert_eq!(
            github(&[odd], ""),
            "::error file=a%3Ab%2Cc%25.yaml,title=a::100%25%0D%0A\n"
        );
    }

    #[test]
    fn the_tenth_counts_the_rest() {
        let shown = github(&vec![unknown(); 50], "");
        assert_eq!(shown.lines().count(), 10);
        assert!(shown.ends_with("::error::41 more errors in the log\n"));
    }

    #[test]
    fn each_level_is_counted_by_itself() {
        let mut all = vec![unknown(); 10];
        all.extend(vec![
            Diagnostic {
                severity: Severity::Warning,
                ..unknown()
            };
            11
        ]);
        let shown = github(&all, "");
        assert_eq!(shown.lines().count(), 20);
        assert!(shown.contains("::error::1 more error in the log\n"));
        assert!(shown.ends_with("::warning::2 more warnings in the log\n"));
        let errors = shown.lines().filter(|line| line.starts_with("::error "));
        assert_eq!(errors.count(), 9);
    }

    #[test]
    fn files_are_named_from_the_root_of_the_checkout() {
        let shown = github(&[unknown()], "registry/arin/");
        assert!(
            shown.starts_with("::error file=registry/arin/networks/203.0.113.0-24.yaml,line=12")
        );
        let shown = github(&[unknown()], "a:b");
        assert!(shown.starts_with("::error file=a%3Ab/networks/"));
    }

    #[test]
    fn the_log_has_all_of_them_and_commands_the_runner_nothing() {
        let odd = Diagnostic::error("a", "b ##[stop-commands]x").at(Place::quoting(
            "c.yaml",
            (1, 1, 1),
            "::error::y ##[group]",
        ));
        let log = github_log(&vec![odd; 40]);
        assert_eq!(log.matches("error[a]").count(), 40);
        assert!(!log.contains("##["), "{log}");
        assert!(!log.lines().any(|line| line.trim_start().starts_with("::")));
    }
}
