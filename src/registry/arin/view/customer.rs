//! What can change on a customer record.

use serde::{Deserialize, Serialize};

use super::super::wire::{CountryPayload, CustomerPayload};
use super::{PutBack, canonical_lines, country_code, lines, owned_lines, text};
use crate::model::{CustomerContent, Fields, Listed, Text};

/// What can change on a customer record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    /// The legal name.
    pub name: Text,
    /// Street lines without blank ones.
    pub street: Vec<Text>,
    /// The city.
    pub city: Text,
    /// The region's code, upper case, or nothing.
    pub region: Text,
    /// The postal code, or nothing.
    pub postal_code: Text,
    /// The country's two-letter code.
    pub country: Text,
    /// Comment lines without blank ones.
    pub comment: Vec<Text>,
    /// Whether the public sees neither name nor street.
    #[serde(default)]
    pub private: bool,
}

impl CustomerView {
    /// The view of a record as it came.
    #[must_use]
    pub fn of(customer: &CustomerPayload) -> Self {
        let line = |text: Option<&String>| text.map(|text| text.trim().into()).unwrap_or_default();
        Self {
            name: line(customer.name.as_ref()),
            street: canonical_lines(&customer.street),
            city: line(customer.city.as_ref()),
            region: line(customer.region.as_ref()).to_ascii_uppercase().into(),
            postal_code: line(customer.postal_code.as_ref()),
            country: customer
                .country
                .as_ref()
                .map(country_code)
                .unwrap_or_default()
                .into(),
            comment: canonical_lines(&customer.comment),
            private: customer.private.unwrap_or(false),
        }
    }

    /// The record for a PUT: everything as it came, but for what differs.
    #[must_use]
    pub fn edited(&self, customer: CustomerPayload) -> CustomerPayload {
        let back = PutBack {
            before: &Self::of(&customer),
            now: self,
        };
        let asked = self.create();
        CustomerPayload {
            name: back.field(|view| &view.name, customer.name, asked.name),
            street: back.field(|view| &view.street, customer.street, asked.street),
            city: back.field(|view| &view.city, customer.city, asked.city),
            region: back.field(|view| &view.region, customer.region, asked.region),
            postal_code: back.field(
                |view| &view.postal_code,
                customer.postal_code,
                asked.postal_code,
            ),
            country: back.field(|view| &view.country, customer.country, asked.country),
            comment: back.field(|view| &view.comment, customer.comment, asked.comment),
            private: back.field(|view| &view.private, customer.private, Some(self.private)),
            ..customer
        }
    }

    /// The request for a new record: nothing empty.
    #[must_use]
    pub fn create(&self) -> CustomerPayload {
        let some = |text: &Text| (!text.is_empty()).then(|| text.to_string());
        CustomerPayload {
            name: some(&self.name),
            country: Some(CountryPayload {
                code2: some(&self.country),
                ..CountryPayload::default()
            }),
            street: owned_lines(&self.street),
            city: some(&self.city),
            region: some(&self.region),
            postal_code: some(&self.postal_code),
            comment: owned_lines(&self.comment),
            private: self.private.then_some(true),
            ..CustomerPayload::default()
        }
    }

    /// What a record is to be, when it is now `live`, or does not exist.
    #[must_use]
    pub fn wanted(content: &CustomerContent, live: Option<&Self>) -> Self {
        let address = &content.address;
        let country = Text::from(address.country.code());
        // A region belongs to its country: with another country, what was left alone can not stay.
        let live_there = live.filter(|live| live.country == country);
        let kept = |value: fn(&Self) -> &Text| live_there.map(value).cloned().unwrap_or_default();
        Self {
            name: content.name.text().clone(),
            street: address
                .street
                .iter()
                .map(|line| line.text().clone())
                .collect(),
            city: address.city.text().clone(),
            region: match &address.region {
                Listed::Value(region) => region.text().clone(),
                Listed::Clear => Text::default(),
                Listed::Alone => kept(|live| &live.region),
            },
            postal_code: match &address.postal_code {
                Listed::Value(code) => code.text().clone(),
                Listed::Clear => Text::default(),
                Listed::Alone => kept(|live| &live.postal_code),
            },
            country,
            comment: content
                .comment
                .over(live.map(|live| live.comment.clone()))
                .map(|lines| canonical_lines(&lines))
                .unwrap_or_default(),
            private: content
                .private
                .unwrap_or_else(|| live.is_some_and(|live| live.private)),
        }
    }

    /// Its values by the names they have in YAML.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        text(&mut fields, "customer", &self.name);
        lines(&mut fields, "street", &self.street);
        text(&mut fields, "city", &self.city);
        text(&mut fields, "region", &self.region);
        text(&mut fields, "postal_code", &self.postal_code);
        text(&mut fields, "country", &self.country);
        lines(&mut fields, "customer_comment", &self.comment);
        if self.private {
            text(&mut fields, "private", &"yes".into());
        }
        fields
    }
}
