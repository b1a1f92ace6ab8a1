//! Rules for POCs (reference 2.10 and 3.5).

use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::options::Options;
use super::poc_body::{self, SentContact};
use super::refusal::{Component, Refusal, settle};
use super::registrant::{Contact, Identity, Phone, Poc, Reach};
use super::state::{Change, State};
use super::{answer_registrant, handles, net, place, poc_parts};

/// A POC of a handle that the caller has authority over.
pub(super) fn authorized<'a>(
    state: &'a State,
    caller: &Caller,
    handle: &str,
) -> Result<&'a Poc, Refusal> {
    let poc = state
        .poc(handle)
        .ok_or_else(|| Refusal::not_found("The POC"))?;
    if caller.has(&poc.handle) {
        Ok(poc)
    } else {
        Err(Refusal::no_authority())
    }
}

/// `GET /rest/poc/{handle}`.
pub(super) fn get(state: &State, caller: &Caller, handle: &str) -> Result<Reply, Refusal> {
    let poc = authorized(state, caller, handle)?;
    Ok(Reply::xml(200, answer_registrant::poc(poc)))
}

/// `POST /rest/poc;makeLink={true|false}`: the link is one to the account of the key.
pub(super) fn post(
    books: &mut Books,
    caller: &Caller,
    link: bool,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let sent = poc_body::poc(body)?;
    let mut wrong = Vec::new();
    let made = fresh(books, &sent, &mut wrong);
    settle(wrong)?;
    let made = made.ok_or_else(Refusal::unspecified)?;
    let mut batch = Vec::new();
    if link && let Some(access) = books.state.keys.get(caller.key()) {
        let mut access = access.clone();
        access.pocs.insert(made.handle.clone());
        batch.push(Change::Access(caller.key().to_owned(), access));
    }
    answered(books, made, batch)
}

/// `PUT /rest/poc/{handle}`.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let live = authorized(&books.state, caller, handle)?.clone();
    let sent = poc_body::poc(body)?;
    let changed = changed(&live, &sent, &books.options)?;
    answered(books, changed, Vec::new())
}

/// Keeps a POC and shows it.
pub(super) fn answered(
    books: &mut Books,
    poc: Poc,
    mut batch: Vec<Change>,
) -> Result<Reply, Refusal> {
    let reply = Reply::xml(200, answer_registrant::poc(&poc));
    batch.push(Change::Poc(Box::new(poc)));
    books.keep(batch)?;
    Ok(reply)
}

/// `DELETE /rest/poc/{handle}`: the reply shows the record as it was.
pub(super) fn delete(books: &mut Books, caller: &Caller, handle: &str) -> Result<Reply, Refusal> {
    let live = authorized(&books.state, caller, handle)?.clone();
    removable(&books.state, &live)?;
    books.keep(vec![Change::PocGone(live.handle.clone())])?;
    Ok(Reply::xml(200, answer_registrant::poc(&live)))
}

/// Whether a POC can go: no org and no net names it.
pub(super) fn removable(state: &State, poc: &Poc) -> Result<(), Refusal> {
    let mut orgs = state.orgs.values();
    let org = orgs.find(|org| org.links().iter().any(|link| link.handle == poc.handle));
    let net = state.nets_with(&poc.handle).next();
    let linked = org.map_or_else(
        || net.map(|net| format!("network {}", net.handle)),
        |org| Some(format!("organization {}", org.handle)),
    );
    linked.map_or(Ok(()), |to| {
        Err(Refusal::linked(format!(
            "The POC is linked to {to} and can not be removed."
        )))
    })
}

/// A new POC. What is wrong is added to `wrong`.
pub(super) fn fresh(books: &Books, sent: &SentContact, wrong: &mut Vec<Component>) -> Option<Poc> {
    for (name, value) in [
        ("handle", &sent.handle),
        ("registrationDate", &sent.registered),
    ] {
        if value.is_some() {
            wrong.push(Component::new(name, "Must not be given on create."));
        }
    }
    let (identity, reach) = described(sent, &books.options, wrong)?;
    Some(Poc {
        handle: handles::poc(&books.state, &identity)?,
        identity,
        reach,
        registered: books.stamp(),
        validated: true,
    })
}

