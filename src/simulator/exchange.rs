//! Requests and replies as plain values, apart from any HTTP library.

/// One request. The path is as it was sent, percent-encoded, without the query.
#[derive(Clone, Default)]
pub struct Request {
    /// `GET`, `PUT` and so on.
    pub method: String,
    /// The path: `/rest/net/NET-198-51-100-64-1`.
    pub path: String,
    /// The part after the question mark.
    pub query: Option<String>,
    /// Header names, in any case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of a name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The values of a query parameter, still encoded. Names are compared exactly.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.as_deref()?.split('&').find_map(|pair| {
            let (known, value) = pair.split_once('=').unwrap_or((pair, ""));
            (known == name).then_some(value)
        })
    }
}

/// Shows neither the query nor the headers: either may hold the key.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// One reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A reply of a content type.
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    /// An XML document.
    pub(super) fn xml(status: u16, body: String) -> Self {
        Self::new(status, "application/xml", body)
    }

    /// A JSON document.
    pub(super) fn json(status: u16, content_type: &str, body: &serde_json::Value) -> Self {
        Self::new(status, content_type, body.to_string())
    }

    /// The first header of a name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handled {
    /// A reply.
    Reply(Reply),
    /// The connection is closed without a byte.
    Close,
    /// The head and half of the body, then the connection is closed.
    Truncate(Reply),
}
