//! Carries out what is done to an org: reads it again, sends the smallest call, and settles a lost reply by reading.

use super::super::super::absence;
use super::super::super::client::Client;
use super::super::super::reply::{
    ReadError, WriteReply, classify, classify_new_org, classify_removed_poc,
};
use super::super::super::request::{self, OrgPocs, RequestError};
use super::super::super::settle::Tickets;
use super::super::super::wire::OrgPayload;
use super::made;
use super::view::{Call, LiveOrg, OrgView, incarnation};
use crate::http::{Response, WriteRequest};
use crate::model::{Incarnation, NetHandle, OrgHandle, Reply, folded_name};
use crate::registry::{Failure, Prepared, Settled};

/// What is done to an org.
pub(in super::super) enum Carried<'a> {
    /// It is taken under management, if it still has this name; nothing is sent.
    Adopt(&'a Incarnation, &'a str),
    /// It is asked for; under a net it is made at once.
    Create(&'a OrgView, Option<&'a NetHandle>),
    /// It is changed.
    Modify(&'a Incarnation, &'a OrgView, &'a OrgView),
}

fn handle(incarnation: &Incarnation) -> Result<OrgHandle, Failure> {
    let handle = incarnation.handle.as_str().parse();
    handle.map_err(|error| Failure::Stale(format!("{error}")))
}

async fn same(client: &Client, meant: &Incarnation) -> Result<(OrgPayload, OrgView), Failure> {
    match client.org(&handle(meant)?).await {
        Ok(live) if incarnation(&live).is_some_and(|found| found.same(meant)) => {
            let view = OrgView::of(&live);
            Ok((live, view))
        }
        Ok(_) => Err(Failure::Stale(format!(
            "{} is another org by now",
            meant.handle
        ))),
        Err(ReadError::Absent) => Err(Failure::Stale(format!("{} is gone", meant.handle))),
        Err(error) => Err(Failure::from(error)),
    }
}

/// Builds the request, if the org is still what the plan saw.
pub(in super::super) async fn prepare(
    client: &Client,
    carried: Carried<'_>,
) -> Result<Prepared, Failure> {
    let already = |org: &Incarnation| {
        Prepared::Already(Reply {
            incarnation: Some(org.clone()),
            ..Reply::default()
        })
    };
    let changed =
        |org: &Incarnation| Failure::Stale(format!("{} has changed since the plan", org.handle));
    match carried {
        Carried::Create(view, under) => create(client, view, under).await,
        Carried::Adopt(org, name) => {
            let (_, view) = same(client, org).await?;
            if view.name == name {
                Ok(already(org))
            } else {
                Err(changed(org))
            }
        }
        Carried::Modify(org, before, after) => {
            let (live, view) = same(client, org).await?;
            if view == *after {
                return Ok(already(org));
            }
            if view != *before {
                return Err(changed(org));
            }
            built(&handle(org)?, before, after, live)
                .map(Prepared::Write)
                .map_err(|error| Failure::Stale(error.to_string()))
        }
    }
}

/// Builds the request for an org, unless there seems to be one already.
async fn create(
    client: &Client,
    view: &OrgView,
    under: Option<&NetHandle>,
) -> Result<Prepared, Failure> {
    if let Some(namesake) = made::namesake(client, view).await.map_err(Failure::from)? {
        return Err(Failure::Stale(format!(
            "{namesake} is called \"{}\" and has that Admin POC already; write its handle into the entry",
            view.name
        )));
    }
    match under {
        Some(net) => request::create_recipient_org(net, &view.create()),
        None => request::create_org(&view.create()),
    }
    .map(Prepared::Write)
    .map_err(|error| Failure::Stale(error.to_string()))
}

fn built(
    handle: &OrgHandle,
    before: &OrgView,
    after: &OrgView,
    live: OrgPayload,
) -> Result<WriteRequest, RequestError> {
    match before.call(after) {
        Call::Add(poc, function) => request::add_org_poc(handle, &poc, &function),
        Call::Remove(poc, function) => {
            let (poc, function) = (&poc, function.as_str());
            request::remove_org_poc(handle, OrgPocs::Both { poc, function })
        }
        Call::Put => request::modify_org(&after.edited(live)),
    }
}

