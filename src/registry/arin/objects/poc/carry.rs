//! Carries out what is done to a POC: reads it again, sends the smallest call, and settles a lost reply by reading.
//! A create can not be settled: nothing says by which handle to look (write protocol, section 3).

use super::super::super::client::Client;
use super::super::super::reply::{ReadError, WriteReply, classify};
use super::super::super::request::{self, Phones, RequestError};
use super::super::super::wire::{Collection, PhonePayload, PocPayload};
use super::view::{Call, LivePoc, PocView, incarnation};
use crate::http::{Response, WriteRequest};
use crate::model::{Incarnation, NetHandle, PocHandle, Reply};
use crate::registry::{Failure, Prepared, Settled};

/// What is done to a POC.
pub(in super::super) enum Carried<'a> {
    /// It is taken under management, if it still has this name; nothing is sent.
    Adopt(&'a Incarnation, &'a PocView),
    /// It is made.
    Create(&'a PocView),
    /// It is changed.
    Modify(&'a Incarnation, &'a PocView, &'a PocView),
    /// It is deleted. The net vouches for an absence.
    Delete(&'a Incarnation, &'a PocView, &'a NetHandle),
}

fn handle(incarnation: &Incarnation) -> Result<PocHandle, Failure> {
    let handle = incarnation.handle.as_str().parse();
    handle.map_err(|error| Failure::Stale(format!("{error}")))
}

/// The POC, if it still is the same incarnation; `None` when there is none.
async fn same(
    client: &Client,
    meant: &Incarnation,
) -> Result<Option<(PocPayload, PocView)>, Failure> {
    match client.poc(&handle(meant)?).await {
        Ok(live) if incarnation(&live).is_some_and(|found| found.same(meant)) => {
            let view = PocView::of(&live);
            Ok(Some((live, view)))
        }
        Ok(_) => Err(Failure::Stale(format!(
            "{} is another POC by now",
            meant.handle
        ))),
        Err(ReadError::Absent) => Ok(None),
        Err(error) => Err(Failure::from(error)),
    }
}

fn already(incarnation: Option<&Incarnation>) -> Prepared {
    Prepared::Already(Reply {
        incarnation: incarnation.cloned(),
        ..Reply::default()
    })
}

/// Builds the request, if the POC is still what the plan saw.
pub(in super::super) async fn prepare(
    client: &Client,
    carried: Carried<'_>,
) -> Result<Prepared, Failure> {
    let write = match carried {
        Carried::Create(view) => request::create_poc(&view.create(), true),
        Carried::Adopt(poc, seen) => {
            let (_, view) = same(client, poc).await?.ok_or_else(|| gone(poc))?;
            if view.name() != seen.name() || view.kind != seen.kind {
                return Err(changed(poc));
            }
            return Ok(already(Some(poc)));
        }
        Carried::Modify(poc, before, after) => {
            let (live, view) = same(client, poc).await?.ok_or_else(|| gone(poc))?;
            if view == *after {
                return Ok(already(Some(poc)));
            }
            if view != *before {
                return Err(changed(poc));
            }
            built(&handle(poc)?, before, after, live)
        }
        Carried::Delete(poc, before, witness) => match same(client, poc).await? {
            None => {
                client.net(witness).await.map_err(Failure::from)?;
                return Ok(already(None));
            }
            Some((_, view)) if view != *before => return Err(changed(poc)),
            Some(_) => Ok(request::delete_poc(&handle(poc)?)),
        },
    };
    write
        .map(Prepared::Write)
        .map_err(|error| Failure::Stale(error.to_string()))
}

fn gone(poc: &Incarnation) -> Failure {
    Failure::Stale(format!("{} is gone", poc.handle))
}

fn changed(poc: &Incarnation) -> Failure {
    Failure::Stale(format!("{} has changed since the plan", poc.handle))
}

fn built(
    handle: &PocHandle,
    before: &PocView,
    after: &PocView,
    live: PocPayload,
) -> Result<WriteRequest, RequestError> {
    match before.call(after) {
        Call::AddEmail(email) => request::add_email(handle, &email),
        Call::DeleteEmail(email) => request::delete_email(handle, &email),
        Call::AddPhone(phone) => request::add_phone(handle, &phone.payload()),
        Call::DeletePhone(phone) => {
            let (number, kind) = (phone.number.as_str(), phone.code.as_str());
            request::delete_phones(handle, Phones::Both { number, kind })
        }
        Call::Put => request::modify_poc(&after.edited(live)),
    }
}

/// What the reply says.
pub(in super::super) fn replied(
    carried: &Carried<'_>,
    response: &Response,
) -> WriteReply<Option<Incarnation>> {
    match carried {
        Carried::Create(_) => told(classify(response), |poc: &PocPayload| {
            incarnation(poc)
                .map(Some)
                .ok_or("the reply names no registration date")
        }),
        Carried::Adopt(..) => odd("an adopt sends nothing"),
        Carried::Delete(meant, ..) => told(classify(response), |poc: &PocPayload| {
            let same = poc
                .handle
                .as_ref()
                .is_some_and(|found| found.as_str() == meant.handle.as_str());
            same.then_some(None).ok_or("the reply names another POC")
        }),
        Carried::Modify(meant, before, after) => match before.call(after) {
            // These answer with the telephone alone, or with those that went: none, where none was there.
            Call::AddPhone(_) => told(classify(response), |_: &PhonePayload| {
                Ok(Some((*meant).clone()))
            }),
            Call::DeletePhone(_) => told(classify(response), |gone: &Collection<PhonePayload>| {
                let done = !gone.0.is_empty();
                done.then(|| Some((*meant).clone()))
                    .ok_or("no telephone went")
            }),
            Call::AddEmail(_) | Call::DeleteEmail(_) | Call::Put => {
                told(classify(response), |poc: &PocPayload| {
                    let same = incarnation(poc).filter(|found| found.same(meant));
                    same.map(Some).ok_or("the reply names another POC")
                })
            }
        },
    }
}

fn odd(why: &str) -> WriteReply<Option<Incarnation>> {
    WriteReply::Uncertain {
        why: why.to_owned(),
        outage: false,
    }
}

fn told<T>(
    reply: WriteReply<T>,
    names: impl FnOnce(&T) -> Result<Option<Incarnation>, &'static str>,
) -> WriteReply<Option<Incarnation>> {
    match reply {
        WriteReply::Done(object) => names(&object).map_or_else(odd, WriteReply::Done),
        WriteReply::Ticketed { ticket, net } => WriteReply::Ticketed { ticket, net },
        WriteReply::Refused(error) => WriteReply::Refused(error),
        WriteReply::Busy { again_in } => WriteReply::Busy { again_in },
        WriteReply::Uncertain { why, outage } => WriteReply::Uncertain { why, outage },
    }
}

/// What became of it, by reading.
pub(in super::super) async fn settle(client: &Client, carried: Carried<'_>) -> Settled {
    let settled = match carried {
        Carried::Create(view) => {
            return Settled::Never {
                evidence: format!(
                    "a new POC can not be found without its handle; look in ARIN Online for \"{}\"",
                    view.name()
                ),
            };
        }
        Carried::Adopt(poc, _) => {
            return Settled::Applied {
                incarnation: Some(poc.clone()),
                evidence: "an adopt sends nothing".to_owned(),
            };
        }
        Carried::Modify(poc, before, after) => modified(client, poc, before, after).await,
        Carried::Delete(poc, _, witness) => deleted(client, poc, witness).await,
    };
    settled.unwrap_or_else(|failure| Settled::Unknown {
        evidence: failure.to_string(),
    })
}

async fn modified(
    client: &Client,
    poc: &Incarnation,
    before: &PocView,
    after: &PocView,
) -> Result<Settled, Failure> {
    let live = match client.poc(&handle(poc)?).await {
        Ok(live) => LivePoc::of(&live).filter(|live| live.incarnation.same(poc)),
        Err(ReadError::Absent) => None,
        Err(error) => return Err(Failure::from(error)),
    };
    let name = &poc.handle;
    Ok(match live.map(|live| live.view) {
        None => Settled::Conflict {
            evidence: format!("{name} is gone, or another POC by now"),
        },
        Some(view) if view == *after => Settled::Applied {
            incarnation: Some(poc.clone()),
            evidence: format!("{name} is as asked for"),
        },
        Some(view) if view == *before => Settled::NotApplied {
            evidence: format!("{name} is as before"),
        },
        Some(_) => Settled::Conflict {
            evidence: format!(
                "{name} is neither as before nor as asked for: somebody else changed it"
            ),
        },
    })
}

async fn deleted(
    client: &Client,
    poc: &Incarnation,
    witness: &NetHandle,
) -> Result<Settled, Failure> {
    match client.poc(&handle(poc)?).await {
        Ok(_) => Ok(Settled::NotApplied {
            evidence: format!("{} is still there", poc.handle),
        }),
        Err(ReadError::Absent) => {
            client.net(witness).await.map_err(Failure::from)?;
            Ok(Settled::Applied {
                incarnation: None,
                evidence: format!("{} is gone", poc.handle),
            })
        }
        Err(error) => Err(Failure::from(error)),
    }
}
