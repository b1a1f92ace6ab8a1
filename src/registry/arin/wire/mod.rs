//! Payloads as they stand on the wire: tolerant reading, exact writing.
//!
//! Nothing here decides anything. A payload keeps what came as it came, because a PUT must send the
//! system fields back unchanged (reference 0, item 5); canonical values are made from it, not in place
//! of it.

mod collection;
mod customer;
mod element;
mod error;
mod fields;
mod net;
mod out;
mod payload;
mod shown;
mod ticket;
mod ticketed;

pub use collection::Collection;
pub use customer::{CountryPayload, CustomerPayload};
pub use element::{Attribute, Element, Ns};
pub use error::ErrorPayload;
pub use net::{NetBlock, NetPayload, PocLink, Recipient, parse_address};
pub use out::Out;
pub use payload::{Payload, WireError, Writable, decode, encode};
pub use shown::plain;
pub use ticket::{AttachmentReference, TicketMessage, TicketPayload};
pub use ticketed::TicketedRequest;

#[cfg(test)]
mod tests;
