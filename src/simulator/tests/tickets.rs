//! Tickets over time: what is told of them, and how they end.

use std::time::Duration;

use crate::simulator::Options;
use crate::simulator::testing::{FOREIGN, Site, net};

use super::messages::LINE;

const BAD: &str = "E_BAD_REQUEST";
const ENTITY: &str = "E_ENTITY_VALIDATION";

/// A registry with an open ticket that deletes a net and what is below it, and the path of the ticket.
pub(super) async fn open(options: Options) -> (Site, String) {
    let site = Site::with(options);
    let why = net(&format!(
        "<messages><message><subject>Why</subject>{LINE}<category>JUSTIFICATION</category></message></messages>"
    ));
    let path = "/rest/net/NET-198-51-100-192-1/remove";
    let opened = site.call("PUT", path, &why).await;
    assert_eq!(
        opened.text("webTicketType"),
        "NET_DELETE_REQUEST",
        "{}",
        opened.body
    );
    let path = format!("/rest/ticket/{}", opened.text("ticketNo"));
    (site, path)
}

fn tell(site: &Site, path: &str, text: &str) -> Result<(), String> {
    let number = path.rsplit('/').next().expect("number");
    let told = site.simulator.tell_ticket(number, text);
    told.map(|_| ()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn only_a_resolved_ticket_is_closed_in_both_ways() {
    let (site, path) = open(Options::default()).await;
    let live = site.call("GET", &path, "").await.body;
    let closing = |body: &str| {
        let (before, after) = body.split_once("<webTicketStatus>").expect("status");
        let rest = after.split_once("</webTicketStatus>").expect("status").1;
        format!("{before}<webTicketStatus>CLOSED</webTicketStatus>{rest}")
    };
    let early = site.call("PUT", &path, &closing(&live)).await;
    assert_eq!(early.refusal(), (400, BAD, ""));
    tell(
        &site,
        &path,
        r#"{"status":"RESOLVED","resolution":"ACCEPTED","message":"Done."}"#,
    )
    .expect("told");
    let live = site.call("GET", &path, "").await;
    assert_eq!(live.text("webTicketStatus"), "RESOLVED");
    assert!(!live.body.contains("closedDate"));
    assert_eq!(
        site.call("PUT", &path, &live.body).await.refusal(),
        (400, BAD, "")
    );
    for (from, to, element) in [
        ("ACCEPTED", "DENIED", "webTicketResolution"),
        ("<ns3:shared>false", "<ns3:shared>true", "shared"),
        ("NET_DELETE_REQUEST", "QUESTION", "webTicketType"),
        ("<ns3:orgHandle>DOWN-7</ns3:orgHandle>", "", "orgHandle"),
    ] {
        let changed = closing(&live.body).replace(from, to);
        let refused = site.call("PUT", &path, &changed).await;
        assert_eq!(refused.refusal(), (400, ENTITY, element));
    }
    let to = format!("{path}?msgRefs=true");
    let closed = site.call("PUT", &to, &closing(&live.body)).await;
    assert_eq!(closed.text("webTicketStatus"), "CLOSED", "{}", closed.body);
    assert!(closed.body.contains("<closedDate>") && closed.body.contains("<messageReferences>"));
    let again = site.call("PUT", &path, &closing(&live.body)).await;
    assert_eq!(again.refusal(), (400, BAD, ""));

    let (site, path) = open(Options::default()).await;
    let by_status = format!("{path}/ticketStatus/CLOSED?msgRefs=true");
    assert_eq!(site.call("PUT", &by_status, "").await.status, 400);
    tell(&site, &path, r#"{"status":"RESOLVED"}"#).expect("told");
    let other = format!("{path}/ticketStatus/APPROVED");
    assert_eq!(site.call("PUT", &other, "").await.status, 400);
    let closed = site.call("PUT", &by_status, "").await;
    assert_eq!(
        (closed.status, closed.text("webTicketStatus")),
        (200, "CLOSED")
    );
    assert_eq!(site.call("PUT", &by_status, "").await.status, 400);
}

#[tokio::test]
async fn a_status_that_was_told_holds_until_the_next() {
    let (site, path) = open(Options::default()).await;
    tell(&site, &path, r#"{"status":"PENDING_REVIEW"}"#).expect("told");
    site.clock.advance(Duration::from_secs(3600));
    let waits = site.call("GET", &path, "").await;
    assert_eq!(waits.text("webTicketStatus"), "PENDING_REVIEW");
    let below = "/rest/net/NET-198-51-100-192-2";
    let children = || async { site.simulator.state()["nets"].as_array().map(Vec::len) };
    assert_eq!(children().await, Some(6));
    tell(&site, &path, r#"{"resolution":"DENIED","status":"CLOSED"}"#).expect("told");
    assert_eq!(children().await, Some(6), "denied: nothing goes, {below}");
    assert!(tell(&site, &path, r#"{"status":"ASSIGNED"}"#).is_err());
    assert!(tell(&site, &path, r#"{"status":"ANY"}"#).is_err());
    assert!(tell(&site, &path, r#"{"colour":1}"#).is_err());
    assert!(tell(&site, "x/20200101-X1", "{}").is_err());

    let (site, path) = open(Options::default()).await;
    tell(
        &site,
        &path,
        r#"{"status":"CLOSED","attachments":[{"filename":"../../etc/x","text":"a"}]}"#,
    )
    .expect("told");
    assert_eq!(
        site.simulator.state()["nets"].as_array().map(Vec::len),
        Some(4),
        "children too"
    );
    let shown = site.call("GET", &format!("{path}?msgRefs=true"), "").await;
    assert_eq!(shown.text("attachmentFilename"), "../../etc/x");
}

#[tokio::test]
async fn lists_are_narrowed_by_type_and_status() {
    let (site, path) = open(Options::default()).await;
    site.call("GET", "/rest/report/associations", "").await;
    tell(&site, &path, r#"{"status":"ASSIGNED"}"#).expect("told");
    for (list, found) in [
        ("ticket;ticketStatus=ANY", 2),
        ("ticket;ticketType=ANY;ticketStatus=ANY_OPEN", 2),
        ("ticket;ticketStatus=ASSIGNED", 1),
        ("ticket;ticketType=ASSOCIATIONS_REPORT", 1),
        (
            "ticket/summary;ticketType=NET_DELETE_REQUEST;ticketStatus=CLOSED",
            0,
        ),
        (
            "ticket/summary;ticketStatus=ANY_OPEN;ticketType=WHOWAS_REPORT",
            0,
        ),
    ] {
        let listed = site.call("GET", &format!("/rest/{list}"), "").await;
        assert_eq!(
            (listed.status, listed.body.matches("<ticket>").count()),
            (200, found),
            "{list}"
        );
        assert_eq!(
            listed.body.contains("<messages"),
            !list.contains("summary") && found > 0,
            "{list}"
        );
    }
}

#[tokio::test]
async fn lists_show_references_refuse_nonsense_and_hide_what_is_of_others() {
    let (site, _) = open(Options::default()).await;
    let references = site
        .call("GET", "/rest/ticket;ticketStatus=ANY?msgRefs=true", "")
        .await;
    assert!(references.body.contains("<messageReference>"));
    assert!(!references.body.contains("<message>"));
    for bad in [
        "ticket",
        "ticket/summary",
        "ticket;ticketStatus=OPEN",
        "ticket;ticketType=net",
        "ticket;ticketStatus=ANY%5FOPEN",
        "ticket;status=ANY",
        "ticket;ticketStatus=ANY?msgRefs=yes",
    ] {
        assert_eq!(
            site.call("GET", &format!("/rest/{bad}"), "")
                .await
                .refusal(),
            (400, BAD, ""),
            "{bad}"
        );
    }
    let encoded = site
        .call("GET", "/rest/ticket/summary%3BticketStatus=ANY", "")
        .await;
    assert_eq!(encoded.status, 404);
    let foreign = site
        .call_as(FOREIGN, "GET", "/rest/ticket;ticketStatus=ANY", "")
        .await;
    assert_eq!(
        (foreign.status, foreign.body.matches("<ticket>").count()),
        (200, 0)
    );
}

#[tokio::test]
async fn a_ticket_is_gone_ninety_days_after_it_was_closed() {
    let (site, path) = open(Options::default()).await;
    site.clock.advance(Duration::from_secs(2));
    let closed = site.call("GET", &path, "").await;
    assert_eq!(closed.text("closedDate"), "2026-09-20T10:12:02-04:00");
    assert_eq!(closed.text("webTicketResolution"), "PROCESSED");
    site.clock.advance(Duration::from_secs(90 * 24 * 3600 - 1));
    assert_eq!(site.call("GET", &path, "").await.status, 200);
    site.clock.advance(Duration::from_secs(1));
    let gone = site.call("GET", &path, "").await;
    assert_eq!(gone.refusal(), (404, "E_OBJECT_NOT_FOUND", ""));
    let none = site.call("GET", "/rest/ticket;ticketStatus=ANY", "").await;
    assert!(!none.body.contains("<ticket>"));
}
