//! What became of a write whose outcome is unknown, by reading. Compared with the intent, never with today's
//! repository (write protocol, section 3). An object that the registry says is not there is taken for gone, and a place
//! for empty, only where the public directory agrees (`absence`): while they differ the write stays unknown, its domain
//! stays locked, and the next run reads again.

use jiff::{SignedDuration, Timestamp};

use super::absence;
use super::client::Client;
use super::grant;
use super::live::same_record;
use super::reply::ReadError;
use super::view::{CustomerView, NetView};
use super::wire::{NetPayload, Recipient, TicketPayload};
use super::work::{Grant, Record, Work};
use crate::model::{
    CustomerHandle, Handle, Incarnation, NetHandle, Place, TicketNumber, folded_name,
};
use crate::registry::{Failure, Settled, TicketNews, Traces};

/// How far dates may be off after both clocks were compared: replies carry whole seconds, and take a moment.
const SKEW: SignedDuration = SignedDuration::from_mins(1);
/// Tickets that a reassignment became until August 2023 (reference 3.2); the path is kept.
const REASSIGN_TICKETS: [&str; 2] = ["IPV4_SIMPLE_REASSIGN", "IPV6_SIMPLE_REASSIGN"];
/// The same of registrations for orgs.
const GRANT_TICKETS: [&str; 4] = [
    "IPV4_DETAILED_REASSIGN",
    "IPV6_DETAILED_REASSIGN",
    "IPV4_REALLOCATE",
    "IPV6_REALLOCATE",
];

/// Why reading did not say.
type Unclear = Settled;

/// What a look at the tickets is for.
pub(super) struct Tickets<'a> {
    /// What is known of the write besides its intent.
    pub(super) traces: Traces<'a>,
    /// This machine's clock.
    pub(super) now: Timestamp,
}

impl Tickets<'_> {
    /// Whether a ticket may be of this write: the journal does not name it, and it is not older. `date` is the
    /// registry's clock, for tickets carry dates of that.
    pub(super) fn may_be(&self, ticket: &TicketPayload, date: Option<Timestamp>) -> bool {
        !self.traces.known.contains(&ticket.number) && appeared(ticket, self.earliest(date))
    }

    /// The earliest date that the registry may have given to what the write made. `date` is the registry's clock.
    fn earliest(&self, date: Option<Timestamp>) -> Timestamp {
        let ahead = date.map_or(SignedDuration::ZERO, |date| date.duration_since(self.now));
        let since = self.traces.since;
        let since = since.checked_add(ahead).unwrap_or(since);
        since.checked_sub(SKEW).unwrap_or(Timestamp::MIN)
    }

    /// Whether the write's ticket has ended with a word of success: with that the registry confirms what it shows, and
    /// public data, which lag, are not waited for.
    fn said_done(&self) -> bool {
        self.traces.ended.is_some_and(TicketNews::is_success)
    }
}

