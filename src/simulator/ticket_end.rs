//! How tickets move: by their own clock, when their owner closes them, and when a test says so.

use serde::Deserialize;
use serde_json::{Value, json};

use jiff::{SignedDuration, Timestamp};

use crate::model::{NetHandle, NetType};

use super::answer::Detail;
use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::messages::{self, Draft};
use super::options::SimulatorError;
use super::read_ticket::{self, SentTicket};
use super::refusal::{Component, Refusal, settle};
use super::state::{Change, Effect, State, Ticket};
use super::{answer_ticket, date, org, reassign, reports, tickets};

/// How long a ticket that was told its status waits for the next word.
const HELD: SignedDuration = SignedDuration::from_hours(24 * 365 * 100);

const RESOLUTIONS: &[&str] = &[
    "ACCEPTED",
    "DENIED",
    "ABANDONED",
    "ANSWERED",
    "PROCESSED",
    "DUPLICATE",
    "WITHDRAWN",
    "UNSUCCESSFUL",
    "OTHER",
];

/// Ends every ticket that is due, and forgets those that are no longer kept. Called before anything is looked at.
pub(super) fn advance(books: &mut Books) -> Result<(), Refusal> {
    while let Some(ticket) = books.state.due(books.now()).cloned() {
        let at = ticket.due;
        let batch = ended(books, ticket, "CLOSED", at, Vec::new());
        books.keep(batch)?;
    }
    let expired = books.state.expired(books.now());
    if !expired.is_empty() {
        books.keep(expired.into_iter().map(Change::TicketGone).collect())?;
    }
    Ok(())
}

/// What the end of an open ticket changes. The drafts come before the messages that the end itself brings.
fn ended(
    books: &Books,
    ticket: Ticket,
    status: &str,
    at: Timestamp,
    mut drafts: Vec<Draft>,
) -> Vec<Change> {
    let (resolution, mut batch, made) = outcome(books, &ticket);
    drafts.extend(made);
    let stamp = date::stamp(at);
    let mut after = messages::last(&books.state, &ticket.number);
    for draft in drafts {
        let (id, change) = draft.on(&ticket.number, after, &stamp);
        after = id;
        batch.push(change);
    }
    batch.push(Change::Ticket(Box::new(Ticket {
        status: status.to_owned(),
        resolution: Some(resolution),
        updated: stamp.clone(),
        resolved: Some(stamp),
        closed_at: (status == "CLOSED").then_some(at),
        ..ticket
    })));
    batch
}

fn outcome(books: &Books, ticket: &Ticket) -> (String, Vec<Change>, Option<Draft>) {
    let ends = ticket.ends.clone();
    if !matches!(ends.as_str(), "ACCEPTED" | "PROCESSED" | "ANSWERED") {
        return (ends, Vec::new(), None);
    }
    let (parent, kind, sent) = match &ticket.effect {
        Effect::Delete(handle) => return (ends, removed(&books.state, handle), None),
        Effect::Report(report) => {
            let draft = reports::written(books, ticket, report);
            return (ends, Vec::new(), Some(draft));
        }
        Effect::CreateOrg(sent) => {
            return match org::make(books, sent) {
                Ok(made) => (ends, org::changes(&books.state, made), None),
                Err(_) => ("DENIED".to_owned(), Vec::new(), None),
            };
        }
        Effect::Reassign(parent, sent) => (parent, NetType::Reassignment, sent),
        Effect::Reallocate(parent, sent) => (parent, NetType::Reallocation, sent),
    };
    let everyone = Caller::everyone(&books.state);
    let asked = reassign::Asked {
        parent: parent.as_str(),
        kind,
        sent,
        ticket: Some(&ticket.number),
    };
    match reassign::make(books, &everyone, &asked) {
        Ok(made) => (ends, made.changes(), None),
        Err(_) => ("DENIED".to_owned(), Vec::new(), None),
    }
}

/// A net and all below it, the deepest first.
pub(super) fn removed(state: &State, handle: &NetHandle) -> Vec<Change> {
    state
        .descendants(handle)
        .into_iter()
        .chain([handle.clone()])
        .map(Change::NetGone)
        .collect()
}

/// `PUT /rest/ticket/{no}`: everything is echoed, and the status goes from RESOLVED to CLOSED.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    number: &str,
    body: &[u8],
    detail: Detail,
) -> Result<Reply, Refusal> {
    let live = tickets::authorized(&books.state, caller, number)?.clone();
    let sent = read_ticket::ticket(body)?;
    let status = sent.status.as_deref().map(str::trim).unwrap_or_default();
    closable(&live, status)?;
    let mut wrong = Vec::new();
    echoed(&live, &sent, &mut wrong);
    settle(wrong)?;
    close(books, live, detail)
}

/// `PUT /rest/ticket/{no}/ticketStatus/{status}`.
pub(super) fn put_status(
    books: &mut Books,
    caller: &Caller,
    number: &str,
    status: &str,
    detail: Detail,
) -> Result<Reply, Refusal> {
    let live = tickets::authorized(&books.state, caller, number)?.clone();
    closable(&live, status)?;
    close(books, live, detail)
}

