//! What the repository says about ARIN, checked and typed: networks, profiles, blocks.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::objects::Objects;
use super::view::Said;
use super::{Block, Pocs};
use crate::model::{
    HasOrigin, Key, Listed, NetHandle, NetName, NetType, OrgHandle, Origin, PackedContent, Prefix,
    Range, RegistryName, Text,
};

/// The customers by key. One is looked for at each block, by keys that nobody chooses to slow us down.
pub type Profiles = IndexMap<Key, Arc<Profile>, foldhash::fast::RandomState>;

/// Everything declared for ARIN.
#[derive(Debug, Clone, Default)]
pub struct Desired {
    /// The networks, in address order, an enclosing one before what lies in it.
    pub networks: Vec<Network>,
    /// The customers, by key and in the order of their keys. Every block asks for one.
    pub profiles: Profiles,
    /// The blocks, in address order. No two of one network overlap, and each lies in its network; those of a
    /// network inside a reallocated block lie in that block.
    pub blocks: Vec<Arc<Block>>,
    /// What is declared beside nets.
    pub objects: Objects,
    /// Blocks that begin or end on a date; [`Desired::on`] sorts them out.
    pub dated: Vec<Arc<Block>>,
    /// Blocks that have not begun, as of a day.
    pub pending: Vec<Arc<Block>>,
    /// Blocks that are over, as of a day.
    pub ended: Vec<Arc<Block>>,
    /// Networks that are declared at other registries.
    pub elsewhere: Vec<Prefix>,
    /// Networks, of any registry, that a declared reallocation makes, and the key of the org that it is made for.
    pub promised: BTreeMap<Prefix, Key>,
    /// Ranges whose registrations a person has named to be deleted though they are not ours: `swipd prune`.
    pub pruned: BTreeSet<Range>,
}

impl Desired {
    /// The blocks of each network, in the order of the networks; those of one are in address order.
    #[must_use]
    pub fn blocks_by_network(&self) -> Vec<Vec<&Block>> {
        let mut blocks = vec![Vec::new(); self.networks.len()];
        for block in self.blocks.iter().map(Arc::as_ref) {
            if let Some(of_network) = blocks.get_mut(block.network) {
                of_network.push(block);
            }
        }
        blocks
    }

    /// The names of all that is declared, each with its section in the files: keys, handles, ranges.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, String)> + '_ {
        let networks = self.networks.iter().map(|n| n.prefix.to_string());
        let profiles = self.profiles.keys().map(ToString::to_string);
        let recipients = self.blocks.iter().map(|block| &block.recipient);
        let recipients = recipients.filter(|recipient| recipient.customer().is_none());
        let blocks = self.blocks.iter().map(|block| block.range.to_string());
        networks
            .map(|name| ("networks", name))
            .chain(profiles.map(|name| ("customers", name)))
            .chain(recipients.map(|org| ("recipients", org.key().to_string())))
            .chain(blocks.map(|name| ("blocks", name)))
            .chain(self.objects.names())
    }

    /// What is declared as of a day: dated blocks stand among the others, the pending or the ended. What the `rdns`
    /// of a block says holds from the day on which the block is there until it is over.
    #[must_use]
    pub fn on(&self, today: Date) -> Cow<'_, Self> {
        if self.dated.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut day = self.clone();
        for block in std::mem::take(&mut day.dated) {
            if block.extras().until.is_some_and(|until| today >= until) {
                day.ended.push(block);
            } else if block.extras().from.is_some_and(|from| today < from) {
                day.pending.push(block);
            } else {
                day.blocks.push(block);
            }
        }
        day.blocks.sort_by_key(|block| block.range);
        day.leave_zones();
        Cow::Owned(day)
    }

    /// Takes out what `rdns` says of blocks that are not there.
    pub(super) fn leave_zones(&mut self) {
        let away = self.pending.iter().chain(&self.ended);
        let away: BTreeSet<Origin> = away.map(|block| block.origin().inside(["rdns"])).collect();
        let delegations = &mut self.objects.delegations;
        delegations.retain(|one| one.block.is_none() || !away.contains(&one.origin));
    }

    /// How many blocks are declared, whatever the day.
    #[must_use]
    pub fn count(&self) -> usize {
        self.blocks.len() + self.dated.len() + self.pending.len()
    }

    /// Finds out which networks a declared reallocation makes.
    pub fn promise(&mut self) {
        for block in &self.blocks {
            if block.recipient.net_type() != NetType::Reallocation {
                continue;
            }
            let Some(prefix) = block.range.prefix() else {
                continue;
            };
            let at = self
                .networks
                .binary_search_by_key(&block.range, |network| network.prefix.range());
            if at.is_ok_and(|network| network != block.network) {
                self.promised.insert(prefix, block.recipient.key());
            }
        }
    }

    /// A block of a network that has an address of a range. The last one that begins before the range ends tells:
    /// blocks of one network do not overlap, so where it has no address of the range, none has. Between it and the
    /// end of the range stand at most blocks of networks inside it.
    #[must_use]
    pub fn block_in(&self, network: usize, range: Range) -> Option<&Block> {
        let begins_later = |block: &Block| {
            (block.range.family(), block.range.first()) > (range.family(), range.last())
        };
        let space = self.networks.get(network)?.prefix.range();
        let end = self.blocks.partition_point(|block| !begins_later(block));
        self.blocks[..end]
            .iter()
            .rev()
            .map(Arc::as_ref)
            .take_while(|block| space.contains(block.range))
            .find(|block| block.network == network)
            .filter(|block| block.range.overlaps(range))
    }

    /// The blocks, of any network, with exactly a range.
    pub fn blocks_at(&self, range: Range) -> impl Iterator<Item = &Block> {
        let from = self.blocks.partition_point(|block| block.range < range);
        let declared = self.blocks[from..].iter().map(Arc::as_ref);
        declared.take_while(move |block| block.range == range)
    }

    /// The block of a network with exactly a range.
    #[must_use]
    pub fn block_at(&self, network: usize, range: Range) -> Option<&Block> {
        let mut blocks = self.blocks_at(range);
        blocks.find(|block| block.network == network)
    }

    /// Every block, of any network, that has an address of a range.
    pub fn blocks_in(&self, range: Range) -> impl Iterator<Item = &Block> {
        let starts = |block: &Block| (block.range.family(), block.range.first());
        let from = self
            .blocks
            .partition_point(|block| starts(block) < (range.family(), range.first()));
        let end = self
            .blocks
            .partition_point(|block| starts(block) <= (range.family(), range.last()));
        // Of those that begin before it, at most one of each network reaches into it.
        let first = Range::between(range.first_address(), range.first_address());
        let reaching = (0..self.networks.len()).filter_map(move |network| {
            let block = self.block_in(network, first?)?;
            (starts(block) < (range.family(), range.first())).then_some(block)
        });
        reaching.chain(self.blocks[from..end].iter().map(Arc::as_ref))
    }

    /// A block of any network that has an address of a range.
    #[must_use]
    pub fn any_block_in(&self, range: Range) -> Option<&Block> {
        (0..self.networks.len())
            .filter(|at| {
                let network = self.networks.get(*at);
                network.is_some_and(|network| network.prefix.range().overlaps(range))
            })
            .find_map(|network| self.block_in(network, range))
    }
}

