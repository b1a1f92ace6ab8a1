//! Orgs (reference 2.5 and 3.5).

use std::time::Duration;

use super::registrants::{LONE, PLACE, close, document, legacy, site};
use crate::simulator::testing::{FOREIGN, KEY, Site};

/// The document of reference 2.5.
const EXMPL: &str = r#"<org xmlns="http://www.arin.net/regrws/core/v1">
  <pocLinks>
    <pocLinkRef handle="ADM1-ARIN" function="AD" description="Admin"/>
    <pocLinkRef handle="TEC1-ARIN" function="T" description="Tech"/>
    <pocLinkRef handle="ABU1-ARIN" function="AB" description="Abuse"/>
  </pocLinks>
  <acceptReassignments>true</acceptReassignments>
  <city>Roanoke</city>
  <iso3166-1><code2>US</code2><code3>USA</code3><e164>1</e164><name>United States</name></iso3166-1>
  <comment><line number="0">https://www.example.net</line></comment>
  <streetAddress><line number="0">1 Exchange Place</line></streetAddress>
  <handle>EXMPL-12</handle>
  <orgName>Example Transit Inc</orgName>
  <dbaName>ExTransit</dbaName>
  <orgUrl>rwhois.example.net:4321</orgUrl>
  <postalCode>24011</postalCode>
  <registrationDate>2015-03-02T09:00:00-05:00</registrationDate>
  <iso3166-2>VA</iso3166-2>
  <taxId>00-0000000</taxId>
</org>"#;

const PATH: &str = "/rest/org/EXMPL-12";
const LINKS: &str = "<pocLinks><pocLinkRef handle=\"NETWO99-ARIN\" function=\"AD\"/>\
    <pocLinkRef handle=\"AB7-ARIN\" function=\"T\"/><pocLinkRef handle=\"AB7-ARIN\" function=\"AB\"/></pocLinks>";
const NAME: &str = "<orgName>Tidewater Internet</orgName>";

#[tokio::test]
async fn the_document_of_an_org_is_answered_and_taken_back() {
    let site = site();
    let read = site.call("GET", PATH, "").await;
    assert_eq!((read.status, close(&read.body)), (200, close(EXMPL)));
    let put = site.call("PUT", PATH, EXMPL).await;
    assert_eq!((put.status, put.body), (200, read.body));
    let changed = EXMPL
        .replace("<acceptReassignments>true", "<acceptReassignments>false")
        .replace("<taxId>00-0000000</taxId>", "")
        .replace("1 Exchange Place", "9 Elsewhere");
    let put = site.call("PUT", PATH, &changed).await;
    assert_eq!((put.status, close(&put.body)), (200, close(&changed)));
    assert_eq!(
        close(&site.call("GET", PATH, "").await.body),
        close(&changed)
    );
}

#[tokio::test]
async fn a_new_org_is_a_ticket_first_and_exists_when_it_is_accepted() {
    let site = site();
    let body = document("org", &format!("{NAME}{PLACE}{LINKS}"));
    let ticket = site.call_as(LONE, "POST", "/rest/org", &body).await;
    assert_eq!(ticket.status, 200, "{}", ticket.body);
    assert!(
        close(&ticket.body).starts_with("<ticket "),
        "{}",
        ticket.body
    );
    assert_eq!(ticket.text("webTicketType"), "ORG_CREATE");
    assert_eq!(ticket.text("webTicketStatus"), "PENDING_REVIEW");
    assert!(!ticket.body.contains("TI-1"));
    let number = ticket.text("ticketNo").to_owned();
    let path = "/rest/org/TI-1";
    let early = site.call_as(LONE, "GET", path, "").await;
    assert_eq!(early.refusal(), (404, "E_OBJECT_NOT_FOUND", ""));
    site.clock.advance(Duration::from_secs(10));
    let summary = format!("/rest/ticket/{number}/summary");
    let closed = site.call_as(LONE, "GET", &summary, "").await;
    assert_eq!(closed.text("webTicketResolution"), "ACCEPTED");
    let stranger = site.call_as(FOREIGN, "GET", &summary, "").await;
    assert_eq!(stranger.refusal(), (401, "E_AUTHENTICATION", ""));
    let made = site.call_as(LONE, "GET", path, "").await;
    assert_eq!(
        (made.status, made.text("orgName")),
        (200, "Tidewater Internet")
    );
    assert_eq!(made.text("acceptReassignments"), "true");
    let owned = site.call_as(KEY, "GET", path, "").await;
    assert_eq!(owned.refusal(), (401, "E_AUTHENTICATION", ""));
}

