//! `--target`: a part of a plan, and the guard against old checkouts, which needs git.

use std::path::Path;
use std::process::Command;

use super::estate::Estate;

#[track_caller]
fn git(root: &Path, arguments: &[&str]) {
    let ran = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.net"])
        .args(arguments)
        .output()
        .expect("git");
    assert!(ran.status.success(), "{ran:?}");
}

fn three_new() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("blue-heron", "203.0.113.0/29");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate
}

#[test]
fn a_run_is_limited_to_a_key_and_says_what_it_leaves_out() {
    let estate = three_new();
    estate
        .run(&["plan", "--target", "larkspur"])
        .exits(0)
        .says(&["203.0.113.16/29", "warning[targeted]", "2 create"]);
    estate
        .run(&["apply", "--yes", "--target", "customers.blue-heron"])
        .exits(0)
        .says(&["1 create"]);
    assert!(estate.is_registered("198.51.100.64/28"));
    assert!(estate.is_registered("203.0.113.0/29"));
    assert!(!estate.is_registered("203.0.113.16/29"));
    // What is declared and needs nothing is no mistake.
    estate
        .run(&["plan", "--target", "blue-heron", "--detailed-exitcode"])
        .exits(0)
        .says(&["1 create"]);
    estate.applied();
    estate.check();
}

#[test]
fn a_run_is_limited_to_a_range_or_a_network() {
    let estate = three_new();
    let creates = |targets: &[&str]| {
        let mut arguments = vec!["plan", "-o", "json"];
        for target in targets {
            arguments.extend(["--target", target]);
        }
        let ran = estate.run(&arguments).exits(0);
        ran.json()["summary"]["create"].as_u64()
    };
    assert_eq!(creates(&["203.0.113.16/29"]), Some(1));
    assert_eq!(creates(&["203.0.113.0/24"]), Some(2));
    assert_eq!(creates(&["203.0.113.16/29", "198.51.100.64/28"]), Some(2));
    assert_eq!(creates(&[]), Some(3));
}

#[test]
fn a_slip_of_the_finger_is_told_with_the_nearest_key() {
    let estate = three_new();
    for (target, near) in [
        ("blu-heron", "the nearest is blue-heron"),
        ("customers.larkspurr", "the nearest is larkspur"),
        ("203.0.113.16/28", ""),
        ("203.0.113.128/28", "nothing of that name"),
    ] {
        let ran = estate.run(&["apply", "--yes", "--target", target]);
        if near.is_empty() {
            // It holds a declared block.
            assert_eq!(ran.code, Some(0), "{}", ran.said());
        } else {
            ran.exits(1).says(&[near, "Nothing was sent"]);
        }
    }
    assert_eq!(estate.writes(), 1);
}

#[test]
fn what_a_target_needs_comes_along() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "198.51.100.96/28");
    estate.declared.block("old-mill", "203.0.113.16/29");
    estate.applied();
    for range in ["198.51.100.64/28", "203.0.113.16/29"] {
        estate.declared.remove(range);
    }
    estate.declared.block("tarn-valley", "198.51.100.64/29");
    estate.declared.block("quillmark", "198.51.100.72/29");
    estate
        .run(&["apply", "--yes", "--target", "tarn-valley"])
        .exits(0);
    assert!(estate.is_registered("198.51.100.64/29"));
    assert!(estate.is_registered("203.0.113.16/29"), "left out");
    estate.applied();
    estate.check();
}

/// The target is what goes; what takes its place goes out with it, and the range is not empty afterwards.
#[test]
fn what_takes_the_place_of_a_target_comes_along() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("old-mill", "203.0.113.16/29");
    estate.applied();
    for range in ["198.51.100.64/28", "203.0.113.16/29"] {
        estate.declared.remove(range);
    }
    estate.declared.block("tarn-valley", "198.51.100.64/27");
    estate
        .run(&["apply", "--yes", "--target", "198.51.100.64/28"])
        .exits(0);
    assert!(estate.is_registered("198.51.100.64/27"));
    assert!(estate.is_registered("203.0.113.16/29"), "left out");
    estate.applied();
    estate.check();
}

#[test]
fn guards_count_what_a_target_leaves() {
    let mut estate = Estate::new();
    estate.declared.settings = vec!["guards: { max_deletes: { count: 1 } }".to_owned()];
    for n in 0..4 {
        let range = format!("198.51.100.{}/29", n * 8);
        estate.declared.block("blue-heron", &range);
    }
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    for range in ["198.51.100.0/29", "198.51.100.8/29"] {
        estate.declared.remove(range);
    }
    estate.plan().exits(3);
    estate
        .run(&["apply", "--yes", "--target", "198.51.100.0/29"])
        .exits(0);
    assert!(!estate.is_registered("198.51.100.0/29"));
    assert!(estate.is_registered("198.51.100.8/29"));
    estate.applied();
    estate.check();
}

#[test]
fn an_old_checkout_deletes_nothing_unless_it_is_meant() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    let root = estate.root();
    let git = |arguments: &[&str]| git(&root, arguments);
    git(&["init", "-q"]);
    let commit = |message: &str| {
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", message]);
    };
    std::fs::write(estate.root().join(".gitignore"), ".swipd/\n").expect("written");
    commit("one");
    estate.run_as_is(&["apply", "--yes"]).exits(0);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.write();
    commit("two");
    estate.run_as_is(&["apply", "--yes"]).exits(0);
    let sent = estate.writes();
    git(&["checkout", "-q", "HEAD~1"]);
    for command in [
        &["plan"][..],
        &["apply", "--yes"],
        &["apply", "--yes", "--allow", "deletes=5"],
        &["apply", "--yes", "--allow", "partial"],
    ] {
        estate
            .run_as_is(command)
            .exits(3)
            .says(&["objection[old-revision]", "--allow revision"]);
    }
    assert_eq!(estate.writes(), sent);
    git(&["checkout", "-q", "-"]);
    estate.run_as_is(&["plan"]).exits(0);
    // A revert is a commit of its own, and builds on what was applied.
    git(&["revert", "--no-edit", "HEAD"]);
    estate.run_as_is(&["plan", "--detailed-exitcode"]).exits(2);
    git(&["checkout", "-q", "HEAD~2"]);
    estate
        .run_as_is(&["apply", "--yes", "--allow", "revision"])
        .exits(0);
    assert!(!estate.is_registered("203.0.113.16/29"));
}
