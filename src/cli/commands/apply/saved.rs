//! A plan from a file: exactly that one is carried out, or none (design, section 6; write protocol, section 7).

use std::path::Path;

use crate::cli::session::Session;
use crate::cli::{ExitStatus, Report, checkout, plan_file};
use crate::execute::{Registries, domain};
use crate::journal::{Journal, Touched};
use crate::model::{Action, Origin, Step};
use crate::plan::{Lineage, Plan, SavedPlan};
use crate::registry::Scope;
use crate::report::{Paint, age, objections_text, plural};

/// Whether a saved plan is carried out from its beginning.
pub(super) enum Standing {
    /// It was not begun.
    Fresh,
    /// A run of it broke off: what is left of it is carried out.
    Unfinished,
}

/// Reads a plan and sees that it is for these registries. Nothing is written.
pub(super) fn read(path: &Path, session: &Session) -> Result<SavedPlan, Report> {
    let failed = |why: String| Report::failed(format!("{why}\nNothing was sent."));
    let named = |why: &str| failed(format!("{}: {why}", path.display()));
    let (bytes, head) = plan_file::read(path).map_err(failed)?;
    for (name, identity) in &head.registries {
        let here = session.registries.get(name).map(|here| here.identity());
        if here.as_ref() != Some(identity) {
            let here = here.map_or_else(
                || "has no such registry".to_owned(),
                |here| format!("has {here} there"),
            );
            return Err(named(&format!(
                "it is a plan for the registry {name} at {identity}, and swipd.yaml {here}"
            )));
        }
    }
    let key = plan_file::key(&session.state).map_err(failed)?;
    let key = key.ok_or_else(|| named(&crate::plan::SavedError::OtherKey.to_string()))?;
    let saved = SavedPlan::open(&bytes, &key).map_err(|error| named(&error.to_string()))?;
    if saved.header.swipd != env!("CARGO_PKG_VERSION") {
        return Err(named(&format!(
            "it was saved by swipd {}, and this is {}: plan and save again",
            saved.header.swipd,
            env!("CARGO_PKG_VERSION")
        )));
    }
    Ok(saved)
}

/// Whether a plan may still be carried out: once, from the repository, the journal and the picture that it was made
/// from.
pub(super) fn weigh(
    saved: &SavedPlan,
    path: &Path,
    (session, paint): (&Session, Paint),
    journal: &Journal,
    lineage: &Lineage,
) -> Result<Standing, Report> {
    let refused = |why: String| Report {
        status: ExitStatus::Forbidden,
        ..Report::failed(format!("{}: {why}\nNothing was sent.", path.display()))
    };
    let head = &saved.header;
    let (here, ran, distrust) = journal.with(|ledger| {
        let run = (head.base.clone(), head.digest.clone());
        (
            ledger.journal.clone().unwrap_or_default(),
            ledger.consumed.get(&run).copied(),
            ledger.distrust.first().cloned(),
        )
    });
    if !head.base.journal.is_empty() && head.base.journal != here {
        return Err(Report::failed(format!(
            "{}: it was made from the journal {}, and the one here is {here}\nNothing was sent.",
            path.display(),
            head.base.journal
        )));
    }
    if ran == Some(true) {
        return Err(refused(
            "it has run already; a saved plan runs once: plan and save again".to_owned(),
        ));
    }
    objected(saved, session, paint).map_err(&refused)?;
    repository(saved, session).map_err(&refused)?;
    if let Some(why) = distrust.filter(|_| deletes(&saved.plan)) {
        return Err(refused(format!(
            "it deletes, and the journal that says what is ours is not whole: {why}"
        )));
    }
    strayed(saved, lineage).map_err(&refused)?;
    if ran == Some(false) {
        return Ok(Standing::Unfinished);
    }
    let old = session.clock.now().duration_since(head.as_of);
    let most = session.repository.settings.guards.max_age;
    if jiff::SignedDuration::try_from(most).is_ok_and(|most| old > most) {
        let most = jiff::SignedDuration::try_from(most).unwrap_or(jiff::SignedDuration::MAX);
        return Err(refused(format!(
            "it was made {} ago, and guards.max_age is {}: plan and save again",
            age(old),
            age(most)
        )));
    }
    let directory = session.journal();
    let since = Journal::since(&directory, head.base.seq)
        .map_err(|error| Report::failed(format!("{error}\nNothing was sent.")))?;
    match moved(&saved.plan, &since) {
        Some(step) => Err(refused(format!(
            "the journal has learned more of {} since the plan was made: plan and save again",
            step.key
        ))),
        None => Ok(Standing::Fresh),
    }
}

