//! Requests about tickets (reference 3.3).

use super::call::read;
use crate::http::ReadRequest;
use crate::model::TicketNumber;

/// Reads a ticket without messages (reference 3.3).
#[must_use]
pub fn ticket_summary(number: &TicketNumber) -> ReadRequest {
    read(format!("/rest/ticket/{number}/summary"))
}

/// Reads a ticket with references to its messages, because attachments can be too large (reference 1.5).
#[must_use]
pub fn ticket(number: &TicketNumber) -> ReadRequest {
    read(format!("/rest/ticket/{number}?msgRefs=true"))
}

/// Lists tickets without messages. Type and status are words of the registry, such as
/// `NET_DELETE_REQUEST` and `ANY_OPEN`; `None` asks for any, and the registry wants at least one of the two.
#[must_use]
pub fn ticket_summaries(kind: Option<&'static str>, status: Option<&'static str>) -> ReadRequest {
    let kind = kind.unwrap_or("ANY");
    let status = status.unwrap_or("ANY");
    // Matrix parameters belong to the path, and their semicolons are sent as they are (reference 3.3).
    read(format!(
        "/rest/ticket/summary;ticketType={kind};ticketStatus={status}"
    ))
}
