//! What a person asks of ARIN by a command, and no repository declares: reports, and the end of a ticket.
//!
//! It is carried out like any other write: an intent on disk first, sent once, settled by reading where the
//! reply was lost (write protocol, sections 2 and 3). A report is asked for with GET and is a write all the
//! same, for each request makes a ticket (reference 3.4).

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::client::{Client, closed_ticket};
use super::reply::{ReadError, WriteReply, classify};
use super::request;
use super::settle::Tickets;
use super::wire::TicketPayload;
use super::work::Work;
use crate::http::Response;
use crate::model::{
    Action, ChangeId, Key, Kind, NetHandle, PackedFields, Payload, RegistryName, Reply, Step,
    StepId, TicketNumber,
};
use crate::registry::{Failure, Prepared, Settled};

/// The kind of a step that asks for a report. Its ticket is about nothing but itself.
pub const REPORT: &str = "report";

/// A report of the registry (reference 3.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportOf {
    /// What lies below a net.
    Reassignment(NetHandle),
    /// Everything that the POCs of the account touch.
    Associations,
    /// The history of an AS number.
    WhoWasAsn(u32),
    /// The history of an address.
    WhoWasNet(IpAddr),
}

impl ReportOf {
    /// The types of the tickets that it may become (reference 2.12). The registry uses either of two words for
    /// reassignments.
    #[must_use]
    pub fn ticket_types(&self) -> &'static [&'static str] {
        match self {
            Self::Reassignment(_) => &["USER_REASSIGNMENT_REPORT", "REASSIGNMENT_REPORT"],
            Self::Associations => &["ASSOCIATIONS_REPORT"],
            Self::WhoWasAsn(_) | Self::WhoWasNet(_) => &["WHOWAS_REPORT"],
        }
    }
}

impl fmt::Display for ReportOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reassignment(net) => write!(f, "reassignment {net}"),
            Self::Associations => f.write_str("associations"),
            Self::WhoWasAsn(number) => write!(f, "whowas-asn {number}"),
            Self::WhoWasNet(address) => write!(f, "whowas-net {address}"),
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// A report.
    Report(ReportOf),
    /// The end of a ticket that is resolved.
    CloseTicket(TicketNumber),
}

impl Asked {
    /// The one step that carries it out.
    ///
    /// # Errors
    /// When it can not be written as JSON.
    pub fn step(&self, registry: &RegistryName) -> Result<Step, serde_json::Error> {
        let (kind, key, action, names, ticket) = match self {
            Self::Report(report) => (
                REPORT,
                report.to_string(),
                Action::Create,
                Vec::new(),
                report.ticket_types().first().map(ToString::to_string),
            ),
            Self::CloseTicket(number) => (
                "ticket",
                number.to_string(),
                Action::Modify,
                number.as_str().parse().into_iter().collect(),
                None,
            ),
        };
        let change = ChangeId::new(format!("{registry}/{kind}/{key}/{action}"));
        Ok(Step {
            id: StepId::new(change.to_string()),
            registry: registry.clone(),
            kind: Kind::new(kind),
            key: Key::new(key),
            action,
            handle: None,
            target: None,
            place: None,
            before: PackedFields::default(),
            after: PackedFields::default(),
            why: "a person asked for it".into(),
            change,
            origin: None,
            requires: Vec::new(),
            claim: None,
            names,
            ticket,
            consequences: Vec::new(),
            payload: Box::new(Payload::seal(Work::Asked(self.clone()))),
        })
    }
}

/// Builds the request. A ticket is looked at first: only a resolved one can be closed (reference 3.3).
pub(super) async fn prepare(client: &Client, asked: &Asked) -> Result<Prepared, Failure> {
    Ok(match asked {
        Asked::Report(ReportOf::Reassignment(net)) => {
            Prepared::Write(request::report_reassignment(net))
        }
        Asked::Report(ReportOf::Associations) => Prepared::Write(request::report_associations()),
        Asked::Report(ReportOf::WhoWasAsn(number)) => {
            Prepared::Write(request::report_whowas_asn(*number))
        }
        Asked::Report(ReportOf::WhoWasNet(address)) => {
            Prepared::Write(request::report_whowas_net(*address))
        }
        Asked::CloseTicket(number) => {
            let ticket = client.ticket_summary(number).await.map_err(Failure::from)?;
            match ticket.status.as_str() {
                "RESOLVED" => Prepared::Write(request::close_ticket_by_status(number)),
                "CLOSED" => Prepared::Already(Reply::default()),
                status => {
                    return Err(Failure::Stale(format!(
                        "it is {status}, and only a RESOLVED one can be closed"
                    )));
                }
            }
        }
    })
}

