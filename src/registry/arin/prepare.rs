//! Just before a write: the object is read again and compared with what the plan saw, incarnation included
//! (write protocol, section 2). Reads only.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::absence;
use super::client::Client;
use super::grant;
use super::live::same_record;
use super::reply::ReadError;
use super::request;
use super::request::{NewRecipient, Reassignment, RequestError};
use super::view::{CustomerView, NetView, owned_lines};
use super::wire::{CustomerPayload, NetPayload};
use super::work::{Record, Work};
use crate::model::{
    CustomerHandle, Field, Fields, Handle, Incarnation, NetHandle, Place, Range, Reply, Text,
    folded_name,
};
use crate::registry::{Failure, Made, Prepared};

/// Builds the request of a step, or says why it must not be sent.
pub(super) async fn prepare(
    client: &Arc<Client>,
    work: Work,
    made: &Made,
    settle_after: Duration,
) -> Result<Prepared, Failure> {
    match work {
        Work::Object(object) => object.prepare(client).await,
        Work::Asked(asked) => super::asked::prepare(client, &asked).await,
        Work::Adopt { net, name } => adopt(client, &net, &name).await,
        Work::AdoptGrant { net } => adopt_grant(client, &net).await,
        Work::Grant(wanted) => grant::prepare(client, wanted, settle_after).await,
        Work::LinkPocs { made_by, pocs, .. } => grant::link(client, (&made_by, &pocs), made).await,
        Work::CreateCustomer { place, customer } => {
            // A record that no net will use is not made to find that out.
            empty(client, &place, settle_after).await?;
            write(request::create_customer(
                &place.parent,
                &customer.unpacked().create(),
            ))
        }
        Work::Reassign { .. } => reassign(client, work, made, settle_after).await,
        Work::ModifyNet { net, before, after } => modify_net(client, &net, &before, &after).await,
        Work::ModifyCustomer {
            customer,
            before,
            after,
        } => modify_customer(client, &customer, (&before.unpacked(), &after.unpacked())).await,
        Work::DeleteNet {
            net,
            place,
            before,
            below,
            room,
            ..
        } => {
            room_is_free(client, &place, &room).await?;
            grant::nothing_new(client, &net, (&place, below.as_deref())).await?;
            delete_net(client, &net, &place, &before).await
        }
        Work::DeleteCustomer { customer, place } => {
            delete_customer(client, &customer, &place).await
        }
    }
}

/// Nothing is sent, but what we own we will change one day: the recipient must still be the declared one.
async fn adopt(client: &Client, net: &Incarnation, name: &str) -> Result<Prepared, Failure> {
    same_net(client, net)
        .await?
        .ok_or_else(|| gone(&net.handle))?;
    let recipient = net.recipient.as_ref().ok_or_else(|| gone(&net.handle))?;
    let customer = client
        .customer(&customer_handle(recipient)?)
        .await
        .map_err(Failure::from)?;
    let live = CustomerView::of(&customer);
    if folded_name(&live.name) != folded_name(name) {
        let whose = if live.private {
            "a private customer".to_owned()
        } else {
            format!("\"{}\"", live.name)
        };
        return Err(Failure::Stale(format!("{recipient} is {whose} by now")));
    }
    Ok(Prepared::Already(Reply {
        incarnation: Some(net.clone()),
        ..Reply::default()
    }))
}

/// A net of an org: its incarnation names the org.
async fn adopt_grant(client: &Client, net: &Incarnation) -> Result<Prepared, Failure> {
    same_net(client, net)
        .await?
        .ok_or_else(|| gone(&net.handle))?;
    Ok(Prepared::Already(Reply {
        incarnation: Some(net.clone()),
        ..Reply::default()
    }))
}

