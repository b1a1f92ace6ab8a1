//! Diagnostics for a terminal: message, place, source line, caret, help.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::place::visible;
use super::{Diagnostic, Place, Severity, masked};

/// Past this many a count per code is enough.
const SHOWN: usize = 25;

/// Renders diagnostics in the order given, a blank line between two. Past 25, the rest is counted per code.
#[must_use]
pub fn text(diagnostics: &[Diagnostic]) -> String {
    let mut out = listed(diagnostics.iter().take(SHOWN));
    let rest = diagnostics.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for diagnostic in rest {
            *counts.entry(diagnostic.code).or_default() += 1;
        }
        let counts: Vec<String> = counts
            .iter()
            .map(|(code, count)| format!("{count} {code}"))
            .collect();
        let _ = writeln!(out, "\nand {} more: {}", rest.len(), counts.join(", "));
    }
    masked(&out).into_owned()
}

/// Renders every diagnostic, however many there are.
pub(super) fn whole(diagnostics: &[Diagnostic]) -> String {
    masked(&listed(diagnostics.iter())).into_owned()
}

fn listed<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> String {
    let mut out = String::new();
    for (n, diagnostic) in diagnostics.enumerate() {
        if n > 0 {
            out.push('\n');
        }
        one(&mut out, diagnostic);
    }
    out
}

/// The last line: `3 errors in 3 of 14 files. Nothing was sent.` What did not happen is said by the caller.
#[must_use]
pub fn footer(diagnostics: &[Diagnostic], files: usize, not_done: &str) -> String {
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    let touched: BTreeSet<&str> = diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.places.first())
        .map(|place| place.file.as_str())
        .collect();
    let counts: Vec<String> = [Severity::Error, Severity::Warning]
        .into_iter()
        .filter_map(|severity| match (count(severity), severity.word()) {
            (0, _) => None,
            (1, word) => Some(format!("1 {word}")),
            (many, word) => Some(format!("{many} {word}s")),
        })
        .collect();
    let counts = counts.join(" and ");
    let of = files.max(touched.len());
    let noun = if of == 1 { "file" } else { "files" };
    format!("{counts} in {} of {of} {noun}. {not_done}", touched.len())
        .trim_end()
        .to_owned()
}

fn one(out: &mut String, diagnostic: &Diagnostic) {
    let _ = writeln!(
        out,
        "{}[{}]: {}",
        diagnostic.severity.word(),
        diagnostic.code,
        one_line(&diagnostic.message)
    );
    let gutter = diagnostic
        .places
        .iter()
        .map(|place| place.line.to_string().len())
        .max()
        .unwrap_or(0)
        .max(2);
    for (n, place) in diagnostic.places.iter().enumerate() {
        quoted(out, place, gutter, if n == 0 { "^" } else { "-" });
    }
    for help in &diagnostic.help {
        let _ = writeln!(out, "{:gutter$} = help: {}", "", one_line(help));
    }
}

fn quoted(out: &mut String, place: &Place, gutter: usize, caret: &str) {
    if place.line == 0 {
        let _ = writeln!(out, "{:gutter$}--> {}", "", one_line(&place.file));
        return;
    }
    let _ = writeln!(
        out,
        "{:gutter$}--> {}:{}:{}",
        "",
        one_line(&place.file),
        place.line,
        place.column
    );
    let Some(source) = &place.source else { return };
    let before: String = source.chars().take(place.caret()).collect();
    let under: String = source
        .chars()
        .skip(place.caret())
        .take(place.width)
        .collect();
    let carets = caret.repeat(under.width().max(1));
    let _ = writeln!(out, "{:gutter$} |", "");
    let _ = writeln!(out, "{:>gutter$} | {source}", place.line);
    let marked = format!(
        "{:gutter$} | {:indent$}{carets} {}",
        "",
        "",
        one_line(&place.label),
        indent = before.width()
    );
    let _ = writeln!(out, "{}", marked.trim_end());
}

/// A text of which every character is seen.
fn one_line(text: &str) -> String {
    text.chars().map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap() -> Diagnostic {
        Diagnostic::error("blocks-overlap", "two blocks share 8 addresses")
            .at(Place::quoting(
                "networks/198.51.100.0-24.yaml",
                (18, 17, 16),
                "      - prefix: 198.51.100.64/28",
            )
            .labelled("for larkspur"))
            .at(Place::quoting(
                "networks/more.yaml",
                (9, 16, 28),
                "      - range: 198.51.100.72-198.51.100.103",
            )
            .labelled("for blue-heron"))
            .help("start the range at 198.51.100.80")
    }

    #[test]
    fn both_places_are_quoted_with_their_carets() {
        assert_eq!(
            text(&[overlap()]),
            "\
error[blocks-overlap]: two blocks share 8 addresses
  --> networks/198.51.100.0-24.yaml:18:17
   |
18 |       - prefix: 198.51.100.64/28
   |                 ^^^^^^^^^^^^^^^^ for larkspur
  --> networks/more.yaml:9:16
   |
 9 |       - range: 198.51.100.72-198.51.100.103
   |                ---------------------------- for blue-heron
   = help: start the range at 198.51.100.80
"
        );
    }

    #[test]
    fn past_twenty_five_the_rest_is_counted() {
        let many = vec![overlap(); 30];
        let shown = text(&many);
        assert_eq!(shown.matches("error[").count(), 25);
        assert!(shown.ends_with("\nand 5 more: 5 blocks-overlap\n"));
    }

    #[test]
    fn wide_letters_do_not_move_the_caret() {
        let place = Place::quoting("a.yaml", (1, 4, 1), "日本 x");
        let shown = text(&[Diagnostic::error("a", "b").at(place)]);
        assert!(shown.ends_with("   |      ^\n"), "{shown}");
    }

    #[test]
    fn nothing_that_is_not_seen_is_printed() {
        let place = Place::quoting("a\u{202e}.yaml", (1, 1, 1), "\u{2066}x").labelled("\u{200f}l");
        let odd = Diagnostic::error("a", "b\u{202e}\u{1b}[0m")
            .at(place)
            .at(Place::file("c\u{200b}"))
            .help("d\u{feff}");
        let all = std::slice::from_ref(&odd);
        for shown in [
            text(all),
            super::super::github(all, ""),
            super::super::json(all),
        ] {
            let seen = |c: char| c == '\n' || !crate::model::is_unseen(c);
            assert!(shown.chars().all(seen), "{shown:?}");
        }
        assert!(super::super::json(all).contains("a\\u202e.yaml"));
    }

    #[test]
    fn the_footer_counts_errors_and_files() {
        assert_eq!(
            footer(&[overlap()], 14, "Nothing was sent."),
            "1 error in 1 of 14 files. Nothing was sent."
        );
        assert_eq!(
            footer(&[overlap(), overlap()], 1, ""),
            "2 errors in 1 of 1 file."
        );
    }
}
