//! The table of the design's section 5, row by row.

use std::sync::Arc;

use super::samples::{Case, block, changes, codes, findings, net, place, record, registry, steps};
use crate::journal::{Entry, State};
use crate::model::{Action, Claim, Effect, Key, Listed, OrgHandle, StepId};
use crate::registry::arin::live::LiveRecipient;
use crate::registry::arin::work::{Record, Work};

const RANGE: &str = "198.51.100.64/28";

#[test]
fn a_block_with_nothing_in_its_range_is_created() {
    let difference = Case::new().block(block(RANGE, "heron")).difference();
    assert_eq!(steps(&difference), ["net/198.51.100.64/28/create"]);
    assert_eq!(changes(&difference), ["create 198.51.100.64/28"]);
    let step = &difference.steps[0];
    assert_eq!(
        step.claim,
        Some(Claim::new(&registry(), place(RANGE).range, Effect::Takes))
    );
    assert!(matches!(
        &*step.payload,
        Work::Reassign { record: Record::Embedded, seen_empty: true, name, .. }
            if name.as_str() == "NET-198-51-100-64-28"
    ));
}

#[test]
fn a_record_may_be_made_by_a_request_of_its_own() {
    let mut case = Case::new().block(block(RANGE, "heron"));
    case.separate = true;
    let difference = case.difference();
    assert_eq!(
        steps(&difference),
        [
            "customer/198.51.100.64/28/create",
            "net/198.51.100.64/28/create"
        ]
    );
    assert_eq!(
        difference.steps[1].requires,
        [difference.steps[0].id.clone()]
    );
    assert_eq!(changes(&difference), ["create 198.51.100.64/28"]);
}

#[test]
fn a_net_of_ours_that_is_as_declared_needs_nothing() {
    let difference = Case::new()
        .block(block(RANGE, "heron"))
        .ours(net(RANGE, "C1", "heron"), "heron", false)
        .difference();
    assert!(difference.steps.is_empty() && difference.notes.is_empty());
    assert_eq!((difference.unchanged, difference.managed), (1, 1));
}

#[test]
fn a_net_that_matches_and_is_not_ours_is_adopted() {
    let difference = Case::new()
        .block(block(RANGE, "heron"))
        .net(net(RANGE, "C1", "Heron "))
        .difference();
    assert_eq!(steps(&difference)[0], "net/198.51.100.64/28/adopt");
    assert_eq!(
        changes(&difference),
        ["adopt 198.51.100.64/28", "modify 198.51.100.64/28"]
    );
    assert_eq!(
        difference.steps[1].requires,
        [difference.steps[0].id.clone()]
    );
}

#[test]
fn a_name_or_comment_that_differs_modifies_the_net() {
    let mut wanted = block(RANGE, "heron");
    wanted.extras_mut().name = Some("EXMPL-BHB-1".parse().expect("a name"));
    wanted.extras_mut().comment = Listed::Value(vec!["NOC hours".into()]);
    let difference = Case::new()
        .block(wanted)
        .ours(net(RANGE, "C1", "heron"), "heron", false)
        .difference();
    assert_eq!(steps(&difference), ["net/198.51.100.64/28/modify"]);
    let fields: Vec<&str> = difference.changes[0]
        .details
        .iter()
        .map(|d| d.field.as_str())
        .collect();
    assert_eq!(fields, ["name", "comment"]);
}

#[test]
fn what_the_entry_leaves_out_is_left_alone() {
    let mut live = net(RANGE, "C1", "heron");
    live.view = live.view.with_comment(vec!["theirs".into()]);
    let case = Case::new().ours(live, "heron", false);
    let difference = case.block(block(RANGE, "heron")).difference();
    assert!(difference.steps.is_empty());
}

#[test]
fn a_profile_that_differs_modifies_each_of_its_records() {
    let moved = |range: &str, handle: &str| {
        let mut net = net(range, handle, "heron");
        if let LiveRecipient::Customer(customer) = &mut net.recipient {
            let mut view = customer.view.unpacked();
            view.city = "Elsewhere".into();
            customer.view = (&view).into();
        }
        net
    };
    let difference = Case::new()
        .block(block("198.51.100.0/28", "heron"))
        .block(block("198.51.100.16/28", "heron"))
        .ours(moved("198.51.100.0/28", "C1"), "heron", false)
        .ours(moved("198.51.100.16/28", "C2"), "heron", false)
        .difference();
    assert_eq!(
        steps(&difference),
        [
            "customer/198.51.100.0/28/modify",
            "customer/198.51.100.16/28/modify"
        ]
    );
    assert_eq!(difference.changes.len(), 2);
}

