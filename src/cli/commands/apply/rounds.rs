//! One round clears up, plans, asks and carries out. A ticket's end begins another: gated steps never outlive
//! their plan (write protocol, section 6).

use std::path::Path;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::super::args::{ApplyArguments, Global};
use super::super::super::checkout;
use super::super::super::output;
use super::super::super::session::{self, Session};
use super::super::super::{ExitStatus, Report};
use super::super::view::View;
use super::account::Account;
use super::prune;
use super::saved::{self, Standing};
use super::{Consent, Left, consent, forbidden, progress, report_of, status, sweep_failed};
use crate::execute::StepResult;
use crate::journal::{Base, Journal};
use crate::model::{Origin, Range};
use crate::plan::{Guards, Plan, SavedPlan, Target};
use crate::registry::{Look, Refresh};
use crate::report::{Paint, objections_text, plural, question};
use crate::sync::{self, Cleared, Means, Run, Terms};
use crate::tickets::{self, Ended};

/// The first pause between two looks at the tickets; it doubles.
const FIRST_LOOK: Duration = Duration::from_millis(500);
/// And the longest.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// How the first round went.
enum First {
    /// There is nothing more to do.
    Over(Report),
    /// Steps were carried out.
    Begun(Box<Account>),
}

/// An apply under way.
pub(super) struct Rounds<'a> {
    pub(super) global: &'a Global,
    pub(super) arguments: &'a ApplyArguments,
    pub(super) paint: Paint,
    pub(super) session: &'a Session,
    pub(super) guards: &'a Guards,
    pub(super) targets: &'a [Target],
    /// The registrations that a person named to be deleted; nothing else is done then.
    pub(super) named: &'a [Range],
    pub(super) journal: &'a Journal,
    /// A plan from a file, which is carried out instead of one that is made now.
    pub(super) saved: Option<(&'a Path, SavedPlan)>,
    pub(super) stop: CancellationToken,
}

