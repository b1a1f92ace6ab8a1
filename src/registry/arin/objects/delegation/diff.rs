//! Declared and live delegations. A write needs a network that was read and is what the repository expects of it:
//! the authority over a zone comes with the net (write protocol, section 9, invariant 4).

use super::super::super::live::{Live, LiveNet, LiveNetwork};
use super::super::super::work::Work;
use super::super::diff::{Comparing, Subject, Told};
use super::super::words::details;
use super::super::work::ObjectWork;
use super::super::{Reading, Zone};
use super::carry::incarnation;
use super::{DelegationView, DesiredDelegation, Served};
use crate::journal::{Entry, State};
use crate::model::{Action, Consequence, Key, Kind, Step, StepId};
use crate::registry::FindingKind;

/// In reading order.
pub(super) const FIELDS: &[&str] = &["nameservers", "ds"];

/// Compares every declared delegation.
pub(in super::super) fn compare(on: &mut Comparing<'_>) {
    let desired = on.sides.desired;
    for declared in &desired.objects.delegations {
        let key = declared.zone.to_string();
        let subject = Subject {
            section: "delegations",
            kind: "delegation",
            key: &key,
            who: declared
                .block
                .as_ref()
                .map_or("", |block| block.customer.as_str()),
            origin: Some(&declared.origin),
        };
        one(on, subject, declared);
    }
    super::leftovers::compare(on);
}

fn one(on: &mut Comparing<'_>, subject: Subject<'_>, declared: &DesiredDelegation) {
    let zone = declared.zone;
    let Some(live) = readable(on, subject, declared) else {
        return;
    };
    let handle = zone.handle();
    if on.is_open(subject, handle.as_slice()) {
        return;
    }
    let Some(requires) = registered(on, subject, declared) else {
        return;
    };
    let wanted = live.wanted(declared);
    if wanted == *live {
        remember(on, declared, live);
        return;
    }
    if wanted.nameservers.is_empty() && !wanted.ds.is_empty() {
        let message = format!("{zone} has DS records, which need a name server beside them");
        let help = "write ds: [] as well, once the parent of the zone is no longer asked for them";
        return on.object_to(subject, "ds-stranded", message, help);
    }
    let why = "the delegation differs from its entry";
    let mut step = modify(on, subject, zone, (live, &wanted), why);
    step.requires = requires;
    step.consequences = kept(declared, &wanted).into_iter().collect();
    let told = Told {
        action: Action::Modify,
        title: String::new(),
        details: details(&live.fields(), &wanted.fields(), FIELDS),
        because: None,
    };
    on.change(subject, told, step);
}

/// What the journal keeps of a zone that a block's `rdns` set, so that it can be taken back when the block goes.
fn kept(declared: &DesiredDelegation, view: &DelegationView) -> Option<Consequence> {
    let block = declared.block.as_ref()?;
    Some(Consequence::Keeps {
        kind: Kind::new("delegation"),
        key: Key::new(declared.zone.to_string()),
        content: Some(view.print()),
        customer: Some(block.customer.clone()),
    })
}

/// A zone that is as its block says already: it is ours all the same.
fn remember(on: &mut Comparing<'_>, declared: &DesiredDelegation, view: &DelegationView) {
    let Some(block) = &declared.block else { return };
    let (ledger, registry) = (on.sides.ledger, on.sides.registry);
    let key = Key::new(declared.zone.to_string());
    let known = ledger
        .object(registry, "delegation", &key)
        .is_some_and(|owned| {
            owned.content == Some(view.print()) && owned.customer.as_ref() == Some(&block.customer)
        });
    if known {
        return;
    }
    if let Some(incarnation) = incarnation(declared.zone) {
        on.out.notes.push(Entry::Object {
            state: State::Open,
            registry: registry.clone(),
            kind: Kind::new("delegation"),
            key,
            incarnation,
            content: Some(view.print()),
            customer: Some(block.customer.clone()),
            reason: "adopted".to_owned(),
        });
    }
}

