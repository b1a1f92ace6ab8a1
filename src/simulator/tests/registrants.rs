//! A registry with orgs and POCs that are described in full, and documents for them.

use crate::simulator::testing::Site;
use crate::simulator::{Dialect, Options};

/// Opens through a Tech POC of EXMPL-12.
pub(super) const TECH: &str = "API-1111-0000-0000-0001";
/// Opens through the Routing POC of ROUT-1.
pub(super) const ROUTER: &str = "API-1111-0000-0000-0002";
/// Opens through a POC of no org.
pub(super) const LONE: &str = "API-1111-0000-0000-0003";
/// Was deactivated.
pub(super) const OFF: &str = "API-1111-0000-0000-0004";
/// Opens nothing yet.
pub(super) const NEW: &str = "API-1111-0000-0000-0005";

const SEED: &str = r#"
api_keys:
  - { key: API-1111-2222-3333-4444, orgs: [EXMPL-12] }
  - { key: API-5555-6666-7777-8888, orgs: [OTHER-1] }
  - { key: API-1111-0000-0000-0001, pocs: [TEC1-ARIN] }
  - { key: API-1111-0000-0000-0002, pocs: [ROU1-ARIN] }
  - { key: API-1111-0000-0000-0003, pocs: [NETWO99-ARIN, AB7-ARIN] }
  - { key: API-1111-0000-0000-0004, orgs: [EXMPL-12], inactive: true }
  - { key: API-1111-0000-0000-0005 }
pocs:
  - handle: NETWO99-ARIN
    type: ROLE
    last_name: Network Operations
    company: Example Transit Inc
    address: { street: [1 Exchange Place], city: Roanoke, region: VA, postal_code: "24011", country: US }
    emails: [noc@example.net]
    phones: [{ number: +1-540-555-0100, extension: "7", type: O }]
    registered: "2019-06-10T11:36:55.136-04:00"
  - handle: AB7-ARIN
    type: PERSON
    first_name: Ada
    middle_name: M
    last_name: Byron
    address: { street: [Weg 1], country: DE }
    emails: [ada@example.net, byron@example.net]
    phones: [{ number: +49 30 123456, type: O }, { number: +49 170 1234, type: M }, { number: +49 30 123457, type: F }]
orgs:
  - handle: EXMPL-12
    name: Example Transit Inc
    dba_name: ExTransit
    url: rwhois.example.net:4321
    tax_id: 00-0000000
    comment: ["https://www.example.net"]
    address: { street: [1 Exchange Place], city: Roanoke, region: VA, postal_code: "24011", country: US }
    registered: "2015-03-02T09:00:00-05:00"
    pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU1-ARIN] }
  - { handle: OTHER-1, name: Other Inc, pocs: { admin: ADM2-ARIN, tech: [TEC2-ARIN], abuse: [ABU2-ARIN] } }
  - { handle: ROUT-1, name: Routed Inc, pocs: { admin: ADM3-ARIN, tech: [TEC3-ARIN, TEC4-ARIN], abuse: [ABU3-ARIN], noc: [TEC3-ARIN], routing: [ROU1-ARIN] } }
  - { handle: EMPTY-1, name: Empty Inc, pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU9-ARIN] } }
customers:
  - { handle: C09990001, name: Blue Heron Bakery LLC, address: { street: [12 Mill Road], country: "DE" } }
nets:
  - { handle: NET-198-51-100-0-1, prefix: 198.51.100.0/24, type: DA, org: EXMPL-12, name: EXMPL-V4 }
  - { handle: NET-10-0-0-0-1, prefix: 10.0.0.0/22, type: DA, org: EXMPL-12, name: EXMPL-TEN }
  - { handle: NET6-2001-DB8-1, prefix: "2001:db8::/32", type: DA, org: EXMPL-12, name: EXMPL-V6 }
  - { handle: NET-203-0-113-0-1, prefix: 203.0.113.0/24, type: DA, org: OTHER-1, name: OTHER-V4 }
  - { handle: NET-192-0-2-0-1, prefix: 192.0.2.0/24, type: DA, org: ROUT-1, name: ROUT-V4 }
  - { prefix: 198.51.100.16/28, type: S, customer: C09990001, name: EXMPL-BHB-0 }
"#;

/// The registry.
pub(super) fn site() -> Site {
    Site::planted(SEED, Options::default())
}

/// The registry with other options.
pub(super) fn site_with(options: Options) -> Site {
    Site::planted(SEED, options)
}

/// The registry of 2012.
pub(super) fn legacy() -> Site {
    site_with(Options {
        dialect: Dialect::Legacy,
        ..Options::default()
    })
}

/// A document of the core namespace.
pub(super) fn document(root: &str, inner: &str) -> String {
    format!(
        "<{root} xmlns=\"http://www.arin.net/regrws/core/v1\" xmlns:t=\"http://www.arin.net/regrws/ttl/v1\">{inner}</{root}>"
    )
}

/// A document on one line, as answers are written, without its declaration.
pub(super) fn close(text: &str) -> String {
    let lines: String = text.lines().map(str::trim).collect();
    let from = lines.find("?>").map_or(0, |end| end + 2);
    lines[from..].to_owned()
}

/// An address that every country's rules take.
pub(super) const PLACE: &str = "<iso3166-1><code2>US</code2></iso3166-1>\
    <streetAddress><line number=\"0\">1 Exchange Place</line></streetAddress>\
    <city>Roanoke</city><iso3166-2>VA</iso3166-2><postalCode>24011</postalCode>";
