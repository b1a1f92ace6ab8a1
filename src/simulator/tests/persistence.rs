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
