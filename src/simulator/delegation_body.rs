//! Delegations as they were sent, and what a name server and a DS record may be (reference 2.17).

use roxmltree::Node;

use super::encoding;
use super::poc_parts::is_host;
use super::read;
use super::refusal::{Component, Refusal};
use super::registrant::{DsKey, Nameserver};
use super::schema::{self, Body, TTL};

/// A name server as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SentServer {
    pub(super) host: String,
    pub(super) ttl: Option<String>,
}

/// A DS record as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SentKey {
    pub(super) algorithm: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) digest_type: Option<String>,
    pub(super) key_tag: Option<String>,
    pub(super) ttl: Option<String>,
}

/// A delegation as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SentDelegation {
    pub(super) name: Option<String>,
    pub(super) nameservers: Vec<SentServer>,
    pub(super) keys: Vec<SentKey>,
}

/// Reads a delegation.
pub(super) fn delegation(body: &[u8]) -> Result<SentDelegation, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Delegation).map_err(Refusal::schema)?;
    read::characters(&document)?;
    let root = document.root_element();
    let list = |wrapper: &str, item: &'static str| {
        let list = read::child(root, wrapper).into_iter();
        list.flat_map(move |list| {
            list.children()
                .filter(move |child| read::named(*child, item))
        })
    };
    Ok(SentDelegation {
        name: read::text(root, "name"),
        nameservers: list("nameservers", "nameserver").map(server_of).collect(),
        keys: list("delegationKeys", "delegationKey")
            .map(key_of)
            .collect(),
    })
}

fn server_of(node: Node<'_, '_>) -> SentServer {
    SentServer {
        host: schema::text_of(node),
        ttl: node.attribute((TTL, "ttl")).map(str::to_owned),
    }
}

fn key_of(node: Node<'_, '_>) -> SentKey {
    let ttl = node.children().find(|child| {
        let name = child.tag_name();
        name.name() == "ttl" && name.namespace() == Some(TTL)
    });
    SentKey {
        algorithm: read::text(node, "algorithm"),
        digest: read::text(node, "digest"),
        digest_type: read::text(node, "digestType"),
        key_tag: read::text(node, "keyTag"),
        ttl: ttl
            .map(schema::text_of)
            .filter(|text| !text.trim().is_empty()),
    }
}

/// The name of an algorithm of DNS keys; `None` for one that the registry does not take.
pub(super) fn algorithm_name(number: u8) -> Option<&'static str> {
    Some(match number {
        5 => "RSA/SHA-1",
        7 => "RSASHA1-NSEC3-SHA1",
        8 => "RSA/SHA-256",
        10 => "RSA/SHA-512",
        13 => "ECDSA Curve P-256 with SHA-256",
        14 => "ECDSA Curve P-384 with SHA-384",
        15 => "Ed25519",
        16 => "Ed448",
        _ => return None,
    })
}

/// The name of a type of digest.
pub(super) fn digest_name(number: u8) -> Option<&'static str> {
    Some(match number {
        1 => "SHA-1",
        2 => "SHA-256",
        3 => "MD5",
        4 => "SHA-384",
        _ => return None,
    })
}

/// How many hexadecimal digits a digest of a type has.
fn digest_length(number: u8) -> usize {
    match number {
        1 => 40,
        2 => 64,
        3 => 32,
        _ => 96,
    }
}

/// A time to live in seconds: digits, at most what DNS can hold (RFC 2181).
pub(super) fn ttl(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let seconds: u32 = text.parse().ok().filter(|_| digits)?;
    i32::try_from(seconds).is_ok().then_some(seconds)
}

fn checked_ttl(text: Option<&str>, wrong: &mut Vec<Component>) -> Option<u32> {
    let seconds = text.and_then(ttl);
    if text.is_some() && seconds.is_none() {
        wrong.push(Component::new("ttl", "Not a number of seconds."));
    }
    seconds
}

/// The name of a name server as it is stored: in lower case.
pub(super) fn host(text: &str, wrong: &mut Vec<Component>) -> Option<String> {
    let host = text.trim().to_ascii_lowercase();
    if is_host(&host) {
        return Some(host);
    }
    wrong.push(Component::new("nameserver", "Not the name of a host."));
    None
}

