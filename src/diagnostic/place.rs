//! Places in files, and the source lines quoted there.

use serde::Serialize;

use crate::model::is_unseen;

use super::secret::masked;

/// Lines up to this many characters are quoted whole.
const WHOLE: usize = 120;
/// How many characters a cut line shows before the caret, the mark of the cut included.
const LEAD: usize = 40;

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, relative to the repository.
    pub file: String,
    /// The line; 0 when the place is the file as a whole.
    pub line: usize,
    /// The column of the first character; 0 when the place is the file as a whole.
    pub column: usize,
    /// How many characters the caret underlines; at least 1.
    pub width: usize,
    /// The source line, cut where it is too long to show; `None` when the file has no text to show.
    pub source: Option<String>,
    /// What stands beside the caret: `for larkspur`. May be empty.
    pub label: String,
}

impl Place {
    /// A file as a whole: one that is missing, empty, or can not be read.
    #[must_use]
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            width: 1,
            source: None,
            label: String::new(),
        }
    }

    /// A place in a line. The line is cut when long, and an API key in it is masked.
    #[must_use]
    pub fn quoting(
        file: impl Into<String>,
        (line, column, width): (usize, usize, usize),
        text: &str,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            column,
            width: width.max(1),
            source: Some(quoted(text, column)),
            label: String::new(),
        }
    }

    /// The same place with a label beside its caret.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = masked(&label.into()).into_owned();
        self
    }

    /// How many characters of [`Place::source`] stand before the caret.
    #[must_use]
    pub fn caret(&self) -> usize {
        let before = self.column.saturating_sub(1);
        let cut = self.source.as_ref().is_some_and(|s| s.starts_with('…'));
        if cut && before >= WHOLE { LEAD } else { before }
    }
}

/// The part of a line that is shown for a column. Where the beginning is cut, an ellipsis takes the
/// first of the `LEAD` characters before the caret, so the caret's offset needs no record of its own.
fn quoted(text: &str, column: usize) -> String {
    let before = column.saturating_sub(1);
    let start = if before >= WHOLE {
        before + 1 - LEAD
    } else {
        0
    };
    // A key is masked before the cut, else one that the cut divides would not be seen. The window is
    // wider than a key on either side, so a line of megabytes is not copied.
    let (window, skipped) = window(text, start);
    let mut shown = String::new();
    if start > 0 {
        shown.push('…');
    }
    let masked = masked(window);
    let mut rest = masked.chars().skip(start - skipped);
    shown.extend(rest.by_ref().take(WHOLE).map(visible));
    if rest.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A character as it is shown: what stands in a file must not move a reader's cursor, nor hide.
pub(super) fn visible(c: char) -> char {
    match c {
        c if c.is_control() => ' ',
        c if is_unseen(c) => '\u{fffd}',
        c => c,
    }
}

/// The part of a line around the characters that are shown, and how many characters it leaves out before.
fn window(text: &str, start: usize) -> (&str, usize) {
    const MARGIN: usize = 64;
    let skipped = start.saturating_sub(MARGIN);
    let byte_at = |chars: usize| {
        if text.is_ascii() {
            chars.min(text.len())
        } else {
            text.char_indices()
                .nth(chars)
                .map_or(text.len(), |(at, _)| at)
        }
    };
    let from = byte_at(skipped);
    let to = byte_at(start + WHOLE + MARGIN);
    (text.get(from..to).unwrap_or_default(), skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_line_is_quoted_whole() {
        let place = Place::quoting("a.yaml", (3, 5, 2), "    ab: c");
        assert_eq!(place.source.as_deref(), Some("    ab: c"));
        assert_eq!(place.caret(), 4);
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let line = format!("{}X{}", "a".repeat(5_000_000), "b".repeat(5_000_000));
        let place = Place::quoting("a.yaml", (1, 5_000_001, 1), &line);
        let source = place.source.clone().expect("quoted");
        assert!(source.chars().count() < 130);
        assert_eq!(source.chars().nth(place.caret()), Some('X'));
        assert!(source.starts_with('…') && source.ends_with('…'));
    }

    #[test]
    fn what_is_not_seen_is_shown_as_something() {
        let place = Place::quoting("a.yaml", (1, 4, 1), "a\u{202e}\u{200b}b\tc");
        assert_eq!(place.source.as_deref(), Some("a\u{fffd}\u{fffd}b c"));
    }

    #[test]
    fn a_key_does_not_survive_the_cut() {
        let line = format!("{}API-1111-2222-3333-4444", "a".repeat(100));
        for column in [1, 100, 101, 110, 121, 124] {
            let source = Place::quoting("a", (1, column, 1), &line)
                .source
                .expect("quoted");
            assert!(
                !source.contains("1111") && !source.contains("22"),
                "{source}"
            );
        }
    }
}
