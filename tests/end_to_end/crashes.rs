//! The program dies in the middle; the next run finds out what happened and goes on.

use std::path::Path;

use serde_json::json;

use super::checking::count;
use super::estate::Estate;
use super::running::{Running, until};

/// So many blocks of /48 for three customers.
fn many(blocks: usize) -> Estate {
    let mut estate = Estate::new();
    for n in 0..blocks {
        let key = ["blue-heron", "larkspur", "quarry-lane"][n % 3];
        estate
            .declared
            .block(key, &format!("2001:db8:{:x}::/48", n + 1));
    }
    estate.declared.settings =
        vec!["guards: { max_deletes: { count: 1000, percent: 100 } }".to_owned()];
    estate
}

/// Kills an apply once it has come so far.
#[track_caller]
fn killed_when(estate: &Estate, what: &str, so: impl Fn() -> bool) {
    // The registry takes its time, so that there is a middle to die in.
    estate.simulator.faults(
        &json!([{ "match": { "method": "PUT" }, "do": "slow", "delay": "40ms" },
            { "match": { "method": "DELETE" }, "do": "slow", "delay": "40ms" }]),
    );
    estate.write();
    let mut apply = Running::start(estate.command(&["apply", "--yes"]));
    until(what, so);
    assert!(apply.is_running(), "it was killed in the middle");
    apply.kill();
    estate.simulator.faults(&json!([]));
}

fn nets(estate: &Estate) -> usize {
    count(&estate.simulator.state())
}

/// How many requests were sent since, for how many objects.
fn repeated(estate: &Estate, since: usize) -> usize {
    let mut writes = estate.writes_since(since);
    let all = writes.len();
    writes.sort();
    writes.dedup();
    all - writes.len()
}

#[test]
fn killed_in_the_middle_of_two_hundred_creates_the_next_run_completes_them() {
    let estate = many(200);
    killed_when(&estate, "60 nets", || nets(&estate) >= 60);
    let then = nets(&estate);
    assert!(then < 200, "{then}");
    estate.applied();
    // A request in flight at that moment may have been lost; no other is sent twice.
    assert!(estate.writes() <= 200 + 8, "{} requests", estate.writes());
    estate.check();
}

#[test]
fn killed_in_the_middle_of_a_hundred_deletes_the_next_run_completes_them() {
    let mut estate = many(120);
    estate.applied();
    for n in 0..100 {
        estate
            .declared
            .remove(&format!("2001:db8:{:x}::/48", n + 1));
    }
    let since = estate.writes();
    killed_when(&estate, "half of them", || nets(&estate) <= 70);
    assert!(nets(&estate) > 20);
    estate.applied();
    assert!(repeated(&estate, since) <= 8);
    estate.check();
}

#[test]
fn killed_in_the_middle_of_replaces_the_next_run_completes_them() {
    let mut estate = many(40);
    estate.applied();
    for n in 0..40 {
        estate
            .declared
            .remove(&format!("2001:db8:{:x}::/48", n + 1));
        estate
            .declared
            .block("tarn-valley", &format!("2001:db8:{:x}::/48", n + 1));
    }
    // Three requests each, 120 together: now some ranges are empty, and some old records have no net.
    let since = estate.writes();
    killed_when(&estate, "some requests", || estate.writes() >= since + 50);
    assert!(estate.writes() < since + 110);
    estate.applied();
    estate.check();
}

#[test]
fn killed_again_and_again_it_still_comes_to_its_end() {
    let estate = many(60);
    for some in [10, 25, 40] {
        killed_when(&estate, "some nets", || nets(&estate) >= some);
    }
    estate.applied();
    estate.check();
}

/// What is done to the cache between two runs.
fn spoil(cache: &Path) {
    assert!(cache.exists(), "there is a cache");
    for entry in std::fs::read_dir(cache).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            std::fs::write(path, [0x5a_u8; 4099]).expect("written");
        }
    }
}

