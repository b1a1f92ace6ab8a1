//! Customer records that earlier runs left behind, ranges that they emptied, and nets that are ours no longer.

use super::super::live::LiveCustomer;
use super::samples::{Case, block, changes, findings, net, open, place, record, registry, steps};
use crate::journal::{Entry, State};
use crate::model::{Action, Incarnation, Key, Place, RegistryName};
use crate::registry::Difference;
use crate::registry::arin::live::LiveNetwork;
use crate::registry::arin::work::Work;

const RANGE: &str = "198.51.100.64/28";
const BESIDE: &str = "198.51.100.80/28";
const FAR: &str = "198.51.100.160/28";
/// The parent of nets whose network is declared no more.
const ELSEWHERE: &str = "NET-203-0-113-0-1";

fn obliged(of: &RegistryName, customer: Incarnation, place: Place) -> Entry {
    Entry::Obligation {
        state: State::Open,
        registry: of.clone(),
        customer,
        place,
        cause: "its net was deleted".to_owned(),
    }
}

fn emptied(of: &RegistryName, place: Place) -> Entry {
    Entry::Vacancy {
        state: State::Open,
        registry: of.clone(),
        place,
        cause: "arin/net/198.51.100.64/28/delete".to_owned(),
    }
}

fn other() -> RegistryName {
    RegistryName::new("other")
}

fn below(parent: &str, range: &str) -> Place {
    Place {
        parent: parent.parse().expect("a handle"),
        range: range.parse().expect("a range"),
    }
}

/// An old record of ours that can be read, made for a range.
fn left_over(range: &str) -> Case {
    let record = record("C1", "heron");
    let entry = obliged(&registry(), record.incarnation.clone(), place(range));
    Case::new().says(&entry).looked("C1", Some(record))
}

fn unread() -> LiveNetwork {
    LiveNetwork::Unread {
        code: "unread".to_owned(),
        why: "HTTP 500".to_owned(),
        help: "plan again".to_owned(),
    }
}

/// Why each obligation is over.
fn causes(difference: &Difference<Work>) -> Vec<&str> {
    let mut causes = Vec::new();
    for note in &difference.notes {
        if let Entry::Obligation {
            state: State::Closed,
            cause,
            ..
        } = note
        {
            causes.push(cause.as_str());
        }
    }
    causes
}

fn lost(difference: &Difference<Work>) -> usize {
    let notes = difference.notes.iter();
    notes
        .filter(|note| matches!(note, Entry::Released { .. }))
        .count()
}

#[test]
fn a_record_that_an_open_write_names_is_left_alone() {
    let gone = "customer/C1/delete";
    assert_eq!(steps(&left_over(RANGE).difference()), [gone]);
    // By its handle, wherever that write is, and by the range that it was made for.
    let named = left_over(RANGE).says(&open(&registry(), FAR, &["C1"]));
    assert!(named.difference().steps.is_empty());
    let there = left_over(RANGE).says(&open(&registry(), RANGE, &[]));
    assert!(there.difference().steps.is_empty());
    let neither = left_over(RANGE).says(&open(&registry(), FAR, &["C2"]));
    assert_eq!(steps(&neither.difference()), [gone]);
    let elsewhere = left_over(RANGE).says(&open(&other(), RANGE, &["C1"]));
    assert_eq!(steps(&elsewhere.difference()), [gone]);
}

#[test]
fn a_record_of_another_registry_is_not_deleted_here() {
    let record = record("C1", "heron");
    let entry = obliged(&other(), record.incarnation.clone(), place(RANGE));
    let case = Case::new().says(&entry).looked("C1", Some(record));
    let difference = case.difference();
    assert!(difference.steps.is_empty() && difference.notes.is_empty());
}

#[test]
fn a_record_stays_while_a_net_that_could_use_it_was_not_read() {
    // Of its range nothing was read.
    let mut case = left_over(RANGE);
    case.network().unread = vec![(place(RANGE).range, "HTTP 500".to_owned())];
    let difference = case.difference();
    assert!(difference.steps.is_empty() && difference.notes.is_empty());
    assert!(findings(&difference).contains(&"Uncertain C1".to_owned()));
    // That another range was not read says nothing of it.
    let mut case = left_over(RANGE);
    case.network().unread = vec![(place(FAR).range, "HTTP 500".to_owned())];
    assert_eq!(steps(&case.difference()), ["customer/C1/delete"]);
}

#[test]
fn a_record_of_a_network_that_is_declared_no_more_goes_once_all_could_be_read() {
    let record = record("C1", "heron");
    let place = below(ELSEWHERE, "203.0.113.64/28");
    let entry = obliged(&registry(), record.incarnation.clone(), place);
    let case = || Case::new().says(&entry).looked("C1", Some(record.clone()));
    assert_eq!(steps(&case().difference()), ["customer/C1/delete"]);
    let mut closed = case();
    closed.live.networks = vec![unread()];
    assert!(closed.difference().steps.is_empty());
}

