//! What a repository may say about ARIN, as it is written: plain texts, every field optional, checked afterwards.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::check::CheckedCustomers;
use super::objects::{DelegationFile, OrgFile, PocFile, RdnsFile};
use crate::model::Keyed;

/// What a prefix or a range looks like, for editors; the check says exactly what is wrong with one.
pub(super) const RANGE: &str = r"^\s*[0-9A-Fa-f.:]+\s*(/[0-9]{1,3}|-\s*[0-9A-Fa-f.:]+)\s*$";
/// What a prefix looks like, for editors.
pub const PREFIX: &str = r"^\s*[0-9A-Fa-f.:]+/[0-9]{1,3}\s*$";
/// What a date looks like, for editors.
pub(super) const DATE: &str = r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$";
/// What a net name looks like, for editors.
pub(super) const NET_NAME: &str = r"^[A-Za-z0-9 -]{1,50}$";

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
    /// The customers, each checked by itself.
    pub customers: CheckedCustomers,
    /// The orgs that receive space, by handle, or by their key under `orgs`.
    pub recipients: Keyed<Option<RecipientFile>>,
    /// The delegations, by zone.
    pub delegations: Keyed<Option<DelegationFile>>,
    /// The orgs, by handle.
    pub orgs: Keyed<Option<OrgFile>>,
    /// The POCs, by key.
    pub pocs: Keyed<Option<PocFile>>,
}

impl DeclaredFile {
    /// Whether it declares customers and nothing else.
    #[must_use]
    pub fn holds_only_customers(&self) -> bool {
        let Self {
            name: _,
            networks,
            customers: _,
            recipients,
            delegations,
            orgs,
            pocs,
        } = self;
        networks.0.is_empty()
            && recipients.0.is_empty()
            && delegations.0.is_empty()
            && orgs.0.is_empty()
            && pocs.0.is_empty()
    }
}

/// An entry under `networks`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// The name of a registry of `swipd.yaml`.
    pub registry: Option<String>,
    /// What must be true of the network.
    pub expect: Option<ExpectFile>,
    /// What derived net names begin with.
    #[schemars(extend("pattern" = NET_NAME))]
    pub name_prefix: Option<String>,
    /// `report` or `ignore`.
    #[schemars(extend("enum" = ["report", "ignore", null]))]
    pub unmanaged: Option<String>,
    /// Fields of this net itself; what is not listed is not touched.
    #[serde(rename = "self")]
    pub itself: Option<SelfFile>,
}

/// `self` of a network.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfFile {
    /// The net name.
    #[schemars(extend("pattern" = NET_NAME))]
    pub name: Option<String>,
    /// Public comment lines of the net.
    pub comment: Option<Lines>,
    /// The address of its geofeed, kept as one line of the comment.
    pub geofeed: Option<String>,
    /// POC links of the net.
    pub pocs: Option<PocsFile>,
}

/// `expect` of a network.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectFile {
    /// The handle of the org that holds it.
    pub org: Option<String>,
    /// The handle of the net.
    pub handle: Option<String>,
}

/// An entry under `customers`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerFile {
    /// Keys it had before.
    pub formerly: Option<Vec<String>>,
    /// The legal name.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<AddressFile>,
    /// Whether the public sees neither its name nor its street.
    pub private: Option<bool>,
    /// Whether it is a household: neither name nor street stands here or at the registry.
    pub residential: Option<bool>,
    /// Public comment lines.
    pub comment: Option<Lines>,
    /// Its simple reassignments, by prefix or range: `198.51.100.64/28`, `198.51.100.80-198.51.100.103`.
    #[schemars(extend("propertyNames" = { "pattern": RANGE }))]
    pub blocks: Option<Keyed<Option<BlockFile>>>,
}

/// An entry under `recipients`: an org with a handle of its own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecipientFile {
    /// Its detailed reassignments, by prefix or range.
    #[schemars(extend("propertyNames" = { "pattern": RANGE }))]
    pub reassign: Option<Keyed<Option<BlockFile>>>,
    /// Its reallocations, by prefix or range.
    #[schemars(extend("propertyNames" = { "pattern": RANGE }))]
    pub reallocate: Option<Keyed<Option<BlockFile>>>,
}

/// `address` of a customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressFile {
    /// Street lines.
    pub street: Option<Lines>,
    /// The city.
    pub city: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The postal code; a number is taken as it is written.
    #[schemars(extend("type" = ["string", "integer", "null"]))]
    pub postal_code: Option<String>,
    /// The country.
    pub country: Option<String>,
}

/// An entry under `blocks`, `reassign` or `reallocate`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockFile {
    /// The net name.
    #[schemars(extend("pattern" = NET_NAME))]
    pub name: Option<String>,
    /// Public comment lines of the net.
    pub comment: Option<Lines>,
    /// Whether it must not be deleted or replaced.
    pub protect: Option<bool>,
    /// When it was given to the customer: `2026-11-20`.
    #[schemars(extend("pattern" = DATE))]
    pub assigned: Option<String>,
    /// Whether it is announced on its own.
    pub announced: Option<bool>,
    /// The first day of the registration: `2026-12-01`.
    #[schemars(extend("pattern" = DATE))]
    pub from: Option<String>,
    /// The day on which the registration is over.
    #[schemars(extend("pattern" = DATE))]
    pub until: Option<String>,
    /// Whether the public sees neither name nor street of its customer record, whatever the customer says.
    pub private: Option<bool>,
    /// The address of its geofeed, kept as one line of the comment.
    pub geofeed: Option<String>,
    /// POC links of the net.
    pub pocs: Option<PocsFile>,
    /// Who serves its reverse zones, where the registry delegates whole ones; or `customer`: not our business.
    pub rdns: Option<RdnsFile>,
}

/// `pocs` of a net: POC handles by function.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PocsFile {
    /// Admin POCs; no net has any, and so this is refused with the reason.
    pub admin: Option<Vec<String>>,
    /// Tech POCs.
    pub tech: Option<Vec<String>>,
    /// Abuse POCs.
    pub abuse: Option<Vec<String>>,
    /// NOC POCs.
    pub noc: Option<Vec<String>>,
}

/// Lines of text: a list, or one text whose line breaks divide it. An empty text is no line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<String>,
    /// Whether they were written as a list, so that each has a place of its own.
    pub listed: bool,
}

impl JsonSchema for Lines {
    fn schema_name() -> Cow<'static, str> {
        "Lines".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Lines of text: a list, or one text whose line breaks divide it. Nothing in it clears the field.",
            "type": ["array", "string"],
            "items": { "type": "string" }
        })
    }
}

/// For the cache: what is read back is the same. A text whose lines end in a way that would be lost has no such form.
impl Serialize for Lines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.listed {
            return self.lines.serialize(serializer);
        }
        if self.lines.iter().any(|line| line.ends_with('\r')) {
            return Err(serde::ser::Error::custom("a line ends with a return"));
        }
        let text: String = self.lines.iter().flat_map(|line| [line, "\n"]).collect();
        text.serialize(serializer)
    }
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
