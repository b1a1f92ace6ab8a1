//! What surrounds a plan when it is shown, in any of its forms.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Locate, Paint};
use crate::diagnostic::Diagnostic;
use crate::model::RegistryName;

/// What surrounds a plan when it is shown.
pub struct Setting<'a> {
    /// The repository's name: by it the next run finds its comment on a pull request.
    pub repository: &'a str,
    /// The revision of the repository, short.
    pub revision: Option<String>,
    /// Whether files that it reads differ from those of the revision.
    pub edited: bool,
    /// The moment it is shown.
    pub now: Timestamp,
    /// Colour and signs.
    pub paint: Paint,
    /// How many columns there are.
    pub width: usize,
    /// Whether to fold nothing, private values included.
    pub full: bool,
    /// Whether what no objection is about is done all the same: `--allow partial`.
    pub partial: bool,
    /// What the repository's reader warned of.
    pub warnings: &'a [Diagnostic],
    /// How many requests each registry takes in a second; one that is not here has no pace.
    pub pace: &'a BTreeMap<RegistryName, u32>,
    /// Finds lines in the repository.
    pub locate: Locate<'a>,
}

impl Setting<'_> {
    /// What the files were when the plan was made: `commit 4f2c9e1, with uncommitted changes`. `name` shows the
    /// revision.
    pub(super) fn files_were(&self, name: impl Fn(&str) -> String) -> Option<String> {
        let edited = if self.edited {
            ", with uncommitted changes"
        } else {
            ""
        };
        let revision = self.revision.as_deref()?;
        Some(format!("commit {}{edited}", name(revision)))
    }
}

/// A moment for people, to the second: `2026-11-23 14:02:11Z`.
#[must_use]
pub fn moment(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}
