//! Plans from a snapshot: they know what a plan knows, ask nobody, and name no customer.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::estate::Estate;
use super::running::{Ran, Running};

const SECRET: &str = "an invented secret for these stories";

/// Exports what is applied, and returns the file.
#[track_caller]
fn exported(estate: &Estate) -> PathBuf {
    let file = estate.folder.path().join("swipd.snapshot");
    let path = file.to_str().expect("a path");
    estate.write();
    let mut command = estate.command(&["state", "export", "--fingerprints", "--out", path]);
    command.env("SWIPD_SNAPSHOT_KEY", SECRET);
    Running::start(command).finish().exits(0);
    file
}

/// Plans from the file in a checkout of its own, where there is no state and no key of the registry.
#[track_caller]
fn planned(estate: &Estate, secret: Option<&str>, more: &[&str]) -> Ran {
    let checkout = estate.folder.path().join("checkout");
    let _ = std::fs::remove_dir_all(&checkout);
    std::fs::create_dir(&checkout).expect("made");
    estate.declared.write(&checkout, &estate.simulator.url());
    let file = estate.folder.path().join("swipd.snapshot");
    let mut command = super::running::swipd();
    command
        .arg("-C")
        .arg(&checkout)
        .args(["plan", "--snapshot"]);
    command.arg(&file).args(more);
    if let Some(secret) = secret {
        command.env("SWIPD_SNAPSHOT_KEY", secret);
    }
    let asked = estate.simulator.requests();
    let ran = Running::start(command).finish();
    assert_eq!(estate.simulator.requests(), asked, "nothing is sent");
    assert!(!checkout.join(".swipd").exists(), "nothing is kept");
    ran
}

#[track_caller]
fn keyed(estate: &Estate) -> Ran {
    planned(estate, Some(SECRET), &[])
}

