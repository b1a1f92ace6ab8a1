//! What a repository may say about ARIN, as it is written: plain texts, every field optional, checked afterwards.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::Keyed;

/// What all files declare, each under its name.
#[derive(Debug, Default)]
pub struct Declared {
    /// One for each resource file, in the order of their names.
    pub files: Vec<DeclaredFile>,
    /// Whether every file could be read whole. Where one could not, nothing is reported for being absent elsewhere.
    pub complete: bool,
}

/// What one file declares.
#[derive(Debug, Default)]
pub struct DeclaredFile {
    /// The path relative to the repository, with forward slashes.
    pub name: String,
    /// The networks, by prefix.
    pub networks: Keyed<Option<NetworkFile>>,
    /// The customers, by key.
    pub customers: Keyed<Option<CustomerFile>>,
}

/// An entry under `networks`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// The name of a registry of `swipd.yaml`.
    pub registry: Option<String>,
    /// What must be true of the network.
    pub expect: Option<ExpectFile>,
    /// What derived net names begin with.
    pub name_prefix: Option<String>,
    /// `report` or `ignore`.
    pub unmanaged: Option<String>,
}

/// `expect` of a network.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectFile {
    /// The handle of the org that holds it.
    pub org: Option<String>,
    /// The handle of the net.
    pub handle: Option<String>,
}

/// An entry under `customers`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerFile {
    /// Keys it had before.
    pub formerly: Option<Vec<String>>,
    /// The legal name.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<AddressFile>,
    /// Public comment lines.
    pub comment: Option<Lines>,
    /// Its simple reassignments, by prefix or range.
    pub blocks: Option<Keyed<Option<BlockFile>>>,
}

/// `address` of a customer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressFile {
    /// Street lines.
    pub street: Option<Lines>,
    /// The city.
    pub city: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The postal code; a number is taken as it is written.
    pub postal_code: Option<String>,
    /// The country.
    pub country: Option<String>,
}

/// An entry under `blocks`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockFile {
    /// The net name.
    pub name: Option<String>,
    /// Public comment lines of the net.
    pub comment: Option<Lines>,
    /// Whether it must not be deleted or replaced.
    pub protect: Option<bool>,
    /// When it was given to the customer: `2026-11-20`.
    pub assigned: Option<String>,
    /// Whether it is announced on its own.
    pub announced: Option<bool>,
}

/// Lines of text: a list, or one text whose line breaks divide it. An empty text is no line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<String>,
    /// Whether they were written as a list, so that each has a place of its own.
    pub listed: bool,
}

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LinesVisitor)
    }
}

struct LinesVisitor;

impl LinesVisitor {
    fn text(text: &str) -> Lines {
        Lines {
            lines: text.lines().map(str::to_owned).collect(),
            listed: false,
        }
    }
}

impl<'de> Visitor<'de> for LinesVisitor {
    type Value = Lines;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of lines")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Lines, E> {
        Ok(Self::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Lines, A::Error> {
        let mut lines = Vec::new();
        while let Some(line) = list.next_element()? {
            lines.push(line);
        }
        Ok(Lines {
            lines,
            listed: true,
        })
    }
}
