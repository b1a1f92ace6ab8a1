//! The documents of reference section 2 say what the reference says, and are written as they were read.

use super::CORE;
use super::documents::{
    ATTACHMENT, ATTACHMENT_REFERENCE, COLLECTIONS, COUNTRY, CUSTOMERS, DELEGATION, ERROR,
    MESSAGE_REFERENCE, MESSAGES, NET_BLOCK, NETS, ORG, ORIGIN_ASES, PHONE, PHONE_TYPE, POC,
    POC_LINK, TICKETED, TICKETS,
};
use crate::model::{NetType, TicketNumber};
use crate::registry::arin::wire::*;

/// The same document whatever its prefixes and the order of its elements: blanks between elements and the
/// numbers of lines mean nothing.
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
    let mut attributes: Vec<String> = element
        .attributes
        .iter()
        .filter(|attribute| attribute.name != "number")
        .map(|found| format!("{:?} {}={:?}", found.ns, found.name, found.value))
        .collect();
    attributes.sort();
    let (ns, name) = (element.ns, &element.name);
    format!("{ns:?} {name}{attributes:?}{text:?}{children:?}")
}

fn same_document<P: Writable>(document: &str) -> P {
    let payload: P = decode(document.as_bytes()).expect(document);
    let written = encode(&payload).expect("text of XML");
    let before = Element::parse(document.as_bytes()).expect(document);
    let after = Element::parse(&written).expect("what we write");
    assert_eq!(canonical(&before), canonical(&after));
    payload
}

/// A part inside the tags of the payloads around it, the outermost last.
fn same_inside<P: Writable>(part: &str, around: &[&str]) -> P {
    let document = around.iter().fold(part.to_owned(), |inner, name| {
        format!("<{name} {CORE}>{inner}</{name}>")
    });
    same_document(&document)
}

#[test]
fn a_country_is_read_and_written() {
    let customer: CustomerPayload = same_inside(COUNTRY, &["customer"]);
    let country = customer.country.expect("a country");
    assert_eq!(country.code2.as_deref(), Some("CA"));
    assert_eq!(country.code3.as_deref(), Some("CAN"));
    assert_eq!(country.e164.as_deref(), Some("1"));
    assert_eq!(country.name.as_deref(), Some("Canada"));
}

#[test]
fn customers_are_read_and_written() {
    let [request, reply] = CUSTOMERS.map(same_document::<CustomerPayload>);
    assert_eq!(request.incarnation(), None);
    assert_eq!((&request.unknown, &reply.unknown), (&vec![], &vec![]));
    let incarnation = reply.incarnation().expect("handle and date");
    assert_eq!(incarnation.handle.as_str(), "C09990001");
    assert_eq!(incarnation.registered, "2026-09-20T10:11:12-04:00");
    assert_eq!(reply.street, ["12 Mill Road", "Suite 4"]);
    assert_eq!(reply.comment, ["NOC hours 0800-1800 ET"]);
    assert_eq!(reply.private, Some(false));
    assert_eq!(reply.region.as_deref(), Some("VA"));
    let parent = reply.parent_org.expect("an org");
    assert_eq!(parent.as_str(), "EXMPL-12");
}

#[test]
fn an_org_is_read_and_written() {
    let org: OrgPayload = same_document(ORG);
    assert_eq!(org.unknown, [""; 0]);
    assert_eq!(org.handle.as_ref().expect("handle").as_str(), "EXMPL-12");
    assert_eq!(org.name.as_deref(), Some("Example Transit Inc"));
    assert_eq!(org.dba_name.as_deref(), Some("ExTransit"));
    assert_eq!(org.tax_id.as_deref(), Some("00-0000000"));
    assert_eq!(org.url.as_deref(), Some("rwhois.example.net:4321"));
    assert_eq!(org.street, ["1 Exchange Place"]);
    assert_eq!(org.city.as_deref(), Some("Roanoke"));
    assert_eq!(org.region.as_deref(), Some("VA"));
    assert_eq!(org.postal_code.as_deref(), Some("24011"));
    assert_eq!(org.comment, ["https://www.example.net"]);
    assert_eq!(org.accept_reassignments, Some(true));
    let date = "2015-03-02T09:00:00-05:00";
    assert_eq!(org.registration_date.as_deref(), Some(date));
    let links = org.poc_links.expect("links");
    let links: Vec<_> = links
        .iter()
        .map(|link| (link.handle.as_str(), link.function.as_str()))
        .collect();
    assert_eq!(
        links,
        [("ADM1-ARIN", "AD"), ("TEC1-ARIN", "T"), ("ABU1-ARIN", "AB")]
    );
}

#[test]
fn a_poc_link_is_read_and_written() {
    let net: NetPayload = same_inside(POC_LINK, &["pocLinks", "net"]);
    let org: OrgPayload = same_inside(POC_LINK, &["pocLinks", "org"]);
    assert_eq!(net.poc_links, org.poc_links);
    let links = net.poc_links.expect("links");
    assert_eq!(links[0].handle.as_str(), "TEC1-ARIN");
    assert_eq!(links[0].function, "T");
    assert_eq!(links[0].description.as_deref(), Some("Tech"));
}

