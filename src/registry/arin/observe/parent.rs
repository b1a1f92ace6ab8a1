//! Which net a declared network is: from memory, or read with the key.

use jiff::Timestamp;

use super::super::live::LiveNetwork;
use super::super::memory::Memory;
use super::super::reply::ReadError;
use super::super::wire::{NetPayload, Recipient};
use super::super::{Expect, Network};
use super::{Observation, object, unread, unread_network};
use crate::journal::Ledger;
use crate::model::{NetHandle, OrgHandle, Prefix, Range};
use crate::registry::{Failure, Refresh};

/// What a declared network is.
pub(super) struct Found {
    pub(super) parent: Parent,
    /// When it was read.
    pub(super) read: Timestamp,
    /// A net given to one recipient as a whole has the same range.
    pub(super) whole: Option<Range>,
}

/// The net of a declared network.
pub(super) struct Parent {
    pub(super) handle: NetHandle,
    pub(super) org: Option<OrgHandle>,
}

impl Observation<'_> {
    /// Which net a network is, from memory: where it was read lately and is what the repository expects. `above` are the
    /// networks before it, which this look has read.
    pub(super) fn remembered(
        &self,
        network: &Network,
        (memory, above): (&Memory, &[LiveNetwork]),
        now: Timestamp,
    ) -> Option<Found> {
        if self.refresh == Refresh::Full {
            return None;
        }
        let known = memory.network(network.prefix.range())?;
        let expect = &network.expect;
        let expected = expect
            .handle
            .as_ref()
            .is_none_or(|handle| *handle == known.handle)
            && (expect.org.is_none() || expect.org == known.org);
        let parent = Parent {
            handle: known.handle.clone(),
            org: known.org.clone(),
        };
        let believed = known.is_believed(now)
            && self.stands(network, &known.handle, above)
            && !self.was_refused(&known.handle, known.read);
        (expected && believed).then_some(Found {
            parent,
            read: known.read,
            whole: None,
        })
    }

    /// Whether the public directory shows a network with `expect` as memory does: a holder who has changed is seen by the
    /// next look and not a day later. It costs no request with the key, and what it does not confirm is read with it.
    pub(super) async fn is_public(&self, network: &Network, found: &Found) -> bool {
        if network.expect == Expect::default() {
            return true;
        }
        let Ok(shown) = self.client.public_network(network.prefix).await else {
            return false;
        };
        let holder = shown.registrant.as_ref();
        let holder = holder.map(|registrant| registrant.handle.to_string());
        let known = found.parent.org.as_ref().map(ToString::to_string);
        shown.handle == found.parent.handle && known.is_some() && holder == known
    }

    /// Whether a network inside another still is the net that it was, as far as this look has seen: a reallocation comes
    /// and goes like any block. What another key reads is not seen here.
    pub(super) fn stands(
        &self,
        network: &Network,
        known: &NetHandle,
        above: &[LiveNetwork],
    ) -> bool {
        let space = network.prefix.range();
        let around = |prefix: &Prefix| prefix.range() != space && prefix.range().contains(space);
        if self.desired.elsewhere.iter().any(around) {
            return false;
        }
        let mut own = self.desired.networks.iter().zip(above);
        let deepest = own.rfind(|(network, _)| around(&network.prefix));
        match deepest {
            None => true,
            Some((_, LiveNetwork::Unread { .. })) => false,
            Some((_, LiveNetwork::Read(read))) => read.nets.iter().any(|net| {
                net.place.range == space
                    && net.net_type.is_parent()
                    && net.incarnation.handle.as_str() == known.as_str()
            }),
        }
    }

    /// Whether a write of ours below a net has left nothing of ours there since it was read: then it may have become
    /// another net of the same handle, below which nothing can be registered.
    fn was_refused(&self, handle: &NetHandle, read: Timestamp) -> bool {
        let mut heard = Ledger::below(&self.ledger.heard, self.registry, handle);
        heard.any(|(place, at)| *at >= read && self.ledger.owned_at(self.registry, place).is_none())
    }

    /// Which net a network is, read with the key.
    pub(super) async fn looked_up(
        &self,
        network: &Network,
        now: Timestamp,
    ) -> Result<Result<Found, LiveNetwork>, Failure> {
        let here = match self.client.nets_by_range(network.prefix.range()).await {
            Ok(nets) => nets,
            Err(error @ ReadError::Denied(_)) => return self.denied(network, error).await,
            Err(error) => return unread_network(error).map(Err),
        };
        let parent = self.parent(network, &here).await?;
        Ok(parent.map(|parent| {
            let space = network.prefix.range();
            let whole = here
                .iter()
                .filter(|net| net.parent.as_ref() == Some(&parent.handle))
                .find_map(|net| net.range().filter(|range| *range == space));
            Found {
                parent,
                read: now,
                whole,
            }
        }))
    }

    /// A key that has no authority over a network. Where a reallocation that is still to be made gives it that, the net
    /// around may be what it has none over, as a registry answers with all nets that overlap a range or with those
    /// that equal it (reference 4, unverified); the public directory tells which.
    async fn denied(
        &self,
        network: &Network,
        error: ReadError,
    ) -> Result<Result<Found, LiveNetwork>, Failure> {
        let space = network.prefix.range();
        if self.desired.promised.contains_key(&network.prefix)
            && let Ok(public) = self.client.public_net(space.first_address()).await
            && !space.contains(public.range)
        {
            let (around, handle) = (public.range, public.handle);
            let why =
                format!("no reallocation has exactly this range; it lies in {around}, {handle}");
            return Ok(Err(object(
                "network-unknown",
                why,
                "declare the network as it is registered",
            )));
        }
        unread_network(error).map(Err)
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
