//! Each call of the client, and each kind of refusal.

use std::sync::Arc;

use swipd::clock::SystemClock;
use swipd::http::{Exchange, Method, Response, Side, Wire, WriteRequest, XML};
use swipd::model::{CustomerHandle, NetHandle, NetName, Range, TicketNumber};
use swipd::registry::arin::reply::{WriteReply, classify, classify_ticketed};
use swipd::registry::arin::request::{self, Messages, NewRecipient, Reassignment};
use swipd::registry::arin::wire::{CountryPayload, CustomerPayload, NetPayload, PocLink};
use swipd::simulator::{EmptyRange, Options};

use super::recorder::{Body, KEY, Recorder};

const SEED: &str = r#"
api_keys:
  - { key: API-1111-2222-3333-4444, orgs: [EXMPL-12] }
  - { key: API-5555-6666-7777-8888, orgs: [OTHER-1] }
orgs:
  - { handle: EXMPL-12, name: Example Transit Inc, pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU1-ARIN] } }
  - { handle: OTHER-1, name: Other Inc, pocs: { admin: ADM2-ARIN, tech: [TEC2-ARIN], abuse: [ABU2-ARIN] } }
  - { handle: DOWN-7, name: Downstream, pocs: { admin: ADM3-ARIN, tech: [TEC3-ARIN], abuse: [ABU3-ARIN] } }
customers:
  - { handle: C09990001, name: "Blue Heron & <Sons>", address: { street: [12 Mill Road, Suite 4], city: Harrisonburg, region: "VA", postal_code: "22801", country: "US" }, comment: ["Caf\u00e9", " two  spaces "] }
  - { handle: C09990002, name: Elsewhere, address: { street: [1 Way], country: "DE" } }
nets:
  - { handle: NET-198-51-100-0-1, prefix: 198.51.100.0/24, type: DA, org: EXMPL-12, name: EXMPL-V4 }
  - { handle: NET6-2001-DB8-1, prefix: "2001:db8::/32", type: DA, org: EXMPL-12, name: EXMPL-V6 }
  - { handle: NET-203-0-113-0-1, prefix: 203.0.113.0/24, type: DA, org: OTHER-1, name: OTHER-V4 }
  - { handle: NET-198-51-100-16-1, prefix: 198.51.100.16/28, type: S, customer: C09990001, name: EXMPL-BHB-0, comment: ["one", "two"] }
  - { handle: NET-198-51-100-192-1, prefix: 198.51.100.192/26, type: A, org: DOWN-7, name: DOWN-V4 }
  - { prefix: 198.51.100.192/28, type: S, org: OTHER-1, name: BELOW }
"#;

struct Site {
    recorder: Arc<Recorder>,
    client: swipd::registry::arin::client::Client,
}

fn handle(text: &str) -> NetHandle {
    text.parse().expect("a handle")
}

fn range(text: &str) -> Range {
    text.parse().expect("a range")
}

fn customer(name: &str) -> CustomerPayload {
    CustomerPayload {
        name: Some(name.to_owned()),
        country: Some(CountryPayload {
            code2: Some("CA".to_owned()),
            ..CountryPayload::default()
        }),
        street: vec!["88 Harbour Street".to_owned(), "\"A\" & <B>".to_owned()],
        city: Some("Toronto".to_owned()),
        region: Some("ON".to_owned()),
        postal_code: Some("M5J 2L9".to_owned()),
        comment: vec!["Warehouse uplink".to_owned(), "Café".to_owned()],
        ..CustomerPayload::default()
    }
}

impl Site {
    async fn write(&self, request: WriteRequest) -> Response {
        let exchange = Exchange {
            side: Side::Registry,
            method: request.method,
            path: request.path,
            accept: XML,
            content_type: Some(XML),
            fresh: request.method == Method::Get,
            body: request.body,
        };
        self.recorder.exchange(exchange).await.expect("a reply")
    }

    async fn raw(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&'static str>,
        body: &str,
    ) -> u16 {
        let exchange = Exchange {
            side: Side::Registry,
            method,
            path: path.to_owned(),
            accept: XML,
            content_type,
            body: body.as_bytes().to_vec(),
            fresh: false,
        };
        self.recorder.raw(exchange).await.expect("a reply").status
    }

    async fn reassign(&self, space: &str, to: NewRecipient) -> Response {
        let range = range(space);
        let parent = if space.contains(':') {
            "NET6-2001-DB8-1"
        } else {
            "NET-198-51-100-0-1"
        };
        let asked = Reassignment {
            parent: handle(parent),
            range,
            to,
            name: NetName::derived(None, range),
            comment: vec!["Café".to_owned(), "<end> & \"more\"".to_owned()],
        };
        self.write(request::reassign(&asked).expect("a request"))
            .await
    }

