//! The rules of the fold.

use jiff::Timestamp;
use proptest::prelude::*;

use super::samples::{
    adopted, create, customer, delete, entries, net, outcome, place, registry, run_begun, settled,
    ticket, ticket_news,
};
use super::{Entry, IntentRecord, Ledger, OpId, State, TicketEnd, Verdict};
use crate::model::{Class, Consequence, Field, Incarnation, Key, RegistryName};

fn fold(entries: Vec<Entry>) -> Ledger {
    let mut ledger = Ledger::default();
    for (seq, entry) in (1_u64..).zip(entries) {
        let at = Timestamp::UNIX_EPOCH + std::time::Duration::from_secs(seq);
        ledger.apply(seq, at, &entry);
    }
    ledger
}

fn meant(intent: IntentRecord) -> Entry {
    Entry::Intent(Box::new(intent))
}

fn answered(op: u64, class: Class, incarnation: Option<Incarnation>) -> Entry {
    let mut record = outcome(op, class);
    record.incarnation = incarnation;
    if class == Class::Ticketed {
        record.ticket = Some(ticket(1));
    }
    Entry::Outcome(record)
}

fn found(op: u64, verdict: Verdict, incarnation: Option<Incarnation>) -> Entry {
    let mut record = settled(op, verdict);
    record.incarnation = incarnation;
    Entry::Settled(record)
}

fn obliged(n: u8) -> Entry {
    Entry::Obligation {
        state: State::Open,
        registry: registry(),
        customer: customer(n),
        place: place(n),
        cause: "lost".to_owned(),
    }
}

#[test]
fn an_intent_without_outcome_is_open_and_locks_its_domain() {
    let ledger = fold(vec![meant(create(1, 1))]);
    assert!(!ledger.open[&OpId(1)].sent_uncertain);
    let mut other = create(2, 2).domain;
    other.names.clear();
    assert_eq!(
        ledger.open_in(&registry(), &create(2, 1).domain),
        Some(OpId(1))
    );
    assert_eq!(ledger.open_in(&registry(), &other), None);
}

#[test]
fn a_create_that_is_done_is_owned_in_the_incarnation_of_the_outcome() {
    let ledger = fold(vec![
        obliged(3),
        meant(create(1, 1)),
        answered(1, Class::Done, Some(net(1, 3))),
    ]);
    let owned = ledger.owned_at(&registry(), &place(1)).expect("owned");
    assert_eq!(owned.incarnation, net(1, 3));
    assert!(ledger.open.is_empty() && ledger.obligations.is_empty());
    assert_eq!(ledger.managed(&registry()), 1);
}

#[test]
fn a_create_whose_object_nobody_named_stays_open() {
    for end in [
        answered(1, Class::Done, None),
        found(1, Verdict::Applied, None),
    ] {
        let ledger = fold(vec![meant(create(1, 1)), end]);
        assert!(ledger.owned.is_empty());
        assert!(ledger.open[&OpId(1)].unidentified);
    }
}

#[test]
fn refused_busy_and_unsent_close_without_consequences() {
    for class in [Class::Refused, Class::Busy, Class::Unsent] {
        let ledger = fold(vec![
            adopted(1, 1),
            meant(delete(1, 1)),
            answered(1, class, None),
        ]);
        assert!(ledger.open.is_empty());
        assert_eq!(ledger.managed(&registry()), 1);
        assert_eq!(ledger.deletes_since(Timestamp::UNIX_EPOCH), 0);
    }
}

