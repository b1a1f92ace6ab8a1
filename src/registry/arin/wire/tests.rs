//! Documents transcribed from the reference, arbitrary payloads, and damaged documents.

use proptest::prelude::*;

use super::*;
use crate::model::{NetType, TicketNumber};

const CUSTOMERS: [&str; 2] = [
    include_str!("documents/customer-request.xml"),
    include_str!("documents/customer-reply.xml"),
];
const NETS: [&str; 4] = [
    include_str!("documents/net-reassign.xml"),
    include_str!("documents/net-reassign-embedded.xml"),
    include_str!("documents/net-reassign-org.xml"),
    include_str!("documents/net-modify.xml"),
];
const TICKETED_NET: &str = include_str!("documents/ticketed-net.xml");
const TICKETED_TICKET: &str = include_str!("documents/ticketed-ticket.xml");
const SUMMARY: &str = include_str!("documents/ticket-summary.xml");
const DETAILS: &str = include_str!("documents/ticket-details.xml");
const ERROR: &str = include_str!("documents/error.xml");
const TICKETS: &str = include_str!("documents/collection-tickets.xml");
const CORE: &str = "xmlns=\"http://www.arin.net/regrws/core/v1\"";

/// The same document whatever the order of its elements: blanks between elements and the numbers of lines
/// mean nothing.
fn canonical(element: &Element) -> String {
    let mut children: Vec<String> = element.children.iter().map(canonical).collect();
    let text = if children.is_empty() {
        element.text.as_str()
    } else {
        ""
    };
    if !element.children.iter().any(|child| child.is("line")) {
        children.sort();
    }
    let attributes: Vec<String> = element
        .attributes
        .iter()
        .filter(|attribute| attribute.name != "number")
        .map(|attribute| format!("{}={:?}", attribute.name, attribute.value))
        .collect();
    format!("{}{attributes:?}{text:?}{children:?}", element.name)
}

fn same_document<P: Writable>(document: &str) {
    let payload: P = decode(document.as_bytes()).expect(document);
    let written = encode(&payload).expect("text of XML");
    let before = Element::parse(document.as_bytes()).expect(document);
    let after = Element::parse(&written).expect("what we write");
    assert_eq!(canonical(&before), canonical(&after));
}

fn net(inner: &str) -> Result<NetPayload, WireError> {
    decode(format!("<net {CORE}>{inner}</net>").as_bytes())
}

#[test]
fn documents_of_the_reference_are_written_as_they_were_read() {
    for document in CUSTOMERS {
        same_document::<CustomerPayload>(document);
    }
    for document in NETS {
        same_document::<NetPayload>(document);
    }
}

#[test]
fn documents_of_the_reference_hold_nothing_unknown() {
    for document in CUSTOMERS {
        let customer: CustomerPayload = decode(document.as_bytes()).expect(document);
        assert_eq!(customer.unknown, [""; 0]);
    }
    for document in NETS {
        let net: NetPayload = decode(document.as_bytes()).expect(document);
        assert_eq!(net.unknown, [""; 0]);
    }
}

#[test]
fn a_customer_is_read_with_its_system_fields() {
    let customer: CustomerPayload = decode(CUSTOMERS[1].as_bytes()).expect("customer");
    let incarnation = customer.incarnation().expect("handle and date");
    assert_eq!(incarnation.handle.as_str(), "C09990001");
    assert_eq!(incarnation.registered, "2026-09-20T10:11:12-04:00");
    assert_eq!(customer.street, ["12 Mill Road", "Suite 4"]);
    assert_eq!(customer.private, Some(false));
}

#[test]
fn a_net_in_a_ticketed_request_tells_range_recipient_and_type() {
    let reply: TicketedRequest = decode(TICKETED_NET.as_bytes()).expect("reply");
    assert_eq!(reply.ticket, None);
    let net = reply.net.expect("a net");
    assert_eq!(
        net.range(),
        Some("198.51.100.64/28".parse().expect("range"))
    );
    assert_eq!(net.net_type(), Some(NetType::Reassignment));
    let incarnation = net.incarnation().expect("an incarnation");
    assert_eq!(incarnation.handle.as_str(), "NET-198-51-100-64-1");
    assert_eq!(
        incarnation.recipient.map(|r| r.to_string()).as_deref(),
        Some("C09990001")
    );
}

#[test]
fn a_ticket_in_a_ticketed_request_is_read() {
    let reply: TicketedRequest = decode(TICKETED_TICKET.as_bytes()).expect("reply");
    assert_eq!(reply.net, None);
    let ticket = reply.ticket.expect("a ticket");
    assert_eq!(ticket.number.as_str(), "20260920-X1042");
    assert_eq!(ticket.shared, Some(false));
    assert!(!ticket.status.is_final());
}