fn estate() -> Estate {
    let mut estate = Estate::new();
    let block = estate.declared.block("blue-heron", "198.51.100.64/28");
    block.name = Some("EXMPL-BHB-1".to_owned());
    block.comment = Some(vec!["NOC hours 0800-1800 ET".to_owned()]);
    estate.declared.block("blue-heron", "198.51.100.96/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.declared.block("old-mill", "203.0.113.32/29");
    estate
        .declared
        .reassign("DEEP-9", "198.51.100.128/27", json!({}));
    estate
        .declared
        .reallocate("DOWN-7", "198.51.100.192/27", json!({}));
    estate.applied();
    estate
}

#[test]
fn what_was_applied_is_as_it_was_declared() {
    let estate = estate();
    exported(&estate);
    keyed(&estate)
        .exits(0)
        .says(&["No changes. 6 blocks match the registry."]);
}

#[test]
fn it_shows_what_a_plan_shows_of_every_kind_of_change() {
    let mut estate = estate();
    exported(&estate);
    estate.declared.remove("203.0.113.32/29");
    estate.declared.block("tarn-valley", "203.0.113.64/27");
    estate.declared.profile("blue-heron").address["city"] = json!("Roanoke");
    estate
        .declared
        .block("blue-heron", "198.51.100.64/28")
        .comment = Some(Vec::new());
    let moved = estate.declared.remove("203.0.113.16/29");
    *estate.declared.block("ninefold", "203.0.113.16/29") = moved;
    estate.declared.take_back("198.51.100.128/27");
    estate
        .declared
        .reassign("DOWN-7", "198.51.100.128/27", json!({}));
    let allow = ["--allow", "deletes=3", "-o", "json"];
    planned(&estate, Some(SECRET), &[])
        .exits(3)
        .says(&["objection[max-deletes]", "(6 registrations are ours)"]);
    let ran = planned(&estate, Some(SECRET), &allow).exits(0);
    let mine = estate.run(&["plan", "--allow", "deletes=3", "-o", "json"]);
    let mine = mine.exits(0).json();
    let from_snapshot = ran.json();
    assert_eq!(from_snapshot["summary"], mine["summary"], "{}", ran.said());
    assert_eq!(from_snapshot["digest"], "");
    let subjects = |plan: &Value| -> Vec<(Value, Value, Value, Value)> {
        let changes = plan["changes"].as_array().expect("changes").iter();
        let told = changes.map(|change| {
            let field = |name: &str| change[name].clone();
            (
                field("action"),
                field("subject"),
                field("section"),
                field("origin"),
            )
        });
        told.collect()
    };
    assert_eq!(subjects(&from_snapshot), subjects(&mine));
    let text = planned(&estate, Some(SECRET), &allow[..2]).exits(0);
    let text = text.says(&[
        "arin 127.0.0.1",
        "snapshot · ",
        "city",
        "Roanoke",
        "… →",
        "comment  changes",
        "- delete   203.0.113.32/29",
        "… → ninefold",
    ]);
    assert!(
        !text.out.contains("Harrisonburg") && !text.out.contains("Digest"),
        "{}",
        text.said()
    );
}

#[test]
fn left_out_means_left_alone() {
    let mut estate = estate();
    let block = estate.declared.block("blue-heron", "198.51.100.64/28");
    block.comment = None;
    block.name = None;
    exported(&estate);
    keyed(&estate).exits(0).says(&["No changes."]);
    let block = estate.declared.block("blue-heron", "198.51.100.64/28");
    block.name = Some("EXMPL-BHB-1".to_owned());
    keyed(&estate).exits(0).says(&["No changes."]);
    let block = estate.declared.block("blue-heron", "198.51.100.64/28");
    block.name = Some("EXMPL-BHB-2".to_owned());
    keyed(&estate)
        .exits(0)
        .says(&["name     … → EXMPL-BHB-2", "1 modify"]);
}

#[test]
fn without_its_key_it_tells_what_comes_and_goes_and_says_what_it_did_not_compare() {
    let mut estate = estate();
    exported(&estate);
    planned(&estate, None, &[]).exits(0).says(&[
        "warning[snapshot-unkeyed]: 6 registered blocks were not compared",
        "Plan     nothing is planned, 6 not compared",
    ]);
    // What nobody compared may differ: a script that waits for 0 must not go on.
    let settled = ["--detailed-exitcode", "-o", "json"];
    let ran = planned(&estate, None, &settled).exits(2).json();
    assert_eq!(ran["summary"]["not_compared"], 6);
    planned(&estate, None, &["--detailed-exitcode", "-o", "markdown"])
        .exits(2)
        .says(&["### swipd plan: nothing is planned, 6 not compared\n"]);
    let ran = planned(&estate, Some(SECRET), &settled).exits(0).json();
    assert_eq!(ran["summary"]["not_compared"], 0);
    estate.declared.remove("203.0.113.32/29");
    estate.declared.block("tarn-valley", "203.0.113.64/27");
    estate.declared.profile("blue-heron").address["city"] = json!("Roanoke");
    let ran = planned(&estate, None, &[]).exits(0);
    let ran = ran.says(&[
        "+ create   203.0.113.64/27",
        "- delete   203.0.113.32/29",
        "warning[snapshot-unkeyed]: 5 registered blocks were not compared",
        "1 create, 1 delete, 5 not compared",
    ]);
    assert!(
        !ran.out.contains("Roanoke") && !ran.out.contains("unchanged"),
        "{}",
        ran.said()
    );
    // A reallocation can not become a simple reassignment, whoever has it.
    estate.declared.take_back("198.51.100.192/27");
    estate.declared.block("tarn-valley", "198.51.100.192/27");
    planned(&estate, None, &[])
        .exits(3)
        .says(&["objection[protected]"]);
}

#[test]
fn what_a_snapshot_can_not_tell_is_never_called_no_change() {
    let mut estate = estate();
    let fields = json!({ "self": { "comment": ["Tended by night"] } });
    let networks = &mut estate.declared.networks;
    networks.insert("198.51.100.0/24".to_owned(), fields);
    let zones = json!({ "100.51.198.in-addr.arpa": { "nameservers": ["ns1.example.net", "ns2.example.net"] } });
    let sections = &mut estate.declared.sections;
    sections.insert("delegations".to_owned(), zones);
    estate.applied();
    exported(&estate);
    // The key tells of nets, and not of what is in no snapshot.
    let ran = planned(&estate, Some(SECRET), &["--detailed-exitcode"]).exits(2);
    let ran = ran.says(&[
        "warning[snapshot-nets]: 1 delegation, org or POC was not compared",
        "Plan     6 unchanged, 1 not compared",
    ]);
    assert!(!ran.out.contains("No changes"), "{}", ran.said());
    planned(&estate, Some(SECRET), &[]).exits(0);
    planned(&estate, None, &["--detailed-exitcode"])
        .exits(2)
        .says(&[
            "6 registered blocks were not compared",
            "self of 1 network was not compared",
            "nothing is planned, 8 not compared",
        ]);
    estate.declared.sections.clear();
    planned(&estate, Some(SECRET), &["--detailed-exitcode"])
        .exits(0)
        .says(&["No changes. 6 blocks match the registry."]);
}

#[test]
fn what_is_not_ours_is_found_taken_or_not_known() {
    let mut estate = estate();
    estate.simulator.edit(&json!({"reassign": {
        "parent": "NET-203-0-113-0-1", "prefix": "203.0.113.128/28", "name": "CINDER",
        "customer": {"name": "Cinder Lane Studios", "address": super::seed::address()}
    }}));
    exported(&estate);
    let ran = keyed(&estate).exits(0);
    assert!(!ran.out.contains("Cinder"), "{}", ran.said());
    planned(&estate, Some(SECRET), &["--full"]).exits(0);
    estate.declared.block("tarn-valley", "203.0.113.128/28");
    keyed(&estate)
        .exits(3)
        .says(&["objection[taken]", "somebody"]);
    for more in [&[][..], &["-o", "markdown"], &["-o", "json"]] {
        let ran = planned(&estate, None, more).exits(0);
        let ran = ran.says(&["203.0.113.128/28", "somebody", "has it, and it is not ours"]);
        let about = ran
            .out
            .lines()
            .filter(|line| line.contains("203.0.113.128/28"));
        assert_eq!(about.count(), 1, "{}", ran.said());
        // Where it is declared is a place in a file, and tells nobody who has it.
        let said = ran.out.replace("customers/tarn-valley.yaml", "");
        let said = said.to_lowercase().replace('-', " ");
        assert!(!said.contains("tarn valley"), "{said}");
        assert!(!said.contains("not declared"), "{said}");
    }
    planned(&estate, None, &["--detailed-exitcode"]).exits(2);
    let only = ["--target", "customers.tarn-valley"];
    planned(&estate, None, &only)
        .exits(0)
        .says(&["? unknown  203.0.113.128/28"]);
    estate.declared.remove("203.0.113.128/28");
    estate.declared.block("tarn-valley", "203.0.113.128/27");
    for secret in [Some(SECRET), None] {
        planned(&estate, secret, &[])
            .exits(3)
            .says(&["objection[overlaps-unmanaged]"]);
    }
}

#[test]
fn the_file_gives_no_customer_away() {
    let estate = estate();
    let file = exported(&estate);
    let text = std::fs::read_to_string(&file).expect("read").to_lowercase();
    let state = estate.simulator.state().to_string();
    for word in [
        "blue-heron",
        "blue heron",
        "larkspur",
        "old-mill",
        "down-7",
        "deep-9",
        "exmpl-bhb-1",
        "noc hours",
        "mill road",
        "harrisonburg",
        "va\"",
        "22801",
        "exmpl-12",
        "api-",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert!(text.contains("net-198-51-100-64-1") && state.contains("Blue Heron"));
    for handle in state
        .match_indices("\"C0")
        .map(|(at, _)| &state[at + 1..at + 10])
    {
        assert!(!text.contains(&handle.to_lowercase()), "{handle}");
    }
}

#[test]
fn a_file_that_is_not_the_right_one_is_refused_and_says_why() {
    let mut estate = estate();
    let file = exported(&estate);
    let bytes = std::fs::read_to_string(&file).expect("read");
    let refused = |estate: &Estate, words: &[&str]| {
        let ran = planned(estate, Some(SECRET), &[]).exits(1);
        assert!(ran.out.is_empty(), "{}", ran.said());
        ran.says(words).says(&["Nothing was sent"]);
    };
    planned(&estate, Some("quite another secret, and long enough"), &[])
        .exits(1)
        .says(&["made with the key", "Nothing was sent"]);
    planned(&estate, Some("short"), &[])
        .exits(1)
        .says(&["SWIPD_SNAPSHOT_KEY", "32 characters"]);
    std::fs::write(
        &file,
        bytes.replacen("\"protected\":true", "\"protected\":false", 1),
    )
    .expect("written");
    refused(&estate, &["damaged, or was edited"]);
    std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("written");
    refused(&estate, &["damaged, or was edited"]);
    std::fs::write(
        &file,
        bytes.replace("\"format_version\":1", "\"format_version\":2"),
    )
    .expect("written");
    refused(&estate, &["format 2", "newer swipd"]);
    std::fs::write(&file, "networks: {}\n").expect("written");
    refused(&estate, &["not a snapshot"]);
    std::fs::remove_file(&file).expect("removed");
    refused(&estate, &["swipd.snapshot"]);
    std::fs::write(&file, &bytes).expect("written");
    let other = Estate::new();
    estate.simulator = other.simulator;
    refused(&estate, &["the snapshot is of arin http://127.0.0.1:"]);
    planned(&estate, Some(SECRET), &["--save", "x"])
        .exits(1)
        .says(&["Nothing was saved"]);
}

#[test]
fn an_old_snapshot_and_a_network_that_it_does_not_hold_forbid() {
    let mut estate = estate();
    exported(&estate);
    estate.declared.settings = vec!["guards: { max_age: 1ms }".to_owned()];
    keyed(&estate)
        .exits(3)
        .says(&["objection[old-picture]", "a newer snapshot"]);
    planned(&estate, Some(SECRET), &["--allow", "age"]).exits(0);
    estate.declared.settings.clear();
    let new = json!({
        "networks": { "192.0.2.0/24": {} },
        "recipients": { "SHUT-5": { "reassign": { "192.0.2.64/27": {} } } },
    });
    let new = new.as_object().expect("sections");
    estate.declared.sections.clone_from(new);
    keyed(&estate).exits(3).says(&[
        "objection[never-read]: 192.0.2.0/24 is not in the snapshot",
        "+ create   192.0.2.64/27",
    ]);
}

/// The secret is made once, stays in the state folder, and is never printed.
#[test]
fn the_first_export_makes_the_secret() {
    let estate = estate();
    let secret = estate.root().join(".swipd/snapshot.key");
    let ran = estate.run(&["state", "export", "--fingerprints"]).exits(0);
    let ran = ran.says(&["snapshot.key", "SWIPD_SNAPSHOT_KEY"]);
    let text = std::fs::read_to_string(&secret).expect("made");
    assert!(!ran.said().contains(text.trim()) && text.trim().len() == 64);
    let file = estate.folder.path().join("swipd.snapshot");
    std::fs::write(&file, format!("{}\n", ran.out.trim_end())).expect("written");
    planned(&estate, Some(&text), &[])
        .exits(0)
        .says(&["No changes."]);
    // The machine itself needs to be told nothing.
    let path = file.to_str().expect("a path");
    estate
        .run(&["plan", "--snapshot", path])
        .exits(0)
        .says(&["No changes."]);
    let again = estate.run(&["state", "export", "--fingerprints"]).exits(0);
    assert!(again.err.is_empty(), "{}", again.said());
    assert_eq!(std::fs::read_to_string(&secret).expect("kept"), text);
}

#[test]
fn a_reallocation_counts_what_lies_below_it() {
    let mut estate = estate();
    estate.down_key = true;
    estate.declared.take_back("198.51.100.192/27");
    estate
        .declared
        .reallocate("DOWN-7", "198.51.100.192/27", json!({"protect": false}));
    estate.applied();
    estate.simulator.edit(&json!({"reassign": {
        "parent": "NET-198-51-100-192-1", "prefix": "198.51.100.192/29", "name": "BELOW",
        "customer": {"name": "Cinder Lane Studios", "address": super::seed::address()}
    }}));
    exported(&estate);
    estate.declared.take_back("198.51.100.192/27");
    keyed(&estate).says(&["objection[others-below]"]);
}

/// A file that says nothing of it does not make a private customer public.
#[test]
fn what_is_private_at_the_registry_stays_hidden() {
    let mut estate = Estate::new();
    let household = |postal_code: &str| {
        json!({
            "residential": true,
            "address": { "city": "Roanoke", "region": "VA", "postal_code": postal_code, "country": "US" },
            "blocks": { "198.51.100.128/29": {} },
        })
    };
    let quarry = |city: &str, private: &[&str]| {
        let mut quarry = json!({
            "name": "Quarry Lane LLC",
            "address": { "street": ["9 Quarry Lane"], "city": city, "region": "VA", "postal_code": "24011", "country": "US" },
            "blocks": { "198.51.100.64/29": {} },
        });
        for field in private {
            quarry[*field] = json!(true);
        }
        quarry
    };
    let declare = |estate: &mut Estate, home: &Value, quarry: Value| {
        let customers = json!({ "crm-9002": home, "quarry-lane": quarry });
        estate
            .declared
            .sections
            .insert("customers".to_owned(), customers);
    };
    let home = household("24011");
    declare(&mut estate, &home, quarry("Roanoke", &["private"]));
    estate.applied();
    exported(&estate);
    keyed(&estate).exits(0).says(&["No changes."]);
    declare(&mut estate, &household("24012"), quarry("Staunton", &[]));
    for format in ["text", "markdown", "json"] {
        let ran = planned(&estate, Some(SECRET), &["-o", format]).exits(0);
        for word in ["Staunton", "24012", "24011"] {
            assert!(!ran.out.contains(word), "{word} in {}", ran.said());
        }
        let without = planned(&estate, None, &["-o", format]).exits(0);
        assert!(!without.out.contains("Staunton"), "{}", without.said());
    }
    planned(&estate, Some(SECRET), &["--full"]).exits(0).says(&[
        "… → Staunton",
        "… → 24012",
        "2 modify",
    ]);
}

/// What an earlier run left open is left alone, and what is protected stays.
#[test]
fn tickets_and_protection_come_along() {
    let mut estate = estate();
    estate.declared.block("old-mill", "203.0.113.32/29").protect = true;
    estate.applied();
    let rule = json!({ "match": { "method": "DELETE", "path": "/rest/net/*" }, "do": "ticket", "delay": "60s" });
    estate.simulator.faults(&json!([rule]));
    estate.declared.remove("203.0.113.16/29");
    estate.apply().exits(4);
    exported(&estate);
    estate.declared.remove("203.0.113.32/29");
    for secret in [Some(SECRET), None] {
        let ran = planned(&estate, secret, &[]).exits(0);
        let ran = ran.says(&[
            "… wait     203.0.113.16/29",
            "ticket 20",
            "# keep     203.0.113.32/29",
        ]);
        assert!(!ran.out.contains("- delete"), "{}", ran.said());
    }
}

/// A branch that lacks what was merged and applied since must not look as if it deleted that.
#[test]
fn a_branch_that_is_behind_is_told_so() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    let root = estate.root();
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        let ran = command
            .arg("-C")
            .arg(&root)
            .args(["-c", "user.name=a", "-c", "user.email=a@example.net"])
            .args(arguments)
            .output()
            .expect("git");
        assert!(ran.status.success(), "{ran:?}");
    };
    std::fs::write(root.join(".gitignore"), ".swipd/\n").expect("written");
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "one"]);
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.write();
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "two"]);
    estate.run_as_is(&["apply", "--yes"]).exits(0);
    let file = estate.folder.path().join("swipd.snapshot");
    let file = file.to_str().expect("a path");
    let export = ["state", "export", "--fingerprints", "--out", file];
    estate.run_as_is(&export).exits(0);
    let plan = ["plan", "--snapshot", file];
    estate.run_as_is(&plan).exits(0).says(&["No changes."]);
    git(&["checkout", "-q", "HEAD~1"]);
    estate
        .run_as_is(&plan)
        .exits(3)
        .says(&["- delete   203.0.113.16/29", "objection[old-revision]"]);
}

