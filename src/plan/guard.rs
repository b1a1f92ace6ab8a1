//! Guards: how much a plan may do before a person has to say the number.

use crate::model::Action;
use crate::registry::{Difference, Objection, Scope};

/// A bound by count and by share of what is ours; the smaller one forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// At most this many.
    pub count: u64,
    /// At most this share of the managed registrations, in percent.
    pub percent: u64,
}

impl Limit {
    fn share(self, managed: u64) -> u64 {
        managed.saturating_mul(self.percent).div_ceil(100)
    }
}

/// How many of something a complete repository declares, and how many this one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// `blocks`, `customers`.
    pub what: &'static str,
    /// What `expect_count` says.
    pub expected: u64,
    /// What the files say.
    pub declared: u64,
}

/// What a person allowed for this run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// `--allow deletes=N`.
    pub deletes: Option<u64>,
    /// `--allow modifies=N`.
    pub modifies: Option<u64>,
    /// `--allow empty`: the repository declares nothing, and that is meant.
    pub empty: bool,
    /// `--allow partial`: do what no objection forbids.
    pub partial: bool,
}

/// The guards of a repository, and what lifts them in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guards {
    /// Registrations that go: deletes and replaces.
    pub max_deletes: Limit,
    /// Registrations changed in place.
    pub max_modifies: Limit,
    /// What a complete repository declares, and what this one does.
    pub counts: Vec<Count>,
    /// What a person allowed.
    pub allowed: Allowed,
    /// Why the journal can not be trusted with deletes (write protocol, section 8).
    pub distrust: Vec<String>,
}

/// A few deletes are everyday work also in a small estate.
const DELETES_ALWAYS: u64 = 2;
/// And so are some modifies.
const MODIFIES_ALWAYS: u64 = 25;

pub(super) fn objections(difference: &Difference, guards: &Guards) -> Vec<Objection> {
    [
        deletes(difference, guards),
        modifies(difference, guards),
        empty(difference, guards),
        distrusted(difference, guards),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn counted(difference: &Difference, actions: &[Action]) -> u64 {
    difference
        .changes
        .iter()
        .filter(|stated| {
            actions.contains(&stated.change.action)
                && !difference.resumed.contains(&stated.change.id)
        })
        .map(|stated| stated.change.count)
        .sum()
}

fn over(
    code: &'static str,
    what: &str,
    flag: &str,
    planned: u64,
    bound: u64,
    managed: u64,
) -> Objection {
    Objection {
        code,
        scope: Scope::Plan,
        message: format!(
            "{planned} {what} planned, and at most {bound} may go out at once ({managed} registrations are ours)"
        ),
        places: Vec::new(),
        help: format!("if all {planned} are meant: --allow {flag}={planned}"),
    }
}

fn deletes(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let planned = counted(difference, &[Action::Delete, Action::Replace]);
    let limit = guards.max_deletes;
    let bound = limit
        .count
        .min(limit.share(difference.managed).max(DELETES_ALWAYS));
    let allowed = guards
        .allowed
        .deletes
        .map_or(bound, |allowed| allowed.max(bound));
    (planned > allowed).then(|| {
        over(
            "max-deletes",
            "deletes are",
            "deletes",
            planned,
            allowed,
            difference.managed,
        )
    })
}

fn modifies(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let planned = counted(difference, &[Action::Modify]);
    let limit = guards.max_modifies;
    let bound = limit
        .count
        .min(limit.share(difference.managed))
        .max(MODIFIES_ALWAYS);
    let allowed = guards
        .allowed
        .modifies
        .map_or(bound, |allowed| allowed.max(bound));
    (planned > allowed).then(|| {
        over(
            "max-modifies",
            "modifies are",
            "modifies",
            planned,
            allowed,
            difference.managed,
        )
    })
}

fn empty(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let nothing = difference.declared == 0 && difference.managed > 0 && !guards.allowed.empty;
    nothing.then(|| Objection {
        code: "empty-repository",
        scope: Scope::Plan,
        message: format!(
            "the repository declares no blocks, and {} registrations are ours",
            difference.managed
        ),
        places: Vec::new(),
        help: "if nothing is to remain: --allow empty".to_owned(),
    })
}

fn distrusted(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let why = guards.distrust.first()?;
    let deletes = difference
        .steps
        .iter()
        .filter(|step| step.action == Action::Delete)
        .count();
    (deletes > 0).then(|| Objection {
        code: "journal-distrust",
        scope: Scope::Plan,
        message: format!(
            "deletes are planned, and the journal that says what is ours is not whole: {why}"
        ),
        places: Vec::new(),
        help: "put the missing part back from a copy; without it nothing is deleted".to_owned(),
    })
}

/// A truncated export shows as a count that is not the expected one.
pub(super) fn miscounted(guards: &Guards) -> impl Iterator<Item = Objection> + '_ {
    let wrong = guards
        .counts
        .iter()
        .filter(|count| count.expected != count.declared);
    wrong.map(
        |Count {
             what,
             expected,
             declared,
         }| Objection {
            code: "expect-count",
            scope: Scope::Plan,
            message: format!("swipd.yaml expects {expected} {what}, and {declared} are declared"),
            places: Vec::new(),
            help: "complete the repository, or correct expect_count".to_owned(),
        },
    )
}
