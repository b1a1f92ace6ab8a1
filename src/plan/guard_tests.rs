//! What each guard lets pass, and where it stops.

use super::guard::*;
use super::limits::{Allowed, Count, Guards, Limit};
use super::samples::{changes, difference, guards};
use crate::model::Action;
use crate::registry::{Below, Difference, Objection, ObjectionPlace, Scope};

fn codes(difference: &Difference, guards: &Guards) -> Vec<&'static str> {
    let mut found = objections(difference, guards);
    found.extend(distrusted(&difference.steps, guards));
    assert!(found.iter().all(|objection| objection.scope == Scope::Plan));
    found.iter().map(|objection| objection.code).collect()
}

/// What is said of each place in `swipd.yaml`; the path of its setting is the word in front.
fn places(objection: &Objection) -> Vec<String> {
    let places = objection.places.iter().map(|place| match place {
        ObjectionPlace::Declared(origin, what) => {
            assert_eq!(origin.file(), "swipd.yaml");
            assert!(what.starts_with(&origin.path().join(".")), "{what}");
            what.clone()
        }
        ObjectionPlace::Registered(handle, _) => panic!("{handle}"),
    });
    places.collect()
}

#[test]
fn what_is_held_to_a_number_says_where_the_number_stands() {
    let service = Guards {
        unattended: true,
        deleted_today: 1,
        max_creates: 3,
        unset: vec!["max_deletes", "max_age"],
        as_of: Some("2026-11-23T00:00:00Z".parse().expect("a moment")),
        ..guards()
    };
    let mut all = changes(Action::Delete, 20);
    all.extend(changes(Action::Modify, 200));
    all.extend(changes(Action::Create, 600));
    let mut whole = difference(100, all);
    whole.read_at = Some("2026-11-20T00:00:00Z".parse().expect("a moment"));
    let found = objections(&whole, &service);
    let told: Vec<String> = found.iter().flat_map(places).collect();
    assert_eq!(
        told,
        [
            "guards.max_deletes, by default: count 10, percent 10",
            "guards.max_modifies: count 500, percent 20",
            "guards.max_creates: count 3",
            "guards.max_deletes, by default: count 10, percent 10",
            "guards.max_age, by default: 24h",
        ]
    );
    assert!(found.iter().all(|objection| !objection.help.is_empty()));
}

/// The most changes of an action that pass in an estate of this size.
fn most(action: Action, managed: u64, guards: &Guards) -> u64 {
    let passes =
        |count: &u64| codes(&difference(managed, changes(action, *count)), guards).is_empty();
    (0..2000).take_while(passes).last().unwrap_or_default()
}

#[test]
fn the_smaller_of_count_and_share_bounds_deletes_but_two_are_everyday_work() {
    for (managed, bound) in [
        (0, 2),
        (5, 2),
        (20, 2),
        (21, 3),
        (55, 6),
        (100, 10),
        (10_000, 10),
    ] {
        assert_eq!(most(Action::Delete, managed, &guards()), bound, "{managed}");
    }
}

#[test]
fn a_count_below_two_is_meant() {
    let strict = Guards {
        max_deletes: Limit {
            count: 0,
            percent: 10,
        },
        ..guards()
    };
    assert_eq!(most(Action::Delete, 100, &strict), 0);
}

#[test]
fn twenty_five_modifies_are_everyday_work_also_in_a_small_estate() {
    for (managed, bound) in [
        (0, 25),
        (100, 25),
        (126, 26),
        (1000, 200),
        (2500, 500),
        (10_000, 500),
    ] {
        assert_eq!(most(Action::Modify, managed, &guards()), bound, "{managed}");
    }
}

#[test]
fn a_replace_counts_as_a_delete() {
    let mut both = changes(Action::Delete, 1);
    both.extend(changes(Action::Replace, 2));
    assert_eq!(codes(&difference(10, both), &guards()), ["max-deletes"]);
}

#[test]
fn creates_and_adopts_are_not_counted_where_a_person_attends() {
    let mut many = changes(Action::Create, 1000);
    many.extend(changes(Action::Adopt, 1000));
    assert!(codes(&difference(0, many), &guards()).is_empty());
}

#[test]
fn what_finishes_an_earlier_replace_is_exempt() {
    let mut difference = difference(10, changes(Action::Delete, 4));
    assert_eq!(codes(&difference, &guards()), ["max-deletes"]);
    difference.resumed = difference
        .changes
        .iter()
        .take(2)
        .map(|stated| stated.change.id.clone())
        .collect();
    assert!(codes(&difference, &guards()).is_empty());
}

#[test]
fn what_goes_down_with_a_reallocation_counts_too() {
    let mut one = difference(100, changes(Action::Delete, 1));
    one.changes[0].below = Below::Known(9);
    assert!(codes(&one, &guards()).is_empty());
    one.changes[0].below = Below::Known(10);
    assert_eq!(codes(&one, &guards()), ["max-deletes"]);
    one.changes[0].change.action = Action::Replace;
    assert_eq!(codes(&one, &guards()), ["max-deletes"]);
    let mut lifted = guards();
    lifted.allowed.deletes = Some(11);
    assert!(codes(&one, &lifted).is_empty());
}

#[test]
fn creates_are_counted_where_nobody_attends() {
    let mut service = Guards {
        unattended: true,
        max_creates: 3,
        ..guards()
    };
    assert_eq!(most(Action::Create, 100, &service), 3);
    service.allowed.creates = Some(5);
    assert_eq!(most(Action::Create, 100, &service), 5);
    let attended = Guards {
        unattended: false,
        ..service
    };
    assert!(codes(&difference(0, changes(Action::Create, 600)), &attended).is_empty());
}

