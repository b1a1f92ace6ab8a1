//! The end: the registry's own state is what the repository says, and nothing else is left.

use std::borrow::Cow;
use std::collections::BTreeSet;

use proptest::test_runner::TestCaseError;
use swipd::journal::{Ledger, OpenOp};
use swipd::model::{Action, Listed, Range, folded_name};
use swipd::plan::Plan;
use swipd::registry::arin::{Block, Desired, Network, Recipient};
use swipd::registry::{FindingKind, Objection, ObjectionPlace};

use crate::contacts;
use crate::estate::NETWORKS;
use crate::orgs;
use crate::others::{Net, Others, customers, is, nets};
use crate::world::World;
use crate::zones;

macro_rules! hold {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err(TestCaseError::fail(format!($($text)+)));
        }
    };
}

/// Everything that must be true when a plan is empty.
pub(crate) async fn check(
    world: &World,
    desired: &Desired,
    plan: &Plan,
    others: &Others,
) -> Result<(), TestCaseError> {
    let ledger = world.ledger();
    hold!(
        ledger.tickets.is_empty(),
        "a ticket is open: {:?}",
        ledger.tickets
    );
    let named = Desired::named(Cow::Borrowed(desired), &ledger);
    let desired = named.as_ref();
    let left_alone = left_alone(world, desired, plan, &ledger)?;
    for block in &desired.blocks {
        if !left_alone.iter().any(|range| range.overlaps(block.range)) {
            declared(world, desired, block).await?;
        }
    }
    undeclared(world, desired, &ledger, others, &left_alone)?;
    zones::check(world, desired, plan, &left_alone)?;
    contacts::check(world, desired).await?;
    orgs::check(world, desired)?;
    records(world, desired, &ledger, others, &left_alone)?;
    hold!(world.line.wrong().is_empty(), "{:?}", world.line.wrong());
    Ok(())
}

/// The ranges that an objection names; each must be there for a reason that the registry shows.
fn left_alone(
    world: &World,
    desired: &Desired,
    plan: &Plan,
    ledger: &Ledger,
) -> Result<BTreeSet<Range>, TestCaseError> {
    let mut ranges = BTreeSet::new();
    let live = nets(world);
    let owned = |net: &Net| ledger.owned.values().find(|o| is(net, &o.incarnation));
    for objection in &plan.objections {
        let beside = zones::has_reason(world, desired, objection)
            .or_else(|| contacts::has_reason(world, objection));
        if let Some(reason) = beside {
            hold!(reason, "{objection:?} has no reason");
            continue;
        }
        if let Some(net) = stands(objection, &live) {
            let inner = desired.networks.iter();
            let mut inner = inner.filter(|inner| net.range.contains(inner.prefix.range()));
            let declared = objection.code == "declared-below" && inner.next().is_some();
            hold!(
                owned(net).is_some() && (declared || keeps_below(objection, net, &live, ledger)),
                "{objection:?} has no reason: {live:?}"
            );
            ranges.insert(net.range);
            continue;
        }
        let Some(range) = names(objection) else {
            return Err(TestCaseError::fail(format!("{objection:?} names no block")));
        };
        let block = desired.blocks.iter().find(|block| block.range == range);
        let meets = |net: &&Net| net.range.overlaps(range);
        let mut there = live.iter().filter(meets);
        let reason = match objection.code {
            "taken" => there.any(|net| net.range == range && owned(net).is_none()),
            "overlaps-unmanaged" => there.any(|net| owned(net).is_none()),
            "protected" => there.any(|net| {
                owned(net).is_some_and(|o| o.protected || block.is_some_and(|b| b.protect))
            }),
            "network-unknown" | "denied" => {
                !live.iter().any(|net| net.range == range && net.kind == "A")
            }
            _ => false,
        };
        hold!(reason, "{objection:?} has no reason: {live:?}");
        ranges.insert(range);
    }
    // What would take the space of a net of ours that stays because of one of those waits with it.
    let findings = plan.parts.iter().flat_map(|part| &part.findings);
    let waiting = findings.filter(|finding| finding.kind == FindingKind::Wait);
    // A zone waits for what is registered in it, which is looked at with the zone.
    for waiting in waiting.filter(|finding| &*finding.section.0 != "delegations") {
        let reason = !plan.objections.is_empty()
            || !ledger.open.is_empty()
            || waiting.section.0.starts_with("orgs");
        hold!(reason, "{waiting:?} waits for nothing");
        ranges.extend(waiting.subject.parse::<Range>());
    }
    ranges.extend(unsettled(world, desired, ledger)?);
    // Until its org is made a block waits, and what is registered there stays.
    ranges.extend(desired.pending.iter().map(|block| block.range));
    Ok(ranges)
}