/// What a whole description says, checked. What is wrong is added to `wrong`.
pub(super) fn described(
    sent: &SentContact,
    options: &Options,
    wrong: &mut Vec<Component>,
) -> Option<(Identity, Reach)> {
    let identity = identity(sent, wrong);
    let contact = identity.as_ref().map(|identity| identity.contact);
    let reach = reach(sent, contact, options, wrong);
    Some((identity?, reach?))
}

/// The POC as a payload changes it: system fields, type and names must come back as they were.
pub(super) fn changed(live: &Poc, sent: &SentContact, options: &Options) -> Result<Poc, Refusal> {
    let who = &live.identity;
    let mut wrong = Vec::new();
    for (name, given, held) in [
        ("handle", &sent.handle, Some(live.handle.as_str())),
        (
            "registrationDate",
            &sent.registered,
            Some(live.registered.as_str()),
        ),
        ("contactType", &sent.contact_type, Some(who.contact.word())),
        ("firstName", &sent.first_name, who.first_name.as_deref()),
        ("middleName", &sent.middle_name, who.middle_name.as_deref()),
        ("lastName", &sent.last_name, Some(who.last_name.as_str())),
    ] {
        if given.as_deref() != held {
            wrong.push(Component::fixed(name));
        }
    }
    let reach = reach(sent, Some(who.contact), options, &mut wrong);
    settle(wrong)?;
    Ok(Poc {
        reach: reach.ok_or_else(Refusal::unspecified)?,
        ..live.clone()
    })
}

fn identity(sent: &SentContact, wrong: &mut Vec<Component>) -> Option<Identity> {
    let before = wrong.len();
    let contact = match sent.contact_type.as_deref() {
        Some("PERSON") => Some(Contact::Person),
        Some(_) => Some(Contact::Role),
        None => {
            wrong.push(Component::required("contactType"));
            None
        }
    };
    if sent.last_name.is_none() {
        wrong.push(Component::required("lastName"));
    }
    match contact {
        Some(Contact::Person) if sent.first_name.is_none() => {
            wrong.push(Component::required("firstName"));
        }
        Some(Contact::Role) => {
            for (name, value) in [
                ("firstName", &sent.first_name),
                ("middleName", &sent.middle_name),
            ] {
                if value.is_some() {
                    wrong.push(Component::new(name, "A role has no such name."));
                }
            }
        }
        Some(Contact::Person) | None => {}
    }
    if wrong.len() > before {
        return None;
    }
    let trimmed = |text: &Option<String>| text.as_deref().map(str::trim).map(str::to_owned);
    Some(Identity {
        contact: contact?,
        first_name: trimmed(&sent.first_name),
        middle_name: trimmed(&sent.middle_name),
        last_name: trimmed(&sent.last_name)?,
    })
}

fn reach(
    sent: &SentContact,
    contact: Option<Contact>,
    options: &Options,
    wrong: &mut Vec<Component>,
) -> Option<Reach> {
    let before = wrong.len();
    if contact == Some(Contact::Role) && sent.company.is_none() {
        wrong.push(Component::required("companyName"));
    }
    let place = place::checked(&sent.place, options, wrong);
    net::lines("comment", &sent.comment, wrong);
    if sent.emails.is_empty() {
        wrong.push(Component::required("emails"));
    }
    let mut emails: Vec<String> = Vec::new();
    for email in &sent.emails {
        if let Some(email) = poc_parts::email(email, &emails, wrong) {
            emails.push(email);
        }
    }
    let mut phones: Vec<Phone> = Vec::new();
    for phone in &sent.phones {
        let country = place.as_ref().map(|place| place.country);
        if let Some(phone) = poc_parts::phone(phone, country, &phones, wrong) {
            phones.push(phone);
        }
    }
    if wrong.len() == before && !phones.iter().any(|phone| phone.code == "O") {
        wrong.push(Component::new("phones", "An office phone is needed."));
    }
    if wrong.len() > before {
        return None;
    }
    let company = sent.company.as_deref().map(str::trim).map(str::to_owned);
    Some(Reach {
        company,
        place: place?,
        comment: sent.comment.clone(),
        emails,
        phones,
    })
}
