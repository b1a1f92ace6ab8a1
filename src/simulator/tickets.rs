//! Tickets: they open, stay open for a while, and end (reference 2.12 and 3.3).

use std::time::Duration;

use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::refusal::Refusal;
use super::route::TicketQuery;
use super::state::{Change, Effect, State, Ticket};
use super::{answer, date, handles, org, reassign};

const STATUSES: &[&str] = &[
    "PENDING_CONFIRMATION",
    "PENDING_REVIEW",
    "PENDING_CUSTOMER_REVIEW",
    "ASSIGNED",
    "IN_PROGRESS",
    "WAIT_LIST",
    "APPROVED",
    "RESOLVED",
    "CLOSED",
    "ANY",
    "ANY_OPEN",
];

/// A ticket to open.
pub(super) struct Wanted<'a> {
    /// Its type: `NET_DELETE_REQUEST`.
    pub(super) kind: &'a str,
    /// What happens when it ends well.
    pub(super) effect: Effect,
    /// How long it stays open.
    pub(super) delay: Duration,
    /// How it ends.
    pub(super) ends: &'a str,
}

/// Opens a ticket; the reply is the ticket variant of a ticketed request.
pub(super) fn open(
    books: &mut Books,
    caller: &Caller,
    wanted: Wanted<'_>,
) -> Result<Reply, Refusal> {
    let Wanted {
        kind,
        effect,
        delay,
        ends,
    } = wanted;
    let now = books.now();
    let about = match &effect {
        Effect::Delete(handle) | Effect::Reassign(handle, _) => books.state.nets.get(handle),
        Effect::CreateOrg(_) => None,
    };
    let org = about.and_then(|net| {
        let above = books.state.parent_of(net);
        net.org
            .clone()
            .or_else(|| above.and_then(|above| above.org.clone()))
    });
    let stamp = date::stamp(now);
    let ticket = Ticket {
        number: handles::ticket(&books.state, &date::day(now)),
        kind: kind.to_owned(),
        status: "IN_PROGRESS".to_owned(),
        resolution: None,
        org,
        account: caller.orgs().clone(),
        owner: caller.key().to_owned(),
        created: stamp.clone(),
        updated: stamp,
        resolved: None,
        due: now.checked_add(delay).unwrap_or(now),
        ends: ends.to_owned(),
        effect,
    };
    let reply = Reply::xml(200, answer::ticketed_ticket(&ticket));
    books.keep(vec![Change::Ticket(Box::new(ticket))])?;
    Ok(reply)
}

/// Ends every ticket that is due. Called before anything is looked at.
pub(super) fn advance(books: &mut Books) -> Result<(), Refusal> {
    while let Some(ticket) = books.state.due(books.now()).cloned() {
        let (resolution, mut batch) = outcome(books, &ticket);
        let stamp = date::stamp(ticket.due);
        batch.push(Change::Ticket(Box::new(Ticket {
            status: "CLOSED".to_owned(),
            resolution: Some(resolution),
            updated: stamp.clone(),
            resolved: Some(stamp),
            ..ticket
        })));
        books.keep(batch)?;
    }
    Ok(())
}

fn outcome(books: &Books, ticket: &Ticket) -> (String, Vec<Change>) {
    let well = matches!(ticket.ends.as_str(), "ACCEPTED" | "PROCESSED" | "ANSWERED");
    if !well {
        return (ticket.ends.clone(), Vec::new());
    }
    match &ticket.effect {
        Effect::Delete(handle) => (ticket.ends.clone(), removed(&books.state, handle)),
        Effect::Reassign(parent, sent) => {
            let everyone = Caller::everyone(&books.state);
            let asked = reassign::Asked {
                parent: parent.as_str(),
                sent,
                ticket: Some(&ticket.number),
            };
            match reassign::make(books, &everyone, &asked) {
                Ok(made) => (ticket.ends.clone(), made.changes()),
                Err(_) => ("DENIED".to_owned(), Vec::new()),
            }
        }
        Effect::CreateOrg(sent) => match org::make(books, sent) {
            Ok(made) => (ticket.ends.clone(), org::changes(&books.state, made)),
            Err(_) => ("DENIED".to_owned(), Vec::new()),
        },
    }
}

/// A net and all below it, the deepest first.
pub(super) fn removed(state: &State, handle: &crate::model::NetHandle) -> Vec<Change> {
    state
        .descendants(handle)
        .into_iter()
        .chain([handle.clone()])
        .map(Change::NetGone)
        .collect()
}

fn visible(caller: &Caller, ticket: &Ticket) -> bool {
    ticket.owner == caller.key() || ticket.account.iter().any(|org| caller.holds(org))
}

/// `GET /rest/ticket/{no}` and `/summary`.
pub(super) fn get(
    state: &State,
    caller: &Caller,
    number: &str,
    detail: answer::Detail,
) -> Result<Reply, Refusal> {
    let ticket = state
        .tickets
        .get(number)
        .ok_or_else(|| Refusal::not_found("The ticket"))?;
    if visible(caller, ticket) {
        Ok(Reply::xml(200, answer::ticket(ticket, detail)))
    } else {
        Err(Refusal::no_authority())
    }
}

/// `GET /rest/ticket;ticketType={t};ticketStatus={s}` and the same of `/rest/ticket/summary`.
pub(super) fn list(
    state: &State,
    caller: &Caller,
    query: &TicketQuery,
    detail: answer::Detail,
) -> Result<Reply, Refusal> {
    if query.kind.is_none() && query.status.is_none() {
        return Err(Refusal::bad_request(
            "A ticketType or a ticketStatus is needed.",
        ));
    }
    let word = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    let status = query.status.as_deref().unwrap_or("ANY");
    let kind = query.kind.as_deref().unwrap_or("ANY");
    if !STATUSES.contains(&status) || kind.is_empty() || !word(kind) {
        return Err(Refusal::bad_request(
            "The ticketType or the ticketStatus is not known.",
        ));
    }
    let found: Vec<&Ticket> = state
        .tickets
        .values()
        .filter(|ticket| visible(caller, ticket))
        .filter(|ticket| kind == "ANY" || kind == ticket.kind)
        .filter(|ticket| match status {
            "ANY" => true,
            "ANY_OPEN" => ticket.status != "CLOSED",
            status => status == ticket.status,
        })
        .collect();
    Ok(Reply::xml(200, answer::tickets(&found, detail)))
}
