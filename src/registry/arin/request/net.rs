//! Requests about nets (reference 3.2, 4).

use super::RequestError;
use super::call::{delete, read, write};
use super::customer::new_customer;
use super::error::{echoed, new_messages};
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::model::{CustomerHandle, NetHandle, NetName, NetType, OrgHandle, Range};
use crate::registry::arin::wire::{CustomerPayload, NetBlock, NetPayload};

/// A reassignment to be made.
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
    /// An org: a detailed reassignment.
    Org(OrgHandle),
}

/// A reallocation to be made: the recipient may give the space on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reallocation {
    /// The net that it is taken from.
    pub parent: NetHandle,
    /// The addresses.
    pub range: Range,
    /// To whom.
    pub to: OrgHandle,
    /// The net name.
    pub name: NetName,
    /// Public comment lines.
    pub comment: Vec<String>,
}

impl Reassignment {
    /// The payload. The range is sent as its minimal CIDR cover (reference 2.8).
    #[must_use]
    pub fn payload(&self) -> NetPayload {
        let net = NetPayload {
            name: Some(self.name.to_string()),
            blocks: blocks(self.range, &NetType::Reassignment),
            parent: Some(self.parent.clone()),
            comment: self.comment.clone(),
            ..NetPayload::default()
        };
        match &self.to {
            NewRecipient::Customer(handle) => NetPayload {
                customer_handle: Some(handle.clone()),
                ..net
            },
            NewRecipient::Embedded(customer) => NetPayload {
                customer: Some(customer.as_ref().clone()),
                ..net
            },
            NewRecipient::Org(org) => NetPayload {
                org_handle: Some(org.clone()),
                ..net
            },
        }
    }
}

impl Reallocation {
    /// The payload. The range is sent as its minimal CIDR cover (reference 2.8).
    #[must_use]
    pub fn payload(&self) -> NetPayload {
        NetPayload {
            name: Some(self.name.to_string()),
            blocks: blocks(self.range, &NetType::Reallocation),
            parent: Some(self.parent.clone()),
            org_handle: Some(self.to.clone()),
            comment: self.comment.clone(),
            ..NetPayload::default()
        }
    }
}

fn blocks(range: Range, kind: &NetType) -> Vec<NetBlock> {
    let cidrs = range.cidrs().into_iter();
    cidrs.map(|prefix| NetBlock::of(prefix, kind)).collect()
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
/// deleted in its place. Messages of the record, with their attachments, tell the staff why.
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn remove_net(net: &NetPayload) -> Result<WriteRequest, RequestError> {
    let handle = echoed_net(net)?;
    write(Method::Put, format!("/rest/net/{handle}/remove"), net)
}

/// Reassigns space to a customer or an org (reference 3.2).
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

/// Reallocates space to an org (reference 3.2).
///
/// # Errors
/// When a text can not be written.
pub fn reallocate(reallocation: &Reallocation) -> Result<WriteRequest, RequestError> {
    let path = format!("/rest/net/{}/reallocate", reallocation.parent);
    write(Method::Put, path, &reallocation.payload())
}

/// Reads the delegations of a net (reference 3.2).
#[must_use]
pub fn delegations(handle: &NetHandle) -> ReadRequest {
    read(format!("/rest/net/{handle}/delegations"))
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
    new_messages(&net.messages, &net.message_references)?;
    if net.blocks.is_empty() {
        return Err(RequestError::NoEcho("net block"));
    }
    // A direct allocation may stand below nothing that the registry names.
    let top = net.net_type() == Some(NetType::DirectAllocation);
    if net.parent.is_none() && !top {
        return Err(RequestError::NoEcho("parent"));
    }
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::arin::wire::{
        AttachmentPayload, AttachmentReference, Element, MessagePayload, MessageReference, decode,
    };

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
    fn a_removal_carries_messages_and_their_attachments() {
        let said = MessagePayload {
            subject: Some("Why".to_owned()),
            text: vec!["The customer left.".to_owned()],
            category: Some("JUSTIFICATION".to_owned()),
            attachments: vec![AttachmentPayload {
                filename: Some("list.txt".to_owned()),
                data: Some(b"hello\n".to_vec()),
            }],
            ..MessagePayload::default()
        };
        let mut net = live();
        net.messages.push(said.clone());
        let text = body(&remove_net(&net).expect("a request"));
        assert!(
            text.contains(
                "<messages><message><attachments><attachment><data>aGVsbG8K</data>\
             <filename>list.txt</filename></attachment></attachments><category>JUSTIFICATION</category>"
            ),
            "{text}"
        );
        for old in [
            MessagePayload {
                id: Some(4),
                ..said.clone()
            },
            MessagePayload {
                created: Some("2026-09-20".to_owned()),
                ..said.clone()
            },
            MessagePayload {
                references: vec![AttachmentReference::default()],
                ..said
            },
        ] {
            net.messages = vec![old];
            assert!(matches!(remove_net(&net), Err(RequestError::Forbidden(_))));
        }
        net.messages = vec![MessagePayload::default()];
        net.message_references = vec![MessageReference::default()];
        assert!(matches!(modify_net(&net), Err(RequestError::Forbidden(_))));
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

    /// The documents of the reference, in the order and form that we write.
    #[test]
    fn an_org_receives_a_detailed_reassignment_or_a_reallocation() {
        let parent: NetHandle = "NET6-2001-DB8-1".parse().expect("a handle");
        let org: OrgHandle = "DOWN-7".parse().expect("a handle");
        let range = range("2001:db8:40::/44");
        let name = NetName::canonical("EXMPL-DOWN-7");
        let detailed = reassign(&Reassignment {
            parent: parent.clone(),
            range,
            to: NewRecipient::Org(org.clone()),
            name: name.clone(),
            comment: Vec::new(),
        });
        let reallocated = reallocate(&Reallocation {
            parent,
            range,
            to: org,
            name,
            comment: Vec::new(),
        });
        for (request, call, kind) in [
            (detailed, "reassign", NetType::Reassignment),
            (reallocated, "reallocate", NetType::Reallocation),
        ] {
            let request = request.expect("a request");
            assert_eq!(request.method, Method::Put);
            assert_eq!(request.path, format!("/rest/net/NET6-2001-DB8-1/{call}"));
            let document = include_str!("../wire/documents/net-reassign-org.xml");
            let mut meant: NetPayload = decode(document.as_bytes()).expect("a net");
            meant.blocks[0].kind = Some(kind.code().to_owned());
            assert_eq!(decode(&request.body), Ok(meant));
        }
    }

    #[test]
    fn the_delegations_of_a_net_are_below_it() {
        let net: NetHandle = "NET-198-51-100-0-1".parse().expect("a handle");
        assert_eq!(
            delegations(&net).path,
            "/rest/net/NET-198-51-100-0-1/delegations"
        );
    }
}
