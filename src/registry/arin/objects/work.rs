//! The work of a step on a resource that is no net.

use serde::{Deserialize, Serialize};

use super::super::client::Client;
use super::super::reply::WriteReply;
use super::super::send::Echo;
use super::super::settle::Tickets;
use super::Zone;
use super::delegation::{self, Call, DelegationView};
use super::org::{self, OrgView};
use super::poc::{self, Carried, PocView};
use crate::http::Response;
use crate::model::{Incarnation, NetHandle};
use crate::registry::{Failure, Prepared, Settled};

/// The work of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectWork {
    /// Change a delegation, by the smallest call that does it.
    ModifyDelegation {
        /// Which zone.
        zone: Zone,
        /// What the plan saw.
        before: DelegationView,
        /// What is to be.
        after: DelegationView,
    },
    /// Take an org under management; nothing is sent.
    AdoptOrg {
        /// Which org.
        org: Incarnation,
        /// Its name, as the plan saw it.
        name: String,
    },
    /// Ask for an org; the answer is a ticket.
    CreateOrg {
        /// What it is to be.
        org: Box<OrgView>,
        /// The net under which it is made at once, as the org of a recipient; nothing where the staff is asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        under: Option<NetHandle>,
    },
    /// Change an org, by the smallest call that does it.
    ModifyOrg {
        /// Which org.
        org: Incarnation,
        /// What the plan saw.
        before: Box<OrgView>,
        /// What is to be.
        after: Box<OrgView>,
    },
    /// Take a POC under management; nothing is sent.
    AdoptPoc {
        /// Which POC.
        poc: Incarnation,
        /// What the plan saw.
        seen: Box<PocView>,
    },
    /// POST a POC.
    CreatePoc {
        /// What it is to be.
        poc: Box<PocView>,
    },
    /// Change a POC, by the smallest call that does it.
    ModifyPoc {
        /// Which POC.
        poc: Incarnation,
        /// What the plan saw.
        before: Box<PocView>,
        /// What is to be.
        after: Box<PocView>,
    },
    /// DELETE a POC that nothing links to.
    DeletePoc {
        /// Which POC.
        poc: Incarnation,
        /// The whole of what goes.
        before: Box<PocView>,
        /// A net that can be read with the key: it vouches for an absence.
        witness: NetHandle,
    },
}

/// Whose file carries a step out.
enum Noun<'a> {
    Delegation(Zone, &'a DelegationView, &'a DelegationView),
    Org(org::Carried<'a>),
    Poc(poc::Carried<'a>),
}

impl ObjectWork {
    fn noun(&self) -> Noun<'_> {
        match self {
            Self::ModifyDelegation {
                zone,
                before,
                after,
            } => Noun::Delegation(*zone, before, after),
            Self::AdoptOrg { org, name } => Noun::Org(org::Carried::Adopt(org, name)),
            Self::CreateOrg { org, under } => Noun::Org(org::Carried::Create(org, under.as_ref())),
            Self::ModifyOrg { org, before, after } => {
                Noun::Org(org::Carried::Modify(org, before, after))
            }
            Self::AdoptPoc { poc, seen } => Noun::Poc(Carried::Adopt(poc, seen)),
            Self::CreatePoc { poc } => Noun::Poc(Carried::Create(poc)),
            Self::ModifyPoc { poc, before, after } => {
                Noun::Poc(Carried::Modify(poc, before, after))
            }
            Self::DeletePoc {
                poc,
                before,
                witness,
            } => Noun::Poc(Carried::Delete(poc, before, witness)),
        }
    }

    /// Reads the object again, compares it with what the plan saw, and builds the request. Reads only.
    pub(in super::super) async fn prepare(&self, client: &Client) -> Result<Prepared, Failure> {
        match self.noun() {
            Noun::Delegation(zone, before, after) => {
                delegation::prepare(client, zone, before, after).await
            }
            Noun::Org(carried) => org::prepare(client, carried).await,
            Noun::Poc(carried) => poc::prepare(client, carried).await,
        }
    }

    /// What the reply says, and which object it names.
    pub(in super::super) fn replied(&self, response: &Response) -> WriteReply<Option<Incarnation>> {
        match self.noun() {
            Noun::Delegation(zone, ..) => delegation::replied(zone, response),
            Noun::Org(carried) => org::replied(&carried, response),
            Noun::Poc(carried) => poc::replied(&carried, response),
        }
    }

    /// How a refusal looks that is the echo of our own write, sent twice by a proxy. What adds one thing is refused
    /// as given twice.
    pub(in super::super) fn echo(&self) -> Echo {
        match self {
            Self::ModifyDelegation { before, after, .. } => match before.call(after) {
                Call::Add(..) => Echo::Overlap,
                Call::Delete(_) | Call::DeleteAll | Call::Put => Echo::Gone,
            },
            Self::ModifyPoc { before, after, .. } => match before.call(after) {
                poc::Call::AddEmail(_) | poc::Call::AddPhone(_) => Echo::Overlap,
                poc::Call::DeleteEmail(_) | poc::Call::DeletePhone(_) | poc::Call::Put => {
                    Echo::Gone
                }
            },
            // One that is made at once would be made twice, and no reading could tell.
            Self::CreatePoc { .. } | Self::CreateOrg { under: Some(_), .. } => Echo::None,
            Self::ModifyOrg { before, after, .. } => match before.call(after) {
                org::Call::Add(..) => Echo::Overlap,
                org::Call::Remove(..) | org::Call::Put => Echo::Gone,
            },
            // One that was asked for twice is not refused: it is two tickets.
            Self::CreateOrg { under: None, .. }
            | Self::AdoptOrg { .. }
            | Self::AdoptPoc { .. }
            | Self::DeletePoc { .. } => Echo::Gone,
        }
    }

    /// What became of it, by reading.
    pub(in super::super) async fn settle(&self, client: &Client, tickets: &Tickets<'_>) -> Settled {
        match self.noun() {
            Noun::Delegation(zone, before, after) => {
                delegation::settle(client, zone, before, after).await
            }
            Noun::Org(carried) => org::settle(client, carried, tickets).await,
            Noun::Poc(carried) => poc::settle(client, carried).await,
        }
    }
}
