//! What a repository may say about a POC, as it is written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::super::declare::{AddressFile, Lines};

/// An entry under `pocs`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PocFile {
    /// The name of a registry of `swipd.yaml`.
    pub registry: Option<String>,
    /// The handle of one that exists; without it the POC is created once, and then known by its key.
    pub handle: Option<String>,
    /// Keys it had before.
    pub formerly: Option<Vec<String>>,
    /// `person` or `role`; can not be changed.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["person", "role", null]))]
    pub kind: Option<String>,
    /// The name of a role; can not be changed.
    pub name: Option<String>,
    /// The first name of a person; can not be changed.
    pub first_name: Option<String>,
    /// The middle name of a person; can not be changed.
    pub middle_name: Option<String>,
    /// The last name of a person; can not be changed.
    pub last_name: Option<String>,
    /// The company; a role has one.
    pub company: Option<String>,
    /// Where it is.
    pub address: Option<AddressFile>,
    /// All telephones, one of an office at least.
    pub phones: Option<Vec<PhoneFile>>,
    /// All addresses of mail, one at least.
    pub emails: Option<Vec<String>>,
    /// Public comment lines.
    pub comment: Option<Lines>,
}

/// A telephone of a POC.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneFile {
    /// The number, such as `+1-540-555-0100`.
    pub number: Option<String>,
    /// `office` where nothing is said, `fax` or `mobile`.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["office", "fax", "mobile", null]))]
    pub kind: Option<String>,
    /// The extension.
    #[schemars(extend("type" = ["string", "integer", "null"]))]
    pub extension: Option<String>,
}
