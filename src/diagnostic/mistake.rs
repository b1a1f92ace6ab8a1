//! A mistake before its places are looked up: checks know paths, and lines are found only for what is reported.

use crate::model::{HasOrigin, Origin};

use super::Severity;

/// Which half of an entry a place is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// A place by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file and the path in it.
    pub origin: Origin,
    /// Which half of the entry.
    pub part: Part,
    /// What stands beside the caret. May be empty.
    pub label: String,
}

/// A diagnostic whose places are still paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// How bad it is.
    pub severity: Severity,
    /// A stable code: `blocks-overlap`.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The place, then any second place involved.
    pub spots: Vec<Spot>,
    /// What to do.
    pub help: Vec<String>,
}

impl Mistake {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            spots: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Whether it forbids the use of the repository.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// With a place at a key.
    #[must_use]
    pub fn at_key(self, origin: &(impl HasOrigin + ?Sized)) -> Self {
        self.at(origin, Part::Key, "")
    }

    /// With a place at a value.
    #[must_use]
    pub fn at_value(self, origin: &(impl HasOrigin + ?Sized)) -> Self {
        self.at(origin, Part::Value, "")
    }

    /// With a labelled place.
    #[must_use]
    pub fn at(
        mut self,
        origin: &(impl HasOrigin + ?Sized),
        part: Part,
        label: impl Into<String>,
    ) -> Self {
        self.spots.push(Spot {
            origin: origin.origin(),
            part,
            label: label.into(),
        });
        self
    }

    /// With a line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// With a line of help, where there is one.
    #[must_use]
    pub fn help_if(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }
}
