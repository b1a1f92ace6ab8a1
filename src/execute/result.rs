//! How a step ended.

use serde::Serialize;

use crate::model::{Component, Handle, Step, StepId, TicketNumber};

/// The five ends of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It took effect.
    Done,
    /// The registry took it as a ticket.
    Ticketed,
    /// The registry said no, or the object was no longer what the plan saw.
    Refused,
    /// It was sent, and what became of it is not known.
    Uncertain,
    /// It was not sent.
    Skipped,
}

/// The end of one step.
#[derive(Debug, Clone)]
pub struct StepResult {
    /// The step.
    pub step: StepId,
    /// How it ended.
    pub outcome: Outcome,
    /// The object.
    pub handle: Option<Handle>,
    /// The ticket, for a ticketed step.
    pub ticket: Option<TicketNumber>,
    /// Why, where it is not done.
    pub message: Option<String>,
    /// The registry's error code.
    pub code: Option<String>,
    /// The registry's complaints, element by element.
    pub components: Vec<Component>,
    /// Whether no reading can ever say what became of it, so that a person has to.
    pub unsettleable: bool,
}

impl StepResult {
    /// An end with a message.
    #[must_use]
    pub fn new(step: &Step, outcome: Outcome, message: impl Into<String>) -> Self {
        Self {
            message: Some(message.into()),
            ..Self::done(step)
        }
        .with(outcome)
    }

    /// A step that took effect.
    #[must_use]
    pub fn done(step: &Step) -> Self {
        Self {
            step: step.id.clone(),
            outcome: Outcome::Done,
            handle: step.handle.clone(),
            ticket: None,
            message: None,
            code: None,
            components: Vec::new(),
            unsettleable: false,
        }
    }

    fn with(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }
}

/// How many steps ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Took effect.
    pub done: u64,
    /// Became a ticket.
    pub ticketed: u64,
    /// Were refused.
    pub refused: u64,
    /// Have an unknown outcome.
    pub uncertain: u64,
    /// Were not sent.
    pub skipped: u64,
}

impl Totals {
    /// Counts results.
    #[must_use]
    pub fn of(results: &[StepResult]) -> Self {
        let mut totals = Self::default();
        for result in results {
            match result.outcome {
                Outcome::Done => totals.done += 1,
                Outcome::Ticketed => totals.ticketed += 1,
                Outcome::Refused => totals.refused += 1,
                Outcome::Uncertain => totals.uncertain += 1,
                Outcome::Skipped => totals.skipped += 1,
            }
        }
        totals
    }
}