/// What the reply says. In the older dialect the removal of a link answers with the link alone.
pub(in super::super) fn replied(
    carried: &Carried<'_>,
    response: &Response,
) -> WriteReply<Option<Incarnation>> {
    let (meant, before, after) = match carried {
        Carried::Modify(meant, before, after) => (meant, before, after),
        Carried::Create(view, _) => return created(view, response),
        Carried::Adopt(..) => return odd("an adopt sends nothing"),
    };
    let reply = match before.call(after) {
        Call::Remove(..) => classify_removed_poc(response),
        Call::Add(..) | Call::Put => match classify::<OrgPayload>(response) {
            WriteReply::Done(org) => WriteReply::Done(Some(org)),
            WriteReply::Ticketed { ticket, net } => WriteReply::Ticketed { ticket, net },
            WriteReply::Refused(error) => WriteReply::Refused(error),
            WriteReply::Busy { again_in } => WriteReply::Busy { again_in },
            WriteReply::Uncertain { why, outage } => WriteReply::Uncertain { why, outage },
        },
    };
    match reply {
        WriteReply::Done(org) => {
            let found = org.as_ref().map(incarnation);
            let meant_one = |found: &Incarnation| found.same(meant);
            match found {
                Some(found) if !found.as_ref().is_some_and(meant_one) => {
                    odd("the reply names another org")
                }
                Some(_) | None => WriteReply::Done(Some((*meant).clone())),
            }
        }
        WriteReply::Ticketed { ticket, net } => WriteReply::Ticketed { ticket, net },
        WriteReply::Refused(error) => WriteReply::Refused(error),
        WriteReply::Busy { again_in } => WriteReply::Busy { again_in },
        WriteReply::Uncertain { why, outage } => WriteReply::Uncertain { why, outage },
    }
}

/// A ticket; where orgs are made at once it is the org.
fn created(view: &OrgView, response: &Response) -> WriteReply<Option<Incarnation>> {
    match classify_new_org(response) {
        WriteReply::Done(org)
            if folded_name(&OrgView::of(&org).name) != folded_name(&view.name) =>
        {
            odd("the reply names another org")
        }
        WriteReply::Done(org) => match incarnation(&org) {
            Some(made) => WriteReply::Done(Some(made)),
            None => odd("the reply names no registration date"),
        },
        WriteReply::Ticketed { ticket, net } => WriteReply::Ticketed { ticket, net },
        WriteReply::Refused(error) => WriteReply::Refused(error),
        WriteReply::Busy { again_in } => WriteReply::Busy { again_in },
        WriteReply::Uncertain { why, outage } => WriteReply::Uncertain { why, outage },
    }
}

fn odd(why: &str) -> WriteReply<Option<Incarnation>> {
    WriteReply::Uncertain {
        why: why.to_owned(),
        outage: false,
    }
}

/// What became of it, by reading.
pub(in super::super) async fn settle(
    client: &Client,
    carried: Carried<'_>,
    tickets: &Tickets<'_>,
) -> Settled {
    let (org, before, after) = match carried {
        Carried::Create(view, Some(_)) => {
            return Settled::Never {
                evidence: format!(
                    "a new org can not be found without its handle; look for \"{}\"",
                    view.name
                ),
            };
        }
        Carried::Create(view, None) => {
            let settled = match tickets.traces.ended {
                Some(news) => made::ended(client, view, tickets.traces.since, news).await,
                None => made::asked(client, tickets).await,
            };
            return settled.unwrap_or_else(|error| Settled::Unknown {
                evidence: error.to_string(),
            });
        }
        Carried::Adopt(org, _) => {
            return Settled::Applied {
                incarnation: Some(org.clone()),
                evidence: "an adopt sends nothing".to_owned(),
            };
        }
        Carried::Modify(org, before, after) => (org, before, after),
    };
    let unknown = |evidence: String| Settled::Unknown { evidence };
    let parsed = match handle(org) {
        Ok(handle) => handle,
        Err(failure) => return unknown(failure.to_string()),
    };
    let live = match client.org(&parsed).await {
        Ok(live) => LiveOrg::of(&live).filter(|live| live.incarnation.same(org)),
        Err(ReadError::Absent) => match absence::of_org(client, &parsed).await {
            Ok(()) => None,
            Err(failure) => return unknown(failure.to_string()),
        },
        Err(error) => return unknown(error.to_string()),
    };
    match live.map(|live| live.view) {
        None => Settled::Conflict {
            evidence: format!("{parsed} is gone, or another org by now"),
        },
        Some(view) if view == *after => Settled::Applied {
            incarnation: Some(org.clone()),
            evidence: format!("{parsed} is as asked for"),
        },
        Some(view) if view == *before => Settled::NotApplied {
            evidence: format!("{parsed} is as before"),
        },
        Some(_) => Settled::Conflict {
            evidence: format!(
                "{parsed} is neither as before nor as asked for: somebody else changed it"
            ),
        },
    }
}
