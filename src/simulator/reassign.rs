//! Rules for reassignments and reallocations (reference 3.2).

use crate::model::{Family, NetType, OrgHandle, Range};

use super::auth::Caller;
use super::books::Books;
use super::desk::Twist;
use super::exchange::Reply;
use super::messages::Draft;
use super::read::{self, SentNet};
use super::refusal::{Component, Refusal, settle};
use super::state::{Change, Customer, Effect, Net, Org};
use super::tickets::Wanted;
use super::{answer, answer_ticket, blocks, customer, handles, messages, net, tickets};

/// A reassignment that is asked for.
pub(super) struct Asked<'a> {
    /// The handle of the parent.
    pub(super) parent: &'a str,
    /// Reassignment or reallocation.
    pub(super) kind: NetType,
    /// The body.
    pub(super) sent: &'a SentNet,
    /// The ticket that is carried out: what it has reserved is its own.
    pub(super) ticket: Option<&'a str>,
}

/// A reassignment that may be made, with the customer that is made for it.
pub(super) struct Made {
    net: Net,
    customer: Option<Customer>,
    messages: Vec<Draft>,
}

impl Made {
    /// The net.
    pub(super) fn net(&self) -> &Net {
        &self.net
    }

    /// What it changes.
    pub(super) fn changes(self) -> Vec<Change> {
        let customer = self.customer.map(|made| Change::Customer(Box::new(made)));
        customer
            .into_iter()
            .chain([Change::Net(Box::new(self.net))])
            .collect()
    }
}

/// `PUT /rest/net/{parent}/reassign` and `/reallocate`.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    (parent, kind): (&str, NetType),
    body: &[u8],
    twist: &Twist,
) -> Result<Reply, Refusal> {
    let above = net::parent(&books.state, caller, parent)?.0.handle.clone();
    let sent = read::net(body)?;
    let asked = Asked {
        parent,
        kind,
        sent: &sent,
        ticket: None,
    };
    let made = match make(books, caller, &asked) {
        Ok(made) => made,
        Err(refusal) => {
            leave_customer(books, caller, &asked)?;
            return Err(refusal);
        }
    };
    match twist {
        Twist::None => {}
        Twist::Partial => {
            let orphan = made.customer.map(|made| Change::Customer(Box::new(made)));
            books.keep(orphan.into_iter().collect())?;
            return Err(Refusal::unspecified());
        }
        Twist::Ticket { delay, resolution } => {
            let kind = ticket_type(&made.net);
            let sent = Box::new(sent);
            let wanted = Wanted {
                kind: &kind,
                effect: if made.net.kind == NetType::Reallocation {
                    Effect::Reallocate(above, sent)
                } else {
                    Effect::Reassign(above, sent)
                },
                delay: *delay,
                ends: resolution.as_deref().unwrap_or("ACCEPTED"),
                messages: made.messages,
            };
            let ticket = tickets::open(books, caller, wanted)?;
            return Ok(Reply::xml(200, answer_ticket::ticketed(&ticket)));
        }
    }
    let shown = made
        .customer
        .clone()
        .filter(|_| books.options.embedded_reply_has_customer);
    let reply = answer::ticketed_net(&made.net, shown.as_ref());
    books.keep(made.changes())?;
    Ok(Reply::xml(200, reply))
}

/// Where an embedded create is two steps, the customer stays when its net is refused (reference 8, unverified).
fn leave_customer(books: &mut Books, caller: &Caller, asked: &Asked<'_>) -> Result<(), Refusal> {
    let Some(inside) = asked.sent.customer.as_ref() else {
        return Ok(());
    };
    if books.options.embedded_create_atomic {
        return Ok(());
    }
    let org = net::parent(&books.state, caller, asked.parent)?.1;
    let mut wrong = Vec::new();
    let left = customer::fresh(books, inside, &org, &mut wrong);
    let left = left.filter(|_| wrong.is_empty());
    let left = left.map(|customer| Change::Customer(Box::new(customer)));
    books.keep(left.into_iter().collect())
}

/// The historical type of ticket (reference 2.12).
fn ticket_type(net: &Net) -> String {
    let version = match net.range.family() {
        Family::V4 => 4,
        Family::V6 => 6,
    };
    let form = match (&net.kind, &net.org) {
        (NetType::Reallocation, _) => "REALLOCATE",
        (_, Some(_)) => "DETAILED_REASSIGN",
        (_, None) => "SIMPLE_REASSIGN",
    };
    format!("IPV{version}_{form}")
}

