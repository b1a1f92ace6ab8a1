//! Rules for customer records (reference 2.4).

use crate::model::{Country, OrgHandle, Region};

use super::answer;
use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::options::Options;
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
    let country = country(sent, wrong);
    if sent.name.is_none() {
        wrong.push(Component::required("customerName"));
    }
    if sent.street.is_empty() {
        wrong.push(Component::required("streetAddress"));
    }
    net::lines("streetAddress", &sent.street, wrong);
    net::lines("comment", &sent.comment, wrong);
    if let Some(country) = country {
        place(sent, country, options, wrong);
    }
    if wrong.len() > before {
        return None;
    }
    let trimmed = |text: &Option<String>| text.as_deref().map(str::trim).map(str::to_owned);
    Some(Content {
        name: trimmed(&sent.name)?,
        street: sent.street.clone(),
        city: trimmed(&sent.city),
        region: trimmed(&sent.region),
        postal_code: trimmed(&sent.postal_code),
        country: country?,
        comment: sent.comment.clone(),
        private: sent.private,
    })
}

fn country(sent: &SentCustomer, wrong: &mut Vec<Component>) -> Option<Country> {
    let exact = |text: &str, code: fn(Country) -> &'static str, found: Option<Country>| {
        found.filter(|country| code(*country) == text.trim())
    };
    let Some(code2) = &sent.code2 else {
        if let Some(code3) = &sent.code3 {
            let meant = match Country::new(code3) {
                Err(crate::model::AddressError::Country {
                    meant: Some(meant), ..
                }) => Country::new(meant).ok(),
                Ok(_) | Err(_) => None,
            };
            let found = exact(code3, Country::code3, meant);
            if found.is_none() {
                wrong.push(Component::new("code3", "Not a country."));
            }
            return found;
        }
        wrong.push(Component::required("iso3166-1"));
        return None;
    };
    let found = exact(code2, Country::code, Country::new(code2).ok());
    if found.is_none() {
        wrong.push(Component::new("code2", "Not a country."));
    }
    if let (Some(country), Some(code3)) = (found, &sent.code3)
        && country.code3() != code3.trim()
    {
        wrong.push(Component::new("code3", "Does not match code2."));
    }
    found
}

/// City, region and postal code; all three are required in the US and Canada.
fn place(sent: &SentCustomer, country: Country, options: &Options, wrong: &mut Vec<Component>) {
    if country.needs_region() {
        for (name, value) in [
            ("city", &sent.city),
            ("iso3166-2", &sent.region),
            ("postalCode", &sent.postal_code),
        ] {
            if value.is_none() {
                wrong.push(Component::required(name));
            }
        }
    }
    if let Some(region) = &sent.region {
        let known = Region::new(country, region).is_ok_and(|known| known.code() == region.trim());
        if !known {
            wrong.push(Component::new(
                "iso3166-2",
                "Not a subdivision of the country.",
            ));
        }
    }
    if let Some(code) = &sent.postal_code
        && options.strict_postal_codes
        && !postal_code_fits(country, code)
    {
        wrong.push(Component::new("postalCode", "Not in the country's form."));
    }
}

fn postal_code_fits(country: Country, code: &str) -> bool {
    let shape: String = code
        .trim()
        .chars()
        .map(|c| match c {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            other => other,
        })
        .collect();
    match country.code() {
        "US" => matches!(shape.as_str(), "99999" | "99999-9999"),
        "CA" => matches!(shape.as_str(), "A9A 9A9" | "A9A9A9"),
        _ => true,
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
    if caller.holds(&customer.org) {
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
