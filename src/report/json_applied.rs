//! The JSON form of a run.

use serde::Serialize;

use super::PlanJson;
use crate::execute::{Outcome, StepResult, Totals};
use crate::model::{Handle, StepId, TicketNumber};

/// A run.
#[derive(Debug, Serialize)]
pub struct AppliedJson {
    plan: PlanJson,
    results: Vec<ResultJson>,
    summary: Totals,
}

#[derive(Debug, Serialize)]
struct ResultJson {
    step: StepId,
    outcome: Outcome,
    handle: Option<Handle>,
    ticket: Option<TicketNumber>,
    message: Option<String>,
}

impl AppliedJson {
    /// The form of a run: what was to be done, and how each step ended.
    #[must_use]
    pub fn new(plan: PlanJson, results: &[StepResult]) -> Self {
        Self {
            plan,
            summary: Totals::of(results),
            results: results.iter().map(result).collect(),
        }
    }
}

fn result(result: &StepResult) -> ResultJson {
    ResultJson {
        step: result.step.clone(),
        outcome: result.outcome,
        handle: result.handle.clone(),
        ticket: result.ticket.clone(),
        message: whole_message(result),
    }
}

/// The message with the registry's code before it and its complaints behind it: this form has no other place
/// for them.
fn whole_message(result: &StepResult) -> Option<String> {
    let complaints = result
        .components
        .iter()
        .map(|component| format!("{}: \"{}\"", component.name, component.message));
    let said = result.code.iter().chain(&result.message).cloned();
    let parts: Vec<String> = said.chain(complaints).collect();
    (!parts.is_empty()).then(|| parts.join("  "))
}
