//! Which files of the repository are read: what the globs take, sorted by name.
//!
//! Nothing outside the repository is read, whatever a link says: its lines would be quoted in a diagnostic. And what
//! a glob would take and can not be read is said: to pass over it would plan the deletion of what it declares.

use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::diagnostic::{Diagnostic, Mistake, Place};
use crate::model::Origin;
use crate::settings;

use super::reach::{By, Reach, glob};

/// The seed of the simulator; never a resource.
pub const SEED: &str = "simulator.yaml";

/// More links to folders than this are not followed: links to folders with links multiply.
const MOST_LINKS: usize = 1000;

/// What a walk over the repository has found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Each resource file: its name with forward slashes, and where it really is. Sorted by name.
    pub(super) files: Vec<(String, PathBuf)>,
    /// Mistakes in `swipd.yaml`: globs.
    pub(super) globs: Vec<Mistake>,
    /// Mistakes about files.
    pub(super) mistakes: Vec<Diagnostic>,
}

/// Walks the repository below `root`.
pub(super) fn find(root: &Path, globs: &[String]) -> Found {
    let mut walk = Walk {
        root: PathBuf::new(),
        set: GlobSet::empty(),
        reach: Vec::new(),
        used: vec![false; globs.len()],
        links: 0,
        found: Found::default(),
    };
    walk.compile(globs);
    match fs::canonicalize(root) {
        Ok(real) => {
            walk.root.clone_from(&real);
            walk.folder("", &real);
        }
        Err(error) => walk.unreadable(".", &error.to_string()),
    }
    let Walk {
        used, mut found, ..
    } = walk;
    found.files.sort();
    for (n, glob) in globs.iter().enumerate() {
        let known_bad = found.globs.iter().any(|mistake| {
            mistake
                .spots
                .iter()
                .any(|spot| spot.origin == glob_origin(n))
        });
        if !used.get(n).copied().unwrap_or(false) && !known_bad {
            found.globs.push(
                Mistake::error("glob-empty", format!("no file matches \"{glob}\""))
                    .at_value(&glob_origin(n))
                    .help("correct the pattern, or remove it until there is such a file"),
            );
        }
    }
    found
}

/// Where a file really is, links followed.
///
/// # Errors
/// When it is not there, lies outside of the repository, or is no regular file. It is not opened.
pub(super) fn inside(root: &Path, path: &Path, name: &str) -> Result<PathBuf, Diagnostic> {
    let unreadable = |error: io::Error| {
        Diagnostic::error("unreadable", format!("can not read {name}: {error}"))
            .at(Place::file(name))
    };
    let root = fs::canonicalize(root).map_err(unreadable)?;
    let real = fs::canonicalize(path).map_err(unreadable)?;
    if !real.starts_with(&root) {
        return Err(leads_out(name));
    }
    if !fs::metadata(&real).map_err(unreadable)?.is_file() {
        return Err(no_file(name));
    }
    Ok(real)
}

/// Tells whether globs take a name, as a walk would if it found such a file.
pub(super) fn taken(globs: &[String]) -> impl Fn(&str) -> bool + use<> {
    let mut set = GlobSetBuilder::new();
    for glob in globs.iter().filter_map(|text| glob(text).ok()) {
        set.add(glob);
    }
    let set = set.build().unwrap_or_else(|_| GlobSet::empty());
    move |name| {
        let hidden = name.split('/').any(|step| step.starts_with('.'));
        !hidden && name != settings::FILE && name != SEED && set.is_match(name)
    }
}

struct Walk {
    /// Where the repository really is.
    root: PathBuf,
    set: GlobSet,
    reach: Vec<Reach>,
    /// Whether each glob has taken a file.
    used: Vec<bool>,
    /// How many links to folders were followed.
    links: usize,
    found: Found,
}

/// What stands in a folder.
struct Entry {
    /// Its name from the root; where it is not UTF-8, as it can be shown.
    name: String,
    utf8: bool,
    path: PathBuf,
}

impl Walk {
    fn compile(&mut self, globs: &[String]) {
        let mut set = GlobSetBuilder::new();
        for (n, text) in globs.iter().enumerate() {
            match glob(text) {
                Ok(glob) => {
                    set.add(glob);
                    self.reach.push(Reach::of(text));
                }
                Err(why) => {
                    self.found.globs.push(
                        Mistake::error("glob-bad", format!("\"{text}\" is not a pattern: {why}"))
                            .at_value(&glob_origin(n))
                            .help("write a pattern such as customers/**/*.yaml"),
                    );
                    // A placeholder, so that positions in the set stay those in the file.
                    set.add(never());
                }
            }
        }
        self.set = set.build().unwrap_or_else(|_| GlobSet::empty());
    }

    fn reaches(&self, folder: &str, by: By) -> bool {
        self.reach.iter().any(|reach| reach.below(folder, by))
    }

