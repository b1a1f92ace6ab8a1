//! Changing records, and tickets.

use std::time::Duration;

use crate::simulator::Options;
use crate::simulator::testing::{REASSIGN, Site, embedded};

const NET: &str = "/rest/net/NET-198-51-100-16-1";
const CUSTOMER: &str = "/rest/customer/C09990001";
const ENTITY: &str = "E_ENTITY_VALIDATION";

#[tokio::test]
async fn a_net_must_echo_what_can_not_change() {
    let site = Site::new();
    let live = site.call("GET", NET, "").await.body;
    for (from, to, element) in [
        ("<handle>NET-198-51-100-16-1</handle>", "", "handle"),
        (
            "2026-09-20T10:12:00-04:00",
            "2026-09-20T14:12:00+00:00",
            "registrationDate",
        ),
        ("<version>4</version>", "", "version"),
        (
            "<customerHandle>C09990001</customerHandle>",
            "",
            "customerHandle",
        ),
        ("C09990001", "C09990002", "customerHandle"),
        (
            "<customerHandle>",
            "<orgHandle>DOWN-7</orgHandle><customerHandle>",
            "orgHandle",
        ),
        (
            ">NET-198-51-100-0-1<",
            ">NET-198-51-100-192-1<",
            "parentNetHandle",
        ),
        ("198.051.100.031", "198.051.100.047", "netBlocks"),
        ("<netName>EXMPL-BHB-0</netName>", "", "netName"),
        (
            "<pocLinks/>",
            "<pocLinks><pocLinkRef handle=\"TEC1-ARIN\" function=\"R\"/></pocLinks>",
            "pocLinks",
        ),
        (
            "<pocLinks/>",
            "<pocLinks><pocLinkRef handle=\"NOONE-ARIN\" function=\"T\"/></pocLinks>",
            "pocLinkRef",
        ),
    ] {
        assert!(live.contains(from), "{from}");
        let refused = site.call("PUT", NET, &live.replacen(from, to, 1)).await;
        assert_eq!(refused.refusal(), (400, ENTITY, element), "{from}");
    }
}

#[tokio::test]
async fn a_block_comes_back_with_every_element_it_has() {
    let site = Site::new();
    let live = site.call("GET", NET, "").await.body;
    for (from, to) in [
        ("<type>S</type>", ""),
        ("<cidrLength>28</cidrLength>", ""),
        ("<cidrLength>28<", "<cidrLength>27<"),
        ("<endAddress>198.051.100.031</endAddress>", ""),
        ("198.051.100.031", "198.051.100.030"),
        ("<startAddress>198.051.100.016</startAddress>", ""),
        ("<description>Reassigned</description>", ""),
        (">Reassigned<", ">Reallocated<"),
    ] {
        assert!(live.contains(from), "{from}");
        let refused = site.call("PUT", NET, &live.replacen(from, to, 1)).await;
        assert_eq!(refused.refusal(), (400, ENTITY, "netBlocks"), "{from}");
        assert!(refused.body.contains("This element cannot be modified."));
    }
    let canonical = live.replace("198.051.100.016", "198.51.100.16");
    assert_eq!(site.call("PUT", NET, &canonical).await.status, 200);
}

#[tokio::test]
async fn a_poc_is_linked_once_with_each_function() {
    let site = Site::new();
    let live = site.call("GET", NET, "").await.body;
    let twice = "<pocLinks><pocLinkRef handle=\"TEC1-ARIN\" function=\"T\"/>\
                 <pocLinkRef handle=\"TEC1-ARIN\" function=\"T\" description=\"Tech\"/></pocLinks>";
    let refused = site
        .call("PUT", NET, &live.replace("<pocLinks/>", twice))
        .await;
    assert_eq!(refused.refusal(), (400, ENTITY, "pocLinks"));
    let two = twice.replacen("\"T\"", "\"N\"", 1);
    let changed = live.replace("<pocLinks/>", &two);
    assert_eq!(site.call("PUT", NET, &changed).await.status, 200);
}

