//! What survives: reopening, torn tails, flipped bits, failing disks, missing files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use proptest::prelude::*;

use super::line::{self, Content};
use super::replay::replay;
use super::samples::{
    adopted, clock, create, entries, feed, open, outcome, registry, run_begun, runtime,
};
use super::segment::Disk;
use super::{Entry, Intent, Journal, JournalError, Ledger, OpId};
use crate::model::{Class, RegistryName};

fn only_segment(dir: &Path) -> PathBuf {
    let segments = super::segment::list(dir).expect("a listing");
    assert_eq!(segments.len(), 1);
    segments[0].path.clone()
}

fn shown(ledger: &Ledger) -> String {
    format!("{ledger:?}")
}

fn written(dir: &Path, entries: Vec<Entry>) -> String {
    let journal = open(dir).expect("opens");
    runtime().block_on(feed(&journal, entries));
    journal.with(shown)
}

#[test]
fn an_intent_is_on_disk_when_it_is_given_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).expect("opens");
    let op = journal.next_op();
    assert_ne!(op, Intent::for_test().op());
    let intent = runtime()
        .block_on(journal.intend(create(op.0, 1)))
        .expect("intended");
    assert_eq!(intent.op(), op);
    let seen = Journal::read(dir.path()).expect("reads beside the holder");
    let payload = serde_json::to_string(&seen.open[&op].intent.payload).expect("JSON");
    assert_eq!(payload, r#"{"a":[1,{"b":null}]}"#);
    assert_eq!(seen.open[&op].intent.after, create(1, 1).after);
}

#[test]
fn a_group_of_waiters_is_answered_together() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).expect("opens");
    runtime().block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..200_u64 {
            let journal = journal.clone();
            tasks.spawn(async move {
                let op = journal.next_op();
                let intent = journal.intend(create(op.0, 1)).await.expect("intended");
                journal
                    .note(Entry::Outcome(outcome(op.0, Class::Refused)))
                    .expect("noted");
                (n, intent.op())
            });
        }
        let done = tasks.join_all().await;
        let ops: std::collections::BTreeSet<OpId> = done.iter().map(|(_, op)| *op).collect();
        assert_eq!(ops.len(), 200);
        journal.close().await.expect("closes");
    });
    let read = replay(dir.path()).expect("reads");
    assert!(read.closed && read.fault.is_none() && read.ledger.open.is_empty());
    assert_eq!(read.seq, 402);
}

#[test]
fn a_second_process_is_told_who_holds_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let _held = open(dir.path()).expect("opens");
    let error = open(dir.path()).expect_err("locked").to_string();
    assert!(
        error.contains(&format!(
            "process {} on test-host since 2026-11-23",
            std::process::id()
        )),
        "{error}"
    );
}

#[test]
fn after_close_the_next_may_open_at_once_and_clones_are_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).expect("opens");
    let clone = journal.clone();
    runtime().block_on(journal.close()).expect("closes");
    assert!(matches!(
        clone.note(adopted(1, 1)),
        Err(JournalError::Closed)
    ));
    open(dir.path()).expect("opens again");
}

#[test]
fn a_name_is_bound_once_and_reserved_entries_are_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).expect("opens");
    let bound = |identity: &str| Entry::Bound {
        registry: registry(),
        identity: identity.to_owned(),
    };
    journal.note(bound("one")).expect("bound");
    journal.note(bound("one")).expect("the same again");
    assert!(matches!(
        journal.note(bound("two")),
        Err(JournalError::Bound { .. })
    ));
    assert!(matches!(
        journal.note(Entry::Closed),
        Err(JournalError::Reserved { .. })
    ));
    assert_eq!(
        journal.with(|ledger| ledger.managed(&RegistryName::new("arin"))),
        0
    );
}

#[test]
fn an_operation_that_is_open_is_not_meant_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).expect("opens");
    runtime().block_on(async {
        journal.intend(create(1, 1)).await.expect("intended");
        let again = journal.intend(create(1, 1)).await;
        assert!(matches!(
            again,
            Err(JournalError::StillOpen { op: OpId(1) })
        ));
        journal
            .note(Entry::Outcome(outcome(1, Class::Busy)))
            .expect("noted");
        journal
            .intend(create(1, 1))
            .await
            .expect("the next attempt");
        assert_eq!(journal.next_op(), OpId(2));
    });
}

#[test]
fn a_missing_folder_reads_as_an_empty_ledger_and_is_not_made() {
    let dir = tempfile::tempdir().expect("a folder");
    let missing = dir.path().join("journal");
    let ledger = Journal::read(&missing).expect("reads");
    assert!(ledger.trusted() && ledger.seq == 0 && !missing.exists());
}

struct Failing {
    syncs_left: u32,
}

impl Disk for Failing {
    fn append(&mut self, _: u64, _: Timestamp, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        match self.syncs_left.checked_sub(1) {
            Some(left) => self.syncs_left = left,
            None => return Err(io::Error::other("no disk")),
        }
        Ok(())
    }
}

