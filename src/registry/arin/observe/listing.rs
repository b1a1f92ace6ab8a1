//! Which nets lie right below a net, from the public list. A list that would be cut, or was, is asked for in parts.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::super::client::Client;
use super::super::rdap::{Children, PublicNet};
use super::super::reply::ReadError;
use crate::model::{NetHandle, Prefix, Range};
use crate::registry::Failure;

/// What the public list and the gaps between its parts showed.
#[derive(Default)]
pub(super) struct Listing {
    /// The nets right below the net, by range.
    pub(super) nets: BTreeMap<Range, PublicNet>,
    /// Ranges that may be registered right below the net, though the list does not say it.
    pub(super) maybe: BTreeSet<Range>,
    /// Ranges that hold something whose place in the tree could not be found out, and why.
    pub(super) unread: Vec<(Range, String)>,
}

impl Listing {
    /// Whether the list shows nothing that overlaps a range. The nets in it do not overlap each other.
    pub(super) fn is_free(&self, range: Range) -> bool {
        let before = self.nets.range(..=range).next_back();
        let after = self.nets.range(range..).next();
        let mut beside = before.into_iter().chain(after);
        !beside.any(|(listed, _)| listed.overlaps(range))
    }
}

/// Halving ends here: no list of this many parts is real.
const MOST_PARTS: usize = 65_536;
/// Real trees are a few levels deep.
const LEVELS: usize = 16;
/// Requests under way at once; the transport's own pace decides how many are on the wire.
const AT_ONCE: usize = 16;
/// A part is not asked for whole when this many nets are known in it: a list of 256 counts as cut, and some may be
/// new.
const FULL: usize = 250;

/// Lists everything right below a net. `known` are the ranges that were there before, in order: they only say
/// where a list would be cut.
///
/// The list of a part names what lies inside it, so that two kinds of net would be missed: one that is exactly the
/// part, and one that reaches over the end of one. Where neither side of an end is taken by a net of the list, and
/// where a part shows no net at all, the first address is asked about by itself.
pub(super) async fn of(
    client: &Arc<Client>,
    prefix: Prefix,
    parent: &NetHandle,
    known: &[Range],
) -> Result<Listing, Failure> {
    let mut listing = Listing::default();
    let whole = parts(client, prefix, parent, known, &mut listing).await?;
    let doubtful = doubtful(&whole, &listing.nets);
    let mut asking = JoinSet::new();
    let mut doubtful = doubtful.into_iter();
    loop {
        while asking.len() < AT_ONCE
            && let Some(address) = doubtful.next()
        {
            let (client, parent) = (Arc::clone(client), parent.clone());
            asking.spawn(async move { over(&client, address, &parent).await });
        }
        let Some(answer) = asking.join_next().await else {
            return Ok(listing);
        };
        match answer.map_err(lost)?? {
            Over::Nothing => {}
            Over::Listed(net) => {
                listing.nets.insert(net.range, net);
            }
            Over::Maybe(range) => {
                listing.maybe.insert(range);
            }
            Over::Unread(range, why) => listing.unread.push((range, why)),
        }
    }
}

/// Asks for the list in parts until none is cut. Returns the parts, in order.
async fn parts(
    client: &Arc<Client>,
    prefix: Prefix,
    parent: &NetHandle,
    known: &[Range],
    listing: &mut Listing,
) -> Result<BTreeSet<Range>, Failure> {
    let mut whole = BTreeSet::new();
    let mut open = Vec::new();
    split(prefix, known, &mut open);
    let mut asking = JoinSet::new();
    let mut asked = 0;
    loop {
        while asking.len() < AT_ONCE
            && let Some(part) = open.pop()
        {
            if around(part.range(), &listing.nets) {
                // It belongs to somebody below us, however many nets are in it.
                whole.insert(part.range());
                continue;
            }
            asked += 1;
            if asked > MOST_PARTS {
                let why = format!("the list was cut {MOST_PARTS} times");
                return Err(Failure::Unknown(why));
            }
            let client = Arc::clone(client);
            asking.spawn(async move { (part, client.children(part).await) });
        }
        let Some(answer) = asking.join_next().await else {
            return Ok(whole);
        };
        let (part, children) = answer.map_err(lost)?;
        let Children { nets, truncated } = children.map_err(Failure::from)?;
        for net in nets {
            match &net.parent {
                Some(above) if above == parent => {
                    listing.nets.insert(net.range, net);
                }
                Some(_) => {}
                None => {
                    listing.maybe.insert(net.range);
                }
            }
        }
        match part.halves().filter(|_| truncated) {
            Some(halves) => open.extend(halves),
            None => {
                whole.insert(part.range());
            }
        }
    }
}