    async fn embedded(&self, space: &str) -> NetPayload {
        let to = NewRecipient::Embedded(Box::new(customer("Maple Freight Ltd")));
        net(&self.reassign(space, to).await)
    }

    async fn separate(&self, parent: &str) -> CustomerHandle {
        let asked = request::create_customer(&handle(parent), &customer("Boreal Print"));
        let reply = classify::<CustomerPayload>(&self.write(asked.expect("a request")).await);
        let WriteReply::Done(made) = reply else {
            panic!("{reply:?}")
        };
        made.handle.expect("a handle")
    }
}

fn net(response: &Response) -> NetPayload {
    let reply = classify_ticketed(response);
    let WriteReply::Done(net) = reply else {
        panic!("{reply:?}")
    };
    net
}

fn ticket(response: &Response) -> TicketNumber {
    let reply = classify_ticketed(response);
    let WriteReply::Ticketed { ticket, .. } = reply else {
        panic!("{reply:?}")
    };
    ticket.number
}

/// Makes every call once, and every refusal that has a form of its own.
pub(crate) async fn bodies() -> Vec<Body> {
    let mut all = Vec::new();
    for empty_range in [EmptyRange::EmptyCollection, EmptyRange::NotFound] {
        let options = Options {
            empty_range,
            embedded_reply_has_customer: empty_range == EmptyRange::NotFound,
            ..Options::default()
        };
        let recorder = Recorder::new(SEED, options, Arc::new(SystemClock::new()));
        let client = recorder.client();
        let site = Site { recorder, client };
        reads(&site).await;
        creates_and_changes(&site).await;
        tickets(&site).await;
        refusals(&site).await;
        all.extend(site.recorder.bodies());
    }
    all
}

async fn reads(site: &Site) {
    let client = &site.client;
    for known in ["C09990001", "C09990002"] {
        let known: CustomerHandle = known.parse().expect("a handle");
        client.customer(&known).await.expect("a customer");
    }
    for known in [
        "NET-198-51-100-0-1",
        "NET6-2001-DB8-1",
        "NET-198-51-100-16-1",
        "NET-198-51-100-192-1",
    ] {
        client.net(&handle(known)).await.expect("a net");
    }
    let held = range("198.51.100.16/28");
    client.parent_net(held).await.expect("a parent");
    client.most_specific_net(held).await.expect("a net");
    assert_eq!(client.nets_by_range(held).await.expect("nets").len(), 1);
    let free = range("198.51.100.32/28");
    assert_eq!(client.nets_by_range(free).await.expect("nets").len(), 0);
    let space = "198.51.100.0/24".parse().expect("a prefix");
    assert_eq!(
        client.children(space).await.expect("children").nets.len(),
        2
    );
    client
        .public_net(held.first_address())
        .await
        .expect("a net");
}

async fn creates_and_changes(site: &Site) {
    for space in [
        "198.51.100.64/28",
        "198.51.100.80-198.51.100.103",
        "2001:db8:40::/48",
    ] {
        let made = site.embedded(space).await;
        let made = made.handle.expect("a handle");
        let mut live = site.client.net(&made).await.expect("a net");
        live.name = Some("EXMPL-RENAMED".to_owned());
        live.comment.clear();
        live.poc_links = Some(vec![PocLink {
            handle: "TEC1-ARIN".parse().expect("a handle"),
            function: "T".to_owned(),
            description: None,
        }]);
        let asked = request::modify_net(&live).expect("a request");
        assert_eq!(site.write(asked).await.status, 200);
        let live = site.client.net(&made).await.expect("a net");
        let owner = live.customer_handle.clone().expect("a customer");
        let mut record = site.client.customer(&owner).await.expect("a customer");
        record.street = vec!["40 Canal Street".to_owned()];
        record.comment.clear();
        let asked = request::modify_customer(&record).expect("a request");
        assert_eq!(site.write(asked).await.status, 200);
        assert_eq!(
            site.write(request::delete_customer(&owner)).await.status,
            409
        );
        let removal = request::remove_net(&live).expect("a request");
        net(&site.write(removal).await);
        assert_eq!(
            site.write(request::delete_customer(&owner)).await.status,
            200
        );
    }
    let owner = site.separate("NET-198-51-100-0-1").await;
    let made = site
        .reassign("198.51.100.128/26", NewRecipient::Customer(owner))
        .await;
    let made = net(&made).handle.expect("a handle");
    net(&site.write(request::delete_net(&made)).await);
    site.separate("NET6-2001-DB8-1").await;
}