/// Settles one write. The place is that of its step: what lies above vouches for an absence.
pub(super) async fn settle(
    client: &Client,
    (work, at): (Work, Option<&Place>),
    tickets: &Tickets<'_>,
) -> Settled {
    let settled = match work {
        Work::Reassign {
            place,
            customer,
            record,
            ..
        } => reassigned(client, &place, &customer.unpacked(), &record, tickets).await,
        Work::Grant(wanted) => granted(client, &wanted, tickets).await,
        Work::LinkPocs {
            place, org, pocs, ..
        } => grant::linked(client, &place, (&org, &pocs))
            .await
            .map_err(unproven),
        Work::CreateCustomer { customer, .. } => Ok(Settled::Never {
            evidence: format!(
                "a customer record made by itself can not be found; look in ARIN Online for \"{}\"",
                customer.name()
            ),
        }),
        Work::ModifyNet { net, before, after } => {
            modified_net(client, (&net, at), &before, &after).await
        }
        Work::ModifyCustomer {
            customer,
            before,
            after,
        } => {
            let (before, after) = (before.unpacked(), after.unpacked());
            modified_customer(client, (&customer, at), &before, &after).await
        }
        Work::DeleteNet { net, place, .. } => deleted_net(client, &net, &place, tickets).await,
        Work::DeleteCustomer { customer, place } => {
            deleted_customer(client, &customer, &place).await
        }
        Work::Object(object) => Ok(object.settle(client, tickets).await),
        Work::Asked(asked) => Ok(super::asked::settle(client, &asked, tickets).await),
        Work::Adopt { net, .. } | Work::AdoptGrant { net } => Ok(Settled::Applied {
            incarnation: Some(net),
            evidence: "an adopt sends nothing".to_owned(),
        }),
    };
    settled.unwrap_or_else(|unclear| unclear)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unproven(failure: Failure) -> Unclear {
    Settled::Unknown {
        evidence: failure.to_string(),
    }
}

fn unclear(error: &ReadError) -> Unclear {
    Settled::Unknown {
        evidence: error.to_string(),
    }
}

async fn reassigned(
    client: &Client,
    place: &Place,
    customer: &CustomerView,
    record: &Record,
    tickets: &Tickets<'_>,
) -> Result<Settled, Unclear> {
    match net_at(client, place).await? {
        Some(net) => recipient(client, &net, customer, record).await,
        None => absent(client, place, &REASSIGN_TICKETS, tickets).await,
    }
}

async fn granted(
    client: &Client,
    wanted: &Grant,
    tickets: &Tickets<'_>,
) -> Result<Settled, Unclear> {
    match net_at(client, &wanted.place).await? {
        Some(net) => Ok(grant::given(&net, &wanted.org, &wanted.net_type)),
        None => absent(client, &wanted.place, &GRANT_TICKETS, tickets).await,
    }
}

async fn net_at(client: &Client, place: &Place) -> Result<Option<NetPayload>, Unclear> {
    let nets = client
        .nets_by_range(place.range)
        .await
        .map_err(|error| unclear(&error))?;
    let here = |net: &NetPayload| {
        net.parent.as_ref() == Some(&place.parent) && net.range() == Some(place.range)
    };
    Ok(nets.into_iter().find(here))
}

/// Nothing is in the place: the request had no effect, or it became a ticket of one of these types.
async fn absent(
    client: &Client,
    place: &Place,
    types: &[&str],
    tickets: &Tickets<'_>,
) -> Result<Settled, Unclear> {
    absence::parent_answers(client, &place.parent)
        .await
        .map_err(unproven)?;
    let (date, unexplained) = unexplained(client, types, tickets).await?;
    if let Some(ticket) = unexplained {
        return Ok(Settled::Ticketed {
            evidence: format!("nothing is registered at {place}, and ticket {ticket} is new"),
            ticket,
        });
    }
    absence::of_new_net(client, place, tickets.earliest(date))
        .await
        .map_err(unproven)?;
    Ok(Settled::NotApplied {
        evidence: format!("nothing is registered at {place}"),
    })
}

/// Whether the net in the place was given to whom we meant; all else is drift, for the next plan.
async fn recipient(
    client: &Client,
    net: &NetPayload,
    customer: &CustomerView,
    record: &Record,
) -> Result<Settled, Unclear> {
    let handle = net
        .handle
        .as_ref()
        .map_or_else(|| "a net".to_owned(), ToString::to_string);
    let conflict = |whose: &str| Settled::Conflict {
        evidence: format!("{handle} is registered there for {whose}"),
    };
    let given = match net.recipient() {
        Some(Recipient::Customer(given)) => given,
        Some(Recipient::Org(org)) => return Ok(conflict(org.as_str())),
        None => {
            return Err(Settled::Unknown {
                evidence: format!("{handle} names no recipient"),
            });
        }
    };
    let meant = match record {
        Record::Known(known) => *known == given,
        Record::Embedded | Record::MadeBy(_) => {
            let found = client
                .customer(&given)
                .await
                .map_err(|error| unclear(&error))?;
            let name = CustomerView::of(&found).name;
            if folded_name(&name) != folded_name(&customer.name) {
                return Ok(conflict(&format!("\"{name}\"")));
            }
            true
        }
    };
    match net.incarnation() {
        Some(incarnation) if meant => Ok(Settled::Applied {
            evidence: format!("{handle} is registered there for {given}, as meant"),
            incarnation: Some(incarnation),
        }),
        Some(_) => Ok(conflict(given.as_str())),
        None => Err(Settled::Unknown {
            evidence: format!("{handle} has no registration date"),
        }),
    }
}

async fn modified_net(
    client: &Client,
    (net, at): (&Incarnation, Option<&Place>),
    before: &NetView,
    after: &NetView,
) -> Result<Settled, Unclear> {
    let handle: NetHandle = parsed(&net.handle)?;
    match client.net(&handle).await {
        Ok(live) if live.incarnation().is_some_and(|found| found.same(net)) => {
            Ok(modified(net, &NetView::of(&live), before, after))
        }
        Ok(_) => Ok(Settled::Conflict {
            evidence: format!("{handle} is another registration by now"),
        }),
        Err(ReadError::Absent) => {
            // The net of a declared network lies at no place of ours, and nothing above it could vouch.
            if let Some(place) = at {
                absence::of_net(client, net, place)
                    .await
                    .map_err(unproven)?;
            }
            Ok(Settled::Conflict {
                evidence: format!("{handle} is gone"),
            })
        }
        Err(error) => Err(unclear(&error)),
    }
}

async fn modified_customer(
    client: &Client,
    (customer, at): (&Incarnation, Option<&Place>),
    before: &CustomerView,
    after: &CustomerView,
) -> Result<Settled, Unclear> {
    let handle: CustomerHandle = parsed(&customer.handle)?;
    match client.customer(&handle).await {
        Ok(live)
            if live
                .incarnation()
                .is_some_and(|found| same_record(&found, customer)) =>
        {
            Ok(modified(customer, &CustomerView::of(&live), before, after))
        }
        Ok(_) => Ok(Settled::Conflict {
            evidence: format!("{handle} is another record by now"),
        }),
        Err(ReadError::Absent) => {
            if let Some(place) = at {
                absence::of_record(client, &handle, &place.parent)
                    .await
                    .map_err(unproven)?;
            }
            Ok(Settled::Conflict {
                evidence: format!("{handle} is gone"),
            })
        }
        Err(error) => Err(unclear(&error)),
    }
}

fn modified<V: PartialEq>(object: &Incarnation, live: &V, before: &V, after: &V) -> Settled {
    let handle = &object.handle;
    if live == after {
        Settled::Applied {
            incarnation: Some(object.clone()),
            evidence: format!("{handle} is as asked for"),
        }
    } else if live == before {
        Settled::NotApplied {
            evidence: format!("{handle} is as before"),
        }
    } else {
        Settled::Conflict {
            evidence: format!(
                "{handle} is neither as before nor as asked for: somebody else changed it"
            ),
        }
    }
}

async fn deleted_net(
    client: &Client,
    net: &Incarnation,
    place: &Place,
    tickets: &Tickets<'_>,
) -> Result<Settled, Unclear> {
    let handle: NetHandle = parsed(&net.handle)?;
    match client.net(&handle).await {
        Ok(live) if live.incarnation().is_some_and(|found| found.same(net)) => {}
        Ok(live) if live.incarnation().is_some() => {
            return Ok(Settled::Applied {
                incarnation: None,
                evidence: format!("{handle} is another registration by now"),
            });
        }
        Ok(_) => {
            return Err(Settled::Unknown {
                evidence: format!("the record of {handle} is incomplete"),
            });
        }
        Err(ReadError::Absent) => {
            let proof = if tickets.said_done() {
                absence::parent_answers(client, &place.parent).await
            } else {
                absence::of_net(client, net, place).await
            };
            proof.map_err(unproven)?;
            return Ok(Settled::Applied {
                incarnation: None,
                evidence: format!("{handle} is gone"),
            });
        }
        Err(error) => return Err(unclear(&error)),
    }
    let types = [super::diff::NET_DELETE_REQUEST];
    let (_, unexplained) = unexplained(client, &types, tickets).await?;
    Ok(match unexplained {
        None => Settled::NotApplied {
            evidence: format!("{handle} stands as it was"),
        },
        Some(ticket) => Settled::Ticketed {
            evidence: format!("{handle} stands, and ticket {ticket} is new"),
            ticket,
        },
    })
}

async fn deleted_customer(
    client: &Client,
    customer: &Incarnation,
    place: &Place,
) -> Result<Settled, Unclear> {
    let handle: CustomerHandle = parsed(&customer.handle)?;
    match client.customer(&handle).await {
        Ok(_) => Ok(Settled::NotApplied {
            evidence: format!("{handle} is still there"),
        }),
        Err(ReadError::Absent) => {
            absence::of_record(client, &handle, &place.parent)
                .await
                .map_err(unproven)?;
            Ok(Settled::Applied {
                incarnation: None,
                evidence: format!("{handle} is gone"),
            })
        }
        Err(error) => Err(unclear(&error)),
    }
}

/// The one open ticket of these types that appeared since the write and that the journal does not name, and the
/// registry's clock.
async fn unexplained(
    client: &Client,
    types: &[&str],
    tickets: &Tickets<'_>,
) -> Result<(Option<Timestamp>, Option<TicketNumber>), Unclear> {
    let (date, open) = client
        .open_tickets()
        .await
        .map_err(|error| unclear(&error))?;
    let mut new = open.into_iter().filter(|ticket| {
        ticket
            .kind
            .as_deref()
            .is_some_and(|kind| types.contains(&kind))
            && tickets.may_be(ticket, date)
    });
    match (new.next(), new.next()) {
        (None, _) => Ok((date, None)),
        (Some(ticket), None) => Ok((date, Some(ticket.number))),
        (Some(_), Some(_)) => Err(Settled::Unknown {
            evidence: "several tickets are new, and any of them may be this one".to_owned(),
        }),
    }
}

/// Whether a ticket may have come from a write that the registry can not have seen earlier; one without a readable date
/// may.
fn appeared(ticket: &TicketPayload, earliest: Timestamp) -> bool {
    let created = ticket
        .created
        .as_deref()
        .and_then(|text| text.trim().parse::<Timestamp>().ok());
    created.is_none_or(|created| created >= earliest)
}

fn parsed<H: std::str::FromStr>(handle: &Handle) -> Result<H, Unclear> {
    handle.as_str().parse().map_err(|_| Settled::Unknown {
        evidence: format!("{handle} is a handle of another kind"),
    })
}
