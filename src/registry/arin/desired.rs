//! What the repository says about ARIN, checked and typed: networks, profiles, blocks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{
    CustomerContent, Key, Listed, NetHandle, NetName, OrgHandle, Origin, Prefix, Range,
    RegistryName,
};

/// Everything declared for ARIN.
#[derive(Debug, Clone, Default)]
pub struct Desired {
    /// The networks, in address order, an enclosing one before what lies in it.
    pub networks: Vec<Network>,
    /// The customers, by key.
    pub profiles: BTreeMap<Key, Profile>,
    /// The blocks, in address order. No two overlap, and each lies in its network.
    pub blocks: Vec<Block>,
}

impl Desired {
    /// The block with the last address before the end of a range, when it has an address of it. Blocks do not
    /// overlap, so where this one has none, no block has.
    #[must_use]
    pub fn block_in(&self, range: Range) -> Option<&Block> {
        let begins_later = |block: &Block| {
            (block.range.family(), block.range.first()) > (range.family(), range.last())
        };
        let end = self.blocks.partition_point(|block| !begins_later(block));
        self.blocks[..end]
            .last()
            .filter(|block| block.range.overlaps(range))
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
    /// Where it was declared.
    pub origin: Origin,
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
    pub formerly: Vec<Key>,
    /// What its records are to hold.
    pub content: CustomerContent,
    /// Where it was declared.
    pub origin: Origin,
}

/// A simple reassignment as declared.
#[derive(Debug, Clone)]
pub struct Block {
    /// The addresses.
    pub range: Range,
    /// The position in [`Desired::networks`] of the deepest network that holds it.
    pub network: usize,
    /// The customer it is given to.
    pub customer: Key,
    /// The net name; `None` leaves the live one alone and derives one on create.
    pub name: Option<NetName>,
    /// Public comment lines of the net.
    pub comment: Listed<Vec<String>>,
    /// Whether it must not be deleted or replaced.
    pub protect: bool,
    /// When it was given to the customer.
    pub assigned: Option<Date>,
    /// Whether it is announced on its own.
    pub announced: Option<bool>,
    /// Where it was declared.
    pub origin: Origin,
}
