//! `org` (reference 2.5): an organisation that holds address space.

use super::address::{Address, AddressOf};
use super::element::{Element, Ns};
use super::fields::Fields;
use super::{
    CountryPayload, MessagePayload, MessageReference, Out, Payload, PocLink, WireError, Writable,
};
use crate::model::OrgHandle;

/// An org as the registry holds it, or as we ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrgPayload {
    /// Issued by the registry; absent on create.
    pub handle: Option<OrgHandle>,
    /// The legal name, as it came. Can not be changed.
    pub name: Option<String>,
    /// The name in trade. Can not be changed.
    pub dba_name: Option<String>,
    /// The tax number; not for the eyes of others.
    pub tax_id: Option<String>,
    /// `orgUrl`: an `RWhois` server as `host:port`, not a web page.
    pub url: Option<String>,
    /// The country.
    pub country: Option<CountryPayload>,
    /// Street lines in the order of their numbers.
    pub street: Vec<String>,
    /// The city.
    pub city: Option<String>,
    /// `iso3166-2`: the region without its country.
    pub region: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// Comment lines in the order of their numbers.
    pub comment: Vec<String>,
    /// POC links; `None` where there is no wrapper. A full replace on modify.
    pub poc_links: Option<Vec<PocLink>>,
    /// Whether others may reassign to it. Newer than the published schema.
    pub accept_reassignments: Option<bool>,
    /// When it was registered, byte for byte.
    pub registration_date: Option<String>,
    /// What is said to the staff beside a request; no part of the record.
    pub messages: Vec<MessagePayload>,
    /// References to what was said. The schema does not take them together with messages.
    pub message_references: Vec<MessageReference>,
    /// Elements that we do not know; a PUT would erase them. Those inside messages do not count.
    pub unknown: Vec<String>,
}

impl OrgPayload {
    /// The record for a PUT: without messages, which belong to the request that they came with.
    #[must_use]
    pub fn without_messages(self) -> Self {
        Self {
            messages: Vec::new(),
            message_references: Vec::new(),
            ..self
        }
    }
}

impl Payload for OrgPayload {
    const ROOT: &'static str = "org";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let address = Address::read(&mut fields)?;
        let org = Self {
            handle: fields.typed("handle")?,
            name: fields.text("orgName")?,
            dba_name: fields.text("dbaName")?,
            tax_id: fields.text("taxId")?,
            url: fields.text("orgUrl")?,
            country: address.country,
            street: address.street,
            city: address.city,
            region: address.region,
            postal_code: address.postal_code,
            comment: fields.lines("comment")?,
            poc_links: PocLink::read_all(&mut fields)?,
            accept_reassignments: fields.boolean(Ns::Core, "acceptReassignments")?,
            registration_date: fields.text("registrationDate")?,
            messages: MessagePayload::read_all(&mut fields)?,
            message_references: MessageReference::read_all(&mut fields)?,
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..org
        })
    }
}

impl Writable for OrgPayload {
    fn write(&self, out: &mut Out) {
        PocLink::write_all(self.poc_links.as_deref(), out);
        out.boolean((Ns::Core, "acceptReassignments"), self.accept_reassignments);
        AddressOf {
            country: self.country.as_ref(),
            street: &self.street,
            city: self.city.as_deref(),
            region: self.region.as_deref(),
            postal_code: self.postal_code.as_deref(),
        }
        .write(out);
        out.lines("comment", &self.comment);
        out.field("handle", self.handle.as_ref().map(OrgHandle::as_str));
        out.field("orgName", self.name.as_deref());
        out.field("dbaName", self.dba_name.as_deref());
        out.field("orgUrl", self.url.as_deref());
        MessageReference::write_all(&self.message_references, out);
        MessagePayload::write_all(&self.messages, out);
        out.field("registrationDate", self.registration_date.as_deref());
        out.field("taxId", self.tax_id.as_deref());
    }
}