async fn tickets(site: &Site) {
    // A net with registrations below it is deleted by a ticket.
    let number = ticket(
        &site
            .write(request::delete_net(&handle("NET-198-51-100-192-1")))
            .await,
    );
    // And so is whatever the registry wants to look at.
    site.recorder
        .faults(r#"{"rules":[{"match":{"method":"PUT"},"do":"ticket","times":1,"delay":"60s"}]}"#);
    let to = NewRecipient::Embedded(Box::new(customer("Quarry Lane School")));
    ticket(&site.reassign("198.51.100.104/29", to).await);
    let client = &site.client;
    client
        .ticket(&number, Messages::References)
        .await
        .expect("a ticket");
    client.ticket_summary(&number).await.expect("a ticket");
    let open = client.ticket_summaries(Some("NET_DELETE_REQUEST"), Some("ANY_OPEN"));
    assert_eq!(open.await.expect("tickets").len(), 1);
    assert_eq!(
        client
            .ticket_summaries(None, Some("ANY_OPEN"))
            .await
            .expect("tickets")
            .len(),
        2
    );
    let none = client.ticket_summaries(Some("ORG_CREATE"), None).await;
    assert!(none.expect("tickets").is_empty());
    // Whole lists, with references and with messages: no method of the client asks for them yet.
    for list in [
        "/rest/ticket;ticketStatus=ANY_OPEN;msgRefs=true",
        "/rest/ticket;ticketStatus=ANY_OPEN",
    ] {
        assert_eq!(
            site.raw(Method::Get, list, Some(XML), "").await,
            200,
            "{list}"
        );
    }
    let whole = format!("/rest/ticket/{number}");
    assert_eq!(site.raw(Method::Get, &whole, Some(XML), "").await, 200);
}

const KEPT: &str = "/rest/net/NET-198-51-100-16-1";

async fn refusals(site: &Site) {
    wrong_requests(site).await;
    wrong_records(site).await;
    wrong_keys(site).await;
    for (fault, status) in [
        ("error", 503),
        ("throttle", 429),
        ("error_after_commit", 500),
    ] {
        let script = format!(r#"{{"rules":[{{"do":"{fault}","times":1}}]}}"#);
        site.recorder.faults(&script);
        let answered = site.raw(Method::Get, KEPT, Some(XML), "").await;
        assert_eq!(answered, status, "{fault}");
    }
}

async fn wrong_requests(site: &Site) {
    for (status, path) in [
        (404, "/rest/net/NET-198-51-100-99-1"),
        (404, "/rest/customer/C1"),
        (404, "/rest/ticket/20260920-X1"),
        (404, "/rest/nothing/here"),
        (400, "/rest/net/netsByIpRange/198.51.100.9/198.51.100.1"),
        (400, "/rest/ticket/summary;colour=red"),
    ] {
        let answered = site.raw(Method::Get, path, Some(XML), "").await;
        assert_eq!(answered, status, "{path}");
    }
    let empty = "<net xmlns=\"http://www.arin.net/regrws/core/v1\"/>";
    // The mistake of 2011: a block that is in no list.
    let block = "<net xmlns=\"http://www.arin.net/regrws/core/v1\"><netBlock/></net>";
    for (status, method, kind, body) in [
        (405, Method::Post, Some(XML), ""),
        (415, Method::Put, None, empty),
        (400, Method::Put, Some(XML), "no document"),
        (400, Method::Put, Some(XML), empty),
        (400, Method::Put, Some(XML), block),
    ] {
        let answered = site.raw(method, KEPT, kind, body).await;
        assert_eq!(answered, status, "{method} {body}");
    }
}

/// Refused for what they say, most of them with the elements that are wrong.
async fn wrong_records(site: &Site) {
    let late = NewRecipient::Embedded(Box::new(customer("Late Comer")));
    assert_eq!(site.reassign("198.51.100.16/29", late).await.status, 400);
    let nowhere = NewRecipient::Embedded(Box::new(CustomerPayload {
        region: None,
        ..customer("Nowhere")
    }));
    assert_eq!(site.reassign("198.51.100.32/29", nowhere).await.status, 400);
    let parent = handle("NET-198-51-100-0-1");
    assert_eq!(site.write(request::delete_net(&parent)).await.status, 400);
}

async fn wrong_keys(site: &Site) {
    site.recorder.use_key("API-5555-6666-7777-8888");
    let denied = site.raw(Method::Get, KEPT, Some(XML), "").await;
    assert!(matches!(denied, 401 | 403), "{denied}");
    site.recorder.use_key("API-9999-9999-9999-9999");
    assert_eq!(site.raw(Method::Get, KEPT, Some(XML), "").await, 400);
    site.recorder.use_key(KEY);
}
