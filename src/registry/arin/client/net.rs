//! Calls about nets (reference 3.2, 4).

use super::{Client, other, same};
use crate::model::{NetHandle, Range};
use crate::registry::arin::reply::{self, ReadError};
use crate::registry::arin::request;
use crate::registry::arin::wire::NetPayload;

impl Client {
    /// A net by its handle.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when another net came.
    pub async fn net(&self, handle: &NetHandle) -> Result<NetPayload, ReadError> {
        let (response, net): (_, NetPayload) = self.read(request::net(handle)).await?;
        same(&response, net.handle.as_ref(), handle)?;
        Ok(net)
    }

    /// The net that would be the parent of a range.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when the net does not hold the range.
    pub async fn parent_net(&self, range: Range) -> Result<NetPayload, ReadError> {
        let (response, net): (_, NetPayload) = self.read(request::parent_net(range)).await?;
        match net.range() {
            Some(found) if found.contains(range) => Ok(net),
            Some(_) | None => Err(other(&response)),
        }
    }

    /// The deepest net that is exactly a range.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when the net has another range.
    pub async fn most_specific_net(&self, range: Range) -> Result<NetPayload, ReadError> {
        let (response, net): (_, NetPayload) = self.read(request::most_specific_net(range)).await?;
        if net.range() == Some(range) {
            Ok(net)
        } else {
            Err(other(&response))
        }
    }

    /// The nets of a range; possibly also nets that only overlap it (reference 4). None is not an error.
    ///
    /// # Errors
    /// As [`ReadError`] says, but never [`ReadError::Absent`]; also unknown when the range of a net can not
    /// be read.
    pub async fn nets_by_range(&self, range: Range) -> Result<Vec<NetPayload>, ReadError> {
        let response = self.transport.read(request::nets_by_range(range)).await?;
        let nets = reply::read_nets(&response)?;
        if nets.iter().any(|net| net.range().is_none()) {
            let why = "the range of a net can not be read";
            return Err(ReadError::unknown(&response, why));
        }
        Ok(nets)
    }
}
