//! `swipd state import`: a journal goes on in another state folder, whole or not at all.

use std::path::{Path, PathBuf};

use super::estate::Estate;

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// An estate of two blocks, the copy of its journal, and no journal any more.
fn lost() -> (Estate, PathBuf) {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    let file = estate.folder.path().join("journal.copy");
    let export = ["state", "export", "--out", text(&file)];
    estate.run(&export).exits(0);
    std::fs::remove_dir_all(estate.root().join(".swipd")).expect("lost");
    (estate, file)
}

#[test]
fn what_was_ours_is_ours_again() {
    let (mut estate, file) = lost();
    let asked = estate.simulator.requests().len();
    let ran = estate.run(&["state", "import", text(&file)]).exits(0);
    let ran = ran.says(&[
        "Imported: ",
        "2 registrations and no other objects are ours, no writes have no known outcome, and no tickets are open",
        "must not",
    ]);
    assert!(!ran.said().contains("warning"), "{}", ran.said());
    assert_eq!(estate.simulator.requests().len(), asked, "nothing is sent");
    let back = estate.run(&["state", "export"]).exits(0);
    let copy = std::fs::read_to_string(&file).expect("read");
    assert!(back.out.starts_with(copy.trim_end()), "{}", back.said());
    estate.plan().exits(0);
    estate.declared.remove("203.0.113.16/29");
    estate.applied();
    assert!(!estate.is_registered("203.0.113.16/29"), "it is ours");
    estate.check();
}

#[test]
fn a_journal_that_is_there_stays_as_it_is() {
    let (mut estate, file) = lost();
    estate.declared.block("ninefold", "203.0.113.64/28");
    estate.applied();
    let before = estate.run(&["state", "export"]).exits(0).out;
    estate
        .run(&["state", "import", text(&file)])
        .exits(1)
        .says(&[
            "is there already",
            "never written over",
            "Nothing was imported",
        ]);
    assert_eq!(estate.run(&["state", "export"]).exits(0).out, before);
}

#[test]
fn a_copy_that_is_not_whole_or_not_of_this_registry_is_refused() {
    let (mut estate, file) = lost();
    let whole = std::fs::read_to_string(&file).expect("read");
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let middle = [&lines[..3], &lines[4..]].concat().concat();
    let cases = [
        (String::new(), "holds no line"),
        (
            whole.replacen("intent", "intend", 1),
            "is not as it was written",
        ),
        (middle, "line 4 is not as it was written"),
        (whole[..whole.len() - 9].to_owned(), "the line has no end"),
        (
            "networks: {}\n".to_owned(),
            "line 1 is not as it was written",
        ),
    ];
    for (bad, why) in cases {
        std::fs::write(&file, bad).expect("written");
        let import = ["state", "import", text(&file)];
        let refused = estate.run(&import).exits(1);
        refused.says(&[why, "journal.copy: ", "Nothing was imported"]);
    }
    std::fs::write(&file, &whole).expect("written");
    // The simulated registry of the repository is another one.
    estate
        .run(&["--simulate", "state", "import", text(&file)])
        .exits(1)
        .says(&["the journal was kept for arin at", "Nothing was imported"]);
    estate
        .run(&["state", "import", "/nonexistent"])
        .exits(1)
        .says(&["/nonexistent: No such file", "Nothing was imported"]);
    assert!(!estate.root().join(".swipd/journal").exists());
    // Lines that are missing at the end can not be seen, but that nobody had left the journal there.
    let cut = lines[..lines.len() - 1].concat();
    std::fs::write(&file, cut).expect("written");
    estate
        .run(&["state", "import", text(&file), "-o", "json"])
        .exits(0)
        .says(&["warning: its last line is not that of a run that has ended"]);
    estate.declared.remove("203.0.113.16/29");
    estate.applied();
    estate.check();
}

/// What was done since the copy is not known by it: it is adopted or found, and nothing is deleted or made twice.
#[test]
fn an_older_copy_deletes_nothing_that_it_does_not_know() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.applied();
    let file = estate.folder.path().join("journal.copy");
    let export = ["state", "export", "--out", text(&file)];
    estate.run(&export).exits(0);
    estate.declared.remove("203.0.113.16/29");
    estate.declared.block("ninefold", "203.0.113.64/28");
    estate.declared.block("quarry-lane", "203.0.113.96/28");
    estate.applied();
    // Its entry goes while the journal that knows it is lost.
    estate.declared.remove("203.0.113.96/28");
    std::fs::remove_dir_all(estate.root().join(".swipd")).expect("lost");
    estate.run(&["state", "import", text(&file)]).exits(0);
    let sent = estate.writes();
    let plan = estate.plan().exits(2);
    let summary = plan.json()["summary"].clone();
    assert_eq!(
        (&summary["adopt"], &summary["unchanged"]),
        (&1.into(), &1.into())
    );
    assert_eq!(
        (&summary["delete"], &summary["create"]),
        (&0.into(), &0.into())
    );
    estate.applied();
    assert_eq!(estate.writes_since(sent), [""; 0], "{}", plan.said());
    estate.is_foreign("203.0.113.96/28");
    estate.check();
}
