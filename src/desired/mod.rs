//! The repository: files, globs, and every mistake in them.

mod digest;
mod file;
mod files;
mod kept;
mod load;
mod reach;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Place, sort};
use crate::model::Origin;
use crate::registry::arin::{self, Desired};
use crate::settings::{self, Settings};
use crate::store::Store;
use crate::yaml::{SourceText, Walked};

pub use files::SEED;
pub use load::{load, load_with};

/// The JSON Schema of a resource file, for editors. Every field is described there by its own documentation.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(file::File)
}

/// A repository without an error in it.
#[derive(Debug)]
pub struct Repository {
    /// Its folder.
    pub root: PathBuf,
    /// What `swipd.yaml` says.
    pub settings: Settings,
    /// What is declared for ARIN.
    pub arin: Arc<Desired>,
    /// What is worth knowing and forbids nothing.
    pub warnings: Vec<Diagnostic>,
    /// How many files were read, `swipd.yaml` included.
    pub files: usize,
    /// Stands for the name and the content of every file as it was read, `swipd.yaml` included: 64 hex digits.
    pub digest: String,
    /// The cache that it was read with.
    pub cache: Option<Store>,
    /// The file that was last looked into for a place.
    last: Mutex<Option<Walked>>,
}

/// Why a repository can not be used.
#[derive(Debug)]
pub struct Mistakes {
    /// Every error and warning, sorted by file and line; at least one is an error.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files were looked at, `swipd.yaml` included.
    pub files: usize,
}

impl Repository {
    /// With the warnings that hang on the day; everything else is the same on each.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        let told = arin::ahead(&self.arin, today);
        self.warnings
            .extend(load::placed(&self.root, told.into_iter().collect()));
        sort(&mut self.warnings);
        self
    }

    /// Tells of a name below the folder, with forward slashes, whether a file of that name is read.
    pub fn reads(&self) -> impl Fn(&str) -> bool + use<> {
        let taken = files::taken(&self.settings.resources);
        move |name| name == settings::FILE || taken(name)
    }

    /// Where an origin stands now, at its key. The file is read again, once for origins of it that are asked for one
    /// after the other; `None` when it is gone or has changed.
    #[must_use]
    pub fn locate(&self, origin: &Origin) -> Option<Place> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last
            .as_ref()
            .is_none_or(|file| file.name() != origin.file())
        {
            let path = self.root.join(origin.file());
            let source = SourceText::open(&path, origin.file());
            *last = source.ok().map(Walked::of);
        }
        last.as_ref()?.key(&origin.path())
    }
}