#[test]
fn an_uncertain_write_stays_open_until_it_is_settled() {
    let start = vec![
        adopted(1, 1),
        meant(delete(1, 1)),
        answered(1, Class::Uncertain, None),
        found(1, Verdict::Uncertain, None),
        found(1, Verdict::Unsettleable, None),
    ];
    let ledger = fold(start.clone());
    assert!(ledger.open[&OpId(1)].sent_uncertain);
    assert_eq!(ledger.managed(&registry()), 1);
    assert_eq!(ledger.deletes_since(Timestamp::UNIX_EPOCH), 1);

    let mut applied = start.clone();
    applied.push(found(1, Verdict::Applied, None));
    let ledger = fold(applied);
    assert_eq!(ledger.managed(&registry()), 0);
    assert_eq!((ledger.obligations.len(), ledger.vacancies.len()), (1, 1));

    for verdict in [Verdict::NotApplied, Verdict::Conflict] {
        let mut end = start.clone();
        end.push(found(1, verdict, None));
        let ledger = fold(end);
        assert!(ledger.open.is_empty() && ledger.vacancies.is_empty());
        assert_eq!(ledger.managed(&registry()), 1);
    }
}

#[test]
fn a_ticket_has_no_consequence_before_its_end() {
    let start = vec![
        adopted(1, 1),
        meant(delete(1, 1)),
        answered(1, Class::Ticketed, None),
        ticket_news(1, 1, None),
    ];
    let ledger = fold(start.clone());
    assert!(ledger.open.is_empty() && ledger.tickets.contains_key(&ticket(1)));
    assert!(ledger.tickets[&ticket(1)].status.is_some());
    assert_eq!(ledger.managed(&registry()), 1);
    for (end, managed) in [(TicketEnd::Applied, 0), (TicketEnd::NotApplied, 1)] {
        let mut entries = start.clone();
        entries.push(ticket_news(1, 1, Some(end)));
        let ledger = fold(entries);
        assert!(ledger.tickets.is_empty() && ledger.known_tickets.contains(&ticket(1)));
        assert_eq!(ledger.managed(&registry()), managed);
    }
}

#[test]
fn a_ticket_that_made_an_object_nobody_named_leaves_its_write_open() {
    let ledger = fold(vec![
        meant(create(1, 1)),
        answered(1, Class::Ticketed, None),
        ticket_news(1, 1, Some(TicketEnd::Applied)),
    ]);
    assert!(ledger.open[&OpId(1)].unidentified && ledger.tickets.is_empty());
}

#[test]
fn two_writes_never_share_a_ticket() {
    let ledger = fold(vec![
        meant(create(1, 1)),
        meant(create(2, 2)),
        answered(1, Class::Ticketed, None),
        answered(2, Class::Ticketed, None),
    ]);
    assert_eq!(ledger.tickets[&ticket(1)].intent.op, OpId(1));
    assert!(ledger.open.contains_key(&OpId(2)));
}

#[test]
fn an_answer_to_another_attempt_changes_nothing() {
    let mut again = create(1, 1);
    again.attempt = 2;
    let ledger = fold(vec![
        meant(again),
        answered(1, Class::Done, Some(net(1, 1))),
    ]);
    assert!(ledger.owned.is_empty() && ledger.open.contains_key(&OpId(1)));
}

#[test]
fn a_release_of_another_life_changes_nothing_and_has_no_hidden_effect() {
    let release = |recipient| Entry::Released {
        registry: registry(),
        place: place(1),
        incarnation: net(1, recipient),
        reason: "lost".to_owned(),
    };
    let ledger = fold(vec![adopted(1, 1), release(2)]);
    assert_eq!(ledger.managed(&registry()), 1);
    let ledger = fold(vec![adopted(1, 1), release(1)]);
    assert!(ledger.owned.is_empty() && ledger.obligations.is_empty());
}

#[test]
fn a_new_key_or_protection_is_remembered_of_that_net_alone() {
    let rekeyed = Entry::Rekeyed {
        registry: registry(),
        place: place(1),
        customer: Key::new("larkspur"),
    };
    let protected = Entry::Protected {
        registry: registry(),
        place: place(1),
        protected: true,
    };
    let before = fold(vec![adopted(1, 1), adopted(2, 2)]);
    let after = fold(vec![adopted(1, 1), adopted(2, 2), rekeyed, protected]);
    let owned = |ledger: &Ledger, n: u8| {
        let owned = ledger.owned_at(&registry(), &place(n)).expect("ours");
        (owned.customer.to_string(), owned.protected)
    };
    assert_eq!(owned(&after, 1), ("larkspur".to_owned(), true));
    assert_eq!(owned(&after, 2), owned(&before, 2));
    assert!(!owned(&before, 1).1);
}

