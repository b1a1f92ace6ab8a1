//! Turns responses into values. Only what is certain gets a name of its own; everything else is unknown,
//! and the unknown never becomes a delete or a create.

use std::fmt;
use std::time::Duration;

use super::wire::{
    Collection, CustomerPayload, ErrorPayload, NetPayload, Payload, TicketPayload, TicketedRequest,
    decode, plain,
};
use crate::http::{ReadFailure, Response};
use crate::model::Component;

/// The registry said no, in its own words, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RegistryError {
    /// The HTTP status.
    pub status: u16,
    /// `E_…`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What is wrong with which element.
    pub components: Vec<Component>,
    /// Further remarks.
    pub additional: Vec<String>,
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.message.trim_end_matches('.');
        if text.is_empty() {
            write!(f, "{} (HTTP {})", self.code, self.status)?;
        } else {
            write!(f, "{text} ({}, HTTP {})", self.code, self.status)?;
        }
        for Component { name, message } in &self.components {
            write!(f, "; {name}: {}", message.trim_end_matches('.'))?;
        }
        for remark in &self.additional {
            write!(f, "; {}", remark.trim_end_matches('.'))?;
        }
        Ok(())
    }
}

impl RegistryError {
    /// The error of a response; `None` unless it has an `error` payload with a code.
    fn of(response: &Response) -> Option<Self> {
        let error: ErrorPayload = decode(&response.body).ok()?;
        Some(Self {
            status: response.status,
            code: error.code?,
            message: error.message,
            components: error.components,
            additional: error.additional,
        })
    }

    /// Whether the object does not exist: 404 and `E_OBJECT_NOT_FOUND`, and nothing less (write protocol, section 1).
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.status == 404 && self.code == "E_OBJECT_NOT_FOUND"
    }

    /// Whether the key is unknown or inactive (design section 2, fact 10): nothing further will succeed.
    #[must_use]
    pub fn is_not_authenticated(&self) -> bool {
        self.status == 400 && self.code == "E_AUTHENTICATION"
    }

    /// Whether the key has no authority over this object.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(self.status, 401 | 403)
    }
}

/// Why a read has no value. Everything but [`ReadError::Absent`] means that the state is unknown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The object does not exist. Right after a write of ours even this may be untrue for a while.
    #[error("it is not registered")]
    Absent,
    /// The key is unknown or inactive.
    #[error("the registry does not know the API key: {0}")]
    NotAuthenticated(RegistryError),
    /// The key has no authority over this object.
    #[error("the API key has no authority over it: {0}")]
    Denied(RegistryError),
    /// The registry does not answer this question.
    #[error("the registry refuses: {0}")]
    Refused(RegistryError),
    /// A response that proves nothing.
    #[error("the reply (HTTP {status}) proves nothing: {why}")]
    Unknown {
        /// The status.
        status: u16,
        /// What is wrong with it.
        why: String,
    },
    /// No response.
    #[error(transparent)]
    Unreachable(#[from] ReadFailure),
}

impl ReadError {
    pub(super) fn unknown(response: &Response, why: impl Into<String>) -> Self {
        Self::Unknown {
            status: response.status,
            why: why.into(),
        }
    }
}

/// Reads the payload that was asked for.
///
/// # Errors
/// As [`ReadError`] says.
pub fn read<P: Payload>(response: &Response) -> Result<P, ReadError> {
    if is_success(response) {
        return decode(&response.body)
            .map_err(|error| ReadError::unknown(response, error.to_string()));
    }
    Err(match RegistryError::of(response) {
        None => ReadError::unknown(response, oddity(response)),
        Some(error) if error.is_absent() => ReadError::Absent,
        Some(error) if error.is_not_authenticated() => ReadError::NotAuthenticated(error),
        Some(error) if error.is_denied() => ReadError::Denied(error),
        Some(error) if matches!(error.status, 400..=499) && !matches!(error.status, 404 | 429) => {
            ReadError::Refused(error)
        }
        Some(error) => ReadError::unknown(response, error.to_string()),
    })
}

/// Reads the nets of a range; none is a list without elements or a 404 (reference 4).
///
/// # Errors
/// As [`ReadError`] says, but never [`ReadError::Absent`].
pub fn read_nets(response: &Response) -> Result<Vec<NetPayload>, ReadError> {
    match read::<Collection<NetPayload>>(response) {
        Ok(Collection(nets)) => Ok(nets),
        Err(ReadError::Absent) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// What the registry made of a write (write protocol, section 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteReply<T> {
    /// It did it, and this is the object.
    Done(T),
    /// It took it as a ticket.
    Ticketed(Box<TicketPayload>),
    /// It said no, and nothing changed. A create refused for overlap and a delete answered with 404 may
    /// still be echoes of our own write: the caller settles those by reading.
    Refused(RegistryError),
    /// It asked to come back later, and nothing changed.
    Busy {
        /// When, if it said so.
        again_in: Option<Duration>,
    },
    /// What became of it is not known.
    Uncertain {
        /// What is odd about the reply.
        why: String,
        /// Whether the registry announced an outage: busy, where nothing can be settled by reading.
        outage: bool,
    },
}

/// An object that a write returns, and whether enough of it can be read to believe the reply.
pub trait Answered: Payload {
    /// What is missing, if anything is.
    fn lacks(&self) -> Option<&'static str>;
}

impl Answered for CustomerPayload {
    fn lacks(&self) -> Option<&'static str> {
        self.handle.is_none().then_some("handle")
    }
}