/// Each registry has a part of its own, and a network inside a reallocation the key of another.
#[test]
fn every_registry_of_a_repository_is_in_it() {
    let mut estate = Estate::new();
    let url = estate.simulator.url();
    estate.declared.registries = vec![
        "down:".to_owned(),
        "  type: arin".to_owned(),
        format!("  url: {url}"),
        "  api_key: { env: SWIPD_DOWN_KEY }".to_owned(),
        "  pace: { concurrency: 8, per_second: 10000 }".to_owned(),
    ];
    estate.down_key = true;
    let range = "198.51.100.192/27";
    estate
        .declared
        .reallocate("DOWN-7", range, json!({ "protect": false }));
    let network = json!({ "registry": "down", "name_prefix": "DOWN" });
    estate.declared.networks.insert(range.to_owned(), network);
    estate.declared.block("blue-heron", "198.51.100.200/29");
    estate.apply().exits(0);
    estate.applied();
    exported(&estate);
    keyed(&estate)
        .exits(0)
        .says(&["No changes. 2 blocks match"]);
    estate.declared.block("larkspur", "198.51.100.208/29");
    keyed(&estate)
        .exits(0)
        .says(&["+ create   198.51.100.208/29", "1 create, 2 unchanged"]);
    estate
        .declared
        .registries
        .push("third: { type: arin, api_key: { env: SWIPD_THIRD_KEY } }".to_owned());
    keyed(&estate)
        .exits(1)
        .says(&["the snapshot holds nothing of the registry third"]);
}

