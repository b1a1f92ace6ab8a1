//! `swipd apply`: shows the plan, asks, carries it out, follows tickets.

mod account;
mod consent;
mod progress;
mod prune;
mod rounds;
mod saved;

use tokio_util::sync::CancellationToken;

use super::super::args::{ApplyArguments, Global, RefreshChoice};
use super::super::output;
use super::super::session::{self, Session};
use super::super::{ExitStatus, Report, scope};
use super::plan::remarks;
use super::view::View;
use crate::execute::{Outcome, StepResult};
use crate::journal::Journal;
use crate::model::{Origin, Range};
use crate::plan::{Guards, Plan, SavedPlan, Target};
use crate::report::Paint;
use crate::report::{Applied, applied_text, change_ends, plural};
use crate::sync;

pub(in crate::cli) use prune::prune;

use consent::Consent;

pub(in crate::cli) async fn apply(
    global: &Global,
    arguments: &ApplyArguments,
    paint: Paint,
) -> Report {
    interruptible(global, arguments, &[], paint).await
}

/// Carries out, and heeds those who stop it. `named`: the registrations of a prune.
async fn interruptible(
    global: &Global,
    arguments: &ApplyArguments,
    named: &[Range],
    paint: Paint,
) -> Report {
    let stop = CancellationToken::new();
    tokio::select! {
        ended = applied(global, arguments, named, paint, stop.clone()) => match ended {
            Ok(report) | Err(report) => report,
        },
        () = stopped_twice(&stop) => {
            Report::failed("stopped at once; what was in flight is settled by the next run")
        }
    }
}

/// Ends when a person has asked twice. The first time nothing new is begun.
async fn stopped_twice(stop: &CancellationToken) {
    for time in 1..=2 {
        if wait_for_signal().await.is_err() {
            // Without signals nobody can ask; the run goes on to its end.
            std::future::pending::<()>().await;
        }
        if time == 1 {
            stop.cancel();
            output::err(
                "stopping: what is in flight is finished, nothing new is begun; once more stops at once",
            );
        }
    }
}

async fn wait_for_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut end = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = end.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

async fn applied(
    global: &Global,
    arguments: &ApplyArguments,
    named: &[Range],
    paint: Paint,
    stop: CancellationToken,
) -> Result<Report, Report> {
    if arguments.refresh == RefreshChoice::Never {
        return Err(Report::failed(
            "apply --refresh never: what is carried out is planned from what is registered now, not from memory\nNothing was sent.",
        ));
    }
    let mut repository = session::load(global)?;
    std::sync::Arc::make_mut(&mut repository.arin).pruned = named.iter().copied().collect();
    session::guards(&repository, &arguments.allow)?;
    let session = Session::open(global, repository).await?;
    let saved = match &arguments.plan {
        Some(path) => Some((path.as_path(), agreed(path, arguments, &session)?)),
        None => None,
    };
    let earlier = saved.iter().flat_map(|(_, saved)| saved::lifted(saved));
    let allow: Vec<String> = arguments.allow.iter().cloned().chain(earlier).collect();
    let guards = session::guards(&session.repository, &allow)?;
    output::err(&remarks(&session.repository, &session.remarks));
    let directory = session.journal();
    let journal = Journal::open(
        &directory,
        std::sync::Arc::clone(&session.clock),
        &session::host(),
    )
    .map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
    let ended = match scoped(&session, &journal, guards, arguments, named) {
        Ok((guards, targets)) => {
            let run = rounds::Rounds {
                global,
                arguments,
                paint,
                session: &session,
                guards: &guards,
                targets: &targets,
                named,
                journal: &journal,
                saved,
                stop,
            };
            run.run().await
        }
        Err(report) => Err(report),
    };
    let closed = journal.close().await;
    session.close().await;
    let report = ended?;
    closed.map_err(|error| Report {
        out: report.out.clone(),
        ..Report::failed(error.to_string())
    })?;
    Ok(report)
}

/// What the journal adds to the guards, and what the run is limited to.
fn scoped(
    session: &Session,
    journal: &Journal,
    guards: Guards,
    arguments: &ApplyArguments,
    named: &[Range],
) -> Result<(Guards, Vec<Target>), Report> {
    journal.with(|ledger| {
        let guards = Guards {
            revision: scope::lineage(&session.repository.root, ledger),
            ..guards
        };
        if !named.is_empty() {
            let targets = named.iter().copied().map(Target::Space).collect();
            return Ok((prune::lifted(guards), targets));
        }
        let targets = scope::targets(&session.repository, ledger, &arguments.target)?;
        Ok((guards, targets))
    })
}

/// The plan of a file. What was lifted for it was lifted when it was made.
fn agreed(
    path: &std::path::Path,
    arguments: &ApplyArguments,
    session: &Session,
) -> Result<SavedPlan, Report> {
    if let Some(lifted) = arguments.allow.iter().find(|lifted| *lifted != "partial") {
        return Err(Report::failed(format!(
            "--allow {lifted}: the guards of a saved plan were weighed when it was made; say it there: swipd plan --save {} --allow {lifted}\nNothing was sent.",
            path.display()
        )));
    }
    saved::read(path, session)
}

/// What a plan may not do at all, as the command ends with it.
fn forbidden(plan: &Plan, guards: &Guards) -> bool {
    let partial = guards.allowed.partial && !plan.is_forbidden();
    !plan.objections.is_empty() && !partial
}

/// What the journal holds open once a run is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    /// Tickets of changes.
    tickets: u64,
    /// Writes without a known outcome, of this run or an earlier one.
    unknown: u64,
}

impl Left {
    /// A run with a write that no later one may be able to settle does not end as if all were well.
    fn words(self) -> String {
        let has = match self.unknown {
            0 => return String::new(),
            1 => "has",
            _ => "have",
        };
        let writes = plural(self.unknown, "write");
        format!("{writes} {has} no known outcome: swipd status says what to do")
    }
}

/// How a run ended, from its results and from what it leaves open.
fn status(results: &[StepResult], left: Left, plan: &Plan) -> ExitStatus {
    let failed = results.iter().any(|result| match result.outcome {
        Outcome::Refused | Outcome::Uncertain => true,
        Outcome::Skipped => result.ticket.is_none(),
        Outcome::Done | Outcome::Ticketed => false,
    });
    if failed || left.unknown > 0 {
        ExitStatus::Failed
    } else if left.tickets > 0 {
        ExitStatus::TicketsOpen
    } else if plan.objections.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Forbidden
    }
}

/// The report of a run in the format that was asked for.
fn report_of(
    global: &Global,
    session: &Session,
    paint: Paint,
    plan: &Plan,
    results: &[StepResult],
    took: std::time::Duration,
) -> String {
    let repository = &session.repository;
    let locate = |origin: &Origin| repository.locate(origin);
    if global.json() {
        return View::of(global, session, false, paint).applied(plan, results);
    }
    let title = plan.title();
    let ends = change_ends(plan, results);
    applied_text(&Applied {
        title,
        took,
        ends,
        paint,
        locate: &locate,
    })
}

fn sweep_failed(error: &sync::SweepError) -> Report {
    Report::failed(format!(
        "{error}\nNothing was sent that is not in the journal."
    ))
}
