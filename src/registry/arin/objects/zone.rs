//! Zones of reverse DNS, by name and by the addresses in them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{Handle, Prefix, Range};

/// A zone below `in-addr.arpa` along octets, or below `ip6.arpa` along nibbles. Others are never delegated by the
/// registry (reference 2.17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(Prefix);

/// Why a text is not a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// It does not end in one of the two trees.
    #[error("\"{0}\" is not below in-addr.arpa or ip6.arpa")]
    Tree(String),
    /// A label is no octet or nibble.
    #[error("\"{label}\" in \"{zone}\" is not {expected}")]
    Label {
        /// The label.
        label: String,
        /// The whole.
        zone: String,
        /// What it should be.
        expected: &'static str,
    },
    /// It has more or fewer labels than a zone of the registry.
    #[error("\"{zone}\" has {count} labels, and the registry delegates {expected}")]
    Count {
        /// The whole.
        zone: String,
        /// How many.
        count: usize,
        /// What it delegates.
        expected: &'static str,
    },
}

/// The longest IPv4 prefix with a zone of its own.
const V4_DEEPEST: u8 = 24;
const V6_DEEPEST: u8 = 124;

impl Zone {
    /// The addresses in it.
    #[must_use]
    pub fn prefix(self) -> Prefix {
        self.0
    }

    /// The addresses in it, as a range.
    #[must_use]
    pub fn range(self) -> Range {
        self.0.range()
    }

    /// How long the prefixes of the zones are that the registry delegates for a net of this prefix: the next octet
    /// or nibble (reference 2.17).
    #[must_use]
    pub fn boundary(net: Prefix) -> u8 {
        match net.first() {
            IpAddr::V4(_) => net.length().next_multiple_of(8).clamp(8, V4_DEEPEST),
            IpAddr::V6(_) => net.length().next_multiple_of(4).clamp(4, V6_DEEPEST),
        }
    }

    /// The zone of this many bits that holds an address.
    #[must_use]
    pub fn around(address: IpAddr, boundary: u8) -> Option<Self> {
        Prefix::covering(address, boundary).map(Self)
    }

    /// The zones of this many bits that make up a range, when it is made of whole ones and of no more than `most`.
    #[must_use]
    pub fn filling(range: Range, boundary: u8, most: usize) -> Option<Vec<Self>> {
        let mut zones = Vec::new();
        for prefix in range.cidrs() {
            let deeper = boundary.checked_sub(prefix.length())?;
            let count = 1_usize.checked_shl(u32::from(deeper))?;
            if zones.len().saturating_add(count) > most {
                return None;
            }
            let mut parts = vec![prefix];
            for _ in 0..deeper {
                let halves = parts.into_iter().filter_map(Prefix::halves);
                parts = halves.flatten().collect();
            }
            zones.extend(parts.into_iter().map(Self));
        }
        Some(zones)
    }

    /// What stands for it where writes name what they touch. The registry issues no handle for a zone, and none of
    /// its handles looks like this.
    #[must_use]
    pub fn handle(self) -> Option<Handle> {
        self.to_string().replace('.', "-").parse().ok()
    }
}

impl fmt::Display for Zone {
    /// In lower case, without the dot at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = usize::from(self.0.length());
        match self.0.first() {
            IpAddr::V4(address) => {
                let octets = address.octets();
                for octet in octets.iter().take(length / 8).rev() {
                    write!(f, "{octet}.")?;
                }
                f.write_str("in-addr.arpa")
            }
            IpAddr::V6(address) => {
                let octets = address.octets();
                let nibbles: Vec<u8> = octets
                    .iter()
                    .flat_map(|octet| [octet >> 4, octet & 15])
                    .take(length / 4)
                    .collect();
                for nibble in nibbles.iter().rev() {
                    write!(f, "{nibble:x}.")?;
                }
                f.write_str("ip6.arpa")
            }
        }
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    /// Reads a name in any case, with or without the dot at its end.
    fn from_str(text: &str) -> Result<Self, ZoneError> {
        let name = text.trim().to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        if let Some(labels) = name.strip_suffix(".in-addr.arpa") {
            return v4(name, labels);
        }
        match name.strip_suffix(".ip6.arpa") {
            Some(labels) => v6(name, labels),
            None => Err(ZoneError::Tree(text.trim().to_owned())),
        }
    }
}