/// Whether reading can still tell what became of a write. Where somebody else took the net above it away, the key has no
/// authority over what may be left of it, for good.
pub(crate) fn can_be_settled(world: &World, open: &OpenOp) -> bool {
    let lost = open.intent.place.as_ref().is_some_and(|place| {
        let ours = match open.intent.registry.as_str() {
            "down" => "DOWN-7",
            _ => "EXMPL",
        };
        let state = world.simulator.state();
        let mut nets = state["nets"].as_array().expect("nets").iter();
        nets.all(|net| {
            let org = net["org"].as_str().unwrap_or_default();
            net["handle"] != place.parent.as_str() || net["type"] == "S" || !org.starts_with(ours)
        })
    });
    !open.unsettleable && !lost
}

/// The declared ranges near a write that no reading can ever settle: it waits for a person, and is named in each plan.
fn unsettled(
    world: &World,
    desired: &Desired,
    ledger: &Ledger,
) -> Result<Vec<Range>, TestCaseError> {
    let mut ranges = Vec::new();
    for open in ledger.open.values() {
        let place = open.intent.place.as_ref();
        let kind = open.intent.kind.as_str();
        let made = matches!(kind, "poc" | "org") && open.intent.action == Action::Create;
        hold!(
            kind == "customer" || made || !can_be_settled(world, open),
            "{:?} is open and could be settled",
            open.intent
        );
        let concerned = desired.blocks.iter().map(|block| block.range);
        ranges.extend(concerned.filter(|range| place.is_some_and(|p| p.range.overlaps(*range))));
    }
    Ok(ranges)
}

/// The net that an objection keeps, where it is about what lies below one.
fn stands<'n>(objection: &Objection, live: &'n [Net]) -> Option<&'n Net> {
    let [ObjectionPlace::Registered(handle, _)] = objection.places.as_slice() else {
        return None;
    };
    live.iter().find(|net| net.handle == *handle)
}

/// Whether what lies below a net is as an objection says.
fn keeps_below(objection: &Objection, net: &Net, live: &[Net], ledger: &Ledger) -> bool {
    let owned = |below: &&Net| ledger.owned.values().find(|o| is(below, &o.incarnation));
    let inside = |other: &&Net| net.range.contains(other.range) && other.handle != net.handle;
    let mut below = live.iter().filter(inside);
    match objection.code {
        "others-below" => below.any(|below| owned(&below).is_none()),
        // In a network that is declared no more nothing is read: what our record has there counts, gone or not.
        "protected" => ledger.owned.iter().any(|((_, place), owned)| {
            owned.protected && place.range != net.range && net.range.contains(place.range)
        }),
        _ => false,
    }
}

/// The block that an objection is about.
fn names(objection: &Objection) -> Option<Range> {
    objection.places.iter().find_map(|place| match place {
        ObjectionPlace::Declared(origin, _) => origin.path().last()?.parse().ok(),
        ObjectionPlace::Registered(..) => None,
    })
}