#[test]
fn a_release_is_of_one_place() {
    // Somebody made a net of ours wider: the same life of it, at another place.
    let mut wider = adopted(1, 1);
    if let Entry::Adopted { place: there, .. } = &mut wider {
        *there = place(2);
    }
    let release = Entry::Released {
        registry: registry(),
        place: place(1),
        incarnation: net(1, 1),
        reason: "lost".to_owned(),
    };
    let ledger = fold(vec![adopted(1, 1), wider, release]);
    assert!(ledger.owned_at(&registry(), &place(1)).is_none());
    assert!(ledger.owned_at(&registry(), &place(2)).is_some());
}

#[test]
fn obligations_strays_quirks_and_approvals_begin_and_end() {
    let mut over = obliged(1);
    if let Entry::Obligation { state, .. } = &mut over {
        *state = State::Closed;
    }
    let stray = |state| Entry::Stray {
        state,
        registry: registry(),
        op: OpId(1),
        name: "Blue Heron Bakery LLC".to_owned(),
        cause: "settled by reading".to_owned(),
    };
    let quirk = |state| Entry::Quirk {
        state,
        registry: registry(),
        handle: net(1, 1).handle,
        field: "comment".to_owned(),
        asked: Field::Text("a".into()),
        got: Field::Text("b".into()),
    };
    let approved = Entry::Approved {
        digest: "d1".to_owned(),
        user: "alice".to_owned(),
    };
    let begun = vec![obliged(1), stray(State::Open), quirk(State::Open), approved];
    let counts = |ledger: &Ledger| {
        [
            ledger.obligations.len(),
            ledger.strays.len(),
            ledger.quirks.len(),
            ledger.approvals.len(),
        ]
    };
    assert_eq!(counts(&fold(begun.clone())), [1, 1, 1, 1]);
    let mut ended = begun;
    ended.extend([
        over,
        stray(State::Closed),
        quirk(State::Closed),
        run_begun("d1"),
    ]);
    assert_eq!(counts(&fold(ended)), [0, 0, 0, 0]);
}

#[test]
fn a_customer_of_its_own_request_is_obliged_until_a_net_is_given_to_it() {
    let obliges = Consequence::Obliges {
        registry: None,
        customer: None,
        place: place(1),
    };
    let mut post = create(1, 1);
    post.consequences = vec![obliges];
    let start = vec![meant(post), answered(1, Class::Done, Some(customer(1)))];
    let ledger = fold(start.clone());
    assert!(
        ledger
            .obligations
            .contains_key(&(registry(), customer(1).handle))
    );
    let mut given = start;
    given.push(meant(create(2, 1)));
    given.push(answered(2, Class::Done, Some(net(1, 1))));
    assert!(fold(given).obligations.is_empty());
}

#[test]
fn a_saved_plan_is_consumed_by_its_run_and_marked_when_it_ends() {
    let ended = Entry::RunEnded {
        summary: std::collections::BTreeMap::new(),
    };
    let ledger = fold(vec![run_begun("d1")]);
    assert_eq!(ledger.consumed.values().collect::<Vec<_>>(), [&false]);
    let ledger = fold(vec![run_begun("d1"), ended]);
    assert_eq!(ledger.consumed.values().collect::<Vec<_>>(), [&true]);
    assert!(ledger.run.is_none() && ledger.revision.as_deref() == Some("e51b0a4"));
}

#[test]
fn a_second_identity_under_a_name_is_not_believed() {
    let bound = |identity: &str| Entry::Bound {
        registry: registry(),
        identity: identity.to_owned(),
    };
    let ledger = fold(vec![bound("arin https://a"), bound("arin https://b")]);
    assert_eq!(ledger.bound[&registry()], "arin https://a");
    assert!(!ledger.trusted());
}

