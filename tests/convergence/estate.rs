//! Random repositories and random acts of other people, small enough that they meet.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use swipd::model::{
    Address, Ascii, Country, CustomerContent, Family, Key, Listed, NetName, Origin, Range, Region,
    RegistryName, Text,
};
use swipd::registry::arin::objects::Objects;
use swipd::registry::arin::{
    Block, Desired, Expect, Extras, Network, Pocs, Profile, Recipient, Unmanaged,
};

/// The networks, by position: prefix and handle.
pub(crate) const NETWORKS: [(&str, &str); 4] = [
    ("198.51.100.0/24", "NET-198-51-100-0-1"),
    ("203.0.113.0/24", "NET-203-0-113-0-1"),
    ("203.0.113.192/26", "NET-203-0-113-192-1"),
    ("2001:db8::/32", "NET6-2001-DB8-1"),
];

/// Networks inside reallocations that are declared too, by position after those: prefix, the network around it, the
/// org that it is reallocated to, and the registry whose key opens it.
pub(crate) const INNER: [(&str, usize, &str, &str); 3] = [
    ("198.51.100.64/27", 0, "EXMPL-13", "arin"),
    ("198.51.100.96/27", 0, "DOWN-7", "down"),
    ("2001:db8:10::/44", 3, "DOWN-7", "down"),
];

/// The orgs that receive space. Of a reallocation to either the key sees nothing that lies below.
pub(crate) const ORGS: [&str; 2] = ["DOWN-7", "DEEP-9"];

/// POCs that nets of orgs may have, by function.
pub(crate) const POCS: [(&str, [&str; 2]); 2] = [
    ("T", ["TEC3-ARIN", "TEC4-ARIN"]),
    ("AB", ["ABU3-ARIN", "ABU4-ARIN"]),
];

/// How the space of each network is cut: first cell, size of a cell in addresses, cells.
fn grid(network: usize) -> (Family, u128, u128, usize) {
    match network {
        0 => (Family::V4, 0xC633_6400, 8, 8),
        1 => (Family::V4, 0xCB00_7100, 8, 4),
        2 => (Family::V4, 0xCB00_71C0, 8, 4),
        3 => (Family::V6, 0x2001_0db8_u128 << 96, 1 << 80, 5),
        4 => (Family::V4, 0xC633_6440, 8, 4),
        5 => (Family::V4, 0xC633_6460, 8, 4),
        _ => (Family::V6, 0x2001_0db8_0010_u128 << 80, 1 << 80, 5),
    }
}

/// A stretch of cells; cut where the network's cells end.
pub(crate) fn stretch(network: usize, first: usize, length: usize) -> Option<Range> {
    let (family, base, size, cells) = grid(network);
    let end = (first + length.max(1)).min(cells);
    if first >= end {
        return None;
    }
    let number = |cell: usize| base + size * u128::try_from(cell).expect("small");
    Range::from_numbers(family, number(first), number(end) - 1)
}

const NAMES: [&str; 5] = [
    "Blue Heron Bakery LLC",
    "Larkspur Robotics Inc",
    "Old Mill Textiles",
    "Tarn Valley Farms",
    "Ninefold Press",
];

