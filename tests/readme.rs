//! The README says what is true: its commands, its links, and every call that is made.

use std::collections::BTreeSet;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The code of every file of a folder, tests cut off.
fn source(folder: &Path, out: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            source(&path, out);
        } else {
            let text = std::fs::read_to_string(&path).expect("a file");
            out.push_str(text.split("#[cfg(test)]").next().unwrap_or_default());
        }
    }
}

#[test]
fn the_first_two_commands_stand_in_one_fence_each_on_its_line() {
    let text = readme();
    let fence = text.split("```").nth(1).expect("a fence");
    let lines: Vec<&str> = fence.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "cargo run --release -- -C examples/quickstart apply --simulate --yes",
            "cargo test",
        ]
    );
}

#[test]
fn every_link_leads_somewhere() {
    let text = readme();
    let links = text.split("](").skip(1);
    let links: Vec<&str> = links.filter_map(|rest| rest.split(')').next()).collect();
    assert!(!links.is_empty());
    for link in links {
        assert!(root().join(link).exists(), "{link}");
    }
}

#[test]
fn words_that_say_nothing_are_not_used() {
    for file in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = std::fs::read_to_string(root().join(file)).expect("a text");
        let text = text.to_lowercase();
        for word in ["successfully", "please", "oops", "simply"] {
            assert!(!text.contains(word), "{file}: {word}");
        }
    }
}

/// Every call of the client stands in the table with what describes it, and none that is not there.
#[test]
fn each_method_of_the_client_is_listed_with_its_documents() {
    let readme = readme();
    let table: Vec<Vec<&str>> = readme
        .lines()
        .skip_while(|line| *line != "| noun | method | call | described |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split(" | ").collect())
        .collect();
    let mut listed = BTreeSet::new();
    for row in &table {
        let [_, methods, _, described] = row.as_slice() else {
            panic!("{row:?} has not four columns")
        };
        let described = described.trim();
        assert!(
            described.starts_with("2011") || described == "newer",
            "{described:?}"
        );
        listed.extend(
            methods
                .split(", ")
                .map(|name| name.trim().trim_matches('`')),
        );
    }
    let mut code = String::new();
    source(&root().join("src/registry/arin/client"), &mut code);
    // What sends any request is no call of its own.
    let methods: BTreeSet<&str> = code
        .split("pub async fn ")
        .skip(1)
        .filter_map(|rest| rest.split('(').next())
        .filter(|name| !["write", "received"].contains(name))
        .collect();
    assert_eq!(listed, methods);
}
