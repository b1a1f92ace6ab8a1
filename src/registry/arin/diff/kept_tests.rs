//! What keeps a net of ours, or lets it go: dates, holds, doubts, what lies below it, networks inside networks.

use super::samples::{
    Case, block, changes, codes, findings, grant, net, open, place, reallocated, record, registry,
    steps,
};
use super::{Comparison, Here};
use crate::journal::{Entry, State};
use crate::model::{Action, Consequence, Key, NetHandle, NetType, Place, RegistryName};
use crate::registry::arin::Block;
use crate::registry::arin::live::{LiveNet, LiveNetwork, NetsBelow, ReadNetwork};

const RANGE: &str = "198.51.100.64/28";
const BESIDE: &str = "198.51.100.80/28";
const FAR: &str = "198.51.100.160/28";
const GONE: [&str; 2] = ["net/198.51.100.64/28/delete", "customer/C1/delete"];

fn heron() -> LiveNet {
    net(RANGE, "C1", "heron")
}

fn ours() -> Case {
    Case::new().ours(heron(), "heron", false)
}

fn other() -> RegistryName {
    RegistryName::new("other")
}

fn later(range: &str, customer: &str) -> Block {
    let mut later = block(range, customer);
    later.extras_mut().from = Some("2026-11-20".parse().expect("a day"));
    later
}

fn over(range: &str, customer: &str) -> Block {
    let mut over = block(range, customer);
    over.extras_mut().until = Some("2026-09-01".parse().expect("a day"));
    over
}

#[test]
fn nothing_goes_for_a_block_that_has_not_begun() {
    for range in [RANGE, "198.51.100.64/27", "198.51.100.72/29"] {
        let mut case = ours();
        case.desired.pending.push(later(range, "larkspur").into());
        let difference = case.difference();
        assert!(difference.steps.is_empty(), "{range}");
        let waits = format!("Later {range}");
        assert_eq!(findings(&difference), ["Keep 198.51.100.64/28", &waits]);
        assert!(difference.findings[0].text.ends_with("begins 2026-11-20"));
        assert_eq!(difference.findings[1].text, "begins 2026-11-20");
    }
    let mut case = ours();
    case.desired.pending.push(later(BESIDE, "larkspur").into());
    assert_eq!(steps(&case.difference()), GONE);
}

#[test]
fn a_block_that_has_not_begun_is_told_in_its_own_network_alone() {
    let mut case = Case::new();
    let mut elsewhere = later(RANGE, "larkspur");
    elsewhere.network = 1;
    case.desired.pending.push(elsewhere.into());
    assert!(findings(&case.difference()).is_empty());
}

#[test]
fn what_is_over_goes_also_where_its_successor_has_not_begun() {
    let with = |ended: Block| {
        let mut case = ours();
        case.desired.ended.push(ended.into());
        case.desired.pending.push(later(RANGE, "larkspur").into());
        case.difference()
    };
    let gone = with(over(RANGE, "heron"));
    assert_eq!(steps(&gone), GONE);
    let because = gone.changes[0].because.as_ref().map(ToString::to_string);
    let why = "it is over since 2026-09-01; its customer record goes too";
    assert_eq!(because.as_deref(), Some(why));
    // Neither another's block nor another block of the same customer is its own.
    assert!(with(over(RANGE, "mill")).steps.is_empty());
    assert!(with(over(BESIDE, "heron")).steps.is_empty());
}

#[test]
fn only_a_net_with_a_record_says_that_the_record_goes() {
    let because = |net: LiveNet| {
        let difference = Case::new().ours(net, "heron", false).difference();
        difference.changes[0]
            .because
            .as_ref()
            .map(ToString::to_string)
    };
    let record = "its entry is gone; its customer record goes too";
    assert_eq!(because(heron()).as_deref(), Some(record));
    let detailed = grant(RANGE, "DOWN-7", NetType::Reassignment);
    assert_eq!(because(detailed).as_deref(), Some("its entry is gone"));
}

fn held(fingerprint: &str) -> Entry {
    Entry::Held {
        state: State::Open,
        registry: registry(),
        key: Key::new(RANGE),
        action: Action::Delete,
        fingerprint: fingerprint.to_owned(),
        reason: "ticket 20260920-X1042 was denied".to_owned(),
    }
}

