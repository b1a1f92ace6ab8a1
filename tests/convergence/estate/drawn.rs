//! Estates drawn at random, and what a day of work changes in them.

use proptest::prelude::*;
use swipd::model::Listed;

use super::{BlockSpec, Estate, InnerSpec, ProfileSpec, To, Zoned};
use crate::contacts::{CONTACTS, PocSpec, contact, contact_next};
use crate::orgs::{orgs, orgs_next};
use crate::zones::{ZONES, ZoneSpec, zone};

fn inner() -> impl Strategy<Value = InnerSpec> {
    let blocks = prop::option::weighted(0.7, prop::collection::vec(block(), 0..=2));
    let granted = prop::option::weighted(0.85, prop::bool::weighted(0.3));
    prop_oneof![
        1 => Just(InnerSpec::NONE),
        1 => (granted, blocks).prop_map(|(granted, blocks)| InnerSpec { granted, blocks }),
    ]
}

fn listed() -> impl Strategy<Value = Listed<usize>> {
    prop_oneof![
        2 => Just(Listed::Alone),
        1 => Just(Listed::Clear),
        2 => (0usize..3).prop_map(Listed::Value),
    ]
}

fn profile() -> impl Strategy<Value = ProfileSpec> {
    let chance = prop::bool::weighted(0.2);
    (0usize..5, 0usize..3, listed(), chance, chance).prop_map(
        |(name, street, comment, foreign, renamed)| ProfileSpec {
            name,
            street,
            comment,
            foreign,
            renamed,
        },
    )
}

fn to() -> impl Strategy<Value = To> {
    prop_oneof![
        4 => (0usize..4).prop_map(To::Customer),
        1 => (0usize..2).prop_map(To::Reassigned),
        2 => (0usize..2).prop_map(To::Reallocated),
        1 => prop::bool::weighted(0.4).prop_map(To::Made),
    ]
}

fn block() -> impl Strategy<Value = BlockSpec> {
    let name = prop::option::of(0usize..3);
    let which = prop_oneof![
        3 => Just(Listed::Alone),
        1 => Just(Listed::Clear),
        2 => (0usize..2).prop_map(Listed::Value),
    ];
    let pocs = [which.clone(), which];
    let protect = prop::bool::weighted(0.12);
    (0usize..3, 1usize..4, to(), name, listed(), pocs, protect).prop_map(
        |(gap, length, to, name, comment, pocs, protect)| BlockSpec {
            gap,
            length,
            to,
            name,
            comment,
            pocs,
            protect,
        },
    )
}

/// A block of the network of whole zones, and what it says of them.
fn zoned_block() -> impl Strategy<Value = (BlockSpec, Option<ZoneSpec>)> {
    let length = prop::sample::select(vec![1usize, 2, 2, 2, 4, 4]);
    let said = prop::option::weighted(0.7, zone());
    (block(), 0usize..2, length, said).prop_map(|(block, gap, length, said)| {
        let block = BlockSpec {
            gap,
            length,
            ..block
        };
        (block, said)
    })
}

fn zoned_blocks() -> impl Strategy<Value = Vec<(BlockSpec, Option<ZoneSpec>)>> {
    prop::collection::vec(zoned_block(), 0..=3)
}

/// What entries of their own say of zones.
fn entries() -> impl Strategy<Value = Vec<Option<ZoneSpec>>> {
    let said = prop::option::weighted(0.15, zone());
    prop::collection::vec(said, ZONES.len())
}

fn zoned() -> impl Strategy<Value = Zoned> {
    let none = || Just(vec![None; ZONES.len()]);
    prop_oneof![
        3 => Just(Zoned { blocks: None, entries: vec![None; ZONES.len()] }),
        2 => (prop::option::weighted(0.9, zoned_blocks()), prop_oneof![none().boxed(), entries().boxed()])
            .prop_map(|(blocks, entries)| Zoned { blocks, entries }),
    ]
}

