//! What an open ticket for a reassignment has reserved.

use std::time::Duration;

use crate::simulator::testing::{REASSIGN, Site, embedded, net};

const ENTITY: &str = "E_ENTITY_VALIDATION";
const CUSTOMER: &str = "/rest/customer/C09990002";

/// A reassignment to the customer that has no net.
fn to_free(start: &str, length: u8) -> String {
    net(&format!(
        "<netBlocks><netBlock><startAddress>{start}</startAddress><cidrLength>{length}</cidrLength></netBlock></netBlocks>\
         <customerHandle>C09990002</customerHandle><parentNetHandle>NET-198-51-100-0-1</parentNetHandle>\
         <netName>EXMPL-1</netName>"
    ))
}

/// A registry in which the first reassignment, of 198.51.100.64/28 to C09990002, waits for its ticket.
async fn waiting(resolution: &str) -> Site {
    let site = Site::new();
    let script = format!(
        r#"{{"rules":[{{"match":{{"path":"*/reassign"}},"do":"ticket","delay":"5s","times":2,"resolution":"{resolution}"}}]}}"#
    );
    site.simulator.set_faults(&script).expect("script");
    let opened = site
        .call("PUT", REASSIGN, &to_free("198.51.100.64", 28))
        .await;
    assert_eq!(opened.text("webTicketStatus"), "IN_PROGRESS");
    site
}

#[tokio::test]
async fn a_reserved_range_is_refused_like_a_registered_one() {
    let site = waiting("ACCEPTED").await;
    // The first of these would have been a ticket as well, and the others registered at once.
    for (start, length) in [
        ("198.51.100.64", 28),
        ("198.51.100.64", 28),
        ("198.51.100.68", 30),
        ("198.51.100.64", 27),
    ] {
        let refused = site
            .call("PUT", REASSIGN, &embedded(start, length, "A"))
            .await;
        assert_eq!(refused.refusal(), (400, ENTITY, "netBlocks"), "{start}");
    }
    let by_another = r#"{"reassign":{"parent":"NET-198-51-100-0-1","prefix":"198.51.100.72/29",
        "customer":{"name":"Another","address":{"street":["1 Way"],"country":"DE"}}}}"#;
    assert!(site.simulator.edit(by_another).is_err());
    let beside = embedded("198.51.100.80", 28, "A");
    assert_eq!(site.call("PUT", REASSIGN, &beside).await.status, 200);
}

#[tokio::test]
async fn a_customer_that_a_ticket_names_is_in_use() {
    let site = waiting("ACCEPTED").await;
    let second = to_free("198.51.100.96", 28);
    let refused = site.call("PUT", REASSIGN, &second).await;
    assert_eq!(refused.refusal(), (400, ENTITY, "customerHandle"));
    let kept = site.call("DELETE", CUSTOMER, "").await;
    assert_eq!(kept.refusal(), (409, "E_NOT_REMOVEABLE", ""));
    assert!(site.simulator.edit(r#"{"delete":"C09990002"}"#).is_err());
}

#[tokio::test]
async fn a_ticket_takes_what_it_has_reserved_itself() {
    let site = waiting("ACCEPTED").await;
    site.clock.advance(Duration::from_secs(5));
    let made = site.call("GET", "/rest/net/NET-198-51-100-64-1", "").await;
    assert_eq!(
        (made.status, made.text("customerHandle")),
        (200, "C09990002")
    );
    assert_eq!(
        site.simulator.state()["tickets"][0]["resolution"],
        "ACCEPTED"
    );
}

#[tokio::test]
async fn a_ticket_that_was_denied_gives_everything_back() {
    let site = waiting("DENIED").await;
    site.clock.advance(Duration::from_secs(5));
    site.simulator.set_faults(r#"{"rules":[]}"#).expect("none");
    let again = to_free("198.51.100.64", 28);
    assert_eq!(site.call("PUT", REASSIGN, &again).await.status, 200);
}
