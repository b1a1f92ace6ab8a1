//! Takes a snapshot: what was just read, and what the journal says of it.

use super::super::live::{Live, LiveNet, LiveNetwork, LiveRecipient, ReadNetwork};
use super::super::{Desired, Network};
use super::about;
use super::picture::{
    CustomerPrints, NetPicture, NetPrints, NetworkPicture, OpenPicture, OwnedPicture, Picture,
    ReadPicture, Seen, To,
};
use crate::journal::{IntentRecord, Ledger};
use crate::model::{Action, Key, Place, RegistryName};
use crate::registry::snapshot::PrintKey;

/// What a snapshot is taken of.
#[derive(Clone, Copy)]
pub(in super::super) struct Taking<'a> {
    pub(in super::super) registry: &'a RegistryName,
    pub(in super::super) desired: &'a Desired,
    pub(in super::super) live: &'a Live,
    pub(in super::super) ledger: &'a Ledger,
    pub(in super::super) key: &'a PrintKey,
}

/// Takes it.
pub(in super::super) fn take(taking: Taking<'_>) -> Picture {
    let networks = taking.desired.networks.iter().zip(&taking.live.networks);
    Picture {
        networks: networks
            .map(|(one, live)| network(taking, one, live))
            .collect(),
        owned: owned(taking),
        vacancies: places(taking, &taking.ledger.vacancies),
        obligations: obligations(taking),
        open: open(taking),
    }
}

fn network(taking: Taking<'_>, network: &Network, live: &LiveNetwork) -> NetworkPicture {
    let range = network.prefix.range();
    let seen = match live {
        LiveNetwork::Unread { code, .. } => Seen::Unread(code.clone()),
        LiveNetwork::Read(read) => {
            let prints = read
                .itself
                .net
                .as_ref()
                .map(|(_, view)| NetPrints::of(view, taking.key, &itself(range)));
            let holder = |org: &crate::model::OrgHandle| {
                taking.key.print(&itself(range), "org", &[org.as_str()])
            };
            Seen::Read(Box::new(ReadPicture {
                handle: read.handle.clone(),
                org: read.org.as_ref().map(holder),
                itself: prints,
                nets: read.nets.iter().map(|one| net(taking, read, one)).collect(),
                unread: read.unread.iter().map(|(range, _)| *range).collect(),
            }))
        }
    };
    NetworkPicture { range, seen }
}

/// What the prints of the net of a network are salted with: it may share its range with a net below it.
pub(super) fn itself(range: crate::model::Range) -> String {
    format!("{range} itself")
}

fn net(taking: Taking<'_>, network: &ReadNetwork, net: &LiveNet) -> NetPicture {
    let (key, about) = (taking.key, about(&net.place));
    let household = network.itself.org_name.as_ref();
    let household = household.map(|org| format!("Private Customer - {org}"));
    let to = match &net.recipient {
        LiveRecipient::Customer(customer) => To::Customer(Box::new(CustomerPrints::of(
            &customer.view.unpacked(),
            household.as_deref(),
            key,
            &about,
        ))),
        LiveRecipient::Org(org) => To::Org(key.print(&about, "org", &[org.as_str()])),
        LiveRecipient::Unread(_) => To::Unread,
    };
    let hold = (
        taking.registry.clone(),
        Key::new(net.place.range.to_string()),
        Action::Delete,
    );
    let hold = taking.ledger.held.get(&hold);
    let below = net.below.as_ref();
    NetPicture {
        range: net.place.range,
        handle: net.incarnation.handle.clone(),
        net_type: net.net_type.clone(),
        to,
        prints: NetPrints::of(&net.view, key, &about),
        below: below.map(|below| below.nets.clone()),
        others_below: below.map(|below| below.others.clone()).unwrap_or_default(),
        held: hold.is_some_and(|held| held.fingerprint == net.incarnation.fingerprint()),
    }
}

fn nets(taking: Taking<'_>) -> impl Iterator<Item = &LiveNet> {
    let read = taking
        .live
        .networks
        .iter()
        .filter_map(|network| match network {
            LiveNetwork::Read(read) => Some(&read.nets),
            LiveNetwork::Unread { .. } => None,
        });
    read.flatten()
}

fn owned(taking: Taking<'_>) -> Vec<OwnedPicture> {
    let living: std::collections::BTreeMap<&Place, &LiveNet> =
        nets(taking).map(|net| (&net.place, net)).collect();
    let ours = taking.ledger.owned.iter();
    let ours = ours.filter(|((registry, _), _)| registry == taking.registry);
    let pictures = ours.map(|((_, place), owned)| OwnedPicture {
        place: place.clone(),
        handle: owned.incarnation.handle.clone(),
        owner: taking
            .key
            .print(&about(place), "owner", &[owned.customer.as_str()]),
        protected: owned.protected,
        lives: living
            .get(place)
            .is_some_and(|net| net.incarnation.same(&owned.incarnation)),
    });
    pictures.collect()
}

fn places<V>(
    taking: Taking<'_>,
    map: &std::collections::BTreeMap<(RegistryName, Place), V>,
) -> Vec<Place> {
    let own = map
        .keys()
        .filter(|(registry, _)| registry == taking.registry);
    own.map(|(_, place)| place.clone()).collect()
}

/// The records that are there still, and that nothing uses.
fn obligations(taking: Taking<'_>) -> Vec<Place> {
    let own = taking.ledger.obligations.iter();
    let own = own.filter(|((registry, _), _)| registry == taking.registry);
    let used: std::collections::BTreeSet<&crate::model::Handle> = nets(taking)
        .filter_map(|net| net.incarnation.recipient.as_ref())
        .collect();
    let there = own.filter(|((_, handle), _)| {
        matches!(taking.live.customers.get(handle), Some(Some(_))) && !used.contains(handle)
    });
    there
        .map(|(_, obligation)| obligation.place.clone())
        .collect()
}

fn open(taking: Taking<'_>) -> Vec<OpenPicture> {
    let picture = |intent: &IntentRecord, at, ticket| {
        let own = intent.registry == *taking.registry;
        let place = intent.place.clone().filter(|_| own)?;
        Some(OpenPicture {
            place,
            kind: intent.kind.clone(),
            action: intent.action,
            at,
            ticket,
        })
    };
    let (open, tickets) = (&taking.ledger.open, &taking.ledger.tickets);
    let uncertain = open
        .values()
        .filter_map(|open| picture(&open.intent, open.at, None));
    let waiting = tickets
        .iter()
        .filter_map(|(number, open)| picture(&open.intent, open.since, Some(number.clone())));
    uncertain.chain(waiting).collect()
}
