//! Reads what lies under the declared networks: the public list says what there is, and each object is then
//! read by its exact range with the key. Public data lag, so declared ranges and ranges of ours are read
//! whether listed or not, and only the key's answer counts (reference 5).

mod listing;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::client::Client;
use super::live::{Live, LiveNet, LiveNetwork, ReadNetwork};
use super::reply::ReadError;
use super::wire::{NetPayload, Recipient};
use super::{Desired, Network};
use crate::clock::Clock;
use crate::journal::Ledger;
use crate::model::{CustomerHandle, Handle, Incarnation, NetHandle, Place, Range, RegistryName};
use crate::registry::Failure;

/// What is read for.
pub(super) struct Observation<'a> {
    pub(super) client: &'a Arc<Client>,
    pub(super) registry: &'a RegistryName,
    pub(super) desired: &'a Desired,
    pub(super) ledger: &'a Ledger,
    /// Time, for how long a read may be behind our own writes.
    pub(super) clock: &'a Arc<dyn Clock>,
    /// The quiet time.
    pub(super) settle_after: Duration,
}

impl Observation<'_> {
    /// Reads everything that the comparison needs.
    ///
    /// # Errors
    /// Only when the registry does not take the key: anything else is part of the picture.
    pub(super) async fn live(&self) -> Result<Live, Failure> {
        let mut live = Live::default();
        for (index, network) in self.desired.networks.iter().enumerate() {
            let read = self.network(index, network).await?;
            if let LiveNetwork::Read(read) = &read {
                live.read += read.nets.len() as u64;
            }
            live.networks.push(read);
        }
        live.customers = self.customers(&live).await?;
        Ok(live)
    }

    async fn network(&self, index: usize, network: &Network) -> Result<LiveNetwork, Failure> {
        let here = match self.client.nets_by_range(network.prefix.range()).await {
            Ok(nets) => nets,
            Err(error) => return unread_network(error),
        };
        let parent = match self.parent(network, &here).await? {
            Ok(parent) => parent,
            Err(unread) => return Ok(unread),
        };
        let listing = match listing::of(self.client, network.prefix, &parent.handle).await {
            Ok(listing) => listing,
            Err(failure @ Failure::Unauthenticated(_)) => return Err(failure),
            Err(failure) => {
                return Ok(unread(
                    "unread",
                    format!("the list of its nets could not be read: {failure}"),
                ));
            }
        };
        let mut ranges: BTreeSet<Range> = listing.ranges;
        ranges.extend(
            self.desired
                .blocks
                .iter()
                .filter(|block| block.network == index)
                .map(|block| block.range),
        );
        ranges.extend(self.known(&parent.handle));
        ranges.extend(
            here.iter()
                .filter(|net| net.parent.as_ref() == Some(&parent.handle))
                .filter_map(NetPayload::range),
        );
        let (mut nets, mut failed) = reading::nets(
            self.client,
            &parent.handle,
            ranges,
            &self.recent(&parent.handle),
        )
        .await?;
        // One successful read of the parent with the same key makes the empty answers mean absent.
        if let Err(error) = self.client.net(&parent.handle).await {
            return unread_network(error);
        }
        nets.sort_by_key(|net| net.place.range);
        failed.extend(listing.unread);
        failed.extend(contradicting(&mut nets));
        failed.sort_by_key(|(range, _)| *range);
        Ok(LiveNetwork::Read(ReadNetwork {
            handle: parent.handle,
            org: parent.org,
            nets,
            unread: failed,
            listed: true,
        }))
    }

    /// Places that the journal speaks of below a net.
    fn known(&self, parent: &NetHandle) -> BTreeSet<Range> {
        let owned = self.ledger.owned.keys();
        let vacant = self.ledger.vacancies.keys();
        owned
            .chain(vacant)
            .filter(|(registry, place)| registry == self.registry && place.parent == *parent)
            .map(|(_, place)| place.range)
            .collect()
    }

    /// What our own writes of the last quiet time left below a net. A read that says otherwise is behind them: it
    /// is repeated, not believed (write protocol, section 2).
    fn recent(&self, parent: &NetHandle) -> Recent {
        let now = self.clock.now();
        let quiet =
            jiff::SignedDuration::try_from(self.settle_after).unwrap_or(jiff::SignedDuration::MAX);
        let heard = self
            .ledger
            .confirmed
            .iter()
            .filter(|((registry, place), at)| {
                registry == self.registry
                    && place.parent == *parent
                    && now.duration_since(**at) < quiet
            });
        let expected = heard
            .map(|(key, _)| {
                (
                    key.1.range,
                    self.ledger
                        .owned
                        .get(key)
                        .map(|owned| owned.incarnation.clone()),
                )
            })
            .collect();
        Recent {
            expected,
            clock: Arc::clone(self.clock),
            until: self.clock.monotonic() + self.settle_after,
        }
    }

    /// Customer records that may have lost their net.
    async fn customers(
        &self,
        live: &Live,
    ) -> Result<BTreeMap<Handle, Option<super::live::LiveCustomer>>, Failure> {
        let read: Vec<&ReadNetwork> = live
            .networks
            .iter()
            .filter_map(|network| match network {
                LiveNetwork::Read(read) => Some(read),
                LiveNetwork::Unread { .. } => None,
            })
            .collect();
        let nets: BTreeMap<&Place, _> = read
            .iter()
            .flat_map(|network| &network.nets)
            .map(|net| (&net.place, net))
            .collect();
        let parents: BTreeSet<&NetHandle> = read.iter().map(|network| &network.handle).collect();
        let obliged = self
            .ledger
            .obligations
            .iter()
            .filter(|((registry, _), _)| registry == self.registry)
            .map(|((_, handle), obligation)| (handle, &obligation.place.parent));
        let lost = self
            .ledger
            .owned
            .iter()
            .filter_map(|((registry, place), owned)| {
                let here = registry == self.registry && parents.contains(&place.parent);
                let same = nets
                    .get(place)
                    .is_some_and(|net| net.incarnation.same(&owned.incarnation));
                let recipient = owned.incarnation.recipient.as_ref();
                recipient
                    .filter(|_| here && !same)
                    .map(|handle| (handle, &place.parent))
            });
        let handles: BTreeMap<CustomerHandle, &NetHandle> = lost
            .chain(obliged)
            .filter_map(|(handle, parent)| Some((handle.as_str().parse().ok()?, parent)))
            .collect();
        let mut customers = BTreeMap::new();
        for (handle, parent) in handles {
            let read = match self.client.customer(&handle).await {
                Ok(payload) => Ok(reading::customer(&payload).map(Some)),
                // It is gone only where its net's parent can be read: a registry may say the same of what the key
                // has no authority over (write protocol, section 1).
                Err(ReadError::Absent) if parents.contains(parent) => Ok(Some(None)),
                Err(ReadError::Absent) => self.client.net(parent).await.map(|_| Some(None)),
                Err(error) => Err(error),
            };
            match read {
                Ok(customer) => {
                    customers.extend(customer.map(|found| (Handle::from(&handle), found)));
                }
                Err(error) => {
                    if let failure @ Failure::Unauthenticated(_) = Failure::from(error) {
                        return Err(failure);
                    }
                }
            }
        }
        Ok(customers)
    }

    /// Which net a declared network is, and whether it is what the repository expects.
    async fn parent(
        &self,
        network: &Network,
        here: &[NetPayload],
    ) -> Result<Result<Parent, LiveNetwork>, Failure> {
        let mut parents: Vec<&NetPayload> = here
            .iter()
            .filter(|net| net.range() == Some(network.prefix.range()))
            .filter(|net| net.net_type().is_some_and(|kind| kind.is_parent()))
            .collect();
        if let Some(expected) = &network.expect.handle {
            parents.retain(|net| net.handle.as_ref() == Some(expected));
            if parents.is_empty() {
                let why =
                    format!("expected to be {expected}, and no net of that handle has this range");
                return Ok(Err(object("expect", why, "correct expect, or the network")));
            }
        }
        let [net] = parents.as_slice() else {
            return self.no_parent(network, &parents).await.map(Err);
        };
        let Some(handle) = net.handle.clone() else {
            return Ok(Err(unread("unread", "its record has no handle".to_owned())));
        };
        let org = match net.recipient() {
            Some(Recipient::Org(org)) => Some(org),
            Some(Recipient::Customer(_)) | None => None,
        };
        if let Some(expected) = network
            .expect
            .org
            .as_ref()
            .filter(|expected| org.as_ref() != Some(expected))
        {
            let holder = org.map_or_else(|| "nobody".to_owned(), |org| org.to_string());
            let why =
                format!("expected to be held by {expected}, and {handle} is held by {holder}");
            return Ok(Err(object("expect", why, "correct expect, or the network")));
        }
        Ok(Ok(Parent { handle, org }))
    }

    async fn no_parent(
        &self,
        network: &Network,
        parents: &[&NetPayload],
    ) -> Result<LiveNetwork, Failure> {
        if !parents.is_empty() {
            let handles: Vec<String> = parents
                .iter()
                .filter_map(|net| net.handle.as_ref())
                .map(ToString::to_string)
                .collect();
            let why = format!("{} have this range", handles.join(" and "));
            return Ok(object(
                "network-ambiguous",
                why,
                "say which one is meant: expect: { handle: NET-… }",
            ));
        }
        let above = match self.client.parent_net(network.prefix.range()).await {
            Ok(net) => net
                .handle
                .clone()
                .zip(net.range())
                .map(|(handle, range)| format!("; it lies in {range}, {handle}"))
                .unwrap_or_default(),
            Err(error) => match Failure::from(error) {
                failure @ Failure::Unauthenticated(_) => return Err(failure),
                Failure::Denied(_) | Failure::Stale(_) | Failure::Unknown(_) => String::new(),
            },
        };
        let why = format!("no direct allocation or reallocation has exactly this range{above}");
        Ok(object(
            "network-unknown",
            why,
            "declare the network as it is registered",
        ))
    }
}

