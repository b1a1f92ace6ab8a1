//! What a newcomer does first.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::estate::Estate;
use super::running::{Ran, Running, swipd};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

fn run(root: &Path, arguments: &[&str]) -> Ran {
    let mut command = swipd();
    command.arg("-C").arg(root).args(arguments);
    Running::start(command).finish()
}

#[test]
fn the_example_is_applied_with_one_command_and_the_second_time_nothing_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quickstart");
    copy(&example, folder.path());
    let _ = std::fs::remove_dir_all(folder.path().join(".swipd"));
    let first = run(folder.path(), &["apply", "--simulate", "--yes"]).exits(0);
    assert!(!first.said().contains("objection"), "{}", first.said());
    let journal = writes_of(folder.path());
    assert!(journal > 0);
    let second = run(folder.path(), &["apply", "--simulate", "--yes"]).exits(0);
    assert_eq!(
        second.out.trim(),
        "No changes. 10 blocks match the registry."
    );
    assert_eq!(writes_of(folder.path()), journal, "no write without intent");
    run(
        folder.path(),
        &["plan", "--simulate", "--detailed-exitcode"],
    )
    .exits(0);
    run(folder.path(), &["status", "--simulate"]).exits(0);
    run(folder.path(), &["validate"]).exits(0);
}

/// How many intents the journal of the built-in registry holds; nothing is sent without one.
fn writes_of(root: &Path) -> usize {
    let journal = root.join(".swipd/simulate/journal");
    let mut intents = 0;
    for entry in std::fs::read_dir(journal).expect("a journal") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            let text = std::fs::read_to_string(path).expect("text");
            intents += text.matches("\"type\":\"intent\"").count();
        }
    }
    intents
}

#[test]
fn a_new_repository_works_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["init"]).exits(0);
    run(folder.path(), &["init"]).exits(1);
    run(folder.path(), &["validate"]).exits(0);
    run(folder.path(), &["apply", "--simulate", "--yes"]).exits(0);
    let ignored = std::fs::read_to_string(folder.path().join(".gitignore")).expect("text");
    assert!(ignored.lines().any(|line| line == ".swipd/"));
    let again = run(folder.path(), &["apply", "--simulate", "--yes"]).exits(0);
    assert_eq!(
        again.out.trim(),
        "No changes. 1 block matches the registry."
    );
}

#[track_caller]
fn has_keys(value: &Value, wanted: &[&str]) {
    let keys: BTreeSet<&str> = value
        .as_object()
        .unwrap_or_else(|| panic!("no object: {value}"))
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, wanted.iter().copied().collect(), "{value:#}");
}

#[track_caller]
fn is_a_plan(plan: &Value) {
    has_keys(
        plan,
        &[
            "format_version",
            "digest",
            "revision",
            "edited",
            "as_of",
            "forbidden",
            "summary",
            "cost",
            "registries",
            "changes",
            "steps",
            "findings",
            "objections",
            "warnings",
        ],
    );
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/plan.schema.json");
    let schema = std::fs::read_to_string(schema).expect("the schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let told: Vec<String> = schema
        .iter_errors(plan)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(told.is_empty(), "{told:#?}");
    let counts = [
        "create",
        "modify",
        "replace",
        "delete",
        "adopt",
        "unchanged",
        "not_compared",
    ];
    has_keys(&plan["summary"], &counts);
    let keys = [
        "id", "registry", "kind", "action", "key", "handle", "before", "after", "why", "change",
        "origin", "requires",
    ];
    for step in plan["steps"].as_array().expect("steps") {
        has_keys(step, &keys);
    }
    for objection in plan["objections"].as_array().expect("objections") {
        has_keys(objection, &["code", "scope", "message", "places", "help"]);
    }
    assert!(plan["warnings"].is_array());
}

/// A plan without the moments it was made and read at.
fn ageless(mut plan: Value) -> Value {
    plan["as_of"].take();
    for registry in plan["registries"].as_array_mut().expect("registries") {
        registry["read_at"].take();
    }
    plan
}

#[test]
fn plan_and_apply_print_json_in_their_stated_shape() {
    let seed = super::seed::Seed::default()
        .net("198.51.100.64/28", "saltgrass", "SALT")
        .net("203.0.113.16/28", "larkspur", "OLD-NAME");
    let mut estate = Estate::seeded(&seed);
    estate.is_foreign("198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.96/28");
    estate.declared.block("larkspur", "203.0.113.16/28").name = Some("EXMPL-LRK-1".to_owned());
    let ran = estate.run(&["plan", "-o", "json"]).exits(3);
    let plan = ran.json();
    is_a_plan(&plan);
    assert_eq!(plan["format_version"], 1);
    assert_eq!(plan["summary"]["create"], 1);
    assert_eq!(plan["summary"]["adopt"], 1);
    assert_eq!(plan["summary"]["modify"], 1);
    assert_eq!(plan["objections"][0]["code"], "taken");
    assert_eq!(plan["objections"][0]["scope"], "object");
    let again = estate.run(&["plan", "-o", "json"]).exits(3).json();
    assert_eq!(
        ageless(plan.clone()),
        ageless(again),
        "same input, same bytes"
    );
    let ran = estate
        .run(&["apply", "--yes", "--allow", "partial", "-o", "json"])
        .exits(3);
    let applied = ran.json();
    has_keys(&applied, &["plan", "results", "summary"]);
    is_a_plan(&applied["plan"]);
    assert_eq!(applied["plan"]["digest"], plan["digest"]);
    has_keys(
        &applied["summary"],
        &["done", "ticketed", "refused", "uncertain", "skipped"],
    );
    let results = applied["results"].as_array().expect("results");
    assert_eq!(results.len(), 3);
    for result in results {
        has_keys(result, &["step", "outcome", "handle", "ticket", "message"]);
        assert_eq!(result["outcome"], "done");
    }
    estate.check_but(&["taken"], &["198.51.100.64/28"]);
}