#[tokio::test]
async fn a_key_that_acts_for_an_org_acts_for_those_its_pocs_found() {
    let site = site();
    let links = LINKS.replace("NETWO99", "ADM1").replace("AB7", "TEC1");
    let body = document("org", &format!("{NAME}{PLACE}{links}"));
    assert_eq!(site.call("POST", "/rest/org", &body).await.status, 200);
    site.clock.advance(Duration::from_secs(10));
    assert_eq!(site.call("GET", "/rest/org/TI-1", "").await.status, 200);
}

async fn refused(site: &Site, method: &str, path: &str, body: &str, element: &str) {
    let refused = site.call(method, path, body).await;
    assert_eq!(
        refused.refusal(),
        (400, "E_ENTITY_VALIDATION", element),
        "{body}"
    );
}

#[tokio::test]
async fn each_rule_of_a_new_org_names_its_element() {
    let site = site();
    let whole = format!("{NAME}{PLACE}{LINKS}");
    for (from, to, element) in [
        (NAME, "", "orgName"),
        (NAME, "<orgName>Caf\u{e9}</orgName>", "orgName"),
        (PLACE, "", "iso3166-1"),
        ("VA", "XX", "iso3166-2"),
        ("24011", "", "postalCode"),
        ("1 Exchange Place", " ", "streetAddress"),
        (
            NAME,
            &format!("{NAME}<orgUrl>https://example.net</orgUrl>"),
            "orgUrl",
        ),
        (NAME, &format!("{NAME}<handle>TI-9</handle>"), "handle"),
        (
            NAME,
            &format!("{NAME}<registrationDate>x</registrationDate>"),
            "registrationDate",
        ),
        (LINKS, "", "pocLinks"),
        (LINKS, "<pocLinks/>", "pocLinks"),
        ("\"T\"", "\"AD\"", "pocLinks"),
        ("\"T\"", "\"N\"", "pocLinks"),
        ("\"AB\"", "\"D\"", "pocLinks"),
        ("\"AB\"", "\"T\"", "pocLinks"),
        ("AB7-ARIN", "NOBODY-ARIN", "pocLinkRef"),
        (" handle=\"AB7-ARIN\"", "", "pocLinkRef"),
    ] {
        let body = document("org", &whole.replace(from, to));
        refused(&site, "POST", "/rest/org", &body, element).await;
    }
    for (from, to) in [
        (NAME, NAME.repeat(2).as_str()),
        (NAME, &format!("{NAME}<acceptReassignments/>")),
        (" function=\"T\"", ""),
        (NAME, &format!("{NAME}<messages/><messageReferences/>")),
        (NAME, &format!("{NAME}<customerName>A</customerName>")),
    ] {
        let body = document("org", &whole.replace(from, to));
        let refused = site.call("POST", "/rest/org", &body).await;
        assert_eq!(
            refused.refusal(),
            (400, "E_SCHEMA_VALIDATION", ""),
            "{body}"
        );
    }
}

#[tokio::test]
async fn what_identifies_an_org_comes_back_as_it_was() {
    let site = site();
    let all = &EXMPL[EXMPL.find("<pocLinks>").expect("links")..EXMPL.find("<accept").expect("end")];
    for (from, to, element) in [
        ("<handle>EXMPL-12</handle>", "", "handle"),
        ("EXMPL-12", "exmpl-12", "handle"),
        ("09:00:00", "09:00:01", "registrationDate"),
        ("Example Transit Inc", "Example Transit", "orgName"),
        ("<orgName>Example Transit Inc</orgName>", "", "orgName"),
        ("ExTransit", "Ex Transit", "dbaName"),
        ("<dbaName>ExTransit</dbaName>", "", "dbaName"),
        (all, "<pocLinks/>", "pocLinks"),
        ("TEC1-ARIN", "NOBODY-ARIN", "pocLinkRef"),
        ("function=\"T\"", "function=\"N\"", "pocLinks"),
        ("US</code2>", "CA</code2>", "code3"),
    ] {
        refused(&site, "PUT", PATH, &EXMPL.replace(from, to), element).await;
    }
    let without = site.call("PUT", PATH, &EXMPL.replace(all, "")).await;
    assert_eq!((without.status, close(&without.body)), (200, close(EXMPL)));
}

