//! POCs: adopted by their handle or made once, changed by the smallest call, deleted once nothing links to them.

use serde_json::{Value, json};

use super::estate::Estate;
use super::running::at_once;
use super::seed::address;

fn declare(estate: &mut Estate, key: &str, said: &Value) {
    let sections = &mut estate.declared.sections;
    sections.insert("pocs".to_owned(), json!({ key: said }));
}

fn live(estate: &Estate, handle: &str) -> String {
    let path = format!("/rest/poc/{handle}");
    estate.simulator.registry("GET", &path, "")
}

fn noc() -> Value {
    json!({
        "type": "role", "name": "Network Operations", "company": "Example Transit Inc",
        "address": address(), "emails": ["noc@example.net"],
        "phones": [{ "number": "(540) 555-0100" }],
    })
}

/// Nothing is left to do.
#[track_caller]
fn quiet(estate: &Estate) {
    let sent = estate.writes();
    let plan = estate.plan().exits(0);
    assert_eq!(plan.json()["summary"]["create"], 0, "{}", plan.said());
    estate.applied();
    assert_eq!(estate.writes(), sent);
}

/// An estate with a POC of its own, and the handle of that.
fn with_noc() -> (Estate, String) {
    let mut estate = Estate::new();
    declare(&mut estate, "noc", &noc());
    let ran = estate.applied().says(&["pocs\n", "pocs.noc", "1 create"]);
    assert_eq!(estate.writes_since(0), ["POST /rest/poc;makeLink=true"]);
    quiet(&estate);
    let journal = estate.root().join(".swipd/journal");
    let text: String = std::fs::read_dir(journal)
        .expect("a journal")
        .filter_map(|file| std::fs::read_to_string(file.expect("a file").path()).ok())
        .collect();
    let rest = text.split("\"incarnation\":{\"handle\":\"").nth(1);
    let handle = rest.and_then(|rest| rest.split('"').next());
    let handle = handle.unwrap_or_else(|| panic!("no handle\n{text}\n{}", ran.said()));
    (estate, handle.to_owned())
}

#[test]
fn a_poc_is_made_once_and_then_changed_by_the_smallest_call() {
    let (mut estate, handle) = with_noc();
    let path = format!("/rest/poc/{handle}");
    let mut said = noc();
    let steps: [(&str, Value, String); 7] = [
        (
            "emails",
            json!(["NOC@example.net", "noc2@example.net"]),
            format!("POST {path}/email/noc2%40example.net"),
        ),
        (
            "emails",
            json!(["noc2@example.net"]),
            format!("DELETE {path}/email/noc%40example.net"),
        ),
        ("emails", json!(["noc3@example.net"]), format!("PUT {path}")),
        (
            "phones",
            json!([{ "number": "540 555 0100" }, { "number": "+1-540-555-0101", "type": "fax" }]),
            format!("PUT {path}/phone"),
        ),
        (
            "phones",
            json!([{ "number": "540 555 0100" }]),
            format!("DELETE {path}/phone/%2B1-540-555-0100"),
        ),
        (
            "phones",
            json!([{ "number": "540 555 0100", "extension": 7 }]),
            format!("PUT {path}"),
        ),
        ("comment", json!(["Day and night"]), format!("PUT {path}")),
    ];
    for (field, value, write) in steps {
        said[field] = value;
        declare(&mut estate, "noc", &said);
        let sent = estate.writes();
        let ran = estate.applied();
        let writes = estate.writes_since(sent);
        assert_eq!(writes.len(), 1, "{}", ran.said());
        let plain = |text: &str| text.replace("%40", "@").replace("%2B", "+");
        let (wrote, wanted) = (plain(&writes[0]), plain(&write));
        if wanted.contains("/phone/") {
            assert!(wrote.ends_with("/phone/+1-540-555-0101;type=F"), "{wrote}");
        } else {
            assert_eq!(wrote, wanted);
        }
        quiet(&estate);
    }
    let document = live(&estate, &handle);
    for text in [
        "noc3@example.net",
        "+1-540-555-0100",
        "<extension>7<",
        "Day and night",
    ] {
        assert!(document.contains(text), "{text}\n{document}");
    }
}

#[test]
fn a_poc_that_we_made_is_deleted_with_its_entry() {
    let (mut estate, handle) = with_noc();
    estate.declared.sections.clear();
    let sent = estate.writes();
    estate.applied().says(&["Deletes  pocs.noc"]);
    assert_eq!(
        estate.writes_since(sent),
        [format!("DELETE /rest/poc/{handle}")]
    );
    quiet(&estate);
}

