//! The names of reverse zones. Delegations exist along the octets and nibbles of direct allocations (reference 2.17).

use std::net::IpAddr;

use crate::model::{NetType, Prefix, Range};

use super::state::{Net, State};

/// The reverse zones of a direct allocation, in the order of their addresses: a /22 has four. Space that is
/// smaller than an octet's zone lies in the zone that holds it.
pub(super) fn names(range: Range) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for prefix in range.cidrs() {
        for zone in split(prefix) {
            let name = name(zone);
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The direct allocations that a zone belongs to; none when there is no such zone.
pub(super) fn holders<'a>(state: &'a State, zone: &str) -> Vec<&'a Net> {
    allocations(state)
        .filter(|net| names(net.range).iter().any(|name| name == zone))
        .collect()
}

/// Every direct allocation.
pub(super) fn allocations(state: &State) -> impl Iterator<Item = &Net> {
    let nets = state.nets.values();
    nets.filter(|net| net.kind == NetType::DirectAllocation)
}

fn split(prefix: Prefix) -> Vec<Prefix> {
    let boundary = match prefix.first() {
        IpAddr::V4(_) => prefix.length().next_multiple_of(8).clamp(8, 24),
        IpAddr::V6(_) => prefix.length().next_multiple_of(4).clamp(4, 124),
    };
    if prefix.length() >= boundary {
        return Prefix::covering(prefix.first(), boundary)
            .into_iter()
            .collect();
    }
    let mut zones = vec![prefix];
    for _ in prefix.length()..boundary {
        zones = zones
            .into_iter()
            .flat_map(|zone| zone.halves().into_iter().flatten())
            .collect();
    }
    zones
}

fn name(zone: Prefix) -> String {
    let labels: Vec<String> = match zone.first() {
        IpAddr::V4(address) => {
            let octets = address.octets().into_iter().map(|octet| octet.to_string());
            octets.take(usize::from(zone.length() / 8)).collect()
        }
        IpAddr::V6(address) => {
            let nibbles = address.octets().into_iter();
            nibbles
                .flat_map(|octet| [octet >> 4, octet & 15])
                .map(|nibble| format!("{nibble:x}"))
                .take(usize::from(zone.length() / 4))
                .collect()
        }
    };
    let tree = match zone.first() {
        IpAddr::V4(_) => "in-addr",
        IpAddr::V6(_) => "ip6",
    };
    let mut name = String::new();
    for label in labels.iter().rev() {
        name.push_str(label);
        name.push('.');
    }
    format!("{name}{tree}.arpa.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(range: &str) -> Vec<String> {
        names(range.parse().expect("range"))
    }

    #[test]
    fn zones_follow_octets_and_nibbles() {
        assert_eq!(zones("198.51.100.0/24"), ["100.51.198.in-addr.arpa."]);
        assert_eq!(zones("198.51.100.64/26"), ["100.51.198.in-addr.arpa."]);
        assert_eq!(
            zones("198.51.100.0/22"),
            [
                "100.51.198.in-addr.arpa.",
                "101.51.198.in-addr.arpa.",
                "102.51.198.in-addr.arpa.",
                "103.51.198.in-addr.arpa."
            ]
        );
        assert_eq!(
            zones("10.0.0.0/15"),
            ["0.10.in-addr.arpa.", "1.10.in-addr.arpa."]
        );
        assert_eq!(zones("10.0.0.0/8"), ["10.in-addr.arpa."]);
        assert_eq!(zones("10.0.0.0/9").len(), 128);
        assert_eq!(zones("2001:db8::/32"), ["8.b.d.0.1.0.0.2.ip6.arpa."]);
        assert_eq!(
            zones("2001:db8::/35"),
            ["0.8.b.d.0.1.0.0.2.ip6.arpa.", "1.8.b.d.0.1.0.0.2.ip6.arpa."]
        );
        assert_eq!(
            zones("198.51.100.0-198.51.100.191"),
            ["100.51.198.in-addr.arpa."]
        );
    }
}
