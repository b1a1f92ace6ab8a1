//! Registrations for orgs, from the check before the request to the settling: detailed reassignments, reallocations,
//! and the POC links of a net that was just made.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::Pocs;
use super::absence;
use super::client::Client;
use super::observe::below;
use super::prepare::{empty, write};
use super::request::{self, NewRecipient, Reallocation, Reassignment};
use super::view::{NetView, owned_lines, wanted_links};
use super::wire::{NetPayload, Recipient};
use super::work::Grant;
use crate::model::{Incarnation, NetHandle, NetType, OrgHandle, Place, Reply, StepId};
use crate::registry::{Failure, Made, Prepared, Settled};

/// Builds the request of a registration for an org.
pub(super) async fn prepare(
    client: &Client,
    wanted: Grant,
    settle_after: Duration,
) -> Result<Prepared, Failure> {
    if !wanted.seen_empty {
        empty(client, &wanted.place, settle_after).await?;
    }
    let Grant {
        place,
        org,
        net_type,
        name,
        comment,
        seen_empty: _,
    } = wanted;
    let comment = owned_lines(&comment);
    if net_type == NetType::Reallocation {
        return write(request::reallocate(&Reallocation {
            parent: place.parent,
            range: place.range,
            to: org,
            name,
            comment,
        }));
    }
    write(request::reassign(&Reassignment {
        parent: place.parent,
        range: place.range,
        to: NewRecipient::Org(org),
        name,
        comment,
    }))
}

/// Links POCs to the net that a step of this run made. What else may be linked to it by now stays.
pub(super) async fn link(
    client: &Client,
    (made_by, pocs): (&StepId, &Pocs),
    made: &Made,
) -> Result<Prepared, Failure> {
    let none = || Failure::Stale(format!("{made_by} gave no net"));
    let net = made
        .get(made_by)
        .and_then(|reply| reply.incarnation.clone());
    let net = net.ok_or_else(none)?;
    let handle: NetHandle = net.handle.as_str().parse().map_err(|_| none())?;
    let live = client.net(&handle).await.map_err(Failure::from)?;
    if !live.incarnation().is_some_and(|found| found.same(&net)) {
        return Err(Failure::Stale(format!("{handle} is another net by now")));
    }
    let view = NetView::of(&live);
    let wanted = view.with_pocs(wanted_links(view.pocs(), pocs));
    if wanted == view {
        return Ok(Prepared::Already(Reply {
            incarnation: Some(net),
            ..Reply::default()
        }));
    }
    write(request::modify_net(&wanted.edited(live)))
}

/// Holds what lies below a reallocation against what the plan named: nothing else goes down with it.
pub(super) async fn nothing_new(
    client: &Arc<Client>,
    net: &Incarnation,
    (place, planned): (&Place, Option<&[NetHandle]>),
) -> Result<(), Failure> {
    let Some(planned) = planned else {
        return Ok(());
    };
    let Some(below) = below::of(client, &net.handle, place.range).await else {
        return Err(Failure::Unknown(format!(
            "what is registered below {} could not be counted",
            net.handle
        )));
    };
    match below.iter().find(|found| !planned.contains(found)) {
        None => Ok(()),
        Some(found) => Err(Failure::Stale(format!(
            "{found} is registered below {} by now",
            net.handle
        ))),
    }
}

/// Whether a reply names the org that was meant; one that names nobody is completed by a read.
pub(super) fn may_be_meant(found: Option<&Recipient>, org: &OrgHandle) -> bool {
    match found {
        Some(Recipient::Org(found)) => found == org,
        Some(Recipient::Customer(_)) => false,
        None => true,
    }
}

/// Whether the net in the place was given to the org that was meant, in the way that was meant.
pub(super) fn given(net: &NetPayload, org: &OrgHandle, net_type: &NetType) -> Settled {
    let handle = net
        .handle
        .as_ref()
        .map_or_else(|| "a net".to_owned(), ToString::to_string);
    let meant = matches!(net.recipient(), Some(Recipient::Org(found)) if found == *org)
        && net.net_type().as_ref() == Some(net_type);
    match (net.recipient(), net.incarnation()) {
        (Some(_), Some(incarnation)) if meant => Settled::Applied {
            evidence: format!("{handle} is registered there for {org}, as meant"),
            incarnation: Some(incarnation),
        },
        (Some(Recipient::Org(found)), _) if found == *org && meant => Settled::Unknown {
            evidence: format!("{handle} has no registration date"),
        },
        (Some(Recipient::Org(found)), _) if found == *org => Settled::Conflict {
            evidence: format!("{handle} is registered there for {org}, in another way"),
        },
        (Some(Recipient::Org(found)), _) => Settled::Conflict {
            evidence: format!("{handle} is registered there for {found}"),
        },
        (Some(Recipient::Customer(found)), _) => Settled::Conflict {
            evidence: format!("{handle} is registered there for {found}"),
        },
        (None, _) => Settled::Unknown {
            evidence: format!("{handle} names no recipient"),
        },
    }
}

/// Whether the links of a net are as asked for. Asking again does no harm, so anything else is not applied.
///
/// # Errors
/// When that can not be known.
pub(super) async fn linked(
    client: &Client,
    place: &Place,
    (org, pocs): (&OrgHandle, &Pocs),
) -> Result<Settled, Failure> {
    let nets = client.nets_by_range(place.range).await?;
    let mut here = nets.iter().filter(|net| {
        net.parent.as_ref() == Some(&place.parent) && net.range() == Some(place.range)
    });
    let Some(net) = here.next() else {
        absence::parent_answers(client, &place.parent).await?;
        absence::of_new_net(client, place, Timestamp::MIN).await?;
        return Ok(none(org, place));
    };
    if !matches!(net.recipient(), Some(Recipient::Org(found)) if found == *org) {
        return Ok(none(org, place));
    }
    let view = NetView::of(net);
    Ok(if wanted_links(view.pocs(), pocs) == *view.pocs() {
        Settled::Applied {
            incarnation: net.incarnation(),
            evidence: format!("the POCs of the net at {place} are as asked for"),
        }
    } else {
        Settled::NotApplied {
            evidence: format!("the POCs of the net at {place} are not as asked for"),
        }
    })
}

fn none(org: &OrgHandle, place: &Place) -> Settled {
    Settled::Conflict {
        evidence: format!("no net of {org} is registered at {place}"),
    }
}
