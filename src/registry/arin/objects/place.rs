//! Addresses of POCs and orgs as they are compared: canonical texts, none where there is nothing.

use serde::{Deserialize, Serialize};

use super::super::view::{PutBack, canonical_lines, country_code};
use super::super::wire::CountryPayload;
use crate::model::{Address, Field, Fields, Listed, Text};

/// An address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// Street lines without blank ones.
    pub street: Vec<String>,
    /// The city.
    pub city: String,
    /// The region's code, upper case.
    pub region: String,
    /// The postal code.
    pub postal_code: String,
    /// The country's two-letter code.
    pub country: String,
}

/// The elements of an address in a payload.
pub(super) struct Elements {
    pub(super) country: Option<CountryPayload>,
    pub(super) street: Vec<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
}

/// A text without blanks at its ends; nothing where there is none.
pub(super) fn text(value: Option<&String>) -> String {
    value
        .map(|value| value.trim().to_owned())
        .unwrap_or_default()
}

/// A text as an element: none where there is nothing.
pub(super) fn element(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// A text as a field.
pub(super) fn field(fields: &mut Fields, name: &str, value: &str) {
    if !value.is_empty() {
        fields.insert(name.into(), Field::Text(value.into()));
    }
}

/// Lines as a field.
pub(super) fn lines(fields: &mut Fields, name: &str, value: &[String]) {
    if !value.is_empty() {
        let value = value.iter().map(Text::from).collect();
        fields.insert(name.into(), Field::Lines(value));
    }
}

impl PlaceView {
    /// The view of an address as it came.
    pub(super) fn of(elements: &Elements) -> Self {
        Self {
            street: canonical_lines(&elements.street),
            city: text(elements.city.as_ref()),
            region: text(elements.region.as_ref()).to_ascii_uppercase(),
            postal_code: text(elements.postal_code.as_ref()),
            country: elements
                .country
                .as_ref()
                .map(country_code)
                .unwrap_or_default(),
        }
    }

    /// What the address is to be, when it is now this. A region belongs to its country: with another country, what
    /// was left alone can not stay.
    pub(super) fn wanted(&self, address: &Address) -> Self {
        let country = address.country.code().to_owned();
        let same = self.country == country;
        let kept = |value: &str| (same && !value.is_empty()).then(|| value.to_owned());
        let region = match &address.region {
            Listed::Alone => kept(&self.region),
            Listed::Clear => None,
            Listed::Value(region) => Some(region.code().to_owned()),
        };
        let postal_code = match &address.postal_code {
            Listed::Alone => kept(&self.postal_code),
            Listed::Clear => None,
            Listed::Value(code) => Some(code.to_string()),
        };
        Self {
            street: address.street.iter().map(ToString::to_string).collect(),
            city: address.city.to_string(),
            region: region.unwrap_or_default(),
            postal_code: postal_code.unwrap_or_default(),
            country,
        }
    }

    /// The elements for a PUT: what is as it was goes back as it came.
    pub(super) fn edited(&self, live: Elements) -> Elements {
        let back = PutBack {
            before: &Self::of(&live),
            now: self,
        };
        let country = Some(CountryPayload {
            code2: element(&self.country),
            ..CountryPayload::default()
        });
        let postal_code = element(&self.postal_code);
        Elements {
            country: back.field(|view| &view.country, live.country, country),
            street: back.field(|view| &view.street, live.street, self.street.clone()),
            city: back.field(|view| &view.city, live.city, element(&self.city)),
            region: back.field(|view| &view.region, live.region, element(&self.region)),
            postal_code: back.field(|view| &view.postal_code, live.postal_code, postal_code),
        }
    }

    /// Its values by the names they have in YAML.
    pub(super) fn fields(&self, fields: &mut Fields) {
        lines(fields, "street", &self.street);
        field(fields, "city", &self.city);
        field(fields, "region", &self.region);
        field(fields, "postal_code", &self.postal_code);
        field(fields, "country", &self.country);
    }
}
