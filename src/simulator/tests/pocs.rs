//! POCs, their phones and their e-mail addresses (reference 2.10, 2.11, 3.5).

use super::registrants::{LONE, NEW, PLACE, TECH, close, document, site};
use crate::simulator::testing::{Answer, Site};

/// The document of reference 2.10.
const NOC: &str = r#"<poc xmlns="http://www.arin.net/regrws/core/v1">
  <city>Roanoke</city>
  <companyName>Example Transit Inc</companyName>
  <contactType>ROLE</contactType>
  <iso3166-1><code2>US</code2><code3>USA</code3><e164>1</e164><name>United States</name></iso3166-1>
  <emails><email>noc@example.net</email></emails>
  <lastName>Network Operations</lastName>
  <streetAddress><line number="0">1 Exchange Place</line></streetAddress>
  <phones>
    <phone><extension>7</extension><number>+1-540-555-0100</number>
      <type><code>O</code><description>OFFICE</description></type></phone>
  </phones>
  <handle>NETWO99-ARIN</handle>
  <postalCode>24011</postalCode>
  <registrationDate>2019-06-10T11:36:55.136-04:00</registrationDate>
  <iso3166-2>VA</iso3166-2>
</poc>"#;

/// The request of reference 2.11.
const PHONE: &str = r#"<phone xmlns="http://www.arin.net/regrws/core/v1">
  <number>+1-540-555-0199</number><type><code>M</code></type>
</phone>"#;

const PATH: &str = "/rest/poc/NETWO99-ARIN";
const ROLE: &str = "<contactType>ROLE</contactType><lastName>Network Operations</lastName>";
const COMPANY: &str = "<companyName>Example Transit Inc</companyName>";
const REACH: &str = "<emails><email>noc@example.net</email></emails>\
    <phones><phone><number>540-555-0100</number><type><code>O</code></type></phone></phones>";

async fn call(site: &Site, method: &str, path: &str, body: &str) -> Answer {
    site.call_as(LONE, method, path, body).await
}

#[tokio::test]
async fn the_document_of_a_poc_is_answered_and_taken_back() {
    let site = site();
    let read = call(&site, "GET", PATH, "").await;
    assert_eq!((read.status, close(&read.body)), (200, close(NOC)));
    assert!(
        read.body
            .starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<poc ")
    );
    let put = call(&site, "PUT", PATH, NOC).await;
    assert_eq!((put.status, put.body), (200, read.body));
    let moved = NOC
        .replace("1 Exchange Place", "2 Exchange Place")
        .replace("<companyName>Example Transit Inc", "<companyName>New Co");
    let put = call(&site, "PUT", PATH, &moved).await;
    assert_eq!((put.status, close(&put.body)), (200, close(&moved)));
}

#[tokio::test]
async fn a_created_poc_has_a_handle_a_date_and_the_registrys_spelling() {
    let site = site();
    let inner = format!(
        "{ROLE}{COMPANY}{PLACE}{REACH}<comment><line number=\"9\">b</line><line number=\"2\">é</line></comment>"
    );
    let body = document("poc", &inner);
    let made = site
        .call_as(NEW, "POST", "/rest/poc;makeLink=true", &body)
        .await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(made.text("handle"), "NETWO100-ARIN");
    assert_eq!(made.text("registrationDate"), "2026-09-20T10:12:00-04:00");
    assert_eq!(made.text("number"), "+1-540-555-0100");
    assert!(
        made.body
            .contains("<line number=\"0\">é</line><line number=\"1\">b</line>")
    );
    let path = "/rest/poc/NETWO100-ARIN";
    let read = site.call_as(NEW, "GET", path, "").await;
    assert_eq!((read.status, read.body), (200, made.body));
    let unlinked = site
        .call_as(NEW, "POST", "/rest/poc;makeLink=false", &body)
        .await;
    assert_eq!(unlinked.text("handle"), "NETWO101-ARIN");
    let read = site
        .call_as(NEW, "GET", "/rest/poc/NETWO101-ARIN", "")
        .await;
    assert_eq!(read.refusal(), (401, "E_AUTHENTICATION", ""));
    assert_eq!(site.call_as(NEW, "DELETE", path, "").await.status, 200);
    let gone = site.call_as(NEW, "GET", path, "").await;
    assert_eq!(gone.refusal(), (404, "E_OBJECT_NOT_FOUND", ""));
    let again = site.call_as(NEW, "POST", "/rest/poc", &body).await;
    assert_eq!(again.text("handle"), "NETWO102-ARIN");
}

const PERSON: &str = "<contactType>PERSON</contactType><firstName>Ada</firstName>\
    <lastName>Byron</lastName>";

