//! What a repository may say about an org, as it is written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::super::declare::{AddressFile, Lines};

/// An entry under `orgs`: by the handle of an org that exists, or by a key of ours with `handle` or `create`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgFile {
    /// The name of a registry of `swipd.yaml`.
    pub registry: Option<String>,
    /// The handle of an org that exists, where the key is not that handle.
    pub handle: Option<String>,
    /// How an org that does not exist yet comes about: `ticket`, or `recipient` at services that still make the orgs of
    /// recipients at once. It is asked for once, and then known by its key.
    #[schemars(extend("enum" = ["ticket", "recipient", null]))]
    pub create: Option<String>,
    /// Keys it had before.
    pub formerly: Option<Vec<String>>,
    /// The legal name; can not be changed, and says which org is meant.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<AddressFile>,
    /// An `RWhois` server as host and port; not a web page.
    pub url: Option<String>,
    /// Public comment lines.
    pub comment: Option<Lines>,
    /// Whether others may reassign space to it.
    pub accept_reassignments: Option<bool>,
    /// Its POCs by function: handles, or keys under `pocs`. A function that is left out is left alone.
    pub pocs: Option<OrgPocsFile>,
}

/// `pocs` of an org.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrgPocsFile {
    /// The Admin POC.
    pub admin: Option<String>,
    /// Tech POCs, one at least.
    pub tech: Option<Vec<String>>,
    /// Abuse POCs, one at least.
    pub abuse: Option<Vec<String>>,
    /// NOC POCs.
    pub noc: Option<Vec<String>>,
    /// Routing POCs.
    pub routing: Option<Vec<String>>,
    /// DNS POCs.
    pub dns: Option<Vec<String>>,
}
