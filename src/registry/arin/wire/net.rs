//! `net` (reference 2.7, 2.8): a registration of address space.

use super::element::Element;
use super::fields::Fields;
use super::{
    CustomerPayload, MessagePayload, MessageReference, NetBlock, Out, Payload, PocLink, WireError,
    Writable,
};
use crate::model::{CustomerHandle, Handle, Incarnation, NetHandle, NetType, OrgHandle, Range};

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
    /// What is said to the staff beside a request (reference 4, remove); no part of the record.
    pub messages: Vec<MessagePayload>,
    /// References to what was said. The schema does not take them together with messages.
    pub message_references: Vec<MessageReference>,
    /// Elements that we do not know; a PUT would erase them. Those inside a message do not count.
    pub unknown: Vec<String>,
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
    /// The record for a PUT: without messages, which belong to the request that they came with.
    #[must_use]
    pub fn without_messages(self) -> Self {
        Self {
            messages: Vec::new(),
            message_references: Vec::new(),
            ..self
        }
    }

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
            registered: self.registration_date.as_ref()?.into(),
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
        let blocks = fields.items(("netBlocks", NetBlock::NAME), NetBlock::read)?;
        let net = Self {
            handle: fields.typed("handle")?,
            name: fields.text("netName")?,
            blocks: blocks.unwrap_or_default(),
            parent: fields.typed("parentNetHandle")?,
            customer_handle: fields.typed("customerHandle")?,
            customer,
            org_handle: fields.typed("orgHandle")?,
            comment: fields.lines("comment")?,
            poc_links: PocLink::read_all(&mut fields)?,
            origin_ases: fields.texts(("originASes", "originAS"))?,
            version: fields.text("version")?,
            registration_date: fields.text("registrationDate")?,
            messages: MessagePayload::read_all(&mut fields)?,
            message_references: MessageReference::read_all(&mut fields)?,
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
        PocLink::write_all(self.poc_links.as_deref(), out);
        if let Some(customer) = &self.customer {
            out.wrap("customer", |out| customer.write(out));
        }
        let customer = self.customer_handle.as_ref();
        out.field("customerHandle", customer.map(CustomerHandle::as_str));
        MessageReference::write_all(&self.message_references, out);
        MessagePayload::write_all(&self.messages, out);
        out.lines("comment", &self.comment);
        out.some("netBlocks", &self.blocks, NetBlock::write);
        out.field("handle", self.handle.as_ref().map(NetHandle::as_str));
        out.field("netName", self.name.as_deref());
        out.field("orgHandle", self.org_handle.as_ref().map(OrgHandle::as_str));
        out.items("originASes", self.origin_ases.as_deref(), |number, out| {
            out.field("originAS", Some(number));
        });
        let parent = self.parent.as_ref();
        out.field("parentNetHandle", parent.map(NetHandle::as_str));
        out.field("registrationDate", self.registration_date.as_deref());
        out.field("version", self.version.as_deref());
    }
}
