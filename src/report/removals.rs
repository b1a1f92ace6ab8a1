//! Registrations that a plan takes away, for ever or for a moment. They are named wherever a plan is shown.

use super::values::Shown;
use super::words::plural;
use crate::model::Action;
use crate::plan::Plan;
use crate::registry::{Below, Stated};

/// The changes that take a registration away, those that take most last: nearest to a prompt.
#[must_use]
pub fn removals(plan: &Plan) -> Vec<&Stated> {
    let changes = plan.parts.iter().flat_map(|part| &part.changes);
    let mut removals: Vec<&Stated> = changes.filter(|stated| takes_away(stated)).collect();
    removals.sort_by_key(|stated| weight(stated));
    removals
}

fn takes_away(stated: &Stated) -> bool {
    match stated.change.action {
        Action::Delete | Action::Replace => true,
        Action::Create | Action::Adopt | Action::Modify => false,
    }
}

/// How much a change takes with it; the order of actions breaks ties.
fn weight(stated: &Stated) -> (u64, bool) {
    let below = match stated.below {
        Below::Known(number) => number,
        Below::Unknown => u64::MAX,
    };
    (below, stated.change.action == Action::Replace)
}

/// Who loses it: the first of a change of keys.
#[must_use]
pub fn loser(stated: &Stated) -> String {
    let who = Shown::of(stated, false).who;
    match who.split_once(" → ") {
        Some((old, _)) => old.to_owned(),
        None => who.into_owned(),
    }
}

/// What goes with it: `with 3 nets below it`.
#[must_use]
pub fn with_it(below: Below) -> Option<String> {
    match below {
        Below::Known(0) => None,
        Below::Known(number) => Some(format!("with {} below it", plural(number, "net"))),
        Below::Unknown => Some("with all nets below it, which nobody could count".to_owned()),
    }
}

/// Who loses it and what goes with it: `DOWN-8, with 3 nets below it`.
#[must_use]
pub fn removal_words(stated: &Stated) -> String {
    let words = [Some(loser(stated)), with_it(stated.below)];
    let words: Vec<String> = words
        .into_iter()
        .flatten()
        .filter(|word| !word.is_empty())
        .collect();
    words.join(", ")
}
