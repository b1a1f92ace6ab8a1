//! Which ranges lie right below a net, from the public list. A list that was cut is asked for again in halves.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::client::Client;
use super::super::rdap::PublicNet;
use super::super::reply::ReadError;
use crate::model::{NetHandle, Prefix, Range};
use crate::registry::Failure;

/// What the public list and the gaps between its parts showed.
#[derive(Default)]
pub(super) struct Listing {
    /// Ranges that may be registered right below the net.
    pub(super) ranges: BTreeSet<Range>,
    /// Ranges that hold something whose place in the tree could not be found out, and why.
    pub(super) unread: Vec<(Range, String)>,
}

/// Halving ends here: no list of this many parts is real.
const MOST_PARTS: usize = 65_536;
/// Real trees are a few levels deep.
const LEVELS: usize = 16;

/// Lists everything right below a net. Where the list is split, two kinds of net would be missed and are looked
/// for: one that is exactly a half (asked about itself, the list names what lies below it), and one that
/// straddles the middle, in neither half.
pub(super) async fn of(
    client: &Arc<Client>,
    prefix: Prefix,
    parent: &NetHandle,
) -> Result<Listing, Failure> {
    let mut listing = Listing::default();
    let mut parts = vec![prefix];
    let mut cut = Vec::new();
    let mut asked = 0;
    while let Some(part) = parts.pop() {
        asked += 1;
        if asked > MOST_PARTS {
            let why = format!("the list was cut {MOST_PARTS} times");
            return Err(Failure::Unknown(why));
        }
        let children = client.children(part).await.map_err(Failure::from)?;
        let above = |net: &&PublicNet| net.parent.as_ref().is_none_or(|above| above == parent);
        listing
            .ranges
            .extend(children.nets.iter().filter(above).map(|net| net.range));
        if children.truncated
            && let Some(halves) = part.halves()
        {
            parts.extend(halves);
            cut.push(halves);
        }
    }
    let straddlers = straddlers(client, &cut, parent, &listing.ranges).await?;
    for found in straddlers {
        match found {
            Ok(range) => listing.ranges.extend(range),
            Err(unread) => listing.unread.push(unread),
        }
    }
    listing
        .ranges
        .extend(cut.iter().flatten().map(|half| half.range()));
    Ok(listing)
}

/// A range that straddles a middle, nothing, or a range whose net could not be placed.
type Straddler = Result<Option<Range>, (Range, String)>;

/// For each cut the net that covers its middle, unless the list names a net around it: then it is in one half.
async fn straddlers(
    client: &Arc<Client>,
    cut: &[[Prefix; 2]],
    parent: &NetHandle,
    listed: &BTreeSet<Range>,
) -> Result<Vec<Straddler>, Failure> {
    let mut found = Vec::new();
    for [_, upper] in cut {
        let net = match client.public_net(upper.first()).await {
            Ok(net) => net,
            Err(ReadError::Absent) => continue,
            Err(error) => return Err(Failure::from(error)),
        };
        if !listed.iter().any(|range| range.contains(net.range)) {
            found.push(climbed(client, net, upper.range().first(), parent).await?);
        }
    }
    Ok(found)
}

/// Climbs from the most specific net to the one right below `parent`. A net of others above it may be closed to
/// our key; that concerns its range alone.
async fn climbed(
    client: &Arc<Client>,
    mut net: PublicNet,
    middle: u128,
    parent: &NetHandle,
) -> Result<Straddler, Failure> {
    for _ in 0..LEVELS {
        if net.handle == *parent {
            return Ok(Ok(None));
        }
        if net.parent.as_ref() == Some(parent) {
            return Ok(Ok((net.range.first() < middle).then_some(net.range)));
        }
        let Some(above) = net.parent.clone().filter(|above| *above != net.handle) else {
            return Ok(Ok(None));
        };
        let live = match client.net(&above).await.map_err(Failure::from) {
            Ok(live) => live,
            Err(failure @ Failure::Unauthenticated(_)) => return Err(failure),
            Err(failure) => return Ok(Err((net.range, format!("{above} above it: {failure}")))),
        };
        let (Some(handle), Some(range)) = (live.handle.clone(), live.range()) else {
            return Ok(Err((
                net.range,
                format!("the record of {above} above it is incomplete"),
            )));
        };
        net.handle = handle;
        net.range = range;
        net.parent = live.parent;
    }
    Ok(Ok(None))
}
