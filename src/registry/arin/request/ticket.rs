//! Requests about tickets (reference 3.3).

use super::RequestError;
use super::call::{act, read, write};
use super::error::{new_message, unknown};
use super::path::escaped;
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::model::{TicketNumber, TicketStatus};
use crate::registry::arin::wire::{MessagePayload, TicketPayload};

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

/// Adds a message to a ticket that is not closed.
///
/// # Errors
/// When the message was sent before, or a text can not be written.
pub fn add_message(
    number: &TicketNumber,
    message: &MessagePayload,
) -> Result<WriteRequest, RequestError> {
    new_message(message)?;
    write(
        Method::Put,
        format!("/rest/ticket/{number}/message"),
        message,
    )
}

/// Closes a resolved ticket by sending it back with no other change. Its messages are no part of what is
/// echoed, and stay away: their attachments can be too large.
///
/// # Errors
/// When the ticket can not be echoed whole.
pub fn close_ticket(ticket: &TicketPayload) -> Result<WriteRequest, RequestError> {
    unknown(&ticket.unknown)?;
    if ticket.created.is_none() {
        return Err(RequestError::NoEcho("date"));
    }
    if ticket.kind.is_none() {
        return Err(RequestError::NoEcho("type"));
    }
    let closed = TicketPayload {
        status: TicketStatus::new("CLOSED"),
        messages: Vec::new(),
        message_references: Vec::new(),
        ..ticket.clone()
    };
    let path = format!("/rest/ticket/{}?msgRefs=true", ticket.number);
    write(Method::Put, path, &closed)
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
    use crate::registry::arin::request::samples::{MESSAGE, line, same_document};
    use crate::registry::arin::wire::{AttachmentPayload, decode};

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

    #[test]
    fn a_ticket_is_closed_by_sending_it_back() {
        let document = include_str!("../wire/documents/ticket-details.xml");
        let live: TicketPayload = decode(document.as_bytes()).expect("a ticket");
        let request = close_ticket(&live).expect("a request");
        let number = &live.number;
        assert_eq!(
            line(&request),
            format!("PUT /rest/ticket/{number}?msgRefs=true")
        );
        let sent: TicketPayload = decode(&request.body).expect("a ticket");
        assert!(!live.message_references.is_empty());
        let meant = TicketPayload {
            status: TicketStatus::new("CLOSED"),
            message_references: Vec::new(),
            ..live.clone()
        };
        assert_eq!(sent, meant);
        for odd in [
            TicketPayload {
                unknown: vec!["x".to_owned()],
                ..live.clone()
            },
            TicketPayload {
                created: None,
                ..live.clone()
            },
            TicketPayload { kind: None, ..live },
        ] {
            assert!(close_ticket(&odd).is_err());
        }
    }

    #[test]
    fn a_message_is_added_as_the_reference_shows() {
        let said = MessagePayload {
            subject: Some("Additional information".to_owned()),
            text: vec!["See attached list.".to_owned()],
            category: Some("NONE".to_owned()),
            attachments: vec![AttachmentPayload {
                filename: Some("list.txt".to_owned()),
                data: Some(b"hello\n".to_vec()),
            }],
            ..MessagePayload::default()
        };
        let request = add_message(&number(), &said).expect("a request");
        assert_eq!(line(&request), "PUT /rest/ticket/20260920-X1042/message");
        same_document(&request.body, MESSAGE);
        let old = MessagePayload {
            id: Some(4),
            ..said
        };
        assert!(matches!(
            add_message(&number(), &old),
            Err(RequestError::Forbidden(_))
        ));
    }
}
