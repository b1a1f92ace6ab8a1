//! Deletes that the registry takes as tickets.

use serde_json::json;

use super::estate::Estate;
use super::running::{Ran, Running, until};

/// Two blocks, applied; the next delete becomes a ticket, which is open until the registry's staff ends it.
fn ticketed() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    let rule = json!({
        "match": { "method": "DELETE", "path": "/rest/net/*" }, "do": "ticket", "delay": "30m", "times": 1,
    });
    estate.simulator.faults(&json!([rule]));
    estate
}

/// The staff ends the one open ticket.
#[track_caller]
fn ended(estate: &Estate, resolution: &str) {
    let state = estate.simulator.state();
    let tickets = state["tickets"].as_array().expect("tickets").iter();
    let open: Vec<&str> = tickets
        .filter(|ticket| !ticket["resolution"].is_string())
        .filter_map(|ticket| ticket["number"].as_str())
        .collect();
    let [number] = open.as_slice() else {
        panic!("open are {open:?}");
    };
    let told = json!({ "status": "RESOLVED", "resolution": resolution });
    estate.simulator.ticket(number, &told);
}

/// Runs an apply that waits, and ends the ticket once it does.
#[track_caller]
fn ended_while(estate: &Estate, arguments: &[&str], resolution: &str) -> Ran {
    estate.write();
    let before = estate.simulator.requests().len();
    let run = Running::start(estate.command(arguments));
    // At its beginning it looks at tickets once; the second time it waits for one.
    until("it waits for the ticket", || {
        let requests = estate.simulator.requests().split_off(before);
        let looks = requests.iter().filter(|one| one.contains("/rest/ticket"));
        let state = estate.simulator.state();
        let tickets = state["tickets"].as_array().map_or(0, Vec::len);
        tickets > 0 && looks.count() >= 2
    });
    ended(estate, resolution);
    run.finish()
}

#[test]
fn a_delete_that_became_a_ticket_waits_and_a_later_run_completes_it() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate.apply().exits(4).says(&["ticket"]);
    assert_eq!(estate.writes_since(sent).len(), 1);
    estate.run(&["plan"]).exits(0).says(&["ticket"]);
    estate.run(&["status"]).exits(0).says(&["ticket"]);
    // Never a second ticket.
    estate.apply().exits(4);
    assert_eq!(estate.writes_since(sent).len(), 1);
    ended(&estate, "PROCESSED");
    estate.applied();
    estate.check();
}

#[test]
fn apply_waits_for_a_ticket_when_asked_to() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    let wait = ["apply", "--yes", "--wait", "60s"];
    ended_while(&estate, &wait, "PROCESSED").exits(0);
    estate.check();
}

#[test]
fn apply_waits_for_the_ticket_of_an_earlier_run() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    estate.apply().exits(4);
    let wait = ["apply", "--yes", "--wait", "60s"];
    ended_while(&estate, &wait, "PROCESSED")
        .exits(0)
        .says(&["waiting for 1 ticket, at most "]);
    estate.check();
}

#[test]
fn a_replace_whose_delete_became_a_ticket_creates_after_it() {
    let mut estate = ticketed();
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
    ended(&estate, "PROCESSED");
    estate.applied();
    estate.run(&look).exits(0).says(&["No changes. 2 blocks"]);
    estate.check();
}

#[test]
fn apply_waits_for_the_ticket_of_a_replace_and_goes_on() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    let wait = ["apply", "--yes", "--wait", "60s", "-o", "json"];
    let ran = ended_while(&estate, &wait, "PROCESSED").exits(0);
    let results = ran.json();
    assert_eq!(results["summary"]["skipped"], 0, "{}", ran.said());
    assert_eq!(results["summary"]["refused"], 0, "{}", ran.said());
    estate.check();
}

#[test]
fn other_changes_go_on_while_a_ticket_is_open() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    estate.apply().exits(4);
    estate.declared.block("larkspur", "203.0.113.64/28");
    estate.apply().exits(4);
    assert!(estate.is_registered("203.0.113.64/28"));
    ended(&estate, "PROCESSED");
    estate.applied();
    estate.check();
}

#[test]
fn a_denied_ticket_is_reported_and_not_asked_for_again() {
    let mut estate = ticketed();
    let block = estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate.apply().exits(4);
    ended(&estate, "DENIED");
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
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    let ran = ended_while(&estate, &["apply", "--yes", "--wait", "60s"], "DENIED");
    assert_eq!(estate.writes_since(sent).len(), 1, "{}", ran.said());
    ran.says(&["DENIED"]);
}

#[test]
fn an_open_ticket_outlives_the_cache() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate.apply().exits(4);
    std::fs::remove_dir_all(estate.root().join(".swipd/cache")).expect("removed");
    estate.apply().exits(4);
    assert_eq!(estate.writes_since(sent).len(), 1);
    ended(&estate, "PROCESSED");
    estate.applied();
    estate.check();
}

#[test]
fn a_delete_that_was_denied_is_tried_again_when_a_person_says_so() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    estate.apply().exits(4);
    ended(&estate, "DENIED");
    estate.apply().says(&["DENIED"]);
    estate.run(&["state", "retry", "198.51.100.64/28"]).exits(0);
    estate.applied();
    estate.check();
}

#[test]
fn apply_waits_for_the_ticket_of_an_earlier_runs_replace_and_creates() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    estate.apply().exits(4);
    let wait = ["apply", "--yes", "--wait", "60s"];
    ended_while(&estate, &wait, "PROCESSED").exits(0);
    estate.check();
}

#[test]
fn what_turns_up_while_apply_waits_is_left_for_a_person_to_see() {
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    let lost = estate.net("203.0.113.16/29").handle;
    estate.write();
    let sent = estate.writes();
    let run = Running::start(estate.command(&["apply", "--yes", "--wait", "60s"]));
    until("the delete is a ticket", || {
        let state = estate.simulator.state();
        state["tickets"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    });
    // Somebody else deletes another net of ours meanwhile. Nobody has agreed to make it again.
    estate.simulator.edit(&json!({ "delete": lost }));
    ended(&estate, "PROCESSED");
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
    let mut estate = ticketed();
    estate.declared.remove("198.51.100.64/28");
    let ran = estate.run(&["apply", "--yes", "--wait", "1s"]).exits(4);
    assert!(ran.out.contains("waiting"), "{}", ran.said());
    ended(&estate, "PROCESSED");
    estate.applied();
    estate.check();
}

#[test]
fn a_declared_block_whose_old_registration_waits_for_its_ticket_is_not_created_beside_it() {
    let mut estate = ticketed();
    // A smaller heir: its range lies in what the ticket will free.
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.64/29");
    let sent = estate.writes();
    estate.apply().exits(4);
    estate.apply().exits(4);
    assert_eq!(estate.writes_since(sent).len(), 1);
    ended(&estate, "PROCESSED");
    estate.applied();
    estate.check();
}
