//! Calls about POCs (reference 3.5).

use super::{Client, about, same};
use crate::http::{WireFailure, WriteRequest};
use crate::journal::Intent;
use crate::model::PocHandle;
use crate::registry::arin::reply::{ReadError, WriteReply, classify};
use crate::registry::arin::request::{self, Phones, RequestError};
use crate::registry::arin::wire::{Collection, PhonePayload, PocPayload};

impl Client {
    /// A POC by its handle.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another POC came.
    pub async fn poc(&self, handle: &PocHandle) -> Result<PocPayload, ReadError> {
        let (response, poc): (_, PocPayload) = self.read(request::poc(handle)).await?;
        same(&response, poc.handle.as_ref(), handle)?;
        Ok(poc)
    }

    /// Creates a POC. Without a link to the account of the key nobody can change it with that key.
    ///
    /// # Errors
    /// When there is no response; unsent when the payload has system fields.
    pub async fn create_poc(
        &self,
        poc: &PocPayload,
        make_link: bool,
        intent: Intent,
    ) -> Result<WriteReply<PocPayload>, WireFailure> {
        let request = request::create_poc(poc, make_link);
        self.once(request, intent, classify).await
    }

    /// Replaces a POC: the payload is the live record with its changes.
    ///
    /// # Errors
    /// When there is no response; unsent when the record can not be echoed whole.
    pub async fn modify_poc(
        &self,
        poc: &PocPayload,
        intent: Intent,
    ) -> Result<WriteReply<PocPayload>, WireFailure> {
        self.of_poc(request::modify_poc(poc), poc.handle.as_ref(), intent)
            .await
    }

    /// Deletes a POC.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn delete_poc(
        &self,
        handle: &PocHandle,
        intent: Intent,
    ) -> Result<WriteReply<PocPayload>, WireFailure> {
        self.of_poc(Ok(request::delete_poc(handle)), Some(handle), intent)
            .await
    }

    /// Adds a telephone to a POC. The reply is the telephone as it is stored.
    ///
    /// # Errors
    /// When there is no response; unsent when a text can not be written.
    pub async fn add_phone(
        &self,
        handle: &PocHandle,
        phone: &PhonePayload,
        intent: Intent,
    ) -> Result<WriteReply<PhonePayload>, WireFailure> {
        let request = request::add_phone(handle, phone);
        self.once(request, intent, classify).await
    }

    /// Deletes telephones of a POC. The reply is the list of those that went; it is empty when none matched.
    ///
    /// # Errors
    /// When there is no response; unsent when a text can not stand in a path.
    pub async fn delete_phones(
        &self,
        handle: &PocHandle,
        phones: Phones<'_>,
        intent: Intent,
    ) -> Result<WriteReply<Collection<PhonePayload>>, WireFailure> {
        let request = request::delete_phones(handle, phones);
        self.once(request, intent, classify).await
    }

    /// Adds an address of mail to a POC.
    ///
    /// # Errors
    /// When there is no response; unsent when the address can not stand in a path.
    pub async fn add_email(
        &self,
        handle: &PocHandle,
        email: &str,
        intent: Intent,
    ) -> Result<WriteReply<PocPayload>, WireFailure> {
        self.of_poc(request::add_email(handle, email), Some(handle), intent)
            .await
    }

    /// Deletes an address of mail of a POC.
    ///
    /// # Errors
    /// When there is no response; unsent when the address can not stand in a path.
    pub async fn delete_email(
        &self,
        handle: &PocHandle,
        email: &str,
        intent: Intent,
    ) -> Result<WriteReply<PocPayload>, WireFailure> {
        self.of_poc(request::delete_email(handle, email), Some(handle), intent)
            .await
    }

    async fn of_poc(
        &self,
        request: Result<WriteRequest, RequestError>,
        handle: Option<&PocHandle>,
        intent: Intent,
    ) -> Result<WriteReply<PocPayload>, WireFailure> {
        let reply = self.once(request, intent, classify).await?;
        Ok(about(reply, |found: &PocPayload| {
            found.handle.as_ref() == handle
        }))
    }
}
