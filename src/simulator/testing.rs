//! A registry for tests, and requests in one line.

use std::sync::Arc;

use serde_json::Value;

use crate::clock::TestClock;
use crate::yaml::SourceText;

use super::{Handled, Options, Reply, Request, Seed, Simulator};

/// A key of EXMPL-12.
pub(super) const KEY: &str = "API-1111-2222-3333-4444";
/// A key of OTHER-1, which has no authority over EXMPL-12.
pub(super) const FOREIGN: &str = "API-5555-6666-7777-8888";

const SEED: &str = r#"
api_keys:
  - { key: API-1111-2222-3333-4444, orgs: [EXMPL-12] }
  - { key: API-5555-6666-7777-8888, orgs: [OTHER-1] }
orgs:
  - { handle: EXMPL-12, name: Example Transit Inc, pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU1-ARIN] } }
  - { handle: OTHER-1, name: Other Inc, pocs: { admin: ADM2-ARIN, tech: [TEC2-ARIN], abuse: [ABU2-ARIN] } }
  - { handle: DOWN-7, name: Downstream, pocs: { admin: ADM3-ARIN, tech: [TEC3-ARIN], abuse: [ABU3-ARIN] } }
  - { handle: BARE-1, name: Without POCs }
  - { handle: LAST-Z1, name: Old, pocs: { admin: ADM5-ARIN, tech: [TEC5-ARIN], abuse: [ABU5-ARIN] } }
  - { handle: SHUT-1, name: Refuses, accept_reassignments: false, pocs: { admin: ADM4-ARIN, tech: [TEC4-ARIN], abuse: [ABU4-ARIN] } }
  - { handle: STALE-1, name: Unconfirmed, pocs: { admin: ADM6-ARIN, tech: [ADM6-ARIN], abuse: [ADM6-ARIN] } }
pocs:
  - { handle: ADM6-ARIN, type: ROLE, last_name: Desk, company: Unconfirmed, emails: [desk@example.net], phones: [{ number: "+1-540-555-0106", type: O }], validated: false }
customers:
  - { handle: C09990001, name: Blue Heron Bakery LLC, address: { street: [12 Mill Road], city: Harrisonburg, region: "VA", postal_code: "22801", country: "US" } }
  - { handle: C09990002, name: Unlinked, address: { street: [1 Way], country: "DE" } }
nets:
  - { handle: NET-198-51-100-0-1, prefix: 198.51.100.0/24, type: DA, org: EXMPL-12, name: EXMPL-V4, registered: "2015-03-02T09:00:00-05:00" }
  - { handle: NET6-2001-DB8-1, prefix: "2001:db8::/32", type: DA, org: EXMPL-12, name: EXMPL-V6 }
  - { handle: NET-203-0-113-0-1, prefix: 203.0.113.0/24, type: DA, org: OTHER-1, name: OTHER-V4 }
  - { prefix: 198.51.100.16/28, type: S, customer: C09990001, name: EXMPL-BHB-0 }
  - { handle: NET-198-51-100-192-1, prefix: 198.51.100.192/26, type: A, org: DOWN-7, name: DOWN-V4 }
  - { prefix: 198.51.100.192/28, type: S, org: SHUT-1, name: BELOW }
"#;

/// A registry with a clock that stands still.
pub(super) struct Site {
    pub(super) simulator: Simulator,
    pub(super) clock: Arc<TestClock>,
}

/// The seed of the tests.
pub(super) fn seed() -> Seed {
    let source = SourceText {
        name: "simulator.yaml".to_owned(),
        text: SEED.to_owned(),
    };
    Seed::read(&source).expect("seed")
}

impl Site {
    /// With the usual options.
    pub(super) fn new() -> Self {
        Self::with(Options::default())
    }

    /// With another seed.
    pub(super) fn planted(text: &str, options: Options) -> Self {
        let source = SourceText {
            name: "simulator.yaml".to_owned(),
            text: text.to_owned(),
        };
        Self::open(Seed::read(&source).expect("seed"), options)
    }

    /// With other options.
    pub(super) fn with(options: Options) -> Self {
        Self::open(seed(), options)
    }

