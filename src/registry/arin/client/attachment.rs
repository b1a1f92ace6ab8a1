//! The attachments of tickets (reference 3.3): of any size, streamed to whoever takes the bytes.

use super::{Client, OTHER};
use crate::http::{FetchError, FetchFailure, ReadFailure, Sink};
use crate::model::TicketNumber;
use crate::registry::arin::reply::{self, ReadError};
use crate::registry::arin::request::{self, RequestError};

/// An attachment whose bytes are in the sink, all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The name that the reply gives it, as plain text. It may hold slashes and dots: whoever makes a file of it
    /// makes it safe first.
    pub filename: Option<String>,
    /// Its length in bytes.
    pub length: u64,
}

/// Why an attachment is not in its sink. Whatever the sink holds is worth nothing then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// The registry does not give it.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It did not come whole.
    #[error(transparent)]
    Delivery(FetchFailure),
}

impl From<RequestError> for AttachmentError {
    fn from(error: RequestError) -> Self {
        Self::Read(error.into())
    }
}

impl From<ReadFailure> for AttachmentError {
    fn from(failure: ReadFailure) -> Self {
        Self::Read(failure.into())
    }
}

impl Client {
    /// Writes an attachment into a sink. A reply that breaks off before its first byte is asked for again; after
    /// it, the caller begins anew with an empty sink.
    ///
    /// # Errors
    /// As [`AttachmentError`] says: absent, refused, unknown, broken off, larger than the sink takes.
    pub async fn attachment(
        &self,
        number: &TicketNumber,
        message: i64,
        attachment: &str,
        sink: Sink<'_>,
    ) -> Result<Attachment, AttachmentError> {
        let request = request::attachment(number, message, attachment)?;
        let fetched = match self.transport.fetch(request, sink).await {
            Ok(fetched) => fetched,
            Err(FetchError::Read(failure)) => return Err(failure.into()),
            Err(FetchError::Delivery(failure)) => return Err(AttachmentError::Delivery(failure)),
        };
        if !fetched.delivered {
            return Err(match fetched.response.status {
                200..=299 => ReadError::unknown(&fetched.response, OTHER).into(),
                _ => reply::failed(&fetched.response).into(),
            });
        }
        let disposition = fetched.response.disposition.as_deref();
        Ok(Attachment {
            filename: disposition.and_then(reply::filename),
            length: fetched.written,
        })
    }
}
