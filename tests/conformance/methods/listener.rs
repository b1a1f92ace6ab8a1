//! The simulator behind a listener of loopback, and a client that reaches it over the network.

use std::net::SocketAddr;
use std::sync::Arc;

use swipd::http::{Auth, BaseUrl, Endpoints, HttpWire, TIMEOUT};
use swipd::model::ApiKey;
use swipd::registry::arin::client::Client;
use swipd::simulator::{Simulator, serve};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::recorder::{KEY, client_over};

/// A listener that ends with it.
pub(super) struct Listener {
    address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Listener {
    pub(super) async fn new(simulator: &Simulator) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let serving = serve(listener, simulator.clone(), CancellationToken::new());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { serving.await.expect("it serves") });
        Self {
            address,
            _tasks: tasks,
        }
    }

    pub(super) fn client(&self, auth: Auth) -> Client {
        let url = |path: &str| -> BaseUrl {
            let url = format!("http://{}{path}", self.address);
            url.parse().expect("an address")
        };
        let wire = HttpWire::new(Endpoints {
            base: url(""),
            public: url("/registry"),
            key: ApiKey::new(KEY).expect("a key"),
            auth,
            timeout: TIMEOUT,
        });
        client_over(Arc::new(wire.expect("a wire")))
    }
}
