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
    let out = View::of(global, &session, arguments.full, paint).plan(&plan);
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
    let mut report = Report::done(String::new());
    match to {
        Some(path) => {
            let replaced = plan_file::replace(path, &bytes);
            replaced.map_err(|error| failed(format!("{}: {error}", path.display())))?;
            let path = path.display();
            report.err =
                format!("Exported: swipd plan --snapshot {path} needs no key of the registry.\n");
        }
        None => report.out = String::from_utf8_lossy(&bytes).trim_end().to_owned(),
    }
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
