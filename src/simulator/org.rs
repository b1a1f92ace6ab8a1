//! Rules for orgs (reference 2.5 and 3.5).

use super::auth::{self, Caller};
use super::books::Books;
use super::desk::Twist;
use super::exchange::Reply;
use super::options::{Dialect, Options};
use super::org_body::{self, SentOrg};
use super::refusal::{Component, Refusal, settle};
use super::registrant::OrgRecord;
use super::state::{Change, Effect, Org, State};
use super::{answer, answer_registrant, answer_ticket, handles, net, org_links, place, tickets};

/// An org of a handle that the caller has authority over.
pub(super) fn authorized<'a>(
    state: &'a State,
    caller: &Caller,
    handle: &str,
) -> Result<&'a Org, Refusal> {
    let org = state
        .org(handle)
        .ok_or_else(|| Refusal::not_found("The organization"))?;
    if caller.holds(&org.handle) {
        Ok(org)
    } else {
        Err(Refusal::no_authority())
    }
}

/// The answer that is an org.
pub(super) fn shown(org: &Org, dialect: Dialect) -> Reply {
    Reply::xml(200, answer_registrant::org(org, dialect))
}

/// `GET /rest/org/{handle}`.
pub(super) fn get(
    state: &State,
    caller: &Caller,
    handle: &str,
    dialect: Dialect,
) -> Result<Reply, Refusal> {
    let org = authorized(state, caller, handle)?;
    Ok(shown(org, dialect))
}

/// `POST /rest/org`: staff looks at it first, so the reply is a ticket, and says nothing of the new handle.
pub(super) fn post(
    books: &mut Books,
    caller: &Caller,
    body: &[u8],
    twist: &Twist,
) -> Result<Reply, Refusal> {
    let sent = org_body::org(body, books.options.dialect)?;
    make(books, &sent)?;
    let (delay, resolution) = match twist {
        Twist::Ticket { delay, resolution } => (*delay, resolution.as_deref()),
        Twist::None | Twist::Partial => (books.options.ticket_delay, None),
    };
    let wanted = tickets::Wanted {
        kind: "ORG_CREATE",
        effect: Effect::CreateOrg(Box::new(sent)),
        delay,
        ends: resolution.unwrap_or("ACCEPTED"),
        messages: Vec::new(),
    };
    let ticket = tickets::open(books, caller, wanted)?;
    let body = answer_ticket::ticket(&books.state, &ticket, answer::Detail::Summary);
    Ok(Reply::xml(200, body))
}

/// `POST /rest/net/{parent}/org`: gone since 2020; the old documents make the recipient at once (reference 3.2).
pub(super) fn post_recipient(
    books: &mut Books,
    caller: &Caller,
    parent: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let dialect = books.options.dialect;
    if dialect == Dialect::Current {
        return Err(Refusal::method());
    }
    net::parent(&books.state, caller, parent)?;
    let made = make(books, &org_body::org(body, dialect)?)?;
    let reply = shown(&made, dialect);
    let batch = changes(&books.state, made);
    books.keep(batch)?;
    Ok(reply)
}

/// What a new org changes.
pub(super) fn changes(state: &State, made: Org) -> Vec<Change> {
    let mut batch = auth::joined(state, &made);
    batch.push(Change::Org(Box::new(made)));
    batch
}

/// `PUT /rest/org/{handle}`.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let live = authorized(&books.state, caller, handle)?.clone();
    let sent = org_body::org(body, books.options.dialect)?;
    let changed = changed(books, &live, &sent)?;
    let reply = shown(&changed, books.options.dialect);
    books.keep(vec![Change::Org(Box::new(changed))])?;
    Ok(reply)
}

/// `DELETE /rest/org/{handle}`: the reply shows the record as it was.
pub(super) fn delete(books: &mut Books, caller: &Caller, handle: &str) -> Result<Reply, Refusal> {
    let live = authorized(&books.state, caller, handle)?.clone();
    removable(&books.state, &live)?;
    books.keep(vec![Change::OrgGone(live.handle.clone())])?;
    Ok(shown(&live, books.options.dialect))
}

