//! ARIN's calls as methods, one file for each noun.
//!
//! Reads are typed and checked to be about what was asked for. A write consumes the intent that the journal gave
//! for its request, is sent once, and its reply is classified and checked the same way. The engine, which
//! builds its requests before it has an intent, sends them by [`Client::write`] and classifies by itself.

mod attachment;
mod customer;
mod delegation;
mod net;
mod org;
mod poc;
mod public;
mod received;
mod report;
mod ticket;

use super::reply::{self, ReadError, WriteReply};
use super::request::RequestError;
use super::wire::Payload;
use crate::http::{ReadRequest, Response, Transport, WireFailure, WriteRequest};
use crate::journal::Intent;

pub use self::attachment::{Attachment, AttachmentError};
pub(super) use self::ticket::closed_ticket;

/// What is wrong with a reply about something else.
const OTHER: &str = "it is not about what was asked for";

/// A client of one registry.
#[derive(Debug)]
pub struct Client {
    transport: Transport,
}

impl Client {
    /// A client over a transport.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        Self { transport }
    }

    /// Sends a write, once. Its response goes to [`reply::classify`] or [`reply::classify_ticketed`].
    ///
    /// # Errors
    /// When there is no response.
    pub async fn write(
        &self,
        request: WriteRequest,
        intent: Intent,
    ) -> Result<Response, WireFailure> {
        self.transport.write(request, intent).await
    }

    /// Sends a write, once, and classifies its reply.
    async fn once<T>(
        &self,
        request: Result<WriteRequest, RequestError>,
        intent: Intent,
        classify: impl FnOnce(&Response) -> WriteReply<T>,
    ) -> Result<WriteReply<T>, WireFailure> {
        let request = request.map_err(|error| unsent(&error))?;
        Ok(classify(&self.write(request, intent).await?))
    }

    async fn read<P: Payload>(&self, request: ReadRequest) -> Result<(Response, P), ReadError> {
        let response = self.transport.read(request).await?;
        let payload = reply::read(&response)?;
        Ok((response, payload))
    }
}

/// What a request that can not be built comes to: nothing left this machine.
fn unsent(error: &RequestError) -> WireFailure {
    WireFailure::Unsent {
        reason: error.to_string(),
    }
}

/// Keeps a reply that says "done" only if it is about what was asked for: with another object nothing is known.
fn about<T>(reply: WriteReply<T>, meant: impl FnOnce(&T) -> bool) -> WriteReply<T> {
    match reply {
        WriteReply::Done(object) if !meant(&object) => WriteReply::Uncertain {
            why: OTHER.to_owned(),
            outage: false,
        },
        WriteReply::Done(_)
        | WriteReply::Ticketed { .. }
        | WriteReply::Refused(_)
        | WriteReply::Busy { .. }
        | WriteReply::Uncertain { .. } => reply,
    }
}

/// A reply about something else proves nothing about what was asked for.
fn same<T: PartialEq>(response: &Response, found: Option<&T>, asked: &T) -> Result<(), ReadError> {
    if found == Some(asked) {
        Ok(())
    } else {
        Err(other(response))
    }
}

fn other(response: &Response) -> ReadError {
    ReadError::unknown(response, OTHER)
}

#[cfg(test)]
pub(super) mod script;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod ticket_tests;
#[cfg(test)]
mod write_tests;
