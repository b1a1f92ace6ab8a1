//! `swipd prune`: deletes registrations that are not ours, each named by its range. The way is that of `apply`: read,
//! show, ask, journal, send once.

use super::interruptible;
use crate::cli::args::{ApplyArguments, Global, PruneArguments, RefreshChoice};
use crate::cli::{ExitStatus, Report};
use crate::journal::Ledger;
use crate::model::Range;
use crate::plan::{Allowed, Guards, Plan};
use crate::report::Paint;

pub(in crate::cli) async fn prune(
    global: &Global,
    arguments: &PruneArguments,
    paint: Paint,
) -> Report {
    let mut ranges: Vec<Range> = Vec::new();
    for text in &arguments.ranges {
        match text.parse() {
            Ok(range) => ranges.push(range),
            Err(error) => return Report::failed(format!("{text}: {error}\nNothing was sent.")),
        }
    }
    ranges.sort_unstable();
    ranges.dedup();
    let apply = ApplyArguments {
        yes: arguments.yes,
        full: true,
        allow: Vec::new(),
        wait: None,
        refresh: RefreshChoice::Auto,
        plan: None,
        target: Vec::new(),
    };
    interruptible(global, &apply, &ranges, paint).await
}

/// Each delete was named, so none is counted against a guard. What forbids one object still does, and so does a
/// journal that is not whole.
pub(super) fn lifted(guards: Guards) -> Guards {
    Guards {
        counts: Vec::new(),
        allowed: Allowed {
            deletes: Some(u64::MAX),
            empty: true,
            revision: true,
            ..guards.allowed
        },
        ..guards
    }
}

/// The plan, when it deletes all that was named, or says why not.
pub(super) fn found(plan: Plan, named: &[Range], ledger: &Ledger) -> Result<Plan, Report> {
    if !plan.objections.is_empty() {
        return Ok(plan);
    }
    let changes = plan.parts.iter().flat_map(|part| &part.changes);
    let going: Vec<Range> = changes
        .filter_map(|stated| stated.subject.parse().ok())
        .collect();
    let missing = named.iter().find(|range| !going.contains(range));
    let Some(missing) = missing else {
        return Ok(plan);
    };
    let ours = ledger
        .owned
        .keys()
        .any(|(_, place)| place.range == *missing);
    let why = if ours {
        "is ours: take its entry out, and apply"
    } else if ledger.waits_in(*missing) {
        "waits for an earlier write; swipd status shows it"
    } else {
        "is not registered right below a declared network; swipd find shows what is there"
    };
    Err(Report {
        status: ExitStatus::Failed,
        ..Report::failed(format!("{missing} {why}\nNothing was sent."))
    })
}
