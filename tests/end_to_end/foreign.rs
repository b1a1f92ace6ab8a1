//! Other people: what they hold, and what they do to ours behind our back.

use serde_json::json;

use super::checking::{customers, unlinked};
use super::estate::Estate;
use super::running::{Running, until};
use super::seed::{Seed, address};

fn settled() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate
}

/// Somebody else takes the range of a net of ours; returns our old customer record.
fn given_away(estate: &mut Estate, range: &str) -> String {
    let old = estate.net(range);
    estate.simulator.edit(&json!({ "delete": old.handle }));
    estate.simulator.edit(&json!({ "reassign": {
        "parent": old.parent, "prefix": range, "name": "SALTGRASS",
        "customer": { "name": "Saltgrass Marine", "address": address() },
    } }));
    let new = estate.is_foreign(range);
    assert_eq!(new, old.handle, "the handle is used again");
    old.customer.expect("given to a customer")
}

#[test]
fn a_range_that_somebody_else_holds_is_never_touched() {
    let seed = Seed::default().net("198.51.100.64/28", "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    estate.is_foreign("198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate
        .apply()
        .exits(3)
        .says(&["objection[taken]", "Saltgrass LLC"]);
    assert_eq!(estate.writes(), 0);
    let partly = ["apply", "--yes", "--allow", "partial"];
    // What is shown before it is sent does not say that nothing was.
    let ran = estate
        .run(&partly)
        .exits(3)
        .says(&["the rest can be applied"]);
    for wrong in ["cannot be applied", "Nothing was sent"] {
        assert!(!ran.said().contains(wrong), "{}", ran.said());
    }
    let sent = estate.writes();
    assert!(sent > 0);
    // Once the rest is done there is none.
    estate
        .run(&partly)
        .exits(3)
        .says(&["nothing else is left to apply. Nothing was sent."]);
    assert_eq!(estate.writes(), sent);
    estate.check_but(&["taken"], &["198.51.100.64/28"]);
}

#[test]
fn a_range_that_somebody_else_holds_in_part_is_never_touched() {
    let seed = Seed::default().net("198.51.100.72/29", "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    estate.is_foreign("198.51.100.72/29");
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate
        .apply()
        .exits(3)
        .says(&["objection[overlaps-unmanaged]", "198.51.100.72/29"]);
    assert_eq!(estate.writes(), 0);
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3);
    estate.check_but(&["overlaps-unmanaged"], &["198.51.100.64/28"]);
}

#[test]
fn a_block_of_ours_stays_when_its_larger_heir_is_in_somebody_elses_way() {
    let seed = Seed::default().net("203.0.113.24/29", "saltgrass", "SALT");
    let mut estate = Estate::seeded(&seed);
    estate.is_foreign("203.0.113.24/29");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    estate.declared.remove("203.0.113.16/29");
    estate.declared.block("larkspur", "203.0.113.16/28");
    let sent = estate.writes();
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3);
    assert_eq!(estate.writes(), sent);
    assert!(estate.is_registered("203.0.113.16/29"));
}

#[test]
fn a_net_of_ours_that_was_given_to_another_under_the_same_handle_is_left_alone() {
    let mut estate = settled();
    let record = given_away(&mut estate, "198.51.100.64/28");
    assert_eq!(
        unlinked(&estate.simulator.state()),
        std::slice::from_ref(&record)
    );
    estate.apply().exits(3).says(&["objection[taken]"]);
    let sent = estate.writes();
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3);
    // Our old record goes, and nothing else does.
    assert_eq!(
        estate.writes_since(sent),
        [format!("DELETE /rest/customer/{record}")]
    );
    estate.check_but(&["taken"], &["198.51.100.64/28"]);
}

#[test]
fn a_net_that_is_ours_no_longer_is_not_deleted_with_its_entry() {
    let mut estate = settled();
    let record = given_away(&mut estate, "198.51.100.64/28");
    estate.declared.remove("198.51.100.64/28");
    let sent = estate.writes();
    estate.applied();
    assert_eq!(
        estate.writes_since(sent),
        [format!("DELETE /rest/customer/{record}")]
    );
    estate.check();
}

#[test]
fn a_net_of_ours_registered_again_for_the_same_recipient_is_adopted() {
    let estate = settled();
    let old = estate.net("198.51.100.64/28");
    estate.simulator.edit(&json!({ "delete": old.handle }));
    estate.simulator.edit(&json!({ "reassign": {
        "parent": old.parent, "prefix": "198.51.100.64/28", "name": old.name,
        "customer": { "name": "Blue Heron LLC", "address": address() },
    } }));
    estate.applied();
    estate.check();
}

#[test]
fn a_net_of_ours_registered_again_with_our_own_record_keeps_that_record() {
    let estate = settled();
    let old = estate.net("198.51.100.64/28");
    estate.simulator.edit(&json!({ "delete": old.handle }));
    estate.simulator.edit(&json!({ "reassign": {
        "parent": old.parent, "prefix": "198.51.100.64/28", "name": old.name, "customer": old.customer,
    } }));
    let sent = estate.writes();
    estate.applied();
    assert_eq!(estate.writes(), sent);
    estate.check();
}

