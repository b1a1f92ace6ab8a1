//! Replies as they came, for showing.

use super::Client;
use crate::http::{ReadRequest, Response};
use crate::registry::arin::reply::ReadError;

impl Client {
    /// The response to a read, whatever it says.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn received(&self, request: ReadRequest) -> Result<Response, ReadError> {
        Ok(self.transport.read(request).await?)
    }
}
