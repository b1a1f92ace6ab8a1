//! Requests to the public directory, without the key (reference 5.1).

use std::net::IpAddr;

use super::RequestError;
use super::path::escaped;
use crate::http::{ReadRequest, Side};
use crate::model::{CustomerHandle, OrgHandle, Prefix};

/// The kind of reply of the public directory.
const RDAP: &str = "application/rdap+json";

/// Lists the immediate children inside a prefix, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_down(prefix: Prefix) -> ReadRequest {
    public(format!("/ips/rirSearch1/rdap-down/{prefix}"))
}

/// Reads the most specific net that covers an address, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_ip(address: IpAddr) -> ReadRequest {
    public(format!("/ip/{address}"))
}

/// Reads the most specific net that covers a prefix, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_prefix(prefix: Prefix) -> ReadRequest {
    public(format!("/ip/{prefix}"))
}

/// Reads an org, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_org(org: &OrgHandle) -> ReadRequest {
    public(format!("/entity/{org}"))
}

/// Reads a customer record, in public and without the key (reference 5.1).
#[must_use]
pub fn rdap_customer(customer: &CustomerHandle) -> ReadRequest {
    public(format!("/entity/{customer}"))
}

/// Looks for orgs and customers of a name, in public and without the key (reference 5.1).
///
/// # Errors
/// When the name can not stand in an address.
pub fn rdap_named(name: &str) -> Result<ReadRequest, RequestError> {
    Ok(public(format!("/entities?fn={}", escaped(name)?)))
}

fn public(path: String) -> ReadRequest {
    ReadRequest {
        path,
        side: Side::Public,
        accept: RDAP,
    }
}
