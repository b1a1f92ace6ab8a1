//! Whatever happens to the files, the store answers with what was saved or with nothing.

use std::collections::{BTreeMap, BTreeSet};
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

/// Keeps records as callers do: one value names the others.
fn save(store: &Store, tree: &str, records: &Records) {
    let values = records.iter().map(|(name, record)| {
        let value = serde_json::to_vec(record).expect("JSON");
        (name.clone(), value)
    });
    let names: Vec<&String> = records.keys().collect();
    let index = serde_json::to_vec(&names).expect("JSON");
    let new = values.chain([("index".to_owned(), index)]).collect();
    store.renew(tree, &BTreeSet::new(), new);
}

/// All of them, or nothing.
fn load(store: &Store, tree: &str) -> Option<Records> {
    let index = store.values(tree, vec!["index".to_owned()]);
    let names: Vec<String> = serde_json::from_slice(index.get("index")?).expect("JSON");
    let values = store.values(tree, names.clone());
    let record = |name: String| {
        let value = serde_json::from_slice(values.get(&name)?).expect("JSON");
        Some((name, value))
    };
    names.into_iter().map(record).collect()
}

fn saved(dir: &Path, count: usize) {
    let store = Store::open(dir);
    save(&store, "live", &records(count));
    assert_eq!(load(&store, "live"), Some(records(count)));
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
    let loaded = load(&store, "live");
    assert!(loaded.is_none() || loaded == Some(records(count)), "{what}");
    save(&store, "live", &records(3));
    assert_eq!(
        load(&store, "live"),
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
        load(&store, "live"),
        Some(records(300)),
        "{:?}",
        store.remarks()
    );
    assert_eq!(load(&store, "other"), None);
    save(&store, "live", &records(2));
    assert_eq!(load(&store, "live"), Some(records(2)));
    save(&store, "live", &records(0));
    assert_eq!(load(&store, "live"), Some(records(0)));
}

#[test]
fn what_is_not_to_be_kept_is_dropped_and_the_rest_stays() {
    let dir = tempfile::tempdir().expect("a folder");
    for store in [Store::open(dir.path()), Store::in_memory()] {
        let value = |name: &str| (name.to_owned(), name.as_bytes().to_vec());
        store.renew("live", &BTreeSet::new(), [value("a"), value("b")].into());
        store.renew(
            "live",
            &BTreeSet::from(["b".to_owned()]),
            [value("c")].into(),
        );
        assert_eq!(store.names("live"), ["b", "c"].map(str::to_owned).into());
        let all = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(store.values("live", all), [value("b"), value("c")].into());
        assert_eq!(store.names("other"), BTreeSet::new());
    }
}

#[test]
fn the_twin_in_memory_does_the_same() {
    let store = Store::in_memory();
    assert_eq!(load(&store, "live"), None);
    save(&store, "live", &records(5));
    assert_eq!(load(&store.clone(), "live"), Some(records(5)));
}

#[test]
fn a_cache_in_use_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = Store::open(dir.path());
    save(&first, "live", &records(5));
    let second = Store::open(dir.path());
    assert!(second.remarks()[0].contains("another process"));
    assert_eq!(load(&second, "live"), None);
    save(&second, "live", &records(1));
    assert_eq!(load(&second, "live"), Some(records(1)));
    assert_eq!(load(&first, "live"), Some(records(5)));
    drop(first);
    assert_eq!(load(&Store::open(dir.path()), "live"), Some(records(5)));
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
        save(&store, "live", &records(3));
        drop(store);
        assert!(dir.path().join("damaged").exists());
        assert_eq!(load(&Store::open(dir.path()), "live"), Some(records(3)));
        fs::remove_dir_all(dir.path().join(format!("db-{}", round + 1))).expect("removed");
    }
}

#[test]
fn the_folder_may_go_at_any_moment() {
    let dir = tempfile::tempdir().expect("a folder");
    let cache = dir.path().join("cache");
    let store = Store::open(&cache);
    save(&store, "live", &records(50));
    fs::remove_dir_all(&cache).expect("removed");
    let loaded = load(&store, "live");
    assert!(loaded.is_none() || loaded == Some(records(50)));
    save(&store, "live", &records(400));
    let loaded = load(&store, "live");
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
        save(&store, "live", &records(2));
        assert_eq!(load(&store, "live"), Some(records(2)));
    }
    assert!(!Store::open(&file.join("cache")).remarks().is_empty());
}
