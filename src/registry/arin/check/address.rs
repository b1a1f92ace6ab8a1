//! The address of a customer. The United States and Canada need a region and a postal code (reference 2.4, 6.2).

use crate::diagnostic::Mistake;
use crate::model::{Address, AddressError, Ascii, Country, HasOrigin, Listed, Region};

use super::super::declare::{AddressFile, Lines};
use super::inside;
use super::text::ascii;

/// The address at `at`, or nothing when something that must be there is not, or is wrong.
pub(in super::super) fn check(
    file: &AddressFile,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<Address> {
    let street = street(file.street.as_ref(), at, out);
    with_street(file, street, at, out)
}

/// The address of a household, which tells no street (reference 6.1).
pub(super) fn household(
    file: &AddressFile,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<Address> {
    let street = Ascii::new("Private Residence").ok().map(|line| vec![line]);
    with_street(file, street, at, out)
}

fn with_street(
    file: &AddressFile,
    street: Option<Vec<Ascii>>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<Address> {
    let city = required(file.city.as_deref(), "city", at, out);
    let country = country(file.country.as_deref(), at, out);
    let region = region(file.region.as_deref(), country, at, out);
    let postal_code = postal_code(file.postal_code.as_deref(), country, at, out);
    Some(Address {
        street: street?,
        city: city?,
        region: region?,
        postal_code: postal_code?,
        country: country?,
    })
}

/// A field that must be there, in one line of ASCII.
pub(super) fn required(
    text: Option<&str>,
    field: &str,
    entry: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<Ascii> {
    let Some(text) = text else {
        missing(field, entry, out);
        return None;
    };
    if text.trim().is_empty() {
        empty(field, entry, out);
        return None;
    }
    ascii(text, &inside(entry, &[field]), out)
}

/// Says that a field is missing, at the key of the entry that should hold it.
pub(super) fn missing(field: &str, entry: &dyn HasOrigin, out: &mut Vec<Mistake>) {
    out.push(
        Mistake::error("missing-field", format!("the field \"{field}\" is missing"))
            .at_key(entry)
            .help(format!("add {field}")),
    );
}

/// Says that a field is there and says nothing, which none that is needed may.
fn empty(field: &str, entry: &dyn HasOrigin, out: &mut Vec<Mistake>) {
    out.push(
        Mistake::error("missing-field", format!("the field \"{field}\" is empty"))
            .at_value(&inside(entry, &[field]))
            .help(format!("write the {field}")),
    );
}

fn street(lines: Option<&Lines>, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Option<Vec<Ascii>> {
    let Some(lines) = lines else {
        missing("street", at, out);
        return None;
    };
    if lines.lines.iter().all(|line| line.trim().is_empty()) {
        empty("street", at, out);
        return None;
    }
    let mut kept = Vec::with_capacity(lines.lines.len());
    for (n, line) in lines.lines.iter().enumerate() {
        let position = n.to_string();
        let path = ["street", position.as_str()];
        let place = inside(at, if lines.listed { &path } else { &path[..1] });
        if line.trim().is_empty() {
            out.push(
                Mistake::error(
                    "line-empty",
                    "an address has no empty lines at the registry",
                )
                .at_value(&place)
                .help("remove the line"),
            );
        } else if let Some(line) = ascii(line, &place, out) {
            kept.push(line);
        }
    }
    Some(kept)
}

fn country(text: Option<&str>, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Option<Country> {
    let text = text.unwrap_or_default();
    if text.trim().is_empty() {
        missing("country", at, out);
        return None;
    }
    match Country::new(text) {
        Ok(country) => Some(country),
        Err(error) => {
            let help = match &error {
                AddressError::Country {
                    meant: Some(code), ..
                } => Some(format!("write {code}")),
                AddressError::Country { meant: None, .. } | AddressError::Region { .. } => {
                    Some("write the two letters of ISO 3166-1, such as US or DE".to_owned())
                }
            };
            out.push(
                Mistake::error("country-unknown", error.to_string())
                    .at_value(&inside(at, &["country"]))
                    .help_if(help),
            );
            None
        }
    }
}

fn region(
    text: Option<&str>,
    country: Option<Country>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<Listed<Region>> {
    let country = country?;
    let text = text.map(str::trim);
    if country.needs_region() && text.unwrap_or_default().is_empty() {
        out.push(
            Mistake::error(
                "region-missing",
                format!("an address in {} has a region", country.name()),
            )
            .at_key(at)
            .help(if country.code() == "CA" {
                "add region: the two letters of the province, such as ON"
            } else {
                "add region: the two letters of the state, such as VA"
            }),
        );
        return None;
    }
    let Some(text) = text else {
        return Some(Listed::Alone);
    };
    if text.is_empty() {
        return Some(Listed::Clear);
    }
    match Region::new(country, text) {
        Ok(region) => Some(Listed::Value(region)),
        Err(error) => {
            let help = match &error {
                AddressError::Region {
                    meant: Some(code), ..
                } => Some(format!("write {code}")),
                AddressError::Region { meant: None, .. } | AddressError::Country { .. } => {
                    let such = match country.code() {
                        "US" => ": the two letters of the state, such as VA",
                        "CA" => ": the two letters of the province, such as ON",
                        _ => ", or correct the country",
                    };
                    Some(format!(
                        "write its code of ISO 3166-2 without the country{such}"
                    ))
                }
            };
            out.push(
                Mistake::error("region-unknown", error.to_string())
                    .at_value(&inside(at, &["region"]))
                    .help_if(help),
            );
            None
        }
    }
}

fn postal_code(
    text: Option<&str>,
    country: Option<Country>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<Listed<Ascii>> {
    let place = inside(at, &["postal_code"]);
    let needed = country.is_some_and(Country::needs_region);
    if needed && text.unwrap_or_default().trim().is_empty() {
        let name = country.map_or("", Country::name);
        out.push(
            Mistake::error(
                "postal-code-missing",
                format!("an address in {name} has a postal code"),
            )
            .at_key(at)
            .help("add postal_code"),
        );
        return None;
    }
    let Some(text) = text else {
        return Some(Listed::Alone);
    };
    if text.trim().is_empty() {
        return Some(Listed::Clear);
    }
    let code = ascii(text, &place, out)?;
    let shaped = match country.map(Country::code) {
        Some("US") => is_us(code.as_str()),
        Some("CA") => is_ca(code.as_str()),
        Some(_) | None => true,
    };
    if !shaped {
        // How strict the registry is here is not documented, so this forbids nothing.
        out.push(
            Mistake::warning(
                "postal-code-shape",
                format!("\"{code}\" does not look like a postal code of its country"),
            )
            .at_value(&place)
            .help("the registry may refuse it; 22801, 22801-1234 and K1A 0B1 look right"),
        );
    }
    Some(Listed::Value(code))
}

/// Five digits, and four more after a hyphen if there are any.
fn is_us(code: &str) -> bool {
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    match code.split_once('-') {
        Some((five, four)) => digits(five, 5) && digits(four, 4),
        None => digits(code, 5),
    }
}

/// Letter, digit, letter; digit, letter, digit; a blank between if there is one.
fn is_ca(code: &str) -> bool {
    let bytes: Vec<u8> = match code.split_once(' ') {
        Some((first, second)) if first.len() == 3 => format!("{first}{second}").into_bytes(),
        Some(_) => return false,
        None => code.as_bytes().to_vec(),
    };
    bytes.len() == 6
        && bytes.iter().enumerate().all(|(n, b)| {
            if n % 2 == 0 {
                b.is_ascii_alphabetic()
            } else {
                b.is_ascii_digit()
            }
        })
}