#[test]
fn a_failed_sync_fails_its_waiters_and_everyone_after() {
    let dir = tempfile::tempdir().expect("a folder");
    let read = replay(dir.path()).expect("reads");
    let journal = Journal::over(read, Failing { syncs_left: 1 }, clock()).expect("starts");
    runtime().block_on(async {
        journal
            .intend(create(1, 1))
            .await
            .expect("the first sync works");
        let (two, three) = tokio::join!(journal.intend(create(2, 2)), journal.sync());
        assert!(matches!(two, Err(JournalError::Poisoned { .. })));
        assert!(matches!(three, Err(JournalError::Poisoned { .. })));
        let later = journal.intend(create(3, 3)).await;
        assert!(matches!(later, Err(JournalError::Poisoned { .. })));
        assert!(matches!(
            journal.note(adopted(1, 1)),
            Err(JournalError::Poisoned { .. })
        ));
        assert!(matches!(
            journal.close().await,
            Err(JournalError::Poisoned { .. })
        ));
    });
}

#[test]
fn a_replaced_lock_file_stops_the_journal() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).expect("opens");
    fs::remove_file(dir.path().join("lock")).expect("removed");
    let refused = runtime().block_on(journal.intend(create(1, 1)));
    assert!(matches!(refused, Err(JournalError::Poisoned { .. })));
}

#[test]
fn segments_change_and_read_as_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut shows = Vec::new();
    for round in 0..3_u64 {
        let journal = Journal::open_with(dir.path(), clock(), "h", 2_000).expect("opens");
        runtime().block_on(async {
            for op in 1..=10 {
                journal
                    .intend(create(round * 10 + op, 1))
                    .await
                    .expect("intended");
            }
        });
        shows.push(journal.with(shown));
    }
    let segments = super::segment::list(dir.path()).expect("a listing");
    assert!(segments.len() > 3);
    let read = Journal::read(dir.path()).expect("reads");
    assert!(read.trusted());
    assert_eq!(shows.last(), Some(&shown(&read)));

    fs::remove_file(&segments[1].path).expect("removed");
    let read = Journal::read(dir.path()).expect("reads");
    assert!(!read.trusted() && read.distrust[0].contains("a segment is missing"));
    let journal = open(dir.path()).expect("opens all the same");
    assert!(!journal.with(Ledger::trusted));
    assert!(journal.next_op() > OpId(30));
}

#[test]
fn an_exchanged_segment_takes_the_trust() {
    let dir = tempfile::tempdir().expect("a folder");
    let other = tempfile::tempdir().expect("a folder");
    for folder in [dir.path(), other.path()] {
        let journal = Journal::open_with(folder, clock(), "h", 2_000).expect("opens");
        runtime().block_on(async {
            for op in 1..=10 {
                journal.intend(create(op, 1)).await.expect("intended");
            }
        });
    }
    let name = |folder: &Path, n: usize| {
        super::segment::list(folder).expect("a listing")[n]
            .path
            .clone()
    };
    // The ids of the two journals differ, so their hashes do, while numbers and lengths are the same.
    fs::copy(name(other.path(), 1), name(dir.path(), 1)).expect("copied");
    let read = Journal::read(dir.path()).expect("reads");
    assert!(
        read.distrust[0].contains("does not follow from the segment before"),
        "{:?}",
        read.distrust
    );
    assert_eq!(read.open.len(), 10);
}

#[test]
fn lines_carry_the_run_they_belong_to() {
    let dir = tempfile::tempdir().expect("a folder");
    let journal = open(dir.path()).expect("opens");
    let ended = Entry::RunEnded {
        summary: std::collections::BTreeMap::new(),
    };
    for entry in [
        adopted(1, 1),
        run_begun("d"),
        adopted(2, 2),
        ended,
        adopted(3, 3),
        run_begun("e"),
    ] {
        journal.note(entry).expect("noted");
    }
    drop(journal);
    drop(open(dir.path()).expect("opens again"));
    let text = fs::read_to_string(only_segment(dir.path())).expect("text");
    let runs: Vec<_> = text
        .lines()
        .map(|text| line::envelope(text.as_bytes()).expect("whole").run)
        .collect();
    assert_eq!(
        runs,
        [None, None, Some(3), Some(3), Some(3), None, Some(7), None]
    );
}

#[test]
fn the_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a folder");
    let state = dir.path().join("state/journal");
    drop(open(&state).expect("opens"));
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
    for entry in fs::read_dir(&state).expect("a listing").flatten() {
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.path());
    }
}