/// Whether a listed net holds the whole of a part.
fn around(part: Range, nets: &BTreeMap<Range, PublicNet>) -> bool {
    let before = nets.range(..=part).next_back();
    before.is_some_and(|(range, _)| range.contains(part))
}

/// Splits a prefix until no part holds more known nets than a list has room for.
fn split(prefix: Prefix, known: &[Range], parts: &mut Vec<Prefix>) {
    let space = prefix.range();
    let key = |range: &Range| (range.family(), range.first());
    let begin = known.partition_point(|range| key(range) < (space.family(), space.first()));
    let end = known.partition_point(|range| key(range) <= (space.family(), space.last()));
    let inside = known.get(begin..end).unwrap_or_default();
    match prefix.halves().filter(|_| inside.len() > FULL) {
        Some(halves) => halves
            .into_iter()
            .for_each(|half| split(half, inside, parts)),
        None => parts.push(prefix),
    }
}

/// The first addresses of parts that the lists leave in doubt.
fn doubtful(parts: &BTreeSet<Range>, nets: &BTreeMap<Range, PublicNet>) -> Vec<IpAddr> {
    let mut ranges = nets.keys().copied().peekable();
    let mut before: Option<Range> = None;
    let mut doubtful = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        // The last net that begins before the part, and the first that does not.
        while let Some(range) = ranges.next_if(|range| range.first() < part.first()) {
            before = Some(range);
        }
        if before.is_some_and(|range| range.last() >= part.first()) {
            continue;
        }
        let next = ranges.peek();
        let shows_none = next.is_none_or(|range| range.first() > part.last());
        let taken_before = before.is_some_and(|range| range.last() + 1 == part.first());
        let taken_after = next.is_some_and(|range| range.first() == part.first());
        if shows_none || (n > 0 && !taken_before && !taken_after) {
            doubtful.push(part.first_address());
        }
    }
    doubtful
}

/// What covers an address.
enum Over {
    /// Nothing below the net.
    Nothing,
    /// A net right below it.
    Listed(PublicNet),
    /// Perhaps a net right below it.
    Maybe(Range),
    /// Something that could not be placed, and why.
    Unread(Range, String),
}

