//! The text of a file, with everything refused that the parser would place wrongly or not at all.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Place};

use super::lines::{Lines, Span};

/// Files above this many bytes are refused unread: 16 MiB.
pub const LIMIT: usize = 16 * 1024 * 1024;

/// A file's text and the name it is reported under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The path shown to people, relative to the repository.
    pub name: String,
    /// The whole text, without a byte order mark.
    pub text: String,
}

impl SourceText {
    /// Reads a file. One that is too large is refused before it is read.
    ///
    /// # Errors
    /// When it can not be read, or its bytes are not those of a YAML text.
    pub fn open(path: &Path, name: impl Into<String>) -> Result<Self, Diagnostic> {
        let name = name.into();
        let unreadable = |error: std::io::Error| {
            Diagnostic::error("unreadable", format!("can not read {name}: {error}"))
                .at(Place::file(&name))
        };
        let file = File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        if size > LIMIT as u64 {
            return Err(too_large(&name, size));
        }
        let mut bytes = Vec::new();
        // A file may grow while it is read; one byte more than the limit shows it.
        file.take(LIMIT as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        Self::from_bytes(name, bytes)
    }

    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// When they are too many, not UTF-8, hold control characters, nest too deep, or hold nothing.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Diagnostic> {
        let name = name.into();
        if bytes.len() > LIMIT {
            return Err(too_large(&name, bytes.len() as u64));
        }
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(&name, &error))?;
        let text = match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        };
        if let Some((at, c)) = text.char_indices().find(|(_, c)| !is_yaml_text(*c)) {
            let code_point = u32::from(c);
            let message = format!("the character U+{code_point:04X} can not stand in a YAML file");
            return Err(Diagnostic::error("control-character", message)
                .at(at_byte(&name, &text, at))
                .help("remove it"));
        }
        if is_empty(&text) {
            return Err(Diagnostic::error("file-empty", "the file holds nothing")
                .at(Place::file(&name))
                .help("declare something in it, or delete it"));
        }
        if let Some(at) = super::depth::too_deep(&text) {
            return Err(
                Diagnostic::error("too-deep", "the file nests deeper than 128 levels")
                    .at(at_byte(&name, &text, at)),
            );
        }
        Ok(Self { name, text })
    }

    /// The place of a byte range of the text.
    #[must_use]
    pub fn place_of(&self, bytes: std::ops::Range<usize>) -> Place {
        let lines = Lines::new(&self.text);
        let (line, column) = lines.position(bytes.start);
        let inside = self.text.get(bytes).unwrap_or_default();
        let width = inside.chars().count();
        lines.place(
            &self.name,
            Span {
                line,
                column,
                width,
            },
        )
    }
}

/// Whether a character may stand in YAML (the production `c-printable`); byte order marks only at the start.
fn is_yaml_text(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' => true,
        '\u{a0}'..='\u{fffd}' => c != '\u{feff}',
        _ => c > '\u{ffff}',
    }
}

/// Whether a text has no node but YAML's words for nothing: blanks, comments and document marks only.
fn is_empty(text: &str) -> bool {
    text.split(['\n', '\r']).all(|line| {
        let line = line.split_once(" #").map_or(line, |(line, _)| line).trim();
        let line = line.strip_prefix("--- ").unwrap_or(line).trim_start();
        line.starts_with('#') || matches!(line, "" | "---" | "..." | "~" | "null" | "Null" | "NULL")
    })
}

fn too_large(name: &str, size: u64) -> Diagnostic {
    let mib = size.div_ceil(1024 * 1024);
    Diagnostic::error(
        "file-too-large",
        format!("the file has {mib} MiB, and a file may have 16 MiB"),
    )
    .at(Place::file(name))
    .help("divide it into several files; resources may stand in any number of them")
}

fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let good = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let bad = bytes.get(good).copied().unwrap_or_default();
    let before = bytes.get(..good).unwrap_or_default();
    // The rest of the line is shown with a replacement for each byte that is no text.
    let line_start = before
        .iter()
        .rposition(|b| matches!(b, b'\n' | b'\r'))
        .map_or(0, |at| at + 1);
    let after = bytes.get(good..).unwrap_or_default();
    let line_end = after
        .iter()
        .take(400)
        .position(|b| matches!(b, b'\n' | b'\r'))
        .unwrap_or_else(|| after.len().min(400));
    let line_text =
        String::from_utf8_lossy(bytes.get(line_start..good + line_end).unwrap_or_default());
    let text = std::str::from_utf8(before).unwrap_or_default();
    let (line, column) = Lines::new(text).position(good);
    Diagnostic::error(
        "not-utf8",
        format!("the byte 0x{bad:02X} is not UTF-8 text"),
    )
    .at(Place::quoting(name, (line, column, 1), &line_text))
    .help("save the file as UTF-8")
}

fn at_byte(name: &str, text: &str, byte: usize) -> Place {
    let lines = Lines::new(text);
    let (line, column) = lines.position(byte);
    lines.place(
        name,
        Span {
            line,
            column,
            width: 1,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (&'static str, usize, usize) {
        let error = SourceText::from_bytes("a.yaml", bytes.to_vec()).expect_err("refused");
        let place = &error.places[0];
        (error.code, place.line, place.column)
    }

    #[test]
    fn bytes_that_are_no_text_are_placed() {
        assert_eq!(refused(b"a: 1\nb: caf\xe9 x\n"), ("not-utf8", 2, 7));
        assert_eq!(refused(b"\xff\xfea\0"), ("not-utf8", 1, 1));
        assert_eq!(refused("é: \u{7}".as_bytes()), ("control-character", 1, 4));
    }

    #[test]
    fn a_file_without_a_node_is_empty() {
        for text in [
            "",
            " \n",
            "# only a comment\n",
            "---\n",
            "\u{feff}\n",
            "~",
            "--- null # x\n",
            "NULL\n",
        ] {
            assert_eq!(refused(text.as_bytes()), ("file-empty", 0, 0), "{text:?}");
        }
    }

    #[test]
    fn a_mark_at_the_start_is_dropped() {
        let source = SourceText::from_bytes("a", "\u{feff}a: 1".into()).expect("text");
        assert_eq!(source.text, "a: 1");
    }

    #[test]
    fn what_is_too_large_is_refused() {
        assert_eq!(refused(&vec![b'a'; LIMIT + 1]), ("file-too-large", 0, 0));
    }
}
