//! The key is nowhere: not printed, not logged at trace level, not in journal, cache or registry folder.

use std::path::Path;

use serde_json::{Value, json};

use super::estate::Estate;
use super::running::{Running, at_once};

const SECRET: &str = "1111-2222-3333-4444";

/// Every file below a folder, as text, but the seed.
fn files(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, into);
        } else if path.file_name().is_none_or(|name| name != "seed.yaml") {
            let bytes = std::fs::read(&path).expect("read");
            let text = String::from_utf8_lossy(&bytes).into_owned();
            into.push((path.display().to_string(), text));
        }
    }
}

/// Runs a command that says all it can; every second one logs JSON.
fn loud(estate: &Estate, arguments: &[&str]) {
    let format = ["text", "json"][estate.printed.borrow().len() % 2];
    let mut command = estate.command(arguments);
    command
        .args(["-vvv", "--log-format", format])
        .env("SWIPD_LOG", "trace");
    let ran = Running::start(command).finish();
    estate.printed.borrow_mut().push_str(&ran.said());
}

/// Everything that can be said, in one authentication mode.
fn say_everything(auth: &str) -> Estate {
    let mut estate = Estate::new();
    estate.declared.registry = vec![format!("auth: {auth}"), "timeout: 5s".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    for arguments in [
        &["plan"][..],
        &["plan", "-o", "json"],
        &["apply", "--yes"],
        &["status"],
        &["apply", "--yes", "-o", "json"],
    ] {
        loud(&estate, arguments);
    }
    let kinds = [
        "drop_reply",
        "drop_request",
        "error_after_commit",
        "garbage",
        "html",
        "throttle",
        "error",
        "truncate",
    ];
    // A request of each sort meets each fault, most of them at the same time.
    for n in 0..kinds.len() {
        estate
            .declared
            .block("larkspur", &format!("203.0.113.{}/29", n * 8));
    }
    all_faults(&estate, &kinds);
    for n in 0..kinds.len() {
        let range = format!("203.0.113.{}/29", n * 8);
        estate.declared.remove(&range);
        estate.declared.block("quarry-lane", &range);
    }
    all_faults(&estate, &kinds);
    loud(&estate, &["apply", "--yes", "--allow", "deletes=9"]);
    estate
}

/// Each fault hits one request of each method.
fn all_faults(estate: &Estate, kinds: &[&str]) {
    let reads = ["/rest/net/*", "/rest/customer/*", "/registry/*"];
    let rules: Vec<Value> = kinds
        .iter()
        .zip(reads.iter().cycle())
        .flat_map(|(kind, read)| {
            [("PUT", "*"), ("DELETE", "*"), ("GET", read)].map(|(method, path)| {
                json!({ "do": kind, "match": { "method": method, "path": path }, "times": 1 })
            })
        })
        .collect();
    estate.write();
    estate.simulator.faults(&json!(rules));
    loud(estate, &["apply", "--yes", "--allow", "deletes=9"]);
    loud(estate, &["apply", "--yes", "--allow", "deletes=9"]);
    estate.simulator.faults(&json!([]));
}

fn everything_written(estate: &Estate) -> Vec<(String, String)> {
    let mut texts = vec![("output".to_owned(), estate.printed.borrow().clone())];
    files(estate.folder.path(), &mut texts);
    texts
}

#[track_caller]
fn is_nowhere(estate: &Estate) {
    let texts = everything_written(estate);
    let named = |part: &str| texts.iter().any(|(name, _)| name.contains(part));
    assert!(
        named("journal") && named("cache") && named("registry"),
        "something was searched"
    );
    for (name, text) in texts {
        let at = text.to_ascii_lowercase().find(&SECRET.to_ascii_lowercase());
        let around = at.map(|at| {
            text[at.saturating_sub(200)..]
                .chars()
                .take(300)
                .collect::<String>()
        });
        assert!(at.is_none(), "the key is in {name}: {around:?}");
    }
}

#[test]
fn the_key_in_a_header_is_written_nowhere() {
    let estate = say_everything("header");
    estate.check();
    is_nowhere(&estate);
}

#[test]
fn the_key_in_the_query_is_written_nowhere() {
    let estate = say_everything("query");
    estate.check();
    is_nowhere(&estate);
}

#[track_caller]
fn is_told_without_the_key(auth: &str, arguments: &[&str]) {
    let mut estate = Estate::new();
    estate.declared.few_networks = true;
    estate.declared.registry = vec![format!("auth: {auth}"), "timeout: 2s".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    // A port that was free a moment ago: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    estate
        .declared
        .write(&estate.root(), &format!("http://{address}"));
    loud(&estate, arguments);
    let printed = estate.printed.borrow().clone();
    assert!(!printed.contains("status Some(0)"), "{printed}");
    let mut texts = vec![("output".to_owned(), printed)];
    files(&estate.root(), &mut texts);
    for (name, text) in texts {
        assert!(!text.contains(SECRET), "the key is in {name}: {text}");
    }
}

#[test]
fn a_registry_that_is_not_there_is_told_without_the_key() {
    let cases = [("header", &["plan"][..]), ("query", &["apply", "--yes"])];
    at_once(cases, |(auth, arguments)| {
        is_told_without_the_key(auth, arguments);
    });
}

#[test]
fn the_logs_are_worth_reading_at_trace_level() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    loud(&estate, &["apply", "--yes"]);
    let printed = estate.printed.borrow();
    assert!(
        printed.contains("/reassign"),
        "requests are logged: {printed}"
    );
}