#[test]
fn a_cache_that_is_gone_or_garbage_costs_nothing_but_time() {
    let mut estate = many(12);
    estate.applied();
    let cache = estate.root().join(".swipd/cache");
    let sent = estate.writes();
    std::fs::remove_dir_all(&cache).expect("removed");
    estate.check();
    spoil(&cache);
    estate.check();
    spoil(&cache);
    estate.run(&["status"]).exits(0);
    std::fs::remove_dir_all(&cache).expect("removed");
    std::fs::write(&cache, "a file where a folder was").expect("written");
    estate.check();
    assert_eq!(estate.writes(), sent);
    estate.declared.remove("2001:db8:1::/48");
    estate.declared.block("tarn-valley", "2001:db8:2::/47");
    estate.declared.remove("2001:db8:2::/48");
    estate.declared.remove("2001:db8:3::/48");
    estate.applied();
    estate.check();
}

#[test]
fn without_its_journal_nothing_is_deleted() {
    let mut estate = many(12);
    estate.applied();
    std::fs::remove_dir_all(estate.root().join(".swipd")).expect("removed");
    for n in [1, 2] {
        let range = format!("2001:db8:{n:x}::/48");
        estate.declared.remove(&range);
        estate.is_foreign(&range);
    }
    let sent = estate.writes();
    estate.applied();
    assert_eq!(estate.writes(), sent, "adopts alone");
    estate.check();
}

#[test]
fn asked_to_end_it_finishes_what_is_in_flight_and_begins_nothing_new() {
    let estate = many(60);
    let slow = json!({ "match": { "method": "PUT" }, "do": "slow", "delay": "40ms" });
    estate.simulator.faults(&json!([slow]));
    estate.write();
    let apply = Running::start(estate.command(&["apply", "--yes"]));
    until("some nets", || nets(&estate) >= 16);
    apply.ask_to_end();
    let ran = apply.finish().exits(1);
    let done = nets(&estate);
    assert!(done < 60, "{}", ran.said());
    assert_eq!(estate.writes(), done, "nothing was cut off: {}", ran.said());
    let said = format!("{done} done");
    ran.says(&[&said, "stopping"]);
    estate.applied();
    assert_eq!(estate.writes(), 60, "each once");
    estate.check();
}

#[test]
fn a_registry_that_dies_in_the_middle_and_comes_back_is_brought_to_the_end() {
    let mut estate = many(60);
    let slow = json!({ "match": { "method": "PUT" }, "do": "slow", "delay": "40ms" });
    estate.simulator.faults(&json!([slow]));
    estate.write();
    let apply = Running::start(estate.command(&["apply", "--yes"]));
    until("some nets", || nets(&estate) >= 16);
    estate.simulator.restart();
    let ran = apply.finish();
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.said());
    estate.applied();
    estate.check();
}

/// Every fault, anywhere, again and again, while the repository changes; when it is over all is as declared.
#[test]
fn a_storm_of_faults_ends_in_a_registry_as_declared() {
    let mut estate = many(36);
    let kinds = [
        "drop_reply",
        "drop_request",
        "late",
        "error_after_commit",
        "html",
        "garbage",
        "truncate",
        "throttle",
        "error",
        "replay",
    ];
    let rules: Vec<_> = kinds
        .iter()
        .map(|kind| json!({ "do": kind, "probability": 0.03, "match": {} }))
        .collect();
    for round in 0..4 {
        estate.simulator.faults(&json!(rules));
        let ran = estate.run(&["apply", "--yes", "--allow", "partial"]);
        assert!(matches!(ran.code, Some(0 | 1 | 3)), "{}", ran.said());
        // Another tenth moves to another customer, grows, or goes.
        for n in 0..3 {
            let at = round * 9 + n * 3;
            estate
                .declared
                .remove(&format!("2001:db8:{:x}::/48", at + 1));
            let range = format!("2001:db8:{:x}::/48", at + 2);
            estate.declared.remove(&range);
            estate.declared.block("tarn-valley", &range);
        }
    }
    estate.simulator.faults(&json!([]));
    // What was lost in the storm is settled first; then the rest is done.
    for _ in 0..2 {
        estate.run(&["apply", "--yes", "--allow", "partial"]);
    }
    estate.check();
}