#[test]
fn net_and_record_of_one_block_are_one_change() {
    let mut wanted = block(RANGE, "heron");
    wanted.extras_mut().name = Some("EXMPL-BHB-1".parse().expect("a name"));
    let difference = Case::new()
        .block(wanted)
        .ours(net(RANGE, "C1", "Heron Inc"), "heron", false)
        .difference();
    assert_eq!(difference.steps.len(), 2);
    assert_eq!(changes(&difference), ["modify 198.51.100.64/28"]);
}

#[test]
fn another_customer_replaces_a_net_of_ours() {
    let difference = Case::new()
        .block(block(RANGE, "larkspur"))
        .ours(net(RANGE, "C1", "heron"), "heron", false)
        .difference();
    assert_eq!(
        steps(&difference),
        [
            "net/198.51.100.64/28/delete",
            "net/198.51.100.64/28/create",
            "customer/C1/delete"
        ]
    );
    assert_eq!(changes(&difference), ["replace 198.51.100.64/28"]);
    let [delete, create, record] = difference.steps.as_slice() else {
        panic!("three steps")
    };
    assert_eq!(create.requires, vec![delete.id.clone()]);
    assert_eq!(record.requires, [delete.id.clone(), create.id.clone()]);
    assert!(matches!(
        &*create.payload,
        Work::Reassign {
            seen_empty: false,
            ..
        }
    ));
}

#[test]
fn a_protected_net_is_not_replaced() {
    for (declared, remembered) in [(true, false), (false, true)] {
        let mut wanted = block(RANGE, "larkspur");
        wanted.protect = declared;
        let difference = Case::new()
            .block(wanted)
            .ours(net(RANGE, "C1", "heron"), "heron", remembered)
            .difference();
        assert!(difference.steps.is_empty());
        assert_eq!(codes(&difference), ["protected"]);
    }
}

#[test]
fn a_net_of_another_recipient_that_is_not_ours_is_taken() {
    let org = || {
        let mut net = net(RANGE, "C1", "heron");
        let org: OrgHandle = "DOWN-7".parse().expect("an org");
        net.incarnation.recipient = Some((&org).into());
        net.recipient = LiveRecipient::Org(org);
        net
    };
    for live in [net(RANGE, "C1", "Somebody Else"), org()] {
        let difference = Case::new()
            .block(block(RANGE, "heron"))
            .net(live)
            .difference();
        assert!(difference.steps.is_empty() && difference.notes.is_empty());
        assert_eq!(codes(&difference), ["taken"]);
    }
}

#[test]
fn a_net_that_lives_another_life_is_ours_no_longer() {
    let old = net(RANGE, "C1", "heron");
    let difference = Case::new()
        .ours(old, "heron", false)
        .block(block(RANGE, "heron"));
    let mut again = difference;
    again.network().nets = vec![net(RANGE, "C9", "Somebody Else")];
    let again = again.looked("C1", Some(record("C1", "heron"))).difference();
    assert_eq!(codes(&again), ["taken"]);
    assert_eq!(
        findings(&again),
        ["Objected 198.51.100.64/28", "Lost 198.51.100.64/28"]
    );
    // Its record is ours still, and nothing links to it.
    assert_eq!(steps(&again), ["customer/C1/delete"]);
    assert!(matches!(again.notes[0], Entry::Released { .. }));
    assert!(matches!(
        again.notes[1],
        Entry::Obligation {
            state: State::Open,
            ..
        }
    ));
}

#[test]
fn a_changed_key_with_the_same_name_sends_nothing() {
    let mut case = Case::new().ours(net(RANGE, "C1", "heron"), "old-key", false);
    case = case.block(block(RANGE, "heron"));
    let difference = case.difference();
    assert!(difference.steps.is_empty());
    assert!(
        matches!(&difference.notes[..], [Entry::Rekeyed { customer, .. }] if customer.as_str() == "heron")
    );
    assert_eq!(difference.unchanged, 1);
}

