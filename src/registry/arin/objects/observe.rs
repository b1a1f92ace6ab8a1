//! Reads the resources that are no nets. Absence is believed only beside a successful read with the same key
//! (write protocol, section 1).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::super::client::Client;
use super::super::live::LiveNetwork;
use super::super::reply::ReadError;
use super::super::wire::DelegationPayload;
use super::delegation::DelegationView;
use super::org::LiveOrg;
use super::poc::LivePoc;
use super::{LiveObjects, Objects, Reading, Zone};
use crate::journal::Ledger;
use crate::model::{Handle, Key, NetHandle, OrgHandle, PocHandle, RegistryName};
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
    /// This machine's clock.
    pub(in super::super) now: Timestamp,
    /// The quiet time.
    pub(in super::super) settle_after: Duration,
}

/// Reads everything that the comparison needs beside the nets.
///
/// # Errors
/// Only when the registry does not take the key.
pub(in super::super) async fn observe(asked: Asked<'_>) -> Result<LiveObjects, Failure> {
    let mut live = LiveObjects::default();
    delegations(&asked, &mut live).await?;
    orgs(&asked, &mut live).await?;
    pocs(&asked, &mut live).await?;
    vouch(&asked, &mut live).await?;
    Ok(live)
}

/// Reads the net of a network before anything is believed to be absent: what is known of the networks may come from
/// memory and the public list, which say nothing of the key (write protocol, section 1).
async fn vouch(asked: &Asked<'_>, live: &mut LiveObjects) -> Result<(), Failure> {
    let absent = live.delegations.values().any(Reading::is_absent)
        || live.orgs.values().any(Reading::is_absent)
        || live.pocs.values().any(Reading::is_absent);
    let nets = nets(asked);
    let Some(net) = nets.first().filter(|_| absent) else {
        return Ok(());
    };
    let why = match asked.client.net(net).await.map_err(Failure::from) {
        Ok(_) => return Ok(()),
        Err(failure @ Failure::Unauthenticated(_)) => return Err(failure),
        Err(failure) => {
            format!("the registry does not show it, and {net} could not be read: {failure}")
        }
    };
    live.delegations
        .values_mut()
        .for_each(|one| one.doubt(&why));
    live.orgs.values_mut().for_each(|one| one.doubt(&why));
    live.pocs.values_mut().for_each(|one| one.doubt(&why));
    Ok(())
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

/// Reads every declared org, and those that were made for an entry. There are few.
async fn orgs(asked: &Asked<'_>, live: &mut LiveObjects) -> Result<(), Failure> {
    let ours = |key: &Key| {
        let owned = asked.ledger.object(asked.registry, "org", key)?;
        owned.incarnation.handle.as_str().parse::<OrgHandle>().ok()
    };
    let mut handles: BTreeSet<OrgHandle> = BTreeSet::new();
    let mut unmade = false;
    for declared in &asked.desired.orgs {
        let mut keys = std::iter::once(&declared.key).chain(&declared.formerly);
        let handle = declared.handle.clone().or_else(|| keys.find_map(ours));
        unmade |= handle.is_none();
        handles.extend(handle);
    }
    if unmade {
        // The org of an entry that is gone may be the one of an entry that is new: its key was changed.
        let all = asked.ledger.objects_of(asked.registry, "org");
        handles.extend(all.filter_map(|(key, _)| ours(key)));
    }
    for handle in handles {
        let handle = &handle;
        let found = asked.client.org(handle).await;
        let found = match reading(found.map(|payload| LiveOrg::of(&payload)))? {
            Reading::Found(Some(found)) => Reading::Found(found),
            Reading::Found(None) => {
                Reading::Unread("its record has no handle or no date".to_owned())
            }
            Reading::Absent => absent(asked, "org", &Handle::from(handle)),
            Reading::Denied(why) => Reading::Denied(why),
            Reading::Unread(why) => Reading::Unread(why),
        };
        live.orgs.insert(handle.clone(), found);
    }
    Ok(())
}

/// Reads every POC that the repository names, or that is ours.
async fn pocs(asked: &Asked<'_>, live: &mut LiveObjects) -> Result<(), Failure> {
    let declared = asked.desired.pocs.iter();
    let ours = asked.ledger.objects_of(asked.registry, "poc");
    let ours = ours.filter_map(|(_, owned)| owned.incarnation.handle.as_str().parse().ok());
    let handles = declared.filter_map(|poc| poc.handle.clone()).chain(ours);
    let mut left = handles.collect::<BTreeSet<PocHandle>>().into_iter();
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < AT_ONCE
            && let Some(handle) = left.next()
        {
            let client = Arc::clone(asked.client);
            under_way.spawn(async move {
                let found = client.poc(&handle).await;
                (handle, found)
            });
        }
        match under_way.join_next().await {
            None => return Ok(()),
            Some(Ok((handle, found))) => {
                let found = match reading(found.map(|payload| LivePoc::of(&payload)))? {
                    Reading::Found(Some(found)) => Reading::Found(found),
                    Reading::Found(None) => {
                        Reading::Unread("its record has no handle or no date".to_owned())
                    }
                    Reading::Absent => absent(asked, "poc", &Handle::from(&handle)),
                    Reading::Denied(why) => Reading::Denied(why),
                    Reading::Unread(why) => Reading::Unread(why),
                };
                live.pocs.insert(handle, found);
            }
            Some(Err(error)) => {
                let why = format!("a read ended without an answer: {error}");
                return Err(Failure::Unknown(why));
            }
        }
    }
}

/// Absence is believed beside a network that was read with the same key, and not right after we made the object:
/// such a read may be behind our own write (write protocol, sections 1 and 2).
fn absent<T>(asked: &Asked<'_>, kind: &str, handle: &Handle) -> Reading<T> {
    if nets(asked).is_empty() {
        return Reading::Unread(
            "the registry does not show it, and no network could be read".to_owned(),
        );
    }
    let quiet = SignedDuration::try_from(asked.settle_after).unwrap_or(SignedDuration::MAX);
    let mut ours = asked.ledger.objects_of(asked.registry, kind);
    let fresh = ours.any(|(_, owned)| {
        owned.incarnation.handle == *handle && asked.now.duration_since(owned.since) < quiet
    });
    if fresh {
        Reading::Unread("it was made a moment ago, and does not show yet".to_owned())
    } else {
        Reading::Absent
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
