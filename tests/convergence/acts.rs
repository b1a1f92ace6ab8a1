//! What others do in the registry, drawn at random.

use proptest::prelude::*;

use crate::zones::ZONES;

/// What somebody else does in the registry's web page. `pick` chooses among the nets that are there.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Registers a range.
    Register {
        network: usize,
        first: usize,
        length: usize,
        who: usize,
        org: bool,
    },
    /// Registers a quarter of a reallocation, below it.
    Below {
        pick: usize,
        quarter: u8,
        who: usize,
        org: bool,
    },
    /// Deletes a net.
    Delete { pick: usize },
    /// Deletes a net and registers its range again, so that the handle is used again.
    Again { pick: usize, who: usize },
    /// Deletes a net and gives its customer record to another.
    Reuse {
        pick: usize,
        network: usize,
        first: usize,
    },
    /// Changes a net's name.
    Rename { pick: usize, to: usize },
    /// Changes the name of a net's customer.
    RenameCustomer { pick: usize, who: usize },
    /// Changes where a net's customer is.
    Move { pick: usize, to: usize },
    /// Has a reverse zone served by others: by nobody, or by so many of them, beside those there or in place of them.
    Serve {
        zone: usize,
        servers: usize,
        beside: bool,
        signed: bool,
    },
    /// Changes what a POC says.
    Contact { pick: usize, to: usize },
    /// Deletes a POC.
    Unmake { pick: usize },
    /// Has an org of theirs name a POC.
    Link { pick: usize },
    /// Changes what our org says.
    Office { to: usize },
}

pub(crate) fn acts(most: usize) -> impl Strategy<Value = Vec<Act>> {
    let pick = 0usize..16;
    let act = prop_oneof![
        4 => (0usize..5, 0usize..8, 1usize..4, 0usize..10, prop::bool::weighted(0.2)).prop_map(
            |(network, first, length, who, org)| Act::Register { network, first, length, who, org }
        ),
        2 => (pick.clone(), 0u8..4, 0usize..10, any::<bool>())
            .prop_map(|(pick, quarter, who, org)| Act::Below { pick, quarter, who, org }),
        2 => pick.clone().prop_map(|pick| Act::Delete { pick }),
        2 => (pick.clone(), 0usize..10).prop_map(|(pick, who)| Act::Again { pick, who }),
        1 => (pick.clone(), prop::sample::select(vec![0usize, 1, 3]), 0usize..8)
            .prop_map(|(pick, network, first)| Act::Reuse { pick, network, first }),
        2 => (pick.clone(), 0usize..3).prop_map(|(pick, to)| Act::Rename { pick, to }),
        1 => (pick.clone(), 0usize..10).prop_map(|(pick, who)| Act::RenameCustomer { pick, who }),
        2 => (pick, 0usize..3).prop_map(|(pick, to)| Act::Move { pick, to }),
        1 => (0usize..4, 0usize..5).prop_map(|(pick, to)| Act::Contact { pick, to }),
        1 => (0usize..4, 0usize..4).prop_map(|(pick, which)| match which {
            0 => Act::Link { pick },
            1 => Act::Office { to: pick },
            _ => Act::Unmake { pick },
        }),
        2 => (0..ZONES.len(), 0usize..3, any::<bool>(), prop::bool::weighted(0.3)).prop_map(
            |(zone, servers, beside, signed)| Act::Serve { zone, servers, beside, signed }
        ),
    ];
    prop::collection::vec(act, 0..=most)
}
