//! A plan in a file: exactly that one is carried out, once, or none.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use super::estate::Estate;
use super::running::{Ran, Running, until};
use super::seed::{Seed, address};

/// Where a story keeps its plan.
fn file(estate: &Estate) -> PathBuf {
    estate.folder.path().join("a.plan")
}

#[track_caller]
fn save(estate: &Estate) -> Ran {
    save_with(estate, &[])
}

#[track_caller]
fn save_with(estate: &Estate, more: &[&str]) -> Ran {
    let path = file(estate);
    let mut arguments = vec!["plan", "--save", path.to_str().expect("a path")];
    arguments.extend(more);
    estate.run(&arguments)
}

#[track_caller]
fn apply(estate: &Estate) -> Ran {
    let path = file(estate);
    let path = path.to_str().expect("a path");
    estate.run(&["apply", "--yes", "--plan", path])
}

/// Refused with these words, and nothing was sent.
#[track_caller]
fn refused(estate: &Estate, code: i32, words: &[&str]) {
    let sent = estate.writes();
    apply(estate)
        .exits(code)
        .says(words)
        .says(&["Nothing was sent"]);
    assert_eq!(estate.writes(), sent);
}

/// Runs git in the repository, and gives what it prints.
#[track_caller]
fn git(estate: &Estate, arguments: &[&str]) -> String {
    let ran = Command::new("git")
        .arg("-C")
        .arg(estate.root())
        .args(["-c", "user.name=a", "-c", "user.email=a@example.net"])
        .args(arguments)
        .output()
        .expect("git");
    assert!(ran.status.success(), "{ran:?}");
    let text = String::from_utf8(ran.stdout).expect("text");
    text.trim().to_owned()
}

/// One block is ours, one is to be made, and the first is to be modified.
fn two_changes() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.declared.block("blue-heron", "198.51.100.64/28").name = Some("EXMPL-BHB-1".to_owned());
    estate
}

#[test]
fn exactly_what_was_saved_is_carried_out_and_once() {
    let estate = two_changes();
    let saved = save(&estate).exits(0).says(&["apply --plan"]);
    let mode = std::fs::metadata(file(&estate)).expect("a file");
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    // What appears at the registry later is in no saved plan.
    estate
        .simulator
        .edit(&json!({ "reassign": { "parent": "NET-198-51-100-0-1", "prefix": "198.51.100.128/28", "name": "CINDER", "customer": { "name": "Cinder Lane Studios", "address": address() } } }));
    let sent = estate.writes();
    apply(&estate).exits(0);
    assert_eq!(estate.writes_since(sent).len(), 2, "{}", saved.said());
    assert!(estate.is_registered("203.0.113.16/29"));
    assert_eq!(estate.net("198.51.100.64/28").name, "EXMPL-BHB-1");
    refused(&estate, 3, &["it has run already"]);
    estate.plan().exits(0);
}

#[test]
fn the_first_plan_of_all_needs_no_journal() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    save(&estate).exits(0);
    assert!(!estate.root().join(".swipd/journal").exists());
    apply(&estate).exits(0);
    refused(&estate, 3, &["it has run already"]);
    estate.check();
}

#[test]
fn an_object_that_has_changed_is_left_alone_with_both_versions_said() {
    let estate = two_changes();
    save(&estate).exits(0);
    let handle = estate.net("198.51.100.64/28").handle;
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": handle, "fields": { "name": "EXMPL-BY-HAND" } } }));
    let sent = estate.writes();
    apply(&estate).exits(1).says(&[
        "has changed since the plan",
        "EXMPL-BY-HAND",
        "EXMPL-198-51-100-64-28",
        "nothing was sent",
    ]);
    let writes = estate.writes_since(sent);
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(estate.net("198.51.100.64/28").name, "EXMPL-BY-HAND");
}

#[test]
fn a_range_that_was_taken_since_is_not_registered_twice() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    save(&estate).exits(0);
    estate
        .simulator
        .edit(&json!({ "reassign": { "parent": "NET-198-51-100-0-1", "prefix": "198.51.100.64/28", "name": "CINDER", "customer": { "name": "Cinder Lane Studios", "address": address() } } }));
    let sent = estate.writes();
    apply(&estate)
        .exits(1)
        .says(&["is registered there by now"]);
    assert_eq!(estate.writes(), sent);
}

#[test]
fn another_content_of_the_repository_is_refused() {
    let mut estate = two_changes();
    save(&estate).exits(0);
    estate.declared.block("larkspur", "203.0.113.32/29");
    refused(&estate, 3, &["the repository has changed"]);
}

#[test]
fn another_commit_is_refused_and_both_are_named() {
    let estate = two_changes();
    estate.write();
    let git = |arguments: &[&str]| git(&estate, arguments);
    git(&["init", "-q"]);
    git(&["commit", "-q", "--allow-empty", "-m", "one"]);
    let one = git(&["rev-parse", "--short", "HEAD"]);
    save(&estate).exits(0);
    git(&["commit", "-q", "--allow-empty", "-m", "two"]);
    let two = git(&["rev-parse", "--short", "HEAD"]);
    refused(&estate, 3, &["the repository has changed", &one, &two]);
}

