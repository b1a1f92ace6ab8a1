//! Deletes that the registry takes as tickets.

use serde_json::json;

use super::estate::Estate;
use super::running::{Running, until};

/// Two blocks, applied; deletes become tickets that stay open for so long.
fn ticketed(delay: &str, resolution: Option<&str>) -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    let mut rule = json!({
        "match": { "method": "DELETE", "path": "/rest/net/*" }, "do": "ticket", "delay": delay, "times": 1,
    });
    if let Some(resolution) = resolution {
        rule["resolution"] = json!(resolution);
    }
    estate.simulator.faults(&json!([rule]));
    estate
}

/// Waits until no ticket is open at the registry.
fn resolved(estate: &Estate) {
    until("the ticket is resolved", || {
        let state = estate.simulator.state();
        let tickets = state["tickets"].as_array().expect("tickets");
        tickets
            .iter()
            .all(|ticket| ticket["resolution"].is_string())
    });
}

#[test]
fn a_delete_that_became_a_ticket_waits_and_a_later_run_completes_it() {
    let mut estate = ticketed("4s", None);
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate.apply().exits(4).says(&["ticket"]);
    assert_eq!(estate.writes_since(sent).len(), 1);
    estate.run(&["plan"]).exits(0).says(&["ticket"]);
    estate.run(&["status"]).exits(0).says(&["ticket"]);
    // Never a second ticket.
    estate.apply().exits(4);
    assert_eq!(estate.writes_since(sent).len(), 1);
    resolved(&estate);
    estate.applied();
    estate.check();
}

#[test]
fn apply_waits_for_a_ticket_when_asked_to() {
    let mut estate = ticketed("2s", None);
    estate.declared.remove("198.51.100.64/28");
    estate.run(&["apply", "--yes", "--wait", "30s"]).exits(0);
    estate.check();
}

#[test]
fn apply_waits_for_the_ticket_of_an_earlier_run() {
    let mut estate = ticketed("3s", None);
    estate.declared.remove("198.51.100.64/28");
    estate.apply().exits(4);
    estate
        .run(&["apply", "--yes", "--wait", "30s"])
        .exits(0)
        .says(&["waiting for 1 ticket, at most "]);
    estate.check();
}

#[test]
fn a_replace_whose_delete_became_a_ticket_creates_after_it() {
    let mut estate = ticketed("3s", None);
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    let sent = estate.writes();
    estate.apply().exits(4).says(&["ticket"]);
    assert_eq!(estate.writes_since(sent).len(), 1, "the create waits");
    estate.apply().exits(4);
    assert_eq!(estate.writes_since(sent).len(), 1, "the create waits");
    // Its range is given to nobody as declared: that is a difference, though nothing can be done about it now.
    let waits = "Nothing is planned, and 1 object waits. 1 block matches the registry.";
    let look = ["plan", "--detailed-exitcode"];
    estate.run(&look).exits(2).says(&[waits]);
    estate
        .run(&["plan", "-o", "markdown"])
        .exits(0)
        .says(&["### swipd plan: nothing is planned", waits]);
    resolved(&estate);
    estate.applied();
    estate.run(&look).exits(0).says(&["No changes. 2 blocks"]);
    estate.check();
}

#[test]
fn apply_waits_for_the_ticket_of_a_replace_and_goes_on() {
    let mut estate = ticketed("2s", None);
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    let ran = estate
        .run(&["apply", "--yes", "--wait", "30s", "-o", "json"])
        .exits(0);
    let results = ran.json();
    assert_eq!(results["summary"]["skipped"], 0, "{}", ran.said());
    assert_eq!(results["summary"]["refused"], 0, "{}", ran.said());
    estate.check();
}

#[test]
fn other_changes_go_on_while_a_ticket_is_open() {
    let mut estate = ticketed("4s", None);
    estate.declared.remove("198.51.100.64/28");
    estate.apply().exits(4);
    estate.declared.block("larkspur", "203.0.113.64/28");
    estate.apply().exits(4);
    assert!(estate.is_registered("203.0.113.64/28"));
    resolved(&estate);
    estate.applied();
    estate.check();
}

