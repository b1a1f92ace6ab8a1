//! Objects that are no nets: which of them are ours, and when they stop being so.

use jiff::Timestamp;

use super::fold::set;
use super::{Entry, Ledger, OwnedObject, State};
use crate::model::{Consequence, Incarnation, RegistryName};

impl Ledger {
    /// Takes a line about such an object in. The end of another life says nothing about the one that is ours.
    pub(super) fn apply_object(&mut self, at: Timestamp, entry: &Entry) {
        let Entry::Object {
            state,
            registry,
            kind,
            key,
            incarnation,
            content,
            customer,
            reason: _,
        } = entry
        else {
            return;
        };
        let key = (registry.clone(), kind.clone(), key.clone());
        let known = self.objects.get(&key);
        let same = known.is_some_and(|known| known.incarnation.same(incarnation));
        if *state == State::Open || same {
            let value = OwnedObject {
                incarnation: incarnation.clone(),
                content: content.clone(),
                customer: customer.clone(),
                since: at,
            };
            set(&mut self.objects, key, *state, value);
        }
    }

    /// Follows what a write that took effect means for such an object.
    pub(super) fn follow_object(
        &mut self,
        at: Timestamp,
        registry: &RegistryName,
        consequence: &Consequence,
        found: Option<&Incarnation>,
    ) {
        if let (
            Consequence::Keeps {
                kind,
                key,
                content,
                customer,
            },
            Some(incarnation),
        ) = (consequence, found)
        {
            let owned = OwnedObject {
                incarnation: incarnation.clone(),
                content: content.clone(),
                customer: customer.clone(),
                since: at,
            };
            let key = (registry.clone(), kind.clone(), key.clone());
            self.objects.insert(key, owned);
        } else if let Consequence::Drops { kind, key } = consequence {
            self.objects
                .remove(&(registry.clone(), kind.clone(), key.clone()));
        }
    }
}
