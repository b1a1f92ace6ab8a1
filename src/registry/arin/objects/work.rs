//! The work of a step on a resource that is no net.

use serde::{Deserialize, Serialize};

use super::super::client::Client;
use super::super::reply::WriteReply;
use super::super::send::Echo;
use super::Zone;
use super::delegation::{self, Call, DelegationView};
use crate::http::Response;
use crate::model::Incarnation;
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
}

impl ObjectWork {
    /// Reads the object again, compares it with what the plan saw, and builds the request. Reads only.
    pub(in super::super) async fn prepare(&self, client: &Client) -> Result<Prepared, Failure> {
        match self {
            Self::ModifyDelegation {
                zone,
                before,
                after,
            } => delegation::prepare(client, *zone, before, after).await,
        }
    }

    /// What the reply says, and which object it names.
    pub(in super::super) fn replied(&self, response: &Response) -> WriteReply<Option<Incarnation>> {
        match self {
            Self::ModifyDelegation { zone, .. } => delegation::replied(*zone, response),
        }
    }

    /// How a refusal looks that is the echo of our own write, sent twice by a proxy.
    pub(in super::super) fn echo(&self) -> Echo {
        match self {
            Self::ModifyDelegation { before, after, .. } => match before.call(after) {
                Call::Add(..) => Echo::Overlap,
                Call::Delete(_) | Call::DeleteAll | Call::Put => Echo::Gone,
            },
        }
    }

    /// What became of it, by reading.
    pub(in super::super) async fn settle(&self, client: &Client) -> Settled {
        match self {
            Self::ModifyDelegation {
                zone,
                before,
                after,
            } => delegation::settle(client, *zone, before, after).await,
        }
    }
}
