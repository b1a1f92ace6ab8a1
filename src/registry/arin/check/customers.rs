//! The declared customers, and their blocks one by one.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Mistake, Part};
use crate::model::{CustomerContent, Key, Origin};

use super::super::declare::{CustomerFile, Declared};
use super::super::desired::{Block, Profile, Recipient};
use super::address::{self, missing, required};
use super::block::block;
use super::text::{comment, key};
use super::{inside, origin};

/// Names longer than this are cut by at least one script in production; the registry's own limit is not published.
const LONG_NAME: usize = 50;

/// What the sections `customers` give.
pub(super) struct Customers {
    pub(super) profiles: BTreeMap<Key, Profile>,
    /// The blocks in the order of the files, their networks not yet known.
    pub(super) blocks: Vec<Block>,
}

pub(super) fn check(declared: &Declared, out: &mut Vec<Mistake>) -> Customers {
    let mut found = Customers {
        profiles: BTreeMap::new(),
        blocks: Vec::new(),
    };
    let mut keys: HashMap<&str, Origin> = HashMap::new();
    let mut former: Vec<(Key, Origin)> = Vec::new();
    for file in &declared.files {
        for (text, entry) in &file.customers.0 {
            let at = origin(&file.name, &["customers", text]);
            let key = key(text, &at, Part::Key, out);
            if let Some(first) = keys.get(text.as_str()) {
                out.push(
                    Mistake::error(
                        "duplicate-key",
                        format!("two customers have the key \"{text}\""),
                    )
                    .at_key(&at)
                    .at(first, Part::Key, "first here")
                    .help("give one of them another key, or put the blocks under one"),
                );
                continue;
            }
            keys.insert(text, at.clone());
            let entry = entry.clone().unwrap_or_default();
            let key = key.unwrap_or_else(|| Key::new(text));
            former.extend(formerly(&entry, &at, out));
            blocks(&entry, &key, &at, &mut found.blocks, out);
            if let Some(profile) = profile(&entry, key.clone(), at, out) {
                found.profiles.insert(key, profile);
            }
        }
    }
    former_keys(&former, &keys, out);
    found
}

fn profile(
    file: &CustomerFile,
    key: Key,
    origin: Origin,
    out: &mut Vec<Mistake>,
) -> Option<Profile> {
    let name = required(file.name.as_deref(), "name", &origin, out);
    if let Some(name) = &name
        && name.as_str().len() > LONG_NAME
    {
        out.push(
            Mistake::warning(
                "customer-name-long",
                format!(
                    "the name has {} characters; the registry may take 50 only",
                    name.as_str().len()
                ),
            )
            .at_value(&inside(&origin, &["name"])),
        );
    }
    let address = if let Some(file) = &file.address {
        address::check(file, &inside(&origin, &["address"]), out)
    } else {
        missing("address", &origin, out);
        None
    };
    let comment = comment(file.comment.as_ref(), &inside(&origin, &["comment"]), out);
    let formerly = file.formerly.iter().flatten().map(Key::new).collect();
    Some(Profile {
        key,
        formerly,
        content: CustomerContent {
            name: name?,
            address: address?,
            comment,
        },
        origin,
    })
}

fn formerly(file: &CustomerFile, entry: &Origin, out: &mut Vec<Mistake>) -> Vec<(Key, Origin)> {
    file.formerly
        .iter()
        .flatten()
        .enumerate()
        .filter_map(|(n, text)| {
            let at = inside(entry, &["formerly", &n.to_string()]);
            key(text, &at, Part::Value, out).map(|key| (key, at))
        })
        .collect()
}

/// A former key belongs to one customer, and to none that is there now: else it is not clear whose registrations are
/// renamed.
fn former_keys(former: &[(Key, Origin)], keys: &HashMap<&str, Origin>, out: &mut Vec<Mistake>) {
    let mut seen: HashMap<&str, &Origin> = HashMap::new();
    for (key, at) in former {
        let text = key.as_str();
        if let Some(present) = keys.get(text) {
            out.push(
                Mistake::error(
                    "formerly-clash",
                    format!("\"{text}\" is a former key here, and a customer has it now"),
                )
                .at_value(at)
                .at(present, Part::Key, "has it now")
                .help("remove it from formerly, or remove the customer that was renamed"),
            );
        } else if let Some(first) = seen.get(text) {
            out.push(
                Mistake::error(
                    "formerly-clash",
                    format!("\"{text}\" is named as a former key twice"),
                )
                .at_value(at)
                .at(first, Part::Value, "first here")
                .help("a key that was renamed has one successor"),
            );
        } else {
            seen.insert(text, at);
        }
    }
}

fn blocks(
    file: &CustomerFile,
    customer: &Key,
    entry: &Origin,
    blocks: &mut Vec<Block>,
    out: &mut Vec<Mistake>,
) {
    let recipient = Recipient::Customer(customer.clone());
    for (text, file) in file.blocks.iter().flat_map(|keyed| &keyed.0) {
        let at = inside(entry, &["blocks", text]);
        blocks.extend(block(text, file.as_ref(), (&recipient, at), out));
    }
}
