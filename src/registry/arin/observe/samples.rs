//! A registry that answers a look from a book, and the network that the looks of the tests are at.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::client::Client;
use super::super::client::script::response;
use super::super::diff::samples::{Case, net, place, registry};
use super::super::live::{Live, LiveNetwork, ReadNetwork};
use super::super::memory::{Memory, RememberedNetwork};
use super::Observation;
use crate::clock::{Clock, TestClock};
use crate::http::{Exchange, ExchangeFuture, Pace, Response, Transport, Wire, WireFailure};
use crate::model::Range;
use crate::registry::{Failure, Refresh};
use crate::store::Store;

pub(super) const IDENTITY: &str = "arin https://reg.arin.net";
pub(super) const SPACE: &str = "198.51.100.0/24";
pub(super) const PARENT: &str = "NET-198-51-100-0-1";
pub(super) const RANGE: &str = "198.51.100.64/28";
pub(super) const HANDLE: &str = "NET-198-51-100-64-1";
pub(super) const RECORD: &str = "C09990001";
pub(super) const NET: &str = include_str!("../wire/documents/net-modify.xml");
pub(super) const CUSTOMER: &str = include_str!("../wire/documents/customer-reply.xml");
const XMLNS: &str = r#" xmlns="http://www.arin.net/regrws/core/v1""#;

pub(super) const LIST: &str = "/ips/rirSearch1/rdap-down/198.51.100.0/24";
pub(super) const FIRST: &str = "/ip/198.51.100.0";
pub(super) const NETWORK: &str = "/rest/net/netsByIpRange/198.51.100.0/198.51.100.255";
pub(super) const HERE: &str = "/rest/net/netsByIpRange/198.51.100.64/198.51.100.79";
pub(super) const ABOVE: &str = "/rest/net/NET-198-51-100-0-1";
pub(super) const OF_RECORD: &str = "/rest/customer/C09990001";
pub(super) const PUBLIC_RECORD: &str = "/entity/C09990001";

/// A registry that answers by path, and never what it was not told to.
struct Book {
    answers: Mutex<BTreeMap<String, Response>>,
    asked: Mutex<Vec<String>>,
}

impl Wire for Book {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        self.asked
            .lock()
            .expect("asked")
            .push(exchange.path.clone());
        let answers = self.answers.lock().expect("answers");
        let answer = answers.get(&exchange.path).cloned();
        let lost = WireFailure::Lost {
            reason: "no such page".to_owned(),
        };
        Box::pin(async move { answer.ok_or(lost) })
    }
}

/// What a look found, and what it asked for.
pub(super) struct Looked {
    pub(super) network: LiveNetwork,
    /// Records that were looked for, and whether they are there.
    pub(super) records: Vec<(String, bool)>,
    pub(super) asked: Vec<String>,
}

impl Looked {
    pub(super) fn read(&self) -> &ReadNetwork {
        match &self.network {
            LiveNetwork::Read(read) => read,
            LiveNetwork::Unread { code, why, .. } => panic!("{code}: {why}"),
        }
    }

    /// The ranges of the nets, and those that are not known.
    pub(super) fn ranges(&self) -> (Vec<String>, Vec<String>) {
        let read = self.read();
        let nets = read.nets.iter().map(|net| net.place.range.to_string());
        let unread = read.unread.iter().map(|(range, _)| range.to_string());
        (nets.collect(), unread.collect())
    }

    pub(super) fn code(&self) -> &str {
        match &self.network {
            LiveNetwork::Read(_) => "read",
            LiveNetwork::Unread { code, .. } => code,
        }
    }

    pub(super) fn has_asked(&self, path: &str) -> bool {
        self.asked.iter().any(|asked| asked == path)
    }
}

pub(super) struct Site {
    pub(super) case: Case,
    pub(super) refresh: Refresh,
    pub(super) memory: Memory,
    pub(super) answers: BTreeMap<String, Response>,
}

/// The network with one net of a customer, as the registry and the public list have it.
pub(super) fn site() -> Site {
    let answers = [
        (NETWORK, list(&[parent()])),
        (LIST, listed(&[public(HANDLE, RANGE, Some(PARENT))])),
        (HERE, list(&[NET.to_owned()])),
        (ABOVE, response(200, parent())),
        (OF_RECORD, response(200, CUSTOMER)),
    ];
    Site {
        case: Case::new(),
        refresh: Refresh::Auto,
        memory: Memory::default(),
        answers: answers
            .into_iter()
            .map(|(path, answer)| (path.to_owned(), answer))
            .collect(),
    }
}

impl Site {
    pub(super) fn with(mut self, path: &str, answer: Response) -> Self {
        self.answers.insert(path.to_owned(), answer);
        self
    }

    /// The net is ours.
    pub(super) fn ours(mut self) -> Self {
        self.case = self.case.ours(net(RANGE, RECORD, "heron"), "heron", false);
        self
    }

    pub(super) async fn look(mut self) -> Result<Looked, Failure> {
        let mut memory = std::mem::take(&mut self.memory);
        Ok(self.seen(&mut memory).await?.1)
    }

    /// Looks with what a store holds, and keeps what was read in it.
    pub(super) async fn look_again(self, store: &Store) -> Looked {
        let mut memory = Memory::load(store, &registry(), Some(IDENTITY), &self.case.desired);
        let (live, looked) = self.seen(&mut memory).await.expect("a look");
        let written = memory.written(&live).expect("a form");
        written.write(store, &registry());
        looked
    }

