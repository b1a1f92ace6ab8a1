//! The data folder.

use std::sync::Arc;

use crate::clock::SystemClock;
use crate::simulator::testing::{KEY, REASSIGN, Site, answer, embedded, request};
use crate::simulator::{Options, Seed, Simulator};

fn options(folder: &std::path::Path) -> Options {
    Options {
        data: Some(folder.join("registry")),
        ..Options::default()
    }
}

fn reopen(folder: &std::path::Path) -> Simulator {
    let other = Seed::for_networks(&["192.0.2.0/24".parse().expect("prefix")]);
    Simulator::open(Some(other), options(folder), Arc::new(SystemClock::new())).expect("reopen")
}

#[tokio::test]
async fn what_was_confirmed_is_there_again_and_the_seed_is_not() {
    let folder = tempfile::tempdir().expect("folder");
    let site = Site::with(options(folder.path()));
    site.call("PUT", REASSIGN, &embedded("198.51.100.64", 28, "A"))
        .await;
    site.call("DELETE", "/rest/net/NET-198-51-100-192-1", "")
        .await;
    site.call("DELETE", "/rest/net/NET-198-51-100-16-1", "")
        .await;
    site.call("DELETE", "/rest/customer/C09990001", "").await;
    let before = site.simulator.state();
    drop(site);
    let again = reopen(folder.path());
    let nets = |state: &serde_json::Value| state["nets"].as_array().map(Vec::len);
    assert_eq!(again.state()["customers"], before["customers"]);
    // The ticket is due by the machine's clock, so what it deletes is gone by now, or soon.
    assert!(nets(&again.state()) <= nets(&before));
    let read = again
        .handle(request(KEY, "GET", "/rest/net/NET-198-51-100-64-1", ""))
        .await;
    assert_eq!(answer(read).status, 200, "the key still opens");
    for entry in std::fs::read_dir(folder.path().join("registry")).expect("folder") {
        let text = std::fs::read_to_string(entry.expect("entry").path()).expect("text");
        assert!(!text.contains(KEY));
    }
}

#[tokio::test]
async fn a_torn_last_line_is_dropped_and_damage_before_it_is_told() {
    let folder = tempfile::tempdir().expect("folder");
    let site = Site::with(options(folder.path()));
    for start in ["198.51.100.64", "198.51.100.80"] {
        site.call("PUT", REASSIGN, &embedded(start, 28, "A")).await;
    }
    let path = folder.path().join("registry/changes-1.jsonl");
    let bytes = std::fs::read(&path).expect("log");
    std::fs::write(&path, &bytes[..bytes.len() - 9]).expect("cut");
    let before = site.simulator.state()["nets"]
        .as_array()
        .map_or(0, Vec::len);
    drop(site);
    let torn = reopen(folder.path()).state();
    assert_eq!(torn["nets"].as_array().map(Vec::len), Some(before - 1));
    assert_eq!(torn["customers"].as_array().map(Vec::len), Some(3));
    let path = folder.path().join("registry/changes-2.jsonl");
    std::fs::write(&path, "[{\"Net\n[]\n").expect("damage");
    let refused = Simulator::open(None, options(folder.path()), Arc::new(SystemClock::new()));
    assert!(refused.is_err_and(|error| error.to_string().contains("line 1")));
}

#[tokio::test]
async fn a_folder_that_is_in_use_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    let site = Site::with(options(folder.path()));
    let names = || {
        let entries = std::fs::read_dir(folder.path().join("registry")).expect("folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("entry").file_name())
            .collect();
        names.sort();
        names
    };
    let before = names();
    let clock = Arc::new(SystemClock::new());
    let refused = Simulator::open(None, options(folder.path()), clock).expect_err("in use");
    let text = refused.to_string();
    assert!(text.contains("is in use by another simulator"), "{text}");
    assert_eq!(names(), before);
    let body = embedded("198.51.100.64", 28, "A");
    assert_eq!(site.call("PUT", REASSIGN, &body).await.status, 200);
    drop(site);
    let nets = reopen(folder.path()).state()["nets"]
        .as_array()
        .map(Vec::len);
    assert_eq!(nets, Some(7));
}

#[tokio::test]
async fn tickets_keep_their_messages_and_attachments() {
    let folder = tempfile::tempdir().expect("folder");
    let clock = Arc::new(crate::clock::TestClock::at(
        "2026-09-20T14:12:00Z".parse().expect("moment"),
    ));
    let open = || {
        let seed = crate::simulator::testing::seed();
        Simulator::open(Some(seed), options(folder.path()), clock.clone()).expect("open")
    };
    let call = async |site: &Simulator, method: &str, path: &str, body: &str| {
        answer(site.handle(request(KEY, method, path, body)).await)
    };
    let site = open();
    let made = call(&site, "GET", "/rest/report/associations", "").await;
    let path = format!("/rest/ticket/{}", made.text("ticketNo"));
    let body = "<message xmlns=\"http://www.arin.net/regrws/core/v1\"><text><line number=\"0\">a</line></text>\
        <attachments><attachment><data>aGVsbG8K</data><filename>a b.txt</filename></attachment></attachments></message>";
    assert_eq!(
        call(&site, "PUT", &format!("{path}/message"), body)
            .await
            .status,
        200
    );
    clock.advance(std::time::Duration::from_secs(2));
    let before = call(&site, "GET", &path, "").await;
    assert_eq!(before.text("webTicketStatus"), "CLOSED");
    assert_eq!(before.body.matches("<attachment>").count(), 2);
    drop(site);
    // The changes are replayed the first time, and the snapshot is read the second time.
    for _ in 0..2 {
        let again = open();
        assert_eq!(call(&again, "GET", &path, "").await.body, before.body);
    }
    clock.advance(std::time::Duration::from_secs(91 * 24 * 3600));
    assert_eq!(call(&open(), "GET", &path, "").await.status, 404);
    assert_eq!(call(&open(), "GET", &path, "").await.status, 404);
    let next = call(&open(), "GET", "/rest/report/associations", "").await;
    assert!(
        next.text("ticketNo").ends_with("-X1002"),
        "numbers are not used again"
    );
}
