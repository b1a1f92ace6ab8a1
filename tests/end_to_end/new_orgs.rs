//! Orgs that do not exist yet: asked for once, by a ticket that names nobody.

use serde_json::{Value, json};

use super::estate::Estate;
use super::running::at_once;
use super::seed::address;

const POST: &str = "POST /rest/org";
const NAME: &str = "Lakeside Net";
/// The handle that the simulator makes of the name.
const HANDLE: &str = "LN-1";

fn entry() -> Value {
    json!({
        "create": "ticket", "name": NAME, "address": address(),
        "pocs": { "admin": "ADM1-ARIN", "tech": ["TEC1-ARIN"], "abuse": ["ABU1-ARIN"] },
    })
}

fn declare(estate: &mut Estate, key: &str, said: &Value) {
    let sections = &mut estate.declared.sections;
    sections.insert("orgs".to_owned(), json!({ key: said }));
}

/// An entry for a new org; its ticket stays open until the staff says something.
fn unmade() -> Estate {
    let mut estate = Estate::new();
    declare(&mut estate, "lakeside", &entry());
    hold_tickets(&estate);
    estate
}

fn hold_tickets(estate: &Estate) {
    estate.simulator.faults(&json!([{
        "match": { "method": "POST", "path": "/rest/org" }, "do": "ticket", "delay": "30m",
    }]));
}

fn posts(estate: &Estate) -> usize {
    let writes = estate.simulator.writes();
    writes.iter().filter(|write| *write == POST).count()
}

#[track_caller]
fn ticket(estate: &Estate) -> String {
    let state = estate.simulator.state();
    let tickets = state["tickets"].as_array().expect("tickets");
    let numbers: Vec<&str> = tickets
        .iter()
        .filter(|ticket| ticket["type"] == "ORG_CREATE")
        .filter_map(|ticket| ticket["number"].as_str())
        .collect();
    let [number] = numbers.as_slice() else {
        panic!("{numbers:?}");
    };
    (*number).to_owned()
}

/// The staff ends the one ticket.
#[track_caller]
fn end(estate: &Estate, resolution: &str, message: &str) {
    let told = json!({ "status": "RESOLVED", "resolution": resolution, "message": message });
    estate.simulator.ticket(&ticket(estate), &told);
}

/// The handles of the orgs of the name.
fn made(estate: &Estate) -> Vec<String> {
    let state = estate.simulator.state();
    let orgs = state["orgs"].as_array().expect("orgs").iter();
    orgs.filter(|org| org["name"] == NAME)
        .filter_map(|org| Some(org["handle"].as_str()?.to_owned()))
        .collect()
}

/// Nothing is left to do, and nothing is sent for it.
#[track_caller]
fn quiet(estate: &Estate) {
    let sent = estate.writes();
    estate.plan().exits(0);
    estate.applied();
    assert_eq!(estate.writes(), sent);
}

#[test]
fn a_new_org_is_asked_for_once_and_known_once_its_ticket_names_it() {
    let estate = unmade();
    estate.run(&["plan"]).exits(0).says(&[
        "+ create",
        "orgs.lakeside",
        "waits    for its ticket",
        "1 ticket",
    ]);
    assert_eq!(posts(&estate), 0, "a plan sends nothing");
    estate.apply().exits(4).says(&["ticket"]);
    let number = ticket(&estate);
    for command in ["plan", "status"] {
        estate
            .run(&[command])
            .exits(0)
            .says(&["orgs.lakeside", &number]);
    }
    // A cache that is lost, and further runs, ask for nothing again.
    std::fs::remove_dir_all(estate.root().join(".swipd/cache")).expect("removed");
    estate.apply().exits(4);
    assert_eq!(posts(&estate), 1);
    end(
        &estate,
        "ACCEPTED",
        &format!("Your new Org ID is {HANDLE}."),
    );
    estate.applied().says(&["is done (ACCEPTED)"]);
    assert_eq!(made(&estate), [HANDLE]);
    quiet(&estate);
    assert_eq!(posts(&estate), 1);
}

