//! Whatever happens to the files, the store answers with what was saved or with nothing.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::Store;

type Records = BTreeMap<String, Vec<String>>;

fn records(count: usize) -> Records {
    (0..count)
        .map(|n| {
            (
                format!("198.51.100.{n}/32"),
                vec![format!("value {n}"), "x".repeat(40)],
            )
        })
        .collect()
}

fn saved(dir: &Path, count: usize) {
    let store = Store::open(dir);
    store.save("live", &records(count)).expect("JSON");
    assert_eq!(store.load::<Vec<String>>("live"), Some(records(count)));
    assert_eq!(store.remarks(), Vec::<String>::new());
}

fn largest_file(dir: &Path) -> PathBuf {
    fs::read_dir(dir.join("db-1"))
        .expect("a database")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .max_by_key(|path| fs::metadata(path).map_or(0, |m| m.len()))
        .expect("a file")
}

/// What was saved, or nothing; and after that the store works.
fn check(dir: &Path, count: usize, what: &str) {
    let store = Store::open(dir);
    let loaded = store.load::<Vec<String>>("live");
    assert!(loaded.is_none() || loaded == Some(records(count)), "{what}");
    store.save("live", &records(3)).expect("JSON");
    assert_eq!(
        store.load("live"),
        Some(records(3)),
        "{what}: {:?}",
        store.remarks()
    );
}

#[test]
fn what_is_saved_is_loaded_by_the_next_process() {
    let dir = tempfile::tempdir().expect("a folder");
    saved(dir.path(), 300);
    let store = Store::open(dir.path());
    assert_eq!(
        store.load("live"),
        Some(records(300)),
        "{:?}",
        store.remarks()
    );
    assert_eq!(store.load::<Vec<String>>("other"), None);
    assert_eq!(store.load::<u8>("live"), None);
    store.save("live", &records(2)).expect("JSON");
    assert_eq!(store.load("live"), Some(records(2)));
    store.save("live", &records(0)).expect("JSON");
    assert_eq!(store.load("live"), Some(records(0)));
}

#[test]
fn the_twin_in_memory_does_the_same() {
    let store = Store::in_memory();
    assert_eq!(store.load::<Vec<String>>("live"), None);
    store.save("live", &records(5)).expect("JSON");
    assert_eq!(store.clone().load("live"), Some(records(5)));
    assert_eq!(store.load::<u8>("live"), None);
}

#[test]
fn a_record_without_json_leaves_the_tree_as_it_was() {
    let store = Store::in_memory();
    store.save("live", &records(1)).expect("JSON");
    let odd = BTreeMap::from([("a".to_owned(), BTreeMap::from([(vec![1_u8], 1)]))]);
    assert!(store.save("live", &odd).is_err());
    assert_eq!(store.load("live"), Some(records(1)));
}

#[test]
fn a_cache_in_use_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = Store::open(dir.path());
    first.save("live", &records(5)).expect("JSON");
    let second = Store::open(dir.path());
    assert!(second.remarks()[0].contains("another process"));
    assert_eq!(second.load::<Vec<String>>("live"), None);
    second.save("live", &records(1)).expect("JSON");
    assert_eq!(second.load("live"), Some(records(1)));
    assert_eq!(first.load("live"), Some(records(5)));
    drop(first);
    assert_eq!(Store::open(dir.path()).load("live"), Some(records(5)));
}

#[test]
fn a_truncated_cache_is_not_known() {
    for tenths in 0..10 {
        let dir = tempfile::tempdir().expect("a folder");
        saved(dir.path(), 100);
        let path = largest_file(dir.path());
        let file = fs::OpenOptions::new()
            .write(true)
            .open(&path)
            .expect("opens");
        let length = file.metadata().expect("metadata").len();
        file.set_len(length * tenths / 10).expect("truncated");
        check(dir.path(), 100, &format!("cut at {tenths} tenths"));
    }
}

#[test]
fn flipped_bits_are_never_believed() {
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..12 {
        // A small cache fits one segment of sled, which drops it; a larger one makes it panic.
        let count = if round % 2 == 0 { 100 } else { 3_000 };
        let dir = tempfile::tempdir().expect("a folder");
        saved(dir.path(), count);
        let path = largest_file(dir.path());
        let mut bytes = fs::read(&path).expect("bytes");
        let used = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0);
        for _ in 0..=round / 3 {
            let at = random.usize(..=used);
            bytes[at] ^= 1 << random.u8(..8);
        }
        fs::write(&path, &bytes).expect("written");
        check(dir.path(), count, &format!("round {round}"));
    }
}

#[test]
fn every_file_of_the_cache_may_be_rubbish() {
    let dir = tempfile::tempdir().expect("a folder");
    saved(dir.path(), 20);
    for entry in fs::read_dir(dir.path().join("db-1"))
        .expect("a database")
        .flatten()
    {
        if entry.path().is_file() {
            fs::write(entry.path(), b"rubbish").expect("written");
        }
    }
    check(dir.path(), 20, "rubbish");
}

#[test]
fn what_can_not_be_opened_is_put_aside_and_the_cache_goes_on_beside_it() {
    let dir = tempfile::tempdir().expect("a folder");
    for round in 1..=3 {
        fs::write(dir.path().join(format!("db-{round}")), b"not a folder").expect("written");
        let store = Store::open(dir.path());
        assert!(
            store.remarks()[0].contains("begun anew"),
            "{:?}",
            store.remarks()
        );
        store.save("live", &records(3)).expect("JSON");
        drop(store);
        assert!(dir.path().join("damaged").exists());
        assert_eq!(Store::open(dir.path()).load("live"), Some(records(3)));
        fs::remove_dir_all(dir.path().join(format!("db-{}", round + 1))).expect("removed");
    }
}

#[test]
fn the_folder_may_go_at_any_moment() {
    let dir = tempfile::tempdir().expect("a folder");
    let cache = dir.path().join("cache");
    let store = Store::open(&cache);
    store.save("live", &records(50)).expect("JSON");
    fs::remove_dir_all(&cache).expect("removed");
    let loaded = store.load::<Vec<String>>("live");
    assert!(loaded.is_none() || loaded == Some(records(50)));
    store.save("live", &records(400)).expect("JSON");
    let loaded = store.load::<Vec<String>>("live");
    assert!(loaded.is_none() || loaded == Some(records(400)));
    drop(store);
    check(&cache, 400, "a new folder");
}

#[test]
fn where_nothing_can_be_written_the_cache_is_in_memory() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("a-file");
    fs::write(&file, b"").expect("written");
    let read_only = dir.path().join("read-only");
    fs::create_dir(&read_only).expect("made");
    fs::set_permissions(&read_only, fs::Permissions::from_mode(0o500)).expect("set");
    for folder in [file.join("cache"), read_only] {
        let store = Store::open(&folder);
        store.save("live", &records(2)).expect("JSON");
        assert_eq!(store.load("live"), Some(records(2)));
    }
    assert!(!Store::open(&file.join("cache")).remarks().is_empty());
}
