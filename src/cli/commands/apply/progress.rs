//! What is told while a plan runs: a line a step for small plans, only trouble for large ones.

use std::collections::BTreeMap;

use super::super::super::output;
use crate::execute::{Event, Outcome};
use crate::model::StepId;
use crate::plan::Plan;
use crate::registry::Stated;
use crate::report::Paint;
use crate::report::finished_line;

/// Up to this many steps each leave a line.
const EACH: usize = 20;

/// Tells on stderr what happens to the steps of a plan.
pub(super) fn teller(plan: &Plan, paint: Paint) -> Box<dyn Fn(Event) + Send + Sync> {
    let each = plan.steps.len() <= EACH;
    let by_change: BTreeMap<_, Stated> = plan
        .parts
        .iter()
        .flat_map(|part| &part.changes)
        .map(|stated| (stated.change.id.clone(), stated.clone()))
        .collect();
    let stated: BTreeMap<StepId, Stated> = plan
        .steps
        .iter()
        .filter_map(|step| Some((step.id.clone(), by_change.get(&step.change)?.clone())))
        .collect();
    Box::new(move |event| match event {
        Event::Finished(result, took) => {
            if each || result.outcome != Outcome::Done {
                output::err(&finished_line(
                    stated.get(&result.step),
                    &result,
                    took,
                    paint,
                ));
            }
        }
        Event::Waiting { step, why, wait } => {
            let subject = stated
                .get(&step)
                .map_or_else(|| step.to_string(), |stated| stated.subject.to_string());
            tracing::info!(%step, %why, seconds = wait.as_secs_f64(), "waiting");
            if wait.as_secs() >= 1 {
                output::err(&format!(
                    "  . {subject}: {why}; goes on in {} s",
                    wait.as_secs()
                ));
            }
        }
    })
}
