//! Runs a plan step by step: an intent on disk before each write, the outcome after it, and reading where
//! the reply was lost (write protocol, sections 2 and 3). It decides nothing: the plan has.

mod attempt;
mod backoff;
mod result;
mod schedule;
mod settle;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use result::{Outcome, StepResult, Totals};
pub use schedule::domain;
pub use settle::{OpenWrites, settle_open};

use crate::clock::Clock;
use crate::journal::Journal;
use crate::model::{ChangeId, RegistryName, Step, StepId};
use crate::registry::{AnyRegistry, Made};
use schedule::Schedule;

/// The registries of a repository, by name.
pub type Registries = BTreeMap<RegistryName, Arc<dyn AnyRegistry>>;

/// What is told while a plan runs.
#[derive(Debug, Clone)]
pub enum Event {
    /// A step came to its end.
    Finished(StepResult, Duration),
    /// A step waits: for the quiet time, or because the registry asked for it.
    Waiting {
        /// The step.
        step: StepId,
        /// Why.
        why: String,
        /// How long, at least.
        wait: Duration,
    },
}

/// What running needs.
pub struct Execution {
    /// The registries.
    pub registries: Registries,
    /// Where intents and outcomes go.
    pub journal: Journal,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Cancelled: nothing new is begun, what is in flight is finished.
    pub stop: CancellationToken,
    /// Told what happens.
    pub tell: Box<dyn Fn(Event) + Send + Sync>,
}

/// What the tasks of one run share.
struct Shared {
    execution: Execution,
    permits: BTreeMap<RegistryName, Semaphore>,
    halted: Mutex<BTreeMap<RegistryName, String>>,
    /// Changes of which a step took effect.
    begun: Mutex<BTreeSet<ChangeId>>,
}

impl Shared {
    /// Ends everything that has not begun at a registry.
    fn halt(&self, registry: &RegistryName, why: &str) {
        let mut halted = self.halted.lock().unwrap_or_else(PoisonError::into_inner);
        halted
            .entry(registry.clone())
            .or_insert_with(|| why.to_owned());
    }

    /// Why a step is not begun, if so. A person who stops a run stops no change that has begun: a range that a
    /// replace has emptied is filled.
    fn halted(&self, step: &Step) -> Option<String> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if self.execution.stop.is_cancelled() && !begun.contains(&step.change) {
            return Some("stopped before it was sent".to_owned());
        }
        drop(begun);
        let halted = self.halted.lock().unwrap_or_else(PoisonError::into_inner);
        halted.get(&step.registry).cloned()
    }

    /// Tells the registries that the run is over.
    async fn rest(&self) {
        for registry in self.execution.registries.values() {
            registry.rest().await;
        }
    }

    /// Remembers that a step of a change took effect.
    fn begin(&self, change: &ChangeId) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.insert(change.clone());
    }
}

/// Steps beyond the permits that may wait for a quiet time without holding the others up.
const WAITING: usize = 64;

/// Runs steps, each behind what it requires, and those without an order between them at the same time.
/// Every step given has a result.
pub async fn execute(steps: Vec<Step>, execution: Execution) -> Vec<StepResult> {
    let permits = execution.registries.iter();
    let permits = permits.map(|(name, all)| (name.clone(), Semaphore::new(all.concurrency())));
    let at_once = execution
        .registries
        .values()
        .map(|registry| registry.concurrency())
        .sum::<usize>()
        + WAITING;
    let shared = Arc::new(Shared {
        permits: permits.collect(),
        execution,
        halted: Mutex::default(),
        begun: Mutex::default(),
    });
    let mut schedule = Schedule::new(steps);
    let mut made = Made::new();
    let mut running = JoinSet::new();
    loop {
        while running.len() < at_once
            && let Some((at, step)) = schedule.next()
        {
            let needed = step
                .requires
                .iter()
                .filter_map(|id| Some((id.clone(), made.get(id)?.clone())))
                .collect();
            let shared = Arc::clone(&shared);
            running.spawn(async move {
                let begun = shared.execution.clock.monotonic();
                let ended = attempt::run(&shared, &step, &needed).await;
                if ended.0.outcome == Outcome::Done {
                    shared.begin(&step.change);
                }
                let took = shared.execution.clock.monotonic().saturating_sub(begun);
                (at, ended, took)
            });
        }
        match running.join_next().await {
            None => break,
            Some(Ok((at, (result, reply), took))) => {
                if let Some(reply) = reply {
                    made.insert(result.step.clone(), reply);
                }
                (shared.execution.tell)(Event::Finished(result.clone(), took));
                for skipped in schedule.finish(at, result) {
                    (shared.execution.tell)(Event::Finished(skipped, Duration::ZERO));
                }
            }
            Some(Err(error)) => {
                // A task that died left its intent open; the next sweep settles it.
                tracing::error!(%error, "a step ended without a result");
                shared.execution.stop.cancel();
            }
        }
    }
    shared.rest().await;
    schedule.results()
}
