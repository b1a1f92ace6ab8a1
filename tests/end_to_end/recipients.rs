//! Orgs that receive space: detailed reassignments and reallocations.

use serde_json::json;

use super::checking::given;
use super::estate::Estate;
use super::seed::Seed;

const DETAILED: &str = "198.51.100.128/27";
const REALLOCATED: &str = "198.51.100.192/27";

/// One of each, applied; the reallocation may go.
fn settled() -> Estate {
    let mut estate = Estate::new();
    estate.declared.reassign("DOWN-7", DETAILED, json!({}));
    let free = json!({ "protect": false });
    estate.declared.reallocate("DOWN-7", REALLOCATED, free);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.check();
    estate
}

/// The handle of the one net of a range.
#[track_caller]
fn handle(estate: &Estate, range: &str) -> String {
    let nets = given(&estate.simulator.state(), range);
    let [net] = nets.as_slice() else {
        panic!("{nets:?} at {range}");
    };
    net.handle.clone()
}

#[test]
fn both_kinds_are_registered_and_stay_as_they_are() {
    let estate = settled();
    let writes = estate.simulator.writes();
    assert!(writes.iter().any(|write| write.ends_with("/reallocate")));
    let plan = estate.plan().exits(0).json();
    assert_eq!(plan["summary"]["unchanged"], 3);
}

#[test]
fn what_the_org_has_already_is_adopted_and_then_changed() {
    let seed = Seed::default().raw(json!({
        "prefix": DETAILED, "parent": "NET-198-51-100-0-1", "type": "S", "org": "DOWN-7", "name": "OLD-NAME",
    }));
    let mut estate = Estate::seeded(&seed);
    let fields = json!({ "name": "EXMPL-DOWN-7", "comment": ["Run by Down Seven"] });
    estate.declared.reassign("DOWN-7", DETAILED, fields);
    let plan = estate.plan().exits(2).json();
    assert_eq!(plan["summary"]["adopt"], 1);
    assert_eq!(plan["summary"]["modify"], 1);
    estate.applied();
    estate.check();
    let handle = handle(&estate, DETAILED);
    assert_eq!(
        given(&estate.simulator.state(), DETAILED)[0].name,
        "EXMPL-DOWN-7"
    );
    estate
        .run(&["get", "net", &handle])
        .exits(0)
        .says(&["Run by Down Seven"]);
}

#[test]
fn what_another_org_has_or_the_same_org_in_another_way_is_left_alone() {
    for (kind, org) in [("S", "DEEP-9"), ("A", "DOWN-7")] {
        let seed = Seed::default().raw(json!({
            "prefix": DETAILED, "parent": "NET-198-51-100-0-1", "type": kind, "org": org, "name": "THEIRS",
        }));
        let mut estate = Estate::seeded(&seed);
        estate.foreign.insert(handle(&estate, DETAILED));
        estate.declared.reassign("DOWN-7", DETAILED, json!({}));
        estate.apply().exits(3).says(&["objection[taken]"]);
        assert_eq!(estate.writes(), 0);
    }
}

#[test]
fn another_org_replaces_and_so_does_another_kind() {
    let mut estate = settled();
    estate.declared.take_back(DETAILED);
    estate.declared.reassign("DEEP-9", DETAILED, json!({}));
    estate
        .run(&["plan"])
        .exits(0)
        .says(&["DOWN-7 → DEEP-9", "cannot change its org"]);
    estate.applied();
    estate.check();
    estate.declared.take_back(DETAILED);
    estate.declared.block("quarry-lane", DETAILED);
    estate
        .run(&["plan"])
        .exits(0)
        .says(&["a detailed reassignment cannot become a simple"]);
    estate.applied();
    estate.check();
    estate.declared.remove(DETAILED);
    estate
        .declared
        .reallocate("DEEP-9", DETAILED, json!({ "protect": false }));
    estate.applied();
    estate.check();
    estate.declared.take_back(DETAILED);
    estate.declared.reassign("DEEP-9", DETAILED, json!({}));
    estate.applied();
    estate.check();
}

#[test]
fn a_reallocation_is_protected_unless_its_entry_says_otherwise() {
    let mut estate = Estate::new();
    estate.declared.reallocate("DOWN-7", REALLOCATED, json!({}));
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.declared.take_back(REALLOCATED);
    estate.declared.reallocate("DEEP-9", REALLOCATED, json!({}));
    estate.apply().exits(3).says(&["objection[protected]"]);
    estate.declared.take_back(REALLOCATED);
    let sent = estate.writes();
    estate
        .apply()
        .exits(0)
        .says(&[REALLOCATED, "protected, entry gone"]);
    assert_eq!(estate.writes(), sent);
    let free = json!({ "protect": false });
    estate.declared.reallocate("DOWN-7", REALLOCATED, free);
    estate.applied();
    estate.declared.take_back(REALLOCATED);
    estate.applied();
    estate.check();
}

