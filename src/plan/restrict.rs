//! A plan of some of a plan's changes: whole ones, with nothing that they need left out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plan, Summary, digest};
use crate::journal::Entry;
use crate::model::{
    Action, ChangeId, Consequence, Handle, Place, Range, RegistryName, Step, StepId,
};
use crate::registry::{Difference, FindingKind};

impl Plan {
    /// What of this plan an earlier one held too, step by step: the rest of a plan that a person agreed to, as it
    /// looks now. A change of which anything is new is left out whole, and so is what needs it.
    #[must_use]
    pub fn within(&self, agreed: &Self) -> Self {
        let known: BTreeMap<&StepId, &Step> =
            agreed.steps.iter().map(|step| (&step.id, step)).collect();
        let same = |step: &Step| {
            known.get(&step.id).is_some_and(|known| {
                known.registry == step.registry
                    && known.action == step.action
                    && known.handle == step.handle
                    && known.before == step.before
                    && known.after == step.after
            })
        };
        let new = self.steps.iter().filter(|step| !same(step));
        self.without(new.map(|step| &step.change).collect())
    }

    /// What of this plan an earlier one announced: what it would change where the earlier one changes something too
    /// or waits for something, and no delete but of an object that the earlier one deletes. For the rounds after a
    /// ticket has ended: what was asked for and refused by nobody, as it looks now.
    #[must_use]
    pub fn foreseen(&self, agreed: &Self) -> Self {
        let mut told: BTreeSet<(&RegistryName, &str)> = BTreeSet::new();
        for part in &agreed.parts {
            let changes = part.changes.iter().map(|stated| stated.subject.as_str());
            let waits = part
                .findings
                .iter()
                .filter(|finding| matches!(finding.kind, FindingKind::Wait | FindingKind::Later))
                .map(|finding| finding.subject.as_str());
            told.extend(
                changes
                    .chain(waits)
                    .map(|subject| (&part.registry, subject)),
            );
        }
        let deleted: BTreeSet<(&RegistryName, &Handle)> =
            agreed.steps.iter().flat_map(goes_with).collect();
        let untold = self.parts.iter().flat_map(|part| {
            let changes = part.changes.iter().filter(|stated| {
                !told.contains(&(&part.registry, stated.subject.as_str()))
                    && stated.change.action != Action::Delete
            });
            changes.map(|stated| &stated.change.id)
        });
        let strange = self.steps.iter().filter(|step| {
            let handle = step.handle.as_ref();
            step.action == Action::Delete
                && !handle.is_some_and(|handle| deleted.contains(&(&step.registry, handle)))
        });
        self.without(untold.chain(strange.map(|step| &step.change)).collect())
    }

    /// The same plan without some changes, and without what needs them.
    fn without<'a>(&'a self, mut dropped: BTreeSet<&'a ChangeId>) -> Self {
        let change: BTreeMap<&StepId, &ChangeId> = self
            .steps
            .iter()
            .map(|step| (&step.id, &step.change))
            .collect();
        // Each pass drops one change at least, so there are never more passes than changes.
        loop {
            let before = dropped.len();
            for step in &self.steps {
                let needs = |id| {
                    change
                        .get(id)
                        .is_some_and(|needed| dropped.contains(needed))
                };
                if step.requires.iter().any(needs) {
                    dropped.insert(&step.change);
                }
            }
            if dropped.len() == before {
                break;
            }
        }
        let keep = self
            .steps
            .iter()
            .map(|step| &step.change)
            .filter(|change| !dropped.contains(change))
            .cloned()
            .collect();
        self.only(&keep)
    }

    /// The deletes of exactly these ranges, and nothing else: what `swipd prune` may do.
    #[must_use]
    pub fn pruning(&self, ranges: &[Range]) -> Self {
        let changes = self.parts.iter().flat_map(|part| &part.changes);
        let named = changes.filter(|stated| {
            stated.change.action == Action::Delete
                && stated
                    .subject
                    .parse()
                    .is_ok_and(|range| ranges.contains(&range))
        });
        let keep = named.map(|stated| stated.change.id.clone()).collect();
        Self {
            remarks: Vec::new(),
            ..self.only(&keep)
        }
    }

    /// The same plan with these changes alone. What our record has to learn of other places waits for another run.
    pub(super) fn only(&self, keep: &BTreeSet<ChangeId>) -> Self {
        let steps: Vec<Step> = self
            .steps
            .iter()
            .filter(|step| keep.contains(&step.change))
            .cloned()
            .collect();
        let mut parts = self.parts.clone();
        for part in &mut parts {
            part.changes
                .retain(|stated| keep.contains(&stated.change.id));
        }
        let mut summary = Summary {
            unchanged: self.summary.unchanged,
            uncompared: self.summary.uncompared,
            ..Summary::default()
        };
        parts
            .iter()
            .flat_map(|part| &part.changes)
            .for_each(|stated| summary.add(stated));
        let digest = digest::of(&steps);
        Self {
            notes: notes_of(&self.notes, &steps),
            parts,
            steps,
            objections: self.objections.clone(),
            remarks: self.remarks.clone(),
            resumed: self.resumed.clone(),
            summary,
            as_of: self.as_of,
            digest,
        }
    }
}