#[test]
fn nets_are_read_and_written() {
    let [reassign, embedded, org, modify] = NETS.map(same_document::<NetPayload>);
    for net in [&reassign, &embedded, &org, &modify] {
        assert_eq!(net.unknown, [""; 0]);
    }
    let range = |net: &NetPayload| net.range().map(|range| range.to_string());
    assert_eq!(range(&reassign).as_deref(), Some("198.51.100.64/28"));
    assert_eq!(range(&embedded), range(&reassign));
    assert_eq!(range(&modify), range(&reassign));
    assert_eq!(range(&org).as_deref(), Some("2001:db8:40::/44"));
    let customer = embedded.customer.expect("a customer");
    assert_eq!(customer.name.as_deref(), Some("Blue Heron Bakery LLC"));
    assert!(matches!(org.recipient(), Some(Recipient::Org(_))));
    assert_eq!(modify.name.as_deref(), Some("EXMPL-BHB-RENAMED"));
    assert_eq!(
        (modify.poc_links, modify.origin_ases),
        (Some(vec![]), Some(vec![]))
    );
}

#[test]
fn a_net_block_is_read_and_written() {
    let net: NetPayload = same_inside(NET_BLOCK, &["netBlocks", "net"]);
    assert_eq!(net.blocks[0].start.as_deref(), Some("198.051.100.064"));
    assert_eq!(net.blocks[0].description.as_deref(), Some("Reassigned"));
    assert_eq!(
        net.range().map(|range| range.to_string()).as_deref(),
        Some("198.51.100.64/28")
    );
    assert_eq!(net.net_type(), Some(NetType::Reassignment));
}

#[test]
fn origin_ases_are_read_and_written() {
    let net: NetPayload = same_inside(ORIGIN_ASES, &["net"]);
    assert_eq!(net.origin_ases.as_deref(), Some(&["64500".to_owned()][..]));
}

#[test]
fn a_poc_is_read_and_written() {
    let poc: PocPayload = same_document(POC);
    assert_eq!(poc.unknown, [""; 0]);
    assert_eq!(
        poc.handle.as_ref().expect("handle").as_str(),
        "NETWO99-ARIN"
    );
    assert_eq!(poc.contact_type.as_deref(), Some("ROLE"));
    assert_eq!((poc.first_name, poc.middle_name), (None, None));
    assert_eq!(poc.last_name.as_deref(), Some("Network Operations"));
    assert_eq!(poc.company.as_deref(), Some("Example Transit Inc"));
    assert_eq!(poc.emails.expect("mail"), ["noc@example.net"]);
    let phone = &poc.phones.expect("phones")[0];
    assert_eq!(phone.number.as_deref(), Some("+1-540-555-0100"));
    assert_eq!(phone.extension.as_deref(), Some("7"));
    assert_eq!(phone.code.as_deref(), Some("O"));
    assert_eq!(phone.description.as_deref(), Some("OFFICE"));
    let date = "2019-06-10T11:36:55.136-04:00";
    assert_eq!(poc.registration_date.as_deref(), Some(date));
    assert_eq!(poc.street, ["1 Exchange Place"]);
    assert_eq!(poc.country.expect("country").code2.as_deref(), Some("US"));
}

#[test]
fn phones_and_their_types_are_read_and_written() {
    let phone: PhonePayload = same_document(PHONE);
    assert_eq!(phone.number.as_deref(), Some("+1-540-555-0199"));
    assert_eq!(phone.code.as_deref(), Some("M"));
    assert_eq!((phone.extension, phone.description), (None, None));
    let phone: PhonePayload = same_inside(PHONE_TYPE, &["phone"]);
    assert_eq!(phone.code.as_deref(), Some("O"));
    assert_eq!(phone.description.as_deref(), Some("OFFICE"));
}

#[test]
fn tickets_are_read_and_written() {
    let [summary, details] = TICKETS.map(same_document::<TicketPayload>);
    assert_eq!((&summary.unknown, &details.unknown), (&vec![], &vec![]));
    assert_eq!(summary.kind.as_deref(), Some("NET_DELETE_REQUEST"));
    assert_eq!(summary.shared, Some(false));
    let created = "2026-09-20T10:20:00.101-04:00";
    assert_eq!(summary.created.as_deref(), Some(created));
    assert_eq!((&summary.closed, &summary.resolved), (&None, &None));
    assert!(details.status.is_final());
    assert!(details.resolution.expect("resolved").is_success());
    let date = "2026-09-20T10:25:00-04:00";
    for found in [&details.closed, &details.resolved, &details.updated] {
        assert_eq!(found.as_deref(), Some(date));
    }
    let references = &details.message_references;
    let ids: Vec<_> = references.iter().map(|message| message.id).collect();
    assert_eq!(ids, [Some(3), Some(1)]);
    let attachment = &references[0].attachments[0];
    assert_eq!(attachment.filename, "report.zip");
    assert_eq!(attachment.id, "8a8180b13a5597b1013a55a9d42f0007");
}

