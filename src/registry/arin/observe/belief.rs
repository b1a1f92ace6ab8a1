//! What of memory is believed, what is read again, and which answers are behind our own writes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::super::memory::{Below, PUBLIC_LAG, RememberedNet, Replies, Sources};
use super::super::rdap::PublicNet;
use super::Observation;
use super::listing::Listing;
use crate::clock::Clock;
use crate::journal::Ledger;
use crate::model::{Incarnation, NetHandle, Place, Range};
use crate::registry::Refresh;

impl Observation<'_> {
    /// Takes from memory what the public list shows as it was when it was read, or as a reply to a write of ours showed it.
    pub(super) fn believed(
        &self,
        parent: &NetHandle,
        listing: &Listing,
        (below, replies): (&mut Below, &Replies),
        now: Timestamp,
    ) -> Vec<RememberedNet> {
        if self.refresh == Refresh::Full {
            return Vec::new();
        }
        let heard: BTreeMap<Range, Timestamp> =
            Ledger::below(&self.ledger.heard, self.registry, parent)
                .map(|(place, at)| (place.range, *at))
                .collect();
        let all = listing.nets.values().filter(|_| !replies.is_empty());
        let freshest = all.filter_map(PublicNet::last_change).max();
        let mut nets = Vec::new();
        let unlisted = replies
            .ranges(parent)
            .filter(|range| listing.is_free(*range));
        let listed = listing.nets.iter();
        let listed = listed.map(|(range, public)| (*range, Some(public)));
        for (range, public) in listed.chain(unlisted.map(|range| (range, None))) {
            let place = Place {
                parent: parent.clone(),
                range,
            };
            // What was found to be otherwise right before a write is as old as what was written since.
            let heard = heard.get(&range).copied().max(replies.doubt(&place));
            let known = below.get(&range);
            if let (Some(known), Some(public)) = (known, public)
                && known.is_believed(public, heard, now)
            {
                nets.extend(below.remove(&range));
                continue;
            }
            let sources = Sources {
                known,
                replies,
                public,
                freshest,
                heard,
                now,
            };
            if !replies.is_empty()
                && let Some(net) = sources.net_told(&place)
            {
                below.remove(&range);
                nets.push(net);
            }
        }
        nets
    }

    /// What is to be read with the key: what the list names and memory does not hold as it is, what was there before
    /// or is ours and is not listed, and where we wrote so lately that the list may be behind.
    pub(super) fn doubted(
        &self,
        parent: &NetHandle,
        listing: &Listing,
        below: &Below,
        believed: &[RememberedNet],
        now: Timestamp,
    ) -> BTreeSet<Range> {
        let mut ranges = listing.maybe.clone();
        ranges.extend(listing.nets.keys());
        ranges.extend(below.keys());
        ranges.extend(self.known(parent));
        let heard = Ledger::below(&self.ledger.heard, self.registry, parent);
        let lag = SignedDuration::try_from(PUBLIC_LAG).unwrap_or(SignedDuration::MAX);
        let lately = heard.filter(|(_, at)| now.duration_since(**at) < lag);
        ranges.extend(lately.map(|(place, _)| place.range));
        for known in believed {
            ranges.remove(&known.net.place.range);
        }
        ranges
    }

    /// Where the public list has a net of ours, under its handle. A key that has lost its authority over the holder of a
    /// network inside another is told that nothing is there, and may read the net above all the same: neither answer is
    /// taken for the truth while they differ, also where it is only the list that is behind.
    pub(super) fn shown(&self, parent: &NetHandle, listing: &Listing) -> Vec<(Range, NetHandle)> {
        let owned = Ledger::below(&self.ledger.owned, self.registry, parent);
        let shown = owned.filter_map(|(place, owned)| {
            let public = listing.nets.get(&place.range)?;
            let same = public.handle.as_str() == owned.incarnation.handle.as_str();
            same.then(|| (place.range, public.handle.clone()))
        });
        shown.collect()
    }

    /// Places that the journal speaks of below a net.
    fn known(&self, parent: &NetHandle) -> BTreeSet<Range> {
        let owned = Ledger::below(&self.ledger.owned, self.registry, parent);
        let vacant = Ledger::below(&self.ledger.vacancies, self.registry, parent);
        owned
            .map(|(place, _)| place.range)
            .chain(vacant.map(|(place, _)| place.range))
            .collect()
    }

    /// What our own writes of the last quiet time left below a net. A read that says otherwise is behind them: it
    /// is repeated, not believed (write protocol, section 2).
    pub(super) fn recent(&self, parent: &NetHandle) -> Recent {
        let now = self.clock.now();
        let quiet =
            jiff::SignedDuration::try_from(self.settle_after).unwrap_or(jiff::SignedDuration::MAX);
        let heard = Ledger::below(&self.ledger.confirmed, self.registry, parent)
            .filter(|(_, at)| now.duration_since(**at) < quiet);
        let expected = heard
            .map(|(place, _)| {
                let owned = self.ledger.owned_at(self.registry, place);
                (place.range, owned.map(|owned| owned.incarnation.clone()))
            })
            .collect();
        Recent {
            expected: Arc::new(expected),
            clock: Arc::clone(self.clock),
            until: self.clock.monotonic() + self.settle_after,
        }
    }
}

/// What reads must show that begin within a quiet time of our own writes.
#[derive(Clone)]
pub(super) struct Recent {
    /// By range: the incarnation that is there, or nothing.
    pub(super) expected: Arc<BTreeMap<Range, Option<Incarnation>>>,
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
pub(super) fn contradicting(nets: &mut Vec<RememberedNet>) -> Vec<(Range, String)> {
    let mut found = Vec::new();
    let mut furthest: Option<Range> = None;
    for RememberedNet { net, .. } in &*nets {
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
    if !found.is_empty() {
        nets.retain(|known| {
            let own = known.net.place.range;
            !found.iter().any(|(range, _)| range.overlaps(own))
        });
    }
    found
}
