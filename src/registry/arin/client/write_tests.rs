//! Every write: what is sent, that it is sent once, and what its reply is taken for.

use std::net::IpAddr;

use super::script::{Script, response};
use super::*;
use crate::model::{CustomerHandle, NetHandle, NetName, OrgHandle, PocHandle, TicketNumber};
use crate::registry::arin::request::samples::{DELEGATION, MESSAGE_REPLY, ORG, POC};
use crate::registry::arin::request::{NewRecipient, OrgPocs, Phones, Reallocation, Reassignment};
use crate::registry::arin::wire::{
    CustomerPayload, DelegationPayload, MessagePayload, NetPayload, OrgPayload, PhonePayload,
    PocPayload, TicketPayload, decode,
};

const CORE: &str = "xmlns=\"http://www.arin.net/regrws/core/v1\"";
const CUSTOMER: &str = include_str!("../wire/documents/customer-reply.xml");
const NET: &str = include_str!("../wire/documents/net-modify.xml");
const SUMMARY: &str = include_str!("../wire/documents/ticket-summary.xml");
const TICKETED: &str = include_str!("../wire/documents/ticketed-net.xml");
const ZONE: &str = "100.51.198.in-addr.arpa.";

fn intent() -> Intent {
    Intent::for_test()
}

fn handle<H: std::str::FromStr<Err = crate::model::HandleError>>(text: &str) -> H {
    text.parse().expect(text)
}

fn payload<P: Payload>(document: &str) -> P {
    decode(document.as_bytes()).expect("a payload")
}

/// Holds one call: with the document it is done, with one about something else it is not known, with an error
/// refused; each time it is sent once and as it should be.
macro_rules! sent {
    ($line:expr, $document:expr, $other:expr, |$client:ident| $call:expr) => {{
        let document: &str = $document;
        let error = format!("<error {CORE}><code>E_BAD_REQUEST</code></error>");
        let answers = [
            response(200, document),
            response(400, error),
            response(503, ""),
        ];
        let ($client, script) = Script::client(answers);
        let reply = $call.await.expect("a response");
        assert!(matches!(reply, WriteReply::Done(_)), "{reply:?}");
        let reply = $call.await.expect("a response");
        assert!(matches!(reply, WriteReply::Refused(_)), "{reply:?}");
        let reply = $call.await.expect("a response");
        assert!(matches!(reply, WriteReply::Uncertain { .. }), "{reply:?}");
        let failure = $call.await.expect_err("no response");
        assert!(matches!(failure, WireFailure::Lost { .. }), "{failure}");
        let asked = script.asked();
        assert_eq!(asked.len(), 4);
        for asked in asked {
            assert_eq!(asked.line, $line);
            assert_eq!(asked.fresh, asked.line.starts_with("GET "));
        }
        let other: Option<(&str, &str)> = $other;
        if let Some((from, to)) = other {
            assert!(document.contains(from), "{document}");
            let ($client, _) = Script::client([response(200, document.replace(from, to))]);
            let reply = $call.await.expect("a response");
            assert!(
                matches!(&reply, WriteReply::Uncertain { why, .. } if why == OTHER),
                "{reply:?}"
            );
        }
    }};
}

#[tokio::test]
async fn customers_are_written_once() {
    let parent: NetHandle = handle("NET-198-51-100-0-1");
    let customer: CustomerHandle = handle("C09990001");
    let live: CustomerPayload = payload(CUSTOMER);
    let new = CustomerPayload::default();
    let other = Some(("C09990001", "C09990002"));
    sent!(
        "POST /rest/net/NET-198-51-100-0-1/customer",
        CUSTOMER,
        None,
        |client| client.create_customer(&parent, &new, intent())
    );
    sent!("PUT /rest/customer/C09990001", CUSTOMER, other, |client| {
        client.modify_customer(&live, intent())
    });
    sent!(
        "DELETE /rest/customer/C09990001",
        CUSTOMER,
        other,
        |client| client.delete_customer(&customer, intent())
    );
}

#[tokio::test]
async fn nets_are_written_once() {
    let net: NetHandle = handle("NET-198-51-100-64-1");
    let live: NetPayload = payload(NET);
    let other = Some(("NET-198-51-100-64-1", "NET-198-51-100-64-2"));
    sent!("PUT /rest/net/NET-198-51-100-64-1", NET, other, |client| {
        client.modify_net(&live, intent())
    });
    sent!(
        "DELETE /rest/net/NET-198-51-100-64-1",
        TICKETED,
        other,
        |client| client.delete_net(&net, intent())
    );
    sent!(
        "PUT /rest/net/NET-198-51-100-64-1/remove",
        TICKETED,
        other,
        |client| client.remove_net(&live, intent())
    );
}