proptest! {
    #[test]
    fn any_sequence_folds(entries in entries()) {
        let ledger = fold(entries.clone());
        prop_assert_eq!(format!("{ledger:?}"), format!("{:?}", fold(entries)));
        for owned in ledger.owned.values() {
            let recipient = owned.incarnation.recipient.clone().expect("a recipient");
            // An explicit obligation may be noted after; then its place says what it was made for.
            if let Some(obligation) = ledger.obligations.get(&(registry(), recipient)) {
                prop_assert!(obligation.since >= owned.since);
            }
        }
    }
}

fn object(state: State, n: u8) -> Entry {
    Entry::Object {
        state,
        registry: registry(),
        kind: crate::model::Kind::new("poc"),
        key: crate::model::Key::new("noc"),
        incarnation: customer(n),
        content: None,
        customer: None,
        reason: "adopted".to_owned(),
    }
}

#[test]
fn an_object_is_ours_from_its_create_on_and_until_that_life_of_it_ends() {
    let kind = crate::model::Kind::new("poc");
    let key = crate::model::Key::new("noc");
    let mut made = create(1, 1);
    made.consequences = vec![Consequence::Keeps {
        kind: kind.clone(),
        key: key.clone(),
        content: None,
        customer: None,
    }];
    let begun = vec![meant(made), answered(1, Class::Done, Some(customer(1)))];
    let owned = |entries: Vec<Entry>| {
        let ledger = fold(entries);
        let found = ledger.object(&registry(), "poc", &key);
        found.map(|owned| owned.incarnation.clone())
    };
    assert_eq!(owned(begun.clone()), Some(customer(1)));
    let ended = |n| [begun.clone(), vec![object(State::Closed, n)]].concat();
    assert_eq!(owned(ended(2)), Some(customer(1)));
    assert_eq!(owned(ended(1)), None);
    let mut gone = delete(2, 2);
    gone.consequences = vec![Consequence::Drops {
        kind,
        key: key.clone(),
    }];
    let deleted = [begun, vec![meant(gone), answered(2, Class::Done, None)]];
    assert_eq!(owned(deleted.concat()), None);
}

#[test]
fn an_object_made_without_a_known_incarnation_is_not_ours_and_its_write_stays_open() {
    let key = crate::model::Key::new("noc");
    let mut made = create(1, 1);
    made.consequences = vec![Consequence::Keeps {
        kind: crate::model::Kind::new("poc"),
        key: key.clone(),
        content: None,
        customer: None,
    }];
    let ledger = fold(vec![meant(made), answered(1, Class::Done, None)]);
    assert!(ledger.object(&registry(), "poc", &key).is_none());
    assert!(ledger.open[&OpId(1)].unidentified);
}

#[test]
fn a_delete_ends_what_another_name_of_the_registry_had_below_it() {
    let down = RegistryName::new("down");
    let held = Entry::Adopted {
        registry: down.clone(),
        place: place(2),
        incarnation: customer(2),
        key: Key::new("inner"),
        customer: Key::new("blue-heron"),
        protected: false,
    };
    let mut outer = delete(1, 1);
    outer.consequences = vec![
        Consequence::Releases {
            registry: Some(down.clone()),
            place: place(2),
        },
        Consequence::Obliges {
            registry: Some(down.clone()),
            customer: Some(customer(3)),
            place: place(2),
        },
    ];
    let before = fold(vec![held.clone(), meant(outer.clone())]);
    assert!(before.owned.contains_key(&(down.clone(), place(2))));
    let done = fold(vec![held, meant(outer), answered(1, Class::Done, None)]);
    assert!(done.owned.is_empty());
    let obliged: Vec<_> = done.obligations.keys().collect();
    assert_eq!(obliged, [&(down, customer(3).handle)]);
}
