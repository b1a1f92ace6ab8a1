//! Detailed reassignments and reallocations: what is taken, and each reason for a refusal.

use std::time::Duration;

use crate::simulator::testing::{BAKERY, KEY, REASSIGN, Site, net};
use crate::simulator::{Dialect, Options};

const ENTITY: &str = "E_ENTITY_VALIDATION";
const REALLOCATE: &str = "/rest/net/NET-198-51-100-0-1/reallocate";

/// A request below the IPv4 parent as its parts.
fn parts(blocks: &str, recipient: &str, more: &str) -> String {
    net(&format!(
        "<netBlocks>{blocks}</netBlocks>{recipient}<parentNetHandle>NET-198-51-100-0-1</parentNetHandle>{more}"
    ))
}

fn block(kind: &str, start: &str, length: u8) -> String {
    format!(
        "<netBlock>{kind}<startAddress>{start}</startAddress><cidrLength>{length}</cidrLength></netBlock>"
    )
}

const NAME: &str = "<netName>DOWN-NET</netName>";
const ORG: &str = "<orgHandle>DOWN-7</orgHandle>";

fn usual() -> String {
    parts(&block("", "198.51.100.64", 28), ORG, NAME)
}

#[tokio::test]
async fn a_reallocation_is_answered_as_the_reference_shows() {
    let site = Site::new();
    let made = site.call("PUT", REALLOCATE, &usual()).await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert!(made.body.ends_with(
        "<net><pocLinks/><netBlocks><netBlock><cidrLength>28</cidrLength>\
         <description>Reallocated</description><endAddress>198.051.100.079</endAddress>\
         <startAddress>198.051.100.064</startAddress><type>A</type></netBlock></netBlocks>\
         <handle>NET-198-51-100-64-1</handle><netName>DOWN-NET</netName><orgHandle>DOWN-7</orgHandle>\
         <originASes/><parentNetHandle>NET-198-51-100-0-1</parentNetHandle>\
         <registrationDate>2026-09-20T10:12:00-04:00</registrationDate><version>4</version></net></ticketedRequest>"
    ), "{}", made.body);
    let detailed = site
        .call(
            "PUT",
            REASSIGN,
            &parts(&block("<type>S</type>", "198.51.100.80", 28), ORG, NAME),
        )
        .await;
    assert_eq!(
        (
            detailed.status,
            detailed.text("type"),
            detailed.text("orgHandle")
        ),
        (200, "S", "DOWN-7")
    );
}

/// Each body is refused as its row says.
async fn refused(cases: Vec<(&str, String, (u16, &str, &str))>) {
    let site = Site::new();
    for (path, body, refusal) in cases {
        let refused = site.call("PUT", path, &body).await;
        assert_eq!(refused.refusal(), refusal, "{path} {body}");
    }
    assert_eq!(site.call("PUT", REALLOCATE, &usual()).await.status, 200);
}

fn to(recipient: &str) -> String {
    parts(&block("", "198.51.100.64", 28), recipient, NAME)
}

fn named(more: &str) -> String {
    parts(&block("", "198.51.100.64", 28), ORG, more)
}

#[tokio::test]
async fn a_reallocation_has_one_org_that_can_receive_it() {
    let free = "<customerHandle>C09990002</customerHandle>";
    let inside = format!("<customer>{BAKERY}</customer>");
    let shut = to("<orgHandle>SHUT-1</orgHandle>");
    let (org, forbidden) = ((400, ENTITY, "orgHandle"), (403, "E_BAD_REQUEST", ""));
    refused(vec![
        (REALLOCATE, to(""), org),
        (REALLOCATE, to(free), org),
        (REALLOCATE, to(&inside), org),
        (REALLOCATE, to("<orgHandle>NO-1</orgHandle>"), org),
        (REALLOCATE, to("<orgHandle>BARE-1</orgHandle>"), org),
        (REALLOCATE, to("<orgHandle>LAST-Z1</orgHandle>"), org),
        (
            REALLOCATE,
            to(&format!("{ORG}{free}")),
            (400, ENTITY, "customerHandle"),
        ),
        (REALLOCATE, shut.clone(), forbidden),
        (REASSIGN, shut, forbidden),
    ])
    .await;
}

#[tokio::test]
async fn each_rule_of_a_reallocation_names_its_element() {
    let link = "<pocLinks><pocLinkRef handle=\"TEC1-ARIN\" function=\"T\"/></pocLinks>";
    let typed = |kind: &str| parts(&block(kind, "198.51.100.64", 28), ORG, NAME);
    let with = |more: &str| named(&format!("{NAME}{more}"));
    let bad = |element| (400, ENTITY, element);
    refused(vec![
        (REALLOCATE, typed("<type>S</type>"), bad("type")),
        (REASSIGN, typed("<type>A</type>"), bad("type")),
        (REALLOCATE, with(link), bad("pocLinks")),
        (
            REALLOCATE,
            with("<handle>NET-198-51-100-64-1</handle>"),
            bad("handle"),
        ),
        (REALLOCATE, named(""), bad("netName")),
        (REALLOCATE, named("<netName>A_B</netName>"), bad("netName")),
        (REALLOCATE, parts("", ORG, NAME), bad("netBlocks")),
    ])
    .await;
}

