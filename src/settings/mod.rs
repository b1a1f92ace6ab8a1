//! Reads `swipd.yaml` into [`Settings`], each value checked.

mod api_key;
mod check;
#[cfg(test)]
mod check_tests;
mod file;
mod policy;
mod url;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Place, api_keys, disguised_keys};
use crate::model::RegistryName;
use crate::yaml::{self, SourceText};

pub use api_key::{ApiKeySource, ApiKeySourceError};
pub use policy::Policy;
pub use url::public_url_for;

/// The name of the file, at the root of a repository.
pub const FILE: &str = "swipd.yaml";

/// Everything that `swipd.yaml` says, defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The registries, by name; at least one.
    pub registries: BTreeMap<RegistryName, RegistrySettings>,
    /// The globs of the resource files, as written; at least one.
    pub resources: Vec<String>,
    /// What a plan may do at most.
    pub guards: Guards,
    /// How much the repository must declare.
    pub expect_count: ExpectCount,
    /// How the service runs.
    pub daemon: Daemon,
}

/// One ARIN account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrySettings {
    /// Its name in the file.
    pub name: RegistryName,
    /// Where Reg-RWS is, without a slash at the end: `https://reg.arin.net`. HTTPS, except to loopback.
    pub url: String,
    /// Where RDAP is, without a slash at the end: `https://rdap.arin.net/registry`. The key is never sent there.
    pub public_url: String,
    /// Where the API key is kept.
    pub api_key: ApiKeySource,
    /// How the key is sent.
    pub auth: Auth,
    /// How a simple reassignment is made.
    pub create: Create,
    /// How fast requests may follow each other.
    pub pace: Pace,
    /// What its policy asks.
    pub policy: Policy,
    /// How long one request may take.
    pub timeout: Duration,
}

/// How the key is sent (reference 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auth {
    /// In the header `Authorization`.
    #[default]
    Header,
    /// In the query, as `apikey`.
    Query,
}

/// How a simple reassignment is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Create {
    /// One request: the customer inside the net.
    #[default]
    Embedded,
    /// Two requests: the customer, then the net.
    Separate,
}

/// How fast requests may follow each other. The registry publishes no limit, so the defaults are polite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many requests may be under way; at least 1.
    pub concurrency: u32,
    /// How many requests may begin in a second; at least 1.
    pub per_second: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            concurrency: 2,
            per_second: 4,
        }
    }
}

/// A bound as a number and as a share of what is managed. How they combine is the plan's affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The number.
    pub count: u64,
    /// The share, 0 to 100.
    pub percent: u8,
}

/// What a plan may do at most before a person must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guards {
    /// Deletes; a replace counts as one.
    pub max_deletes: Bound,
    /// Modifies.
    pub max_modifies: Bound,
    /// Creates, in unattended runs only.
    pub max_creates: u64,
    /// How old a live picture, and with it a saved plan, may be.
    pub max_age: Duration,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            max_deletes: Bound {
                count: 10,
                percent: 10,
            },
            max_modifies: Bound {
                count: 500,
                percent: 20,
            },
            max_creates: 500,
            max_age: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// How much the repository must declare, so that a truncated export is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExpectCount {
    /// Customers.
    pub customers: Option<u64>,
    /// Blocks.
    pub blocks: Option<u64>,
}

/// How the service runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Daemon {
    /// When it runs, as written: six fields of cron, UTC.
    pub schedule: Option<String>,
}

impl Settings {
    /// Reads `swipd.yaml`.
    ///
    /// # Errors
    /// Every mistake in it, in the order of the file.
    pub fn read(source: &SourceText) -> Result<Self, Vec<Diagnostic>> {
        match Self::read_partly(source) {
            (Some(settings), diagnostics) if diagnostics.is_empty() => Ok(settings),
            (_, diagnostics) => Err(diagnostics),
        }
    }

    /// Reads what can be read, so that the rest of the repository can be checked as well. Where anything is wrong the
    /// settings are of no other use: defaults stand for what could not be read.
    #[must_use]
    pub fn read_partly(source: &SourceText) -> (Option<Self>, Vec<Diagnostic>) {
        let (settings, mut diagnostics) = check::settings(source);
        diagnostics.extend(keys_in(source));
        forget_shadowed(&mut diagnostics);
        crate::diagnostic::sort(&mut diagnostics);
        (settings, diagnostics)
    }
}

/// An error for each API key in a file, wherever it stands, comments included. The key is masked; the line of one that
/// is only seen once escapes and line breaks are read is not shown at all.
#[must_use]
pub fn keys_in(source: &SourceText) -> Vec<Diagnostic> {
    let plain = api_keys(&source.text)
        .into_iter()
        .take(25)
        .map(|key| source.place_of(key));
    let disguised = disguised_keys(&source.text)
        .into_iter()
        .take(25)
        .map(|key| Place {
            width: 1,
            source: None,
            ..source.place_of(key)
        });
    plain
        .chain(disguised)
        .map(|place| {
            Diagnostic::error("api-key-in-yaml", "an API key is written into the file")
                .at(place)
                .help("remove it, and revoke the key: whoever reads the repository has it")
                .help("name where the key is kept instead: api_key: { env: ARIN_API_KEY }")
        })
        .collect()
}

/// Drops what else is said of a line that holds a key: it would only be about the key. Of a file with a key that can
/// not be masked in its lines, nothing else is said and no line is shown.
pub fn forget_shadowed(diagnostics: &mut Vec<Diagnostic>) {
    let of_keys: Vec<&Place> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == "api-key-in-yaml")
        .flat_map(|diagnostic| &diagnostic.places)
        .collect();
    let lines: BTreeSet<(String, usize)> = of_keys
        .iter()
        .map(|place| (place.file.clone(), place.line))
        .collect();
    let hidden: BTreeSet<String> = of_keys
        .iter()
        .filter(|place| place.source.is_none())
        .map(|place| place.file.clone())
        .collect();
    diagnostics.retain(|diagnostic| {
        let first = diagnostic.places.first();
        diagnostic.code == "api-key-in-yaml"
            || first.is_none_or(|place| {
                !hidden.contains(&place.file) && !lines.contains(&(place.file.clone(), place.line))
            })
    });
    for place in diagnostics.iter_mut().flat_map(|found| &mut found.places) {
        if hidden.contains(&place.file) {
            place.source = None;
        }
    }
}

/// The JSON Schema of `swipd.yaml`, for editors. Every field is described there by its own documentation.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(file::SettingsFile)
}

/// The version that a file says it has, when it says one.
fn version_of(source: &SourceText) -> Result<Option<String>, Vec<Diagnostic>> {
    yaml::read::<file::Versioned>(source).map(|versioned| versioned.version)
}
