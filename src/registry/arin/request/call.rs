//! The forms of a request: reads, and writes with a body or without. A report is a write, though it is asked
//! for by GET: it opens a ticket (reference 3.4).

use super::RequestError;
use crate::http::{Method, ReadRequest, Side, WriteRequest, XML};
use crate::registry::arin::wire::{Writable, encode};

pub(super) fn read(path: String) -> ReadRequest {
    ReadRequest {
        path,
        side: Side::Registry,
        accept: XML,
    }
}

pub(super) fn write<P: Writable>(
    method: Method,
    path: String,
    payload: &P,
) -> Result<WriteRequest, RequestError> {
    Ok(WriteRequest {
        method,
        path,
        body: encode(payload)?,
    })
}

/// A write that says everything in its path.
pub(super) fn act(method: Method, path: String) -> WriteRequest {
    WriteRequest {
        method,
        path,
        body: Vec::new(),
    }
}

pub(super) fn delete(path: String) -> WriteRequest {
    act(Method::Delete, path)
}