#[test]
fn a_record_that_is_used_again_is_let_go_with_the_reason() {
    let live = record("C1", "heron");
    let ours = Case::new()
        .ours(net(FAR, "C1", "heron"), "heron", false)
        .says(&obliged(
            &registry(),
            live.incarnation.clone(),
            place(RANGE),
        ))
        .looked("C1", Some(live))
        .block(block(FAR, "heron"));
    assert_eq!(causes(&ours.difference()), ["in use again"]);
    let theirs = left_over(RANGE).net(net(FAR, "C1", "heron"));
    let void = ["void: a net that is not ours uses it"];
    assert_eq!(causes(&theirs.difference()), void);
}

#[test]
fn a_record_that_lives_another_life_is_not_the_one_that_must_go() {
    let mut again = record("C1", "heron");
    again.incarnation.registered = "2026-09-21T08:00:00-04:00".into();
    let looked = |found: LiveCustomer| left_over(RANGE).looked("C1", Some(found)).difference();
    let difference = looked(again);
    assert!(difference.steps.is_empty());
    let void = ["void: another record has this handle"];
    assert_eq!(causes(&difference), void);
}

#[test]
fn a_record_whose_date_was_never_read_is_told_by_its_handle() {
    let live = record("C1", "heron");
    let mut meant = live.incarnation.clone();
    meant.registered = "".into();
    let case = Case::new()
        .says(&obliged(&registry(), meant.clone(), place(RANGE)))
        .looked("C1", Some(live.clone()));
    assert_eq!(steps(&case.difference()), ["customer/C1/delete"]);
    // An answer that names another record is no reason to delete that one.
    let mut strange = live;
    strange.incarnation.handle = "C2".parse().expect("a handle");
    let case = Case::new()
        .says(&obliged(&registry(), meant, place(RANGE)))
        .looked("C1", Some(strange));
    assert!(case.difference().steps.is_empty());
}

#[test]
fn a_record_whose_delete_came_to_nothing_is_not_tried_again_until_it_changes() {
    let held = |fingerprint: &str| Entry::Held {
        state: State::Open,
        registry: registry(),
        key: Key::new("C1"),
        action: Action::Delete,
        fingerprint: fingerprint.to_owned(),
        reason: "the registry says that it is linked".to_owned(),
    };
    let fingerprint = record("C1", "heron").incarnation.fingerprint();
    let difference = left_over(RANGE).says(&held(&fingerprint)).difference();
    assert!(difference.steps.is_empty());
    assert_eq!(findings(&difference), ["Held C1"]);
    let changed = left_over(RANGE).says(&held("another life")).difference();
    assert_eq!(steps(&changed), ["customer/C1/delete"]);
}

#[test]
fn the_old_record_waits_for_what_fills_its_range_and_for_nothing_else() {
    let waits_for = |case: Case| {
        let difference = case.says(&emptied(&registry(), place(RANGE))).difference();
        let record = difference
            .steps
            .iter()
            .find(|step| step.id.as_str() == "arin/customer/C1/delete");
        let requires = record.map(|step| step.requires.iter().map(ToString::to_string).collect());
        requires.unwrap_or_else(|| vec!["stays".to_owned()])
    };
    let none: [String; 0] = [];
    let filled = left_over(RANGE)
        .block(block(RANGE, "larkspur"))
        .block(block(FAR, "mill"));
    assert_eq!(waits_for(filled), ["arin/net/198.51.100.64/28/create"]);
    // The net that came there is ours: the range is filled, and the record is in nobody's way.
    let ours = left_over(RANGE)
        .ours(net(RANGE, "C9", "larkspur"), "larkspur", false)
        .block(block(RANGE, "larkspur"));
    assert_eq!(waits_for(ours), none);
    // A delete of a net of ours in the range fills nothing.
    let going = left_over(RANGE).ours(net(RANGE, "C9", "larkspur"), "larkspur", false);
    assert_eq!(waits_for(going), none);
    // What is to fill it could not be read.
    let mut unread = left_over(BESIDE).block(block(RANGE, "larkspur"));
    unread.network().unread = vec![(place(RANGE).range, "HTTP 500".to_owned())];
    assert_eq!(waits_for(unread), none);
}

