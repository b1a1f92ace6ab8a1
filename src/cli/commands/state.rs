//! `swipd state`: what only a person can say of the local record. Sends nothing.

use std::sync::Arc;

use super::super::args::{Global, StateCommand};
use super::super::{Report, session};
use super::adopt::adopt;
use super::import::import;
use super::snapshot;
use crate::clock::SystemClock;
use crate::journal::{Entry, IntentRecord, Journal, OpenOp, SettledRecord, State, Verdict};
use crate::model::{Action, Field, TicketStatus};
use crate::tickets::is_report;

pub(in crate::cli) async fn state(global: &Global, command: &StateCommand) -> Report {
    match command {
        StateCommand::Adopt { object, handle } => adopt(global, object, handle).await,
        StateCommand::Export { fingerprints, out } => {
            let out = out.as_deref();
            let exported = if *fingerprints {
                snapshot::export(global, out).await
            } else {
                snapshot::export_journal(global, out)
            };
            let (Ok(report) | Err(report)) = exported;
            report
        }
        StateCommand::Import { file } => {
            let (Ok(report) | Err(report)) = import(global, file).await;
            report
        }
        StateCommand::Forget { object } => said(global, |journal| forget(journal, object)).await,
        StateCommand::Retry { key } => said(global, |journal| retry(journal, key)).await,
    }
}

/// Writes down what a person says.
async fn said(global: &Global, write: impl FnOnce(&Journal) -> Result<String, String>) -> Report {
    let directory = session::state_dir(global).join("journal");
    let journal = match Journal::open(&directory, Arc::new(SystemClock::new()), &session::host()) {
        Ok(journal) => journal,
        Err(error) => return Report::failed(error.to_string()),
    };
    let said = write(&journal);
    match (said, journal.close().await) {
        (Ok(said), Ok(())) => Report::done(said),
        (Err(why), _) => Report::failed(format!("{why}; nothing was written")),
        (Ok(_), Err(error)) => Report::failed(error.to_string()),
    }
}

/// Whether only a person can say what became of a write: a customer record made by itself can not be found, and
/// the ticket of a report does not say what it reports on. A request for an org can be settled, unless several tickets
/// are new; whether it was, its record says.
pub(super) fn is_for_a_person(intent: &IntentRecord) -> bool {
    let unsearchable = matches!(intent.kind.as_str(), "customer" | "poc");
    is_report(intent) || intent.action == Action::Create && unsearchable
}

/// A write that can not be settled by reading: a person has looked, and what it made does not exist, or is to be
/// left. Anything else is settled by `apply`.
fn forget(journal: &Journal, object: &str) -> Result<String, String> {
    if let Some(said) = forget_org(journal, object)? {
        return Ok(said);
    }
    let (open, others): (Vec<OpenOp>, Vec<OpenOp>) = journal.with(|ledger| {
        let here = ledger
            .open
            .values()
            .filter(|open| open.intent.key.as_str() == object);
        here.cloned()
            .partition(|open| is_for_a_person(&open.intent))
    });
    let Some(open) = open.into_iter().next() else {
        return Err(match others.first() {
            Some(open) => format!(
                "the {} of {object} can be settled by reading: run swipd apply",
                open.intent.action
            ),
            None => format!("no write for {object} has an unknown outcome"),
        });
    };
    let name = match open.intent.after.get("customer") {
        Some(Field::Text(name)) => name.to_string(),
        Some(Field::Lines(_)) | None => String::new(),
    };
    let user = session::user().unwrap_or_else(|| "a user".to_owned());
    let settled = Entry::Settled(SettledRecord {
        op: open.intent.op,
        verdict: Verdict::NotApplied,
        evidence: vec!["said by a person".to_owned()],
        incarnation: None,
        ticket: None,
        by: user,
    });
    if is_report(&open.intent) {
        journal.note(settled).map_err(|error| error.to_string())?;
        return Ok(format!(
            "Forgotten: the report {object} can be asked for again."
        ));
    }
    if open.intent.kind.as_str() == "poc" {
        journal.note(settled).map_err(|error| error.to_string())?;
        return Ok(format!(
            "Forgotten: while {object} is declared, the next apply makes a new POC for it."
        ));
    }
    let stray = Entry::Stray {
        state: State::Open,
        registry: open.intent.registry.clone(),
        op: open.intent.op,
        name: name.clone(),
        cause: "forgotten by a person".to_owned(),
    };
    journal
        .note(settled)
        .and_then(|()| journal.note(stray))
        .map_err(|error| error.to_string())?;
    Ok(format!(
        "Forgotten: while {object} is declared, the next apply makes a new customer record \"{name}\" for it."
    ))
}

/// A request for an org: when nothing that is read can say more, and a person has looked.
fn forget_org(journal: &Journal, object: &str) -> Result<Option<String>, String> {
    let found = journal.with(|ledger| {
        let is_meant =
            |intent: &IntentRecord| intent.kind.as_str() == "org" && intent.key.as_str() == object;
        let mut open = ledger.open.values();
        let open = open.find(|open| is_meant(&open.intent));
        let mut tickets = ledger.tickets.values();
        let ticket = tickets.find(|ticket| is_meant(&ticket.intent));
        let over =
            |status: &Option<TicketStatus>| status.as_ref().is_some_and(TicketStatus::is_over);
        open.map(|open| (open.intent.clone(), open.unsettleable))
            .or_else(|| ticket.map(|ticket| (ticket.intent.clone(), over(&ticket.status))))
    });
    let Some((intent, over)) = found.filter(|(intent, _)| intent.action == Action::Create) else {
        return Ok(None);
    };
    if !over {
        return Err(format!(
            "what was asked for {object} still has an end to come: run swipd apply"
        ));
    }
    let settled = Entry::Settled(SettledRecord {
        op: intent.op,
        verdict: Verdict::NotApplied,
        evidence: vec!["said by a person".to_owned()],
        incarnation: None,
        ticket: None,
        by: session::user().unwrap_or_else(|| "a user".to_owned()),
    });
    journal.note(settled).map_err(|error| error.to_string())?;
    Ok(Some(format!(
        "Forgotten: the next apply asks for a new org for {object}, unless its entry is gone or names a handle."
    )))
}

/// What is held is tried again.
fn retry(journal: &Journal, key: &str) -> Result<String, String> {
    let held: Vec<_> = journal.with(|ledger| {
        let matching = ledger
            .held
            .iter()
            .filter(|((_, held, _), _)| held.as_str() == key);
        matching
            .map(|(key, held)| (key.clone(), held.clone()))
            .collect()
    });
    if held.is_empty() {
        return Err(format!("nothing is held for {key}"));
    }
    for ((registry, key, action), held) in held {
        let entry = Entry::Held {
            state: State::Closed,
            registry,
            key,
            action,
            fingerprint: held.fingerprint,
            reason: "a person said to try again".to_owned(),
        };
        journal.note(entry).map_err(|error| error.to_string())?;
    }
    Ok(format!("The next apply tries {key} again."))
}
