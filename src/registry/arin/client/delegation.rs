//! Calls about delegations of reverse DNS (reference 3.5).

use super::{Client, about, other};
use crate::http::{WireFailure, WriteRequest};
use crate::journal::Intent;
use crate::model::NetHandle;
use crate::registry::arin::reply::{ReadError, WriteReply, classify};
use crate::registry::arin::request::{self, RequestError};
use crate::registry::arin::wire::{Collection, DelegationPayload};

impl Client {
    /// A delegation by the name of its zone, with or without its final dot.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another delegation came.
    pub async fn delegation(&self, name: &str) -> Result<DelegationPayload, ReadError> {
        let request = request::delegation(name)?;
        let (response, delegation): (_, DelegationPayload) = self.read(request).await?;
        if is_of(&delegation, name) {
            Ok(delegation)
        } else {
            Err(other(&response))
        }
    }

    /// The delegations of a net.
    ///
    /// # Errors
    /// As [`ReadError`] says; absent when the net is.
    pub async fn delegations(&self, net: &NetHandle) -> Result<Vec<DelegationPayload>, ReadError> {
        let (_, Collection(delegations)) = self.read(request::delegations(net)).await?;
        Ok(delegations)
    }

    /// Replaces a delegation: the payload is the live record with its changes.
    ///
    /// # Errors
    /// When there is no response; unsent when the record can not be echoed whole.
    pub async fn modify_delegation(
        &self,
        delegation: &DelegationPayload,
        intent: Intent,
    ) -> Result<WriteReply<DelegationPayload>, WireFailure> {
        let name = delegation.name.as_deref().unwrap_or_default();
        self.of_delegation(request::modify_delegation(delegation), name, intent)
            .await
    }

    /// Adds a name server to a delegation, or sets its seconds to live; without them they are reset.
    ///
    /// # Errors
    /// When there is no response; unsent when a name can not stand in a path.
    pub async fn add_nameserver(
        &self,
        name: &str,
        host: &str,
        ttl: Option<u32>,
        intent: Intent,
    ) -> Result<WriteReply<DelegationPayload>, WireFailure> {
        self.of_delegation(request::add_nameserver(name, host, ttl), name, intent)
            .await
    }

    /// Deletes a name server of a delegation.
    ///
    /// # Errors
    /// When there is no response; unsent when a name can not stand in a path.
    pub async fn delete_nameserver(
        &self,
        name: &str,
        host: &str,
        intent: Intent,
    ) -> Result<WriteReply<DelegationPayload>, WireFailure> {
        self.of_delegation(request::delete_nameserver(name, host), name, intent)
            .await
    }

    /// Deletes all name servers of a delegation.
    ///
    /// # Errors
    /// When there is no response; unsent when the name can not stand in a path.
    pub async fn delete_nameservers(
        &self,
        name: &str,
        intent: Intent,
    ) -> Result<WriteReply<DelegationPayload>, WireFailure> {
        self.of_delegation(request::delete_nameservers(name), name, intent)
            .await
    }

    async fn of_delegation(
        &self,
        request: Result<WriteRequest, RequestError>,
        name: &str,
        intent: Intent,
    ) -> Result<WriteReply<DelegationPayload>, WireFailure> {
        let reply = self.once(request, intent, classify).await?;
        Ok(about(reply, |found| is_of(found, name)))
    }
}

/// Whether a delegation is of a zone. Names of zones know no case, and the dot at their end says nothing.
fn is_of(delegation: &DelegationPayload, name: &str) -> bool {
    let bare = |name: &str| {
        let name = name.trim();
        name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
    };
    delegation
        .name
        .as_deref()
        .is_some_and(|found| bare(found) == bare(name))
}