#[test]
fn a_lost_reply_to_a_change_of_a_poc_is_settled_by_reading() {
    let two = json!(["noc@example.net", "noc2@example.net"]);
    let phones = json!([{ "number": "540 555 0100" }, { "number": "540 555 0101", "type": "fax" }]);
    let changes = [
        ("emails", json!(["noc@example.net"]), two.clone()),
        ("emails", two, json!(["noc2@example.net"])),
        (
            "phones",
            json!([{ "number": "540 555 0100" }]),
            phones.clone(),
        ),
        ("phones", phones, json!([{ "number": "540 555 0100" }])),
        ("comment", json!([]), json!(["Day and night"])),
        ("delete", json!([]), json!([])),
    ];
    let cases = changes.into_iter().flat_map(|change| {
        let faults = [
            ("drop_reply", 1),
            ("drop_request", 2),
            ("replay", 1),
            ("error_after_commit", 1),
        ];
        faults.map(|(fault, requests)| (change.clone(), fault, requests))
    });
    at_once(cases, |((field, before, after), fault, requests)| {
        let mut estate = Estate::new();
        let mut said = noc();
        if field != "delete" {
            said[field] = before;
        }
        declare(&mut estate, "noc", &said);
        estate.applied();
        if field == "delete" {
            estate.declared.sections.clear();
        } else {
            said[field] = after;
            declare(&mut estate, "noc", &said);
        }
        let rules = ["POST", "PUT", "DELETE"].map(|method| {
            json!({ "match": { "method": method, "path": "/rest/poc/*" }, "do": fault, "times": 1 })
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
        assert!(
            allowed.contains(&count),
            "{field} {fault} {count}\n{}",
            ran.said()
        );
        quiet(&estate);
    });
}

#[test]
fn a_poc_whose_create_was_not_answered_is_never_made_again_by_itself() {
    for fault in ["drop_reply", "drop_request"] {
        let mut estate = Estate::new();
        declare(&mut estate, "noc", &noc());
        estate.simulator.faults(&json!([
            { "match": { "method": "POST", "path": "/rest/poc*" }, "do": fault, "times": 1 },
        ]));
        estate
            .apply()
            .exits(1)
            .says(&["pocs.noc", "Network Operations"]);
        assert_eq!(estate.writes(), 1);
        for _ in 0..2 {
            estate.apply().says(&["outcome unknown"]);
        }
        assert_eq!(estate.writes(), 1);
        estate
            .run(&["status"])
            .says(&["swipd state forget pocs.noc", "write its handle"]);
        // A person looked: it is not there.
        estate.run(&["state", "forget", "pocs.noc"]).exits(0);
        estate.applied();
        assert_eq!(estate.writes(), 2);
        quiet(&estate);
    }
}

#[test]
fn a_poc_whose_create_was_not_answered_is_adopted_by_its_handle() {
    let (first, handle) = with_noc();
    drop(first);
    let mut estate = Estate::new();
    declare(&mut estate, "noc", &noc());
    estate.simulator.faults(&json!([
        { "match": { "method": "POST", "path": "/rest/poc*" }, "do": "drop_reply", "times": 1 },
    ]));
    estate.apply().exits(1);
    // The registry counts alike in each story.
    let mut said = noc();
    said["handle"] = json!(handle);
    declare(&mut estate, "noc", &said);
    estate.applied().says(&["adopt", "pocs.noc"]);
    assert_eq!(estate.writes(), 1);
    quiet(&estate);
    let status = estate.run(&["status"]).exits(0);
    assert!(!status.out.contains("pocs.noc"), "{}", status.said());
}

#[test]
fn a_poc_with_a_handle_is_adopted_and_only_listed_fields_are_compared() {
    let mut estate = Estate::new();
    let before = live(&estate, "TEC1-ARIN");
    declare(&mut estate, "tech", &json!({ "handle": "TEC1-ARIN" }));
    estate
        .applied()
        .says(&["= adopt", "pocs.tech", "sends nothing"]);
    assert_eq!(estate.writes(), 0);
    declare(
        &mut estate,
        "tech",
        &json!({ "handle": "tec1-arin", "comment": ["Day and night"] }),
    );
    estate.applied();
    assert_eq!(estate.writes_since(0), ["PUT /rest/poc/TEC1-ARIN"]);
    let after = live(&estate, "TEC1-ARIN");
    assert!(after.contains("Day and night"), "{after}");
    assert!(after.len() > before.len(), "{before}\n{after}");
    quiet(&estate);
    // Its entry goes; an org links to it, so it stays, and the registry's words say to what.
    estate.declared.sections.clear();
    estate.apply().exits(1).says(&["DEEP-9"]);
    let sent = estate.writes();
    estate
        .apply()
        .exits(0)
        .says(&["held", "DEEP-9", "pocs.tech"]);
    assert_eq!(estate.writes(), sent);
    // Declared again, it is as before.
    declare(&mut estate, "tech", &json!({ "handle": "TEC1-ARIN" }));
    quiet(&estate);
}

#[test]
fn another_poc_than_the_entry_says_is_not_touched() {
    let mut estate = Estate::new();
    let mut said = noc();
    said["handle"] = json!("TEC1-ARIN");
    declare(&mut estate, "noc", &said);
    estate.apply().exits(3).says(&["objection[identity]"]);
    declare(
        &mut estate,
        "noc",
        &json!({ "handle": "NOBODY9-ARIN", "comment": [] }),
    );
    estate.apply().exits(3).says(&["objection[handle-unknown]"]);
    assert_eq!(estate.writes(), 0);
}

#[test]
fn a_poc_under_another_key_is_the_same_by_its_handle() {
    let (mut estate, handle) = with_noc();
    let mut said = noc();
    said["handle"] = json!(handle);
    declare(&mut estate, "operations", &said);
    let sent = estate.writes();
    estate.applied();
    assert_eq!(estate.writes(), sent);
    quiet(&estate);
    live(&estate, &handle);
}

#[test]
fn mistakes_in_pocs_are_all_told() {
    let mut estate = Estate::new();
    estate.declared.sections.insert(
        "pocs".to_owned(),
        json!({
            "one": { "type": "role", "first_name": "Ann", "emails": ["x"], "phones": [{ "number": "x" }] },
            "two": { "type": "group", "handle": "NO_1", "emails": [] },
            "three": { "handle": "TEC1-ARIN", "phones": [{ "number": "540 555 0100", "type": "fax" }] },
            "four": { "handle": "ADM1-ARIN" },
            "five": { "handle": "adm1-arin" },
        }),
    );
    estate.run(&["validate"]).exits(1).says(&[
        "poc-name",
        "email-bad",
        "phone-bad",
        "wrong-value",
        "handle-bad",
        "missing-field",
        "ADM1-ARIN is declared twice",
        "telephone of an office",
    ]);
}

#[test]
fn a_poc_that_another_key_does_not_see_is_not_made_again() {
    let (mut estate, handle) = with_noc();
    estate.simulator.assume("lost-authority=404");
    let (own, sent) = (estate.key.clone(), estate.writes());
    super::seed::DOWN_KEY.clone_into(&mut estate.key);
    // What was made a moment ago is not believed to be gone, whoever asks: it is looked for until that moment is over.
    let is_over = |_| {
        let plan = estate.run(&["plan"]);
        !plan.says(&["pocs.noc"]).said().contains("a moment ago")
    };
    assert!((0..500).any(is_over), "the quiet time does not end");
    let ran = estate.apply();
    assert_eq!(estate.writes(), sent, "{}", ran.said());
    ran.says(&["pocs.noc", "could not be read"]);
    estate.key = own;
    quiet(&estate);
    assert!(live(&estate, &handle).contains("noc@example.net"));
}

#[test]
fn a_changed_key_sends_nothing_and_keeps_the_poc() {
    let (mut estate, handle) = with_noc();
    let mut said = noc();
    said["formerly"] = json!(["noc"]);
    declare(&mut estate, "operations", &said);
    let orgs = json!({ "EXMPL-12": { "pocs": { "noc": ["operations"] } } });
    let sections = &mut estate.declared.sections;
    sections.insert("orgs".to_owned(), orgs);
    estate
        .applied()
        .says(&["pocs.operations", "was noc; nothing is sent for that"]);
    let linked = format!("PUT /rest/org/EXMPL-12/poc/{handle};pocFunction=N");
    assert_eq!(estate.writes_since(1), [linked]);
    quiet(&estate);
    // The old key may go from the entry, and what the entry says reaches the same POC.
    said["formerly"] = json!([]);
    said["company"] = json!("Example Transit LLC");
    declare(&mut estate, "operations", &said);
    estate.applied();
    assert_eq!(estate.writes_since(2), [format!("PUT /rest/poc/{handle}")]);
    quiet(&estate);
}

#[test]
fn a_poc_whose_reply_was_lost_is_not_made_again_under_another_key() {
    let mut estate = Estate::new();
    declare(&mut estate, "noc", &noc());
    estate.simulator.faults(&json!([
        { "match": { "method": "POST", "path": "/rest/poc*" }, "do": "drop_reply", "times": 1 },
    ]));
    estate.apply().exits(1);
    let mut said = noc();
    said["formerly"] = json!(["noc"]);
    declare(&mut estate, "operations", &said);
    estate.apply().says(&["swipd status says what to do"]);
    assert_eq!(estate.writes(), 1);
    let pocs = json!({ "noc": noc(), "operations": said });
    let sections = &mut estate.declared.sections;
    sections.insert("pocs".to_owned(), pocs);
    estate.run(&["validate"]).exits(1).says(&["formerly-clash"]);
}

#[test]
fn a_poc_goes_after_its_last_link_in_the_same_run_and_not_while_a_block_names_it() {
    let (mut estate, handle) = with_noc();
    let detailed = "198.51.100.128/27";
    let linked = json!({ "pocs": { "noc": [handle] } });
    estate.declared.reassign("DOWN-7", detailed, linked);
    estate.applied();
    // The entry goes, and the block names the POC by its handle.
    estate.declared.sections.clear();
    let kept = format!("entry gone; kept, since {detailed} names it");
    estate.plan().exits(0).says(&[&kept]);
    quiet(&estate);
    let cleared = json!({ "pocs": { "noc": [] } });
    estate.declared.reassign("DOWN-7", detailed, cleared);
    let sent = estate.writes();
    estate.applied();
    let writes = estate.writes_since(sent);
    assert_eq!(writes.len(), 2, "{writes:?}");
    assert!(writes[0].starts_with("PUT /rest/net/"), "{writes:?}");
    assert_eq!(writes[1], format!("DELETE /rest/poc/{handle}"));
    quiet(&estate);
}