/// Who receives the net.
enum Recipient {
    /// A customer that is made with it.
    New(Customer),
    /// A customer that exists.
    Known(Customer),
    /// An org.
    Org(Org),
}

/// Holds a reassignment or a reallocation against every rule.
pub(super) fn make(books: &Books, caller: &Caller, asked: &Asked<'_>) -> Result<Made, Refusal> {
    let Asked { parent, sent, .. } = *asked;
    let (above, org) = net::parent(&books.state, caller, parent)?;
    let mut wrong = Vec::new();
    given_wrongly(sent, parent, &mut wrong);
    let name = net::name(sent.name.as_deref(), &books.options, &mut wrong);
    net::lines("comment", &sent.comment, &mut wrong);
    let origins = net::origins(&sent.origins, &books.options, &mut wrong);
    let messages = messages::drafts_into(&sent.messages, &mut wrong);
    let range = blocks::range_of(&sent.blocks, &mut wrong);
    if let Some(range) = range {
        range_fits(asked, range, &mut wrong);
    }
    let recipient = recipient(books, caller, asked, &org, &mut wrong)?;
    settle(wrong)?;
    let (Some(range), Some(name), Some(recipient)) = (range, name, recipient) else {
        return Err(Refusal::unspecified());
    };
    if !above.range.contains(range) {
        return Err(Refusal::outside_parent());
    }
    if let Recipient::Known(customer) = &recipient {
        unused(books, customer, asked.ticket)?;
    }
    unclaimed(books, above, range, asked.ticket)?;
    let (customer, org, made) = match recipient {
        Recipient::New(customer) => (Some(customer.handle.clone()), None, Some(customer)),
        Recipient::Known(customer) => (Some(customer.handle), None, None),
        Recipient::Org(org) => (None, Some(org.handle), None),
    };
    let stamp = books.stamp();
    Ok(Made {
        net: Net {
            handle: handles::net(&books.state, range).ok_or_else(Refusal::unspecified)?,
            parent: Some(above.handle.clone()),
            range,
            kind: asked.kind.clone(),
            name,
            comment: sent.comment.clone(),
            customer,
            org,
            pocs: Vec::new(),
            origins,
            registered: stamp.clone(),
            updated: stamp,
        },
        customer: made,
        messages,
    })
}

/// Exactly one recipient is given; that of a reallocation is an org (reference 3.2).
fn recipient(
    books: &Books,
    caller: &Caller,
    asked: &Asked<'_>,
    org: &OrgHandle,
    wrong: &mut Vec<Component>,
) -> Result<Option<Recipient>, Refusal> {
    let sent = asked.sent;
    let reallocated = asked.kind == NetType::Reallocation;
    match (&sent.customer_handle, &sent.customer, &sent.org_handle) {
        (None, None, Some(handle)) => {
            let receiving = receiving_org(books, (handle, reallocated), wrong)?;
            return Ok(receiving.map(Recipient::Org));
        }
        (None, None, None) if reallocated => wrong.push(Component::required("orgHandle")),
        (Some(_), None, None) | (None, Some(_), None) if reallocated => {
            wrong.push(Component::new(
                "orgHandle",
                "A network is reallocated to an organization, not to a customer.",
            ));
        }
        (None, Some(inside), None) => {
            return Ok(customer::fresh(books, inside, org, wrong).map(Recipient::New));
        }
        (Some(handle), None, None) => match own_customer(books, caller, handle, org) {
            Ok(own) => return Ok(Some(Recipient::Known(own))),
            Err(message) => wrong.push(Component::new("customerHandle", message)),
        },
        (None, None, None) => wrong.push(Component::required("customerHandle")),
        _ => wrong.push(Component::new(
            "customerHandle",
            "Exactly one of customerHandle, customer and orgHandle can be given.",
        )),
    }
    Ok(None)
}

/// What may not be given on create, and what must equal the URL.
fn given_wrongly(sent: &SentNet, parent: &str, wrong: &mut Vec<Component>) {
    for (name, value) in [
        ("handle", &sent.handle),
        ("registrationDate", &sent.registered),
    ] {
        if value.is_some() {
            wrong.push(Component::new(name, "Must not be given on create."));
        }
    }
    if !sent.pocs.is_empty() {
        wrong.push(Component::new(
            "pocLinks",
            "POCs can not be given when a network is created.",
        ));
    }
    match sent.parent.as_deref() {
        Some(given) if given == parent => {}
        Some(_) => wrong.push(Component::new(
            "parentNetHandle",
            "Not the parent network of the URL.",
        )),
        None => wrong.push(Component::required("parentNetHandle")),
    }
}

