//! Reads as often as it takes; writes once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::pace::Gate;
use super::{
    Exchange, FetchFailure, Fetched, Method, Pace, Response, Side, Sink, Wire, WireFailure, XML,
};
use crate::journal::Intent;

/// The longest wait that the registry may ask for; a longer one ends the run (write protocol, section 2).
pub const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// A request that changes nothing, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRequest {
    /// Path and query: `/rest/net/…` at the registry, `/registry/…` in public.
    pub path: String,
    /// Who is asked.
    pub side: Side,
    /// The kind of reply that we can read.
    pub accept: &'static str,
}

/// A request that changes something. It can not be cloned, and sending it consumes it.
pub struct WriteRequest {
    /// Anything but GET; GET only where it creates, as reports do (reference 1.4).
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// The payload; empty where none belongs.
    pub body: Vec<u8>,
}

impl fmt::Debug for WriteRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} ({} bytes)",
            self.method,
            self.path,
            self.body.len()
        )
    }
}

/// Why a read has no response, after all tries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadFailure {
    /// No try brought a response.
    #[error("no reply after {attempts} tries, at last {last}")]
    NoReply {
        /// How often it was tried.
        attempts: u32,
        /// The last failure.
        last: WireFailure,
    },
    /// The registry asks for a wait that ends the run.
    #[error("the registry asks to come back in {} minutes", .again_in.as_secs().div_ceil(60))]
    Later {
        /// How long.
        again_in: Duration,
    },
    /// The reply is too large to be read.
    #[error("the reply is larger than 16 MiB")]
    TooLarge,
}

/// Why a long body is not in its sink, after all tries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No try brought a success.
    #[error(transparent)]
    Read(ReadFailure),
    /// A success came and did not reach the sink whole.
    #[error(transparent)]
    Delivery(FetchFailure),
}

/// What follows from one try of a read.
enum Next {
    Answer(Response),
    Failure(ReadFailure),
    Again { after: Duration },
}

/// The one way to a registry.
pub struct Transport {
    wire: Arc<dyn Wire>,
    pace: Pace,
    gate: Gate,
    random: Mutex<fastrand::Rng>,
}

impl Transport {
    /// A transport over a wire, at a pace.
    #[must_use]
    pub fn new(wire: Arc<dyn Wire>, pace: Pace) -> Self {
        Self {
            wire,
            pace,
            gate: Gate::new(&pace),
            random: Mutex::new(
                pace.seed
                    .map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
            ),
        }
    }

    /// Reads. Lost replies, 408, 429, 5xx and pages for people are tried again after a pause, which the
    /// registry may lengthen. When the tries are used up, the last response is returned as it is.
    ///
    /// # Errors
    /// When no try brought a response, or the registry asks for more patience than 15 minutes.
    pub async fn read(&self, request: ReadRequest) -> Result<Response, ReadFailure> {
        let mut tried = 0;
        loop {
            tried += 1;
            let outcome = self.try_read(&request).await;
            match self.next(tried, outcome) {
                Next::Answer(response) => return Ok(response),
                Next::Failure(failure) => return Err(failure),
                Next::Again { after } => tokio::time::sleep(after).await,
            }
        }
    }

    /// Reads a body into a sink, as often as it takes until the first byte of it came: a sink can not be
    /// emptied, so a reply that breaks off later is a failure. A response that is no success keeps its body.
    ///
    /// # Errors
    /// When the body did not come whole, is too large, or could not be written.
    pub async fn fetch(
        &self,
        request: ReadRequest,
        mut sink: Sink<'_>,
    ) -> Result<Fetched, FetchError> {
        let mut tried = 0;
        loop {
            tried += 1;
            let outcome = {
                let _turn = self.gate.turn().await;
                self.wire.fetch(asking(&request), sink.again()).await
            };
            let outcome = match outcome {
                Ok(fetched) if fetched.delivered => return Ok(fetched),
                Ok(fetched) => Ok(fetched.response),
                Err(FetchFailure::Wire(failure)) => Err(failure),
                Err(failure) => return Err(FetchError::Delivery(failure)),
            };
            match self.next(tried, outcome) {
                Next::Answer(response) => {
                    return Ok(Fetched {
                        response,
                        delivered: false,
                        written: 0,
                    });
                }
                Next::Failure(failure) => return Err(FetchError::Read(failure)),
                Next::Again { after } => tokio::time::sleep(after).await,
            }
        }
    }

    /// What to do after a try.
    fn next(&self, tried: u32, outcome: Result<Response, WireFailure>) -> Next {
        let last = tried >= self.pace.attempts.max(1);
        let asked = match outcome {
            Ok(response) if !is_passing(&response) => return Next::Answer(response),
            Ok(response) => {
                let asked = response.asked_wait();
                match asked {
                    Some(again_in) if again_in > PATIENCE => {
                        return Next::Failure(ReadFailure::Later { again_in });
                    }
                    Some(_) | None if last => return Next::Answer(response),
                    Some(_) | None => asked,
                }
            }
            Err(WireFailure::TooLarge) => return Next::Failure(ReadFailure::TooLarge),
            Err(failure) if last => {
                return Next::Failure(ReadFailure::NoReply {
                    attempts: tried,
                    last: failure,
                });
            }
            Err(WireFailure::Unsent { .. } | WireFailure::Lost { .. }) => None,
        };
        let pause = self.pause(tried);
        Next::Again {
            after: asked.unwrap_or_default().saturating_add(pause),
        }
    }

    /// Writes, once. The intent is proof that the journal knows of it; whatever comes back, the write is
    /// not repeated here, and a new try needs a new intent.
    ///
    /// # Errors
    /// When there is no response; whether anything was sent, the failure says.
    pub async fn write(
        &self,
        request: WriteRequest,
        intent: Intent,
    ) -> Result<Response, WireFailure> {
        let _turn = self.gate.turn().await;
        tracing::debug!(op = intent.op().0, method = %request.method, "writing");
        self.wire
            .exchange(Exchange {
                side: Side::Registry,
                method: request.method,
                path: request.path,
                accept: XML,
                content_type: Some(XML),
                // Reports are made by GET; see `Exchange::fresh`.
                fresh: request.method == Method::Get,
                body: request.body,
            })
            .await
    }

    async fn try_read(&self, request: &ReadRequest) -> Result<Response, WireFailure> {
        let _turn = self.gate.turn().await;
        self.wire.exchange(asking(request)).await
    }

    fn pause(&self, tried: u32) -> Duration {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        self.pace.pause(tried, &mut random)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

fn asking(request: &ReadRequest) -> Exchange {
    Exchange {
        side: request.side,
        method: Method::Get,
        path: request.path.clone(),
        accept: request.accept,
        content_type: match request.side {
            Side::Registry => Some(XML),
            Side::Public => None,
        },
        body: Vec::new(),
        fresh: false,
    }
}

/// Whether the same question may be answered otherwise in a moment. 501 means never.
fn is_passing(response: &Response) -> bool {
    response.is_page()
        || matches!(response.status, 408 | 429)
        || (response.status >= 500 && response.status != 501)
}

#[cfg(test)]
mod tests {
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
}
