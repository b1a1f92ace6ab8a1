//! Zones that the `rdns` of a block set, and that nothing declares any more. When the block is gone its name servers
//! go, after the net: as long as somebody is registered there, his zone is served. What somebody else changed since
//! is left alone.

use super::super::super::live::LiveNetwork;
use super::super::diff::{Comparing, Subject, Told};
use super::super::observe::zone_of;
use super::super::words::details;
use super::super::{Reading, Zone};
use super::DelegationView;
use super::diff::{FIELDS, modify, nets};
use crate::journal::{Entry, OwnedObject, State};
use crate::model::{Action, Consequence, Key, Kind, StepId};
use crate::registry::FindingKind;

/// Compares every zone of ours that is not declared as one of a block.
pub(super) fn compare(on: &mut Comparing<'_>) {
    let sides = on.sides;
    for (key, owned) in sides.ledger.objects_of(sides.registry, "delegation") {
        let Some(zone) = zone_of(key) else { continue };
        let mut declared = sides.desired.objects.delegations.iter();
        match declared.find(|declared| declared.zone == zone) {
            Some(declared) if declared.block.is_some() => {}
            Some(_) => forget(on, key, owned, "declared by itself"),
            None => gone(on, zone, key, owned),
        }
    }
}

fn forget(on: &mut Comparing<'_>, key: &Key, owned: &OwnedObject, reason: &str) {
    on.out.notes.push(Entry::Object {
        state: State::Closed,
        registry: on.sides.registry.clone(),
        kind: Kind::new("delegation"),
        key: key.clone(),
        incarnation: owned.incarnation.clone(),
        content: owned.content.clone(),
        customer: owned.customer.clone(),
        reason: reason.to_owned(),
    });
}

fn gone(on: &mut Comparing<'_>, zone: Zone, key: &Key, owned: &OwnedObject) {
    let heir = on.sides.desired.any_block_in(zone.range());
    let heir = heir.map(|block| block.recipient.key());
    if heir.as_ref().is_some_and(|heir| is_same(on, heir, owned)) {
        // Left out means left alone.
        return forget(on, key, owned, "left");
    }
    let text = zone.to_string();
    let subject = Subject {
        section: "delegations",
        kind: "delegation",
        key: &text,
        who: owned.customer.as_ref().map_or("", Key::as_str),
        origin: None,
    };
    if on.is_open(subject, zone.handle().as_slice()) {
        return;
    }
    let Some(live) = readable(on, zone) else {
        let text = "its block is gone, and it could not be read; nothing is planned for it";
        return on.find(FindingKind::Uncertain, subject, text);
    };
    let empty = DelegationView::default();
    if *live == empty {
        return forget(on, key, owned, "gone");
    }
    if owned.content.as_ref() != Some(&live.print()) {
        let text =
            "its block is gone; somebody else has changed it since, so its name servers stay";
        on.find(FindingKind::Keep, subject, text);
        return forget(on, key, owned, "changed");
    }
    let Some(requires) = vacated(on, zone, heir.is_some()) else {
        let text = "its name servers go when nothing is registered there any more";
        return on.find(FindingKind::Wait, subject, text);
    };
    let why = "the block that set it is gone";
    let mut step = modify(on, subject, zone, (live, &empty), why);
    step.requires = requires;
    step.consequences = vec![Consequence::Drops {
        kind: Kind::new("delegation"),
        key: key.clone(),
    }];
    let told = Told {
        action: Action::Modify,
        title: String::new(),
        details: details(&live.fields(), &empty.fields(), FIELDS),
        because: Some(why.to_owned()),
    };
    on.change(subject, told, step);
}

/// Whether the recipient of a block is the one whose block set the zone, perhaps under a new key.
fn is_same(on: &Comparing<'_>, heir: &Key, owned: &OwnedObject) -> bool {
    let profile = on.sides.desired.profiles.get(heir);
    owned.customer.as_ref().is_some_and(|customer| {
        customer == heir || profile.is_some_and(|profile| profile.formerly.contains(customer))
    })
}

fn readable<'a>(on: &Comparing<'a>, zone: Zone) -> Option<&'a DelegationView> {
    let sides = on.sides;
    let networks = sides.desired.networks.iter().zip(&sides.live.networks);
    let mut above = networks.filter(|(network, _)| network.prefix.range().overlaps(zone.range()));
    let (_, network) = above.next()?;
    if !matches!(network, LiveNetwork::Read(_)) {
        return None;
    }
    match sides.live.objects.delegations.get(&zone)? {
        Reading::Found(view) => Some(view),
        Reading::Absent | Reading::Denied(_) | Reading::Unread(_) => None,
    }
}

/// The steps that change what is registered in a zone; `None` when something is, and stays. Where the range is given
/// on to an heir, only the steps count.
fn vacated(on: &Comparing<'_>, zone: Zone, heir: bool) -> Option<Vec<StepId>> {
    let sides = on.sides;
    let here = on.out.steps.iter().filter(|step| {
        let place = step.place.as_ref();
        step.kind.as_str() == "net" && place.is_some_and(|place| place.range.overlaps(zone.range()))
    });
    let here: Vec<_> = here.collect();
    let networks = &sides.desired.networks;
    let stays = nets(sides.live).any(|net| {
        let place = &net.place;
        let goes = here
            .iter()
            .any(|step| step.action == Action::Delete && step.place.as_ref() == Some(place));
        let mut networks = networks.iter();
        let own = net.net_type.is_parent()
            && networks.any(|network| network.prefix.range() == place.range);
        !own && place.range.overlaps(zone.range()) && !goes
    });
    if stays && !heir {
        return None;
    }
    Some(here.iter().map(|step| step.id.clone()).collect())
}