/// Each body is refused, and the element is named.
async fn name_their_element(cases: Vec<(String, &str)>) {
    let site = site();
    for (inner, element) in cases {
        let refused = call(&site, "POST", "/rest/poc", &document("poc", &inner)).await;
        let entity = (400, "E_ENTITY_VALIDATION", element);
        assert_eq!(refused.refusal(), entity, "{inner}");
    }
    let body = document("poc", &format!("{PERSON}{PLACE}{REACH}"));
    let made = call(&site, "POST", "/rest/poc", &body).await;
    assert_eq!((made.status, made.text("handle")), (200, "AB8-ARIN"));
}

#[tokio::test]
async fn a_new_poc_has_the_names_of_its_type() {
    let rest = format!("{PLACE}{REACH}");
    let with = |more: &str| format!("{ROLE}{COMPANY}{rest}{more}");
    let first = "<firstName>Ada</firstName>";
    name_their_element(vec![
        (
            format!("{COMPANY}<lastName>A</lastName>{rest}"),
            "contactType",
        ),
        (
            format!("<contactType>ROLE</contactType>{COMPANY}{rest}"),
            "lastName",
        ),
        (format!("{ROLE}{rest}"), "companyName"),
        (with(first), "firstName"),
        (with("<middleName>M</middleName>"), "middleName"),
        (format!("{}{rest}", PERSON.replace(first, "")), "firstName"),
        (with("<handle>A1-ARIN</handle>"), "handle"),
        (
            with("<registrationDate>x</registrationDate>"),
            "registrationDate",
        ),
        (
            format!("{ROLE}<companyName>Caf\u{e9}</companyName>{rest}"),
            "companyName",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_new_poc_is_somewhere() {
    let placed = |from: &str, to: &str| {
        let place = PLACE.replace(from, to);
        format!("{ROLE}{COMPANY}{place}{REACH}")
    };
    name_their_element(vec![
        (placed("<code2>US</code2>", ""), "iso3166-1"),
        (placed("US", "XX"), "code2"),
        (placed("</code2>", "</code2><code3>CAN</code3>"), "code3"),
        (placed("VA", "ZZ"), "iso3166-2"),
        (placed("<postalCode>24011</postalCode>", ""), "postalCode"),
        (placed("1 Exchange Place", ""), "streetAddress"),
        (
            placed(
                "</city>",
                "</city><comment><line number=\"0\"> </line></comment>",
            ),
            "comment",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_new_poc_can_be_reached() {
    let email = "<email>noc@example.net</email>";
    let reached = |from: &str, to: &str| {
        let reach = REACH.replace(from, to);
        format!("{ROLE}{COMPANY}{PLACE}{reach}")
    };
    let phone = "<phone><number>540-555-0100</number><type><code>O</code></type></phone>";
    name_their_element(vec![
        (reached(email, ""), "emails"),
        (reached(email, "<email>nobody</email>"), "email"),
        (
            reached("</emails>", "<email>NOC@example.net</email></emails>"),
            "email",
        ),
        (reached(phone, ""), "phones"),
        (reached(">O<", ">F<"), "phones"),
        (reached("<number>540-555-0100</number>", ""), "number"),
        (reached("540-555-0100", "call me"), "number"),
        (reached("</phones>", &format!("{phone}</phones>")), "number"),
        (reached(">O<", ">X<"), "code"),
        (reached("<type><code>O</code></type>", ""), "type"),
    ])
    .await;
}

#[tokio::test]
async fn what_identifies_a_poc_comes_back_as_it_was() {
    let site = site();
    for (from, to, element) in [
        ("<handle>NETWO99-ARIN</handle>", "", "handle"),
        ("NETWO99", "NETWO98", "handle"),
        ("2019-06-10", "2019-06-11", "registrationDate"),
        ("ROLE", "PERSON", "contactType"),
        ("<contactType>ROLE</contactType>", "", "contactType"),
        ("Network Operations", "Operations", "lastName"),
        (
            "<lastName>",
            "<firstName>Ada</firstName><lastName>",
            "firstName",
        ),
        (
            "<emails><email>noc@example.net</email></emails>",
            "",
            "emails",
        ),
        ("<code>O</code>", "<code>M</code>", "phones"),
    ] {
        let refused = call(&site, "PUT", PATH, &NOC.replace(from, to)).await;
        assert_eq!(
            refused.refusal(),
            (400, "E_ENTITY_VALIDATION", element),
            "{from}"
        );
    }
    for (from, to) in [
        ("ROLE", ""),
        ("<lastName>", "<lastName>A</lastName><lastName>"),
        ("poc", "org"),
    ] {
        let refused = call(&site, "PUT", PATH, &NOC.replace(from, to)).await;
        assert_eq!(
            refused.refusal(),
            (400, "E_SCHEMA_VALIDATION", ""),
            "{from}"
        );
    }
}

#[tokio::test]
async fn phones_are_added_and_removed_by_number_and_type() {
    let site = site();
    let phone = "/rest/poc/NETWO99-ARIN/phone";
    let added = call(&site, "PUT", phone, PHONE).await;
    let expected = "<phone xmlns=\"http://www.arin.net/regrws/core/v1\"><number>+1-540-555-0199</number>\
        <type><code>M</code><description>MOBILE</description></type></phone>";
    assert_eq!(
        (added.status, close(&added.body)),
        (200, expected.to_owned())
    );
    let twice = call(&site, "PUT", phone, PHONE).await;
    assert_eq!(twice.refusal(), (400, "E_ENTITY_VALIDATION", "number"));
    let empty = "<collection xmlns=\"http://www.arin.net/regrws/core/v1\"></collection>";
    for nothing in ["/540-555-0199", "/+1-540-555-0199;type=F", ";type=F"] {
        let answer = call(&site, "DELETE", &format!("{phone}{nothing}"), "").await;
        assert_eq!(
            (answer.status, close(&answer.body)),
            (200, empty.to_owned()),
            "{nothing}"
        );
    }
    let gone = call(
        &site,
        "DELETE",
        &format!("{phone}/%2B1-540-555-0199;type=M"),
        "",
    )
    .await;
    assert_eq!((gone.status, gone.text("number")), (200, "+1-540-555-0199"));
    let read = call(&site, "GET", PATH, "").await;
    assert_eq!(close(&read.body), close(NOC));
    for (path, code) in [
        ("", "E_BAD_REQUEST"),
        (";type=X", "E_BAD_REQUEST"),
        (";colour=red", "E_BAD_REQUEST"),
    ] {
        let refused = call(&site, "DELETE", &format!("{phone}{path}"), "").await;
        assert_eq!(refused.refusal(), (400, code, ""), "{path}");
    }
    for last in [";type=O", "/+1-540-555-0100"] {
        let refused = call(&site, "DELETE", &format!("{phone}{last}"), "").await;
        assert_eq!(
            refused.refusal(),
            (400, "E_ENTITY_VALIDATION", "phones"),
            "{last}"
        );
    }
    let ada = "/rest/poc/AB7-ARIN/phone;type=F";
    assert_eq!(
        call(&site, "DELETE", ada, "").await.text("number"),
        "+49 30 123457"
    );
    let get = call(&site, "GET", phone, "").await;
    assert_eq!(get.refusal(), (405, "E_METHOD_NOT_ALLOWED", ""));
}

#[tokio::test]
async fn emails_are_added_and_removed_and_one_stays() {
    let site = site();
    let email = |address: &str| format!("{PATH}/email/{address}");
    let added = call(&site, "POST", &email("abuse%40example.net"), "").await;
    assert_eq!(added.status, 200);
    let both = "<emails><email>noc@example.net</email><email>abuse@example.net</email></emails>";
    assert!(added.body.contains(both), "{}", added.body);
    for (method, address, refusal) in [
        (
            "POST",
            "noc@example.net",
            (400, "E_ENTITY_VALIDATION", "email"),
        ),
        ("POST", "nobody", (400, "E_ENTITY_VALIDATION", "email")),
        (
            "DELETE",
            "gone@example.net",
            (404, "E_OBJECT_NOT_FOUND", ""),
        ),
        ("PUT", "a@example.net", (405, "E_METHOD_NOT_ALLOWED", "")),
    ] {
        let refused = call(&site, method, &email(address), "").await;
        assert_eq!(refused.refusal(), refusal, "{method} {address}");
    }
    let left = call(&site, "DELETE", &email("noc@example.net"), "").await;
    assert_eq!(
        (left.status, left.text("email")),
        (200, "abuse@example.net")
    );
    let last = call(&site, "DELETE", &email("abuse@example.net"), "").await;
    assert_eq!(last.refusal(), (400, "E_ENTITY_VALIDATION", "emails"));
}

#[tokio::test]
async fn a_linked_poc_stays() {
    let site = site();
    let refused = site
        .call_as(TECH, "DELETE", "/rest/poc/TEC1-ARIN", "")
        .await;
    assert_eq!(refused.refusal(), (409, "E_NOT_REMOVEABLE", ""));
    for (method, path) in [
        ("POST", PATH),
        ("GET", "/rest/poc"),
        ("PUT", "/rest/poc;makeLink=true"),
    ] {
        let refused = call(&site, method, path, "").await;
        assert_eq!(
            refused.refusal(),
            (405, "E_METHOD_NOT_ALLOWED", ""),
            "{path}"
        );
    }
    let refused = call(&site, "POST", "/rest/poc;makeLink=yes", NOC).await;
    assert_eq!(refused.refusal(), (400, "E_BAD_REQUEST", ""));
}