/// The name servers of a payload. A ttl that is left out stays as it was.
pub(super) fn servers(
    sent: &[SentServer],
    live: &[Nameserver],
    wrong: &mut Vec<Component>,
) -> Vec<Nameserver> {
    let mut servers: Vec<Nameserver> = Vec::new();
    for server in sent {
        let ttl = checked_ttl(server.ttl.as_deref(), wrong);
        let Some(host) = host(&server.host, wrong) else {
            continue;
        };
        if servers.iter().any(|other| other.host == host) {
            let twice = Component::new("nameserver", "A name server is given twice.");
            wrong.push(twice);
            continue;
        }
        let before = live.iter().find(|known| known.host == host);
        servers.push(Nameserver {
            ttl: ttl.or_else(|| before.and_then(|known| known.ttl)),
            host,
        });
    }
    servers
}

/// The DS records of a payload. A ttl that is left out stays as it was.
pub(super) fn keys(sent: &[SentKey], live: &[DsKey], wrong: &mut Vec<Component>) -> Vec<DsKey> {
    let mut keys: Vec<DsKey> = Vec::new();
    for key in sent {
        let Some(key) = one_key(key, wrong) else {
            continue;
        };
        let same = |other: &&DsKey| {
            let DsKey {
                algorithm,
                digest,
                digest_type,
                key_tag,
                ttl: _,
            } = other;
            (*algorithm, *digest_type, *key_tag) == (key.algorithm, key.digest_type, key.key_tag)
                && *digest == key.digest
        };
        if keys.iter().any(|other| same(&other)) {
            wrong.push(Component::new("delegationKey", "A key is given twice."));
            continue;
        }
        let before = live.iter().find(same).and_then(|known| known.ttl);
        keys.push(DsKey {
            ttl: key.ttl.or(before),
            ..key
        });
    }
    keys
}

fn one_key(sent: &SentKey, wrong: &mut Vec<Component>) -> Option<DsKey> {
    let before = wrong.len();
    let mut digits = |name: &str, text: &Option<String>| {
        let Some(text) = text.as_deref().map(str::trim) else {
            wrong.push(Component::required(name));
            return None;
        };
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        let number: Option<u16> = text.parse().ok().filter(|_| plain);
        if number.is_none() {
            wrong.push(Component::new(name, "Not a number of this field."));
        }
        number
    };
    let algorithm = digits("algorithm", &sent.algorithm);
    let digest_type = digits("digestType", &sent.digest_type);
    let key_tag = digits("keyTag", &sent.key_tag);
    let known = |number: u16, name: fn(u8) -> Option<&'static str>| {
        let number = u8::try_from(number).ok()?;
        name(number).map(|_| number)
    };
    let algorithm = algorithm.and_then(|number| {
        let found = known(number, algorithm_name);
        if found.is_none() {
            wrong.push(Component::new("algorithm", "The algorithm is not known."));
        }
        found
    });
    let digest_type = digest_type.and_then(|number| {
        let found = known(number, digest_name);
        if found.is_none() {
            wrong.push(Component::new("digestType", "The type is not known."));
        }
        found
    });
    let digest = digest(sent.digest.as_deref(), digest_type, wrong);
    let ttl = checked_ttl(sent.ttl.as_deref(), wrong);
    if wrong.len() > before {
        return None;
    }
    Some(DsKey {
        algorithm: algorithm?,
        digest: digest?,
        digest_type: digest_type?,
        key_tag: key_tag?,
        ttl,
    })
}

fn digest(text: Option<&str>, kind: Option<u8>, wrong: &mut Vec<Component>) -> Option<String> {
    let Some(text) = text.map(str::trim) else {
        wrong.push(Component::required("digest"));
        return None;
    };
    let hexadecimal = text.bytes().all(|b| b.is_ascii_hexdigit());
    let fits = kind.is_none_or(|kind| text.len() == digest_length(kind));
    if !hexadecimal || !fits {
        wrong.push(Component::new("digest", "Not a digest of its type."));
        return None;
    }
    Some(text.to_ascii_uppercase())
}
