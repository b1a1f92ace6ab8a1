//! The orgs that receive space: their detailed reassignments and reallocations.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Key, NetType, OrgHandle, Origin};

use super::super::declare::Declared;
use super::super::{Block, Recipient};
use super::block::{Entry, block};
use super::origin;

/// The blocks of the sections `recipients`, in the order of the files, their networks not yet known.
pub(super) fn check(declared: &Declared, out: &mut Vec<Mistake>) -> Vec<Arc<Block>> {
    let mut blocks = Vec::new();
    let mut seen: HashMap<Key, Origin> = HashMap::new();
    let keyed = keyed(declared);
    for file in &declared.files {
        for (text, entry) in &file.recipients.0 {
            let at = origin(&file.name, &["recipients", text]);
            let Some([reassigned, reallocated]) = recipients(text, &keyed, &at, out) else {
                continue;
            };
            let org = reassigned.key();
            if let Some(first) = seen.get(&org) {
                out.push(
                    Mistake::error("duplicate-key", format!("{org} is declared twice"))
                        .at_key(&at)
                        .at(first, Part::Key, "first here")
                        .help("put the blocks under one of the two"),
                );
                continue;
            }
            seen.insert(org, at.clone());
            let unsaid = super::super::declare::RecipientFile::default();
            let entry = entry.as_ref().unwrap_or(&unsaid);
            let given = [
                ("reassign", &entry.reassign, reassigned),
                ("reallocate", &entry.reallocate, reallocated),
            ];
            for (section, list, recipient) in &given {
                for (text, file) in list.iter().flat_map(|keyed| &keyed.0) {
                    let entry = Entry {
                        at: &at,
                        under: &at,
                    };
                    let of = (recipient, entry, *section);
                    blocks.extend(block(text, file.as_ref(), of, out).map(Arc::new));
                }
            }
        }
    }
    blocks
}

/// The handles of the orgs that have a key of ours; nothing for one that is still to be made.
fn keyed(declared: &Declared) -> HashMap<&str, Option<OrgHandle>> {
    let entries = declared.files.iter().flat_map(|file| &file.orgs.0);
    let keyed = entries.filter_map(|(key, org)| {
        let org = org.as_ref()?;
        let ours = org.handle.is_some() || org.create.is_some();
        let handle = org.handle.as_deref().and_then(|text| text.parse().ok());
        ours.then_some((key.as_str(), handle))
    });
    keyed.collect()
}

/// Whom an entry means, for its reassignments and for its reallocations: by a key under `orgs`, or by handle.
fn recipients(
    text: &str,
    keyed: &HashMap<&str, Option<OrgHandle>>,
    at: &Origin,
    out: &mut Vec<Mistake>,
) -> Option<[Recipient; 2]> {
    let org = match keyed.get(text) {
        Some(None) => {
            let of = |net_type| Recipient::ToBeMade(Box::new((Key::new(text), net_type)));
            return Some([of(NetType::Reassignment), of(NetType::Reallocation)]);
        }
        Some(Some(handle)) => handle.clone(),
        None => handle(text, at, out)?,
    };
    let org = open(org, at, out)?;
    Some([
        Recipient::Reassigned(org.clone()),
        Recipient::Reallocated(org),
    ])
}

fn handle(text: &str, at: &Origin, out: &mut Vec<Mistake>) -> Option<OrgHandle> {
    let parsed = text.parse::<OrgHandle>();
    if let Err(error) = &parsed {
        out.push(
            Mistake::error("handle-bad", error.to_string())
                .at_key(at)
                .help("write the handle of an org, or a key under orgs"),
        );
    }
    parsed.ok()
}

/// An org that can receive space: handles with `-Z` can not (reference 3.2).
fn open(org: OrgHandle, at: &Origin, out: &mut Vec<Mistake>) -> Option<OrgHandle> {
    if !org.as_str().contains("-Z") {
        return Some(org);
    }
    out.push(
        Mistake::error(
            "recipient-closed",
            format!("{org} can not receive space: its handle has -Z"),
        )
        .at_key(at)
        .help("ask the customer for the org that receives its space"),
    );
    None
}
