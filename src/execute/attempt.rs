//! One step from ready to its end: check, intend, send, and settle where the reply was lost.

use std::time::Duration;

use super::result::{Outcome, StepResult};
use super::{Event, Shared, backoff, schedule, settle};
use crate::http::WriteRequest;
use crate::journal::{Entry, Intent, IntentRecord, JournalError, OpId, OutcomeRecord, State};
use crate::model::{Action, Class, Key, Reply, Step};
use crate::registry::{Failure, Made, Prepared, Sent, Settled};

/// A request that never took effect is sent again this often in one run (write protocol, section 2).
const NOT_APPLIED: u32 = 3;
/// So often is a busy registry, or a connection that was never made, tried again.
const TRIES: u32 = 8;

/// So often is an object that is still needed looked at again: its net may have gone a moment ago.
const LINKED: u32 = 1;
/// And after this long at most.
const LINKED_WAIT: Duration = Duration::from_secs(10);

/// How one try ended.
enum Tried {
    /// The step is at its end.
    End(Box<StepResult>, Option<Reply>),
    /// Nothing changed; try again after a wait.
    Again { why: String, wait: Duration },
    /// It was sent, and had no effect; it may be sent again.
    NotApplied,
}

/// Runs one step to its end. Every request that changes something has its intent on disk first.
pub(super) async fn run(shared: &Shared, step: &Step, made: &Made) -> (StepResult, Option<Reply>) {
    let op = shared.execution.journal.next_op();
    let (mut attempt, mut not_applied, mut again) = (0, 0, 0);
    loop {
        attempt += 1;
        match once(shared, step, made, op, attempt, again).await {
            Tried::End(result, reply) => return (*result, reply),
            Tried::NotApplied => {
                not_applied += 1;
                if not_applied >= NOT_APPLIED {
                    let message = format!(
                        "sent {NOT_APPLIED} times, and each time it had no effect; the next run tries again"
                    );
                    return (StepResult::new(step, Outcome::Skipped, message), None);
                }
            }
            Tried::Again { why, wait } => {
                again += 1;
                if wait > backoff::LONGEST {
                    shared.halt(
                        &step.registry,
                        &format!("not sent: {why}, for longer than a run waits"),
                    );
                }
                if again >= TRIES || wait > backoff::LONGEST {
                    let message = format!("{why}; nothing changed, the next run tries again");
                    return (StepResult::new(step, Outcome::Skipped, message), None);
                }
                (shared.execution.tell)(Event::Waiting {
                    step: step.id.clone(),
                    why,
                    wait,
                });
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = shared.execution.stop.cancelled() => {}
                }
            }
        }
    }
}

async fn once(
    shared: &Shared,
    step: &Step,
    made: &Made,
    op: OpId,
    attempt: u32,
    again: u32,
) -> Tried {
    let Some(registry) = shared.execution.registries.get(&step.registry) else {
        return end(
            step,
            Outcome::Skipped,
            format!("no registry is named {}", step.registry),
        );
    };
    let permit = match shared.permits.get(&step.registry) {
        Some(permits) => permits.acquire().await.ok(),
        None => None,
    };
    if let Some(why) = shared.halted(step).or_else(|| locked(shared, step, op)) {
        return end(step, Outcome::Skipped, why);
    }
    let write = match registry.prepare(step, made).await {
        Ok(Prepared::Write(write)) => write,
        Ok(Prepared::Already(reply)) => return already(shared, step, op, attempt, reply).await,
        Err(failure) => return unprepared(shared, step, failure),
    };
    let record = record(step, op, attempt);
    let since = shared.execution.clock.now();
    let intent = match shared.execution.journal.intend(record.clone()).await {
        Ok(intent) => intent,
        Err(error) => return journal_failed(shared, step, Outcome::Skipped, &error),
    };
    let sent = match send(shared, step, write, &record, intent).await {
        Ok(sent) => sent,
        Err(error) => return journal_failed(shared, step, Outcome::Uncertain, &error),
    };
    drop(permit);
    match sent.class {
        Class::Done => Tried::End(Box::new(done(step, &sent.reply)), Some(sent.reply)),
        Class::Ticketed => Tried::End(Box::new(ticketed(step, &sent.reply)), Some(sent.reply)),
        Class::Refused if sent.unauthenticated => {
            let why = sent.message.clone().unwrap_or_default();
            shared.halt(
                &step.registry,
                &format!("not sent: the registry no longer takes the key ({why})"),
            );
            Tried::End(Box::new(refused(step, &sent)), None)
        }
        Class::Refused if sent.linked && again < LINKED => Tried::Again {
            why: sent.message.unwrap_or_default(),
            wait: registry.settle_after().min(LINKED_WAIT),
        },
        Class::Refused if sent.linked => match hold(shared, step, &sent) {
            Ok(()) => Tried::End(Box::new(refused(step, &sent)), None),
            Err(error) => journal_failed(shared, step, Outcome::Refused, &error),
        },
        Class::Refused => Tried::End(Box::new(refused(step, &sent)), None),
        Class::Busy | Class::Unsent => Tried::Again {
            why: sent.message.unwrap_or_else(|| sent.class.to_string()),
            wait: backoff::wait(again, sent.again_in),
        },
        Class::Uncertain => settled(shared, step, &record, &sent, since).await,
    }
}

