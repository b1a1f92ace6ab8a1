//! Differences become one plan: ordered steps, objections that forbid it, a digest. Pure.

mod allowance;
mod along;
mod digest;
mod guard;
#[cfg(test)]
mod guard_tests;
mod limits;
mod open;
mod order;
mod restrict;
#[cfg(test)]
mod rule_tests;
#[cfg(test)]
pub(crate) mod samples;
mod saved;
mod target;
mod trust;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use limits::{Allowed, Count, Guards, Limit, Lineage};
pub use open::Open;
pub use saved::{Header, SavedError, SavedObjection, SavedPlan, SavedStep, Saving, SealKey};
pub use target::Target;

use crate::journal::Entry;
use crate::model::{Action, ChangeId, RegistryName, Step, StepId};
use crate::registry::{Code, Difference, Finding, Objection, Remark, Scope, Section, Stated};

/// How many registrations a plan touches, in the words of its JSON form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// New registrations.
    pub create: u64,
    /// Registrations changed in place.
    pub modify: u64,
    /// Registrations deleted and created again.
    pub replace: u64,
    /// Registrations removed.
    pub delete: u64,
    /// Registrations taken under management.
    pub adopt: u64,
    /// Declared blocks without a step.
    pub unchanged: u64,
    /// Declared objects that could not be compared: whether they differ nobody knows.
    #[serde(default)]
    pub uncompared: u64,
}

impl Summary {
    fn add(&mut self, stated: &Stated) {
        // A customer record left over from an earlier run is no registration, but it is shown and so it counts as one here.
        let count = stated.change.count.max(1);
        match stated.change.action {
            Action::Create => self.create += count,
            Action::Adopt => self.adopt += count,
            Action::Modify => self.modify += count,
            Action::Replace => self.replace += count,
            Action::Delete => self.delete += count,
        }
    }

    /// Changes of any kind.
    #[must_use]
    pub fn changes(self) -> u64 {
        self.create + self.modify + self.replace + self.delete + self.adopt
    }

    /// The counts that are not zero: `1 create, 6 modify`.
    fn words(self) -> String {
        let words = [
            (self.create, "create"),
            (self.modify, "modify"),
            (self.replace, "replace"),
            (self.delete, "delete"),
            (self.adopt, "adopt"),
        ];
        let told = words.into_iter().filter(|(number, _)| *number > 0);
        let told: Vec<String> = told.map(|(n, word)| format!("{n} {word}")).collect();
        told.join(", ")
    }

    /// Registrations that a plan takes away, for ever or for a moment.
    #[must_use]
    pub fn deletes(self) -> u64 {
        self.delete + self.replace
    }
}

/// One registry's part of a plan, for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    /// The registry.
    pub registry: RegistryName,
    /// For people: `arin (production)`.
    pub title: String,
    /// The parts of the text, in order.
    pub sections: Vec<Section>,
    /// The changes, in the order of the text.
    pub changes: Vec<Stated>,
    /// Notices.
    pub findings: Vec<Finding>,
    /// Objects read for it.
    pub read: u64,
    /// When the oldest part of the live picture was read. `None`: nothing was ever read.
    pub read_at: Option<jiff::Timestamp>,
}

/// What is to be done, in order, and what stands against it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// For people, one part a registry.
    pub parts: Vec<Part>,
    /// Each step stands behind all that it requires.
    pub steps: Vec<Step>,
    /// What our record learns when the plan is applied, though nothing is sent.
    pub notes: Vec<Entry>,
    /// Why it, or a part of it, must not be applied.
    pub objections: Vec<Objection>,
    /// What is worth knowing and forbids nothing.
    pub remarks: Vec<Remark>,
    /// Changes that finish a replace begun earlier.
    pub resumed: Vec<ChangeId>,
    /// The counts.
    pub summary: Summary,
    /// The moment that it was made for, whenever it is shown.
    #[serde(default)]
    pub as_of: Option<jiff::Timestamp>,
    /// Twelve hex digits that stand for every step: registry, object, before and after.
    pub digest: String,
}

