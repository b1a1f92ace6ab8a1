//! What proves that something is not there (write protocol, section 1). A 404 alone proves nothing, and a net above that
//! can be read proves little: a key that has lost its authority over the holder of a network inside another may be told
//! of all that lies below it that it is not there, and may read the net of that network through the org that made it. So
//! the public directory must not have it either.
//!
//! The two may also differ because public data lag. Which of the two it is nothing tells, so while they differ nothing is
//! known: whoever asks looks again later. That ends by itself where the directory is behind, and when the key has its
//! authority back where that is gone. A directory that does not answer leaves everything as it is; without it nothing is
//! planned either, so it holds up nothing of its own.

use jiff::Timestamp;

use super::client::Client;
use super::rdap::PublicNet;
use super::reply::ReadError;
use crate::model::{CustomerHandle, Incarnation, NetHandle, OrgHandle, Place};
use crate::registry::Failure;

/// An empty answer means absent only when the parent can be read with the same key.
pub(super) async fn parent_answers(client: &Client, parent: &NetHandle) -> Result<(), Failure> {
    match client.net(parent).await {
        Ok(_) => Ok(()),
        Err(ReadError::Absent) => Err(Failure::Unknown(format!("{parent} does not exist"))),
        Err(error) => Err(Failure::from(error)),
    }
}

/// A net that the registry says is not there is gone.
pub(super) async fn of_net(
    client: &Client,
    net: &Incarnation,
    place: &Place,
) -> Result<(), Failure> {
    parent_answers(client, &place.parent).await?;
    match shown(client, place, &net.handle).await? {
        Some(public) if public.handle.as_str() == net.handle.as_str() => Err(differ(&net.handle)),
        Some(public) if lies_below(&public, place) => Err(differ(&net.handle)),
        Some(_) | None => Ok(()),
    }
}

/// A place in which the registry says that nothing is registered is empty of what may have been registered there at or
/// after a moment of the registry's clock. What is shown there and is older can only be what was there before: the list
/// is behind, or a net that the key does not see is in the way. Neither is what is looked for.
pub(super) async fn of_new_net(
    client: &Client,
    place: &Place,
    since: Timestamp,
) -> Result<(), Failure> {
    let Some(public) = shown(client, place, &place.range).await? else {
        return Ok(());
    };
    let changed = public
        .last_changed
        .as_deref()
        .and_then(|at| at.parse().ok());
    let is_older = changed.is_some_and(|changed: Timestamp| changed < since);
    let is_it = public.parent.as_ref() == Some(&place.parent) && public.range == place.range;
    if lies_below(&public, place) || is_it && !is_older {
        Err(differ(&public.handle))
    } else {
        Ok(())
    }
}

/// A customer record that the registry says is not there is gone; the net above the one that it was made for vouches.
pub(super) async fn of_record(
    client: &Client,
    customer: &CustomerHandle,
    parent: &NetHandle,
) -> Result<(), Failure> {
    parent_answers(client, parent).await?;
    match client.public_customer(customer).await {
        Ok(false) => Ok(()),
        Ok(true) => Err(differ(customer)),
        Err(error) => Err(unasked(customer, &error)),
    }
}

/// An org that the registry says is not there is gone. It has no net above it that could vouch.
pub(super) async fn of_org(client: &Client, org: &OrgHandle) -> Result<(), Failure> {
    match client.public_org(org).await {
        Ok(false) => Ok(()),
        Ok(true) => Err(differ(org)),
        Err(error) => Err(unasked(org, &error)),
    }
}

/// The most specific net that the public list has for the beginning of a place.
async fn shown(
    client: &Client,
    place: &Place,
    what: &impl std::fmt::Display,
) -> Result<Option<PublicNet>, Failure> {
    let first = place.range.first_address();
    let found = match place.range.cidrs().first() {
        Some(prefix) => client.public_network(*prefix).await,
        None => client.public_net(first).await,
    };
    match found {
        Ok(net) => Ok(Some(net)),
        Err(ReadError::Absent) => Ok(None),
        Err(error) => Err(unasked(what, &error)),
    }
}

/// Whether a net lies in a place, and not right below the place's parent: then there is one between the two.
fn lies_below(public: &PublicNet, place: &Place) -> bool {
    public.handle != place.parent
        && public.parent.as_ref() != Some(&place.parent)
        && place.range.contains(public.range)
}

fn differ(handle: &(impl std::fmt::Display + ?Sized)) -> Failure {
    Failure::Unknown(format!(
        "the public directory has {handle}, and the registry does not"
    ))
}

fn unasked(what: &impl std::fmt::Display, error: &ReadError) -> Failure {
    Failure::Unknown(format!(
        "the public directory can not be asked about {what}: {error}"
    ))
}
