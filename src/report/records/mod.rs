//! Records of the registry as sheets, one noun a file. Addresses are shown in their usual form, whatever
//! the registry pads them to.

mod customer;
mod net;

pub use customer::customer;
pub use net::net;

use super::Sheet;
use crate::registry::arin::wire::CountryPayload;

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
