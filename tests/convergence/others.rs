//! What other people did, and that nobody touched it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use swipd::model::{Incarnation, Range};
use swipd::registry::arin::Desired;

use crate::acts::Act;
use crate::contacts;
use crate::estate::{NETWORKS, ORGS, name, stretch};
use crate::orgs;
use crate::world::World;
use crate::zones::{self, Kept};

/// A net as the simulator tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Net {
    pub(crate) handle: String,
    pub(crate) parent: String,
    pub(crate) range: Range,
    pub(crate) name: String,
    /// `S`, or `A` for a reallocation.
    pub(crate) kind: String,
    pub(crate) customer: Option<String>,
    pub(crate) org: Option<String>,
}

/// The nets that are reassigned or reallocated, but for the networks that the seed has.
pub(crate) fn nets(world: &World) -> Vec<Net> {
    let state = world.simulator.state();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let all = state["nets"].as_array().expect("nets").iter();
    let network = |net: &Value| NETWORKS.iter().any(|(_, handle)| net["handle"] == *handle);
    all.filter(|net| matches!(net["type"].as_str(), Some("S" | "A")) && !network(net))
        .map(|net| {
            let address = |end: &str| net[end].as_str().expect("an address").parse().expect("one");
            Net {
                handle: text(&net["handle"]).expect("a handle"),
                parent: text(&net["parent"]).expect("a parent"),
                range: Range::between(address("start"), address("end")).expect("a range"),
                name: text(&net["name"]).expect("a name"),
                kind: text(&net["type"]).expect("a type"),
                customer: text(&net["customer"]),
                org: text(&net["org"]),
            }
        })
        .collect()
}

/// Handle and name of each customer record, and the net it is linked to.
pub(crate) fn customers(world: &World) -> BTreeMap<String, (String, Option<String>)> {
    let state = world.simulator.state();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let all = state["customers"].as_array().expect("customers").iter();
    all.map(|customer| {
        let handle = text(&customer["handle"]).expect("a handle");
        let name = text(&customer["name"]).expect("a name");
        (handle, (name, text(&customer["net"])))
    })
    .collect()
}

/// Everything that other people made.
#[derive(Debug)]
pub(crate) struct Others {
    /// Handle and recipient of the nets that they registered.
    pub(crate) nets: BTreeSet<(String, String)>,
    /// Customer records that they made.
    pub(crate) customers: BTreeSet<String>,
}

impl Default for Others {
    /// The seed has a reallocation that nobody here made.
    fn default() -> Self {
        let seeded = ("NET-198-51-100-48-1".to_owned(), "DOWN-7".to_owned());
        Self {
            nets: BTreeSet::from([seeded]),
            customers: BTreeSet::new(),
        }
    }
}

impl Others {
    /// Does one act. What the registry refuses, nobody did.
    pub(crate) fn act(&mut self, world: &World, act: &Act) {
        let nets = nets(world);
        let picked = |pick: usize| picked(&nets, pick);
        match act {
            Act::Register {
                network,
                first,
                length,
                who,
                org,
            } => {
                if let Some(range) = stretch(*network, *first, *length) {
                    self.register(world, NETWORKS[*network].1, range, recipient(*who, *org));
                }
            }
            Act::Below {
                pick,
                quarter,
                who,
                org,
            } => {
                let above: Vec<&Net> = nets.iter().filter(|net| net.kind == "A").collect();
                let above = above.get(pick.checked_rem(above.len()).unwrap_or_default());
                if let Some(above) = above {
                    let range = quarter_of(above.range, u128::from(*quarter));
                    self.register(world, &above.handle, range, recipient(*who, *org));
                }
            }
            Act::Delete { pick } => drop(picked(*pick).map(|net| delete(world, net))),
            Act::Again { pick, who } => {
                if let Some(net) = picked(*pick).filter(|net| delete(world, net)) {
                    self.register(world, &net.parent, net.range, customer(*who));
                }
            }
            Act::Reuse {
                pick,
                network,
                first,
            } => {
                let range = stretch(*network, *first, 1);
                let net = picked(*pick).filter(|net| net.customer.is_some());
                if let (Some(net), Some(range)) = (net.filter(|net| delete(world, net)), range) {
                    let who = json!({ "customer": net.customer });
                    self.register(world, NETWORKS[*network].1, range, who);
                }
            }
            Act::Rename { .. }
            | Act::RenameCustomer { .. }
            | Act::Move { .. }
            | Act::Serve { .. }
            | Act::Contact { .. }
            | Act::Unmake { .. }
            | Act::Link { .. }
            | Act::Office { .. } => change(world, &nets, act),
        }
    }

    fn register(&mut self, world: &World, parent: &str, range: Range, recipient: Value) {
        let mut wanted = json!({ "parent": parent, "range": range.to_string() });
        if let (Some(wanted), Value::Object(recipient)) = (wanted.as_object_mut(), recipient) {
            wanted.extend(recipient);
        }
        let Some(done) = edit(world, &json!({ "reassign": &wanted })) else {
            return;
        };
        let customer = done["customer"].as_str().map(str::to_owned);
        let org = wanted["org"].as_str().map(str::to_owned);
        let handle = done["handle"].as_str().expect("a handle").to_owned();
        // Also a record of ours is theirs once a net of theirs has used it (write protocol, section 1).
        self.customers.extend(customer.clone());
        self.nets
            .insert((handle, customer.or(org).expect("a recipient")));
    }
}

