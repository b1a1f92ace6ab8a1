//! The wire over the network: reqwest on HTTP/1.1, nothing repeated, nothing followed.
//!
//! reqwest and hyper write trace logs of their own, which name URLs. The program's log filter therefore
//! lets nothing but the target `swipd` through.
//!
//! Proxies of the environment are used for other machines, never for this one. Over HTTPS a proxy sees a
//! tunnel only, so it can not repeat a request.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use reqwest::{Client, Url};

use super::{
    BaseUrl, Exchange, ExchangeFuture, Method, Response, RetryAfter, Side, Wire, WireFailure,
};
use crate::clock::{Clock, SystemClock};
use crate::model::ApiKey;

/// The total time of an exchange unless set otherwise: a third of the quiet time (write protocol, section 1).
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// The time for a connection, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept. A connection that the other side closed in the meantime makes the
/// next write uncertain, so it is short.
const IDLE: Duration = Duration::from_secs(5);
/// The largest body that is read.
pub(super) const MAX_BODY: usize = 16 << 20;
/// What is shown in place of the key. A name, so that nobody takes it for one.
const HIDDEN: &str = "(API key)";

/// How the key is sent (reference 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auth {
    /// `Authorization: ApiKey …`.
    #[default]
    Header,
    /// `?apikey=…`, for services that do not take the header yet.
    Query,
}

/// Where the services are and how to speak to them.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// The registry's own service, with the key.
    pub base: BaseUrl,
    /// The public directory, without.
    pub public: BaseUrl,
    /// The key.
    pub key: ApiKey,
    /// How the key is sent.
    pub auth: Auth,
    /// The total time of one exchange; [`TIMEOUT`] unless set otherwise.
    pub timeout: Duration,
}

/// Why no wire can be made.
#[derive(Debug, thiserror::Error)]
pub enum HttpWireError {
    /// The client can not be built; most often the machine has no certificates of authorities.
    #[error("the HTTP client does not start: {0}")]
    Client(String),
}

/// The network.
pub struct HttpWire {
    base: BaseUrl,
    public: BaseUrl,
    key: ApiKey,
    auth: Auth,
    registry_client: Client,
    public_client: Client,
    clock: SystemClock,
}

impl HttpWire {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// When the client can not be built.
    pub fn new(endpoints: Endpoints) -> Result<Self, HttpWireError> {
        let Endpoints {
            base,
            public,
            key,
            auth,
            timeout,
        } = endpoints;
        // Fails when a provider is there already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            registry_client: client(&base, timeout)?,
            public_client: client(&public, timeout)?,
            base,
            public,
            key,
            auth,
            clock: SystemClock::new(),
        })
    }

    async fn send(&self, exchange: Exchange) -> Result<Response, WireFailure> {
        let method = exchange.method;
        let path = exchange
            .path
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        let started = self.clock.monotonic();
        let outcome = self.receive(exchange).await;
        let took = self.clock.monotonic().saturating_sub(started);
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match &outcome {
            Ok(response) => {
                tracing::debug!(%method, path, status = response.status, millis, "exchange");
            }
            Err(failure) => tracing::debug!(%method, path, %failure, millis, "exchange"),
        }
        outcome
    }

    async fn receive(&self, exchange: Exchange) -> Result<Response, WireFailure> {
        let (url, headers) = self.address(&exchange)?;
        let client = match exchange.side {
            Side::Registry => &self.registry_client,
            Side::Public => &self.public_client,
        };
        let mut response = client
            .request(verb(exchange.method), url)
            .headers(headers)
            .body(exchange.body)
            .send()
            .await
            .map_err(|error| self.failure(error))?;
        let mut received = Response {
            status: response.status().as_u16(),
            date: self.header(response.headers(), &DATE),
            retry_after: self
                .header(response.headers(), &RETRY_AFTER)
                .and_then(|text| RetryAfter::parse(&text)),
            content_type: self.header(response.headers(), &CONTENT_TYPE),
            body: Vec::new(),
        };
        // Once a status came, nothing is unsent any more.
        let lost = |error| WireFailure::Lost {
            reason: self.reason(error),
        };
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if received.body.len() + chunk.len() > MAX_BODY {
                return Err(WireFailure::TooLarge);
            }
            received.body.extend_from_slice(&chunk);
        }
        hide_bytes(&mut received.body, self.key.expose());
        Ok(received)
    }

    fn address(&self, exchange: &Exchange) -> Result<(Url, HeaderMap), WireFailure> {
        let unsent = |reason: &str| WireFailure::Unsent {
            reason: reason.to_owned(),
        };
        let base = match exchange.side {
            Side::Registry => &self.base,
            Side::Public => &self.public,
        };
        let mut url = base
            .join(&exchange.path)
            .ok_or_else(|| unsent("the path leads out of the service"))?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(exchange.accept));
        if let Some(kind) = exchange.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        match (exchange.side, self.auth) {
            (Side::Public, Auth::Header | Auth::Query) => {}
            (Side::Registry, Auth::Header) => {
                let mut value = HeaderValue::from_str(&format!("ApiKey {}", self.key.expose()))
                    .map_err(|_| unsent("the key does not fit into a header"))?;
                value.set_sensitive(true);
                headers.insert(AUTHORIZATION, value);
            }
            (Side::Registry, Auth::Query) => {
                // The name must be in lower case (reference 1.2).
                let query = match url.query() {
                    Some(query) => format!("{query}&apikey={}", self.key.expose()),
                    None => format!("apikey={}", self.key.expose()),
                };
                url.set_query(Some(&query));
            }
        }
        Ok((url, headers))
    }

    /// Only what failed while connecting is unsent; a connection that died after is not told apart from a
    /// request that arrived.
    fn failure(&self, error: reqwest::Error) -> WireFailure {
        let connecting = error.is_connect() || error.is_builder();
        let reason = self.reason(error);
        if connecting {
            WireFailure::Unsent { reason }
        } else {
            WireFailure::Lost { reason }
        }
    }

    /// The error and its causes in one line, without URL and key. What people meet most has words of its own.
    fn reason(&self, error: reqwest::Error) -> String {
        let timed_out = error.is_timeout();
        if timed_out && !error.is_connect() {
            return "it timed out".to_owned();
        }
        if is_closed(&error) {
            return "the connection was closed first".to_owned();
        }
        if is_refused(&error) {
            return "nothing listens there, the connection was refused".to_owned();
        }
        let mut text = with_causes(&error.without_url());
        if timed_out && !text.contains("timed out") {
            text.push_str(": timed out");
        }
        self.hidden(&text)
    }

    fn header(&self, headers: &HeaderMap, name: &HeaderName) -> Option<String> {
        let text = headers.get(name)?.to_str().ok()?;
        Some(self.hidden(text))
    }

    fn hidden(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        hide_bytes(&mut bytes, self.key.expose());
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Wire for HttpWire {
    fn exchange(&self, exchange: Exchange) -> ExchangeFuture<'_> {
        Box::pin(self.send(exchange))
    }
}

