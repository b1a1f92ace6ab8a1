//! The net of a network, and the name of its org: read only where the repository has to do with them.

use super::super::Network;
use super::super::live::ItselfRead;
use super::super::view::NetView;
use super::super::{Itself, Recipient};
use super::Observation;
use super::parent::Parent;
use crate::registry::Failure;

impl Observation<'_> {
    /// Reads what is needed. What can not be read is left out, and the comparison says so.
    ///
    /// # Errors
    /// Only when the registry does not take the key.
    pub(super) async fn itself(
        &self,
        network: &Network,
        parent: &Parent,
    ) -> Result<ItselfRead, Failure> {
        let mut read = ItselfRead::default();
        if network.itself != Itself::default()
            && let Some(net) = known(self.client.net(&parent.handle).await)?
        {
            let view = NetView::of(&net);
            read.net = net.incarnation().map(|incarnation| (incarnation, view));
        }
        if let Some(org) = parent.org.as_ref().filter(|_| self.has_households(network)) {
            read.org_name = known(self.client.org(org).await)?.and_then(|org| org.name);
        }
        Ok(read)
    }

    fn has_households(&self, network: &Network) -> bool {
        let profiles = &self.desired.profiles;
        let household = |recipient: &Recipient| {
            let profile = recipient.customer().and_then(|key| profiles.get(key));
            profile.is_some_and(|profile| profile.residential)
        };
        profiles.values().any(|profile| profile.residential)
            && self.desired.blocks.iter().any(|block| {
                network.prefix.range().contains(block.range) && household(&block.recipient)
            })
    }
}

fn known<T>(read: Result<T, super::super::reply::ReadError>) -> Result<Option<T>, Failure> {
    match read.map_err(Failure::from) {
        Ok(found) => Ok(Some(found)),
        Err(failure @ Failure::Unauthenticated(_)) => Err(failure),
        Err(Failure::Denied(_) | Failure::Stale(_) | Failure::Unknown(_)) => Ok(None),
    }
}