/// Another commit, which declares again what the plan deletes, was applied since; then the old one is checked out.
#[test]
fn a_plan_of_an_old_commit_deletes_nothing_unless_it_was_meant() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.write();
    std::fs::write(estate.root().join(".gitignore"), ".swipd/\n").expect("written");
    git(&estate, &["init", "-q"]);
    let commit = |estate: &Estate, message: &str| {
        estate.write();
        git(estate, &["add", "-A"]);
        git(estate, &["commit", "-q", "-m", message]);
        git(estate, &["rev-parse", "--short", "HEAD"])
    };
    commit(&estate, "both");
    estate.applied();
    estate.declared.remove("203.0.113.16/29");
    let deletes = commit(&estate, "one goes");
    save(&estate).exits(0);
    let meant = estate.folder.path().join("meant.plan");
    let meant = meant.to_str().expect("a path");
    estate
        .run(&["plan", "--save", meant, "--allow", "revision"])
        .exits(0);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.declared.block("old-mill", "203.0.113.32/29");
    let again = commit(&estate, "it stays, and another comes");
    estate.applied();
    git(&estate, &["checkout", "-q", &deletes]);
    let sent = estate.writes();
    let path = file(&estate);
    let path = path.to_str().expect("a path");
    estate
        .run_as_is(&["apply", "--yes", "--plan", path])
        .exits(3)
        .says(&["it deletes", &deletes, &again, "Nothing was sent"]);
    assert_eq!(estate.writes(), sent);
    assert!(estate.is_registered("203.0.113.16/29"));
    estate
        .run_as_is(&["apply", "--yes", "--plan", meant])
        .exits(0);
    assert!(!estate.is_registered("203.0.113.16/29"));
}

/// A plan that is being saved, while the registry takes its time and the files may change.
fn saving(estate: &Estate) -> Running {
    let slow = json!({ "match": { "method": "GET" }, "do": "slow", "delay": "3s", "times": 1 });
    estate.simulator.faults(&json!([slow]));
    let path = file(estate);
    let path = path.to_str().expect("a path");
    let running = Running::start(estate.command(&["plan", "--save", path]));
    until("the plan reads the registry", || {
        !estate.simulator.requests().is_empty()
    });
    running
}

#[test]
fn a_plan_is_of_the_files_as_they_were_read_for_it() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    let saving = saving(&estate);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.write();
    saving.finish().exits(0);
    refused(&estate, 3, &["the repository has changed"]);
    estate.declared.remove("203.0.113.16/29");
    apply(&estate).exits(0);
    estate.check();
}

#[test]
fn a_plan_during_which_another_commit_was_checked_out_is_not_saved() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    git(&estate, &["init", "-q"]);
    git(&estate, &["commit", "-q", "--allow-empty", "-m", "one"]);
    let saving = saving(&estate);
    git(&estate, &["commit", "-q", "--allow-empty", "-m", "two"]);
    saving
        .finish()
        .exits(1)
        .says(&["changed while it was planned", "Nothing was saved"]);
    assert!(!file(&estate).exists());
}

#[test]
fn an_edited_file_and_one_that_is_no_plan_are_refused() {
    let estate = two_changes();
    save(&estate).exits(0);
    let text = std::fs::read_to_string(file(&estate)).expect("a file");
    for (from, to) in [
        ("203.0.113.16/29", "203.0.113.24/29"),
        ("\"modify\": 1", "\"modify\": 2"),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        std::fs::write(file(&estate), text.replace(from, to)).expect("written");
        refused(&estate, 1, &["it was edited after it was saved"]);
    }
    std::fs::write(file(&estate), "{}").expect("written");
    refused(&estate, 1, &["not a plan that swipd saved"]);
    std::fs::remove_file(file(&estate)).expect("removed");
    refused(&estate, 1, &["a.plan"]);
}

#[test]
fn a_plan_for_another_registry_is_refused() {
    let estate = two_changes();
    save(&estate).exits(0);
    let other = Estate::new();
    estate.write();
    let sent = estate.writes();
    estate
        .declared
        .write(&estate.root(), &other.simulator.url());
    let path = file(&estate);
    let path = path.to_str().expect("a path");
    estate
        .run_as_is(&["apply", "--yes", "--plan", path])
        .exits(1)
        .says(&["it is a plan for the registry arin", "Nothing was sent"]);
    assert_eq!((estate.writes(), other.writes()), (sent, 0));
}

#[test]
fn a_plan_of_another_state_folder_is_refused() {
    let estate = two_changes();
    save(&estate).exits(0);
    let state = estate.root().join(".swipd");
    // The key stays and the journal is another one; then the key is gone as well.
    std::fs::remove_dir_all(state.join("journal")).expect("removed");
    estate.run(&["apply"]).exits(1);
    refused(&estate, 1, &["it was made from the journal"]);
    std::fs::remove_file(state.join("plan.key")).expect("removed");
    refused(&estate, 1, &["another state folder"]);
}