#[test]
fn apply_waits_for_the_ticket_finds_the_org_in_public_and_fills_its_blocks() {
    let mut estate = Estate::new();
    declare(&mut estate, "lakeside", &entry());
    estate.declared.reassign("lakeside", BLOCK, json!({}));
    estate.run(&["apply", "--yes", "--wait", "60s"]).exits(0);
    assert_eq!(made(&estate), [HANDLE]);
    assert_eq!(holders(&estate, BLOCK), [HANDLE]);
    quiet(&estate);
    assert_eq!(posts(&estate), 1);
}

#[test]
fn a_lost_journal_asks_for_no_second_org() {
    let mut estate = Estate::new();
    declare(&mut estate, "lakeside", &entry());
    estate.run(&["apply", "--yes", "--wait", "60s"]).exits(0);
    std::fs::remove_dir_all(estate.root().join(".swipd")).expect("removed");
    estate
        .apply()
        .exits(1)
        .says(&["LN-1 is called \"Lakeside Net\"", "nothing was sent"]);
    assert_eq!(posts(&estate), 1);
    estate
        .run(&["state", "adopt", "orgs.lakeside", HANDLE])
        .exits(0);
    quiet(&estate);
}

#[test]
fn what_its_entry_says_later_changes_the_org_that_was_made() {
    let mut estate = unmade();
    estate.apply().exits(4);
    end(&estate, "ACCEPTED", &format!("{HANDLE} was made."));
    let mut said = entry();
    said["comment"] = json!(["Ask the NOC"]);
    declare(&mut estate, "lakeside", &said);
    estate.applied();
    assert_eq!(estate.writes_since(1), [format!("PUT /rest/org/{HANDLE}")]);
    quiet(&estate);
    // Its entry goes, and the org stays.
    estate.declared.sections.clear();
    quiet(&estate);
    assert_eq!(made(&estate), [HANDLE]);
}

#[test]
fn a_denied_org_is_asked_for_again_only_when_its_entry_or_a_person_says_so() {
    let mut estate = unmade();
    estate.apply().exits(4);
    end(&estate, "DENIED", "Not this way.");
    estate.apply().says(&["DENIED"]);
    estate
        .apply()
        .says(&["not asked for again", "swipd state retry orgs.lakeside"]);
    estate
        .run(&["status"])
        .says(&["DENIED", "swipd state retry orgs.lakeside"]);
    assert_eq!(posts(&estate), 1);
    let mut said = entry();
    said["address"]["street"] = json!(["14 Mill Road"]);
    declare(&mut estate, "lakeside", &said);
    estate.apply().exits(4);
    assert_eq!(posts(&estate), 2, "its entry says something else");
    let state = estate.simulator.state();
    let open = state["tickets"].as_array().expect("tickets").iter();
    let open = open.filter(|ticket| ticket["resolution"].is_null());
    let open: Vec<&str> = open
        .filter_map(|ticket| ticket["number"].as_str())
        .collect();
    let denied = json!({ "status": "CLOSED", "resolution": "DENIED" });
    estate.simulator.ticket(open[0], &denied);
    estate.apply().says(&["DENIED"]);
    estate.run(&["state", "retry", "orgs.lakeside"]).exits(0);
    estate.apply().exits(4);
    assert_eq!(posts(&estate), 3, "a person said so");
}

