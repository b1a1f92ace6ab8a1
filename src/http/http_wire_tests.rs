//! The wire against a listener that answers with fixed bytes and keeps what it was sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::http_wire::MAX_BODY;
use super::*;
use crate::model::ApiKey;

pub(super) const KEY: &str = "API-1111-2222-3333-4444";
pub(super) const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nDate: Sun, 20 Sep 2026 14:00:00 GMT\r\nContent-Length: 4\r\n\r\n<a/>";

/// A server: what it answers to each connection, and every request that came.
pub(super) struct Listener {
    pub(super) base: BaseUrl,
    requests: Arc<Mutex<Vec<String>>>,
    _task: JoinSet<()>,
}

pub(super) async fn listen(answer: impl Into<Vec<u8>>) -> Listener {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("an address"));
    let requests = Arc::new(Mutex::new(Vec::new()));
    let (seen, answer) = (requests.clone(), answer.into());
    let mut task = JoinSet::new();
    task.spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut buffer).await {
                    Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
                    Ok(_) | Err(_) => break,
                }
            }
            let text = String::from_utf8_lossy(&request).into_owned();
            seen.lock().expect("requests").push(text);
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    Listener {
        base: base.parse().expect("a base"),
        requests,
        _task: task,
    }
}

impl Listener {
    pub(super) fn wire(&self, auth: Auth) -> HttpWire {
        wire(&self.base, auth)
    }

    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("requests").clone()
    }
}

pub(super) fn wire(base: &BaseUrl, auth: Auth) -> HttpWire {
    HttpWire::new(Endpoints {
        base: base.clone(),
        public: base.clone(),
        key: ApiKey::new(KEY).expect("a key"),
        auth,
        timeout: Duration::from_secs(5),
    })
    .expect("a wire")
}

pub(super) fn put(path: &str) -> Exchange {
    Exchange {
        side: Side::Registry,
        method: Method::Put,
        path: path.to_owned(),
        accept: XML,
        content_type: Some(XML),
        body: b"<net/>".to_vec(),
        fresh: false,
    }
}

fn assert_hidden(text: &str) {
    assert!(!text.to_ascii_uppercase().contains(KEY), "{text}");
}

#[tokio::test]
async fn the_key_goes_into_the_header() {
    let listener = listen(OK).await;
    let wire = listener.wire(Auth::Header);
    let response = wire.exchange(put("/rest/net/X")).await.expect("a reply");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, &b"<a/>"[..])
    );
    assert_eq!(
        response.date.as_deref(),
        Some("Sun, 20 Sep 2026 14:00:00 GMT")
    );
    let request = listener.requests().concat();
    assert!(
        request.starts_with("PUT /rest/net/X HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains("authorization: ApiKey API-1111-2222-3333-4444\r\n"));
    assert!(request.contains("content-type: application/xml\r\n"));
    assert!(request.contains("accept: application/xml\r\n"));
    assert!(request.contains("user-agent: swipd/"));
    assert!(!request.contains("accept-encoding"));
}

#[tokio::test]
async fn the_key_goes_into_the_query_in_lower_case() {
    let listener = listen(OK).await;
    let wire = listener.wire(Auth::Query);
    wire.exchange(put("/rest/ticket/1;a=b"))
        .await
        .expect("a reply");
    wire.exchange(put("/rest/ticket/1?msgRefs=true"))
        .await
        .expect("a reply");
    let requests = listener.requests();
    assert!(requests[0].starts_with(&format!("PUT /rest/ticket/1;a=b?apikey={KEY} ")));
    assert!(requests[1].starts_with(&format!("PUT /rest/ticket/1?msgRefs=true&apikey={KEY} ")));
    assert!(!requests.concat().contains("authorization"));
}

#[tokio::test]
async fn the_public_side_never_sees_the_key() {
    for auth in [Auth::Header, Auth::Query] {
        let listener = listen(OK).await;
        let exchange = Exchange {
            side: Side::Public,
            content_type: None,
            ..put("/registry/ip/198.51.100.0")
        };
        listener
            .wire(auth)
            .exchange(exchange)
            .await
            .expect("a reply");
        assert_hidden(&listener.requests().concat());
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let elsewhere = listen(OK).await;
    let listener = listen(format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
        elsewhere.base
    ))
    .await;
    let response = listener
        .wire(Auth::Query)
        .exchange(put("/rest/net/X"))
        .await;
    assert_eq!(response.expect("a reply").status, 307);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_dropped_connection_is_lost_and_sent_once() {
    for answer in ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<net"] {
        for auth in [Auth::Header, Auth::Query] {
            let listener = listen(answer).await;
            let wire = listener.wire(auth);
            let failure = wire
                .exchange(put("/rest/net/X"))
                .await
                .expect_err("no reply");
            assert!(matches!(failure, WireFailure::Lost { .. }), "{failure}");
            assert_eq!(listener.requests().len(), 1);
            assert_hidden(&format!("{failure} {failure:?} {wire:?}"));
        }
    }
}

#[tokio::test]
async fn a_reused_connection_that_dies_is_lost_and_nothing_is_sent_again() {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("an address"));
    let requests = Arc::new(Mutex::new(Vec::new()));
    let log = requests.clone();
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut connection = 0;
        while let Ok((mut stream, _)) = socket.accept().await {
            connection += 1;
            let mut buffer = [0; 4096];
            // Answers the first request of a connection, reads the second, and closes.
            for answer in [OK, ""] {
                match stream.read(&mut buffer).await {
                    Ok(count) if count > 0 => log.lock().expect("requests").push(connection),
                    Ok(_) | Err(_) => break,
                }
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    });
    let wire = wire(&base.parse().expect("a base"), Auth::Header);
    let empty = |path| Exchange {
        body: Vec::new(),
        ..put(path)
    };
    wire.exchange(empty("/1")).await.expect("a reply");
    let failure = wire.exchange(empty("/2")).await.expect_err("no reply");
    assert!(matches!(failure, WireFailure::Lost { .. }), "{failure}");
    assert_eq!(*requests.lock().expect("requests"), [1, 1]);
}