async fn reassign(
    client: &Client,
    work: Work,
    made: &Made,
    settle_after: Duration,
) -> Result<Prepared, Failure> {
    let Work::Reassign {
        place,
        name,
        comment,
        customer,
        record,
        seen_empty,
    } = work
    else {
        return Err(Failure::Stale("not a reassignment".to_owned()));
    };
    if !seen_empty {
        empty(client, &place, settle_after).await?;
    }
    let to = match record {
        Record::Embedded => NewRecipient::Embedded(Box::new(customer.unpacked().create())),
        Record::Known(handle) => NewRecipient::Customer(handle),
        Record::MadeBy(step) => {
            let handle = made
                .get(&step)
                .and_then(|reply| reply.incarnation.as_ref())
                .map(|made| made.handle.as_str());
            let handle: Option<CustomerHandle> = handle.and_then(|handle| handle.parse().ok());
            let gave_none = || Failure::Stale(format!("{step} gave no customer record"));
            NewRecipient::Customer(handle.ok_or_else(gave_none)?)
        }
    };
    write(request::reassign(&Reassignment {
        parent: place.parent,
        range: place.range,
        to,
        name,
        comment: owned_lines(&comment),
    }))
}

/// Between two reads of a range that one of our own deletes has emptied.
const PAUSE: Duration = Duration::from_millis(500);

/// A read right after a delete of ours may still show what was deleted; it is repeated for a quiet time, not believed.
pub(super) async fn empty(
    client: &Client,
    place: &Place,
    settle_after: Duration,
) -> Result<(), Failure> {
    let begun = tokio::time::Instant::now();
    loop {
        let nets = client
            .nets_by_range(place.range)
            .await
            .map_err(Failure::from)?;
        let here = nets
            .iter()
            .find(|net| net.parent.as_ref() == Some(&place.parent));
        match here {
            None => break,
            Some(_) if begun.elapsed() < settle_after => tokio::time::sleep(PAUSE).await,
            Some(net) => {
                let handle = net
                    .handle
                    .as_ref()
                    .map_or_else(|| "a net".to_owned(), ToString::to_string);
                return Err(Failure::Stale(format!(
                    "{handle} is registered there by now"
                )));
            }
        }
    }
    absence::parent_answers(client, &place.parent).await
}

/// Before a net makes way the rest of the space that is to be taken is asked for with the key: what public lists do not
/// show yet would refuse the create when the net is gone. The registry tells of a net with exactly those addresses.
async fn room_is_free(client: &Client, place: &Place, room: &[Range]) -> Result<(), Failure> {
    for range in room {
        let nets = client.nets_by_range(*range).await.map_err(Failure::from)?;
        let mut here = nets
            .iter()
            .filter(|net| net.parent.as_ref() == Some(&place.parent));
        if let Some(net) = here.next() {
            let handle = net.handle.as_ref();
            let handle = handle.map_or_else(|| "a net".to_owned(), ToString::to_string);
            return Err(Failure::Stale(format!(
                "{handle} is registered at {range}, which is to be taken too"
            )));
        }
    }
    Ok(())
}

async fn modify_net(
    client: &Client,
    net: &Incarnation,
    before: &NetView,
    after: &NetView,
) -> Result<Prepared, Failure> {
    let live = same_net(client, net)
        .await?
        .ok_or_else(|| gone(&net.handle))?;
    let view = NetView::of(&live);
    if view == *after {
        return Ok(Prepared::Already(Reply {
            incarnation: Some(net.clone()),
            ..Reply::default()
        }));
    }
    if view != *before {
        return Err(Failure::Stale(changed(
            &net.handle,
            &before.fields(),
            &view.fields(),
            false,
        )));
    }
    write(request::modify_net(&after.edited(live)))
}

async fn modify_customer(
    client: &Client,
    customer: &Incarnation,
    (before, after): (&CustomerView, &CustomerView),
) -> Result<Prepared, Failure> {
    let live = same_customer(client, customer)
        .await?
        .ok_or_else(|| gone(&customer.handle))?;
    let view = CustomerView::of(&live);
    if view == *after {
        return Ok(Prepared::Already(Reply {
            incarnation: Some(customer.clone()),
            ..Reply::default()
        }));
    }
    if view != *before {
        return Err(Failure::Stale(changed_record(
            &customer.handle,
            before,
            &view,
        )));
    }
    write(request::modify_customer(&after.edited(live)))
}

async fn delete_net(
    client: &Client,
    net: &Incarnation,
    place: &Place,
    before: &NetView,
) -> Result<Prepared, Failure> {
    let Some(live) = same_net(client, net).await? else {
        absence::of_net(client, net, place).await?;
        return Ok(Prepared::Already(Reply::default()));
    };
    let view = NetView::of(&live);
    if view != *before {
        return Err(Failure::Stale(changed(
            &net.handle,
            &before.fields(),
            &view.fields(),
            false,
        )));
    }
    write(Ok(request::delete_net(&net_handle(&net.handle)?)))
}

