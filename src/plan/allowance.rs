//! How much a run may do, and where that number stands, so that who is stopped by it finds it.

use std::fmt;

use super::limits::{Guards, Limit};
use crate::model::Origin;
use crate::registry::ObjectionPlace;
use crate::settings;

/// A few deletes are everyday work also in a small estate.
const DELETES_ALWAYS: u64 = 2;
/// And so are some modifies.
const MODIFIES_ALWAYS: u64 = 25;

/// The most of something that a run may do.
pub(super) struct Allowance {
    /// So many.
    pub most: u64,
    /// Where that is set. Empty where a person said the number for this run.
    pub places: Vec<ObjectionPlace>,
}

impl Allowance {
    /// Deletes of one run.
    pub(super) fn deletes(managed: u64, guards: &Guards) -> Self {
        Self::gone(managed, guards, guards.allowed.deletes)
    }

    /// Registrations that somebody else may have deleted since the last look. What a person allows this run to delete
    /// says nothing of those.
    pub(super) fn absences(managed: u64, guards: &Guards) -> Self {
        Self::gone(managed, guards, None)
    }

    fn gone(managed: u64, guards: &Guards, allowed: Option<u64>) -> Self {
        let limit = guards.max_deletes;
        let bound = limit.count.min(limit.share(managed).max(DELETES_ALWAYS));
        Self::of(bound, allowed, || guard(guards, "max_deletes", limit))
    }

    /// Modifies of one run.
    pub(super) fn modifies(managed: u64, guards: &Guards) -> Self {
        let limit = guards.max_modifies;
        let bound = limit.count.min(limit.share(managed)).max(MODIFIES_ALWAYS);
        Self::of(bound, guards.allowed.modifies, || {
            guard(guards, "max_modifies", limit)
        })
    }

    /// Creates of one run that nobody attends.
    pub(super) fn creates(guards: &Guards) -> Self {
        let most = guards.max_creates;
        Self::of(most, guards.allowed.creates, || {
            guard(guards, "max_creates", format_args!("count {most}"))
        })
    }

    fn of(bound: u64, allowed: Option<u64>, place: impl FnOnce() -> ObjectionPlace) -> Self {
        match allowed.filter(|allowed| *allowed > bound) {
            Some(most) => Self {
                most,
                places: Vec::new(),
            },
            None => Self {
                most: bound,
                places: vec![place()],
            },
        }
    }
}

/// The place of a guard of `swipd.yaml`, and what it says. Where the file leaves it out, it has no line there.
pub(super) fn guard(guards: &Guards, name: &str, says: impl fmt::Display) -> ObjectionPlace {
    let default = if guards.unset.contains(&name) {
        ", by default"
    } else {
        ""
    };
    set(&["guards", name], format!("guards.{name}{default}: {says}"))
}

/// The place of a setting of `swipd.yaml`.
pub(super) fn set(path: &[&str], what: String) -> ObjectionPlace {
    ObjectionPlace::Declared(Origin::new(settings::FILE, path), what)
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "count {}, percent {}", self.count, self.percent)
    }
}
