//! Takes one request to its rule. The order of checks: path, verb, media types, key, object, body.

use std::time::Duration;

use crate::model::{NetType, Range};

use super::answer::Detail;
use super::auth::{self, Caller};
use super::books::Books;
use super::exchange::{Reply, Request};
use super::refusal::Refusal;
use super::route::Route;
use super::state::State;
use super::{
    customer, encoding, messages, net, rdap, reassign, removal, reports, ticket_end, tickets,
};

/// More than any honest body.
const BODY: usize = 1 << 20;

/// What a fault does to the rule itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Twist {
    /// Nothing.
    None,
    /// A ticket instead of an immediate answer.
    Ticket {
        /// How long it stays open.
        delay: Duration,
        /// How it ends; well when not given.
        resolution: Option<String>,
    },
    /// A customer without its net.
    Partial,
}

/// Answers one request.
pub(super) fn answer(books: &mut Books, request: &Request, twist: &Twist) -> Reply {
    let route = Route::of(&request.path);
    let public = request.path.starts_with("/registry/");
    if let Err(refusal) = ticket_end::advance(books) {
        return refusal.reply();
    }
    let outcome = match route {
        Some(route) if route.is_public() => return rdap::answer(books, request, &route),
        _ if public => return rdap::no_such_call(),
        Some(route) => dispatch(books, request, &route, twist),
        None => Err(Refusal::no_such_call()),
    };
    outcome.unwrap_or_else(|refusal| told(refusal, &books.options).reply())
}

/// What is said of an object of others: that it is, or that it is not.
fn told(refusal: Refusal, options: &super::options::Options) -> Refusal {
    if options.foreign_is_absent && refusal == Refusal::no_authority() {
        Refusal::not_found("The object")
    } else {
        refusal
    }
}

/// Answers one read from an older state; `None` when the request is no read.
pub(super) fn stale(books: &mut Books, request: &Request) -> Option<Reply> {
    let reads = |route: &Route| !route.is_public() && !matches!(route, Route::Report(_));
    let route = Route::of(&request.path).filter(reads)?;
    if request.method != "GET" {
        return None;
    }
    let now = books.clock.monotonic();
    let options = books.options.clone();
    let caller = Caller::of(request, &books.state).ok()?;
    let state = books.stale.as_mut()?.state(now);
    let looked = Look {
        state,
        caller: &caller,
        request,
        options: &options,
    };
    Some(
        looked
            .read(&route)
            .unwrap_or_else(|refusal| told(refusal, &options).reply()),
    )
}

fn dispatch(
    books: &mut Books,
    request: &Request,
    route: &Route,
    twist: &Twist,
) -> Result<Reply, Refusal> {
    let method = request.method.as_str();
    if !route.methods().contains(&method) {
        return Err(Refusal::method());
    }
    media(books, request, route)?;
    let caller = Caller::of(request, &books.state)?;
    let body = request.body.as_slice();
    match (method, route) {
        ("PUT", Route::Customer(handle)) => customer::put(books, &caller, handle, body),
        ("DELETE", Route::Customer(handle)) => customer::delete(books, &caller, handle),
        ("POST", Route::NewCustomer(parent)) => customer::post(books, &caller, parent, body),
        ("PUT", Route::Net(handle)) => net::put(books, &caller, handle, body),
        ("DELETE", Route::Net(handle)) => removal::delete(books, &caller, handle, None, twist),
        ("PUT", Route::Remove(handle)) => {
            removal::delete(books, &caller, handle, Some(body), twist)
        }
        ("PUT", Route::Reassign(parent)) => {
            let call = (parent.as_str(), NetType::Reassignment);
            reassign::put(books, &caller, call, body, twist)
        }
        ("PUT", Route::Reallocate(parent)) => {
            let call = (parent.as_str(), NetType::Reallocation);
            reassign::put(books, &caller, call, body, twist)
        }
        ("PUT", Route::Ticket(number)) => {
            ticket_end::put(books, &caller, number, body, detail(request)?)
        }
        ("PUT", Route::TicketStatus(number, status)) => {
            ticket_end::put_status(books, &caller, number, status, detail(request)?)
        }
        ("PUT", Route::NewMessage(number)) => messages::add(books, &caller, number, body),
        ("GET", Route::Report(report)) => reports::create(books, &caller, report, twist),
        (verb, Route::Registrant(call)) if verb != "GET" => {
            call.write(books, &caller, request, twist)
        }
        _ => Look {
            state: &books.state,
            caller: &caller,
            request,
            options: &books.options,
        }
        .read(route),
    }
}

