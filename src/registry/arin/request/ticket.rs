//! Requests about tickets (reference 3.3).

use super::RequestError;
use super::call::{act, read};
use super::path::escaped;
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::model::TicketNumber;

/// What a ticket is read with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Messages {
    /// Its messages, with their attachments. They can be too large, which is answered with 413 (reference 1.5).
    Whole,
    /// References to its messages.
    References,
}

impl Messages {
    fn query(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::References => "?msgRefs=true",
        }
    }
}

/// Reads a ticket without messages (reference 3.3).
#[must_use]
pub fn ticket_summary(number: &TicketNumber) -> ReadRequest {
    read(format!("/rest/ticket/{number}/summary"))
}

/// Reads a ticket with its messages.
#[must_use]
pub fn ticket(number: &TicketNumber, messages: Messages) -> ReadRequest {
    read(format!("/rest/ticket/{number}{}", messages.query()))
}

/// Lists tickets with their messages. For type and status see [`ticket_summaries`].
///
/// # Errors
/// When a word can not stand in a path.
pub fn tickets(
    kind: Option<&str>,
    status: Option<&str>,
    messages: Messages,
) -> Result<ReadRequest, RequestError> {
    let filter = filter(kind, status)?;
    Ok(read(format!("/rest/ticket{filter}{}", messages.query())))
}

/// Lists tickets without messages. Type and status are words of the registry, such as
/// `NET_DELETE_REQUEST` and `ANY_OPEN`; `None` asks for any, and the registry wants at least one of the two.
///
/// # Errors
/// When a word can not stand in a path.
pub fn ticket_summaries(
    kind: Option<&str>,
    status: Option<&str>,
) -> Result<ReadRequest, RequestError> {
    let filter = filter(kind, status)?;
    Ok(read(format!("/rest/ticket/summary{filter}")))
}

/// Matrix parameters belong to the path, and their semicolons are sent as they are (reference 3.3).
fn filter(kind: Option<&str>, status: Option<&str>) -> Result<String, RequestError> {
    let kind = escaped(kind.unwrap_or("ANY"))?;
    let status = escaped(status.unwrap_or("ANY"))?;
    Ok(format!(";ticketType={kind};ticketStatus={status}"))
}

/// Reads a message, with references to its attachments.
#[must_use]
pub fn message(number: &TicketNumber, message: i64) -> ReadRequest {
    read(format!("/rest/ticket/{number}/message/{message}"))
}

/// Reads an attachment, as its bytes.
///
/// # Errors
/// When its name can not stand in a path.
pub fn attachment(
    number: &TicketNumber,
    message: i64,
    attachment: &str,
) -> Result<ReadRequest, RequestError> {
    let attachment = escaped(attachment)?;
    Ok(ReadRequest {
        // An error comes as XML all the same.
        accept: "application/octet-stream, application/xml",
        ..read(format!(
            "/rest/ticket/{number}/message/{message}/attachment/{attachment}"
        ))
    })
}

/// Closes a resolved ticket by its status alone (reference 4).
#[must_use]
pub fn close_ticket_by_status(number: &TicketNumber) -> WriteRequest {
    let path = format!("/rest/ticket/{number}/ticketStatus/CLOSED?msgRefs=true");
    act(Method::Put, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> TicketNumber {
        "20260920-X1042".parse().expect("a number")
    }

    #[test]
    fn tickets_are_read_by_the_paths_of_the_reference() {
        let number = number();
        for (request, path) in [
            (
                Ok(ticket(&number, Messages::Whole)),
                "/rest/ticket/20260920-X1042",
            ),
            (
                Ok(ticket(&number, Messages::References)),
                "/rest/ticket/20260920-X1042?msgRefs=true",
            ),
            (
                Ok(ticket_summary(&number)),
                "/rest/ticket/20260920-X1042/summary",
            ),
            (
                tickets(Some("NET_DELETE_REQUEST"), None, Messages::References),
                "/rest/ticket;ticketType=NET_DELETE_REQUEST;ticketStatus=ANY?msgRefs=true",
            ),
            (
                tickets(None, Some("ANY_OPEN"), Messages::Whole),
                "/rest/ticket;ticketType=ANY;ticketStatus=ANY_OPEN",
            ),
            (
                ticket_summaries(Some("a;b=c/d"), Some("ANY_OPEN")),
                "/rest/ticket/summary;ticketType=a%3Bb%3Dc%2Fd;ticketStatus=ANY_OPEN",
            ),
            (
                Ok(message(&number, 4)),
                "/rest/ticket/20260920-X1042/message/4",
            ),
            (
                attachment(&number, 4, "8a8180b1"),
                "/rest/ticket/20260920-X1042/message/4/attachment/8a8180b1",
            ),
            (
                attachment(&number, 4, "../x"),
                "/rest/ticket/20260920-X1042/message/4/attachment/..%2Fx",
            ),
        ] {
            assert_eq!(request.map(|request| request.path).as_deref(), Ok(path));
        }
        assert!(attachment(&number, 4, "..").is_err());
        assert!(ticket_summaries(Some(""), None).is_err());
    }

    #[test]
    fn a_ticket_is_closed_by_its_status() {
        let request = close_ticket_by_status(&number());
        assert_eq!(
            format!("{request:?}"),
            "PUT /rest/ticket/20260920-X1042/ticketStatus/CLOSED?msgRefs=true (0 bytes)"
        );
    }
}
