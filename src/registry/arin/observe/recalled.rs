//! The picture of an earlier look. Nothing is sent.

use super::super::Network;
use super::super::live::{Live, LiveNetwork, ReadNetwork};
use super::super::memory::{Memory, RememberedNetwork};
use super::{Observation, object};

/// Stands for the handle of a network of which nothing is known. No registry issues it, and the plan that shows it is
/// forbidden.
const UNKNOWN: &str = "NET-NEVER-READ";

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
                    let nets: Vec<_> = nets.map(|known| known.net).collect();
                    live.read += nets.len() as u64;
                    LiveNetwork::Read(ReadNetwork {
                        nets,
                        handle,
                        org,
                        unread: Vec::new(),
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
}

/// Whether a remembered network is the one that the repository expects.
fn expected(network: &Network, known: &RememberedNetwork) -> bool {
    let expect = &network.expect;
    let handle = expect.handle.as_ref();
    handle.is_none_or(|handle| *handle == known.handle)
        && (expect.org.is_none() || expect.org == known.org)
}