#[test]
fn tickets_are_read_whole_and_in_summary() {
    let summary: TicketPayload = decode(SUMMARY.as_bytes()).expect("summary");
    assert_eq!(summary.kind.as_deref(), Some("NET_DELETE_REQUEST"));
    let details: TicketPayload = decode(DETAILS.as_bytes()).expect("details");
    assert!(details.status.is_final());
    assert!(details.resolution.expect("resolved").is_success());
    let references = &details.message_references;
    let ids: Vec<_> = references.iter().map(|message| message.id).collect();
    assert_eq!(ids, [Some(3), Some(1)]);
    assert_eq!(references[0].attachments[0].filename, "report.zip");
    let list: Collection<TicketPayload> = decode(TICKETS.as_bytes()).expect("list");
    let number: TicketNumber = "20260920-X1042".parse().expect("number");
    assert_eq!(list.0[0].number, number);
}

#[test]
fn an_error_tells_its_code_and_components() {
    let error: ErrorPayload = decode(ERROR.as_bytes()).expect("error");
    assert_eq!(error.code.as_deref(), Some("E_ENTITY_VALIDATION"));
    assert_eq!(error.components[0].name, "postalCode");
    assert_eq!(error.components.len(), 2);
    assert_eq!(error.additional.len(), 1);
    let empty = format!("<error {CORE}><additionalInfo/><code/><components/><message/></error>");
    let empty: ErrorPayload = decode(empty.as_bytes()).expect("empty error");
    assert_eq!((empty.code, empty.message.as_str()), (None, ""));
}

#[test]
fn an_empty_collection_is_one_and_a_strange_one_is_not_empty() {
    let empty = format!("<collection {CORE}/>");
    let nets: Collection<NetPayload> = decode(empty.as_bytes()).expect("empty");
    assert!(nets.0.is_empty());
    for inner in ["<ticket/>", "<x xmlns='urn:x'/>", "sorry"] {
        let strange = format!("<collection {CORE}>{inner}</collection>");
        assert!(decode::<Collection<NetPayload>>(strange.as_bytes()).is_err());
    }
}

#[test]
fn the_root_must_be_of_the_core_namespace() {
    for document in ["<net/>", "<net xmlns='urn:x'/>", "<html/>"] {
        let read = decode::<NetPayload>(document.as_bytes());
        assert!(matches!(read, Err(WireError::Root { .. })), "{document}");
    }
}

#[test]
fn padded_addresses_are_decimal_and_ipv6_comes_in_any_form() {
    for (text, address) in [
        ("198.051.100.064", "198.51.100.64"),
        (" 010.008.000.009 ", "10.8.0.9"),
        ("2001:0DB8:0040:0000:0000:0000:0000:0000", "2001:db8:40::"),
        ("2001:db8:0FFF:FFFF:ffff::", "2001:db8:fff:ffff:ffff::"),
    ] {
        assert_eq!(parse_address(text), Some(address.parse().expect(address)));
    }
    for text in [
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.0004",
        "1.2.3.+4",
        "x",
    ] {
        assert_eq!(parse_address(text), None, "{text}");
    }
}

#[test]
fn blocks_together_are_one_range_or_none() {
    let block = |start: &str, end: &str, length: &str| {
        format!(
            "<netBlock><startAddress>{start}</startAddress><endAddress>{end}</endAddress>\
             <cidrLength>{length}</cidrLength></netBlock>"
        )
    };
    let range = |blocks: &[String]| {
        let net = net(&format!("<netBlocks>{}</netBlocks>", blocks.concat())).expect("net");
        net.range().map(|range| range.to_string())
    };
    let low = block("198.051.100.080", "198.051.100.095", "28");
    let high = block("198.051.100.096", "", "29");
    let far = block("198.51.100.112", "198.51.100.119", "29");
    assert_eq!(
        range(&[high.clone(), low.clone()]).as_deref(),
        Some("198.51.100.80-198.51.100.103")
    );
    assert_eq!(range(&[low.clone(), far]), None);
    assert_eq!(range(&[low.clone(), low]), None);
    assert_eq!(
        range(&[block("198.51.100.80", "198.51.100.95", "29")]),
        None
    );
    assert_eq!(range(&[block("198.51.100.81", "", "28")]), None);
    assert_eq!(range(&[]), None);
}

#[test]
fn the_block_of_the_reference_is_read() {
    let document = include_str!("documents/net-block.xml");
    let net = net(&format!("<netBlocks>{document}</netBlocks>")).expect("net");
    assert_eq!(
        net.range().map(|r| r.to_string()).as_deref(),
        Some("198.51.100.64/28")
    );
    assert_eq!(net.net_type(), Some(NetType::Reassignment));
}

#[test]
fn two_recipients_are_none() {
    let both = net("<customerHandle>C1</customerHandle><orgHandle>EXMPL-12</orgHandle>");
    assert_eq!(both.expect("net").recipient(), None);
    let empty = net("<customerHandle>C1</customerHandle><orgHandle></orgHandle>");
    assert!(matches!(
        empty.expect("net").recipient(),
        Some(Recipient::Customer(_))
    ));
}

