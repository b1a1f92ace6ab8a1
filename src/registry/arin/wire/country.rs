//! `iso3166-1` (reference 2.3): a country, as customer, org and POC hold it.

use super::element::Element;
use super::fields::{Fields, Read};
use super::{Out, WireError};

/// A country. Any of its parts may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountryPayload {
    /// Two letters.
    pub code2: Option<String>,
    /// Three letters.
    pub code3: Option<String>,
    /// The dialling code; derived by the registry.
    pub e164: Option<String>,
    /// The name; derived by the registry.
    pub name: Option<String>,
}

impl CountryPayload {
    /// The name of its element.
    pub(super) const NAME: &'static str = "iso3166-1";

    /// Reads the element, and says what it left.
    pub(super) fn read(element: &Element) -> Result<Read<Self>, WireError> {
        let mut fields = Fields::of(element);
        let country = Self {
            code2: fields.text("code2")?,
            code3: fields.text("code3")?,
            e164: fields.text("e164")?,
            name: fields.text("name")?,
        };
        fields.own_text();
        Ok((country, fields.left()))
    }

    /// Writes the element.
    pub(super) fn write(&self, out: &mut Out) {
        out.wrap(Self::NAME, |out| {
            out.field("code2", self.code2.as_deref());
            out.field("code3", self.code3.as_deref());
            out.field("e164", self.e164.as_deref());
            out.field("name", self.name.as_deref());
        });
    }
}
