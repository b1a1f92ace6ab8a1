//! A point of contact.

use serde_json::{Value, json};

use super::{Address, title, with_address};
use crate::registry::arin::wire::PocPayload;
use crate::report::Sheet;

/// A POC (reference 2.10).
#[must_use]
pub fn poc(poc: &PocPayload) -> Sheet {
    let given = [&poc.first_name, &poc.middle_name, &poc.last_name];
    let name: Vec<&str> = given
        .into_iter()
        .flatten()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    let phones = poc.phones.iter().flatten();
    let numbers: Vec<Value> = phones
        .clone()
        .map(|phone| json!({ "number": phone.number, "extension": phone.extension, "type": phone.code }))
        .collect();
    let lines = phones.map(|phone| {
        let number = phone.number.as_deref().unwrap_or("no number");
        let kind = phone.description.as_ref().or(phone.code.as_ref());
        let extension = phone
            .extension
            .iter()
            .map(|digits| format!(" ext. {digits}"));
        let kind = kind.map(|kind| format!(" {}", kind.to_lowercase()));
        std::iter::once(number.to_owned())
            .chain(extension)
            .chain(kind)
            .collect::<String>()
    });
    let sheet = Sheet::new(title(poc.handle.as_ref(), "a POC without handle"))
        .value("handle", poc.handle.as_ref().map(ToString::to_string))
        .one("type", poc.contact_type.as_ref())
        .one("name", (!name.is_empty()).then(|| name.join(" ")))
        .one("company", poc.company.as_ref());
    let address = Address {
        street: &poc.street,
        city: poc.city.as_deref(),
        region: poc.region.as_deref(),
        postal_code: poc.postal_code.as_deref(),
        country: poc.country.as_ref(),
    };
    with_address(sheet, &address)
        .many("emails", poc.emails.iter().flatten())
        .told("phones", lines.collect())
        .value("phones", Some(numbers))
        .many("comment", &poc.comment)
        .one("registered", poc.registration_date.as_ref())
        .many("unknown", &poc.unknown)
}
