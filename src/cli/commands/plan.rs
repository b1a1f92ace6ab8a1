//! `swipd plan`: shows the difference. Changes nothing anywhere, the journal included.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::args::{Global, PlanArguments};
use super::super::checkout;
use super::super::session::{self, Session};
use super::super::{ExitStatus, Report, plan_file, scope};
use super::snapshot;
use super::view::View;
use crate::desired::Repository;
use crate::diagnostic;
use crate::journal::{Base, Journal, Ledger};
use crate::model::RegistryName;
use crate::plan::{Plan, SavedPlan, Saving};
use crate::registry::{Look, Refresh};
use crate::report::{Paint, plural};
use crate::sync::{self, Terms};

pub(in crate::cli) async fn plan(
    global: &Global,
    arguments: &PlanArguments,
    paint: Paint,
) -> Report {
    let planned = match &arguments.snapshot {
        Some(path) => snapshot::planned(global, arguments, path, paint).await,
        None => planned(global, arguments, paint).await,
    };
    match planned {
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
    let revision = checkout::revision(&global.repository);
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
    let out = View::of(global, &session, arguments.full, paint)
        .partly(guards.allowed.partial)
        .plan(&plan);
    let status = status(&plan, arguments);
    let mut err = remarks(&session.repository, &session.remarks);
    if let Some(path) = &arguments.save {
        let base = based(&session.repository, &ledger, revision)?;
        let saving = Saving {
            as_of: look.as_of,
            registries: identities(&session),
            base,
            repository: session.repository.digest.clone(),
            allowed: arguments.allow.clone(),
        };
        err.push_str(&saved(&plan, path, &session, saving)?);
    }
    session.close().await;
    Ok(Report { status, out, err })
}

/// How the program ends that shows a plan.
pub(super) fn status(plan: &Plan, arguments: &PlanArguments) -> ExitStatus {
    if !plan.objections.is_empty() {
        ExitStatus::Forbidden
    } else if arguments.detailed_exitcode && !plan.is_settled() {
        ExitStatus::Differences
    } else {
        ExitStatus::Done
    }
}

/// What a plan was made from. `revision` is that of before the files were read: a commit that was checked out in
/// between may have changed some of them and not yet others.
fn based(
    repository: &Repository,
    ledger: &Ledger,
    revision: Option<String>,
) -> Result<Base, Report> {
    if checkout::revision(&repository.root) != revision {
        return Err(Report::failed(
            "the repository changed while it was planned: plan and save again\nNothing was saved, and nothing was sent.",
        ));
    }
    Ok(ledger.base(revision.clone()).unwrap_or(Base {
        journal: String::new(),
        seq: 0,
        revision,
    }))
}

fn identities(session: &Session) -> BTreeMap<RegistryName, String> {
    let registries = session.registries.iter();
    registries
        .map(|(name, registry)| (name.clone(), registry.identity()))
        .collect()
}

/// Saves a plan, and says what can be done with it.
fn saved(plan: &Plan, path: &Path, session: &Session, saving: Saving) -> Result<String, Report> {
    let failed = |why: String| Report::failed(format!("{why}\nNothing was sent."));
    let key = plan_file::made_key(&session.state).map_err(failed)?;
    let saved = SavedPlan::new(plan.clone(), saving, &key);
    plan_file::save(&saved, &key, path).map_err(failed)?;
    let path = path.display();
    Ok(if !saved.is_allowed() {
        format!(
            "Saved: with {} against it, swipd apply --plan {path} refuses this plan.\n",
            plural(plan.objections.len() as u64, "objection")
        )
    } else if plan.objections.is_empty() {
        format!("Saved: swipd apply --plan {path} carries out exactly this plan, once.\n")
    } else {
        format!(
            "Saved: swipd apply --plan {path} --allow partial carries out exactly this plan, once.\n"
        )
    })
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
