//! Long bodies against a listener: whole, too long, broken off, or no success at all.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::http_wire::MAX_BODY;
use super::http_wire_tests::{KEY, listen};
use super::*;
use crate::model::ApiKey;

fn request() -> ReadRequest {
    ReadRequest {
        path: "/rest/ticket/1/message/2/attachment/3".to_owned(),
        side: Side::Registry,
        accept: "application/octet-stream",
    }
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut answer =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n").into_bytes();
    answer.extend_from_slice(body);
    answer
}

async fn fetch(answer: Vec<u8>, limit: u64) -> (Result<Fetched, FetchError>, Vec<u8>, usize) {
    let listener = listen(answer).await;
    let pace = Pace {
        attempts: 2,
        ..Pace::unlimited()
    };
    let transport = Transport::new(Arc::new(listener.wire(Auth::Header)), pace);
    let mut file = Vec::new();
    let fetched = transport
        .fetch(request(), Sink::new(&mut file, limit))
        .await;
    (fetched, file, listener.requests().len())
}

#[tokio::test]
async fn a_body_longer_than_memory_allows_goes_to_the_sink_whole() {
    let body: Vec<u8> = (0..=250_u8).cycle().take(MAX_BODY + 100_000).collect();
    let headers = "Content-Disposition: attachment; filename=\"r.zip\"\r\n";
    let (fetched, file, requests) = fetch(answer("200 OK", headers, &body), u64::MAX).await;
    let fetched = fetched.expect("a body");
    assert!(file == body);
    assert_eq!(
        fetched.written,
        u64::try_from(body.len()).expect("a length")
    );
    assert_eq!(
        fetched.response.disposition.as_deref(),
        Some("attachment; filename=\"r.zip\"")
    );
    assert!(fetched.response.body.is_empty());
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_taken() {
    let too_large = Err(FetchError::Delivery(FetchFailure::TooLarge { limit: 99 }));
    let (fetched, file, requests) = fetch(answer("200 OK", "", &[7; 100]), 99).await;
    assert_eq!((fetched, file.len(), requests), (too_large.clone(), 0, 1));
    // Without an announced length it is found out on the way.
    let mut open = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    open.extend_from_slice(&[7; 100]);
    let (fetched, file, requests) = fetch(open, 99).await;
    assert_eq!((fetched, requests), (too_large, 1));
    assert!(file.len() <= 99);
    let (fetched, file, _) = fetch(answer("200 OK", "", &[7; 99]), 99).await;
    assert_eq!((fetched.map(|f| f.written), file.len()), (Ok(99), 99));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_asked_for_again() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<net".to_vec();
    let (fetched, _, requests) = fetch(cut, 1000).await;
    assert!(
        matches!(
            fetched,
            Err(FetchError::Delivery(FetchFailure::Broken {
                written: 4,
                ..
            }))
        ),
        "{fetched:?}"
    );
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn what_is_no_success_never_reaches_the_sink() {
    let not_found = answer("404 Not Found", "", b"<error/>");
    let (fetched, file, requests) = fetch(not_found, 1000).await;
    let response = fetched.expect("a response").response;
    assert_eq!(
        (response.status, response.body.as_slice()),
        (404, &b"<error/>"[..])
    );
    assert_eq!((file.len(), requests), (0, 1));
    let page = answer("200 OK", "Content-Type: text/html\r\n", b"<html/>");
    for passing in [page, answer("503 Away", "", b""), Vec::new()] {
        let (_, file, requests) = fetch(passing, 1000).await;
        assert_eq!((file.len(), requests), (0, 2));
    }
}

/// A server that answers a connection slowly: a piece, a pause, and so on.
async fn slow(pieces: &'static [&'static str], pause: Duration) -> (HttpWire, JoinSet<()>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("an address"));
    let base: BaseUrl = base.parse().expect("a base");
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut open = JoinSet::new();
        while let Ok((mut stream, _)) = socket.accept().await {
            open.spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                for piece in pieces {
                    let _ = stream.write_all(piece.as_bytes()).await;
                    tokio::time::sleep(pause).await;
                }
            });
        }
    });
    let wire = HttpWire::new(Endpoints {
        base: base.clone(),
        public: base,
        key: ApiKey::new(KEY).expect("a key"),
        auth: Auth::Header,
        timeout: Duration::from_secs(1),
    });
    (wire.expect("a wire"), task)
}

fn get() -> Exchange {
    Exchange {
        method: Method::Get,
        ..super::http_wire_tests::put("/rest/x")
    }
}

#[tokio::test]
async fn headers_that_never_end_are_lost() {
    let drip = &[
        "HTTP/1.1 200 OK\r\n",
        "X-A: 1\r\n",
        "X-B: 2\r\n",
        "X-C: 3\r\n",
    ];
    let (wire, _task) = slow(drip, Duration::from_millis(600)).await;
    let failure = wire.exchange(get()).await.expect_err("no reply");
    assert_eq!(failure.to_string(), "no reply: it timed out");
    let mut file = Vec::new();
    let failure = wire.fetch(get(), Sink::new(&mut file, 10)).await;
    let lost = FetchFailure::Wire(failure_of("it timed out"));
    assert_eq!(failure, Err(lost));
}

#[tokio::test]
async fn a_body_that_drips_is_lost_but_an_attachment_may_take_its_time() {
    let drip = &[
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1",
        "2",
        "3",
        "4",
    ];
    let (wire, _task) = slow(drip, Duration::from_millis(400)).await;
    let failure = wire.exchange(get()).await.expect_err("no reply");
    assert_eq!(failure, failure_of("it timed out"));
    let mut file = Vec::new();
    let fetched = wire.fetch(get(), Sink::new(&mut file, 10)).await;
    assert_eq!(fetched.map(|fetched| fetched.written), Ok(4));
    assert_eq!(file, b"1234");
}

#[tokio::test]
async fn an_attachment_that_falls_silent_is_broken_off() {
    let silent = &["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1"];
    let (wire, _task) = slow(silent, Duration::from_secs(60)).await;
    let mut file = Vec::new();
    let fetched = wire.fetch(get(), Sink::new(&mut file, 10)).await;
    let reason = "it timed out".to_owned();
    assert_eq!(fetched, Err(FetchFailure::Broken { written: 1, reason }));
}

fn failure_of(reason: &str) -> WireFailure {
    WireFailure::Lost {
        reason: reason.to_owned(),
    }
}
