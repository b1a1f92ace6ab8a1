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
    public(format!("/ips/rirSearch1/rdap-down/{prefix}"))
}

/// Reads the most specific net that covers an address, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_ip(address: IpAddr) -> ReadRequest {
    public(format!("/ip/{address}"))
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
mod tests {
    use super::*;
    use crate::registry::arin::wire::{Element, decode};

    const NET: &str = include_str!("wire/documents/net-modify.xml");

    fn range(text: &str) -> Range {
        text.parse().expect(text)
    }

    fn body(request: &WriteRequest) -> String {
        String::from_utf8(request.body.clone()).expect("UTF-8")
    }

    fn live() -> NetPayload {
        decode(NET.as_bytes()).expect("a net")
    }

    fn to(to: NewRecipient, range: Range) -> Reassignment {
        Reassignment {
            parent: "NET-198-51-100-0-1".parse().expect("a handle"),
            range,
            to,
            name: NetName::canonical("EXMPL-BHB-1"),
            comment: Vec::new(),
        }
    }

    #[test]
    fn reads_have_the_paths_of_the_reference() {
        let number: TicketNumber = "20260920-X1042".parse().expect("a number");
        for (request, path) in [
            (
                parent_net(range("198.51.100.64/28")),
                "/rest/net/parentNet/198.51.100.64/198.51.100.79",
            ),
            (
                nets_by_range(range("2001:db8:40::/44")),
                "/rest/net/netsByIpRange/2001:db8:40::/2001:db8:4f:ffff:ffff:ffff:ffff:ffff",
            ),
            (
                most_specific_net(range("198.51.100.80-198.51.100.103")),
                "/rest/net/mostSpecificNet/198.51.100.80/198.51.100.103",
            ),
            (
                ticket_summary(&number),
                "/rest/ticket/20260920-X1042/summary",
            ),
            (ticket(&number), "/rest/ticket/20260920-X1042?msgRefs=true"),
            (
                ticket_summaries(Some("NET_DELETE_REQUEST"), Some("ANY_OPEN")),
                "/rest/ticket/summary;ticketType=NET_DELETE_REQUEST;ticketStatus=ANY_OPEN",
            ),
            (
                rdap_down("2001:db8::/32".parse().expect("a prefix")),
                "/ips/rirSearch1/rdap-down/2001:db8::/32",
            ),
            (
                rdap_ip("198.51.100.64".parse().expect("an address")),
                "/ip/198.51.100.64",
            ),
        ] {
            assert_eq!(request.path, path);
            let public = path.starts_with("/ip");
            assert_eq!(request.side == Side::Public, public);
            assert_eq!(request.accept == XML, !public);
        }
    }

    #[test]
    fn a_reassignment_to_a_customer_is_the_document_of_the_reference() {
        let handle: CustomerHandle = "C09990001".parse().expect("a handle");
        let request = to(NewRecipient::Customer(handle), range("198.51.100.64/28"));
        let request = reassign(&request).expect("a request");
        assert_eq!(request.method, Method::Put);
        assert_eq!(request.path, "/rest/net/NET-198-51-100-0-1/reassign");
        assert_eq!(
            body(&request),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<net xmlns=\"http://www.arin.net/regrws/core/v1\">\
         <customerHandle>C09990001</customerHandle><netBlocks><netBlock><cidrLength>28</cidrLength>\
         <startAddress>198.51.100.64</startAddress><type>S</type></netBlock></netBlocks>\
         <netName>EXMPL-BHB-1</netName><parentNetHandle>NET-198-51-100-0-1</parentNetHandle></net>"
        );
    }

    #[test]
    fn a_range_is_sent_as_its_minimal_cover_and_a_customer_inside() {
        let customer = CustomerPayload {
            name: Some("Blue Heron & Sons".to_owned()),
            ..CustomerPayload::default()
        };
        let asked = to(
            NewRecipient::Embedded(Box::new(customer)),
            range("198.51.100.80-198.51.100.103"),
        );
        let request = reassign(&asked).expect("a request");
        let read: NetPayload = decode(&request.body).expect("a net");
        assert_eq!(read, asked.payload());
        assert_eq!(read.range(), Some(asked.range));
        assert_eq!(read.blocks.len(), 2);
        let text = body(&request);
        assert!(text.contains("<customerName>Blue Heron &amp; Sons</customerName>"));
        for system in ["pocLinks", "originASes", "<handle>", "registrationDate"] {
            assert!(!text.contains(system), "{system} in {text}");
        }
        let mut open = vec![Element::parse(&request.body).expect("a document")];
        while let Some(element) = open.pop() {
            assert!(!element.children.is_empty() || !element.text.is_empty());
            open.extend(element.children);
        }
    }

    #[test]
    fn a_modify_echoes_what_it_does_not_change() {
        let mut net = live();
        net.name = Some("EXMPL-NEW".to_owned());
        let request = modify_net(&net).expect("a request");
        assert_eq!(request.path, "/rest/net/NET-198-51-100-64-1");
        let written = Element::parse(&request.body).expect("a document");
        let read = NET.replace("EXMPL-BHB-RENAMED", "EXMPL-NEW");
        let names = |element: &Element| {
            let mut names: Vec<(String, usize)> = element
                .children
                .iter()
                .map(|child| (child.name.clone(), child.children.len()))
                .collect();
            names.sort();
            names
        };
        assert_eq!(
            names(&written),
            names(&Element::parse(read.as_bytes()).expect("a document"))
        );
        assert!(body(&request).contains("<startAddress>198.051.100.064</startAddress>"));
    }

    #[test]
    fn a_removal_carries_the_checked_record() {
        let request = remove_net(&live()).expect("a request");
        assert_eq!(request.method, Method::Put);
        assert_eq!(request.path, "/rest/net/NET-198-51-100-64-1/remove");
        assert_eq!(decode::<NetPayload>(&request.body), Ok(live()));
    }

    #[test]
    fn a_record_that_can_not_be_echoed_whole_is_not_written() {
        let mut net = live();
        net.unknown.push("vrf".to_owned());
        let refused = modify_net(&net).expect_err("unknown");
        assert_eq!(refused, RequestError::Unknown(vec!["vrf".to_owned()]));
        let mut net = live();
        net.registration_date = None;
        assert!(matches!(remove_net(&net), Err(RequestError::NoEcho(_))));
        let mut net = live();
        net.blocks.clear();
        assert!(matches!(modify_net(&net), Err(RequestError::NoEcho(_))));
        let customer = CustomerPayload::default();
        assert!(matches!(
            modify_customer(&customer),
            Err(RequestError::NoEcho(_))
        ));
    }

    #[test]
    fn a_new_customer_has_no_system_fields() {
        let document = include_str!("wire/documents/customer-reply.xml");
        let live: CustomerPayload = decode(document.as_bytes()).expect("a customer");
        let parent: NetHandle = "NET-198-51-100-0-1".parse().expect("a handle");
        let refused = create_customer(&parent, &live).map(|_| ());
        assert_eq!(refused, Err(RequestError::Forbidden("a handle")));
        let embedded = NewRecipient::Embedded(Box::new(live.clone()));
        assert!(reassign(&to(embedded, range("198.51.100.64/28"))).is_err());
        let request = modify_customer(&live).expect("a request");
        assert_eq!(request.path, "/rest/customer/C09990001");
        let request = delete_customer(&"C09990001".parse().expect("a handle"));
        assert_eq!(
            format!("{request:?}"),
            "DELETE /rest/customer/C09990001 (0 bytes)"
        );
    }
}
