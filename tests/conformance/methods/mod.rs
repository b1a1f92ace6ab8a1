//! Every method of the client, called against the simulator in both dialects, one file for each noun.
//!
//! A method is called through [`ask`] or [`send`], which note its name: what was called can not be claimed.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use swipd::clock::{Clock, TestClock};
use swipd::http::{Auth, WireFailure};
use swipd::journal::{Domain, Intent, IntentRecord, Journal};
use swipd::model::{Action, ChangeId, Fields, Key, Kind, NetHandle, Payload, RegistryName, StepId};
use swipd::registry::arin::client::Client;
use swipd::registry::arin::reply::{RegistryError, WriteReply};
use swipd::registry::arin::wire::TicketPayload;
use swipd::simulator::{Dialect, Options};

use super::recorder::{Body, Recorder};
use listener::Listener;

/// Calls a method that reads.
macro_rules! ask {
    ($site:expr, $method:ident($($argument:expr),* $(,)?)) => {{
        $site.note(stringify!($method));
        $site.client.$method($($argument),*).await
    }};
}

/// Calls a method that writes, with an intent that is on disk by then.
macro_rules! send {
    ($site:expr, $method:ident($($argument:expr),* $(,)?)) => {{
        $site.note(stringify!($method));
        let intent = $site.intent(stringify!($method)).await;
        $site.client.$method($($argument,)* intent).await
    }};
}

mod customer;
mod delegation;
mod listener;
mod net;
mod org;
mod poc;
mod public;
mod report;
mod source;
mod ticket;

pub(crate) use source::methods;

const SEED: &str = r#"
api_keys:
  - { key: API-1111-2222-3333-4444, orgs: [EXMPL-12, EMPTY-1], pocs: [NETWO99-ARIN] }
pocs:
  - handle: NETWO99-ARIN
    type: ROLE
    last_name: Network Operations
    company: Example Transit Inc
    address: { street: [1 Exchange Place], city: Roanoke, region: VA, postal_code: "24011", country: US }
    comment: [Day and night]
    emails: [noc@example.net]
    phones: [{ number: +1-540-555-0100, extension: "7", type: O }]
    registered: "2019-06-10T11:36:55.136-04:00"
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
  - { handle: DOWN-7, name: Downstream, pocs: { admin: ADM3-ARIN, tech: [TEC3-ARIN], abuse: [ABU3-ARIN] } }
  - { handle: EMPTY-1, name: Empty Inc, pocs: { admin: ADM1-ARIN, tech: [TEC1-ARIN], abuse: [ABU1-ARIN] } }
nets:
  - { handle: NET-198-51-100-0-1, prefix: 198.51.100.0/24, type: DA, org: EXMPL-12, name: EXMPL-V4 }
  - { handle: NET6-2001-DB8-1, prefix: "2001:db8::/32", type: DA, org: EXMPL-12, name: EXMPL-V6 }
  - { handle: NET-198-51-100-128-1, prefix: 198.51.100.128/26, type: A, org: DOWN-7, name: DOWN-LOW }
  - { prefix: 198.51.100.128/28, type: S, org: EMPTY-1, name: BELOW-LOW }
  - { handle: NET-198-51-100-192-1, prefix: 198.51.100.192/26, type: A, org: DOWN-7, name: DOWN-HIGH }
  - { prefix: 198.51.100.192/28, type: S, org: DOWN-7, name: BELOW-HIGH }
"#;

/// The net that IPv4 space is taken from.
const V4: &str = "NET-198-51-100-0-1";
/// The net that IPv6 space is taken from.
const V6: &str = "NET6-2001-DB8-1";

/// How the client reaches the simulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// In process: every body is seen.
    Process,
    /// Over connections of loopback, as in service: no body is seen.
    Network(Auth),
}

/// A client, its journal, and the registry that it talks to.
struct Site {
    client: Client,
    recorder: Arc<Recorder>,
    journal: Journal,
    clock: Arc<TestClock>,
    dialect: Dialect,
    called: Mutex<BTreeSet<&'static str>>,
    _listener: Option<Listener>,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn new(dialect: Dialect, way: Way) -> Self {
        let options = Options {
            dialect,
            ..Options::default()
        };
        Self::with(options, way).await
    }