/// The steps behind which the zones of a block are set; `None` while its registration is not ours as declared. An
/// entry of its own needs none.
fn registered(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredDelegation,
) -> Option<Vec<StepId>> {
    let Some(block) = &declared.block else {
        return Some(Vec::new());
    };
    let range = block.range;
    let steps = on.out.steps.iter().filter(|step| {
        let place = step.place.as_ref();
        matches!(step.action, Action::Create | Action::Adopt)
            && step.kind.as_str() == "net"
            && place.is_some_and(|place| place.range == range)
    });
    let steps: Vec<StepId> = steps.map(|step| step.id.clone()).collect();
    let shown = range.to_string();
    let stopped = on.out.findings.iter().any(|finding| {
        let kind = finding.kind;
        finding.subject == shown && matches!(kind, FindingKind::Objected | FindingKind::Held)
    });
    if on.blocked.meets(range) || stopped || (steps.is_empty() && !is_registered(on, block)) {
        let text = format!("{range} is not registered as declared yet");
        on.find(FindingKind::Wait, subject, text);
        return None;
    }
    Some(steps)
}

/// Whether the net of a block is ours, and its customer's: by the journal, or by a note of this run that only his key
/// is another. What was somebody's before is his until a step takes it from him.
fn is_registered(on: &Comparing<'_>, block: &Served) -> bool {
    let sides = on.sides;
    nets(sides.live).any(|net| {
        let owned = sides.ledger.owned_at(sides.registry, &net.place);
        let Some(owned) = owned.filter(|owned| owned.incarnation.same(&net.incarnation)) else {
            return false;
        };
        let rekeyed = || {
            on.out.notes.iter().any(|note| {
                matches!(note, Entry::Rekeyed { place, customer, .. }
                    if *place == net.place && *customer == block.customer)
            })
        };
        net.place.range == block.range && (owned.customer == block.customer || rekeyed())
    })
}

/// The nets below all networks that were read.
pub(in super::super) fn nets(live: &Live) -> impl Iterator<Item = &LiveNet> {
    let read = live.networks.iter().filter_map(|network| match network {
        LiveNetwork::Read(read) => Some(&read.nets),
        LiveNetwork::Unread { .. } => None,
    });
    read.flatten()
}

/// The step that changes a delegation.
pub(super) fn modify(
    on: &Comparing<'_>,
    subject: Subject<'_>,
    zone: Zone,
    (before, after): (&DelegationView, &DelegationView),
    why: &str,
) -> Step<Work> {
    let work = ObjectWork::ModifyDelegation {
        zone,
        before: before.clone(),
        after: after.clone(),
    };
    Step {
        names: zone.handle().into_iter().collect(),
        before: before.fields().into(),
        after: after.fields().into(),
        ..on.step(subject, Action::Modify, why, work)
    }
}

/// The live delegation; objects where it could not be read, or where its network is not what it should be.
fn readable<'a>(
    on: &mut Comparing<'a>,
    subject: Subject<'_>,
    declared: &DesiredDelegation,
) -> Option<&'a DelegationView> {
    let (zone, sides) = (declared.zone, on.sides);
    let network = sides.desired.networks.get(declared.network)?;
    if !matches!(
        sides.live.networks.get(declared.network),
        Some(LiveNetwork::Read(_))
    ) {
        let message = format!(
            "{zone} is left alone: its network {} could not be read, or is not what is expected",
            network.prefix
        );
        let help = "nothing is planned there; the objection to the network says why";
        on.object_to(subject, "unread", message, help);
        return None;
    }
    match sides.live.objects.delegations.get(&zone) {
        Some(Reading::Found(view)) => return Some(view),
        Some(Reading::Absent) => {
            let boundary = Zone::boundary(network.prefix);
            let holds = Zone::around(zone.prefix().first(), boundary);
            let help = match holds.filter(|holds| *holds != zone) {
                Some(holds) => format!(
                    "of {} the registry delegates {holds}, along the next octet or nibble",
                    network.prefix
                ),
                None => format!(
                    "delegations come with direct allocations; {} may lie in one of somebody else",
                    network.prefix
                ),
            };
            let message = format!("the registry has no delegation {zone}");
            on.object_to(subject, "delegation-unknown", message, &help);
        }
        Some(Reading::Denied(why)) => on.object_to(
            subject,
            "denied",
            format!("{zone}: {why}"),
            "link the account of the key to a POC of the net that the zone belongs to",
        ),
        Some(Reading::Unread(why)) => on.object_to(
            subject,
            "unread",
            format!("{zone} could not be read: {why}"),
            "nothing is planned there; plan again when the registry answers",
        ),
        None => on.object_to(
            subject,
            "unread",
            format!("{zone} was not read"),
            "nothing is planned there; plan again when the registry answers",
        ),
    }
    None
}
