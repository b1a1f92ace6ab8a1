//! Address space: canonical prefixes, and contiguous ranges that know their minimal CIDR cover.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net, Ipv4Subnets, Ipv6Net, Ipv6Subnets};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::parsed;

/// The version of the internet protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4, 32 bits.
    V4,
    /// IPv6, 128 bits.
    V6,
}

impl Family {
    /// The length of an address in bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    fn of(address: IpAddr) -> (Self, u128) {
        match address {
            IpAddr::V4(address) => (Self::V4, u128::from(u32::from(address))),
            IpAddr::V6(address) => (Self::V6, u128::from(address)),
        }
    }

    fn address(self, number: u128) -> IpAddr {
        match self {
            Self::V4 => IpAddr::V4(Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX))),
            Self::V6 => IpAddr::V6(Ipv6Addr::from(number)),
        }
    }
}

/// Why a text is not a prefix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    /// Not an address, a slash and a length that fits the address.
    #[error("\"{0}\" is not a prefix such as 198.51.100.64/28 or 2001:db8:40::/48")]
    Syntax(String),
    /// Bits below the length are set. The prefix that was probably meant is given.
    #[error("\"{text}\" has bits set below its length; the prefix is {meant}")]
    HostBits {
        /// What was written.
        text: String,
        /// The same with its host bits cleared.
        meant: Prefix,
    },
}

/// Why a text is not a range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// The text has no hyphen, and is not a prefix either.
    #[error(transparent)]
    Prefix(#[from] PrefixError),
    /// One side of the hyphen is not an address.
    #[error("\"{0}\" is not a range such as 198.51.100.80-198.51.100.103")]
    Syntax(String),
    /// An IPv4 and an IPv6 address.
    #[error("\"{0}\" joins an IPv4 and an IPv6 address")]
    Mixed(String),
    /// The last address lies before the first.
    #[error("\"{0}\" ends before it begins")]
    Backwards(String),
}

/// A CIDR prefix without host bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(IpNet);

impl Prefix {
    /// The prefix that holds an address at a length, host bits cleared. `None` when the length does not fit.
    #[must_use]
    pub fn covering(address: IpAddr, length: u8) -> Option<Self> {
        IpNet::new(address, length)
            .ok()
            .map(|net| Self(net.trunc()))
    }

    /// The length in bits.
    #[must_use]
    pub fn length(self) -> u8 {
        self.0.prefix_len()
    }

    /// The first address.
    #[must_use]
    pub fn first(self) -> IpAddr {
        self.0.network()
    }

    /// The same space as a range.
    #[must_use]
    pub fn range(self) -> Range {
        Range::between(self.0.network(), self.0.broadcast())
            .unwrap_or_else(|| unreachable!("one family, in order"))
    }

    /// Its two halves, or nothing for a single address.
    #[must_use]
    pub fn halves(self) -> Option<[Self; 2]> {
        let mut halves = self.0.subnets(self.length() + 1).ok()?;
        Some([Self(halves.next()?), Self(halves.next()?)])
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Prefix {
    type Err = PrefixError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let net: IpNet = text
            .parse()
            .map_err(|_| PrefixError::Syntax(text.to_owned()))?;
        if net.trunc() == net {
            Ok(Self(net))
        } else {
            Err(PrefixError::HostBits {
                text: text.to_owned(),
                meant: Self(net.trunc()),
            })
        }
    }
}

/// A contiguous run of addresses of one family, first and last included.
///
/// Ordered by family, first address, then widest first: an enclosing range comes before what lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range {
    /// Of IPv4 it has [`Self::V4`] set, so that it is greater than the last: no other range is. An estate holds some
    /// ten ranges for each registration, and a family of its own would make each a quarter larger.
    first: Number,
    last: Number,
}

/// An address as a number, high half first. A `u128` would ask for sixteen-byte places, and there are many ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Number([u64; 2]);

impl Number {
    #[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
    const fn new(number: u128) -> Self {
        Self([(number >> 64) as u64, number as u64])
    }

    const fn get(self) -> u128 {
        let Self([high, low]) = self;
        (high as u128) << 64 | low as u128
    }
}

impl Range {
    /// The one that sorts before all others.
    pub const FIRST: Self = Self::of(Family::V4, 0, u32::MAX as u128);

