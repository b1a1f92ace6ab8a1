//! Calls about orgs (reference 3.5).

use super::{Client, about, same};
use crate::http::{WireFailure, WriteRequest};
use crate::journal::Intent;
use crate::model::{NetHandle, OrgHandle, PocHandle};
use crate::registry::arin::reply::{
    ReadError, WriteReply, classify, classify_new_org, classify_removed_poc,
};
use crate::registry::arin::request::{self, OrgPocs, RequestError};
use crate::registry::arin::wire::OrgPayload;

impl Client {
    /// An org by its handle.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another org came.
    pub async fn org(&self, handle: &OrgHandle) -> Result<OrgPayload, ReadError> {
        let (response, org): (_, OrgPayload) = self.read(request::org(handle)).await?;
        same(&response, org.handle.as_ref(), handle)?;
        Ok(org)
    }

    /// Asks for a new org. The reply is a ticket, which does not name the org (reference 2.5).
    ///
    /// # Errors
    /// When there is no response; unsent when the payload has system fields.
    pub async fn create_org(
        &self,
        org: &OrgPayload,
        intent: Intent,
    ) -> Result<WriteReply<OrgPayload>, WireFailure> {
        let request = request::create_org(org);
        self.once(request, intent, classify_new_org).await
    }

    /// Creates an org for somebody else. Only services of the older dialect take it (reference 3.2).
    ///
    /// # Errors
    /// When there is no response; unsent when the payload has system fields.
    pub async fn create_recipient_org(
        &self,
        parent: &NetHandle,
        org: &OrgPayload,
        intent: Intent,
    ) -> Result<WriteReply<OrgPayload>, WireFailure> {
        let request = request::create_recipient_org(parent, org);
        self.once(request, intent, classify_new_org).await
    }

    /// Replaces an org: the payload is the live record with its changes.
    ///
    /// # Errors
    /// When there is no response; unsent when the record can not be echoed whole.
    pub async fn modify_org(
        &self,
        org: &OrgPayload,
        intent: Intent,
    ) -> Result<WriteReply<OrgPayload>, WireFailure> {
        self.of_org(request::modify_org(org), org.handle.as_ref(), intent)
            .await
    }

    /// Deletes an org.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn delete_org(
        &self,
        handle: &OrgHandle,
        intent: Intent,
    ) -> Result<WriteReply<OrgPayload>, WireFailure> {
        self.of_org(Ok(request::delete_org(handle)), Some(handle), intent)
            .await
    }

    /// Links a POC to an org.
    ///
    /// # Errors
    /// When there is no response; unsent when the function can not stand in a path.
    pub async fn add_org_poc(
        &self,
        org: &OrgHandle,
        poc: &PocHandle,
        function: &str,
        intent: Intent,
    ) -> Result<WriteReply<OrgPayload>, WireFailure> {
        let request = request::add_org_poc(org, poc, function);
        self.of_org(request, Some(org), intent).await
    }

    /// Takes links to POCs from an org. Services of the older dialect do not answer with the org: then there is
    /// none.
    ///
    /// # Errors
    /// When there is no response; unsent when the function can not stand in a path.
    pub async fn remove_org_poc(
        &self,
        org: &OrgHandle,
        pocs: OrgPocs<'_>,
        intent: Intent,
    ) -> Result<WriteReply<Option<OrgPayload>>, WireFailure> {
        let request = request::remove_org_poc(org, pocs);
        let reply = self.once(request, intent, classify_removed_poc).await?;
        Ok(about(reply, |found| {
            found
                .as_ref()
                .is_none_or(|found| found.handle.as_ref() == Some(org))
        }))
    }

    async fn of_org(
        &self,
        request: Result<WriteRequest, RequestError>,
        handle: Option<&OrgHandle>,
        intent: Intent,
    ) -> Result<WriteReply<OrgPayload>, WireFailure> {
        let reply = self.once(request, intent, classify).await?;
        Ok(about(reply, |found: &OrgPayload| {
            found.handle.as_ref() == handle
        }))
    }
}
