//! What a plan says of the checkout that it was made from.

use std::process::Command;

use super::estate::Estate;

const EDITED: &str = ", with uncommitted changes";

#[track_caller]
fn git(estate: &Estate, arguments: &[&str]) -> String {
    let ran = Command::new("git")
        .arg("-C")
        .arg(estate.folder.path())
        .args(["-c", "user.name=a", "-c", "user.email=a@example.net"])
        .args(arguments)
        .output()
        .expect("git");
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8(ran.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

/// A repository in a folder of a checkout, committed.
fn committed() -> (Estate, String) {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    std::fs::write(estate.folder.path().join(".gitignore"), ".swipd/\n").expect("written");
    git(&estate, &["init", "-q"]);
    git(&estate, &["add", "repo", ".gitignore"]);
    git(&estate, &["commit", "-q", "-m", "one"]);
    let revision = git(&estate, &["rev-parse", "--short", "HEAD"]);
    (estate, revision)
}

/// Whether a plan in each form says that files are edited; all forms say the same.
#[track_caller]
fn says_edited(estate: &Estate, revision: &str) -> bool {
    let text = estate.run_as_is(&["plan"]).exits(0);
    let page = estate.run_as_is(&["plan", "-o", "markdown"]).exits(0);
    let json = estate.run_as_is(&["plan", "-o", "json"]).exits(0).json();
    assert_eq!(json["revision"], revision);
    let edited = json["edited"].as_bool().expect("a truth");
    for ran in [text, page] {
        let said = format!("commit {revision}{EDITED}");
        assert!(
            ran.out.contains(&format!("commit {revision}")),
            "{}",
            ran.said()
        );
        assert_eq!(ran.out.contains(&said), edited, "{}", ran.said());
    }
    edited
}

#[test]
fn a_plan_of_edited_files_does_not_pass_for_that_of_the_commit() {
    let (estate, revision) = committed();
    let root = estate.root();
    let index = || std::fs::read(estate.folder.path().join(".git/index")).expect("an index");
    let before = index();
    assert!(!says_edited(&estate, &revision));
    // What nothing reads is no part of it: what a pipeline leaves, hidden folders, and what lies beside.
    std::fs::create_dir(root.join(".github")).expect("made");
    for name in [
        "plan.json",
        "notes.md",
        ".github/plan.yaml",
        "../beside.yaml",
    ] {
        std::fs::write(root.join(name), "{}").expect("written");
    }
    assert!(!says_edited(&estate, &revision));

    let file = root.join("customers/blue-heron.yaml");
    let text = std::fs::read_to_string(&file).expect("a file");
    std::fs::write(&file, format!("{text}\n# a remark\n")).expect("written");
    assert!(says_edited(&estate, &revision));
    assert_eq!(index(), before, "git's own files are left as they are");
    git(&estate, &["add", "repo/customers"]);
    assert!(says_edited(&estate, &revision), "staged is not committed");
    git(&estate, &["reset", "-q", "--hard"]);
    assert!(!says_edited(&estate, &revision));

    let more = root.join("customers/more.yaml");
    std::fs::write(
        &more,
        text.replace("blue-heron", "more")
            .replace(".64/28", ".80/28"),
    )
    .expect("written");
    assert!(says_edited(&estate, &revision), "a new file is read");
    git(&estate, &["add", "repo/customers"]);
    git(&estate, &["commit", "-q", "-m", "two"]);
    std::fs::remove_file(&more).expect("removed");
    let revision = git(&estate, &["rev-parse", "--short", "HEAD"]);
    assert!(
        says_edited(&estate, &revision),
        "a file that is gone was read"
    );
}

#[test]
fn a_folder_that_is_no_checkout_has_no_commit_and_no_changes() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    let said = estate.run(&["plan", "-o", "json"]).exits(0).json();
    assert!(said["revision"].is_null());
    assert_eq!(said["edited"], false);
    let text = estate.run(&["plan"]).exits(0);
    assert!(!text.out.contains("commit"), "{}", text.said());
}
