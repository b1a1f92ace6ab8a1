//! The forms of a request: reads, and writes with a body or without.

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

pub(super) fn delete(path: String) -> WriteRequest {
    WriteRequest {
        method: Method::Delete,
        path,
        body: Vec::new(),
    }
}
