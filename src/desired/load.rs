//! Reads a repository and gathers everything that is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;

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
    for (name, path) in &found.files {
        reading.read(name, path);
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
    fn read(&mut self, name: &str, path: &Path) {
        let source = match SourceText::open(path, name) {
            Ok(source) => source,
            Err(refused) => {
                self.diagnostics.push(refused);
                return;
            }
        };
        self.diagnostics.extend(keys_in(&source));
        let reading = yaml::read_partly::<File>(&source);
        if !reading.mistakes.is_empty() {
            self.struck.push((name.to_owned(), reading.struck));
        }
        self.diagnostics.extend(reading.mistakes);
        let Some(file) = reading.value else { return };
        for section in file.later() {
            let origin = Origin {
                file: name.to_owned(),
                path: vec![section.to_owned()],
            };
            self.mistakes.push(
                Mistake::error(
                    "section-not-supported",
                    format!("this swipd does not read the section \"{section}\""),
                )
                .at_key(&origin)
                .help("it reads networks, customers, recipients and delegations"),
            );
        }
        self.declared.files.push(DeclaredFile {
            name: name.to_owned(),
            networks: file.networks.unwrap_or_default(),
            customers: file.customers.unwrap_or_default(),
            recipients: file.recipients.unwrap_or_default(),
            delegations: file.delegations.unwrap_or_default(),
        });
    }
}

/// Looks up the places of mistakes. Only files with a mistake are read again, each once.
fn placed(root: &Path, mistakes: Vec<Mistake>) -> Vec<Diagnostic> {
    let mut sources: BTreeMap<String, SourceText> = BTreeMap::new();
    for spot in mistakes.iter().flat_map(|mistake| &mistake.spots) {
        let name = &spot.origin.file;
        if !sources.contains_key(name)
            && let Ok(source) = SourceText::open(&root.join(name), name)
        {
            sources.insert(name.clone(), source);
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
