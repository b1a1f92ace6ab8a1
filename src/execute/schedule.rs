//! Which step may begin: all it requires is done, and no step under way shares its domain. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::result::{Outcome, StepResult};
use crate::journal::Domain;
use crate::model::Step;

/// The steps of a run and where each stands.
pub(super) struct Schedule {
    steps: Vec<Arc<Step>>,
    waits: Vec<usize>,
    releases: Vec<Vec<usize>>,
    ready: BTreeSet<usize>,
    running: BTreeMap<usize, Domain>,
    results: Vec<Option<StepResult>>,
}

/// The domain of a step's write: the space it claims and the handles it names.
pub(super) fn domain(step: &Step) -> Domain {
    Domain {
        claim: step.claim.clone(),
        names: step.names.clone(),
    }
}

impl Schedule {
    /// Takes steps, each behind all that it requires. A requirement that is not among them counts as done.
    pub(super) fn new(steps: Vec<Step>) -> Self {
        let position: BTreeMap<_, _> = steps
            .iter()
            .enumerate()
            .map(|(at, step)| (step.id.clone(), at))
            .collect();
        let mut releases = vec![Vec::new(); steps.len()];
        let mut waits = vec![0; steps.len()];
        for (at, step) in steps.iter().enumerate() {
            let needed: BTreeSet<usize> = step
                .requires
                .iter()
                .filter_map(|id| position.get(id).copied())
                .collect();
            waits[at] = needed.len();
            for before in needed {
                releases[before].push(at);
            }
        }
        let ready = (0..steps.len()).filter(|at| waits[*at] == 0).collect();
        let results = vec![None; steps.len()];
        let steps = steps.into_iter().map(Arc::new).collect();
        Self {
            steps,
            waits,
            releases,
            ready,
            running: BTreeMap::new(),
            results,
        }
    }

    /// The next step that may begin now. It is under way until `finish`.
    pub(super) fn next(&mut self) -> Option<(usize, Arc<Step>)> {
        let at = self
            .ready
            .iter()
            .copied()
            .find(|at| self.is_free(&self.steps[*at]))?;
        self.ready.remove(&at);
        self.running.insert(at, domain(&self.steps[at]));
        Some((at, Arc::clone(&self.steps[at])))
    }

    fn is_free(&self, step: &Step) -> bool {
        let own = domain(step);
        self.running.iter().all(|(at, domain)| {
            let running = &self.steps[*at];
            let same_ticket = step.ticket.is_some()
                && step.ticket == running.ticket
                && step.registry == running.registry;
            let same_domain = step.registry == running.registry && domain.meets(&own);
            !same_ticket && !same_domain
        })
    }

    /// Ends a step. Returns the results of steps that can not begin any more because of it.
    pub(super) fn finish(&mut self, at: usize, result: StepResult) -> Vec<StepResult> {
        self.running.remove(&at);
        let done = result.outcome == Outcome::Done;
        self.results[at] = Some(result);
        let mut skipped = Vec::new();
        if done {
            for &next in &self.releases[at] {
                self.waits[next] -= 1;
                if self.waits[next] == 0 && self.results[next].is_none() {
                    self.ready.insert(next);
                }
            }
        } else {
            self.skip_behind(at, &mut skipped);
        }
        skipped
    }

    fn skip_behind(&mut self, at: usize, skipped: &mut Vec<StepResult>) {
        let mut behind = vec![at];
        while let Some(failed) = behind.pop() {
            let Some(cause) = self.results[failed].clone() else {
                continue;
            };
            for &next in &self.releases[failed] {
                if self.results[next].is_some() {
                    continue;
                }
                let result = skipped_behind(&self.steps[next], &cause);
                self.results[next] = Some(result.clone());
                skipped.push(result);
                behind.push(next);
            }
        }
    }

    /// Every step's result, in the order of the plan.
    pub(super) fn results(self) -> Vec<StepResult> {
        self.steps
            .iter()
            .zip(self.results)
            .map(|(step, result)| {
                result.unwrap_or_else(|| {
                    StepResult::new(step, Outcome::Skipped, "the run ended before it")
                })
            })
            .collect()
    }
}

fn skipped_behind(step: &Step, cause: &StepResult) -> StepResult {
    match (&cause.ticket, cause.outcome) {
        (Some(ticket), _) => StepResult {
            ticket: Some(ticket.clone()),
            ..StepResult::new(step, Outcome::Skipped, format!("waits for ticket {ticket}"))
        },
        (
            None,
            Outcome::Done
            | Outcome::Ticketed
            | Outcome::Refused
            | Outcome::Uncertain
            | Outcome::Skipped,
        ) => StepResult::new(
            step,
            Outcome::Skipped,
            format!("not sent, since {} is not done", cause.step),
        ),
    }
}
