//! `rdns` of blocks: becomes delegations where the registry delegates whole zones of the block.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Mistake;
use crate::model::{Keyed, Listed, Origin};

use super::super::super::declare::{BlockFile, Declared, DeclaredFile};
use super::super::super::{Block, Network};
use super::super::Zone;
use super::super::declare::{DelegationFile, RdnsFile};
use super::super::words::{entry, inside};
use super::check::{Found, ds, nameservers, network_of, served, twice};
use super::{DesiredDelegation, Served};

/// Zones of one block; one with more is served by the zone above them.
const MOST_ZONES: usize = 256;

/// Adds the delegations of all blocks to those that have entries of their own.
pub(super) fn check(
    declared: &Declared,
    networks: &[Network],
    blocks: &[Arc<Block>],
    found: &mut Found,
    out: &mut Vec<Mistake>,
) {
    let mut by_origin: BTreeMap<Origin, &Block> = BTreeMap::new();
    for file in &declared.files {
        for (at, said) in said(file) {
            if by_origin.is_empty() {
                by_origin = blocks
                    .iter()
                    .map(|block| (block.origin(), block.as_ref()))
                    .collect();
            }
            let said = match said {
                RdnsFile::Word(word) => {
                    word_of(word, &at, out);
                    continue;
                }
                RdnsFile::Said(said) => said,
            };
            let rdns = inside(&at, &["rdns"]);
            // A block that is wrong by itself has been told of.
            if let Some(block) = by_origin.get(&at) {
                let of = Of {
                    block,
                    said,
                    all: &by_origin,
                };
                one(of, &rdns, networks, found, out);
            }
        }
    }
}

/// Every block of a file that says something of its reverse zones.
fn said(file: &DeclaredFile) -> Vec<(Origin, &RdnsFile)> {
    let of_customers = file.customers.rdns.iter();
    let mut found: Vec<_> = of_customers.map(|(at, rdns)| (at.clone(), rdns)).collect();
    for (key, recipient) in &file.recipients.0 {
        let Some(recipient) = recipient else { continue };
        for (section, blocks) in [
            ("reassign", &recipient.reassign),
            ("reallocate", &recipient.reallocate),
        ] {
            let at = || inside(&entry(&file.name, "recipients", key), &[section]);
            found.extend(of(at, blocks.as_ref()));
        }
    }
    found
}

fn of(
    at: impl Fn() -> Origin,
    blocks: Option<&Keyed<Option<BlockFile>>>,
) -> Vec<(Origin, &RdnsFile)> {
    let blocks = blocks.into_iter().flat_map(|keyed| &keyed.0);
    let said = blocks.filter_map(|(range, block)| {
        let rdns = block.as_ref()?.rdns.as_ref()?;
        Some((inside(&at(), &[range]), rdns))
    });
    said.collect()
}

fn word_of(word: &str, at: &Origin, out: &mut Vec<Mistake>) {
    if word.trim() != "customer" {
        out.push(
            Mistake::error("wrong-value", format!("\"{word}\" is not a value of rdns"))
                .at_value(&inside(at, &["rdns"]))
                .help("write customer, or a map with nameservers"),
        );
    }
}

/// The `rdns` of a block.
#[derive(Clone, Copy)]
struct Of<'a> {
    block: &'a Block,
    said: &'a DelegationFile,
    /// All blocks.
    all: &'a BTreeMap<Origin, &'a Block>,
}

impl Of<'_> {
    /// Whether it and another delegation of its zone are never there on the same day.
    fn follows(self, other: &DesiredDelegation) -> bool {
        let mut all = self.all.values();
        let theirs = all.find(|block| inside(&block.origin(), &["rdns"]) == other.origin);
        other.block.is_some() && theirs.is_some_and(|theirs| !theirs.meets(self.block))
    }
}

fn one(of: Of<'_>, at: &Origin, networks: &[Network], found: &mut Found, out: &mut Vec<Mistake>) {
    let Of { block, said, .. } = of;
    let nameservers = nameservers(said.nameservers.as_ref(), at, out);
    let ds = ds(said.ds.as_deref(), at, out);
    served(&nameservers, &ds, at, out);
    let above = networks
        .iter()
        .filter(|network| network.prefix.range().contains(block.range));
    let fitting = above
        .clone()
        .find_map(|network| Zone::filling(block.range, Zone::boundary(network.prefix), MOST_ZONES));
    let Some(zones) = fitting else {
        out.extend(above.take(1).map(|network| within(block, network, at)));
        return;
    };
    if zones.len() > 1 && matches!(ds, Listed::Value(_)) {
        let message = format!(
            "the block has {} zones, and a DS record belongs to one",
            zones.len()
        );
        out.push(
            Mistake::error("rdns-ds", message)
                .at_value(&inside(at, &["ds"]))
                .help("declare the zones under delegations, each with its own records"),
        );
        return;
    }
    for zone in zones {
        let mut others = found.get(&zone).into_iter().flatten();
        if let Some(first) = others.find(|other| !of.follows(other)) {
            out.push(twice(zone, at, &first.origin));
            continue;
        }
        let Some(network) = network_of(zone, networks) else {
            continue;
        };
        let delegation = DesiredDelegation {
            zone,
            nameservers: nameservers.clone(),
            ds: ds.clone(),
            network,
            block: Some(Served {
                range: block.range,
                customer: block.recipient.key(),
            }),
            origin: at.clone(),
        };
        found.entry(zone).or_default().push(delegation);
    }
}

/// The registry delegates no zone of the block by itself: who serves the zone around it serves the block.
fn within(block: &Block, network: &Network, at: &Origin) -> Mistake {
    let boundary = Zone::boundary(network.prefix);
    let around = Zone::around(block.range.first_address(), boundary);
    let message = match around.filter(|zone| zone.range().contains(block.range)) {
        Some(zone) => format!(
            "nothing is sent for this: {} lies in {zone}, which the registry delegates as a whole",
            block.range
        ),
        None => format!(
            "nothing is sent for this: {} is not made of whole zones of {}",
            block.range, network.prefix
        ),
    };
    Mistake::warning("rdns-boundary", message)
        .at_key(at)
        .help(format!(
            "delegate it at the name servers of that zone, which came with your {}; or write rdns: customer",
            network.prefix
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_those_that_the_registry_delegates_of_a_network() {
        let boundary = |prefix: &str| Zone::boundary(prefix.parse().expect("a prefix"));
        assert_eq!(boundary("198.18.0.0/16"), 16);
        assert_eq!(boundary("198.51.100.0/22"), 24);
        assert_eq!(boundary("198.51.100.0/26"), 24);
        assert_eq!(boundary("10.0.0.0/7"), 8);
        assert_eq!(boundary("2001:db8::/30"), 32);
        let around = Zone::around("198.51.100.64".parse().expect("an address"), 24);
        assert_eq!(around, "100.51.198.in-addr.arpa".parse().ok());
    }
}
