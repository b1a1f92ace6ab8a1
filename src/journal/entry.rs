//! The kinds of line, named as in the table of the write protocol, section 8.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{IntentRecord, OpId, OutcomeRecord, SettledRecord};
use crate::model::{
    Action, Field, Handle, Incarnation, Key, Kind, Place, RegistryName, TicketNumber,
    TicketResolution, TicketStatus,
};

/// Whether a line opens or closes what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It begins, or still holds with a new cause.
    Open,
    /// It is over.
    Closed,
}

/// How a ticket ended, as reading the objects showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketEnd {
    /// What was asked has happened.
    Applied,
    /// It has not and will not.
    NotApplied,
}

/// What a saved plan was made from. With its digest it may run once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Base {
    /// The id of the journal.
    pub journal: String,
    /// The last sequence number that the plan knew.
    pub seq: u64,
    /// The revision of the repository.
    pub revision: Option<String>,
}

/// One line of the journal, without its envelope.
///
/// Reading goes through `line::read`: an intent carries sealed JSON, which serde can not take out of a
/// tagged enum.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Entry {
    /// A process took the journal. Written by [`super::Journal::open`] alone.
    Opened {
        /// The id of the journal, the same in every such line.
        journal: String,
        /// The machine.
        host: String,
        /// Which start of the machine, where the system tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        boot: Option<String>,
        /// The version of the program.
        version: String,
    },
    /// A process left the journal in order. Written by [`super::Journal::close`] alone.
    Closed,
    /// A registry name stands for this registry from now on.
    Bound {
        /// The name in `swipd.yaml`.
        registry: RegistryName,
        /// Its type and base URL.
        identity: String,
    },
    /// The journal goes on elsewhere.
    Retired {
        /// The machine that goes on.
        successor: String,
    },
    /// A run begins. The sequence number of this line is the run's number.
    RunBegun {
        /// `apply`, `timer`.
        kind: String,
        /// Who started it, where somebody did.
        user: Option<String>,
        /// The revision of the repository.
        revision: Option<String>,
        /// The digest of the plan.
        digest: String,
        /// What a saved plan was made from; `None` for a plan that was made for this run.
        base: Option<Base>,
        /// Guards that were lifted: `deletes=5`.
        allowed: Vec<String>,
    },
    /// A run ends.
    RunEnded {
        /// Counts by outcome: `done`, `ticketed`.
        summary: BTreeMap<String, u64>,
    },
    /// A write is about to be sent. Written by [`super::Journal::intend`] alone.
    Intent(Box<IntentRecord>),
    /// A write was answered, or its answer was lost.
    Outcome(OutcomeRecord),
    /// A write was settled by reading, or not yet.
    Settled(SettledRecord),
    /// A registration that existed is ours now.
    Adopted {
        /// The registry.
        registry: RegistryName,
        /// Where.
        place: Place,
        /// Which life of it.
        incarnation: Incarnation,
        /// The block's key.
        key: Key,
        /// The key of the customer that it is given to.
        customer: Key,
        /// Whether its entry says `protect`.
        protected: bool,
    },
    /// A registration is ours no longer. Says nothing of its customer record: that is an `obligation` of its own.
    Released {
        /// The registry.
        registry: RegistryName,
        /// Where.
        place: Place,
        /// Which life of it. Another one at the same place stays ours.
        incarnation: Incarnation,
        /// Why: `lost`, `left`.
        reason: String,
    },
    /// The customer of a registration has another key in the repository.
    Rekeyed {
        /// The registry.
        registry: RegistryName,
        /// Where.
        place: Place,
        /// The new key.
        customer: Key,
    },
    /// `protect` was set or taken away.
    Protected {
        /// The registry.
        registry: RegistryName,
        /// Where.
        place: Place,
        /// What holds now.
        protected: bool,
    },
    /// A customer record must be deleted once nothing links to it.
    Obligation {
        /// Whether it begins or is over.
        state: State,
        /// The registry.
        registry: RegistryName,
        /// The customer record.
        customer: Incarnation,
        /// What it was made for.
        place: Place,
        /// Why.
        cause: String,
    },
    /// A declared range was emptied and is to be filled.
    Vacancy {
        /// Whether it begins or is over.
        state: State,
        /// The registry.
        registry: RegistryName,
        /// Where.
        place: Place,
        /// Why.
        cause: String,
    },
    /// A customer record that may exist without a link, after a create that was settled by reading.
    Stray {
        /// Whether it begins or is over.
        state: State,
        /// The registry.
        registry: RegistryName,
        /// The create.
        op: OpId,
        /// The customer's name, to search for.
        name: String,
        /// Why, or how it ended.
        cause: String,
    },
    /// A resource is left alone until its content, the object, or a person changes it.
    Held {
        /// Whether it begins or is over.
        state: State,
        /// The registry.
        registry: RegistryName,
        /// The resource.
        key: Key,
        /// What is not tried.
        action: Action,
        /// The fingerprint of the desired content.
        fingerprint: String,
        /// Why.
        reason: String,
    },
    /// A value that the registry changes when it takes it; equal until either side changes.
    Quirk {
        /// Whether it begins or is over.
        state: State,
        /// The registry.
        registry: RegistryName,
        /// The object.
        handle: Handle,
        /// The field.
        field: String,
        /// What was asked for.
        asked: Field,
        /// What is there.
        got: Field,
    },
    /// An object that is no net, such as a POC, is ours from now on, or ours no longer.
    Object {
        /// Whether it begins, or still holds with new content, or is over.
        state: State,
        /// The registry.
        registry: RegistryName,
        /// What it is: `poc`.
        kind: Kind,
        /// Its key in the repository.
        key: Key,
        /// Which life of it.
        incarnation: Incarnation,
        /// What we left in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<String>,
        /// The customer whose block it serves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<Key>,
        /// Why: `adopted`, `lost`, `left`.
        reason: String,
    },
    /// News of a ticket.
    Ticket {
        /// Its number.
        number: TicketNumber,
        /// The registry's word for its type: `NET_DELETE_REQUEST`.
        ticket_type: String,
        /// The write that caused it, where one of ours did.
        #[serde(default)]
        op: Option<OpId>,
        /// Where it stands.
        status: TicketStatus,
        /// How it ended, in the registry's word.
        #[serde(default)]
        resolution: Option<TicketResolution>,
        /// How it ended, as reading the objects showed.
        #[serde(default)]
        end: Option<TicketEnd>,
        /// The object that the ticket made, for writes that leave us owning one.
        #[serde(default)]
        incarnation: Option<Incarnation>,
    },
    /// Somebody approved a plan.
    Approved {
        /// The digest of the plan.
        digest: String,
        /// Who.
        user: String,
    },
}