#[test]
fn a_range_that_was_emptied_is_filled_once_and_its_note_is_closed() {
    let closed = |case: Case| {
        let mut causes = Vec::new();
        for note in case.difference().notes {
            if let Entry::Vacancy {
                state: State::Closed,
                cause,
                ..
            } = note
            {
                causes.push(cause);
            }
        }
        causes
    };
    let here = || Case::new().says(&emptied(&registry(), place(RANGE)));
    assert_eq!(closed(here()), ["undeclared"]);
    let declared = here().block(block(RANGE, "heron"));
    assert!(closed(declared).is_empty());
    let filled =
        here()
            .block(block(RANGE, "heron"))
            .ours(net(RANGE, "C1", "heron"), "heron", false);
    assert_eq!(closed(filled), ["filled"]);
    // Another registry's is not ours to close, and no reason to fill anything here first.
    let elsewhere = || Case::new().says(&emptied(&other(), place(RANGE)));
    assert!(closed(elsewhere()).is_empty());
    let made = elsewhere().block(block(RANGE, "heron")).difference();
    assert!(made.resumed.is_empty());
    let beside = here().block(block(BESIDE, "heron")).difference();
    assert!(beside.resumed.is_empty());
}

#[test]
fn a_vacancy_is_wanted_by_blocks_of_its_own_network() {
    // Two networks; only the second declares a block, and only in its own space.
    let mut case = Case::new().says(&emptied(&registry(), place(RANGE)));
    let mut inner = case.desired.networks[0].clone();
    inner.prefix = "198.51.100.64/26".parse().expect("a prefix");
    case.desired.networks.push(inner);
    let mut live = case.network().clone();
    live.handle = "NET-198-51-100-64-9".parse().expect("a handle");
    case.live.networks.push(LiveNetwork::Read(live));
    let mut of_inner = block(RANGE, "heron");
    of_inner.network = 1;
    let difference = case.block(of_inner).difference();
    assert!(difference.notes.iter().any(|note| matches!(
        note,
        Entry::Vacancy {
            state: State::Closed,
            ..
        }
    )));
}

#[test]
fn a_net_that_somebody_made_wider_or_narrower_is_ours_no_longer() {
    for now in ["198.51.100.64/27", "198.51.100.64/29"] {
        let ours = net(RANGE, "C1", "heron");
        let mut case = Case::new().ours(ours.clone(), "heron", false);
        let mut changed = net(now, "C1", "heron");
        changed.incarnation = ours.incarnation;
        case.network().nets = vec![changed];
        let difference = case.difference();
        assert_eq!(lost(&difference), 1, "{now}");
        assert!(difference.steps.is_empty(), "{now}");
        // The record is linked from the net that stays.
        assert_eq!(
            causes(&difference),
            ["void: a net that is not ours uses it"]
        );
    }
}

#[test]
fn a_net_that_could_not_be_read_or_that_waits_is_not_lost() {
    let gone = |entry: Option<Entry>, unread: Option<&str>| {
        let mut case = Case::new()
            .ours(net(RANGE, "C1", "heron"), "heron", false)
            .looked("C1", Some(record("C1", "heron")));
        case.network().nets.clear();
        if let Some(range) = unread {
            case.network().unread = vec![(place(range).range, "HTTP 500".to_owned())];
        }
        if let Some(entry) = entry {
            case = case.says(&entry);
        }
        let difference = case.difference();
        (lost(&difference), difference.steps.len())
    };
    assert_eq!(gone(None, None), (1, 1));
    assert_eq!(gone(None, Some("198.51.100.64/27")), (0, 0));
    assert_eq!(gone(None, Some(FAR)), (1, 1));
    assert_eq!(gone(Some(open(&registry(), RANGE, &[])), None), (0, 0));
    assert_eq!(gone(Some(open(&registry(), FAR, &[])), None), (1, 1));
}

#[test]
fn nets_of_ours_in_no_declared_network_are_named_and_left_alone() {
    let owned = |of: RegistryName, parent: &str, range: &str| Entry::Adopted {
        registry: of,
        place: below(parent, range),
        incarnation: net(RANGE, "C1", "heron").incarnation,
        key: Key::new(range),
        customer: Key::new("heron"),
        protected: false,
    };
    let case = || {
        Case::new()
            .says(&owned(registry(), ELSEWHERE, "203.0.113.64/28"))
            .says(&owned(other(), ELSEWHERE, "203.0.113.128/28"))
            .ours(net(FAR, "C2", "mill"), "mill", false)
            .block(block(FAR, "mill"))
    };
    let difference = case().difference();
    assert_eq!(findings(&difference), ["Keep 203.0.113.64/28"]);
    assert!(changes(&difference).is_empty() && difference.notes.is_empty());
    // While a network could not be read it may be the one.
    let mut unknown = case();
    let mut second = unknown.desired.networks[0].clone();
    second.prefix = "203.0.113.0/24".parse().expect("a prefix");
    unknown.desired.networks.push(second);
    unknown.live.networks.push(unread());
    assert!(findings(&unknown.difference()).is_empty());
}
