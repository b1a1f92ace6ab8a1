//! What ARIN's folder needs to carry a step out, and to settle it later: the payload of its steps.

use serde::{Deserialize, Serialize};

use super::Pocs;
use super::asked::Asked;
use super::objects::work::ObjectWork;
use super::view::{NetView, PackedView};
use crate::model::{
    CustomerHandle, Incarnation, NetHandle, NetName, NetType, OrgHandle, Place, Range, StepId, Text,
};

/// The work of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// POST a customer record below a net (`create: separate`).
    CreateCustomer {
        /// The range it is for; its parent is the net of the request.
        place: Place,
        /// The record.
        customer: PackedView,
    },
    /// Reassign a range.
    Reassign {
        /// Where.
        place: Place,
        /// The net's name.
        name: NetName,
        /// Its comment lines.
        comment: Vec<Text>,
        /// The customer.
        customer: PackedView,
        /// Where the record comes from.
        record: Record,
        /// Whether a complete public list of this sweep showed the range empty.
        seen_empty: bool,
    },
    /// Reassign or reallocate a range to an org.
    Grant(Grant),
    /// PUT the POC links of a net that another step makes: a create takes none (reference 2.6).
    LinkPocs {
        /// Where the net is.
        place: Place,
        /// Whose it is.
        org: OrgHandle,
        /// The step that makes it.
        made_by: StepId,
        /// The links.
        pocs: Pocs,
    },
    /// PUT a net.
    ModifyNet {
        /// Which net.
        net: Incarnation,
        /// What the plan saw.
        before: NetView,
        /// What is to be.
        after: NetView,
    },
    /// PUT a customer record.
    ModifyCustomer {
        /// Which record.
        customer: Incarnation,
        /// What the plan saw.
        before: PackedView,
        /// What is to be.
        after: PackedView,
    },
    /// DELETE a net.
    DeleteNet {
        /// Which net.
        net: Incarnation,
        /// Where it lies.
        place: Place,
        /// The whole of what goes: with it a registration could be restored.
        before: NetView,
        /// Its customer.
        customer: Option<PackedView>,
        /// The nets below it that the plan saw, for a reallocation: others may not go down with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<Vec<NetHandle>>,
        /// What blocks that take its space need beside what is ours: nothing may be registered there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        room: Vec<Range>,
    },
    /// DELETE a customer record that nothing links to.
    DeleteCustomer {
        /// Which record.
        customer: Incarnation,
        /// What it was made for; its parent vouches for an absence.
        place: Place,
    },
    /// What is done to a resource that is no net.
    Object(ObjectWork),
    /// What a person asks for by a command.
    Asked(Asked),
    /// Take a net under management; nothing is sent.
    Adopt {
        /// Which net.
        net: Incarnation,
        /// The name of its customer, as declared.
        name: String,
    },
    /// Take a net of an org under management; nothing is sent.
    AdoptGrant {
        /// Which net. Its incarnation names the org.
        net: Incarnation,
    },
}

/// A registration for an org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Where.
    pub place: Place,
    /// To whom.
    pub org: OrgHandle,
    /// A reassignment, or a reallocation, which the org may give on.
    pub net_type: NetType,
    /// The net's name.
    pub name: NetName,
    /// Its comment lines.
    pub comment: Vec<Text>,
    /// Whether a complete public list of this sweep showed the range empty.
    pub seen_empty: bool,
}

impl Work {
    /// The same work, with nothing taken for granted that only the sweep of its plan has seen.
    #[must_use]
    pub fn aged(mut self) -> Self {
        if let Self::Reassign { seen_empty, .. } = &mut self {
            *seen_empty = false;
        }
        self
    }
}

/// Where the customer record of a reassignment comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// It is made in the same request.
    Embedded,
    /// It exists.
    Known(CustomerHandle),
    /// A step of the same plan makes it.
    MadeBy(StepId),
}