#[test]
fn what_others_have_below_a_reallocation_goes_only_by_name() {
    let mut estate = settled();
    let parent = handle(&estate, REALLOCATED);
    for prefix in ["198.51.100.192/29", "198.51.100.200/29"] {
        estate.simulator.edit(&json!({ "reassign": {
            "parent": parent, "prefix": prefix, "name": "THEIRS", "org": "DEEP-9",
        } }));
    }
    let sent = estate.writes();
    // While its entry stands it is not deleted, whoever names it.
    estate
        .run(&["prune", "--yes", REALLOCATED])
        .exits(1)
        .says(&["is ours: take its entry out"]);
    estate.declared.take_back(REALLOCATED);
    let plenty = [
        "apply",
        "--yes",
        "--allow",
        "deletes=100",
        "--allow",
        "partial",
    ];
    estate.run(&plenty).exits(3).says(&[
        "objection[others-below]: 198.51.100.192/27 can not be deleted: 2 nets below it are not ours",
        "swipd prune 198.51.100.192/27",
    ]);
    assert_eq!(estate.writes(), sent);
    assert_eq!(handle(&estate, REALLOCATED), parent);
    estate
        .run(&["prune", "--yes", REALLOCATED])
        .exits(4)
        .says(&["2 nets registered below it"]);
    estate.run(&["apply", "--yes", "--wait", "30s"]).exits(0);
    assert_eq!(
        estate.writes_since(sent),
        [format!("DELETE /rest/net/{parent}")]
    );
    for range in [REALLOCATED, "198.51.100.192/29", "198.51.100.200/29"] {
        assert!(
            given(&estate.simulator.state(), range).is_empty(),
            "{range}"
        );
    }
    estate.check();
}

#[test]
fn a_net_that_appears_below_a_reallocation_after_the_plan_keeps_it() {
    let mut estate = settled();
    let parent = handle(&estate, REALLOCATED);
    estate.declared.take_back(REALLOCATED);
    let saved = estate.root().join("saved.plan").display().to_string();
    estate.run(&["plan", "--save", &saved]).exits(0);
    estate.simulator.edit(&json!({ "reassign": {
        "parent": parent, "prefix": "198.51.100.192/29", "name": "THEIRS", "org": "DEEP-9",
    } }));
    let sent = estate.writes();
    estate.run(&["apply", "--plan", &saved, "--yes"]).exits(1);
    assert_eq!(estate.writes(), sent);
    assert_eq!(handle(&estate, REALLOCATED), parent);
}

#[test]
fn the_first_replace_for_an_org_that_refuses_is_the_only_one() {
    let mut estate = Estate::new();
    let ranges = [
        "198.51.100.128/27",
        "198.51.100.160/27",
        "198.51.100.192/27",
    ];
    for range in ranges {
        estate.declared.reassign("DOWN-7", range, json!({}));
    }
    estate.applied();
    for range in ranges {
        estate.declared.take_back(range);
        estate.declared.reassign("SHUT-5", range, json!({}));
    }
    estate
        .run(&["apply", "--yes", "--allow", "deletes=3"])
        .exits(1);
    let state = estate.simulator.state();
    let left = ranges
        .iter()
        .filter(|range| !given(&state, range).is_empty());
    assert_eq!(left.count(), 2, "two are as they were");
}

#[test]
fn pocs_are_linked_after_the_create_and_left_alone_or_cleared_as_listed() {
    let mut estate = Estate::new();
    let pocs = json!({ "pocs": { "tech": ["TEC1-ARIN"], "abuse": ["ABU1-ARIN"] } });
    estate.declared.reassign("DOWN-7", DETAILED, pocs);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.check();
    let net = handle(&estate, DETAILED);
    let shown = estate.run(&["get", "net", &net, "--xml"]).exits(0);
    assert!(
        shown.out.contains("TEC1-ARIN") && shown.out.contains("ABU1-ARIN"),
        "{}",
        shown.out
    );
    let tech = json!({ "pocs": { "tech": [] } });
    estate.declared.reassign("DOWN-7", DETAILED, tech);
    estate.applied();
    estate.check();
    let shown = estate.run(&["get", "net", &net, "--xml"]).exits(0);
    assert!(
        !shown.out.contains("TEC1-ARIN") && shown.out.contains("ABU1-ARIN"),
        "{}",
        shown.out
    );
}

#[test]
fn replies_that_are_lost_are_settled_by_place_org_and_kind() {
    let mut estate = Estate::new();
    estate.declared.reassign(
        "DOWN-7",
        DETAILED,
        json!({ "pocs": { "tech": ["TEC1-ARIN"] } }),
    );
    estate.declared.reallocate("DOWN-7", REALLOCATED, json!({}));
    estate.simulator.faults(&json!([
        { "match": { "method": "PUT", "path": "*/reassign" }, "do": "drop_reply", "times": 1 },
        { "match": { "method": "PUT", "path": "*/reallocate" }, "do": "drop_request", "times": 1 },
        { "match": { "method": "PUT", "path": "/rest/net/NET-198-51-100-128-1" }, "do": "drop_reply", "times": 1 },
    ]));
    estate.applied();
    estate.check();
}

