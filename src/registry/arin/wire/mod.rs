//! Payloads as they stand on the wire: tolerant reading, exact writing.
//!
//! Nothing here decides anything. A payload keeps what came as it came, because a PUT must send the
//! system fields back unchanged (reference 0, item 5); canonical values are made from it, not in place
//! of it.

mod address;
mod attachment;
mod collection;
mod country;
mod customer;
mod delegation;
mod element;
mod error;
mod fields;
mod message;
mod net;
mod net_block;
mod org;
mod out;
mod payload;
mod phone;
mod poc;
mod poc_link;
mod shown;
mod ticket;
mod ticketed;

pub use attachment::{AttachmentPayload, AttachmentReference};
pub use collection::Collection;
pub use country::CountryPayload;
pub use customer::CustomerPayload;
pub use delegation::{DelegationKey, DelegationPayload, Nameserver};
pub use element::{Attribute, Element, Ns};
pub use error::ErrorPayload;
pub use message::{MessagePayload, MessageReference};
pub use net::{NetPayload, Recipient};
pub use net_block::{NetBlock, parse_address};
pub use org::OrgPayload;
pub use out::Out;
pub use payload::{Payload, WireError, Writable, decode, encode};
pub use phone::PhonePayload;
pub use poc::PocPayload;
pub use poc_link::PocLink;
pub use shown::plain;
pub use ticket::TicketPayload;
pub use ticketed::TicketedRequest;

#[cfg(test)]
mod tests;
