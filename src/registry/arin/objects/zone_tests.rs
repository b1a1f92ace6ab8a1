//! Reverse zones that blocks leave: whose name servers are taken away. To take those of a customer who is still
//! registered there puts him off the net.

use super::super::diff::samples::{Case, block, findings, grant, net, open, place, registry};
use super::super::live::{LiveNet, LiveNetwork};
use super::super::work::Work;
use super::delegation::DelegationView;
use super::work::ObjectWork;
use super::{Reading, Zone};
use crate::journal::{Entry, State};
use crate::model::{Incarnation, Key, Kind, NetType};
use crate::registry::Difference;

pub(super) const RANGE: &str = "198.51.100.0/24";
pub(super) const ZONE: &str = "100.51.198.in-addr.arpa";
const CLEARED: &str = "delegation/100.51.198.in-addr.arpa/modify";
/// The create and the delete of the block's net.
pub(super) const MADE: &str = "net/198.51.100.0/24/create";
const GONE: &str = "net/198.51.100.0/24/delete";

pub(super) fn zone() -> Zone {
    ZONE.parse().expect("a zone")
}

pub(super) fn served_by(host: &str) -> DelegationView {
    DelegationView {
        nameservers: [(host.to_owned(), None)].into(),
        ..DelegationView::default()
    }
}

/// A network around the zone. The zone is served by `ns1.heron.example`.
pub(super) fn estate() -> Case {
    let mut case = Case::new();
    case.desired.networks[0].prefix = "198.51.0.0/16".parse().expect("a prefix");
    let live = Reading::Found(served_by("ns1.heron.example"));
    case.live.objects.delegations.insert(zone(), live);
    case
}

pub(super) fn heron() -> LiveNet {
    net(RANGE, "C1", "heron")
}

/// The journal knows the zone as set by the block of a customer.
pub(super) fn set_for(customer: &str) -> Entry {
    Entry::Object {
        state: State::Open,
        registry: registry(),
        kind: Kind::new("delegation"),
        key: Key::new(ZONE),
        incarnation: Incarnation {
            handle: zone().handle().expect("a handle"),
            registered: "".into(),
            recipient: None,
        },
        content: Some(served_by("ns1.heron.example").print()),
        customer: Some(Key::new(customer)),
        reason: "adopted".to_owned(),
    }
}

/// The zone was set by the block of heron, and nothing declares it any more.
pub(super) fn left() -> Case {
    estate().says(&set_for("heron"))
}

/// Why our record lets the zone go.
pub(super) fn forgotten(difference: &Difference<Work>) -> Vec<&str> {
    let mut reasons = Vec::new();
    for note in &difference.notes {
        if let Entry::Object { reason, .. } = note {
            reasons.push(reason.as_str());
        }
    }
    reasons
}

/// The steps that the clearing of the zone waits for; nothing when it is not cleared.
pub(super) fn cleared(difference: &Difference<Work>) -> Option<Vec<String>> {
    let mut steps = difference.steps.iter();
    let step = steps.find(|step| step.id.as_str() == format!("arin/{CLEARED}"))?;
    assert!(matches!(
        &*step.payload,
        Work::Object(ObjectWork::ModifyDelegation { after, .. }) if *after == DelegationView::default()
    ));
    let requires = step.requires.iter();
    let names = requires.map(|id| id.as_str().trim_start_matches("arin/").to_owned());
    Some(names.collect())
}

#[test]
fn the_zone_of_a_block_that_is_gone_is_cleared_behind_the_delete_of_its_net() {
    assert_eq!(cleared(&left().difference()), Some(Vec::new()));
    let with_net = left()
        .ours(heron(), "heron", false)
        .block(block("198.51.101.0/24", "mill"))
        .difference();
    assert_eq!(cleared(&with_net), Some(vec![GONE.to_owned()]));
    let elsewhere = left().net(net("198.51.101.0/24", "C1", "heron"));
    assert_eq!(cleared(&elsewhere.difference()), Some(Vec::new()));
}