async fn delete_customer(
    client: &Client,
    customer: &Incarnation,
    place: &Place,
) -> Result<Prepared, Failure> {
    match same_customer(client, customer).await? {
        None => {
            let handle = customer_handle(&customer.handle)?;
            absence::of_record(client, &handle, &place.parent).await?;
            Ok(Prepared::Already(Reply::default()))
        }
        Some(_) => write(Ok(request::delete_customer(&customer_handle(
            &customer.handle,
        )?))),
    }
}

/// The net, if it still is the same incarnation; `None` when it is gone.
async fn same_net(client: &Client, net: &Incarnation) -> Result<Option<NetPayload>, Failure> {
    match client.net(&net_handle(&net.handle)?).await {
        Ok(live)
            if live
                .incarnation()
                .is_some_and(|incarnation| incarnation.same(net)) =>
        {
            Ok(Some(live))
        }
        Ok(live) => Err(other(&net.handle, net, live.incarnation().as_ref())),
        Err(ReadError::Absent) => Ok(None),
        Err(error) => Err(Failure::from(error)),
    }
}

async fn same_customer(
    client: &Client,
    customer: &Incarnation,
) -> Result<Option<CustomerPayload>, Failure> {
    match client.customer(&customer_handle(&customer.handle)?).await {
        Ok(live)
            if live
                .incarnation()
                .is_some_and(|incarnation| same_record(&incarnation, customer)) =>
        {
            Ok(Some(live))
        }
        Ok(live) => Err(other(
            &customer.handle,
            customer,
            live.incarnation().as_ref(),
        )),
        Err(ReadError::Absent) => Ok(None),
        Err(error) => Err(Failure::from(error)),
    }
}

pub(super) fn write(
    request: Result<crate::http::WriteRequest, RequestError>,
) -> Result<Prepared, Failure> {
    request
        .map(Prepared::Write)
        .map_err(|error| Failure::Stale(error.to_string()))
}

fn gone(handle: &Handle) -> Failure {
    Failure::Stale(format!("{handle} is gone"))
}

fn other(handle: &Handle, planned: &Incarnation, live: Option<&Incarnation>) -> Failure {
    let live = live.map_or_else(|| "incomplete".to_owned(), ToString::to_string);
    Failure::Stale(format!(
        "{handle} is no longer the object of the plan: planned {planned}, now {live}"
    ))
}

/// What is not as the plan saw it, field by field. `hidden`: the values are nobody's business.
fn changed(handle: &Handle, planned: &Fields, live: &Fields, hidden: bool) -> String {
    let value = |field: Option<&Field>| match field {
        None => "nothing".to_owned(),
        Some(Field::Text(text)) => format!("\"{text}\""),
        Some(Field::Lines(lines)) => format!("\"{}\"", lines.join(", ")),
    };
    let names: BTreeSet<&str> = planned
        .keys()
        .chain(live.keys())
        .map(Text::as_str)
        .collect();
    let differing: Vec<String> = names
        .into_iter()
        .map(|name| (name, planned.get(name), live.get(name)))
        .filter(|(_, planned, live)| planned != live)
        .map(|(name, planned, live)| {
            if hidden {
                name.to_owned()
            } else {
                let (planned, live) = (value(planned), value(live));
                format!("{name} planned from {planned}, now {live}")
            }
        })
        .collect();
    format!(
        "{handle} has changed since the plan: {}",
        differing.join("; ")
    )
}

/// Names of private customers and where they live are told to nobody (design, section 12).
fn changed_record(handle: &Handle, planned: &CustomerView, live: &CustomerView) -> String {
    let hidden = planned.private || live.private;
    changed(handle, &planned.fields(), &live.fields(), hidden)
}

fn net_handle(handle: &Handle) -> Result<NetHandle, Failure> {
    handle
        .as_str()
        .parse()
        .map_err(|error| Failure::Stale(format!("{error}")))
}

fn customer_handle(handle: &Handle) -> Result<CustomerHandle, Failure> {
    handle
        .as_str()
        .parse()
        .map_err(|error| Failure::Stale(format!("{error}")))
}
