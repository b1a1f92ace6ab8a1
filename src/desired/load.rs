//! Reads a repository and gathers everything that is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Mistake, Place, sort};
use crate::model::{Origin, RegistryName};
use crate::registry::arin::{self, Declared, DeclaredFile};
use crate::settings::{self, Settings, forget_shadowed, keys_in};
use crate::yaml::{self, Positions, SourceText, Struck};

use super::file::File;
use super::{Mistakes, Repository, files};

/// Reads the repository in a folder.
///
/// # Errors
/// Every mistake in it, and the warnings, sorted by file and line.
pub fn load(root: &Path) -> Result<Repository, Mistakes> {
    let alone = |diagnostics| Mistakes {
        diagnostics,
        files: 1,
    };
    let source = settings_of(root).map_err(|refused| alone(vec![refused]))?;
    let (settings, refused) = Settings::read_partly(&source);
    let Some(settings) = settings else {
        return Err(alone(refused));
    };
    let known = refused.is_empty();
    let found = files::find(root, &settings.resources);
    let mut reading = Reading {
        diagnostics: found.mistakes,
        mistakes: found.globs,
        declared: Declared::default(),
        struck: Vec::new(),
    };
    let whole = known && reading.diagnostics.is_empty();
    let count = found.files.len() + 1;
    let read: Vec<FileRead> = found
        .files
        .par_iter()
        .map(|(name, path)| FileRead::of(name, path))
        .collect();
    for file in read {
        reading.add(file);
    }
    reading.declared.complete = whole && reading.diagnostics.is_empty();
    // Settings with a mistake may lack a registry that a network names; none is missed then.
    let registries: Vec<RegistryName> = if known {
        settings.registries.keys().cloned().collect()
    } else {
        Vec::new()
    };
    let (arin, mut mistakes) = arin::check(&reading.declared, &registries);
    // Advice on what is half read would be about its gaps.
    if known && reading.declared.complete && !mistakes.iter().any(Mistake::is_error) {
        mistakes.extend(advised(&settings, &arin));
    }
    for (file, struck) in &reading.struck {
        mistakes = struck.settled(mistakes, file);
    }
    reading.mistakes.extend(mistakes);
    drop(reading.declared);
    let mut diagnostics = refused;
    diagnostics.extend(reading.diagnostics);
    diagnostics.extend(placed(root, reading.mistakes));
    forget_shadowed(&mut diagnostics);
    sort(&mut diagnostics);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Mistakes {
            diagnostics,
            files: count,
        });
    }
    Ok(Repository {
        root: root.to_owned(),
        settings,
        arin,
        warnings: diagnostics,
        files: count,
    })
}

fn advised(settings: &Settings, arin: &arin::Desired) -> Vec<Mistake> {
    let policies = settings.registries.iter();
    let policies = policies.map(|(name, registry)| (name.clone(), registry.policy.clone()));
    arin::advice(arin, &policies.collect())
}

fn settings_of(root: &Path) -> Result<SourceText, Diagnostic> {
    let path = root.join(settings::FILE);
    if !path.exists() {
        let mut missing = Diagnostic::error("no-repository", "there is no swipd.yaml here")
            .at(Place::file(settings::FILE));
        missing = if root.join("swipd.yml").exists() {
            missing.help("rename swipd.yml to swipd.yaml")
        } else {
            missing.help("swipd init starts a repository; -C DIR names another folder")
        };
        return Err(missing);
    }
    SourceText::open(&files::inside(root, &path, settings::FILE)?, settings::FILE)
}

struct Reading {
    diagnostics: Vec<Diagnostic>,
    mistakes: Vec<Mistake>,
    declared: Declared,
    /// What each file lacks that holds a mistake of form.
    struck: Vec<(String, Struck)>,
}

impl Reading {
    fn add(&mut self, file: FileRead) {
        let FileRead {
            name,
            diagnostics,
            mistakes,
            declared,
            struck,
        } = file;
        self.diagnostics.extend(diagnostics);
        self.mistakes.extend(mistakes);
        self.declared.files.extend(declared);
        self.struck.extend(struck.map(|struck| (name, struck)));
    }
}

/// What one file gave. Files are read side by side, and know nothing of each other.
struct FileRead {
    name: String,
    diagnostics: Vec<Diagnostic>,
    mistakes: Vec<Mistake>,
    declared: Option<DeclaredFile>,
    /// What it lacks where it holds a mistake of form.
    struck: Option<Struck>,
}

impl FileRead {
    fn of(name: &str, path: &Path) -> Self {
        let mut read = Self {
            name: name.to_owned(),
            diagnostics: Vec::new(),
            mistakes: Vec::new(),
            declared: None,
            struck: None,
        };
        let source = match SourceText::open(path, name) {
            Ok(source) => source,
            Err(refused) => {
                read.diagnostics.push(refused);
                return read;
            }
        };
        read.diagnostics = keys_in(&source);
        let reading = yaml::read_partly::<File>(&source);
        if !reading.mistakes.is_empty() {
            read.struck = Some(reading.struck);
        }
        read.diagnostics.extend(reading.mistakes);
        let Some(file) = reading.value else {
            return read;
        };
        for section in file.later() {
            read.mistakes.push(
                Mistake::error(
                    "section-not-supported",
                    format!("this swipd does not read the section \"{section}\""),
                )
                .at_key(&Origin::new(name, [section]))
                .help("it reads networks, customers, recipients, pocs and delegations"),
            );
        }
        read.declared = Some(DeclaredFile {
            name: name.to_owned(),
            networks: file.networks.unwrap_or_default(),
            customers: file.customers.unwrap_or_default(),
            recipients: file.recipients.unwrap_or_default(),
            delegations: file.delegations.unwrap_or_default(),
            pocs: file.pocs.unwrap_or_default(),
        });
        read
    }
}

/// Looks up the places of mistakes. Only files with a mistake are read again, each once.
fn placed(root: &Path, mistakes: Vec<Mistake>) -> Vec<Diagnostic> {
    let mut sources: BTreeMap<String, SourceText> = BTreeMap::new();
    for spot in mistakes.iter().flat_map(|mistake| &mistake.spots) {
        let name = spot.origin.file();
        if !sources.contains_key(name)
            && let Ok(source) = SourceText::open(&root.join(name), name)
        {
            sources.insert(name.to_owned(), source);
        }
    }
    let positions: BTreeMap<&str, Positions<'_>> = sources
        .iter()
        .map(|(name, source)| (name.as_str(), Positions::of(source)))
        .collect();
    mistakes
        .into_iter()
        .map(|mistake| yaml::diagnostic(mistake, |file| positions.get(file)))
        .collect()
}