impl Answered for NetPayload {
    fn lacks(&self) -> Option<&'static str> {
        if self.handle.is_none() {
            return Some("handle");
        }
        if self.range().is_none() {
            return Some("range");
        }
        self.parent.is_none().then_some("parent")
    }
}

/// Classifies the reply to a write that returns its object: everything but reassign and the deletes of nets.
#[must_use]
pub fn classify<P: Answered>(response: &Response) -> WriteReply<P> {
    if !is_success(response) {
        return failed(response);
    }
    match decode::<P>(&response.body) {
        Ok(object) => whole(object),
        Err(error) => uncertain(format!("the reply can not be read: {error}")),
    }
}

/// Classifies the reply to reassign, to the delete of a net, and to its removal.
#[must_use]
pub fn classify_ticketed(response: &Response) -> WriteReply<NetPayload> {
    if !is_success(response) {
        return failed(response);
    }
    match decode::<TicketedRequest>(&response.body) {
        Ok(TicketedRequest {
            ticket: Some(ticket),
            net: _,
        }) => WriteReply::Ticketed(Box::new(ticket)),
        Ok(TicketedRequest {
            net: Some(net),
            ticket: None,
        }) => whole(net),
        Ok(TicketedRequest {
            net: None,
            ticket: None,
        }) => uncertain("neither net nor ticket"),
        Err(error) => uncertain(format!("the reply can not be read: {error}")),
    }
}

fn whole<P: Answered>(object: P) -> WriteReply<P> {
    match object.lacks() {
        None => WriteReply::Done(object),
        Some(lack) => uncertain(format!("the {} in the reply has no {lack}", P::ROOT)),
    }
}

fn failed<T>(response: &Response) -> WriteReply<T> {
    match RegistryError::of(response) {
        Some(error) if error.status == 429 && error.code == "E_TOO_MANY_REQUESTS" => {
            WriteReply::Busy {
                again_in: response.asked_wait(),
            }
        }
        Some(error) if matches!(error.status, 400..=499) => WriteReply::Refused(error),
        Some(error) => WriteReply::Uncertain {
            outage: error.status == 503 && error.code == "E_OUTAGE",
            why: error.to_string(),
        },
        None => uncertain(oddity(response)),
    }
}

fn uncertain<T>(why: impl Into<String>) -> WriteReply<T> {
    WriteReply::Uncertain {
        why: why.into(),
        outage: false,
    }
}

fn is_success(response: &Response) -> bool {
    matches!(response.status, 200..=299)
}