/// The remark of a journal that owns nothing where nets exist.
const FIRST_CONTACT: &str = "first-contact";
/// The remark of a plan that `--target` limits.
const TARGETED: &str = "targeted";
/// The remark of a plan from a snapshot whose key is not there.
const UNKEYED: &str = "snapshot-unkeyed";
/// The remark of a plan that rests on a journal with a gap.
const DOUBTED: &str = "journal-doubted";
/// The remark of a service's first plan.
const ADOPT_FIRST: &str = "adopt-first";

impl Plan {
    fn take(&mut self, difference: Difference, guards: &Guards) {
        self.objections
            .extend(guard::objections(&difference, guards));
        self.summary.unchanged += difference.unchanged;
        self.summary.uncompared += difference.uncompared;
        difference
            .changes
            .iter()
            .for_each(|stated| self.summary.add(stated));
        self.resumed.extend(difference.resumed);
        self.remarks.extend(difference.remarks);
        self.notes.extend(difference.notes);
        self.objections.extend(difference.objections);
        self.parts.push(Part {
            registry: difference.registry,
            title: difference.title,
            sections: difference.sections,
            changes: difference.changes,
            findings: difference.findings,
            read: difference.read,
            read_at: difference.read_at,
        });
    }

    /// Whether an objection forbids the plan as a whole.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.objections
            .iter()
            .any(|objection| objection.scope == Scope::Plan)
    }

    /// The part that fills what an earlier replace has emptied: steps of resumed changes that need nothing else.
    #[must_use]
    pub fn resumed(&self) -> Self {
        let resumed: BTreeSet<&ChangeId> = self.resumed.iter().collect();
        let mut taken: BTreeSet<&StepId> = BTreeSet::new();
        let mut steps: Vec<Step> = Vec::new();
        for step in &self.steps {
            if resumed.contains(&step.change) && step.requires.iter().all(|id| taken.contains(id)) {
                taken.insert(&step.id);
                steps.push(step.clone());
            }
        }
        let changes: BTreeSet<&ChangeId> = steps.iter().map(|step| &step.change).collect();
        let mut parts = self.parts.clone();
        for part in &mut parts {
            part.changes
                .retain(|stated| changes.contains(&stated.change.id));
        }
        let mut summary = Summary::default();
        parts
            .iter()
            .flat_map(|part| &part.changes)
            .for_each(|stated| summary.add(stated));
        let digest = digest::of(&steps);
        Self {
            parts,
            steps,
            notes: Vec::new(),
            objections: Vec::new(),
            remarks: Vec::new(),
            resumed: self.resumed.clone(),
            summary,
            as_of: self.as_of,
            digest,
        }
    }

    /// The registries it is for, for people.
    #[must_use]
    pub fn title(&self) -> String {
        let titles: Vec<&str> = self.parts.iter().map(|part| part.title.as_str()).collect();
        titles.join(" and ")
    }

    /// Whether changes were left out of it, or may be missing from it, as a remark says.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        let mut remarks = self.remarks.iter();
        self.summary.uncompared > 0
            || remarks
                .any(|remark| [TARGETED, ADOPT_FIRST, UNKEYED, DOUBTED].contains(&remark.code))
    }

    /// When the oldest part of the live picture was read.
    #[must_use]
    pub fn read_at(&self) -> Option<jiff::Timestamp> {
        self.parts.iter().filter_map(|part| part.read_at).min()
    }

    /// Whether there is nothing to send or adopt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// Orders the differences of all registries into one plan. Reads no clock, file or socket.
#[must_use]
pub fn plan(differences: Vec<Difference>, guards: &Guards) -> Plan {
    targeted(differences, guards, &[])
}

