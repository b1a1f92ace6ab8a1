//! Which files of the repository are read: what the globs take, sorted by name.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnostic, Mistake, Place};
use crate::model::Origin;
use crate::settings;

/// The seed of the simulator; never a resource.
pub const SEED: &str = "simulator.yaml";

/// What a walk over the repository has found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Each resource file: its name with forward slashes, and where it is. Sorted by name.
    pub(super) files: Vec<(String, PathBuf)>,
    /// Mistakes in `swipd.yaml`: globs.
    pub(super) globs: Vec<Mistake>,
    /// Mistakes about files.
    pub(super) mistakes: Vec<Diagnostic>,
}

/// Walks the repository below `root`.
pub(super) fn find(root: &Path, globs: &[String]) -> Found {
    let mut found = Found::default();
    let set = glob_set(globs, &mut found.globs);
    let mut used = vec![false; globs.len()];
    let walk = WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    for entry in walk {
        match entry {
            // A folder that can not be read may hold blocks; to pass over it would plan their deletion.
            Err(error) => found.mistakes.push(unreadable(root, &error)),
            Ok(entry) if entry.file_type().is_file() => {
                take(root, &entry, &set, &mut used, &mut found);
            }
            Ok(_) => {}
        }
    }
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

fn take(root: &Path, entry: &DirEntry, set: &GlobSet, used: &mut [bool], found: &mut Found) {
    let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let Some(name) = slashed(relative) else {
        let shown = relative.to_string_lossy();
        if set.is_match(&*shown) {
            found.mistakes.push(
                Diagnostic::error("unreadable", "the name of the file is not UTF-8")
                    .at(Place::file(shown))
                    .help("rename the file"),
            );
        }
        return;
    };
    if name == settings::FILE || name == SEED {
        // A glob such as **/*.yaml means the resources; in a repository without any it matches nothing.
        return;
    }
    let matches = set.matches(&name);
    if !matches.is_empty() {
        for n in matches {
            if let Some(used) = used.get_mut(n) {
                *used = true;
            }
        }
        found.files.push((name, entry.path().to_owned()));
    } else if let Some(stem) = name.strip_suffix(".yml")
        && set.is_match(format!("{stem}.yaml"))
    {
        found.mistakes.push(
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

fn glob_set(globs: &[String], mistakes: &mut Vec<Mistake>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for (n, text) in globs.iter().enumerate() {
        match glob(text) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(why) => {
                mistakes.push(
                    Mistake::error("glob-bad", format!("\"{text}\" is not a pattern: {why}"))
                        .at_value(&glob_origin(n))
                        .help("write a pattern such as customers/**/*.yaml"),
                );
                // A placeholder, so that positions in the set stay those in the file.
                set.add(never());
            }
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn glob(text: &str) -> Result<Glob, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.starts_with('/') || text.split('/').any(|step| step == "..") {
        return Err("it leads out of the repository".to_owned());
    }
    let text = text.strip_prefix("./").unwrap_or(text);
    GlobBuilder::new(text)
        .literal_separator(true)
        .build()
        .map_err(|error| error.kind().to_string())
}

/// A pattern that matches no name a file can have.
fn never() -> Glob {
    Glob::new("/").unwrap_or_else(|_| unreachable!("a slash is a pattern"))
}

fn glob_origin(n: usize) -> Origin {
    Origin {
        file: settings::FILE.to_owned(),
        path: vec!["resources".to_owned(), n.to_string()],
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

/// A path with forward slashes on every system; `None` when it is not UTF-8.
fn slashed(path: &Path) -> Option<String> {
    let steps: Option<Vec<&str>> = path
        .components()
        .map(|step| step.as_os_str().to_str())
        .collect();
    steps.map(|steps| steps.join("/"))
}

fn unreadable(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().unwrap_or(root);
    let shown = path
        .strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string();
    let why = if error.loop_ancestor().is_some() {
        "a link leads back to a folder above it".to_owned()
    } else {
        error
            .io_error()
            .map_or_else(|| "it can not be read".to_owned(), ToString::to_string)
    };
    Diagnostic::error("unreadable", format!("can not look into {shown}: {why}"))
        .at(Place::file(shown))
}