fn v4(zone: &str, labels: &str) -> Result<Zone, ZoneError> {
    let mut octets = [0_u8; 4];
    let labels: Vec<&str> = labels.split('.').rev().collect();
    for (octet, label) in octets.iter_mut().zip(&labels) {
        let number = label.parse::<u8>().ok();
        let plain = number.filter(|number| number.to_string() == **label);
        *octet = plain.ok_or_else(|| ZoneError::Label {
            label: (*label).to_owned(),
            zone: zone.to_owned(),
            expected: "a number from 0 to 255",
        })?;
    }
    let counted = || ZoneError::Count {
        zone: zone.to_owned(),
        count: labels.len(),
        expected: "/8, /16 and /24: one to three labels",
    };
    let bits = u8::try_from(labels.len()).ok().filter(|count| *count <= 3);
    let address = IpAddr::V4(Ipv4Addr::from(octets));
    let prefix = bits.and_then(|count| Prefix::covering(address, count * 8));
    prefix.map(Zone).ok_or_else(counted)
}

fn v6(zone: &str, labels: &str) -> Result<Zone, ZoneError> {
    let mut number = 0_u128;
    let labels: Vec<&str> = labels.split('.').rev().collect();
    for (at, label) in labels.iter().enumerate().take(32) {
        let nibble = u128::from_str_radix(label, 16).ok();
        let nibble = nibble.filter(|_| label.len() == 1);
        let nibble = nibble.ok_or_else(|| ZoneError::Label {
            label: (*label).to_owned(),
            zone: zone.to_owned(),
            expected: "one hexadecimal digit",
        })?;
        number |= nibble << (124 - 4 * at);
    }
    let counted = || ZoneError::Count {
        zone: zone.to_owned(),
        count: labels.len(),
        expected: "1 to 31 nibbles",
    };
    let bits = u8::try_from(labels.len()).ok().filter(|count| *count <= 31);
    let address = IpAddr::V6(Ipv6Addr::from(number));
    let prefix = bits.and_then(|count| Prefix::covering(address, count * 4));
    prefix.map(Zone).ok_or_else(counted)
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(text: &str) -> Zone {
        text.parse().expect("a zone")
    }

    #[test]
    fn zones_are_read_in_any_case_with_or_without_the_last_dot() {
        for (text, name, prefix) in [
            (
                "2.0.192.in-addr.arpa",
                "2.0.192.in-addr.arpa",
                "192.0.2.0/24",
            ),
            (
                "100.51.198.IN-ADDR.ARPA.",
                "100.51.198.in-addr.arpa",
                "198.51.100.0/24",
            ),
            (
                "18.198.in-addr.arpa.",
                "18.198.in-addr.arpa",
                "198.18.0.0/16",
            ),
            ("10.in-addr.arpa", "10.in-addr.arpa", "10.0.0.0/8"),
            (
                "8.B.D.0.1.0.0.2.ip6.arpa",
                "8.b.d.0.1.0.0.2.ip6.arpa",
                "2001:db8::/32",
            ),
        ] {
            let zone = zone(text);
            assert_eq!(zone.to_string(), name);
            assert_eq!(zone.prefix().to_string(), prefix);
        }
    }

    #[test]
    fn what_the_registry_does_not_delegate_is_no_zone() {
        for text in [
            "",
            "example.net",
            "in-addr.arpa",
            "1.2.0.192.in-addr.arpa",
            "0-63.2.0.192.in-addr.arpa",
            "02.0.192.in-addr.arpa",
            "256.0.192.in-addr.arpa",
            "b8.d.0.1.0.0.2.ip6.arpa",
            "g.ip6.arpa",
            "..ip6.arpa",
        ] {
            assert!(text.parse::<Zone>().is_err(), "{text:?}");
        }
        let longest = ["0"; 32].join(".");
        assert!(format!("{longest}.ip6.arpa").parse::<Zone>().is_err());
    }

    #[test]
    fn every_zone_has_what_writes_name_it_by() {
        let longest = ["0"; 31].join(".");
        for text in ["10.in-addr.arpa", &format!("{longest}.ip6.arpa")] {
            assert!(zone(text).handle().is_some(), "{text}");
        }
    }

    #[test]
    fn a_range_of_whole_zones_is_split_into_them() {
        let filling = |range: &str, boundary| {
            let range = range.parse().expect("a range");
            let zones = Zone::filling(range, boundary, 256)?;
            Some(zones.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        let four: Vec<String> = (100..104)
            .map(|octet| format!("{octet}.51.198.in-addr.arpa"))
            .collect();
        assert_eq!(filling("198.51.100.0/22", 24), Some(four));
        assert_eq!(filling("198.51.100.0/25", 24), None);
        assert_eq!(filling("198.51.100.0/24", 16), None);
        assert_eq!(filling("10.0.0.0/8", 24), None, "too many");
        assert_eq!(
            filling("2001:db8::/31", 32).map(|zones| zones.len()),
            Some(2)
        );
    }
}
