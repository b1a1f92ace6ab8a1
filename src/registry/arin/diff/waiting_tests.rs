//! What waits, what could not be read, and what earlier runs left behind.

use super::samples::{
    Case, block, codes, findings, net, open, place, record, registry, steps, ticketed,
};
use crate::journal::{Entry, State};
use crate::model::{Action, RegistryName};
use crate::registry::arin::live::{LiveNetwork, LiveRecipient};

const RANGE: &str = "198.51.100.64/28";

fn delete_intent() -> Entry {
    open(&registry(), RANGE, &[])
}

#[test]
fn what_is_behind_an_open_ticket_or_an_unknown_outcome_waits() {
    let ours = || net(RANGE, "C1", "heron");
    let open = Case::new()
        .ours(ours(), "heron", false)
        .says(&delete_intent());
    assert_eq!(findings(&open.difference()), ["Uncertain 198.51.100.64/28"]);
    let waits = open.says(&ticketed());
    for case in [
        Case::new().ours(ours(), "heron", false),
        Case::new()
            .ours(ours(), "heron", false)
            .block(block(RANGE, "larkspur")),
        Case::new()
            .ours(ours(), "heron", false)
            .block(block("198.51.100.64/27", "heron")),
    ] {
        let difference = case.says(&delete_intent()).says(&ticketed()).difference();
        assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
        assert!(difference.objections.is_empty());
        assert_eq!(findings(&difference)[0], "Wait 198.51.100.64/28");
    }
    assert_eq!(findings(&waits.difference()), ["Wait 198.51.100.64/28"]);
}

#[test]
fn what_waits_above_a_network_is_told_in_it() {
    let above = || open(&registry(), "198.51.100.0/22", &[]);
    let case = Case::new().block(block(RANGE, "heron")).says(&above());
    let difference = case.difference();
    assert!(difference.steps.is_empty() && difference.objections.is_empty());
    assert_eq!(findings(&difference), ["Uncertain 198.51.100.0/22"]);
    assert_eq!(
        findings(&case.says(&ticketed()).difference()),
        ["Wait 198.51.100.0/22"]
    );
}

#[test]
fn what_may_have_been_registered_is_not_registered_again() {
    let wanted = || Case::new().block(block(RANGE, "heron"));
    assert_eq!(steps(&wanted().difference()).len(), 1);
    let unknown = wanted().says(&delete_intent());
    assert!(unknown.difference().steps.is_empty());
    let waits = unknown.says(&ticketed());
    assert!(waits.difference().steps.is_empty());
}

#[test]
fn a_ticket_of_another_registry_holds_nothing_up_here() {
    let other = RegistryName::new("other");
    let difference = Case::new()
        .block(block(RANGE, "heron"))
        .says(&open(&other, RANGE, &[]))
        .says(&ticketed())
        .difference();
    assert_eq!(steps(&difference), ["net/198.51.100.64/28/create"]);
    assert!(findings(&difference).is_empty());
}

#[test]
fn a_block_beside_a_doubt_whose_space_one_net_takes_waits_and_says_so() {
    let difference = Case::new()
        .says(&delete_intent())
        .net(net("198.51.100.64/27", "C9", "mill"))
        .block(block("198.51.100.80/28", "larkspur"))
        .difference();
    assert!(difference.steps.is_empty() && difference.objections.is_empty());
    assert_eq!(
        findings(&difference),
        ["Uncertain 198.51.100.64/28", "Wait 198.51.100.80/28"]
    );
}

#[test]
fn nothing_follows_from_what_could_not_be_read() {
    let mut case = Case::new()
        .block(block(RANGE, "heron"))
        .says(&Entry::Closed);
    case.network().unread = vec![(place(RANGE).range, "HTTP 500".to_owned())];
    let difference = case.difference();
    assert!(difference.steps.is_empty());
    assert_eq!(codes(&difference), ["unread"]);

    let mut unread = net(RANGE, "C1", "heron");
    unread.recipient = LiveRecipient::Unread("HTTP 500".into());
    let gone = Case::new().ours(unread, "heron", false).difference();
    assert!(gone.steps.is_empty());
    assert_eq!(codes(&gone), ["unread"]);
}

