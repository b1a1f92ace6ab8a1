//! Repositories in few words, small enough that what they say meets.

mod drawn;

use std::collections::BTreeMap;
use std::sync::Arc;

use swipd::model::{
    Address, Ascii, Country, CustomerContent, Family, Key, Listed, NetName, NetType, Origin, Range,
    Region, RegistryName, Text,
};
use swipd::registry::arin::objects::Objects;
use swipd::registry::arin::{
    Block, Desired, Expect, Extras, Network, Pocs, Profile, Profiles, Recipient, Unmanaged,
};

pub(crate) use drawn::{estate, next_day};

use crate::contacts::{self, CONTACTS, OPS, PocSpec};
use crate::orgs::Orgs;
use crate::zones::{self, ZONES, ZoneSpec};

/// The networks, by position: prefix and handle. The last one is made of whole reverse zones.
pub(crate) const NETWORKS: [(&str, &str); 5] = [
    ("198.51.100.0/24", "NET-198-51-100-0-1"),
    ("203.0.113.0/24", "NET-203-0-113-0-1"),
    ("203.0.113.192/26", "NET-203-0-113-192-1"),
    ("2001:db8::/32", "NET6-2001-DB8-1"),
    ("198.18.0.0/22", "NET-198-18-0-0-1"),
];

/// The position of the network of whole zones.
const OF_ZONES: usize = 4;

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
    ("AB", ["ABU3-ARIN", OPS]),
];

/// How the space of each network is cut: first cell, size of a cell in addresses, cells.
fn grid(network: usize) -> (Family, u128, u128, usize) {
    match network {
        0 => (Family::V4, 0xC633_6400, 8, 8),
        1 => (Family::V4, 0xCB00_7100, 8, 4),
        2 => (Family::V4, 0xCB00_71C0, 8, 4),
        3 => (Family::V6, 0x2001_0db8_u128 << 96, 1 << 80, 5),
        OF_ZONES => (Family::V4, 0xC612_0000, 128, 8),
        5 => (Family::V4, 0xC633_6440, 8, 4),
        6 => (Family::V4, 0xC633_6460, 8, 4),
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
    /// The org that is asked for, by a reallocation or not; an org that is there where none is asked for.
    Made(bool),
}

impl To {
    fn recipient(self, profiles: &[ProfileSpec], made: Option<Key>) -> Recipient {
        let org = |number: usize| ORGS[number].parse().expect("a handle");
        match self {
            Self::Customer(number) => Recipient::Customer(key(number, profiles[number].renamed)),
            Self::Reassigned(number) => Recipient::Reassigned(org(number)),
            Self::Reallocated(number) => Recipient::Reallocated(org(number)),
            Self::Made(reallocated) => match made {
                Some(key) if reallocated => {
                    Recipient::ToBeMade(Box::new((key, NetType::Reallocation)))
                }
                Some(key) => Recipient::ToBeMade(Box::new((key, NetType::Reassignment))),
                None => Recipient::Reassigned(org(0)),
            },
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
    zoned: Zoned,
    contacts: Vec<Option<PocSpec>>,
    orgs: Orgs,
}

/// What is said of reverse zones.
#[derive(Debug, Clone)]
pub(crate) struct Zoned {
    /// What is declared in the network of whole zones, and what its blocks say of their zones; nothing when the
    /// network is not declared.
    blocks: Option<Vec<(BlockSpec, Option<ZoneSpec>)>>,
    /// What entries of their own say, by zone.
    entries: Vec<Option<ZoneSpec>>,
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
            zoned: Zoned {
                blocks: None,
                entries: vec![None; ZONES.len()],
            },
            contacts: vec![None; CONTACTS],
            orgs: Orgs::default(),
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
        let is_declared = |n: &usize| match *n {
            0 | 1 | 3 => true,
            2 => self.nested,
            OF_ZONES => self.zoned.blocks.is_some(),
            n => self.inner[n - NETWORKS.len()].blocks.is_some(),
        };
        let all = NETWORKS.len() + INNER.len();
        let mut declared: Vec<usize> = (0..all).filter(is_declared).collect();
        declared.sort_by_key(|n| network(*n).prefix.range());
        let networks: Vec<Network> = declared.iter().map(|n| network(*n)).collect();
        let profiles = self.profiles();
        let mut blocks = Vec::new();
        let mut served = Vec::new();
        for (position, number) in declared.iter().enumerate() {
            let mut next = 0;
            for (spec, zone) in self.specs(*number) {
                let first = next + spec.gap;
                next = first + spec.length;
                if let Some(range) = stretch(*number, first, spec.length) {
                    let block = self.block(spec, range, position);
                    served.extend(zone.map(|zone| (block.clone(), zone)));
                    blocks.push(block);
                }
            }
            blocks.extend(self.made(*number, position));
        }
        let pocs = contacts::declared(&self.contacts);
        let orgs = self.orgs.declared(&pocs);
        let delegations = zones::declared(&networks, &served, &self.zoned.entries);
        blocks.sort_by_key(|block: &Block| block.range);
        let mut desired = Desired {
            networks,
            profiles,
            blocks: blocks.into_iter().map(Arc::new).collect(),
            objects: Objects {
                delegations,
                orgs,
                pocs,
                ..Objects::default()
            },
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

    fn profiles(&self) -> Profiles {
        self.profiles
            .iter()
            .enumerate()
            .map(|(number, spec)| {
                let own = key(number, spec.renamed);
                let profile = Profile {
                    key: own.clone(),
                    formerly: Box::new([key(number, !spec.renamed)]),
                    content: (&spec.content()).into(),
                    residential: false,
                    section: origin(&["customers"]),
                };
                (own, Arc::new(profile))
            })
            .collect()
    }

    /// The blocks of a network, each with what it says of its zones.
    fn specs(&self, number: usize) -> Vec<(&BlockSpec, Option<&ZoneSpec>)> {
        let inner = number.checked_sub(NETWORKS.len());
        let plain = match inner {
            Some(inner) => self.inner[inner].blocks.as_deref().unwrap_or_default(),
            None => self.networks.get(number).map_or(&[][..], Vec::as_slice),
        };
        let plain = plain.iter().map(|spec| (spec, None));
        let zoned = self.zoned.blocks.iter().flatten();
        let zoned = zoned.filter(|_| number == OF_ZONES);
        let zoned = zoned.map(|(spec, said)| (spec, said.as_ref()));
        plain.chain(zoned).collect()
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
                under: origin(&["recipients", org]),
                ..self.block(&given, prefix.parse().expect("a range"), position)
            })
        });
        made.collect()
    }

    fn block(&self, spec: &BlockSpec, range: Range, network: usize) -> Block {
        let recipient = spec.to.recipient(&self.profiles, self.orgs.made());
        let named = recipient.key();
        let path = match &recipient {
            Recipient::Customer(_) => &["customers"][..],
            Recipient::Reassigned(_) | Recipient::Reallocated(_) | Recipient::ToBeMade(_) => {
                &["recipients", named.as_str()]
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
            under: origin(path),
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
