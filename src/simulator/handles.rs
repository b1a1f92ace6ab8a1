//! Handles as the registry issues them (reference 6.2).

use std::net::IpAddr;

use crate::model::{CustomerHandle, NetHandle, Range};

use super::state::State;

/// Below the first customer number that is issued in an empty registry.
const CUSTOMERS: u64 = 9_990_000;
/// Below the first ticket number.
const TICKETS: u64 = 1000;

/// A handle for a net that begins where the range begins: the smallest free number, from 0 for a direct
/// allocation without a parent and from 1 otherwise. So the handle of a deleted net is issued again.
pub(super) fn net(state: &State, range: Range, top: bool) -> Option<NetHandle> {
    let stem = match range.first_address() {
        IpAddr::V4(address) => format!("NET-{}", address.to_string().replace('.', "-")),
        IpAddr::V6(address) => {
            let segments = address.segments();
            let used = segments.iter().rposition(|group| *group != 0).unwrap_or(0);
            let groups: Vec<String> = segments
                .iter()
                .take(used + 1)
                .map(|group| format!("{group:X}"))
                .collect();
            format!("NET6-{}", groups.join("-"))
        }
    };
    (u32::from(!top)..=u32::MAX)
        .filter_map(|number| format!("{stem}-{number}").parse().ok())
        .find(|handle| !state.nets.contains_key(handle))
}

/// The next customer handle. Never issued twice.
pub(super) fn customer(state: &State) -> Option<CustomerHandle> {
    let number = state.issued.0.max(CUSTOMERS) + 1;
    format!("C{number:08}").parse().ok()
}

/// The next ticket number of a day.
pub(super) fn ticket(state: &State, day: &str) -> String {
    format!("{day}-X{}", state.issued.1.max(TICKETS) + 1)
}