/// What reads must show that begin within a quiet time of our own writes.
#[derive(Clone)]
pub(super) struct Recent {
    /// By range: the incarnation that is there, or nothing.
    pub(super) expected: BTreeMap<Range, Option<Incarnation>>,
    /// Time.
    pub(super) clock: Arc<dyn Clock>,
    /// When any read is believed.
    pub(super) until: Duration,
}

impl Recent {
    /// Whether what was read contradicts a recent write of ours, and is too early to be believed.
    pub(super) fn contradicts(&self, range: Range, found: Option<&Incarnation>) -> bool {
        let Some(expected) = self.expected.get(&range) else {
            return false;
        };
        let same = match (expected, found) {
            (Some(expected), Some(found)) => expected.same(found),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        !same && self.clock.monotonic() < self.until
    }
}

/// Nets right below one parent never overlap. Where they seem to, some of what was read is behind the rest, and
/// none of it is believed. Takes them out of the sorted list.
fn contradicting(nets: &mut Vec<LiveNet>) -> Vec<(Range, String)> {
    let mut found = Vec::new();
    let mut furthest: Option<Range> = None;
    for net in &*nets {
        let range = net.place.range;
        if let Some(other) = furthest.filter(|other| other.overlaps(range)) {
            let why = format!(
                "{other} and {range} are both shown below {}",
                net.place.parent
            );
            found.push((other, why.clone()));
            found.push((range, why));
        }
        if furthest.is_none_or(|other| !other.contains(range)) {
            furthest = Some(range);
        }
    }
    nets.retain(|net| {
        !found
            .iter()
            .any(|(range, _)| range.overlaps(net.place.range))
    });
    found
}

/// The net of a declared network.
struct Parent {
    handle: NetHandle,
    org: Option<crate::model::OrgHandle>,
}

fn object(code: &str, why: String, help: &str) -> LiveNetwork {
    LiveNetwork::Unread {
        code: code.to_owned(),
        why,
        help: help.to_owned(),
    }
}

fn unread(code: &str, why: String) -> LiveNetwork {
    object(
        code,
        why,
        "nothing is planned there; plan again when the registry answers",
    )
}

fn unread_network(error: ReadError) -> Result<LiveNetwork, Failure> {
    match Failure::from(error) {
        failure @ Failure::Unauthenticated(_) => Err(failure),
        Failure::Denied(why) => Ok(object(
            "denied",
            why,
            "link the key's account to the Tech or Admin POC of the org that holds it",
        )),
        Failure::Stale(why) | Failure::Unknown(why) => Ok(unread("unread", why)),
    }
}
