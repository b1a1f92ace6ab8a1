//! `delegation` with its name servers and keys (reference 2.17): reverse DNS of one zone.

use super::element::{Element, Ns};
use super::fields::{Fields, Read};
use super::{Out, Payload, WireError, Writable};

/// A zone of reverse DNS. It is made with its net, and only ever changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DelegationPayload {
    /// The zone, with the dot at its end: `100.51.198.in-addr.arpa.`. A PUT must repeat it.
    pub name: Option<String>,
    /// Its name servers; `None` where there is no wrapper. An empty wrapper in a PUT takes them away.
    pub nameservers: Option<Vec<Nameserver>>,
    /// Its DS records; `None` where there is no wrapper. An empty wrapper in a PUT takes them away.
    pub keys: Option<Vec<DelegationKey>>,
    /// Elements that we do not know; a PUT would erase them.
    pub unknown: Vec<String>,
}

/// A name server of a zone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Nameserver {
    /// Its name, as it came.
    pub host: String,
    /// Seconds to live, as they came. A PUT without one keeps the old one, a POST resets it.
    pub ttl: Option<String>,
}

/// A DS record of a zone, texts as they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DelegationKey {
    /// The number of the algorithm; others than those we know are kept.
    pub algorithm: Option<String>,
    /// What the number means; derived.
    pub algorithm_name: Option<String>,
    /// The digest in hexadecimal digits.
    pub digest: Option<String>,
    /// The number of the kind of digest.
    pub digest_type: Option<String>,
    /// What that number means; derived.
    pub digest_type_name: Option<String>,
    /// The tag of the key.
    pub key_tag: Option<String>,
    /// Seconds to live, as they came.
    pub ttl: Option<String>,
}

impl Nameserver {
    fn read(element: &Element) -> Read<Self> {
        let mut fields = Fields::of(element);
        let server = Self {
            host: element.text.clone(),
            ttl: fields.attribute_in(Ns::Ttl, "ttl"),
        };
        (server, fields.left())
    }

    fn write(&self, out: &mut Out) {
        let ttl = self.ttl.as_deref();
        let attributes: Vec<_> = ttl.map(|ttl| (Ns::Ttl, "ttl", ttl)).into_iter().collect();
        out.element("nameserver", &attributes, &self.host);
    }
}

impl DelegationKey {
    fn read(element: &Element) -> Result<Read<Self>, WireError> {
        let mut fields = Fields::of(element);
        let (algorithm, algorithm_name) = fields
            .part("algorithm", |part| Ok(read_named(part)))?
            .unwrap_or_default();
        let (digest_type, digest_type_name) = fields
            .part("digestType", |part| Ok(read_named(part)))?
            .unwrap_or_default();
        let key = Self {
            algorithm,
            algorithm_name,
            digest: fields.text("digest")?,
            digest_type,
            digest_type_name,
            key_tag: fields.text("keyTag")?,
            ttl: fields.text_in(Ns::Ttl, "ttl")?,
        };
        fields.own_text();
        Ok((key, fields.left()))
    }

    fn write(&self, out: &mut Out) {
        out.wrap("delegationKey", |out| {
            let algorithm = (self.algorithm.as_deref(), self.algorithm_name.as_deref());
            write_named("algorithm", algorithm, out);
            out.field("digest", self.digest.as_deref());
            let kind = (
                self.digest_type.as_deref(),
                self.digest_type_name.as_deref(),
            );
            write_named("digestType", kind, out);
            out.field("keyTag", self.key_tag.as_deref());
            out.field_in((Ns::Ttl, "ttl"), self.ttl.as_deref());
        });
    }
}

/// A number and the attribute that explains it.
type Named = (Option<String>, Option<String>);

fn read_named(element: &Element) -> Read<Named> {
    let mut fields = Fields::of(element);
    let name = fields.attribute("name");
    let text = Some(element.text.clone()).filter(|text| !text.trim().is_empty());
    ((text, name), fields.left())
}

fn write_named(element: &'static str, (text, name): (Option<&str>, Option<&str>), out: &mut Out) {
    if text.is_some() || name.is_some() {
        let attributes: Vec<_> = name
            .map(|name| (Ns::None, "name", name))
            .into_iter()
            .collect();
        out.element(element, &attributes, text.unwrap_or_default());
    }
}

impl Payload for DelegationPayload {
    const ROOT: &'static str = "delegation";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let delegation = Self {
            name: fields.text("name")?,
            nameservers: fields.items(("nameservers", "nameserver"), |item| {
                Ok(Nameserver::read(item))
            })?,
            keys: fields.items(("delegationKeys", "delegationKey"), DelegationKey::read)?,
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..delegation
        })
    }
}

impl Writable for DelegationPayload {
    fn write(&self, out: &mut Out) {
        out.items("delegationKeys", self.keys.as_deref(), DelegationKey::write);
        out.field("name", self.name.as_deref());
        out.items(
            "nameservers",
            self.nameservers.as_deref(),
            Nameserver::write,
        );
    }
}
