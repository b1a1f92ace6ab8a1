//! The seed as it stands in its file. Strings only: what they mean is checked in one place, `seed`.

use serde::Deserialize;

use super::read::SentCustomer;

/// The file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedFile {
    #[serde(default)]
    pub(super) api_keys: Vec<KeyFile>,
    #[serde(default)]
    pub(super) pocs: Vec<PocFile>,
    #[serde(default)]
    pub(super) orgs: Vec<OrgFile>,
    #[serde(default)]
    pub(super) customers: Vec<CustomerFile>,
    #[serde(default)]
    pub(super) nets: Vec<NetFile>,
}

/// A key, the orgs whose authority it has, and the POCs of its account, which bring theirs.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    pub(super) key: String,
    #[serde(default)]
    pub(super) orgs: Vec<String>,
    #[serde(default)]
    pub(super) pocs: Vec<String>,
    #[serde(default)]
    pub(super) inactive: bool,
}

impl std::fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyFile")
            .field("orgs", &self.orgs)
            .field("pocs", &self.pocs)
            .field("inactive", &self.inactive)
            .finish_non_exhaustive()
    }
}

/// An org.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrgFile {
    pub(super) handle: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) pocs: PocsFile,
    pub(super) accept_reassignments: Option<bool>,
    pub(super) dba_name: Option<String>,
    pub(super) tax_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) address: Option<AddressFile>,
    #[serde(default)]
    pub(super) comment: Vec<String>,
    pub(super) registered: Option<String>,
}

/// The POCs of an org.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PocsFile {
    pub(super) admin: Option<String>,
    #[serde(default)]
    pub(super) tech: Vec<String>,
    #[serde(default)]
    pub(super) abuse: Vec<String>,
    #[serde(default)]
    pub(super) noc: Vec<String>,
    #[serde(default)]
    pub(super) routing: Vec<String>,
    #[serde(default)]
    pub(super) dns: Vec<String>,
}

/// A POC. One that an org names and nobody describes is made up.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PocFile {
    pub(super) handle: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) first_name: Option<String>,
    pub(super) middle_name: Option<String>,
    pub(super) last_name: String,
    pub(super) company: Option<String>,
    pub(super) address: Option<AddressFile>,
    #[serde(default)]
    pub(super) comment: Vec<String>,
    pub(super) emails: Vec<String>,
    pub(super) phones: Vec<PhoneFile>,
    pub(super) registered: Option<String>,
    pub(super) validated: Option<bool>,
}

/// A phone of a POC.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhoneFile {
    pub(super) number: String,
    pub(super) extension: Option<String>,
    #[serde(rename = "type")]
    pub(super) code: String,
}

/// A customer record. The handle is left out where the registry is to issue one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerFile {
    pub(super) handle: Option<String>,
    pub(super) name: String,
    pub(super) address: AddressFile,
    #[serde(default)]
    pub(super) comment: Vec<String>,
    #[serde(default)]
    pub(super) private: bool,
    pub(super) org: Option<String>,
    pub(super) registered: Option<String>,
}

impl CustomerFile {
    /// The same as a payload, for the rules of payloads.
    pub(super) fn sent(&self) -> SentCustomer {
        SentCustomer {
            name: Some(self.name.clone()),
            code2: Some(self.address.country.clone()),
            code3: None,
            street: self.address.street.clone(),
            city: self.address.city.clone(),
            region: self.address.region.clone(),
            postal_code: self.address.postal_code.clone(),
            comment: self.comment.clone(),
            private: self.private,
            handle: None,
            registered: None,
            parent_org: None,
        }
    }
}

/// An address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressFile {
    pub(super) street: Vec<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) country: String,
}

/// A net.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetFile {
    pub(super) handle: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) range: Option<String>,
    pub(super) parent: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) org: Option<String>,
    pub(super) customer: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) comment: Vec<String>,
    pub(super) registered: Option<String>,
}
