//! One sweep from end to end: what both the command line and the service call.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::execute::{self, Event, Execution, OpenWrites, Outcome, Registries, StepResult, Totals};
use crate::journal::{Base, Entry, Journal, JournalError, Ledger};
use crate::model::Step;
use crate::plan::{Guards, Plan, Target, targeted};
use crate::registry::{Failure, Look};
use crate::tickets::{self, Followed};

/// Why a sweep ended early. Nothing was sent that is not in the journal.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The registry does not take the key, or did not answer at all.
    #[error("{registry}: {failure}")]
    Registry {
        /// The registry.
        registry: String,
        /// Why.
        #[source]
        failure: Failure,
    },
    /// The journal can not be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal was kept for another registry.
    #[error(
        "the journal was kept for {registry} at {bound}, and swipd.yaml now says {wanted}; give the other registry a name of its own"
    )]
    OtherRegistry {
        /// The name in `swipd.yaml`.
        registry: String,
        /// What the journal says.
        bound: String,
        /// What the settings say.
        wanted: String,
    },
}

/// What a plan is made under.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// How much may be done before a person says the number.
    pub guards: &'a Guards,
    /// How much is read, and the moment that the plan is made for.
    pub look: Look,
    /// What it is limited to; nothing is no limit.
    pub targets: &'a [Target],
}

/// Reads the registries and compares. Changes nothing anywhere.
///
/// # Errors
/// When a registry does not take the key, or the journal belongs to another one.
pub async fn compare(
    registries: &Registries,
    ledger: &Ledger,
    terms: Terms<'_>,
) -> Result<Plan, SweepError> {
    let mut differences = Vec::new();
    bound(registries, ledger)?;
    for (name, registry) in registries {
        let difference = registry.difference(ledger, terms.look).await;
        differences.push(difference.map_err(|failure| SweepError::Registry {
            registry: name.to_string(),
            failure,
        })?);
    }
    let guards = Guards {
        distrust: ledger.distrust.clone(),
        as_of: Some(terms.look.as_of),
        deleted_today: deleted_today(ledger, terms.look),
        ..terms.guards.clone()
    };
    Ok(targeted(differences, &guards, terms.targets))
}

/// Whether the journal was kept for these registries.
///
/// # Errors
/// When it was kept for another one.
pub fn bound(registries: &Registries, ledger: &Ledger) -> Result<(), SweepError> {
    for (name, registry) in registries {
        let wanted = registry.identity();
        if let Some(bound) = ledger.bound.get(name).filter(|bound| **bound != wanted) {
            return Err(SweepError::OtherRegistry {
                registry: name.to_string(),
                bound: bound.clone(),
                wanted,
            });
        }
    }
    Ok(())
}

/// The deletes of the 24 hours before, by the journal: those that may have taken effect, too.
fn deleted_today(ledger: &Ledger, look: Look) -> u64 {
    let day = jiff::SignedDuration::from_hours(24);
    match look.as_of.checked_sub(day) {
        Ok(since) => ledger.deletes_since(since) as u64,
        Err(_) => ledger.deletions.len() as u64,
    }
}

/// What was cleared up before anything new.
#[derive(Debug, Default)]
pub struct Cleared {
    /// Writes of earlier runs whose outcome was unknown.
    pub writes: OpenWrites,
    /// Tickets.
    pub tickets: Followed,
}

/// Binds the journal to the registries, settles what earlier runs left open, and looks at the open tickets.
/// This stands at the start of every sweep that may write (write protocol, section 2).
///
/// # Errors
/// When the journal can not be written, or belongs to another registry.
pub async fn clear_up(
    registries: &Registries,
    journal: &Journal,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<Cleared, SweepError> {
    for (name, registry) in registries {
        let identity = registry.identity();
        let bound = journal.with(|ledger| ledger.bound.get(name).cloned());
        match bound {
            Some(bound) if bound != identity => {
                return Err(SweepError::OtherRegistry {
                    registry: name.to_string(),
                    bound,
                    wanted: identity,
                });
            }
            Some(_) => {}
            None => journal.note(Entry::Bound {
                registry: name.clone(),
                identity,
            })?,
        }
    }
    let writes = execute::settle_open(registries, journal, tell).await?;
    let tickets = tickets::follow(registries, journal).await?;
    Ok(Cleared { writes, tickets })
}

/// Who runs a plan, and from what.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Who.
    pub user: Option<String>,
    /// The revision of the repository.
    pub revision: Option<String>,
    /// The guards that were lifted.
    pub allowed: Vec<String>,
    /// The saved plan that this carries out, by what it was made from and its digest. It runs once.
    pub saved: Option<(Base, String)>,
}

