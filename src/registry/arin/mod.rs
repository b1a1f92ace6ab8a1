//! ARIN's Reg-RWS and its public side: the first registry, and the hardest.
//!
//! `declare` and `check` turn YAML into [`Desired`]; `observe` reads the [`live`] picture; [`diff`] compares
//! the two; `prepare`, `send` and `settle` carry one step each; `client`, `request`, `reply` and [`wire`] speak
//! the protocol.

mod absence;
#[cfg(test)]
mod absence_tests;
pub mod adoption;
pub mod asked;
mod awaited;
mod block;
mod check;
pub mod client;
mod declare;
mod desired;
pub mod diff;
mod grant;
pub mod live;
pub mod memory;
pub mod objects;
mod observe;
mod prepare;
pub mod rdap;
mod receivers;
#[cfg(test)]
mod receivers_tests;
pub mod reply;
pub mod request;
mod send;
mod settle;
#[cfg(test)]
mod settle_create_tests;
#[cfg(test)]
mod settle_tests;
pub mod snapshot;
mod tickets;
pub mod view;
pub mod wire;
pub mod work;

use std::sync::Arc;
use std::time::Duration;

pub use block::{Block, Extras, Pocs};
pub use check::{CheckedCustomers, advice, ahead, check};
pub use declare::{
    AddressFile, BlockFile, CustomerFile, Declared, DeclaredFile, ExpectFile, Lines, NetworkFile,
    PREFIX, PocsFile, RecipientFile, SelfFile,
};
pub use desired::{Desired, Expect, Itself, Network, Profile, Profiles, Recipient, Unmanaged};

use self::client::Client;
use self::live::Live;
use self::memory::{Gathered, Memory, Replied, Replies};
use self::reply::ReadError;
use self::work::Work;
use crate::clock::Clock;
use crate::http::WriteRequest;
use crate::journal::{Intent, IntentRecord, Ledger};
use crate::model::{Payload, RegistryName, Step, TicketNumber};
use crate::registry::snapshot::PrintKey;
use crate::registry::{
    Difference, Failure, Look, Made, Prepared, Refresh, Registry, Sent, Settled, TicketNews, Traces,
};
use crate::settings::Policy;
use crate::store::Store;

