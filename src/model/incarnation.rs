//! Which object exactly: handles are reused, so a handle alone is not enough (write protocol, section 1).

use std::fmt;

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::{Handle, NetHandle, Range, Text};

/// One life of an object: handle, registration date, and for a net its recipient.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Incarnation {
    /// The handle.
    pub handle: Handle,
    /// The registration date, as the registry wrote it.
    pub registered: Text,
    /// The customer or org that a net was given to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Handle>,
}

impl Incarnation {
    /// Whether both name the same life of the same object. Dates compare as instants cut to seconds.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.handle == other.handle
            && self.recipient == other.recipient
            && same_instant(&self.registered, &other.registered)
    }

    /// What a hold on it depends on: another life of the handle is tried afresh.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("{} {}", self.handle, self.registered)
    }
}

impl fmt::Display for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.handle, self.registered)
    }
}

/// Whether two registry dates name the same second; dates that can not be read compare as text.
#[must_use]
pub fn same_instant(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let second = |text: &str| {
        let text = text.trim();
        text.parse::<Timestamp>()
            .ok()
            .or_else(|| text.parse::<Zoned>().ok().map(|z| z.timestamp()))
            .map(Timestamp::as_second)
    };
    match (second(one), second(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.trim() == other.trim(),
    }
}

/// Where a net lies: its parent and its exact range. A parent and its child may share a range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The net above.
    pub parent: NetHandle,
    /// The range, first to last address.
    pub range: Range,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} under {}", self.range, self.parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_compare_as_instants_cut_to_seconds() {
        assert!(same_instant(
            "2012-10-12T11:39:36.724-04:00",
            "2012-10-12T15:39:36Z"
        ));
        assert!(!same_instant(
            "2012-10-12T11:39:36-04:00",
            "2012-10-12T11:39:37-04:00"
        ));
        assert!(same_instant(
            "Mon Nov 07 14:04:28 EST 2011",
            "Mon Nov 07 14:04:28 EST 2011"
        ));
        assert!(!same_instant(
            "Mon Nov 07 14:04:28 EST 2011",
            "2011-11-07T14:04:28-05:00"
        ));
    }

    #[test]
    fn another_recipient_is_another_incarnation() {
        let one = Incarnation {
            handle: "NET-198-51-100-64-1".parse().expect("handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: Some("C09990001".parse().expect("handle")),
        };
        let other = Incarnation {
            recipient: Some("C09990002".parse().expect("handle")),
            ..one.clone()
        };
        assert!(one.same(&one) && !one.same(&other));
    }
}
