//! `create: separate`: the customer record is made by a request of its own.

use super::estate::Estate;

fn separate() -> Estate {
    let mut estate = Estate::new();
    estate.declared.registry = vec!["create: separate".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "2001:db8:40::/48");
    estate
}

#[test]
fn separate_records_are_created_replaced_and_deleted() {
    let mut estate = separate();
    estate.applied();
    let writes = estate.writes_since(0);
    assert_eq!(writes.len(), 4, "{writes:?}");
    let records = writes.iter().filter(|write| write.starts_with("POST "));
    assert_eq!(records.count(), 2, "{writes:?}");
    estate.check();
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    let sent = estate.writes();
    estate.applied();
    assert_eq!(estate.writes_since(sent).len(), 4);
    estate.check();
    estate.declared.remove("198.51.100.64/28");
    estate.applied();
    estate.check();
}

#[test]
fn a_lost_reply_to_the_second_request_is_settled() {
    let estate = separate();
    estate.simulator.faults(&serde_json::json!([
        { "match": { "path": "*/reassign" }, "do": "drop_reply", "times": 1 },
        { "match": { "path": "*/reassign" }, "do": "drop_request", "times": 1 },
    ]));
    estate.applied();
    estate.check();
}

#[test]
fn a_refused_second_request_leaves_no_record_behind_for_long() {
    let estate = separate();
    estate.simulator.faults(&serde_json::json!([
        { "match": { "path": "*/reassign" }, "do": "error", "times": 1 },
    ]));
    let ran = estate.apply();
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.said());
    estate.simulator.faults(&serde_json::json!([]));
    estate.apply();
    estate.check();
}

#[test]
fn a_record_whose_reply_was_lost_stays_uncertain_and_is_never_made_again() {
    let estate = separate();
    estate.simulator.faults(&serde_json::json!([
        { "match": { "method": "POST", "path": "/rest/net/NET-198-51-100-0-1/customer" }, "do": "drop_reply", "times": 1 },
    ]));
    let first = estate.apply().exits(1).says(&[
        "outcome unknown",
        "swipd state forget 198.51.100.64/28",
        "1 write has no known outcome",
    ]);
    let promise = "reads again and goes on";
    assert!(!first.said().contains(promise), "{}", first.said());
    let state = estate.simulator.state();
    assert_eq!(super::checking::unlinked(&state).len(), 1);
    estate.simulator.faults(&serde_json::json!([]));
    let sent = estate.writes();
    // It is not as declared, and no run can make it so: each of them says that, and whom it waits for.
    let told = ["1 object is unknown", "swipd status says what to do"];
    for _ in 0..2 {
        estate.apply().exits(1).says(&told);
    }
    let plan = estate
        .run(&["plan", "--detailed-exitcode"])
        .exits(2)
        .says(&told);
    for wrong in ["No changes", "apply settles it first"] {
        assert!(!plan.said().contains(wrong), "{}", plan.said());
    }
    let writes = estate.writes_since(sent);
    assert!(
        writes.iter().all(|write| !write.starts_with("POST ")),
        "nothing says that it was not made: {writes:?}"
    );
    estate
        .run(&["status"])
        .exits(0)
        .says(&["outcome of create unknown"]);
}

#[test]
fn a_person_who_says_that_the_record_is_to_be_forgotten_lets_it_be_made_again() {
    let mut estate = Estate::new();
    estate.declared.registry = vec!["create: separate".to_owned()];
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.simulator.faults(&serde_json::json!([
        { "match": { "method": "POST", "path": "*/customer" }, "do": "drop_request", "times": 1 },
    ]));
    estate.apply().exits(1).says(&["outcome unknown"]);
    assert_eq!(estate.writes(), 1);
    estate
        .run(&["state", "forget", "198.51.100.64/28"])
        .exits(0)
        .says(&["while 198.51.100.64/28 is declared"]);
    estate.applied();
    assert_eq!(estate.writes(), 3);
    estate.check();
}