#[test]
fn a_delete_that_came_to_nothing_is_not_tried_again_whatever_asks_for_it() {
    let cases: [fn(Case) -> Case; 3] = [
        |gone| gone,
        |case| case.block(block(RANGE, "larkspur")),
        |case| case.block(block("198.51.100.64/27", "larkspur")),
    ];
    for (at, case) in cases.into_iter().enumerate() {
        let same = heron().incarnation.fingerprint();
        let kept = case(ours()).says(&held(&same)).difference();
        assert!(kept.steps.is_empty(), "{at}: {:?}", steps(&kept));
        let mut told = vec!["Held 198.51.100.64/28"];
        told.extend((at == 2).then_some("Wait 198.51.100.64/27"));
        assert_eq!(findings(&kept), told);
        let another = case(ours()).says(&held("another life")).difference();
        assert!(steps(&another).contains(&GONE[0]), "{at}");
    }
}

#[test]
fn a_net_that_a_declared_block_meets_is_not_deleted_for_one_reason_alone() {
    // As if the join had missed that the block is there.
    for range in [RANGE, "198.51.100.64/29", "198.51.100.64/27"] {
        let case = ours().block(block(range, "heron"));
        let missed = |case: &Case| {
            let name = registry();
            let mut comparison = Comparison::new(case.sides(&name));
            let [LiveNetwork::Read(live)] = &case.live.networks[..] else {
                panic!("one network")
            };
            let here = Here {
                network: &case.desired.networks[0],
                live,
            };
            comparison.undeclared(here, &live.nets[0]);
            comparison.out.steps.len()
        };
        assert_eq!(missed(&case), 0, "{range}");
        assert_eq!(missed(&ours().block(block(FAR, "heron"))), 2);
        // A block of a network inside is no block of this one.
        let mut inner = block(range, "heron");
        inner.network = 1;
        let mut case = ours().block(inner);
        let mut network = case.desired.networks[0].clone();
        network.prefix = "198.51.100.64/26".parse().expect("a prefix");
        case.desired.networks.push(network);
        assert_eq!(missed(&case), 2, "{range}");
    }
}

#[test]
fn an_open_write_of_another_registry_holds_nothing_up_here() {
    let case = ours().says(&open(&other(), RANGE, &[]));
    let difference = case.difference();
    assert_eq!(steps(&difference), GONE);
    assert!(findings(&difference).is_empty());
}

#[test]
fn an_open_write_is_told_in_its_network_and_with_whose_it_is() {
    let said = |key: &str, range: &str| {
        let mut entry = open(&registry(), range, &[]);
        if let Entry::Intent(intent) = &mut entry {
            intent.key = Key::new(key);
        }
        let found = Case::new().says(&entry).difference().findings;
        found.into_iter().map(|f| f.who).collect::<Vec<_>>()
    };
    assert_eq!(said(RANGE, RANGE), [""]);
    assert_eq!(said("heron", RANGE), ["heron"]);
    assert!(said("203.0.113.0/28", "203.0.113.0/28").is_empty());
}

const WIDE: &str = "198.51.100.64/26";

fn reallocation() -> LiveNet {
    grant(WIDE, "DOWN-7", NetType::Reallocation)
}

fn owned(of: &RegistryName, parent: &str, range: &str, protected: bool) -> Entry {
    let child = net(range, "C7", "mill");
    Entry::Adopted {
        registry: of.clone(),
        place: Place {
            parent: parent.parse().expect("a handle"),
            range: child.place.range,
        },
        incarnation: child.incarnation,
        key: Key::new(range),
        customer: Key::new("mill"),
        protected,
    }
}

#[test]
fn only_what_is_protected_below_a_reallocation_keeps_it() {
    let gone = |range: &str, protected| {
        let entry = owned(&registry(), "NET-198-51-100-64-7", range, protected);
        let case = Case::new().ours(reallocation(), "DOWN-7", false);
        codes(&case.says(&entry).difference()).join(", ")
    };
    assert_eq!(gone("198.51.100.72/29", true), "protected");
    assert_eq!(gone("198.51.100.72/29", false), "");
    assert_eq!(gone(FAR, true), "");
}

#[test]
fn a_reallocation_that_took_the_place_of_a_protected_one_goes_by_name() {
    let was = grant(WIDE, "DEEP-9", NetType::Reallocation);
    let mut case = Case::new().ours(was, "DEEP-9", true);
    case.network().nets = vec![reallocation()];
    case.desired.pruned = [place(WIDE).range].into();
    let difference = case.difference();
    assert_eq!(changes(&difference), ["delete 198.51.100.64/26"]);
    assert_eq!(difference.changes[0].who.as_str(), "DOWN-7");
}

