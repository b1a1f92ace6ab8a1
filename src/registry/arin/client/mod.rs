//! ARIN's calls as methods. Reads are typed and checked to be what was asked for; a write is sent as it
//! was built, and its reply is classified by the caller.

mod customer;
mod net;
mod public;
mod received;
mod ticket;

use super::reply::{self, ReadError};
use super::wire::Payload;
use crate::http::{ReadRequest, Response, Transport, WireFailure, WriteRequest};
use crate::journal::Intent;

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

    async fn read<P: Payload>(&self, request: ReadRequest) -> Result<(Response, P), ReadError> {
        let response = self.transport.read(request).await?;
        let payload = reply::read(&response)?;
        Ok((response, payload))
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
    ReadError::unknown(response, "it is not about what was asked for")
}

#[cfg(test)]
mod tests;
