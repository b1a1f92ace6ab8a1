//! Carries the change of a delegation out: reads it again, sends the smallest call, and settles a lost reply by
//! reading (write protocol, sections 2 and 3).

use super::super::super::client::Client;
use super::super::super::reply::{ReadError, WriteReply, classify};
use super::super::super::request::{self, RequestError};
use super::super::super::wire::DelegationPayload;
use super::super::Zone;
use super::view::{Call, DelegationView, host};
use crate::http::{Response, WriteRequest};
use crate::model::{Incarnation, Reply, Text};
use crate::registry::{Failure, Prepared, Settled};

/// Builds the request, if the delegation is still what the plan saw.
pub(in super::super) async fn prepare(
    client: &Client,
    zone: Zone,
    before: &DelegationView,
    after: &DelegationView,
) -> Result<Prepared, Failure> {
    let live = match client.delegation(&zone.to_string()).await {
        Ok(live) => live,
        Err(ReadError::Absent) => {
            return Err(Failure::Stale(format!(
                "the registry has no delegation {zone}"
            )));
        }
        Err(error) => return Err(Failure::from(error)),
    };
    let view = DelegationView::of(&live);
    if view == *after {
        return Ok(Prepared::Already(Reply {
            incarnation: incarnation(zone),
            ..Reply::default()
        }));
    }
    if view != *before {
        return Err(Failure::Stale(format!(
            "{zone} has changed since the plan: planned from \"{}\", now \"{}\"",
            before.print(),
            view.print()
        )));
    }
    built(zone, before, after, live)
        .map(Prepared::Write)
        .map_err(|error| Failure::Stale(error.to_string()))
}

fn built(
    zone: Zone,
    before: &DelegationView,
    after: &DelegationView,
    live: DelegationPayload,
) -> Result<WriteRequest, RequestError> {
    let name = zone.to_string();
    match before.call(after) {
        Call::Add(host, ttl) => request::add_nameserver(&name, &host, ttl),
        Call::Delete(host) => request::delete_nameserver(&name, &host),
        Call::DeleteAll => request::delete_nameservers(&name),
        Call::Put => request::modify_delegation(&after.edited(live)),
    }
}

/// A zone has one life: it comes and goes with its net, and the registry gives it no date.
pub(in super::super) fn incarnation(zone: Zone) -> Option<Incarnation> {
    Some(Incarnation {
        handle: zone.handle()?,
        registered: Text::default(),
        recipient: None,
    })
}

/// What the reply says.
pub(in super::super) fn replied(
    zone: Zone,
    response: &Response,
) -> WriteReply<Option<Incarnation>> {
    let name = zone.to_string();
    match classify::<DelegationPayload>(response) {
        WriteReply::Done(found)
            if found
                .name
                .as_deref()
                .is_some_and(|found| host(found) == name) =>
        {
            WriteReply::Done(incarnation(zone))
        }
        WriteReply::Done(_) => WriteReply::Uncertain {
            why: "the reply names another zone".to_owned(),
            outage: false,
        },
        WriteReply::Ticketed { ticket, net } => WriteReply::Ticketed { ticket, net },
        WriteReply::Refused(error) => WriteReply::Refused(error),
        WriteReply::Busy { again_in } => WriteReply::Busy { again_in },
        WriteReply::Uncertain { why, outage } => WriteReply::Uncertain { why, outage },
    }
}

/// What became of it, by reading.
pub(in super::super) async fn settle(
    client: &Client,
    zone: Zone,
    before: &DelegationView,
    after: &DelegationView,
) -> Settled {
    let live = match client.delegation(&zone.to_string()).await {
        Ok(live) => DelegationView::of(&live),
        Err(ReadError::Absent) => {
            return Settled::Conflict {
                evidence: format!("the registry has no delegation {zone}"),
            };
        }
        Err(error) => {
            return Settled::Unknown {
                evidence: error.to_string(),
            };
        }
    };
    if live == *after {
        Settled::Applied {
            incarnation: incarnation(zone),
            evidence: format!("{zone} is as asked for"),
        }
    } else if live == *before {
        Settled::NotApplied {
            evidence: format!("{zone} is as before"),
        }
    } else {
        Settled::Conflict {
            evidence: format!(
                "{zone} is neither as before nor as asked for: somebody else changed it"
            ),
        }
    }
}
