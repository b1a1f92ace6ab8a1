//! The cache of read files: it changes how long reading takes, and nothing else.

use std::path::Path;

use super::*;
use crate::desired::load_with;
use crate::store::Store;

fn written(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("swipd.yaml"), SETTINGS).expect("written");
    std::fs::write(folder.path().join("networks.yaml"), NETWORKS).expect("written");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn customers(key: &str, blocks: &[&str]) -> String {
    format!("customers:\n{}", customer(key, blocks))
}

/// All that follows from a repository, as text.
fn outcome(root: &Path, store: Option<&Store>) -> String {
    match load_with(root, store) {
        Ok(repository) => format!("{:?} {}", repository.arin, text(&repository.warnings)),
        Err(mistakes) => text(&mistakes.diagnostics),
    }
}

fn cache(folder: &tempfile::TempDir) -> Store {
    Store::open(&folder.path().join(".swipd/cache"))
}

#[test]
fn the_same_is_said_with_the_cache_and_without_it() {
    let good = customers("heron", &["198.51.100.64/28: { comment: [NOC] }"]);
    let lines = good.replace(
        "    blocks:",
        "    comment: |\n      one\n\n      two\n    blocks:",
    );
    let clash = customers("crane", &["198.51.100.64/27: {}"]);
    let wrong = customers("crane", &["198.51.100.128/27: { protekt: true }"]);
    let alike = customers("heron", &["203.0.113.0/28: {}"]);
    let delegated = customers("crane", &["203.0.113.0/24: { rdns: customer }"]);
    let long =
        customers("crane", &["203.0.113.0/24: {}"]).replace("Bakery LLC", &"Bakery ".repeat(9));
    for other in [clash, wrong, alike, delegated, long] {
        let folder = written(&[("a.yaml", good.clone()), ("b.yaml", other)]);
        let without = outcome(folder.path(), None);
        let store = cache(&folder);
        assert_eq!(
            outcome(folder.path(), Some(&store)),
            without,
            "the first time"
        );
        assert_eq!(
            outcome(folder.path(), Some(&store)),
            without,
            "from the cache"
        );
        // Another text is another file to the cache, also under the same name.
        std::fs::write(folder.path().join("a.yaml"), &lines).expect("written");
        let without = outcome(folder.path(), None);
        assert_eq!(
            outcome(folder.path(), Some(&store)),
            without,
            "after a change"
        );
        assert_eq!(outcome(folder.path(), Some(&store)), without, "and again");
    }
}

#[test]
fn a_kept_file_is_not_read_as_yaml_again() {
    let text = customers("heron", &["198.51.100.64/28: {}"]);
    let folder = written(&[("a.yaml", text.clone())]);
    let store = cache(&folder);
    let first = outcome(folder.path(), Some(&store));
    let name = crate::desired::kept::name_of(&text);
    let known = crate::desired::kept::recall(&store, vec![name.clone()]);
    assert_eq!(known.len(), 1);
    // What stands in the cache is what is used, or the cache would be of no use.
    let mut other = known[&name].clone();
    let at = other.windows(10).position(|bytes| bytes == b"Blue Heron");
    let at = at.expect("the customer's name");
    other[at..at + 10].copy_from_slice(b"Grey Heron");
    let kept = [(name, other)].into();
    crate::desired::kept::keep(&store, &std::collections::BTreeSet::new(), kept);
    let second = outcome(folder.path(), Some(&store));
    assert_eq!(second, first.replace("Blue Heron", "Grey Heron"));
}

#[test]
fn what_another_version_may_have_kept_is_not_believed() {
    let text = customers("heron", &["198.51.100.64/28: {}"]);
    let folder = written(&[("a.yaml", text.clone())]);
    let without = outcome(folder.path(), None);
    let store = cache(&folder);
    let name = crate::desired::kept::name_of(&text);
    for strange in ["", "{}}", "[]", "{\"heron\":{\"newer\":1}}"] {
        let kept = [(name.clone(), strange.as_bytes().to_vec())].into();
        crate::desired::kept::keep(&store, &std::collections::BTreeSet::new(), kept);
        assert_eq!(outcome(folder.path(), Some(&store)), without, "{strange}");
    }
}

#[test]
fn texts_that_are_gone_are_forgotten() {
    let folder = written(&[("a.yaml", customers("heron", &["198.51.100.64/28: {}"]))]);
    let store = cache(&folder);
    let _ = outcome(folder.path(), Some(&store));
    let old = customers("heron", &["198.51.100.64/28: {}"]);
    std::fs::write(
        folder.path().join("a.yaml"),
        customers("heron", &["198.51.100.80/28: {}"]),
    )
    .expect("written");
    let _ = outcome(folder.path(), Some(&store));
    let names = vec![crate::desired::kept::name_of(&old)];
    assert!(crate::desired::kept::recall(&store, names).is_empty());
}