/// What a response is that is not the registry's.
fn oddity(response: &Response) -> String {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return format!("HTTP {} without a body", response.status);
    }
    if response.is_page() {
        return format!("HTTP {} with a page for people", response.status);
    }
    let start = String::from_utf8_lossy(&response.body[..response.body.len().min(80)]);
    format!(
        "HTTP {} without an error of the registry: {}",
        response.status,
        plain(&start)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::RetryAfter;

    const CORE: &str = "xmlns=\"http://www.arin.net/regrws/core/v1\"";
    const NET: &str = include_str!("wire/documents/net-modify.xml");
    const TICKETED_NET: &str = include_str!("wire/documents/ticketed-net.xml");
    const TICKETED_TICKET: &str = include_str!("wire/documents/ticketed-ticket.xml");
    const PAGE: &str = "<html><body>Bad gateway</body></html>";

    fn response(status: u16, body: &str) -> Response {
        Response {
            status,
            body: body.as_bytes().to_vec(),
            ..Response::default()
        }
    }

    fn error(status: u16, code: &str) -> Response {
        let body = format!("<error {CORE}><code>{code}</code><message>No.</message></error>");
        response(status, &body)
    }

    fn read_net(response: &Response) -> Result<NetPayload, ReadError> {
        read(response)
    }

    #[test]
    fn only_404_with_its_code_is_absence() {
        let absent = error(404, "E_OBJECT_NOT_FOUND");
        assert_eq!(read_net(&absent), Err(ReadError::Absent));
        for other in [
            error(404, "E_UNSPECIFIED"),
            error(400, "E_OBJECT_NOT_FOUND"),
            error(410, "E_OBJECT_NOT_FOUND"),
            response(404, ""),
            response(404, PAGE),
            response(404, "<error><code>E_OBJECT_NOT_FOUND</code></error>"),
            error(200, "E_OBJECT_NOT_FOUND"),
            error(503, "E_OUTAGE"),
            error(429, "E_TOO_MANY_REQUESTS"),
            response(204, ""),
            response(200, PAGE),
            response(200, &NET[..NET.len() / 2]),
            response(302, ""),
        ] {
            let read = read_net(&other);
            assert!(
                matches!(read, Err(ReadError::Unknown { .. } | ReadError::Refused(_))),
                "{read:?}"
            );
            let nets = read_nets(&other);
            assert!(nets.is_err(), "{nets:?}");
        }
    }

    #[test]
    fn no_nets_are_an_empty_list_or_a_404() {
        let empty = response(200, &format!("<collection {CORE}/>"));
        assert_eq!(read_nets(&empty), Ok(Vec::new()));
        assert_eq!(read_nets(&error(404, "E_OBJECT_NOT_FOUND")), Ok(Vec::new()));
        let inner = NET.trim();
        let one = response(200, &format!("<collection {CORE}>{inner}</collection>"));
        assert_eq!(read_nets(&one).map(|nets| nets.len()), Ok(1));
    }

    #[test]
    fn a_bad_key_is_told_from_a_key_without_authority() {
        let bad = read_net(&error(400, "E_AUTHENTICATION"));
        assert!(matches!(bad, Err(ReadError::NotAuthenticated(_))));
        for status in [401, 403] {
            let denied = read_net(&error(status, "E_AUTHENTICATION"));
            assert!(matches!(denied, Err(ReadError::Denied(_))));
            let proxy = read_net(&response(status, PAGE));
            assert!(matches!(proxy, Err(ReadError::Unknown { .. })));
        }
    }

    #[test]
    fn a_write_is_done_when_its_object_can_be_read() {
        let done = classify_ticketed(&response(200, TICKETED_NET));
        assert!(matches!(done, WriteReply::Done(_)), "{done:?}");
        let done = classify::<NetPayload>(&response(201, NET));
        assert!(matches!(done, WriteReply::Done(_)), "{done:?}");
        let ticketed = classify_ticketed(&response(200, TICKETED_TICKET));
        assert!(matches!(ticketed, WriteReply::Ticketed(_)), "{ticketed:?}");
    }

    #[test]
    fn what_can_not_be_read_is_uncertain() {
        let without = |element: &str| {
            let start = TICKETED_NET.find(&format!("<{element}>")).expect(element);
            let end = TICKETED_NET.find(&format!("</{element}>")).expect(element);
            let rest = &TICKETED_NET[end + element.len() + 3..];
            response(200, &format!("{}{rest}", &TICKETED_NET[..start]))
        };
        for odd in [
            without("handle"),
            without("netBlocks"),
            without("parentNetHandle"),
            response(200, NET),
            response(200, ""),
            response(200, PAGE),
            response(200, &TICKETED_NET[..200]),
            response(302, ""),
            response(400, PAGE),
            response(404, ""),
            response(429, ""),
            response(500, PAGE),
            error(500, "E_UNSPECIFIED"),
        ] {
            let reply = classify_ticketed(&odd);
            assert!(
                matches!(reply, WriteReply::Uncertain { outage: false, .. }),
                "{reply:?}"
            );
        }
        let outage = classify_ticketed(&error(503, "E_OUTAGE"));
        assert!(matches!(outage, WriteReply::Uncertain { outage: true, .. }));
    }

    #[test]
    fn an_error_with_a_code_is_a_refusal_and_429_asks_for_patience() {
        for (status, code) in [
            (400, "E_ENTITY_VALIDATION"),
            (401, "E_AUTHENTICATION"),
            (404, "E_OBJECT_NOT_FOUND"),
            (409, "E_NOT_REMOVEABLE"),
        ] {
            let reply = classify::<NetPayload>(&error(status, code));
            assert!(matches!(reply, WriteReply::Refused(_)), "{reply:?}");
        }
        let mut busy = error(429, "E_TOO_MANY_REQUESTS");
        busy.retry_after = Some(RetryAfter::Seconds(30));
        let again_in = Some(Duration::from_secs(30));
        assert_eq!(classify::<NetPayload>(&busy), WriteReply::Busy { again_in });
    }

    #[test]
    fn an_error_reads_as_one_line() {
        let document = include_str!("wire/documents/error.xml");
        let WriteReply::Refused(error) = classify::<NetPayload>(&response(400, document)) else {
            panic!("a refusal")
        };
        assert_eq!(
            error.to_string(),
            "The payload did not pass validation (E_ENTITY_VALIDATION, HTTP 400); postalCode: Value required; \
         netName: Contains characters that are not allowed; Fix the fields listed and send the request again"
        );
    }
}
