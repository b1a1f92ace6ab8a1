//! Paths and bodies, against the documents of the reference.

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
            "/registry/ips/rirSearch1/rdap-down/2001:db8::/32",
        ),
        (
            rdap_ip("198.51.100.64".parse().expect("an address")),
            "/registry/ip/198.51.100.64",
        ),
    ] {
        assert_eq!(request.path, path);
        let public = path.starts_with("/registry/");
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
    for empty in ["/>", "pocLinks", "originASes", "handle>", "></"] {
        assert!(!text.contains(empty), "{empty} in {text}");
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
    let document = include_str!("../wire/documents/customer-reply.xml");
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
