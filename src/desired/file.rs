//! A resource file: any of the sections, in any number of files.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use crate::model::Keyed;
use crate::registry::arin::objects::{DelegationFile, OrgFile, PocFile};
use crate::registry::arin::{CustomerFile, NetworkFile, PREFIX, RecipientFile};

/// The resources of swipd: any of the sections, in any number of files.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// The space that is held, by prefix.
    #[schemars(extend("propertyNames" = { "pattern": PREFIX }))]
    pub(super) networks: Option<Keyed<Option<NetworkFile>>>,
    /// Those that space is given to, by a key of your own.
    pub(super) customers: Option<Keyed<Option<CustomerFile>>>,
    /// Orgs that space is given to, by handle.
    pub(super) recipients: Option<Keyed<Option<RecipientFile>>>,
    /// Orgs that exist, by handle.
    pub(super) orgs: Option<Keyed<Option<OrgFile>>>,
    /// POCs: persons and roles, by a key of your own.
    pub(super) pocs: Option<Keyed<Option<PocFile>>>,
    /// Delegations of reverse DNS, by zone.
    pub(super) delegations: Option<Keyed<Option<DelegationFile>>>,
    #[schemars(skip)]
    lirs: Option<Later>,
    #[schemars(skip)]
    contacts: Option<Later>,
    #[schemars(skip)]
    domains: Option<Later>,
}

impl File {
    /// The sections in the file that a later version reads.
    pub(super) fn later(&self) -> impl Iterator<Item = &'static str> {
        [
            ("lirs", &self.lirs),
            ("contacts", &self.contacts),
            ("domains", &self.domains),
        ]
        .into_iter()
        .filter(|(_, section)| section.is_some())
        .map(|(name, _)| name)
    }
}

/// A section that is known by its name only.
#[derive(Debug)]
struct Later;

impl<'de> Deserialize<'de> for Later {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}
