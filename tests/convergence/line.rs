//! A wire to a simulator in the same process: no sockets, and a machine that may stop at any exchange.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use swipd::http::{
    Exchange, ExchangeFuture, Method, Response, RetryAfter, Side, Wire, WireFailure,
};
use swipd::simulator::{Handled, Request, Simulator};
use tokio::sync::Notify;

/// The keys of the registries of the tests, by name; the seed takes them.
pub(crate) const KEYS: [(&str, &str); 2] = [
    ("arin", "API-1111-2222-3333-4444"),
    ("down", "API-5555-6666-7777-8888"),
];

/// When the machine stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    /// After so many writes.
    pub(crate) writes: usize,
    /// Whether the last of them still reaches the registry.
    pub(crate) arrives: bool,
}

/// The wire. Every write is checked: the journal must hold an intent for it already.
#[derive(Debug)]
pub(crate) struct Line {
    simulator: Simulator,
    journal: PathBuf,
    stop: Mutex<Option<Stop>>,
    /// Told when the machine stops. From then on no exchange ends.
    pub(crate) stopped: Notify,
    writes: AtomicUsize,
    dice: Mutex<fastrand::Rng>,
    wrong: Mutex<Vec<String>>,
    unanswered: Mutex<Vec<String>>,
    newer: Mutex<Option<&'static str>>,
}

impl Line {
    pub(crate) fn new(simulator: Simulator, journal: &Path, seed: u64) -> Self {
        Self {
            simulator,
            journal: journal.to_owned(),
            stop: Mutex::default(),
            stopped: Notify::new(),
            writes: AtomicUsize::new(0),
            dice: Mutex::new(fastrand::Rng::with_seed(seed)),
            wrong: Mutex::default(),
            unanswered: Mutex::default(),
            newer: Mutex::default(),
        }
    }

    /// From now on each record that is read has this element too, as in a registry newer than we are.
    pub(crate) fn set_newer(&self, element: Option<&'static str>) {
        *self.newer.lock().expect("lock") = element;
    }

    /// The customers' names of embedded creates that reached the registry and were not answered with a net.
    pub(crate) fn unanswered(&self) -> Vec<String> {
        self.unanswered.lock().expect("lock").clone()
    }

    /// Plans a stop, or none.
    pub(crate) fn stop_after(&self, stop: Option<Stop>) {
        *self.stop.lock().expect("lock") = stop;
    }

    /// Writes that left so far.
    pub(crate) fn writes(&self) -> usize {
        self.writes.load(Ordering::SeqCst)
    }

    /// What broke a rule of the write protocol.
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.wrong.lock().expect("lock").clone()
    }

    /// Invariant 1: each request that changes something has an older synced intent, one to one.
    fn check(&self, exchange: &Exchange, number: usize) {
        let intents = intents(&self.journal);
        let object = exchange.path.split('/').nth(3).unwrap_or_default();
        // What a step of the same run has made stands in the outcome of that; the intent could not know its handle.
        let lines = lines(&self.journal);
        let meant = lines.iter().filter(|line| line.contains(object)).count();
        if intents.len() < number || meant == 0 {
            self.wrong.lock().expect("lock").push(format!(
                "write {number}, {exchange:?}, and the journal has {} intents, {meant} for {object}",
                intents.len()
            ));
        }
    }

    /// What was sent and what the journal says, for a case that fails.
    pub(crate) fn history(&self) -> String {
        let mut told = Vec::new();
        let requests = self.simulator.requests();
        for sent in requests.as_array().into_iter().flatten() {
            if sent["method"] != "GET" {
                told.push(sent.to_string());
            }
        }
        let lines = lines(&self.journal);
        let last = lines.len().saturating_sub(60);
        told.extend(lines[last..].iter().map(|line| brief(line)));
        told.join("\n")
    }

    fn pause(&self) -> Duration {
        Duration::from_millis(self.dice.lock().expect("lock").u64(0..20))
    }

    /// Whether the machine stops at this write; a stop is used once.
    fn stops(&self, number: usize) -> Option<Stop> {
        let mut stop = self.stop.lock().expect("lock");
        let hit = stop.is_some_and(|stop| number >= stop.writes);
        if hit { stop.take() } else { None }
    }

    async fn carry(&self, exchange: Exchange, key: &str) -> Result<Response, WireFailure> {
        tokio::time::sleep(self.pause()).await;
        let mut stopping = None;
        if exchange.method != Method::Get {
            let number = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
            self.check(&exchange, number);
            stopping = self.stops(number);
            if stopping.is_some_and(|stop| !stop.arrives) {
                self.stand_still().await;
            }
        }
        let embedded = embedded(&exchange);
        let read = exchange.method == Method::Get && exchange.side == Side::Registry;
        // Noted before: a run that is given up in between does not hear the answer, and a refusal was one.
        self.unanswered
            .lock()
            .expect("lock")
            .extend(embedded.clone());
        let handled = self.simulator.handle(request(exchange, key)).await;
        if let Some(name) = embedded.filter(|_| shows_net(&handled)) {
            let mut unanswered = self.unanswered.lock().expect("lock");
            let at = unanswered.iter().position(|other| *other == name);
            at.map(|at| unanswered.swap_remove(at));
        }
        if stopping.is_some() {
            self.stand_still().await;
        }
        tokio::time::sleep(self.pause()).await;
        let lost = |reason: &str| WireFailure::Lost {
            reason: reason.to_owned(),
        };
        match handled {
            Handled::Reply(reply) => Ok(Response {
                status: reply.status,
                date: reply.header("date").map(str::to_owned),
                retry_after: reply.header("retry-after").and_then(RetryAfter::parse),
                content_type: reply.header("content-type").map(str::to_owned),
                disposition: reply.header("content-disposition").map(str::to_owned),
                body: if read {
                    self.as_newer(reply.body)
                } else {
                    reply.body
                },
            }),
            Handled::Close => Err(lost("the connection was closed")),
            Handled::Truncate(_) => Err(lost("the body ended early")),
        }
    }

    /// The body with the newer element at the end of each net and each customer.
    fn as_newer(&self, body: Vec<u8>) -> Vec<u8> {
        let Some(element) = *self.newer.lock().expect("lock") else {
            return body;
        };
        let text = String::from_utf8(body).expect("UTF-8");
        let longer = ["</net>", "</customer>"].iter().fold(text, |text, end| {
            text.replace(end, &format!("{element}{end}"))
        });
        longer.into_bytes()
    }

    async fn stand_still(&self) {
        self.stopped.notify_one();
        std::future::pending::<()>().await;
    }
}