/// Whether an org can go: it holds no net, and no customer hangs on it.
pub(super) fn removable(state: &State, org: &Org) -> Result<(), Refusal> {
    let mut nets = state.nets.values();
    let net = nets.find(|net| net.org.as_ref() == Some(&org.handle));
    let mut customers = state.customers.values();
    let customer = customers.find(|customer| customer.org == org.handle);
    let linked = net.map_or_else(
        || customer.map(|customer| format!("customer {}", customer.handle)),
        |net| Some(format!("network {}", net.handle)),
    );
    linked.map_or(Ok(()), |to| {
        Err(Refusal::linked(format!(
            "The organization is linked to {to} and can not be removed."
        )))
    })
}

/// A new org by every rule.
pub(super) fn make(books: &Books, sent: &SentOrg) -> Result<Org, Refusal> {
    let mut wrong = Vec::new();
    for (name, value) in [
        ("handle", &sent.handle),
        ("registrationDate", &sent.registered),
    ] {
        if value.is_some() {
            wrong.push(Component::new(name, "Must not be given on create."));
        }
    }
    if sent.name.is_none() {
        wrong.push(Component::required("orgName"));
    }
    let record = record(sent, &books.options, &mut wrong);
    let links = org_links::checked(
        &books.state,
        sent.links.as_deref().unwrap_or_default(),
        &mut wrong,
    );
    settle(wrong)?;
    let (Some(name), Some(record)) = (sent.name.as_deref().map(str::trim), record) else {
        return Err(Refusal::unspecified());
    };
    let mut made = Org {
        handle: handles::org(&books.state, name).ok_or_else(Refusal::unspecified)?,
        name: name.to_owned(),
        admin: None,
        tech: Vec::new(),
        abuse: Vec::new(),
        accepts: sent.accepts.unwrap_or(true),
        record: OrgRecord {
            registered: books.stamp(),
            ..record
        },
    };
    made.set_links(links);
    Ok(made)
}

/// The org as a payload changes it: system fields and names must come back as they were.
pub(super) fn changed(books: &Books, live: &Org, sent: &SentOrg) -> Result<Org, Refusal> {
    let held = &live.record;
    let mut wrong = Vec::new();
    for (name, given, held) in [
        ("handle", &sent.handle, Some(live.handle.as_str())),
        (
            "registrationDate",
            &sent.registered,
            Some(held.registered.as_str()),
        ),
        ("orgName", &sent.name, Some(live.name.as_str())),
        ("dbaName", &sent.dba_name, held.dba_name.as_deref()),
    ] {
        if given.as_deref() != held {
            wrong.push(Component::fixed(name));
        }
    }
    let record = record(sent, &books.options, &mut wrong);
    let links = sent
        .links
        .as_ref()
        .map(|links| org_links::checked(&books.state, links, &mut wrong));
    settle(wrong)?;
    let mut changed = Org {
        // A full replace: what is left out is back at its default (reference 0.5). What the old documents do
        // not know stays.
        accepts: match books.options.dialect {
            Dialect::Current => sent.accepts.unwrap_or(true),
            Dialect::Legacy => live.accepts,
        },
        record: OrgRecord {
            registered: held.registered.clone(),
            others: held.others.clone(),
            ..record.ok_or_else(Refusal::unspecified)?
        },
        ..live.clone()
    };
    if let Some(links) = links {
        changed.set_links(links);
    }
    Ok(changed)
}

/// What a payload says beside the names and the links, checked. What is wrong is added to `wrong`.
fn record(sent: &SentOrg, options: &Options, wrong: &mut Vec<Component>) -> Option<OrgRecord> {
    let before = wrong.len();
    let place = place::checked(&sent.place, options, wrong);
    net::lines("comment", &sent.comment, wrong);
    let trimmed = |text: &Option<String>| text.as_deref().map(str::trim).map(str::to_owned);
    let url = trimmed(&sent.url);
    if url.as_deref().is_some_and(|url| !is_server(url)) {
        wrong.push(Component::new(
            "orgUrl",
            "An RWhois server as host and port, not a web page.",
        ));
    }
    if wrong.len() > before {
        return None;
    }
    Some(OrgRecord {
        dba_name: trimmed(&sent.dba_name),
        tax_id: trimmed(&sent.tax_id),
        url,
        place: place?,
        comment: sent.comment.clone(),
        ..OrgRecord::default()
    })
}

/// Whether a text is a host and a port (reference 2.5).
fn is_server(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| {
        let digits = port.bytes().all(|b| b.is_ascii_digit());
        super::poc_parts::is_host(host) && digits && port.parse::<u16>().is_ok()
    })
}