/// One authorized read.
struct Look<'a> {
    state: &'a State,
    caller: &'a Caller,
    request: &'a Request,
    options: &'a super::options::Options,
}

impl Look<'_> {
    fn read(&self, route: &Route) -> Result<Reply, Refusal> {
        let (state, caller) = (self.state, self.caller);
        let range = |range: &Option<Range>| {
            range.ok_or_else(|| Refusal::bad_request("The addresses are not a range."))
        };
        match route {
            Route::Registrant(call) => call.read(state, caller, self.options),
            Route::Customer(handle) => customer::get(state, caller, handle),
            Route::Net(handle) => net::get(state, caller, handle),
            Route::ParentNet(asked) => net::parent_net(state, caller, range(asked)?),
            Route::MostSpecific(asked) => net::most_specific(state, caller, range(asked)?),
            Route::ByRange(asked) => net::by_range(state, caller, range(asked)?, self.options),
            Route::Ticket(number) => {
                tickets::get(state, caller, number, detail(self.request)?, self.options)
            }
            Route::TicketSummary(number) => {
                tickets::get(state, caller, number, Detail::Summary, self.options)
            }
            Route::Tickets(query) => {
                let query = query.as_ref().ok_or_else(unknown_parameter)?;
                let detail = if query.references {
                    Detail::References
                } else {
                    detail(self.request)?
                };
                tickets::list(state, caller, query, detail, self.options)
            }
            Route::TicketSummaries(query) => {
                let query = query.as_ref().ok_or_else(unknown_parameter)?;
                tickets::list(state, caller, query, Detail::Summary, self.options)
            }
            Route::Message(number, id) => messages::get(state, caller, number, id),
            Route::Attachment(number, id, file) => {
                messages::attachment(state, caller, number, id, file)
            }
            Route::NewCustomer(_)
            | Route::Remove(_)
            | Route::Reassign(_)
            | Route::Reallocate(_)
            | Route::TicketStatus(..)
            | Route::NewMessage(_)
            | Route::Report(_)
            | Route::RdapDown(_)
            | Route::RdapIp(_)
            | Route::RdapEntity(_)
            | Route::RdapEntities => Err(Refusal::method()),
        }
    }
}

/// How much of a ticket the query asks for (reference 3.3).
fn detail(request: &Request) -> Result<Detail, Refusal> {
    match request.parameter("msgRefs") {
        Some("true") => Ok(Detail::References),
        Some("false") | None => Ok(Detail::Messages),
        Some(_) => Err(Refusal::bad_request("msgRefs is true or false.")),
    }
}

fn unknown_parameter() -> Refusal {
    Refusal::bad_request("A parameter of the list is not known.")
}

/// Size, `Accept` and `Content-Type` (reference 1.3). An attachment comes as bytes, everything else as XML.
fn media(books: &Books, request: &Request, route: &Route) -> Result<(), Refusal> {
    if request.body.len() > BODY {
        return Err(Refusal::too_large());
    }
    let accepted = request.header("accept").is_none_or(|accept| {
        accept.split(',').any(|range| {
            let kind = range.split(';').next().unwrap_or_default().trim();
            let offered = if matches!(route, Route::Attachment(..)) {
                "application/octet-stream"
            } else {
                "application/xml"
            };
            kind.eq_ignore_ascii_case(offered) || matches!(kind, "application/*" | "*/*")
        })
    });
    if !accepted {
        return Err(Refusal::not_acceptable());
    }
    let needed =
        matches!(request.method.as_str(), "POST" | "PUT") || books.options.get_needs_content_type;
    match request.header("content-type").map(encoding::is_xml) {
        Some(true) => Ok(()),
        None if !needed => Ok(()),
        Some(false) | None => Err(Refusal::media_type()),
    }
}

/// Whether a public request may be answered: no key has any business there.
pub(super) fn is_clean(request: &Request) -> bool {
    !auth::carries_key(request)
}
