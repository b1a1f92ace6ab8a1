//! What a person asks for by a command: reports and the end of tickets. Each is asked for once, whatever is lost.

use std::path::PathBuf;

use serde_json::json;

use super::estate::Estate;
use super::running::{Running, swipd};

const PARENT: &str = "NET-198-51-100-0-1";

fn registered() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    estate
}

fn reports(estate: &Estate) -> usize {
    let state = estate.simulator.state();
    let tickets = state["tickets"].as_array().expect("tickets");
    let is_report = |ticket: &&serde_json::Value| {
        ticket["type"]
            .as_str()
            .is_some_and(|kind| kind.contains("REPORT"))
    };
    tickets.iter().filter(is_report).count()
}

fn files(folder: &PathBuf) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_report_is_asked_for_followed_and_saved() {
    let estate = registered();
    let out = estate.root().join("reports");
    let folder = out.display().to_string();
    let arguments = ["report", "reassignment", PARENT, "--wait", "--out", &folder];
    estate.run(&arguments).exits(0).says(&["Saved "]);
    assert_eq!(files(&out).len(), 1);
    assert_eq!(reports(&estate), 1);
    // A plan is made as if nothing had been asked, and a second report is another one.
    estate.check();
    estate.run(&arguments).exits(0);
    assert_eq!(files(&out).len(), 2);
}

#[test]
fn a_report_that_is_not_waited_for_is_not_asked_for_again() {
    let estate = registered();
    let first = estate
        .run(&["report", "associations", "-o", "json"])
        .exits(4)
        .json();
    let number = first["ticket"].as_str().expect("a ticket").to_owned();
    estate
        .run(&["report", "associations"])
        .exits(4)
        .says(&["is still open, and nothing is asked again", &number]);
    assert_eq!(reports(&estate), 1);
    estate
        .run(&["tickets"])
        .exits(0)
        .says(&[&number, "report associations"]);
    estate.run(&["apply", "--yes"]).exits(0);
}

#[test]
fn a_lost_report_is_found_by_its_ticket_or_asked_for_again_when_there_is_none() {
    for fault in [
        "drop_reply",
        "drop_request",
        "error_after_commit",
        "garbage",
    ] {
        let estate = registered();
        let out = estate.root().join("reports");
        estate.simulator.faults(&json!([{
            "match": { "path": "/rest/report/*" }, "do": fault, "times": 1
        }]));
        let folder = out.display().to_string();
        estate
            .run(&["report", "reassignment", PARENT, "--wait", "--out", &folder])
            .exits(0);
        assert_eq!(reports(&estate), 1, "{fault}");
        assert_eq!(files(&out).len(), 1, "{fault}");
    }
}

#[test]
fn a_new_repository_has_a_network_to_report_on() {
    let folder = tempfile::tempdir().expect("folder");
    let run = |line: &[&str]| {
        let mut command = swipd();
        command.arg("-C").arg(folder.path()).args(line);
        Running::start(command).finish().exits(0)
    };
    run(&["init"]);
    let out = folder.path().join("reports");
    run(&[
        "report",
        "reassignment",
        "NET-198-51-100-0-1",
        "--wait",
        "--simulate",
        "--out",
        &out.display().to_string(),
    ]);
    assert_eq!(files(&out).len(), 1);
}

#[test]
fn a_report_about_what_is_no_parent_is_refused_in_the_registrys_words() {
    let estate = registered();
    let net = estate.net("198.51.100.64/28");
    estate
        .run(&["report", "reassignment", &net.handle, "--wait"])
        .exits(1)
        .says(&["refuses the report reassignment"]);
    assert_eq!(reports(&estate), 0);
    estate
        .run(&["report", "whowas-asn", "AS-SET"])
        .exits(1)
        .says(&["is not an AS number"]);
}

#[test]
fn a_ticket_is_closed_once_it_is_resolved_and_not_before() {
    let estate = registered();
    let asked = estate.run(&["report", "associations", "-o", "json"]).json();
    let number = asked["ticket"].as_str().expect("a ticket").to_owned();
    let sent = estate.writes();
    estate
        .run(&["tickets", "close", &number])
        .exits(1)
        .says(&["is not closed", "RESOLVED"]);
    assert_eq!(estate.writes(), sent);
    estate.simulator.ticket(
        &number,
        &json!({ "status": "RESOLVED", "resolution": "ANSWERED" }),
    );
    estate
        .run(&["tickets", "close", &number])
        .exits(0)
        .says(&["is closed"]);
    estate
        .run(&["tickets", "show", &number])
        .exits(0)
        .says(&["CLOSED"]);
    let again = estate
        .run(&["tickets", "close", &number, "-o", "json"])
        .exits(0)
        .json();
    assert_eq!(again, json!({ "ticket": number, "status": "CLOSED" }));
    estate.run(&["tickets"]).exits(0).says(&["no open tickets"]);
}

#[test]
fn no_name_of_an_attachment_leads_out_of_the_folder_or_over_a_file() {
    let estate = registered();
    let asked = estate.run(&["report", "associations", "-o", "json"]).json();
    let number = asked["ticket"].as_str().expect("a ticket").to_owned();
    for name in ["../../etc/x", "/etc/x", "..", ".profile"] {
        estate.simulator.registry(
            "PUT",
            &format!("/rest/ticket/{number}/message"),
            &format!(
                "<message xmlns=\"http://www.arin.net/regrws/core/v1\"><subject>s</subject><attachments>\
                 <attachment><data>aGVsbG8K</data><filename>{name}</filename></attachment></attachments></message>"
            ),
        );
    }
    let out = estate.root().join("deep").join("er");
    std::fs::create_dir_all(&out).expect("a folder");
    std::fs::write(out.join("profile"), "mine").expect("a file");
    let around = files(&estate.root());
    let folder = out.display().to_string();
    estate
        .run(&["tickets", "attachments", &number, "--out", &folder])
        .exits(0);
    assert_eq!(
        files(&out),
        ["attachment", "profile", "profile-2", "x", "x-2"]
    );
    assert_eq!(files(&estate.root()), around);
    assert_eq!(files(&estate.root().join("deep")), ["er"]);
    let mine = std::fs::read_to_string(out.join("profile")).expect("a file");
    assert_eq!(mine, "mine");
    let saved = std::fs::read_to_string(out.join("x")).expect("a file");
    assert_eq!(saved, "hello\n");
}

#[test]
fn a_report_whose_ticket_is_one_of_several_waits_for_a_person() {
    let estate = registered();
    estate
        .simulator
        .registry("GET", "/rest/report/associations", "");
    estate.simulator.faults(&json!([{
        "match": { "path": "/rest/report/*" }, "do": "drop_reply", "times": 1
    }]));
    estate.run(&["report", "associations"]).exits(1).says(&[
        "is not known",
        "2 tickets are new",
        "swipd state forget \"associations\"",
    ]);
    estate
        .run(&["status"])
        .exits(0)
        .says(&["state forget \"associations\""]);
    // A plan needs nothing of it.
    estate.run(&["apply", "--yes"]).exits(0);
    assert_eq!(reports(&estate), 2);
    estate
        .run(&["state", "forget", "associations"])
        .exits(0)
        .says(&["can be asked for again"]);
    estate.run(&["report", "associations"]).exits(4);
    assert_eq!(reports(&estate), 3);
}