impl Rounds<'_> {
    /// Runs rounds until nothing waits, or for as long as `--wait` says.
    pub(super) async fn run(&self) -> Result<Report, Report> {
        let clock = &self.session.clock;
        let begun = clock.monotonic();
        let until = self.arguments.wait.map(|wait| begun + wait);
        let mut account = match self.first(until).await? {
            First::Over(report) => return Ok(report),
            First::Begun(account) => account,
        };
        let mut trouble = None;
        while trouble.is_none() && self.wait_for_ticket(until, Some(&mut account)).await? {
            trouble = self.again(&mut account).await.err();
        }
        account.close(
            &self
                .journal
                .with(|ledger| ledger.tickets.keys().cloned().collect()),
        );
        let took = clock.monotonic().saturating_sub(begun);
        let mut report = self.report(&account.plan, &account.results, took);
        if let Some(Report {
            status,
            out: _,
            err,
        }) = trouble
        {
            // What was done is told all the same; what stopped the rest decides how the command ends.
            report.status = if report.status == ExitStatus::Failed {
                report.status
            } else {
                status
            };
            if !report.err.is_empty() {
                report.err.push('\n');
            }
            report.err.push_str(&err);
        }
        Ok(report)
    }

    /// Clears up, plans, asks, and carries out what was agreed to.
    async fn first(&self, until: Option<Duration>) -> Result<First, Report> {
        loop {
            self.clear_up().await?;
            let plan = self.due().await?;
            if forbidden(&plan, self.guards) {
                return self.objected(plan).await.map(First::Over);
            }
            if self.begin(&plan)? {
                let results = self.carry_out(&plan, self.base()).await?;
                return Ok(First::Begun(Box::new(Account { plan, results })));
            }
            // The ticket may be an earlier run's; what its end makes possible is planned then.
            if self.saved.is_some() || !self.wait_for_ticket(until, None).await? {
                return self.nothing(&plan).await.map(First::Over);
            }
        }
    }

    /// A later round: only what the agreed plan announced. Anything else is for a person to see first.
    async fn again(&self, account: &mut Account) -> Result<(), Report> {
        account.tickets(&self.clear_up().await?);
        let plan = self.compare().await?;
        let plan = match &self.saved {
            Some((_, agreed)) => saved::rest(agreed, &plan),
            None => plan,
        };
        if forbidden(&plan, self.guards) {
            let locate = |origin: &Origin| self.session.repository.locate(origin);
            return Err(Report {
                status: ExitStatus::Forbidden,
                ..Report::failed(format!(
                    "what the ticket made possible is not sent, for the next plan has {}; swipd plan shows it whole\n\n{}",
                    plural(plan.objections.len() as u64, "objection"),
                    objections_text(&plan.objections, self.paint, &locate)
                ))
            });
        }
        let foreseen = plan.foreseen(&account.plan);
        let more = plan
            .summary
            .changes()
            .saturating_sub(foreseen.summary.changes());
        account.add(self.carry_out(&foreseen, None).await?);
        if more > 0 {
            output::err(&format!(
                "{} more can be made, and nobody has agreed to them; swipd plan shows them",
                plural(more, "change")
            ));
        }
        Ok(())
    }

    fn report(&self, plan: &Plan, results: &[StepResult], took: Duration) -> Report {
        let left = self.left();
        Report {
            status: status(results, left, plan),
            out: report_of(self.global, self.session, self.paint, plan, results, took),
            err: left.words(),
        }
    }

    async fn clear_up(&self) -> Result<Vec<Ended>, Report> {
        let tell = |line: &str| output::err(line);
        let cleared = sync::clear_up(&self.session.registries, self.journal, &tell).await;
        let Cleared { writes, tickets } = cleared.map_err(|error| sweep_failed(&error))?;
        let ended = tickets.ended.iter().map(|ended| &ended.words);
        for line in writes.lines.iter().chain(ended).chain(&tickets.failures) {
            output::err(line);
        }
        Ok(tickets.ended)
    }

    async fn compare(&self) -> Result<Plan, Report> {
        let ledger = self.journal.with(Clone::clone);
        let terms = Terms {
            guards: self.guards,
            look: Look {
                refresh: Refresh::from(self.arguments.refresh),
                ..Look::at(self.session.clock.now())
            },
            targets: self.targets,
        };
        let plan = sync::compare(&self.session.registries, &ledger, terms)
            .await
            .map_err(|error| sweep_failed(&error))?;
        if self.named.is_empty() {
            return Ok(plan);
        }
        prune::found(plan.pruning(self.named), self.named, &ledger)
    }

    /// Shows the plan and asks. `false`: there is nothing to send.
    fn begin(&self, plan: &Plan) -> Result<bool, Report> {
        if plan.is_empty() {
            return Ok(false);
        }
        self.show(plan)?;
        match self.ask(plan) {
            Consent::Given => Ok(true),
            Consent::Refused(report) => Err(report),
        }
    }

    /// Shows a plan before it is carried out. What nobody can see is not sent.
    fn show(&self, plan: &Plan) -> Result<(), Report> {
        if self.global.json() || output::out(&self.shown(plan)) {
            return Ok(());
        }
        Err(Report::failed("Nothing was sent."))
    }

    /// Asks, unless `--yes` was given.
    fn ask(&self, plan: &Plan) -> Consent {
        if self.arguments.yes {
            return Consent::Given;
        }
        let hosts = consent::hosts(&self.session.repository.settings);
        consent::ask(&question(plan, &hosts, self.global.simulate, self.paint))
    }

    /// Objections forbid the plan. A range that a replace has emptied is filled all the same: it was registered,
    /// and is to be again (write protocol, section 5).
    async fn objected(&self, plan: Plan) -> Result<Report, Report> {
        let mut plan = plan;
        if self.saved.is_some() {
            // A saved plan is carried out as it is, or not at all.
            plan.resumed.clear();
        }
        let resumed = plan.resumed();
        if resumed.is_empty() {
            return Ok(self.unsent(&plan, &[], ExitStatus::Forbidden));
        }
        self.show(&plan)?;
        let filled = plural(resumed.steps.len() as u64, "step");
        output::err(&format!(
            "{filled} fill what an earlier replace has emptied; no objection is about that"
        ));
        if let Consent::Refused(report) = self.ask(&resumed) {
            return Err(report);
        }
        let results = self.carry_out(&resumed, None).await?;
        let report = self.report(&resumed, &results, Duration::ZERO);
        Ok(Report {
            status: ExitStatus::Forbidden,
            ..report
        })
    }

    /// Nothing to send; our record may still have something to learn.
    async fn nothing(&self, plan: &Plan) -> Result<Report, Report> {
        let results = self.carry_out(plan, self.base()).await?;
        let left = self.left();
        let report = self.unsent(plan, &results, status(&results, left, plan));
        Ok(Report {
            err: left.words(),
            ..report
        })
    }

    /// The plan when none of it is sent: what stands against it must be seen.
    fn unsent(&self, plan: &Plan, results: &[StepResult], status: ExitStatus) -> Report {
        let out = if self.global.json() {
            report_of(
                self.global,
                self.session,
                self.paint,
                plan,
                results,
                Duration::ZERO,
            )
        } else {
            self.shown(plan)
        };
        Report {
            status,
            out,
            err: String::new(),
        }
    }

    fn shown(&self, plan: &Plan) -> String {
        View::of(self.global, self.session, self.arguments.full, self.paint)
            .partly(self.guards.allowed.partial)
            .plan(plan)
    }

    /// What this run is to do: a plan that is made now, or the one of the file.
    async fn due(&self) -> Result<Plan, Report> {
        let Some((path, agreed)) = &self.saved else {
            return self.compare().await;
        };
        let synced = self.journal.sync().await;
        synced.map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
        let lineage = &self.guards.revision;
        match saved::weigh(
            agreed,
            path,
            (self.session, self.paint),
            self.journal,
            lineage,
        )? {
            Standing::Fresh => Ok(saved::whole(agreed, &self.session.registries)),
            Standing::Unfinished => Ok(saved::rest(agreed, &self.compare().await?)),
        }
    }

    /// The saved plan that this run consumes.
    fn base(&self) -> Option<(Base, String)> {
        let (_, SavedPlan { header, .. }) = self.saved.as_ref()?;
        Some((header.base.clone(), header.digest.clone()))
    }

    async fn carry_out(
        &self,
        plan: &Plan,
        saved: Option<(Base, String)>,
    ) -> Result<Vec<StepResult>, Report> {
        let earlier = self
            .saved
            .iter()
            .flat_map(|(_, saved)| &saved.header.allowed);
        let run = Run {
            saved,
            user: session::user(),
            revision: checkout::revision(&self.session.repository.root),
            allowed: earlier.chain(&self.arguments.allow).cloned().collect(),
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

    /// How many tickets of changes are open. A report that somebody waits for holds nothing up.
    fn open_tickets(&self) -> u64 {
        self.journal.with(|ledger| {
            let tickets = ledger.tickets.values();
            let open = tickets.filter(|ticket| !tickets::is_report(&ticket.intent));
            open.count() as u64
        })
    }

    /// What the journal holds open now, but for reports that somebody waits for.
    fn left(&self) -> Left {
        let unknown = self.journal.with(|ledger| {
            let open = ledger.open.values();
            open.filter(|open| !tickets::is_report(&open.intent))
                .count() as u64
        });
        Left {
            tickets: self.open_tickets(),
            unknown,
        }
    }

    /// Waits until an open ticket has ended. `false`: none is open, or the time is up.
    async fn wait_for_ticket(
        &self,
        until: Option<Duration>,
        mut account: Option<&mut Account>,
    ) -> Result<bool, Report> {
        let Some(until) = until else { return Ok(false) };
        let clock = &self.session.clock;
        let mut pause = FIRST_LOOK;
        let open = self.open_tickets();
        if open > 0 {
            let left = until.saturating_sub(clock.monotonic()).as_secs();
            output::err(&format!(
                "  … waiting for {}, at most {left} s; stopping now loses nothing",
                plural(open, "ticket")
            ));
        }
        while self.open_tickets() > 0 {
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
            for ended in &followed.ended {
                output::err(&ended.words);
            }
            if let Some(account) = account.as_deref_mut() {
                account.tickets(&followed.ended);
            }
            if !followed.ended.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