/// What a step deletes, and the records that are to be deleted once it is done, each at its registry.
fn goes_with(step: &Step) -> impl Iterator<Item = (&RegistryName, &Handle)> {
    let own = step.handle.as_ref();
    let own = own.filter(|_| step.action == Action::Delete);
    let records = step.consequences.iter().filter_map(|after| match after {
        Consequence::Obliges {
            registry, customer, ..
        } => {
            let registry = registry.as_ref().unwrap_or(&step.registry);
            Some((registry, &customer.as_ref()?.handle))
        }
        Consequence::Owns { .. }
        | Consequence::Releases { .. }
        | Consequence::Discharges { .. }
        | Consequence::Empties { .. }
        | Consequence::Fills { .. }
        | Consequence::Keeps { .. }
        | Consequence::Drops { .. } => None,
    });
    own.map(|handle| (&step.registry, handle))
        .into_iter()
        .chain(records)
}

/// Leaves these changes alone in differences and their ordered steps; returns the counts of what went.
pub(super) fn retain(
    differences: &mut [Difference],
    steps: &mut Vec<Step>,
    keep: &BTreeSet<ChangeId>,
) -> Summary {
    steps.retain(|step| keep.contains(&step.change));
    let mut left = Summary::default();
    for difference in differences {
        difference.changes.retain(|stated| {
            let stays = keep.contains(&stated.change.id);
            if !stays {
                left.add(stated);
            }
            stays
        });
        difference.resumed.retain(|change| keep.contains(change));
        difference.notes = notes_of(&difference.notes, steps);
    }
    left
}

/// Notes about the address space of some steps.
fn notes_of(notes: &[Entry], steps: &[Step]) -> Vec<Entry> {
    let spaces: Vec<(&RegistryName, Range)> = steps.iter().filter_map(space).collect();
    let concerns = |note: &&Entry| {
        place_of(note).is_some_and(|(registry, place)| {
            spaces
                .iter()
                .any(|(name, range)| *name == registry && range.overlaps(place.range))
        })
    };
    notes.iter().filter(concerns).cloned().collect()
}

fn space(step: &Step) -> Option<(&RegistryName, Range)> {
    let claimed = step.claim.as_ref().map(|claim| claim.range);
    let range = claimed.or_else(|| step.place.as_ref().map(|place| place.range))?;
    Some((&step.registry, range))
}