#[tokio::test]
async fn an_org_with_resources_stays() {
    let site = site();
    let refused = site.call("DELETE", PATH, "").await;
    assert_eq!(refused.refusal(), (409, "E_NOT_REMOVEABLE", ""));
    let tech = super::registrants::TECH;
    let gone = site.call_as(tech, "DELETE", "/rest/org/EMPTY-1", "").await;
    assert_eq!((gone.status, gone.text("handle")), (200, "EMPTY-1"));
    let read = site.call_as(tech, "GET", "/rest/org/EMPTY-1", "").await;
    assert_eq!(read.refusal(), (404, "E_OBJECT_NOT_FOUND", ""));
    for (method, path) in [("POST", PATH), ("PUT", "/rest/org"), ("GET", "/rest/org")] {
        let refused = site.call(method, path, "").await;
        assert_eq!(
            refused.refusal(),
            (405, "E_METHOD_NOT_ALLOWED", ""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn recipients_are_made_for_others_in_the_old_dialect_only() {
    let body = document("org", &format!("{NAME}{PLACE}{LINKS}"));
    let path = "/rest/net/NET-198-51-100-0-1/org";
    let refused = site().call("POST", path, &body).await;
    assert_eq!(refused.refusal(), (405, "E_METHOD_NOT_ALLOWED", ""));
    let old = legacy();
    let made = old.call("POST", path, &body).await;
    assert_eq!((made.status, made.text("handle")), (200, "TI-1"));
    let foreign = old.call_as(FOREIGN, "POST", path, &body).await;
    assert_eq!(foreign.refusal(), (403, "E_AUTHENTICATION", ""));
    let reassign = document(
        "net",
        "<netBlocks><netBlock><startAddress>198.51.100.64</startAddress><cidrLength>28</cidrLength></netBlock></netBlocks>\
         <orgHandle>TI-1</orgHandle><parentNetHandle>NET-198-51-100-0-1</parentNetHandle><netName>A</netName>",
    );
    let given = old
        .call("PUT", "/rest/net/NET-198-51-100-0-1/reassign", &reassign)
        .await;
    assert_eq!(given.status, 200, "{}", given.body);
}

#[tokio::test]
async fn the_old_dialect_does_not_know_whether_an_org_accepts_reassignments() {
    let site = legacy();
    let old = EXMPL.replace("<acceptReassignments>true</acceptReassignments>", "");
    let read = site.call("GET", PATH, "").await;
    assert_eq!((read.status, close(&read.body)), (200, close(&old)));
    let put = site.call("PUT", PATH, &old).await;
    assert_eq!((put.status, put.body), (200, read.body));
    let refused = site.call("PUT", PATH, EXMPL).await;
    assert_eq!(refused.refusal(), (400, "E_SCHEMA_VALIDATION", ""));
}

#[tokio::test]
async fn an_org_whose_poc_is_gone_when_it_is_looked_at_is_denied() {
    let site = site();
    let links = LINKS.replace("NETWO99", "AB7");
    let body = document("org", &format!("{NAME}{PLACE}{links}"));
    let ticket = site.call_as(LONE, "POST", "/rest/org", &body).await;
    let gone = site.call_as(LONE, "DELETE", "/rest/poc/AB7-ARIN", "").await;
    assert_eq!(gone.status, 200);
    site.clock.advance(Duration::from_secs(10));
    let path = format!("/rest/ticket/{}/summary", ticket.text("ticketNo"));
    let closed = site.call_as(LONE, "GET", &path, "").await;
    assert_eq!(closed.text("webTicketResolution"), "DENIED");
    let orgs = site.simulator.state()["orgs"].as_array().map(Vec::len);
    assert_eq!(orgs, Some(4));
}
