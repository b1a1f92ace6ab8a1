//! What a repository may say about resources that are no nets, as it is written.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An entry under `delegations`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DelegationFile {
    /// The name servers; an empty list takes them all away.
    pub nameservers: Option<NameserversFile>,
    /// The DS records; an empty list takes them all away.
    pub ds: Option<Vec<DsFile>>,
}

/// `rdns` of a block: the word `customer`, or what its zones are to hold.
#[derive(Debug, Clone)]
pub enum RdnsFile {
    /// A word; only `customer` is one.
    Word(String),
    /// What its zones are to hold.
    Said(DelegationFile),
}

impl JsonSchema for RdnsFile {
    fn schema_name() -> Cow<'static, str> {
        "Rdns".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let said = generator.subschema_for::<DelegationFile>();
        json_schema!({
            "description": "What the reverse zones of the block are to hold, or customer: hands off.",
            "anyOf": [{ "const": "customer" }, said]
        })
    }
}

/// A file with one is read each time, and not kept in the cache.
impl Serialize for RdnsFile {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("it is not kept"))
    }
}

impl<'de> Deserialize<'de> for RdnsFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RdnsVisitor)
    }
}

struct RdnsVisitor;

impl<'de> Visitor<'de> for RdnsVisitor {
    type Value = RdnsFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map, or the word customer")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RdnsFile, E> {
        Ok(RdnsFile::Word(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RdnsFile, A::Error> {
        let map = serde::de::value::MapAccessDeserializer::new(map);
        DelegationFile::deserialize(map).map(RdnsFile::Said)
    }
}

/// A DS record.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DsFile {
    /// The tag of the key.
    #[schemars(extend("type" = ["string", "integer", "null"]))]
    pub key_tag: Option<String>,
    /// The number of the algorithm.
    #[schemars(extend("type" = ["string", "integer", "null"]))]
    pub algorithm: Option<String>,
    /// The number of the kind of digest.
    #[schemars(extend("type" = ["string", "integer", "null"]))]
    pub digest_type: Option<String>,
    /// The digest in hexadecimal digits.
    pub digest: Option<String>,
    /// Seconds to live.
    #[schemars(extend("type" = ["string", "integer", "null"]))]
    pub ttl: Option<String>,
}

/// What may be said of a name server in a map of them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nameserver {
    /// Seconds to live.
    #[schemars(extend("type" = ["string", "integer", "null"]))]
    pub ttl: Option<String>,
}

/// Name servers: a list of names, or a map from names to what is said of each.
#[derive(Debug, Clone, Default)]
pub struct NameserversFile {
    /// Each with what is said of it.
    pub servers: Vec<(String, Nameserver)>,
    /// Whether they were written as a list, so that each has a place by number.
    pub listed: bool,
}

impl JsonSchema for NameserversFile {
    fn schema_name() -> Cow<'static, str> {
        "Nameservers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let said = generator.subschema_for::<Option<Nameserver>>();
        json_schema!({
            "description": "Name servers: a list of names, or a map from names to what is said of each. Nothing in it takes all away.",
            "type": ["array", "object", "string"],
            "items": { "type": "string" },
            "additionalProperties": said
        })
    }
}

impl<'de> Deserialize<'de> for NameserversFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameserversVisitor)
    }
}

struct NameserversVisitor;

impl<'de> Visitor<'de> for NameserversVisitor {
    type Value = NameserversFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of name servers")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<NameserversFile, E> {
        Ok(NameserversFile {
            servers: text
                .split_whitespace()
                .map(|name| (name.to_owned(), Nameserver::default()))
                .collect(),
            listed: false,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<NameserversFile, A::Error> {
        let mut servers = Vec::new();
        while let Some(name) = list.next_element::<String>()? {
            servers.push((name, Nameserver::default()));
        }
        Ok(NameserversFile {
            servers,
            listed: true,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NameserversFile, A::Error> {
        let mut servers = Vec::new();
        while let Some((name, said)) = map.next_entry::<String, Option<Nameserver>>()? {
            servers.push((name, said.unwrap_or_default()));
        }
        Ok(NameserversFile {
            servers,
            listed: false,
        })
    }
}
