//! A resource file: any of the sections, in any number of files.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use crate::model::Keyed;
use crate::registry::arin::{CustomerFile, NetworkFile};

/// The sections of one file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) networks: Option<Keyed<Option<NetworkFile>>>,
    pub(super) customers: Option<Keyed<Option<CustomerFile>>>,
    recipients: Option<Later>,
    orgs: Option<Later>,
    pocs: Option<Later>,
    delegations: Option<Later>,
    lirs: Option<Later>,
    contacts: Option<Later>,
    domains: Option<Later>,
}

impl File {
    /// The sections in the file that a later version reads.
    pub(super) fn later(&self) -> impl Iterator<Item = &'static str> {
        [
            ("recipients", &self.recipients),
            ("orgs", &self.orgs),
            ("pocs", &self.pocs),
            ("delegations", &self.delegations),
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
