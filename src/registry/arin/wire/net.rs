//! `net` (reference 2.7, 2.8): a registration of address space.

use std::net::{IpAddr, Ipv4Addr};

use super::element::Element;
use super::fields::{Fields, parsed};
use super::{CustomerPayload, Out, Payload, WireError, Writable};
use crate::model::{
    CustomerHandle, Handle, Incarnation, NetHandle, NetType, OrgHandle, PocHandle, Prefix, Range,
};

/// A net as the registry holds it, or as we ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetPayload {
    /// Issued by the registry; absent on create.
    pub handle: Option<NetHandle>,
    /// The name, as it came.
    pub name: Option<String>,
    /// The blocks, as they came. Together they are one contiguous range.
    pub blocks: Vec<NetBlock>,
    /// The net above.
    pub parent: Option<NetHandle>,
    /// The customer of a simple reassignment.
    pub customer_handle: Option<CustomerHandle>,
    /// A customer created in the same call.
    pub customer: Option<CustomerPayload>,
    /// The org of any other net.
    pub org_handle: Option<OrgHandle>,
    /// Comment lines in the order of their numbers.
    pub comment: Vec<String>,
    /// POC links; `None` where there is no wrapper. Forbidden on create, a full replace on modify.
    pub poc_links: Option<Vec<PocLink>>,
    /// Retired by the registry, and echoed only (reference 2.9).
    pub origin_ases: Option<Vec<String>>,
    /// `4` or `6`.
    pub version: Option<String>,
    /// When it was registered, byte for byte.
    pub registration_date: Option<String>,
    /// Elements that we do not know; a PUT would erase them.
    pub unknown: Vec<String>,
}

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

/// A POC and what it does for the net (reference 2.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PocLink {
    /// Who.
    pub handle: PocHandle,
    /// `T`, `AB` or `N` on a net.
    pub function: String,
    /// What the function means; derived.
    pub description: Option<String>,
}

/// Who a net is given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A customer: a simple reassignment.
    Customer(CustomerHandle),
    /// An org: everything else.
    Org(OrgHandle),
}

impl From<Recipient> for Handle {
    fn from(recipient: Recipient) -> Self {
        match recipient {
            Recipient::Customer(handle) => handle.into(),
            Recipient::Org(handle) => handle.into(),
        }
    }
}

impl NetPayload {
    /// The range of its blocks together. `None` when they are not one contiguous range, or one of them can
    /// not be read or contradicts itself.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        let mut blocks: Vec<Range> = self
            .blocks
            .iter()
            .map(NetBlock::range)
            .collect::<Option<_>>()?;
        blocks.sort_unstable();
        let (first, rest) = blocks.split_first()?;
        rest.iter().try_fold(*first, |whole, next| {
            (whole.last().checked_add(1) == Some(next.first()))
                .then(|| Range::between(whole.first_address(), next.last_address()))
                .flatten()
        })
    }

    /// Who it is given to. `None` when nobody is named, or a customer and an org both.
    #[must_use]
    pub fn recipient(&self) -> Option<Recipient> {
        let embedded = self.customer.as_ref().and_then(|c| c.handle.as_ref());
        let customer = match (self.customer_handle.as_ref(), embedded) {
            (Some(one), Some(other)) if one != other => return None,
            (one, other) => one.or(other),
        };
        match (customer, &self.org_handle) {
            (Some(customer), None) => Some(Recipient::Customer(customer.clone())),
            (None, Some(org)) => Some(Recipient::Org(org.clone())),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }

    /// Which life of which net this is; `None` without a handle, a date or one recipient.
    #[must_use]
    pub fn incarnation(&self) -> Option<Incarnation> {
        Some(Incarnation {
            handle: self.handle.as_ref()?.into(),
            registered: self.registration_date.clone()?,
            recipient: Some(self.recipient()?.into()),
        })
    }

    /// What kind of net it is; `None` when its blocks say nothing or differ.
    #[must_use]
    pub fn net_type(&self) -> Option<NetType> {
        let mut kinds = self.blocks.iter().map(NetBlock::net_type);
        let first = kinds.next()??;
        kinds
            .all(|kind| kind.as_ref() == Some(&first))
            .then_some(first)
    }
}

impl NetBlock {
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

    fn net_type(&self) -> Option<NetType> {
        self.kind.as_deref().map(NetType::from_code)
    }

