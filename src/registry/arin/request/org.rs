//! Requests about orgs (reference 3.5).

use super::RequestError;
use super::call::{act, delete, read, write};
use super::error::{echoed, new_messages, new_record};
use super::path::escaped;
use crate::http::{Method, ReadRequest, WriteRequest};
use crate::model::{NetHandle, OrgHandle, PocHandle};
use crate::registry::arin::wire::OrgPayload;

/// Which links of an org to POCs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrgPocs<'a> {
    /// All to this POC.
    Poc(&'a PocHandle),
    /// All with this function, such as `N`.
    Function(&'a str),
    /// The one to this POC with this function.
    Both {
        /// The POC.
        poc: &'a PocHandle,
        /// The function.
        function: &'a str,
    },
}

/// Reads an org.
#[must_use]
pub fn org(handle: &OrgHandle) -> ReadRequest {
    read(format!("/rest/org/{handle}"))
}

/// Asks for a new org. The reply is a ticket for the staff (reference 2.5).
///
/// # Errors
/// When the payload has system fields or can not be written.
pub fn create_org(org: &OrgPayload) -> Result<WriteRequest, RequestError> {
    new_org(org)?;
    write(Method::Post, "/rest/org".to_owned(), org)
}

/// Creates an org for somebody else, under a net. The registry took this call away in 2020 (reference 3.2); it is
/// here for services that speak as it did before.
///
/// # Errors
/// When the payload has system fields or can not be written.
pub fn create_recipient_org(
    parent: &NetHandle,
    org: &OrgPayload,
) -> Result<WriteRequest, RequestError> {
    new_org(org)?;
    write(Method::Post, format!("/rest/net/{parent}/org"), org)
}

/// Replaces an org: the payload is the live record with its changes. POC links that are given replace all.
///
/// # Errors
/// When the live record can not be echoed whole, or a text can not be written.
pub fn modify_org(org: &OrgPayload) -> Result<WriteRequest, RequestError> {
    let handle = org.handle.as_ref().ok_or(RequestError::NoEcho("handle"))?;
    echoed(&org.unknown, org.registration_date.as_deref())?;
    if org.name.is_none() {
        return Err(RequestError::NoEcho("name"));
    }
    new_messages(&org.messages, &org.message_references)?;
    write(Method::Put, format!("/rest/org/{handle}"), org)
}

/// Deletes an org. Refused while it has resources.
#[must_use]
pub fn delete_org(handle: &OrgHandle) -> WriteRequest {
    delete(format!("/rest/org/{handle}"))
}

/// Links a POC to an org. The one Admin is changed by [`modify_org`] (reference 3.5).
///
/// # Errors
/// When the function can not stand in a path.
pub fn add_org_poc(
    org: &OrgHandle,
    poc: &PocHandle,
    function: &str,
) -> Result<WriteRequest, RequestError> {
    let function = escaped(function)?;
    let path = format!("/rest/org/{org}/poc/{poc};pocFunction={function}");
    Ok(act(Method::Put, path))
}

/// Takes links to POCs from an org. Whichever of POC and function is left out matches all.
///
/// # Errors
/// When the function can not stand in a path.
pub fn remove_org_poc(org: &OrgHandle, pocs: OrgPocs<'_>) -> Result<WriteRequest, RequestError> {
    let which = match pocs {
        OrgPocs::Poc(poc) => poc.to_string(),
        OrgPocs::Function(function) => format!(";pocFunction={}", escaped(function)?),
        OrgPocs::Both { poc, function } => {
            format!("{poc};pocFunction={}", escaped(function)?)
        }
    };
    Ok(delete(format!("/rest/org/{org}/poc/{which}")))
}

fn new_org(org: &OrgPayload) -> Result<(), RequestError> {
    new_record(org.handle.is_some(), org.registration_date.as_deref())?;
    new_messages(&org.messages, &org.message_references)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::arin::request::samples::{ORG, line, same_document};
    use crate::registry::arin::wire::{MessagePayload, decode};

    fn live() -> OrgPayload {
        decode(ORG.as_bytes()).expect("an org")
    }

    fn new() -> OrgPayload {
        OrgPayload {
            handle: None,
            registration_date: None,
            ..live()
        }
    }

    #[test]
    fn orgs_have_the_paths_of_the_reference() {
        let handle: OrgHandle = "EXMPL-12".parse().expect("a handle");
        let poc: PocHandle = "TEC1-ARIN".parse().expect("a handle");
        let both = OrgPocs::Both {
            poc: &poc,
            function: "T",
        };
        assert_eq!(org(&handle).path, "/rest/org/EXMPL-12");
        for (request, said) in [
            (Ok(delete_org(&handle)), "DELETE /rest/org/EXMPL-12"),
            (
                add_org_poc(&handle, &poc, "N"),
                "PUT /rest/org/EXMPL-12/poc/TEC1-ARIN;pocFunction=N",
            ),
            (
                remove_org_poc(&handle, OrgPocs::Poc(&poc)),
                "DELETE /rest/org/EXMPL-12/poc/TEC1-ARIN",
            ),
            (
                remove_org_poc(&handle, OrgPocs::Function("N;x")),
                "DELETE /rest/org/EXMPL-12/poc/;pocFunction=N%3Bx",
            ),
            (
                remove_org_poc(&handle, both),
                "DELETE /rest/org/EXMPL-12/poc/TEC1-ARIN;pocFunction=T",
            ),
        ] {
            let request = request.expect("a request");
            assert_eq!(line(&request), said);
            assert!(request.body.is_empty());
        }
        assert!(remove_org_poc(&handle, OrgPocs::Function("")).is_err());
        assert!(add_org_poc(&handle, &poc, "..").is_err());
    }

    #[test]
    fn a_new_org_has_no_system_fields() {
        let parent: NetHandle = "NET-198-51-100-0-1".parse().expect("a handle");
        for request in [create_org(&live()), create_recipient_org(&parent, &live())] {
            assert!(matches!(request, Err(RequestError::Forbidden(_))));
        }
        for (request, said) in [
            (create_org(&new()), "POST /rest/org"),
            (
                create_recipient_org(&parent, &new()),
                "POST /rest/net/NET-198-51-100-0-1/org",
            ),
        ] {
            let request = request.expect("a request");
            assert_eq!(line(&request), said);
            assert_eq!(decode(&request.body), Ok(new()));
        }
        let old = OrgPayload {
            messages: vec![MessagePayload {
                id: Some(1),
                ..MessagePayload::default()
            }],
            ..new()
        };
        assert!(create_org(&old).is_err());
    }

    #[test]
    fn a_modify_echoes_the_document_of_the_reference() {
        let request = modify_org(&live()).expect("a request");
        assert_eq!(line(&request), "PUT /rest/org/EXMPL-12");
        same_document(&request.body, ORG);
    }

    #[test]
    fn a_record_that_can_not_be_echoed_whole_is_not_written() {
        let unknown = OrgPayload {
            unknown: vec!["vat".to_owned()],
            ..live()
        };
        assert!(matches!(
            modify_org(&unknown),
            Err(RequestError::Unknown(_))
        ));
        for lacking in [
            OrgPayload {
                handle: None,
                ..live()
            },
            OrgPayload {
                registration_date: None,
                ..live()
            },
            OrgPayload {
                name: None,
                ..live()
            },
        ] {
            assert!(matches!(modify_org(&lacking), Err(RequestError::NoEcho(_))));
        }
    }
}
