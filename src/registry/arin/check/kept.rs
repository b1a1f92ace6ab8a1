//! Customers that were checked and found right, in the form that the cache keeps. What is read back is what the same
//! text gives: where something stands is no part of it, and is worked out from the keys.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::{Key, Origin, PackedContent, Range, Text};

use super::super::{Block, Extras, Profile, Recipient};
use super::customers::{Checked, CheckedCustomers, Told};

#[derive(Serialize, Deserialize)]
struct KeptCustomer {
    key: Key,
    formerly: Vec<Key>,
    content: PackedContent,
    residential: bool,
    blocks: Vec<KeptBlock>,
}

#[derive(Serialize, Deserialize)]
struct KeptBlock {
    range: Range,
    /// How the range is written, where that is not how it prints.
    written: Option<Text>,
    protect: bool,
    assigned: Option<Date>,
    extras: Option<Box<Extras>>,
}

impl CheckedCustomers {
    /// The form that is kept; nothing where anything is to be said of an entry, or of the reverse zones of a block.
    #[must_use]
    pub fn kept(&self) -> Option<Vec<u8>> {
        if !self.rdns.is_empty() {
            return None;
        }
        let mut blocks = self.blocks.iter();
        let entries = self
            .entries
            .iter()
            .map(|entry| kept_customer(entry, blocks.by_ref().take(entry.blocks).map(Arc::as_ref)));
        let entries: Vec<KeptCustomer> = entries.collect::<Option<_>>()?;
        postcard::to_stdvec(&entries).ok()
    }

    /// What was kept of a text that now stands in this file; nothing when it is not what this version keeps.
    #[must_use]
    pub fn recalled(file: &str, bytes: &[u8]) -> Option<Self> {
        let (entries, rest) = postcard::take_from_bytes::<Vec<KeptCustomer>>(bytes).ok()?;
        let section = Origin::new(file, ["customers"]);
        let mut blocks = Vec::with_capacity(entries.len());
        // Collected, they would keep the room of what was decoded.
        let mut checked = Vec::with_capacity(entries.len());
        checked.extend(
            entries
                .into_iter()
                .map(|kept| customer(&section, kept, &mut blocks)),
        );
        rest.is_empty().then_some(Self {
            entries: checked,
            blocks,
            rdns: Vec::new(),
        })
    }
}

fn kept_customer<'a>(
    checked: &Checked,
    blocks: impl Iterator<Item = &'a Block>,
) -> Option<KeptCustomer> {
    let told = checked.told.as_ref();
    let said = told.is_some_and(|told| !told.of_key.is_empty() || !told.mistakes.is_empty());
    let profile = checked.profile.as_ref().filter(|_| !said)?;
    Some(KeptCustomer {
        key: profile.key.clone(),
        formerly: profile.formerly.to_vec(),
        content: profile.content.clone(),
        residential: profile.residential,
        blocks: blocks.map(kept_block).collect(),
    })
}

fn kept_block(block: &Block) -> KeptBlock {
    let Block {
        range,
        network: _,
        recipient: _,
        protect,
        assigned,
        extras,
        under: _,
        written,
    } = block;
    KeptBlock {
        range: *range,
        written: written.clone(),
        protect: *protect,
        assigned: *assigned,
        extras: extras.clone(),
    }
}

fn customer(section: &Origin, kept: KeptCustomer, given: &mut Vec<Arc<Block>>) -> Checked {
    let KeptCustomer {
        key,
        formerly,
        content,
        residential,
        blocks,
    } = kept;
    let recipient = Recipient::Customer(key.clone());
    let (count, of_entry) = (blocks.len(), blocks.into_iter());
    given.extend(of_entry.map(|kept| Arc::new(block(section, &recipient, kept))));
    let former = formerly.iter().enumerate().map(|(n, former)| {
        let place = section.inside([key.as_str(), "formerly", &n.to_string()]);
        (former.clone(), place)
    });
    let told = Told {
        former: former.collect(),
        ..Told::default()
    };
    Checked {
        blocks: count,
        told: told.boxed(),
        profile: Some(Arc::new(Profile {
            key: key.clone(),
            formerly: formerly.into(),
            content,
            residential,
            section: section.clone(),
        })),
        key,
        section: section.clone(),
    }
}

fn block(section: &Origin, recipient: &Recipient, kept: KeptBlock) -> Block {
    Block {
        range: kept.range,
        network: 0,
        recipient: recipient.clone(),
        protect: kept.protect,
        assigned: kept.assigned,
        extras: kept.extras,
        under: section.clone(),
        written: kept.written,
    }
}
