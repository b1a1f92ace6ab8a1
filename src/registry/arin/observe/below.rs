//! What lies below a reallocation, at any level: it goes down with it, other people's too, and can not be brought
//! back (design, section 2, fact 11).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::Network;
use super::super::client::Client;
use super::super::live::LiveNet;
use super::Observation;
use crate::journal::Ledger;
use crate::model::{Handle, NetHandle, NetType, Range};
use crate::registry::Failure;

impl Observation<'_> {
    /// Reads what lies below each reallocation of ours that is not declared as it is, for that goes down with it.
    ///
    /// # Errors
    /// Only when the registry does not take the key.
    pub(super) async fn below_reallocations(
        &self,
        network: &Network,
        nets: &mut [LiveNet],
    ) -> Result<(), Failure> {
        let mut networks = self.desired.networks.iter();
        let at = networks.position(|other| other.prefix == network.prefix);
        for net in nets {
            // What memory says of it is not believed.
            net.below = None;
            if net.net_type != NetType::Reallocation {
                continue;
            }
            let ours = self
                .ledger
                .owned_at(self.registry, &net.place)
                .is_some_and(|owned| owned.incarnation.same(&net.incarnation));
            let stays = at
                .and_then(|at| self.desired.block_at(at, net.place.range))
                .is_some_and(|block| net.is_given_to(&block.recipient));
            if ours && !stays {
                let listed = of(self.client, &net.incarnation.handle, net.place.range).await?;
                net.below = listed.map(|listed| self.with_ours(&net.incarnation.handle, listed));
            }
        }
        Ok(())
    }

    /// The list with what we registered below a net lately: the public may not show it yet.
    fn with_ours(&self, handle: &Handle, listed: Vec<NetHandle>) -> Vec<NetHandle> {
        let Ok(parent) = handle.as_str().parse::<NetHandle>() else {
            return listed;
        };
        let ours = Ledger::below(&self.ledger.owned, self.registry, &parent)
            .filter_map(|(_, owned)| owned.incarnation.handle.as_str().parse().ok());
        let all: BTreeSet<NetHandle> = listed.into_iter().chain(ours).collect();
        all.into_iter().collect()
    }
}

/// More are not counted: nobody gives up so much by taking an entry out of a file.
const MOST: usize = 4096;

/// The nets below a net, sorted; `None` when they could not be counted. All that the public list names counts, also
/// what the key finds absent: a registry may say that of what the key has no authority over, and to count one that
/// went a moment ago is the careful side.
///
/// # Errors
/// Only when the registry does not take the key.
pub(in crate::registry::arin) async fn of(
    client: &Arc<Client>,
    handle: &Handle,
    range: Range,
) -> Result<Option<Vec<NetHandle>>, Failure> {
    let Ok(top) = handle.as_str().parse::<NetHandle>() else {
        return Ok(None);
    };
    let Some(listed) = listed(client, &top, range).await else {
        return Ok(None);
    };
    Ok(Some(listed.into_iter().collect()))
}

/// What the public list names; `None` when it was cut, or could not be read.
async fn listed(
    client: &Arc<Client>,
    top: &NetHandle,
    range: Range,
) -> Option<BTreeSet<NetHandle>> {
    let mut found: BTreeSet<NetHandle> = BTreeSet::new();
    let mut open = vec![range];
    while let Some(range) = open.pop() {
        for part in range.cidrs() {
            let children = client.children(part).await.ok()?;
            if children.truncated {
                return None;
            }
            for net in children.nets {
                if net.handle != *top && found.insert(net.handle) {
                    open.push(net.range);
                }
            }
            // A net with exactly the addresses of the part, or around them, is not in its list.
            let first = client.public_net(part.first()).await.ok()?;
            if first.handle != *top && !found.contains(&first.handle) {
                let known = |above: &NetHandle| above == top || found.contains(above);
                if !first.parent.as_ref().is_some_and(known) {
                    return None;
                }
                found.insert(first.handle);
            }
        }
        if found.len() > MOST {
            return None;
        }
    }
    Some(found)
}
