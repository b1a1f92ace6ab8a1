//! The declared orgs.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Mistake, Part};
use crate::model::{Key, OrgHandle, Origin, PocHandle, RegistryName, folded_name};

use super::super::super::check::{address, former, text};
use super::super::super::declare::Declared;
use super::super::words::{entry, inside, missing, registry, said};
use super::declare::{OrgFile, OrgPocsFile};
use super::desired::{Contact, DesiredOrg, Making};

/// The declared orgs, by key.
pub(in super::super) fn check(
    declared: &Declared,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Vec<DesiredOrg> {
    let mut found: BTreeMap<Key, DesiredOrg> = BTreeMap::new();
    let mut former_keys: Vec<(Key, Origin)> = Vec::new();
    let contacts: Vec<&str> = declared
        .files
        .iter()
        .flat_map(|file| file.pocs.0.iter().map(|(key, _)| key.as_str()))
        .collect();
    for file in &declared.files {
        for (name, said) in &file.orgs.0 {
            let at = entry(&file.name, "orgs", name);
            let unsaid = OrgFile::default();
            let said = said.as_ref().unwrap_or(&unsaid);
            let Some((key, handle)) = named(name, said, &at, out) else {
                continue;
            };
            let same = |other: &&DesiredOrg| {
                other.key == key || handle.is_some() && other.handle == handle
            };
            if let Some(first) = found.values().find(same) {
                let twice = handle.as_ref().map_or(key.as_str(), OrgHandle::as_str);
                out.push(
                    Mistake::error("duplicate-key", format!("{twice} is declared twice"))
                        .at_key(&at)
                        .at(&first.origin, Part::Key, "first here")
                        .help("keep one of the two"),
                );
                continue;
            }
            let had = former::formerly(said.formerly.as_deref(), &at, out);
            let org = one(said, (key, handle), &at, (registries, &contacts), out);
            let org = org.map(|org| DesiredOrg {
                formerly: had.iter().map(|(key, _)| key.clone()).collect(),
                ..org
            });
            former_keys.extend(had);
            found.extend(org.map(|org| (org.key.clone(), org)));
        }
    }
    let keys: HashMap<Key, Origin> = found
        .values()
        .map(|org| (org.key.clone(), org.origin.clone()))
        .collect();
    former::clashes(&former_keys, |key| keys.get(key).cloned(), "org", out);
    let orgs: Vec<DesiredOrg> = found.into_values().collect();
    alike(&orgs, out);
    for org in orgs.iter().filter(|org| is_for_nothing(org, declared)) {
        out.push(
            Mistake::error(
                "org-recipient",
                format!("{} is made as a recipient, and receives nothing", org.key),
            )
            .at_value(&inside(&org.origin, &["create"]))
            .help(format!("declare a block under recipients.{}", org.key)),
        );
    }
    orgs
}

/// Whether an org is to be made as a recipient, and no block says under which net.
fn is_for_nothing(org: &DesiredOrg, declared: &Declared) -> bool {
    let mut recipients = declared.files.iter().flat_map(|file| &file.recipients.0);
    let own = recipients.find(|(key, _)| key == org.key.as_str());
    let given = own
        .and_then(|(_, entry)| entry.as_ref())
        .is_some_and(|entry| {
            let lists = [&entry.reassign, &entry.reallocate];
            lists
                .iter()
                .any(|list| list.as_ref().is_some_and(|list| !list.0.is_empty()))
        });
    org.create == Some(Making::Recipient) && org.handle.is_none() && declared.complete && !given
}

/// Orgs that are to be made as recipients at registries that make none: ARIN's own (reference 3.2).
pub fn unserved(orgs: &[DesiredOrg], is_arin: impl Fn(&RegistryName) -> bool) -> Vec<Mistake> {
    let asked = orgs.iter().filter(|org| {
        org.create == Some(Making::Recipient) && org.handle.is_none() && is_arin(&org.registry)
    });
    asked
        .map(|org| {
            Mistake::error("org-recipient", "ARIN makes no orgs for others since 2020")
                .at_value(&inside(&org.origin, &["create"]))
                .help("write ticket, or ask the customer for the handle of its org")
        })
        .collect()
}

/// The key of an entry, and the handle of its org. Without `handle` and `create` the key is the handle.
fn named(
    name: &str,
    file: &OrgFile,
    at: &Origin,
    out: &mut Vec<Mistake>,
) -> Option<(Key, Option<OrgHandle>)> {
    let parsed = |text: &str| text.parse::<OrgHandle>();
    let told = |error: String| Mistake::error("handle-bad", error);
    match (&file.handle, &file.create) {
        (None, None) => match parsed(name) {
            Ok(handle) => Some((Key::new(handle.as_str()), Some(handle))),
            Err(error) => {
                let help = "write its handle, or handle or create into the entry";
                out.push(told(error.to_string()).at_key(at).help(help));
                None
            }
        },
        (None, Some(_)) => Some((text::key(name, at, Part::Key, out)?, None)),
        (Some(handle), _) => match parsed(handle) {
            Ok(handle) => Some((text::key(name, at, Part::Key, out)?, Some(handle))),
            Err(error) => {
                out.push(told(error.to_string()).at_value(&inside(at, &["handle"])));
                None
            }
        },
    }
}

/// Two orgs that are to be made under one name could not be told apart afterwards.
fn alike(orgs: &[DesiredOrg], out: &mut Vec<Mistake>) {
    let mut names: BTreeMap<(&RegistryName, String), &DesiredOrg> = BTreeMap::new();
    let to_be = orgs.iter().filter(|org| org.handle.is_none());
    for org in to_be {
        let Some(name) = &org.name else { continue };
        if let Some(first) = names.insert((&org.registry, folded_name(name)), org) {
            out.push(
                Mistake::error("duplicate-key", format!("\"{name}\" is to be made twice"))
                    .at_key(&org.origin)
                    .at(&first.origin, Part::Key, "first here")
                    .help("keep one of the two, or write the handle of the one that exists"),
            );
        }
    }
}

fn one(
    file: &OrgFile,
    (key, handle): (Key, Option<OrgHandle>),
    at: &Origin,
    (registries, contacts): (&[RegistryName], &[&str]),
    out: &mut Vec<Mistake>,
) -> Option<DesiredOrg> {
    let name = file.name.as_deref();
    let name = name.and_then(|name| text::ascii(name, &inside(at, &["name"]), out));
    let pocs = file.pocs.as_ref();
    let org = DesiredOrg {
        formerly: Vec::new(),
        key,
        handle,
        create: making(file.create.as_deref(), at, out),
        registry: registry(file.registry.as_deref(), at, registries, out)?,
        name: name.map(|name| name.to_string()),
        address: file
            .address
            .as_ref()
            .and_then(|file| address::check(file, &inside(at, &["address"]), out)),
        url: said(file.url.as_deref(), &inside(at, &["url"]), out),
        comment: text::comment(file.comment.as_ref(), &inside(at, &["comment"]), out),
        accepts: file.accept_reassignments,
        pocs: pocs
            .map(|pocs| pocs_of(pocs, &inside(at, &["pocs"]), contacts, out))
            .unwrap_or_default(),
        origin: at.clone(),
    };
    if org.handle.is_none() {
        complete(file, at, out);
    }
    Some(org)
}

fn making(text: Option<&str>, at: &Origin, out: &mut Vec<Mistake>) -> Option<Making> {
    match text.map(str::trim) {
        None => None,
        Some("ticket") => Some(Making::Ticket),
        Some("recipient") => Some(Making::Recipient),
        Some(other) => {
            out.push(
                Mistake::error(
                    "wrong-value",
                    format!("\"{other}\" is not a way to make an org"),
                )
                .at_value(&inside(at, &["create"]))
                .help(
                    "write ticket: the registry's staff is asked; or recipient, at older services",
                ),
            );
            None
        }
    }
}

/// To be made it takes all of these (reference 2.5).
fn complete(file: &OrgFile, at: &Origin, out: &mut Vec<Mistake>) {
    let unsaid = OrgPocsFile::default();
    let pocs = file.pocs.as_ref().unwrap_or(&unsaid);
    let blank = |name: &Option<String>| name.as_deref().is_none_or(|name| name.trim().is_empty());
    let lacks = [
        ("name", blank(&file.name)),
        ("address", file.address.is_none()),
        ("pocs.admin", pocs.admin.is_none()),
        ("pocs.tech", pocs.tech.is_none()),
        ("pocs.abuse", pocs.abuse.is_none()),
    ];
    for (field, lacking) in lacks {
        if lacking {
            missing(field, at, out);
        }
    }
}

fn pocs_of(
    file: &OrgPocsFile,
    at: &Origin,
    keys: &[&str],
    out: &mut Vec<Mistake>,
) -> BTreeMap<String, Vec<Contact>> {
    let mut pocs = BTreeMap::new();
    let admin = file.admin.as_ref().map(|admin| vec![admin.clone()]);
    for (function, name, list) in [
        ("AD", "admin", &admin),
        ("T", "tech", &file.tech),
        ("AB", "abuse", &file.abuse),
        ("N", "noc", &file.noc),
        ("R", "routing", &file.routing),
        ("D", "dns", &file.dns),
    ] {
        let Some(list) = list else { continue };
        let place = inside(at, &[name]);
        if list.is_empty() && matches!(function, "T" | "AB") {
            out.push(
                Mistake::error("org-pocs", format!("an org has one {name} POC at least"))
                    .at_value(&place)
                    .help("list one, or leave the function out to leave it alone"),
            );
        }
        let mut contacts = Vec::new();
        for (n, text) in list.iter().enumerate() {
            let place = if function == "AD" {
                place.clone()
            } else {
                inside(&place, &[&n.to_string()])
            };
            if keys.contains(&text.as_str()) {
                contacts.push(Contact::Key(Key::new(text)));
                continue;
            }
            match text.parse::<PocHandle>() {
                Ok(handle) => contacts.push(Contact::Handle(handle)),
                Err(error) => out.push(
                    Mistake::error("handle-bad", error.to_string())
                        .at_value(&place)
                        .help("write the handle of a POC, or a key under pocs"),
                ),
            }
        }
        pocs.insert(function.to_owned(), contacts);
    }
    pocs
}
