//! Every call against a wire that answers with documents.

use std::sync::Arc;

use super::script::{Script, response};
use super::*;
use crate::http::{Exchange, ExchangeFuture, Pace, Side, Wire};
use crate::model::{CustomerHandle, NetHandle, OrgHandle, PocHandle, Range, TicketNumber};
use crate::registry::arin::request::samples::{DELEGATION, ORG, POC};
use crate::registry::arin::request::{Messages, remove_net};

const CUSTOMER: &str = include_str!("../wire/documents/customer-reply.xml");
const NET: &str = include_str!("../wire/documents/net-modify.xml");
const SUMMARY: &str = include_str!("../wire/documents/ticket-summary.xml");
const TICKETS: &str = include_str!("../wire/documents/collection-tickets.xml");
const TICKETED: &str = include_str!("../wire/documents/ticketed-net.xml");
const PUBLIC: &str = include_str!("../wire/documents/rdap-net.json");

struct Documents;

impl Wire for Documents {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        let nets = format!(
            "<collection xmlns=\"http://www.arin.net/regrws/core/v1\">{}</collection>",
            NET.trim()
        );
        let path = exchange.path.as_str();
        let body = match path.split(['/', ';']).nth(3).unwrap_or_default() {
            _ if path.ends_with("/remove") => TICKETED.to_owned(),
            "netsByIpRange" => nets,
            "summary" => TICKETS.to_owned(),
            _ if path.starts_with("/ips/rirSearch1/") => {
                format!("{{\"ipSearchResults\":[{PUBLIC}]}}")
            }
            _ if exchange.side == Side::Public => PUBLIC.to_owned(),
            _ if path.starts_with("/rest/customer/") => CUSTOMER.to_owned(),
            _ if path.starts_with("/rest/ticket/") => SUMMARY.to_owned(),
            _ => NET.to_owned(),
        };
        let response = Response {
            status: 200,
            body: body.into_bytes(),
            ..Response::default()
        };
        Box::pin(async move { Ok(response) })
    }
}

fn client() -> Client {
    Client::new(Transport::new(Arc::new(Documents), Pace::unlimited()))
}

fn range(text: &str) -> Range {
    text.parse().expect(text)
}

#[tokio::test]
async fn every_call_reads_what_it_asked_for() {
    let client = client();
    let number: TicketNumber = "20260920-X1042".parse().expect("a number");
    let customer: CustomerHandle = "C09990001".parse().expect("a handle");
    let net: NetHandle = "NET-198-51-100-64-1".parse().expect("a handle");
    let asked = range("198.51.100.64/28");
    assert!(client.customer(&customer).await.is_ok());
    assert!(client.net(&net).await.is_ok());
    assert!(client.parent_net(range("198.51.100.64/29")).await.is_ok());
    assert!(client.most_specific_net(asked).await.is_ok());
    assert_eq!(client.nets_by_range(asked).await.map(|n| n.len()), Ok(1));
    assert!(client.ticket_summary(&number).await.is_ok());
    assert!(client.ticket(&number, Messages::References).await.is_ok());
    let tickets = client.ticket_summaries(None, Some("ANY_OPEN")).await;
    assert_eq!(tickets.map(|tickets| tickets.len()), Ok(1));
    let children = client.children("198.51.100.0/24".parse().expect("a prefix"));
    assert_eq!(children.await.map(|children| children.nets.len()), Ok(1));
    let covering = client.public_net(asked.first_address()).await;
    assert_eq!(covering.map(|net| net.range), Ok(asked));
}

#[tokio::test]
async fn a_reply_about_something_else_proves_nothing() {
    let client = client();
    let unknown = |failed: Option<ReadError>| {
        assert!(
            matches!(failed, Some(ReadError::Unknown { .. })),
            "{failed:?}"
        );
    };
    let customer: CustomerHandle = "C09990002".parse().expect("a handle");
    unknown(client.customer(&customer).await.err());
    let net: NetHandle = "NET-198-51-100-80-1".parse().expect("a handle");
    unknown(client.net(&net).await.err());
    unknown(client.parent_net(range("198.51.100.0/24")).await.err());
    unknown(
        client
            .most_specific_net(range("198.51.100.64/29"))
            .await
            .err(),
    );
    unknown(client.nets_by_range(range("203.0.113.0/28")).await.err());
    let number: TicketNumber = "20260920-X1".parse().expect("a number");
    unknown(client.ticket(&number, Messages::References).await.err());
    let address = "203.0.113.1".parse().expect("an address");
    unknown(client.public_net(address).await.err());
}

#[tokio::test]
async fn a_write_is_sent_and_classified() {
    let client = client();
    let handle: NetHandle = "NET-198-51-100-64-1".parse().expect("a handle");
    let live = client.net(&handle).await.expect("a net");
    let request = remove_net(&live).expect("a request");
    let response = client.write(request, Intent::for_test()).await;
    let reply = reply::classify_ticketed(&response.expect("a response"));
    assert!(matches!(reply, reply::WriteReply::Done(_)), "{reply:?}");
}

#[tokio::test]
async fn pocs_orgs_and_delegations_are_read_by_their_names() {
    let poc: PocHandle = "NETWO99-ARIN".parse().expect("a handle");
    let org: OrgHandle = "EXMPL-12".parse().expect("a handle");
    let net: NetHandle = "NET-198-51-100-0-1".parse().expect("a handle");
    let zone = "100.51.198.in-addr.arpa";
    let list = format!(
        "<collection xmlns=\"http://www.arin.net/regrws/core/v1\">{DELEGATION}</collection>"
    );
    let (client, script) = Script::client([
        response(200, POC),
        response(200, ORG),
        response(200, DELEGATION),
        response(200, list),
    ]);
    assert!(client.poc(&poc).await.is_ok());
    assert!(client.org(&org).await.is_ok());
    let delegation = client.delegation(zone).await.expect("a delegation");
    assert_eq!(client.delegations(&net).await, Ok(vec![delegation]));
    assert_eq!(
        script.lines(),
        [
            "GET /rest/poc/NETWO99-ARIN",
            "GET /rest/org/EXMPL-12",
            "GET /rest/delegation/100.51.198.in-addr.arpa",
            "GET /rest/net/NET-198-51-100-0-1/delegations",
        ]
    );
    let (client, _) = Script::client([
        response(200, POC.replace("NETWO99", "NETWO98")),
        response(200, ORG.replace("EXMPL-12", "EXMPL-13")),
        response(200, DELEGATION.replace("100.51", "101.51")),
    ]);
    for failed in [
        client.poc(&poc).await.err(),
        client.org(&org).await.err(),
        client.delegation(zone).await.err(),
    ] {
        assert!(
            matches!(failed, Some(ReadError::Unknown { .. })),
            "{failed:?}"
        );
    }
}
