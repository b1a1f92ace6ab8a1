//! Reads a repository and gathers everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Mistake, Place, sort};
use crate::model::{Origin, RegistryName};
use crate::registry::arin::{self, CheckedCustomers, Declared, DeclaredFile};
use crate::settings::{self, Settings, forget_shadowed, keys_in};
use crate::store::Store;
use crate::yaml::{self, Positions, SourceText, Struck};

use super::digest::Digest;
use super::file::File;
use super::kept;
use super::{Mistakes, Repository, files};

/// Reads the repository in a folder.
///
/// # Errors
/// Every mistake in it, and the warnings, sorted by file and line.
pub fn load(root: &Path) -> Result<Repository, Mistakes> {
    load_with(root, None)
}

/// The same, with what the cache knows of texts that were read before, and keeping what is new in it.
///
/// # Errors
/// As [`load`]: with the cache or without it the same is said.
pub fn load_with(root: &Path, store: Option<&Store>) -> Result<Repository, Mistakes> {
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
        digest: Digest::begun(&source),
    };
    let whole = known && reading.diagnostics.is_empty() && reading.mistakes.is_empty();
    let count = found.files.len() + 1;
    for file in read_all(&found.files, store) {
        reading.add(file);
    }
    let complete = whole && reading.diagnostics.is_empty();
    reading.declared.complete = complete;
    // Settings with a mistake may lack a registry that a network names; none is missed then.
    let registries: Vec<RegistryName> = if known {
        settings.registries.keys().cloned().collect()
    } else {
        Vec::new()
    };
    let (arin, mut mistakes) = arin::check(std::mem::take(&mut reading.declared), &registries);
    // Advice on what is half read would be about its gaps.
    if known && complete && !mistakes.iter().any(Mistake::is_error) {
        mistakes.extend(advised(&settings, &arin));
    }
    for (file, struck) in &reading.struck {
        mistakes = struck.settled(mistakes, file);
    }
    reading.mistakes.extend(mistakes);
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
        arin: Arc::new(arin),
        warnings: diagnostics,
        files: count,
        digest: reading.digest.ended(),
        cache: store.cloned(),
        last: Mutex::default(),
    })
}

/// What hangs on the settings of a registry as well.
fn advised(settings: &Settings, arin: &arin::Desired) -> Vec<Mistake> {
    let policies = settings.registries.iter();
    let policies = policies.map(|(name, registry)| (name.clone(), registry.policy.clone()));
    let mut mistakes = arin::advice(arin, &policies.collect());
    mistakes.extend(arin::objects::org::unserved(&arin.objects.orgs, |name| {
        let registry = settings.registries.get(name);
        registry.is_some_and(|registry| registry.url.ends_with(".arin.net"))
    }));
    mistakes
}

fn settings_of(root: &Path) -> Result<SourceText, Diagnostic> {
    let path = root.join(settings::FILE);
    if !path.exists() {
        return Err(no_repository(root));
    }
    SourceText::open(&files::inside(root, &path, settings::FILE)?, settings::FILE)
}

/// Says where nothing was found, and where it may be instead.
fn no_repository(root: &Path) -> Diagnostic {
    let folder = root.display();
    let message = match std::fs::metadata(root) {
        Ok(found) if found.is_dir() && root == Path::new(".") => {
            "there is no swipd.yaml here".to_owned()
        }
        Ok(found) if found.is_dir() => format!("there is no swipd.yaml in {folder}"),
        Ok(_) => format!("{folder} is a file, and a repository is a folder"),
        Err(error) => format!("can not look into {folder}: {error}"),
    };
    let missing = Diagnostic::error("no-repository", message).at(Place::file(settings::FILE));
    if root.join("swipd.yml").exists() {
        return missing.help("rename swipd.yml to swipd.yaml");
    }
    let real = root.canonicalize().unwrap_or_default();
    let mut above = real.ancestors().skip(1);
    match above.find(|folder| folder.join(settings::FILE).is_file()) {
        Some(above) => missing.help(format!("a folder above has one: -C {}", above.display())),
        None => missing.help("swipd init starts a repository; -C DIR names another folder"),
    }
}

struct Reading {
    diagnostics: Vec<Diagnostic>,
    mistakes: Vec<Mistake>,
    declared: Declared,
    /// What each file lacks that holds a mistake of form.
    struck: Vec<(String, Struck)>,
    digest: Digest,
}