    async fn with(options: Options, way: Way) -> Self {
        let start = "2026-09-20T14:12:00Z".parse().expect("a moment");
        let clock = Arc::new(TestClock::at(start));
        let dialect = options.dialect;
        let recorder = Recorder::new(SEED, options, Arc::clone(&clock) as Arc<dyn Clock>);
        let folder = tempfile::tempdir().expect("a folder");
        let journal = folder.path().join("journal");
        let journal = Journal::open(&journal, Arc::clone(&clock) as Arc<dyn Clock>, "here");
        let (client, listener) = match way {
            Way::Process => (recorder.client(), None),
            Way::Network(auth) => {
                let listener = Listener::new(&recorder.simulator).await;
                (listener.client(auth), Some(listener))
            }
        };
        Self {
            client,
            recorder,
            journal: journal.expect("a journal"),
            clock,
            dialect,
            called: Mutex::default(),
            _listener: listener,
            _folder: folder,
        }
    }

    fn note(&self, method: &'static str) {
        self.called.lock().expect("names").insert(method);
    }

    /// An intent for a call that no step asked for.
    async fn intent(&self, method: &str) -> Intent {
        let op = self.journal.next_op();
        let record = IntentRecord {
            op,
            attempt: 1,
            step: StepId::new(format!("{method}/{op}")),
            group: ChangeId::new(method),
            registry: RegistryName::new("arin"),
            kind: Kind::new("call"),
            action: Action::Modify,
            key: Key::new(method),
            place: None,
            domain: Domain::default(),
            target: None,
            before: Fields::new(),
            after: Fields::new(),
            consequences: Vec::new(),
            payload: Payload::seal(method.to_owned()),
            ticket: None,
            last_message: None,
        };
        self.journal.intend(record).await.expect("on disk")
    }

    fn is_legacy(&self) -> bool {
        self.dialect == Dialect::Legacy
    }

    /// Lets every ticket come to its end.
    fn wait(&self) {
        self.clock.advance(Duration::from_secs(2));
    }

    /// Holds the registry's own log against the journal: each write came once, for one intent of its own.
    fn each_write_came_once(&self) {
        let log = self.recorder.simulator.requests();
        let log = log.as_array().expect("a log");
        let writes = log.iter().filter(|request| {
            let path = request["path"].as_str().expect("a path");
            request["method"] != "GET" || path.starts_with("/rest/report/")
        });
        let intents = self.journal.with(|ledger| ledger.open.len());
        assert_eq!(writes.count(), intents);
    }

    /// What the registry itself says that it has under a name.
    fn kept(&self, list: &str, name: &str) -> Option<String> {
        let state = self.recorder.simulator.state();
        let list = state[list].as_array().expect("a list").clone();
        let found = list.iter().find(|item| item["name"] == name)?;
        Some(found["handle"].as_str().expect("a handle").to_owned())
    }
}

fn net_handle(text: &str) -> NetHandle {
    text.parse().expect("a handle")
}

type Written<T> = Result<WriteReply<T>, WireFailure>;

/// What was done; panics when it was not.
fn done<T: Debug>(reply: Written<T>) -> T {
    match reply {
        Ok(WriteReply::Done(object)) => object,
        other => panic!("not done: {other:?}"),
    }
}

/// The ticket that it became; panics when it became none.
fn ticketed<T: Debug>(reply: Written<T>) -> TicketPayload {
    match reply {
        Ok(WriteReply::Ticketed { ticket, net: None }) => *ticket,
        other => panic!("no ticket: {other:?}"),
    }
}

/// Why it was refused; panics when it was not.
fn refused<T: Debug>(reply: Written<T>) -> RegistryError {
    match reply {
        Ok(WriteReply::Refused(error)) => error,
        other => panic!("not refused: {other:?}"),
    }
}

/// Reads tickets of a registry that sends no attachments with them.
pub(crate) async fn large() -> Vec<Body> {
    let options = Options {
        details_limit: Some(0),
        ..Options::default()
    };
    let site = Site::with(options, Way::Process).await;
    ticket::large(&site).await;
    site.recorder.bodies()
}

/// Calls every method in a dialect: the names of those called, and every body of both sides.
pub(crate) async fn everything(dialect: Dialect, way: Way) -> (BTreeSet<String>, Vec<Body>) {
    let site = Site::new(dialect, way).await;
    customer::calls(&site).await;
    net::calls(&site).await;
    // Before anything waits: the tickets are those that the nets left open.
    ticket::calls(&site).await;
    report::calls(&site).await;
    delegation::calls(&site).await;
    poc::calls(&site).await;
    org::calls(&site).await;
    public::calls(&site).await;
    site.each_write_came_once();
    let called = site.called.lock().expect("names");
    let called = called.iter().map(|name| (*name).to_owned()).collect();
    (called, site.recorder.bodies())
}
