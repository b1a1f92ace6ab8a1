//! `swipd validate` as people, programs and GitHub read it: no key, no network, nothing written.

use std::fmt::Write;
use std::path::Path;

use super::running::{Ran, Running, swipd};

const SETTINGS: &str = "version: 1
registries:
  arin: { type: arin, url: https://reg.invalid, api_key: { env: NOT_SET } }
resources: [\"networks.yaml\", \"customers/*.yaml\"]
";

const HEAD: &str = "customers:
  blue-heron:
    name: Blue Heron Bakery LLC
    address: { street: [12 Mill Road], city: Harrisonburg, region: VA, postal_code: \"22801\", country: US }
    blocks:
";

/// A repository below a folder, as it may lie in a checkout: blocks of one customer.
fn repository(root: &Path, blocks: &[String]) {
    std::fs::create_dir_all(root.join("customers")).expect("made");
    std::fs::write(root.join("swipd.yaml"), SETTINGS).expect("written");
    let networks = "networks: { 198.51.100.0/24: {}, 2001:db8::/32: {} }\n";
    std::fs::write(root.join("networks.yaml"), networks).expect("written");
    let mut text = HEAD.to_owned();
    for block in blocks {
        let _ = writeln!(text, "      {block}: {{}}");
    }
    std::fs::write(root.join("customers/a.yaml"), text).expect("written");
}

fn run(checkout: &Path, arguments: &[&str]) -> Ran {
    let mut command = swipd();
    command.current_dir(checkout).args(arguments);
    Running::start(command).finish()
}

/// Blocks with bits behind their length: a mistake each, in line 6 and those below.
fn wrong(count: usize) -> Vec<String> {
    (0..count)
        .map(|n| format!("198.51.100.{}/28", 1 + n * 2))
        .collect()
}

#[test]
fn what_is_right_needs_no_key_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    repository(folder.path(), &["198.51.100.64/28".to_owned()]);
    let ran = run(folder.path(), &["validate"]).exits(0);
    assert_eq!(ran.out, "1 block of 1 customer in 3 files is in order.\n");
    assert_eq!(ran.err, "");
    let ran = run(folder.path(), &["validate", "-o", "json"]).exits(0);
    assert_eq!(ran.json(), serde_json::json!([]));
    let ran = run(folder.path(), &["validate", "-o", "github"]).exits(0);
    assert_eq!(ran.out, "", "an annotation where nothing is wrong");
    let ran = run(folder.path(), &["validate", "-o", "markdown"]).exits(0);
    assert_eq!(ran.err, "", "no count of mistakes where there is none");
    assert!(!folder.path().join(".swipd").exists());
}

#[test]
fn past_twenty_five_mistakes_a_count_for_each_code() {
    let folder = tempfile::tempdir().expect("a folder");
    repository(folder.path(), &wrong(40));
    let ran = run(folder.path(), &["validate"]).exits(1);
    assert_eq!(ran.out, "");
    assert_eq!(ran.err.matches("error[host-bits]").count(), 25);
    let end = "\nand 15 more: 15 host-bits\n\n40 errors in 1 of 3 files. Nothing was sent.\n";
    assert!(ran.err.ends_with(end), "{}", ran.said());
    let ran = run(folder.path(), &["validate", "-o", "json"]).exits(1);
    let all = ran.json();
    assert_eq!(all.as_array().map(Vec::len), Some(40));
    assert_eq!(all[0]["code"], "host-bits");
    assert_eq!(all[0]["places"][0]["file"], "customers/a.yaml");
    assert_eq!(all[0]["places"][0]["line"], 6);
    assert!(!folder.path().join(".swipd").exists());
}

#[test]
fn github_gets_nine_of_a_level_a_count_and_the_rest_in_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    repository(&folder.path().join("registry/arin"), &wrong(50));
    let arguments = ["-C", "./registry/arin", "validate", "-o", "github"];
    let ran = run(folder.path(), &arguments).exits(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 10, "{}", ran.said());
    assert_eq!(
        lines[0],
        "::error file=registry/arin/customers/a.yaml,line=6,col=7,endColumn=22,title=host-bits::\
         \"198.51.100.1/28\" has bits set below its length; the prefix is 198.51.100.0/28%0A\
         help: write 198.51.100.0/28"
    );
    assert_eq!(lines[9], "::error::41 more errors in the log");
    assert_eq!(ran.err.matches("error[host-bits]").count(), 50);
    assert!(
        ran.err
            .ends_with("50 errors in 1 of 3 files. Nothing was sent.\n")
    );
    // A folder by its whole path is found below the checkout that the runner names.
    let mut command = swipd();
    command
        .env("GITHUB_WORKSPACE", folder.path())
        .arg("-C")
        .arg(folder.path().join("registry/arin"))
        .args(["validate", "-o", "github"]);
    let ran = Running::start(command).finish().exits(1);
    assert!(
        ran.out
            .starts_with("::error file=registry/arin/customers/a.yaml,"),
        "{}",
        ran.said()
    );
}

#[test]
fn a_warning_refuses_nothing_and_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    repository(
        folder.path(),
        &["198.51.100.64/30".to_owned(), "2001:db8:40::/48".to_owned()],
    );
    let ran = run(folder.path(), &["validate"]).exits(0);
    assert_eq!(ran.out, "2 blocks of 1 customer in 3 files are in order.\n");
    assert!(
        ran.err.ends_with("\n2 warnings in 1 of 3 files.\n"),
        "{}",
        ran.said()
    );
    let ran = run(folder.path(), &["validate", "-o", "github"]).exits(0);
    let places: Vec<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.split(",title").next())
        .collect();
    assert_eq!(
        places,
        [
            "::warning file=customers/a.yaml,line=6,col=7,endColumn=23",
            "::warning file=customers/a.yaml,line=7,col=7,endColumn=23",
        ]
    );
    let ran = run(folder.path(), &["validate", "-o", "json"]).exits(0);
    assert_eq!(ran.json()[0]["severity"], "warning");
}

