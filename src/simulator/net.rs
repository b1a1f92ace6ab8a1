//! Rules for nets that exist: reading, and changing what can be changed (reference 2.7).

use crate::model::{NetHandle, OrgHandle, PocHandle, Range, is_comment_text};

use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::options::{Dialect, EmptyRange, Options, RangeMatch};
use super::read::{self, SentNet, SentPoc};
use super::refusal::{Component, Refusal, settle};
use super::state::{Change, Net, PocLink, State};
use super::{answer, blocks, customer, messages};

/// Lines must not be empty and hold no control characters (reference 6.2).
pub(super) fn lines(name: &'static str, lines: &[String], wrong: &mut Vec<Component>) {
    let foreign = |line: &String| {
        let fits = |c: char| c.is_ascii() || (name == "comment" && is_comment_text(c));
        line.chars().any(|c| c.is_control() || !fits(c))
    };
    if lines.iter().any(|line| line.trim().is_empty()) {
        wrong.push(Component::new(name, "Contains an empty line."));
    }
    if lines.iter().any(foreign) {
        wrong.push(Component::new(
            name,
            "Contains characters that are not allowed.",
        ));
    }
}

/// A net name as it is stored. What is wrong is added to `wrong`.
pub(super) fn name(
    sent: Option<&str>,
    options: &Options,
    wrong: &mut Vec<Component>,
) -> Option<String> {
    let Some(sent) = sent.map(str::trim) else {
        wrong.push(Component::required("netName"));
        return None;
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
    if !sent.chars().all(fits) || !sent.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        wrong.push(Component::new(
            "netName",
            "Contains characters that are not allowed.",
        ));
        return None;
    }
    if sent.len() > 50 {
        wrong.push(Component::new("netName", "Longer than 50 characters."));
        return None;
    }
    let upper = sent.to_ascii_uppercase();
    Some(if options.hyphenate_names {
        upper.replace(' ', "-")
    } else {
        upper
    })
}

/// Origin ASes as they are stored: the legacy dialect keeps them, the current one drops them (reference 2.9).
pub(super) fn origins(
    sent: &[String],
    options: &Options,
    wrong: &mut Vec<Component>,
) -> Vec<String> {
    if options.dialect == Dialect::Current {
        return Vec::new();
    }
    let mut kept = Vec::new();
    for origin in sent {
        let text = origin.trim();
        let digits = text.strip_prefix("AS").unwrap_or(text);
        match digits.parse::<u32>() {
            Ok(number) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                kept.push(format!("AS{number}"));
            }
            Ok(_) | Err(_) => wrong.push(Component::new("originAS", "Not the number of an AS.")),
        }
    }
    kept
}

/// A net by handle, and its authority.
pub(super) fn authorized<'a>(
    state: &'a State,
    caller: &Caller,
    handle: &str,
) -> Result<&'a Net, Refusal> {
    let net = state
        .net(handle)
        .ok_or_else(|| Refusal::not_found("The network"))?;
    if caller.may(state, net) {
        Ok(net)
    } else {
        Err(Refusal::no_authority())
    }
}

/// A net by handle, for those who may edit at least its comment.
fn editable<'a>(state: &'a State, caller: &Caller, handle: &str) -> Result<&'a Net, Refusal> {
    match state.net(handle) {
        Some(net) if caller.routes(state, net) => Ok(net),
        _ => authorized(state, caller, handle),
    }
}

/// A net that something is to be registered under, and the org that holds it (reference 3.2).
pub(super) fn parent<'a>(
    state: &'a State,
    caller: &Caller,
    handle: &str,
) -> Result<(&'a Net, OrgHandle), Refusal> {
    let net = state
        .net(handle)
        .ok_or_else(|| Refusal::not_found("The parent network"))?;
    // A simple reassignment has no org of its own, so its type is looked at before its holder. Of what is
    // not the caller's, nothing is told but that.
    if !net.kind.is_parent() && caller.may(state, net) {
        return Err(Refusal::forbidden(
            "Only direct allocations and reallocations can have networks below them.",
        ));
    }
    let org = net
        .org
        .clone()
        .filter(|org| (caller.holds(org) || caller.techs(net)) && net.kind.is_parent())
        .ok_or_else(Refusal::foreign_parent)?;
    // Below a net that is being removed everything goes with it (reference 3.2).
    let mut going = std::iter::successors(Some(net), |net| state.parent_of(net));
    if going.any(|net| state.open_delete(&net.handle).is_some()) {
        return Err(Refusal::forbidden("The parent network is not active."));
    }
    Ok((net, org))
}

/// `GET /rest/net/{handle}`.
pub(super) fn get(state: &State, caller: &Caller, handle: &str) -> Result<Reply, Refusal> {
    let net = editable(state, caller, handle)?;
    Ok(Reply::xml(200, answer::net(net)))
}

/// `GET /rest/net/parentNet/{start}/{end}`: the net that would be the parent of the range.
pub(super) fn parent_net(state: &State, caller: &Caller, range: Range) -> Result<Reply, Refusal> {
    let found = state
        .covering(range)
        .into_iter()
        .rfind(|net| net.kind.is_parent());
    single(state, caller, found)
}

/// `GET /rest/net/mostSpecificNet/{start}/{end}`: the deepest net with exactly this range (reference 4).
pub(super) fn most_specific(
    state: &State,
    caller: &Caller,
    range: Range,
) -> Result<Reply, Refusal> {
    single(state, caller, state.exactly(range).pop())
}

fn single(state: &State, caller: &Caller, found: Option<&Net>) -> Result<Reply, Refusal> {
    let net = found.ok_or_else(|| Refusal::not_found("The network"))?;
    if caller.may(state, net) {
        Ok(Reply::xml(200, answer::net(net)))
    } else {
        Err(Refusal::no_authority())
    }
}

