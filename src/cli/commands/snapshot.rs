//! Snapshots: taken with the key of the registry and the journal at hand, and planned from where neither is.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::super::args::{Global, PlanArguments};
use super::super::session::{self, Session};
use super::super::snapshot_file::{self, VARIABLE};
use super::super::{Report, plan_file, scope};
use super::plan::{remarks, status};
use super::view::View;
use crate::journal::{Journal, Ledger};
use crate::registry::snapshot::{Kept, Snapshot};
use crate::registry::{Look, Refresh};
use crate::report::Paint;
use crate::sync::{self, Terms};

/// `swipd plan --snapshot`: compares with a file. Sends nothing, and asks neither for a key of the registry nor for the
/// journal.
pub(super) async fn planned(
    global: &Global,
    arguments: &PlanArguments,
    path: &Path,
    paint: Paint,
) -> Result<Report, Report> {
    let failed = |why: String| Report::failed(format!("{why}\nNothing was sent."));
    if arguments.save.is_some() {
        return Err(Report::failed(
            "--save with --snapshot: what is carried out is planned from what is registered now, not from a snapshot: save a plan where the key is\nNothing was saved, and nothing was sent.",
        ));
    }
    let key = snapshot_file::key(&session::state_dir(global)).map_err(failed)?;
    let snapshot = snapshot_file::read(path, key).map_err(failed)?;
    let repository = session::load(global)?;
    let mut guards = session::guards(&repository, &arguments.allow)?;
    let mut ledger = Ledger::default();
    ledger.revision.clone_from(&snapshot.revision);
    ledger.distrust.clone_from(&snapshot.distrust);
    let session = Session::pictured(global, repository, Arc::new(snapshot))?;
    guards.revision = scope::lineage(&session.repository.root, &ledger);
    let targets = scope::targets(&session.repository, &ledger, &arguments.target)?;
    let terms = Terms {
        guards: &guards,
        look: Look {
            refresh: Refresh::Snapshot,
            ..Look::at(session.clock.now())
        },
        targets: &targets,
    };
    let compared = sync::compare(&session.registries, &ledger, terms).await;
    let mut plan = compared.map_err(|error| failed(error.to_string()))?;
    // No run has this plan, so nothing stands for it.
    plan.digest.clear();
    let out = View::of(global, &session, arguments.full, paint)
        .partly(guards.allowed.partial)
        .plan(&plan);
    Ok(Report {
        status: status(&plan, arguments),
        out,
        err: remarks(&session.repository, &session.remarks),
    })
}

/// `swipd state export --fingerprints`: looks at the registries as a plan does, and writes what a plan needs to know
/// of them.
pub(super) async fn export(global: &Global, to: Option<&Path>) -> Result<Report, Report> {
    let failed = |why: String| Report::failed(format!("{why}\nNothing was exported."));
    let repository = session::load(global)?;
    let session = Session::open(global, repository).await?;
    let ledger = Journal::read(&session.journal()).map_err(|error| failed(error.to_string()))?;
    sync::bound(&session.registries, &ledger).map_err(|error| failed(error.to_string()))?;
    let (key, made) = snapshot_file::made_key(&session.state).map_err(failed)?;
    let look = Look::at(session.clock.now());
    let mut registries = BTreeMap::new();
    for (name, registry) in &session.registries {
        let picture = registry.snapshot(&ledger, look, &key).await;
        let kept = Kept {
            identity: registry.identity(),
            picture: picture.map_err(|failure| failed(format!("{name}: {failure}")))?,
        };
        registries.insert(name.clone(), kept);
    }
    let snapshot = Snapshot {
        as_of: look.as_of,
        revision: ledger.revision.clone(),
        distrust: ledger.distrust.clone(),
        registries,
        key: None,
    };
    let bytes = snapshot
        .bytes(&key)
        .map_err(|error| failed(error.to_string()))?;
    let path = to.map(Path::display);
    let said = path.map(|path| {
        format!("Exported: swipd plan --snapshot {path} needs no key of the registry.\n")
    });
    let mut report = handed_over(&bytes, to, said.unwrap_or_default()).map_err(failed)?;
    if let Some(made) = made {
        let said = format!(
            "A key for fingerprints was made: give what is in {} to pipelines you trust as {VARIABLE}, and to nobody else.\n",
            made.display()
        );
        report.err.push_str(&said);
    }
    session.close().await;
    Ok(report)
}

/// `swipd state export`: the lines of the journal, from the first to the last. Reads nothing else.
pub(super) fn export_journal(global: &Global, to: Option<&Path>) -> Result<Report, Report> {
    let failed = |why: String| Report::failed(format!("{why}\nNothing was exported."));
    let directory = session::state_dir(global).join("journal");
    let lines = Journal::copy(&directory).map_err(|error| failed(error.to_string()))?;
    if lines.is_empty() {
        let why = format!("there is no journal in {}", directory.display());
        return Err(failed(why));
    }
    let count = lines.split(|byte| *byte == b'\n').count() - 1;
    let said = format!("Exported: {count} lines of the journal.\n");
    handed_over(&lines, to, said).map_err(failed)
}

/// Writes to a file, whole or not at all and for its owner alone, or to stdout.
fn handed_over(bytes: &[u8], to: Option<&Path>, said: String) -> Result<Report, String> {
    let Some(path) = to else {
        return Ok(Report::done(String::from_utf8_lossy(bytes).trim_end()));
    };
    plan_file::replace(path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Report {
        err: said,
        ..Report::done(String::new())
    })
}
