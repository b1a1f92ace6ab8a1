//! Which ranges lie right below a net, from the public list. A list that was cut is asked for again in halves.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::client::Client;
use super::super::reply::ReadError;
use crate::model::{NetHandle, Prefix, Range};
use crate::registry::Failure;

/// What the public list and the gaps between its parts showed.
pub(super) struct Listing {
    /// Ranges that may be registered right below the net.
    pub(super) ranges: BTreeSet<Range>,
}

/// Halving ends here: no list of this many parts is real.
const MOST_PARTS: usize = 65_536;

/// Lists everything right below a net. Where the list is split, two kinds of net would be missed and are looked
/// for: one that is exactly a half (asked about itself, the list names what lies below it), and one that
/// straddles the middle, in neither half.
pub(super) async fn of(
    client: &Arc<Client>,
    prefix: Prefix,
    parent: &NetHandle,
) -> Result<Listing, Failure> {
    let mut ranges = BTreeSet::new();
    let mut parts = vec![prefix];
    let mut asked = 0;
    while let Some(part) = parts.pop() {
        asked += 1;
        if asked > MOST_PARTS {
            return Err(Failure::Unknown(format!(
                "the list was cut {MOST_PARTS} times"
            )));
        }
        let children = client.children(part).await.map_err(Failure::from)?;
        let own = children
            .nets
            .iter()
            .filter(|net| net.parent.as_ref().is_none_or(|above| above == parent));
        ranges.extend(own.map(|net| net.range));
        if !children.truncated {
            continue;
        }
        let Some(halves) = part.halves() else {
            continue;
        };
        for half in halves {
            ranges.insert(half.range());
            parts.push(half);
        }
        ranges.extend(straddling(client, halves, parent).await?);
    }
    Ok(Listing { ranges })
}

/// The net right below `parent` that has addresses in both halves, if there is one.
async fn straddling(
    client: &Arc<Client>,
    halves: [Prefix; 2],
    parent: &NetHandle,
) -> Result<Option<Range>, Failure> {
    let middle = halves[1].range().first();
    let mut found = match client.public_net(halves[1].first()).await {
        Ok(net) => net,
        Err(ReadError::Absent) => return Ok(None),
        Err(error) => return Err(Failure::from(error)),
    };
    // The most specific net may lie deeper; climb until its parent is ours. Real trees are a few levels deep.
    for _ in 0..16 {
        if found.handle == *parent {
            return Ok(None);
        }
        if found.parent.as_ref() == Some(parent) {
            return Ok((found.range.first() < middle).then_some(found.range));
        }
        let Some(above) = found.parent.clone() else {
            return Ok(None);
        };
        if above == found.handle {
            return Ok(None);
        }
        let net = match client.net(&above).await {
            Ok(net) => net,
            Err(error) => return Err(Failure::from(error)),
        };
        let (Some(handle), Some(range)) = (net.handle.clone(), net.range()) else {
            return Ok(None);
        };
        found.handle = handle;
        found.range = range;
        found.parent = net.parent;
    }
    Ok(None)
}
