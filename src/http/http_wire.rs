//! The wire over the network: reqwest on HTTP/1.1, nothing repeated, nothing followed.
//!
//! reqwest and hyper write trace logs of their own, which name URLs. The program's log filter therefore
//! lets nothing but the target `swipd` through.
//!
//! Proxies of the environment are used for other machines, never for this one. Over HTTPS a proxy sees a
//! tunnel only, so it can not repeat a request.

use std::fmt;
use std::time::Duration;

use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap,
    HeaderName, HeaderValue, RETRY_AFTER,
};
use reqwest::{Client, ClientBuilder, Url};

use super::causes::{is_closed, is_refused, with_causes};
use super::fetch::{FetchFailure, FetchFuture, Fetched, Sink};
use super::hidden::hide_bytes;
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
/// The total time of a fetch, whose body may be long. Every piece of it must come within the time of an exchange.
const FETCH_TIMEOUT: Duration = Duration::from_secs(30 * 60);
/// What people read of a timeout.
const TIMED_OUT: &str = "it timed out";
/// The largest body that is read.
pub(super) const MAX_BODY: usize = 16 << 20;

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
    timeout: Duration,
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
            timeout,
            clock: SystemClock::new(),
        })
    }

    async fn send(&self, exchange: Exchange) -> Result<Response, WireFailure> {
        let told = Told::of(&exchange, &self.clock);
        let outcome = self.receive(exchange).await;
        told.tell(
            &self.clock,
            outcome.as_ref().map(|response| response.status),
        );
        outcome
    }

    async fn send_to(
        &self,
        exchange: Exchange,
        sink: &mut Sink<'_>,
    ) -> Result<Fetched, FetchFailure> {
        let told = Told::of(&exchange, &self.clock);
        let outcome = self
            .deliver(exchange, sink)
            .await
            .map_err(|failure| failure.after(sink.written()));
        told.tell(
            &self.clock,
            outcome.as_ref().map(|fetched| fetched.response.status),
        );
        outcome
    }

    async fn receive(&self, exchange: Exchange) -> Result<Response, WireFailure> {
        let (mut response, mut received) = self.begin(exchange, self.timeout).await?;
        while let Some(chunk) = response.chunk().await.map_err(|error| self.lost(error))? {
            if received.body.len() + chunk.len() > MAX_BODY {
                return Err(WireFailure::TooLarge);
            }
            received.body.extend_from_slice(&chunk);
        }
        hide_bytes(&mut received.body, self.key.expose());
        Ok(received)
    }

    /// The body of a success goes to the sink piece by piece; what only explains a failure is read as usual.
    async fn deliver(
        &self,
        exchange: Exchange,
        sink: &mut Sink<'_>,
    ) -> Result<Fetched, FetchFailure> {
        let (mut response, mut received) = self.begin(exchange, FETCH_TIMEOUT).await?;
        if !received.is_deliverable() {
            while let Some(chunk) = self.piece(&mut response).await? {
                if received.body.len() + chunk.len() > MAX_BODY {
                    return Err(WireFailure::TooLarge.into());
                }
                received.body.extend_from_slice(&chunk);
            }
            hide_bytes(&mut received.body, self.key.expose());
            return Ok(Fetched {
                response: received,
                delivered: false,
                written: 0,
            });
        }
        sink.announce(response.content_length())?;
        while let Some(chunk) = self.piece(&mut response).await? {
            sink.take(&chunk).await?;
        }
        sink.finish().await?;
        Ok(Fetched {
            response: received,
            delivered: true,
            written: sink.written(),
        })
    }

    /// The next piece of a body that may be long; silence ends it.
    async fn piece(
        &self,
        response: &mut reqwest::Response,
    ) -> Result<Option<bytes::Bytes>, WireFailure> {
        match tokio::time::timeout(self.timeout, response.chunk()).await {
            Ok(piece) => piece.map_err(|error| self.lost(error)),
            Err(_) => Err(timed_out()),
        }
    }

    /// Sends, and waits for the headers no longer than for a whole exchange.
    async fn begin(
        &self,
        exchange: Exchange,
        whole: Duration,
    ) -> Result<(reqwest::Response, Response), WireFailure> {
        let (url, headers) = self.address(&exchange)?;
        let client = self.client(&exchange)?;
        let sending = client
            .request(verb(exchange.method), url)
            .headers(headers)
            .timeout(whole)
            .body(exchange.body)
            .send();
        let response = match tokio::time::timeout(self.timeout, sending).await {
            Ok(response) => response.map_err(|error| self.failure(error))?,
            Err(_) => return Err(timed_out()),
        };
        let received = Response {
            status: response.status().as_u16(),
            date: self.header(response.headers(), &DATE),
            retry_after: self
                .header(response.headers(), &RETRY_AFTER)
                .and_then(|text| RetryAfter::parse(&text)),
            content_type: self.header(response.headers(), &CONTENT_TYPE),
            disposition: self.header(response.headers(), &CONTENT_DISPOSITION),
            body: Vec::new(),
        };
        Ok((response, received))
    }

    /// A fresh connection comes from a client of its own: a connection of the pool may be dead already, and
    /// the library may then send a request a second time.
    fn client(&self, exchange: &Exchange) -> Result<Client, WireFailure> {
        let (base, pooled) = match exchange.side {
            Side::Registry => (&self.base, &self.registry_client),
            Side::Public => (&self.public, &self.public_client),
        };
        if !exchange.fresh {
            return Ok(pooled.clone());
        }
        builder(base, self.timeout)
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| WireFailure::Unsent {
                reason: with_causes(&error.without_url()),
            })
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
        if exchange.body.is_empty() && matches!(exchange.method, Method::Put | Method::Post) {
            // The library leaves it out, and some servers then answer 411 (RFC 9110, 8.6).
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
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

    /// Once a status came, nothing is unsent any more.
    fn lost(&self, error: reqwest::Error) -> WireFailure {
        WireFailure::Lost {
            reason: self.reason(error),
        }
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
            return TIMED_OUT.to_owned();
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
        // A name of a file may be in any encoding; what is not UTF-8 is shown as such.
        let text = String::from_utf8_lossy(headers.get(name)?.as_bytes());
        Some(self.hidden(&text))
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

    fn fetch<'a>(&'a self, exchange: Exchange, mut sink: Sink<'a>) -> FetchFuture<'a> {
        Box::pin(async move { self.send_to(exchange, &mut sink).await })
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

/// What the log says of an exchange: its path without the query, which may hold the key.
struct Told {
    method: Method,
    path: String,
    started: Duration,
}

impl Told {
    fn of(exchange: &Exchange, clock: &SystemClock) -> Self {
        let path = exchange.path.split('?').next().unwrap_or_default();
        Self {
            method: exchange.method,
            path: path.to_owned(),
            started: clock.monotonic(),
        }
    }

    fn tell<E: fmt::Display>(self, clock: &SystemClock, outcome: Result<u16, E>) {
        let Self {
            method,
            path,
            started,
        } = self;
        let took = clock.monotonic().saturating_sub(started);
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match outcome {
            Ok(status) => tracing::debug!(%method, path, status, millis, "exchange"),
            Err(failure) => tracing::debug!(%method, path, %failure, millis, "exchange"),
        }
    }
}

fn timed_out() -> WireFailure {
    WireFailure::Lost {
        reason: TIMED_OUT.to_owned(),
    }
}

fn client(base: &BaseUrl, timeout: Duration) -> Result<Client, HttpWireError> {
    builder(base, timeout)
        .build()
        .map_err(|error| HttpWireError::Client(with_causes(&error.without_url())))
}

fn builder(base: &BaseUrl, timeout: Duration) -> ClientBuilder {
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
}

fn verb(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Put => http::Method::PUT,
        Method::Post => http::Method::POST,
        Method::Delete => http::Method::DELETE,
    }
}
