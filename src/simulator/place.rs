//! Rules for addresses, which customers, orgs and POCs share (reference 2.3 and 2.4).

use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::model::{Country, Region};

use super::options::Options;
use super::refusal::Component;
use super::registrant::Place;
use super::{net, read};

/// An address as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentPlace {
    pub(super) code2: Option<String>,
    pub(super) code3: Option<String>,
    pub(super) street: Vec<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
}

impl SentPlace {
    /// The address of an org or a POC.
    pub(super) fn of(node: Node<'_, '_>) -> Self {
        let country = read::child(node, "iso3166-1");
        let code = |name: &str| country.and_then(|country| read::text(country, name));
        Self {
            code2: code("code2"),
            code3: code("code3"),
            street: read::lines(node, "streetAddress"),
            city: read::text(node, "city"),
            region: read::text(node, "iso3166-2"),
            postal_code: read::text(node, "postalCode"),
        }
    }

    /// An address as the web page shows it.
    pub(super) fn shown(place: &Place) -> Self {
        let place = place.clone();
        Self {
            code2: Some(place.country.code().to_owned()),
            code3: None,
            street: place.street,
            city: place.city,
            region: place.region,
            postal_code: place.postal_code,
        }
    }
}

/// What a payload says of an address, checked. What is wrong is added to `wrong`.
pub(super) fn checked(
    sent: &SentPlace,
    options: &Options,
    wrong: &mut Vec<Component>,
) -> Option<Place> {
    let before = wrong.len();
    let country = country(sent, wrong);
    if sent.street.is_empty() {
        wrong.push(Component::required("streetAddress"));
    }
    net::lines("streetAddress", &sent.street, wrong);
    if let Some(country) = country {
        place(sent, country, options, wrong);
    }
    if wrong.len() > before {
        return None;
    }
    let trimmed = |text: &Option<String>| text.as_deref().map(str::trim).map(str::to_owned);
    Some(Place {
        street: sent.street.clone(),
        city: trimmed(&sent.city),
        region: trimmed(&sent.region),
        postal_code: trimmed(&sent.postal_code),
        country: country?,
    })
}

fn country(sent: &SentPlace, wrong: &mut Vec<Component>) -> Option<Country> {
    let exact = |text: &str, code: fn(Country) -> &'static str, found: Option<Country>| {
        found.filter(|country| code(*country) == text.trim())
    };
    let Some(code2) = &sent.code2 else {
        if let Some(code3) = &sent.code3 {
            let meant = match Country::new(code3) {
                Err(crate::model::AddressError::Country {
                    meant: Some(meant), ..
                }) => Country::new(meant).ok(),
                Ok(_) | Err(_) => None,
            };
            let found = exact(code3, Country::code3, meant);
            if found.is_none() {
                wrong.push(Component::new("code3", "Not a country."));
            }
            return found;
        }
        wrong.push(Component::required("iso3166-1"));
        return None;
    };
    let found = exact(code2, Country::code, Country::new(code2).ok());
    if found.is_none() {
        wrong.push(Component::new("code2", "Not a country."));
    }
    if let (Some(country), Some(code3)) = (found, &sent.code3)
        && country.code3() != code3.trim()
    {
        wrong.push(Component::new("code3", "Does not match code2."));
    }
    found
}

/// City, region and postal code; all three are required in the US and Canada.
fn place(sent: &SentPlace, country: Country, options: &Options, wrong: &mut Vec<Component>) {
    if country.needs_region() {
        for (name, value) in [
            ("city", &sent.city),
            ("iso3166-2", &sent.region),
            ("postalCode", &sent.postal_code),
        ] {
            if value.is_none() {
                wrong.push(Component::required(name));
            }
        }
    }
    if let Some(region) = &sent.region {
        let known = Region::new(country, region).is_ok_and(|known| known.code() == region.trim());
        if !known {
            wrong.push(Component::new(
                "iso3166-2",
                "Not a subdivision of the country.",
            ));
        }
    }
    if let Some(code) = &sent.postal_code
        && options.strict_postal_codes
        && !postal_code_fits(country, code)
    {
        wrong.push(Component::new("postalCode", "Not in the country's form."));
    }
}

fn postal_code_fits(country: Country, code: &str) -> bool {
    let shape: String = code
        .trim()
        .chars()
        .map(|c| match c {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            other => other,
        })
        .collect();
    match country.code() {
        "US" => matches!(shape.as_str(), "99999" | "99999-9999"),
        "CA" => matches!(shape.as_str(), "A9A 9A9" | "A9A9A9"),
        _ => true,
    }
}