/// The same after a day of work: blocks may go to others, and say other things of their zones or nothing.
fn zoned_next(before: Zoned) -> impl Strategy<Value = Zoned> {
    let count = before.blocks.as_ref().map_or(0, Vec::len);
    let changes = (
        prop::option::weighted(0.3, to()),
        prop::option::weighted(0.5, prop::option::weighted(0.5, zone())),
        prop::bool::weighted(0.2),
    );
    let edited = (Just(before.clone()), prop::collection::vec(changes, count));
    let edited = edited.prop_map(|(mut after, changes)| {
        let mut changes = changes.into_iter();
        if let Some(blocks) = &mut after.blocks {
            blocks.retain_mut(|(block, said)| {
                let Some((to, zone, gone)) = changes.next() else {
                    return true;
                };
                block.to = to.unwrap_or(block.to);
                *said = zone.unwrap_or_else(|| said.clone());
                !gone
            });
        }
        after
    });
    let entries = prop_oneof![Just(before.entries.clone()).boxed(), entries().boxed()];
    let blocks = before.blocks.clone();
    let other = (zoned_blocks(), entries).prop_map(move |(new, entries)| Zoned {
        blocks: blocks.as_ref().map(|_| new),
        entries,
    });
    prop_oneof![
        2 => Just(before).boxed(),
        6 => edited.boxed(),
        3 => other.boxed(),
        1 => zoned().boxed(),
    ]
}

fn contacts() -> impl Strategy<Value = Vec<Option<PocSpec>>> {
    let some = prop::collection::vec(prop::option::weighted(0.6, contact()), CONTACTS);
    prop_oneof![Just(vec![None; CONTACTS]).boxed(), some.boxed()]
}

pub(crate) fn estate() -> impl Strategy<Value = Estate> {
    let blocks = |most| prop::collection::vec(block(), 0..=most);
    (
        prop::collection::vec(profile(), 4),
        [blocks(4), blocks(3), blocks(3), blocks(3)],
        any::<bool>(),
        [inner(), inner(), inner()],
        zoned(),
        contacts(),
        orgs(),
    )
        .prop_map(
            |(profiles, networks, nested, inner, zoned, contacts, orgs)| Estate {
                profiles,
                networks,
                nested,
                inner,
                zoned,
                contacts,
                orgs,
            },
        )
}

/// The same estate after a day of work: some of it is new, most of it stays.
pub(crate) fn next_day(before: Estate) -> impl Strategy<Value = (Estate, Estate)> {
    let blocks = |most| {
        prop_oneof![
            1 => Just(None),
            1 => prop::collection::vec(block(), 0..=most).prop_map(Some),
        ]
    };
    let profiles = prop::collection::vec(prop::option::weighted(0.3, profile()), 4);
    let zoned = zoned_next(before.zoned.clone());
    let contacts = before.contacts.iter().cloned().map(contact_next);
    let contacts: Vec<_> = contacts.collect();
    let before_orgs = before.orgs.clone();
    (
        Just(before),
        profiles,
        [blocks(4), blocks(3), blocks(3), blocks(3)],
        any::<bool>(),
        prop::collection::vec(prop::option::weighted(0.4, inner()), 3),
        (zoned, contacts, orgs_next(before_orgs)),
    )
        .prop_map(
            |(before, profiles, networks, nested, inner, (zoned, contacts, orgs))| {
                let mut after = before.clone();
                for (kept, new) in after.profiles.iter_mut().zip(profiles) {
                    *kept = new.unwrap_or_else(|| kept.clone());
                }
                for (kept, new) in after.networks.iter_mut().zip(networks) {
                    *kept = new.unwrap_or_else(|| kept.clone());
                }
                after.nested = nested;
                after.zoned = zoned;
                after.contacts = contacts;
                after.orgs = orgs;
                for (kept, new) in after.inner.iter_mut().zip(inner) {
                    *kept = new.unwrap_or_else(|| kept.clone());
                }
                (before, after)
            },
        )
}
