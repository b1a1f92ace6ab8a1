//! The address of customer, org and POC (reference 2.3, 2.4): five elements that stand among the others.

use super::fields::Fields;
use super::{CountryPayload, Out, WireError};

/// An address as it was read, for a payload to take apart.
pub(super) struct Address {
    /// The country; `None` also where its element says nothing.
    pub(super) country: Option<CountryPayload>,
    /// Street lines in the order of their numbers.
    pub(super) street: Vec<String>,
    /// The city.
    pub(super) city: Option<String>,
    /// `iso3166-2`: the region without its country.
    pub(super) region: Option<String>,
    /// The postal code.
    pub(super) postal_code: Option<String>,
}

impl Address {
    /// Takes the five elements.
    ///
    /// # Errors
    /// When one of them is there twice and disagrees, or a line has a number that is none.
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, WireError> {
        let country = fields.part(CountryPayload::NAME, CountryPayload::read)?;
        Ok(Self {
            country: country.filter(|country| *country != CountryPayload::default()),
            street: fields.lines("streetAddress")?,
            city: fields.text("city")?,
            region: fields.text("iso3166-2")?,
            postal_code: fields.text("postalCode")?,
        })
    }
}

/// The same, borrowed from the payload that writes it.
pub(super) struct AddressOf<'a> {
    /// The country.
    pub(super) country: Option<&'a CountryPayload>,
    /// Street lines.
    pub(super) street: &'a [String],
    /// The city.
    pub(super) city: Option<&'a str>,
    /// The region.
    pub(super) region: Option<&'a str>,
    /// The postal code.
    pub(super) postal_code: Option<&'a str>,
}

impl AddressOf<'_> {
    /// Writes the five elements. Their place among the others means nothing (reference 2.2).
    pub(super) fn write(&self, out: &mut Out) {
        out.field("city", self.city);
        if let Some(country) = self.country {
            country.write(out);
        }
        out.lines("streetAddress", self.street);
        out.field("postalCode", self.postal_code);
        out.field("iso3166-2", self.region);
    }
}
