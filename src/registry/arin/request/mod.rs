//! Builds requests. Pure: nothing is sent here, and every path is made of checked handles and addresses.

use std::net::IpAddr;

use super::wire::{CustomerPayload, NetBlock, NetPayload, WireError, Writable, encode};
use crate::http::{Method, ReadRequest, Side, WriteRequest, XML};
use crate::model::{CustomerHandle, NetHandle, NetName, NetType, Prefix, Range, TicketNumber};

/// The kind of reply of the public directory.
const RDAP: &str = "application/rdap+json";

/// Why a request is not built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The live record has elements that we do not know, and a PUT without them would erase them.
    #[error("the live record has {}, which this version does not know and would erase", .0.join(", "))]
    Unknown(Vec<String>),
    /// The live record lacks a field that must be echoed.
    #[error("the live record has no {0}, and it must be sent back unchanged")]
    NoEcho(&'static str),
    /// A field that a create must not have (reference 2.7).
    #[error("a new record can not have {0}")]
    Forbidden(&'static str),
    /// A text that XML can not hold.
    #[error(transparent)]
    Text(#[from] WireError),
}

/// A simple reassignment to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassignment {
    /// The net that it is taken from.
    pub parent: NetHandle,
    /// The addresses.
    pub range: Range,
    /// To whom.
    pub to: NewRecipient,
    /// The net name.
    pub name: NetName,
    /// Public comment lines.
    pub comment: Vec<String>,
}

/// The recipient of a net that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewRecipient {
    /// A customer record that no other net uses.
    Customer(CustomerHandle),
    /// A customer record made in the same call.
    Embedded(Box<CustomerPayload>),
}

impl Reassignment {
    /// The payload. The range is sent as its minimal CIDR cover (reference 2.8).
    #[must_use]
    pub fn payload(&self) -> NetPayload {
        let (customer_handle, customer) = match &self.to {
            NewRecipient::Customer(handle) => (Some(handle.clone()), None),
            NewRecipient::Embedded(customer) => (None, Some(customer.as_ref().clone())),
        };
        let cidrs = self.range.cidrs().into_iter();
        NetPayload {
            name: Some(self.name.to_string()),
            blocks: cidrs
                .map(|prefix| NetBlock::of(prefix, &NetType::Reassignment))
                .collect(),
            parent: Some(self.parent.clone()),
            customer_handle,
            customer,
            comment: self.comment.clone(),
            ..NetPayload::default()
        }
    }
}

/// Reads a customer (reference 3.1).
#[must_use]
pub fn customer(handle: &CustomerHandle) -> ReadRequest {
    read(format!("/rest/customer/{handle}"))
}

/// Creates a customer under a net (reference 3.1). It can not be found again when the reply is lost.
///
/// # Errors
/// When the payload has system fields or can not be written.
pub fn create_customer(
    parent: &NetHandle,
    customer: &CustomerPayload,
) -> Result<WriteRequest, RequestError> {
    new_customer(customer)?;
    let path = format!("/rest/net/{parent}/customer");
    write(Method::Post, path, customer)
}

/// Replaces a customer: the payload is the live record with its changes.
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn modify_customer(customer: &CustomerPayload) -> Result<WriteRequest, RequestError> {
    let handle = customer
        .handle
        .as_ref()
        .ok_or(RequestError::NoEcho("handle"))?;
    echoed(&customer.unknown, customer.registration_date.as_deref())?;
    write(Method::Put, format!("/rest/customer/{handle}"), customer)
}

/// Deletes a customer (reference 3.1). Refused while a net uses it.
#[must_use]
pub fn delete_customer(handle: &CustomerHandle) -> WriteRequest {
    delete(format!("/rest/customer/{handle}"))
}

/// Reads a net (reference 3.2).
#[must_use]
pub fn net(handle: &NetHandle) -> ReadRequest {
    read(format!("/rest/net/{handle}"))
}

/// Replaces a net: the payload is the live record with its changes.
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn modify_net(net: &NetPayload) -> Result<WriteRequest, RequestError> {
    let handle = echoed_net(net)?;
    write(Method::Put, format!("/rest/net/{handle}"), net)
}

/// Deletes a net (reference 3.2). Its customer record stays.
#[must_use]
pub fn delete_net(handle: &NetHandle) -> WriteRequest {
    delete(format!("/rest/net/{handle}"))
}

/// Deletes a net by its checked record (reference 4): if the registry compares the two, nothing else is
/// deleted in its place.
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn remove_net(net: &NetPayload) -> Result<WriteRequest, RequestError> {
    let handle = echoed_net(net)?;
    write(Method::Put, format!("/rest/net/{handle}/remove"), net)
}

