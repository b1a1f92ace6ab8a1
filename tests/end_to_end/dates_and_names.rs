//! Blocks that begin or end on a date, private customers and households, geofeeds, and the net of a network itself.

use serde_json::json;

use super::estate::Estate;

const RANGE: &str = "198.51.100.64/28";

/// A repository with one more file, in which the sections stand as they are.
fn with(sections: &serde_json::Value) -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "203.0.113.16/29");
    declare(&mut estate, sections);
    estate
}

/// Puts other sections in their place.
fn declare(estate: &mut Estate, sections: &serde_json::Value) {
    let sections = sections.as_object().expect("sections");
    estate.declared.sections.clone_from(sections);
}

fn customer(fields: &serde_json::Value) -> serde_json::Value {
    let mut entry = json!({ "address": super::seed::address(), "name": "Quarry Lane LLC" });
    for (name, value) in fields.as_object().expect("fields") {
        entry[name] = value.clone();
    }
    json!({ "customers": { "quarry-lane": entry } })
}

#[test]
fn a_block_is_there_between_its_days_only() {
    let block = |fields: &serde_json::Value| customer(&json!({ "blocks": { RANGE: fields } }));
    let mut estate = with(&block(&json!({ "from": "2999-12-01" })));
    estate.apply().exits(0).says(&["begins 2999-12-01"]);
    assert!(!estate.is_registered(RANGE));
    declare(
        &mut estate,
        &block(&json!({ "from": "2020-01-01", "until": "2999-12-01" })),
    );
    estate.applied();
    assert!(estate.is_registered(RANGE));
    estate.run(&["status"]).exits(0).says(&["2 of 2 blocks"]);
    // Put off: what is there already stays.
    declare(&mut estate, &block(&json!({ "from": "2999-12-01" })));
    let sent = estate.writes();
    estate
        .apply()
        .exits(0)
        .says(&["stays as it is", "begins 2999-12-01"]);
    assert_eq!(estate.writes(), sent);
    declare(&mut estate, &block(&json!({ "until": "2020-01-01" })));
    estate
        .run(&["plan"])
        .exits(0)
        .says(&["it is over since 2020-01-01"]);
    estate.applied();
    assert!(!estate.is_registered(RANGE));
    estate.check();
}

#[test]
fn two_customers_follow_each_other_on_a_day() {
    let address = super::seed::address();
    let sections = |day: &str| {
        json!({ "customers": {
            "first": { "name": "First LLC", "address": address, "blocks": { RANGE: { "until": day } } },
            "second": { "name": "Second LLC", "address": address, "blocks": { RANGE: { "from": day } } },
        } })
    };
    let mut estate = with(&sections("2999-12-01"));
    estate.applied();
    estate.run(&["find", RANGE]).exits(0).says(&["First LLC"]);
    declare(&mut estate, &sections("2020-01-01"));
    estate.run(&["plan"]).exits(0).says(&["first → second"]);
    estate.applied();
    estate.run(&["find", RANGE]).exits(0).says(&["Second LLC"]);
    estate.check_quiet(&[]);
}

#[test]
fn private_customers_are_hidden_and_a_block_may_say_otherwise() {
    let other = "198.51.100.96/28";
    let sections = customer(&json!({
        "private": true, "blocks": { RANGE: {}, other: { "private": false } },
    }));
    let estate = with(&sections);
    estate.applied();
    estate.check_quiet(&[]);
    for (range, hidden) in [(RANGE, true), (other, false)] {
        let record = estate.net(range).customer.expect("a record");
        let shown = estate.run(&["get", "customer", &record, "--xml"]).exits(0);
        assert!(shown.out.contains("Quarry Lane LLC"), "{}", shown.out);
        let mark = "<privateCustomer>true</privateCustomer>";
        assert_eq!(shown.out.contains(mark), hidden, "{}", shown.out);
    }
}

#[test]
fn a_household_is_registered_without_its_name_and_street() {
    let sections = json!({ "customers": { "crm-9002": {
        "residential": true,
        "address": { "city": "Roanoke", "region": "VA", "postal_code": "24011", "country": "US" },
        "blocks": { RANGE: {} },
    } } });
    let estate = with(&sections);
    estate.applied();
    estate.check_quiet(&[]);
    let record = estate.net(RANGE).customer.expect("a record");
    let shown = estate.run(&["get", "customer", &record, "--xml"]).exits(0);
    for text in [
        "Private Customer - Example Transit Inc",
        "Private Residence",
        "Roanoke",
    ] {
        assert!(shown.out.contains(text), "{text} in {}", shown.out);
    }
}

