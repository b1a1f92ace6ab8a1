//! Sends a write once, and says what the reply means for its step (write protocol, section 2).

use super::asked::replied;
use super::client::Client;
use super::reply::{RegistryError, WriteReply, classify, classify_ticketed};
use super::wire::{CustomerPayload, NetPayload, TicketPayload};
use super::work::Work;
use crate::http::{Response, WireFailure, WriteRequest};
use crate::journal::Intent;
use crate::model::{Class, Incarnation, Place, Reply};
use crate::registry::Sent;

/// Sends.
pub(super) async fn send(
    client: &Client,
    work: &Work,
    write: WriteRequest,
    intent: Intent,
) -> Sent {
    let response = match client.write(write, intent).await {
        Ok(response) => response,
        Err(WireFailure::Unsent { reason }) => return Sent::plain(Class::Unsent, reason),
        Err(failure) => return Sent::plain(Class::Uncertain, failure.to_string()),
    };
    let sent = match work {
        Work::Reassign { place, .. } => reassigned(client, place, &response).await,
        Work::DeleteNet { .. } => of(classify_ticketed(&response), &response, work, |_| Ok(None)),
        Work::ModifyNet { net, .. } => of(
            classify::<NetPayload>(&response),
            &response,
            work,
            |payload| same(payload.incarnation(), net),
        ),
        Work::CreateCustomer { .. } => of(
            classify::<CustomerPayload>(&response),
            &response,
            work,
            |payload| {
                payload
                    .incarnation()
                    .map(Some)
                    .ok_or("the reply names no registration date")
            },
        ),
        Work::ModifyCustomer { customer, .. } => of(
            classify::<CustomerPayload>(&response),
            &response,
            work,
            |payload| same(payload.incarnation(), customer),
        ),
        Work::DeleteCustomer { .. } => of(
            classify::<CustomerPayload>(&response),
            &response,
            work,
            |_| Ok(None),
        ),
        Work::Asked(asked) => of(replied(asked, &response), &response, work, |_| Ok(None)),
        Work::Adopt { .. } => Sent::plain(Class::Unsent, "an adopt sends nothing"),
    };
    let reply = Reply {
        status: Some(response.status),
        server_date: response.date.clone(),
        ..sent.reply
    };
    Sent { reply, ..sent }
}

/// A modify answers with the object; with another one, nothing is known.
fn same(
    found: Option<Incarnation>,
    meant: &Incarnation,
) -> Result<Option<Incarnation>, &'static str> {
    match found {
        Some(found) if found.same(meant) => Ok(Some(found)),
        Some(_) | None => Err("the reply names another object"),
    }
}

async fn reassigned(client: &Client, place: &Place, response: &Response) -> Sent {
    let classified = classify_ticketed(response);
    let WriteReply::Done(net) = classified else {
        return unlike(classified, response, true, false);
    };
    if net.parent.as_ref() != Some(&place.parent) || net.range() != Some(place.range) {
        return Sent::plain(Class::Uncertain, "the reply names another place");
    }
    if let Some(incarnation) = net.incarnation() {
        return done(Some(incarnation));
    }
    // The reply says that it was done, but not enough to own it by: one read completes it.
    let nets = client.nets_by_range(place.range).await.unwrap_or_default();
    let here = nets
        .iter()
        .find(|found| found.parent.as_ref() == Some(&place.parent) && found.handle == net.handle);
    match here.and_then(NetPayload::incarnation) {
        Some(incarnation) => done(Some(incarnation)),
        None => Sent::plain(
            Class::Uncertain,
            "the reply names no recipient or no registration date",
        ),
    }
}

fn of<T>(
    reply: WriteReply<T>,
    response: &Response,
    work: &Work,
    incarnation: impl FnOnce(&T) -> Result<Option<Incarnation>, &'static str>,
) -> Sent {
    match &reply {
        WriteReply::Done(object) => match incarnation(object) {
            Ok(incarnation) => done(incarnation),
            Err(why) => Sent::plain(Class::Uncertain, why),
        },
        WriteReply::Ticketed { .. }
        | WriteReply::Refused(_)
        | WriteReply::Busy { .. }
        | WriteReply::Uncertain { .. } => {
            let unsettleable = matches!(work, Work::CreateCustomer { .. });
            unlike(reply, response, false, unsettleable)
        }
    }
}

/// Every reply but a plain yes. `create`: a refusal is open to doubt, since a proxy may have replayed the
/// request. `unsettleable`: an outage means busy, since no reading could ever tell.
fn unlike<T>(reply: WriteReply<T>, response: &Response, create: bool, unsettleable: bool) -> Sent {
    match reply {
        WriteReply::Done(_) => done(None),
        WriteReply::Ticketed { ticket, net: _ } => ticketed(*ticket),
        WriteReply::Busy { again_in } => Sent {
            again_in,
            ..Sent::plain(Class::Busy, "the registry asks to slow down (429)")
        },
        WriteReply::Uncertain { why, outage } if outage && unsettleable => Sent {
            again_in: response.asked_wait(),
            ..Sent::plain(Class::Busy, why)
        },
        WriteReply::Uncertain { why, .. } => Sent::plain(Class::Uncertain, why),
        WriteReply::Refused(error) => refused(error, create),
    }
}

fn refused(error: RegistryError, create: bool) -> Sent {
    let unauthenticated = error.is_not_authenticated();
    let linked = error.code == "E_NOT_REMOVEABLE";
    // An echo of our own write shows as an overlap, or as an object that is not there; a refused schema or a
    // missing authority can not be one.
    let echo = if create {
        matches!(error.status, 400 | 409) && error.code != "E_SCHEMA_VALIDATION" && !unauthenticated
    } else {
        error.is_absent()
    };
    let mut message = error.message.clone();
    for remark in &error.additional {
        message.push_str(" · ");
        message.push_str(remark);
    }
    Sent {
        code: Some(error.code),
        components: error.components,
        doubtful: echo,
        linked,
        unauthenticated,
        ..Sent::plain(Class::Refused, message)
    }
}

fn done(incarnation: Option<Incarnation>) -> Sent {
    Sent {
        message: None,
        reply: Reply {
            incarnation,
            ..Reply::default()
        },
        ..Sent::plain(Class::Done, "")
    }
}

fn ticketed(ticket: TicketPayload) -> Sent {
    let reply = Reply {
        ticket: Some(ticket.number),
        ..Reply::default()
    };
    Sent {
        reply,
        ..Sent::plain(Class::Ticketed, format!("ticket status {}", ticket.status))
    }
}
