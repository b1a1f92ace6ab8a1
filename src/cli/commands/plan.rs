//! `swipd plan`: shows the difference. Changes nothing anywhere, the journal included.

use super::super::args::{Global, PlanArguments};
use super::super::session::{self, Session};
use super::super::{ExitStatus, Report};
use crate::desired::Repository;
use crate::diagnostic;
use crate::journal::Journal;
use crate::model::Origin;
use crate::plan::Plan;
use crate::registry::Look;
use crate::report::Paint;
use crate::report::{self, PlanJson, Setting};
use crate::sync::{self, Terms};

pub(in crate::cli) async fn plan(
    global: &Global,
    arguments: &PlanArguments,
    paint: Paint,
) -> Report {
    match planned(global, arguments, paint).await {
        Ok(report) | Err(report) => report,
    }
}

async fn planned(
    global: &Global,
    arguments: &PlanArguments,
    paint: Paint,
) -> Result<Report, Report> {
    let repository = session::load(global)?;
    let guards = session::guards(&repository, &arguments.allow)?;
    let session = Session::open(global, repository).await?;
    let ledger =
        Journal::read(&session.journal()).map_err(|error| Report::failed(error.to_string()))?;
    let compared = sync::compare(
        &session.registries,
        &ledger,
        Terms {
            guards: &guards,
            look: Look::at(session.clock.now()),
        },
    )
    .await;
    let plan = compared.map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
    let out = shown(global, &plan, &session, arguments.full, paint);
    let status = if !plan.objections.is_empty() {
        ExitStatus::Forbidden
    } else if arguments.detailed_exitcode && !plan.is_empty() {
        ExitStatus::Differences
    } else {
        ExitStatus::Done
    };
    let err = remarks(&session.repository, &session.remarks);
    session.close().await;
    Ok(Report { status, out, err })
}

/// A plan in the format that was asked for.
pub(super) fn shown(
    global: &Global,
    plan: &Plan,
    session: &Session,
    full: bool,
    paint: Paint,
) -> String {
    let repository = &session.repository;
    let locate = |origin: &Origin| repository.locate(origin);
    if global.json() {
        return json(&PlanJson::new(plan, &repository.warnings, &locate));
    }
    if plan.is_empty() && plan.objections.is_empty() {
        return report::nothing_to_do(plan, paint);
    }
    let setting = Setting {
        revision: session::revision(&repository.root),
        read_at: session
            .clock
            .now()
            .strftime("%Y-%m-%d %H:%M:%SZ")
            .to_string(),
        paint,
        full,
        locate: &locate,
    };
    report::plan_text(plan, &setting)
}

/// Warnings of the repository, and what the cache had to say.
pub(super) fn remarks(repository: &Repository, cache: &[String]) -> String {
    let mut text = diagnostic::text(&repository.warnings);
    for remark in cache {
        text.push_str("cache: ");
        text.push_str(remark);
        text.push('\n');
    }
    text
}

/// Pretty JSON; a value that has none is a mistake in swipd, and says so instead of half a document.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}