#[test]
fn messages_are_read_and_written() {
    let [request, reply] = MESSAGES.map(same_document::<MessagePayload>);
    assert_eq!((&request.unknown, &reply.unknown), (&vec![], &vec![]));
    assert_eq!((request.id, &request.created), (None, &None));
    assert_eq!(request.subject.as_deref(), Some("Additional information"));
    assert_eq!(
        request.attachments[0].data.as_deref(),
        Some(&b"hello\n"[..])
    );
    assert_eq!(reply.id, Some(4));
    let created = "2026-09-20T10:30:00.281-04:00";
    assert_eq!(reply.created.as_deref(), Some(created));
    assert_eq!(reply.text, ["See attached list."]);
    assert_eq!(reply.category.as_deref(), Some("NONE"));
    assert_eq!(reply.references[0].filename, "list.txt");
}

#[test]
fn parts_of_messages_are_read_and_written() {
    let around = ["messageReferences", "org"];
    let org: OrgPayload = same_inside(MESSAGE_REFERENCE, &around);
    assert_eq!(org.message_references[0].id, Some(4));
    let message: MessagePayload = same_inside(ATTACHMENT, &["attachments", "message"]);
    let file = &message.attachments[0];
    assert_eq!(file.filename.as_deref(), Some("list.txt"));
    assert_eq!(file.data.as_deref(), Some(&b"hello\n"[..]));
    let around = ["attachmentReferences", "message"];
    let message: MessagePayload = same_inside(ATTACHMENT_REFERENCE, &around);
    assert_eq!(message.references[0].id, "8a8180b1");
    assert_eq!(message.references[0].filename, "list.txt");
}

#[test]
fn an_error_is_read_and_written() {
    let error: ErrorPayload = same_document(ERROR);
    assert_eq!(error.code.as_deref(), Some("E_ENTITY_VALIDATION"));
    assert_eq!(error.message, "The payload did not pass validation.");
    let components: Vec<_> = error
        .components
        .iter()
        .map(|component| (component.name.as_str(), component.message.as_str()))
        .collect();
    assert_eq!(
        components,
        [
            ("postalCode", "Value required."),
            ("netName", "Contains characters that are not allowed.")
        ]
    );
    let additional = "Fix the fields listed and send the request again.";
    assert_eq!(error.additional, [additional]);
}

#[test]
fn ticketed_requests_are_read_and_written() {
    let [net, ticket] = TICKETED.map(same_document::<TicketedRequest>);
    assert_eq!((&net.ticket, &ticket.net), (&None, &None));
    let net = net.net.expect("a net");
    assert_eq!(net.net_type(), Some(NetType::Reassignment));
    let incarnation = net.incarnation().expect("an incarnation");
    assert_eq!(incarnation.handle.as_str(), "NET-198-51-100-64-1");
    assert_eq!(
        incarnation.recipient.map(|r| r.to_string()).as_deref(),
        Some("C09990001")
    );
    let ticket = ticket.ticket.expect("a ticket");
    assert_eq!(ticket.number.as_str(), "20260920-X1042");
    assert!(!ticket.status.is_final());
}

#[test]
fn collections_are_read_and_written() {
    let [tickets, none] = COLLECTIONS.map(same_document::<Collection<TicketPayload>>);
    let number: TicketNumber = "20260920-X1042".parse().expect("number");
    assert_eq!(tickets.0[0].number, number);
    assert!(none.0.is_empty());
    let phones: Collection<PhonePayload> = same_inside(PHONE, &["collection"]);
    assert_eq!(phones.0[0].code.as_deref(), Some("M"));
    let zones: Collection<DelegationPayload> = same_inside(DELEGATION, &["collection"]);
    assert_eq!(zones.0[0].nameservers.as_ref().expect("servers").len(), 2);
    let nets: Collection<NetPayload> = same_inside(NETS[3], &["collection"]);
    assert_eq!(nets.0[0].version.as_deref(), Some("4"));
}

#[test]
fn a_delegation_is_read_and_written() {
    let zone: DelegationPayload = same_document(DELEGATION);
    assert_eq!(zone.unknown, [""; 0]);
    assert_eq!(zone.name.as_deref(), Some("100.51.198.in-addr.arpa."));
    let servers = zone.nameservers.expect("servers");
    let servers: Vec<_> = servers
        .iter()
        .map(|server| (server.host.as_str(), server.ttl.as_deref()))
        .collect();
    let expected = [
        ("ns1.example.net", Some("86400")),
        ("ns2.example.net", None),
    ];
    assert_eq!(servers, expected);
    let key = &zone.keys.expect("keys")[0];
    assert_eq!(key.algorithm.as_deref(), Some("13"));
    let name = "ECDSA Curve P-256 with SHA-256";
    assert_eq!(key.algorithm_name.as_deref(), Some(name));
    assert_eq!(key.digest.as_ref().expect("digest").len(), 64);
    assert_eq!(key.digest_type.as_deref(), Some("2"));
    assert_eq!(key.digest_type_name.as_deref(), Some("SHA-256"));
    assert_eq!(key.key_tag.as_deref(), Some("2371"));
    assert_eq!(key.ttl.as_deref(), Some("3600"));
}
