//! What a PUT would drop is named; what it would keep, or what the registry ignores, is not.

use super::CORE;
use super::documents::{CUSTOMERS, DELEGATION, NETS, ORG, PHONE, POC, TICKETS};
use crate::registry::arin::wire::*;

/// A document with something more before the end of its root.
fn with(document: &str, more: &str) -> String {
    let end = document.rfind("</").expect("an end");
    format!("{}{more}{}", &document[..end], &document[end..])
}

fn read<P: Payload>(document: &str, more: &str) -> P {
    decode(with(document, more).as_bytes()).expect("a payload with something more")
}

#[test]
fn an_element_of_the_registry_that_we_do_not_know_is_named() {
    let more = "<colour>red</colour>";
    assert_eq!(read::<NetPayload>(NETS[3], more).unknown, ["colour"]);
    assert_eq!(
        read::<CustomerPayload>(CUSTOMERS[1], more).unknown,
        ["colour"]
    );
    assert_eq!(read::<OrgPayload>(ORG, more).unknown, ["colour"]);
    assert_eq!(read::<PocPayload>(POC, more).unknown, ["colour"]);
    assert_eq!(read::<PhonePayload>(PHONE, more).unknown, ["colour"]);
    assert_eq!(
        read::<DelegationPayload>(DELEGATION, more).unknown,
        ["colour"]
    );
    assert_eq!(read::<TicketPayload>(TICKETS[0], more).unknown, ["colour"]);
}

#[test]
fn so_is_one_of_a_newer_namespace_or_of_none() {
    let more = "<n:colour xmlns:n='http://www.arin.net/regrws/colours/v1'/><shade xmlns=''/>";
    assert_eq!(read::<OrgPayload>(ORG, more).unknown, ["colour", "shade"]);
    assert_eq!(read::<PocPayload>(POC, more).unknown, ["colour", "shade"]);
}

#[test]
fn one_of_somebody_else_is_ignored() {
    let more = "<n:colour xmlns:n='urn:x'><deep/></n:colour>";
    assert_eq!(read::<OrgPayload>(ORG, more).unknown, [""; 0]);
    assert_eq!(read::<DelegationPayload>(DELEGATION, more).unknown, [""; 0]);
}

#[test]
fn what_is_inside_the_parts_is_named_with_its_part() {
    let phone = "<poc><phones><phone kind='x'><type><sort/></type><pin/></phone></phones><emails><fax/></emails></poc>";
    let document = phone.replacen("<poc>", &format!("<poc {CORE}>"), 1);
    let poc: PocPayload = decode(document.as_bytes()).expect("a POC");
    assert_eq!(
        poc.unknown,
        ["emails/fax", "phone/type/sort", "phone/pin", "phone/@kind"]
    );
    let org = read::<OrgPayload>(
        "<org xmlns='http://www.arin.net/regrws/core/v1'></org>",
        "<iso3166-1><code4/></iso3166-1><pocLinks><pocLinkRef handle='A' function='T' since='1'/></pocLinks>",
    );
    assert_eq!(org.unknown, ["iso3166-1/code4", "pocLinkRef/@since"]);
}

#[test]
fn a_ttl_of_the_wrong_namespace_is_named_and_not_read() {
    let document = DELEGATION
        .replace("<ns2:ttl>3600</ns2:ttl>", "<ttl>3600</ttl>")
        .replace("ns2:ttl=", "ttl=");
    let zone: DelegationPayload = decode(document.as_bytes()).expect("a delegation");
    assert_eq!(zone.unknown, ["nameserver/@ttl", "delegationKey/ttl"]);
    assert_eq!(zone.keys.expect("keys")[0].ttl, None);
    assert_eq!(zone.nameservers.expect("servers")[0].ttl, None);
}

#[test]
fn the_number_of_a_message_is_known_by_its_namespace() {
    let message = format!("<message {CORE}><messageId>4</messageId></message>");
    let message: MessagePayload = decode(message.as_bytes()).expect("a message");
    assert_eq!(message.id, None);
    assert_eq!(message.unknown, ["messageId"]);
}

#[test]
fn what_a_message_of_a_net_or_an_org_holds_is_no_part_of_the_record() {
    let more = "<messages><message><mood/></message></messages>\
                <messageReferences><messageReference><messageId>1</messageId><mood/></messageReference></messageReferences>";
    let net: NetPayload = read(NETS[3], more);
    assert_eq!(net.unknown, [""; 0]);
    assert_eq!(net.messages[0].unknown, ["mood"]);
    assert_eq!(net.message_references[0].id, Some(1));
    let put = encode(&net.without_messages()).expect("a net");
    assert_eq!(decode::<NetPayload>(&put), decode(NETS[3].as_bytes()));
    let org = read::<OrgPayload>(ORG, more).without_messages();
    assert_eq!(Ok(org), decode(ORG.as_bytes()));
    let ticket: TicketPayload = read(TICKETS[0], more);
    assert_eq!(ticket.unknown, ["message/mood", "messageReference/mood"]);
}

#[test]
fn a_word_of_a_ticket_that_can_not_be_shown_can_not_be_sent_back() {
    let document = TICKETS[0].replace("IN_PROGRESS", " IN\u{202e}PROGRESS ");
    let ticket: TicketPayload = decode(document.as_bytes()).expect("a ticket");
    assert_eq!(ticket.unknown, ["webTicketStatus"]);
    assert_eq!(ticket.status.to_string(), "IN\\u{202e}PROGRESS");
    let document = TICKETS[0].replace("IN_PROGRESS", "HALF_DONE");
    let ticket: TicketPayload = decode(document.as_bytes()).expect("a ticket");
    assert_eq!(ticket.unknown, [""; 0]);
    assert!(!ticket.status.is_final());
}