/// The place that a note of a plan is about.
fn place_of(note: &Entry) -> Option<(&RegistryName, &Place)> {
    if let Entry::Adopted {
        registry, place, ..
    }
    | Entry::Released {
        registry, place, ..
    }
    | Entry::Rekeyed {
        registry, place, ..
    }
    | Entry::Protected {
        registry, place, ..
    }
    | Entry::Obligation {
        registry, place, ..
    }
    | Entry::Vacancy {
        registry, place, ..
    } = note
    {
        return Some((registry, place));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::samples::{changes, difference, frees, guards, step, takes};
    use super::super::{Plan, plan};
    use super::*;
    use crate::model::{Field, Incarnation, Key};
    use crate::registry::{Finding, Stated};

    /// A plan of steps that are a change each.
    fn of(steps: Vec<Step>) -> Plan {
        let changes = steps.iter().map(|step| {
            let mut stated: Stated = changes(Action::Create, 1).remove(0);
            stated.change.id = step.change.clone();
            stated
        });
        let mut whole = difference(100, changes.collect());
        whole.steps = steps;
        plan(vec![whole], &guards())
    }

    fn names(plan: &Plan) -> Vec<&str> {
        plan.steps.iter().map(|step| step.id.as_str()).collect()
    }

    #[test]
    fn what_was_agreed_to_and_is_still_due_is_left() {
        let agreed = of(vec![
            takes("198.51.100.0/28"),
            takes("198.51.100.16/28"),
            step("other", None),
        ]);
        let now = of(vec![takes("198.51.100.16/28"), takes("203.0.113.0/28")]);
        let rest = now.within(&agreed);
        assert_eq!(names(&rest), ["take 198.51.100.16/28"]);
        assert_eq!(rest.summary.create, 1);
        assert_ne!(rest.digest, now.digest);
    }

    #[test]
    fn a_step_of_another_content_is_not_the_one_that_was_agreed_to() {
        let agreed = of(vec![takes("198.51.100.0/28")]);
        let field = ("name".into(), Field::Text("EXMPL-1".into()));
        let edits: [fn(&mut Step); 3] = [
            |step| step.action = Action::Modify,
            |step| step.handle = Some("NET-198-51-100-0-1".parse().expect("a handle")),
            |step| step.registry = crate::model::RegistryName::new("other"),
        ];
        for edit in edits {
            let mut other = takes("198.51.100.0/28");
            edit(&mut other);
            assert!(of(vec![other]).within(&agreed).is_empty());
        }
        let (mut before, mut after) = (takes("198.51.100.0/28"), takes("198.51.100.0/28"));
        before.before = crate::model::Fields::from([field.clone()]).into();
        after.after = crate::model::Fields::from([field]).into();
        assert!(of(vec![before]).within(&agreed).is_empty());
        assert!(of(vec![after]).within(&agreed).is_empty());
    }

    /// A delete of an object.
    fn delete(id: &str, handle: &str) -> Step {
        Step {
            action: Action::Delete,
            handle: Some(handle.parse().expect("a handle")),
            ..step(id, None)
        }
    }

    /// A plan whose changes have the names of their steps, and which waits for some.
    fn about(steps: Vec<Step>, waits: &[&str]) -> Plan {
        let mut plan = of(steps);
        for part in &mut plan.parts {
            for stated in &mut part.changes {
                stated.subject = stated.change.id.as_str().into();
                let mut steps = plan.steps.iter();
                let of = steps.find(|step| step.change == stated.change.id);
                stated.change.action = of.expect("its step").action;
            }
            part.findings = waits
                .iter()
                .map(|subject| {
                    let section = crate::registry::SectionId("net".into());
                    Finding::new(FindingKind::Wait, section, (*subject).to_owned(), "an org")
                })
                .collect();
        }
        plan
    }

    #[test]
    fn a_later_round_does_what_was_announced_and_nothing_else() {
        let agreed = about(
            vec![delete("gone", "NET-1"), takes("198.51.100.0/28")],
            &["awaited"],
        );
        let due = about(
            vec![
                takes("198.51.100.0/28"),
                step("awaited", None),
                takes("203.0.113.0/28"),
                delete("behind", "NET-2"),
            ],
            &[],
        );
        let foreseen = due.foreseen(&agreed);
        assert_eq!(names(&foreseen), ["take 198.51.100.0/28", "awaited"]);
        assert_eq!(foreseen.summary.changes(), 2);
    }

    #[test]
    fn records_go_in_a_later_round_that_a_delete_was_to_leave() {
        let customer = |handle: &str| Incarnation {
            handle: handle.parse().expect("a handle"),
            registered: "2026-11-20T00:00:00Z".into(),
            recipient: None,
        };
        let mut net = delete("net", "NET-1");
        let place = takes("198.51.100.0/28").claim.expect("a claim").range;
        let obliges = |registry: Option<&str>, handle: &str| Consequence::Obliges {
            registry: registry.map(RegistryName::new),
            customer: Some(customer(handle)),
            place: Place {
                parent: "NET-198-51-100-0-1".parse().expect("a handle"),
                range: place,
            },
        };
        net.consequences = vec![obliges(None, "C1"), obliges(Some("other"), "C3")];
        let agreed = about(vec![net], &[]);
        let due = about(
            vec![
                delete("one", "C1"),
                delete("two", "C2"),
                delete("three", "C3"),
            ],
            &[],
        );
        assert_eq!(names(&due.foreseen(&agreed)), ["one"]);
        let elsewhere = Step {
            registry: RegistryName::new("other"),
            ..delete("three", "C3")
        };
        let due = about(vec![elsewhere], &[]);
        assert_eq!(names(&due.foreseen(&agreed)), ["three"]);
    }

    #[test]
    fn what_needs_a_new_step_goes_with_it() {
        let agreed = of(vec![takes("198.51.100.0/28"), step("behind", None)]);
        let mut behind = step("behind", None);
        behind.requires.push(takes("198.51.100.0/28").id);
        let now = of(vec![
            frees("198.51.100.0/29"),
            takes("198.51.100.0/28"),
            behind,
        ]);
        assert!(now.within(&agreed).is_empty(), "{:?}", names(&now));
    }

    #[test]
    fn the_record_learns_of_the_places_of_what_is_left_and_of_no_other() {
        let note = |range: &str| Entry::Rekeyed {
            registry: super::super::samples::registry(),
            place: Place {
                parent: "NET-198-51-100-0-1".parse().expect("a handle"),
                range: range.parse().expect("a range"),
            },
            customer: Key::new("larkspur"),
        };
        let mut whole = of(vec![takes("198.51.100.0/28"), takes("203.0.113.0/28")]);
        whole.notes = vec![note("198.51.100.0/28"), note("203.0.113.0/28")];
        let agreed = of(vec![takes("198.51.100.0/28")]);
        let rest = whole.within(&agreed);
        let places: Vec<String> = rest
            .notes
            .iter()
            .filter_map(|note| Some(place_of(note)?.1.range.to_string()))
            .collect();
        assert_eq!(places, ["198.51.100.0/28"]);
    }
}
