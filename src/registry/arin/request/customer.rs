//! Requests about customers (reference 3.1).

use super::RequestError;
use super::call::{delete, read, write};
use super::error::{echoed, new_record};
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::model::{CustomerHandle, NetHandle};
use crate::registry::arin::wire::CustomerPayload;

/// Reads a customer (reference 3.1).
#[must_use]
pub fn customer(handle: &CustomerHandle) -> ReadRequest {
    read(format!("/rest/customer/{handle}"))
}

/// Creates a customer under a net (reference 3.1). It can not be found again when the reply is lost.
///
/// # Errors
/// When the payload has system fields or can not be written.
pub fn create_customer(
    parent: &NetHandle,
    customer: &CustomerPayload,
) -> Result<WriteRequest, RequestError> {
    new_customer(customer)?;
    let path = format!("/rest/net/{parent}/customer");
    write(Method::Post, path, customer)
}

/// Replaces a customer: the payload is the live record with its changes.
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn modify_customer(customer: &CustomerPayload) -> Result<WriteRequest, RequestError> {
    let handle = customer
        .handle
        .as_ref()
        .ok_or(RequestError::NoEcho("handle"))?;
    echoed(&customer.unknown, customer.registration_date.as_deref())?;
    write(Method::Put, format!("/rest/customer/{handle}"), customer)
}

/// Deletes a customer (reference 3.1). Refused while a net uses it.
#[must_use]
pub fn delete_customer(handle: &CustomerHandle) -> WriteRequest {
    delete(format!("/rest/customer/{handle}"))
}

pub(super) fn new_customer(customer: &CustomerPayload) -> Result<(), RequestError> {
    new_record(
        customer.handle.is_some(),
        customer.registration_date.as_deref(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::arin::wire::decode;

    #[test]
    fn a_new_customer_has_no_system_fields() {
        let document = include_str!("../wire/documents/customer-reply.xml");
        let live: CustomerPayload = decode(document.as_bytes()).expect("a customer");
        let parent: NetHandle = "NET-198-51-100-0-1".parse().expect("a handle");
        let refused = create_customer(&parent, &live).map(|_| ());
        assert_eq!(refused, Err(RequestError::Forbidden("a handle")));
        assert!(matches!(
            modify_customer(&CustomerPayload::default()),
            Err(RequestError::NoEcho(_))
        ));
        let request = modify_customer(&live).expect("a request");
        assert_eq!(request.path, "/rest/customer/C09990001");
        let request = delete_customer(&"C09990001".parse().expect("a handle"));
        assert_eq!(
            format!("{request:?}"),
            "DELETE /rest/customer/C09990001 (0 bytes)"
        );
    }
}