/// What one ARIN account of a repository is made of.
pub struct Arin {
    /// Its name in `swipd.yaml`.
    pub name: RegistryName,
    /// Type and base URL.
    pub identity: String,
    /// For people: `arin (production)`.
    pub title: String,
    /// What is declared for it.
    pub desired: Arc<Desired>,
    /// Speaks to it.
    pub client: Arc<Client>,
    /// Whether customer records are made by a request of their own.
    pub separate: bool,
    /// What its policy asks.
    pub policy: Policy,
    /// How many steps may run at once.
    pub concurrency: usize,
    /// The quiet time.
    pub settle_after: Duration,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where the live picture is kept for looking at without the network.
    pub store: Option<Arc<Store>>,
    /// What replies have shown and the cache does not hold yet.
    pub gathered: Gathered,
    /// A snapshot in place of the registry.
    pub pictured: Option<snapshot::Pictured>,
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
    fn observation<'a>(
        &'a self,
        desired: &'a Desired,
        ledger: &'a Ledger,
        look: Look,
    ) -> observe::Observation<'a> {
        observe::Observation {
            client: &self.client,
            registry: &self.name,
            identity: &self.identity,
            desired,
            ledger,
            clock: &self.clock,
            settle_after: self.settle_after,
            refresh: look.refresh,
            every_below: false,
        }
    }

    /// What earlier looks have read.
    async fn remember(&self) -> Memory {
        let Some(store) = self.store.clone() else {
            return Memory::default();
        };
        self.gathered
            .write(&store, &self.name, &self.identity)
            .await;
        let (name, identity, now) = (self.name.clone(), self.identity.clone(), self.clock.now());
        let desired = Arc::clone(&self.desired);
        let load = move || {
            let mut memory = Memory::load(&store, &name, Some(&identity), &desired);
            memory.replies = Replies::load(&store, &name, &identity, now);
            memory
        };
        tokio::task::spawn_blocking(load).await.unwrap_or_default()
    }

    /// Keeps what was read; a cache that can not be written is no failure.
    async fn keep(&self, memory: &Memory, live: &Live) {
        let Some(store) = self.store.clone() else {
            return;
        };
        let Some(written) = memory.written(live) else {
            tracing::warn!("what was read is not kept: it has no form in the cache");
            return;
        };
        let left = memory.replies.left(&self.identity, memory.behind(live));
        let name = self.name.clone();
        let write = move || {
            written.write(&store, &name);
            left.write(&store, &name);
        };
        // Only the cache would be wiser, should the task not end.
        let _ = tokio::task::spawn_blocking(write).await;
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
        if look.refresh == Refresh::Snapshot {
            return self.compared_with_snapshot(look);
        }
        let desired = Desired::named(self.desired.on(look.today()), ledger);
        let observation = self.observation(&desired, ledger, look);
        let mut memory = self.remember().await;
        let live = if look.refresh == Refresh::Never {
            observation.recalled(&mut memory)
        } else {
            let live = observation.live(&mut memory).await?;
            self.keep(&memory, &live).await;
            live
        };
        let mut found = diff::difference(diff::Sides {
            registry: &self.name,
            title: &self.title,
            desired: &desired,
            live: &live,
            ledger,
            separate: self.separate,
            policy: &self.policy,
            look,
        });
        // A look that sends nothing asks nobody, and from an old picture our record learns nothing.
        if look.refresh == Refresh::Never {
            found.notes.clear();
            return Ok(found);
        }
        receivers::weighed(&self.client, &desired, found).await
    }

    async fn snapshot(
        &self,
        ledger: &Ledger,
        look: Look,
        key: &PrintKey,
    ) -> Result<Payload, Failure> {
        let desired = Desired::named(self.desired.on(look.today()), ledger);
        let observation = observe::Observation {
            // Any of them may be gone from the checkout that is compared with it.
            every_below: true,
            ..self.observation(&desired, ledger, look)
        };
        let mut memory = self.remember().await;
        let live = observation.live(&mut memory).await?;
        self.keep(&memory, &live).await;
        let picture = snapshot::take(snapshot::Taking {
            registry: &self.name,
            desired: &desired,
            live: &live,
            ledger,
            key,
        });
        Ok(Payload::seal(picture))
    }

    fn aged(&self, payload: Work) -> Work {
        payload.aged()
    }

    async fn prepare(&self, step: &Step, payload: Work, made: &Made) -> Result<Prepared, Failure> {
        let found = prepare::prepare(&self.client, payload, made, self.settle_after).await;
        if let (Err(Failure::Stale(_)), Some(place)) = (&found, &step.place) {
            let doubt = Replied::doubting(place.clone(), self.clock.now());
            self.learn(Payload::seal(doubt)).await;
        }
        found
    }

    async fn send(&self, _step: &Step, payload: Work, write: WriteRequest, intent: Intent) -> Sent {
        send::send(&self.client, &payload, write, intent).await
    }

    async fn learn(&self, shown: Payload) {
        if let Some(store) = &self.store
            && self.gathered.add(self.clock.now(), shown)
        {
            self.gathered.write(store, &self.name, &self.identity).await;
        }
    }

    async fn rest(&self) {
        if let Some(store) = &self.store {
            self.gathered.write(store, &self.name, &self.identity).await;
        }
    }

    async fn settle(&self, intent: &IntentRecord, payload: Work, traces: Traces<'_>) -> Settled {
        let now = self.clock.now();
        let work = (payload, intent.place.as_ref());
        settle::settle(&self.client, work, &settle::Tickets { traces, now }).await
    }

    async fn tickets(&self, open: &[TicketNumber]) -> Result<Vec<TicketNews>, Failure> {
        tickets::news(&self.client, open).await
    }
}
