//! Canonical forms of what can change on a net and a customer. Only these are ever compared: answers of the
//! registry come back padded, renumbered and in upper case (reference 0, fact 8).

mod customer;
mod net;
mod packed;
mod put_back;
#[cfg(test)]
mod tests;

pub use customer::CustomerView;
pub use net::{NetView, PocLinks, Said, with_geofeed};
pub(super) use net::{geofeeds, wanted_links};
pub use packed::PackedView;
pub(super) use put_back::PutBack;

use super::wire::CountryPayload;
use crate::model::{Country, Field, Fields, Text};
use crate::registry::Detail;

/// Lines as they compare: without blanks at their ends, without empty ones.
#[must_use]
pub fn canonical_lines<S: AsRef<str>, T: for<'a> From<&'a str>>(lines: &[S]) -> Vec<T> {
    let trimmed = lines.iter().map(|line| line.as_ref().trim());
    trimmed
        .filter(|line| !line.is_empty())
        .map(T::from)
        .collect()
}

/// Lines as the wire wants them.
pub(super) fn owned_lines(lines: &[Text]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

/// The two-letter code, also where only the three-letter one came (reference 7).
pub(super) fn country_code(country: &CountryPayload) -> String {
    let code2 = country
        .code2
        .as_deref()
        .map(|code| code.trim().to_ascii_uppercase());
    code2.unwrap_or_else(|| {
        let code3 = country
            .code3
            .as_deref()
            .unwrap_or_default()
            .trim()
            .to_ascii_uppercase();
        Country::from_code3(&code3)
            .map(|country| country.code().to_owned())
            .unwrap_or(code3)
    })
}

fn text(fields: &mut Fields, name: &str, value: &Text) {
    if !value.is_empty() {
        fields.insert(name.into(), Field::Text(value.clone()));
    }
}

fn lines(fields: &mut Fields, name: &str, value: &[Text]) {
    if !value.is_empty() {
        fields.insert(name.into(), Field::Lines(value.to_vec()));
    }
}

/// The order in which people read fields; anything else follows.
const READING_ORDER: [&str; 13] = [
    "customer",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "customer_comment",
    "private",
    "name",
    "comment",
    "tech",
    "abuse",
    "noc",
];

/// The fields in which two sets of values differ, in reading order.
#[must_use]
pub fn details(before: &Fields, after: &Fields) -> Vec<Detail> {
    READING_ORDER
        .iter()
        .filter_map(|name| {
            let (before, after) = (before.get(*name), after.get(*name));
            let field = match *name {
                "customer" => "name",
                "customer_comment" => "comment",
                other => other,
            };
            (before != after).then(|| Detail {
                field: field.to_owned(),
                before: before.cloned(),
                after: after.cloned(),
            })
        })
        .collect()
}