#[test]
fn a_denied_ticket_is_reported_and_not_asked_for_again() {
    let mut estate = ticketed("1s", Some("DENIED"));
    let block = estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate.apply().exits(4);
    resolved(&estate);
    estate.apply().says(&["DENIED"]);
    estate.apply();
    estate.apply();
    assert_eq!(estate.writes_since(sent).len(), 1, "one delete, one ticket");
    assert!(estate.is_registered("198.51.100.64/28"));
    estate.run(&["plan"]).says(&["198.51.100.64/28", "DENIED"]);
    estate
        .run(&["status"])
        .exits(0)
        .says(&["198.51.100.64/28", "DENIED"]);
    // Declared again, all is well.
    *estate.declared.block("blue-heron", "198.51.100.64/28") = block;
    estate.check();
}

#[test]
fn apply_that_waits_for_a_denied_ticket_ends_and_says_so() {
    let mut estate = ticketed("1s", Some("DENIED"));
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    let ran = estate.run(&["apply", "--yes", "--wait", "30s"]);
    assert_eq!(estate.writes_since(sent).len(), 1, "{}", ran.said());
    ran.says(&["DENIED"]);
}

#[test]
fn an_open_ticket_outlives_the_cache() {
    let mut estate = ticketed("6s", None);
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate.apply().exits(4);
    std::fs::remove_dir_all(estate.root().join(".swipd/cache")).expect("removed");
    estate.apply().exits(4);
    assert_eq!(estate.writes_since(sent).len(), 1);
    resolved(&estate);
    estate.applied();
    estate.check();
}

#[test]
fn a_delete_that_was_denied_is_tried_again_when_a_person_says_so() {
    let mut estate = ticketed("1s", Some("DENIED"));
    estate.declared.remove("198.51.100.64/28");
    estate.apply().exits(4);
    resolved(&estate);
    estate.apply().says(&["DENIED"]);
    estate.run(&["state", "retry", "198.51.100.64/28"]).exits(0);
    estate.applied();
    estate.check();
}

#[test]
fn apply_waits_for_the_ticket_of_an_earlier_runs_replace_and_creates() {
    let mut estate = ticketed("4s", None);
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    estate.apply().exits(4);
    estate.run(&["apply", "--yes", "--wait", "30s"]).exits(0);
    estate.check();
}

#[test]
fn what_turns_up_while_apply_waits_is_left_for_a_person_to_see() {
    let mut estate = ticketed("4s", None);
    estate.declared.remove("198.51.100.64/28");
    let lost = estate.net("203.0.113.16/29").handle;
    estate.write();
    let sent = estate.writes();
    let run = Running::start(estate.command(&["apply", "--yes", "--wait", "60s"]));
    until("the delete is sent", || estate.writes() > sent);
    // Somebody else deletes another net of ours meanwhile. Nobody has agreed to make it again.
    estate.simulator.edit(&json!({ "delete": lost }));
    run.finish().exits(0).says(&["1 done", "nobody has agreed"]);
    assert!(!estate.is_registered("203.0.113.16/29"));
    let later = estate.writes_since(sent);
    assert!(
        later.iter().all(|write| write.starts_with("DELETE ")),
        "{later:?}"
    );
    estate
        .run(&["plan", "--detailed-exitcode"])
        .exits(2)
        .says(&["203.0.113.16/29"]);
}

#[test]
fn a_ticket_whose_end_nobody_waits_for_any_longer_is_left_open() {
    let mut estate = ticketed("6s", None);
    estate.declared.remove("198.51.100.64/28");
    let ran = estate.run(&["apply", "--yes", "--wait", "1s"]).exits(4);
    assert!(ran.out.contains("waiting"), "{}", ran.said());
    resolved(&estate);
    estate.applied();
    estate.check();
}

#[test]
fn a_declared_block_whose_old_registration_waits_for_its_ticket_is_not_created_beside_it() {
    let mut estate = ticketed("4s", None);
    // A smaller heir: its range lies in what the ticket will free.
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.64/29");
    let sent = estate.writes();
    estate.apply().exits(4);
    estate.apply().exits(4);
    assert_eq!(estate.writes_since(sent).len(), 1);
    resolved(&estate);
    estate.applied();
    estate.check();
}