fn picked(nets: &[Net], pick: usize) -> Option<&Net> {
    nets.get(pick.checked_rem(nets.len())?)
}

/// Changes what something says, and makes nothing.
fn change(world: &World, nets: &[Net], act: &Act) {
    let on = |pick: usize, fields: Value| modify(world, picked(nets, pick), &fields);
    match act {
        Act::Rename { pick, to } => on(*pick, json!({ "netName": format!("DRIFT-{to}") })),
        Act::RenameCustomer { pick, who } => on(*pick, json!({ "customerName": name(*who) })),
        Act::Move { pick, to } => on(*pick, json!({ "street": [format!("{to} Elsewhere")] })),
        Act::Serve {
            zone,
            servers,
            beside,
            signed,
        } => zones::serve(world, *zone, (*servers, *beside, *signed)),
        Act::Contact { .. } | Act::Unmake { .. } | Act::Link { .. } => contacts::act(world, act),
        Act::Office { to } => orgs::change(world, *to),
        Act::Register { .. }
        | Act::Below { .. }
        | Act::Delete { .. }
        | Act::Again { .. }
        | Act::Reuse { .. } => {}
    }
}

fn customer(who: usize) -> Value {
    json!({ "customer": {
        "name": name(who),
        "address": { "street": ["7 Other Way"], "city": "Roanoke", "region": "VA",
                     "postal_code": "24011", "country": "US" },
    } })
}

fn recipient(who: usize, org: bool) -> Value {
    if org {
        json!({ "org": ORGS[who % ORGS.len()] })
    } else {
        customer(who)
    }
}

/// One of the four quarters of a range.
fn quarter_of(range: Range, quarter: u128) -> Range {
    let size = (range.last() - range.first() + 1) / 4;
    let first = range.first() + size * quarter;
    Range::from_numbers(range.family(), first, first + size - 1).expect("a range")
}

pub(crate) fn edit(world: &World, wanted: &Value) -> Option<Value> {
    world.simulator.edit(&wanted.to_string()).ok()
}

fn delete(world: &World, net: &Net) -> bool {
    edit(world, &json!({ "delete": net.handle })).is_some()
}

fn modify(world: &World, net: Option<&Net>, fields: &Value) {
    if let Some(net) = net {
        let wanted = json!({ "modify": { "handle": net.handle, "fields": fields } });
        edit(world, &wanted);
    }
}

/// The documents of nets that are not ours, with their customers', and of protected ones of ours; and the zones, POCs
/// and orgs that nobody here declares.
pub(crate) struct Picture {
    documents: Vec<(Net, bool, String)>,
    zones: Kept,
    contacts: contacts::Kept,
    orgs: orgs::Kept,
}

impl Picture {
    /// Taken while no write of ours is open.
    pub(crate) async fn taken(world: &World, desired: &Desired) -> Result<Self, TestCaseError> {
        let ledger = world.ledger();
        let mut documents = Vec::new();
        for net in nets(world) {
            let owned = ledger
                .owned
                .iter()
                .find(|(_, owned)| is(&net, &owned.incarnation));
            let open = ledger.open.values().any(|open| {
                let place = open.intent.place.as_ref();
                place.is_some_and(|place| place.range.overlaps(net.range))
            });
            let protected = owned.is_some_and(|(_, owned)| owned.protected);
            if !open && (owned.is_none() || protected) {
                let text = whole(world, &net).await;
                documents.push((net, protected, text));
            }
        }
        let zones = Kept::taken(world, desired).await?;
        let contacts = contacts::Kept::taken(world, desired);
        Ok(Self {
            documents,
            zones,
            contacts,
            orgs: orgs::Kept::taken(world, desired),
        })
    }

    /// Fails when one of them is not as it was and was not adopted since. A protected net must still stand.
    pub(crate) async fn compare(
        &self,
        world: &World,
        unprotected: &dyn Fn(&Net) -> bool,
    ) -> Result<(), TestCaseError> {
        self.zones.compare(world)?;
        self.contacts.compare(world)?;
        self.orgs.compare(world)?;
        let ledger = world.ledger();
        let now = nets(world);
        for (net, protected, before) in &self.documents {
            let stands = now.iter().any(|live| {
                live.handle == net.handle && live.customer == net.customer && live.org == net.org
            });
            let ours = ledger
                .owned
                .values()
                .any(|owned| is(net, &owned.incarnation));
            if *protected {
                if !stands && !unprotected(net) {
                    return Err(TestCaseError::fail(format!(
                        "{net:?} was protected, and is gone"
                    )));
                }
                continue;
            }
            if !stands {
                return Err(TestCaseError::fail(format!(
                    "{net:?} is not ours, and is gone"
                )));
            }
            let after = whole(world, net).await;
            if !ours && after != *before {
                return Err(TestCaseError::fail(format!(
                    "{net:?} is not ours, and changed from {before} to {after}"
                )));
            }
        }
        Ok(())
    }
}

/// Whether a net is one life of it.
pub(crate) fn is(net: &Net, incarnation: &Incarnation) -> bool {
    let recipient = net.customer.as_deref().or(net.org.as_deref());
    incarnation.handle.as_str() == net.handle
        && incarnation
            .recipient
            .as_ref()
            .map(swipd::model::Handle::as_str)
            == recipient
}

async fn whole(world: &World, net: &Net) -> String {
    let mut text = world.document("net", &net.handle).await;
    if let Some(customer) = &net.customer {
        text.push_str(&world.document("customer", customer).await);
    }
    text
}
