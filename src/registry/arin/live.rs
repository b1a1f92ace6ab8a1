//! What ARIN has on record under the declared networks, as far as it could be read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::objects::LiveObjects;
use super::view::{NetView, PackedView};
use super::{Desired, Recipient};
use crate::model::{Handle, Incarnation, NetHandle, NetType, OrgHandle, Place, Range, Text};
use crate::registry::UNSHOWN;

/// Stands for an org that a snapshot does not show. A handle that ends so is closed, and nobody can declare it.
pub const SOMEBODY: &str = "SOMEBODY-Z";

/// The live picture of one registry.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// One entry for each declared network, in the same order.
    pub networks: Vec<LiveNetwork>,
    /// Customer records that may have lost their net: obligations, and recipients of nets that are ours no
    /// longer. `None`: the registry says that there is no such record.
    pub customers: BTreeMap<Handle, Option<LiveCustomer>>,
    /// What is on record beside nets.
    pub objects: LiveObjects,
    /// Objects read for it.
    pub read: u64,
    /// When the oldest part of it was read, for a picture of an earlier look.
    pub read_at: Option<jiff::Timestamp>,
    /// Positions of declared networks of which an earlier look has seen nothing.
    pub never_read: BTreeSet<usize>,
}

/// One declared network as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum LiveNetwork {
    /// It was read.
    Read(ReadNetwork),
    /// It was not, or is not what the repository says.
    Unread {
        /// A stable code for the objection.
        code: String,
        /// What was found.
        why: String,
        /// What to do.
        help: String,
    },
}

/// A network that was read, with the nets right below it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadNetwork {
    /// Its handle.
    pub handle: NetHandle,
    /// Who holds it.
    pub org: Option<OrgHandle>,
    /// The nets right below it, in address order.
    pub nets: Vec<LiveNet>,
    /// Ranges below it that could not be read, and why.
    pub unread: Vec<(Range, String)>,
    /// Whether the public list of its nets was complete.
    pub listed: bool,
    /// What was read of the net itself.
    #[serde(default)]
    pub itself: ItselfRead,
}

/// What was read of the net of a network, as far as the repository concerns it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItselfRead {
    /// The net, where anything is said of it.
    pub net: Option<(Incarnation, NetView)>,
    /// The name of the org that holds it, where households are registered below it.
    pub org_name: Option<String>,
}

/// A net below a declared network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveNet {
    /// Its parent and range.
    pub place: Place,
    /// Which life of it.
    pub incarnation: Incarnation,
    /// What it is.
    pub net_type: NetType,
    /// What can change.
    pub view: NetView,
    /// To whom it was given.
    pub recipient: LiveRecipient,
    /// The nets below it, at any level; they go down with it. Read only of a reallocation that may go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Box<NetsBelow>>,
}

/// What lies below a net. Few nets have anything below them that was counted, and there is one of these for those only.
/// The cache keeps it in a form that has no room for a field left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetsBelow {
    /// All, at any level.
    pub nets: Vec<NetHandle>,
    /// Those of them that we did not register, as far as the journal tells.
    pub others: Vec<NetHandle>,
}

/// To whom a net was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LiveRecipient {
    /// A customer record.
    Customer(LiveCustomer),
    /// An organisation: detailed, or a reallocation.
    Org(OrgHandle),
    /// A customer record that could not be read, or nobody.
    Unread(Text),
}

/// A customer record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveCustomer {
    /// Which record.
    pub incarnation: Incarnation,
    /// What can change.
    pub view: PackedView,
}

/// Whether a customer record is the one meant. Customer handles are not used again (reference 5.4), so a date that was never
/// read may be missing.
#[must_use]
pub fn same_record(found: &Incarnation, meant: &Incarnation) -> bool {
    if meant.registered.is_empty() {
        found.handle == meant.handle
    } else {
        found.same(meant)
    }
}

impl LiveNet {
    /// Holds the texts of its customer record in common with the profile that is declared for its range, where they are
    /// the same: nearly all are, and an estate holds a million.
    pub fn share(&mut self, desired: &Desired) {
        let LiveRecipient::Customer(customer) = &mut self.recipient else {
            return;
        };
        let declared = desired.blocks_at(self.place.range);
        let mut profiles = declared.filter_map(|block| block.recipient.customer());
        if let Some(profile) = profiles.find_map(|key| desired.profiles.get(key)) {
            customer.view.share(&profile.content);
        }
    }

    /// The customer record, when it was read.
    #[must_use]
    pub fn customer(&self) -> Option<&LiveCustomer> {
        match &self.recipient {
            LiveRecipient::Customer(customer) => Some(customer),
            LiveRecipient::Org(_) | LiveRecipient::Unread(_) => None,
        }
    }

    /// Whether it was given to an org just so: the same org, and the same type of net. A customer is told by its
    /// record, and is never the same here.
    #[must_use]
    pub fn is_given_to(&self, recipient: &Recipient) -> bool {
        match (&self.recipient, recipient.org()) {
            (LiveRecipient::Org(live), Some(org)) => {
                live == org && self.net_type == recipient.net_type()
            }
            (LiveRecipient::Customer(_) | LiveRecipient::Org(_) | LiveRecipient::Unread(_), _) => {
                false
            }
        }
    }

    /// Its recipient for people: a quoted name, or a handle.
    #[must_use]
    pub fn whose(&self) -> String {
        match &self.recipient {
            LiveRecipient::Customer(customer) if customer.view.private => {
                "a private customer".to_owned()
            }
            LiveRecipient::Customer(customer) if customer.view.name() == UNSHOWN => {
                "somebody".to_owned()
            }
            LiveRecipient::Customer(customer) => format!("\"{}\"", customer.view.name()),
            LiveRecipient::Org(org) if org.as_str() == SOMEBODY => "somebody".to_owned(),
            LiveRecipient::Org(org) => org.to_string(),
            LiveRecipient::Unread(_) => "an unread recipient".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::diff::samples;
    use super::*;

    #[test]
    fn texts_that_are_as_declared_are_held_once() {
        let mut desired = Desired::default();
        let profile = samples::profile("heron", "Heron Bakery");
        let declared = profile.content.texts().clone();
        (desired.profiles).insert(profile.key.clone(), Arc::new(profile));
        let block = samples::block("198.51.100.64/28", "heron");
        desired.blocks.push(Arc::new(block));

        let of = |net: &LiveNet| net.customer().map(|customer| customer.view.clone());
        let place =
            |view: Option<super::super::view::PackedView>| view.map(|view| view.name().as_ptr());
        for (range, name, shares) in [
            ("198.51.100.64/28", "Heron Bakery", true),
            ("198.51.100.64/28", "Heron Bakeries", false),
            ("198.51.100.80/28", "Heron Bakery", false),
        ] {
            let mut net = samples::net(range, "C1", name);
            let before = of(&net);
            net.share(&desired);
            assert_eq!(of(&net), before, "{range} {name}");
            let name = declared.field(crate::model::CustomerField::Name);
            assert_eq!(place(of(&net)) == Some(name.as_ptr()), shares);
        }
    }
}
