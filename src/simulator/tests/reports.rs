//! Reports: a GET that makes a ticket, whose end brings a file.

use std::time::Duration;

use crate::simulator::testing::{Answer, FOREIGN, KEY, Site, request};
use crate::simulator::{Assumption, Dialect, Handled, Options};

async fn attached(site: &Site, opened: &Answer) -> (String, Vec<u8>) {
    assert_eq!(opened.status, 200, "{}", opened.body);
    assert_eq!(opened.text("webTicketStatus"), "IN_PROGRESS");
    let path = format!("/rest/ticket/{}", opened.text("ticketNo"));
    site.clock.advance(Duration::from_secs(2));
    let ended = site.call("GET", &format!("{path}?msgRefs=true"), "").await;
    assert_eq!(ended.text("webTicketStatus"), "CLOSED");
    assert_eq!(ended.text("webTicketResolution"), "PROCESSED");
    let file = format!(
        "{path}/message/{}/attachment/{}",
        ended.text("messageId"),
        ended.text("attachmentId")
    );
    let mut asked = request(KEY, "GET", &file, "");
    asked.headers.retain(|(name, _)| name != "Accept");
    let Handled::Reply(reply) = site.simulator.handle(asked).await else {
        panic!("no reply")
    };
    (ended.text("attachmentFilename").to_owned(), reply.body)
}

fn assumed(text: &str) -> Options {
    let mut options = Options::default();
    Assumption::read(text).expect("known").apply(&mut options);
    options
}

#[tokio::test]
async fn each_report_is_a_ticket_that_closes_itself_with_a_file() {
    let site = Site::with(assumed("report-file=csv"));
    for (path, kind, name, holds) in [
        (
            "reassignment/NET-198-51-100-0-1",
            "USER_REASSIGNMENT_REPORT",
            "reassignments-NET-198-51-100-0-1.csv",
            ",NET-198-51-100-0-1,198.51.100.32,198.51.100.191,FREE,",
        ),
        (
            "reassignment/NET6-2001-DB8-1",
            "USER_REASSIGNMENT_REPORT",
            "reassignments-NET6-2001-DB8-1.csv",
            "FREE",
        ),
        (
            "associations",
            "ASSOCIATIONS_REPORT",
            "associations.csv",
            "EXMPL-V6",
        ),
        (
            "whoWas/asn/64500",
            "WHOWAS_REPORT",
            "whowas-AS64500.csv",
            "invented",
        ),
        (
            "whoWas/net/198.51.100.17",
            "WHOWAS_REPORT",
            "whowas-198.51.100.17.csv",
            "Blue Heron Bakery LLC",
        ),
        (
            "whoWas/net/2001:db8::1",
            "WHOWAS_REPORT",
            "whowas-2001-db8--1.csv",
            "EXMPL-V6",
        ),
    ] {
        let opened = site.call("GET", &format!("/rest/report/{path}"), "").await;
        assert_eq!(opened.text("webTicketType"), kind);
        let (file, bytes) = attached(&site, &opened).await;
        assert_eq!(file, name);
        let text = String::from_utf8(bytes).expect("text");
        assert!(text.starts_with("# invented"), "{text}");
        assert!(text.contains(holds), "{path}: {text}");
    }
}

#[tokio::test]
async fn a_report_may_be_an_archive() {
    let site = Site::with(assumed("report-file=zip"));
    let opened = site.call("GET", "/rest/report/associations", "").await;
    let (name, bytes) = attached(&site, &opened).await;
    assert_eq!(name, "associations.zip");
    assert!(bytes.starts_with(b"PK\x03\x04"));
    assert!(bytes.windows(16).any(|part| part == b"associations.csv"));
}

#[tokio::test]
async fn each_rule_of_a_report_refuses_and_makes_no_ticket() {
    let site = Site::new();
    let (bad, auth, gone) = ("E_BAD_REQUEST", "E_AUTHENTICATION", "E_OBJECT_NOT_FOUND");
    for (key, path, refusal) in [
        (KEY, "reassignment/NET-198-51-100-16-1", (400, bad, "")),
        (FOREIGN, "reassignment/NET-198-51-100-0-1", (401, auth, "")),
        (KEY, "reassignment/NET-9-9-9-9-1", (404, gone, "")),
        (KEY, "whoWas/asn/EXMPL", (400, bad, "")),
        (KEY, "whoWas/asn/+1", (400, bad, "")),
        (KEY, "whoWas/net/198.51.100.0/24", (400, bad, "")),
        (KEY, "whoWas/net/NET-198-51-100-0-1", (400, bad, "")),
        (KEY, "everything", (404, "E_UNSPECIFIED", "")),
    ] {
        let refused = site
            .call_as(key, "GET", &format!("/rest/report/{path}"), "")
            .await;
        assert_eq!(refused.refusal(), refusal, "{path}");
    }
    assert_eq!(
        site.call("PUT", "/rest/report/associations", "")
            .await
            .status,
        405
    );
    assert_eq!(
        site.simulator.state()["tickets"].as_array().map(Vec::len),
        Some(0)
    );
    let denied = Site::with(assumed("whowas=denied"));
    for path in [
        "/rest/report/whoWas/asn/64500",
        "/rest/report/whoWas/net/198.51.100.1",
    ] {
        assert_eq!(
            denied.call("GET", path, "").await.refusal(),
            (401, auth, "")
        );
    }
}

