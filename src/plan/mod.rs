//! Differences become one plan: ordered steps, objections that forbid it, a digest. Pure.

mod digest;
mod guard;
mod order;
mod restrict;
#[cfg(test)]
pub(crate) mod samples;
mod saved;

use serde::{Deserialize, Serialize};

pub use guard::{Allowed, Count, Guards, Limit};
pub use saved::{Header, SavedError, SavedObjection, SavedPlan, SavedStep, Saving, SealKey};

use crate::journal::Entry;
use crate::model::{Action, ChangeId, RegistryName, Step};
use crate::registry::{Difference, Finding, Objection, Remark, Scope, Section, Stated};

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
    /// Twelve hex digits that stand for every step: registry, object, before and after.
    pub digest: String,
}

impl Plan {
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
        let own = |change: &ChangeId| self.resumed.contains(change);
        let mut steps: Vec<Step> = Vec::new();
        for step in self.steps.iter().filter(|step| own(&step.change)) {
            if step
                .requires
                .iter()
                .all(|id| steps.iter().any(|earlier| earlier.id == *id))
            {
                steps.push(step.clone());
            }
        }
        let mut parts = self.parts.clone();
        for part in &mut parts {
            part.changes
                .retain(|stated| steps.iter().any(|step| step.change == stated.change.id));
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
            digest,
        }
    }

    /// The registries it is for, for people.
    #[must_use]
    pub fn title(&self) -> String {
        let titles: Vec<&str> = self.parts.iter().map(|part| part.title.as_str()).collect();
        titles.join(" and ")
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
    let mut objections: Vec<Objection> = guard::miscounted(guards).collect();
    let mut parts = Vec::new();
    let mut steps = Vec::new();
    let mut notes = Vec::new();
    let mut summary = Summary::default();
    let mut resumed = Vec::new();
    let mut remarks = Vec::new();
    for difference in differences {
        objections.extend(guard::objections(&difference, guards));
        summary.unchanged += difference.unchanged;
        difference
            .changes
            .iter()
            .for_each(|stated| summary.add(stated));
        resumed.extend(difference.resumed);
        remarks.extend(difference.remarks);
        steps.extend(difference.steps);
        notes.extend(difference.notes);
        objections.extend(difference.objections);
        parts.push(Part {
            registry: difference.registry,
            title: difference.title,
            sections: difference.sections,
            changes: difference.changes,
            findings: difference.findings,
            read: difference.read,
            read_at: difference.read_at,
        });
    }
    let (steps, circle) = order::ordered(steps);
    objections.extend(circle.first().map(|step| in_circle(step, circle.len())));
    let digest = digest::of(&steps);
    Plan {
        parts,
        steps,
        notes,
        objections,
        remarks,
        resumed,
        summary,
        digest,
    }
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
