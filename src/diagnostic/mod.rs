//! A mistake in a file, as data. Rendering is apart: one file per format.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The repository can not be used.
    Error,
    /// Worth knowing; nothing is refused.
    Warning,
}

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the repository.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// How many characters the caret underlines; at least 1.
    pub width: usize,
    /// The source line, cut where it is too long to show; `None` when the file has no text to show.
    pub source: Option<String>,
    /// What stands beside the caret: `for larkspur`. May be empty.
    pub label: String,
}

/// One mistake or remark, with every place involved and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable code: `blocks-overlap`.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The place, then any second place involved.
    pub places: Vec<Place>,
    /// What to do: `write VA`.
    pub help: Vec<String>,
}
