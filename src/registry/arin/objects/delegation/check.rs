//! The declared delegations, and name servers and DS records wherever they are declared.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Listed, Origin, Prefix};

use super::super::super::declare::Declared;
use super::super::super::{Block, Network};
use super::super::declare::{DsFile, NameserversFile};
use super::super::words::{entry, inside, is_host};
use super::super::{Zone, ZoneError};
use super::view::host;
use super::{DesiredDelegation, Ds, Server};

/// The delegations of each zone: one, or those of blocks that follow each other by date.
pub(super) type Found = BTreeMap<Zone, Vec<DesiredDelegation>>;

/// The declared delegations, by the addresses of their zones.
pub(in super::super) fn check(
    declared: &Declared,
    networks: &[Network],
    blocks: &[Arc<Block>],
    out: &mut Vec<Mistake>,
) -> Vec<DesiredDelegation> {
    let mut found: Found = BTreeMap::new();
    for file in &declared.files {
        for (text, said) in &file.delegations.0 {
            let at = entry(&file.name, "delegations", text);
            let said = said.clone().unwrap_or_default();
            let nameservers = nameservers(said.nameservers.as_ref(), &at, out);
            let ds = ds(said.ds.as_deref(), &at, out);
            served(&nameservers, &ds, &at, out);
            let Some(zone) = zone(text, &at, out) else {
                continue;
            };
            if let Some(first) = found.get(&zone).and_then(|all| all.first()) {
                out.push(twice(zone, &at, &first.origin));
                continue;
            }
            let Some(network) = network_of(zone, networks) else {
                if declared.complete {
                    out.push(outside(zone, &at, networks));
                }
                continue;
            };
            let delegation = DesiredDelegation {
                zone,
                nameservers,
                ds,
                network,
                block: None,
                origin: at,
            };
            found.insert(zone, vec![delegation]);
        }
    }
    super::rdns::check(declared, networks, blocks, &mut found, out);
    found.into_values().flatten().collect()
}

fn zone(text: &str, at: &Origin, out: &mut Vec<Mistake>) -> Option<Zone> {
    match text.parse::<Zone>() {
        Ok(zone) => Some(zone),
        Err(error) => {
            let help = match &error {
                ZoneError::Tree(_) => match text.parse::<Prefix>().ok().and_then(zone_around) {
                    Some(zone) => format!("write {zone}"),
                    None => {
                        "write the name of the zone, such as 2.0.192.in-addr.arpa for 192.0.2.0/24"
                            .to_owned()
                    }
                },
                ZoneError::Label { .. } => {
                    "write the octets or nibbles of the prefix, last one first".to_owned()
                }
                ZoneError::Count { .. } => {
                    "smaller zones are made at the name servers of the zone that holds them"
                        .to_owned()
                }
            };
            out.push(
                Mistake::error("zone-bad", error.to_string())
                    .at_key(at)
                    .help(help),
            );
            None
        }
    }
}

/// The zone of a prefix, where it is one zone.
fn zone_around(prefix: Prefix) -> Option<Zone> {
    Zone::around(prefix.first(), Zone::boundary(prefix)).filter(|zone| zone.prefix() == prefix)
}

/// Says that a zone is declared at two places.
pub(super) fn twice(zone: Zone, second: &Origin, first: &Origin) -> Mistake {
    Mistake::error("zone-twice", format!("{zone} is declared twice"))
        .at_key(second)
        .at(first, Part::Key, "first here")
        .help("keep one of the two; a zone has one set of name servers")
}

/// The widest declared network that has addresses of a zone: the delegation came with it.
pub(super) fn network_of(zone: Zone, networks: &[Network]) -> Option<usize> {
    networks
        .iter()
        .position(|network| network.prefix.range().overlaps(zone.range()))
}

fn outside(zone: Zone, at: &Origin, networks: &[Network]) -> Mistake {
    let meant = turned(zone).filter(|meant| network_of(*meant, networks).is_some());
    let help = match meant {
        Some(meant) => format!("the name of a zone begins with the last number: write {meant}"),
        None => "declare the network under networks, or correct the name of the zone".to_owned(),
    };
    Mistake::error(
        "delegation-outside",
        format!(
            "no declared network holds {}, the addresses of {zone}",
            zone.prefix()
        ),
    )
    .at_key(at)
    .help(help)
}

