//! The boundary between the engine and the remote APIs, and one folder per API.
//!
//! A registry works with its own types inside and is erased at the edge: [`Bound`] seals payloads into
//! JSON text, so that the engine handles every registry alike and knows none of them.

pub mod arin;
mod bound;
mod difference;
mod look;
pub mod snapshot;

use std::future::Future;
use std::time::Duration;

use serde::de::DeserializeOwned;

pub use bound::{AnyRegistry, Bound, BoxFuture};
pub use difference::{
    Along, Below, Code, Detail, Difference, Finding, FindingKind, Objection, ObjectionPlace,
    Remark, Scope, Section, SectionId, Stated, UNSHOWN,
};
pub use look::{Look, Refresh};

use crate::http::WriteRequest;
use crate::journal::{Intent, IntentRecord, Ledger};
use crate::model::{
    Class, Component, Incarnation, Payload, RegistryName, Reply, Seal, Step, StepId, TicketNumber,
    TicketStatus,
};

/// What a registry does for the engine. Typed; the engine sees [`AnyRegistry`].
pub trait Registry: Send + Sync + 'static {
    /// What `prepare`, `send` and `settle` need of a step.
    type Payload: Seal + DeserializeOwned;

    /// Its name in `swipd.yaml`.
    fn name(&self) -> &RegistryName;

    /// Type and base URL: what a journal is bound to.
    fn identity(&self) -> String;

    /// For people: `arin (production)`.
    fn title(&self) -> String;

    /// How many steps may run at once.
    fn concurrency(&self) -> usize;

    /// The quiet time: no request of ours takes effect later than this after it was sent (write protocol, section 1).
    fn settle_after(&self) -> Duration;

    /// Reads what the repository concerns and compares. Changes nothing.
    fn difference(
        &self,
        ledger: &Ledger,
        look: Look,
    ) -> impl Future<Output = Result<Difference<Self::Payload>, Failure>> + Send;

    /// Reads what the repository concerns, for plans where neither the key of the registry nor the journal is. What
    /// says who a customer is stands in it as a print.
    fn snapshot(
        &self,
        ledger: &Ledger,
        look: Look,
        key: &snapshot::PrintKey,
    ) -> impl Future<Output = Result<Payload, Failure>> + Send;

    /// A payload whose plan is not of this sweep, such as one from a file: what only its own sweep could vouch for is
    /// taken out of it, so that `prepare` reads it again.
    fn aged(&self, payload: Self::Payload) -> Self::Payload {
        payload
    }

    /// Reads the object of a step, compares it with what the plan saw, and builds the request. Reads only.
    fn prepare(
        &self,
        step: &Step,
        payload: Self::Payload,
        made: &Made,
    ) -> impl Future<Output = Result<Prepared, Failure>> + Send;

    /// Sends the request once and says what became of it.
    fn send(
        &self,
        step: &Step,
        payload: Self::Payload,
        write: WriteRequest,
        intent: Intent,
    ) -> impl Future<Output = Sent> + Send;

    /// Takes what the reply to a write showed, now that its outcome is in the journal: the outcome is written, then the
    /// cache (write protocol, section 2).
    fn learn(&self, _shown: Payload) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// A run has come to its end: what `learn` still holds is kept.
    fn rest(&self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// Finds out by reading what became of a write; asked only after the quiet time.
    fn settle(
        &self,
        intent: &IntentRecord,
        payload: Self::Payload,
        traces: Traces<'_>,
    ) -> impl Future<Output = Settled> + Send;

    /// Reads where tickets stand.
    fn tickets(
        &self,
        open: &[TicketNumber],
    ) -> impl Future<Output = Result<Vec<TicketNews>, Failure>> + Send;
}

/// What is known of a write besides its intent, when it is settled.
#[derive(Debug, Clone, Copy)]
pub struct Traces<'a> {
    /// Every ticket that the journal names; another one is unexplained.
    pub known: &'a [TicketNumber],
    /// When the write was sent, by this machine's clock.
    pub since: jiff::Timestamp,
    /// The ticket that it became, when that has ended or can not be found any more.
    pub ended: Option<&'a TicketNews>,
}

/// What steps of this run have made, for steps that need it.
pub type Made = std::collections::BTreeMap<StepId, Reply>;

/// What `prepare` found.
#[derive(Debug)]
pub enum Prepared {
    /// The object is as the plan saw it; this is to be sent.
    Write(WriteRequest),
    /// Nothing needs sending: an adopt, or the object is already as it should be.
    Already(Reply),
}

/// Why something could not be prepared or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// The registry does not take the key at all: stop everything there.
    #[error("{0}")]
    Unauthenticated(String),
    /// The registry says that the key has no authority over this object.
    #[error("{0}")]
    Denied(String),
    /// The object is not what the plan saw.
    #[error("{0}")]
    Stale(String),
    /// The registry could not be read; nothing is known.
    #[error("{0}")]
    Unknown(String),
}

/// What became of a request that changes something.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The class.
    pub class: Class,
    /// What the registry answered.
    pub reply: Reply,
    /// Its error code, such as `E_ENTITY_VALIDATION`.
    pub code: Option<String>,
    /// In words.
    pub message: Option<String>,
    /// Its complaints, element by element.
    pub components: Vec<Component>,
    /// How long the registry asked us to stay away.
    pub again_in: Option<Duration>,
    /// Whether a refusal is open to doubt: a proxy may have replayed the request, so reading decides (a create
    /// refused for its range, a delete answered 404).
    pub doubtful: bool,
    /// Whether a refusal says that something else still needs the object. Once it is known that this is not just
    /// late, trying again is pointless until the object changes.
    pub linked: bool,
    /// Whether the refusal says that the key is not taken at all.
    pub unauthenticated: bool,
    /// What the reply showed of the object, for [`Registry::learn`].
    pub shown: Option<Payload>,
}

impl Sent {
    /// A class with a sentence and nothing else.
    #[must_use]
    pub fn plain(class: Class, message: impl Into<String>) -> Self {
        Self {
            class,
            reply: Reply::default(),
            code: None,
            message: Some(message.into()),
            components: Vec::new(),
            again_in: None,
            doubtful: false,
            linked: false,
            unauthenticated: false,
            shown: None,
        }
    }
}

/// What reading says of a write whose outcome was unknown (write protocol, section 3).
#[derive(Debug, Clone)]
pub enum Settled {
    /// It took effect.
    Applied {
        /// The object as it stands.
        incarnation: Option<Incarnation>,
        /// What was read.
        evidence: String,
    },
    /// It did not, and may be sent again.
    NotApplied {
        /// What was read.
        evidence: String,
    },
    /// It became a ticket.
    Ticketed {
        /// The ticket.
        ticket: TicketNumber,
        /// What was read.
        evidence: String,
    },
    /// Something else is there, and it is not ours.
    Conflict {
        /// What was read.
        evidence: String,
    },
    /// Reading did not say; the write stays uncertain.
    Unknown {
        /// Why.
        evidence: String,
    },
    /// No reading can ever say.
    Never {
        /// Why.
        evidence: String,
    },
}

/// Where a ticket stands.
#[derive(Debug, Clone)]
pub struct TicketNews {
    /// The ticket.
    pub number: TicketNumber,
    /// Its status; `None` when the registry does not know the ticket any more.
    pub status: Option<TicketStatus>,
    /// The word for how it ended.
    pub resolution: Option<crate::model::TicketResolution>,
}

impl TicketNews {
    /// Whether it ended with what was asked for done, as far as its word goes.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.resolution
            .as_ref()
            .is_some_and(crate::model::TicketResolution::is_success)
    }
}
