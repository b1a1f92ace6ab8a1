//! `swipd state adopt`: a line of the journal for what exists, once it was read and is what is declared.

use serde_json::{Value, json};

use super::estate::Estate;
use super::seed::{Seed, address, legal_name};

const BLOCK: &str = "198.51.100.64/28";

/// Adopts, and nothing is sent.
#[track_caller]
fn adopts(estate: &Estate, object: &str, handle: &str) {
    let sent = estate.writes();
    let ran = estate.run(&["state", "adopt", object, handle]).exits(0);
    ran.says(&["Adopted"]);
    assert_eq!(estate.writes(), sent);
}

/// Refuses, says why, and the journal is as it was.
#[track_caller]
fn refuses(estate: &Estate, object: &str, handle: &str, why: &str) {
    let sent = estate.writes();
    let ran = estate.run(&["state", "adopt", object, handle]).exits(1);
    ran.says(&[why, "nothing was written"]);
    assert_eq!(estate.writes(), sent);
}

fn section(estate: &mut Estate, name: &str, said: Value) {
    estate.declared.sections.insert(name.to_owned(), said);
}

fn lakeside() -> Value {
    json!({
        "create": "ticket", "name": "Lakeside Net", "address": address(),
        "pocs": { "admin": "ADM1-ARIN", "tech": ["TEC1-ARIN"], "abuse": ["ABU1-ARIN"] },
    })
}

#[test]
fn an_org_whose_ticket_named_nobody_is_adopted_for_its_key() {
    let mut estate = Estate::new();
    estate.simulator.lag();
    section(
        &mut estate,
        "orgs",
        json!({ "lakeside": lakeside(), "DOWN-7": {} }),
    );
    estate.declared.reassign("lakeside", BLOCK, json!({}));
    refuses(
        &estate,
        "orgs.nobody",
        "LN-1",
        "orgs.nobody is not declared",
    );
    refuses(
        &estate,
        "orgs.lakeside",
        "EXMPL-12",
        "is \"Example Transit Inc\"",
    );
    refuses(&estate, "orgs.lakeside", "NOBODY-1", "has no org NOBODY-1");
    refuses(&estate, "orgs.lakeside", "A/B", "is not an org handle");
    refuses(&estate, "orgs.DOWN-7", "EXMPL-12", "names DOWN-7");
    section(&mut estate, "orgs", json!({ "lakeside": lakeside() }));
    estate.apply().exits(4);
    super::running::until("the ticket is closed", || {
        estate.simulator.state()["tickets"][0]["status"] == "CLOSED"
    });
    estate.apply().exits(4);
    estate
        .run(&["status"])
        .says(&["swipd state adopt orgs.lakeside HANDLE"]);
    let posts = estate.writes();
    adopts(&estate, "orgs.lakeside", "LN-1");
    estate
        .run(&["state", "adopt", "orgs.lakeside", "LN-1"])
        .exits(0)
        .says(&["already"]);
    refuses(&estate, "orgs.lakeside", "EXMPL-12", "lakeside is LN-1");
    estate.applied();
    assert!(estate.is_registered(BLOCK));
    assert_eq!(estate.writes(), posts + 1, "the block, and no second org");
    estate.plan().exits(0);
}

#[test]
fn what_is_still_under_way_is_not_adopted() {
    let mut estate = Estate::new();
    section(&mut estate, "orgs", json!({ "lakeside": lakeside() }));
    estate.simulator.faults(&json!([{
        "match": { "method": "POST", "path": "/rest/org" }, "do": "ticket", "delay": "30m",
    }]));
    estate.apply().exits(4);
    refuses(
        &estate,
        "orgs.lakeside",
        "EXMPL-12",
        "still has an end to come",
    );
}

#[test]
fn a_poc_whose_reply_was_lost_is_adopted_for_its_key() {
    let mut estate = Estate::new();
    let noc = json!({
        "type": "role", "name": "Network Operations", "company": "Example Transit Inc",
        "address": address(), "emails": ["noc@example.net"],
        "phones": [{ "number": "(540) 555-0100" }],
    });
    section(&mut estate, "pocs", json!({ "noc": noc }));
    estate.simulator.faults(&json!([
        { "match": { "method": "POST", "path": "/rest/poc*" }, "do": "drop_reply", "times": 1 },
    ]));
    estate.apply().exits(1);
    estate
        .run(&["status"])
        .says(&["swipd state adopt pocs.noc HANDLE"]);
    refuses(
        &estate,
        "pocs.noc",
        "TEC1-ARIN",
        "says another name or type",
    );
    let state = estate.simulator.state();
    let pocs = state["pocs"].as_array().expect("pocs").iter();
    let made: Vec<&str> = pocs
        .filter_map(|poc| poc["handle"].as_str())
        .filter(|handle| handle.starts_with("NETWO"))
        .collect();
    adopts(&estate, "pocs.noc", made[0]);
    estate.plan().exits(0);
    // It is ours by now, so it goes with its entry.
    estate.declared.sections.clear();
    estate.applied();
    assert_eq!(
        estate.writes_since(1),
        [format!("DELETE /rest/poc/{}", made[0])]
    );
}

#[test]
fn a_net_is_adopted_only_as_it_is_declared() {
    let name = "EXMPL-OTHER";
    let seed =
        Seed::default()
            .net(BLOCK, "blue-heron", name)
            .net("203.0.113.16/29", "larkspur", name);
    let mut estate = Estate::seeded(&seed);
    estate.declared.block("blue-heron", BLOCK);
    let net = estate.net(BLOCK).handle;
    let other = estate.net("203.0.113.16/29").handle;
    refuses(&estate, BLOCK, &other, "is 203.0.113.16/29");
    refuses(&estate, "203.0.113.16/29", &other, "is not declared");
    refuses(&estate, BLOCK, "NET-192-0-2-0-1", "has no net");
    estate.declared.profile("blue-heron").name = legal_name("quarry-lane");
    refuses(&estate, BLOCK, &net, "is \"Blue Heron LLC\"");
    estate.declared.profile("blue-heron").name = legal_name("blue-heron");
    adopts(&estate, BLOCK, &net);
    let plan = estate.plan().json();
    assert_eq!(plan["summary"]["adopt"], 0);
    // It is ours by now, so it goes with its entry.
    estate.declared.remove(BLOCK);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    assert!(!estate.is_registered(BLOCK));
}

#[test]
fn a_customer_record_whose_reply_was_lost_is_adopted_and_tidied_away() {
    let mut estate = Estate::new();
    estate.declared.registry = vec!["create: separate".to_owned()];
    estate.declared.block("blue-heron", BLOCK);
    estate.simulator.faults(&json!([
        { "match": { "method": "POST", "path": "*/customer" }, "do": "drop_reply", "times": 1 },
    ]));
    estate.apply().exits(1);
    estate
        .run(&["status"])
        .says(&["swipd state adopt 198.51.100.64/28 C"]);
    let state = estate.simulator.state();
    let record = state["customers"][0]["handle"].as_str().expect("a record");
    refuses(&estate, BLOCK, "C1", "has no customer record C1");
    adopts(&estate, BLOCK, record);
    estate.applied();
    estate.check();
    assert!(super::checking::unlinked(&estate.simulator.state()).is_empty());
}
