//! Requests and replies that get lost, come late, or are not what they seem. In each story the run itself
//! finds out by reading what happened; nothing is sent blindly a second time.

use serde_json::{Value, json};

use super::estate::Estate;
use super::repository::Repository;
use super::running::{Ran, Running, at_once, until};

const REASSIGN: (&str, &str) = ("PUT", "*/reassign");
const PUT_NET: (&str, &str) = ("PUT", "/rest/net/NET-198-51-100-64-1");
const PUT_CUSTOMER: (&str, &str) = ("PUT", "/rest/customer/*");
const DELETE_NET: (&str, &str) = ("DELETE", "/rest/net/*");
const DELETE_CUSTOMER: (&str, &str) = ("DELETE", "/rest/customer/*");

/// What each kind of request goes out for.
fn change(of: (&str, &str), declared: &mut Repository) {
    if of == REASSIGN {
        declared.block("quarry-lane", "198.51.100.96/28");
        declared.block("quarry-lane", "2001:db8:60::/48");
    } else if of == PUT_NET {
        let block = declared.block("blue-heron", "198.51.100.64/28");
        block.name = Some("EXMPL-BHB-9".to_owned());
        block.comment = Some(vec!["Ask the NOC".to_owned()]);
    } else if of == PUT_CUSTOMER {
        declared.profile("blue-heron").address["street"] = json!(["40 Canal Street"]);
    } else {
        declared.remove("198.51.100.64/28");
    }
}

fn settled() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("blue-heron", "2001:db8:40::/48");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate
}

fn rule((method, path): (&str, &str), kind: &str, times: u32) -> Value {
    json!({ "match": { "method": method, "path": path }, "do": kind, "times": times })
}

/// How many requests of this kind were sent.
fn sent(estate: &Estate, since: usize, (method, path): (&str, &str)) -> usize {
    let marks: Vec<&str> = path.split('*').collect();
    let writes = estate.writes_since(since);
    let of_kind = writes
        .iter()
        .filter(|write| write.starts_with(method) && marks.iter().all(|mark| write.contains(mark)));
    of_kind.count()
}

/// One fault hits the first request of a kind. The run is done all the same, with so many requests of it.
#[track_caller]
fn weathers(of: (&str, &str), kind: &str, requests: usize) -> Ran {
    let mut estate = settled();
    change(of, &mut estate.declared);
    estate.simulator.faults(&json!([rule(of, kind, 1)]));
    let since = estate.writes();
    let ran = estate.applied();
    let count = sent(&estate, since, of);
    assert_eq!(count, requests, "{}", ran.said());
    estate.check();
    ran
}

#[test]
fn a_lost_request_is_sent_again_once_reading_shows_that_it_had_no_effect() {
    weathers(REASSIGN, "drop_request", 3);
}

#[test]
fn a_lost_reply_to_a_reassignment_is_settled_by_its_range() {
    weathers(REASSIGN, "drop_reply", 2);
}

#[test]
fn a_reassignment_that_arrives_late_is_seen_after_the_quiet_time() {
    weathers(REASSIGN, "late", 2);
}

#[test]
fn a_reassignment_that_was_done_although_an_error_was_answered_is_seen() {
    weathers(REASSIGN, "error_after_commit", 2);
}

#[test]
fn a_page_of_a_proxy_is_no_answer_to_a_reassignment() {
    weathers(REASSIGN, "html", 3);
}

#[test]
fn noise_is_no_answer_to_a_reassignment() {
    weathers(REASSIGN, "garbage", 2);
}

#[test]
fn half_an_answer_to_a_reassignment_is_none() {
    weathers(REASSIGN, "truncate", 2);
}

#[test]
fn a_reassignment_that_a_proxy_replayed_is_ours_although_it_was_refused() {
    weathers(REASSIGN, "replay", 2);
}

#[test]
fn an_outage_in_answer_to_a_reassignment_is_settled_and_it_is_sent_again() {
    weathers(REASSIGN, "error", 3);
}

#[test]
fn a_throttled_reassignment_is_sent_again_after_a_while() {
    weathers(REASSIGN, "throttle", 3);
}

#[test]
fn a_lost_request_to_delete_a_net_is_sent_again() {
    weathers(DELETE_NET, "drop_request", 2);
}

#[test]
fn a_lost_reply_to_the_delete_of_a_net_is_settled() {
    weathers(DELETE_NET, "drop_reply", 1);
}

