//! Reverse zones in the random worlds: what blocks and entries say of them, what others do to them, and how they must
//! be in the end.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use swipd::journal::{Ledger, OwnedObject};
use swipd::model::{Key, Listed, Origin, Range, RegistryName};
use swipd::plan::Plan;
use swipd::registry::Objection;
use swipd::registry::arin::objects::Zone;
use swipd::registry::arin::objects::delegation::{
    DelegationView, DesiredDelegation, Ds, Served, Server,
};
use swipd::registry::arin::wire::decode;
use swipd::registry::arin::{Block, Desired, Network};

use crate::failed;
use crate::others::{edit, nets};
use crate::world::World;

/// The zones of the seed's direct allocations: first those of the network of whole zones.
pub(crate) const ZONES: [&str; 6] = [
    "0.18.198.in-addr.arpa",
    "1.18.198.in-addr.arpa",
    "2.18.198.in-addr.arpa",
    "3.18.198.in-addr.arpa",
    "100.51.198.in-addr.arpa",
    "8.b.d.0.1.0.0.2.ip6.arpa",
];

/// Who serves the zones that somebody else had served.
const ELSE: &str = "else.example";

/// What is said of a zone.
#[derive(Debug, Clone)]
pub(crate) struct ZoneSpec {
    /// Which of the name servers of the one who says so, and their seconds to live.
    servers: Listed<Vec<(usize, Option<u32>)>>,
    /// Which DS record.
    ds: Listed<u16>,
}

pub(crate) fn zone() -> impl Strategy<Value = ZoneSpec> {
    let ttl = prop::option::weighted(0.3, prop::sample::select(vec![3600u32, 86400]));
    let servers = prop::sample::subsequence(vec![0usize, 1, 2], 1..=3);
    let servers = (servers, prop::collection::vec(ttl, 3))
        .prop_map(|(servers, ttls)| servers.into_iter().zip(ttls).collect());
    let servers = prop_oneof![
        1 => Just(Listed::Alone),
        1 => Just(Listed::Clear),
        8 => servers.prop_map(Listed::Value),
    ];
    let ds = prop_oneof![
        4 => Just(Listed::Alone),
        1 => Just(Listed::Clear),
        1 => (1u16..3).prop_map(Listed::Value),
    ];
    (servers, ds).prop_map(|(servers, ds)| match (servers, ds) {
        // The files refuse records that nobody serves.
        (Listed::Clear, Listed::Value(_)) => ZoneSpec {
            servers: Listed::Clear,
            ds: Listed::Clear,
        },
        (servers, ds) => ZoneSpec { servers, ds },
    })
}

impl ZoneSpec {
    /// What is said, by one whose name servers are below this name.
    fn said(&self, below: &str) -> (Listed<Vec<Server>>, Listed<Vec<Ds>>) {
        let servers = match &self.servers {
            Listed::Alone => Listed::Alone,
            Listed::Clear => Listed::Clear,
            Listed::Value(servers) => {
                let servers = servers.iter().map(|(number, ttl)| Server {
                    host: format!("ns{number}.{below}"),
                    ttl: *ttl,
                });
                Listed::Value(servers.collect())
            }
        };
        let ds = match &self.ds {
            Listed::Alone => Listed::Alone,
            Listed::Clear => Listed::Clear,
            Listed::Value(tag) => Listed::Value(vec![Ds {
                key_tag: *tag,
                algorithm: 13,
                digest_type: 2,
                digest: "AB".repeat(32),
                ttl: None,
            }]),
        };
        (servers, ds)
    }
}

/// The name below which the name servers of a recipient are; a new key of his changes nothing of that.
fn servers_of(key: &Key) -> String {
    let plain = key.as_str().replace("new-", "old-");
    format!("{}.example", plain.to_ascii_lowercase())
}

