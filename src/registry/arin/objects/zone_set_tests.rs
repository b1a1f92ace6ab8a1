//! Reverse zones of blocks: when the name servers of one are set, and when it is left as it is.

use super::super::diff::samples::{
    Case, block, codes, findings, net, open, place, registry, ticketed,
};
use super::super::live::{LiveNetwork, LiveRecipient};
use super::Reading;
use super::delegation::{DesiredDelegation, Ds, Served, Server};
use super::zone_tests::{
    MADE, RANGE, ZONE, estate, forgotten, heron, left, served_by, set_for, zone,
};
use crate::journal::Entry;
use crate::model::{Consequence, Key, Kind, Listed, Origin, RegistryName};

/// The zone as declared by the block of a customer.
fn declared(customer: &str, host: &str) -> DesiredDelegation {
    DesiredDelegation {
        zone: zone(),
        nameservers: Listed::Value(vec![Server {
            host: host.to_owned(),
            ttl: None,
        }]),
        ds: Listed::Alone,
        network: 0,
        block: Some(Served {
            range: place(RANGE).range,
            customer: Key::new(customer),
        }),
        origin: Origin::new(
            "estate.yaml",
            ["customers", customer, "blocks", RANGE, "rdns"],
        ),
    }
}

/// A block of a customer that declares its zone with another server than the present one.
fn wants(case: Case, customer: &str) -> Case {
    let mut case = case.block(block(RANGE, customer));
    let wanted = declared(customer, "ns2.example");
    case.desired.objects.delegations.push(wanted);
    case
}

/// What the change of the zone waits for; nothing when it is not changed.
fn behind(case: &Case) -> Option<Vec<String>> {
    let difference = case.difference();
    let mut steps = difference.steps.iter();
    let step = steps.find(|step| step.kind.as_str() == "delegation")?;
    let requires = step.requires.iter();
    let names = requires.map(|id| id.as_str().trim_start_matches("arin/").to_owned());
    Some(names.collect())
}

#[test]
fn a_zone_is_set_once_its_block_is_registered_for_its_customer() {
    let ours = || estate().ours(heron(), "heron", false);
    assert_eq!(behind(&wants(ours(), "heron")), Some(Vec::new()));
    assert_eq!(
        behind(&wants(estate(), "heron")),
        Some(vec![MADE.to_owned()])
    );
    assert_eq!(
        behind(&wants(ours(), "larkspur")),
        Some(vec![MADE.to_owned()])
    );
    let adopt = vec!["net/198.51.100.0/24/adopt".to_owned()];
    assert_eq!(behind(&wants(estate().net(heron()), "heron")), Some(adopt));
    // Only the key of the customer is another.
    let renamed = estate().ours(heron(), "old-key", false);
    assert_eq!(behind(&wants(renamed, "heron")), Some(Vec::new()));
}

#[test]
fn what_is_set_in_a_zone_is_kept_by_our_record_and_waits_for_the_net_alone() {
    let mut case = estate();
    case.separate = true;
    let case = wants(case, "heron");
    assert_eq!(behind(&case), Some(vec![MADE.to_owned()]));
    let difference = case.difference();
    let mut steps = difference.steps.iter();
    let step = steps.find(|step| step.kind.as_str() == "delegation");
    let kept = Consequence::Keeps {
        kind: Kind::new("delegation"),
        key: Key::new(ZONE),
        content: Some(served_by("ns2.example").print()),
        customer: Some(Key::new("heron")),
    };
    assert_eq!(step.expect("a zone").consequences, [kept]);
    let shown: Vec<&str> = difference
        .sections
        .iter()
        .map(|s| s.title.as_str())
        .collect();
    assert!(shown.contains(&"delegations") && !shown.contains(&"pocs"));
}

#[test]
fn a_zone_is_not_set_while_its_block_is_somebody_elses_or_in_doubt() {
    let mut lost = estate().ours(heron(), "heron", false);
    lost.network().nets.clear();
    let another = net(RANGE, "C9", "Somebody Else");
    let lost = lost.net(another.clone());
    let mut unread = estate();
    unread.network().unread = vec![(place(RANGE).range, "HTTP 500".to_owned())];
    let cases = [
        wants(estate().net(another), "heron"),
        wants(lost, "heron"),
        wants(estate().ours(heron(), "heron", true), "larkspur"),
        wants(estate().says(&open(&registry(), RANGE, &[])), "heron"),
        wants(unread, "heron"),
    ];
    for (at, case) in cases.iter().enumerate() {
        assert_eq!(behind(case), None, "{at}");
        let told = findings(&case.difference());
        assert!(told.contains(&format!("Wait {ZONE}")), "{at}: {told:?}");
    }
    // Its registration is no part of this comparison, and others in the zone and beside it are none of it.
    let unlisted = |case: Case| {
        let mut case = case;
        let wanted = declared("heron", "ns2.example");
        case.desired.objects.delegations.push(wanted);
        behind(&case)
    };
    let created = estate().block(block("198.51.101.0/24", "mill"));
    assert_eq!(unlisted(created), None);
    assert_eq!(
        unlisted(estate().ours(net(RANGE, "C1", "mill"), "mill", true)),
        None
    );
    let beside = estate().ours(net("198.51.101.0/24", "C1", "heron"), "heron", true);
    assert_eq!(unlisted(beside), None);
    let mut again = heron();
    again.incarnation.registered = "2026-09-21T08:00:00-04:00".into();
    let mut lost = estate().ours(heron(), "heron", true);
    lost.network().nets.clear();
    assert_eq!(unlisted(lost.net(again)), None);
}