#[test]
fn a_delete_of_a_net_that_arrives_late_is_seen_after_the_quiet_time() {
    weathers(DELETE_NET, "late", 1);
}

#[test]
fn a_delete_of_a_net_that_was_replayed_is_done() {
    weathers(DELETE_NET, "replay", 1);
}

#[test]
fn a_delete_of_a_net_done_with_an_error_is_done() {
    weathers(DELETE_NET, "error_after_commit", 1);
}

#[test]
fn a_throttled_delete_of_a_net_is_sent_again() {
    weathers(DELETE_NET, "throttle", 2);
}

#[test]
fn a_lost_request_to_delete_a_record_is_sent_again() {
    weathers(DELETE_CUSTOMER, "drop_request", 2);
}

#[test]
fn a_lost_reply_to_the_delete_of_a_record_is_settled() {
    weathers(DELETE_CUSTOMER, "drop_reply", 1);
}

#[test]
fn a_delete_of_a_record_that_was_replayed_is_done() {
    weathers(DELETE_CUSTOMER, "replay", 1);
}

#[test]
fn a_lost_request_to_change_a_net_is_sent_again() {
    weathers(PUT_NET, "drop_request", 2);
}

#[test]
fn a_lost_reply_to_the_change_of_a_net_is_settled() {
    weathers(PUT_NET, "drop_reply", 1);
}

#[test]
fn a_lost_request_to_change_a_record_is_sent_again() {
    weathers(PUT_CUSTOMER, "drop_request", 3);
}

#[test]
fn a_lost_reply_to_the_change_of_a_record_is_settled() {
    weathers(PUT_CUSTOMER, "drop_reply", 2);
}

#[test]
fn a_replace_survives_a_lost_reply_at_each_of_its_steps() {
    at_once([DELETE_NET, REASSIGN, DELETE_CUSTOMER], |of| {
        let mut estate = settled();
        estate.declared.remove("198.51.100.64/28");
        estate.declared.block("quarry-lane", "198.51.100.64/28");
        estate.simulator.faults(&json!([rule(of, "drop_reply", 1)]));
        let since = estate.writes();
        estate.applied();
        assert_eq!(estate.writes_since(since).len(), 3);
        estate.check();
    });
}

#[test]
fn a_replace_whose_create_fails_is_completed_by_the_next_run_whatever_the_guards_say() {
    let mut estate = settled();
    estate.declared.settings =
        vec!["guards: { max_deletes: { count: 1, percent: 100 } }".to_owned()];
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    let outage = rule(REASSIGN, "error", 100);
    estate.simulator.faults(&json!([outage]));
    estate.apply().exits(1);
    assert!(!estate.is_registered("198.51.100.64/28"));
    estate.simulator.faults(&json!([]));
    // One more delete fills the guard, and the range that is empty is filled all the same.
    estate.declared.remove("203.0.113.16/29");
    estate.applied();
    estate.check();
}

#[test]
fn a_request_lost_each_time_is_given_up_for_this_run_and_done_by_the_next() {
    let mut estate = settled();
    change(REASSIGN, &mut estate.declared);
    estate
        .simulator
        .faults(&json!([rule(REASSIGN, "drop_request", 100)]));
    let since = estate.writes();
    estate.apply().exits(1);
    assert_eq!(sent(&estate, since, REASSIGN), 6, "three times each");
    estate.simulator.faults(&json!([]));
    estate.applied();
    estate.check();
}

#[test]
fn replies_that_are_all_lost_lose_nothing_and_repeat_nothing() {
    let mut estate = Estate::new();
    for n in 0..8 {
        estate
            .declared
            .block("blue-heron", &format!("198.51.100.{}/28", n * 16));
    }
    estate
        .simulator
        .faults(&json!([{ "match": { "method": "PUT" }, "do": "drop_reply" }]));
    estate.applied();
    assert_eq!(estate.writes(), 8);
    estate.check();
}

#[test]
fn reads_are_asked_again_when_throttled_or_in_an_outage_or_answered_by_a_proxy() {
    let kinds = ["throttle", "error", "drop_request", "html", "truncate"];
    at_once(kinds, |kind| {
        let mut estate = settled();
        change(REASSIGN, &mut estate.declared);
        let spoilt = rule(("GET", "*"), kind, 2);
        estate.simulator.faults(&json!([spoilt]));
        let ran = estate.apply();
        assert_eq!(ran.code, Some(0), "{kind}: {}", ran.said());
        estate.check();
    });
}