/// What is declared of zones: by entries of their own, and by blocks for the zones that no entry has.
pub(crate) fn declared(
    networks: &[Network],
    served: &[(Block, &ZoneSpec)],
    entries: &[Option<ZoneSpec>],
) -> Vec<DesiredDelegation> {
    let widest = |zone: Zone| {
        let holds = |network: &Network| network.prefix.range().overlaps(zone.range());
        networks.iter().position(holds)
    };
    let mut found: BTreeMap<Zone, DesiredDelegation> = BTreeMap::new();
    let mut add = |zone: Zone, said: (_, _), block, origin| {
        if let Some(network) = widest(zone) {
            found.entry(zone).or_insert(DesiredDelegation {
                zone,
                nameservers: said.0,
                ds: said.1,
                network,
                block,
                origin,
            });
        }
    };
    for (name, said) in ZONES.iter().zip(entries) {
        if let Some(said) = said {
            let origin = Origin::new("estate.yaml", ["delegations", name]);
            let zone = name.parse().expect("a zone");
            add(zone, said.said("own.example"), None, origin);
        }
    }
    for (block, said) in served {
        let boundary = Zone::boundary(networks[block.network].prefix);
        let zones = Zone::filling(block.range, boundary, 256).unwrap_or_default();
        let key = block.recipient.key();
        let (servers, mut ds) = said.said(&servers_of(&key));
        if zones.len() > 1 && matches!(ds, Listed::Value(_)) {
            // The files refuse one record for several zones.
            ds = Listed::Alone;
        }
        for zone in zones {
            let of = Served {
                range: block.range,
                customer: key.clone(),
            };
            let origin = block.origin().inside(["rdns"]);
            add(zone, (servers.clone(), ds.clone()), Some(of), origin);
        }
    }
    found.into_values().collect()
}

/// Somebody else has a zone served by so many of his servers, beside those that are there or in place of them.
pub(crate) fn serve(world: &World, zone: usize, (servers, beside, signed): (usize, bool, bool)) {
    let name = ZONES[zone];
    // One of his is always among them, so that what is no longer as we left it can be told.
    let servers = servers.max(usize::from(beside));
    let mut hosts: BTreeSet<String> = (0..servers).map(|n| format!("ns{n}.{ELSE}")).collect();
    if beside {
        let all = live(world);
        let there = &all[&name.parse().expect("a zone")];
        hosts.extend(there.servers.keys().cloned());
    }
    let mut keys = Vec::new();
    if signed && !hosts.is_empty() {
        let digest = "CD".repeat(32);
        keys.push(json!({ "key_tag": 9, "algorithm": 8, "digest_type": 2, "digest": digest }));
    }
    let fields = json!({ "nameservers": hosts, "keys": keys });
    edit(
        world,
        &json!({ "modify": { "handle": name, "fields": fields } }),
    );
}

/// A zone as the simulator tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// The name servers and their seconds to live.
    servers: BTreeMap<String, Option<u64>>,
    /// The DS records.
    keys: Vec<Value>,
}

impl Held {
    fn of(shown: &Value) -> Self {
        let servers = shown["nameservers"].as_array().expect("name servers");
        let servers = servers.iter().map(|server| {
            let host = server["host"].as_str().expect("a host").to_owned();
            (host, server["ttl"].as_u64())
        });
        Self {
            servers: servers.collect(),
            keys: shown["keys"].as_array().expect("keys").clone(),
        }
    }

    /// Whether it is as declared.
    fn is(&self, declared: &DesiredDelegation) -> bool {
        let served = match &declared.nameservers {
            Listed::Alone => true,
            Listed::Clear => self.servers.is_empty(),
            Listed::Value(servers) => {
                let known = |server: &Server| {
                    let ttl = self.servers.get(&server.host);
                    ttl.is_some_and(|ttl| server.ttl.is_none_or(|s| *ttl == Some(s.into())))
                };
                servers.len() == self.servers.len() && servers.iter().all(known)
            }
        };
        let signed = match &declared.ds {
            Listed::Alone => true,
            Listed::Clear => self.keys.is_empty(),
            Listed::Value(records) => {
                let tags = self.keys.iter().map(|key| key["key_tag"].as_u64());
                tags.eq(records.iter().map(|ds| Some(ds.key_tag.into())))
            }
        };
        served && signed
    }
}

/// Every zone of the registry.
pub(crate) fn live(world: &World) -> BTreeMap<Zone, Held> {
    let state = world.simulator.state();
    let all = state["delegations"].as_array().expect("delegations").iter();
    all.map(|shown| {
        let name = shown["name"].as_str().expect("a name");
        (name.parse().expect("a zone"), Held::of(shown))
    })
    .collect()
}

/// What of our record is about a zone.
fn owned(ledger: &Ledger, zone: Zone) -> Option<&OwnedObject> {
    let registry = RegistryName::new("arin");
    ledger.object(&registry, "delegation", &Key::new(zone.to_string()))
}

/// The zone that an objection is about.
fn about(objection: &Objection) -> Option<Zone> {
    let stranded = objection.code == "ds-stranded";
    let first = objection.message.split(' ').next();
    first.filter(|_| stranded)?.parse().ok()
}

