//! Tickets: they open, and can be read (reference 2.12 and 3.3).

use std::time::Duration;

use super::answer::Detail;
use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::messages::{self, Draft};
use super::options::Options;
use super::refusal::Refusal;
use super::route::TicketQuery;
use super::state::{Change, Effect, State, Ticket};
use super::{answer_ticket, date, handles};

/// The statuses of a ticket (reference 2.12).
pub(super) const STATUSES: &[&str] = &[
    "PENDING_CONFIRMATION",
    "PENDING_REVIEW",
    "PENDING_CUSTOMER_REVIEW",
    "ASSIGNED",
    "IN_PROGRESS",
    "WAIT_LIST",
    "APPROVED",
    "RESOLVED",
    "CLOSED",
];

/// The types of tickets (reference 2.12).
const TYPES: &[&str] = &[
    "ASN_REQUEST",
    "ASSOCIATIONS_REPORT",
    "CREATE_DELEGATED_RESOURCE_CERTIFICATE",
    "CREATE_HOSTED_RESOURCE_CERTIFICATE",
    "CREATE_RESOURCE_CERTIFICATE",
    "CREATE_ROA",
    "CREATE_UPDOWN_RESOURCE_CERTIFICATE",
    "EDIT_BILLING_CONTACT_INFO",
    "EDIT_ORG_NAME",
    "END_USER_IPV4_REQUEST",
    "END_USER_IPV6_REQUEST",
    "IPV4_DETAILED_REASSIGN",
    "IPV4_REALLOCATE",
    "IPV4_SIMPLE_REASSIGN",
    "IPV6_DETAILED_REASSIGN",
    "IPV6_REALLOCATE",
    "IPV6_SIMPLE_REASSIGN",
    "ISP_IPV4_REQUEST",
    "ISP_IPV6_REQUEST",
    "MEMBERSHIP_REQUEST",
    "NET_DELETE_REQUEST",
    "ORG_CREATE",
    "ORG_RECOVERY",
    "PAID_MEMBERSHIP_REQUEST",
    "POC_RECOVERY",
    "PSP_REQUEST",
    "QUESTION",
    "REASSIGNMENT_REPORT",
    "TRANSFER_LISTING_SERVICE",
    "TRANSFER_PREAPPROVAL",
    "TRANSFER_RECIPIENT_82",
    "TRANSFER_RECIPIENT_83",
    "TRANSFER_RECIPIENT_84",
    "TRANSFER_SOURCE_83",
    "TRANSFER_SOURCE_84",
    "UPDATE_UPDOWN_IDENTITY",
    "UPDOWN_IDENTITY_EXCHANGE",
    "USER_REASSIGNMENT_REPORT",
    "WHOWAS_ACCESS",
    "WHOWAS_REPORT",
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
    /// What was said with the request.
    pub(super) messages: Vec<Draft>,
}

/// Opens a ticket.
pub(super) fn open(
    books: &mut Books,
    caller: &Caller,
    wanted: Wanted<'_>,
) -> Result<Ticket, Refusal> {
    let Wanted {
        kind,
        effect,
        delay,
        ends,
        messages,
    } = wanted;
    let now = books.now();
    let about = match &effect {
        Effect::Delete(handle) | Effect::Reassign(handle, _) | Effect::Reallocate(handle, _) => {
            books.state.nets.get(handle)
        }
        Effect::Report(report) => report.about(&books.state),
        Effect::CreateOrg(_) => None,
    };
    let org = about.and_then(|net| {
        let above = books.state.parent_of(net);
        net.org
            .clone()
            .or_else(|| above.and_then(|above| above.org.clone()))
    });
    // Staff looks at a new org first, and its ticket is shared with the org that asked (reference 2.5).
    let (status, org) = match effect {
        Effect::CreateOrg(_) => ("PENDING_REVIEW", caller.orgs().first().cloned()),
        Effect::Delete(_) | Effect::Reassign(..) | Effect::Reallocate(..) | Effect::Report(_) => {
            ("IN_PROGRESS", org)
        }
    };
    let stamp = date::stamp(now);
    let ticket = Ticket {
        number: handles::ticket(&books.state, &date::day(now)),
        kind: kind.to_owned(),
        status: status.to_owned(),
        resolution: None,
        org,
        account: caller.orgs().clone(),
        owner: caller.key().to_owned(),
        created: stamp.clone(),
        updated: stamp.clone(),
        resolved: None,
        closed_at: None,
        due: now.checked_add(delay).unwrap_or(now),
        ends: ends.to_owned(),
        effect,
    };
    let mut batch = vec![Change::Ticket(Box::new(ticket.clone()))];
    batch.extend(messages::first(messages, &ticket.number, &stamp));
    books.keep(batch)?;
    Ok(ticket)
}

fn visible(caller: &Caller, ticket: &Ticket) -> bool {
    ticket.owner == caller.key() || ticket.account.iter().any(|org| caller.holds(org))
}

/// A ticket by number, and its authority.
pub(super) fn authorized<'a>(
    state: &'a State,
    caller: &Caller,
    number: &str,
) -> Result<&'a Ticket, Refusal> {
    let ticket = state
        .tickets
        .get(number)
        .ok_or_else(|| Refusal::not_found("The ticket"))?;
    if visible(caller, ticket) {
        Ok(ticket)
    } else {
        Err(Refusal::no_authority())
    }
}

/// `GET /rest/ticket/{no}` and `/summary`.
pub(super) fn get(
    state: &State,
    caller: &Caller,
    number: &str,
    detail: Detail,
    options: &Options,
) -> Result<Reply, Refusal> {
    let ticket = authorized(state, caller, number)?;
    if detail == Detail::Messages {
        messages::fit(state, &[ticket], options)?;
    }
    let body = answer_ticket::ticket(state, ticket, detail);
    Ok(Reply::xml(200, body))
}

/// `GET /rest/ticket;ticketType={t};ticketStatus={s}` and the same of `/rest/ticket/summary`.
pub(super) fn list(
    state: &State,
    caller: &Caller,
    query: &TicketQuery,
    detail: Detail,
    options: &Options,
) -> Result<Reply, Refusal> {
    if query.kind.is_none() && query.status.is_none() {
        return Err(Refusal::bad_request(
            "A ticketType or a ticketStatus is needed.",
        ));
    }
    let status = query.status.as_deref().unwrap_or("ANY");
    let kind = query.kind.as_deref().unwrap_or("ANY");
    let asked = |status: &str| STATUSES.contains(&status) || matches!(status, "ANY" | "ANY_OPEN");
    if !asked(status) || !(TYPES.contains(&kind) || kind == "ANY") {
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
    if detail == Detail::Messages {
        messages::fit(state, &found, options)?;
    }
    let body = answer_ticket::tickets(state, &found, detail);
    Ok(Reply::xml(200, body))
}
