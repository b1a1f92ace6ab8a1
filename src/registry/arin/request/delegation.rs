//! Requests about delegations of reverse DNS (reference 3.5).

use super::RequestError;
use super::call::{act, delete, read, write};
use super::error::unknown;
use super::path::escaped;
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::registry::arin::wire::DelegationPayload;

/// Reads a delegation by the name of its zone.
///
/// # Errors
/// When the name can not stand in a path.
pub fn delegation(name: &str) -> Result<ReadRequest, RequestError> {
    Ok(read(path(name, "")?))
}

/// Replaces a delegation: the payload is the live record with its changes, its name included (reference 2.17).
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn modify_delegation(delegation: &DelegationPayload) -> Result<WriteRequest, RequestError> {
    let name = delegation
        .name
        .as_deref()
        .ok_or(RequestError::NoEcho("name"))?;
    unknown(&delegation.unknown)?;
    write(Method::Put, path(name, "")?, delegation)
}

/// Adds a name server, or sets its seconds to live; without them they are reset (reference 2.17).
///
/// # Errors
/// When a name can not stand in a path.
pub fn add_nameserver(
    name: &str,
    host: &str,
    ttl: Option<u32>,
) -> Result<WriteRequest, RequestError> {
    let query = ttl.map_or_else(String::new, |ttl| format!("?ttl={ttl}"));
    let path = path(name, &format!("/nameserver/{}{query}", escaped(host)?))?;
    Ok(act(Method::Post, path))
}

/// Deletes a name server. Refused when DS records would be left without one.
///
/// # Errors
/// When a name can not stand in a path.
pub fn delete_nameserver(name: &str, host: &str) -> Result<WriteRequest, RequestError> {
    let path = path(name, &format!("/nameserver/{}", escaped(host)?))?;
    Ok(delete(path))
}

/// Deletes all name servers. Refused when DS records would be left without one.
///
/// # Errors
/// When the name can not stand in a path.
pub fn delete_nameservers(name: &str) -> Result<WriteRequest, RequestError> {
    Ok(delete(path(name, "/nameservers")?))
}

/// The final dot of a name does not belong into a path (reference 3.5).
fn path(name: &str, rest: &str) -> Result<String, RequestError> {
    let name = name.trim();
    let name = escaped(name.strip_suffix('.').unwrap_or(name))?;
    Ok(format!("/rest/delegation/{name}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::arin::request::samples::{DELEGATION, line, same_document};
    use crate::registry::arin::wire::decode;

    const NAME: &str = "100.51.198.in-addr.arpa.";

    fn live() -> DelegationPayload {
        decode(DELEGATION.as_bytes()).expect("a delegation")
    }

    #[test]
    fn delegations_have_the_paths_of_the_reference() {
        for name in [NAME, "100.51.198.in-addr.arpa"] {
            assert_eq!(
                delegation(name).map(|request| request.path).as_deref(),
                Ok("/rest/delegation/100.51.198.in-addr.arpa")
            );
        }
        let zone = "/rest/delegation/100.51.198.in-addr.arpa";
        for (request, said) in [
            (
                add_nameserver(NAME, "ns1.example.net", Some(86400)),
                format!("POST {zone}/nameserver/ns1.example.net?ttl=86400"),
            ),
            (
                add_nameserver(NAME, "ns1.example.net", None),
                format!("POST {zone}/nameserver/ns1.example.net"),
            ),
            (
                delete_nameserver(NAME, "ns1/x?y"),
                format!("DELETE {zone}/nameserver/ns1%2Fx%3Fy"),
            ),
            (
                delete_nameservers(NAME),
                format!("DELETE {zone}/nameservers"),
            ),
        ] {
            let request = request.expect("a request");
            assert_eq!(line(&request), said);
            assert!(request.body.is_empty());
        }
        for nothing in ["", ".", "..", "..."] {
            assert!(delete_nameservers(nothing).is_err(), "{nothing:?}");
        }
        assert!(delete_nameserver(NAME, "").is_err());
    }

    #[test]
    fn a_modify_echoes_the_document_of_the_reference() {
        let request = modify_delegation(&live()).expect("a request");
        assert_eq!(
            line(&request),
            "PUT /rest/delegation/100.51.198.in-addr.arpa"
        );
        same_document(&request.body, DELEGATION);
    }

    #[test]
    fn a_record_that_can_not_be_echoed_whole_is_not_written() {
        let strange = DelegationPayload {
            unknown: vec!["x".to_owned()],
            ..live()
        };
        assert!(matches!(
            modify_delegation(&strange),
            Err(RequestError::Unknown(_))
        ));
        let nameless = DelegationPayload {
            name: None,
            ..live()
        };
        assert!(matches!(
            modify_delegation(&nameless),
            Err(RequestError::NoEcho("name"))
        ));
    }
}
