//! Rules for deleting nets (reference 3.2 and 4).

use crate::model::NetType;

use super::auth::Caller;
use super::books::Books;
use super::desk::Twist;
use super::exchange::Reply;
use super::read;
use super::refusal::{Refusal, settle};
use super::state::{Change, Effect, Net};
use super::tickets::Wanted;
use super::{answer, answer_ticket, messages, net, tickets};

/// `DELETE /rest/net/{handle}`, and with a body `PUT /rest/net/{handle}/remove`.
pub(super) fn delete(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    body: Option<&[u8]>,
    twist: &Twist,
) -> Result<Reply, Refusal> {
    let live = net::authorized(&books.state, caller, handle)?.clone();
    let mut messages = Vec::new();
    if let Some(body) = body {
        let sent = read::net(body)?;
        let mut wrong = Vec::new();
        messages = messages::drafts_into(&sent.messages, &mut wrong);
        if books.options.remove_compares {
            net::echoed(&live, &sent, &mut wrong);
        }
        settle(wrong)?;
    }
    removable(books, &live)?;
    let delayed = match twist {
        Twist::Ticket { delay, resolution } => Some((*delay, resolution.as_deref())),
        Twist::None | Twist::Partial => None,
    };
    if delayed.is_some() || books.state.has_children(&live.handle) {
        let (delay, resolution) = delayed.unwrap_or((books.options.ticket_delay, None));
        let wanted = Wanted {
            kind: "NET_DELETE_REQUEST",
            effect: Effect::Delete(live.handle.clone()),
            delay,
            ends: resolution.unwrap_or("PROCESSED"),
            messages,
        };
        let ticket = tickets::open(books, caller, wanted)?;
        return Ok(Reply::xml(200, answer_ticket::ticketed(&ticket)));
    }
    books.keep(vec![Change::NetGone(live.handle.clone())])?;
    Ok(Reply::xml(200, answer::ticketed_net(&live, None)))
}

/// Whether a net can be deleted at all.
pub(super) fn removable(books: &Books, live: &Net) -> Result<(), Refusal> {
    match live.kind {
        NetType::Reassignment | NetType::Reallocation => {}
        NetType::DirectAllocation | NetType::Other(_) => {
            return Err(Refusal::bad_request(
                "Only reassigned and reallocated networks can be removed.",
            ));
        }
    }
    match books.state.open_delete(&live.handle) {
        None => Ok(()),
        Some(ticket) => Err(Refusal::linked(format!(
            "The removal of the network is under way in ticket {}.",
            ticket.number
        ))),
    }
}
