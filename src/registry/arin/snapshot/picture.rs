//! What a snapshot keeps of one registry.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{Action, Handle, Kind, NetHandle, NetType, Place, Range, TicketNumber};
use crate::registry::snapshot::Print;

/// One registry.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The networks that were declared when it was taken.
    pub(super) networks: Vec<NetworkPicture>,
    /// What is ours, by the journal.
    pub(super) owned: Vec<OwnedPicture>,
    /// Ranges that a replace has emptied.
    pub(super) vacancies: Vec<Place>,
    /// Customer records that are to go, by the place that each was made for.
    pub(super) obligations: Vec<Place>,
    /// Writes without an outcome, and open tickets.
    pub(super) open: Vec<OpenPicture>,
}

/// A network.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkPicture {
    pub(super) range: Range,
    pub(super) seen: Seen,
}

/// What was seen of a network.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Seen {
    /// It was read.
    Read(Box<ReadPicture>),
    /// It was not, or was not what was expected: the code of the objection.
    Unread(String),
}

/// A network that was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadPicture {
    pub(super) handle: NetHandle,
    /// Who holds it.
    pub(super) org: Option<Print>,
    /// Its own record, where it was read.
    pub(super) itself: Option<NetPrints>,
    /// The nets right below it, in address order.
    pub(super) nets: Vec<NetPicture>,
    /// What could not be read.
    pub(super) unread: Vec<Range>,
}

/// A net.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetPicture {
    pub(super) range: Range,
    pub(super) handle: Handle,
    pub(super) net_type: NetType,
    pub(super) to: To,
    pub(super) prints: NetPrints,
    /// The nets below a reallocation; nothing where they could not be counted, or were not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) below: Option<Vec<NetHandle>>,
    /// Those of them that are not ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) others_below: Vec<NetHandle>,
    /// Whether its delete is held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) held: bool,
}

/// To whom a net is given.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum To {
    Customer(Box<CustomerPrints>),
    Org(Print),
    /// That could not be read.
    Unread,
}

/// The values of a net.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetPrints {
    pub(super) name: Print,
    /// All lines.
    pub(super) comment: Print,
    /// The addresses in lines that name a geofeed.
    pub(super) geofeed: Print,
    /// By the code of the function; one that has no POC is not here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) pocs: BTreeMap<String, Print>,
}

/// The values of a customer record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerPrints {
    pub(super) name: Print,
    /// The name as it compares.
    pub(super) folded: Print,
    /// Whether the name is the one that households of this network have.
    pub(super) household: Print,
    pub(super) street: Print,
    pub(super) city: Print,
    pub(super) region: Print,
    pub(super) postal_code: Print,
    pub(super) country: Print,
    pub(super) comment: Print,
    pub(super) private: Print,
}

/// A registration that is ours.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnedPicture {
    pub(super) place: Place,
    pub(super) handle: Handle,
    /// The key of its customer.
    pub(super) owner: Print,
    pub(super) protected: bool,
    /// Whether the net that is there is still that life of it.
    pub(super) lives: bool,
}

/// A write that has no outcome yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenPicture {
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) action: Action,
    /// When it was sent, or became a ticket.
    pub(super) at: Timestamp,
    /// The ticket that it waits for, if it does.
    pub(super) ticket: Option<TicketNumber>,
}