#[test]
fn a_former_key_renames_also_where_the_name_changes() {
    let mut case = Case::new().block(block(RANGE, "heron")).ours(
        net(RANGE, "C1", "Old Name"),
        "old-key",
        false,
    );
    let heron = case.desired.profiles.get_mut(&Key::new("heron"));
    Arc::make_mut(heron.expect("heron")).formerly = Box::new([Key::new("old-key")]);
    let difference = case.difference();
    assert_eq!(steps(&difference), ["customer/198.51.100.64/28/modify"]);
    assert!(matches!(&difference.notes[..], [Entry::Rekeyed { .. }]));
}

#[test]
fn nets_of_ours_make_way_for_a_block_of_another_size() {
    let difference = Case::new()
        .block(block(RANGE, "heron"))
        .ours(net("198.51.100.64/29", "C1", "heron"), "heron", false)
        .ours(net("198.51.100.72/29", "C2", "mill"), "mill", false)
        .difference();
    assert_eq!(
        changes(&difference),
        [
            "delete 198.51.100.64/29",
            "delete 198.51.100.72/29",
            "create 198.51.100.64/28"
        ]
    );
    let create = difference
        .steps
        .iter()
        .find(|step| step.action == Action::Create);
    let requires = &create.expect("a create").requires;
    assert_eq!(
        requires,
        &[
            StepId::new("arin/net/198.51.100.64/29/delete"),
            StepId::new("arin/net/198.51.100.72/29/delete")
        ]
    );
}

#[test]
fn nothing_makes_way_that_is_not_ours_or_protected() {
    let theirs = Case::new()
        .block(block(RANGE, "heron"))
        .net(net("198.51.100.64/29", "C1", "Somebody Else"))
        .ours(net("198.51.100.72/29", "C2", "mill"), "mill", false)
        .difference();
    assert!(theirs.steps.is_empty());
    assert_eq!(codes(&theirs), ["overlaps-unmanaged"]);
    let kept = Case::new()
        .block(block(RANGE, "heron"))
        .ours(net("198.51.100.64/29", "C1", "mill"), "mill", true)
        .difference();
    assert!(kept.steps.is_empty());
    assert_eq!(codes(&kept), ["protected"]);
}

#[test]
fn one_refusal_holds_the_whole_chain_of_blocks_and_nets() {
    // The first block meets a net of somebody else, so the net of ours beside it stays, so the second block can
    // not come, so the net behind that must not go either.
    let difference = Case::new()
        .block(block("198.51.100.0/28", "heron"))
        .block(block("198.51.100.16/28", "larkspur"))
        .net(net("198.51.100.0/30", "C1", "Somebody Else"))
        .ours(
            net("198.51.100.8-198.51.100.23", "C2", "mill"),
            "mill",
            false,
        )
        .ours(net("198.51.100.24/29", "C3", "mill"), "mill", false)
        .difference();
    assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
    assert_eq!(codes(&difference), ["overlaps-unmanaged"]);
    assert_eq!(
        findings(&difference),
        ["Objected 198.51.100.0/28", "Wait 198.51.100.16/28"]
    );
}

#[test]
fn a_net_of_ours_that_nobody_declares_goes_with_its_record() {
    let difference = Case::new()
        .ours(net(RANGE, "C1", "heron"), "heron", false)
        .difference();
    assert_eq!(
        steps(&difference),
        ["net/198.51.100.64/28/delete", "customer/C1/delete"]
    );
    assert_eq!(
        difference.steps[1].requires,
        [difference.steps[0].id.clone()]
    );
    assert_eq!(changes(&difference), ["delete 198.51.100.64/28"]);
}

#[test]
fn a_protected_net_that_nobody_declares_is_kept() {
    let difference = Case::new()
        .ours(net(RANGE, "C1", "heron"), "heron", true)
        .difference();
    assert!(difference.steps.is_empty());
    assert_eq!(findings(&difference), ["Keep 198.51.100.64/28"]);
}

#[test]
fn a_net_of_somebody_else_that_nobody_declares_is_found() {
    let difference = Case::new().net(net(RANGE, "C1", "heron")).difference();
    assert!(difference.steps.is_empty() && difference.objections.is_empty());
    assert_eq!(findings(&difference), ["Found 198.51.100.64/28"]);
}
