//! A net.

use super::{links, title};
use crate::model::Range;
use crate::registry::arin::wire::NetPayload;
use crate::report::Sheet;

/// A net (reference 2.7).
#[must_use]
pub fn net(net: &NetPayload) -> Sheet {
    let range = net.range();
    let kind = net.net_type();
    let words = kind.as_ref().map(|kind| {
        let mut described = net.blocks.iter();
        match described.find_map(|block| block.description.as_deref()) {
            Some(words) => format!("{}, {words}", kind.code()),
            None => kind.code().to_owned(),
        }
    });
    let prefixes = range.map(Range::cidrs).unwrap_or_default();
    let prefixes: Vec<String> = prefixes.iter().map(ToString::to_string).collect();
    let sheet = Sheet::new(title(net.handle.as_ref(), "a net without handle"))
        .value("handle", net.handle.as_ref().map(ToString::to_string))
        .one("range", range)
        .told(
            "prefixes",
            if prefixes.len() > 1 {
                prefixes.clone()
            } else {
                Vec::new()
            },
        )
        .value("prefixes", Some(prefixes))
        .one("name", net.name.as_ref())
        .said("type", words)
        .value("type", kind.as_ref().map(|kind| kind.code().to_owned()))
        .one("parent", net.parent.as_ref())
        .one("customer", net.customer_handle.as_ref())
        .one("org", net.org_handle.as_ref())
        .many("comment", &net.comment);
    links(sheet, net.poc_links.as_deref().unwrap_or_default())
        .one("registered", net.registration_date.as_ref())
        .many("unknown", &net.unknown)
}
