//! The declared POCs.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Mistake, Part};
use crate::model::{Key, Listed, Origin, PocHandle, RegistryName};

use super::super::super::check::{address, former, text};
use super::super::super::declare::Declared;
use super::super::words::{entry, inside, missing, registry, said};
use super::declare::{PhoneFile, PocFile};
use super::desired::{DesiredPoc, Identity};
use super::phone::{is_number, written};
use super::view::PhoneView;

/// The declared POCs, by key.
pub(in super::super) fn check(
    declared: &Declared,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Vec<DesiredPoc> {
    let mut found: Vec<DesiredPoc> = Vec::new();
    let mut keys: HashMap<Key, Origin> = HashMap::new();
    let mut former_keys: Vec<(Key, Origin)> = Vec::new();
    let mut handles: BTreeMap<PocHandle, Origin> = BTreeMap::new();
    for file in &declared.files {
        for (name, said) in &file.pocs.0 {
            let at = entry(&file.name, "pocs", name);
            let key = text::key(name, &at, Part::Key, out);
            if let Some(first) = keys.get(&Key::new(name)) {
                out.push(
                    Mistake::error("duplicate-key", format!("two POCs have the key \"{name}\""))
                        .at_key(&at)
                        .at(first, Part::Key, "first here")
                        .help("give one of them another key"),
                );
                continue;
            }
            keys.insert(Key::new(name), at.clone());
            let unsaid = PocFile::default();
            let file = said.as_ref().unwrap_or(&unsaid);
            let had = former::formerly(file.formerly.as_deref(), &at, out);
            let formerly = had.iter().map(|(key, _)| key.clone()).collect();
            former_keys.extend(had);
            let key = key.unwrap_or_else(|| Key::new(name));
            let poc = one(file, (key, formerly), &at, registries, out);
            let Some(poc) = poc else { continue };
            if let Some(handle) = &poc.handle
                && let Some(first) = handles.insert(handle.clone(), at.clone())
            {
                out.push(
                    Mistake::error("duplicate-key", format!("{handle} is declared twice"))
                        .at_value(&inside(&at, &["handle"]))
                        .at(&first, Part::Key, "first here")
                        .help("keep one of the two"),
                );
            }
            found.push(poc);
        }
    }
    former::clashes(&former_keys, |key| keys.get(key).cloned(), "POC", out);
    found.sort_by(|one, other| one.key.cmp(&other.key));
    found
}

fn one(
    file: &PocFile,
    (key, formerly): (Key, Vec<Key>),
    at: &Origin,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Option<DesiredPoc> {
    let before = out.iter().filter(|mistake| mistake.is_error()).count();
    let handle = file.handle.as_deref().and_then(|text| {
        let handle = text.parse::<PocHandle>();
        if let Err(error) = &handle {
            let mistake = Mistake::error("handle-bad", error.to_string());
            out.push(mistake.at_value(&inside(at, &["handle"])));
        }
        handle.ok()
    });
    let identity = identity(file, at, out);
    let phones = file
        .phones
        .as_deref()
        .map(|phones| phones_of(phones, at, out));
    let emails = file
        .emails
        .as_deref()
        .map(|emails| emails_of(emails, at, out));
    let address = file
        .address
        .as_ref()
        .and_then(|file| address::check(file, &inside(at, &["address"]), out));
    let poc = DesiredPoc {
        key,
        formerly,
        registry: registry(file.registry.as_deref(), at, registries, out)?,
        handle,
        identity,
        company: said(file.company.as_deref(), &inside(at, &["company"]), out),
        address,
        phones,
        emails,
        comment: text::comment(file.comment.as_ref(), &inside(at, &["comment"]), out),
        origin: at.clone(),
    };
    if file.handle.is_none() {
        complete(file, &poc, at, out);
    } else if poc.identity.kind.as_deref() == Some("ROLE") && poc.company == Listed::Clear {
        missing("company", at, out);
    }
    let after = out.iter().filter(|mistake| mistake.is_error()).count();
    (after == before).then_some(poc)
}

/// Without a handle it may have to be created, which takes all of these (reference 2.10).
fn complete(file: &PocFile, poc: &DesiredPoc, at: &Origin, out: &mut Vec<Mistake>) {
    let identity = &poc.identity;
    let role = identity.kind.as_deref() == Some("ROLE");
    let lacks = [
        ("type", file.kind.is_none()),
        ("name", role && identity.last_name.is_none()),
        (
            "first_name",
            !role && identity.first_name.is_none() && file.kind.is_some(),
        ),
        (
            "last_name",
            !role && identity.last_name.is_none() && file.kind.is_some(),
        ),
        ("company", role && poc.company.value().is_none()),
        ("address", file.address.is_none()),
        ("phones", file.phones.is_none()),
        ("emails", file.emails.is_none()),
    ];
    for (field, lacking) in lacks {
        if lacking {
            missing(field, at, out);
        }
    }
}

fn identity(file: &PocFile, at: &Origin, out: &mut Vec<Mistake>) -> Identity {
    let kind = match file.kind.as_deref().map(str::trim) {
        None => None,
        Some("person" | "PERSON") => Some("PERSON".to_owned()),
        Some("role" | "ROLE") => Some("ROLE".to_owned()),
        Some(other) => {
            out.push(
                Mistake::error("wrong-value", format!("\"{other}\" is not a type of POC"))
                    .at_value(&inside(at, &["type"]))
                    .help("write person or role"),
            );
            None
        }
    };
    let mut line = |field: &str, said: Option<&String>| {
        let line = said.and_then(|said| text::ascii(said, &inside(at, &[field]), out));
        line.map(|line| line.to_string())
    };
    let name = line("name", file.name.as_ref());
    let first_name = line("first_name", file.first_name.as_ref());
    let middle_name = line("middle_name", file.middle_name.as_ref());
    let last_name = line("last_name", file.last_name.as_ref());
    let personal = first_name.is_some() || middle_name.is_some() || last_name.is_some();
    let role = kind.as_deref() == Some("ROLE");
    if (name.is_some() && (personal || kind.as_deref() == Some("PERSON"))) || (role && personal) {
        out.push(
            Mistake::error(
                "poc-name",
                "a role has a name, a person a first and a last name",
            )
            .at_key(at)
            .help("give a role name, and a person first_name and last_name"),
        );
    }
    Identity {
        kind,
        first_name,
        middle_name,
        last_name: last_name.or(name),
    }
}

fn emails_of(emails: &[String], at: &Origin, out: &mut Vec<Mistake>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for (n, email) in emails.iter().enumerate() {
        let place = inside(at, &["emails", &n.to_string()]);
        let email = email.trim();
        let fits = email.split_once('@').is_some_and(|(user, host)| {
            let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '@' | ',' | ';' | '<' | '>');
            !user.is_empty() && user.chars().all(plain) && super::super::words::is_host(host)
        });
        if !fits {
            out.push(
                Mistake::error(
                    "email-bad",
                    format!("\"{email}\" is not an address of mail"),
                )
                .at_value(&place)
                .help("write one address, such as noc@example.net"),
            );
        } else if kept.iter().any(|other| other.eq_ignore_ascii_case(email)) {
            out.push(
                Mistake::error("duplicate-key", format!("{email} is given twice"))
                    .at_value(&place)
                    .help("keep one of the two"),
            );
        } else {
            kept.push(email.to_owned());
        }
    }
    if emails.is_empty() {
        out.push(
            Mistake::error("email-bad", "a POC has one address of mail at least")
                .at_value(&inside(at, &["emails"]))
                .help("list one, or leave emails out to leave them alone"),
        );
    }
    kept
}

fn phones_of(phones: &[PhoneFile], at: &Origin, out: &mut Vec<Mistake>) -> Vec<PhoneView> {
    let mut kept: Vec<PhoneView> = Vec::new();
    for (n, phone) in phones.iter().enumerate() {
        let place = inside(at, &["phones", &n.to_string()]);
        let number = phone.number.as_deref().unwrap_or_default();
        if !is_number(number) {
            out.push(
                Mistake::error(
                    "phone-bad",
                    format!("\"{number}\" is not a telephone number"),
                )
                .at_value(&place)
                .help("write it with the code of the country, such as +1-540-555-0100"),
            );
            continue;
        }
        let code = match phone.kind.as_deref().map(str::trim) {
            None | Some("office" | "O") => "O",
            Some("fax" | "F") => "F",
            Some("mobile" | "M") => "M",
            Some(other) => {
                out.push(
                    Mistake::error(
                        "wrong-value",
                        format!("\"{other}\" is not a type of telephone"),
                    )
                    .at_value(&inside(&place, &["type"]))
                    .help("write office, fax or mobile"),
                );
                continue;
            }
        };
        let view = PhoneView {
            number: written(number),
            code: code.to_owned(),
            extension: phone
                .extension
                .as_deref()
                .unwrap_or_default()
                .trim()
                .to_owned(),
        };
        let twice = |other: &PhoneView| other.number == view.number && other.code == view.code;
        if kept.iter().any(twice) {
            out.push(
                Mistake::error("duplicate-key", format!("{view} is given twice"))
                    .at_value(&place)
                    .help("keep one of the two"),
            );
        } else {
            kept.push(view);
        }
    }
    office(phones, at, out);
    kept
}

/// Somebody must answer: a POC without a telephone of an office is refused (reference 2.10).
fn office(phones: &[PhoneFile], at: &Origin, out: &mut Vec<Mistake>) {
    let spoken = phones.iter().any(|phone| {
        matches!(
            phone.kind.as_deref().map(str::trim),
            None | Some("office" | "O")
        )
    });
    if !spoken {
        out.push(
            Mistake::error("phone-bad", "a POC has one telephone of an office at least")
                .at_value(&inside(at, &["phones"]))
                .help("list one, or leave phones out to leave them alone"),
        );
    }
}
