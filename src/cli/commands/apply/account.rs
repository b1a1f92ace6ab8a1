//! The account of a run: the plan that a person agreed to, and how each of its steps ended, over all rounds.

use std::collections::BTreeSet;

use crate::execute::{Outcome, StepResult};
use crate::model::TicketNumber;
use crate::plan::Plan;
use crate::tickets::Ended;

/// What was agreed to and what became of it.
pub(super) struct Account {
    pub(super) plan: Plan,
    pub(super) results: Vec<StepResult>,
}

impl Account {
    /// Puts later results in place of earlier ones of the same steps.
    pub(super) fn add(&mut self, later: Vec<StepResult>) {
        for result in later {
            match self
                .results
                .iter_mut()
                .find(|earlier| earlier.step == result.step)
            {
                Some(earlier) => *earlier = result,
                None => self.results.push(result),
            }
        }
    }

    /// Takes in how tickets ended: what they stood for is done, or was refused, and so is what waited for them.
    pub(super) fn tickets(&mut self, ended: &[Ended]) {
        for Ended {
            number,
            applied,
            words,
        } in ended
        {
            for result in self
                .results
                .iter_mut()
                .filter(|result| result.ticket.as_ref() == Some(number))
            {
                match (result.outcome, *applied) {
                    (Outcome::Ticketed, true) => {
                        result.outcome = Outcome::Done;
                        result.message = Some(words.clone());
                    }
                    (Outcome::Ticketed, false) => {
                        result.outcome = Outcome::Refused;
                        result.message = Some(words.clone());
                    }
                    (Outcome::Skipped, false) => {
                        result.ticket = None;
                        result.message = Some(format!("not sent, since {words}"));
                    }
                    (
                        Outcome::Skipped | Outcome::Done | Outcome::Refused | Outcome::Uncertain,
                        _,
                    ) => {}
                }
            }
        }
    }

    /// Nothing waits for a ticket that is open no longer.
    pub(super) fn close(&mut self, open: &BTreeSet<TicketNumber>) {
        let over = |ticket: &Option<TicketNumber>| {
            ticket.as_ref().is_some_and(|ticket| !open.contains(ticket))
        };
        for result in self
            .results
            .iter_mut()
            .filter(|result| result.outcome == Outcome::Skipped)
        {
            if over(&result.ticket) {
                result.ticket = None;
                result.message = Some("its ticket has ended; swipd apply goes on".to_owned());
            }
        }
    }
}