    async fn seen(self, memory: &mut Memory) -> Result<(Live, Looked), Failure> {
        let book = Arc::new(Book {
            answers: Mutex::new(self.answers),
            asked: Mutex::default(),
        });
        let pace = Pace {
            attempts: 1,
            ..Pace::unlimited()
        };
        let client = Arc::new(Client::new(Transport::new(book.clone(), pace)));
        let now = "2026-09-21T12:00:00Z".parse().expect("a moment");
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at(now));
        let observation = Observation {
            client: &client,
            registry: &registry(),
            identity: IDENTITY,
            desired: &self.case.desired,
            ledger: &self.case.ledger,
            clock: &clock,
            settle_after: Duration::ZERO,
            refresh: self.refresh,
            every_below: false,
        };
        let live = observation.live(memory).await?;
        let records = live.customers.iter();
        let asked = book.asked.lock().expect("asked").clone();
        let looked = Looked {
            records: records
                .map(|(handle, found)| (handle.to_string(), found.is_some()))
                .collect(),
            network: live.networks.first().cloned().expect("a network"),
            asked,
        };
        Ok((live, looked))
    }

    pub(super) async fn found(self) -> Looked {
        self.look().await.expect("a look")
    }
}

/// Asks what needs no request.
pub(super) fn asked_of<T>(case: &Case, ask: impl FnOnce(&Observation<'_>) -> T) -> T {
    let book = Arc::new(Book {
        answers: Mutex::default(),
        asked: Mutex::default(),
    });
    let client = Arc::new(Client::new(Transport::new(book.clone(), Pace::unlimited())));
    let clock: Arc<dyn Clock> = Arc::new(TestClock::at(case.look.as_of));
    let answer = ask(&Observation {
        client: &client,
        registry: &registry(),
        identity: IDENTITY,
        desired: &case.desired,
        ledger: &case.ledger,
        clock: &clock,
        settle_after: Duration::ZERO,
        refresh: Refresh::Never,
        every_below: false,
    });
    assert!(book.asked.lock().expect("asked").is_empty());
    answer
}

pub(super) fn parent() -> String {
    NET.replace(HANDLE, PARENT)
        .replace(
            &format!("<parentNetHandle>{PARENT}</parentNetHandle>"),
            "<parentNetHandle>NET-198-0-0-0-0</parentNetHandle>",
        )
        .replace(
            "<customerHandle>C09990001</customerHandle>",
            "<orgHandle>EXMPL-12</orgHandle>",
        )
        .replace("<type>S</type>", "<type>DA</type>")
        .replace("<cidrLength>28", "<cidrLength>24")
        .replace("198.051.100.064", "198.051.100.000")
        .replace("198.051.100.079", "198.051.100.255")
}

pub(super) fn list(documents: &[String]) -> Response {
    let inside: String = documents
        .iter()
        .map(|text| text.replace(XMLNS, ""))
        .collect();
    response(200, format!("<collection{XMLNS}>{inside}</collection>"))
}

pub(super) fn public(handle: &str, range: &str, above: Option<&str>) -> String {
    let range: Range = range.parse().expect("a range");
    let holder = if handle == HANDLE { RECORD } else { "EXMPL-12" };
    let above = above.map_or_else(|| "null".to_owned(), |above| format!("{above:?}"));
    let (first, last) = (range.first_address(), range.last_address());
    let events =
        r#""events":[{"eventAction":"last changed","eventDate":"2026-09-20T10:12:00-04:00"}]"#;
    format!(
        r#"{{"handle":"{handle}","startAddress":"{first}","endAddress":"{last}","parentHandle":{above},{events},"entities":[{{"handle":"{holder}","roles":["registrant"],{events}}}]}}"#
    )
}

pub(super) fn listed(nets: &[String]) -> Response {
    if nets.is_empty() {
        return unlisted();
    }
    response(
        200,
        format!(r#"{{"ipSearchResults":[{}]}}"#, nets.join(",")),
    )
}

pub(super) fn unlisted() -> Response {
    response(404, r#"{"errorCode":404}"#)
}

fn error(status: u16, code: &str) -> Response {
    let body =
        format!("<error{XMLNS}><code>{code}</code><components/><message>no</message></error>");
    response(status, body)
}

pub(super) fn absent() -> Response {
    error(404, "E_OBJECT_NOT_FOUND")
}

pub(super) fn denied() -> Response {
    error(401, "E_AUTHENTICATION")
}

pub(super) fn unauthenticated() -> Response {
    error(400, "E_AUTHENTICATION")
}

pub(super) fn remembered(handle: &str, org: &str, at: &str) -> RememberedNetwork {
    let at = at.parse().expect("a moment");
    RememberedNetwork {
        identity: IDENTITY.to_owned(),
        range: place(SPACE).range,
        handle: handle.parse().expect("a handle"),
        org: Some(org.parse().expect("a handle")),
        read: at,
        swept: at,
    }
}

pub(super) fn memory(handle: &str, org: &str) -> Memory {
    let mut memory = Memory::default();
    memory.add_network(remembered(handle, org, "2026-09-21T11:00:00Z"));
    memory
}

/// The site with what an earlier look has read of the network.
pub(super) fn known(handle: &str, org: &str) -> Site {
    Site {
        memory: memory(handle, org),
        ..site()
    }
}
