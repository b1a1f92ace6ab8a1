//! Declared and live delegations. A write needs a network that was read and is what the repository expects of it:
//! the authority over a zone comes with the net (write protocol, section 9, invariant 4).

use super::super::super::live::LiveNetwork;
use super::super::super::work::Work;
use super::super::diff::{Comparing, Subject, Told};
use super::super::words::details;
use super::super::work::ObjectWork;
use super::super::{Reading, Zone};
use super::{DelegationView, DesiredDelegation};
use crate::model::{Action, Step};

/// In reading order.
const FIELDS: &[&str] = &["nameservers", "ds"];

/// Compares every declared delegation.
pub(in super::super) fn compare(on: &mut Comparing<'_>) {
    let desired = on.sides.desired;
    for declared in &desired.objects.delegations {
        let key = declared.zone.to_string();
        let subject = Subject {
            section: "delegations",
            kind: "delegation",
            key: &key,
            who: "",
            origin: Some(&declared.origin),
        };
        one(on, subject, declared);
    }
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
    let wanted = live.wanted(declared);
    if wanted == *live {
        return;
    }
    if wanted.nameservers.is_empty() && !wanted.ds.is_empty() {
        let message = format!("{zone} has DS records, which need a name server beside them");
        let help = "write ds: [] as well, once the parent of the zone is no longer asked for them";
        return on.object_to(subject, "ds-stranded", message, help);
    }
    let step = modify(
        on,
        subject,
        zone,
        (live, &wanted),
        "the delegation differs from its entry",
    );
    let told = Told {
        action: Action::Modify,
        title: String::new(),
        details: details(&live.fields(), &wanted.fields(), FIELDS),
        because: None,
    };
    on.change(subject, told, step);
}

/// The step that changes a delegation.
fn modify(
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
        before: before.fields(),
        after: after.fields(),
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