#[test]
fn a_lost_reply_is_settled_by_the_tickets_and_never_asks_twice() {
    let cases = [
        ("drop_reply", 1),
        ("drop_request", 2),
        ("error_after_commit", 1),
        ("garbage", 1),
        ("html", 2),
    ];
    at_once(cases, |(fault, requests)| {
        let mut estate = Estate::new();
        declare(&mut estate, "lakeside", &entry());
        estate.simulator.faults(&json!([
            { "match": { "method": "POST", "path": "/rest/org" }, "do": fault, "times": 1 },
            { "match": { "method": "POST", "path": "/rest/org" }, "do": "ticket", "delay": "30m" },
        ]));
        let ran = estate.apply();
        assert_eq!(posts(&estate), requests, "{fault}\n{}", ran.said());
        ticket(&estate);
        estate.apply();
        estate.apply();
        assert_eq!(posts(&estate), requests, "{fault}");
    });
}

#[test]
fn a_ticket_that_ended_before_the_lost_reply_is_settled_is_found_all_the_same() {
    let mut estate = Estate::new();
    // In public nothing shows, so nothing but the ticket keeps a second request from leaving.
    estate.simulator.lag();
    declare(&mut estate, "lakeside", &entry());
    estate.simulator.faults(&json!([
        { "match": { "method": "POST", "path": "/rest/org" }, "do": "drop_reply", "times": 1 },
        { "match": { "method": "GET", "path": "/rest/ticket/*" }, "do": "drop_request", "times": 60 },
        { "match": { "method": "GET", "path": "/rest/ticket;*" }, "do": "drop_request", "times": 60 },
    ]));
    estate.apply().exits(1).says(&["orgs.lakeside"]);
    estate.simulator.faults(&json!([]));
    super::running::until("the ticket is closed", || {
        let state = estate.simulator.state();
        state["tickets"][0]["status"] == "CLOSED"
    });
    estate.apply();
    estate.apply();
    assert_eq!(posts(&estate), 1);
    assert_eq!(made(&estate), [HANDLE]);
}

#[test]
fn an_org_whose_ticket_does_not_name_it_waits_for_a_person_and_is_not_asked_for_again() {
    let mut estate = unmade();
    estate.simulator.lag();
    hold_tickets(&estate);
    estate.apply().exits(4);
    end(
        &estate,
        "ACCEPTED",
        "Thank you, and ask DOWN-7 or NOBODY-1.",
    );
    estate
        .apply()
        .exits(4)
        .says(&["write the handle of the right one into the entry"]);
    estate.run(&["plan"]).says(&["the handle is not known"]);
    estate
        .run(&["status"])
        .says(&["1 waits for you", "swipd state forget orgs.lakeside"]);
    estate.apply().exits(4);
    assert_eq!(posts(&estate), 1);
    let mut said = entry();
    said["handle"] = json!(HANDLE);
    declare(&mut estate, "lakeside", &said);
    estate.applied().says(&["= adopt", "orgs.lakeside"]);
    quiet(&estate);
    assert_eq!(posts(&estate), 1);
}

#[test]
fn a_changed_key_asks_for_no_second_org() {
    for named in [false, true] {
        let mut estate = unmade();
        estate.apply().exits(4);
        let mut said = entry();
        if named {
            said["formerly"] = json!(["lakeside"]);
        }
        declare(&mut estate, "waterside", &said);
        estate
            .apply()
            .exits(4)
            .says(&["asked for as orgs.lakeside"]);
        end(&estate, "ACCEPTED", &format!("{HANDLE} was made."));
        estate
            .applied()
            .says(&["was lakeside; nothing is sent for that"]);
        quiet(&estate);
        assert_eq!(posts(&estate), 1);
    }
}

#[test]
fn what_is_forgotten_by_a_person_is_asked_for_anew() {
    let estate = unmade();
    estate.run(&["state", "forget", "orgs.lakeside"]).exits(1);
    estate.apply().exits(4);
    let early = estate.run(&["state", "forget", "orgs.lakeside"]).exits(1);
    early.says(&["still has an end to come"]);
    end(&estate, "ACCEPTED", "Done.");
    estate.simulator.edit(&json!({ "delete": HANDLE }));
    estate.apply().exits(4);
    estate.run(&["state", "forget", "orgs.lakeside"]).exits(0);
    estate.apply().exits(4);
    assert_eq!(posts(&estate), 2);
}

