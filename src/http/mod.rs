//! Sends requests: reads are retried, writes need an intent and are sent once.
//!
//! [`Transport`] is all that the rest of the program meets. Below it lies [`Wire`], the one seam: one
//! exchange and no judgement. [`HttpWire`] goes over the network; tests put a registry in process
//! there. The key enters in [`HttpWire`] alone, so no request, error or log above it can hold it.

mod base_url;
mod causes;
mod fetch;
#[cfg(test)]
mod fetch_tests;
mod hidden;
mod http_wire;
#[cfg(test)]
mod http_wire_tests;
#[cfg(test)]
mod once_tests;
mod pace;
mod response;
mod transport;
mod wire;

pub use base_url::{BaseUrl, BaseUrlError};
pub use fetch::{FetchFailure, FetchFuture, Fetched, Sink};
pub use http_wire::{Auth, Endpoints, HttpWire, HttpWireError, TIMEOUT};
pub use pace::Pace;
pub use response::{Response, RetryAfter};
pub use transport::{FetchError, PATIENCE, ReadFailure, ReadRequest, Transport, WriteRequest};
pub use wire::{Exchange, ExchangeFuture, Method, Side, Silent, Wire, WireFailure, XML};
