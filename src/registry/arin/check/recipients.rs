//! The orgs that receive space: their detailed reassignments and reallocations.

use std::collections::HashMap;

use crate::diagnostic::{Mistake, Part};
use crate::model::{OrgHandle, Origin};

use super::super::declare::Declared;
use super::super::desired::{Block, Recipient};
use super::block::block;
use super::{inside, origin};

/// The blocks of the sections `recipients`, in the order of the files, their networks not yet known.
pub(super) fn check(declared: &Declared, out: &mut Vec<Mistake>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut seen: HashMap<OrgHandle, Origin> = HashMap::new();
    for file in &declared.files {
        for (text, entry) in &file.recipients.0 {
            let at = origin(&file.name, &["recipients", text]);
            let Some(org) = handle(text, &at, out) else {
                continue;
            };
            if let Some(first) = seen.get(&org) {
                out.push(
                    Mistake::error("duplicate-key", format!("{org} is declared twice"))
                        .at_key(&at)
                        .at(first, Part::Key, "first here")
                        .help("put the blocks under one of the two"),
                );
                continue;
            }
            seen.insert(org.clone(), at.clone());
            let unsaid = super::super::declare::RecipientFile::default();
            let entry = entry.as_ref().unwrap_or(&unsaid);
            let given = [
                (
                    "reassign",
                    &entry.reassign,
                    Recipient::Reassigned(org.clone()),
                ),
                ("reallocate", &entry.reallocate, Recipient::Reallocated(org)),
            ];
            for (section, list, recipient) in &given {
                for (text, file) in list.iter().flat_map(|keyed| &keyed.0) {
                    let at = inside(&at, &[section, text]);
                    blocks.extend(block(text, file.as_ref(), (recipient, at), out));
                }
            }
        }
    }
    blocks
}

/// An org that can receive space: handles with `-Z` can not (reference 3.2).
fn handle(text: &str, at: &Origin, out: &mut Vec<Mistake>) -> Option<OrgHandle> {
    match text.parse::<OrgHandle>() {
        Ok(org) if org.as_str().contains("-Z") => {
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
        Ok(org) => Some(org),
        Err(error) => {
            out.push(Mistake::error("handle-bad", error.to_string()).at_key(at));
            None
        }
    }
}