#[test]
fn a_line_of_a_newer_version_takes_the_trust_and_is_kept() {
    let dir = tempfile::tempdir().expect("a folder");
    drop(open(dir.path()).expect("opens"));
    let path = only_segment(dir.path());
    let text = fs::read_to_string(&path).expect("text");
    let first = text.lines().next().expect("a line");
    let mut envelope = line::envelope(first.as_bytes()).expect("whole");
    envelope.seq = 2;
    envelope.prev = line::hash(first.as_bytes());
    let strange = line::write(&envelope, r#"{"type":"teleported","op":77}"#).expect("a line");
    let content = line::content(&envelope, strange.as_bytes());
    assert!(matches!(content, Content::Unknown { op: Some(77), .. }));
    fs::write(&path, format!("{first}\n{strange}\n")).expect("written");
    let journal = open(dir.path()).expect("opens");
    assert!(!journal.with(Ledger::trusted));
    assert_eq!(journal.next_op(), OpId(78));
    drop(journal);
    assert!(
        fs::read_to_string(&path)
            .expect("text")
            .contains("teleported")
    );
}

#[test]
fn sealed_json_over_several_lines_stays_one_line() {
    let mut intent = create(1, 1);
    intent.payload = serde_json::from_str("{\n \"a\":\r\n \"x\\ny\"\n}").expect("JSON");
    let body = line::body(&Entry::Intent(Box::new(intent))).expect("JSON");
    assert!(!body.contains('\n') && body.contains("x\\ny"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_reads_back_the_same(entries in entries()) {
        let dir = tempfile::tempdir().expect("a folder");
        let before = written(dir.path(), entries);
        prop_assert_eq!(&before, &shown(&Journal::read(dir.path()).expect("reads")));
        let journal = open(dir.path()).expect("reopens");
        prop_assert!(journal.with(Ledger::trusted));
    }

    #[test]
    fn a_tail_cut_anywhere_opens_with_the_lines_before_it(entries in entries(), cut in any::<prop::sample::Index>()) {
        let dir = tempfile::tempdir().expect("a folder");
        written(dir.path(), entries);
        let path = only_segment(dir.path());
        let bytes = fs::read(&path).expect("bytes");
        // Nothing behind the cut vouches for what is cut, so this is every torn tail there can be.
        let kept = &bytes[..cut.index(bytes.len())];
        fs::write(&path, kept).expect("written");
        let whole = kept.split(|byte| *byte == b'\n').count() - 1;
        let read = Journal::read(dir.path()).expect("reads");
        prop_assert_eq!(read.seq, u64::try_from(whole).expect("a number"));
        let journal = open(dir.path()).expect("opens");
        prop_assert_eq!(journal.with(|ledger| ledger.seq), read.seq + 1);
        runtime().block_on(journal.close()).expect("closes");
        let again = replay(dir.path()).expect("reads");
        prop_assert!(again.closed && again.fault.is_none());
    }

    #[test]
    fn after_a_power_cut_every_acknowledged_line_is_there(entries in entries(), lost in proptest::collection::vec(any::<bool>(), 8)) {
        let dir = tempfile::tempdir().expect("a folder");
        let journal = open(dir.path()).expect("opens");
        runtime().block_on(async {
            feed(&journal, entries).await;
            journal.sync().await.expect("synced");
        });
        let acknowledged = journal.with(|ledger| ledger.seq);
        for n in 0..8 {
            journal.note(adopted(n, n)).expect("noted");
        }
        drop(journal);
        // The disk may have kept any of the lines that nobody waited for; the others are zeros.
        let path = only_segment(dir.path());
        let mut bytes = fs::read(&path).expect("bytes");
        let mut at = 0;
        for (seq, line) in (1_u64..).zip(fs::read(&path).expect("bytes").split_inclusive(|b| *b == b'\n')) {
            let unsynced = usize::try_from(seq.saturating_sub(acknowledged + 1)).expect("a number");
            if seq > acknowledged && lost[unsynced] {
                bytes[at..at + line.len()].fill(0);
            }
            at += line.len();
        }
        fs::write(&path, &bytes).expect("written");
        let kept = u64::try_from(lost.iter().take_while(|lost| !**lost).count()).expect("a number");
        let journal = open(dir.path()).expect("a crash alone never reads as damage");
        prop_assert_eq!(journal.with(|ledger| ledger.seq), acknowledged + kept + 1);
    }

    #[test]
    fn a_flipped_bit_in_a_line_that_was_vouched_for_is_damage(entries in entries(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let dir = tempfile::tempdir().expect("a folder");
        let journal = open(dir.path()).expect("opens");
        runtime().block_on(async {
            feed(&journal, entries).await;
            journal.close().await.expect("closes");
        });
        let path = only_segment(dir.path());
        let mut bytes = fs::read(&path).expect("bytes");
        let last = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n').expect("two lines");
        bytes[at.index(last + 1)] ^= 1 << bit;
        fs::write(&path, &bytes).expect("written");
        let opened = open(dir.path());
        prop_assert!(matches!(opened, Err(JournalError::Damaged { .. })), "{:?}", opened.map(|_| ()));
        prop_assert!(!Journal::read(dir.path()).expect("reads").trusted());
        prop_assert_eq!(fs::read(&path).expect("bytes"), bytes);
    }
}