#[test]
fn a_geofeed_is_one_line_of_the_comment_and_the_others_stay() {
    let block = |fields: &serde_json::Value| customer(&json!({ "blocks": { RANGE: fields } }));
    let mut estate = with(&block(&json!({ "geofeed": "https://example.net/a.csv" })));
    estate.applied();
    estate.check_quiet(&[]);
    let net = estate.net(RANGE).handle;
    let comment = json!([
        "Theirs",
        "GEOFEED: https://example.net/a.csv",
        "geofeed https://old.example/b.csv"
    ]);
    estate
        .simulator
        .edit(&json!({ "modify": { "handle": net, "fields": { "comment": comment } } }));
    estate.applied();
    let shown = estate.run(&["get", "net", &net, "--xml"]).exits(0);
    assert!(
        shown.out.contains("Theirs") && shown.out.contains("GEOFEED: https://example.net/a.csv")
    );
    assert!(!shown.out.contains("old.example"), "{}", shown.out);
    declare(&mut estate, &block(&json!({ "geofeed": "" })));
    estate.applied();
    let shown = estate.run(&["get", "net", &net, "--xml"]).exits(0);
    assert!(
        shown.out.contains("Theirs") && !shown.out.contains("GEOFEED"),
        "{}",
        shown.out
    );
    estate.check_quiet(&[]);
}

#[test]
fn the_net_of_a_network_is_changed_only_in_what_is_listed() {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "203.0.113.16/29");
    let fields = json!({ "self": {
        "geofeed": "https://example.net/geofeed.csv", "pocs": { "tech": ["TEC1-ARIN"] },
    } });
    estate
        .declared
        .networks
        .insert("198.51.100.0/24".to_owned(), fields);
    let ran = estate.applied();
    // The reply is believed though nothing is above a direct allocation: it is no lost one that has to be settled.
    assert!(!ran.err.contains("goes on in"), "{}", ran.said());
    estate.check();
    let shown = estate
        .run(&["get", "net", "NET-198-51-100-0-1", "--xml"])
        .exits(0);
    for text in [
        "Geofeed https://example.net/geofeed.csv",
        "TEC1-ARIN",
        "EXMPL-NET",
    ] {
        assert!(shown.out.contains(text), "{text} in {}", shown.out);
    }
}

#[test]
fn no_range_is_emptied_for_a_household_that_can_not_be_named() {
    let household = |range: &str| {
        json!({ "customers": { "crm-9002": {
            "residential": true,
            "address": { "city": "Roanoke", "region": "VA", "postal_code": "24011", "country": "US" },
            "blocks": { range: {} },
        } } })
    };
    let mut estate = with(&household(RANGE));
    estate.applied();
    let sent = estate.writes();
    declare(&mut estate, &household("198.51.100.64/27"));
    let unread = json!({ "match": { "method": "GET", "path": "/rest/org/*" }, "do": "html" });
    estate.simulator.faults(&json!([unread]));
    estate
        .run(&["apply", "--yes", "--allow", "partial"])
        .says(&["objection[unread]"]);
    assert_eq!(estate.writes(), sent);
    assert!(estate.is_registered(RANGE));
    estate.simulator.faults(&json!([]));
    estate.applied();
    assert!(estate.is_registered("198.51.100.64/27"));
}

#[test]
fn a_private_customer_is_not_named_when_its_record_has_changed() {
    let home = |street: &str| {
        let mut address = super::seed::address();
        address["street"] = json!([street]);
        customer(&json!({ "private": true, "address": address, "blocks": { RANGE: {} } }))
    };
    let mut estate = with(&home("12 Mill Road"));
    estate.applied();
    declare(&mut estate, &home("40 Canal Street"));
    let saved = estate.root().join("saved.plan").display().to_string();
    estate.run(&["plan", "--save", &saved]).exits(0);
    let record = estate.net(RANGE).customer.expect("a record");
    estate.simulator.edit(&json!({ "modify": {
        "handle": record, "fields": { "street": ["7 Elsewhere"] }
    } }));
    let ran = estate.run(&["apply", "--plan", &saved, "--yes"]).exits(1);
    let ran = ran.says(&["has changed since the plan: street"]);
    for hidden in ["Elsewhere", "Mill Road"] {
        assert!(!ran.said().contains(hidden), "{}", ran.said());
    }
}
