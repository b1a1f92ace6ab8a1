//! Puts the simulator behind a listener: HTTP/1.1, one task per connection.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::exchange::{Handled, Reply, Request};
use super::options::SimulatorError;
use super::service::Simulator;

/// How long requests in hand may take after the shutdown began.
const GRACE: Duration = Duration::from_secs(2);
/// How many accepts may fail in a row.
const FAILURES: u32 = 100;
/// A body beyond this is not read.
const BODY: usize = 2 << 20;

/// Why a connection is closed without a reply.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed on purpose")]
struct Closed;

/// Serves until told to stop; then requests in hand are finished, for at most two seconds.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    simulator: Simulator,
    shutdown: CancellationToken,
) -> Result<(), SimulatorError> {
    let mut connections = JoinSet::new();
    let mut failures = 0;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => {
                match accepted {
                    Ok((stream, _)) => {
                        failures = 0;
                        connections.spawn(connection(stream, simulator.clone(), shutdown.clone()));
                    }
                    // One aborted connection, or too many at once, is no reason to go away.
                    Err(error) if failures < FAILURES => {
                        failures += 1;
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    Err(error) => return Err(SimulatorError::Listen(error)),
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let drained = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, drained).await.is_err() {
        connections.shutdown().await;
    }
    Ok(())
}

async fn connection(stream: TcpStream, simulator: Simulator, shutdown: CancellationToken) {
    // Without it small replies wait for acknowledgements; where it can not be set, they wait.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(simulator.clone(), request));
    let mut served = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = shutdown.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// A request that has arrived is carried out to its end, even when the client goes away meanwhile.
async fn answer(
    simulator: Simulator,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<ReplyBody>, Closed> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, BODY)
        .collect()
        .await
        .map_err(|_| Closed)?;
    let request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect(),
        body: body.to_bytes().to_vec(),
    };
    let (answered, waiting) = oneshot::channel();
    let worker = simulator.clone();
    simulator.keep_on(async move {
        // The client may be gone; then nobody waits for the answer.
        let _ = answered.send(worker.handle(request).await);
    });
    match waiting.await.map_err(|_| Closed)? {
        Handled::Reply(reply) => response(reply, false),
        Handled::Truncate(reply) => response(reply, true),
        Handled::Close => Err(Closed),
    }
}

fn response(reply: Reply, cut: bool) -> Result<hyper::Response<ReplyBody>, Closed> {
    let mut response = hyper::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    let length = reply.body.len();
    let mut data = Bytes::from(reply.body);
    if cut {
        data.truncate(length / 2);
    }
    let body = ReplyBody {
        data: Some(data),
        length: u64::try_from(length).unwrap_or(u64::MAX),
        cut,
        flushed: false,
    };
    response
        .header("content-length", length)
        .body(body)
        .map_err(|_| Closed)
}

/// A body that may break off.
struct ReplyBody {
    data: Option<Bytes>,
    length: u64,
    cut: bool,
    flushed: bool,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Closed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Closed>>> {
        if let Some(data) = self.data.take().filter(|data| !data.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        if !self.cut {
            return Poll::Ready(None);
        }
        if !self.flushed {
            // What was written so far leaves before the connection breaks.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Closed)))
    }

    fn is_end_stream(&self) -> bool {
        !self.cut && self.data.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