#[test]
fn a_plan_says_what_is_overdue_until_it_is_registered_and_its_digest_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    repository(folder.path(), &["198.51.100.64/28".to_owned()]);
    let plan = ["plan", "--simulate", "-o", "json"];
    let before = run(folder.path(), &plan).exits(0).json();
    assert_eq!(before["warnings"], serde_json::json!([]));
    let file = folder.path().join("customers/a.yaml");
    let text = std::fs::read_to_string(&file).expect("text");
    let dated = text.replace("/28: {}", "/28: { assigned: 2020-01-01 }");
    std::fs::write(&file, dated).expect("written");
    let ran = run(folder.path(), &["plan", "--simulate"]).exits(0);
    ran.says(&[
        "warning[deadline-past]: 198.51.100.64/28 was due 2020-01-08, ",
        " days ago",
    ]);
    let after = run(folder.path(), &plan).exits(0).json();
    assert_eq!(after["warnings"][0]["code"], "deadline-past");
    assert_eq!(after["digest"], before["digest"], "time is no part of it");
    run(folder.path(), &["apply", "--simulate", "--yes"]).exits(0);
    let done = run(folder.path(), &plan).exits(0).json();
    assert_eq!(done["warnings"], serde_json::json!([]));
}

#[test]
fn a_date_that_has_not_come_is_told_with_its_place_and_forbids_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    repository(folder.path(), &["198.51.100.64/28".to_owned()]);
    let plan = ["plan", "--simulate", "-o", "json"];
    let before = run(folder.path(), &plan).exits(0).json();
    let file = folder.path().join("customers/a.yaml");
    let text = std::fs::read_to_string(&file).expect("text");
    let write = |block: &str| {
        let dated = text.replace("/28: {}", &format!("/28: {block}"));
        std::fs::write(&file, dated).expect("written");
    };
    write("{ assigned: 2962-11-20 }");
    run(folder.path(), &["validate"]).exits(0).says(&[
        "warning[assigned-ahead]: 198.51.100.64/28 is said to have been given on 2962-11-20, and today is 2",
        "--> customers/a.yaml:",
        "^^^^^^^^^^",
        "the first day of one that is still to come is from",
    ]);
    let shown = run(folder.path(), &["validate", "-o", "github"]).exits(0);
    assert!(
        shown.out.starts_with("::warning file=customers/a.yaml,"),
        "{}",
        shown.said()
    );
    let after = run(folder.path(), &plan).exits(0).json();
    assert_eq!(after["warnings"][0]["code"], "assigned-ahead");
    assert_eq!(after["digest"], before["digest"], "time is no part of it");
    write("{ assigned: 2962-11-20, from: 2962-11-20 }");
    let ran = run(folder.path(), &["validate"]).exits(0);
    assert_eq!(ran.err.trim(), "", "{}", ran.said());
}
