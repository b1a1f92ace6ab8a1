//! Nets that are given to orgs: what goes down with a reallocation, and what must not.

use super::super::Pocs;
use super::super::live::{LiveNet, NetsBelow};
use super::samples::{
    Case, block, changes, codes, findings, grant, net, place, reallocated, reassigned, registry,
    steps,
};
use crate::journal::Entry;
use crate::model::{Consequence, Handle, Key, Listed, NetHandle, NetType, StepId};
use crate::registry::Below;

const RANGE: &str = "198.51.100.64/27";
const SECOND: &str = "198.51.100.128/27";
const THIRD: &str = "198.51.100.192/27";

#[test]
fn a_net_is_an_orgs_only_in_the_declared_way() {
    for (live, theirs, ours) in [
        (grant(RANGE, "DOWN-7", NetType::Reassignment), "adopt", ""),
        (
            grant(RANGE, "DOWN-7", NetType::Reallocation),
            "taken",
            "replace",
        ),
        (
            grant(RANGE, "DEEP-9", NetType::Reassignment),
            "taken",
            "replace",
        ),
        (net(RANGE, "C1", "DOWN-7"), "taken", "replace"),
    ] {
        let case = Case::new().block(reassigned(RANGE, "DOWN-7"));
        let found = case.net(live.clone()).difference();
        if theirs == "taken" {
            assert_eq!(codes(&found), ["taken"]);
            assert!(found.steps.is_empty());
        } else {
            assert_eq!(changes(&found), ["adopt 198.51.100.64/27"]);
        }
        let case = Case::new().block(reassigned(RANGE, "DOWN-7"));
        let known = case.ours(live, "any", false).difference();
        let wanted: Vec<String> = [ours]
            .iter()
            .filter(|word| !word.is_empty())
            .map(|word| format!("{word} 198.51.100.64/27"))
            .collect();
        assert_eq!(changes(&known), wanted);
    }
}

#[test]
fn what_lies_below_is_told_and_what_is_ours_of_it_is_let_go() {
    let mut live = grant(RANGE, "DOWN-7", NetType::Reallocation);
    let inner = "NET-198-51-100-64-2";
    live.below = Some(NetsBelow::ours(vec![inner.parse().expect("a handle")]).into());
    let mut child = net("198.51.100.64/29", "C09990002", "heron");
    child.place.parent = live.incarnation.handle.as_str().parse().expect("a handle");
    child.incarnation.handle = inner.parse().expect("a handle");
    let owned = Entry::Adopted {
        registry: registry(),
        place: child.place.clone(),
        incarnation: child.incarnation.clone(),
        key: Key::new("198.51.100.64/29"),
        customer: Key::new("heron"),
        protected: false,
    };
    let difference = Case::new()
        .ours(live.clone(), "DOWN-7", false)
        .says(&owned)
        .difference();
    assert_eq!(difference.changes[0].below, Below::Known(1));
    assert!(difference.changes[0].ticket);
    let released = Consequence::Releases {
        registry: None,
        place: child.place.clone(),
    };
    let consequences = &difference.steps[0].consequences;
    assert!(consequences.contains(&released));
    let obliged = consequences.iter().any(|consequence| {
        matches!(consequence, Consequence::Obliges { customer: Some(record), .. }
            if record.handle.as_str() == "C09990002")
    });
    assert!(obliged, "{consequences:?}");

    let Entry::Adopted {
        registry,
        place,
        incarnation,
        key,
        customer,
        ..
    } = owned
    else {
        panic!("adopted")
    };
    let protected = Entry::Adopted {
        registry,
        place,
        incarnation,
        key,
        customer,
        protected: true,
    };
    let kept = Case::new()
        .ours(live.clone(), "DOWN-7", false)
        .says(&protected)
        .difference();
    assert!(kept.steps.is_empty());
    assert_eq!(codes(&kept), ["protected"]);

    live.below = None;
    let uncounted = Case::new().ours(live, "DOWN-7", false).difference();
    assert!(uncounted.steps.is_empty());
    assert_eq!(codes(&uncounted), ["below-unknown"]);
}

#[test]
fn a_write_of_one_net_of_an_org_locks_no_other() {
    let gone = Case::new()
        .ours(
            grant(RANGE, "DOWN-7", NetType::Reassignment),
            "DOWN-7",
            false,
        )
        .difference();
    let names: Vec<&str> = gone.steps[0].names.iter().map(Handle::as_str).collect();
    assert_eq!(names, ["NET-198-51-100-64-1"]);
    let customer = net(RANGE, "C09990001", "heron");
    let gone = Case::new().ours(customer, "heron", false).difference();
    let names: Vec<&str> = gone.steps[0].names.iter().map(Handle::as_str).collect();
    assert_eq!(names, ["NET-198-51-100-64-1", "C09990001"]);
}

/// A reallocation of ours with one net below it that is not.
fn with_a_stranger_below() -> (LiveNet, Case) {
    let mut live = grant(RANGE, "DOWN-7", NetType::Reallocation);
    let stranger: NetHandle = "NET-198-51-100-64-2".parse().expect("a handle");
    live.below = Some(Box::new(NetsBelow {
        nets: vec![stranger.clone()],
        others: vec![stranger],
    }));
    (live.clone(), Case::new().ours(live, "DOWN-7", false))
}