#[test]
fn a_zone_waits_for_doubts_about_its_own_block_alone() {
    let doubt = estate().ours(heron(), "heron", false);
    let doubt = doubt.says(&open(&registry(), RANGE, &[]));
    assert_eq!(behind(&wants(doubt, "heron")), None);
    let mut closed = heron();
    closed.recipient = LiveRecipient::Unread("HTTP 500".into());
    assert_eq!(
        behind(&wants(estate().ours(closed, "heron", false), "heron")),
        None
    );
    // What is objected to elsewhere is no reason to wait.
    let elsewhere = estate()
        .ours(heron(), "heron", false)
        .net(net("198.51.101.0/24", "C9", "Somebody Else"))
        .block(block("198.51.101.0/24", "mill"));
    assert_eq!(behind(&wants(elsewhere, "heron")), Some(Vec::new()));
    // A net of ours beside it is not the block's.
    let beside = estate().ours(net("198.51.101.0/24", "C1", "heron"), "heron", false);
    let beside = beside.block(block("198.51.101.0/24", "heron"));
    assert_eq!(behind(&wants(beside, "heron")), Some(vec![MADE.to_owned()]));
}

#[test]
fn a_zone_with_an_open_write_or_that_could_not_be_read_is_not_changed() {
    let ours = || wants(estate().ours(heron(), "heron", false), "heron");
    let busy = ours().says(&open(
        &registry(),
        "203.0.113.0/28",
        &["100-51-198-in-addr-arpa"],
    ));
    assert_eq!(behind(&busy), None);
    assert_eq!(behind(&busy.says(&ticketed())), None);
    for (of, named) in [("other", "100-51-198-in-addr-arpa"), ("arin", "C09990009")] {
        let other = open(&RegistryName::new(of), "203.0.113.0/28", &[named]);
        let free = ours().says(&other);
        assert_eq!(behind(&free), Some(Vec::new()), "{of}");
        assert_eq!(behind(&free.says(&ticketed())), Some(Vec::new()), "{of}");
    }
    let mut closed = ours();
    closed.live.networks = vec![LiveNetwork::Unread {
        code: "denied".to_owned(),
        why: "HTTP 403".to_owned(),
        help: "link the key".to_owned(),
    }];
    assert_eq!(behind(&closed), None);
    assert_eq!(codes(&closed.difference()), ["denied", "unread"]);
    for (reading, code) in [
        (Some(Reading::Absent), "delegation-unknown"),
        (Some(Reading::Denied("no".to_owned())), "denied"),
        (Some(Reading::Unread("HTTP 500".to_owned())), "unread"),
        (None, "unread"),
    ] {
        let mut case = ours();
        case.live.objects.delegations.clear();
        case.live
            .objects
            .delegations
            .extend(reading.map(|reading| (zone(), reading)));
        assert_eq!(behind(&case), None, "{code}");
        assert_eq!(codes(&case.difference()), [code]);
    }
}

#[test]
fn a_zone_keeps_a_server_while_it_has_ds_records() {
    let mut case = estate();
    let mut wanted = declared("heron", "any");
    wanted.block = None;
    wanted.nameservers = Listed::Clear;
    wanted.ds = Listed::Value(vec![Ds {
        key_tag: 2371,
        algorithm: 13,
        digest_type: 2,
        digest: "AB".repeat(32),
        ttl: None,
    }]);
    case.desired.objects.delegations.push(wanted.clone());
    let difference = case.difference();
    assert!(difference.steps.is_empty());
    assert_eq!(codes(&difference), ["ds-stranded"]);
    // With a server beside them they may stand.
    let signed = &mut case.desired.objects.delegations[0];
    signed.nameservers = Listed::Alone;
    assert_eq!(behind(&case), Some(Vec::new()));
    let cleared = &mut case.desired.objects.delegations[0];
    cleared.nameservers = Listed::Clear;
    cleared.ds = Listed::Alone;

    assert_eq!(behind(&case), Some(Vec::new()));
}

#[test]
fn a_zone_that_is_as_its_block_says_is_remembered_once() {
    let case = |known: Option<Entry>, customer: &str| {
        let mut case = estate().ours(net(RANGE, "C1", customer), customer, false);
        if let Some(known) = known {
            case = case.says(&known);
        }
        let mut case = case.block(block(RANGE, customer));
        let as_it_is = declared(customer, "ns1.heron.example");
        case.desired.objects.delegations.push(as_it_is);
        let difference = case.difference();
        assert!(difference.steps.is_empty());
        forgotten(&difference).join(", ")
    };
    assert_eq!(case(None, "heron"), "adopted");
    assert_eq!(case(Some(set_for("heron")), "heron"), "");
    assert_eq!(case(Some(set_for("mill")), "heron"), "adopted");
    let mut otherwise = set_for("heron");
    if let Entry::Object { content, .. } = &mut otherwise {
        *content = Some(served_by("ns9.example").print());
    }
    assert_eq!(case(Some(otherwise), "heron"), "adopted");
}

#[test]
fn a_zone_with_an_entry_of_its_own_is_no_block_s_any_more() {
    let mut case = left();
    let mut own = declared("heron", "ns1.heron.example");
    own.block = None;
    case.desired.objects.delegations.push(own);
    let difference = case.difference();
    assert!(difference.steps.is_empty());
    assert_eq!(forgotten(&difference), ["declared by itself"]);
}

#[test]
fn a_snapshot_that_holds_nets_alone_changes_no_zone() {
    let mut case = left();
    case.look.refresh = crate::registry::Refresh::Snapshot;
    assert!(case.difference().steps.is_empty());
}