#[test]
fn of_what_goes_down_our_record_loses_ours_at_any_level_and_nothing_else() {
    let top = reallocation();
    let (inner, deep) = ("NET-198-51-100-64-7", "NET-198-51-100-64-8");
    let handle = |text: &str| text.parse::<NetHandle>().expect("a handle");
    let mut live = top.clone();
    live.below = Some(NetsBelow::ours(vec![handle(inner), handle(deep)]).into());
    let top = live.incarnation.handle.as_str().to_owned();
    let difference = Case::new()
        .ours(live, "DOWN-7", false)
        .says(&owned(&registry(), &top, "198.51.100.64/29", false))
        .says(&owned(&registry(), inner, "198.51.100.72/29", false))
        .says(&owned(
            &registry(),
            "NET-203-0-113-0-1",
            "203.0.113.0/29",
            false,
        ))
        .says(&owned(&other(), &top, "198.51.100.88/29", false))
        .difference();
    let consequences = &difference.steps[0].consequences;
    let mut released = Vec::new();
    for consequence in consequences {
        if let Consequence::Releases { place, .. } = consequence {
            released.push(place.range.to_string());
        }
    }
    assert_eq!(released, [WIDE, "198.51.100.64/29", "198.51.100.72/29"]);
}

#[test]
fn a_reallocation_that_stays_says_so_in_its_line() {
    let mut live = reallocation();
    live.below = None;
    let difference = Case::new().ours(live, "DOWN-7", false).difference();
    assert_eq!(findings(&difference), ["Objected 198.51.100.64/26"]);
}

#[test]
fn a_reallocation_of_a_whole_network_is_not_taken_for_a_network_in_it() {
    let whole = "198.51.100.0/24";
    let live = grant(whole, "DEEP-9", NetType::Reallocation);
    let difference = Case::new()
        .ours(live, "DEEP-9", false)
        .block(reallocated(whole, "DOWN-7"))
        .difference();
    assert_eq!(changes(&difference), ["replace 198.51.100.0/24"]);
}

/// A second network, inside the first.
fn with_inner(mut case: Case, live: LiveNetwork) -> Case {
    let mut inner = case.desired.networks[0].clone();
    inner.prefix = WIDE.parse().expect("a prefix");
    case.desired.networks.push(inner);
    case.live.networks.push(live);
    case
}

/// The network of a case with nothing in it, to stand for one inside it.
fn case_network(case: &Case) -> ReadNetwork {
    let Some(LiveNetwork::Read(read)) = case.live.networks.first() else {
        panic!("no network was read");
    };
    ReadNetwork {
        handle: "NET-198-51-100-64-1".parse().expect("a handle"),
        nets: Vec::new(),
        ..read.clone()
    }
}

fn unread(code: &str) -> LiveNetwork {
    LiveNetwork::Unread {
        code: code.to_owned(),
        why: "HTTP 404".to_owned(),
        help: "look for it".to_owned(),
    }
}

#[test]
fn a_network_inside_a_network_is_no_block_of_it() {
    let mut case = Case::new().ours(reallocation(), "DOWN-7", false);
    let live = LiveNetwork::Read(case.network().clone());
    let mut case = with_inner(case, live);
    if let Some(LiveNetwork::Read(inner)) = case.live.networks.last_mut() {
        inner.handle = "NET-198-51-100-64-1".parse().expect("a handle");
        inner.nets.clear();
    }
    let difference = case.difference();
    assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
    // Its own entry is gone, and the network stands on it.
    assert_eq!(findings(&difference), ["Keep 198.51.100.64/26"]);
    assert!(
        difference.findings[0]
            .text
            .contains("network of its range is declared")
    );
    // Where a block declares it, it is that block's, and is not made a second time.
    let declared = case.block(reallocated(WIDE, "DOWN-7")).difference();
    assert!(declared.steps.is_empty(), "{:?}", steps(&declared));
    assert_eq!(declared.unchanged, 1);
    assert!(findings(&declared).is_empty());
}

#[test]
fn a_network_whose_net_others_gave_us_or_that_is_in_doubt_needs_no_entry() {
    let theirs = Case::new().net(reallocation());
    let doubt = Case::new().ours(reallocation(), "DOWN-7", false);
    let doubt = doubt.says(&open(&registry(), WIDE, &[]));
    for (case, said) in [
        (theirs, vec![]),
        (doubt, vec!["Uncertain 198.51.100.64/26"]),
    ] {
        let live = LiveNetwork::Read(case_network(&case));
        let difference = with_inner(case, live).difference();
        assert!(difference.steps.is_empty());
        let mut found = findings(&difference);
        found.dedup();
        assert_eq!(found, said);
    }
}

