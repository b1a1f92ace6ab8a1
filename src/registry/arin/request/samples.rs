//! Documents of the reference, and how a request is compared with them.

use crate::http::WriteRequest;
use crate::registry::arin::wire::Element;

/// Reference 2.10.
pub(in crate::registry::arin) const POC: &str = r#"<poc xmlns="http://www.arin.net/regrws/core/v1">
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

/// Reference 2.5.
pub(in crate::registry::arin) const ORG: &str = r#"<org xmlns="http://www.arin.net/regrws/core/v1">
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

/// Reference 2.17.
pub(in crate::registry::arin) const DELEGATION: &str = r#"<delegation xmlns="http://www.arin.net/regrws/core/v1" xmlns:ns2="http://www.arin.net/regrws/ttl/v1">
  <delegationKeys>
    <delegationKey>
      <algorithm name="ECDSA Curve P-256 with SHA-256">13</algorithm>
      <digest>2935C3B989F1B43F47CCBE08DC45D0F827D359E15E8CD1EA1EC2D8398022A1D8</digest>
      <digestType name="SHA-256">2</digestType>
      <keyTag>2371</keyTag>
      <ns2:ttl>3600</ns2:ttl>
    </delegationKey>
  </delegationKeys>
  <name>100.51.198.in-addr.arpa.</name>
  <nameservers>
    <nameserver ns2:ttl="86400">ns1.example.net</nameserver>
    <nameserver>ns2.example.net</nameserver>
  </nameservers>
</delegation>"#;

/// Reference 2.13.
pub(in crate::registry::arin) const MESSAGE: &str = r#"<message xmlns="http://www.arin.net/regrws/core/v1">
  <subject>Additional information</subject>
  <text><line number="0">See attached list.</line></text>
  <category>NONE</category>
  <attachments><attachment><data>aGVsbG8K</data><filename>list.txt</filename></attachment></attachments>
</message>"#;

/// Reference 2.13: the reply to an added message.
pub(in crate::registry::arin) const MESSAGE_REPLY: &str = r#"<message xmlns="http://www.arin.net/regrws/core/v1" xmlns:ns2="http://www.arin.net/regrws/messages/v1">
  <attachmentReferences>
    <attachmentReference>
      <attachmentFilename>list.txt</attachmentFilename>
      <attachmentId>8a8180b13a5597b1013a55a9d42f0008</attachmentId>
    </attachmentReference>
  </attachmentReferences>
  <category>NONE</category>
  <ns2:createdDate>2026-09-20T10:30:00.281-04:00</ns2:createdDate>
  <ns2:messageId>4</ns2:messageId>
  <text><line number="0">See attached list.</line></text>
  <subject>Additional information</subject>
</message>"#;

/// Verb and path.
pub(super) fn line(request: &WriteRequest) -> String {
    format!("{} {}", request.method, request.path)
}

/// Holds a body against a document: the order of elements, and blanks between them, mean nothing
/// (reference 2.2).
pub(super) fn same_document(body: &[u8], document: &str) {
    let canonical = |bytes: &[u8]| canonical(&Element::parse(bytes).expect("a document"));
    assert_eq!(canonical(body), canonical(document.as_bytes()));
}

fn canonical(element: &Element) -> String {
    let mut attributes: Vec<String> = element
        .attributes
        .iter()
        .map(|attribute| format!("{attribute:?}"))
        .collect();
    attributes.sort();
    let mut children: Vec<String> = element.children.iter().map(canonical).collect();
    children.sort();
    let text = element.text.trim();
    let (ns, name) = (element.ns, &element.name);
    format!("{ns:?} {name} {attributes:?} {text:?} {children:?}")
}
