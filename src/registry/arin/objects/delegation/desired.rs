//! A delegation as declared.

use super::super::Zone;
use crate::model::{Key, Listed, Origin, Range};

/// A delegation as declared. It exists by itself and is only ever changed.
#[derive(Debug, Clone)]
pub struct DesiredDelegation {
    /// The zone.
    pub zone: Zone,
    /// The name servers. No name is there twice.
    pub nameservers: Listed<Vec<Server>>,
    /// The DS records.
    pub ds: Listed<Vec<Ds>>,
    /// The position in the declared networks of the one whose key has authority over it.
    pub network: usize,
    /// The block whose `rdns` says so; `None` for an entry of its own.
    pub block: Option<Served>,
    /// Where it was declared.
    pub origin: Origin,
}

/// A block whose reverse zones are declared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The block.
    pub range: Range,
    /// To whom it is given.
    pub customer: Key,
}

/// A name server as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, in lower case and without the dot at its end.
    pub host: String,
    /// Seconds to live; left out, they are left alone.
    pub ttl: Option<u32>,
}

/// A DS record as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ds {
    /// The tag of the key.
    pub key_tag: u16,
    /// The algorithm.
    pub algorithm: u8,
    /// The kind of digest.
    pub digest_type: u8,
    /// The digest in upper-case hexadecimal digits.
    pub digest: String,
    /// Seconds to live; left out, they are left alone.
    pub ttl: Option<u32>,
}