#[test]
fn a_simple_reassignment_of_the_range_of_a_network_is_not_that_network() {
    let case = Case::new().net(net(WIDE, "C1", "Somebody Else"));
    let difference = with_inner(case, unread("unread")).difference();
    assert_eq!(findings(&difference), ["Found 198.51.100.64/26"]);
}

#[test]
fn a_network_that_is_still_to_be_reallocated_is_awaited_and_any_other_is_missing() {
    let said = |code: &str, promised: bool| {
        let mut case = with_inner(Case::new(), unread(code));
        if promised {
            let prefix = WIDE.parse().expect("a prefix");
            case.desired.promised.insert(prefix, Key::new("DOWN-7"));
        }
        let difference = case.difference();
        let found = findings(&difference).len();
        (codes(&difference).join(", "), found)
    };
    assert_eq!(said("network-unknown", true), (String::new(), 1));
    let missing = |code: &str| (code.to_owned(), 0);
    assert_eq!(said("network-unknown", false), missing("network-unknown"));
    assert_eq!(said("denied", true), missing("denied"));
}

#[test]
fn a_network_of_which_nothing_was_ever_read_forbids_the_plan() {
    let mut case = Case::new().block(block(RANGE, "heron"));
    case.live.never_read.insert(0);
    let difference = case.difference();
    assert_eq!(codes(&difference), ["never-read"]);
    case.live.never_read = [1].into();
    assert!(codes(&case.difference()).is_empty());
}

#[test]
fn one_refusal_is_passed_on_from_block_to_block() {
    // The first block meets a stranger; what it shares with the second stays, what that shares with the third too,
    // and so the net that only the third would take.
    let difference = Case::new()
        .block(block("198.51.100.0/28", "heron"))
        .block(block("198.51.100.16/28", "larkspur"))
        .block(block("198.51.100.32/28", "mill"))
        .net(net("198.51.100.0/30", "C1", "Somebody Else"))
        .ours(net("198.51.100.8-198.51.100.23", "C2", "a"), "a", false)
        .ours(net("198.51.100.24-198.51.100.39", "C3", "b"), "b", false)
        .ours(net("198.51.100.40/29", "C4", "c"), "c", false)
        .difference();
    assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
    assert_eq!(codes(&difference), ["overlaps-unmanaged"]);
}

#[test]
fn nothing_makes_way_for_a_block_whose_range_could_not_be_read_or_is_in_doubt() {
    let takes = |case: Case| case.block(block("198.51.100.64/27", "larkspur"));
    let mut unread = ours();
    unread.network().unread = vec![(place(BESIDE).range, "HTTP 500".to_owned())];
    let unread = takes(unread).difference();
    assert!(unread.steps.is_empty());
    assert_eq!(codes(&unread), ["unread"]);
    let doubt = takes(ours().says(&open(&registry(), BESIDE, &[]))).difference();
    assert!(doubt.steps.is_empty() && doubt.objections.is_empty());
    let free = takes(ours()).difference();
    assert_eq!(free.steps.len(), 3);
}

#[test]
fn a_deleted_net_leaves_its_record_to_be_deleted_and_only_a_replace_a_range_to_be_filled() {
    let obliges = |step: &crate::model::Step<crate::registry::arin::work::Work>| {
        step.consequences.iter().any(|consequence| {
            matches!(consequence, Consequence::Obliges { customer: Some(customer), .. }
                if *customer == record("C1", "heron").incarnation)
        })
    };
    let empties = Consequence::Empties {
        place: place(RANGE),
    };
    let gone = ours().difference();
    assert!(obliges(&gone.steps[0]) && !gone.steps[0].consequences.contains(&empties));
    let replaced = ours().block(block(RANGE, "larkspur")).difference();
    assert!(obliges(&replaced.steps[0]) && replaced.steps[0].consequences.contains(&empties));
}

#[test]
fn a_delete_waits_for_a_ticket_only_where_something_lies_below() {
    let below = |count: usize, case: fn(Case) -> Case| {
        let mut live = reallocation();
        let handle = "NET-198-51-100-64-7".parse().expect("a handle");
        live.below = Some(NetsBelow::ours(vec![handle; count]).into());
        let difference = case(Case::new().ours(live, "DOWN-7", false)).difference();
        difference.changes[0].ticket
    };
    let cases: [fn(Case) -> Case; 2] =
        [|gone| gone, |case| case.block(reallocated(WIDE, "DEEP-9"))];
    for case in cases {
        assert!(!below(0, case) && below(1, case));
    }
}
