//! What a step does to address space. The plan orders steps by their claims alone.

use serde::{Deserialize, Serialize};

use super::{Family, Range, RegistryName};

/// Which address space: the same addresses at two registries do not meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Space {
    /// The registry.
    pub registry: RegistryName,
    /// Whether it is IPv6.
    pub v6: bool,
}

/// Whether a step needs its range empty, or makes it so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Something is registered there.
    Takes,
    /// A registration goes.
    Frees,
}

/// The range that a step fills or empties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The address space.
    pub space: Space,
    /// The range.
    pub range: Range,
    /// What happens to it.
    pub effect: Effect,
}

impl Claim {
    /// A claim of a registry on a range.
    #[must_use]
    pub fn new(registry: &RegistryName, range: Range, effect: Effect) -> Self {
        let space = Space {
            registry: registry.clone(),
            v6: range.family() == Family::V6,
        };
        Self {
            space,
            range,
            effect,
        }
    }

    /// Whether both concern an address in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.space == other.space && self.range.overlaps(other.range)
    }
}