#[test]
fn a_net_of_ours_that_somebody_deleted_is_created_again() {
    let estate = settled();
    let old = estate.net("198.51.100.64/28");
    estate.forget();
    estate.simulator.edit(&json!({ "delete": old.handle }));
    let ran = estate.applied();
    ran.says(&["deleted by somebody else"]);
    estate.check();
}

#[test]
fn our_record_given_to_a_net_that_is_not_ours_is_not_deleted() {
    let mut estate = settled();
    let old = estate.net("198.51.100.64/28");
    estate.forget();
    estate.simulator.edit(&json!({ "delete": old.handle }));
    estate.simulator.edit(&json!({ "reassign": {
        "parent": old.parent, "prefix": "198.51.100.128/28", "name": "OTHER", "customer": old.customer,
    } }));
    estate.is_foreign("198.51.100.128/28");
    estate.applied();
    let record = old.customer.expect("given to a customer");
    assert!(customers(&estate.simulator.state()).contains_key(&record));
    estate.check();
}

#[test]
fn what_somebody_else_changed_on_our_net_and_record_is_put_back() {
    let mut estate = settled();
    estate.declared.block("blue-heron", "198.51.100.64/28").name = Some("EXMPL-BHB-1".to_owned());
    estate.applied();
    let net = estate.net("198.51.100.64/28");
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": net.handle, "fields": { "name": "MINE-NOW" } } }));
    let ran = estate.plan().exits(2);
    assert_eq!(ran.json()["summary"]["modify"], 1);
    estate.applied();
    estate.check();
    let fields = json!({ "street": ["1 Elsewhere Road"] });
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": net.customer, "fields": fields } }));
    estate.plan().exits(2).says(&["1 Elsewhere Road"]);
    estate.applied();
    estate.check();
}

#[test]
fn an_unlisted_name_that_somebody_changed_is_left_alone() {
    let estate = settled();
    let net = estate.net("198.51.100.64/28");
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": net.handle, "fields": { "name": "MINE-NOW" } } }));
    estate.check();
    assert_eq!(estate.net("198.51.100.64/28").name, "MINE-NOW");
}

#[test]
fn a_record_of_ours_that_now_names_another_recipient_is_put_back() {
    let estate = settled();
    let net = estate.net("198.51.100.64/28");
    let fields = json!({ "name": "Saltgrass Marine" });
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": net.customer, "fields": fields } }));
    let ran = estate.plan().exits(2);
    assert_eq!(ran.json()["summary"]["modify"], 1, "{}", ran.said());
    estate.applied();
    estate.check();
}

#[test]
fn a_range_taken_between_the_two_halves_of_a_replace_is_left_to_who_took_it() {
    let mut estate = settled();
    let old = estate.net("198.51.100.64/28");
    estate.declared.remove("198.51.100.64/28");
    estate.declared.block("quarry-lane", "198.51.100.64/28");
    let slow = json!({ "match": { "method": "DELETE" }, "do": "slow", "delay": "2s", "times": 1 });
    estate.simulator.faults(&json!([slow]));
    estate.write();
    let apply = Running::start(estate.command(&["apply", "--yes"]));
    until("the delete is done", || {
        !estate.is_registered("198.51.100.64/28")
    });
    estate.simulator.edit(&json!({ "reassign": {
        "parent": old.parent, "prefix": "198.51.100.64/28", "name": "SALTGRASS",
        "customer": { "name": "Saltgrass Marine", "address": address() },
    } }));
    let handle = estate.is_foreign("198.51.100.64/28");
    apply.finish().exits(1);
    for _ in 0..2 {
        estate
            .run(&["apply", "--yes", "--allow", "partial"])
            .exits(3);
    }
    let net = estate.net("198.51.100.64/28");
    assert_eq!((net.handle, net.name), (handle, "SALTGRASS".to_owned()));
    let sent = estate.writes();
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .exits(3);
    assert_eq!(estate.writes(), sent);
    // Our old record stays while the range is declared and not filled; then it goes.
    estate.declared.remove("198.51.100.64/28");
    estate.apply();
    estate.check();
}

#[test]
fn a_record_of_ours_that_a_net_out_of_sight_uses_is_asked_for_once_and_then_held() {
    let mut estate = Estate::new();
    estate.declared.few_networks = true;
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("blue-heron", "198.51.100.96/28");
    estate.applied();
    let old = estate.net("198.51.100.64/28");
    let record = old.customer.expect("given to a customer");
    estate.forget();
    estate.declared.remove("198.51.100.64/28");
    estate.simulator.edit(&json!({ "delete": old.handle }));
    // Not below a declared network, so no sweep looks there.
    estate.simulator.edit(&json!({ "reassign": {
        "parent": "NET-198-18-0-0-1", "prefix": "198.18.4.0/24", "name": "SALTGRASS", "customer": record,
    } }));
    let sent = estate.writes();
    estate.apply().exits(1).says(&[&record, "refused"]);
    let delete = format!("DELETE /rest/customer/{record}");
    assert_eq!(estate.writes_since(sent), [delete.clone(), delete]);
    let sent = estate.writes();
    estate.apply().exits(0).says(&["its delete is held"]);
    assert_eq!(estate.writes(), sent);
    estate
        .run(&["status"])
        .exits(0)
        .says(&["swipd state retry", &record]);
}
