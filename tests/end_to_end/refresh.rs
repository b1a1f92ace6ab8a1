//! `plan --refresh`: what is read for a plan, and that a plan changes nothing anywhere.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::estate::Estate;

/// Every file below a folder with its bytes.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = path.display().to_string();
        if path.is_dir() {
            found.extend(bytes(&path));
        } else {
            found.insert(name, std::fs::read(&path).expect("read"));
        }
    }
    found
}

fn estate() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.declared.block("old-mill", "203.0.113.32/29");
    estate.declared.remove("203.0.113.16/29");
    estate
}

#[test]
fn never_sends_nothing_and_needs_no_key() {
    let estate = estate();
    estate.plan().exits(2);
    let asked = estate.simulator.requests();
    let mut command = estate.command(&["plan", "--refresh", "never"]);
    command.env_remove("SWIPD_TEST_KEY");
    let ran = super::running::Running::start(command).finish().exits(0);
    let ran = ran.says(&["203.0.113.32/29", "203.0.113.16/29", "1 create", "1 delete"]);
    assert!(ran.out.contains(" ago"), "{}", ran.said());
    assert_eq!(estate.simulator.requests(), asked);
    for others in ["auto", "full"] {
        estate.run(&["plan", "--refresh", others]).exits(0);
    }
    assert!(estate.simulator.requests().len() > asked.len());
}

#[test]
fn what_was_never_read_is_shown_and_forbids() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    let never = ["plan", "--refresh", "never"];
    let ran = estate.run(&never).exits(3).says(&[
        "198.51.100.64/28",
        "1 create",
        "objection[never-read]",
        "--refresh auto",
    ]);
    assert!(
        !ran.out.contains("NET-"),
        "no handle is known\n{}",
        ran.said()
    );
    assert!(estate.simulator.requests().is_empty());
    let ran = estate
        .run(&["plan", "--refresh", "never", "-o", "json"])
        .exits(3);
    assert_eq!(ran.json()["summary"]["create"], 1);
    estate.plan().exits(2);
    estate.run(&never).exits(0);
}

#[test]
fn an_old_picture_forbids_unless_it_is_good_enough() {
    let mut estate = Estate::new();
    estate.declared.settings = vec!["guards: { max_age: 1ms }".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.plan().exits(2);
    let never = ["plan", "--refresh", "never"];
    estate
        .run(&never)
        .exits(3)
        .says(&["objection[old-picture]", "--allow age"]);
    estate
        .run(&["plan", "--refresh", "never", "--allow", "deletes=9"])
        .exits(3);
    estate
        .run(&["plan", "--refresh", "never", "--allow", "age"])
        .exits(0);
    // A sweep is as old as itself.
    estate.plan().exits(2);
}

/// The journal stays as it is to the byte, and the registry is only ever read. The cache may change: it is
/// disposable.
#[test]
fn no_plan_changes_anything_anywhere() {
    let estate = estate();
    estate.write();
    let journal = estate.root().join(".swipd/journal");
    let file = estate.folder.path().join("a.plan");
    let file = file.to_str().expect("a path");
    let (before, writes) = (bytes(&journal), estate.writes());
    let state = estate.simulator.state();
    assert!(!before.is_empty());
    for more in [
        &[][..],
        &["--refresh", "full"],
        &["--refresh", "never"],
        &["--target", "old-mill"],
        &["--save", file],
        &["-o", "json"],
        &["--allow", "deletes=5"],
    ] {
        let mut arguments = vec!["plan"];
        arguments.extend(more);
        estate.run_as_is(&arguments).exits(0);
        assert_eq!(bytes(&journal), before, "{arguments:?}");
        assert_eq!(estate.writes(), writes, "{arguments:?}");
    }
    assert_eq!(estate.simulator.state(), state);
}

/// No sweep has seen yet what the last run made: it is not taken for deleted, nor made again.
#[test]
fn what_no_sweep_has_seen_yet_is_neither_lost_nor_made_again() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.plan().exits(2);
    estate.applied();
    let never = ["plan", "--refresh", "never", "-o", "json"];
    let ran = estate.run(&never).exits(3);
    let plan = ran.json();
    assert_eq!(plan["summary"]["create"], 0, "{}", ran.said());
    assert_eq!(ran.out.matches("--refresh never asks nobody").count(), 2);
    assert!(!ran.out.contains("deleted by somebody else"));
    estate.plan().exits(0);
    estate.run(&never).exits(0);
}

/// What a sweep has just looked for and not seen is not called new.
#[test]
fn what_the_last_sweep_did_not_see_is_said_to_be_that() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.plan().exits(0);
    let handle = estate.net("198.51.100.64/28").handle;
    estate.simulator.edit(&json!({ "delete": handle }));
    estate.plan().exits(2);
    let ran = estate.run(&["plan", "--refresh", "never"]).exits(3);
    let said = "198.51.100.64/28 could not be read: the last sweep did not see it";
    assert!(ran.out.contains(said), "{}", ran.said());
    assert!(
        !ran.out.contains("no sweep has seen it yet"),
        "{}",
        ran.said()
    );
    estate.applied();
    estate.check();
}

/// A plan from memory is never carried out: it could release what is ours, and make it a second time.
#[test]
fn a_plan_from_memory_can_not_be_saved() {
    let estate = estate();
    estate.plan().exits(2);
    let asked = estate.simulator.requests().len();
    let file = estate.folder.path().join("memory.plan");
    let path = file.to_str().expect("a path");
    estate
        .run(&["plan", "--refresh", "never", "--save", path])
        .exits(1)
        .says(&["--refresh auto", "Nothing was saved"]);
    assert!(!file.exists());
    assert_eq!(estate.simulator.requests().len(), asked);
}

/// Public lists lie for a day, and a careful person wants to know before he applies.
#[test]
fn apply_reads_everything_when_asked_to_and_never_applies_from_memory() {
    let estate = estate();
    let asked = |from: usize| -> Vec<String> {
        let mut log = estate.simulator.requests().split_off(from);
        log.retain(|request| request.contains("/rest/net/netsByIpRange"));
        log
    };
    estate.plan().exits(2);
    let before = estate.simulator.requests().len();
    let sent = estate.writes();
    estate
        .run(&["apply", "--yes", "--refresh", "never"])
        .exits(1)
        .says(&["not from memory", "Nothing was sent"]);
    assert_eq!(estate.simulator.requests().len(), before);
    estate
        .run(&["apply", "--yes", "--refresh", "full", "--plan", "x"])
        .exits(1)
        .says(&["cannot be used with"]);
    assert_eq!(estate.writes(), sent);
    estate
        .run(&["apply", "--yes", "--refresh", "full"])
        .exits(0);
    let first = asked(before);
    let read = |range: &str| first.iter().any(|path| path.contains(range));
    assert!(
        read("198.51.100.64"),
        "known and unchanged, and read all the same: {first:?}"
    );
    assert!(estate.is_registered("203.0.113.32/29"));
    let before = estate.simulator.requests().len();
    estate
        .run(&["apply", "--yes", "--refresh", "full"])
        .exits(0);
    let full = asked(before).len();
    let before = estate.simulator.requests().len();
    estate.applied();
    assert!(asked(before).len() < full, "auto believes what it knows");
}