/// The line as one registry uses it: with a key of its own.
#[derive(Debug)]
pub(crate) struct Keyed {
    pub(crate) line: Arc<Line>,
    pub(crate) key: &'static str,
}

impl Wire for Keyed {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        Box::pin(self.line.carry(exchange, self.key))
    }
}

/// The customer's name, where a request makes a customer inside a net.
fn embedded(exchange: &Exchange) -> Option<String> {
    let body = std::str::from_utf8(&exchange.body).ok()?;
    let (_, inside) = body.split_once("<customer>")?;
    let (_, name) = inside.split_once("<customerName>")?;
    let (name, _) = name.split_once("</customerName>")?;
    Some(name.to_owned())
}

/// Whether a reply holds the net that was asked for.
fn shows_net(handled: &Handled) -> bool {
    match handled {
        Handled::Reply(reply) => {
            reply.status == 200 && String::from_utf8_lossy(&reply.body).contains("<netBlocks>")
        }
        Handled::Close | Handled::Truncate(_) => false,
    }
}

/// Our request in the simulator's words; the key goes to the registry's side alone.
fn request(exchange: Exchange, key: &str) -> Request {
    let (path, query) = match exchange.path.split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
        None => (exchange.path, None),
    };
    let mut headers = vec![("accept".to_owned(), exchange.accept.to_owned())];
    if let Some(kind) = exchange.content_type {
        headers.push(("content-type".to_owned(), kind.to_owned()));
    }
    let path = match exchange.side {
        Side::Public => format!("/registry{path}"),
        Side::Registry => {
            headers.push(("authorization".to_owned(), format!("ApiKey {key}")));
            path
        }
    };
    Request {
        method: exchange.method.to_string(),
        path,
        query,
        headers,
        body: exchange.body,
    }
}

/// The lines of a journal folder that are intents, as they are on disk now.
fn intents(folder: &Path) -> Vec<String> {
    let mut lines = lines(folder);
    lines.retain(|line| line.contains("\"type\":\"intent\""));
    lines
}

fn lines(folder: &Path) -> Vec<String> {
    let mut segments = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the journal's folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            segments.push(path);
        }
    }
    segments.sort();
    let mut lines = Vec::new();
    for segment in segments {
        let text = std::fs::read_to_string(&segment).expect("a segment");
        lines.extend(text.lines().map(str::to_owned));
    }
    lines
}

/// A journal line without its envelope and its payloads.
fn brief(line: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        for name in [
            "v",
            "prev",
            "durable",
            "sum",
            "run",
            "payload",
            "before",
            "after",
            "domain",
            "consequences",
            "registry",
        ] {
            fields.remove(name);
        }
    }
    value.to_string()
}