/// A declared block is registered once, for its customer, under its network, with a record of its own.
async fn declared(world: &World, desired: &Desired, block: &Block) -> Result<(), TestCaseError> {
    let live = nets(world);
    let parent = handle_of(&desired.networks[block.network], &live).unwrap_or_default();
    let here: Vec<&Net> = live
        .iter()
        .filter(|net| net.parent == parent && net.range.overlaps(block.range))
        .collect();
    let [net] = here.as_slice() else {
        return Err(TestCaseError::fail(format!(
            "{} is registered as {here:?}",
            block.range
        )));
    };
    hold!(
        net.range == block.range,
        "{} is registered as {net:?}",
        block.range
    );
    if let Some(name) = &block.extras().name {
        let stored = net.name.to_uppercase().replace(' ', "-");
        hold!(stored == name.as_str(), "{net:?} is not named {name}");
    }
    if block.recipient.org().is_some() {
        return granted(world, block, net).await;
    }
    hold!(net.kind == "S", "{net:?} is no reassignment");
    let Some(customer) = &net.customer else {
        return Err(TestCaseError::fail(format!("{net:?} has no customer")));
    };
    let sharing = live
        .iter()
        .filter(|other| other.customer.as_ref() == Some(customer));
    hold!(sharing.count() == 1, "{customer} serves several nets");
    let profile = &desired.profiles[&block.recipient.key()];
    let known = &customers(world)[customer];
    let named = known.0 == profile.content.name();
    hold!(
        named,
        "{net:?} is for {known:?}, and not for {:?}",
        profile.content
    );
    let record = world.document("customer", customer).await;
    let content = profile.content.unpacked();
    let street = content.address.street[0].as_str();
    hold!(
        record.contains(street),
        "{record} does not live at {street}"
    );
    Ok(())
}

/// The handle of the net of a network, which is of the seed or a reallocation.
fn handle_of(network: &Network, live: &[Net]) -> Option<String> {
    let prefix = network.prefix.to_string();
    let seeded = NETWORKS.iter().find(|(known, _)| *known == prefix);
    let made = || {
        let here = |net: &&Net| net.kind == "A" && net.range == network.prefix.range();
        live.iter().find(here).map(|net| net.handle.clone())
    };
    seeded.map(|(_, handle)| (*handle).to_owned()).or_else(made)
}

/// The handles of all declared networks.
fn networks(desired: &Desired, live: &[Net]) -> BTreeSet<String> {
    let networks = desired.networks.iter();
    networks
        .filter_map(|network| handle_of(network, live))
        .collect()
}

/// A net of an org is of the declared kind, and has the POCs that are listed.
async fn granted(world: &World, block: &Block, net: &Net) -> Result<(), TestCaseError> {
    let kind = match &block.recipient {
        Recipient::Reallocated(_) => "A",
        Recipient::Customer(_) | Recipient::Reassigned(_) | Recipient::ToBeMade(..) => "S",
    };
    let org = block.recipient.org().map(ToString::to_string);
    hold!(
        net.kind == kind && net.org == org && net.customer.is_none(),
        "{net:?} is not {:?}",
        block.recipient
    );
    let record = world.document("net", &net.handle).await;
    for (function, listed) in block.pocs().functions() {
        let linked = |handle: &str| format!("handle=\"{handle}\" function=\"{function}\"");
        let holds = match listed {
            Listed::Alone => true,
            Listed::Clear => !record.contains(&format!("function=\"{function}\"")),
            Listed::Value(handles) => handles.iter().all(|h| record.contains(&linked(h.as_str()))),
        };
        hold!(holds, "{record} has other POCs than {:?}", block.pocs());
    }
    Ok(())
}

/// What nobody declared is another's, or protected, or in the way of something that must not be done.
fn undeclared(
    world: &World,
    desired: &Desired,
    ledger: &Ledger,
    others: &Others,
    left_alone: &BTreeSet<Range>,
) -> Result<(), TestCaseError> {
    let live = nets(world);
    let read = networks(desired, &live);
    for net in live {
        if desired.blocks.iter().any(|block| block.range == net.range) {
            continue;
        }
        let mut networks = desired.networks.iter();
        if net.kind == "A" && networks.any(|network| network.prefix.range() == net.range) {
            continue;
        }
        let place = read.contains(&net.parent);
        let owned = ledger
            .owned
            .values()
            .find(|owned| is(&net, &owned.incarnation));
        let near = left_alone.iter().any(|range| range.overlaps(net.range));
        let recipient = net.customer.clone().or(net.org.clone()).unwrap_or_default();
        let theirs = others.nets.contains(&(net.handle.clone(), recipient));
        let in_doubt = ledger.open.values().any(|open| {
            let place = open.intent.place.as_ref();
            place.is_some_and(|place| place.range.overlaps(net.range))
        });
        hold!(
            match owned {
                Some(owned) => owned.protected || near || !place || in_doubt,
                None => theirs,
            },
            "{net:?} stays, and is declared by nobody"
        );
    }
    Ok(())
}