#[test]
fn what_others_have_below_a_reallocation_keeps_it_whatever_would_delete_it() {
    let cases: [fn(Case) -> Case; 3] = [
        |gone| gone,
        |case| case.block(reallocated(RANGE, "DEEP-9")),
        |case| case.block(block("198.51.100.64/28", "heron")),
    ];
    for case in cases {
        let difference = case(with_a_stranger_below().1).difference();
        assert!(difference.steps.is_empty(), "{:?}", difference.steps);
        assert_eq!(codes(&difference), ["others-below"]);
    }
}

#[test]
fn a_person_names_a_reallocation_whose_entry_is_gone_and_that_is_not_protected() {
    let named = |mut case: Case| {
        case.desired.pruned = [RANGE.parse().expect("a range")].into();
        case.difference()
    };
    let (live, case) = with_a_stranger_below();
    let gone = named(case);
    assert_eq!(changes(&gone), ["delete 198.51.100.64/27"]);
    assert_eq!(gone.changes[0].below, Below::Known(1));
    let (_, case) = with_a_stranger_below();
    let makes_way = named(case.block(block("198.51.100.64/28", "heron")));
    assert_eq!(changes(&makes_way), ["delete 198.51.100.64/27"]);
    let (_, case) = with_a_stranger_below();
    let declared = named(case.block(reallocated(RANGE, "DOWN-7")));
    assert!(declared.steps.is_empty());
    let protected = named(Case::new().ours(live, "DOWN-7", true));
    assert!(protected.steps.is_empty());
    // No other registration of ours goes by name.
    let detailed = grant(RANGE, "DOWN-7", NetType::Reassignment);
    let other = Case::new()
        .ours(detailed, "DOWN-7", false)
        .block(reassigned(RANGE, "DEEP-9"));
    assert_eq!(changes(&named(other)), ["replace 198.51.100.64/27"]);
}

#[test]
fn a_reallocation_stays_while_a_network_in_it_is_declared_here_or_elsewhere() {
    for prefix in [RANGE, "198.51.100.72/29"] {
        let live = grant(RANGE, "DOWN-7", NetType::Reallocation);
        let mut case = Case::new().ours(live, "DOWN-7", false);
        case.desired.elsewhere = vec![prefix.parse().expect("a prefix")];
        let difference = case.difference();
        assert!(difference.steps.is_empty());
        assert_eq!(codes(&difference), ["declared-below"]);
    }
}

#[test]
fn of_several_replaces_for_one_org_the_first_runs_alone() {
    let was = |range: &str| grant(range, "DEEP-9", NetType::Reassignment);
    let difference = Case::new()
        .ours(was(RANGE), "DEEP-9", false)
        .ours(was(SECOND), "DEEP-9", false)
        .ours(was(THIRD), "DEEP-9", false)
        .block(reassigned(RANGE, "DOWN-7"))
        .block(reassigned(SECOND, "DOWN-7"))
        .block(reallocated(THIRD, "OTHER-3"))
        .difference();
    let requires = |name: &str| {
        let step = difference
            .steps
            .iter()
            .find(|step| step.id.as_str() == name);
        step.expect(name).requires.clone()
    };
    let first = StepId::new("arin/net/198.51.100.64/27/create");
    assert_eq!(requires("arin/net/198.51.100.128/27/delete"), [first]);
    assert!(requires("arin/net/198.51.100.64/27/delete").is_empty());
    assert!(requires("arin/net/198.51.100.192/27/delete").is_empty());
}

#[test]
fn pocs_are_linked_by_a_step_of_their_own_behind_the_create() {
    let mut wanted = reassigned(RANGE, "DOWN-7");
    let tech = vec!["TEC7-ARIN".parse().expect("a handle")];
    let pocs = |tech| Pocs {
        tech,
        ..Pocs::UNSAID
    };
    wanted.extras_mut().pocs = Some(Box::new(pocs(Listed::Value(tech))));
    let difference = Case::new().block(wanted.clone()).difference();
    assert_eq!(
        steps(&difference),
        ["net/198.51.100.64/27/create", "net/198.51.100.64/27/modify"]
    );
    assert_eq!(
        difference.steps[1].requires,
        [difference.steps[0].id.clone()]
    );
    assert_eq!(changes(&difference), ["create 198.51.100.64/27"]);
    wanted.extras_mut().pocs = Some(Box::new(pocs(Listed::Clear)));
    assert_eq!(Case::new().block(wanted).difference().steps.len(), 1);
}

#[test]
fn an_org_is_never_a_record_that_has_to_go() {
    let gone = grant(RANGE, "DOWN-7", NetType::Reassignment);
    let mut case = Case::new().ours(gone, "DOWN-7", false);
    case.network().nets.clear();
    let difference = case.difference();
    assert_eq!(findings(&difference), ["Lost 198.51.100.64/27"]);
    assert!(difference.steps.is_empty());
    assert!(
        !difference
            .notes
            .iter()
            .any(|note| matches!(note, Entry::Obligation { .. }))
    );
    let made = block(SECOND, "heron");
    let case = case.block(made);
    assert_eq!(changes(&case.difference()), ["create 198.51.100.128/27"]);
    assert!(case.ledger.owned_at(&registry(), &place(RANGE)).is_some());
}