/// Whether something else was applied since, on which what is checked out does not build: a delete of the plan may be
/// of what that declares (write protocol, section 4).
fn strayed(saved: &SavedPlan, lineage: &Lineage) -> Result<(), String> {
    let lifted = saved.header.allowed.iter().any(|guard| guard == "revision");
    match lineage {
        Lineage::Strays { applied, here } if deletes(&saved.plan) && !lifted => Err(format!(
            "it deletes, and commit {here} is not known to build on {applied}, which was applied last: check out what was merged, with its history, then plan and save again"
        )),
        Lineage::Strays { .. } | Lineage::Unversioned | Lineage::Builds => Ok(()),
    }
}

/// Whether something stood against it when it was saved, which no run may lift.
fn objected(saved: &SavedPlan, session: &Session, paint: Paint) -> Result<(), String> {
    if saved.is_allowed() {
        return Ok(());
    }
    let help = if saved.plan.is_forbidden() {
        ""
    } else {
        "; what no objection is about can be saved with --allow partial"
    };
    let objections = &saved.plan.objections;
    let locate = |origin: &Origin| session.repository.locate(origin);
    Err(format!(
        "it was saved with {}: plan and save again{help}\n\n{}\n",
        plural(objections.len() as u64, "objection"),
        objections_text(objections, paint, &locate)
    ))
}

/// Whether the files are those that the plan was made from.
fn repository(saved: &SavedPlan, session: &Session) -> Result<(), String> {
    let head = &saved.header;
    let revision = checkout::revision(&session.repository.root);
    let of = |revision: &Option<String>| match revision {
        Some(revision) => format!("commit {revision}"),
        None => "no commit".to_owned(),
    };
    if revision != head.base.revision {
        return Err(format!(
            "the repository has changed: the plan was made from {}, and {} is checked out: plan and save again",
            of(&head.base.revision),
            of(&revision)
        ));
    }
    if session.repository.digest != head.repository {
        return Err(
            "the repository has changed: its files are not those that the plan was made from: plan and save again"
                .to_owned(),
        );
    }
    Ok(())
}

fn deletes(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| step.action == Action::Delete)
}

/// A step whose object the journal has learned something of.
fn moved<'a>(plan: &'a Plan, since: &[Touched]) -> Option<&'a Step> {
    plan.steps.iter().find(|step| {
        let own = domain(step);
        since.iter().any(|touched| {
            touched.registry == step.registry
                && (touched.domain.meets(&own) || touched.key.as_ref() == Some(&step.key))
        })
    })
}

/// What was lifted when a plan was saved and stays lifted for what is left of it. That it is carried out in part is for
/// the run to say.
pub(super) fn lifted(saved: &SavedPlan) -> impl Iterator<Item = String> {
    let allowed = saved.header.allowed.iter();
    allowed.filter(|guard| *guard != "partial").cloned()
}

/// What is left of a plan whose run broke off, as it looks now. What forbids every plan today forbids it too, except
/// counts: they were weighed for the whole of it when it was saved, and today's are of more than it holds.
pub(super) fn rest(saved: &SavedPlan, now: &Plan) -> Plan {
    let rest = now.within(&saved.plan);
    let mut objections = saved.plan.objections.clone();
    let today = now.objections.iter().filter(|objection| {
        objection.scope == Scope::Plan && !["max-deletes", "max-modifies"].contains(&objection.code)
    });
    objections.extend(today.cloned());
    Plan { objections, ..rest }
}

/// The plan as it was saved, with nothing taken for granted that only its own sweep has seen.
pub(super) fn whole(saved: &SavedPlan, registries: &Registries) -> Plan {
    crate::sync::aged(saved.plan.clone(), registries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Base;
    use crate::plan::samples::{changes, difference, guards};
    use crate::plan::{Guards, Saving, SealKey, plan};

    fn codes(plan: &Plan) -> Vec<&str> {
        plan.objections.iter().map(|found| found.code).collect()
    }

    #[test]
    fn what_is_left_of_a_plan_heeds_what_forbids_every_plan_today_but_no_count() {
        let saving = Saving {
            as_of: "2026-11-23T14:02:11Z".parse().expect("a moment"),
            registries: [].into(),
            base: Base {
                journal: String::new(),
                seq: 0,
                revision: None,
            },
            repository: String::new(),
            allowed: ["partial", "deletes=20", "revision"]
                .map(str::to_owned)
                .into(),
        };
        let saved = plan(vec![difference(100, changes(Action::Create, 1))], &guards());
        let saved = SavedPlan::new(saved, saving, &SealKey::new([7; 32]));
        let mut whole = difference(100, changes(Action::Delete, 20));
        whole.declared = 0;
        let now = plan(vec![whole], &Guards::default());
        assert_eq!(codes(&now), ["max-deletes", "empty-repository"]);
        assert_eq!(codes(&rest(&saved, &now)), ["empty-repository"]);
        assert_eq!(
            lifted(&saved).collect::<Vec<_>>(),
            ["deletes=20", "revision"]
        );
    }
}