#[test]
fn a_run_can_be_limited_to_an_org() {
    let mut estate = Estate::new();
    let orgs = json!({ "EXMPL-12": { "comment": ["Ask the NOC"] }, "lakeside": entry() });
    estate.declared.sections.insert("orgs".to_owned(), orgs);
    hold_tickets(&estate);
    estate
        .run(&["apply", "--yes", "--target", "orgs.EXMPL-12"])
        .exits(0);
    assert_eq!(estate.writes_since(0), ["PUT /rest/org/EXMPL-12"]);
    estate
        .run(&["apply", "--yes", "--target", "orgs.lakeside"])
        .exits(4);
    assert_eq!(posts(&estate), 1);
}

#[test]
fn mistakes_in_entries_for_new_orgs_are_all_told() {
    let mut estate = Estate::new();
    let orgs = json!({
        "bare": { "create": "ticket" },
        "other": { "create": "magic", "handle": "A B" },
        "lakeside": entry(), "waterside": entry(),
    });
    estate.declared.sections.insert("orgs".to_owned(), orgs);
    estate.run(&["validate"]).exits(1).says(&[
        "the field \"name\" is missing",
        "the field \"address\" is missing",
        "the field \"pocs.admin\" is missing",
        "the field \"pocs.abuse\" is missing",
        "handle-bad",
        "\"Lakeside Net\" is to be made twice",
    ]);
}

const BLOCK: &str = "198.51.100.128/27";

/// To which orgs a range is registered.
fn holders(estate: &Estate, range: &str) -> Vec<Value> {
    let nets = super::checking::given(&estate.simulator.state(), range);
    let handles: Vec<String> = nets.iter().map(|net| net.handle.clone()).collect();
    let state = estate.simulator.state();
    let nets = state["nets"].as_array().expect("nets").iter();
    nets.filter(|net| handles.iter().any(|handle| net["handle"] == *handle))
        .map(|net| net["org"].clone())
        .collect()
}

#[test]
fn blocks_wait_for_the_org_that_is_made_for_them() {
    let mut estate = unmade();
    estate.declared.reassign(
        "lakeside",
        BLOCK,
        json!({ "pocs": { "tech": ["TEC1-ARIN"] } }),
    );
    estate
        .declared
        .reallocate("lakeside", "198.51.100.192/27", json!({}));
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate
        .apply()
        .exits(4)
        .says(&[BLOCK, "waits until orgs.lakeside is made"]);
    assert!(estate.is_registered("203.0.113.16/29"), "others go on");
    assert!(!estate.is_registered(BLOCK));
    let sent = estate.writes();
    estate.apply().exits(4);
    assert_eq!(estate.writes(), sent);
    end(&estate, "ACCEPTED", &format!("{HANDLE} was made."));
    estate.applied();
    assert_eq!(holders(&estate, BLOCK), [HANDLE]);
    assert_eq!(holders(&estate, "198.51.100.192/27"), [HANDLE]);
    quiet(&estate);
    // Its handle in the entry, or in the place of the key, changes nothing.
    let mut said = entry();
    said["handle"] = json!(HANDLE);
    declare(&mut estate, "lakeside", &said);
    quiet(&estate);
    estate.declared.take_back(BLOCK);
    estate.declared.reassign(HANDLE, BLOCK, json!({}));
    estate
        .run(&["validate"])
        .exits(1)
        .says(&["LN-1 is declared twice"]);
    estate.declared.take_back("198.51.100.192/27");
    estate
        .declared
        .reallocate(HANDLE, "198.51.100.192/27", json!({}));
    quiet(&estate);
}