/// The zone whose name has the same numbers in the order of its addresses: the one that is meant where they were not
/// turned around.
fn turned(zone: Zone) -> Option<Zone> {
    let prefix = zone.prefix();
    let IpAddr::V4(first) = prefix.first() else {
        return None;
    };
    let told = usize::from(prefix.length() / 8).min(4);
    let mut octets = first.octets();
    octets.get_mut(..told)?.reverse();
    Zone::around(IpAddr::from(octets), prefix.length())
}

/// Name servers as declared. An empty list takes all away.
pub(super) fn nameservers(
    file: Option<&NameserversFile>,
    entry: &Origin,
    out: &mut Vec<Mistake>,
) -> Listed<Vec<Server>> {
    let Some(file) = file else {
        return Listed::Alone;
    };
    let mut servers: Vec<Server> = Vec::new();
    let mut seen = BTreeSet::new();
    for (n, (name, said)) in file.servers.iter().enumerate() {
        let position = n.to_string();
        let step = if file.listed { &position } else { name };
        let place = inside(entry, &["nameservers", step]);
        let part = if file.listed { Part::Value } else { Part::Key };
        let canonical = host(name);
        if !is_host(&canonical) {
            out.push(
                Mistake::error("host-bad", format!("\"{name}\" is not the name of a host"))
                    .at(&place, part, "")
                    .help("write a full name, such as ns1.example.net"),
            );
            continue;
        }
        if !seen.insert(canonical.clone()) {
            out.push(
                Mistake::error("duplicate-key", format!("{canonical} is given twice"))
                    .at(&place, part, "")
                    .help("keep one of the two"),
            );
            continue;
        }
        let ttl = ttl(said.ttl.as_deref(), &inside(&place, &["ttl"]), out);
        servers.push(Server {
            host: canonical,
            ttl,
        });
    }
    if file.servers.is_empty() {
        Listed::Clear
    } else {
        Listed::Value(servers)
    }
}

/// Seconds to live: what DNS can hold (RFC 2181).
fn ttl(text: Option<&str>, at: &Origin, out: &mut Vec<Mistake>) -> Option<u32> {
    let text = text?.trim();
    let seconds = text.parse::<u32>().ok();
    let seconds = seconds.filter(|seconds| i32::try_from(*seconds).is_ok());
    if seconds.is_none() {
        out.push(
            Mistake::error("ttl-bad", format!("\"{text}\" is not a number of seconds"))
                .at_value(at)
                .help("write seconds, such as 86400; leave it out to leave it alone"),
        );
    }
    seconds
}

/// DS records as declared. An empty list takes all away.
pub(super) fn ds(
    file: Option<&[DsFile]>,
    entry: &Origin,
    out: &mut Vec<Mistake>,
) -> Listed<Vec<Ds>> {
    let Some(file) = file else {
        return Listed::Alone;
    };
    if file.is_empty() {
        return Listed::Clear;
    }
    let mut records: Vec<Ds> = Vec::new();
    for (n, said) in file.iter().enumerate() {
        let place = inside(entry, &["ds", &n.to_string()]);
        let Some(ds) = record(said, &place, out) else {
            continue;
        };
        let same = |other: &Ds| {
            Ds {
                ttl: None,
                ..other.clone()
            } == Ds {
                ttl: None,
                ..ds.clone()
            }
        };
        if records.iter().any(same) {
            out.push(
                Mistake::error("duplicate-key", "this DS record is given twice")
                    .at_value(&place)
                    .help("keep one of the two"),
            );
        } else {
            records.push(ds);
        }
    }
    Listed::Value(records)
}