#[tokio::test]
async fn silence_is_lost_after_the_timeout() {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("an address"));
    let base: BaseUrl = base.parse().expect("a base");
    let wire = HttpWire::new(Endpoints {
        base: base.clone(),
        public: base,
        key: ApiKey::new(KEY).expect("a key"),
        auth: Auth::Query,
        timeout: Duration::from_millis(50),
    })
    .expect("a wire");
    let failure = wire
        .exchange(put("/rest/net/X"))
        .await
        .expect_err("no reply");
    assert!(matches!(failure, WireFailure::Lost { .. }), "{failure}");
    assert!(failure.to_string().contains("timed out"), "{failure}");
    assert_hidden(&format!("{failure:?}"));
}

#[tokio::test]
async fn a_refused_connection_is_unsent() {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("an address"));
    drop(socket);
    let wire = wire(&base.parse().expect("a base"), Auth::Query);
    let failure = wire
        .exchange(put("/rest/net/X"))
        .await
        .expect_err("nobody there");
    assert!(matches!(failure, WireFailure::Unsent { .. }), "{failure}");
    assert_hidden(&format!("{failure} {failure:?}"));
}

#[tokio::test]
async fn a_connection_without_tls_is_unsent() {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("https://{}", socket.local_addr().expect("an address"));
    let mut task = JoinSet::new();
    task.spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            let _ = stream.write_all(b"not TLS at all").await;
        }
    });
    let base: BaseUrl = base.parse().expect("a base");
    let Ok(wire) = HttpWire::new(Endpoints {
        base: base.clone(),
        public: base,
        key: ApiKey::new(KEY).expect("a key"),
        auth: Auth::Query,
        timeout: Duration::from_secs(5),
    }) else {
        return; // A machine without certificates of authorities builds no TLS client.
    };
    let failure = wire.exchange(put("/rest/net/X")).await.expect_err("no TLS");
    assert!(matches!(failure, WireFailure::Unsent { .. }), "{failure}");
    assert_hidden(&format!("{failure:?}"));
}

#[tokio::test]
async fn a_huge_body_is_not_read() {
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
        MAX_BODY + 1
    )
    .into_bytes();
    answer.resize(answer.len() + MAX_BODY + 1, b'x');
    let listener = listen(answer).await;
    let failure = listener
        .wire(Auth::Header)
        .exchange(put("/rest/net/X"))
        .await;
    assert_eq!(failure, Err(WireFailure::TooLarge));
}

#[tokio::test]
async fn a_key_that_the_registry_repeats_is_hidden() {
    let body = format!("<e>{KEY} {} </e>", KEY.to_ascii_lowercase());
    let listener = listen(format!(
        "HTTP/1.1 400 Bad Request\r\nRetry-After: 7\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
    .await;
    let response = listener
        .wire(Auth::Query)
        .exchange(put("/rest/net/X"))
        .await;
    let response = response.expect("a reply");
    assert_eq!(response.retry_after, Some(RetryAfter::Seconds(7)));
    assert_eq!(response.body, b"<e>(API key) (API key) </e>");
}

#[tokio::test]
async fn a_path_that_leads_out_is_not_sent() {
    let listener = listen(OK).await;
    let wire = listener.wire(Auth::Header);
    for path in ["/../x", "@127.0.0.1/", "x"] {
        let failure = wire.exchange(put(path)).await.expect_err("outside");
        assert!(matches!(failure, WireFailure::Unsent { .. }), "{path}");
    }
    assert!(listener.requests().is_empty());
}