#[test]
fn a_zone_is_served_as_long_as_somebody_is_registered_in_it() {
    let protected = || left().ours(heron(), "heron", true);
    let mut unread = left();
    unread.network().unread = vec![(place("198.51.100.64/28").range, "HTTP 500".to_owned())];
    let (low, high) = ("198.51.100.0/25", "198.51.100.128/25");
    let stranger = net(high, "C9", "Somebody Else");
    let mut another_life = left().ours(net(high, "C7", "mill"), "mill", false);
    another_life.network().nets.clear();
    let cases = [
        // Of two nets one stays.
        left().ours(net(low, "C1", "heron"), "heron", false).ours(
            net(high, "C2", "heron"),
            "heron",
            true,
        ),
        // Ours, another customer's, and nobody is declared there.
        left().ours(net(high, "C7", "mill"), "mill", true),
        // What was ours lives another life.
        another_life.net(stranger).block(block(low, "larkspur")),
        left().net(grant(high, "DEEP-9", NetType::Reallocation)),
        left().net(net("198.51.100.64/28", "C9", "Somebody Else")),
        protected(),
        // To another customer, and the replace is forbidden.
        protected().block(block(RANGE, "larkspur")),
        left().says(&open(&registry(), RANGE, &[])),
        unread,
    ];
    for (at, case) in cases.into_iter().enumerate() {
        let difference = case.difference();
        assert_eq!(cleared(&difference), None, "{at}");
        assert!(
            findings(&difference).contains(&format!("Wait {ZONE}")),
            "{at}"
        );
        assert!(forgotten(&difference).is_empty(), "{at}");
    }
}

#[test]
fn a_zone_whose_customer_stays_is_left_as_it_is_and_is_ours_no_longer() {
    let same = left()
        .ours(heron(), "heron", false)
        .block(block(RANGE, "heron"));
    let part = left().block(block("198.51.100.0/25", "heron"));
    let renamed = |key: &str| {
        let mut case = left()
            .ours(heron(), "heron", false)
            .block(block(RANGE, key));
        let profile = case.desired.profiles.get(&Key::new("heron")).cloned();
        let mut profile = profile.expect("heron");
        let new = std::sync::Arc::make_mut(&mut profile);
        new.key = Key::new(key);
        case.desired.profiles.insert(Key::new(key), profile);
        case
    };
    let mut heir = left().block(block(RANGE, "larkspur"));
    let larkspur = heir.desired.profiles.get_mut(&Key::new("larkspur"));
    std::sync::Arc::make_mut(larkspur.expect("larkspur")).formerly = Box::new([Key::new("heron")]);
    for case in [same, part, heir, renamed("new-key")] {
        let difference = case.difference();
        assert_eq!(cleared(&difference), None);
        assert_eq!(forgotten(&difference), ["left"]);
    }
}

#[test]
fn another_key_of_another_net_or_customer_keeps_no_zone() {
    // A net of heron's beside the zone, and a net of mill's in it, have new keys; the zone was that of heron's block
    // which is gone.
    let renamed = |range: &str, was: &str, key: &str| {
        let case = left().ours(net(range, "C1", key), was, false);
        let difference = case.block(block(range, key)).difference();
        assert!(findings(&difference).contains(&format!("Rekeyed {range}")));
        (cleared(&difference), forgotten(&difference).len())
    };
    let gone = (Some(Vec::new()), 0);
    assert_eq!(renamed("198.51.101.0/24", "heron", "larkspur"), gone);
    assert_eq!(renamed("198.51.100.0/25", "mill", "larkspur"), gone);
}

#[test]
fn networks_beside_a_zone_and_networks_in_it_hold_it_up_no_more_than_they_must() {
    // One that could not be read, in other space.
    let mut beside = left();
    let mut network = beside.desired.networks[0].clone();
    network.prefix = "192.0.2.0/24".parse().expect("a prefix");
    beside.desired.networks.insert(0, network);
    let unread = LiveNetwork::Unread {
        code: "unread".to_owned(),
        why: "HTTP 500".to_owned(),
        help: "plan again".to_owned(),
    };
    beside.live.networks.insert(0, unread);
    assert_eq!(cleared(&beside.difference()), Some(Vec::new()));
    // A network in the zone is our own; a simple reassignment of its range is a customer's.
    let inner = |live: LiveNet| {
        let mut case = left().net(live);
        let mut network = case.desired.networks[0].clone();
        network.prefix = RANGE.parse().expect("a prefix");
        case.desired.networks.push(network);
        let mut read = case.network().clone();
        read.handle = "NET-198-51-100-0-1".parse().expect("a handle");
        read.nets.clear();
        case.live.networks.push(LiveNetwork::Read(read));
        cleared(&case.difference())
    };
    let own = grant(RANGE, "EXMPL-12", NetType::Reallocation);
    assert_eq!(inner(own), Some(Vec::new()));
    assert_eq!(inner(net(RANGE, "C9", "Somebody Else")), None);
}