impl Reading {
    fn add(&mut self, file: FileRead) {
        let FileRead {
            name,
            text,
            diagnostics,
            mistakes,
            declared,
            struck,
        } = file;
        self.digest.take(&name, &text);
        self.diagnostics.extend(diagnostics);
        self.mistakes.extend(mistakes);
        self.declared.files.extend(declared);
        self.struck.extend(struck.map(|struck| (name, struck)));
    }
}

/// Reads the files side by side.
fn read_all(files: &[(String, PathBuf)], store: Option<&Store>) -> Vec<FileRead> {
    let Some(store) = store else {
        let read = files.par_iter();
        return read
            .map(|(name, path)| FileRead::open(name, path))
            .collect();
    };
    let texts: Vec<String> = files
        .par_iter()
        .map(|(_, path)| kept::name_of_file(path).unwrap_or_default())
        .collect();
    let mut known = kept::recall(store, texts.clone());
    let still: BTreeSet<String> = known.keys().cloned().collect();
    // What was kept of a text goes as soon as it is read back; of two files with one text, the second is read anew.
    let read: Vec<(FileRead, Option<Vec<u8>>)> = files
        .iter()
        .zip(&texts)
        .map(|(file, text)| (file, text, known.remove(text)))
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|((name, path), text, bytes)| {
            let recalled = bytes.and_then(|bytes| CheckedCustomers::recalled(name, &bytes));
            if let Some(customers) = recalled {
                return (FileRead::recalled(name, text, customers), None);
            }
            let read = FileRead::open(name, path);
            let kept = read.worth_keeping().and_then(CheckedCustomers::kept);
            (read, kept)
        })
        .collect();
    let mut new = BTreeMap::new();
    let mut files = Vec::with_capacity(read.len());
    for (read, kept) in read {
        new.extend(kept.map(|kept| (read.text.clone(), kept)));
        files.push(read);
    }
    if !new.is_empty() {
        let still = still.into_iter().filter(|text| !new.contains_key(text));
        kept::keep(store, &still.collect(), new);
    }
    files
}

/// What one file gave. Files are read side by side, and know nothing of each other.
struct FileRead {
    name: String,
    /// The name of its text; empty where there is none.
    text: String,
    diagnostics: Vec<Diagnostic>,
    mistakes: Vec<Mistake>,
    declared: Option<DeclaredFile>,
    /// What it lacks where it holds a mistake of form.
    struck: Option<Struck>,
}

impl FileRead {
    fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: String::new(),
            diagnostics: Vec::new(),
            mistakes: Vec::new(),
            declared: None,
            struck: None,
        }
    }

    fn open(name: &str, path: &Path) -> Self {
        match SourceText::open(path, name) {
            Ok(source) => Self::of(&source),
            Err(refused) => Self::refused(name, refused),
        }
    }

    /// A file that is no text, or can not be read.
    fn refused(name: &str, refused: Diagnostic) -> Self {
        Self {
            diagnostics: vec![refused],
            ..Self::empty(name)
        }
    }

    /// A file whose text was read before, and holds customers and no mistake of form.
    fn recalled(name: &str, text: &str, customers: CheckedCustomers) -> Self {
        Self {
            text: text.to_owned(),
            declared: Some(DeclaredFile {
                name: name.to_owned(),
                customers,
                ..DeclaredFile::default()
            }),
            ..Self::empty(name)
        }
    }

    /// The customers of a file that holds nothing else, and no mistake of form.
    fn worth_keeping(&self) -> Option<&CheckedCustomers> {
        let right =
            self.diagnostics.is_empty() && self.mistakes.is_empty() && self.struck.is_none();
        let file = self.declared.as_ref().filter(|_| right)?;
        file.holds_only_customers().then_some(&file.customers)
    }

    fn of(source: &SourceText) -> Self {
        let name = source.name.as_str();
        let mut read = Self::empty(name);
        read.text = kept::name_of(&source.text);
        read.diagnostics = keys_in(source);
        let reading = yaml::read_partly::<File>(source);
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
                .help("it reads networks, customers, recipients, orgs, pocs and delegations"),
            );
        }
        read.declared = Some(DeclaredFile {
            name: name.to_owned(),
            networks: file.networks.unwrap_or_default(),
            customers: CheckedCustomers::of(name, file.customers.unwrap_or_default()),
            recipients: file.recipients.unwrap_or_default(),
            delegations: file.delegations.unwrap_or_default(),
            orgs: file.orgs.unwrap_or_default(),
            pocs: file.pocs.unwrap_or_default(),
        });
        read
    }
}

/// Looks up the places of mistakes. Only files with a mistake are read again, each once.
pub(super) fn placed(root: &Path, mistakes: Vec<Mistake>) -> Vec<Diagnostic> {
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
