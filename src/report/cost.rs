//! What carrying a plan out takes.

use std::collections::BTreeMap;

use super::plural;
use super::words::age;
use crate::model::{Action, RegistryName, Step};
use crate::plan::Plan;

/// What carrying a plan out takes when all goes well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Requests to all registries.
    pub requests: u64,
    /// How long the slowest registry's requests take at its pace; `None` where none has a pace.
    pub seconds: Option<u64>,
    /// Tickets that steps become; people at the registry decide them.
    pub tickets: u64,
}

impl Cost {
    /// The cost of a plan, at so many requests a second for each registry.
    #[must_use]
    pub fn of(plan: &Plan, pace: &BTreeMap<RegistryName, u32>) -> Self {
        let mut requests: BTreeMap<&RegistryName, u64> = BTreeMap::new();
        for step in &plan.steps {
            *requests.entry(&step.registry).or_default() += requests_of(step);
        }
        // Registries are asked side by side, so the slowest one sets the time.
        let paced = requests.iter().filter_map(|(registry, requests)| {
            let pace = pace.get(*registry)?;
            Some(requests.div_ceil(u64::from((*pace).max(1))))
        });
        let changes = plan.parts.iter().flat_map(|part| &part.changes);
        Self {
            seconds: paced.max(),
            requests: requests.values().sum(),
            tickets: changes.filter(|stated| stated.ticket).count() as u64,
        }
    }

    /// For a terminal: `20 requests, about 5 s, 1 ticket`.
    #[must_use]
    pub fn words(self) -> String {
        let seconds = self.seconds.filter(|seconds| *seconds > 0);
        let about = seconds.map(|seconds| {
            let time = i64::try_from(seconds).unwrap_or(i64::MAX);
            format!("about {}", age(jiff::SignedDuration::from_secs(time)))
        });
        self.with(about)
    }

    /// Without the time, which says nothing to whom reads it later: `20 requests, 1 ticket`.
    #[must_use]
    pub fn lasting_words(self) -> String {
        self.with(None)
    }

    fn with(self, about: Option<String>) -> String {
        let tickets = (self.tickets > 0).then(|| plural(self.tickets, "ticket"));
        let words = [Some(plural(self.requests, "request")), about, tickets];
        let words: Vec<String> = words.into_iter().flatten().collect();
        words.join(", ")
    }
}

/// A create is one request; what changes or removes an object reads it first (design, section 13).
fn requests_of(step: &Step) -> u64 {
    match step.action {
        Action::Create => 1,
        Action::Modify | Action::Delete | Action::Replace => 2,
        Action::Adopt => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;
    use crate::plan::samples::{difference, guards, step};
    use crate::registry::Difference;

    #[test]
    fn a_step_that_touches_what_exists_reads_it_first() {
        let steps = [
            Action::Create,
            Action::Adopt,
            Action::Modify,
            Action::Delete,
        ];
        let steps = steps.into_iter().enumerate().map(|(at, action)| {
            let mut step = step(&format!("arin/net/198.51.100.{at}/32"), None);
            step.action = action;
            step
        });
        let difference = Difference {
            steps: steps.collect(),
            ..difference(4, Vec::new())
        };
        let plan = plan(vec![difference], &guards());
        let cost = Cost::of(&plan, &BTreeMap::new());
        assert_eq!(cost.words(), "5 requests");
        let pace = BTreeMap::from([(RegistryName::new("arin"), 4)]);
        assert_eq!(Cost::of(&plan, &pace).words(), "5 requests, about 2 s");
    }

    #[test]
    fn long_runs_are_told_in_minutes() {
        let cost = Cost {
            requests: 1200,
            seconds: Some(300),
            tickets: 1,
        };
        assert_eq!(cost.words(), "1,200 requests, about 5 min, 1 ticket");
        assert_eq!(cost.lasting_words(), "1,200 requests, 1 ticket");
    }
}
