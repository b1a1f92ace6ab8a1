//! What the repository says about resources that are no nets, checked and typed.

use std::collections::BTreeMap;

use super::delegation::DesiredDelegation;
use super::org::DesiredOrg;
use super::poc::DesiredPoc;
use crate::model::{PocHandle, RegistryName};

/// Everything declared that is no net.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    /// The delegations, by the addresses of their zones. No zone is there twice on a day.
    pub delegations: Vec<DesiredDelegation>,
    /// The orgs, by key.
    pub orgs: Vec<DesiredOrg>,
    /// The POCs, by key.
    pub pocs: Vec<DesiredPoc>,
    /// The POCs that what is declared at other registries names, each with one place that does.
    pub named_elsewhere: BTreeMap<PocHandle, String>,
}

impl Objects {
    /// The names of all that is declared, each with its section in the files: the key that it has there.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, String)> + '_ {
        let delegations = self.delegations.iter();
        let delegations =
            delegations.filter_map(|one| Some(("delegations", one.origin.path().get(1)?.clone())));
        let orgs = self.orgs.iter().map(|org| ("orgs", org.key.to_string()));
        let pocs = self.pocs.iter().map(|poc| ("pocs", poc.key.to_string()));
        delegations.chain(orgs).chain(pocs)
    }

    /// What concerns one registry. `position` says where each declared network stands among those of the registry.
    #[must_use]
    pub fn part_of(&self, registry: &RegistryName, position: &[Option<usize>]) -> Self {
        let at = |network: usize| position.get(network).copied().flatten();
        let delegations = self.delegations.iter().filter_map(|one| {
            Some(DesiredDelegation {
                network: at(one.network)?,
                ..one.clone()
            })
        });
        Self {
            delegations: delegations.collect(),
            orgs: self
                .orgs
                .iter()
                .filter(|org| org.registry == *registry)
                .cloned()
                .collect(),
            pocs: self
                .pocs
                .iter()
                .filter(|poc| poc.registry == *registry)
                .cloned()
                .collect(),
            named_elsewhere: self.named_elsewhere.clone(),
        }
    }
}