#[tokio::test]
async fn places_are_held_against_parent_and_siblings() {
    let site = Site::new();
    let at = |blocks: &str| parts(blocks, ORG, NAME);
    let outside = at(&block("", "198.51.101.0", 28));
    let refused = site.call("PUT", REALLOCATE, &outside).await;
    assert_eq!(refused.refusal(), (409, "E_BAD_REQUEST", ""));
    let overlap = at(&block("", "198.51.100.16", 29));
    let refused = site.call("PUT", REALLOCATE, &overlap).await;
    assert_eq!(refused.refusal(), (400, ENTITY, "netBlocks"));
    let apart = block("", "198.51.100.64", 28) + &block("", "198.51.100.96", 29);
    let refused = site.call("PUT", REALLOCATE, &at(&apart)).await;
    assert_eq!(refused.refusal(), (400, ENTITY, "netBlocks"));
    let below_a_leaf = "/rest/net/NET-198-51-100-16-1/reallocate";
    assert_eq!(site.call("PUT", below_a_leaf, &usual()).await.status, 403);
    let foreign = "/rest/net/NET-203-0-113-0-1/reallocate";
    assert_eq!(site.call("PUT", foreign, &usual()).await.status, 403);
    assert_eq!(site.call("GET", REALLOCATE, "").await.status, 405);
    let joined = block("", "198.51.100.64", 28) + &block("", "198.51.100.80", 29);
    let made = site.call("PUT", REALLOCATE, &at(&joined)).await;
    assert_eq!(made.status, 200);
    assert_eq!(made.body.matches("<netBlock>").count(), 2);
    assert_eq!(made.body.matches("<type>A</type>").count(), 2);
}

#[tokio::test]
async fn a_reallocation_may_be_a_ticket() {
    let site = Site::new();
    site.simulator
        .set_faults(r#"{"rules":[{"do":"ticket","delay":"5s","match":{"path":"*/reallocate"}}]}"#)
        .expect("script");
    let opened = site.call("PUT", REALLOCATE, &usual()).await;
    assert_eq!(opened.text("webTicketType"), "IPV4_REALLOCATE");
    let path = "/rest/net/NET-198-51-100-64-1";
    assert_eq!(site.call("GET", path, "").await.status, 404);
    site.clock.advance(Duration::from_secs(5));
    let made = site.call("GET", path, "").await;
    assert_eq!((made.status, made.text("type")), (200, "A"));
}

#[tokio::test]
async fn nothing_is_registered_below_a_net_that_is_going() {
    let site = Site::new();
    let own = "<orgHandle>EXMPL-12</orgHandle>";
    let top = "NET-198-51-100-0-1";
    let below = |parent: &str, length: u8| {
        parts(&block("", "198.51.100.64", length), own, NAME).replace(top, parent)
    };
    let outer = site.call("PUT", REALLOCATE, &below(top, 28)).await;
    let outer = outer.text("handle").to_owned();
    let outer = outer.as_str();
    let path = format!("/rest/net/{outer}/reallocate");
    let inner = site.call("PUT", &path, &below(outer, 29)).await;
    let inner = inner.text("handle");
    let gone = site.call("DELETE", &format!("/rest/net/{outer}"), "").await;
    assert_eq!(gone.text("webTicketType"), "NET_DELETE_REQUEST");
    let path = format!("/rest/net/{inner}/reassign");
    let refused = site.call("PUT", &path, &below(inner, 30)).await;
    assert_eq!(refused.refusal(), (403, "E_BAD_REQUEST", ""));
}

#[tokio::test]
async fn origins_are_kept_by_the_legacy_dialect_only() {
    let more = format!(
        "{NAME}<originASes><originAS>64500</originAS><originAS>AS64501</originAS></originASes>"
    );
    let body = parts(&block("", "198.51.100.64", 28), ORG, &more);
    for (dialect, shown) in [
        (Dialect::Current, "<originASes/>"),
        (
            Dialect::Legacy,
            "<originASes><originAS>AS64500</originAS><originAS>AS64501</originAS></originASes>",
        ),
    ] {
        let site = Site::with(Options {
            dialect,
            ..Options::default()
        });
        let made = site.call("PUT", REALLOCATE, &body).await;
        assert!(made.body.contains(shown), "{}", made.body);
        let read = site.call("GET", "/rest/net/NET-198-51-100-64-1", "").await;
        assert!(read.body.contains(shown), "{}", read.body);
        let changed = read.body.replace(shown, "<originASes/>");
        let put = site
            .call_as(KEY, "PUT", "/rest/net/NET-198-51-100-64-1", &changed)
            .await;
        assert!(put.body.contains("<originASes/>"), "{}", put.body);
    }
}

#[tokio::test]
async fn a_detailed_reassignment_wants_a_validated_poc_and_a_reallocation_does_not() {
    let stale = |start: &str| {
        parts(
            &block("", start, 28),
            "<orgHandle>STALE-1</orgHandle>",
            NAME,
        )
    };
    refused(vec![(
        REASSIGN,
        stale("198.51.100.64"),
        (400, ENTITY, "orgHandle"),
    )])
    .await;
    let site = Site::new();
    let made = site.call("PUT", REALLOCATE, &stale("198.51.100.64")).await;
    assert_eq!(made.status, 200, "{}", made.body);
}
