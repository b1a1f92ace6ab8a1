//! A wire that answers what a test tells it to, and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::Client;
use crate::http::{Exchange, ExchangeFuture, Pace, Response, Transport, Wire, WireFailure};

/// What was sent: verb and path, the body, and whether over a connection of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::registry::arin) struct Asked {
    pub(in crate::registry::arin) line: String,
    pub(in crate::registry::arin) body: Vec<u8>,
    pub(in crate::registry::arin) fresh: bool,
}

/// The wire.
#[derive(Default)]
pub(in crate::registry::arin) struct Script {
    answers: Mutex<VecDeque<Response>>,
    asked: Mutex<Vec<Asked>>,
}

impl Script {
    /// A client whose questions are answered in turn, and lost when no answer is left.
    pub(in crate::registry::arin) fn client(
        answers: impl IntoIterator<Item = Response>,
    ) -> (Client, Arc<Self>) {
        let script = Arc::new(Self {
            answers: Mutex::new(answers.into_iter().collect()),
            asked: Mutex::default(),
        });
        let pace = Pace {
            attempts: 1,
            ..Pace::unlimited()
        };
        (Client::new(Transport::new(script.clone(), pace)), script)
    }

    /// What was sent since the last call.
    pub(in crate::registry::arin) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().expect("asked"))
    }

    /// The lines of what was sent since the last call.
    pub(in crate::registry::arin) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

impl Wire for Script {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        self.asked.lock().expect("asked").push(Asked {
            line: format!("{} {}", exchange.method, exchange.path),
            body: exchange.body,
            fresh: exchange.fresh,
        });
        let answer = self.answers.lock().expect("answers").pop_front();
        let lost = WireFailure::Lost {
            reason: "no answer is left".to_owned(),
        };
        Box::pin(async move { answer.ok_or(lost) })
    }
}

/// A response with a document.
pub(in crate::registry::arin) fn response(status: u16, body: impl Into<Vec<u8>>) -> Response {
    Response {
        status,
        body: body.into(),
        ..Response::default()
    }
}
