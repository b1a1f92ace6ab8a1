//! An org as declared.

use std::collections::BTreeMap;

use crate::model::{Address, Key, Listed, OrgHandle, Origin, PocHandle, RegistryName};

/// An org as declared. Only what is listed is ever compared.
#[derive(Debug, Clone)]
pub struct DesiredOrg {
    /// Its key: one of ours, or its handle.
    pub key: Key,
    /// Keys it had before.
    pub formerly: Vec<Key>,
    /// Its handle, where it exists already.
    pub handle: Option<OrgHandle>,
    /// How it comes about, where it does not.
    pub create: Option<Making>,
    /// The registry.
    pub registry: RegistryName,
    /// The legal name, which can not be changed: what the org of the handle must have.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<Address>,
    /// An `RWhois` server.
    pub url: Listed<String>,
    /// Public comment lines.
    pub comment: Listed<Vec<String>>,
    /// Whether others may reassign space to it.
    pub accepts: Option<bool>,
    /// POCs by the code of their function; those that are not listed are left alone.
    pub pocs: BTreeMap<String, Vec<Contact>>,
    /// Where it was declared.
    pub origin: Origin,
}

/// How an org comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// The staff of the registry is asked: a ticket (reference 2.5).
    Ticket,
    /// The org of a recipient is made at once, under the net that its first block is taken from. ARIN took that away in
    /// 2020 (reference 3.2); services of the older dialect have it.
    Recipient,
}

/// A POC that an org names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// By its handle.
    Handle(PocHandle),
    /// By its key under `pocs`.
    Key(Key),
}