fn record(said: &DsFile, at: &Origin, out: &mut Vec<Mistake>) -> Option<Ds> {
    let key_tag = number::<u16>(said.key_tag.as_deref(), "key_tag", at, out);
    let algorithm = number::<u8>(said.algorithm.as_deref(), "algorithm", at, out);
    let digest_type = number::<u8>(said.digest_type.as_deref(), "digest_type", at, out);
    let algorithm = algorithm.and_then(|number| {
        let known = matches!(number, 5 | 7 | 8 | 10 | 13..=16);
        if !known {
            out.push(
                Mistake::error(
                    "ds-bad",
                    format!("the registry takes no algorithm {number}"),
                )
                .at_value(&inside(at, &["algorithm"]))
                .help("it takes 5, 7, 8, 10, 13, 14, 15 and 16"),
            );
        }
        known.then_some(number)
    });
    let digits = digest_type.and_then(|kind| {
        let digits = digits(kind);
        if digits.is_none() {
            out.push(
                Mistake::error(
                    "ds-bad",
                    format!("the registry takes no digest of type {kind}"),
                )
                .at_value(&inside(at, &["digest_type"]))
                .help("it takes 1 (SHA-1), 2 (SHA-256), 3 (MD5) and 4 (SHA-384)"),
            );
        }
        digits
    });
    let digest = digest(said.digest.as_deref(), digits, at, out);
    let ttl = ttl(said.ttl.as_deref(), &inside(at, &["ttl"]), out);
    Some(Ds {
        key_tag: key_tag?,
        algorithm: algorithm?,
        digest_type: digest_type.filter(|_| digits.is_some())?,
        digest: digest?,
        ttl,
    })
}

fn number<N: std::str::FromStr>(
    text: Option<&str>,
    field: &str,
    at: &Origin,
    out: &mut Vec<Mistake>,
) -> Option<N> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        missing(field, at, out);
        return None;
    };
    let number = text.parse().ok();
    if number.is_none() {
        out.push(
            Mistake::error("ds-bad", format!("\"{text}\" is not a {field}"))
                .at_value(&inside(at, &[field]))
                .help("write the number that dnssec-dsfromkey prints"),
        );
    }
    number
}

fn missing(field: &str, at: &Origin, out: &mut Vec<Mistake>) {
    out.push(
        Mistake::error("missing-field", format!("the field \"{field}\" is missing"))
            .at_value(at)
            .help(format!("add {field}")),
    );
}

/// How many hexadecimal digits a digest of a type has (reference 2.17).
fn digits(kind: u8) -> Option<usize> {
    match kind {
        1 => Some(40),
        2 => Some(64),
        3 => Some(32),
        4 => Some(96),
        _ => None,
    }
}

fn digest(
    text: Option<&str>,
    digits: Option<usize>,
    at: &Origin,
    out: &mut Vec<Mistake>,
) -> Option<String> {
    let text: String = text.unwrap_or_default().split_whitespace().collect();
    if text.is_empty() {
        missing("digest", at, out);
        return None;
    }
    let hexadecimal = text.bytes().all(|b| b.is_ascii_hexdigit());
    if !hexadecimal || digits.is_some_and(|digits| text.len() != digits) {
        let wanted = digits.map_or_else(
            || "hexadecimal digits".to_owned(),
            |digits| format!("{digits} hexadecimal digits"),
        );
        out.push(
            Mistake::error(
                "digest-bad",
                format!(
                    "a digest of this type has {wanted}, and this has {} characters",
                    text.len()
                ),
            )
            .at_value(&inside(at, &["digest"]))
            .help("copy the whole digest, and the type that stands before it"),
        );
        return None;
    }
    Some(text.to_ascii_uppercase())
}

/// DS records need a name server beside them (reference 3.5).
pub(super) fn served(
    nameservers: &Listed<Vec<Server>>,
    ds: &Listed<Vec<Ds>>,
    entry: &Origin,
    out: &mut Vec<Mistake>,
) {
    if matches!((nameservers, ds), (Listed::Clear, Listed::Value(_))) {
        out.push(
            Mistake::error("ds-unserved", "DS records need a name server beside them")
                .at_value(&inside(entry, &["ds"]))
                .help("list the name servers, or write ds: []"),
        );
    }
}
