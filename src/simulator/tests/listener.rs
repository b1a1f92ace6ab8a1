//! The same through a socket, seen by the plainest of clients.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::simulator::serve;
use crate::simulator::testing::{KEY, REASSIGN, Site, embedded};

async fn raw(address: SocketAddr, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connect");
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: ApiKey {KEY}\r\n\
         content-type: application/xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("write");
    stream.write_all(body.as_bytes()).await.expect("write");
    let mut reply = Vec::new();
    // A connection that breaks off may end in an error; what came before counts.
    let _ = stream.read_to_end(&mut reply).await;
    String::from_utf8_lossy(&reply).into_owned()
}

#[tokio::test]
async fn replies_closes_and_halves_reach_the_client() {
    let site = Site::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let address = listener.local_addr().expect("address");
    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    tasks.spawn(serve(listener, site.simulator.clone(), stop.clone()));

    let body = embedded("198.51.100.64", 28, "A");
    let whole = raw(address, "PUT", REASSIGN, &body).await;
    assert!(
        whole.starts_with("HTTP/1.1 200") && whole.ends_with("</ticketedRequest>"),
        "{whole}"
    );
    assert_eq!(whole.matches("date:").count(), 1);

    let faults = r#"{"rules":[{"match":{"path":"/rest/customer/*"},"do":"drop_reply","times":1},
        {"match":{"path":"/rest/net/*"},"do":"truncate","times":1}]}"#;
    let set = raw(address, "PUT", "/_sim/faults", faults).await;
    assert!(set.starts_with("HTTP/1.1 200"), "{set}");
    let closed = raw(address, "DELETE", "/rest/customer/C09990002", "").await;
    assert_eq!(closed, "");
    let half = raw(address, "GET", "/rest/net/NET-198-51-100-64-1", "").await;
    assert!(
        half.starts_with("HTTP/1.1 200") && half.contains("<net ") && !half.contains("</net>"),
        "{half}"
    );

    let state = raw(address, "GET", "/_sim/state", "").await;
    assert!(!state.contains("C09990002"), "{state}");
    let log = raw(address, "GET", "/_sim/requests", "").await;
    assert!(
        log.contains(r#""status":null"#) && !log.contains("_sim"),
        "{log}"
    );

    stop.cancel();
    let ended = tasks.join_next().await.expect("one").expect("joined");
    assert!(ended.is_ok());
}