    fn read(element: &Element) -> Result<(Self, Vec<String>), WireError> {
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

fn read_poc_link(element: &Element) -> Result<(PocLink, Vec<String>), WireError> {
    let mut fields = Fields::of(element);
    let handle = fields
        .attribute("handle")
        .ok_or(WireError::Missing("pocLinkRef/@handle"))?;
    let link = PocLink {
        handle: parsed("pocLinkRef/@handle", &handle)?,
        function: fields
            .attribute("function")
            .ok_or(WireError::Missing("pocLinkRef/@function"))?,
        description: fields.attribute("description"),
    };
    fields.own_text();
    Ok((link, fields.left()))
}

/// Reads the items of a list, and keeps what they left.
fn items<T>(
    fields: &mut Fields<'_>,
    (wrapper, item): (&'static str, &'static str),
    read: impl Fn(&Element) -> Result<(T, Vec<String>), WireError>,
) -> Result<Option<Vec<T>>, WireError> {
    let Some(elements) = fields.list(wrapper, item)? else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for element in elements {
        let (value, left) = read(element)?;
        fields.leave(item, left);
        found.push(value);
    }
    Ok(Some(found))
}

impl Payload for NetPayload {
    const ROOT: &'static str = "net";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let customer = match fields.one("customer")? {
            None => None,
            Some(child) => Some(CustomerPayload::read(child)?),
        };
        if let Some(customer) = &customer {
            fields.leave("customer", customer.unknown.clone());
        }
        // Messages justify one request. They are no part of the record, so nothing is lost without them.
        fields.one("messages")?;
        fields.one("messageReferences")?;
        let blocks = items(&mut fields, ("netBlocks", "netBlock"), NetBlock::read)?;
        let net = Self {
            handle: fields.typed("handle")?,
            name: fields.text("netName")?,
            blocks: blocks.unwrap_or_default(),
            parent: fields.typed("parentNetHandle")?,
            customer_handle: fields.typed("customerHandle")?,
            customer,
            org_handle: fields.typed("orgHandle")?,
            comment: fields.lines("comment")?,
            poc_links: items(&mut fields, ("pocLinks", "pocLinkRef"), read_poc_link)?,
            origin_ases: items(&mut fields, ("originASes", "originAS"), |item| {
                Ok((item.text.clone(), Fields::of(item).left()))
            })?,
            version: fields.text("version")?,
            registration_date: fields.text("registrationDate")?,
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..net
        })
    }
}

impl Writable for NetPayload {
    fn write(&self, out: &mut Out) {
        if let Some(links) = &self.poc_links {
            out.wrap("pocLinks", |out| {
                for link in links {
                    write_link(link, out);
                }
            });
        }
        if let Some(customer) = &self.customer {
            out.wrap("customer", |out| customer.write(out));
        }
        let customer = self.customer_handle.as_ref();
        out.field("customerHandle", customer.map(CustomerHandle::as_str));
        out.lines("comment", &self.comment);
        if !self.blocks.is_empty() {
            out.wrap("netBlocks", |out| {
                for block in &self.blocks {
                    out.wrap("netBlock", |out| block.write(out));
                }
            });
        }
        out.field("handle", self.handle.as_ref().map(NetHandle::as_str));
        out.field("netName", self.name.as_deref());
        out.field("orgHandle", self.org_handle.as_ref().map(OrgHandle::as_str));
        if let Some(numbers) = &self.origin_ases {
            out.wrap("originASes", |out| {
                for number in numbers {
                    out.field("originAS", Some(number));
                }
            });
        }
        let parent = self.parent.as_ref();
        out.field("parentNetHandle", parent.map(NetHandle::as_str));
        out.field("registrationDate", self.registration_date.as_deref());
        out.field("version", self.version.as_deref());
    }
}

impl NetBlock {
    fn write(&self, out: &mut Out) {
        out.field("cidrLength", self.cidr_length.as_deref());
        out.field("description", self.description.as_deref());
        out.field("endAddress", self.end.as_deref());
        out.field("startAddress", self.start.as_deref());
        out.field("type", self.kind.as_deref());
    }
}

fn write_link(link: &PocLink, out: &mut Out) {
    let mut attributes = vec![
        ("handle", link.handle.as_str()),
        ("function", link.function.as_str()),
    ];
    if let Some(description) = &link.description {
        attributes.push(("description", description));
    }
    out.leaf("pocLinkRef", &attributes);
}