#[tokio::test]
async fn leaving_the_comment_out_clears_it() {
    let site = Site::new();
    for path in [NET, CUSTOMER] {
        let live = site.call("GET", path, "").await.body;
        let comment = "<comment><line number=\"9\">Geofeed https://example.net/g.csv</line></comment><handle>";
        let set = site
            .call("PUT", path, &live.replace("<handle>", comment))
            .await;
        assert!(
            set.body.contains("<line number=\"0\">Geofeed"),
            "{}",
            set.body
        );
        let cleared = site.call("PUT", path, &live).await;
        assert!(!cleared.body.contains("<comment>"));
    }
}

#[tokio::test]
async fn a_customer_must_echo_its_system_fields() {
    let site = Site::new();
    let live = site.call("GET", CUSTOMER, "").await.body;
    for (from, to, element) in [
        ("<handle>C09990001</handle>", "", "handle"),
        (
            "<parentOrgHandle>EXMPL-12</parentOrgHandle>",
            "",
            "parentOrgHandle",
        ),
        (":00-04:00<", ":01-04:00<", "registrationDate"),
        ("<city>Harrisonburg</city>", "", "city"),
    ] {
        let refused = site
            .call("PUT", CUSTOMER, &live.replacen(from, to, 1))
            .await;
        assert_eq!(refused.refusal(), (400, ENTITY, element), "{from}");
    }
    let moved = site
        .call("PUT", CUSTOMER, &live.replace("Harrisonburg", "Staunton"))
        .await;
    assert_eq!((moved.status, moved.text("city")), (200, "Staunton"));
}

#[tokio::test]
async fn a_net_edits_its_customer_in_the_same_call() {
    let site = Site::new();
    let live = site.call("GET", NET, "").await.body;
    let record = site.call("GET", CUSTOMER, "").await.body;
    let inner =
        &record[record.find("<city>").expect("city")..record.rfind("</customer>").expect("end")];
    let inside = format!(
        "<customer>{}</customer><handle>",
        inner.replace("Bakery", "Bagels")
    );
    let body = live
        .replace("<handle>", &inside)
        .replace("EXMPL-BHB-0", "EXMPL-BAGELS");
    assert_eq!(
        site.call("PUT", NET, &body).await.text("netName"),
        "EXMPL-BAGELS"
    );
    let record = site.call("GET", CUSTOMER, "").await;
    assert_eq!(record.text("customerName"), "Blue Heron Bagels LLC");
}

