//! Lines and columns of a text, counted as the parser counts them.

use crate::diagnostic::Place;

/// A place in a text: line and column from 1, and a width, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The line.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// How many characters; at least 1.
    pub width: usize,
}

/// A text cut into lines.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    /// The byte at which each line begins.
    starts: Vec<usize>,
    /// Whether a column is a byte: looked at once, not once a line of megabytes.
    ascii: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                // U+0085, U+2028 and U+2029 end a line of YAML too; the last byte of each is looked at.
                0x85 => at >= 1 && bytes[at - 1] == 0xc2,
                0xa8 | 0xa9 => at >= 2 && bytes[at - 2..at] == [0xe2, 0x80],
                _ => false,
            };
            if ends {
                starts.push(at + 1);
            }
        }
        Self {
            text,
            starts,
            ascii: text.is_ascii(),
        }
    }

    /// The text of a line without its break; empty for a line that is not there.
    pub(super) fn line(&self, line: usize) -> &'a str {
        let Some(start) = line.checked_sub(1).and_then(|n| self.starts.get(n)) else {
            return "";
        };
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text
            .get(*start..end)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
    }

    /// The text of a line from a column on.
    pub(super) fn rest(&self, line: usize, column: usize) -> &'a str {
        let text = self.line(line);
        let skip = column.saturating_sub(1);
        if self.ascii {
            return text.get(skip..).unwrap_or_default();
        }
        let at = text.char_indices().nth(skip).map(|(at, _)| at);
        at.and_then(|at| text.get(at..)).unwrap_or_default()
    }

    /// The line and column of a byte.
    pub(super) fn position(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..byte).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// A place with its source line.
    pub(super) fn place(&self, file: &str, span: Span) -> Place {
        let numbers = (span.line, span.column, span.width);
        Place::quoting(file, numbers, self.line(span.line))
    }

    /// How wide the scalar at a place is on its first line. `text` is its value, which for a plain scalar is also
    /// how it was written.
    pub(super) fn width(&self, line: usize, column: usize, text: &str) -> usize {
        let rest = self.rest(line, column);
        let first = rest.chars().next();
        let width = match first {
            Some('"' | '\'') => quoted_width(rest),
            Some('|' | '>' | '{' | '[') | None => 1,
            Some('&' | '!') => rest
                .split_whitespace()
                .next()
                .map_or(1, |word| word.chars().count()),
            Some(_) if !text.is_empty() && rest.starts_with(text) => text.chars().count(),
            Some(_) => plain_width(rest),
        };
        width.max(1)
    }
}

/// The width of a quoted scalar, to the end of the line when it goes on there.
fn quoted_width(rest: &str) -> usize {
    let mut chars = rest.chars();
    let quote = chars.next();
    let mut width = 1;
    let mut escaped = false;
    for c in chars {
        width += 1;
        if escaped {
            escaped = false;
        } else if c == '\\' && quote == Some('"') {
            escaped = true;
        } else if Some(c) == quote {
            break;
        }
    }
    width
}

/// The width of a plain scalar whose value is not its text: to a comment, a colon or the end of the line.
fn plain_width(rest: &str) -> usize {
    let end = [" #", ": "]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min()
        .unwrap_or(rest.len());
    let text = rest.get(..end).unwrap_or(rest).trim_end();
    text.trim_end_matches(':').chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_break_of_yaml_ends_a_line() {
        let text = "a\nb\r\nc\rd\u{85}e\u{2028}f";
        let lines = Lines::new(text);
        let all: Vec<&str> = (1..=7).map(|n| lines.line(n)).collect();
        assert_eq!(all, ["a", "b", "c", "d", "e", "f", ""]);
        assert_eq!(lines.position(text.find('d').expect("d")), (4, 1));
    }

    #[test]
    fn columns_are_characters() {
        let lines = Lines::new("é: ü x\n");
        assert_eq!(lines.position("é: ü ".len()), (1, 6));
        assert_eq!(lines.rest(1, 4), "ü x");
    }

    #[test]
    fn widths_follow_the_style() {
        for (text, width) in [
            ("\"a \\\" b\" # c", 8),
            ("'it''s'", 4),
            ("Virginia # c", 8),
            ("22801", 5),
            ("", 1),
            ("{ a: b }", 1),
        ] {
            let lines = Lines::new(text);
            assert_eq!(lines.width(1, 1, "…"), width, "{text}");
        }
    }
}
