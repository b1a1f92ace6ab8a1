//! Two direct networks at two registries, each with its own key, in one repository.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::checking::registered;
use super::estate::Estate;
use super::reshaping::{estate, registry};
use super::seed::{DOWN_KEY, address};
use super::simulator::Simulator;

/// A second registry, which has nothing in common with the first: another network, another org, another key.
fn elsewhere(estate: &mut Estate) -> Simulator {
    let pocs = json!({ "admin": "ADM1-ARIN", "tech": ["TEC1-ARIN"], "abuse": ["ABU1-ARIN"] });
    let seed = json!({
        "api_keys": [{ "key": DOWN_KEY, "orgs": ["OTHER-3"] }],
        "orgs": [{ "handle": "OTHER-3", "name": "Other Transit Inc", "pocs": pocs }],
        "nets": [{
            "handle": "NET-192-0-2-0-1", "prefix": "192.0.2.0/24", "type": "DA", "org": "OTHER-3", "name": "OTHER-NET",
        }],
    });
    let path = estate.folder.path().join("elsewhere.yaml");
    std::fs::write(&path, seed.to_string()).expect("written");
    let simulator = Simulator::start(&path, &estate.folder.path().join("elsewhere"));
    estate.declared.registries = registry("elsewhere", &simulator.url());
    estate.down_key = true;
    let network = json!({ "registry": "elsewhere", "name_prefix": "OTHER" });
    estate
        .declared
        .networks
        .insert("192.0.2.0/24".to_owned(), network);
    simulator
}

/// Declares the blocks of one customer by their ranges, at whichever registry they are.
fn give(estate: &mut Estate, ranges: &[&str]) {
    let blocks: BTreeMap<&str, Value> = ranges.iter().map(|range| (*range, json!({}))).collect();
    let customer = json!({ "name": "Blue Heron LLC", "address": address(), "blocks": blocks });
    estate
        .declared
        .sections
        .insert("customers".to_owned(), json!({ "blue-heron": customer }));
}

#[test]
fn a_customer_has_blocks_at_two_registries_and_moves_between_them() {
    let mut estate = estate();
    let other = elsewhere(&mut estate);
    let (here, there) = ("198.51.100.64/28", "192.0.2.64/28");
    give(&mut estate, &[here, there]);
    estate.applied();
    estate.check_quiet(&[]);
    assert_eq!(other.writes(), ["PUT /rest/net/NET-192-0-2-0-1/reassign"]);
    assert_eq!(registered(&other.state(), there).len(), 1);
    assert!(estate.is_registered(here));
    // From the first to the second.
    let (old, moved) = (estate.net(here), "192.0.2.128/28");
    let (sent, sent_there) = (estate.writes(), other.writes().len());
    give(&mut estate, &[there, moved]);
    estate.applied();
    assert_eq!(
        estate.writes_since(sent),
        [
            format!("DELETE /rest/net/{}", old.handle),
            format!(
                "DELETE /rest/customer/{}",
                old.customer.expect("its record")
            ),
        ]
    );
    assert_eq!(
        other.writes().split_off(sent_there),
        ["PUT /rest/net/NET-192-0-2-0-1/reassign"]
    );
    assert!(!estate.is_registered(here));
    assert_eq!(registered(&other.state(), moved).len(), 1);
    estate.check_quiet(&[]);
}

#[test]
fn a_registry_that_is_down_does_not_stop_the_other() {
    let mut estate = estate();
    let other = elsewhere(&mut estate);
    let (here, there) = ("198.51.100.64/28", "192.0.2.64/28");
    give(&mut estate, &[here, there]);
    let down = json!({ "match": { "path": "/rest/*" }, "do": "error" });
    other.faults(&json!([down]));
    estate.run(&["apply", "--yes", "--allow", "partial"]);
    assert!(estate.is_registered(here));
    assert!(registered(&other.state(), there).is_empty());
    other.faults(&json!([]));
    estate.applied();
    assert_eq!(registered(&other.state(), there).len(), 1);
    estate.check_quiet(&[]);
}

#[test]
fn a_poc_of_one_registry_stays_while_something_at_the_other_names_it() {
    let mut estate = estate();
    let other = elsewhere(&mut estate);
    let noc = json!({
        "registry": "arin", "type": "role", "name": "Network Operations", "company": "Example Transit Inc",
        "address": address(), "emails": ["noc@example.net"], "phones": [{ "number": "540 555 0100" }],
    });
    let sections = &mut estate.declared.sections;
    sections.insert("pocs".to_owned(), json!({ "noc": noc }));
    estate.applied();
    let state = estate.simulator.state();
    let mut pocs = state["pocs"].as_array().expect("POCs").iter();
    let made = pocs.find(|poc| poc["last_name"] == "Network Operations");
    let handle = made.expect("a POC")["handle"].clone();
    estate.declared.sections.remove("pocs");
    let named = json!({ "registry": "elsewhere", "self": { "pocs": { "noc": [handle] } } });
    let networks = &mut estate.declared.networks;
    networks.insert("192.0.2.0/24".to_owned(), named);
    let kept = "entry gone; kept, since 192.0.2.0/24 names it";
    estate.run(&["plan"]).exits(0).says(&[kept]);
    assert!(other.writes().is_empty());
}
