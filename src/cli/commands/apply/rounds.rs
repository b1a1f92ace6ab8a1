//! One round clears up, plans, asks and carries out. A ticket's end begins another: gated steps never outlive
//! their plan (write protocol, section 6).

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::super::args::{ApplyArguments, Global};
use super::super::super::output;
use super::super::super::session::{self, Session};
use super::super::super::{ExitStatus, Report};
use super::{Consent, consent, forbidden, progress, report_of, shown, status, sweep_failed};
use crate::execute::{Outcome, StepResult};
use crate::journal::Journal;
use crate::plan::{Guards, Plan};
use crate::report::{Paint, plural};
use crate::sync::{self, Cleared, Means, Run};
use crate::tickets;

/// The first pause between two looks at the tickets; it doubles.
const FIRST_LOOK: Duration = Duration::from_millis(500);
/// And the longest.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// An apply under way.
pub(super) struct Rounds<'a> {
    pub(super) global: &'a Global,
    pub(super) arguments: &'a ApplyArguments,
    pub(super) paint: Paint,
    pub(super) session: &'a Session,
    pub(super) guards: &'a Guards,
    pub(super) journal: &'a Journal,
    pub(super) stop: CancellationToken,
}

impl Rounds<'_> {
    /// Runs rounds until nothing waits, or for as long as `--wait` says.
    pub(super) async fn run(&self) -> Result<Report, Report> {
        let clock = &self.session.clock;
        let begun = clock.monotonic();
        let until = self.arguments.wait.map(|wait| begun + wait);
        let mut first: Option<(Plan, Vec<StepResult>)> = None;
        loop {
            self.clear_up().await?;
            let plan = self.compare().await?;
            if forbidden(&plan, self.guards) {
                return Ok(self.objected(&plan));
            }
            let going = first.is_none() || continues(&plan);
            if going {
                if first.is_none() && !self.begin(&plan)? {
                    // The ticket may be an earlier run's; what its end makes possible is planned then.
                    if self.wait_for_ticket(until).await? {
                        continue;
                    }
                    return self.nothing(plan).await;
                }
                let results = self.carry_out(&plan).await?;
                first = Some(match first {
                    None => (plan, results),
                    Some((plan, earlier)) => (plan, merged(earlier, results)),
                });
            }
            if !going || !self.wait_for_ticket(until).await? {
                break;
            }
        }
        let Some((plan, results)) = first else {
            return Ok(Report::done(""));
        };
        let took = clock.monotonic().saturating_sub(begun);
        let open = self.journal.with(|ledger| !ledger.tickets.is_empty());
        let status = status(&results, open, &plan);
        let out = report_of(self.global, self.session, self.paint, &plan, results, took);
        Ok(Report {
            status,
            out,
            err: String::new(),
        })
    }

    async fn clear_up(&self) -> Result<(), Report> {
        let tell = |line: &str| output::err(line);
        let Cleared { writes, tickets } =
            sync::clear_up(&self.session.registries, self.journal, &tell)
                .await
                .map_err(|error| sweep_failed(&error))?;
        for line in writes
            .lines
            .iter()
            .chain(&tickets.ended)
            .chain(&tickets.failures)
        {
            output::err(line);
        }
        Ok(())
    }

    async fn compare(&self) -> Result<Plan, Report> {
        let ledger = self.journal.with(Clone::clone);
        sync::compare(&self.session.registries, &ledger, self.guards)
            .await
            .map_err(|error| sweep_failed(&error))
    }

    /// Shows the plan and asks. `false`: there is nothing to send.
    fn begin(&self, plan: &Plan) -> Result<bool, Report> {
        if plan.is_empty() {
            return Ok(false);
        }
        if !self.global.json() {
            output::out(&shown(
                self.global,
                plan,
                self.session,
                self.arguments.full,
                self.paint,
            ));
        }
        match consent::ask(plan, self.arguments.yes, self.global.simulate) {
            Consent::Given => Ok(true),
            Consent::Refused(report) => Err(report),
        }
    }

    fn objected(&self, plan: &Plan) -> Report {
        let out = if self.global.json() {
            report_of(
                self.global,
                self.session,
                self.paint,
                plan,
                Vec::new(),
                Duration::ZERO,
            )
        } else {
            shown(
                self.global,
                plan,
                self.session,
                self.arguments.full,
                self.paint,
            )
        };
        Report {
            status: ExitStatus::Forbidden,
            out,
            err: String::new(),
        }
    }

    /// Nothing to send; our record may still have something to learn.
    async fn nothing(&self, plan: Plan) -> Result<Report, Report> {
        let results = self.carry_out(&plan).await?;
        let open = self.journal.with(|ledger| !ledger.tickets.is_empty());
        let status = status(&results, open, &plan);
        let out = report_of(
            self.global,
            self.session,
            self.paint,
            &plan,
            results,
            Duration::ZERO,
        );
        Ok(Report {
            status,
            out,
            err: String::new(),
        })
    }

    async fn carry_out(&self, plan: &Plan) -> Result<Vec<StepResult>, Report> {
        let run = Run {
            user: session::user(),
            revision: session::revision(&self.session.repository.root),
            allowed: self.arguments.allow.clone(),
        };
        let means = Means {
            registries: self.session.registries.clone(),
            journal: self.journal.clone(),
            clock: std::sync::Arc::clone(&self.session.clock),
            stop: self.stop.clone(),
            tell: progress::teller(plan, self.paint),
        };
        sync::carry_out(plan, run, means)
            .await
            .map_err(|error| sweep_failed(&error))
    }

    /// Waits until an open ticket has ended. `false`: none is open, or the time is up.
    async fn wait_for_ticket(&self, until: Option<Duration>) -> Result<bool, Report> {
        let Some(until) = until else { return Ok(false) };
        let clock = &self.session.clock;
        let mut pause = FIRST_LOOK;
        let open = self.journal.with(|ledger| ledger.tickets.len() as u64);
        if open > 0 {
            let left = until.saturating_sub(clock.monotonic()).as_secs();
            output::err(&format!(
                "  … waiting for {}, at most {left} s; stopping now loses nothing",
                plural(open, "ticket")
            ));
        }
        while self.journal.with(|ledger| !ledger.tickets.is_empty()) {
            let left = until.saturating_sub(clock.monotonic());
            if left.is_zero() || self.stop.is_cancelled() {
                return Ok(false);
            }
            tokio::select! {
                () = tokio::time::sleep(pause.min(left)) => {}
                () = self.stop.cancelled() => return Ok(false),
            }
            pause = (pause * 2).min(LONGEST_LOOK);
            let followed = tickets::follow(&self.session.registries, self.journal)
                .await
                .map_err(|error| Report::failed(error.to_string()))?;
            for line in &followed.ended {
                output::err(line);
            }
            if !followed.ended.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a later round does only what the agreed plan announced: fill what its deletes have freed, and
/// remove the customer records they left. Anything else is for a person to see first.
fn continues(plan: &Plan) -> bool {
    plan.parts
        .iter()
        .flat_map(|part| &part.changes)
        .all(|stated| {
            use crate::model::Action;
            match stated.change.action {
                Action::Create | Action::Adopt | Action::Modify => true,
                Action::Delete | Action::Replace => stated.change.count == 0,
            }
        })
}

/// Later results in place of earlier ones of the same steps.
fn merged(earlier: Vec<StepResult>, later: Vec<StepResult>) -> Vec<StepResult> {
    let mut results = earlier;
    for result in later {
        match results
            .iter_mut()
            .find(|earlier| earlier.step == result.step)
        {
            Some(earlier) => *earlier = result,
            None => results.push(result),
        }
    }
    // A delete that waited for its ticket is done when nothing waits for it any more.
    for result in &mut results {
        if result.outcome == Outcome::Ticketed {
            result.message = Some("its ticket has ended".to_owned());
        }
    }
    results
}