#[test]
fn what_stands_in_the_range_stays_until_the_org_is_made() {
    let mut estate = unmade();
    estate.declared.block("blue-heron", BLOCK);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.apply().exits(4);
    let before = estate.net(BLOCK);
    estate.declared.remove(BLOCK);
    estate.declared.reassign("lakeside", BLOCK, json!({}));
    estate.apply().exits(4).says(&["stays as it is"]);
    end(&estate, "DENIED", "No.");
    estate.apply().says(&["stays as it is"]);
    assert_eq!(estate.net(BLOCK).handle, before.handle);
    estate.run(&["state", "retry", "orgs.lakeside"]).exits(0);
    estate.simulator.faults(&json!([]));
    estate.apply().exits(4);
    super::running::until("the ticket is closed", || !made(&estate).is_empty());
    let mut said = entry();
    said["handle"] = json!(HANDLE);
    declare(&mut estate, "lakeside", &said);
    estate.apply();
    estate.applied();
    assert_eq!(holders(&estate, BLOCK), [HANDLE]);
    quiet(&estate);
}

#[test]
fn a_network_inside_a_reallocation_to_an_org_that_is_still_to_be_made_waits_too() {
    let mut estate = unmade();
    let range = "198.51.100.192/27";
    estate
        .declared
        .reallocate("lakeside", range, json!({ "protect": false }));
    estate.declared.networks.insert(range.to_owned(), json!({}));
    estate.declared.block("blue-heron", "198.51.100.200/29");
    estate
        .apply()
        .exits(4)
        .says(&["waits until it is reallocated to lakeside"]);
    end(&estate, "ACCEPTED", &format!("{HANDLE} was made."));
    estate.applied();
    estate.applied();
    assert!(estate.is_registered("198.51.100.200/29"));
    quiet(&estate);
}

fn recipient() -> Value {
    let mut said = entry();
    said["create"] = json!("recipient");
    said
}

const MADE_UNDER: &str = "POST /rest/net/NET-198-51-100-0-1/org";

/// An org for a recipient, at a registry of the old documents.
fn legacy() -> Estate {
    let mut estate = Estate::new();
    estate.simulator.legacy();
    declare(&mut estate, "lakeside", &recipient());
    estate.declared.reassign("lakeside", BLOCK, json!({}));
    estate
}

#[test]
fn an_older_service_makes_the_org_of_a_recipient_at_once() {
    let estate = legacy();
    estate.apply().exits(0).says(&["orgs.lakeside", "1 done"]);
    assert_eq!(estate.writes_since(0), [MADE_UNDER]);
    assert_eq!(made(&estate), [HANDLE]);
    estate.applied();
    assert_eq!(holders(&estate, BLOCK), [HANDLE]);
    quiet(&estate);
}

#[test]
fn the_org_of_a_recipient_whose_reply_was_lost_is_never_made_again() {
    let estate = legacy();
    estate.simulator.faults(&json!([
        { "match": { "method": "POST", "path": "/rest/net/*/org" }, "do": "drop_reply", "times": 1 },
    ]));
    estate.apply().exits(1).says(&["outcome unknown"]);
    estate.apply();
    estate.apply();
    assert_eq!(estate.writes_since(0), [MADE_UNDER]);
    estate
        .run(&["status"])
        .says(&["swipd state adopt orgs.lakeside HANDLE"]);
    estate
        .run(&["state", "adopt", "orgs.lakeside", HANDLE])
        .exits(0);
    estate.applied();
    assert_eq!(holders(&estate, BLOCK), [HANDLE]);
    quiet(&estate);
}

#[test]
fn todays_service_makes_no_org_for_a_recipient() {
    let mut estate = Estate::new();
    declare(&mut estate, "lakeside", &recipient());
    estate
        .run(&["validate"])
        .exits(1)
        .says(&["org-recipient", "declare a block under recipients.lakeside"]);
    estate.declared.reassign("lakeside", BLOCK, json!({}));
    estate.apply().exits(1).says(&["refused"]);
    assert_eq!(made(&estate), Vec::<String>::new());
    assert!(!estate.is_registered(BLOCK));
}
