//! What a machine does to a run that the files say nothing of: a full disk, a folder in the way, a journal with a gap.

use super::estate::Estate;
use super::running::Running;

/// An estate with a block applied, and the one segment of its journal.
fn applied() -> (Estate, std::path::PathBuf) {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.applied();
    let folder = estate.root().join(".swipd/journal");
    let files = std::fs::read_dir(folder).expect("a journal");
    let mut paths = files.map(|file| file.expect("a file").path());
    let segment = paths.find(|path| path.extension().is_some_and(|kind| kind == "jsonl"));
    (estate, segment.expect("a segment"))
}

#[test]
fn a_result_that_can_not_be_written_is_no_success_and_nothing_is_sent_unseen() {
    let mut estate = Estate::new();
    estate.declared.block("blue-heron", "198.51.100.64/28");
    estate.write();
    let calls: [&[&str]; 4] = [
        &["plan"],
        &["plan", "-o", "json"],
        &["explain"],
        &["apply", "--yes"],
    ];
    for arguments in calls {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = estate.command(arguments);
        let Ok(full) = full else {
            return;
        };
        command.stdout(full).stderr(std::process::Stdio::piped());
        let ran = command.output().expect("it runs");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains("the result could not be written: "), "{said}");
    }
    assert_eq!(estate.writes(), 0, "a plan that nobody could see");
    // Who has read enough is no failure.
    let mut command = estate.command(&["explain"]);
    command.stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("ended").code(), Some(0));
}

#[test]
fn a_plan_over_a_journal_that_is_not_whole_says_so() {
    let (estate, segment) = applied();
    let look = ["plan", "--detailed-exitcode"];
    estate.run(&look).exits(0).says(&["No changes."]);
    let text = std::fs::read_to_string(&segment).expect("read");
    std::fs::write(
        &segment,
        text.replace("\"kind\":\"apply\"", "\"kind\":\"apple\""),
    )
    .expect("written");
    let sent = estate.writes();
    let ran = estate.run(&look).exits(2);
    let ran = ran.says(&["warning[journal-doubted]: ", "is damaged", "from a copy"]);
    assert!(!ran.said().contains("No changes"), "{}", ran.said());
    let json = estate.run(&["plan", "-o", "json"]).exits(0).json();
    assert_eq!(json["warnings"][0]["code"], "journal-doubted");
    estate
        .run(&["status"])
        .exits(0)
        .says(&["is damaged", "swipd state import FILE"]);
    estate
        .apply()
        .exits(1)
        .says(&["is damaged", "Nothing was sent"]);
    assert_eq!(estate.writes(), sent);
}

#[test]
fn what_is_in_the_way_is_named_with_its_cause() {
    let (estate, _) = applied();
    let journal = estate.root().join(".swipd/journal");
    std::fs::remove_dir_all(&journal).expect("removed");
    std::fs::write(&journal, "in the way").expect("written");
    for arguments in [&["plan"][..], &["apply", "--yes"], &["status"]] {
        let ran = Running::start(estate.command(arguments)).finish().exits(1);
        ran.says(&["could not ", "journal", "(os error "]);
    }
}