/// The same, limited to some targets and what they need; no target is no limit. Guards count what remains, but those
/// about the whole repository still see all of it.
#[must_use]
pub fn targeted(mut differences: Vec<Difference>, guards: &Guards, targets: &[Target]) -> Plan {
    let mut each = differences
        .iter_mut()
        .map(|difference| std::mem::take(&mut difference.steps));
    // Most plans are of one registry, and its steps need not move.
    let mut unordered = each.next().unwrap_or_default();
    each.for_each(|steps| unordered.extend(steps));
    let (mut steps, circle) = order::ordered(unordered);
    let mut objections: Vec<Objection> = guard::miscounted(guards).collect();
    objections.extend(circle.first().map(|step| in_circle(step, circle.len())));
    let left_out = limit(&mut differences, &mut steps, guards, targets);
    along::not_kept(&mut differences, &steps);
    objections.extend(trust::strayed(&steps, guards));
    let distrusted = guard::distrusted(&steps, guards);
    let doubted = guard::doubted(guards).filter(|_| distrusted.is_none());
    objections.extend(distrusted);
    let mut plan = Plan {
        parts: Vec::new(),
        digest: digest::of(&steps),
        steps,
        notes: Vec::new(),
        objections,
        remarks: Vec::new(),
        resumed: Vec::new(),
        summary: Summary::default(),
        as_of: guards.as_of,
    };
    for difference in differences {
        plan.take(difference, guards);
    }
    plan.remarks.extend(left_out);
    plan.remarks.extend(doubted);
    plan
}

/// Takes out what no target takes and no target needs, and what nobody may do alone: on first contact a service only
/// adopts (design, section 6). Says how much that is.
fn limit(
    differences: &mut [Difference],
    steps: &mut Vec<Step>,
    guards: &Guards,
    targets: &[Target],
) -> Vec<Remark> {
    let first_contact = guards.unattended
        && differences.iter().any(|difference| {
            let mut remarks = difference.remarks.iter();
            remarks.any(|remark| remark.code == FIRST_CONTACT)
        });
    let mut remarks = Vec::new();
    if !targets.is_empty() {
        let all: Vec<&Stated> = differences.iter().flat_map(|d| &d.changes).collect();
        let keep = target::selected(targets, &all, steps);
        let left = restrict::retain(differences, steps, &keep);
        for difference in &mut *differences {
            difference
                .findings
                .retain(|finding| target::takes_finding(targets, finding));
            difference.objections.retain(|objection| {
                objection.scope == Scope::Plan || target::takes_objection(targets, objection)
            });
        }
        remarks.extend(left_out(
            TARGETED,
            &left,
            "the targets do not need",
            "without --target they are part of the plan",
        ));
    }
    if first_contact {
        let adopts = differences.iter().flat_map(|d| &d.changes);
        let adopts = adopts.filter(|stated| stated.change.action == Action::Adopt);
        let keep = adopts.map(|stated| stated.change.id.clone()).collect();
        let left = restrict::retain(differences, steps, &keep);
        remarks.extend(left_out(
            ADOPT_FIRST,
            &left,
            "wait for the adopts, since nothing is ours yet and nobody attends",
            "a later run makes them; swipd apply by hand makes them now",
        ));
    }
    remarks
}

fn left_out(code: Code, left: &Summary, why: &str, help: &str) -> Option<Remark> {
    (left.changes() > 0).then(|| Remark {
        code,
        message: format!("left out, since {why}: {}", left.words()),
        places: Vec::new(),
        help: help.to_owned(),
    })
}

fn in_circle(first: &Step, count: usize) -> Objection {
    Objection {
        code: "order-circle",
        scope: Scope::Plan,
        message: format!(
            "{count} steps require each other in a circle, {} among them",
            first.id
        ),
        places: Vec::new(),
        help: "this is a mistake in swipd; report it with the output of swipd plan -o json"
            .to_owned(),
    }
}