#[test]
fn a_network_inside_a_reallocation_is_filled_by_the_next_run_with_its_own_key() {
    let mut estate = Estate::new();
    let url = estate.simulator.url();
    estate.declared.registries = vec![
        "down:".to_owned(),
        "  type: arin".to_owned(),
        format!("  url: {url}"),
        "  api_key: { env: SWIPD_DOWN_KEY }".to_owned(),
        "  pace: { concurrency: 8, per_second: 10000 }".to_owned(),
    ];
    estate.down_key = true;
    estate
        .declared
        .reallocate("DOWN-7", REALLOCATED, json!({ "protect": false }));
    let network = json!({ "registry": "down", "name_prefix": "DOWN" });
    estate
        .declared
        .networks
        .insert(REALLOCATED.to_owned(), network);
    estate.declared.block("blue-heron", "198.51.100.200/29");
    estate
        .apply()
        .exits(0)
        .says(&["waits until it is reallocated to DOWN-7"]);
    assert!(given(&estate.simulator.state(), "198.51.100.200/29").is_empty());
    estate.applied();
    let net = given(&estate.simulator.state(), "198.51.100.200/29")
        .pop()
        .expect("registered");
    assert_eq!(net.parent, Some(handle(&estate, REALLOCATED)));
    estate.check_quiet(&[]);
    // With its entry gone the network would lose what it stands on.
    estate.declared.take_back(REALLOCATED);
    let sent = estate.writes();
    estate.apply().exits(3).says(&["objection[declared-below]"]);
    assert_eq!(estate.writes(), sent);
}

#[test]
fn what_a_network_with_its_own_key_had_goes_down_with_its_reallocation_and_is_ours_no_longer() {
    let mut estate = Estate::new();
    estate.declared.registries = super::reshaping::registry("down", &estate.simulator.url());
    estate.down_key = true;
    let free = json!({ "protect": false });
    estate.declared.reallocate("DOWN-7", REALLOCATED, free);
    let network = json!({ "registry": "down", "name_prefix": "DOWN" });
    estate
        .declared
        .networks
        .insert(REALLOCATED.to_owned(), network);
    let inner = "198.51.100.200/29";
    estate.declared.block("blue-heron", inner);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.applied();
    assert!(estate.is_registered(inner));
    estate.declared.take_back(REALLOCATED);
    estate.declared.networks.remove(REALLOCATED);
    estate.declared.remove(inner);
    let plan = estate.run(&["plan", "--allow", "empty"]);
    let said = plan
        .exits(0)
        .says(&["1 net registered below it: 198.51.100.200/29 blue-heron"]);
    assert!(!said.said().contains("left alone"), "{}", said.said());
    let apply = ["apply", "--yes", "--allow", "empty", "--wait", "30s"];
    estate.run(&apply).exits(0);
    assert!(!estate.is_registered(inner));
    // The record that lost its net goes with the key that made it, and a registry that has nothing is not "empty".
    estate.applied();
    estate.check();
}

#[test]
fn an_org_that_is_not_there_is_told_before_anything_is_deleted() {
    let mut estate = settled();
    let before = estate.writes();
    // The block changes hands, to an org that nobody knows: a replace that would end with nothing registered.
    estate.declared = super::estate::Estate::new().declared;
    estate.declared.reassign("NOWHERE-77", DETAILED, json!({}));
    let free = json!({ "protect": false });
    estate.declared.reallocate("DOWN-7", REALLOCATED, free);
    estate.declared.block("larkspur", "203.0.113.16/29");
    let ran = estate.apply();
    ran.exits(3).says(&[
        "objection[recipient-unknown]",
        "the registry has no org NOWHERE-77",
    ]);
    assert_eq!(estate.writes_since(before), Vec::<String>::new());
    assert_eq!(
        given(&estate.simulator.state(), DETAILED).len(),
        1,
        "it is still there"
    );
}

#[test]
fn no_range_is_emptied_for_an_org_that_can_not_have_it() {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "198.51.100.128/28");
    estate.declared.block("larkspur", "198.51.100.144/28");
    estate.applied();
    let sent = estate.writes();
    estate.declared.remove("198.51.100.128/28");
    estate.declared.remove("198.51.100.144/28");
    estate
        .declared
        .reassign("GHOST-1", "198.51.100.128/27", json!({}));
    let plan = estate.plan().exits(3);
    assert_eq!(plan.json()["summary"]["delete"], 0, "{}", plan.said());
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .says(&["recipient-unknown", "stays while what would take its space"]);
    assert_eq!(estate.writes(), sent);
    assert!(estate.is_registered("198.51.100.144/28"));
}
