//! A mistake in a file, as data. Rendering is apart: one file per format.

mod codes;
mod github;
mod json;
mod mistake;
mod nearest;
mod place;
mod secret;
mod text;

use serde::Serialize;

pub use codes::{Code, CodeKind, code_named, codes};
pub use github::{github, github_log};
pub use json::json;
pub use mistake::{Mistake, Part, Spot};
pub use nearest::nearest;
pub use place::Place;
pub use secret::{api_keys, disguised_keys, masked};
pub use text::{footer, text};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The repository can not be used.
    Error,
    /// Worth knowing; nothing is refused.
    Warning,
}

impl Severity {
    /// The word in front of a diagnostic.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake or remark, with every place involved and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

impl Diagnostic {
    /// An error without places. An API key in the message is masked.
    #[must_use]
    pub fn error(code: &'static str, message: impl AsRef<str>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: masked(message.as_ref()).into_owned(),
            places: Vec::new(),
            help: Vec::new(),
        }
    }

    /// With one more place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }

    /// With one more line of help.
    #[must_use]
    pub fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help.push(masked(help.as_ref()).into_owned());
        self
    }

    /// Whether it forbids the use of the repository.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts by file, line and column of the first place; what has no place comes first. Equal ones are reported once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| order(a).cmp(&order(b)));
    diagnostics.dedup();
}

type Order<'a> = (
    Option<(&'a str, usize, usize)>,
    Severity,
    &'static str,
    &'a str,
);

fn order(diagnostic: &Diagnostic) -> Order<'_> {
    (
        diagnostic
            .places
            .first()
            .map(|place| (place.file.as_str(), place.line, place.column)),
        diagnostic.severity,
        diagnostic.code,
        diagnostic.message.as_str(),
    )
}