#[test]
fn a_zone_goes_from_one_customer_to_another_behind_what_takes_the_net_from_him() {
    let heir = |case: Case| cleared(&case.block(block(RANGE, "larkspur")).difference());
    let replaced = left().ours(heron(), "heron", false);
    let both = vec![GONE.to_owned(), MADE.to_owned()];
    assert_eq!(heir(replaced), Some(both));
    let adopted = left().net(net(RANGE, "C9", "larkspur"));
    let adopt = vec!["net/198.51.100.0/24/adopt".to_owned()];
    assert_eq!(heir(adopted), Some(adopt));
    let already = left().ours(net(RANGE, "C9", "larkspur"), "larkspur", false);
    assert_eq!(heir(already), Some(Vec::new()));
    // Somebody else's net of the heir's name is not the heir's.
    let stranger = left().ours(net("198.51.100.0/25", "C9", "heron"), "heron", true);
    assert_eq!(heir(stranger), None);
}

#[test]
fn a_zone_stays_for_a_block_of_its_customer_that_has_not_begun() {
    let with = |range: &str, customer: &str| {
        let mut case = left();
        let mut later = block(range, customer);
        later.extras_mut().from = Some("2026-11-20".parse().expect("a day"));
        case.desired.pending.push(std::sync::Arc::new(later));
        let difference = case.difference();
        (cleared(&difference).is_some(), forgotten(&difference).len())
    };
    assert_eq!(with("198.51.100.64/28", "heron"), (false, 0));
    assert_eq!(with("198.51.100.64/28", "larkspur"), (true, 0));
    assert_eq!(with("198.51.101.0/28", "heron"), (true, 0));
}

#[test]
fn a_zone_that_is_in_doubt_is_not_cleared() {
    let unread = |reading: Option<Reading<DelegationView>>| {
        let mut case = left();
        match reading {
            Some(reading) => case.live.objects.delegations.insert(zone(), reading),
            None => case.live.objects.delegations.remove(&zone()),
        };
        case
    };
    let mut no_network = left();
    no_network.live.networks = vec![LiveNetwork::Unread {
        code: "unread".to_owned(),
        why: "HTTP 500".to_owned(),
        help: "plan again".to_owned(),
    }];
    let cases = [
        unread(Some(Reading::Unread("HTTP 500".to_owned()))),
        unread(Some(Reading::Denied("no authority".to_owned()))),
        unread(Some(Reading::Absent)),
        unread(None),
        no_network,
        left().says(&open(
            &registry(),
            "203.0.113.0/28",
            &["100-51-198-in-addr-arpa"],
        )),
    ];
    for (at, case) in cases.into_iter().enumerate() {
        let difference = case.difference();
        assert!(difference.steps.is_empty(), "{at}");
        assert!(forgotten(&difference).is_empty(), "{at}");
        let doubt = format!("Uncertain {ZONE}");
        assert!(findings(&difference).contains(&doubt), "{at}");
    }
}

#[test]
fn a_zone_that_somebody_changed_or_cleared_is_left_alone() {
    let now = |view: DelegationView| {
        let mut case = left();
        let live = Reading::Found(view);
        case.live.objects.delegations.insert(zone(), live);
        let difference = case.difference();
        assert!(difference.steps.is_empty());
        let told = findings(&difference).len();
        (forgotten(&difference).join(", "), told)
    };
    let changed = now(served_by("ns9.mill.example"));
    assert_eq!(changed, ("changed".to_owned(), 1));
    let empty = now(DelegationView::default());
    assert_eq!(empty, ("gone".to_owned(), 0));
}
