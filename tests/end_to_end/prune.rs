//! `swipd prune`: the one way to delete what is not ours, by name.

use super::estate::Estate;
use super::seed::Seed;

/// Two nets of others, and one of ours.
fn estate() -> Estate {
    let seed = Seed::default()
        .net("198.51.100.192/28", "cinder-lane", "CINDER")
        .net("203.0.113.208/28", "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    estate
}

#[test]
fn what_is_named_is_deleted_with_its_record_and_nothing_else() {
    let mut estate = estate();
    estate.is_foreign("203.0.113.208/28");
    // Something to do that was not asked for stays undone.
    estate.declared.block("larkspur", "203.0.113.16/29");
    let record = estate.net("198.51.100.192/28").customer.expect("a record");
    let sent = estate.writes();
    estate
        .run(&["prune", "198.51.100.192/28"])
        .exits(1)
        .says(&["apply asks, and there is no terminal"]);
    assert_eq!(estate.writes(), sent);
    estate
        .run(&["prune", "--yes", "198.51.100.192/28"])
        .exits(0)
        .says(&["198.51.100.192/28", "1 delete"]);
    assert!(!estate.is_registered("198.51.100.192/28"));
    assert!(!estate.is_registered("203.0.113.16/29"));
    assert!(!estate.simulator.state().to_string().contains(&record));
    assert_eq!(estate.writes(), sent + 2);
    estate.applied();
    estate.check();
}

#[test]
fn what_is_in_the_way_of_a_block_can_be_pruned() {
    let mut estate = estate();
    estate.is_foreign("203.0.113.208/28");
    estate.declared.block("larkspur", "198.51.100.192/27");
    estate
        .apply()
        .exits(3)
        .says(&["objection[overlaps-unmanaged]"]);
    estate
        .run(&["prune", "--yes", "198.51.100.192/28"])
        .exits(0);
    assert!(!estate.is_registered("198.51.100.192/28"));
    estate.applied();
    estate.check();
}

#[test]
fn what_is_ours_or_not_there_or_no_range_is_refused() {
    let estate = estate();
    let sent = estate.writes();
    for (range, why) in [
        ("198.51.100.64/28", "is ours: take its entry out"),
        ("198.51.100.192/29", "is not registered right below"),
        ("198.51.100.0/24", "is not registered right below"),
        ("cinder-lane", "cinder-lane"),
    ] {
        // Beside one that could go: all or nothing.
        estate
            .run(&["prune", "--yes", "203.0.113.208/28", range])
            .exits(1)
            .says(&[why, "Nothing was sent"]);
    }
    assert_eq!(estate.writes(), sent);
    estate.run(&["prune"]).exits(1);
}
