//! The picture of an earlier look. Nothing is sent.

use super::super::Network;
use super::super::live::{Live, LiveNetwork, ReadNetwork};
use super::super::memory::Memory;
use super::{Observation, object};

impl Observation<'_> {
    /// What memory holds of the declared networks. Customer records that may have lost their net are not in it: nothing
    /// is planned for them.
    pub(in super::super) fn recalled(&self, memory: &mut Memory) -> Live {
        let mut live = Live::default();
        for network in &self.desired.networks {
            let recalled = recalled(network, memory);
            if let LiveNetwork::Read(read) = &recalled {
                live.read += read.nets.len() as u64;
            }
            live.networks.push(recalled);
        }
        live
    }
}

fn recalled(network: &Network, memory: &mut Memory) -> LiveNetwork {
    let expect = &network.expect;
    let known = memory.network(network.prefix.range()).filter(|known| {
        expect
            .handle
            .as_ref()
            .is_none_or(|handle| *handle == known.handle)
            && (expect.org.is_none() || expect.org == known.org)
    });
    let Some(known) = known else {
        return object(
            "never-read",
            "it was never read from here".to_owned(),
            "plan once with --refresh auto; nothing can be said of it before",
        );
    };
    let (handle, org) = (known.handle.clone(), known.org.clone());
    let nets = memory.take_below(&handle).into_values();
    LiveNetwork::Read(ReadNetwork {
        nets: nets.map(|known| known.net).collect(),
        handle,
        org,
        unread: Vec::new(),
        listed: true,
    })
}