#[tokio::test]
async fn the_legacy_dialect_reports_ipv4_only() {
    let site = Site::with(Options {
        dialect: Dialect::Legacy,
        ..Options::default()
    });
    let v4 = "/rest/report/reassignment/NET-198-51-100-0-1";
    assert_eq!(site.call("GET", v4, "").await.status, 200);
    let v6 = "/rest/report/reassignment/NET6-2001-DB8-1";
    assert_eq!(
        site.call("GET", v6, "").await.refusal(),
        (400, "E_BAD_REQUEST", "")
    );
}

#[tokio::test]
async fn a_report_may_be_slow_and_each_get_makes_another() {
    let site = Site::new();
    let script = r#"{"rules":[{"do":"ticket","delay":"1m","match":{"path":"/rest/report/*"}}]}"#;
    site.simulator.set_faults(script).expect("script");
    let path = "/rest/report/associations";
    let first = site.call("GET", path, "").await.text("ticketNo").to_owned();
    assert_ne!(first, site.call("GET", path, "").await.text("ticketNo"));
    site.clock.advance(Duration::from_secs(59));
    let ticket = site
        .call("GET", &format!("/rest/ticket/{first}/summary"), "")
        .await;
    assert_eq!(ticket.text("webTicketStatus"), "IN_PROGRESS");
    site.clock.advance(Duration::from_secs(1));
    let ticket = site
        .call("GET", &format!("/rest/ticket/{first}/summary"), "")
        .await;
    assert_eq!(ticket.text("webTicketStatus"), "CLOSED");
    assert_eq!(site.simulator.faults()["rules"][0]["hits"], 2);
}

#[tokio::test]
async fn a_ticket_is_written_as_the_reference_shows() {
    let site = Site::new();
    let path = "/rest/report/reassignment/NET-198-51-100-0-1";
    let opened = site.call("GET", path, "").await;
    let root = "<ticket xmlns=\"http://www.arin.net/regrws/core/v1\" \
        xmlns:ns2=\"http://www.arin.net/regrws/messages/v1\" \
        xmlns:ns3=\"http://www.arin.net/regrws/shared-ticket/v1\">";
    let summary = format!(
        "{root}<createdDate>2026-09-20T10:12:00-04:00</createdDate>\
         <ns3:orgHandle>EXMPL-12</ns3:orgHandle><ns3:shared>false</ns3:shared>\
         <ticketNo>20260920-X1001</ticketNo><updatedDate>2026-09-20T10:12:00-04:00</updatedDate>\
         <webTicketStatus>IN_PROGRESS</webTicketStatus>\
         <webTicketType>USER_REASSIGNMENT_REPORT</webTicketType></ticket>"
    );
    assert!(opened.body.ends_with(&summary), "{}", opened.body);
    site.clock.advance(Duration::from_secs(2));
    let path = "/rest/ticket/20260920-X1001?msgRefs=true";
    let ended = site.call("GET", path, "").await;
    let id = ended.text("attachmentId");
    let details = format!(
        "{root}<closedDate>2026-09-20T10:12:02-04:00</closedDate>\
         <createdDate>2026-09-20T10:12:00-04:00</createdDate>\
         <messageReferences><messageReference><attachmentReferences><attachmentReference>\
         <attachmentFilename>reassignments-NET-198-51-100-0-1.zip</attachmentFilename>\
         <attachmentId>{id}</attachmentId></attachmentReference></attachmentReferences>\
         <messageId>1</messageId></messageReference></messageReferences>\
         <ns3:orgHandle>EXMPL-12</ns3:orgHandle><resolvedDate>2026-09-20T10:12:02-04:00</resolvedDate>\
         <ns3:shared>false</ns3:shared><ticketNo>20260920-X1001</ticketNo>\
         <updatedDate>2026-09-20T10:12:02-04:00</updatedDate>\
         <webTicketResolution>PROCESSED</webTicketResolution><webTicketStatus>CLOSED</webTicketStatus>\
         <webTicketType>USER_REASSIGNMENT_REPORT</webTicketType></ticket>"
    );
    assert!(ended.body.ends_with(&details), "{}", ended.body);
}
