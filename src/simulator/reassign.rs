//! Rules for reassignments (reference 3.2).

use crate::model::{Family, NetType, OrgHandle, Range};

use super::auth::Caller;
use super::books::Books;
use super::desk::Twist;
use super::exchange::Reply;
use super::read::{self, SentNet};
use super::refusal::{Component, Refusal, settle};
use super::state::{Change, Customer, Effect, Net, Org, State};
use super::tickets::Wanted;
use super::{answer, blocks, customer, handles, net, tickets};

/// A reassignment that is asked for.
pub(super) struct Asked<'a> {
    /// The handle of the parent.
    pub(super) parent: &'a str,
    /// The body.
    pub(super) sent: &'a SentNet,
    /// The ticket that is carried out: what it has reserved is its own.
    pub(super) ticket: Option<&'a str>,
}

/// A reassignment that may be made, with the customer that is made for it.
pub(super) struct Made {
    net: Net,
    customer: Option<Customer>,
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

/// `PUT /rest/net/{parent}/reassign`.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    parent: &str,
    body: &[u8],
    twist: &Twist,
) -> Result<Reply, Refusal> {
    let above = net::parent(&books.state, caller, parent)?.0.handle.clone();
    let sent = read::net(body)?;
    let asked = Asked {
        parent,
        sent: &sent,
        ticket: None,
    };
    let made = make(books, caller, &asked)?;
    match twist {
        Twist::None => {}
        Twist::Partial => {
            let orphan = made.customer.map(|made| Change::Customer(Box::new(made)));
            books.keep(orphan.into_iter().collect())?;
            return Err(Refusal::unspecified());
        }
        Twist::Ticket { delay, resolution } => {
            let wanted = Wanted {
                kind: &ticket_type(&made.net),
                effect: Effect::Reassign(above, Box::new(sent)),
                delay: *delay,
                ends: resolution.as_deref().unwrap_or("ACCEPTED"),
            };
            return tickets::open(books, caller, wanted);
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

/// The historical type of ticket (reference 2.12).
fn ticket_type(net: &Net) -> String {
    let version = match net.range.family() {
        Family::V4 => 4,
        Family::V6 => 6,
    };
    let form = if net.org.is_some() {
        "DETAILED"
    } else {
        "SIMPLE"
    };
    format!("IPV{version}_{form}_REASSIGN")
}

/// Holds a reassignment against every rule.
pub(super) fn make(books: &Books, caller: &Caller, asked: &Asked<'_>) -> Result<Made, Refusal> {
    let Asked { parent, sent, .. } = *asked;
    let (above, org) = net::parent(&books.state, caller, parent)?;
    let mut wrong = Vec::new();
    given_wrongly(sent, parent, &mut wrong);
    let name = net::name(sent.name.as_deref(), &books.options, &mut wrong);
    net::lines("comment", &sent.comment, &mut wrong);
    let range = blocks::range_of(&sent.blocks, &mut wrong);
    if let Some(range) = range {
        range_fits(sent, range, &mut wrong);
    }
    let mut made = None;
    let mut known = None;
    let mut recipient = None;
    match (&sent.customer_handle, &sent.customer, &sent.org_handle) {
        (None, Some(inside), None) => {
            made = customer::fresh(books, inside, &org, &mut wrong);
        }
        (Some(handle), None, None) => {
            match free_customer(books, caller, handle, &org, asked.ticket) {
                Ok(free) => known = Some(free),
                Err(message) => wrong.push(Component::new("customerHandle", message)),
            }
        }
        (None, None, Some(handle)) => recipient = receiving_org(books, handle, &mut wrong)?,
        (None, None, None) => wrong.push(Component::required("customerHandle")),
        _ => wrong.push(Component::new(
            "customerHandle",
            "Exactly one of customerHandle, customer and orgHandle can be given.",
        )),
    }
    settle(wrong)?;
    let (Some(range), Some(name)) = (range, name) else {
        return Err(Refusal::unspecified());
    };
    if !above.range.contains(range) {
        return Err(Refusal::outside_parent());
    }
    unclaimed(&books.state, above, range, asked.ticket)?;
    let stamp = books.stamp();
    Ok(Made {
        net: Net {
            handle: handles::net(&books.state, range, false).ok_or_else(Refusal::unspecified)?,
            parent: Some(above.handle.clone()),
            range,
            kind: NetType::Reassignment,
            name,
            comment: sent.comment.clone(),
            customer: made.as_ref().or(known.as_ref()).map(|c| c.handle.clone()),
            org: recipient.map(|org| org.handle),
            pocs: Vec::new(),
            registered: stamp.clone(),
            updated: stamp,
        },
        customer: made,
    })
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

fn range_fits(sent: &SentNet, range: Range, wrong: &mut Vec<Component>) {
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
    let typed = |kind: Option<&str>| kind.is_none_or(|kind| kind == "S");
    if !sent.blocks.iter().all(|block| typed(block.kind.as_deref())) {
        wrong.push(Component::new("type", "A reassignment has the type S."));
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
    state: &State,
    above: &Net,
    range: Range,
    ticket: Option<&str>,
) -> Result<(), Refusal> {
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
    Err(Refusal::entity(vec![Component::new("netBlocks", message)]))
}

/// A customer of the parent's org that has no net yet, and is promised to none: a record serves one simple
/// reassignment. The error says what is wrong with it.
fn free_customer(
    books: &Books,
    caller: &Caller,
    handle: &str,
    org: &OrgHandle,
    ticket: Option<&str>,
) -> Result<Customer, &'static str> {
    let state = &books.state;
    let customer = state
        .customer(handle)
        .ok_or("The customer does not exist.")?;
    if !caller.serves(state, &customer.org) || customer.org != *org {
        return Err("The customer is not one of the organization of the parent network.");
    }
    let used = state.net_of(&customer.handle).is_some();
    if used || state.promised(&customer.handle, ticket).is_some() {
        return Err("The customer is already used by another simple reassignment.");
    }
    Ok(customer.clone())
}

/// An org that can receive a detailed reassignment.
fn receiving_org(
    books: &Books,
    handle: &str,
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
    Ok(Some(org.clone()))
}