/// A name of a customer, ours or another's; the higher ones differ from ours in case only.
pub(crate) fn name(number: usize) -> String {
    let name = NAMES[number % NAMES.len()];
    if number < NAMES.len() {
        name.to_owned()
    } else {
        name.to_uppercase()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ProfileSpec {
    name: usize,
    street: usize,
    comment: Listed<usize>,
    foreign: bool,
    renamed: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct BlockSpec {
    gap: usize,
    length: usize,
    to: To,
    name: Option<usize>,
    comment: Listed<usize>,
    /// For each function, which of its POCs; for a customer nothing is said.
    pocs: [Listed<usize>; 2],
    protect: bool,
}

/// To whom a block is given: a profile, or an org, by number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum To {
    Customer(usize),
    Reassigned(usize),
    Reallocated(usize),
}

impl To {
    fn recipient(self, profiles: &[ProfileSpec]) -> Recipient {
        let org = |number: usize| ORGS[number].parse().expect("a handle");
        match self {
            Self::Customer(number) => Recipient::Customer(key(number, profiles[number].renamed)),
            Self::Reassigned(number) => Recipient::Reassigned(org(number)),
            Self::Reallocated(number) => Recipient::Reallocated(org(number)),
        }
    }
}

/// A repository in few words.
#[derive(Debug, Clone)]
pub(crate) struct Estate {
    profiles: Vec<ProfileSpec>,
    networks: [Vec<BlockSpec>; 4],
    /// Whether the net inside the second network is declared.
    nested: bool,
    inner: [InnerSpec; 3],
}

/// A network inside a reallocation.
#[derive(Debug, Clone)]
pub(crate) struct InnerSpec {
    /// Whether the reallocation is declared, and whether it is protected.
    granted: Option<bool>,
    /// What is declared in it; nothing when it is no declared network.
    blocks: Option<Vec<BlockSpec>>,
}

impl InnerSpec {
    const NONE: Self = Self {
        granted: None,
        blocks: None,
    };
}

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

pub(crate) fn estate() -> impl Strategy<Value = Estate> {
    let blocks = |most| prop::collection::vec(block(), 0..=most);
    (
        prop::collection::vec(profile(), 4),
        [blocks(4), blocks(3), blocks(3), blocks(3)],
        any::<bool>(),
        [inner(), inner(), inner()],
    )
        .prop_map(|(profiles, networks, nested, inner)| Estate {
            profiles,
            networks,
            nested,
            inner,
        })
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
    (
        Just(before),
        profiles,
        [blocks(4), blocks(3), blocks(3), blocks(3)],
        any::<bool>(),
        prop::collection::vec(prop::option::weighted(0.4, inner()), 3),
    )
        .prop_map(|(before, profiles, networks, nested, inner)| {
            let mut after = before.clone();
            for (kept, new) in after.profiles.iter_mut().zip(profiles) {
                *kept = new.unwrap_or_else(|| kept.clone());
            }
            for (kept, new) in after.networks.iter_mut().zip(networks) {
                *kept = new.unwrap_or_else(|| kept.clone());
            }
            after.nested = nested;
            for (kept, new) in after.inner.iter_mut().zip(inner) {
                *kept = new.unwrap_or_else(|| kept.clone());
            }
            (before, after)
        })
}

fn ascii(text: &str) -> Ascii {
    Ascii::new(text).expect("ASCII")
}

fn lines(comment: &Listed<usize>) -> Listed<Vec<Text>> {
    match comment {
        Listed::Alone => Listed::Alone,
        Listed::Clear => Listed::Clear,
        Listed::Value(n) => Listed::Value(vec![format!("Remark {n}").into(), "and more".into()]),
    }
}

fn origin(path: &[&str]) -> Origin {
    Origin::new("estate.yaml", path)
}

fn key(number: usize, renamed: bool) -> Key {
    Key::new(format!("{}{number}", if renamed { "new-" } else { "old-" }))
}

impl ProfileSpec {
    fn content(&self) -> CustomerContent {
        let country = Country::new(if self.foreign { "DE" } else { "US" }).expect("a country");
        let region = if self.foreign {
            Listed::Alone
        } else {
            Listed::Value(Region::new(country, "VA").expect("a region"))
        };
        CustomerContent {
            name: ascii(&name(self.name)),
            address: Address {
                street: vec![ascii(&format!("{} Mill Road", self.street + 1))],
                city: ascii("Harrisonburg"),
                region,
                postal_code: Listed::Value(ascii("22801")),
                country,
            },
            comment: lines(&self.comment),
            private: None,
        }
    }
}

impl BlockSpec {
    fn pocs(&self) -> Pocs {
        if matches!(self.to, To::Customer(_)) {
            return Pocs::default();
        }
        let listed = |function: usize| match &self.pocs[function] {
            Listed::Alone => Listed::Alone,
            Listed::Clear => Listed::Clear,
            Listed::Value(which) => {
                let handle = POCS[function].1[*which];
                Listed::Value(vec![handle.parse().expect("a handle")])
            }
        };
        Pocs {
            tech: listed(0),
            abuse: listed(1),
            noc: Listed::Alone,
        }
    }
}

impl Estate {
    /// So many small blocks in each network, side by side, each for a customer of its own profile.
    pub(crate) fn plain(blocks: [usize; 4]) -> Self {
        let profile = |name| ProfileSpec {
            name,
            street: 0,
            comment: Listed::Alone,
            foreign: false,
            renamed: false,
        };
        let block = |customer| BlockSpec {
            gap: 0,
            length: 1,
            to: To::Customer(customer),
            name: None,
            comment: Listed::Alone,
            pocs: [Listed::Alone, Listed::Alone],
            protect: false,
        };
        Self {
            profiles: (0..4).map(profile).collect(),
            networks: blocks.map(|count| (0..count.min(4)).map(block).collect()),
            nested: blocks[2] > 0,
            inner: [InnerSpec::NONE; 3],
        }
    }

    /// The same, with one block in a network of its own inside a reallocation.
    pub(crate) fn within(mut self, inner: usize) -> Self {
        let blocks = Self::plain([1, 0, 0, 0]).networks[0].clone();
        self.inner[inner] = InnerSpec {
            granted: Some(false),
            blocks: Some(blocks),
        };
        self
    }

    /// The same, all of it given to one.
    pub(crate) fn given(mut self, to: To) -> Self {
        let blocks = self.networks.iter_mut().flatten();
        blocks.for_each(|block| block.to = to);
        self
    }

    pub(crate) fn desired(&self) -> Desired {
        let is_declared = |n: &usize| match n {
            0 | 1 | 3 => true,
            2 => self.nested,
            n => self.inner[n - 4].blocks.is_some(),
        };
        let mut declared: Vec<usize> = (0..7).filter(is_declared).collect();
        declared.sort_by_key(|n| network(*n).prefix.range());
        let networks = declared.iter().map(|n| network(*n)).collect();
        let profiles = self
            .profiles
            .iter()
            .enumerate()
            .map(|(number, spec)| {
                let own = key(number, spec.renamed);
                let profile = Profile {
                    key: own.clone(),
                    formerly: vec![key(number, !spec.renamed)],
                    content: (&spec.content()).into(),
                    residential: false,
                    origin: origin(&["customers", own.as_str()]),
                };
                (own, Arc::new(profile))
            })
            .collect();
        let mut blocks = Vec::new();
        for (position, number) in declared.iter().enumerate() {
            let mut next = 0;
            let of_inner = |at: usize| self.inner[at].blocks.as_deref().unwrap_or_default();
            let specs = match *number {
                n if n < 4 => self.networks[n].as_slice(),
                n => of_inner(n - 4),
            };
            for spec in specs {
                let first = next + spec.gap;
                next = first + spec.length;
                if let Some(range) = stretch(*number, first, spec.length) {
                    blocks.push(self.block(spec, range, position));
                }
            }
            blocks.extend(self.made(*number, position));
        }
        blocks.sort_by_key(|block: &Block| block.range);
        let mut desired = Desired {
            networks,
            profiles,
            blocks: blocks.into_iter().map(Arc::new).collect(),
            objects: Objects::default(),
            dated: Vec::new(),
            pending: Vec::new(),
            ended: Vec::new(),
            elsewhere: Vec::new(),
            promised: BTreeMap::new(),
            pruned: std::collections::BTreeSet::new(),
        };
        desired.promise();
        desired
    }

    /// The reallocations out of a network that make the networks inside it.
    fn made(&self, around: usize, position: usize) -> Vec<Block> {
        let inner = INNER.iter().zip(&self.inner);
        let here = inner.filter(|((_, network, ..), _)| *network == around);
        let made = here.filter_map(|((prefix, _, org, _), spec)| {
            let given = BlockSpec {
                gap: 0,
                length: 0,
                to: To::Reallocated(0),
                name: None,
                comment: Listed::Alone,
                pocs: [Listed::Alone, Listed::Alone],
                protect: spec.granted?,
            };
            Some(Block {
                recipient: Recipient::Reallocated(org.parse().expect("a handle")),
                entry: origin(&["recipients", org]),
                ..self.block(&given, prefix.parse().expect("a range"), position)
            })
        });
        made.collect()
    }

    fn block(&self, spec: &BlockSpec, range: Range, network: usize) -> Block {
        let recipient = spec.to.recipient(&self.profiles);
        let named = recipient.key();
        let path = match &recipient {
            Recipient::Customer(_) => ["customers", named.as_str()],
            Recipient::Reassigned(_) | Recipient::Reallocated(_) | Recipient::ToBeMade(..) => {
                ["recipients", named.as_str()]
            }
        };
        Block {
            range,
            network,
            protect: spec.protect,
            assigned: None,
            extras: Extras {
                name: spec
                    .name
                    .map(|n| format!("Exmpl N{n}").parse::<NetName>().expect("a name")),
                comment: lines(&spec.comment),
                pocs: Some(Box::new(spec.pocs())),
                ..Extras::UNSAID
            }
            .kept(),
            entry: origin(&path),
            written: None,
            recipient,
        }
    }
}

fn network(number: usize) -> Network {
    let (prefix, handle, registry) = match number.checked_sub(NETWORKS.len()) {
        Some(inner) => (INNER[inner].0, None, INNER[inner].3),
        None => (NETWORKS[number].0, Some(NETWORKS[number].1), "arin"),
    };
    Network {
        prefix: prefix.parse().expect("a prefix"),
        registry: RegistryName::new(registry),
        expect: Expect {
            org: None,
            handle: handle.map(|handle| handle.parse().expect("a handle")),
        },
        name_prefix: Some("EXMPL".parse().expect("a name")),
        unmanaged: Unmanaged::Report,
        itself: swipd::registry::arin::Itself::default(),
        origin: origin(&["networks", prefix]),
    }
}
