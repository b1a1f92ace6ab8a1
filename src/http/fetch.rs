//! Bodies that are too long to be held: they go to a sink piece by piece.

use std::pin::Pin;

use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::{Response, WireFailure};

/// Where the body of a success goes. Never more than its limit is written.
pub struct Sink<'a> {
    to: &'a mut (dyn AsyncWrite + Send + Unpin),
    limit: u64,
    written: u64,
}

/// What came, when it came whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The response; without its body when that went to the sink.
    pub response: Response,
    /// Whether the body went to the sink. Otherwise the response explains why it is not there.
    pub delivered: bool,
    /// How many bytes went to the sink.
    pub written: u64,
}

/// Why a body did not come whole. What the sink holds by then is worth nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchFailure {
    /// Nothing went to the sink, so it may be tried again.
    #[error(transparent)]
    Wire(#[from] WireFailure),
    /// The reply broke off.
    #[error("the reply broke off after {written} bytes: {reason}")]
    Broken {
        /// How many bytes went to the sink.
        written: u64,
        /// What failed.
        reason: String,
    },
    /// The body is longer than the caller takes.
    #[error("it is larger than {limit} bytes")]
    TooLarge {
        /// What the caller takes, in bytes.
        limit: u64,
    },
    /// The sink took no more.
    #[error("it can not be written: {reason}")]
    Sink {
        /// What failed.
        reason: String,
    },
}

/// What a fetch becomes.
pub type FetchFuture<'a> = Pin<Box<dyn Future<Output = Result<Fetched, FetchFailure>> + Send + 'a>>;

impl FetchFailure {
    /// The same failure once bytes were written: it must not be tried again with this sink.
    pub(super) fn after(self, written: u64) -> Self {
        match self {
            Self::Wire(failure) if written > 0 => Self::Broken {
                written,
                reason: match failure {
                    WireFailure::Unsent { reason } | WireFailure::Lost { reason } => reason,
                    WireFailure::TooLarge => failure.to_string(),
                },
            },
            Self::Wire(_) | Self::Broken { .. } | Self::TooLarge { .. } | Self::Sink { .. } => self,
        }
    }
}

impl<'a> Sink<'a> {
    /// A sink that takes so many bytes at most.
    #[must_use]
    pub fn new(to: &'a mut (dyn AsyncWrite + Send + Unpin), limit: u64) -> Self {
        Self {
            to,
            limit,
            written: 0,
        }
    }

    /// The same sink for one try.
    pub(super) fn again(&mut self) -> Sink<'_> {
        Sink {
            to: self.to,
            limit: self.limit,
            written: self.written,
        }
    }

    /// How many bytes went into it.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Hears how long the body will be, where the reply says so.
    pub(super) fn announce(&self, length: Option<u64>) -> Result<(), FetchFailure> {
        match length {
            Some(length) if length > self.limit => {
                Err(FetchFailure::TooLarge { limit: self.limit })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Takes a piece.
    pub(super) async fn take(&mut self, piece: &[u8]) -> Result<(), FetchFailure> {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.announce(Some(self.written.saturating_add(length)))?;
        self.to
            .write_all(piece)
            .await
            .map_err(|error| broken(&error))?;
        self.written += length;
        Ok(())
    }

    /// Makes sure that all of it was taken.
    pub(super) async fn finish(&mut self) -> Result<(), FetchFailure> {
        self.to.flush().await.map_err(|error| broken(&error))
    }
}

fn broken(error: &std::io::Error) -> FetchFailure {
    FetchFailure::Sink {
        reason: error.to_string(),
    }
}

/// Delivers a response whose body is at hand.
pub(super) async fn deliver(
    mut response: Response,
    mut sink: Sink<'_>,
) -> Result<Fetched, FetchFailure> {
    let delivered = response.is_deliverable();
    if delivered {
        let body = std::mem::take(&mut response.body);
        sink.take(&body).await?;
        sink.finish().await?;
    }
    Ok(Fetched {
        response,
        delivered,
        written: sink.written(),
    })
}
