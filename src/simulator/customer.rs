//! Rules for customer records (reference 2.4).

use crate::model::OrgHandle;

use super::answer;
use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::options::Options;
use super::place::{self, SentPlace};
use super::read::{self, SentCustomer};
use super::refusal::{Component, Refusal, settle};
use super::state::{Change, Content, Customer, State};
use super::{handles, net};

/// What a payload says of the content, checked. What is wrong is added to `wrong`.
pub(super) fn content(
    sent: &SentCustomer,
    options: &Options,
    wrong: &mut Vec<Component>,
) -> Option<Content> {
    let before = wrong.len();
    if sent.name.is_none() {
        wrong.push(Component::required("customerName"));
    }
    let place = place::checked(&place_of(sent), options, wrong);
    net::lines("comment", &sent.comment, wrong);
    if wrong.len() > before {
        return None;
    }
    let place = place?;
    Some(Content {
        name: sent.name.as_deref()?.trim().to_owned(),
        street: place.street,
        city: place.city,
        region: place.region,
        postal_code: place.postal_code,
        country: place.country,
        comment: sent.comment.clone(),
        private: sent.private,
    })
}

fn place_of(sent: &SentCustomer) -> SentPlace {
    SentPlace {
        code2: sent.code2.clone(),
        code3: sent.code3.clone(),
        street: sent.street.clone(),
        city: sent.city.clone(),
        region: sent.region.clone(),
        postal_code: sent.postal_code.clone(),
    }
}

/// A new record for an org's customer. What is wrong is added to `wrong`.
pub(super) fn fresh(
    books: &Books,
    sent: &SentCustomer,
    org: &OrgHandle,
    wrong: &mut Vec<Component>,
) -> Option<Customer> {
    for (name, value) in [
        ("handle", &sent.handle),
        ("registrationDate", &sent.registered),
    ] {
        if value.is_some() {
            wrong.push(Component::new(name, "Must not be given on create."));
        }
    }
    if sent
        .parent_org
        .as_deref()
        .is_some_and(|given| given != org.as_str())
    {
        wrong.push(Component::new(
            "parentOrgHandle",
            "Not the organization of the parent network.",
        ));
    }
    let content = content(sent, &books.options, wrong)?;
    let handle = handles::customer(&books.state)?;
    let stamp = books.stamp();
    Some(Customer {
        handle,
        org: org.clone(),
        content,
        registered: stamp.clone(),
        updated: stamp,
    })
}

/// The record as a payload changes it: system fields must come back as they were.
pub(super) fn changed(
    books: &Books,
    live: &Customer,
    sent: &SentCustomer,
    wrong: &mut Vec<Component>,
) -> Option<Customer> {
    let echoes = [
        ("handle", &sent.handle, live.handle.as_str()),
        (
            "registrationDate",
            &sent.registered,
            live.registered.as_str(),
        ),
        ("parentOrgHandle", &sent.parent_org, live.org.as_str()),
    ];
    for (name, given, held) in echoes {
        if given.as_deref() != Some(held) {
            wrong.push(Component::fixed(name));
        }
    }
    let content = content(sent, &books.options, wrong)?;
    Some(Customer {
        content,
        updated: books.stamp(),
        ..live.clone()
    })
}

/// The record of a handle that the caller has authority over.
pub(super) fn authorized<'a>(
    state: &'a State,
    caller: &Caller,
    handle: &str,
) -> Result<&'a Customer, Refusal> {
    let customer = state
        .customer(handle)
        .ok_or_else(|| Refusal::not_found("The customer"))?;
    if caller.serves(state, &customer.org) {
        Ok(customer)
    } else {
        Err(Refusal::no_authority())
    }
}

/// `GET /rest/customer/{handle}`.
pub(super) fn get(state: &State, caller: &Caller, handle: &str) -> Result<Reply, Refusal> {
    let customer = authorized(state, caller, handle)?;
    Ok(Reply::xml(200, answer::customer(customer)))
}

/// `POST /rest/net/{parent}/customer`.
pub(super) fn post(
    books: &mut Books,
    caller: &Caller,
    parent: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let org = net::parent(&books.state, caller, parent)?.1;
    let sent = read::customer(body)?;
    let mut wrong = Vec::new();
    let made = fresh(books, &sent, &org, &mut wrong);
    settle(wrong)?;
    let made = made.ok_or_else(Refusal::unspecified)?;
    let reply = Reply::xml(200, answer::customer(&made));
    books.keep(vec![Change::Customer(Box::new(made))])?;
    Ok(reply)
}

/// `PUT /rest/customer/{handle}`.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let live = authorized(&books.state, caller, handle)?.clone();
    let sent = read::customer(body)?;
    let mut wrong = Vec::new();
    let changed = changed(books, &live, &sent, &mut wrong);
    settle(wrong)?;
    let changed = changed.ok_or_else(Refusal::unspecified)?;
    let reply = Reply::xml(200, answer::customer(&changed));
    books.keep(vec![Change::Customer(Box::new(changed))])?;
    Ok(reply)
}

/// `DELETE /rest/customer/{handle}`: the reply shows the record as it was.
pub(super) fn delete(books: &mut Books, caller: &Caller, handle: &str) -> Result<Reply, Refusal> {
    let live = authorized(&books.state, caller, handle)?.clone();
    removable(&books.state, &live)?;
    books.keep(vec![Change::CustomerGone(live.handle.clone())])?;
    Ok(Reply::xml(200, answer::customer(&live)))
}

/// Whether a record can go: it has no net, and no open ticket will give it one.
pub(super) fn removable(state: &State, live: &Customer) -> Result<(), Refusal> {
    if let Some(net) = state.net_of(&live.handle) {
        return Err(Refusal::linked(format!(
            "The customer is linked to network {net} and can not be removed."
        )));
    }
    match state.promised(&live.handle, None) {
        None => Ok(()),
        Some(ticket) => Err(Refusal::linked(format!(
            "The customer is named by the open ticket {} and can not be removed.",
            ticket.number
        ))),
    }
}