    /// What the first number of an IPv4 range has besides.
    const V4: u128 = 1 << 127;

    const fn of(family: Family, first: u128, last: u128) -> Self {
        let first = match family {
            Family::V4 => first | Self::V4,
            Family::V6 => first,
        };
        Self {
            first: Number::new(first),
            last: Number::new(last),
        }
    }

    /// The range between two addresses, both included. `None` when they are of two families or in the wrong order.
    #[must_use]
    pub fn between(first: IpAddr, last: IpAddr) -> Option<Self> {
        let (family, first) = Family::of(first);
        let (other, last) = Family::of(last);
        (family == other && first <= last).then(|| Self::of(family, first, last))
    }

    /// The range between two address numbers. `None` when they are in the wrong order or too large for the family.
    #[must_use]
    pub fn from_numbers(family: Family, first: u128, last: u128) -> Option<Self> {
        let fits = family == Family::V6 || last <= u128::from(u32::MAX);
        (fits && first <= last).then(|| Self::of(family, first, last))
    }

    /// The family of its addresses.
    #[must_use]
    pub fn family(self) -> Family {
        if self.first > self.last {
            Family::V4
        } else {
            Family::V6
        }
    }

    /// The first address as a number.
    #[must_use]
    pub fn first(self) -> u128 {
        match self.family() {
            Family::V4 => self.first.get() & !Self::V4,
            Family::V6 => self.first.get(),
        }
    }

    /// The last address as a number.
    #[must_use]
    pub fn last(self) -> u128 {
        self.last.get()
    }

    /// The first address.
    #[must_use]
    pub fn first_address(self) -> IpAddr {
        self.family().address(self.first())
    }

    /// The last address.
    #[must_use]
    pub fn last_address(self) -> IpAddr {
        self.family().address(self.last())
    }

    /// Whether every address of `other` is in this range.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.family() == other.family() && self.first <= other.first && other.last <= self.last
    }

    /// The addresses that both have.
    #[must_use]
    pub fn overlap(self, other: Self) -> Option<Self> {
        (self.family() == other.family())
            .then(|| {
                Self::from_numbers(
                    self.family(),
                    self.first().max(other.first()),
                    self.last().min(other.last()),
                )
            })
            .flatten()
    }

    /// Whether the two have an address in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.family() == other.family()
            && self.first() <= other.last()
            && other.first() <= self.last()
    }

    /// How many addresses it holds; `None` for the whole of IPv6, whose count does not fit.
    #[must_use]
    pub fn count(self) -> Option<u128> {
        (self.last() - self.first()).checked_add(1)
    }

    /// The fewest prefixes that together are this range, in address order.
    #[must_use]
    pub fn cidrs(self) -> Vec<Prefix> {
        match (self.first_address(), self.last_address()) {
            (IpAddr::V4(first), IpAddr::V4(last)) => Ipv4Subnets::new(first, last, 0)
                .map(|net: Ipv4Net| Prefix(IpNet::V4(net)))
                .collect(),
            (IpAddr::V6(first), IpAddr::V6(last)) => Ipv6Subnets::new(first, last, 0)
                .map(|net: Ipv6Net| Prefix(IpNet::V6(net)))
                .collect(),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => Vec::new(),
        }
    }

    /// The one prefix that is this range, if it is one.
    #[must_use]
    pub fn prefix(self) -> Option<Prefix> {
        let size = self.last() - self.first();
        let aligned = size & size.wrapping_add(1) == 0 && self.first() & size == 0;
        let host_bits = u8::try_from(128 - size.leading_zeros()).ok()?;
        aligned
            .then(|| Prefix::covering(self.first_address(), self.family().bits() - host_bits))
            .flatten()
    }
}

impl Ord for Range {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.family(), self.first, std::cmp::Reverse(self.last)).cmp(&(
            other.family(),
            other.first,
            std::cmp::Reverse(other.last),
        ))
    }
}

impl PartialOrd for Range {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Prefix> for Range {
    fn from(prefix: Prefix) -> Self {
        prefix.range()
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.prefix() {
            Some(prefix) => prefix.fmt(f),
            None => write!(f, "{}-{}", self.first_address(), self.last_address()),
        }
    }
}

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((first, last)) = text.split_once('-') else {
            return Ok(text.parse::<Prefix>()?.range());
        };
        let address = |part: &str| {
            part.trim()
                .parse::<IpAddr>()
                .map_err(|_| RangeError::Syntax(text.to_owned()))
        };
        let (first, last) = (address(first)?, address(last)?);
        if first.is_ipv4() != last.is_ipv4() {
            return Err(RangeError::Mixed(text.to_owned()));
        }
        Self::between(first, last).ok_or_else(|| RangeError::Backwards(text.to_owned()))
    }
}

