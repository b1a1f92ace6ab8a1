//! Turns what is declared into [`Desired`], and collects every mistake with its path. Pure: no file, no clock.

pub(super) mod address;
mod advice;
mod ahead;
mod block;
mod blocks;
mod customers;
pub(super) mod former;
mod kept;
mod networks;
mod recipients;
pub(super) mod text;

pub use advice::advice;
pub use ahead::ahead;
pub use customers::CheckedCustomers;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Mistake;
use crate::model::{HasOrigin, Origin, RegistryName};

use super::declare::Declared;
use super::{Block, Desired};

/// How many places of one warning are shown.
const SHOWN: usize = 3;

/// Checks everything declared. `registries` are the names that a network may give.
///
/// What is wrong is left out of the result, which is of use only when no mistake is an error.
#[must_use]
pub fn check(mut declared: Declared, registries: &[RegistryName]) -> (Desired, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let networks = networks::check(&declared, registries, &mut mistakes);
    // What a network would hold whose key could not be read lies outside of none.
    declared.complete &= mistakes
        .iter()
        .all(|mistake| !matches!(mistake.code, "host-bits" | "prefix-bad"));
    let customers = customers::check(&mut declared.files, &mut mistakes);
    let mut given = customers.blocks;
    given.extend(recipients::check(&declared, &mut mistakes));
    let mut blocks = blocks::check(given, &networks, declared.complete, &mut mistakes);
    networks::told_twice(&networks, &blocks, &mut mistakes);
    let objects = super::objects::check(&declared, &networks, &blocks, registries, &mut mistakes);
    let is_dated = |block: &Block| block.extras().from.is_some() || block.extras().until.is_some();
    let dated = blocks.extract_if(.., |block| is_dated(block)).collect();
    let mut desired = Desired {
        networks,
        profiles: customers.profiles,
        blocks,
        objects,
        dated,
        pending: Vec::new(),
        ended: Vec::new(),
        elsewhere: Vec::new(),
        promised: BTreeMap::new(),
        pruned: BTreeSet::new(),
    };
    desired.promise();
    (desired, mistakes)
}

/// The origin of an entry of a file.
fn origin(file: &str, path: &[&str]) -> Origin {
    Origin::new(file, path)
}

/// What stands in an entry. Where that is, is worked out for what is said of it, and of most nothing is.
struct Inside<'a> {
    above: &'a dyn HasOrigin,
    path: &'a [&'a str],
}

impl HasOrigin for Inside<'_> {
    fn origin(&self) -> Origin {
        self.above.origin().inside(self.path)
    }
}

fn inside<'a>(above: &'a dyn HasOrigin, path: &'a [&'a str]) -> Inside<'a> {
    Inside { above, path }
}
