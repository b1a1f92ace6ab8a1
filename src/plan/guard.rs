//! Guards: how much a plan may do before a person has to say the number.

use std::collections::BTreeSet;

use super::DOUBTED;
use super::allowance::{Allowance, set};
use super::limits::{Count, Guards};
use super::trust;
use crate::model::{Action, Step};
use crate::registry::{Below, Difference, Objection, Remark, Scope, Stated};

pub(super) fn objections(difference: &Difference, guards: &Guards) -> Vec<Objection> {
    [
        deletes(difference, guards),
        modifies(difference, guards),
        creates(difference, guards),
        today(difference, guards),
        empty(difference, guards),
        trust::old_picture(difference, guards),
        trust::mass_absence(difference, guards),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn counted(difference: &Difference, actions: &[Action]) -> u64 {
    let resumed: BTreeSet<_> = difference.resumed.iter().collect();
    difference
        .changes
        .iter()
        .filter(|stated| {
            actions.contains(&stated.change.action) && !resumed.contains(&stated.change.id)
        })
        .map(registrations)
        .fold(0, u64::saturating_add)
}

/// How many registrations a change concerns: a reallocation takes all that is registered below it along. Where that
/// could not be counted there is an objection of its own.
fn registrations(stated: &Stated) -> u64 {
    match (stated.change.action, stated.below) {
        (Action::Delete | Action::Replace, Below::Known(below)) => {
            stated.change.count.saturating_add(below)
        }
        (Action::Delete | Action::Replace, Below::Unknown)
        | (Action::Create | Action::Adopt | Action::Modify, _) => stated.change.count,
    }
}

/// What is planned of an action beside what may be, and what a person writes who means all of it.
fn over(
    code: &'static str,
    (what, planned): (&str, u64),
    allowance: Allowance,
    managed: u64,
) -> Option<Objection> {
    let Allowance { most, places } = allowance;
    (planned > most).then(|| Objection {
        code,
        scope: Scope::Plan,
        message: format!(
            "{planned} {what} are planned, and at most {most} may go out at once ({managed} registrations are ours)"
        ),
        places,
        help: format!("if all {planned} are meant: --allow {what}={planned}"),
    })
}

fn deletes(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let planned = counted(difference, &[Action::Delete, Action::Replace]);
    let allowance = Allowance::deletes(difference.managed, guards);
    let managed = difference.managed;
    over("max-deletes", ("deletes", planned), allowance, managed)
}

fn modifies(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let planned = counted(difference, &[Action::Modify]);
    let allowance = Allowance::modifies(difference.managed, guards);
    let managed = difference.managed;
    over("max-modifies", ("modifies", planned), allowance, managed)
}

/// Where a person attends they see how many there are; a service asks first.
fn creates(difference: &Difference, guards: &Guards) -> Option<Objection> {
    if !guards.unattended {
        return None;
    }
    let planned = counted(difference, &[Action::Create]);
    let allowance = Allowance::creates(guards);
    let managed = difference.managed;
    over("max-creates", ("creates", planned), allowance, managed)
}

/// Many runs of a few deletes each are many deletes.
fn today(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let planned = counted(difference, &[Action::Delete, Action::Replace]);
    let Allowance { most, places } = Allowance::deletes(difference.managed, guards);
    let sum = planned.saturating_add(guards.deleted_today);
    let over = guards.unattended && planned > 0 && guards.deleted_today > 0 && sum > most;
    over.then(|| Objection {
        code: "deletes-today",
        scope: Scope::Plan,
        message: format!(
            "{planned} deletes are planned, {} went out in the 24 hours before, and at most {most} may together",
            guards.deleted_today
        ),
        places,
        help: format!("if all {sum} are meant: --allow deletes={sum}"),
    })
}

fn empty(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let nothing = difference.declared == 0 && difference.managed > 0 && !guards.allowed.empty;
    nothing.then(|| Objection {
        code: "empty-repository",
        scope: Scope::Plan,
        message: format!(
            "the repository declares no blocks, and {} registrations are ours",
            difference.managed
        ),
        places: Vec::new(),
        help: "put the files back; if nothing is to remain: --allow empty".to_owned(),
    })
}

/// Deletes rest on the journal. This is about steps, for the delete of an old customer record is no registration,
/// and must not go out either.
pub(super) fn distrusted(steps: &[Step], guards: &Guards) -> Option<Objection> {
    let why = guards.distrust.first()?;
    trust::deletes(steps).then(|| Objection {
        code: "journal-distrust",
        scope: Scope::Plan,
        message: format!(
            "deletes are planned, and the journal that says what is ours is not whole: {why}"
        ),
        places: Vec::new(),
        help: "put the missing part back from a copy, or move the journal away and go on with a whole copy: swipd state import FILE; without it nothing is deleted"
            .to_owned(),
    })
}

/// What a plan says that deletes nothing, when the journal is not whole: it can not be told from one that is as it
/// should be, and who applies it may be refused.
pub(super) fn doubted(guards: &Guards) -> Option<Remark> {
    let why = guards.distrust.first()?;
    Some(Remark {
        code: DOUBTED,
        message: format!("the journal that says what is ours is not whole: {why}"),
        places: Vec::new(),
        help: "put the missing part back from a copy, or move the journal away and go on with a whole copy: swipd state import FILE; until then nothing is deleted, and with a damaged journal nothing is applied"
            .to_owned(),
    })
}

/// A truncated export shows as a count that is not the expected one.
pub(super) fn miscounted(guards: &Guards) -> impl Iterator<Item = Objection> + '_ {
    let wrong = guards
        .counts
        .iter()
        .filter(|count| count.expected != count.declared);
    wrong.map(
        |Count {
             what,
             expected,
             declared,
         }| Objection {
            code: "expect-count",
            scope: Scope::Plan,
            message: format!("swipd.yaml expects {expected} {what}, and {declared} are declared"),
            places: vec![set(
                &["expect_count", what],
                format!("expect_count.{what}: {expected}"),
            )],
            help: format!(
                "complete the repository; if all of it is there, write {what}: {declared} under expect_count"
            ),
        },
    )
}