fn range_fits(asked: &Asked<'_>, range: Range, wrong: &mut Vec<Component>) {
    let sent = asked.sent;
    let version = match range.family() {
        Family::V4 => "4",
        Family::V6 => "6",
    };
    if sent
        .version
        .as_deref()
        .is_some_and(|given| given != version)
    {
        wrong.push(Component::new("version", "Does not fit the addresses."));
    }
    let code = asked.kind.code();
    let typed = |kind: Option<&str>| kind.is_none_or(|kind| kind == code);
    if !sent.blocks.iter().all(|block| typed(block.kind.as_deref())) {
        let message = format!("The type that fits the call is {code}.");
        wrong.push(Component::new("type", message));
    }
    if sent.org_handle.is_none() && !blocks::within_floor(range) {
        wrong.push(Component::new(
            "cidrLength",
            "A simple reassignment of IPv6 is a /64 or larger.",
        ));
    }
}

/// No net of the same parent has an address of the range, and none is on its way there.
fn unclaimed(
    books: &Books,
    above: &Net,
    range: Range,
    ticket: Option<&str>,
) -> Result<(), Refusal> {
    let state = &books.state;
    let registered = state.sibling(Some(&above.handle), range);
    let reserved = state.reserved(&above.handle, range, ticket);
    let message = match (registered, reserved) {
        (Some(net), _) => format!("Overlaps {} of the same parent network.", net.handle),
        (None, Some(ticket)) => format!(
            "Overlaps a reservation of the same parent network by ticket {}.",
            ticket.number
        ),
        (None, None) => return Ok(()),
    };
    let component = Component::new("netBlocks", message);
    Err(Refusal::switched(books.options.overlap, component))
}

/// A record serves one simple reassignment: it has no net yet, and is promised to none.
fn unused(books: &Books, customer: &Customer, ticket: Option<&str>) -> Result<(), Refusal> {
    let used = books.state.net_of(&customer.handle).is_some();
    if !used && books.state.promised(&customer.handle, ticket).is_none() {
        return Ok(());
    }
    let component = Component::new(
        "customerHandle",
        "The customer is already used by another simple reassignment.",
    );
    Err(Refusal::switched(books.options.customer_in_use, component))
}

/// A customer of the parent's org. The error says what is wrong with it.
fn own_customer(
    books: &Books,
    caller: &Caller,
    handle: &str,
    org: &OrgHandle,
) -> Result<Customer, &'static str> {
    let state = &books.state;
    let customer = state
        .customer(handle)
        .ok_or("The customer does not exist.")?;
    if !caller.serves(state, &customer.org) || customer.org != *org {
        return Err("The customer is not one of the organization of the parent network.");
    }
    Ok(customer.clone())
}

/// An org that can receive a detailed reassignment or a reallocation.
fn receiving_org(
    books: &Books,
    (handle, reallocated): (&str, bool),
    wrong: &mut Vec<Component>,
) -> Result<Option<Org>, Refusal> {
    let Some(org) = books.state.org(handle) else {
        wrong.push(Component::new(
            "orgHandle",
            "The organization does not exist.",
        ));
        return Ok(None);
    };
    if !org.accepts {
        return Err(Refusal::forbidden(
            "The organization does not accept reassignments.",
        ));
    }
    if handle.contains("-Z") {
        wrong.push(Component::new(
            "orgHandle",
            "The organization can not receive reassignments.",
        ));
    }
    if org.admin.is_none() || org.tech.is_empty() || org.abuse.is_empty() {
        wrong.push(Component::new(
            "orgHandle",
            "The organization lacks an Admin, Tech or Abuse POC.",
        ));
    }
    let mut pocs = org.admin.iter().chain(&org.tech).chain(&org.abuse);
    let validated = pocs.any(|handle| {
        let poc = books.state.pocs.get(handle);
        poc.is_none_or(|poc| poc.validated)
    });
    if !reallocated && !validated {
        wrong.push(Component::new(
            "orgHandle",
            "The organization has no validated POC.",
        ));
    }
    Ok(Some(org.clone()))
}