    fn open(seed: Seed, options: Options) -> Self {
        let clock = Arc::new(TestClock::at(
            "2026-09-20T14:12:00Z".parse().expect("moment"),
        ));
        let simulator = Simulator::open(Some(seed), options, clock.clone()).expect("open");
        Self { simulator, clock }
    }

    /// One request with the key of EXMPL-12, whatever becomes of it.
    pub(super) async fn send(&self, method: &str, path: &str, body: &str) -> Handled {
        self.simulator
            .handle(request(KEY, method, path, body))
            .await
    }

    /// One request that has a reply.
    pub(super) async fn call(&self, method: &str, path: &str, body: &str) -> Answer {
        answer(self.send(method, path, body).await)
    }

    /// One request with another key.
    pub(super) async fn call_as(&self, key: &str, method: &str, path: &str, body: &str) -> Answer {
        answer(
            self.simulator
                .handle(request(key, method, path, body))
                .await,
        )
    }

    /// A public read.
    pub(super) async fn public(&self, path: &str) -> (u16, Value) {
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (path, None),
        };
        let request = Request {
            method: "GET".to_owned(),
            path: format!("/registry/{path}"),
            query,
            ..Request::default()
        };
        let Handled::Reply(reply) = self.simulator.handle(request).await else {
            panic!("no reply")
        };
        let body = serde_json::from_slice(&reply.body).expect("JSON");
        (reply.status, body)
    }
}

/// A request with a key.
pub(super) fn request(key: &str, method: &str, path: &str, body: &str) -> Request {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (path, None),
    };
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query,
        headers: vec![
            ("Authorization".to_owned(), format!("ApiKey {key}")),
            ("Content-Type".to_owned(), "application/xml".to_owned()),
            ("Accept".to_owned(), "application/xml".to_owned()),
        ],
        body: body.as_bytes().to_vec(),
    }
}

/// A reply in a form to look at.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    pub(super) reply: Reply,
}

impl Answer {
    /// The text of the first element of a name.
    pub(super) fn text(&self, name: &str) -> &str {
        let open = format!("<{name}>");
        let from = self
            .body
            .find(&open)
            .unwrap_or_else(|| panic!("no {name} in {}", self.body));
        let rest = &self.body[from + open.len()..];
        &rest[..rest.find('<').expect("end")]
    }

    /// Status, code and the first component's name: how it was refused.
    pub(super) fn refusal(&self) -> (u16, &str, &str) {
        let component = if self.body.contains("<component>") {
            self.text("name")
        } else {
            ""
        };
        (self.status, self.text("code"), component)
    }
}

/// The reply, or a panic.
pub(super) fn answer(handled: Handled) -> Answer {
    let Handled::Reply(reply) = handled else {
        panic!("no reply: {handled:?}")
    };
    Answer {
        status: reply.status,
        body: String::from_utf8(reply.body.clone()).expect("text"),
        reply,
    }
}

/// A `customer` document.
pub(super) fn customer(inner: &str) -> String {
    format!("<customer xmlns=\"http://www.arin.net/regrws/core/v1\">{inner}</customer>")
}

/// A `net` document.
pub(super) fn net(inner: &str) -> String {
    format!("<net xmlns=\"http://www.arin.net/regrws/core/v1\">{inner}</net>")
}

/// The fields of a valid customer.
pub(super) const BAKERY: &str = "<customerName>Blue Heron Bakery LLC</customerName>\
    <iso3166-1><code2>US</code2></iso3166-1>\
    <streetAddress><line number=\"0\">12 Mill Road</line></streetAddress>\
    <city>Harrisonburg</city><iso3166-2>VA</iso3166-2><postalCode>22801</postalCode>\
    <privateCustomer>false</privateCustomer>";

/// A reassignment below the IPv4 parent with an embedded customer.
pub(super) fn embedded(start: &str, length: u8, name: &str) -> String {
    net(&format!(
        "<netBlocks><netBlock><startAddress>{start}</startAddress><cidrLength>{length}</cidrLength></netBlock></netBlocks>\
         <customer>{BAKERY}</customer><parentNetHandle>NET-198-51-100-0-1</parentNetHandle><netName>{name}</netName>"
    ))
}

/// The path of reassignments below the IPv4 parent.
pub(super) const REASSIGN: &str = "/rest/net/NET-198-51-100-0-1/reassign";
