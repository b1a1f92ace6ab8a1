//! Requests about nets (reference 3.2, 4).

use super::RequestError;
use super::call::{delete, read, write};
use super::customer::new_customer;
use super::error::echoed;
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::model::{CustomerHandle, NetHandle, NetName, NetType, Range};
use crate::registry::arin::wire::{CustomerPayload, NetBlock, NetPayload};

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

fn by_range(call: &str, range: Range) -> ReadRequest {
    let (first, last) = (range.first_address(), range.last_address());
    read(format!("/rest/net/{call}/{first}/{last}"))
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

    const NET: &str = include_str!("../wire/documents/net-modify.xml");

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
    }

    #[test]
    fn an_embedded_customer_has_no_system_fields() {
        let document = include_str!("../wire/documents/customer-reply.xml");
        let live: CustomerPayload = decode(document.as_bytes()).expect("a customer");
        let embedded = NewRecipient::Embedded(Box::new(live));
        assert!(reassign(&to(embedded, range("198.51.100.64/28"))).is_err());
    }
}
