//! The reference's own documents, transcribed.

use crate::simulator::Options;
use crate::simulator::testing::{Site, net};

/// Reference 2.4.
const CUSTOMER: &str = r#"<!-- request: POST /rest/net/NET-198-51-100-0-1/customer -->
<customer xmlns="http://www.arin.net/regrws/core/v1">
  <customerName>Blue Heron Bakery LLC</customerName>
  <iso3166-1><code2>US</code2></iso3166-1>
  <streetAddress>
    <line number="0">12 Mill Road</line>
    <line number="1">Suite 4</line>
  </streetAddress>
  <city>Harrisonburg</city>
  <iso3166-2>VA</iso3166-2>
  <postalCode>22801</postalCode>
  <comment><line number="0">NOC hours 0800-1800 ET</line></comment>
  <privateCustomer>false</privateCustomer>
</customer>"#;

/// The reply of reference 2.4, with our date.
const CUSTOMER_REPLY: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customer xmlns="http://www.arin.net/regrws/core/v1">
  <city>Harrisonburg</city>
  <iso3166-1><code2>US</code2><code3>USA</code3><e164>1</e164><name>United States</name></iso3166-1>
  <handle>C09990003</handle>
  <comment><line number="0">NOC hours 0800-1800 ET</line></comment>
  <streetAddress><line number="0">12 Mill Road</line><line number="1">Suite 4</line></streetAddress>
  <customerName>Blue Heron Bakery LLC</customerName>
  <parentOrgHandle>EXMPL-12</parentOrgHandle>
  <postalCode>22801</postalCode>
  <privateCustomer>false</privateCustomer>
  <registrationDate>2026-09-20T10:12:00-04:00</registrationDate>
  <iso3166-2>VA</iso3166-2>
</customer>"#;

/// Reference 2.7, the first request; the customer is the one just created.
const SIMPLE: &str = r#"<net xmlns="http://www.arin.net/regrws/core/v1">
  <version>4</version>
  <netBlocks>
    <netBlock>
      <type>S</type>
      <startAddress>198.51.100.64</startAddress>
      <cidrLength>28</cidrLength>
    </netBlock>
  </netBlocks>
  <customerHandle>C09990003</customerHandle>
  <parentNetHandle>NET-198-51-100-0-1</parentNetHandle>
  <netName>EXMPL-BHB-1</netName>
</net>"#;

/// The reply of reference 2.15.
const SIMPLE_REPLY: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ticketedRequest xmlns="http://www.arin.net/regrws/core/v1" xmlns:ns2="http://www.arin.net/regrws/messages/v1" xmlns:ns3="http://www.arin.net/regrws/shared-ticket/v1">
  <net>
    <pocLinks/>
    <customerHandle>C09990003</customerHandle>
    <netBlocks>
      <netBlock><cidrLength>28</cidrLength><description>Reassigned</description>
        <endAddress>198.051.100.079</endAddress><startAddress>198.051.100.064</startAddress><type>S</type></netBlock>
    </netBlocks>
    <handle>NET-198-51-100-64-1</handle>
    <netName>EXMPL-BHB-1</netName>
    <originASes/>
    <parentNetHandle>NET-198-51-100-0-1</parentNetHandle>
    <registrationDate>2026-09-20T10:12:00-04:00</registrationDate>
    <version>4</version>
  </net>
</ticketedRequest>"#;

/// Reference 2.7, the second request.
const EMBEDDED: &str = r#"<net xmlns="http://www.arin.net/regrws/core/v1">
  <netBlocks><netBlock><startAddress>198.51.100.64</startAddress><endAddress>198.51.100.79</endAddress></netBlock></netBlocks>
  <customer>
    <customerName>Blue Heron Bakery LLC</customerName>
    <iso3166-1><code2>US</code2></iso3166-1>
    <streetAddress><line number="0">12 Mill Road</line></streetAddress>
    <city>Harrisonburg</city><iso3166-2>VA</iso3166-2><postalCode>22801</postalCode>
    <privateCustomer>false</privateCustomer>
  </customer>
  <parentNetHandle>NET-198-51-100-0-1</parentNetHandle>
  <netName>EXMPL-BHB-1</netName>
</net>"#;

/// Reference 2.7, the third request.
const DETAILED: &str = r#"<net xmlns="http://www.arin.net/regrws/core/v1">
  <netBlocks><netBlock><startAddress>2001:db8:40::</startAddress><cidrLength>44</cidrLength></netBlock></netBlocks>
  <orgHandle>DOWN-7</orgHandle>
  <parentNetHandle>NET6-2001-DB8-1</parentNetHandle>
  <netName>EXMPL-DOWN-7</netName>
</net>"#;

