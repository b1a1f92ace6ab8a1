//! The names of the client's methods, out of its sources: a list kept by hand would forget one.

use std::collections::BTreeSet;
use std::path::Path;

/// Makes a client; there is nothing in it to call.
const MAKES: &str = "new";

/// Every public method of the client.
pub(crate) fn methods() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/registry/arin/client");
    let mut found = BTreeSet::new();
    gather(&folder, &mut found);
    found
}

fn gather(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the client's folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source");
        found.extend(named(&text));
    }
}

/// The public methods in a source, which stand inside of an `impl` and so are indented.
fn named(text: &str) -> BTreeSet<String> {
    let name = |line: &str| {
        let rest = line.strip_prefix("    pub ")?;
        let rest = rest.strip_prefix("async ").unwrap_or(rest);
        let rest = rest.strip_prefix("fn ")?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some(rest.get(..end)?.to_owned()).filter(|name| name != MAKES)
    };
    text.lines().filter_map(name).collect()
}

#[test]
fn the_names_of_methods_are_found_and_nothing_else() {
    let text = "impl Client {\n    pub fn new(a: u8) {}\n    pub async fn one(&self) {}\n    /// pub fn no()\n    \
                pub fn two<'a>(&self) {}\n    async fn three() {}\n    pub(super) fn four() {}\n}\npub fn five() {}\n";
    let expected = ["one", "two"].map(str::to_owned);
    assert_eq!(named(text), BTreeSet::from(expected));
    let all = methods();
    assert!(all.len() > 40, "{all:?}");
    for known in ["poc", "remove_org_poc", "attachment", "write", "received"] {
        assert!(all.contains(known), "{known} is not in {all:?}");
    }
}
