//! Calls about customers (reference 3.1).

use super::{Client, same};
use crate::model::CustomerHandle;
use crate::registry::arin::reply::ReadError;
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
}