#[test]
fn an_unread_network_loses_nothing() {
    let mut case = Case::new().block(block(RANGE, "heron")).ours(
        net("198.51.100.0/28", "C1", "heron"),
        "heron",
        false,
    );
    case.live.networks = vec![LiveNetwork::Unread {
        code: "unread".to_owned(),
        why: "HTTP 500".to_owned(),
        help: "plan again".to_owned(),
    }];
    let difference = case.difference();
    assert!(difference.steps.is_empty() && difference.notes.is_empty());
    assert_eq!(codes(&difference), ["unread"]);
}

fn obligation(handle: &str) -> Entry {
    Entry::Obligation {
        state: State::Open,
        registry: registry(),
        customer: record(handle, "heron").incarnation,
        place: place(RANGE),
        cause: "arin/net/198.51.100.64/28/delete".to_owned(),
    }
}

#[test]
fn a_record_of_ours_without_a_net_goes_and_counts_as_no_registration() {
    let case = Case::new().says(&obligation("C1"));
    let difference = case.looked("C1", Some(record("C1", "heron"))).difference();
    assert_eq!(steps(&difference), ["customer/C1/delete"]);
    assert_eq!(difference.changes[0].change.count, 0);
}

#[test]
fn a_record_that_is_gone_or_that_another_net_uses_is_let_go() {
    let gone = Case::new()
        .says(&obligation("C1"))
        .looked("C1", None)
        .difference();
    let used = Case::new()
        .says(&obligation("C1"))
        .looked("C1", Some(record("C1", "heron")))
        .net(net("198.51.100.0/28", "C1", "heron"))
        .difference();
    for difference in [gone, used] {
        assert!(difference.steps.is_empty());
        assert!(matches!(
            &difference.notes[..],
            [Entry::Obligation {
                state: State::Closed,
                ..
            }]
        ));
    }
}

#[test]
fn a_record_that_could_not_be_read_stays() {
    let difference = Case::new().says(&obligation("C1")).difference();
    assert!(difference.steps.is_empty() && difference.notes.is_empty());
}

#[test]
fn a_vacancy_is_filled_first_and_keeps_the_old_record_until_then() {
    let vacancy = Entry::Vacancy {
        state: State::Open,
        registry: registry(),
        place: place(RANGE),
        cause: "arin/net/198.51.100.64/28/delete".to_owned(),
    };
    let case = Case::new()
        .says(&vacancy)
        .says(&obligation("C1"))
        .looked("C1", Some(record("C1", "heron")));
    let undeclared = case.difference();
    assert_eq!(steps(&undeclared), ["customer/C1/delete"]);
    assert!(matches!(
        &undeclared.notes[..],
        [Entry::Vacancy {
            state: State::Closed,
            ..
        }]
    ));

    let case = case
        .block(block("198.51.100.0/28", "mill"))
        .block(block(RANGE, "larkspur"));
    let difference = case.difference();
    assert_eq!(steps(&difference)[0], "net/198.51.100.64/28/create");
    assert_eq!(difference.resumed, [difference.steps[0].change.clone()]);
    let record = difference
        .steps
        .iter()
        .find(|step| step.action == Action::Delete);
    assert_eq!(
        record.expect("a delete").requires,
        [difference.steps[0].id.clone()]
    );

    let taken = case.net(net("198.51.100.72/29", "C9", "mill"));
    let difference = taken.difference();
    assert_eq!(codes(&difference), ["overlaps-unmanaged"]);
    assert!(!steps(&difference).contains(&"customer/C1/delete"));
    let kept = findings(&difference);
    assert!(
        kept.iter().any(|kept| kept.contains("C1")),
        "a record that waits is named: {kept:?}"
    );
}
