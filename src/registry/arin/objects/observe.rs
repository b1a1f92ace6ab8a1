//! Reads the resources that are no nets. Absence is believed only beside a successful read with the same key
//! (write protocol, section 1).

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::super::client::Client;
use super::super::live::LiveNetwork;
use super::super::reply::ReadError;
use super::super::wire::DelegationPayload;
use super::delegation::DelegationView;
use super::{LiveObjects, Objects, Reading, Zone};
use crate::journal::Ledger;
use crate::model::{Key, NetHandle, RegistryName};
use crate::registry::Failure;

/// Reads under way at once; the transport's own pace decides how many are on the wire.
const AT_ONCE: usize = 32;
/// From so many zones of one net on, its delegations are asked for in one list.
const LISTED: usize = 4;

/// What is read for.
pub(in super::super) struct Asked<'a> {
    pub(in super::super) client: &'a Arc<Client>,
    pub(in super::super) registry: &'a RegistryName,
    pub(in super::super) desired: &'a Objects,
    pub(in super::super) ledger: &'a Ledger,
    /// The networks, as they were just read.
    pub(in super::super) networks: &'a [LiveNetwork],
}

/// Reads everything that the comparison needs beside the nets.
///
/// # Errors
/// Only when the registry does not take the key.
pub(in super::super) async fn observe(asked: Asked<'_>) -> Result<LiveObjects, Failure> {
    let mut live = LiveObjects::default();
    delegations(&asked, &mut live).await?;
    Ok(live)
}

/// The zones that the repository or the journal speaks of.
fn zones(asked: &Asked<'_>) -> BTreeSet<Zone> {
    let declared = asked.desired.delegations.iter().map(|one| one.zone);
    let ours = asked.ledger.objects_of(asked.registry, "delegation");
    declared
        .chain(ours.filter_map(|(key, _)| zone_of(key)))
        .collect()
}

/// The zone that a key of the journal names.
pub(super) fn zone_of(key: &Key) -> Option<Zone> {
    key.as_str().parse().ok()
}

async fn delegations(asked: &Asked<'_>, live: &mut LiveObjects) -> Result<(), Failure> {
    let mut left = zones(asked);
    for net in nets(asked) {
        if left.len() < LISTED {
            break;
        }
        // A list that can not be read is no loss: each zone is then asked for by its name.
        let Ok(listed) = asked.client.delegations(&net).await else {
            continue;
        };
        for delegation in &listed {
            let name = delegation.name.as_deref().unwrap_or_default();
            if let Ok(zone) = name.parse::<Zone>()
                && left.remove(&zone)
            {
                live.delegations.insert(zone, read(Ok(delegation.clone()))?);
            }
        }
    }
    let mut reading = JoinSet::new();
    let mut left = left.into_iter();
    loop {
        while reading.len() < AT_ONCE
            && let Some(zone) = left.next()
        {
            let client = Arc::clone(asked.client);
            reading.spawn(async move { (zone, client.delegation(&zone.to_string()).await) });
        }
        match reading.join_next().await {
            None => return Ok(()),
            Some(Ok((zone, found))) => {
                live.delegations.insert(zone, read(found)?);
            }
            Some(Err(error)) => {
                let why = format!("a read ended without an answer: {error}");
                return Err(Failure::Unknown(why));
            }
        }
    }
}

/// The nets of the declared networks that could be read.
fn nets(asked: &Asked<'_>) -> Vec<NetHandle> {
    let read = asked.networks.iter().filter_map(|network| match network {
        LiveNetwork::Read(read) => Some(read.handle.clone()),
        LiveNetwork::Unread { .. } => None,
    });
    read.collect()
}

fn read(found: Result<DelegationPayload, ReadError>) -> Result<Reading<DelegationView>, Failure> {
    reading(found.map(|payload| DelegationView::of(&payload)))
}

/// What an answer shows.
///
/// # Errors
/// Only when the registry does not take the key.
fn reading<T>(found: Result<T, ReadError>) -> Result<Reading<T>, Failure> {
    match found {
        Ok(object) => Ok(Reading::Found(object)),
        Err(ReadError::Absent) => Ok(Reading::Absent),
        Err(error) => match Failure::from(error) {
            failure @ Failure::Unauthenticated(_) => Err(failure),
            Failure::Denied(why) => Ok(Reading::Denied(why)),
            Failure::Stale(why) | Failure::Unknown(why) => Ok(Reading::Unread(why)),
        },
    }
}
