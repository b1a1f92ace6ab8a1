//! A customer.

use super::{Address, title, with_address};
use crate::registry::arin::wire::CustomerPayload;
use crate::report::Sheet;

/// A customer record (reference 2.4).
#[must_use]
pub fn customer(customer: &CustomerPayload) -> Sheet {
    let sheet = Sheet::new(title(customer.handle.as_ref(), "a customer without handle"))
        .value("handle", customer.handle.as_ref().map(ToString::to_string))
        .one("name", customer.name.as_ref());
    let address = Address {
        street: &customer.street,
        city: customer.city.as_deref(),
        region: customer.region.as_deref(),
        postal_code: customer.postal_code.as_deref(),
        country: customer.country.as_ref(),
    };
    let private = customer.private == Some(true);
    with_address(sheet, &address)
        .said(
            "private",
            private.then_some("name and address are hidden from the public"),
        )
        .value("private", customer.private)
        .many("comment", &customer.comment)
        .one("parent_org", customer.parent_org.as_ref())
        .one("registered", customer.registration_date.as_ref())
        .many("unknown", &customer.unknown)
}