/// No customer record of ours is left without a net.
fn records(
    world: &World,
    desired: &Desired,
    ledger: &Ledger,
    others: &Others,
    left_alone: &BTreeSet<Range>,
) -> Result<(), TestCaseError> {
    let live = nets(world);
    let read = networks(desired, &live);
    // In a network that is declared no longer nothing is read, and in the domain of a write that no reading can
    // settle nothing is judged: a net of ours that went there is not known to be gone.
    let unseen: BTreeSet<&str> = ledger
        .owned
        .iter()
        .filter(|((_, place), _)| {
            !read.contains(place.parent.as_str()) || in_doubt(ledger, place.range)
        })
        .filter_map(|(_, owned)| owned.incarnation.recipient.as_ref())
        .map(swipd::model::Handle::as_str)
        .collect();
    // A record made by itself, whose reply was lost, can not be found by reading.
    let mut strays: Vec<String> = ledger
        .open
        .values()
        .filter_map(|open| match open.intent.after.get("customer") {
            Some(swipd::model::Field::Text(name)) => Some(folded_name(name)),
            Some(swipd::model::Field::Lines(_)) | None => None,
        })
        .collect();
    // Where net and customer are not made together, each embedded create whose net the registry refused, the
    // second of a replay most of all, leaves a record that no net leads to and that can not be searched for.
    if world.leaves_customers() {
        let unanswered = world.line.unanswered();
        strays.extend(unanswered.iter().map(|name| folded_name(name)));
    }
    for (handle, (name, net)) in customers(world) {
        if net.is_some() || unseen.contains(handle.as_str()) || others.customers.contains(&handle) {
            continue;
        }
        if waits(ledger, &handle, left_alone) || is_unread(desired, ledger, &live, &handle) {
            continue;
        }
        let stray = strays.iter().position(|stray| *stray == folded_name(&name));
        hold!(
            stray.is_some(),
            "{handle}, \"{name}\", is ours, and no net links to it; obligations {:?}",
            ledger.obligations
        );
        stray.map(|at| strays.swap_remove(at));
    }
    Ok(())
}

/// Whether a write that no reading can settle has an address of a range.
fn in_doubt(ledger: &Ledger, range: Range) -> bool {
    let mut places = ledger
        .open
        .values()
        .filter_map(|open| open.intent.place.as_ref());
    places.any(|place| place.range.overlaps(range))
}

/// Whether a write that no reading can settle has a record of ours in its domain, or somebody else holds an address of
/// the ranges that its net made way for: it stays until they are filled.
fn waits(ledger: &Ledger, handle: &str, left_alone: &BTreeSet<Range>) -> bool {
    let held = |range: Range| left_alone.iter().any(|left| left.overlaps(range));
    let mut obligations = ledger.obligations.values();
    obligations.any(|obligation| {
        let range = obligation.place.range;
        let mut vacancies = ledger.vacancies.keys().map(|(_, vacancy)| vacancy.range);
        obligation.customer.handle.as_str() == handle
            && (in_doubt(ledger, range)
                || vacancies.any(|vacancy| vacancy.overlaps(range) && held(vacancy)))
    })
}

/// Whether not everything was read that may use a record of ours. One that went down with a reallocation is known where
/// its registry has read all of its networks.
fn is_unread(desired: &Desired, ledger: &Ledger, live: &[Net], handle: &str) -> bool {
    let mut obligations = ledger.obligations.iter();
    obligations.any(|((registry, _), obligation)| {
        let own = desired
            .networks
            .iter()
            .filter(|network| network.registry == *registry);
        let read: Vec<_> = own
            .clone()
            .filter_map(|network| handle_of(network, live))
            .collect();
        obligation.customer.handle.as_str() == handle
            && !read
                .iter()
                .any(|net| *net == obligation.place.parent.as_str())
            && read.len() < own.count()
    })
}
