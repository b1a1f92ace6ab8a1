//! Orgs: adopted by their handle, changed by the smallest call, never deleted.

use serde_json::{Value, json};

use super::estate::Estate;
use super::running::at_once;

const ORG: &str = "/rest/org/EXMPL-12";

fn declare(estate: &mut Estate, said: &Value) {
    let sections = &mut estate.declared.sections;
    sections.insert("orgs".to_owned(), json!({ "EXMPL-12": said }));
}

fn live(estate: &Estate) -> String {
    estate.simulator.registry("GET", ORG, "")
}

/// Nothing is left to do.
#[track_caller]
fn quiet(estate: &Estate) {
    let sent = estate.writes();
    estate.plan().exits(0);
    estate.applied();
    assert_eq!(estate.writes(), sent);
}

#[test]
fn an_org_is_adopted_and_changed_by_the_smallest_call() {
    let mut estate = Estate::new();
    declare(&mut estate, &json!({ "name": "example transit inc" }));
    estate
        .applied()
        .says(&["orgs\n", "= adopt", "orgs.EXMPL-12", "sends nothing"]);
    assert_eq!(estate.writes(), 0);
    quiet(&estate);
    let steps = [
        (
            json!({ "pocs": { "noc": ["TEC1-ARIN"] } }),
            format!("PUT {ORG}/poc/TEC1-ARIN;pocFunction=N"),
        ),
        (
            json!({ "pocs": { "noc": [] } }),
            format!("DELETE {ORG}/poc/TEC1-ARIN;pocFunction=N"),
        ),
        (
            json!({ "pocs": { "tech": ["ABU1-ARIN"] } }),
            format!("PUT {ORG}"),
        ),
        (
            json!({ "pocs": { "admin": "TEC1-ARIN" } }),
            format!("PUT {ORG}"),
        ),
        (
            json!({ "comment": ["Ask the NOC"], "url": "rwhois.example.net:4321" }),
            format!("PUT {ORG}"),
        ),
        (
            json!({ "accept_reassignments": false }),
            format!("PUT {ORG}"),
        ),
    ];
    for (said, write) in steps {
        declare(&mut estate, &said);
        let sent = estate.writes();
        estate.applied();
        assert_eq!(estate.writes_since(sent), [write], "{said}");
        quiet(&estate);
    }
    let document = live(&estate);
    for text in [
        "Ask the NOC",
        "rwhois.example.net:4321",
        "<acceptReassignments>false<",
        "Example Transit Inc",
    ] {
        assert!(document.contains(text), "{text}\n{document}");
    }
    // Its entry goes: it is let go of, and stays as it is.
    estate.declared.sections.clear();
    quiet(&estate);
    assert_eq!(live(&estate), document);
}

#[test]
fn a_lost_reply_to_a_change_of_an_org_is_settled_by_reading() {
    let none = json!({ "pocs": { "noc": [] } });
    let noc = json!({ "pocs": { "noc": ["TEC1-ARIN"] } });
    let comment = json!({ "comment": ["Ask the NOC"] });
    let changes = [(&none, &noc), (&noc, &none), (&none, &comment)];
    let cases = changes.into_iter().flat_map(|(before, after)| {
        let faults = [
            ("drop_reply", 1),
            ("drop_request", 2),
            ("replay", 1),
            ("error_after_commit", 1),
        ];
        faults.map(move |(fault, requests)| (before, after, fault, requests))
    });
    at_once(cases, |(before, after, fault, requests)| {
        let mut estate = Estate::new();
        declare(&mut estate, before);
        estate.applied();
        declare(&mut estate, after);
        let rules = ["PUT", "DELETE"].map(|method| {
            json!({ "match": { "method": method, "path": "/rest/org/*" }, "do": fault, "times": 1 })
        });
        estate.simulator.faults(&json!(rules));
        let sent = estate.writes();
        let ran = estate.applied();
        let count = estate.writes_since(sent).len();
        let allowed = if fault == "replay" {
            1..=2
        } else {
            requests..=requests
        };
        assert!(allowed.contains(&count), "{fault} {count}\n{}", ran.said());
        quiet(&estate);
    });
}