/// Space that we hold.
#[derive(Debug, Clone)]
pub struct Network {
    /// The space.
    pub prefix: Prefix,
    /// The registry whose key has authority over it.
    pub registry: RegistryName,
    /// What must be true of it before anything is planned there.
    pub expect: Expect,
    /// What derived net names begin with.
    pub name_prefix: Option<NetName>,
    /// What to say of nets that nobody declared.
    pub unmanaged: Unmanaged,
    /// What is said of the net itself.
    pub itself: Itself,
    /// Where it was declared.
    pub origin: Origin,
}

/// What is said of the net of a network. Nothing listed, nothing touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Itself {
    /// The net name.
    pub name: Option<NetName>,
    /// Public comment lines.
    pub comment: Listed<Vec<Text>>,
    /// The address of its geofeed.
    pub geofeed: Listed<Text>,
    /// POC links.
    pub pocs: Pocs,
}

impl Itself {
    /// What is said, for comparing.
    #[must_use]
    pub fn said(&self) -> Said<'_> {
        Said {
            name: self.name.as_ref(),
            comment: &self.comment,
            geofeed: &self.geofeed,
            pocs: &self.pocs,
        }
    }
}

/// What must be true of a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expect {
    /// The org that holds it.
    pub org: Option<OrgHandle>,
    /// Its handle.
    pub handle: Option<NetHandle>,
}

/// What to say of nets that nobody declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unmanaged {
    /// A notice.
    #[default]
    Report,
    /// Nothing.
    Ignore,
}

/// A customer as declared. Each of its blocks has a customer record filled from it.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its key.
    pub key: Key,
    /// Keys it had before.
    pub formerly: Box<[Key]>,
    /// What its records are to hold. Of a household, name and street are made from the org of the network.
    pub content: PackedContent,
    /// Whether it is a household (reference 6.1, residential privacy).
    pub residential: bool,
    /// The section that its entry stands in.
    pub section: Origin,
}

impl HasOrigin for Profile {
    fn origin(&self) -> Origin {
        self.section.inside([self.key.as_str()])
    }
}

/// To whom a block is given, and how: what makes one registration another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipient {
    /// A customer: a simple reassignment, with a customer record of its own filled from the profile of this key.
    Customer(Key),
    /// An org that uses the space itself: a detailed reassignment.
    Reassigned(OrgHandle),
    /// An org that may give the space on: a reallocation.
    Reallocated(OrgHandle),
    /// The org that is made for this key under `orgs`, with a net of this type. [`Desired::named`] puts its handle here
    /// once the journal knows it; until then the block is pending.
    ToBeMade(Box<(Key, NetType)>),
}

impl Recipient {
    /// Its name in the repository: the customer's key, or the org's handle. The ledger keeps the same.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Customer(key) => key.clone(),
            Self::ToBeMade(made) => made.0.clone(),
            Self::Reassigned(org) | Self::Reallocated(org) => Key::new(org.as_str()),
        }
    }

    /// The customer's key, for a simple reassignment.
    #[must_use]
    pub fn customer(&self) -> Option<&Key> {
        match self {
            Self::Customer(key) => Some(key),
            Self::Reassigned(_) | Self::Reallocated(_) | Self::ToBeMade(_) => None,
        }
    }

    /// The org, for everything else, where its handle is known.
    #[must_use]
    pub fn org(&self) -> Option<&OrgHandle> {
        match self {
            Self::Customer(_) | Self::ToBeMade(_) => None,
            Self::Reassigned(org) | Self::Reallocated(org) => Some(org),
        }
    }

    /// The type of the net that is registered for it (reference 2.8).
    #[must_use]
    pub fn net_type(&self) -> NetType {
        match self {
            Self::Customer(_) | Self::Reassigned(_) => NetType::Reassignment,
            Self::Reallocated(_) => NetType::Reallocation,
            Self::ToBeMade(made) => made.1.clone(),
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(key) => key.fmt(f),
            Self::ToBeMade(made) => made.0.fmt(f),
            Self::Reassigned(org) | Self::Reallocated(org) => org.fmt(f),
        }
    }
}
