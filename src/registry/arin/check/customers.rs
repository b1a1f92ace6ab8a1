//! The declared customers, and their blocks one by one.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Ascii, CustomerContent, Key, Origin};

use super::super::declare::{CustomerFile, Declared};
use super::super::desired::{Block, Profile, Recipient};
use super::address::{self, missing, required};
use super::block::block;
use super::text::{comment, key};
use super::{former, inside, origin};

/// Names longer than this are cut by at least one script in production; the registry's own limit is not published.
const LONG_NAME: usize = 50;

/// What the sections `customers` give.
pub(super) struct Customers {
    pub(super) profiles: BTreeMap<Key, Profile>,
    /// The blocks in the order of the files, their networks not yet known.
    pub(super) blocks: Vec<Block>,
}

pub(super) fn check(declared: &Declared, out: &mut Vec<Mistake>) -> Customers {
    let entries: Vec<(Origin, &str, Option<&CustomerFile>)> = declared
        .files
        .iter()
        .flat_map(|file| {
            let section = origin(&file.name, &["customers"]);
            let entries = file.customers.0.iter();
            entries.map(move |(text, entry)| (section.clone(), text.as_str(), entry.as_ref()))
        })
        .collect();
    let checked: Vec<Checked> = entries
        .par_iter()
        .map(|(section, text, entry)| Checked::of(section.inside([text]), text, *entry))
        .collect();
    let mut keys: HashMap<&str, Origin> = HashMap::with_capacity(entries.len());
    let mut former: Vec<(Key, Origin)> = Vec::new();
    let mut profiles: Vec<(Key, Profile)> = Vec::with_capacity(entries.len());
    let mut blocks = Vec::with_capacity(entries.len());
    for ((_, text, _), checked) in entries.iter().zip(checked) {
        out.extend(checked.of_key);
        if let Some(first) = keys.get(text) {
            out.push(twice(text, &checked.at, first));
            continue;
        }
        keys.insert(text, checked.at);
        out.extend(checked.mistakes);
        former.extend(checked.former);
        blocks.extend(checked.blocks);
        profiles.extend(
            checked
                .profile
                .map(|profile| (profile.key.clone(), profile)),
        );
    }
    former::clashes(&former, &keys, "customer", out);
    Customers {
        profiles: profiles.into_iter().collect(),
        blocks,
    }
}

fn twice(text: &str, at: &Origin, first: &Origin) -> Mistake {
    Mistake::error(
        "duplicate-key",
        format!("two customers have the key \"{text}\""),
    )
    .at_key(at)
    .at(first, Part::Key, "first here")
    .help("give one of them another key, or put the blocks under one")
}

/// An entry by itself. Entries are checked side by side, and know nothing of each other.
struct Checked {
    at: Origin,
    /// What is wrong with its key.
    of_key: Vec<Mistake>,
    /// What is wrong in it.
    mistakes: Vec<Mistake>,
    former: Vec<(Key, Origin)>,
    blocks: Vec<Block>,
    profile: Option<Profile>,
}

impl Checked {
    fn of(at: Origin, text: &str, entry: Option<&CustomerFile>) -> Self {
        let (mut of_key, mut mistakes) = (Vec::new(), Vec::new());
        let key = key(text, &at, Part::Key, &mut of_key).unwrap_or_else(|| Key::new(text));
        let unsaid = CustomerFile::default();
        let entry = entry.unwrap_or(&unsaid);
        Self {
            former: former::formerly(entry.formerly.as_deref(), &at, &mut mistakes),
            blocks: blocks(entry, &key, &at, &mut mistakes),
            profile: profile(entry, key, at.clone(), &mut mistakes),
            at,
            of_key,
            mistakes,
        }
    }
}

fn profile(
    file: &CustomerFile,
    key: Key,
    origin: Origin,
    out: &mut Vec<Mistake>,
) -> Option<Profile> {
    let residential = file.residential.unwrap_or(false);
    let name = if residential {
        nameless(file, &origin, out);
        Ascii::new(HOUSEHOLD).ok()
    } else {
        required(file.name.as_deref(), "name", &origin, out)
    };
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
        let at = inside(&origin, &["address"]);
        if residential {
            address::household(file, &at, out)
        } else {
            address::check(file, &at, out)
        }
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
            private: if residential {
                Some(true)
            } else {
                file.private
            },
        },
        residential,
        origin,
    })
}

/// The name of a household until the org of its network is known.
const HOUSEHOLD: &str = "Private Customer";

/// What a household does not tell: its name and its street. Nor may it be public.
fn nameless(file: &CustomerFile, origin: &Origin, out: &mut Vec<Mistake>) {
    let street = file
        .address
        .as_ref()
        .is_some_and(|address| address.street.is_some());
    for (there, path) in [
        (file.name.is_some(), &["name"][..]),
        (street, &["address", "street"]),
        (file.private == Some(false), &["private"]),
    ] {
        if there {
            out.push(
                Mistake::error(
                    "residential-told",
                    format!("a residential customer has no {}", path.last().unwrap_or(&"")),
                )
                .at(&inside(origin, path), Part::Key, "")
                .help("remove it: the registry is told \"Private Customer\" and \"Private Residence\""),
            );
        }
    }
}

fn blocks(
    file: &CustomerFile,
    customer: &Key,
    entry: &Origin,
    out: &mut Vec<Mistake>,
) -> Vec<Block> {
    let recipient = Recipient::Customer(customer.clone());
    let entries = file.blocks.iter().flat_map(|keyed| &keyed.0);
    entries
        .filter_map(|(text, file)| {
            let at = inside(entry, &["blocks", text]);
            block(text, file.as_ref(), (&recipient, at), out)
        })
        .collect()
}