/// Reassigns space to a customer (reference 3.2).
///
/// # Errors
/// When an embedded customer has system fields, or a text can not be written.
pub fn reassign(reassignment: &Reassignment) -> Result<WriteRequest, RequestError> {
    if let NewRecipient::Embedded(customer) = &reassignment.to {
        new_customer(customer)?;
    }
    let path = format!("/rest/net/{}/reassign", reassignment.parent);
    write(Method::Put, path, &reassignment.payload())
}

/// Reads the net that would be the parent of a range (reference 4).
#[must_use]
pub fn parent_net(range: Range) -> ReadRequest {
    by_range("parentNet", range)
}

/// Reads the deepest net that is exactly a range (reference 4).
#[must_use]
pub fn most_specific_net(range: Range) -> ReadRequest {
    by_range("mostSpecificNet", range)
}

/// Reads every net that is exactly a range; possibly those that overlap it too (reference 4).
#[must_use]
pub fn nets_by_range(range: Range) -> ReadRequest {
    by_range("netsByIpRange", range)
}

/// Reads a ticket without messages (reference 3.3).
#[must_use]
pub fn ticket_summary(number: &TicketNumber) -> ReadRequest {
    read(format!("/rest/ticket/{number}/summary"))
}

/// Reads a ticket with references to its messages, because attachments can be too large (reference 1.5).
#[must_use]
pub fn ticket(number: &TicketNumber) -> ReadRequest {
    read(format!("/rest/ticket/{number}?msgRefs=true"))
}

/// Lists tickets without messages. Type and status are words of the registry, such as
/// `NET_DELETE_REQUEST` and `ANY_OPEN`; `None` asks for any, and the registry wants at least one of the two.
#[must_use]
pub fn ticket_summaries(kind: Option<&'static str>, status: Option<&'static str>) -> ReadRequest {
    let kind = kind.unwrap_or("ANY");
    let status = status.unwrap_or("ANY");
    // Matrix parameters belong to the path, and their semicolons are sent as they are (reference 3.3).
    read(format!(
        "/rest/ticket/summary;ticketType={kind};ticketStatus={status}"
    ))
}

/// Lists the immediate children inside a prefix, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_down(prefix: Prefix) -> ReadRequest {
    public(format!("/registry/ips/rirSearch1/rdap-down/{prefix}"))
}

/// Reads the most specific net that covers an address, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_ip(address: IpAddr) -> ReadRequest {
    public(format!("/registry/ip/{address}"))
}

fn read(path: String) -> ReadRequest {
    ReadRequest {
        path,
        side: Side::Registry,
        accept: XML,
    }
}

fn public(path: String) -> ReadRequest {
    ReadRequest {
        path,
        side: Side::Public,
        accept: RDAP,
    }
}

fn by_range(call: &str, range: Range) -> ReadRequest {
    let (first, last) = (range.first_address(), range.last_address());
    read(format!("/rest/net/{call}/{first}/{last}"))
}

fn write<P: Writable>(
    method: Method,
    path: String,
    payload: &P,
) -> Result<WriteRequest, RequestError> {
    Ok(WriteRequest {
        method,
        path,
        body: encode(payload)?,
    })
}

fn delete(path: String) -> WriteRequest {
    WriteRequest {
        method: Method::Delete,
        path,
        body: Vec::new(),
    }
}

fn new_customer(customer: &CustomerPayload) -> Result<(), RequestError> {
    if customer.handle.is_some() {
        return Err(RequestError::Forbidden("a handle"));
    }
    if customer.registration_date.is_some() {
        return Err(RequestError::Forbidden("a registration date"));
    }
    Ok(())
}

fn echoed(unknown: &[String], date: Option<&str>) -> Result<(), RequestError> {
    if !unknown.is_empty() {
        return Err(RequestError::Unknown(unknown.to_vec()));
    }
    date.map(|_| ())
        .ok_or(RequestError::NoEcho("registration date"))
}

fn echoed_net(net: &NetPayload) -> Result<&NetHandle, RequestError> {
    let handle = net.handle.as_ref().ok_or(RequestError::NoEcho("handle"))?;
    echoed(&net.unknown, net.registration_date.as_deref())?;
    if net.blocks.is_empty() {
        return Err(RequestError::NoEcho("net block"));
    }
    if net.parent.is_none() {
        return Err(RequestError::NoEcho("parent"));
    }
    Ok(handle)
}

#[cfg(test)]
mod tests;