/// Only a resolved ticket can be closed, and nothing else can be done (reference 2.12; on a closed one 1.6).
fn closable(live: &Ticket, status: &str) -> Result<(), Refusal> {
    match (live.status.as_str(), status) {
        ("RESOLVED", "CLOSED") => Ok(()),
        ("CLOSED", _) => Err(Refusal::bad_request("The ticket is closed.")),
        _ => Err(Refusal::bad_request(
            "The only status that can be set is CLOSED, on a RESOLVED ticket.",
        )),
    }
}

fn echoed(live: &Ticket, sent: &SentTicket, wrong: &mut Vec<Component>) {
    let held = [
        ("ticketNo", &sent.number, Some(live.number.clone())),
        ("createdDate", &sent.created, Some(live.created.clone())),
        ("updatedDate", &sent.updated, Some(live.updated.clone())),
        ("resolvedDate", &sent.resolved, live.resolved.clone()),
        ("closedDate", &sent.closed, live.closed()),
        ("webTicketType", &sent.kind, Some(live.kind.clone())),
        (
            "webTicketResolution",
            &sent.resolution,
            live.resolution.clone(),
        ),
        ("shared", &sent.shared, Some("false".to_owned())),
        (
            "orgHandle",
            &sent.org,
            live.org.as_ref().map(ToString::to_string),
        ),
    ];
    for (name, given, held) in held {
        if *given != held {
            wrong.push(Component::fixed(name));
        }
    }
}

fn close(books: &mut Books, live: Ticket, detail: Detail) -> Result<Reply, Refusal> {
    if detail == Detail::Messages {
        messages::fit(&books.state, &[&live], &books.options)?;
    }
    let now = books.now();
    let closed = Ticket {
        status: "CLOSED".to_owned(),
        updated: date::stamp(now),
        closed_at: Some(now),
        ..live
    };
    books.keep(vec![Change::Ticket(Box::new(closed.clone()))])?;
    let body = answer_ticket::ticket(&books.state, &closed, detail);
    Ok(Reply::xml(200, body))
}

/// What a test tells a ticket.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    status: Option<String>,
    resolution: Option<String>,
    message: Option<String>,
    #[serde(default)]
    attachments: Vec<ToldFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldFile {
    filename: String,
    text: String,
}

/// `PUT /_sim/tickets/{no}`: the registry's staff at work. A status that a ticket was told stays until the next.
pub(super) fn tell(books: &mut Books, number: &str, text: &str) -> Result<Value, SimulatorError> {
    let mistake = |text: String| SimulatorError::Edit(text);
    let told: Told = serde_json::from_str(text).map_err(|error| mistake(error.to_string()))?;
    advance(books).map_err(|refusal| mistake(refusal.message))?;
    let live = books.state.tickets.get(number).cloned();
    let mut live = live.ok_or_else(|| mistake(format!("no ticket has the number {number}")))?;
    let unknown = |word: &Option<String>, known: &[&str]| {
        word.as_deref().is_some_and(|word| !known.contains(&word))
    };
    if unknown(&told.status, tickets::STATUSES) || unknown(&told.resolution, RESOLUTIONS) {
        return Err(mistake(
            "the status or the resolution is not known".to_owned(),
        ));
    }
    let files = told.attachments.into_iter();
    let files: Vec<_> = files
        .map(|file| (file.filename, file.text.into_bytes()))
        .collect();
    let said = told.message.is_some() || !files.is_empty();
    let draft = said.then(|| Draft {
        text: told
            .message
            .iter()
            .flat_map(|text| text.lines().map(str::to_owned))
            .collect(),
        files,
        ..Draft::default()
    });
    let open = live.is_open();
    if let Some(resolution) = told.resolution {
        if open {
            live.ends = resolution;
        } else {
            live.resolution = Some(resolution);
        }
    }
    let now = books.now();
    let batch = match told.status.as_deref() {
        Some(end @ ("RESOLVED" | "CLOSED")) if open => {
            ended(books, live, end, now, draft.into_iter().collect())
        }
        Some(_)
            if live.status == "CLOSED" || (!open && told.status.as_deref() != Some("CLOSED")) =>
        {
            return Err(mistake(format!("ticket {number} has ended")));
        }
        status => moved(books, live, status, draft),
    };
    books.commit(batch)?;
    Ok(json!({ "ticket": number }))
}

/// What a word that ends nothing changes.
fn moved(books: &Books, live: Ticket, status: Option<&str>, draft: Option<Draft>) -> Vec<Change> {
    let now = books.now();
    let stamp = date::stamp(now);
    let after = messages::last(&books.state, &live.number);
    let message = draft.map(|draft| draft.on(&live.number, after, &stamp).1);
    let closed = status == Some("CLOSED");
    let ticket = Ticket {
        status: status.unwrap_or(&live.status).to_owned(),
        updated: stamp,
        due: match status {
            Some(_) if !closed => now.checked_add(HELD).unwrap_or(Timestamp::MAX),
            Some(_) | None => live.due,
        },
        closed_at: if closed { Some(now) } else { live.closed_at },
        ..live
    };
    message
        .into_iter()
        .chain([Change::Ticket(Box::new(ticket))])
        .collect()
}
