//! Calls about tickets (reference 3.3).

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::{Client, same};
use crate::http::ReadRequest;
use crate::model::TicketNumber;
use crate::registry::arin::reply::ReadError;
use crate::registry::arin::request;
use crate::registry::arin::wire::{Collection, TicketPayload};

impl Client {
    /// A ticket without its messages.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket_summary(&self, number: &TicketNumber) -> Result<TicketPayload, ReadError> {
        self.numbered(request::ticket_summary(number), number).await
    }

    /// A ticket with references to its messages.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket(&self, number: &TicketNumber) -> Result<TicketPayload, ReadError> {
        self.numbered(request::ticket(number), number).await
    }

    /// The tickets of a type in a status, without messages; `None` stands for any.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn ticket_summaries(
        &self,
        kind: Option<&'static str>,
        status: Option<&'static str>,
    ) -> Result<Vec<TicketPayload>, ReadError> {
        let request = request::ticket_summaries(kind, status);
        let (_, Collection(tickets)) = self.read(request).await?;
        Ok(tickets)
    }

    /// The open tickets without messages, and the registry's own time: tickets carry dates of that clock.
    ///
    /// # Errors
    /// As [`ReadError`] says.
    pub async fn open_tickets(&self) -> Result<(Option<Timestamp>, Vec<TicketPayload>), ReadError> {
        let request = request::ticket_summaries(None, Some("ANY_OPEN"));
        let (response, Collection(tickets)) = self.read(request).await?;
        let date = response
            .date
            .as_deref()
            .and_then(|date| rfc2822::parse(date).ok());
        Ok((date.map(|date| date.timestamp()), tickets))
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
