//! Calls to the public directory (reference 5.1).

use std::net::IpAddr;

use super::{Client, other};
use crate::http::ReadRequest;
use crate::model::{CustomerHandle, OrgHandle, Prefix, Range};
use crate::registry::arin::rdap::{self, Children, PublicEntity, PublicNet};
use crate::registry::arin::reply::ReadError;
use crate::registry::arin::request;

impl Client {
    /// The immediate children inside a prefix, as the public directory shows them.
    ///
    /// # Errors
    /// As [`ReadError`] says, but never [`ReadError::Absent`].
    pub async fn children(&self, prefix: Prefix) -> Result<Children, ReadError> {
        let response = self.transport.read(request::rdap_down(prefix)).await?;
        rdap::read_children(&response)
    }

    /// The most specific net that covers an address, as the public directory shows it.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when the net does not hold the address.
    pub async fn public_net(&self, address: IpAddr) -> Result<PublicNet, ReadError> {
        let response = self.transport.read(request::rdap_ip(address)).await?;
        let net = rdap::read_ip(&response)?;
        let asked = Range::between(address, address);
        if asked.is_some_and(|asked| net.range.contains(asked)) {
            Ok(net)
        } else {
            Err(other(&response))
        }
    }

    /// The most specific net that covers a whole prefix, as the public directory shows it.
    ///
    /// # Errors
    /// As [`ReadError`] says; also unknown when the net does not hold the prefix.
    pub async fn public_network(&self, prefix: Prefix) -> Result<PublicNet, ReadError> {
        let response = self.transport.read(request::rdap_prefix(prefix)).await?;
        let net = rdap::read_ip(&response)?;
        if net.range.contains(prefix.range()) {
            Ok(net)
        } else {
            Err(other(&response))
        }
    }

    /// Whether the public directory shows an org.
    ///
    /// # Errors
    /// As [`ReadError`] says, but never [`ReadError::Absent`].
    pub async fn public_org(&self, org: &OrgHandle) -> Result<bool, ReadError> {
        self.is_public(request::rdap_org(org), org.as_str()).await
    }

    /// Whether the public directory shows a customer record.
    ///
    /// # Errors
    /// As [`ReadError`] says, but never [`ReadError::Absent`].
    pub async fn public_customer(&self, customer: &CustomerHandle) -> Result<bool, ReadError> {
        let request = request::rdap_customer(customer);
        self.is_public(request, customer.as_str()).await
    }

    async fn is_public(&self, request: ReadRequest, handle: &str) -> Result<bool, ReadError> {
        let response = self.transport.read(request).await?;
        match rdap::read_entity(&response) {
            Ok(found) if found.as_str() == handle => Ok(true),
            Ok(_) => Err(other(&response)),
            Err(ReadError::Absent) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Orgs and customers of a name, as the public directory shows them.
    ///
    /// # Errors
    /// As [`ReadError`] says, but never [`ReadError::Absent`].
    pub async fn public_named(&self, name: &str) -> Result<Vec<PublicEntity>, ReadError> {
        let response = self.transport.read(request::rdap_named(name)?).await?;
        rdap::read_entities(&response)
    }
}
