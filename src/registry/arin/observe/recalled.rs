//! The picture of an earlier look. Nothing is sent.

use super::super::Network;
use super::super::live::{Live, LiveNet, LiveNetwork, ReadNetwork};
use super::super::memory::{Memory, RememberedNetwork};
use super::{Observation, object};
use crate::journal::Ledger;
use crate::model::{NetHandle, Range};

/// Stands for the handle of a network of which nothing is known. No registry issues it, and the plan that shows it is
/// forbidden.
pub(in super::super) const UNKNOWN: &str = "NET-NEVER-READ";

impl Observation<'_> {
    /// What memory holds of the declared networks. Customer records that may have lost their net are not in it: nothing
    /// is planned for them.
    pub(in super::super) fn recalled(&self, memory: &mut Memory) -> Live {
        let mut live = Live::default();
        for (index, network) in self.desired.networks.iter().enumerate() {
            let known = memory
                .network(network.prefix.range())
                .filter(|known| known.identity == self.identity && expected(network, known))
                .map(|known| (known.handle.clone(), known.org.clone(), known.swept));
            let recalled = match (known, UNKNOWN.parse()) {
                (Some((handle, org, swept)), _) => {
                    live.read_at = Some(live.read_at.map_or(swept, |oldest| oldest.min(swept)));
                    let nets = memory.take_below(&handle).into_values();
                    let mut nets: Vec<_> = nets.map(|known| known.net).collect();
                    let unread = self.unseen((&handle, swept), &mut nets);
                    live.read += nets.len() as u64;
                    LiveNetwork::Read(ReadNetwork {
                        nets,
                        handle,
                        org,
                        unread,
                        listed: true,
                        itself: crate::registry::arin::live::ItselfRead::default(),
                    })
                }
                (None, Ok(handle)) => {
                    live.never_read.insert(index);
                    LiveNetwork::Read(ReadNetwork {
                        nets: Vec::new(),
                        handle,
                        org: None,
                        unread: Vec::new(),
                        listed: false,
                        itself: crate::registry::arin::live::ItselfRead::default(),
                    })
                }
                (None, Err(_)) => object(
                    "unread",
                    "it was never read from here".to_owned(),
                    "plan once with --refresh auto",
                ),
            };
            live.networks.push(recalled);
        }
        live
    }

    /// Where nets of ours lie that the last sweep has not seen: made since, not read by it, or gone. Which of these, only
    /// the registry can say, and a list that lags looks the same; another life that memory holds there is over.
    fn unseen(
        &self,
        (network, swept): (&NetHandle, jiff::Timestamp),
        nets: &mut Vec<LiveNet>,
    ) -> Vec<(Range, String)> {
        let mut unseen = Vec::new();
        for (place, owned) in Ledger::below(&self.ledger.owned, self.registry, network) {
            let at = nets.binary_search_by_key(&place.range, |net| net.place.range);
            let seen = at.ok().and_then(|at| nets.get(at));
            if seen.is_some_and(|net| net.incarnation.same(&owned.incarnation)) {
                continue;
            }
            if let Ok(at) = at {
                nets.remove(at);
            }
            let why = if swept > owned.since {
                "the last sweep did not see it"
            } else {
                "no sweep has seen it yet"
            };
            let why = format!("{why}, and --refresh never asks nobody");
            unseen.push((place.range, why));
        }
        unseen
    }
}

/// Whether a remembered network is the one that the repository expects.
fn expected(network: &Network, known: &RememberedNetwork) -> bool {
    let expect = &network.expect;
    let handle = expect.handle.as_ref();
    handle.is_none_or(|handle| *handle == known.handle)
        && (expect.org.is_none() || expect.org == known.org)
}
