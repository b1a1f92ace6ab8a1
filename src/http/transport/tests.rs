//! Tries and pauses, with a wire that answers as written and time that stands still.

use std::collections::VecDeque;

use super::*;
use crate::clock::{Clock, SystemClock};
use crate::http::{ExchangeFuture, RetryAfter};

type Outcome = Result<Response, WireFailure>;

#[derive(Default)]
struct Script {
    outcomes: Mutex<VecDeque<Outcome>>,
    seen: Mutex<Vec<String>>,
}

impl Wire for Script {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        self.seen
            .lock()
            .expect("seen")
            .push(format!("{exchange:?}"));
        let next = self.outcomes.lock().expect("outcomes").pop_front();
        Box::pin(async move { next.expect("no further exchange is waited for") })
    }
}

fn transport(outcomes: Vec<Outcome>) -> (Transport, Arc<Script>) {
    let script = Arc::new(Script {
        outcomes: Mutex::new(outcomes.into()),
        ..Script::default()
    });
    (Transport::new(script.clone(), Pace::default()), script)
}

fn status(status: u16) -> Response {
    Response {
        status,
        ..Response::default()
    }
}

fn lost() -> Outcome {
    Err(WireFailure::Lost {
        reason: "closed".to_owned(),
    })
}

fn request() -> ReadRequest {
    ReadRequest {
        path: "/rest/net/NET-198-51-100-0-1".to_owned(),
        side: Side::Registry,
        accept: XML,
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_is_repeated_until_it_is_answered() {
    let unsent = Err(WireFailure::Unsent {
        reason: "refused".to_owned(),
    });
    let page = Response {
        content_type: Some("text/html; charset=UTF-8".to_owned()),
        ..status(200)
    };
    let (transport, script) = transport(vec![
        lost(),
        unsent,
        Ok(status(429)),
        Ok(status(503)),
        Ok(page),
        Ok(status(200)),
    ]);
    assert_eq!(transport.read(request()).await, Ok(status(200)));
    assert_eq!(script.seen.lock().expect("seen").len(), 6);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_will_not_change_is_not_asked_for_again() {
    for code in [200, 301, 400, 401, 403, 404, 409, 501] {
        let (transport, _) = transport(vec![Ok(status(code))]);
        assert_eq!(transport.read(request()).await, Ok(status(code)));
    }
}

#[tokio::test(start_paused = true)]
async fn tries_come_to_an_end() {
    let (failing, _) = transport(vec![lost(); 6]);
    let failure = failing.read(request()).await.expect_err("never a reply");
    assert!(matches!(failure, ReadFailure::NoReply { attempts: 6, .. }));
    let (outage, _) = transport(vec![Ok(status(503)); 6]);
    assert_eq!(outage.read(request()).await, Ok(status(503)));
    let (large, _) = transport(vec![Err(WireFailure::TooLarge)]);
    assert_eq!(large.read(request()).await, Err(ReadFailure::TooLarge));
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_registry_asks_for_is_kept() {
    let busy = Response {
        retry_after: Some(RetryAfter::Seconds(120)),
        ..status(429)
    };
    let (transport, _) = transport(vec![Ok(busy), Ok(status(200))]);
    let clock = SystemClock::new();
    assert_eq!(transport.read(request()).await, Ok(status(200)));
    let waited = clock.monotonic();
    assert!(waited >= Duration::from_secs(120) && waited < Duration::from_secs(122));
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_patience_ends_it() {
    let busy = Response {
        retry_after: Some(RetryAfter::Seconds(901)),
        ..status(503)
    };
    let (transport, _) = transport(vec![Ok(busy)]);
    let again_in = Duration::from_secs(901);
    assert_eq!(
        transport.read(request()).await,
        Err(ReadFailure::Later { again_in })
    );
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_once_whatever_comes_back() {
    for outcome in [lost(), Ok(status(503)), Ok(status(429)), Ok(status(200))] {
        let (transport, script) = transport(vec![outcome.clone()]);
        let write = WriteRequest {
            method: Method::Put,
            path: "/rest/net/NET-198-51-100-0-1/reassign".to_owned(),
            body: b"<net/>".to_vec(),
        };
        assert_eq!(transport.write(write, Intent::for_test()).await, outcome);
        assert_eq!(
            *script.seen.lock().expect("seen"),
            ["PUT /rest/net/NET-198-51-100-0-1/reassign (6 bytes)"]
        );
    }
}
