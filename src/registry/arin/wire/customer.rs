//! `customer` (reference 2.4): the recipient of one simple reassignment.

use super::address::{Address, AddressOf};
use super::element::{Element, Ns};
use super::fields::Fields;
use super::{CountryPayload, Out, Payload, WireError, Writable};
use crate::model::{CustomerContent, CustomerHandle, Incarnation, OrgHandle};

/// A customer as the registry holds it, or as we ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerPayload {
    /// Issued by the registry; absent on create.
    pub handle: Option<CustomerHandle>,
    /// The legal name, as it came.
    pub name: Option<String>,
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
    /// Whether name and address are hidden from the public.
    pub private: Option<bool>,
    /// The org of the parent net; filled by the registry.
    pub parent_org: Option<OrgHandle>,
    /// When it was registered, byte for byte.
    pub registration_date: Option<String>,
    /// Elements that we do not know; a PUT would erase them.
    pub unknown: Vec<String>,
}

impl CustomerPayload {
    /// The request for a new customer: only what is declared, nothing empty.
    #[must_use]
    pub fn create(content: &CustomerContent) -> Self {
        let address = &content.address;
        Self {
            name: Some(content.name.to_string()),
            country: Some(CountryPayload {
                code2: Some(address.country.code().to_owned()),
                ..CountryPayload::default()
            }),
            street: address.street.iter().map(ToString::to_string).collect(),
            city: Some(address.city.to_string()),
            region: address.region.value().map(ToString::to_string),
            postal_code: address.postal_code.value().map(ToString::to_string),
            comment: content
                .comment
                .value()
                .map(|lines| lines.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Which life of which record this is; `None` without a handle or a date.
    #[must_use]
    pub fn incarnation(&self) -> Option<Incarnation> {
        Some(Incarnation {
            handle: self.handle.as_ref()?.into(),
            registered: self.registration_date.as_ref()?.into(),
            recipient: None,
        })
    }
}

impl Payload for CustomerPayload {
    const ROOT: &'static str = "customer";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let address = Address::read(&mut fields)?;
        let customer = Self {
            handle: fields.typed("handle")?,
            name: fields.text("customerName")?,
            country: address.country,
            street: address.street,
            city: address.city,
            region: address.region,
            postal_code: address.postal_code,
            comment: fields.lines("comment")?,
            private: fields.boolean(Ns::Core, "privateCustomer")?,
            parent_org: fields.typed("parentOrgHandle")?,
            registration_date: fields.text("registrationDate")?,
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..customer
        })
    }
}

impl Writable for CustomerPayload {
    fn write(&self, out: &mut Out) {
        AddressOf {
            country: self.country.as_ref(),
            street: &self.street,
            city: self.city.as_deref(),
            region: self.region.as_deref(),
            postal_code: self.postal_code.as_deref(),
        }
        .write(out);
        out.field("handle", self.handle.as_ref().map(CustomerHandle::as_str));
        out.lines("comment", &self.comment);
        out.field("customerName", self.name.as_deref());
        let parent = self.parent_org.as_ref();
        out.field("parentOrgHandle", parent.map(OrgHandle::as_str));
        out.boolean((Ns::Core, "privateCustomer"), self.private);
        out.field("registrationDate", self.registration_date.as_deref());
    }
}