impl Serialize for Range {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        (self.family() == Family::V6, self.first(), self.last()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return parsed(deserializer);
        }
        let (is_v6, first, last) = <(bool, u128, u128)>::deserialize(deserializer)?;
        let family = if is_v6 { Family::V6 } else { Family::V4 };
        Self::from_numbers(family, first, last)
            .ok_or_else(|| serde::de::Error::custom("the numbers are no range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        text.parse().expect(text)
    }

    #[test]
    fn a_range_that_is_one_prefix_prints_as_the_prefix() {
        assert_eq!(
            range("198.51.100.64-198.51.100.79").to_string(),
            "198.51.100.64/28"
        );
        assert_eq!(
            range("198.51.100.80-198.51.100.103").to_string(),
            "198.51.100.80-198.51.100.103"
        );
        assert_eq!(range("0.0.0.0/0").to_string(), "0.0.0.0/0");
        assert_eq!(range("::/0").to_string(), "::/0");
        assert_eq!(
            range("198.51.100.1/32").prefix().map(Prefix::length),
            Some(32)
        );
    }

    #[test]
    fn a_range_knows_its_minimal_cover() {
        let cover: Vec<String> = range("198.51.100.80-198.51.100.103")
            .cidrs()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(cover, ["198.51.100.80/28", "198.51.100.96/29"]);
    }

    #[test]
    fn host_bits_are_named_with_the_prefix_that_was_meant() {
        let error = "198.51.100.65/28".parse::<Prefix>().expect_err("host bits");
        assert_eq!(
            error.to_string(),
            "\"198.51.100.65/28\" has bits set below its length; the prefix is 198.51.100.64/28"
        );
    }

    #[test]
    fn mixed_and_backward_ranges_are_refused() {
        assert!(matches!(
            "198.51.100.1-2001:db8::".parse::<Range>(),
            Err(RangeError::Mixed(_))
        ));
        assert!(matches!(
            "198.51.100.9-198.51.100.1".parse::<Range>(),
            Err(RangeError::Backwards(_))
        ));
    }

    #[test]
    fn an_enclosing_range_sorts_before_what_lies_in_it() {
        let mut ranges = [
            range("198.51.100.0/28"),
            range("198.51.100.0/24"),
            range("198.51.99.0/24"),
        ];
        ranges.sort();
        assert_eq!(
            ranges.map(|r| r.to_string()),
            ["198.51.99.0/24", "198.51.100.0/24", "198.51.100.0/28"]
        );
    }

    #[test]
    fn a_range_has_the_family_and_the_ends_that_it_was_made_from() {
        let ends = [0, 1, 1 << 31, u32::MAX.into(), 1 << 127, u128::MAX];
        for first in ends {
            for last in ends {
                for family in [Family::V4, Family::V6] {
                    let fits = family == Family::V6 || last <= u32::MAX.into();
                    let made = Range::from_numbers(family, first, last);
                    assert_eq!(made.is_some(), fits && first <= last);
                    let Some(made) = made else { continue };
                    assert_eq!(
                        (made.family(), made.first(), made.last()),
                        (family, first, last)
                    );
                    let kept = postcard::to_stdvec(&made).expect("bytes");
                    assert_eq!(postcard::from_bytes(&kept), Ok(made));
                    assert!(Range::FIRST <= made);
                }
            }
        }
        assert!(!range("::/0").contains(range("0.0.0.0/0")));
        assert!(!range("0.0.0.0/0").overlaps(range("::/0")));
    }

    #[test]
    fn halves_join_to_the_whole() {
        let prefix: Prefix = "2001:db8::/32".parse().expect("prefix");
        let [low, high] = prefix.halves().expect("two");
        assert_eq!(low.range().last() + 1, high.range().first());
        assert!(
            "198.51.100.1/32"
                .parse::<Prefix>()
                .expect("one address")
                .halves()
                .is_none()
        );
    }
}