#[tokio::test]
async fn space_is_given_once() {
    let parent: NetHandle = handle("NET-198-51-100-0-1");
    let range = "198.51.100.64/28".parse().expect("a range");
    let name = NetName::canonical("EXMPL-BHB-1");
    let reassignment = Reassignment {
        parent: parent.clone(),
        range,
        to: NewRecipient::Customer(handle("C09990001")),
        name: name.clone(),
        comment: Vec::new(),
    };
    let reallocation = Reallocation {
        parent,
        range,
        to: handle("DOWN-7"),
        name,
        comment: Vec::new(),
    };
    let elsewhere = Some(("NET-198-51-100-0-1", "NET-198-51-100-0-2"));
    sent!(
        "PUT /rest/net/NET-198-51-100-0-1/reassign",
        TICKETED,
        elsewhere,
        |client| client.reassign(&reassignment, intent())
    );
    let elsewhere = Some(("198.051.100.0", "198.051.101.0"));
    sent!(
        "PUT /rest/net/NET-198-51-100-0-1/reallocate",
        TICKETED,
        elsewhere,
        |client| client.reallocate(&reallocation, intent())
    );
}

#[tokio::test]
async fn pocs_are_written_once() {
    let poc: PocHandle = handle("NETWO99-ARIN");
    let live: PocPayload = payload(POC);
    let new = PocPayload::default();
    let other = Some(("NETWO99-ARIN", "NETWO98-ARIN"));
    sent!("POST /rest/poc;makeLink=true", POC, None, |client| {
        client.create_poc(&new, true, intent())
    });
    sent!("PUT /rest/poc/NETWO99-ARIN", POC, other, |client| {
        client.modify_poc(&live, intent())
    });
    sent!("DELETE /rest/poc/NETWO99-ARIN", POC, other, |client| {
        client.delete_poc(&poc, intent())
    });
    let mail = "noc%40example.net";
    sent!(
        format!("POST /rest/poc/NETWO99-ARIN/email/{mail}"),
        POC,
        other,
        |client| client.add_email(&poc, "noc@example.net", intent())
    );
    sent!(
        format!("DELETE /rest/poc/NETWO99-ARIN/email/{mail}"),
        POC,
        other,
        |client| client.delete_email(&poc, "noc@example.net", intent())
    );
}

#[tokio::test]
async fn phones_are_written_once() {
    let poc: PocHandle = handle("NETWO99-ARIN");
    let phone = PhonePayload::default();
    let inner = "<number>+1-540-555-0199</number><type><code>M</code></type>";
    let one = format!("<phone {CORE}>{inner}</phone>");
    sent!("PUT /rest/poc/NETWO99-ARIN/phone", &one, None, |client| {
        client.add_phone(&poc, &phone, intent())
    });
    let empty = format!("<collection {CORE}/>");
    let list = format!("<collection {CORE}><phone>{inner}</phone></collection>");
    for document in [empty, list] {
        sent!(
            "DELETE /rest/poc/NETWO99-ARIN/phone/;type=M",
            &document,
            None,
            |client| client.delete_phones(&poc, Phones::Kind("M"), intent())
        );
    }
}

#[tokio::test]
async fn orgs_are_written_once() {
    let org: OrgHandle = handle("EXMPL-12");
    let poc: PocHandle = handle("TEC1-ARIN");
    let live: OrgPayload = payload(ORG);
    let other = Some(("EXMPL-12", "EXMPL-13"));
    sent!("PUT /rest/org/EXMPL-12", ORG, other, |client| {
        client.modify_org(&live, intent())
    });
    sent!("DELETE /rest/org/EXMPL-12", ORG, other, |client| {
        client.delete_org(&org, intent())
    });
    sent!(
        "PUT /rest/org/EXMPL-12/poc/TEC1-ARIN;pocFunction=T",
        ORG,
        other,
        |client| client.add_org_poc(&org, &poc, "T", intent())
    );
    sent!(
        "DELETE /rest/org/EXMPL-12/poc/TEC1-ARIN",
        ORG,
        other,
        |client| client.remove_org_poc(&org, OrgPocs::Poc(&poc), intent())
    );
    let links =
        format!("<collection {CORE}><pocLinkRef handle=\"X\" function=\"T\"/></collection>");
    let (client, _) = Script::client([response(200, links)]);
    let removed = client.remove_org_poc(&org, OrgPocs::Function("T"), intent());
    assert_eq!(removed.await, Ok(WriteReply::Done(None)));
}

