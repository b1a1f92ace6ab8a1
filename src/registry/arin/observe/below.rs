//! What lies below a reallocation, at any level: it goes down with it, other people's too, and can not be brought
//! back (design, section 2, fact 11).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::Network;
use super::super::client::Client;
use super::super::live::{LiveNet, NetsBelow};
use super::Observation;
use crate::journal::Ledger;
use crate::model::{Handle, Incarnation, NetHandle, NetType, Range, RegistryName};

impl Observation<'_> {
    /// Reads what lies below each reallocation that may go: one of ours that is not declared as it is, and one that a
    /// person has named.
    pub(super) async fn below_reallocations(&self, network: &Network, nets: &mut [LiveNet]) {
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
            let named = self.desired.pruned.contains(&net.place.range);
            if (ours && (!stays || self.every_below)) || named {
                self.count_below(net).await;
            }
        }
    }

    async fn count_below(&self, net: &mut LiveNet) {
        let Ok(top) = net.incarnation.handle.as_str().parse::<NetHandle>() else {
            return;
        };
        let Some(listed) = listed(self.client, &top, net.place.range).await else {
            return;
        };
        let ours = self.ours();
        let others = listed.iter().filter(|(handle, registrant)| {
            let registrant = registrant.as_ref().map(Handle::as_str);
            registrant.is_none_or(|registrant| !ours.contains(&(handle.as_str(), registrant)))
        });
        let others = others.map(|(handle, _)| handle.clone()).collect();
        let listed = listed.into_keys().collect();
        let nets = self.with_ours(&top, listed);
        net.below = Some(Box::new(NetsBelow { nets, others }));
    }

    /// Handle and recipient of each net that is ours by the journal, with whichever key it was made. A handle alone does
    /// not tell: the registry uses those of deleted nets again.
    fn ours(&self) -> BTreeSet<(&str, &str)> {
        let here = |name: &RegistryName| {
            name == self.registry
                || self.ledger.bound.get(name).map(String::as_str) == Some(self.identity)
        };
        let owned = self.ledger.owned.iter().filter(|((name, _), _)| here(name));
        owned
            .filter_map(|(_, owned)| {
                let Incarnation {
                    handle, recipient, ..
                } = &owned.incarnation;
                Some((handle.as_str(), recipient.as_ref()?.as_str()))
            })
            .collect()
    }

    /// The list with what we registered below a net lately: the public may not show it yet.
    fn with_ours(&self, top: &NetHandle, listed: Vec<NetHandle>) -> Vec<NetHandle> {
        let ours = Ledger::below(&self.ledger.owned, self.registry, top)
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
pub(in crate::registry::arin) async fn of(
    client: &Arc<Client>,
    handle: &Handle,
    range: Range,
) -> Option<Vec<NetHandle>> {
    let top = handle.as_str().parse::<NetHandle>().ok()?;
    let listed = listed(client, &top, range).await?;
    Some(listed.into_keys().collect())
}

/// What the public list names, each with whom it is given to; `None` when it was cut, or could not be read.
async fn listed(
    client: &Arc<Client>,
    top: &NetHandle,
    range: Range,
) -> Option<BTreeMap<NetHandle, Option<Handle>>> {
    let mut found: BTreeMap<NetHandle, Option<Handle>> = BTreeMap::new();
    let mut open = vec![range];
    while let Some(range) = open.pop() {
        for part in range.cidrs() {
            let children = client.children(part).await.ok()?;
            if children.truncated {
                return None;
            }
            for net in children.nets {
                let registrant = net.registrant.map(|registrant| registrant.handle);
                if net.handle != *top && found.insert(net.handle, registrant).is_none() {
                    open.push(net.range);
                }
            }
            // A net with exactly the addresses of the part, or around them, is not in its list.
            let first = client.public_net(part.first()).await.ok()?;
            if first.handle != *top && !found.contains_key(&first.handle) {
                let known = |above: &NetHandle| above == top || found.contains_key(above);
                if !first.parent.as_ref().is_some_and(known) {
                    return None;
                }
                let registrant = first.registrant.map(|registrant| registrant.handle);
                found.insert(first.handle, registrant);
            }
        }
        if found.len() > MOST {
            return None;
        }
    }
    Some(found)
}