/// Why a write must not begin: an earlier one, of this run or another, has an unknown outcome in its domain, or
/// may become a ticket of the same type, so that a new ticket would have two causes.
fn locked(shared: &Shared, step: &Step, op: OpId) -> Option<String> {
    let domain = schedule::domain(step);
    shared.execution.journal.with(|ledger| {
        let other = ledger
            .open_in(&step.registry, &domain)
            .filter(|other| *other != op);
        let same_ticket = || {
            let mut open = ledger.open.values().filter(|open| open.intent.op != op);
            step.ticket.as_ref().and_then(|kind| {
                open.find(|open| {
                    open.intent.registry == step.registry
                        && open.intent.ticket.as_ref() == Some(kind)
                })
            })
        };
        let other = other.or_else(|| same_ticket().map(|open| open.intent.op))?;
        Some(format!(
            "not sent: the outcome of {other} is not known yet; the next run reads again"
        ))
    })
}

/// The request, and its outcome written down.
async fn send(
    shared: &Shared,
    step: &Step,
    write: WriteRequest,
    record: &IntentRecord,
    intent: Intent,
) -> Result<Sent, JournalError> {
    let (op, attempt) = (record.op, record.attempt);
    let journal = &shared.execution.journal;
    let registry = shared.execution.registries.get(&step.registry);
    let mut sent = match registry {
        Some(registry) => registry.send(step, write, intent).await,
        None => Sent::plain(Class::Unsent, "the registry is gone"),
    };
    let shown = sent.shown.take();
    journal.note(Entry::Outcome(OutcomeRecord {
        op,
        attempt,
        // A refusal that is open to doubt is settled by reading like a lost reply.
        class: if sent.doubtful {
            Class::Uncertain
        } else {
            sent.class
        },
        status: sent.reply.status,
        code: sent.code.clone(),
        message: sent.message.clone(),
        components: sent.components.clone(),
        incarnation: sent.reply.incarnation.clone(),
        ticket: sent.reply.ticket.clone(),
        server_date: sent.reply.server_date.clone(),
        unstuck: Vec::new(),
    }))?;
    if let (Some(registry), Some(shown)) = (registry, shown) {
        registry.learn(shown).await;
    }
    Ok(if sent.doubtful {
        Sent {
            class: Class::Uncertain,
            ..sent
        }
    } else {
        sent
    })
}

