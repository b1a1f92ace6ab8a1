//! Resources of ARIN that are no nets: delegations of reverse DNS, POCs, orgs. A folder for each noun; what is
//! beside them joins the nouns to what nets do: `declare`, `check`, `observe`, `diff`, `work`.
//!
//! What makes them different from nets: a delegation is never made or deleted, it comes with its net; a POC and an
//! org have no place by which they could be found again, so what we made is known by the journal alone, under its
//! key (write protocol, sections 3 and 4).

mod declare;
pub mod delegation;
mod desired;
mod diff;
mod live;
mod observe;
pub mod org;
#[cfg(test)]
mod org_tests;
mod place;
pub mod poc;
#[cfg(test)]
mod poc_link_tests;
#[cfg(test)]
mod poc_tests;
mod words;
pub mod work;
mod zone;
#[cfg(test)]
mod zone_set_tests;
#[cfg(test)]
mod zone_tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Mistake;
use crate::model::RegistryName;

use super::declare::Declared;
use super::{Block, Network};

pub use declare::{DelegationFile, DsFile, Nameserver, NameserversFile, RdnsFile};
pub use desired::Objects;
pub use live::{LiveObjects, Reading};
pub use org::{OrgFile, OrgPocsFile};
pub use poc::{PhoneFile, PocFile};
pub use zone::{Zone, ZoneError};

pub(super) use diff::compare;
pub(super) use observe::{Asked, observe};

/// Checks everything declared that is no net.
pub(super) fn check(
    declared: &Declared,
    networks: &[Network],
    blocks: &[Arc<Block>],
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Objects {
    Objects {
        delegations: delegation::check(declared, networks, blocks, out),
        orgs: org::check(declared, registries, out),
        pocs: poc::check(declared, registries, out),
        named_elsewhere: BTreeMap::new(),
    }
}
