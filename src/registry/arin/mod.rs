//! ARIN's Reg-RWS and its public side: the first registry, and the hardest.
//!
//! `declare` and `check` turn YAML into [`Desired`]; `observe` reads the [`live`] picture; [`diff`] compares
//! the two; `prepare`, `send` and `settle` carry one step each; `client`, `request`, `reply` and [`wire`] speak
//! the protocol.

pub mod asked;
mod check;
pub mod client;
mod declare;
mod desired;
pub mod diff;
pub mod live;
mod observe;
mod prepare;
pub mod rdap;
pub mod reply;
pub mod request;
mod send;
mod settle;
mod tickets;
pub mod view;
pub mod wire;
pub mod work;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub use check::check;
pub use declare::{
    AddressFile, BlockFile, CustomerFile, Declared, DeclaredFile, ExpectFile, Lines, NetworkFile,
    PREFIX, PocsFile, RecipientFile,
};
pub use desired::{Block, Desired, Expect, Network, Pocs, Profile, Recipient, Unmanaged};

use self::client::Client;
use self::live::{Live, LiveNet, LiveNetwork};
use self::reply::ReadError;
use self::work::Work;
use crate::clock::Clock;
use crate::http::WriteRequest;
use crate::journal::{Intent, IntentRecord, Ledger};
use crate::model::{RegistryName, Step, TicketNumber};
use crate::registry::{
    Difference, Failure, Look, Made, Prepared, Registry, Sent, Settled, TicketNews,
};
use crate::store::Store;

/// The tree of the cache that holds the live nets of a registry, by place.
#[must_use]
pub fn nets_tree(registry: &RegistryName) -> String {
    format!("arin-nets-1-{registry}")
}

/// What one ARIN account of a repository is made of.
pub struct Arin {
    /// Its name in `swipd.yaml`.
    pub name: RegistryName,
    /// Type and base URL.
    pub identity: String,
    /// For people: `arin (production)`.
    pub title: String,
    /// What is declared for it.
    pub desired: Desired,
    /// Speaks to it.
    pub client: Arc<Client>,
    /// Whether customer records are made by a request of their own.
    pub separate: bool,
    /// How many steps may run at once.
    pub concurrency: usize,
    /// The quiet time.
    pub settle_after: Duration,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where the live picture is kept for looking at without the network.
    pub store: Option<Arc<Store>>,
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotAuthenticated(_) => Self::Unauthenticated(error.to_string()),
            ReadError::Denied(_) => Self::Denied(error.to_string()),
            ReadError::Absent
            | ReadError::Refused(_)
            | ReadError::NotAsked(_)
            | ReadError::Unknown { .. }
            | ReadError::Unreachable(_) => Self::Unknown(error.to_string()),
        }
    }
}

impl Arin {
    /// Keeps the live picture; a cache that can not be written is no failure.
    async fn keep(&self, live: &Live) {
        let Some(store) = self.store.clone() else {
            return;
        };
        let nets: BTreeMap<String, LiveNet> = live
            .networks
            .iter()
            .filter_map(|network| match network {
                LiveNetwork::Read(read) => Some(&read.nets),
                LiveNetwork::Unread { .. } => None,
            })
            .flatten()
            .map(|net| (net.place.to_string(), net.clone()))
            .collect();
        let tree = nets_tree(&self.name);
        let saved = tokio::task::spawn_blocking(move || store.save(&tree, &nets)).await;
        if let Ok(Err(error)) = saved {
            tracing::warn!(%error, "the live picture was not kept");
        }
    }
}

impl Registry for Arin {
    type Payload = Work;

    fn name(&self) -> &RegistryName {
        &self.name
    }

    fn identity(&self) -> String {
        self.identity.clone()
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }

    fn settle_after(&self) -> Duration {
        self.settle_after
    }

    async fn difference(&self, ledger: &Ledger, look: Look) -> Result<Difference<Work>, Failure> {
        let observation = observe::Observation {
            client: &self.client,
            registry: &self.name,
            desired: &self.desired,
            ledger,
            clock: &self.clock,
            settle_after: self.settle_after,
        };
        let live = observation.live().await?;
        self.keep(&live).await;
        Ok(diff::difference(diff::Sides {
            registry: &self.name,
            title: &self.title,
            desired: &self.desired,
            live: &live,
            ledger,
            separate: self.separate,
            look,
        }))
    }

    fn aged(&self, payload: Work) -> Work {
        payload.aged()
    }

    async fn prepare(&self, _step: &Step, payload: Work, made: &Made) -> Result<Prepared, Failure> {
        prepare::prepare(&self.client, payload, made, self.settle_after).await
    }

    async fn send(&self, _step: &Step, payload: Work, write: WriteRequest, intent: Intent) -> Sent {
        send::send(&self.client, &payload, write, intent).await
    }

    async fn settle(
        &self,
        _intent: &IntentRecord,
        payload: Work,
        known: &[TicketNumber],
        since: jiff::Timestamp,
    ) -> Settled {
        settle::settle(
            &self.client,
            payload,
            &settle::Tickets {
                known,
                since,
                now: self.clock.now(),
            },
        )
        .await
    }

    async fn tickets(&self, open: &[TicketNumber]) -> Result<Vec<TicketNews>, Failure> {
        tickets::news(&self.client, open).await
    }
}
