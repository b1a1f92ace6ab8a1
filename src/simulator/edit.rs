//! Somebody else, at the same moment, in the registry's web page: no key, the same rules.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::model::{Family, NetName, NetType, Range};

use super::auth::Caller;
use super::books::Books;
use super::options::SimulatorError;
use super::read::{SentCustomer, SentNet, SentPoc};
use super::refusal::Refusal;
use super::seed_file::CustomerFile;
use super::state::{Change, Customer, Net};
use super::{blocks, customer, edit_registrant, net, reassign, removal, ticket_end};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    delete: Option<String>,
    reassign: Option<Reassign>,
    modify: Option<Modify>,
    transfer: Option<Transfer>,
}

/// A direct allocation goes to another org, as after a merger.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transfer {
    handle: String,
    org: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reassign {
    parent: String,
    prefix: Option<String>,
    range: Option<String>,
    name: Option<String>,
    #[serde(default)]
    comment: Vec<String>,
    customer: Option<Value>,
    org: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Modify {
    handle: String,
    fields: Map<String, Value>,
}

/// Does one edit. The value names what it touched.
pub(super) fn edit(books: &mut Books, text: &str) -> Result<Value, SimulatorError> {
    let edit: Edit =
        serde_json::from_str(text).map_err(|error| SimulatorError::Edit(error.to_string()))?;
    ticket_end::advance(books).map_err(|refusal| refused(&refusal))?;
    match (edit.delete, edit.reassign, edit.modify, edit.transfer) {
        (Some(handle), None, None, None) => delete(books, &handle),
        (None, Some(wanted), None, None) => reassignment(books, wanted),
        (None, None, Some(wanted), None) => modify(books, &wanted),
        (None, None, None, Some(wanted)) => transfer(books, &wanted),
        _ => Err(SimulatorError::Edit(
            "one of delete, reassign, modify and transfer is needed".to_owned(),
        )),
    }
}

/// The registry's staff gives a direct allocation to another org.
fn transfer(books: &mut Books, wanted: &Transfer) -> Result<Value, SimulatorError> {
    let net = books.state.net(&wanted.handle).cloned();
    let net = net.filter(|net| net.kind == NetType::DirectAllocation);
    let org = wanted.org.parse().ok();
    let org = org.filter(|org| books.state.orgs.contains_key(org));
    let (Some(net), Some(org)) = (net, org) else {
        let what = format!(
            "no direct allocation {}, or no org {}",
            wanted.handle, wanted.org
        );
        return Err(mistake(what));
    };
    let moved = Net {
        org: Some(org),
        updated: books.stamp(),
        ..net
    };
    books.commit(vec![Change::Net(Box::new(moved))])?;
    Ok(json!({ "transferred": wanted.handle }))
}

pub(super) fn refused(refusal: &Refusal) -> SimulatorError {
    let told = refusal
        .components
        .iter()
        .map(|component| format!("{}: {}", component.name, component.message));
    let texts: Vec<String> = [refusal.message.clone()].into_iter().chain(told).collect();
    SimulatorError::Edit(texts.join(" "))
}

pub(super) fn mistake(text: impl std::fmt::Display) -> SimulatorError {
    SimulatorError::Edit(text.to_string())
}

/// A net goes at once, with all below it; a customer only when it has no net.
fn delete(books: &mut Books, handle: &str) -> Result<Value, SimulatorError> {
    let batch = if let Some(net) = books.state.net(handle) {
        removal::removable(books, net).map_err(|refusal| refused(&refusal))?;
        ticket_end::removed(&books.state, &net.handle)
    } else if let Some(customer) = books.state.customer(handle) {
        customer::removable(&books.state, customer).map_err(|refusal| refused(&refusal))?;
        vec![Change::CustomerGone(customer.handle.clone())]
    } else {
        edit_registrant::delete(books, handle)?
            .ok_or_else(|| mistake(format!("nothing has the handle {handle}")))?
    };
    books.commit(batch)?;
    Ok(json!({ "deleted": handle }))
}

fn reassignment(books: &mut Books, wanted: Reassign) -> Result<Value, SimulatorError> {
    let text = wanted.prefix.or(wanted.range);
    let range: Range = text
        .ok_or_else(|| mistake("a prefix or a range is needed"))?
        .parse()
        .map_err(mistake)?;
    let mut sent = SentNet {
        blocks: blocks::asked(range),
        name: wanted
            .name
            .or_else(|| Some(NetName::derived(None, range).to_string())),
        org_handle: wanted.org,
        parent: Some(wanted.parent.clone()),
        comment: wanted.comment,
        ..SentNet::default()
    };
    match wanted.customer {
        Some(Value::String(handle)) => sent.customer_handle = Some(handle),
        Some(value) => {
            let file: CustomerFile = serde_json::from_value(value).map_err(mistake)?;
            sent.customer = Some(file.sent());
        }
        None => {}
    }
    let everyone = Caller::everyone(&books.state);
    let asked = reassign::Asked {
        parent: &wanted.parent,
        kind: NetType::Reassignment,
        sent: &sent,
        ticket: None,
    };
    let made = reassign::make(books, &everyone, &asked).map_err(|refusal| refused(&refusal))?;
    let shown = json!({ "handle": made.net().handle, "customer": made.net().customer });
    books.commit(made.changes())?;
    Ok(shown)
}

fn modify(books: &mut Books, wanted: &Modify) -> Result<Value, SimulatorError> {
    if let Some(change) = edit_registrant::modify(books, &wanted.handle, &wanted.fields)? {
        books.commit(vec![change])?;
        return Ok(json!({ "modified": wanted.handle }));
    }
    let live_net = books.state.net(&wanted.handle).cloned();
    let linked = live_net.as_ref().and_then(|net| net.customer.clone());
    let live_customer = match linked {
        Some(handle) => books.state.customers.get(&handle).cloned(),
        None => books.state.customer(&wanted.handle).cloned(),
    };
    if live_net.is_none() && live_customer.is_none() {
        return Err(mistake(format!("nothing has the handle {}", wanted.handle)));
    }
    let mut net_sent = live_net.as_ref().map(net_as_sent);
    let mut customer_sent = live_customer.as_ref().map(customer_as_sent);
    let mut about_customer = false;
    for (field, value) in &wanted.fields {
        let on_net = match &mut net_sent {
            Some(sent) => set_net(sent, field, value)?,
            None => false,
        };
        if on_net {
            continue;
        }
        let Some(sent) = &mut customer_sent else {
            return Err(mistake(format!("{field} can not be edited")));
        };
        set_customer(sent, field, value)?;
        about_customer = true;
    }
    let mut batch = Vec::new();
    if let (Some(live), Some(sent)) = (&live_net, &net_sent) {
        let only_customer = about_customer && *sent == net_as_sent(live);
        if !only_customer {
            batch = net::changes(books, live, sent).map_err(|refusal| refused(&refusal))?;
        }
    }
    if let (Some(live), Some(sent), true) = (&live_customer, &customer_sent, about_customer) {
        let mut wrong = Vec::new();
        let changed = customer::changed(books, live, sent, &mut wrong);
        if !wrong.is_empty() {
            return Err(refused(&Refusal::entity(wrong)));
        }
        batch.extend(changed.map(|changed| Change::Customer(Box::new(changed))));
    }
    books.commit(batch)?;
    Ok(json!({ "modified": wanted.handle }))
}

fn net_as_sent(live: &Net) -> SentNet {
    let version = match live.range.family() {
        Family::V4 => "4",
        Family::V6 => "6",
    };
    SentNet {
        version: Some(version.to_owned()),
        blocks: blocks::shown(live.range, &live.kind),
        name: Some(live.name.clone()),
        customer_handle: live.customer.as_ref().map(ToString::to_string),
        customer: None,
        org_handle: live.org.as_ref().map(ToString::to_string),
        parent: live.parent.as_ref().map(ToString::to_string),
        comment: live.comment.clone(),
        pocs: live
            .pocs
            .iter()
            .map(|link| SentPoc {
                handle: Some(link.handle.to_string()),
                function: link.function.clone(),
            })
            .collect(),
        handle: Some(live.handle.to_string()),
        registered: Some(live.registered.clone()),
        origins: live.origins.clone(),
        messages: Vec::new(),
    }
}

fn customer_as_sent(live: &Customer) -> SentCustomer {
    let content = live.content.clone();
    SentCustomer {
        name: Some(content.name),
        code2: Some(content.country.code().to_owned()),
        code3: None,
        street: content.street,
        city: content.city,
        region: content.region,
        postal_code: content.postal_code,
        comment: content.comment,
        private: content.private,
        handle: Some(live.handle.to_string()),
        registered: Some(live.registered.clone()),
        parent_org: Some(live.org.to_string()),
    }
}

fn set_net(sent: &mut SentNet, field: &str, value: &Value) -> Result<bool, SimulatorError> {
    match field {
        "name" | "netName" => sent.name = one(field, value)?,
        "comment" => sent.comment = several(field, value)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn set_customer(sent: &mut SentCustomer, field: &str, value: &Value) -> Result<(), SimulatorError> {
    match field {
        "name" | "customerName" => sent.name = one(field, value)?,
        "street" | "streetAddress" => sent.street = several(field, value)?,
        "city" => sent.city = one(field, value)?,
        "region" | "iso3166-2" => sent.region = one(field, value)?,
        "postal_code" | "postalCode" => sent.postal_code = one(field, value)?,
        "country" => sent.code2 = one(field, value)?,
        "comment" | "customerComment" => sent.comment = several(field, value)?,
        "private" | "privateCustomer" => {
            let given = value.as_bool();
            sent.private = given.ok_or_else(|| mistake(format!("{field} is true or false")))?;
        }
        _ => return Err(mistake(format!("{field} can not be edited"))),
    }
    Ok(())
}

pub(super) fn one(field: &str, value: &Value) -> Result<Option<String>, SimulatorError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(mistake(format!("{field} is a text")))
        }
    }
}

pub(super) fn several(field: &str, value: &Value) -> Result<Vec<String>, SimulatorError> {
    match value.as_array() {
        Some(lines) => lines
            .iter()
            .map(|line| one(field, line).map(Option::unwrap_or_default))
            .collect(),
        None => Ok(one(field, value)?.into_iter().collect()),
    }
}
