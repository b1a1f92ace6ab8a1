//! What forbids a plan, and what lifts it.

use serde_json::json;

use super::estate::Estate;
use super::running::Running;

/// Twelve blocks, applied, and four of them undeclared since.
fn four_of_twelve_gone() -> Estate {
    let mut estate = Estate::new();
    estate.declared.settings =
        vec!["guards: { max_deletes: { count: 3, percent: 10 } }".to_owned()];
    for n in 0..12 {
        let range = format!("198.51.100.{}/29", n * 8);
        estate.declared.block("blue-heron", &range);
    }
    estate.applied();
    for n in 0..4 {
        estate.declared.remove(&format!("198.51.100.{}/29", n * 8));
    }
    estate
}

#[test]
fn more_deletes_than_the_guard_takes_are_forbidden_and_allowed_by_their_number() {
    let mut estate = four_of_twelve_gone();
    let sent = estate.writes();
    estate.plan().exits(3);
    for few in [
        &["apply", "--yes"][..],
        &["apply", "--yes", "--allow", "deletes=3"],
        &["apply", "--yes", "--allow", "partial"],
    ] {
        estate.run(few).exits(3).says(&[
            "objection[max-deletes]",
            "--allow deletes=4",
            "Nothing was sent",
        ]);
    }
    // Where the number stands is a place to go to, also for programs; what is not written has no line.
    let plan = estate.run(&["plan"]).exits(3);
    let plan = plan.says(&[
        "  --> swipd.yaml:",
        "  guards.max_deletes: count 3, percent 10",
    ]);
    assert!(!plan.out.contains("by default"), "{}", plan.said());
    estate.declared.settings.clear();
    let found = estate.plan().exits(3).json()["objections"][0]["places"][0].clone();
    assert_eq!(
        found["what"],
        "guards.max_deletes, by default: count 10, percent 10"
    );
    assert_eq!(found["place"], "swipd.yaml");
    assert_eq!(estate.writes(), sent);
    estate
        .run(&["apply", "--yes", "--allow", "deletes=4"])
        .exits(0);
    estate.check();
}

#[test]
fn a_repository_that_declares_nothing_is_not_believed() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate
        .apply()
        .exits(3)
        .says(&["objection[empty-repository]"]);
    assert_eq!(estate.writes(), sent);
    estate.run(&["apply", "--yes", "--allow", "empty"]).exits(0);
    estate.check();
}

#[test]
fn a_protected_block_whose_entry_is_gone_is_kept() {
    let mut estate = Estate::new();
    estate
        .declared
        .block("blue-heron", "198.51.100.64/28")
        .protect = true;
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.declared.remove("198.51.100.64/28");
    estate
        .run(&["plan", "--detailed-exitcode"])
        .exits(0)
        .says(&["No changes.", "198.51.100.64/28", "protected, entry gone"]);
    estate.is_foreign("198.51.100.64/28");
    estate.check();
}

#[test]
fn protecting_a_block_is_something_to_apply_though_nothing_is_sent() {
    let mut estate = Estate::new();
    let digests: Vec<_> = [false, true, false]
        .into_iter()
        .map(|protect| {
            let block = estate.declared.block("blue-heron", "198.51.100.64/28");
            block.protect = protect;
            estate.plan().json()["digest"].clone()
        })
        .collect();
    assert_eq!(digests[0], digests[2]);
    assert_ne!(digests[0], digests[1], "a create that protects is another");
    estate.applied();
    let sent = estate.writes();
    let look = ["plan", "--detailed-exitcode"];
    for protect in [true, false] {
        estate
            .declared
            .block("blue-heron", "198.51.100.64/28")
            .protect = protect;
        estate
            .run(&look)
            .exits(2)
            .says(&["Nothing to send; the journal takes 1 note. 1 block matches"]);
        estate.applied();
        estate.run(&look).exits(0).says(&["No changes. 1 block"]);
    }
    assert_eq!(estate.writes(), sent);
}

#[test]
fn a_protected_block_is_neither_replaced_nor_made_to_give_way() {
    let mut estate = Estate::new();
    estate
        .declared
        .block("blue-heron", "198.51.100.64/28")
        .protect = true;
    estate.applied();
    let block = estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    for (key, range) in [
        ("larkspur", "198.51.100.64/28"),
        ("blue-heron", "198.51.100.64/27"),
    ] {
        estate.declared.block(key, range);
        estate.apply().exits(3).says(&["objection[protected]"]);
        estate
            .run(&["apply", "--yes", "--allow", "partial"])
            .exits(3);
        estate.declared.remove(range);
    }
    assert_eq!(estate.writes(), sent);
    *estate.declared.block("blue-heron", "198.51.100.64/28") = block;
    estate.check();
}

#[test]
fn a_network_that_is_not_held_as_expected_is_not_touched() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate
        .declared
        .expect
        .insert("198.51.100.0/24".to_owned(), json!({ "org": "OTHER-1" }));
    estate
        .apply()
        .exits(3)
        .says(&["objection[expect]", "OTHER-1", "EXMPL-12"]);
    assert_eq!(estate.writes(), 0);
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3);
    estate.check_but(&["expect"], &["198.51.100.64/28"]);
}

