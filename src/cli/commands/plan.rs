//! `swipd plan`: shows the difference. Changes nothing anywhere, the journal included.

use std::path::Path;

use super::super::args::{Global, PlanArguments};
use super::super::session::{self, Session};
use super::super::{ExitStatus, Report, plan_file, scope};
use super::view::View;
use crate::desired::Repository;
use crate::diagnostic;
use crate::journal::{Base, Journal, Ledger};
use crate::plan::{Plan, SavedPlan, Saving};
use crate::registry::{Look, Refresh};
use crate::report::Paint;
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
    let refresh = Refresh::from(arguments.refresh);
    if refresh == Refresh::Never && arguments.save.is_some() {
        return Err(Report::failed(
            "--save with --refresh never: what is carried out is planned from what is registered now, not from memory: save a plan of --refresh auto\nNothing was saved, and nothing was sent.",
        ));
    }
    let repository = session::load(global)?;
    let mut guards = session::guards(&repository, &arguments.allow)?;
    let session = Session::look(global, repository, refresh).await?;
    let ledger =
        Journal::read(&session.journal()).map_err(|error| Report::failed(error.to_string()))?;
    guards.revision = scope::lineage(&session.repository.root, &ledger);
    let targets = scope::targets(&session.repository, &ledger, &arguments.target)?;
    let look = Look {
        refresh,
        ..Look::at(session.clock.now())
    };
    let terms = Terms {
        guards: &guards,
        look,
        targets: &targets,
    };
    let compared = sync::compare(&session.registries, &ledger, terms).await;
    let plan = compared.map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
    let out = View::of(global, &session, arguments.full, paint).plan(&plan);
    let status = if !plan.objections.is_empty() {
        ExitStatus::Forbidden
    } else if arguments.detailed_exitcode && !plan.is_empty() {
        ExitStatus::Differences
    } else {
        ExitStatus::Done
    };
    let mut err = remarks(&session.repository, &session.remarks);
    if let Some(path) = &arguments.save {
        err.push_str(&saved(&plan, path, arguments, &session, (&ledger, look))?);
    }
    session.close().await;
    Ok(Report { status, out, err })
}

/// Saves a plan, and says what can be done with it.
fn saved(
    plan: &Plan,
    path: &Path,
    arguments: &PlanArguments,
    session: &Session,
    (ledger, look): (&Ledger, Look),
) -> Result<String, Report> {
    let failed = |why: String| Report::failed(format!("{why}\nNothing was sent."));
    let revision = session::revision(&session.repository.root);
    let base = ledger.base(revision.clone()).unwrap_or(Base {
        journal: String::new(),
        seq: 0,
        revision,
    });
    let repository = session
        .repository
        .digest()
        .map_err(|error| failed(format!("the repository can not be read again: {error}")))?;
    let identities = session.registries.iter();
    let saving = Saving {
        as_of: look.as_of,
        registries: identities
            .map(|(name, registry)| (name.clone(), registry.identity()))
            .collect(),
        base,
        repository,
        allowed: arguments.allow.clone(),
    };
    let key = plan_file::made_key(&session.state).map_err(failed)?;
    let saved = SavedPlan::new(plan.clone(), saving, &key);
    plan_file::save(&saved, &key, path).map_err(failed)?;
    let path = path.display();
    Ok(format!(
        "Saved: swipd apply --plan {path} carries out exactly this plan, once.\n"
    ))
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