/// The copy is the record: a machine that goes on with it owns what the other did, and one that is damaged is no copy.
#[test]
fn the_journal_is_exported_whole_and_can_be_gone_on_with() {
    let mut estate = Estate::new();
    let file = estate.folder.path().join("journal.copy");
    let path = file.to_str().expect("a path");
    estate
        .run(&["state", "export"])
        .exits(1)
        .says(&["there is no journal", "Nothing was exported"]);
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    let asked = estate.simulator.requests().len();
    estate
        .run(&["state", "export", "--out", path])
        .exits(0)
        .says(&["lines of the journal"]);
    let shown = estate.run(&["state", "export"]).exits(0);
    assert_eq!(estate.simulator.requests().len(), asked);
    let copy = std::fs::read_to_string(&file).expect("written");
    assert_eq!(shown.out.trim_end(), copy.trim_end());
    let journal = estate.root().join(".swipd/journal");
    let month = copy
        .split("\"at\":\"")
        .nth(1)
        .and_then(|at| at.get(..7))
        .expect("a month");
    std::fs::remove_dir_all(&journal).expect("lost");
    std::fs::create_dir(&journal).expect("made");
    let segment = journal.join(format!("{month}-000000000001.jsonl"));
    std::fs::write(&segment, &copy).expect("put back");
    estate.declared.remove("203.0.113.16/29");
    estate.applied();
    assert!(!estate.is_registered("203.0.113.16/29"), "it is ours again");
    estate.check();
    let damaged = std::fs::read_to_string(&segment)
        .expect("read")
        .replacen("intent", "intend", 1);
    std::fs::write(&segment, damaged).expect("written");
    estate
        .run(&["state", "export"])
        .exits(1)
        .says(&["damaged", "Nothing was exported"]);
}