/// What carrying a plan out needs besides it.
pub struct Means {
    /// The registries.
    pub registries: Registries,
    /// The journal.
    pub journal: Journal,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Cancelled: nothing new is begun.
    pub stop: CancellationToken,
    /// Told what happens.
    pub tell: Box<dyn Fn(Event) + Send + Sync>,
}

/// Carries a plan out: first what our record must learn, then the steps.
///
/// # Errors
/// When the journal can not be written before the first step. Once steps run, each has a result.
pub async fn carry_out(plan: &Plan, run: Run, means: Means) -> Result<Vec<StepResult>, SweepError> {
    let Means {
        registries,
        journal,
        clock,
        stop,
        tell,
    } = means;
    for note in &plan.notes {
        journal.note(note.clone())?;
    }
    if plan.is_empty() && run.saved.is_none() {
        journal.sync().await?;
        return Ok(Vec::new());
    }
    journal.note(Entry::RunBegun {
        kind: "apply".to_owned(),
        user: run.user,
        revision: run.revision,
        digest: run
            .saved
            .as_ref()
            .map_or_else(|| plan.digest.clone(), |(_, digest)| digest.clone()),
        base: run.saved.map(|(base, _)| base),
        allowed: run.allowed,
    })?;
    let execution = Execution {
        registries,
        journal: journal.clone(),
        clock,
        stop,
        tell,
    };
    let results = execute::execute(plan.steps.clone(), execution).await;
    // What the steps did is in the journal already; a journal that failed on the way says so here.
    journal.note(Entry::RunEnded {
        summary: counts(&Totals::of(&results)),
    })?;
    journal.sync().await?;
    Ok(results)
}

/// A plan that is not of this sweep, such as one from a file: nothing that only its own sweep has seen is taken for
/// granted any more.
#[must_use]
pub fn aged(plan: Plan, registries: &Registries) -> Plan {
    let steps = plan
        .steps
        .into_iter()
        .map(|step| match registries.get(&step.registry) {
            Some(registry) => registry.aged(step),
            None => step,
        })
        .collect();
    Plan { steps, ..plan }
}

/// Carries out one step that a person asked for by a command, and that no plan holds. It is journalled, sent and
/// settled like any other.
///
/// # Errors
/// When the journal can not be written.
pub async fn ask(step: Step, run: Run, means: Means) -> Result<StepResult, SweepError> {
    let journal = means.journal.clone();
    journal.note(Entry::RunBegun {
        kind: "ask".to_owned(),
        user: run.user,
        revision: run.revision,
        // A digest stands for a plan, and there is none.
        digest: String::new(),
        base: None,
        allowed: Vec::new(),
    })?;
    let unasked = StepResult::new(&step, Outcome::Skipped, "not sent");
    let execution = Execution {
        registries: means.registries,
        journal: means.journal,
        clock: means.clock,
        stop: means.stop,
        tell: means.tell,
    };
    let mut results = execute::execute(vec![step], execution).await;
    journal.note(Entry::RunEnded {
        summary: counts(&Totals::of(&results)),
    })?;
    journal.sync().await?;
    Ok(results.pop().unwrap_or(unasked))
}

fn counts(totals: &Totals) -> BTreeMap<String, u64> {
    [
        ("done", totals.done),
        ("ticketed", totals.ticketed),
        ("refused", totals.refused),
        ("uncertain", totals.uncertain),
        ("skipped", totals.skipped),
    ]
    .into_iter()
    .map(|(word, count)| (word.to_owned(), count))
    .collect()
}