#[test]
fn deletes_of_a_day_are_summed_where_nobody_attends() {
    let mut service = Guards {
        unattended: true,
        deleted_today: 8,
        ..guards()
    };
    assert_eq!(most(Action::Delete, 100, &service), 2);
    let found = objections(&difference(100, changes(Action::Delete, 3)), &service);
    assert_eq!(found[0].code, "deletes-today");
    assert_eq!(found[0].help, "if all 11 are meant: --allow deletes=11");
    service.allowed.deletes = Some(11);
    assert_eq!(most(Action::Delete, 100, &service), 3);
    service.allowed.deletes = None;
    service.deleted_today = 50;
    assert!(codes(&difference(100, Vec::new()), &service).is_empty());
    service.unattended = false;
    assert_eq!(most(Action::Delete, 100, &service), 10);
}

type Flag = fn(&mut Allowed);

/// Each guard that can be lifted, and what lifts it. Everything else must leave it in place.
#[test]
fn a_flag_lifts_the_guard_that_it_names_and_no_other() {
    let forbidden = || {
        let mut all = changes(Action::Delete, 20);
        all.extend(changes(Action::Modify, 200));
        all.extend(changes(Action::Create, 600));
        let mut whole = difference(100, all);
        whole.declared = 0;
        whole.read_at = Some("2026-11-20T00:00:00Z".parse().expect("a moment"));
        whole
    };
    let mut service = Guards {
        unattended: true,
        as_of: Some("2026-11-23T00:00:00Z".parse().expect("a moment")),
        ..guards()
    };
    let all = [
        "max-deletes",
        "max-modifies",
        "max-creates",
        "empty-repository",
        "old-picture",
    ];
    assert_eq!(codes(&forbidden(), &service), all);
    let flags: [(&str, Flag); 5] = [
        ("max-deletes", |allowed| allowed.deletes = Some(20)),
        ("max-modifies", |allowed| allowed.modifies = Some(200)),
        ("max-creates", |allowed| allowed.creates = Some(600)),
        ("empty-repository", |allowed| allowed.empty = true),
        ("old-picture", |allowed| allowed.age = true),
    ];
    for (lifted, flag) in flags {
        service.allowed = Allowed {
            partial: true,
            revision: true,
            ..Allowed::default()
        };
        flag(&mut service.allowed);
        let left: Vec<_> = all.into_iter().filter(|code| *code != lifted).collect();
        assert_eq!(codes(&forbidden(), &service), left);
    }
}

#[test]
fn an_old_customer_record_is_no_registration() {
    let mut difference = difference(10, changes(Action::Delete, 4));
    for stated in &mut difference.changes {
        stated.change.count = 0;
    }
    assert!(codes(&difference, &guards()).is_empty());
}

#[test]
fn the_number_lifts_a_guard_and_the_next_one_up_does_not_pass() {
    let mut lifted = guards();
    lifted.allowed.deletes = Some(25);
    lifted.allowed.modifies = Some(30);
    assert_eq!(most(Action::Delete, 10, &lifted), 25);
    assert_eq!(most(Action::Modify, 10, &lifted), 30);
    let refused = objections(&difference(10, changes(Action::Delete, 26)), &lifted);
    assert_eq!(
        refused[0].message,
        "26 deletes are planned, and at most 25 may go out at once (10 registrations are ours)"
    );
    assert_eq!(refused[0].help, "if all 26 are meant: --allow deletes=26");
    assert!(refused[0].places.is_empty(), "the number is a person's");
}

#[test]
fn a_smaller_number_takes_nothing_away() {
    let mut lifted = guards();
    lifted.allowed.deletes = Some(1);
    assert_eq!(most(Action::Delete, 10, &lifted), 2);
}

#[test]
fn an_empty_repository_over_an_estate_of_ours_is_refused_until_it_is_meant() {
    let mut empty = difference(3, Vec::new());
    empty.declared = 0;
    assert_eq!(codes(&empty, &guards()), ["empty-repository"]);
    let mut meant = guards();
    meant.allowed.empty = true;
    assert!(codes(&empty, &meant).is_empty());
    assert!(codes(&difference(0, Vec::new()), &guards()).is_empty());
}

#[test]
fn a_journal_that_is_not_whole_deletes_nothing() {
    let doubted = Guards {
        distrust: vec!["line 7 is missing".to_owned()],
        allowed: Allowed {
            deletes: Some(100),
            partial: true,
            ..Allowed::default()
        },
        ..guards()
    };
    let planned = |action| {
        let mut one = super::samples::step("one", None);
        one.action = action;
        Difference {
            steps: vec![one],
            ..difference(100, Vec::new())
        }
    };
    assert_eq!(
        codes(&planned(Action::Delete), &doubted),
        ["journal-distrust"]
    );
    for harmless in [Action::Create, Action::Modify, Action::Adopt] {
        assert!(codes(&planned(harmless), &doubted).is_empty());
    }
}

#[test]
fn a_truncated_export_shows_as_a_count() {
    let counted = |declared| Guards {
        counts: vec![Count {
            what: "blocks",
            expected: 12,
            declared,
        }],
        ..guards()
    };
    assert_eq!(miscounted(&counted(12)).count(), 0);
    let (short, long) = (counted(11), counted(13));
    let found: Vec<Objection> = miscounted(&short).chain(miscounted(&long)).collect();
    assert_eq!(found[0].code, "expect-count");
    assert_eq!(
        found[1].message,
        "swipd.yaml expects 12 blocks, and 13 are declared"
    );
    assert_eq!(places(&found[1]), ["expect_count.blocks: 12"]);
    assert!(
        found[1]
            .help
            .ends_with("write blocks: 13 under expect_count")
    );
}