/// What was read an hour ago does not hide that a network has changed hands: the public directory shows it, for no
/// request with the key.
#[test]
fn a_network_that_changes_hands_is_seen_by_the_next_look() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    let expect = &mut estate.declared.expect;
    expect.insert("198.51.100.0/24".to_owned(), json!({ "org": "EXMPL-12" }));
    estate.applied();
    estate.plan().exits(0);
    let asked = |from: usize| {
        let mut log = estate.simulator.requests().split_off(from);
        log.retain(|request| request.contains("198.51.100.0"));
        log
    };
    let before = estate.simulator.requests().len();
    estate.plan().exits(0);
    let log = asked(before);
    let public = "GET /registry/ip/198.51.100.0/24";
    assert!(log.iter().any(|request| request == public), "{log:?}");
    let keyed = |request: &String| request.contains(" /rest/");
    assert!(!log.iter().any(keyed), "nothing to do, no key: {log:?}");
    let moved = json!({ "handle": "NET-198-51-100-0-1", "org": "DEEP-9" });
    estate.simulator.edit(&json!({ "transfer": moved }));
    let sent = estate.writes();
    let ran = estate.run(&["apply", "--yes", "--allow", "partial"]);
    ran.exits(3).says(&["198.51.100.0/24", "objection["]);
    assert_eq!(estate.writes(), sent);
}

#[test]
fn a_truncated_export_is_seen_by_its_count() {
    let mut estate = Estate::new();
    estate.declared.settings = vec!["expect_count: { blocks: 2 }".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.apply().exits(3).says(&[
        "objection[expect-count]",
        "swipd.yaml:",
        "expect_count.blocks: 2",
        "write blocks: 1 under expect_count",
    ]);
    assert_eq!(estate.writes(), 0);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.check();
}

#[test]
fn a_key_that_the_registry_does_not_take_stops_everything() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.key = "API-9999-8888-7777-6666".to_owned();
    for command in [&["plan"][..], &["apply", "--yes"]] {
        let ran = estate.run(command).exits(1).says(&["key"]);
        assert!(!ran.said().contains("9999-8888"), "{}", ran.said());
    }
    assert_eq!(estate.writes(), 0);
}

#[test]
fn apply_asks_and_without_a_terminal_nothing_is_sent() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    let ran = estate.run(&["apply"]).exits(1);
    assert!(
        ran.err
            .contains("apply asks, and there is no terminal; nothing was sent"),
        "{}",
        ran.said()
    );
    assert_eq!(estate.writes(), 0);
}

#[test]
fn of_two_applies_at_once_the_second_refuses() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.simulator.faults(&json!([
        { "match": { "path": "*/reassign" }, "do": "slow", "delay": "5s", "times": 1 },
    ]));
    estate.write();
    let first = Running::start(estate.command(&["apply", "--yes"]));
    super::running::until("the first one sends", || estate.writes() == 1);
    let second = estate.run_as_is(&["apply", "--yes"]).exits(1);
    assert!(second.err.contains("Nothing was sent"), "{}", second.said());
    // Looking is always possible.
    let _ = estate.run_as_is(&["status"]).exits(0);
    assert_eq!(estate.writes(), 1);
    first.finish().exits(0);
    estate.check();
}

#[test]
fn a_network_that_is_declared_no_more_is_left_alone_with_all_in_it() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.declared.few_networks = true;
    estate.declared.remove("203.0.113.16/29");
    let sent = estate.writes();
    estate.applied();
    assert_eq!(estate.writes(), sent);
    assert!(estate.is_registered("203.0.113.16/29"));
    // Declared again, it is still ours.
    estate.declared.few_networks = false;
    estate.applied();
    estate.check();
}

#[test]
fn a_plan_changes_nothing_anywhere() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.plan().exits(2);
    assert!(!estate.root().join(".swipd/journal").exists());
    estate.applied();
    let journal = || {
        let folder = std::fs::read_dir(estate.root().join(".swipd/journal")).expect("a journal");
        let mut sizes: Vec<_> = folder
            .map(|entry| {
                let entry = entry.expect("an entry");
                let size = entry.metadata().expect("metadata").len();
                (entry.file_name(), size)
            })
            .collect();
        sizes.sort();
        sizes
    };
    let before = journal();
    estate.plan().exits(0);
    estate.run(&["status"]).exits(0);
    assert_eq!(journal(), before);
}

#[test]
fn state_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    let folder = estate.root().join(".swipd/journal");
    let mode = |path: &std::path::Path| {
        let metadata = std::fs::metadata(path).expect("metadata");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(&folder), 0o700);
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_journal_of_one_registry_is_not_used_for_another() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    let other = Estate::new();
    estate
        .declared
        .write(&estate.root(), &other.simulator.url());
    for command in [&["plan"][..], &["apply", "--yes"]] {
        estate
            .run_as_is(command)
            .exits(1)
            .says(&["the journal was kept for"]);
    }
    assert_eq!(other.writes(), 0);
}