#[test]
fn reads_that_lag_behind_our_own_writes_are_not_believed() {
    at_once(["/rest/*", "/registry/*"], |path| {
        let mut estate = settled();
        let lag = json!({ "match": { "method": "GET", "path": path }, "do": "stale_read", "delay": "500ms" });
        estate.simulator.faults(&json!([lag]));
        estate.declared.block("quarry-lane", "198.51.100.96/28");
        let since = estate.writes();
        estate.applied();
        estate.apply();
        assert_eq!(estate.writes_since(since).len(), 1, "{path}");
        estate.declared.remove("203.0.113.16/29");
        estate.declared.block("quarry-lane", "203.0.113.16/29");
        estate.applied();
        estate.apply();
        assert_eq!(estate.writes_since(since).len(), 4, "{path}");
        estate.simulator.faults(&json!([]));
        estate.apply();
        estate.check();
        assert_eq!(estate.writes_since(since).len(), 4, "{path}");
    });
}

/// With reads spoilt for good nothing is sent, and afterwards all is well.
#[track_caller]
fn causes_no_step(kind: &str, path: &str) {
    let mut estate = Estate::new();
    estate.declared.few_networks = true;
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "198.51.100.128/28");
    estate.applied();
    estate.forget();
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.96/28");
    let spoilt = rule(("GET", path), kind, 10_000);
    estate.simulator.faults(&json!([spoilt]));
    let since = estate.writes();
    let ran = estate.run(&["apply", "--yes", "--allow", "partial"]);
    assert!(matches!(ran.code, Some(1 | 3)), "{}", ran.said());
    assert_eq!(estate.writes(), since, "{}", ran.said());
    estate.simulator.faults(&json!([]));
    estate.applied();
    estate.check();
}

#[test]
fn a_registry_that_can_not_be_read_causes_no_step() {
    let kinds = ["error", "html", "garbage"];
    at_once(kinds, |kind| causes_no_step(kind, "/rest/*"));
}

#[test]
fn a_public_list_that_can_not_be_read_causes_no_step() {
    let kinds = ["error", "html", "garbage"];
    at_once(kinds, |kind| causes_no_step(kind, "/registry/*"));
}

#[test]
fn a_net_that_can_not_be_read_is_not_passed_over_in_silence() {
    let mut estate = settled();
    estate.forget();
    estate.declared.remove("198.51.100.64/28");
    let path = "/rest/net/netsByIpRange/198.51.100.64/*";
    let spoilt = rule(("GET", path), "garbage", 10_000);
    estate.simulator.faults(&json!([spoilt]));
    let since = estate.writes();
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3)
        .says(&["objection[unread]", "198.51.100.64/28"]);
    assert_eq!(estate.writes(), since);
    estate.simulator.faults(&json!([]));
    estate.applied();
    estate.check();
}

#[test]
fn records_that_can_not_be_read_cause_no_step() {
    let mut estate = settled();
    estate.forget();
    estate.declared.remove("198.51.100.64/28");
    let spoilt = rule(("GET", "/rest/customer/*"), "garbage", 10_000);
    estate.simulator.faults(&json!([spoilt]));
    let since = estate.writes();
    let ran = estate.run(&["apply", "--yes", "--allow", "partial"]);
    assert_eq!(estate.writes(), since, "{}", ran.said());
    ran.exits(3);
    estate.simulator.faults(&json!([]));
    estate.applied();
    estate.check();
}

#[test]
fn what_can_not_be_settled_now_is_settled_by_the_next_run() {
    let mut estate = settled();
    estate.forget();
    change(REASSIGN, &mut estate.declared);
    // After the writes nothing can be read any more.
    estate.simulator.faults(&json!([
        rule(REASSIGN, "drop_reply", 2),
        { "match": { "method": "GET", "path": "/rest/*" }, "do": "garbage", "after": 6 },
    ]));
    let since = estate.writes();
    let ran = estate.apply();
    if estate.writes_since(since).len() == 2 {
        ran.exits(1).says(&["outcome unknown"]);
        estate.run(&["status"]).says(&["outcome of create unknown"]);
    }
    estate.simulator.faults(&json!([]));
    estate.applied();
    assert_eq!(sent(&estate, since, REASSIGN), 2);
    estate.check();
}

