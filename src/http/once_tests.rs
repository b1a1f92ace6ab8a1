//! A GET that creates, and connections that die: it is sent once, over a connection of its own.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::http_wire_tests::{OK, wire};
use super::*;
use crate::journal::Intent;

/// What a server does with the requests of one connection, in turn: an answer, or nothing and it closes.
type Script = &'static [&'static [Option<&'static str>]];

/// A server that follows a script, one line for each connection, and the number of the connection of every
/// request that came. A connection whose line is over is closed while it is idle.
struct Server {
    transport: Transport,
    requests: Arc<Mutex<Vec<(usize, String)>>>,
    closed: tokio::sync::mpsc::UnboundedReceiver<()>,
    _task: JoinSet<()>,
}

async fn serve(script: Script) -> Server {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("an address"));
    let requests = Arc::new(Mutex::new(Vec::new()));
    let (tell, closed) = tokio::sync::mpsc::unbounded_channel();
    let log = requests.clone();
    let mut task = JoinSet::new();
    task.spawn(async move {
        for (number, line) in script.iter().enumerate() {
            let Ok((mut stream, _)) = socket.accept().await else {
                return;
            };
            let mut buffer = [0; 4096];
            for answer in *line {
                let count = stream.read(&mut buffer).await.unwrap_or_default();
                let text = String::from_utf8_lossy(&buffer[..count]).into_owned();
                let first = text.lines().next().unwrap_or_default().to_owned();
                log.lock().expect("requests").push((number, first));
                if let Some(answer) = answer {
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            }
            drop(stream);
            let _ = tell.send(());
        }
        // Connections beyond the script are taken and counted, so that a repeated request shows.
        while let Ok((mut stream, _)) = socket.accept().await {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).await.unwrap_or_default();
            let text = String::from_utf8_lossy(&buffer[..count]).into_owned();
            log.lock().expect("requests").push((usize::MAX, text));
        }
    });
    let wire = wire(&base.parse().expect("a base"), Auth::Header);
    Server {
        transport: Transport::new(Arc::new(wire), Pace::unlimited()),
        requests,
        closed,
        _task: task,
    }
}

impl Server {
    async fn read(&self) {
        let request = ReadRequest {
            path: "/rest/net/X".to_owned(),
            side: Side::Registry,
            accept: XML,
        };
        self.transport.read(request).await.expect("a reply");
    }

    async fn report(&self) -> Result<Response, WireFailure> {
        let request = WriteRequest {
            method: Method::Get,
            path: "/rest/report/associations".to_owned(),
            body: Vec::new(),
        };
        self.transport.write(request, Intent::for_test()).await
    }

    fn reports(&self) -> Vec<usize> {
        let requests = self.requests.lock().expect("requests");
        requests
            .iter()
            .filter(|(_, first)| first.starts_with("GET /rest/report/associations "))
            .map(|(connection, _)| *connection)
            .collect()
    }
}

#[tokio::test]
async fn a_report_goes_over_a_connection_of_its_own_when_the_kept_one_was_closed() {
    let mut server = serve(&[&[Some(OK)], &[Some(OK)]]).await;
    server.read().await;
    server
        .closed
        .recv()
        .await
        .expect("the idle connection is closed");
    assert_eq!(
        server.report().await.map(|response| response.status),
        Ok(200)
    );
    assert_eq!(server.reports(), [1]);
}

#[tokio::test]
async fn a_report_whose_connection_dies_is_lost_and_sent_once() {
    let mut server = serve(&[&[Some(OK)], &[None]]).await;
    server.read().await;
    server
        .closed
        .recv()
        .await
        .expect("the idle connection is closed");
    let failure = server.report().await.expect_err("no reply");
    assert!(matches!(failure, WireFailure::Lost { .. }), "{failure}");
    assert_eq!(server.reports(), [1]);
}

#[tokio::test]
async fn a_report_leaves_no_connection_to_the_next() {
    // The second report finds no connection of the first, though the server would have answered on it.
    let server = serve(&[&[Some(OK), Some(OK)], &[Some(OK)]]).await;
    server.report().await.expect("a reply");
    server.report().await.expect("a reply");
    assert_eq!(server.reports(), [0, 1]);
}

#[tokio::test]
async fn every_verb_is_sent_once_when_a_connection_dies() {
    for method in [Method::Put, Method::Post, Method::Delete, Method::Get] {
        let server = serve(&[&[None]]).await;
        let request = WriteRequest {
            method,
            path: "/rest/x".to_owned(),
            body: Vec::new(),
        };
        let failure = server.transport.write(request, Intent::for_test()).await;
        assert!(matches!(failure, Err(WireFailure::Lost { .. })), "{method}");
        assert_eq!(
            server.requests.lock().expect("requests").len(),
            1,
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_write_without_a_body_says_so() {
    for method in ["PUT", "POST"] {
        let listener = super::http_wire_tests::listen(OK).await;
        let exchange = Exchange {
            method: if method == "PUT" {
                Method::Put
            } else {
                Method::Post
            },
            body: Vec::new(),
            ..super::http_wire_tests::put("/rest/ticket/1/ticketStatus/CLOSED?msgRefs=true")
        };
        let wire = listener.wire(Auth::Header);
        wire.exchange(exchange).await.expect("a reply");
        let request = listener.requests().concat();
        // Without it some servers answer 411.
        assert!(request.contains("content-length: 0\r\n"), "{request}");
        assert!(
            request.contains("content-type: application/xml\r\n"),
            "{request}"
        );
    }
}
