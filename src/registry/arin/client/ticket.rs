//! Calls about tickets (reference 3.3).

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::{Client, about, same};
use crate::http::{ReadFailure, ReadRequest, Response, WireFailure};
use crate::journal::Intent;
use crate::model::{TicketNumber, TicketStatus};
use crate::registry::arin::reply::{self, ReadError, WriteReply, classify};
use crate::registry::arin::request::{self, Messages, RequestError};
use crate::registry::arin::wire::{Collection, MessagePayload, TicketPayload};

impl Client {
    /// A ticket without its messages.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket_summary(&self, number: &TicketNumber) -> Result<TicketPayload, ReadError> {
        self.numbered(request::ticket_summary(number), number).await
    }

    /// A ticket with its messages. When these are too large, for the registry or for us, it comes with
    /// references to them instead (reference 1.5).
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another ticket came.
    pub async fn ticket(
        &self,
        number: &TicketNumber,
        messages: Messages,
    ) -> Result<TicketPayload, ReadError> {
        let ask = |messages| Ok(request::ticket(number, messages));
        let response = self.with_messages(ask, messages).await?;
        let ticket: TicketPayload = reply::read(&response)?;
        same(&response, Some(&ticket.number), number)?;
        Ok(ticket)
    }

    /// The tickets of a type in a status, with their messages; `None` stands for any. Messages that are too large
    /// come as references.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn tickets(
        &self,
        kind: Option<&str>,
        status: Option<&str>,
        messages: Messages,
    ) -> Result<Vec<TicketPayload>, ReadError> {
        let ask = |messages| request::tickets(kind, status, messages);
        let response = self.with_messages(ask, messages).await?;
        let Collection(tickets) = reply::read(&response)?;
        Ok(tickets)
    }

    /// The tickets of a type in a status, without messages; `None` stands for any.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket_summaries(
        &self,
        kind: Option<&str>,
        status: Option<&str>,
    ) -> Result<Vec<TicketPayload>, ReadError> {
        let request = request::ticket_summaries(kind, status)?;
        let (_, Collection(tickets)) = self.read(request).await?;
        Ok(tickets)
    }

    /// The open tickets without messages, and the registry's own time: tickets carry dates of that clock.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn open_tickets(&self) -> Result<(Option<Timestamp>, Vec<TicketPayload>), ReadError> {
        let request = request::ticket_summaries(None, Some("ANY_OPEN"))?;
        let (response, Collection(tickets)) = self.read(request).await?;
        let date = response
            .date
            .as_deref()
            .and_then(|date| rfc2822::parse(date).ok());
        Ok((date.map(|date| date.timestamp()), tickets))
    }

    /// A message of a ticket, with references to its attachments.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another message came.
    pub async fn message(
        &self,
        number: &TicketNumber,
        message: i64,
    ) -> Result<MessagePayload, ReadError> {
        let (response, found): (_, MessagePayload) =
            self.read(request::message(number, message)).await?;
        same(&response, found.id.as_ref(), &message)?;
        Ok(found)
    }

    /// Adds a message to a ticket that is not closed. The reply is the message with its number.
    ///
    /// # Errors
    /// When there is no response; unsent when the message was sent before.
    pub async fn add_message(
        &self,
        number: &TicketNumber,
        message: &MessagePayload,
        intent: Intent,
    ) -> Result<WriteReply<MessagePayload>, WireFailure> {
        let request = request::add_message(number, message);
        self.once(request, intent, classify).await
    }

    /// Closes a resolved ticket by sending it back, without its messages. A summary serves as well.
    ///
    /// # Errors
    /// When there is no response; unsent when the ticket can not be echoed whole.
    pub async fn close_ticket(
        &self,
        ticket: &TicketPayload,
        intent: Intent,
    ) -> Result<WriteReply<TicketPayload>, WireFailure> {
        let request = request::close_ticket(ticket);
        let reply = self.once(request, intent, classify).await?;
        Ok(closed_ticket(reply, &ticket.number))
    }

    /// Closes a resolved ticket by its status alone.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn close_ticket_by_status(
        &self,
        number: &TicketNumber,
        intent: Intent,
    ) -> Result<WriteReply<TicketPayload>, WireFailure> {
        let request = Ok(request::close_ticket_by_status(number));
        let reply = self.once(request, intent, classify).await?;
        Ok(closed_ticket(reply, number))
    }

    /// Asks with messages, and with references to them when those are too large.
    async fn with_messages(
        &self,
        ask: impl Fn(Messages) -> Result<ReadRequest, RequestError>,
        messages: Messages,
    ) -> Result<Response, ReadError> {
        let response = self.transport.read(ask(messages)?).await;
        match (messages, response) {
            (Messages::Whole, Err(ReadFailure::TooLarge)) => {}
            (Messages::Whole, Ok(response)) if response.status == 413 => {}
            (Messages::Whole | Messages::References, response) => return Ok(response?),
        }
        Ok(self.transport.read(ask(Messages::References)?).await?)
    }

    async fn numbered(
        &self,
        request: ReadRequest,
        number: &TicketNumber,
    ) -> Result<TicketPayload, ReadError> {
        let (response, ticket): (_, TicketPayload) = self.read(request).await?;
        same(&response, Some(&ticket.number), number)?;
        Ok(ticket)
    }
}

/// A ticket that was to be closed and came back open is not known to be closed.
pub(in crate::registry::arin) fn closed_ticket(
    reply: WriteReply<TicketPayload>,
    number: &TicketNumber,
) -> WriteReply<TicketPayload> {
    match about(reply, |found| found.number == *number) {
        WriteReply::Done(ticket) if ticket.status != TicketStatus::new("CLOSED") => {
            WriteReply::Uncertain {
                why: format!("the ticket came back as {}", ticket.status),
                outage: false,
            }
        }
        reply @ (WriteReply::Done(_)
        | WriteReply::Ticketed { .. }
        | WriteReply::Refused(_)
        | WriteReply::Busy { .. }
        | WriteReply::Uncertain { .. }) => reply,
    }
}
