//! Tickets: numbers, and the states that matter to someone who waits (reference 2.12).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::HandleError;

/// The number of a ticket: `20260920-X1042`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNumber(String);

impl TicketNumber {
    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TicketNumber {
    type Err = HandleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let handle: super::Handle = text.parse()?;
        Ok(Self(handle.as_str().to_owned()))
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a ticket stands. Statuses we do not know count as open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketStatus(String);

/// What stands for a status where there is no ticket.
const VANISHED: &str = "VANISHED";

impl TicketStatus {
    /// Keeps the word of the registry.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// That of a ticket which can not be found any more; a word of ours.
    #[must_use]
    pub fn vanished() -> Self {
        Self(VANISHED.to_owned())
    }

    /// Whether no news of the ticket will come any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_final() || self.0 == VANISHED
    }

    /// Whether the ticket has come to its end.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self.0.as_str(), "RESOLVED" | "CLOSED")
    }
}

impl fmt::Display for TicketStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a ticket ended, in the word of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketResolution(String);

impl TicketResolution {
    /// Keeps the word of the registry.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether what was asked has been done. Words we do not know are not a success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.0.as_str(), "ACCEPTED" | "PROCESSED" | "ANSWERED")
    }
}

impl fmt::Display for TicketResolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
