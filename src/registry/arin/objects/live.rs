//! What ARIN has on record about resources that are no nets, as far as it could be read.

use std::collections::BTreeMap;

use super::Zone;
use super::delegation::DelegationView;
use super::org::LiveOrg;
use super::poc::LivePoc;
use crate::model::{OrgHandle, PocHandle};

/// The live picture beside the nets.
#[derive(Debug, Clone, Default)]
pub struct LiveObjects {
    /// The delegations that the repository or the journal speaks of.
    pub delegations: BTreeMap<Zone, Reading<DelegationView>>,
    /// The orgs that the repository speaks of.
    pub orgs: BTreeMap<OrgHandle, Reading<LiveOrg>>,
    /// The POCs that the repository or the journal speaks of.
    pub pocs: BTreeMap<PocHandle, Reading<LivePoc>>,
}

/// What reading one object showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<T> {
    /// It is there.
    Found(T),
    /// The registry says that there is none, and answers other questions with the same key.
    Absent,
    /// The key has no authority over it.
    Denied(String),
    /// It could not be read, and why.
    Unread(String),
}

impl<T> Reading<T> {
    /// The object, where it was read.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found(object) => Some(object),
            Self::Absent | Self::Denied(_) | Self::Unread(_) => None,
        }
    }

    /// Whether the registry says that there is none.
    pub(super) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Takes an absence as a read that did not work.
    pub(super) fn doubt(&mut self, why: &str) {
        if self.is_absent() {
            *self = Self::Unread(why.to_owned());
        }
    }
}
