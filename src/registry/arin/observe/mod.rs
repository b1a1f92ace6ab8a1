//! Reads what lies under the declared networks. The public list says what there is; what it shows unchanged since it
//! was last read is believed from memory, and all else is read by its exact range with the key. Public data lag, so
//! what is ours and not listed is read as well, and only the key's answer makes it absent (design, section 8).

mod belief;
#[cfg(test)]
mod belief_tests;
pub(super) mod below;
#[cfg(test)]
mod below_tests;
mod customers;
#[cfg(test)]
mod customers_tests;
mod itself;
#[cfg(test)]
mod itself_tests;
mod listing;
#[cfg(test)]
mod look_tests;
mod parent;
#[cfg(test)]
mod parent_tests;
mod reading;
mod recalled;
#[cfg(test)]
mod recalled_tests;
#[cfg(test)]
mod samples;

pub(super) use recalled::UNKNOWN;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use self::belief::{Recent, contradicting};
use self::parent::Found;
use super::client::Client;
use super::live::{Live, LiveNetwork, ReadNetwork};
use super::memory::{Below, Mark, Memory, RememberedNet, RememberedNetwork, Replies, Stamp};
use super::reply::ReadError;
use super::{Block, Desired, Network};
use crate::clock::Clock;
use crate::journal::Ledger;
use crate::model::{Range, RegistryName};
use crate::registry::{Failure, Refresh};

/// What is read for.
pub(super) struct Observation<'a> {
    pub(super) client: &'a Arc<Client>,
    pub(super) registry: &'a RegistryName,
    /// Type and base URL.
    pub(super) identity: &'a str,
    pub(super) desired: &'a Desired,
    pub(super) ledger: &'a Ledger,
    /// Time, for how long a read may be behind our own writes.
    pub(super) clock: &'a Arc<dyn Clock>,
    /// The quiet time.
    pub(super) settle_after: Duration,
    /// How much is read.
    pub(super) refresh: Refresh,
    /// Whether what lies below each reallocation of ours is counted, not only below one that may go.
    pub(super) every_below: bool,
}

