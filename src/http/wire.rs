//! The seam: one request out, one response back, nothing decided.

use std::fmt;
use std::pin::Pin;

use super::Response;
use super::fetch::{self, FetchFuture, Sink};

/// What the registry's own calls carry (reference 1.3).
pub const XML: &str = "application/xml";

/// Which service answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The registry's own calls, with the key.
    Registry,
    /// The public directory. The key is never sent there (reference 5).
    Public,
}

/// The verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Modifies, and also reassigns and removes.
    Put,
    /// Creates.
    Post,
    /// Deletes.
    Delete,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        })
    }
}

/// One request. Authentication is added by the wire, so no exchange ever holds the key.
pub struct Exchange {
    /// Which service.
    pub side: Side,
    /// The verb.
    pub method: Method,
    /// Path and query, from the root of the service: `/rest/net/NET-198-51-100-0-1`.
    pub path: String,
    /// The kind of reply that we can read.
    pub accept: &'static str,
    /// The kind of the body; also sent without one, because some reads are refused otherwise (reference 1.3).
    pub content_type: Option<&'static str>,
    /// The body; may be empty.
    pub body: Vec<u8>,
    /// Whether it goes over a connection of its own. An HTTP library may repeat a GET when a connection that it
    /// kept was dead already, and a GET that creates must not be repeated (reference 1.4).
    pub fresh: bool,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} ({} bytes)",
            self.method,
            self.path,
            self.body.len()
        )
    }
}

/// Why there is no response. A reason never holds the key or a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireFailure {
    /// Nothing left this machine: no address, no connection, no TLS.
    #[error("not sent: {reason}")]
    Unsent {
        /// What failed.
        reason: String,
    },
    /// It may have been sent, whole or in part, and what became of it is not known.
    #[error("no reply: {reason}")]
    Lost {
        /// What failed.
        reason: String,
    },
    /// A reply came and is larger than any that we read.
    #[error("the reply is larger than 16 MiB")]
    TooLarge,
}

/// What an exchange becomes.
pub type ExchangeFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response, WireFailure>> + Send + 'a>>;

/// A wire to nobody, for looks that send nothing: it has no key, and whatever would use it is told so.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Wire for Silent {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        let reason = format!(
            "{} {} in a look that sends nothing",
            exchange.method, exchange.path
        );
        Box::pin(async { Err(WireFailure::Unsent { reason }) })
    }
}

/// One exchange, never repeated, redirects not followed.
pub trait Wire: Send + Sync + 'static {
    /// Sends a request and waits for the whole response.
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_>;

    /// Sends a request and hands the body of a success to a sink as it comes. A wire in process has the whole
    /// body at hand, and needs no more than this.
    fn fetch<'a>(&'a self, exchange: Exchange, sink: Sink<'a>) -> FetchFuture<'a> {
        let exchanged = self.exchange(exchange);
        Box::pin(async move { fetch::deliver(exchanged.await?, sink).await })
    }
}