#[test]
fn another_org_than_the_entry_says_is_not_touched() {
    let mut estate = Estate::new();
    declare(
        &mut estate,
        &json!({ "name": "Someone Else", "comment": ["x"] }),
    );
    estate.apply().exits(3).says(&["objection[identity]"]);
    let orgs = json!({ "DOWN-7": { "comment": ["x"] }, "NOBODY-1": { "comment": ["x"] } });
    estate.declared.sections.insert("orgs".to_owned(), orgs);
    estate
        .apply()
        .exits(3)
        .says(&["objection[denied]", "objection[handle-unknown]"]);
    assert_eq!(estate.writes(), 0);
}

#[test]
fn an_org_is_linked_to_a_poc_by_its_key_once_that_is_made() {
    let mut estate = Estate::new();
    let address = super::seed::address();
    let poc = json!({
        "type": "role", "name": "Network Operations", "company": "Example Transit Inc",
        "address": address, "emails": ["noc@example.net"], "phones": [{ "number": "540 555 0100" }],
    });
    let sections = &mut estate.declared.sections;
    sections.insert("pocs".to_owned(), json!({ "noc": poc }));
    declare(&mut estate, &json!({ "pocs": { "noc": ["noc"] } }));
    estate.apply().says(&["still to be made"]);
    estate.applied();
    let writes = estate.writes_since(0);
    assert_eq!(writes.len(), 2, "{writes:?}");
    assert!(writes[1].ends_with(";pocFunction=N"), "{writes:?}");
    quiet(&estate);
}

#[test]
fn what_else_changes_in_an_org_does_not_wait_for_its_poc() {
    let mut estate = Estate::new();
    let poc = json!({
        "type": "role", "name": "Network Operations", "company": "Example Transit Inc",
        "address": super::seed::address(), "emails": ["noc@example.net"],
        "phones": [{ "number": "540 555 0100" }],
    });
    let sections = &mut estate.declared.sections;
    sections.insert("pocs".to_owned(), json!({ "noc": poc }));
    let said =
        json!({ "comment": ["By the NOC"], "pocs": { "noc": ["noc"], "abuse": ["TEC1-ARIN"] } });
    declare(&mut estate, &said);
    let waits = "pocs.noc is still to be made; the next run links it";
    estate
        .run(&["plan"])
        .exits(0)
        .says(&[waits, "1 create, 1 modify, 1 adopt"]);
    estate.applied().says(&[waits]);
    let writes = estate.writes_since(0);
    assert_eq!(writes.len(), 2, "{writes:?}");
    assert!(
        writes.contains(&"PUT /rest/org/EXMPL-12".to_owned()),
        "{writes:?}"
    );
    let record = estate
        .run(&["get", "org", "EXMPL-12", "--xml"])
        .exits(0)
        .out;
    assert!(
        record.contains("By the NOC") && !record.contains("function=\"N\""),
        "{record}"
    );
    assert!(record.contains("ADM1-ARIN"), "{record}");
    estate.applied();
    let writes = estate.writes_since(2);
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(writes[0].ends_with(";pocFunction=N"), "{writes:?}");
    quiet(&estate);
}

#[test]
fn mistakes_in_orgs_are_all_told() {
    let mut estate = Estate::new();
    declare(
        &mut estate,
        &json!({ "pocs": { "tech": [], "noc": ["A B"] } }),
    );
    let sections = &mut estate.declared.sections;
    sections["orgs"]["exmpl-12"] = json!({});
    sections["orgs"]["no org"] = json!({});
    estate.run(&["validate"]).exits(1).says(&[
        "org-pocs",
        "handle-bad",
        "EXMPL-12 is declared twice",
    ]);
}
