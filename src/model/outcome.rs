//! What became of a write.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Incarnation, TicketNumber};

/// The classes that a reply to a write falls into (write protocol, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The registry did it and said so.
    Done,
    /// The registry took it as a ticket.
    Ticketed,
    /// The registry said no; nothing changed.
    Refused,
    /// The registry asked to come back later; nothing changed.
    Busy,
    /// Nothing left this machine.
    Unsent,
    /// It was sent, and what became of it is not known.
    Uncertain,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::Ticketed => "ticketed",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Unsent => "unsent",
            Self::Uncertain => "uncertain",
        })
    }
}

/// One complaint of the registry about one element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// The XML element, such as `postalCode`.
    pub name: String,
    /// What is wrong with it, in the registry's words.
    pub message: String,
}

/// What the registry answered to a write that it took.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reply {
    /// The object as it now stands.
    pub incarnation: Option<Incarnation>,
    /// The ticket, when the write became one.
    pub ticket: Option<TicketNumber>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The `Date` of the reply.
    pub server_date: Option<String>,
}