/// While the first of two creates is on its way somebody else registers something; then the second is sent.
#[track_caller]
fn somebody_is_faster(range: &str) -> (Estate, Ran) {
    let mut estate = Estate::new();
    estate.declared.concurrency = Some(1);
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.128/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    let slow = json!({ "match": { "method": "PUT" }, "do": "slow", "delay": "2s", "times": 1 });
    estate.simulator.faults(&json!([slow]));
    estate.write();
    let apply = Running::start(estate.command(&["apply", "--yes"]));
    until("the first create is sent", || estate.writes() == 1);
    estate.simulator.edit(&json!({ "reassign": {
        "parent": "NET-198-51-100-0-1", "prefix": range, "name": "SALTGRASS",
        "customer": { "name": "Saltgrass Marine", "address": super::seed::address() },
    } }));
    estate.is_foreign(range);
    (estate, apply.finish())
}

#[test]
fn a_create_that_the_registry_refuses_is_reported_in_its_words_and_the_rest_is_done() {
    let (estate, ran) = somebody_is_faster("198.51.100.136/29");
    let ran = ran
        .exits(1)
        .says(&["2 done, 1 refused", "refused", "198.51.100.128/28", "E_"]);
    assert!(
        ran.out.contains("customers/blue-heron.yaml:1:"),
        "{}",
        ran.said()
    );
    assert_eq!(estate.writes(), 3, "{}", ran.said());
    estate.check_but(&["overlaps-unmanaged"], &["198.51.100.128/28"]);
}

#[test]
fn a_create_in_a_range_that_another_took_meanwhile_is_refused_and_never_ours() {
    let (estate, ran) = somebody_is_faster("198.51.100.128/28");
    ran.exits(1).says(&["1 refused", "Saltgrass Marine"]);
    assert_eq!(estate.writes(), 3);
    estate.check_but(&["taken"], &["198.51.100.128/28"]);
}

#[test]
fn a_list_of_more_than_256_nets_is_split_and_what_straddles_the_middle_is_seen() {
    let mut seed = super::seed::Seed::default();
    for n in 0..301 {
        let (third, fourth) = if n < 150 {
            (n / 2, n % 2 * 16)
        } else {
            (130 + (n - 150) / 2, n % 2 * 16)
        };
        seed = seed.net(&format!("198.18.{third}.{fourth}/28"), "saltgrass", "SALT");
    }
    let straddler = "198.18.127.240-198.18.128.15";
    seed = seed.net(straddler, "saltgrass", "SALT-MIDDLE");
    let mut estate = Estate::seeded(&seed);
    for range in &seed.ranges.clone() {
        estate.is_foreign(range);
    }
    // Each of these lies in a net that only the list tells of.
    let clashes = [
        "198.18.0.0/29",
        "198.18.74.16/29",
        "198.18.128.0/29",
        "198.18.205.8/29",
    ];
    for range in clashes {
        estate.declared.block("blue-heron", range);
    }
    estate.declared.block("larkspur", "198.18.100.0/24");
    estate.apply().exits(3);
    assert_eq!(estate.writes(), 0);
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3);
    estate.check_but(&["overlaps-unmanaged"; 4], &clashes);
}

#[test]
fn a_tree_of_others_that_our_key_can_not_read_closes_no_network() {
    let mut seed = super::seed::Seed::default();
    for n in 0..300 {
        let range = format!("198.18.{}.{}/28", n / 4, n % 4 * 16);
        seed = seed.net(&range, "saltgrass", "SALT");
    }
    // Down to the third level, and it begins right at the middle, where the list is cut.
    let seed = seed
        .raw(
            json!({ "handle": "NET-198-18-128-0-1", "prefix": "198.18.128.0/20", "type": "A",
            "parent": "NET-198-18-0-0-1", "org": "DOWN-7", "name": "DOWN" }),
        )
        .raw(
            json!({ "handle": "NET-198-18-128-0-2", "prefix": "198.18.128.0/22", "type": "A",
            "parent": "NET-198-18-128-0-1", "org": "DEEP-9", "name": "DEEP" }),
        )
        .raw(
            json!({ "handle": "NET-198-18-128-0-3", "prefix": "198.18.128.0/24", "type": "A",
            "parent": "NET-198-18-128-0-2", "org": "DOWN-7", "name": "DEEPER" }),
        );
    let mut estate = Estate::seeded(&seed);
    estate.declared.few_networks = true;
    estate.declared.block("larkspur", "198.18.200.0/24");
    estate.applied();
    assert!(estate.is_registered("198.18.200.0/24"));
}