    /// Walks a folder by its real place. Its name is empty for the root.
    fn folder(&mut self, name: &str, real: &Path) {
        let entries = match fs::read_dir(real).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                let shown = if name.is_empty() { "." } else { name };
                self.unreadable(shown, &error.to_string());
                return;
            }
        };
        let mut entries: Vec<_> = entries
            .into_iter()
            .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
            .collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let own = entry.file_name();
            let shown = own.to_string_lossy();
            let entry_name = if name.is_empty() {
                shown.clone().into_owned()
            } else {
                format!("{name}/{shown}")
            };
            let found = Entry {
                utf8: own.to_str().is_some() && !name.contains('\u{fffd}'),
                name: entry_name,
                path: entry.path(),
            };
            match entry.file_type() {
                Ok(kind) if kind.is_symlink() => self.link(found, real),
                Ok(kind) => self.entry(found, kind),
                Err(error) => self.failed(&found, &error.to_string()),
            }
        }
    }

    fn entry(&mut self, entry: Entry, kind: FileType) {
        if kind.is_dir() {
            if self.reaches(&entry.name, By::Anything) {
                self.folder(&entry.name, &entry.path);
            }
        } else if kind.is_file() {
            self.take(entry);
        } else if self.set.is_match(&entry.name) {
            self.found.mistakes.push(no_file(&entry.name));
        }
    }

    /// A link in a folder. What it leads to is looked at only when it lies in the repository.
    fn link(&mut self, link: Entry, folder: &Path) {
        let real = match fs::canonicalize(&link.path) {
            Ok(real) => real,
            Err(error) => {
                self.failed(&link, &error.to_string());
                return;
            }
        };
        let kind = match fs::metadata(&real) {
            Ok(found) => found.file_type(),
            Err(error) => {
                self.failed(&link, &error.to_string());
                return;
            }
        };
        let wanted = if kind.is_dir() {
            self.reaches(&link.name, By::Anything)
        } else {
            self.set.is_match(&link.name)
        };
        if wanted && !real.starts_with(&self.root) {
            self.found.mistakes.push(leads_out(&link.name));
        } else if !kind.is_dir() {
            self.entry(Entry { path: real, ..link }, kind);
        } else if !wanted {
            // No glob asks for what is below it.
        } else if folder.starts_with(&real) {
            self.unreadable(&link.name, "a link leads back to a folder above it");
        } else if self.links >= MOST_LINKS {
            self.unreadable(
                &link.name,
                "the repository has too many links to its folders",
            );
        } else {
            self.links += 1;
            self.folder(&link.name, &real);
        }
    }

    fn take(&mut self, entry: Entry) {
        let Entry { name, utf8, path } = entry;
        if !utf8 {
            if self.set.is_match(&name) {
                self.found.mistakes.push(
                    Diagnostic::error("unreadable", "the name of the file is not UTF-8")
                        .at(Place::file(name))
                        .help("rename the file"),
                );
            }
            return;
        }
        if name == settings::FILE || name == SEED {
            // A glob such as **/*.yaml means the resources; in a repository without any it matches nothing.
            return;
        }
        let matches = self.set.matches(&name);
        if !matches.is_empty() {
            for n in matches {
                if let Some(used) = self.used.get_mut(n) {
                    *used = true;
                }
            }
            self.found.files.push((name, path));
        } else if let Some(stem) = name.strip_suffix(".yml")
            && self.set.is_match(format!("{stem}.yaml"))
        {
            self.found.mistakes.push(
                Diagnostic::error(
                    "yml-ignored",
                    "no glob takes this file, and one would take it as .yaml",
                )
                .at(Place::file(&name))
                .help(format!(
                    "rename it to {stem}.yaml, or add it to resources in swipd.yaml"
                )),
            );
        }
    }

    /// What can not be looked at is reported where a glob asks for it: for it as a file, or, step by step, for what
    /// would be below it as a folder.
    fn failed(&mut self, entry: &Entry, why: &str) {
        if self.set.is_match(&entry.name) || self.reaches(&entry.name, By::Name) {
            self.unreadable(&entry.name, why);
        }
    }

    fn unreadable(&mut self, name: &str, why: &str) {
        self.found.mistakes.push(
            Diagnostic::error("unreadable", format!("can not look into {name}: {why}"))
                .at(Place::file(name)),
        );
    }
}

/// A pattern that matches no name a file can have.
fn never() -> Glob {
    Glob::new("/").unwrap_or_else(|_| unreachable!("a slash is a pattern"))
}

fn glob_origin(n: usize) -> Origin {
    Origin::new(settings::FILE, ["resources", &n.to_string()])
}

fn leads_out(name: &str) -> Diagnostic {
    Diagnostic::error("leads-out", "a link leads out of the repository")
        .at(Place::file(name))
        .help("put what it leads to into the repository, or remove the link")
}

fn no_file(name: &str) -> Diagnostic {
    Diagnostic::error("unreadable", "this is no regular file")
        .at(Place::file(name))
        .help("remove it, or put a file in its place")
}