#[test]
fn lines_are_ordered_by_their_numbers_wherever_they_stand() {
    let net = net(
        "<comment><line number='7'> b </line><line number='-1'>a</line>\
                   <line number='8'></line></comment>",
    )
    .expect("net");
    assert_eq!(net.comment, ["a", " b ", ""]);
}

#[test]
fn what_we_do_not_know_is_remembered() {
    let net = net(
        "<colour>red</colour><n:x xmlns:n='urn:x'>no loss</n:x><netBlocks><netBlock><vrf/></netBlock></netBlocks>\
         <customer><taxId>1</taxId></customer><netName>A</netName><netName>A</netName>",
    )
    .expect("net");
    assert_eq!(net.unknown, ["customer/taxId", "netBlock/vrf", "colour"]);
}

#[test]
fn a_doubled_element_that_disagrees_is_an_error() {
    let twice = net("<netName>A</netName><netName>B</netName>");
    assert_eq!(twice, Err(WireError::Twice("netName")));
}

#[test]
fn a_character_that_xml_can_not_hold_is_not_written() {
    let net = NetPayload {
        name: Some("a\u{1}".to_owned()),
        ..NetPayload::default()
    };
    assert_eq!(encode(&net), Err(WireError::Character(1)));
}

#[test]
fn shown_texts_can_not_move_the_cursor() {
    assert_eq!(plain(" a\u{1b}[2J\nb\u{202e} "), "a\\u{1b}[2J b\\u{202e}");
}

/// Any text that XML can hold and that is not blank.
fn some_text() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        Just("]]>".to_owned()),
        Just("&amp;".to_owned()),
        Just("<a b='c'>".to_owned()),
        Just("\r\n \t".to_owned()),
        "\\PC{0,8}",
    ];
    prop::collection::vec(parts, 0..5).prop_map(|parts| format!("x{}", parts.concat()))
}

fn some_lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(some_text(), 0..4)
}

prop_compose! {
    fn some_customer()(
        name in prop::option::of(some_text()),
        city in prop::option::of(some_text()),
        code2 in some_text(),
        street in some_lines(),
        comment in some_lines(),
        private in prop::option::of(any::<bool>()),
        handle in prop::option::of("C[0-9]{1,8}"),
        registration_date in prop::option::of(some_text()),
    ) -> CustomerPayload {
        CustomerPayload {
            name, city, street, comment, private, registration_date,
            handle: handle.map(|text| text.parse().expect("a handle")),
            country: Some(CountryPayload { code2: Some(code2), ..CountryPayload::default() }),
            ..CustomerPayload::default()
        }
    }
}

prop_compose! {
    fn some_net()(
        name in prop::option::of(some_text()),
        customer in prop::option::of(some_customer()),
        comment in some_lines(),
        function in some_text(),
        linked in any::<bool>(),
        origin_ases in prop::option::of(some_lines()),
        start in some_text(),
    ) -> NetPayload {
        let link = PocLink {
            handle: "TEC1-ARIN".parse().expect("a handle"),
            function,
            description: None,
        };
        NetPayload {
            name, customer, comment, origin_ases,
            poc_links: Some(if linked { vec![link] } else { Vec::new() }),
            blocks: vec![NetBlock { start: Some(start), ..NetBlock::default() }],
            ..NetPayload::default()
        }
    }
}

proptest! {
    #[test]
    fn any_customer_survives_writing_and_reading(customer in some_customer()) {
        let written = encode(&customer).expect("text of XML");
        prop_assert_eq!(decode::<CustomerPayload>(&written), Ok(customer));
    }

    #[test]
    fn any_net_survives_writing_and_reading(net in some_net()) {
        let written = encode(&net).expect("text of XML");
        prop_assert_eq!(decode::<NetPayload>(&written), Ok(net));
    }

    #[test]
    fn damaged_documents_are_errors_or_payloads_and_never_panics(
        which in 0..7_usize,
        cut in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        whole in any::<bool>(),
    ) {
        let document = [CUSTOMERS[1], NETS[3], TICKETED_NET, TICKETED_TICKET, DETAILS, ERROR, TICKETS][which];
        let mut bytes = document.as_bytes().to_vec();
        if !whole {
            bytes.truncate(cut.index(document.trim_end().len()));
            prop_assert!(Element::parse(&bytes).is_err());
        }
        let flips = if bytes.is_empty() { Vec::new() } else { flips };
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = decode::<CustomerPayload>(&bytes);
        let _ = decode::<NetPayload>(&bytes).map(|net| (net.range(), net.incarnation()));
        let _ = decode::<TicketedRequest>(&bytes);
        let _ = decode::<TicketPayload>(&bytes);
        let _ = decode::<ErrorPayload>(&bytes);
        let _ = decode::<Collection<TicketPayload>>(&bytes);
    }
}
