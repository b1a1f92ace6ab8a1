//! The declared orgs.

use std::collections::BTreeMap;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Key, OrgHandle, Origin, PocHandle, RegistryName};

use super::super::super::check::{address, text};
use super::super::super::declare::Declared;
use super::super::words::{entry, inside, registry, said};
use super::declare::{OrgFile, OrgPocsFile};
use super::desired::{Contact, DesiredOrg};

/// The declared orgs, by handle.
pub(in super::super) fn check(
    declared: &Declared,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Vec<DesiredOrg> {
    let mut found: BTreeMap<OrgHandle, DesiredOrg> = BTreeMap::new();
    let keys: Vec<&str> = declared
        .files
        .iter()
        .flat_map(|file| file.pocs.0.iter().map(|(key, _)| key.as_str()))
        .collect();
    for file in &declared.files {
        for (name, said) in &file.orgs.0 {
            let at = entry(&file.name, "orgs", name);
            let handle = match name.parse::<OrgHandle>() {
                Ok(handle) => handle,
                Err(error) => {
                    out.push(Mistake::error("handle-bad", error.to_string()).at_key(&at));
                    continue;
                }
            };
            if let Some(first) = found.get(&handle) {
                out.push(
                    Mistake::error("duplicate-key", format!("{handle} is declared twice"))
                        .at_key(&at)
                        .at(&first.origin, Part::Key, "first here")
                        .help("keep one of the two"),
                );
                continue;
            }
            let unsaid = OrgFile::default();
            let said = said.as_ref().unwrap_or(&unsaid);
            let org = one(said, handle.clone(), &at, (registries, &keys), out);
            found.extend(org.map(|org| (handle, org)));
        }
    }
    found.into_values().collect()
}

fn one(
    file: &OrgFile,
    handle: OrgHandle,
    at: &Origin,
    (registries, keys): (&[RegistryName], &[&str]),
    out: &mut Vec<Mistake>,
) -> Option<DesiredOrg> {
    let name = file.name.as_deref();
    let name = name.and_then(|name| text::ascii(name, &inside(at, &["name"]), out));
    let pocs = file.pocs.as_ref();
    Some(DesiredOrg {
        handle,
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
            .map(|pocs| pocs_of(pocs, &inside(at, &["pocs"]), keys, out))
            .unwrap_or_default(),
        origin: at.clone(),
    })
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