#[tokio::test]
async fn a_net_with_children_goes_by_ticket_and_takes_its_time() {
    let site = Site::new();
    let path = "/rest/net/NET-198-51-100-192-1";
    let ticketed = site.call("DELETE", path, "").await;
    let number = ticketed.text("ticketNo").to_owned();
    assert_eq!(
        (ticketed.status, ticketed.text("webTicketType")),
        (200, "NET_DELETE_REQUEST")
    );
    assert!(ticketed.body.contains("xmlns:ns3=") && ticketed.body.contains("<ns3:shared>false<"));
    assert_eq!(site.call("GET", path, "").await.status, 200);
    assert_eq!(site.call("DELETE", path, "").await.status, 409);
    let summary = format!("/rest/ticket/{number}/summary");
    assert_eq!(
        site.call("GET", &summary, "").await.text("webTicketStatus"),
        "IN_PROGRESS"
    );
    let open = "/rest/ticket/summary;ticketType=NET_DELETE_REQUEST;ticketStatus=ANY_OPEN";
    assert_eq!(site.call("GET", open, "").await.text("ticketNo"), number);
    site.clock.advance(Duration::from_secs(2));
    let closed = site.call("GET", &summary, "").await;
    assert_eq!(
        (
            closed.text("webTicketStatus"),
            closed.text("webTicketResolution")
        ),
        ("CLOSED", "PROCESSED")
    );
    assert_eq!(site.call("GET", path, "").await.status, 404);
    assert_eq!(
        site.simulator.state()["nets"].as_array().map(Vec::len),
        Some(4)
    );
    assert!(!site.call("GET", open, "").await.body.contains("ticketNo"));
    let all = "/rest/ticket;ticketStatus=ANY";
    assert_eq!(site.call("GET", all, "").await.text("ticketNo"), number);
    for wrong in [
        "/rest/ticket",
        "/rest/ticket;ticketStatus=MAYBE",
        "/rest/ticket;a=b",
    ] {
        assert_eq!(site.call("GET", wrong, "").await.status, 400, "{wrong}");
    }
    assert_eq!(
        site.call("GET", "/rest/ticket/20260101-X1", "")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_ticket_may_be_denied_or_carry_a_reassignment() {
    let site = Site::new();
    let denied = r#"{"rules":[{"match":{"method":"DELETE"},"do":"ticket","resolution":"DENIED","times":1}]}"#;
    site.simulator.set_faults(denied).expect("script");
    let live = site.call("GET", NET, "").await.body;
    assert!(site.call("DELETE", NET, "").await.body.contains("<ticket>"));
    let leaving = site.call("PUT", NET, &live).await;
    assert_eq!(leaving.refusal(), (403, "E_BAD_REQUEST", ""));
    site.clock.advance(Duration::from_secs(3));
    assert_eq!(site.call("GET", NET, "").await.status, 200);
    assert_eq!(site.simulator.state()["tickets"][0]["resolution"], "DENIED");
    let later = r#"{"rules":[{"match":{"path":"*/reassign"},"do":"ticket","delay":"5s"}]}"#;
    site.simulator.set_faults(later).expect("script");
    let reply = site
        .call("PUT", REASSIGN, &embedded("198.51.100.64", 28, "A"))
        .await;
    assert_eq!(reply.text("webTicketType"), "IPV4_SIMPLE_REASSIGN");
    assert_eq!(
        site.call("GET", "/rest/net/NET-198-51-100-64-1", "")
            .await
            .status,
        404
    );
    site.clock.advance(Duration::from_secs(5));
    assert_eq!(
        site.call("GET", "/rest/net/NET-198-51-100-64-1", "")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn remove_compares_the_record_that_it_carries_when_it_is_told_to() {
    let path = format!("{NET}/remove");
    let site = Site::with(Options {
        remove_compares: true,
        ..Options::default()
    });
    let live = site.call("GET", NET, "").await.body;
    let altered = live.replace("10:12:00", "10:12:01");
    let refused = site.call("PUT", &path, &altered).await;
    assert_eq!(refused.refusal(), (400, ENTITY, "registrationDate"));
    assert_eq!(site.call("PUT", &path, &live).await.status, 200);
    assert_eq!(site.call("GET", NET, "").await.status, 404);

    let site = Site::new();
    let broken = site.call("PUT", &path, "<net>").await;
    assert_eq!(broken.refusal(), (400, "E_SCHEMA_VALIDATION", ""));
    assert_eq!(site.call("PUT", &path, &altered).await.status, 200);
    assert_eq!(site.call("GET", NET, "").await.status, 404);
}

#[tokio::test]
async fn others_edit_without_a_key_and_by_the_same_rules() {
    let site = Site::new();
    let edit = |text: &str| site.simulator.edit(text);
    edit(r#"{"modify":{"handle":"NET-198-51-100-16-1","fields":{"name":"OTHER NAME","customerName":"Renamed"}}}"#)
        .expect("modify");
    assert_eq!(
        site.call("GET", NET, "").await.text("netName"),
        "OTHER-NAME"
    );
    assert_eq!(
        site.call("GET", CUSTOMER, "").await.text("customerName"),
        "Renamed"
    );
    assert!(edit(r#"{"delete":"C09990001"}"#).is_err(), "linked");
    assert!(edit(r#"{"delete":"NET-198-51-100-0-1"}"#).is_err(), "DA");
    edit(r#"{"delete":"NET-198-51-100-16-1"}"#).expect("delete");
    let again = r#"{"reassign":{"parent":"NET-198-51-100-0-1","prefix":"198.51.100.16/28","name":"THEIRS",
        "customer":{"name":"Another","address":{"street":["1 Way"],"country":"DE"}}}}"#;
    let made = edit(again).expect("reassign");
    assert_eq!(made["handle"], "NET-198-51-100-16-1");
    assert_eq!(made["customer"], "C09990003");
    assert!(edit(again).is_err(), "overlap");
    assert!(edit("{}").is_err());
}