#[tokio::test]
async fn a_new_org_is_a_ticket_or_in_the_older_dialect_an_org() {
    let parent: NetHandle = handle("NET-198-51-100-0-1");
    let new = OrgPayload::default();
    sent!("POST /rest/org", ORG, None, |client| client
        .create_org(&new, intent()));
    sent!(
        "POST /rest/net/NET-198-51-100-0-1/org",
        ORG,
        None,
        |client| client.create_recipient_org(&parent, &new, intent())
    );
    let (client, _) = Script::client([response(200, SUMMARY), response(200, NET)]);
    let reply = client.create_org(&new, intent()).await.expect("a response");
    assert!(
        matches!(reply, WriteReply::Ticketed { net: None, .. }),
        "{reply:?}"
    );
    let reply = client.create_org(&new, intent()).await.expect("a response");
    assert!(matches!(reply, WriteReply::Uncertain { .. }), "{reply:?}");
}

#[tokio::test]
async fn delegations_are_written_once() {
    let live: DelegationPayload = payload(DELEGATION);
    let zone = "/rest/delegation/100.51.198.in-addr.arpa";
    let other = Some(("100.51.198", "101.51.198"));
    sent!(format!("PUT {zone}"), DELEGATION, other, |client| client
        .modify_delegation(&live, intent()));
    let host = "ns1.example.net";
    sent!(
        format!("POST {zone}/nameserver/{host}?ttl=60"),
        DELEGATION,
        other,
        |client| client.add_nameserver(ZONE, host, Some(60), intent())
    );
    sent!(
        format!("DELETE {zone}/nameserver/{host}"),
        DELEGATION,
        other,
        |client| client.delete_nameserver(ZONE, host, intent())
    );
    sent!(
        format!("DELETE {zone}/nameservers"),
        DELEGATION,
        other,
        |client| client.delete_nameservers(ZONE, intent())
    );
}

#[tokio::test]
async fn tickets_are_written_once() {
    let number: TicketNumber = handle("20260920-X1042");
    let live: TicketPayload = payload(SUMMARY);
    let message = MessagePayload::default();
    let other = Some(("20260920-X1042", "20260920-X1043"));
    let closed = &SUMMARY.replace("IN_PROGRESS", "CLOSED");
    sent!(
        "PUT /rest/ticket/20260920-X1042/message",
        MESSAGE_REPLY,
        None,
        |client| client.add_message(&number, &message, intent())
    );
    sent!(
        "PUT /rest/ticket/20260920-X1042?msgRefs=true",
        closed,
        other,
        |client| client.close_ticket(&live, intent())
    );
    sent!(
        "PUT /rest/ticket/20260920-X1042/ticketStatus/CLOSED?msgRefs=true",
        closed,
        other,
        |client| client.close_ticket_by_status(&number, intent())
    );
    let (client, _) = Script::client([response(200, SUMMARY), response(200, SUMMARY)]);
    for reply in [
        client.close_ticket(&live, intent()).await,
        client.close_ticket_by_status(&number, intent()).await,
    ] {
        assert!(
            matches!(&reply, Ok(WriteReply::Uncertain { why, .. }) if why.contains("IN_PROGRESS")),
            "{reply:?}"
        );
    }
}

#[tokio::test]
async fn a_report_is_asked_for_once_over_a_connection_of_its_own() {
    let net: NetHandle = handle("NET-198-51-100-0-1");
    let address: IpAddr = "2001:db8::1".parse().expect("an address");
    sent!(
        "GET /rest/report/reassignment/NET-198-51-100-0-1",
        SUMMARY,
        None,
        |client| client.report_reassignment(&net, intent())
    );
    sent!("GET /rest/report/associations", SUMMARY, None, |client| {
        client.report_associations(intent())
    });
    sent!(
        "GET /rest/report/whoWas/asn/64500",
        SUMMARY,
        None,
        |client| client.report_whowas_asn(64500, intent())
    );
    sent!(
        "GET /rest/report/whoWas/net/2001:db8::1",
        SUMMARY,
        None,
        |client| client.report_whowas_net(address, intent())
    );
}

#[tokio::test]
async fn what_can_not_be_built_is_not_sent() {
    let (client, script) = Script::client([]);
    let poc: PocHandle = handle("NETWO99-ARIN");
    let live: PocPayload = payload(POC);
    let strange = PocPayload {
        unknown: vec!["fax".to_owned()],
        ..payload(POC)
    };
    let bad = OrgPayload {
        comment: vec!["\u{1}".to_owned()],
        ..OrgPayload::default()
    };
    for failure in [
        client.create_poc(&live, false, intent()).await.err(),
        client.modify_poc(&strange, intent()).await.err(),
        client.add_email(&poc, "..", intent()).await.err(),
        client.create_org(&bad, intent()).await.err(),
        client.delete_nameservers(".", intent()).await.err(),
        client
            .modify_delegation(&DelegationPayload::default(), intent())
            .await
            .err(),
    ] {
        assert!(
            matches!(failure, Some(WireFailure::Unsent { .. })),
            "{failure:?}"
        );
    }
    assert!(script.asked().is_empty());
}