/// A write whose outcome is unknown: wait out the quiet time, then read.
async fn settled(
    shared: &Shared,
    step: &Step,
    record: &IntentRecord,
    sent: &Sent,
    since: jiff::Timestamp,
) -> Tried {
    let Some(registry) = shared.execution.registries.get(&step.registry) else {
        return end(step, Outcome::Uncertain, "the registry is gone".to_owned());
    };
    if !sent.doubtful {
        let wait = registry.settle_after();
        let why = sent
            .message
            .clone()
            .unwrap_or_else(|| "its reply was lost".to_owned());
        (shared.execution.tell)(Event::Waiting {
            step: step.id.clone(),
            why,
            wait,
        });
        tokio::time::sleep(wait).await;
    }
    match settle::settle(registry.as_ref(), &shared.execution.journal, record, since).await {
        Err(error) => journal_failed(shared, step, Outcome::Uncertain, &error),
        Ok(Settled::Applied { incarnation, .. }) => {
            let reply = Reply {
                incarnation,
                ..Reply::default()
            };
            Tried::End(Box::new(done(step, &reply)), Some(reply))
        }
        Ok(Settled::NotApplied { .. }) if sent.doubtful => {
            Tried::End(Box::new(refused(step, sent)), None)
        }
        Ok(Settled::NotApplied { .. }) => Tried::NotApplied,
        Ok(Settled::Ticketed { ticket, .. }) => {
            let reply = Reply {
                ticket: Some(ticket),
                ..Reply::default()
            };
            Tried::End(Box::new(ticketed(step, &reply)), Some(reply))
        }
        Ok(Settled::Conflict { evidence }) => end(step, Outcome::Refused, evidence),
        Ok(Settled::Unknown { evidence }) => uncertain(step, sent, &evidence, false),
        Ok(Settled::Never { evidence }) => uncertain(step, sent, &evidence, true),
    }
}

fn uncertain(step: &Step, sent: &Sent, evidence: &str, unsettleable: bool) -> Tried {
    let lost = sent.message.as_deref().unwrap_or("the reply was lost");
    let message = format!("{lost}; {evidence}");
    let result = StepResult {
        unsettleable,
        ..StepResult::new(step, Outcome::Uncertain, message)
    };
    Tried::End(Box::new(result), None)
}

/// Something that we do not see still needs the object: it is left alone until it changes, or a person says so.
fn hold(shared: &Shared, step: &Step, sent: &Sent) -> Result<(), JournalError> {
    let Some(target) = &step.target else {
        return Ok(());
    };
    shared.execution.journal.note(Entry::Held {
        state: State::Open,
        registry: step.registry.clone(),
        key: Key::new(target.handle.as_str()),
        action: step.action,
        fingerprint: target.fingerprint(),
        reason: sent
            .message
            .clone()
            .unwrap_or_else(|| "still in use".to_owned()),
    })
}

/// Nothing needs sending. An adopt is written down as such; anything else as an operation that has ended.
async fn already(shared: &Shared, step: &Step, op: OpId, attempt: u32, reply: Reply) -> Tried {
    let journal = &shared.execution.journal;
    let written = if step.action == Action::Adopt {
        match adoption(step, &reply) {
            Some(entry) => journal.note(entry),
            None => {
                return end(
                    step,
                    Outcome::Skipped,
                    "there is nothing to adopt".to_owned(),
                );
            }
        }
    } else {
        match journal.intend(record(step, op, attempt)).await {
            Ok(_unused) => journal.note(Entry::Outcome(OutcomeRecord {
                op,
                attempt,
                class: Class::Done,
                status: reply.status,
                code: None,
                message: Some("nothing was sent: it was so already".to_owned()),
                components: Vec::new(),
                incarnation: reply.incarnation.clone(),
                ticket: None,
                server_date: reply.server_date.clone(),
                unstuck: Vec::new(),
            })),
            Err(error) => Err(error),
        }
    };
    match written {
        Ok(()) => Tried::End(Box::new(done(step, &reply)), Some(reply)),
        Err(error) => journal_failed(shared, step, Outcome::Skipped, &error),
    }
}

