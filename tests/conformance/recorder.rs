//! A wire into the simulator that keeps every body, of requests and of replies.

use std::sync::{Arc, Mutex};

use swipd::clock::Clock;
use swipd::http::{Exchange, ExchangeFuture, Pace, Response, Side, Transport, Wire, WireFailure};
use swipd::registry::arin::client::Client;
use swipd::simulator::{Handled, Options, Request, Seed, Simulator};
use swipd::yaml::SourceText;

pub(crate) const KEY: &str = "API-1111-2222-3333-4444";

/// One XML body, and where it was seen.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    /// `PUT /rest/net/NET-198-51-100-0-1/reassign, reply 200`.
    pub(crate) call: String,
    /// Whether the client wrote it; else the simulator did.
    pub(crate) ours: bool,
    pub(crate) bytes: Vec<u8>,
}

impl Body {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// A client that sends everything at once, and once.
pub(crate) fn client_over(wire: Arc<dyn Wire>) -> Client {
    let pace = Pace {
        attempts: 1,
        ..Pace::unlimited()
    };
    Client::new(Transport::new(wire, pace))
}

/// The client's way to a simulator in process.
pub(crate) struct Recorder {
    pub(crate) simulator: Simulator,
    key: Mutex<String>,
    seen: Mutex<Vec<Body>>,
}

impl Recorder {
    pub(crate) fn new(seed: &str, options: Options, clock: Arc<dyn Clock>) -> Arc<Self> {
        let source = SourceText {
            name: "simulator.yaml".to_owned(),
            text: seed.to_owned(),
        };
        let seed = Seed::read(&source).expect("a seed");
        Arc::new(Self {
            simulator: Simulator::open(Some(seed), options, clock).expect("a simulator"),
            key: Mutex::new(KEY.to_owned()),
            seen: Mutex::default(),
        })
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        client_over(Arc::clone(self) as Arc<dyn Wire>)
    }

    pub(crate) fn use_key(&self, key: &str) {
        key.clone_into(&mut self.key.lock().expect("a key"));
    }

    pub(crate) fn faults(&self, script: &str) {
        self.simulator.set_faults(script).expect("a fault script");
    }

    pub(crate) fn bodies(&self) -> Vec<Body> {
        self.seen.lock().expect("bodies").clone()
    }

    fn keep(&self, call: String, ours: bool, bytes: &[u8]) {
        if !bytes.is_empty() {
            let bytes = bytes.to_vec();
            let body = Body { call, ours, bytes };
            self.seen.lock().expect("bodies").push(body);
        }
    }

    /// Sends what no client would write; of the bodies only the answer is kept.
    pub(crate) async fn raw(&self, exchange: Exchange) -> Result<Response, WireFailure> {
        self.carry(exchange, false).await
    }

    async fn carry(&self, exchange: Exchange, ours: bool) -> Result<Response, WireFailure> {
        let public = exchange.side == Side::Public;
        let target = if public {
            format!("/registry{}", exchange.path)
        } else {
            exchange.path
        };
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
            None => (target, None),
        };
        let mut headers = vec![("Accept".to_owned(), exchange.accept.to_owned())];
        if !public {
            let key = self.key.lock().expect("a key").clone();
            headers.push(("Authorization".to_owned(), format!("ApiKey {key}")));
        }
        headers.extend(
            exchange
                .content_type
                .map(|kind| ("Content-Type".to_owned(), kind.to_owned())),
        );
        let call = format!("{} {path}", exchange.method);
        if ours {
            self.keep(format!("{call}, request"), true, &exchange.body);
        }
        let request = Request {
            method: exchange.method.to_string(),
            path,
            query,
            headers,
            body: exchange.body,
        };
        let Handled::Reply(reply) = self.simulator.handle(request).await else {
            return Err(WireFailure::Lost {
                reason: "closed".to_owned(),
            });
        };
        // An attachment is no document of the registry; every other body on this side is.
        let attachment = reply.header("content-type") == Some("application/octet-stream");
        if !public && !attachment {
            self.keep(
                format!("{call}, reply {}", reply.status),
                false,
                &reply.body,
            );
        }
        Ok(Response {
            status: reply.status,
            date: reply.header("date").map(str::to_owned),
            retry_after: None,
            content_type: reply.header("content-type").map(str::to_owned),
            disposition: reply.header("content-disposition").map(str::to_owned),
            body: reply.body,
        })
    }
}

impl Wire for Recorder {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        Box::pin(self.carry(exchange, true))
    }
}