/// Whether an objection to a zone has a reason: it has records that nobody would serve.
pub(crate) fn has_reason(world: &World, desired: &Desired, objection: &Objection) -> Option<bool> {
    let zone = about(objection)?;
    let held = &live(world)[&zone];
    let mut declared = desired.objects.delegations.iter();
    let declared = declared.find(|declared| declared.zone == zone);
    let stranded = declared.map(|declared| match &declared.nameservers {
        Listed::Alone => held.servers.is_empty() && matches!(declared.ds, Listed::Value(_)),
        Listed::Clear => !held.keys.is_empty() && matches!(declared.ds, Listed::Alone),
        Listed::Value(_) => false,
    });
    Some(stranded == Some(true))
}

/// Every zone is as declared, or not ours to change; and none is served by somebody who has nothing there.
pub(crate) fn check(
    world: &World,
    desired: &Desired,
    plan: &Plan,
    left_alone: &BTreeSet<Range>,
) -> Result<(), TestCaseError> {
    let ledger = world.ledger();
    let stranded: BTreeSet<Zone> = plan.objections.iter().filter_map(about).collect();
    for (zone, held) in live(world) {
        let mut declared = desired.objects.delegations.iter();
        let declared = declared.find(|declared| declared.zone == zone);
        let waits = declared.and_then(|declared| declared.block.as_ref());
        let waits = waits.is_some_and(|block| left_alone.iter().any(|r| r.overlaps(block.range)));
        let holds = match declared {
            Some(declared) => stranded.contains(&zone) || waits || held.is(declared),
            None => leaves(world, desired, &ledger, (zone, &held), left_alone),
        };
        prop_assert!(
            holds,
            "{zone} is {held:?}, declared {declared:?}, known {:?}",
            owned(&ledger, zone)
        );
    }
    Ok(())
}

/// Whether a zone that nobody declares may be as it is: it is served by nobody whose block is gone, unless that can not
/// be told, or somebody is registered there still.
fn leaves(
    world: &World,
    desired: &Desired,
    ledger: &Ledger,
    (zone, held): (Zone, &Held),
    left_alone: &BTreeSet<Range>,
) -> bool {
    let here = |range: Range| range.overlaps(zone.range());
    let read = desired.networks.iter().any(|net| here(net.prefix.range()));
    let stands = nets(world).iter().any(|net| here(net.range));
    let waits = !read || stands || left_alone.iter().any(|range| here(*range));
    if owned(ledger, zone).is_some() && !waits {
        return false;
    }
    let blocks = desired.blocks.iter().filter(|block| here(block.range));
    let holders: Vec<String> = blocks.map(|b| servers_of(&b.recipient.key())).collect();
    let of_gone = held.servers.keys().all(|host| {
        let below = host.split_once('.').map_or("", |(_, below)| below);
        below != ELSE && below != "own.example" && !holders.iter().any(|own| own == below)
    });
    waits || held.servers.is_empty() || !of_gone
}

/// Zones that must stay as they are; those that a block declares as long as it is not registered.
pub(crate) struct Kept(BTreeMap<Zone, (Held, Option<Range>)>);

impl Kept {
    /// The zones that are not as we left them, and that nobody here declares, or a block only.
    pub(crate) async fn taken(world: &World, desired: &Desired) -> Result<Self, TestCaseError> {
        let ledger = world.ledger();
        let mut kept = BTreeMap::new();
        for (zone, held) in live(world) {
            let mut declared = desired.objects.delegations.iter();
            let handle = zone.handle().expect("a handle");
            let mut open = ledger.open.values();
            let unsure = open.any(|open| open.intent.domain.names.contains(&handle));
            let declared = declared.find(|declared| declared.zone == zone);
            let block = declared.map(|declared| declared.block.as_ref());
            if unsure || block == Some(None) {
                continue;
            }
            let block = block.flatten().map(|block| block.range);
            let document = world.document("delegation", &zone.to_string()).await;
            let view = DelegationView::of(&decode(document.as_bytes()).map_err(failed)?);
            let ours = owned(&ledger, zone);
            if ours.is_none_or(|owned| owned.content != Some(view.print())) {
                kept.insert(zone, (held, block));
            }
        }
        Ok(Self(kept))
    }

    /// Fails when one of them was changed.
    pub(crate) fn compare(&self, world: &World) -> Result<(), TestCaseError> {
        let (now, ledger) = (live(world), world.ledger());
        for (zone, (before, block)) in &self.0 {
            let mut places = ledger.owned.keys().map(|(_, place)| place.range);
            if block.is_none_or(|block| places.all(|range| range != block)) {
                prop_assert_eq!(before, &now[zone], "{} is not ours to change", zone);
            }
        }
        Ok(())
    }
}