impl fmt::Debug for HttpWire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpWire")
            .field("base", &self.base)
            .field("public", &self.public)
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

fn client(base: &BaseUrl, timeout: Duration) -> Result<Client, HttpWireError> {
    let mut builder = Client::builder()
        .user_agent(concat!("swipd/", env!("CARGO_PKG_VERSION")))
        .http1_only()
        .retry(reqwest::retry::never())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timeout)
        .pool_idle_timeout(IDLE)
        .https_only(base.is_https());
    if base.is_loopback() {
        builder = builder.no_proxy();
    }
    if !base.is_https() {
        // No TLS will be spoken, so the machine need not have certificates of authorities.
        builder = builder.tls_certs_only([]);
    }
    builder
        .build()
        .map_err(|error| HttpWireError::Client(with_causes(&error.without_url())))
}

/// The causes of an error, from the outermost in.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

/// Whether the other side closed the connection after the request began.
fn is_closed(error: &reqwest::Error) -> bool {
    let text: Vec<String> = causes(error).map(ToString::to_string).collect();
    !error.is_connect()
        && text
            .iter()
            .any(|cause| cause.contains("connection closed before message completed"))
}

/// Whether nobody took the connection.
fn is_refused(error: &reqwest::Error) -> bool {
    let refused = |error: &std::io::Error| error.kind() == std::io::ErrorKind::ConnectionRefused;
    error.is_connect()
        && causes(error).any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(refused))
}

/// An error and its causes in one line.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let added = inner.to_string();
        if !text.contains(&added) {
            text = format!("{text}: {added}");
        }
        cause = inner.source();
    }
    text
}

fn verb(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Put => http::Method::PUT,
        Method::Post => http::Method::POST,
        Method::Delete => http::Method::DELETE,
    }
}

/// Replaces the key wherever it stands, in either case: a registry may repeat what it was sent.
fn hide_bytes(bytes: &mut Vec<u8>, key: &str) {
    let length = key.len();
    if length == 0 || bytes.len() < length {
        return;
    }
    let is_key = |window: &[u8]| window.eq_ignore_ascii_case(key.as_bytes());
    if !bytes.windows(length).any(is_key) {
        return;
    }
    let mut clean = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        if rest.get(..length).is_some_and(is_key) {
            clean.extend_from_slice(HIDDEN.as_bytes());
            rest = &rest[length..];
        } else {
            clean.push(*first);
            rest = tail;
        }
    }
    *bytes = clean;
}
