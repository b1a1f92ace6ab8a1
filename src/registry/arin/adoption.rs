//! What a person says exists, by its handle: read with the key, and held against what is declared. Only what could
//! never change tells whether it is the one that is meant; all else is a difference for the next plan.

use super::client::Client;
use super::objects::org::{DesiredOrg, LiveOrg};
use super::objects::poc::{DesiredPoc, LivePoc};
use super::reply::ReadError;
use super::view::CustomerView;
use super::wire::Recipient as Given;
use super::{Block, Network, Profile, Recipient};
use crate::model::{
    CustomerHandle, Handle, Incarnation, NetHandle, OrgHandle, Place, PocHandle, folded_name,
};

/// Why something is not taken, as a clause for people.
pub type Unlike = String;

fn unread(what: &str, handle: &dyn std::fmt::Display, error: &ReadError) -> Unlike {
    match error {
        ReadError::Absent => format!("the registry has no {what} {handle}"),
        ReadError::NotAuthenticated(_)
        | ReadError::Denied(_)
        | ReadError::Refused(_)
        | ReadError::NotAsked(_)
        | ReadError::Unknown { .. }
        | ReadError::Unreachable(_) => format!("{handle} could not be read: {error}"),
    }
}

/// The org of a handle, if it has the name of its entry.
///
/// # Errors
/// When it can not be read, or is another one.
pub async fn org(
    client: &Client,
    declared: &DesiredOrg,
    handle: &OrgHandle,
) -> Result<Incarnation, Unlike> {
    let found = client.org(handle).await;
    let found = found.map_err(|error| unread("org", handle, &error))?;
    let live = LiveOrg::of(&found)
        .ok_or_else(|| format!("the record of {handle} has no registration date"))?;
    match &declared.name {
        Some(name) if folded_name(name) == folded_name(&live.view.name) => Ok(live.incarnation),
        Some(name) => Err(format!(
            "{handle} is \"{}\", and the entry says \"{name}\"",
            live.view.name
        )),
        None => Err(format!(
            "{handle} is \"{}\", and the entry says no name to hold that against",
            live.view.name
        )),
    }
}

/// The POC of a handle, if it has the names and the type of its entry.
///
/// # Errors
/// When it can not be read, or is another one.
pub async fn poc(
    client: &Client,
    declared: &DesiredPoc,
    handle: &PocHandle,
) -> Result<Incarnation, Unlike> {
    let found = client.poc(handle).await;
    let found = found.map_err(|error| unread("POC", handle, &error))?;
    let live = LivePoc::of(&found)
        .ok_or_else(|| format!("the record of {handle} has no registration date"))?;
    let identity = &declared.identity;
    if identity.kind.is_none() || identity.last_name.is_none() {
        return Err(format!(
            "{handle} is \"{}\", and the entry says no type and name to hold that against",
            live.view.name()
        ));
    }
    if live.view.is_another(identity) {
        return Err(format!(
            "{handle} is \"{}\" ({}), and the entry says another name or type",
            live.view.name(),
            live.view.kind.to_ascii_lowercase()
        ));
    }
    Ok(live.incarnation)
}

/// A declared block, and what it is declared by.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    /// The block.
    pub block: &'a Block,
    /// The network that holds it.
    pub network: &'a Network,
    /// The profile of its customer, where it is a customer's.
    pub profile: Option<&'a Profile>,
}

/// The net of a handle, if it has the range of a block, lies right below the net of its network, and is given to whom
/// the block is declared for, in the way it is declared.
///
/// # Errors
/// When it can not be read, or is another one.
pub async fn net(
    client: &Client,
    declared: Declared<'_>,
    handle: &NetHandle,
) -> Result<(Place, Incarnation), Unlike> {
    let block = declared.block;
    let found = client.net(handle).await;
    let found = found.map_err(|error| unread("net", handle, &error))?;
    let range = found
        .range()
        .ok_or_else(|| format!("the record of {handle} has no range"))?;
    if range != block.range {
        return Err(format!("{handle} is {range}"));
    }
    let parent = found
        .parent
        .clone()
        .ok_or_else(|| format!("the record of {handle} names no parent"))?;
    below(client, declared.network, &parent).await?;
    if found.net_type() != Some(block.recipient.net_type()) {
        return Err(format!("{handle} is another kind of registration"));
    }
    match (&block.recipient, found.recipient()) {
        (Recipient::Customer(_), Some(Given::Customer(customer))) => {
            named(client, declared.profile, &customer).await?;
        }
        (recipient, Some(Given::Org(org))) if recipient.org() == Some(&org) => {}
        (_, Some(given)) => return Err(format!("{handle} is given to {}", Handle::from(given))),
        (_, None) => return Err(format!("the record of {handle} names no recipient")),
    }
    let incarnation = found
        .incarnation()
        .ok_or_else(|| format!("the record of {handle} has no registration date"))?;
    let place = Place { parent, range };
    Ok((place, incarnation))
}

/// Whether a net is that of a network, and the network what its entry expects.
async fn below(client: &Client, network: &Network, parent: &NetHandle) -> Result<(), Unlike> {
    let found = client.net(parent).await;
    let found = found.map_err(|error| unread("net", parent, &error))?;
    let org = match found.recipient() {
        Some(Given::Org(org)) => Some(org),
        Some(Given::Customer(_)) | None => None,
    };
    let expected = network
        .expect
        .handle
        .as_ref()
        .is_none_or(|handle| handle == parent)
        && (network.expect.org.is_none() || network.expect.org == org);
    if found.range() != Some(network.prefix.range()) || !expected {
        return Err(format!(
            "it lies in {parent}, which is not {}",
            network.prefix
        ));
    }
    Ok(())
}

async fn named(
    client: &Client,
    profile: Option<&Profile>,
    customer: &CustomerHandle,
) -> Result<(), Unlike> {
    let profile = profile.filter(|profile| !profile.residential);
    let Some(profile) = profile else {
        return Err("a household has no name in its entry to hold it against".to_owned());
    };
    record(client, profile.content.name(), customer)
        .await
        .map(|_| ())
}

/// The customer record of a handle, if it has a name.
///
/// # Errors
/// When it can not be read, or is another one.
pub async fn record(
    client: &Client,
    name: &str,
    handle: &CustomerHandle,
) -> Result<Incarnation, Unlike> {
    let found = client.customer(handle).await;
    let found = found.map_err(|error| unread("customer record", handle, &error))?;
    let view = CustomerView::of(&found);
    if folded_name(&view.name) != folded_name(name) {
        let whose = if view.private {
            "a private customer".to_owned()
        } else {
            format!("\"{}\"", view.name)
        };
        return Err(format!("{handle} is {whose}, and not \"{name}\""));
    }
    found
        .incarnation()
        .ok_or_else(|| format!("the record of {handle} has no registration date"))
}
