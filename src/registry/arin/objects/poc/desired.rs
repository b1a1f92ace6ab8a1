//! A POC as declared.

use super::PhoneView;
use crate::model::{Address, Key, Listed, Origin, PocHandle, RegistryName};

/// A POC as declared. Only what is listed is ever compared.
#[derive(Debug, Clone)]
pub struct DesiredPoc {
    /// Its key.
    pub key: Key,
    /// Keys it had before.
    pub formerly: Vec<Key>,
    /// The registry.
    pub registry: RegistryName,
    /// Its handle, where it exists already.
    pub handle: Option<PocHandle>,
    /// Names and type, which can not be changed: what the POC of the handle must have.
    pub identity: Identity,
    /// The company.
    pub company: Listed<String>,
    /// Where it is.
    pub address: Option<Address>,
    /// Its telephones.
    pub phones: Option<Vec<PhoneView>>,
    /// Its addresses of mail.
    pub emails: Option<Vec<String>>,
    /// Public comment lines.
    pub comment: Listed<Vec<String>>,
    /// Where it was declared.
    pub origin: Origin,
}

impl DesiredPoc {
    /// Its key, and those it had before.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.key).chain(&self.formerly)
    }
}

/// What can not be changed on a POC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// `PERSON` or `ROLE`.
    pub kind: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The middle name.
    pub middle_name: Option<String>,
    /// The last name, or the name of the role.
    pub last_name: Option<String>,
}
