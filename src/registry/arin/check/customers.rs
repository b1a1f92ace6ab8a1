//! The declared customers, and their blocks one by one.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Ascii, CustomerContent, Key, Keyed, Origin, PackedContent};

use super::super::declare::{CustomerFile, DeclaredFile};
use super::super::objects::RdnsFile;
use super::super::{Block, Profile, Profiles, Recipient};
use super::address::{self, missing, required};
use super::block::{Entry, block};
use super::text::{comment, key};
use super::{former, inside};

/// Names longer than this are cut by at least one script in production; the registry's own limit is not published.
const LONG_NAME: usize = 50;

/// What the sections `customers` give.
pub(super) struct Customers {
    pub(super) profiles: Profiles,
    /// The blocks in the order of the files, their networks not yet known.
    pub(super) blocks: Vec<Arc<Block>>,
}

/// The customers of one file, each checked by itself. Files are checked side by side, and know nothing of each other.
#[derive(Debug, Default)]
pub struct CheckedCustomers {
    pub(super) entries: Vec<Checked>,
    /// Their blocks, those of one entry after those of the entry before it.
    pub(super) blocks: Vec<Arc<Block>>,
    /// Blocks that say something of their reverse zones.
    pub(in super::super) rdns: Vec<(Origin, RdnsFile)>,
}

impl CheckedCustomers {
    /// Checks the entries of a file.
    #[must_use]
    pub fn of(file: &str, customers: Keyed<Option<CustomerFile>>) -> Self {
        let section = Origin::new(file, ["customers"]);
        let count = customers.0.len();
        let (mut blocks, mut rdns) = (Vec::with_capacity(count), Vec::new());
        // Collected, they would keep the room of what was declared, which is five times as much.
        let mut entries = Vec::with_capacity(count);
        for (text, entry) in customers.0 {
            let at = section.inside([&text]);
            let place = Entry {
                at: &at,
                under: &section,
            };
            let checked = Checked::of(place, &text, entry.as_ref(), &mut blocks);
            for (range, block) in entry.and_then(|entry| entry.blocks).unwrap_or_default().0 {
                let said = block.and_then(|block| block.rdns);
                rdns.extend(said.map(|said| (at.inside(["blocks", &range]), said)));
            }
            entries.push(checked);
        }
        Self {
            entries,
            blocks,
            rdns,
        }
    }
}

/// Gathers the customers of all files. What was checked is taken out of them.
pub(super) fn check(files: &mut [DeclaredFile], out: &mut Vec<Mistake>) -> Customers {
    let count = files.iter().map(|file| file.customers.entries.len()).sum();
    let count_blocks = files.iter().map(|file| file.customers.blocks.len()).sum();
    let mut keys = Keys {
        profiles: Profiles::with_capacity_and_hasher(count, RandomState::default()),
        others: HashMap::new(),
    };
    let mut former: Vec<(Key, Origin)> = Vec::new();
    let mut blocks = Vec::with_capacity(count_blocks);
    for file in files.iter_mut().map(|file| &mut file.customers) {
        let mut given = std::mem::take(&mut file.blocks).into_iter();
        for checked in std::mem::take(&mut file.entries) {
            let own = given.by_ref().take(checked.blocks);
            let told = checked.told.unwrap_or_default();
            out.extend(told.of_key);
            if let Some(first) = keys.get(&checked.key) {
                let at = checked.section.inside([checked.key.as_str()]);
                out.push(twice(checked.key.as_str(), &at, &first));
                own.for_each(drop);
                continue;
            }
            out.extend(told.mistakes);
            former.extend(told.former);
            blocks.extend(own);
            keys.insert(checked.key, checked.section, checked.profile);
        }
    }
    former::clashes(&former, |key| keys.get(key), "customer", out);
    let mut profiles = keys.profiles;
    profiles.sort_unstable_keys();
    Customers { profiles, blocks }
}

/// Who has which key.
struct Keys {
    profiles: Profiles,
    /// The sections of entries that give no profile: something is wrong in them.
    others: HashMap<Key, Origin>,
}

