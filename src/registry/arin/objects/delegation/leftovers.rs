//! Zones that the `rdns` of a block set, and that nothing declares any more. When the block is gone its name servers
//! go, after the net: as long as somebody is registered there, his zone is served. What somebody else changed since
//! is left alone.

use super::super::super::live::{LiveNet, LiveNetwork};
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
    let heirs = on.sides.desired.blocks_in(zone.range());
    let heirs: Vec<Key> = heirs.map(|block| block.recipient.key()).collect();
    // Where the block was cut, one part may still be his: the zone has one set of name servers, and they serve it.
    if heirs.iter().any(|heir| is_same(on, heir, owned)) || is_rekeyed(on, zone, owned) {
        // Left out means left alone.
        return forget(on, key, owned, "left");
    }
    if is_put_off(on, zone, owned) {
        return;
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
    let Some(requires) = vacated(on, zone, owned, !heirs.is_empty()) else {
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

/// Whether a block that has not begun gives the zone to the customer whose block set it: until then all stays.
fn is_put_off(on: &Comparing<'_>, zone: Zone, owned: &OwnedObject) -> bool {
    let mut pending = on.sides.desired.pending.iter();
    pending.any(|block| {
        block.range.overlaps(zone.range()) && is_same(on, &block.recipient.key(), owned)
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

/// Whether this run gives a net of the zone another key for the customer whose block set the zone: only his key is new.
fn is_rekeyed(on: &Comparing<'_>, zone: Zone, owned: &OwnedObject) -> bool {
    let sides = on.sides;
    on.out.notes.iter().any(|note| {
        let Entry::Rekeyed { place, .. } = note else {
            return false;
        };
        let was = sides.ledger.owned_at(sides.registry, place);
        let was = was.map(|was| &was.customer);
        place.range.overlaps(zone.range()) && was.is_some() && was == owned.customer.as_ref()
    })
}

/// The steps that change what is registered in a zone; `None` when something is, and stays, or when that can not be
/// told. Where the range is given on to an heir, a registration that stays must be seen to be another one's.
fn vacated(on: &Comparing<'_>, zone: Zone, owned: &OwnedObject, heir: bool) -> Option<Vec<StepId>> {
    if on.blocked.meets(zone.range()) || !is_read(on, zone) {
        return None;
    }
    let sides = on.sides;
    let here = on.out.steps.iter().filter(|step| {
        let place = step.place.as_ref();
        step.kind.as_str() == "net" && place.is_some_and(|place| place.range.overlaps(zone.range()))
    });
    let here: Vec<_> = here.collect();
    let networks = &sides.desired.networks;
    let stays = nets(sides.live).any(|net| {
        let place = &net.place;
        let has = |action| {
            let mut here = here.iter();
            here.any(|step| step.action == action && step.place.as_ref() == Some(place))
        };
        let mut networks = networks.iter();
        let own = net.net_type.is_parent()
            && networks.any(|network| network.prefix.range() == place.range);
        let given_on = || heir && (has(Action::Adopt) || is_of_another(on, net, owned));
        !own && place.range.overlaps(zone.range()) && !has(Action::Delete) && !given_on()
    });
    if stays {
        return None;
    }
    Some(here.iter().map(|step| step.id.clone()).collect())
}

/// Whether a net is ours, and another customer's than the one whose block set the zone.
fn is_of_another(on: &Comparing<'_>, net: &LiveNet, owned: &OwnedObject) -> bool {
    let ours = on.sides.ledger.owned_at(on.sides.registry, &net.place);
    let ours = ours.filter(|ours| ours.incarnation.same(&net.incarnation));
    ours.is_some_and(|ours| !is_same(on, &ours.customer, owned))
}

/// Whether everything was read that could show a net in the zone.
fn is_read(on: &Comparing<'_>, zone: Zone) -> bool {
    let sides = on.sides;
    let networks = sides.desired.networks.iter().zip(&sides.live.networks);
    let mut above = networks.filter(|(network, _)| network.prefix.range().overlaps(zone.range()));
    above.all(|(_, live)| match live {
        LiveNetwork::Read(read) => {
            let mut unread = read.unread.iter();
            !unread.any(|(range, _)| range.overlaps(zone.range()))
        }
        LiveNetwork::Unread { .. } => false,
    })
}