/// `GET /rest/net/netsByIpRange/{start}/{end}`: all nets with exactly this range, or all that overlap it, as
/// far as the key goes.
pub(super) fn by_range(
    state: &State,
    caller: &Caller,
    range: Range,
    options: &Options,
) -> Result<Reply, Refusal> {
    let found = match options.range_match {
        RangeMatch::Exact => state.exactly(range),
        RangeMatch::Overlapping => {
            let nets = state.nets.values();
            nets.filter(|net| net.range.overlaps(range)).collect()
        }
    };
    let visible: Vec<&Net> = found
        .iter()
        .copied()
        .filter(|net| caller.may(state, net))
        .collect();
    match (found.is_empty(), visible.is_empty(), options.empty_range) {
        (false, true, _) => Err(Refusal::no_authority()),
        (true, _, EmptyRange::NotFound) => Err(Refusal::not_found("The network")),
        _ => Ok(Reply::xml(200, answer::nets(&visible))),
    }
}

/// Holds the fields that can not change against the record: a missing one counts as changed.
pub(super) fn echoed(live: &Net, sent: &SentNet, wrong: &mut Vec<Component>) {
    let text = |handle: Option<&NetHandle>| handle.map(|handle| handle.as_str().to_owned());
    let version = match live.range.family() {
        crate::model::Family::V4 => "4",
        crate::model::Family::V6 => "6",
    };
    let held = [
        ("handle", &sent.handle, text(Some(&live.handle))),
        (
            "registrationDate",
            &sent.registered,
            Some(live.registered.clone()),
        ),
        ("version", &sent.version, Some(version.to_owned())),
        ("parentNetHandle", &sent.parent, text(live.parent.as_ref())),
        (
            "orgHandle",
            &sent.org_handle,
            live.org.as_ref().map(|org| org.as_str().to_owned()),
        ),
        (
            "customerHandle",
            &sent.customer_handle,
            live.customer.as_ref().map(|c| c.as_str().to_owned()),
        ),
    ];
    for (name, given, held) in held {
        if *given != held {
            wrong.push(Component::fixed(name));
        }
    }
    if !blocks::echo(&sent.blocks, live.range, &live.kind) {
        wrong.push(Component::fixed("netBlocks"));
    }
}

/// POC links as a modify replaces them (reference 2.6).
fn pocs(state: &State, sent: &[SentPoc], wrong: &mut Vec<Component>) -> Vec<PocLink> {
    let mut links = Vec::new();
    for link in sent {
        if !matches!(link.function.as_str(), "T" | "AB" | "N") {
            wrong.push(Component::new(
                "pocLinks",
                "Networks may only have Tech, NOC, and Abuse POCs.",
            ));
            continue;
        }
        let handle: Option<PocHandle> = link.handle.as_deref().and_then(|text| text.parse().ok());
        let known = |poc: &PocHandle| state.pocs.contains_key(poc);
        match handle.filter(known) {
            Some(handle) => {
                let link = PocLink {
                    handle,
                    function: link.function.clone(),
                };
                if links.contains(&link) {
                    wrong.push(Component::new("pocLinks", "A POC link is given twice."));
                } else {
                    links.push(link);
                }
            }
            None => wrong.push(Component::new("pocLinkRef", "The POC does not exist.")),
        }
    }
    links
}

/// `PUT /rest/net/{handle}`, with or without the customer inside.
pub(super) fn put(
    books: &mut Books,
    caller: &Caller,
    handle: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let live = editable(&books.state, caller, handle)?.clone();
    let sent = read::net(body)?;
    let batch = changes(books, &live, &sent)?;
    if !caller.may(&books.state, &live) && !only_comment(&live, &batch) {
        return Err(Refusal::no_authority());
    }
    books.keep(batch)?;
    let now = editable(&books.state, caller, handle)?;
    Ok(Reply::xml(200, answer::net(now)))
}

/// Whether nothing but the comment of the net becomes another.
fn only_comment(live: &Net, batch: &[Change]) -> bool {
    let [Change::Net(net)] = batch else {
        return false;
    };
    live.name == net.name && live.pocs == net.pocs
}

/// What a modify of a net changes.
pub(super) fn changes(books: &Books, live: &Net, sent: &SentNet) -> Result<Vec<Change>, Refusal> {
    if let Some(ticket) = books.state.open_delete(&live.handle) {
        return Err(Refusal::forbidden(format!(
            "The removal of the network is under way in ticket {}.",
            ticket.number
        )));
    }
    let mut wrong = Vec::new();
    let mut batch = Vec::new();
    echoed(live, sent, &mut wrong);
    let name = name(sent.name.as_deref(), &books.options, &mut wrong);
    lines("comment", &sent.comment, &mut wrong);
    let pocs = pocs(&books.state, &sent.pocs, &mut wrong);
    let origins = origins(&sent.origins, &books.options, &mut wrong);
    messages::drafts_into(&sent.messages, &mut wrong);
    if let Some(inside) = &sent.customer {
        let linked = live
            .customer
            .as_ref()
            .and_then(|handle| books.state.customers.get(handle));
        match linked {
            Some(linked) => {
                let changed = customer::changed(books, linked, inside, &mut wrong);
                batch.extend(changed.map(|changed| Change::Customer(Box::new(changed))));
            }
            None => wrong.push(Component::fixed("customer")),
        }
    }
    settle(wrong)?;
    batch.push(Change::Net(Box::new(Net {
        name: name.ok_or_else(Refusal::unspecified)?,
        comment: sent.comment.clone(),
        pocs,
        origins,
        updated: books.stamp(),
        ..live.clone()
    })));
    Ok(batch)
}
