//! How the registry says no: a status, a code, and the elements that were wrong (reference 2.14).

use super::answer;
use super::exchange::Reply;
use super::options::RefusalStatus;

/// One element that was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Component {
    /// The element: `postalCode`.
    pub(super) name: String,
    /// What was wrong.
    pub(super) message: String,
}

impl Component {
    /// A component.
    pub(super) fn new(name: &str, message: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            message: message.into(),
        }
    }

    /// A required element that is not there.
    pub(super) fn required(name: &str) -> Self {
        Self::new(name, "Value required.")
    }

    /// An element that must come back as it was.
    pub(super) fn fixed(name: &str) -> Self {
        Self::new(name, "This element cannot be modified.")
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The HTTP status.
    pub(super) status: u16,
    /// The code: `E_ENTITY_VALIDATION`.
    pub(super) code: &'static str,
    /// The text for people.
    pub(super) message: String,
    /// The elements.
    pub(super) components: Vec<Component>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            components: Vec::new(),
        }
    }

    /// 400, the key is missing or unknown.
    pub(super) fn bad_key() -> Self {
        Self::new(
            400,
            "E_AUTHENTICATION",
            "The API key specified was missing or invalid.",
        )
    }

    /// 401, the key has no authority over the object.
    pub(super) fn no_authority() -> Self {
        Self::new(
            401,
            "E_AUTHENTICATION",
            "The API key is not authorized to make that request.",
        )
    }

    /// 403, the parent is somebody else's.
    pub(super) fn foreign_parent() -> Self {
        Self::new(
            403,
            "E_AUTHENTICATION",
            "The parent network is not associated with your API key.",
        )
    }

    /// 403 for any other reason.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "E_BAD_REQUEST", message)
    }

    /// 404, the object is not there.
    pub(super) fn not_found(what: &str) -> Self {
        Self::new(
            404,
            "E_OBJECT_NOT_FOUND",
            format!("{what} could not be found."),
        )
    }

    /// 404, there is no such call. Not `E_OBJECT_NOT_FOUND`: a wrong URL must not look like an absent object.
    pub(super) fn no_such_call() -> Self {
        Self::new(404, "E_UNSPECIFIED", "The resource does not exist.")
    }

    /// 400, a bad URL or parameter, or something that can not be asked.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "E_BAD_REQUEST", message)
    }

    /// 400, the body does not fit the schema.
    pub(super) fn schema(message: impl Into<String>) -> Self {
        Self::new(400, "E_SCHEMA_VALIDATION", message)
    }

    /// 400, elements are wrong.
    pub(super) fn entity(components: Vec<Component>) -> Self {
        Self {
            components,
            ..Self::new(
                400,
                "E_ENTITY_VALIDATION",
                "The payload did not pass validation.",
            )
        }
    }

    /// One element is wrong, with a status that is a switch.
    pub(super) fn switched(status: RefusalStatus, component: Component) -> Self {
        let refused = Self::entity(vec![component]);
        let (status, code) = match status {
            RefusalStatus::BadRequest => return refused,
            RefusalStatus::Forbidden => (403, "E_BAD_REQUEST"),
            RefusalStatus::Conflict => (409, "E_BAD_REQUEST"),
        };
        Self {
            status,
            code,
            ..refused
        }
    }

    /// 405.
    pub(super) fn method() -> Self {
        Self::new(
            405,
            "E_METHOD_NOT_ALLOWED",
            "The method is not allowed for this resource.",
        )
    }

    /// 406.
    pub(super) fn not_acceptable() -> Self {
        Self::new(
            406,
            "E_NOT_ACCEPTABLE",
            "The 'Accept' header can not be met; this service answers with application/xml.",
        )
    }

    /// 409, the range reaches outside the parent.
    pub(super) fn outside_parent() -> Self {
        Self::new(
            409,
            "E_BAD_REQUEST",
            "The network is not within the range of the parent network.",
        )
    }

    /// 409, something still hangs on the object.
    pub(super) fn linked(message: impl Into<String>) -> Self {
        Self::new(409, "E_NOT_REMOVEABLE", message)
    }

    /// 409, something is there already.
    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "E_BAD_REQUEST", message)
    }

    /// 413.
    pub(super) fn too_large() -> Self {
        Self::new(413, "E_BAD_REQUEST", "The request is too large.")
    }

    /// 413, the attachments are too large for one answer (reference 1.5).
    pub(super) fn ticket_too_large() -> Self {
        Self::new(
            413,
            "E_BAD_REQUEST",
            "The attachments are too large for one answer; ask for references to the messages.",
        )
    }

    /// 401, the account may not ask for `WhoWas` reports (reference 3.4).
    pub(super) fn no_whowas() -> Self {
        Self::new(
            401,
            "E_AUTHENTICATION",
            "The account has no permission for WhoWas reports.",
        )
    }

    /// 415.
    pub(super) fn media_type() -> Self {
        Self::new(
            415,
            "E_UNSUPPORTED_MEDIA_TYPE",
            "The 'Content-Type' header for this request must be set to the following media type: application/xml",
        )
    }

    /// 429.
    pub(super) fn throttled() -> Self {
        Self::new(429, "E_TOO_MANY_REQUESTS", "Too many requests.")
    }

    /// 500.
    pub(super) fn unspecified() -> Self {
        Self::new(500, "E_UNSPECIFIED", "An unspecified error occurred.")
    }

    /// 503.
    pub(super) fn outage() -> Self {
        Self::new(503, "E_OUTAGE", "The service is down for maintenance.")
    }

    /// The reply.
    pub(super) fn reply(&self) -> Reply {
        Reply::xml(self.status, answer::error(self))
    }
}

/// Refuses when anything was wrong.
pub(super) fn settle(wrong: Vec<Component>) -> Result<(), Refusal> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refusal::entity(wrong))
    }
}
