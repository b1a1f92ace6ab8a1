//! Calls about nets (reference 3.2, 4).

use super::{Client, about, other, same};
use crate::http::WireFailure;
use crate::journal::Intent;
use crate::model::{NetHandle, Range};
use crate::registry::arin::reply::{self, ReadError, WriteReply, classify, classify_ticketed};
use crate::registry::arin::request::{self, Reallocation, Reassignment};
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
    /// be read, or shares no address with what was asked for: nets elsewhere must not read as free space here.
    pub async fn nets_by_range(&self, range: Range) -> Result<Vec<NetPayload>, ReadError> {
        let response = self.transport.read(request::nets_by_range(range)).await?;
        let nets = reply::read_nets(&response)?;
        if nets.iter().any(|net| net.range().is_none()) {
            let why = "the range of a net can not be read";
            return Err(ReadError::unknown(&response, why));
        }
        let near = |net: &NetPayload| net.range().is_some_and(|found| found.overlaps(range));
        if !nets.iter().all(near) {
            return Err(other(&response));
        }
        Ok(nets)
    }

    /// Replaces a net: the payload is the live record with its changes.
    ///
    /// # Errors
    /// When there is no response; unsent when the record can not be echoed whole.
    pub async fn modify_net(
        &self,
        net: &NetPayload,
        intent: Intent,
    ) -> Result<WriteReply<NetPayload>, WireFailure> {
        let request = request::modify_net(net);
        let reply = self.once(request, intent, classify).await?;
        Ok(about(reply, |found: &NetPayload| {
            found.handle == net.handle
        }))
    }

    /// Deletes a net. With children it becomes a ticket; its customer record stays.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn delete_net(
        &self,
        handle: &NetHandle,
        intent: Intent,
    ) -> Result<WriteReply<NetPayload>, WireFailure> {
        let request = Ok(request::delete_net(handle));
        let reply = self.once(request, intent, classify_ticketed).await?;
        Ok(about(reply, |found| found.handle.as_ref() == Some(handle)))
    }

    /// Deletes a net by its checked record, with a message to the registry where the record has one.
    ///
    /// # Errors
    /// When there is no response; unsent when the record can not be echoed whole.
    pub async fn remove_net(
        &self,
        net: &NetPayload,
        intent: Intent,
    ) -> Result<WriteReply<NetPayload>, WireFailure> {
        let request = request::remove_net(net);
        let reply = self.once(request, intent, classify_ticketed).await?;
        Ok(about(reply, |found| found.handle == net.handle))
    }

    /// Reassigns space: simple to a customer, detailed to an org.
    ///
    /// # Errors
    /// When there is no response; unsent when an embedded customer has system fields.
    pub async fn reassign(
        &self,
        reassignment: &Reassignment,
        intent: Intent,
    ) -> Result<WriteReply<NetPayload>, WireFailure> {
        let request = request::reassign(reassignment);
        let reply = self.once(request, intent, classify_ticketed).await?;
        Ok(about(reply, |found| {
            is_there(found, &reassignment.parent, reassignment.range)
        }))
    }

    /// Reallocates space to an org.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn reallocate(
        &self,
        reallocation: &Reallocation,
        intent: Intent,
    ) -> Result<WriteReply<NetPayload>, WireFailure> {
        let request = request::reallocate(reallocation);
        let reply = self.once(request, intent, classify_ticketed).await?;
        Ok(about(reply, |found| {
            is_there(found, &reallocation.parent, reallocation.range)
        }))
    }
}

/// Whether a net is where one was asked for.
fn is_there(net: &NetPayload, parent: &NetHandle, range: Range) -> bool {
    net.parent.as_ref() == Some(parent) && net.range() == Some(range)
}
