//! Records of the registry as sheets, one noun a file. Addresses are shown in their usual form, whatever
//! the registry pads them to.

mod customer;
mod delegation;
mod net;
mod org;
mod poc;
mod ticket;

pub use customer::customer;
pub use delegation::delegation;
pub use net::net;
pub use org::org;
pub use poc::poc;
pub use ticket::{message, ticket};

use serde_json::{Value, json};

use super::Sheet;
use crate::registry::arin::wire::{CountryPayload, PocLink};

/// Where a customer, an org or a POC is.
struct Address<'a> {
    street: &'a [String],
    city: Option<&'a str>,
    region: Option<&'a str>,
    postal_code: Option<&'a str>,
    country: Option<&'a CountryPayload>,
}

/// Adds an address: for people the street and one more line, for programs each part by itself.
fn with_address(sheet: Sheet, address: &Address<'_>) -> Sheet {
    let country = address
        .country
        .and_then(|country| country.code2.as_deref().or(country.code3.as_deref()));
    let parts: Vec<&str> = [address.city, address.region, address.postal_code, country]
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let mut lines = address.street.to_vec();
    lines.extend((!parts.is_empty()).then(|| parts.join(", ")));
    sheet
        .told("address", lines)
        .value("street", Some(address.street.to_vec()))
        .value("city", address.city)
        .value("region", address.region)
        .value("postal_code", address.postal_code)
        .value("country", country)
}

/// A handle, or words where the registry sent none.
fn title(handle: Option<&impl ToString>, otherwise: &str) -> String {
    handle.map_or_else(|| otherwise.to_owned(), ToString::to_string)
}

/// Adds the POCs of a net or an org.
fn links(sheet: Sheet, links: &[PocLink]) -> Sheet {
    let values: Vec<Value> = links
        .iter()
        .map(|link| json!({ "handle": link.handle.as_str(), "function": link.function }))
        .collect();
    let told = links
        .iter()
        .map(|link| format!("{} {}", link.function, link.handle));
    sheet
        .told("POC_links", told.collect())
        .value("poc_links", Some(values))
}