/// What the reply says. The ticket of a report is the thing that was asked for, and still has to be followed. One
/// that was to be closed is closed only when that very one comes back closed.
pub(super) fn replied(asked: &Asked, response: &Response) -> WriteReply<TicketPayload> {
    match (asked, classify::<TicketPayload>(response)) {
        (Asked::Report(_), WriteReply::Done(ticket)) => WriteReply::Ticketed {
            ticket: Box::new(ticket),
            net: None,
        },
        (Asked::CloseTicket(number), reply) => closed_ticket(reply, number),
        (
            Asked::Report(_),
            reply @ (WriteReply::Ticketed { .. }
            | WriteReply::Refused(_)
            | WriteReply::Busy { .. }
            | WriteReply::Uncertain { .. }),
        ) => reply,
    }
}

/// What became of it, by reading.
pub(super) async fn settle(client: &Client, asked: &Asked, tickets: &Tickets<'_>) -> Settled {
    let settled = match asked {
        Asked::Report(report) => reported(client, report, tickets).await,
        Asked::CloseTicket(number) => closed(client, number).await,
    };
    settled.unwrap_or_else(|error| Settled::Unknown {
        evidence: error.to_string(),
    })
}

/// A report closes its ticket by itself, perhaps within the quiet time: closed tickets count too. The registry's
/// words for types are open (reference 2.12), so a new ticket of a type that we do not know may be the report's.
async fn reported(
    client: &Client,
    report: &ReportOf,
    tickets: &Tickets<'_>,
) -> Result<Settled, ReadError> {
    let (date, _) = client.open_tickets().await?;
    let all = client.ticket_summaries(None, Some("ANY")).await?;
    let new = all.iter().filter(|ticket| tickets.may_be(ticket, date));
    let candidates: Vec<&TicketPayload> = new
        .filter(|ticket| match ticket.kind.as_deref() {
            Some(kind) => report.ticket_types().contains(&kind) || !is_another(kind),
            None => true,
        })
        .collect();
    let known = |ticket: &TicketPayload| {
        let kind = ticket.kind.as_deref().unwrap_or_default();
        report.ticket_types().contains(&kind)
    };
    Ok(match candidates.as_slice() {
        [] => Settled::NotApplied {
            evidence: format!("no ticket for {report} is new"),
        },
        [ticket] if known(ticket) => Settled::Ticketed {
            ticket: ticket.number.clone(),
            evidence: format!("ticket {} is new", ticket.number),
        },
        [ticket] => Settled::Unknown {
            evidence: format!(
                "ticket {} is new, and of a type that may be a report or not",
                ticket.number
            ),
        },
        several => Settled::Unknown {
            evidence: format!(
                "{} tickets are new, and any of them may be this one",
                several.len()
            ),
        },
    })
}

/// Whether a type of ticket is known to be about something else than reports.
fn is_another(kind: &str) -> bool {
    const REPORTS: [&str; 4] = [
        "USER_REASSIGNMENT_REPORT",
        "REASSIGNMENT_REPORT",
        "ASSOCIATIONS_REPORT",
        "WHOWAS_REPORT",
    ];
    const OTHERS: [&str; 9] = [
        "NET_DELETE_REQUEST",
        "ORG_CREATE",
        "IPV4_SIMPLE_REASSIGN",
        "IPV6_SIMPLE_REASSIGN",
        "IPV4_DETAILED_REASSIGN",
        "IPV6_DETAILED_REASSIGN",
        "IPV4_REALLOCATE",
        "IPV6_REALLOCATE",
        "QUESTION",
    ];
    REPORTS.contains(&kind) || OTHERS.contains(&kind)
}

async fn closed(client: &Client, number: &TicketNumber) -> Result<Settled, ReadError> {
    let ticket = client.ticket_summary(number).await?;
    let evidence = format!("ticket {number} is {}", ticket.status);
    Ok(match ticket.status.as_str() {
        "CLOSED" => Settled::Applied {
            incarnation: None,
            evidence,
        },
        "RESOLVED" => Settled::NotApplied { evidence },
        _ => Settled::Conflict { evidence },
    })
}