/// Reference 2.7, the fourth request.
const RENAME: &str = r#"<net xmlns="http://www.arin.net/regrws/core/v1">
  <pocLinks/>
  <customerHandle>C09990003</customerHandle>
  <comment><line number="0">Addresses within this block are non-portable.</line></comment>
  <netBlocks>
    <netBlock><cidrLength>28</cidrLength><description>Reassigned</description>
      <endAddress>198.051.100.079</endAddress><startAddress>198.051.100.064</startAddress><type>S</type></netBlock>
  </netBlocks>
  <handle>NET-198-51-100-64-1</handle>
  <netName>EXMPL-BHB-RENAMED</netName>
  <originASes/>
  <parentNetHandle>NET-198-51-100-0-1</parentNetHandle>
  <registrationDate>2026-09-20T10:12:00-04:00</registrationDate>
  <version>4</version>
</net>"#;

fn close(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

#[tokio::test]
async fn the_documents_of_a_simple_reassignment_are_taken_and_answered() {
    let site = Site::new();
    let made = site
        .call("POST", "/rest/net/NET-198-51-100-0-1/customer", CUSTOMER)
        .await;
    assert_eq!(
        (made.status, close(&made.body)),
        (200, close(CUSTOMER_REPLY))
    );
    let assigned = site
        .call("PUT", "/rest/net/NET-198-51-100-0-1/reassign", SIMPLE)
        .await;
    assert_eq!(
        (assigned.status, close(&assigned.body)),
        (200, close(SIMPLE_REPLY))
    );
    assert_eq!(
        assigned.reply.header("date"),
        Some("Sun, 20 Sep 2026 14:12:00 GMT")
    );
    let renamed = site
        .call("PUT", "/rest/net/NET-198-51-100-64-1", RENAME)
        .await;
    assert_eq!(
        (renamed.status, renamed.text("netName")),
        (200, "EXMPL-BHB-RENAMED")
    );
    let read = site.call("GET", "/rest/net/NET-198-51-100-64-1", "").await;
    assert_eq!(read.body, renamed.body);
    let customer = site.call("GET", "/rest/customer/C09990003", "").await;
    assert_eq!(customer.body, made.body);
}

#[tokio::test]
async fn the_embedded_and_the_detailed_document_are_taken() {
    for shown in [false, true] {
        let site = Site::with(Options {
            embedded_reply_has_customer: shown,
            ..Options::default()
        });
        let made = site
            .call("PUT", "/rest/net/NET-198-51-100-0-1/reassign", EMBEDDED)
            .await;
        assert_eq!(
            (made.status, made.text("customerHandle")),
            (200, "C09990003")
        );
        assert_eq!(made.body.contains("<customer>"), shown);
        let detailed = site
            .call("PUT", "/rest/net/NET6-2001-DB8-1/reassign", DETAILED)
            .await;
        assert_eq!(
            (
                detailed.status,
                detailed.text("handle"),
                detailed.text("startAddress")
            ),
            (
                200,
                "NET6-2001-DB8-40-1",
                "2001:0DB8:0040:0000:0000:0000:0000:0000"
            )
        );
    }
}

#[tokio::test]
async fn a_range_is_answered_as_its_blocks_and_names_are_stored_in_upper_case() {
    let site = Site::new();
    let body = net(
        "<netBlocks><netBlock><startAddress>198.51.100.080</startAddress><endAddress>198.51.100.103</endAddress></netBlock></netBlocks>\
         <customerHandle>C09990002</customerHandle><parentNetHandle>NET-198-51-100-0-1</parentNetHandle>\
         <netName>exmpl bhb</netName><originASes><originAS>64500</originAS></originASes>\
         <comment><line number=\"7\">b</line><line number=\"3\">a &amp; é</line></comment>",
    );
    let made = site
        .call("PUT", "/rest/net/NET-198-51-100-0-1/reassign", &body)
        .await;
    assert_eq!((made.status, made.text("netName")), (200, "EXMPL-BHB"));
    assert_eq!(made.body.matches("<netBlock>").count(), 2);
    assert!(made.body.contains(
        "<comment><line number=\"0\">a &amp; é</line><line number=\"1\">b</line></comment>"
    ));
    assert!(made.body.contains("<originASes/>"));
    for call in ["netsByIpRange", "mostSpecificNet", "parentNet"] {
        let path = format!("/rest/net/{call}/198.51.100.80/198.51.100.103/");
        let found = site.call("GET", &path, "").await;
        let handle = if call == "parentNet" {
            "NET-198-51-100-0-1"
        } else {
            "NET-198-51-100-80-1"
        };
        assert_eq!(
            (found.status, found.text("handle")),
            (200, handle),
            "{call}"
        );
    }
}