impl Keys {
    /// Where the entry of a key is.
    fn get(&self, key: &Key) -> Option<Origin> {
        let profile = self.profiles.get(key).map(|profile| &profile.section);
        let section = profile.or_else(|| self.others.get(key));
        section.map(|section| section.inside([key.as_str()]))
    }

    fn insert(&mut self, key: Key, section: Origin, profile: Option<Arc<Profile>>) {
        match profile {
            Some(profile) => drop(self.profiles.insert(key, profile)),
            None => drop(self.others.insert(key, section)),
        }
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

/// An entry by itself.
#[derive(Debug)]
pub(super) struct Checked {
    /// Its key as it is written, though it may not be a good one.
    pub(super) key: Key,
    /// The section it stands in.
    pub(super) section: Origin,
    /// How many blocks it has.
    pub(super) blocks: usize,
    pub(super) profile: Option<Arc<Profile>>,
    /// What is to be said of it: of most, nothing.
    pub(super) told: Option<Box<Told>>,
}

/// What is to be said of an entry.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What is wrong with its key.
    pub(super) of_key: Vec<Mistake>,
    /// What is wrong in it.
    pub(super) mistakes: Vec<Mistake>,
    /// The keys it had before.
    pub(super) former: Vec<(Key, Origin)>,
}

impl Told {
    /// The same; nothing when there is nothing.
    pub(super) fn boxed(self) -> Option<Box<Self>> {
        let nothing = self.of_key.is_empty() && self.mistakes.is_empty() && self.former.is_empty();
        (!nothing).then(|| Box::new(self))
    }
}

impl Checked {
    fn of(
        place: Entry<'_>,
        text: &str,
        entry: Option<&CustomerFile>,
        given: &mut Vec<Arc<Block>>,
    ) -> Self {
        let at = place.at;
        let mut told = Told::default();
        let written = Key::new(text);
        let key = key(text, at, Part::Key, &mut told.of_key).unwrap_or_else(|| written.clone());
        let unsaid = CustomerFile::default();
        let entry = entry.unwrap_or(&unsaid);
        let out = &mut told.mistakes;
        told.former = former::formerly(entry.formerly.as_deref(), at, out);
        Self {
            key: written,
            blocks: blocks(entry, &key, place, given, out),
            profile: profile(entry, key, place, out).map(Arc::new),
            section: place.under.clone(),
            told: told.boxed(),
        }
    }
}

fn profile(
    file: &CustomerFile,
    key: Key,
    place: Entry<'_>,
    out: &mut Vec<Mistake>,
) -> Option<Profile> {
    let origin = place.at;
    let residential = file.residential.unwrap_or(false);
    let name = if residential {
        nameless(file, origin, out);
        Ascii::new(HOUSEHOLD).ok()
    } else {
        required(file.name.as_deref(), "name", origin, out)
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
            .at_value(&inside(origin, &["name"])),
        );
    }
    let address = if let Some(file) = &file.address {
        let at = inside(origin, &["address"]);
        if residential {
            address::household(file, &at, out)
        } else {
            address::check(file, &at, out)
        }
    } else {
        missing("address", origin, out);
        None
    };
    let comment = comment(file.comment.as_ref(), &inside(origin, &["comment"]), out);
    let formerly = file.formerly.iter().flatten().map(Key::new).collect();
    Some(Profile {
        key,
        formerly,
        content: PackedContent::from(&CustomerContent {
            name: name?,
            address: address?,
            comment,
            private: if residential {
                Some(true)
            } else {
                file.private
            },
        }),
        residential,
        section: place.under.clone(),
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

/// Adds the blocks of an entry, and says how many they are.
fn blocks(
    file: &CustomerFile,
    customer: &Key,
    entry: Entry<'_>,
    given: &mut Vec<Arc<Block>>,
    out: &mut Vec<Mistake>,
) -> usize {
    let recipient = Recipient::Customer(customer.clone());
    let before = given.len();
    for (text, file) in file.blocks.iter().flat_map(|keyed| &keyed.0) {
        let of = (&recipient, entry, "blocks");
        given.extend(block(text, file.as_ref(), of, out).map(Arc::new));
    }
    given.len() - before
}