impl Observation<'_> {
    /// Reads everything that the comparison needs. `memory` is what earlier looks have read, and then what this one
    /// has.
    ///
    /// # Errors
    /// Only when the registry does not take the key: anything else is part of the picture.
    pub(super) async fn live(&self, memory: &mut Memory) -> Result<Live, Failure> {
        let mut live = Live::default();
        let declared = self.desired.blocks_by_network();
        for (network, declared) in self.desired.networks.iter().zip(declared) {
            let read = self
                .network(network, &declared, (memory, &live.networks))
                .await?;
            if let LiveNetwork::Read(read) = &read {
                live.read += read.nets.len() as u64;
            }
            live.networks.push(read);
        }
        let networks: BTreeSet<Range> = self
            .desired
            .networks
            .iter()
            .map(|n| n.prefix.range())
            .collect();
        memory.keep_only(|range| networks.contains(&range));
        live.customers = self.customers(&live).await?;
        live.objects = super::objects::observe(super::objects::Asked {
            client: self.client,
            registry: self.registry,
            desired: &self.desired.objects,
            ledger: self.ledger,
            networks: &live.networks,
            now: self.clock.now(),
            settle_after: self.settle_after,
        })
        .await?;
        Ok(live)
    }

    async fn network(
        &self,
        network: &Network,
        declared: &[&Block],
        (memory, above): (&mut Memory, &[LiveNetwork]),
    ) -> Result<LiveNetwork, Failure> {
        let now = self.clock.now();
        let remembered = match self.remembered(network, (memory, above), now) {
            Some(found) if self.is_public(network, &found).await => Some(found),
            Some(_) | None => None,
        };
        let mut seen = None;
        if let Some(found) = remembered {
            // What it was may be gone, or another's by now: then it is looked up like one that was never seen.
            let below = self.read_below(network, &found, declared, memory).await?;
            seen = below.ok().map(|below| (found, below));
        }
        let (found, seen) = match seen {
            Some(seen) => seen,
            None => match self.looked_up(network, now).await? {
                Ok(found) => match self.read_below(network, &found, declared, memory).await? {
                    Ok(below) => (found, below),
                    Err(unread) => return Ok(unread),
                },
                Err(unread) => return Ok(unread),
            },
        };
        let Found { parent, read, .. } = &found;
        memory.add_network(RememberedNetwork {
            identity: self.identity.to_owned(),
            range: network.prefix.range(),
            handle: parent.handle.clone(),
            org: parent.org.clone(),
            read: *read,
            swept: now,
        });
        let (mut nets, marks): (Vec<_>, _) = seen
            .nets
            .into_iter()
            .map(|known| (known.net, known.mark))
            .unzip();
        memory.mark(&parent.handle, marks);
        self.below_reallocations(network, &mut nets).await;
        let itself = self.itself(network, &found.parent).await?;
        Ok(LiveNetwork::Read(ReadNetwork {
            handle: found.parent.handle,
            org: found.parent.org,
            nets,
            unread: seen.failed,
            listed: true,
            itself,
        }))
    }

    /// The nets right below a network; memory keeps what it has of them where they can not be read.
    async fn read_below(
        &self,
        network: &Network,
        found: &Found,
        declared: &[&Block],
        memory: &mut Memory,
    ) -> Result<Result<Seen, LiveNetwork>, Failure> {
        let handle = &found.parent.handle;
        let mut below = memory.take_below(handle);
        let known = (&mut below, &memory.replies);
        let seen = self.below(network, found, declared, known).await?;
        if seen.is_err() {
            memory.put_back(handle, below);
        }
        Ok(seen)
    }

    /// The nets right below a network. What is believed is taken out of `below`.
    async fn below(
        &self,
        network: &Network,
        found: &Found,
        declared: &[&Block],
        (below, replies): (&mut Below, &Replies),
    ) -> Result<Result<Seen, LiveNetwork>, Failure> {
        let now = self.clock.now();
        let parent = &found.parent.handle;
        let mut known: Vec<Range> = below.keys().copied().collect();
        known.extend(replies.ranges(parent));
        known.sort_unstable();
        known.dedup();
        let listing = match listing::of(self.client, network.prefix, parent, &known).await {
            Ok(listing) => listing,
            Err(failure @ Failure::Unauthenticated(_)) => return Err(failure),
            Err(failure) => {
                let why = format!("the list of its nets could not be read: {failure}");
                return Ok(Err(unread("unread", why)));
            }
        };
        let mut nets = self.believed(parent, &listing, (below, replies), now);
        let mut ranges = self.doubted(parent, &listing, below, &nets, now);
        ranges.extend(found.whole);
        if self.refresh == Refresh::Full {
            ranges.extend(declared.iter().map(|block| block.range));
        }
        let asked = ranges.len();
        let mut hidden = self.shown(parent, &listing);
        hidden.retain(|(range, _)| ranges.contains(range));
        let recent = self.recent(parent);
        let (read, mut failed) = reading::nets(self.client, parent, ranges, &recent).await?;
        // One successful read of the parent with the same key makes the empty answers mean absent. Where no read
        // worked it tells a few closed records from a registry that can not be read at all.
        let some_absent = read.len() + failed.len() < asked;
        let none_worked = read.is_empty() && asked > 0;
        if (some_absent || none_worked)
            && let Err(error) = self.client.net(parent).await
        {
            return unread_network(error).map(Err);
        }
        hidden.retain(|(range, _)| {
            read.iter().all(|net| net.place.range != *range)
                && failed.iter().all(|(other, _)| other != range)
        });
        failed.extend(hidden.into_iter().map(|(range, handle)| {
            let why = format!("the public list has {handle} there, and the registry does not");
            (range, why)
        }));
        nets.extend(read.into_iter().map(|net| RememberedNet {
            mark: Mark {
                public: listing.nets.get(&net.place.range).map(Stamp::of),
                read: now,
                replied: None,
            },
            net,
        }));
        nets.sort_by_key(|known| known.net.place.range);
        failed.extend(listing.unread);
        failed.extend(contradicting(&mut nets));
        failed.sort_by_key(|(range, _)| *range);
        Ok(Ok(Seen { nets, failed }))
    }
}

/// What lies right below a network.
struct Seen {
    /// In address order.
    nets: Vec<RememberedNet>,
    /// Ranges that could not be read, and why.
    failed: Vec<(Range, String)>,
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