#[test]
fn a_journal_that_has_moved_on_is_refused_only_for_objects_of_the_plan() {
    let mut estate = two_changes();
    save(&estate).exits(0);
    let path = file(&estate);
    let kept = estate.folder.path().join("kept.plan");
    std::fs::copy(&path, &kept).expect("copied");
    // The same files, another run: the first plan's objects were written to.
    estate.apply().exits(0);
    refused(&estate, 3, &["the journal has learned more of"]);

    estate.declared.block("larkspur", "203.0.113.32/29");
    save(&estate).exits(0);
    // A run that does something else entirely does not matter.
    estate.run(&["apply"]).exits(1);
    apply(&estate).exits(0);
    estate.check();
}

#[test]
fn a_plan_that_is_too_old_is_refused() {
    let mut estate = Estate::new();
    estate.declared.settings = vec!["guards: { max_age: 1ms }".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    save(&estate).exits(0);
    refused(&estate, 3, &["guards.max_age"]);
}

#[test]
fn objections_are_saved_and_still_forbid() {
    let mut estate = Estate::new();
    estate.declared.settings = vec!["expect_count: { blocks: 2 }".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    save(&estate).exits(3).says(&["refuses this plan"]);
    refused(&estate, 3, &["objection[expect-count]"]);
    // What is about the whole is not lifted by doing a part.
    save_with(&estate, &["--allow", "partial"])
        .exits(3)
        .says(&["refuses this plan"]);
    refused(&estate, 3, &["objection[expect-count]"]);
}

/// What people agree to is weighed when a plan is saved: a run can do less, and never more.
#[test]
fn a_plan_saved_with_an_objection_is_carried_out_in_part_only_where_it_was_saved_so() {
    let seed = Seed::default().net("198.51.100.64/28", "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    let path = file(&estate);
    let path = path.to_str().expect("a path");
    let partly = ["apply", "--yes", "--plan", path, "--allow", "partial"];
    let saved = save(&estate).exits(3).says(&["refuses this plan"]);
    assert!(!saved.said().contains("carries out"), "{}", saved.said());
    for arguments in [&partly[..4], &partly[..]] {
        estate.run(arguments).exits(3).says(&[
            "saved with 1 objection",
            "objection[taken]",
            "   = help: ",
            "--allow partial",
            "Nothing was sent",
        ]);
    }
    assert_eq!(estate.writes(), 0);
    save_with(&estate, &["--allow", "partial"])
        .exits(3)
        .says(&["--allow partial carries out exactly this plan"]);
    refused(&estate, 3, &["objection[taken]"]);
    estate.run(&partly).exits(3);
    assert!(estate.is_registered("203.0.113.16/29"));
    assert_eq!(estate.writes(), 1);
}

#[test]
fn what_was_lifted_is_lifted_when_it_is_saved() {
    let mut estate = Estate::new();
    estate.declared.settings = vec!["guards: { max_deletes: { count: 0 } }".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.declared.remove("203.0.113.16/29");
    save(&estate).exits(3);
    let path = file(&estate);
    let path = path.to_str().expect("a path");
    estate
        .run(&["apply", "--yes", "--plan", path, "--allow", "deletes=1"])
        .exits(1)
        .says(&["swipd plan --save"]);
    assert!(estate.is_registered("203.0.113.16/29"));
    save_with(&estate, &["--allow", "deletes=1"]).exits(0);
    apply(&estate).exits(0);
    estate.check();
}

#[test]
fn one_that_broke_off_goes_on_and_writes_nothing_twice() {
    let mut estate = Estate::new();
    for n in 0..6 {
        let range = format!("198.51.100.{}/29", n * 8);
        estate.declared.block("blue-heron", &range);
    }
    save(&estate).exits(0);
    estate.simulator.faults(&json!([
        { "match": { "path": "*/reassign" }, "do": "slow", "delay": "30s", "after": 2, "times": 2 },
    ]));
    let path = file(&estate);
    let path = path.to_str().expect("a path");
    let mut first = Running::start(estate.command(&["apply", "--yes", "--plan", path]));
    until("some steps are sent", || estate.writes() >= 3);
    first.kill();
    estate.simulator.faults(&json!([]));
    apply(&estate).exits(0);
    refused(&estate, 3, &["it has run already"]);
    estate.check();
}

#[test]
fn a_saved_plan_shows_no_value_in_clear() {
    let estate = two_changes();
    save(&estate).exits(0);
    let text = std::fs::read_to_string(file(&estate)).expect("a file");
    assert!(text.contains("203.0.113.16/29"), "{text}");
    for value in ["Larkspur", "EXMPL-BHB-1", "Mill Road"] {
        assert!(!text.contains(value), "{value} in {text}");
    }
}
