//! `poc` (reference 2.10): a person or a role that answers for others.

use super::address::{Address, AddressOf};
use super::element::Element;
use super::fields::Fields;
use super::{CountryPayload, Out, Payload, PhonePayload, WireError, Writable};
use crate::model::PocHandle;

/// A POC as the registry holds it, or as we ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PocPayload {
    /// Issued by the registry; absent on create.
    pub handle: Option<PocHandle>,
    /// `PERSON` or `ROLE`; others are kept. Can not be changed.
    pub contact_type: Option<String>,
    /// The first name of a person; a role has none.
    pub first_name: Option<String>,
    /// The middle name of a person.
    pub middle_name: Option<String>,
    /// The last name, or the name of the role.
    pub last_name: Option<String>,
    /// The company; a role must have one.
    pub company: Option<String>,
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
    /// Addresses of mail; `None` where there is no wrapper. A full replace on modify.
    pub emails: Option<Vec<String>>,
    /// Telephones; `None` where there is no wrapper. A full replace on modify.
    pub phones: Option<Vec<PhonePayload>>,
    /// When it was registered, byte for byte.
    pub registration_date: Option<String>,
    /// When it was last changed, byte for byte. The schema has it; replies do not show it.
    pub last_modified: Option<String>,
    /// Elements that we do not know; a PUT would erase them.
    pub unknown: Vec<String>,
}

impl Payload for PocPayload {
    const ROOT: &'static str = "poc";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let address = Address::read(&mut fields)?;
        let poc = Self {
            handle: fields.typed("handle")?,
            contact_type: fields.text("contactType")?,
            first_name: fields.text("firstName")?,
            middle_name: fields.text("middleName")?,
            last_name: fields.text("lastName")?,
            company: fields.text("companyName")?,
            country: address.country,
            street: address.street,
            city: address.city,
            region: address.region,
            postal_code: address.postal_code,
            comment: fields.lines("comment")?,
            emails: fields.texts(("emails", "email"))?,
            phones: fields.items(("phones", "phone"), |item| {
                let phone = PhonePayload::read(item)?;
                let left = phone.unknown.clone();
                Ok((phone, left))
            })?,
            registration_date: fields.text("registrationDate")?,
            last_modified: fields.text("lastModified")?,
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..poc
        })
    }
}

impl Writable for PocPayload {
    fn write(&self, out: &mut Out) {
        out.field("companyName", self.company.as_deref());
        out.field("contactType", self.contact_type.as_deref());
        out.items("emails", self.emails.as_deref(), |email, out| {
            out.field("email", Some(email));
        });
        out.field("firstName", self.first_name.as_deref());
        out.field("lastModified", self.last_modified.as_deref());
        out.field("lastName", self.last_name.as_deref());
        out.field("middleName", self.middle_name.as_deref());
        AddressOf {
            country: self.country.as_ref(),
            street: &self.street,
            city: self.city.as_deref(),
            region: self.region.as_deref(),
            postal_code: self.postal_code.as_deref(),
        }
        .write(out);
        out.items("phones", self.phones.as_deref(), |phone, out| {
            out.wrap(PhonePayload::ROOT, |out| phone.write(out));
        });
        out.field("handle", self.handle.as_ref().map(PocHandle::as_str));
        out.lines("comment", &self.comment);
        out.field("registrationDate", self.registration_date.as_deref());
    }
}
