//! Whose a registration is: a snapshot has a print of the key of its customer, and the checkout has keys.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;

use super::super::{Block, Desired};
use super::views::Asking;
use crate::model::Key;
use crate::registry::UNSHOWN;
use crate::registry::snapshot::Print;

/// So many guesses are made for all of a plan: some tenths of a second. Beyond, a customer stays unnamed.
const GUESSES: usize = 1 << 20;

/// The keys of a checkout.
pub(super) struct Keys<'a> {
    desired: &'a Desired,
    all: OnceCell<BTreeSet<Key>>,
    left: Cell<usize>,
}

impl<'a> Keys<'a> {
    pub(super) fn of(desired: &'a Desired) -> Self {
        Self {
            desired,
            all: OnceCell::new(),
            left: Cell::new(GUESSES),
        }
    }

    /// The key of a print. `here` is the block that is declared in the same place: its key is tried first.
    pub(super) fn owner(&self, here: Option<&Block>, asking: Asking<'_>, print: Print) -> Key {
        let is = |key: &Key| asking.is("owner", &[key.as_str()], print);
        let declared = here.map(|block| block.recipient.key());
        if let Some(key) = declared.filter(is) {
            return key;
        }
        let all = self.all.get_or_init(|| self.gathered());
        if asking.key.is_none() || self.left.get() < all.len() {
            return Key::new(UNSHOWN);
        }
        self.left.set(self.left.get() - all.len());
        all.iter()
            .find(|key| is(key))
            .cloned()
            .unwrap_or_else(|| Key::new(UNSHOWN))
    }

    fn gathered(&self) -> BTreeSet<Key> {
        let profiles = self.desired.profiles.values();
        let profiles = profiles.flat_map(|profile| {
            let former = profile.formerly.iter().cloned();
            former.chain([profile.key.clone()])
        });
        let orgs = self.desired.blocks.iter();
        let orgs = orgs.filter_map(|block| block.recipient.org());
        profiles
            .chain(orgs.map(|org| Key::new(org.as_str())))
            .collect()
    }
}
