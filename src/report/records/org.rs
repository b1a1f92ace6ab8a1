//! An organisation.

use super::{Address, links, title, with_address};
use crate::registry::arin::wire::OrgPayload;
use crate::report::Sheet;

/// An org (reference 2.5). Its tax number is not shown.
#[must_use]
pub fn org(org: &OrgPayload) -> Sheet {
    let refuses = org.accept_reassignments == Some(false);
    let sheet = Sheet::new(title(org.handle.as_ref(), "an org without handle"))
        .value("handle", org.handle.as_ref().map(ToString::to_string))
        .one("name", org.name.as_ref())
        .one("dba_name", org.dba_name.as_ref());
    let address = Address {
        street: &org.street,
        city: org.city.as_deref(),
        region: org.region.as_deref(),
        postal_code: org.postal_code.as_deref(),
        country: org.country.as_ref(),
    };
    let sheet = with_address(sheet, &address)
        .one("rwhois", org.url.as_ref())
        .said("accepts", refuses.then_some("no reassignments from others"))
        .value("accept_reassignments", org.accept_reassignments);
    links(sheet, org.poc_links.as_deref().unwrap_or_default())
        .many("comment", &org.comment)
        .one("registered", org.registration_date.as_ref())
        .many("unknown", &org.unknown)
}
