//! The simulator as one thing: takes a request, lets a fault have its way, and answers.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::clock::Clock;

use super::books::{Behind, Books};
use super::desk::{self, Twist};
use super::exchange::{Handled, Reply, Request};
use super::faults::{Fault, Faults, Kind};
use super::options::{Options, SimulatorError};
use super::refusal::Refusal;
use super::request_log::RequestLog;
use super::seed::Seed;
use super::state::State;
use super::{date, edit, listing, rdap, ticket_end};

/// A local registry. Clones are the same registry.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

struct Shared {
    inside: Mutex<Inside>,
    /// What goes on after its connection is gone. Dropped with the simulator.
    tasks: Mutex<JoinSet<()>>,
    limit: Option<DefaultDirectRateLimiter>,
    latency: std::time::Duration,
    clock: Arc<dyn Clock>,
}

struct Inside {
    books: Books,
    log: RequestLog,
    faults: Faults,
    dice: fastrand::Rng,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator").finish_non_exhaustive()
    }
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Simulator {
    /// Opens a registry. A data folder that holds one wins over the seed.
    ///
    /// # Errors
    /// When the seed contradicts itself, or the data folder can not be read or written.
    pub fn open(
        seed: Option<Seed>,
        options: Options,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SimulatorError> {
        let stamp = date::stamp(clock.now());
        let state = match seed {
            Some(seed) => seed
                .plant(&stamp)
                .map_err(|mistakes| SimulatorError::Seed(mistakes.join("; ")))?,
            None => State::default(),
        };
        let limit = options
            .rate
            .and_then(NonZeroU32::new)
            .map(|rate| RateLimiter::direct(Quota::per_second(rate)));
        let latency = options.latency;
        let dice = fastrand::Rng::with_seed(options.dice);
        let books = Books::open(state, options, Arc::clone(&clock))?;
        Ok(Self {
            shared: Arc::new(Shared {
                inside: Mutex::new(Inside {
                    books,
                    log: RequestLog::default(),
                    faults: Faults::default(),
                    dice,
                }),
                tasks: Mutex::new(JoinSet::new()),
                limit,
                latency,
                clock,
            }),
        })
    }

    /// Answers one request, or does not, as the fault script says.
    pub async fn handle(&self, request: Request) -> Handled {
        if request.path.starts_with("/_sim") {
            return Handled::Reply(self.dated(self.control(&request)));
        }
        let number = guard(&self.shared.inside).log.arrived(&request);
        if !self.shared.latency.is_zero() {
            tokio::time::sleep(self.shared.latency).await;
        }
        let public = request.path.starts_with("/registry");
        let limit = self.shared.limit.as_ref();
        if limit.is_some_and(|limit| limit.check().is_err()) {
            return Handled::Reply(self.sent(number, throttled(public, None)));
        }
        let fault = {
            let inside = &mut *guard(&self.shared.inside);
            inside
                .faults
                .pick(&request.method, &request.path, &mut inside.dice)
        };
        match fault {
            None => Handled::Reply(self.sent(number, self.perform(&request, &Twist::None))),
            Some(fault) => self.faulty(number, request, fault).await,
        }
    }

    async fn faulty(&self, number: usize, request: Request, fault: Fault) -> Handled {
        let public = request.path.starts_with("/registry");
        let perform = || self.perform(&request, &Twist::None);
        let reply = match fault.kind {
            Kind::DropRequest => return Handled::Close,
            Kind::DropReply => {
                perform();
                return Handled::Close;
            }
            Kind::Late => {
                self.later(request, fault.delay);
                return Handled::Close;
            }
            Kind::Truncate => return Handled::Truncate(self.sent(number, perform())),
            Kind::Replay => {
                perform();
                perform()
            }
            Kind::Partial => self.perform(&request, &Twist::Partial),
            Kind::Ticket => {
                let twist = Twist::Ticket {
                    delay: fault.delay,
                    resolution: fault.resolution,
                };
                self.perform(&request, &twist)
            }
            Kind::ErrorAfterCommit => {
                perform();
                Refusal::unspecified().reply()
            }
            Kind::Error if public => rdap::busy(503),
            Kind::Error => Refusal::outage().reply(),
            Kind::Throttle => throttled(public, fault.retry_after.as_deref()),
            Kind::Garbage => {
                let status = perform().status;
                let noise: Vec<u8> = (0..64u8).map(|n| n.wrapping_mul(37) ^ 0x5a).collect();
                Reply::new(status, "application/xml", noise)
            }
            Kind::Html => Reply::new(
                200,
                "text/html",
                "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to the network.</body></html>",
            ),
            Kind::Slow => {
                let reply = perform();
                tokio::time::sleep(fault.delay).await;
                reply
            }
            Kind::StaleRead => {
                let older = desk::stale(&mut guard(&self.shared.inside).books, &request);
                older.unwrap_or_else(perform)
            }
        };
        Handled::Reply(self.sent(number, reply))
    }

    fn perform(&self, request: &Request, twist: &Twist) -> Reply {
        desk::answer(&mut guard(&self.shared.inside).books, request, twist)
    }

    /// Carries a request out after a while, whether or not anyone still waits for it.
    fn later(&self, request: Request, delay: std::time::Duration) {
        let simulator = self.clone();
        self.keep_on(async move {
            tokio::time::sleep(delay).await;
            simulator.perform(&request, &Twist::None);
        });
    }

    /// Runs something to its end although its connection may go away.
    pub(super) fn keep_on(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = guard(&self.shared.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }

    fn sent(&self, number: usize, reply: Reply) -> Reply {
        guard(&self.shared.inside)
            .log
            .answered(number, reply.status);
        self.dated(reply)
    }

    fn dated(&self, mut reply: Reply) -> Reply {
        let now = date::http(self.shared.clock.now());
        reply.headers.push(("date".to_owned(), now));
        reply
    }

    /// Sets the fault script: JSON or YAML. An empty list of rules ends all faults.
    ///
    /// # Errors
    /// When the script can not be read; the old one stays.
    pub fn set_faults(&self, text: &str) -> Result<(), SimulatorError> {
        let faults = Faults::read(text)?;
        let inside = &mut *guard(&self.shared.inside);
        let state = &inside.books.state;
        inside.books.stale = faults
            .stale_lag()
            .map(|lag| Behind::new(state.clone(), lag));
        inside.faults = faults;
        Ok(())
    }

    /// What the registry holds: `nets`, `customers`, `tickets`, `orgs`, `pocs`, `delegations` (design, section 10).
    #[must_use]
    pub fn state(&self) -> Value {
        let inside = &mut *guard(&self.shared.inside);
        // A full disk shows in the reply to the next write; here the state is told as it is.
        let _ = ticket_end::advance(&mut inside.books);
        let state = &inside.books.state;
        let nets: Vec<Value> = state
            .nets
            .values()
            .map(|net| {
                json!({
                    "handle": net.handle, "parent": net.parent,
                    "start": net.range.first_address(), "end": net.range.last_address(),
                    "type": net.kind.code(), "name": net.name,
                    "customer": net.customer, "org": net.org,
                })
            })
            .collect();
        let customers: Vec<Value> = state
            .customers
            .values()
            .map(|customer| {
                let net = state.net_of(&customer.handle);
                json!({ "handle": customer.handle, "name": customer.content.name, "net": net })
            })
            .collect();
        let tickets: Vec<Value> = state
            .tickets
            .values()
            .map(|ticket| {
                json!({
                    "number": ticket.number, "type": ticket.kind,
                    "status": ticket.status, "resolution": ticket.resolution,
                })
            })
            .collect();
        json!({
            "nets": nets, "customers": customers, "tickets": tickets,
            "orgs": listing::orgs(state), "pocs": listing::pocs(state),
            "delegations": listing::delegations(state),
        })
    }

    /// Acts as somebody else in the web page: `delete`, `reassign` or `modify`. The value names what it touched.
    ///
    /// # Errors
    /// When the edit can not be read, or the registry's rules refuse it.
    pub fn edit(&self, text: &str) -> Result<Value, SimulatorError> {
        edit::edit(&mut guard(&self.shared.inside).books, text)
    }

    /// Every request since the start: `[{"n","method","path","status"}]`.
    #[must_use]
    pub fn requests(&self) -> Value {
        guard(&self.shared.inside).log.json()
    }

    /// Tells a ticket its status, its resolution or a message: `{"status","resolution","message"}`.
    ///
    /// # Errors
    /// When there is no such ticket, or it has ended.
    pub fn tell_ticket(&self, number: &str, text: &str) -> Result<Value, SimulatorError> {
        ticket_end::tell(&mut guard(&self.shared.inside).books, number, text)
    }

    /// The fault script with what is left of it, and how often each rule has hit.
    #[must_use]
    pub fn faults(&self) -> Value {
        guard(&self.shared.inside).faults.json()
    }

    fn control(&self, request: &Request) -> Reply {
        let body = String::from_utf8_lossy(&request.body);
        let ticket = request.path.strip_prefix("/_sim/tickets/");
        let outcome = match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/_sim/state") => Ok(self.state()),
            ("GET", "/_sim/requests") => Ok(self.requests()),
            ("PUT", "/_sim/faults") => self.set_faults(&body).map(|()| json!({ "ok": true })),
            ("GET", "/_sim/faults") => Ok(self.faults()),
            ("PUT", "/_sim/edit") => self.edit(&body),
            ("PUT", _) if ticket.is_some() => self.tell_ticket(ticket.unwrap_or_default(), &body),
            _ => {
                let body = json!({ "error": "no such call" });
                return Reply::json(404, "application/json", &body);
            }
        };
        match outcome {
            Ok(body) => Reply::json(200, "application/json", &body),
            Err(error) => {
                let body = json!({ "error": error.to_string() });
                Reply::json(400, "application/json", &body)
            }
        }
    }
}

fn throttled(public: bool, retry_after: Option<&str>) -> Reply {
    let mut reply = if public {
        rdap::busy(429)
    } else {
        Refusal::throttled().reply()
    };
    if let Some(wait) = retry_after {
        let header = ("retry-after".to_owned(), wait.to_owned());
        reply.headers.push(header);
    }
    reply
}
