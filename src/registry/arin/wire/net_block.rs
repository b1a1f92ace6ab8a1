//! `netBlock` (reference 2.8): one CIDR block of a net.

use std::net::{IpAddr, Ipv4Addr};

use super::element::Element;
use super::fields::{Fields, Read};
use super::{Out, WireError};
use crate::model::{NetType, Prefix, Range};

/// One block of a net, texts as they came: replies pad addresses, and a PUT echoes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetBlock {
    /// The code of its type: `S`.
    pub kind: Option<String>,
    /// What the code means; derived.
    pub description: Option<String>,
    /// The first address.
    pub start: Option<String>,
    /// The last address.
    pub end: Option<String>,
    /// The length of the prefix.
    pub cidr_length: Option<String>,
}

impl NetBlock {
    /// The name of its element.
    pub(super) const NAME: &'static str = "netBlock";

    /// The request for a block: type, first address and length, as the registry documents it.
    #[must_use]
    pub fn of(prefix: Prefix, kind: &NetType) -> Self {
        Self {
            kind: Some(kind.code().to_owned()),
            description: None,
            start: Some(prefix.first().to_string()),
            end: None,
            cidr_length: Some(prefix.length().to_string()),
        }
    }

    /// Its range. `None` when it can not be read, or its last address and its length disagree.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        let start = parse_address(self.start.as_deref()?)?;
        let by_end = match self.end.as_deref() {
            Some(text) => Some(Range::between(start, parse_address(text)?)?),
            None => None,
        };
        let by_length = match self.cidr_length.as_deref() {
            Some(text) => {
                let prefix = Prefix::covering(start, text.trim().parse().ok()?)?;
                (prefix.first() == start).then(|| Some(prefix.range()))?
            }
            None => None,
        };
        match (by_end, by_length) {
            (Some(one), Some(other)) => (one == other).then_some(one),
            (one, other) => one.or(other),
        }
    }

    /// What kind of net it says it is.
    pub(super) fn net_type(&self) -> Option<NetType> {
        self.kind.as_deref().map(NetType::from_code)
    }

    /// Reads the element, and says what it left.
    pub(super) fn read(element: &Element) -> Result<Read<Self>, WireError> {
        let mut fields = Fields::of(element);
        let block = Self {
            kind: fields.text("type")?,
            description: fields.text("description")?,
            start: fields.text("startAddress")?,
            end: fields.text("endAddress")?,
            cidr_length: fields.text("cidrLength")?,
        };
        fields.own_text();
        Ok((block, fields.left()))
    }

    /// Writes the element.
    pub(super) fn write(&self, out: &mut Out) {
        out.wrap(Self::NAME, |out| {
            out.field("cidrLength", self.cidr_length.as_deref());
            out.field("description", self.description.as_deref());
            out.field("endAddress", self.end.as_deref());
            out.field("startAddress", self.start.as_deref());
            out.field("type", self.kind.as_deref());
        });
    }
}

/// An address as the registry writes it: IPv4 padded to three decimal digits, IPv6 in any form
/// (reference 2.8). The padding is decimal, never octal.
#[must_use]
pub fn parse_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if text.contains(':') {
        return text.parse().ok();
    }
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        let digits = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        *octet = digits.then(|| part.parse().ok()).flatten()?;
    }
    parts
        .next()
        .is_none()
        .then_some(IpAddr::V4(Ipv4Addr::from(octets)))
}
