//! `swipd prune`: the one way to delete what is not ours, by name.

use serde_json::json;

use super::checking::given;
use super::estate::Estate;
use super::seed::Seed;

const DETAILED: &str = "198.51.100.128/27";
const REALLOCATED: &str = "198.51.100.192/27";
const PARENT: &str = "NET-198-51-100-0-1";
const ABOVE: &str = "NET-198-51-100-192-1";

/// Two nets of others, and one of ours.
fn estate() -> Estate {
    let seed = Seed::default()
        .net("198.51.100.192/28", "cinder-lane", "CINDER")
        .net("203.0.113.208/28", "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    estate
}

#[test]
fn what_is_named_is_deleted_with_its_record_and_nothing_else() {
    let mut estate = estate();
    estate.is_foreign("203.0.113.208/28");
    // Something to do that was not asked for stays undone.
    estate.declared.block("larkspur", "203.0.113.16/29");
    let record = estate.net("198.51.100.192/28").customer.expect("a record");
    let sent = estate.writes();
    estate
        .run(&["prune", "198.51.100.192/28"])
        .exits(1)
        .says(&["apply asks, and there is no terminal"]);
    assert_eq!(estate.writes(), sent);
    estate
        .run(&["prune", "--yes", "198.51.100.192/28"])
        .exits(0)
        .says(&["198.51.100.192/28", "1 delete"]);
    assert!(!estate.is_registered("198.51.100.192/28"));
    assert!(!estate.is_registered("203.0.113.16/29"));
    assert!(!estate.simulator.state().to_string().contains(&record));
    assert_eq!(estate.writes(), sent + 2);
    estate.applied();
    estate.check();
}

#[test]
fn what_is_in_the_way_of_a_block_can_be_pruned() {
    let mut estate = estate();
    estate.is_foreign("203.0.113.208/28");
    estate.declared.block("larkspur", "198.51.100.192/27");
    estate
        .apply()
        .exits(3)
        .says(&["objection[overlaps-unmanaged]"]);
    estate
        .run(&["prune", "--yes", "198.51.100.192/28"])
        .exits(0);
    assert!(!estate.is_registered("198.51.100.192/28"));
    estate.applied();
    estate.check();
}

#[test]
fn what_is_ours_or_not_there_or_no_range_is_refused() {
    let estate = estate();
    let sent = estate.writes();
    for (range, why) in [
        ("198.51.100.64/28", "is ours: take its entry out"),
        ("198.51.100.192/29", "is not registered right below"),
        ("198.51.100.0/24", "is not registered right below"),
        ("cinder-lane", "cinder-lane"),
    ] {
        // Beside one that could go: all or nothing.
        estate
            .run(&["prune", "--yes", "203.0.113.208/28", range])
            .exits(1)
            .says(&[why, "Nothing was sent"]);
    }
    assert_eq!(estate.writes(), sent);
    estate.run(&["prune"]).exits(1);
}

/// Given to orgs by somebody else: a detailed reassignment, and a reallocation with so many nets below it.
fn of_orgs(below: u32) -> Estate {
    let net = |prefix: &str, parent: &str, kind: &str, org: &str| json!({ "prefix": prefix, "parent": parent, "type": kind, "org": org, "name": "THEIRS" });
    let mut seed = Seed::default()
        .raw(net(DETAILED, PARENT, "S", "DOWN-7"))
        .raw(net(REALLOCATED, PARENT, "A", "DOWN-7"));
    for n in 0..below {
        let prefix = format!("198.51.100.{}/29", 192 + 8 * n);
        seed = seed.raw(net(&prefix, ABOVE, "S", "DEEP-9"));
    }
    let mut estate = Estate::seeded(&seed);
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    estate
}

fn there(estate: &Estate, range: &str) -> bool {
    !given(&estate.simulator.state(), range).is_empty()
}

#[test]
fn a_detailed_reassignment_goes_and_its_org_stays() {
    let estate = of_orgs(0);
    let sent = estate.writes();
    let ran = estate.run(&["prune", DETAILED]).exits(1);
    ran.says(&[
        "DOWN-7",
        "named by swipd prune",
        "apply asks, and there is no terminal",
    ]);
    assert_eq!(estate.writes(), sent);
    estate
        .run(&["prune", "--yes", DETAILED])
        .exits(0)
        .says(&["1 delete"]);
    assert!(!there(&estate, DETAILED) && there(&estate, REALLOCATED));
    // The net alone: an org is no record of ours that has lost its use.
    assert_eq!(
        estate.writes_since(sent),
        ["DELETE /rest/net/NET-198-51-100-128-1"]
    );
    assert!(estate.simulator.state().to_string().contains("DOWN-7"));
}

#[test]
fn a_reallocation_says_and_asks_what_goes_down_with_it() {
    let estate = of_orgs(2);
    let sent = estate.writes();
    estate.run(&["prune", REALLOCATED]).exits(1).says(&[
        "deletes  2 nets registered below it",
        "waits    for the delete's ticket",
        "DOWN-7, with 2 nets below it (ticket)",
        "apply asks, and there is no terminal",
    ]);
    assert_eq!(estate.writes(), sent);
    // What has nets below it goes by a ticket, and is told as waiting.
    estate
        .run(&["prune", "--yes", REALLOCATED])
        .exits(4)
        .says(&["ticket"]);
    estate.run(&["apply", "--yes", "--wait", "30s"]).exits(0);
    for range in [REALLOCATED, "198.51.100.192/29", "198.51.100.200/29"] {
        assert!(!there(&estate, range), "{range}");
    }
    assert!(there(&estate, DETAILED) && there(&estate, "198.51.100.64/28"));
    assert_eq!(
        estate.writes_since(sent),
        [format!("DELETE /rest/net/{ABOVE}")]
    );
}

#[test]
fn one_without_anything_below_goes_at_once() {
    let estate = of_orgs(0);
    estate.run(&["prune", "--yes", REALLOCATED]).exits(0);
    assert!(!there(&estate, REALLOCATED) && there(&estate, DETAILED));
}

/// What lies below a net is no part of the network: it goes with the net above it, or by the org that holds that.
#[test]
fn what_lies_below_a_reallocation_is_not_pruned_by_itself() {
    let estate = of_orgs(1);
    let sent = estate.writes();
    estate
        .run(&["prune", "--yes", "198.51.100.192/29"])
        .exits(1)
        .says(&[
            "is not registered right below a declared network",
            "Nothing was sent",
        ]);
    assert_eq!(estate.writes(), sent);
}

#[test]
fn what_is_declared_below_or_could_not_be_counted_keeps_a_reallocation() {
    let mut estate = of_orgs(1);
    estate
        .declared
        .networks
        .insert(REALLOCATED.to_owned(), json!({}));
    let sent = estate.writes();
    let ran = estate.run(&["prune", "--yes", REALLOCATED]);
    assert_ne!(ran.code, Some(0), "{}", ran.said());
    assert_eq!(estate.writes(), sent);
    estate.declared.networks.clear();
    estate
        .declared
        .networks
        .insert("198.51.100.192/28".to_owned(), json!({}));
    let ran = estate.run(&["prune", "--yes", REALLOCATED]);
    ran.exits(3).says(&["objection[declared-below]"]);
    assert_eq!(estate.writes(), sent);
    estate.declared.networks.clear();
    let faults = json!([{ "match": { "method": "GET", "path": "/registry/ips/rirSearch1/rdap-down/198.51.100.192/27" }, "do": "html" }]);
    estate.simulator.faults(&faults);
    estate
        .run(&["prune", "--yes", REALLOCATED])
        .exits(3)
        .says(&["objection[below-unknown]"]);
    assert_eq!(estate.writes(), sent);
    assert!(there(&estate, REALLOCATED) && there(&estate, "198.51.100.192/29"));
}
