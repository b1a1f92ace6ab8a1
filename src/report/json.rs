//! The JSON forms of a plan and of a run.

use serde::Serialize;

use super::Locate;
use super::objection::place_words;
use crate::execute::{Outcome, StepResult, Totals};
use crate::model::{Action, Fields, Handle, Key, Kind, RegistryName, Step, StepId, TicketNumber};
use crate::plan::{Plan, Summary};
use crate::registry::{Objection, Remark, Scope};

/// The version of these forms. It grows when a reader of an older one would be misled.
const FORMAT_VERSION: u32 = 1;

/// A plan.
#[derive(Debug, Serialize)]
pub struct PlanJson {
    format_version: u32,
    digest: String,
    summary: Summary,
    steps: Vec<StepJson>,
    objections: Vec<ObjectionJson>,
    warnings: Vec<WarningJson>,
}

#[derive(Debug, Serialize)]
struct StepJson {
    id: StepId,
    registry: RegistryName,
    kind: Kind,
    action: Action,
    key: Key,
    handle: Option<Handle>,
    before: Fields,
    after: Fields,
    requires: Vec<StepId>,
}

#[derive(Debug, Serialize)]
struct ObjectionJson {
    code: &'static str,
    scope: &'static str,
    message: String,
    places: Vec<PlaceJson>,
}

#[derive(Debug, Serialize)]
struct PlaceJson {
    place: String,
    what: String,
}

#[derive(Debug, Serialize)]
struct WarningJson {
    code: &'static str,
    message: String,
    places: Vec<PlaceJson>,
}

impl PlanJson {
    /// The form of a plan, with what the repository's reader warned of.
    #[must_use]
    pub fn new(
        plan: &Plan,
        warnings: &[crate::diagnostic::Diagnostic],
        locate: Locate<'_>,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            digest: plan.digest.clone(),
            summary: plan.summary,
            steps: plan.steps.iter().map(step).collect(),
            objections: plan
                .objections
                .iter()
                .map(|given| objection(given, locate))
                .collect(),
            warnings: warnings
                .iter()
                .map(warning)
                .chain(plan.remarks.iter().map(remark))
                .collect(),
        }
    }
}

fn step(step: &Step) -> StepJson {
    StepJson {
        id: step.id.clone(),
        registry: step.registry.clone(),
        kind: step.kind.clone(),
        action: step.action,
        key: step.key.clone(),
        handle: step.handle.clone(),
        before: step.before.clone(),
        after: step.after.clone(),
        requires: step.requires.clone(),
    }
}

fn objection(objection: &Objection, locate: Locate<'_>) -> ObjectionJson {
    let places = objection.places.iter().map(|place| {
        let (place, what) = place_words(place, locate);
        PlaceJson { place, what }
    });
    ObjectionJson {
        code: objection.code,
        scope: match objection.scope {
            Scope::Plan => "plan",
            Scope::Object => "object",
        },
        message: objection.message.clone(),
        places: places.collect(),
    }
}

fn remark(remark: &Remark) -> WarningJson {
    WarningJson {
        code: remark.code,
        message: remark.message.clone(),
        places: Vec::new(),
    }
}

fn warning(diagnostic: &crate::diagnostic::Diagnostic) -> WarningJson {
    let places = diagnostic.places.iter().map(|place| PlaceJson {
        place: format!("{}:{}:{}", place.file, place.line, place.column),
        what: place.label.clone(),
    });
    WarningJson {
        code: diagnostic.code,
        message: diagnostic.message.clone(),
        places: places.collect(),
    }
}

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
