//! Calls about customers (reference 3.1).

use super::{Client, about, same};
use crate::http::WireFailure;
use crate::journal::Intent;
use crate::model::{CustomerHandle, NetHandle};
use crate::registry::arin::reply::{ReadError, WriteReply, classify};
use crate::registry::arin::request;
use crate::registry::arin::wire::CustomerPayload;

impl Client {
    /// A customer by its handle.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another customer came.
    pub async fn customer(&self, handle: &CustomerHandle) -> Result<CustomerPayload, ReadError> {
        let (response, customer): (_, CustomerPayload) =
            self.read(request::customer(handle)).await?;
        same(&response, customer.handle.as_ref(), handle)?;
        Ok(customer)
    }

    /// Creates a customer under a net. It can not be found again when the reply is lost.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn create_customer(
        &self,
        parent: &NetHandle,
        customer: &CustomerPayload,
        intent: Intent,
    ) -> Result<WriteReply<CustomerPayload>, WireFailure> {
        let request = request::create_customer(parent, customer);
        self.once(request, intent, classify).await
    }

    /// Replaces a customer: the payload is the live record with its changes.
    ///
    /// # Errors
    /// When there is no response; unsent when the record can not be echoed whole.
    pub async fn modify_customer(
        &self,
        customer: &CustomerPayload,
        intent: Intent,
    ) -> Result<WriteReply<CustomerPayload>, WireFailure> {
        let request = request::modify_customer(customer);
        let reply = self.once(request, intent, classify).await?;
        Ok(about(reply, |found: &CustomerPayload| {
            found.handle == customer.handle
        }))
    }

    /// Deletes a customer.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn delete_customer(
        &self,
        handle: &CustomerHandle,
        intent: Intent,
    ) -> Result<WriteReply<CustomerPayload>, WireFailure> {
        let request = Ok(request::delete_customer(handle));
        let reply = self.once(request, intent, classify).await?;
        Ok(about(reply, |found: &CustomerPayload| {
            found.handle.as_ref() == Some(handle)
        }))
    }
}