fn adoption(step: &Step, reply: &Reply) -> Option<Entry> {
    use crate::model::Consequence::{
        Discharges, Drops, Empties, Fills, Keeps, Obliges, Owns, Releases,
    };
    if let Some(entry) = kept(step, reply) {
        return Some(entry);
    }
    let (customer, protected) =
        step.consequences
            .iter()
            .find_map(|consequence| match consequence {
                Owns {
                    customer,
                    protected,
                    ..
                } => Some((customer.clone(), *protected)),
                Releases { .. }
                | Obliges { .. }
                | Discharges { .. }
                | Empties { .. }
                | Fills { .. }
                | Keeps { .. }
                | Drops { .. } => None,
            })?;
    Some(Entry::Adopted {
        registry: step.registry.clone(),
        place: step.place.clone()?,
        incarnation: reply.incarnation.clone()?,
        key: step.key.clone(),
        customer,
        protected,
    })
}

/// The adoption of an object that is no net.
fn kept(step: &Step, reply: &Reply) -> Option<Entry> {
    let mut consequences = step.consequences.iter();
    consequences.find_map(|consequence| {
        let crate::model::Consequence::Keeps {
            kind,
            key,
            content,
            customer,
        } = consequence
        else {
            return None;
        };
        Some(Entry::Object {
            state: State::Open,
            registry: step.registry.clone(),
            kind: kind.clone(),
            key: key.clone(),
            incarnation: reply.incarnation.clone()?,
            content: content.clone(),
            customer: customer.clone(),
            reason: "adopted".to_owned(),
        })
    })
}

fn record(step: &Step, op: OpId, attempt: u32) -> IntentRecord {
    IntentRecord {
        op,
        attempt,
        step: step.id.clone(),
        group: step.change.clone(),
        registry: step.registry.clone(),
        kind: step.kind.clone(),
        action: step.action,
        key: step.key.clone(),
        place: step.place.clone(),
        domain: schedule::domain(step),
        target: step.target.clone(),
        before: step.before.unpacked(),
        after: step.after.unpacked(),
        consequences: step.consequences.clone(),
        payload: (*step.payload).clone(),
        ticket: step.ticket.clone(),
        last_message: None,
    }
}

fn end(step: &Step, outcome: Outcome, message: String) -> Tried {
    Tried::End(Box::new(StepResult::new(step, outcome, message)), None)
}

fn unprepared(shared: &Shared, step: &Step, failure: Failure) -> Tried {
    match failure {
        Failure::Unauthenticated(why) => {
            shared.halt(
                &step.registry,
                &format!("not sent: the registry no longer takes the key ({why})"),
            );
            end(step, Outcome::Refused, why)
        }
        Failure::Denied(why) => end(step, Outcome::Refused, why),
        Failure::Stale(why) => end(step, Outcome::Refused, format!("{why}; nothing was sent")),
        Failure::Unknown(why) => end(step, Outcome::Skipped, format!("{why}; nothing was sent")),
    }
}

/// Without a journal nothing more may be sent, to no registry.
fn journal_failed(shared: &Shared, step: &Step, outcome: Outcome, error: &JournalError) -> Tried {
    for registry in shared.execution.registries.keys() {
        shared.halt(registry, "not sent: the journal can not be written");
    }
    end(
        step,
        outcome,
        format!("the journal can not be written: {error}"),
    )
}

fn done(step: &Step, reply: &Reply) -> StepResult {
    let handle = reply
        .incarnation
        .as_ref()
        .map(|incarnation| incarnation.handle.clone());
    StepResult {
        handle: handle.or_else(|| step.handle.clone()),
        ..StepResult::done(step)
    }
}

fn ticketed(step: &Step, reply: &Reply) -> StepResult {
    StepResult {
        outcome: Outcome::Ticketed,
        ticket: reply.ticket.clone(),
        ..done(step, reply)
    }
}

fn refused(step: &Step, sent: &Sent) -> StepResult {
    StepResult {
        code: sent.code.clone(),
        components: sent.components.clone(),
        ..StepResult::new(
            step,
            Outcome::Refused,
            sent.message
                .clone()
                .unwrap_or_else(|| "no reason was given".to_owned()),
        )
    }
}
