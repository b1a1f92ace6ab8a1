//! Blocks for orgs that an entry makes: the journal knows the handle once the org is there, and until then the block
//! waits as if its day had not come. What is registered in its range stays.

use std::borrow::Cow;
use std::sync::Arc;

use super::Desired;
use super::{Block, Recipient};
use crate::journal::Ledger;
use crate::model::{Key, NetType, OrgHandle};

impl Desired {
    /// What is declared, with the handles of orgs that were made for their entries in the places of their keys.
    #[must_use]
    pub fn named<'a>(desired: Cow<'a, Self>, ledger: &Ledger) -> Cow<'a, Self> {
        let waits = |block: &Arc<Block>| matches!(block.recipient, Recipient::ToBeMade(_));
        if !desired.blocks.iter().any(waits) {
            return desired;
        }
        let mut named = desired.into_owned();
        for block in std::mem::take(&mut named.blocks) {
            let Recipient::ToBeMade(made) = &block.recipient else {
                named.blocks.push(block);
                continue;
            };
            let (key, net_type) = &**made;
            let Some(handle) = named.handle_of(key, ledger) else {
                named.pending.push(block);
                continue;
            };
            let recipient = if *net_type == NetType::Reallocation {
                Recipient::Reallocated(handle)
            } else {
                Recipient::Reassigned(handle)
            };
            let zones = block.origin().inside(["rdns"]);
            let delegations = named.objects.delegations.iter_mut();
            for one in delegations.filter(|one| one.origin == zones) {
                if let Some(served) = &mut one.block {
                    served.customer = recipient.key();
                }
            }
            named.blocks.push(Arc::new(Block {
                recipient,
                ..Block::clone(&block)
            }));
        }
        named.leave_zones();
        Cow::Owned(named)
    }

    /// The handle of the org that was made for an entry, under its key or a former one. Keys are unique in the
    /// repository, so the registry whose key asked for it makes no difference.
    fn handle_of(&self, key: &Key, ledger: &Ledger) -> Option<OrgHandle> {
        let mut entries = self.objects.orgs.iter();
        let entry = entries.find(|org| org.key == *key);
        let former = entry.iter().flat_map(|org| &org.formerly);
        let mut keys = std::iter::once(key).chain(former);
        keys.find_map(|key| {
            let mut all = ledger.objects.iter();
            let (_, owned) = all.find(|((_, kind, of), _)| kind.as_str() == "org" && of == key)?;
            owned.incarnation.handle.as_str().parse().ok()
        })
    }
}
