//! The three records of one write: what was meant, what was answered, what a later reading found.

use serde::{Deserialize, Serialize};

use super::OpId;
use crate::model::{
    Action, ChangeId, Claim, Class, Component, Consequence, Fields, Handle, Incarnation, Key, Kind,
    Payload, Place, RegistryName, StepId, TicketNumber,
};

/// What a write may touch. Open writes never overlap in it (write protocol, section 1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Domain {
    /// The address space.
    #[serde(default)]
    pub claim: Option<Claim>,
    /// Every handle it names.
    #[serde(default)]
    pub names: Vec<Handle>,
}

impl Domain {
    /// Whether both concern an address or a handle in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let space = match (&self.claim, &other.claim) {
            (Some(one), Some(two)) => one.meets(two),
            (None, _) | (_, None) => false,
        };
        space || self.names.iter().any(|name| other.names.contains(name))
    }
}

/// A write that is about to be sent. On disk before its first byte leaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IntentRecord {
    /// Its number, from [`super::Journal::next_op`].
    pub op: OpId,
    /// Which attempt of the operation, from 1.
    pub attempt: u32,
    /// The step.
    pub step: StepId,
    /// The change that the step is part of.
    pub group: ChangeId,
    /// The registry.
    pub registry: RegistryName,
    /// What it is about.
    pub kind: Kind,
    /// What it does.
    pub action: Action,
    /// The resource in the repository.
    pub key: Key,
    /// Where the net lies, for writes on nets.
    #[serde(default)]
    pub place: Option<Place>,
    /// What it may touch.
    pub domain: Domain,
    /// Which life of the object, where it exists.
    #[serde(default)]
    pub target: Option<Incarnation>,
    /// The values that were read before it.
    pub before: Fields,
    /// The values that were asked for.
    pub after: Fields,
    /// What is true of our record once it has taken effect.
    pub consequences: Vec<Consequence>,
    /// What the registry's folder needs to settle it.
    pub payload: Payload,
    /// The type of ticket that the write may become.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// The newest message of the ticket when this was sent, for writes on tickets.
    #[serde(default)]
    pub last_message: Option<i64>,
}

/// What was answered to a write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRecord {
    /// The operation.
    pub op: OpId,
    /// Which attempt it answers; an answer to another attempt than the open one changes nothing.
    pub attempt: u32,
    /// What became of it.
    pub class: Class,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The registry's error code: `E_OUTAGE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The registry's words, or why nothing was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Its complaints about single elements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// The object as it now is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incarnation: Option<Incarnation>,
    /// The ticket it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNumber>,
    /// The `Date` of the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_date: Option<String>,
    /// Fields that did not take the value asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unstuck: Vec<String>,
}

/// What settling found (write protocol, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The write took effect.
    Applied,
    /// It did not, and will not.
    NotApplied,
    /// It became a ticket.
    Ticketed,
    /// Something else is there.
    Conflict,
    /// Not known yet; the write stays open.
    Uncertain,
    /// Reading can never tell; the write stays open until a person says.
    Unsettleable,
}

/// The end, or not yet the end, of a write whose reply was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledRecord {
    /// The operation.
    pub op: OpId,
    /// What was found.
    pub verdict: Verdict,
    /// The reads behind it: what was asked, the status, the time.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// The object as it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incarnation: Option<Incarnation>,
    /// The ticket that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNumber>,
    /// Who found it: `swipd`, or a user.
    pub by: String,
}
