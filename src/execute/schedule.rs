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
#[must_use]
pub fn domain(step: &Step) -> Domain {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Effect, RegistryName, StepId};
    use crate::plan::samples::{frees, step, takes};

    fn names(step: &str, named: &[&str]) -> Step {
        let mut made = crate::plan::samples::step(step, None);
        made.names = named
            .iter()
            .map(|name| name.parse().expect("a handle"))
            .collect();
        made
    }

    /// Everything that may begin now.
    fn begun(schedule: &mut Schedule) -> Vec<(usize, Arc<Step>)> {
        std::iter::from_fn(|| schedule.next()).collect()
    }

    fn ids(begun: &[(usize, Arc<Step>)]) -> Vec<&str> {
        begun.iter().map(|(_, step)| step.id.as_str()).collect()
    }

    #[test]
    fn steps_without_anything_in_common_run_together() {
        let mut schedule = Schedule::new(vec![
            takes("198.51.100.0/28"),
            takes("198.51.100.16/28"),
            names("a", &["C09990001"]),
        ]);
        assert_eq!(begun(&mut schedule).len(), 3);
    }

    #[test]
    fn a_common_address_or_handle_lets_one_wait() {
        let mut schedule = Schedule::new(vec![
            takes("198.51.100.0/28"),
            frees("198.51.100.8/29"),
            names("a", &["C09990001", "NET-198-51-100-64-1"]),
            names("b", &["C09990001"]),
            names("c", &["C09990002"]),
        ]);
        let first = begun(&mut schedule);
        assert_eq!(ids(&first), ["take 198.51.100.0/28", "a", "c"]);
        schedule.finish(first[0].0, StepResult::done(&first[0].1));
        assert_eq!(ids(&begun(&mut schedule)), ["free 198.51.100.8/29"]);
    }

    #[test]
    fn the_same_space_at_another_registry_is_another_domain() {
        let mut elsewhere = names("b", &["C09990001"]);
        elsewhere.registry = RegistryName::new("other");
        let mut schedule = Schedule::new(vec![names("a", &["C09990001"]), elsewhere]);
        assert_eq!(begun(&mut schedule).len(), 2);
    }

    #[test]
    fn writes_that_may_become_the_same_ticket_run_one_at_a_time() {
        let ticketed = |range: &str, kind: &str| Step {
            ticket: Some(kind.to_owned()),
            ..frees(range)
        };
        let mut schedule = Schedule::new(vec![
            ticketed("198.51.100.0/28", "NET_DELETE_REQUEST"),
            ticketed("198.51.100.16/28", "NET_DELETE_REQUEST"),
            ticketed("198.51.100.32/28", "OTHER"),
        ]);
        let first = begun(&mut schedule);
        assert_eq!(
            ids(&first),
            ["free 198.51.100.0/28", "free 198.51.100.32/28"]
        );
        schedule.finish(first[0].0, StepResult::done(&first[0].1));
        assert_eq!(ids(&begun(&mut schedule)), ["free 198.51.100.16/28"]);
    }

    #[test]
    fn a_ticket_of_another_registry_is_another_ticket() {
        let ticketed = |range: &str| Step {
            ticket: Some("NET_DELETE_REQUEST".to_owned()),
            ..frees(range)
        };
        let elsewhere = Step {
            registry: RegistryName::new("other"),
            ..ticketed("198.51.100.16/28")
        };
        let mut schedule = Schedule::new(vec![ticketed("198.51.100.0/28"), elsewhere]);
        assert_eq!(begun(&mut schedule).len(), 2);
    }

    #[test]
    fn a_step_behind_two_others_waits_for_both() {
        let mut both = step("both", None);
        both.requires = vec![StepId::new("one"), StepId::new("two")];
        let mut schedule = Schedule::new(vec![step("one", None), step("two", None), both]);
        let first = begun(&mut schedule);
        assert_eq!(ids(&first), ["one", "two"]);
        schedule.finish(0, StepResult::done(&first[0].1));
        assert!(schedule.next().is_none());
        schedule.finish(1, StepResult::done(&first[1].1));
        assert_eq!(ids(&begun(&mut schedule)), ["both"]);
    }

    fn chain() -> Vec<Step> {
        let mut two = step("two", None);
        two.requires.push(StepId::new("one"));
        let mut three = step("three", None);
        three.requires.push(StepId::new("two"));
        vec![step("one", None), two, three, step("alone", None)]
    }

    #[test]
    fn what_is_behind_a_step_waits_for_it() {
        let mut schedule = Schedule::new(chain());
        let first = begun(&mut schedule);
        assert_eq!(ids(&first), ["one", "alone"]);
        assert!(schedule.finish(0, StepResult::done(&first[0].1)).is_empty());
        assert_eq!(ids(&begun(&mut schedule)), ["two"]);
    }

    #[test]
    fn whatever_is_not_done_skips_all_behind_it() {
        for outcome in [Outcome::Refused, Outcome::Uncertain, Outcome::Skipped] {
            let mut schedule = Schedule::new(chain());
            let first = begun(&mut schedule);
            let skipped = schedule.finish(0, StepResult::new(&first[0].1, outcome, "no"));
            let skipped: Vec<_> = skipped
                .iter()
                .map(|skipped| skipped.step.as_str())
                .collect();
            assert_eq!(skipped, ["two", "three"]);
            assert!(begun(&mut schedule).is_empty());
        }
    }

    #[test]
    fn what_waits_for_a_ticket_says_its_number() {
        let mut schedule = Schedule::new(chain());
        let first = begun(&mut schedule);
        let ticketed = StepResult {
            outcome: Outcome::Ticketed,
            ticket: Some("20260920-X1042".parse().expect("a ticket")),
            ..StepResult::done(&first[0].1)
        };
        let skipped = schedule.finish(0, ticketed);
        let messages: Vec<_> = skipped
            .iter()
            .filter_map(|s| s.message.as_deref())
            .collect();
        assert_eq!(messages, ["waits for ticket 20260920-X1042"; 2]);
    }

    #[test]
    fn every_step_has_a_result_though_the_run_ends_early() {
        let mut schedule = Schedule::new(chain());
        let first = begun(&mut schedule);
        schedule.finish(first[1].0, StepResult::done(&first[1].1));
        let results = schedule.results();
        let outcomes: Vec<Outcome> = results.iter().map(|result| result.outcome).collect();
        assert_eq!(
            outcomes,
            [
                Outcome::Skipped,
                Outcome::Skipped,
                Outcome::Skipped,
                Outcome::Done
            ]
        );
    }

    #[test]
    fn a_requirement_outside_the_run_counts_as_done() {
        let mut alone = step("alone", None);
        alone.requires.push(StepId::new("elsewhere"));
        assert_eq!(begun(&mut Schedule::new(vec![alone])).len(), 1);
    }

    fn random_steps() -> impl Strategy<Value = Vec<Step>> {
        let one = (
            0_u8..8,
            0_u8..4,
            prop::option::of(0_u8..3),
            prop::collection::vec(any::<prop::sample::Index>(), 0..2),
        );
        prop::collection::vec(one, 1..12).prop_map(|parts| {
            let mut steps: Vec<Step> = Vec::new();
            for (at, (cell, name, ticket, needs)) in parts.into_iter().enumerate() {
                let range = format!("198.51.100.{}/28", cell * 16);
                let mut made = step(&format!("{at}"), Some((&range, Effect::Frees)));
                made.names = vec![format!("C{name}").parse().expect("a handle")];
                made.ticket = ticket.map(|ticket| format!("T{ticket}"));
                if !steps.is_empty() {
                    let needed = needs.iter().map(|index| index.get(&steps).id.clone());
                    made.requires = needed.collect();
                }
                steps.push(made);
            }
            steps
        })
    }

    proptest! {
        #[test]
        fn no_two_steps_of_one_domain_are_ever_under_way_and_none_is_forgotten(
            steps in random_steps(),
            ends in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 64),
        ) {
            let count = steps.len();
            let mut schedule = Schedule::new(steps);
            let mut running: Vec<(usize, Arc<Step>)> = Vec::new();
            let mut finished = BTreeSet::new();
            for (which, end) in ends {
                while let Some((at, step)) = schedule.next() {
                    for (_, other) in &running {
                        prop_assert!(!domain(other).meets(&domain(&step)));
                        prop_assert!(step.ticket.is_none() || step.ticket != other.ticket);
                    }
                    for needed in &step.requires {
                        prop_assert!(finished.contains(needed));
                    }
                    running.push((at, step));
                }
                if running.is_empty() {
                    break;
                }
                let (at, step) = running.swap_remove(which.index(running.len()));
                if end == 0 {
                    schedule.finish(at, StepResult::new(&step, Outcome::Refused, "no"));
                } else {
                    finished.insert(step.id.clone());
                    schedule.finish(at, StepResult::done(&step));
                }
            }
            prop_assert!(running.is_empty());
            let results = schedule.results();
            prop_assert_eq!(results.len(), count);
            let early = results.iter().filter(|r| r.message.as_deref() == Some("the run ended before it"));
            prop_assert_eq!(early.count(), 0);
        }
    }
}