/// Finds the net right below `parent` that covers an address. The public side names the most specific one; a net
/// of others above it may be closed to our key, and that concerns its range alone.
async fn over(client: &Client, address: IpAddr, parent: &NetHandle) -> Result<Over, Failure> {
    let mut net = match client.public_net(address).await {
        Ok(net) if net.handle == *parent => return Ok(Over::Nothing),
        Ok(net) if net.parent.as_ref() == Some(parent) => return Ok(Over::Listed(net)),
        Ok(net) => net,
        Err(ReadError::Absent) => return Ok(Over::Nothing),
        Err(error) => return Err(Failure::from(error)),
    };
    for _ in 0..LEVELS {
        if net.handle == *parent {
            return Ok(Over::Nothing);
        }
        if net.parent.as_ref() == Some(parent) {
            return Ok(Over::Maybe(net.range));
        }
        let Some(above) = net.parent.clone().filter(|above| *above != net.handle) else {
            return Ok(Over::Nothing);
        };
        let live = match client.net(&above).await.map_err(Failure::from) {
            Ok(live) => live,
            Err(failure @ Failure::Unauthenticated(_)) => return Err(failure),
            Err(failure) => {
                let why = format!("{above} above it: {failure}");
                return Ok(Over::Unread(net.range, why));
            }
        };
        let (Some(handle), Some(range)) = (live.handle.clone(), live.range()) else {
            let why = format!("the record of {above} above it is incomplete");
            return Ok(Over::Unread(net.range, why));
        };
        net.handle = handle;
        net.range = range;
        net.parent = live.parent;
    }
    Ok(Over::Nothing)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn lost(error: tokio::task::JoinError) -> Failure {
    Failure::Unknown(format!("a read ended without an answer: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        text.parse().expect(text)
    }

    fn public(ranges: &[&str]) -> BTreeMap<Range, PublicNet> {
        let net = |text: &&str| {
            let net = PublicNet {
                handle: "NET-198-51-100-64-1".parse().expect("a handle"),
                range: range(text),
                parent: None,
                name: None,
                registrant: None,
                said: super::super::super::rdap::Said::default(),
                last_changed: None,
            };
            (net.range, net)
        };
        ranges.iter().map(net).collect()
    }

    fn asked(parts: &[&str], nets: &[&str]) -> Vec<String> {
        let parts = parts.iter().map(|part| range(part)).collect();
        let asked = doubtful(&parts, &public(nets));
        asked.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_range_is_free_where_nothing_listed_overlaps_it() {
        let listing = Listing {
            nets: public(&["198.51.100.0/27", "198.51.100.64/28", "198.51.100.96/28"]),
            ..Listing::default()
        };
        for taken in [
            "198.51.100.64/28",
            "198.51.100.16/29",
            "198.51.100.64/27",
            "198.51.100.72/29",
            "198.51.100.0/24",
        ] {
            assert!(!listing.is_free(range(taken)), "{taken}");
        }
        for free in ["198.51.100.32/27", "198.51.100.80/28", "198.51.100.112/28"] {
            assert!(listing.is_free(range(free)), "{free}");
        }
    }

    #[test]
    fn a_part_that_shows_nothing_may_be_a_net_itself() {
        assert_eq!(asked(&["198.51.100.0/24"], &[]), ["198.51.100.0"]);
        assert!(asked(&["198.51.100.0/24"], &["198.51.100.64/28"]).is_empty());
        let halves = ["198.51.100.0/25", "198.51.100.128/25"];
        assert_eq!(asked(&halves, &["198.51.100.112/28"]), ["198.51.100.128"]);
    }

    #[test]
    fn an_end_between_two_free_addresses_may_lie_in_a_net() {
        let halves = ["198.51.100.0/25", "198.51.100.128/25"];
        let far = ["198.51.100.64/28", "198.51.100.192/28"];
        assert_eq!(asked(&halves, &far), ["198.51.100.128"]);
        let below = ["198.51.100.112/28", "198.51.100.192/28"];
        assert!(asked(&halves, &below).is_empty());
        let above = ["198.51.100.64/28", "198.51.100.128/28"];
        assert!(asked(&halves, &above).is_empty());
    }

    #[test]
    fn a_part_inside_a_listed_net_is_in_no_doubt() {
        let halves = ["198.51.100.0/25", "198.51.100.128/25"];
        let over = ["198.51.100.64-198.51.100.255"];
        assert!(asked(&halves, &over).is_empty());
        assert!(around(range("198.51.100.128/25"), &public(&over)));
        assert!(!around(range("198.51.100.0/25"), &public(&over)));
    }

    #[test]
    fn a_list_that_would_be_cut_is_asked_for_in_parts() {
        let prefix: Prefix = "20.0.0.0/16".parse().expect("a prefix");
        let known: Vec<Range> = (0..3000_u32)
            .map(|n| {
                let first = std::net::Ipv4Addr::from(0x1400_0000 + n * 16);
                range(&format!("{first}/28"))
            })
            .collect();
        let mut parts = Vec::new();
        split(prefix, &known, &mut parts);
        let mut ranges: Vec<Range> = parts.iter().map(|part| part.range()).collect();
        ranges.sort();
        assert_eq!(ranges.first().map(|r| r.first()), Some(0x1400_0000));
        assert_eq!(ranges.last().map(|r| r.last()), Some(0x1400_FFFF));
        for (one, next) in ranges.iter().zip(&ranges[1..]) {
            assert_eq!(one.last() + 1, next.first());
        }
        for part in &ranges {
            let inside = known.iter().filter(|range| part.contains(**range)).count();
            assert!(inside <= FULL, "{part} holds {inside}");
        }
        let mut alone = Vec::new();
        split(prefix, &known[..FULL], &mut alone);
        assert_eq!(alone, [prefix]);
    }
}
