//! The order of the layers, and what only one module may do. `src/lib.rs` tells the same to people.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Lower layers first. A module imports only from modules that stand before it.
const LAYERS: [&str; 20] = [
    "model",
    "clock",
    "diagnostic",
    "yaml",
    "settings",
    "journal",
    "store",
    "http",
    "diff",
    "registry",
    "desired",
    "plan",
    "execute",
    "tickets",
    "report",
    "registries",
    "sync",
    "simulator",
    "daemon",
    "cli",
];

/// The simulator and the client must not share a mistake, so it sees nothing of the client.
const SIMULATOR_USES: [&str; 4] = ["model", "clock", "diagnostic", "yaml"];

/// What only one place does: the words that give it away, the place, and why.
const ALONE: [(&[&str], &str, &str); 6] = [
    (
        &["serde_yaml"],
        "yaml/",
        "one module owns YAML, so that every mistake has its place",
    ),
    (
        &["sled::"],
        "store/",
        "the cache is behind one door, where its panics end",
    ),
    (
        &["reqwest::"],
        "http/",
        "the key enters there, and nowhere else",
    ),
    (
        &["roxmltree::"],
        "simulator/",
        "the client reads XML with another parser, so that the two share no mistake",
    ),
    (
        &[
            "println!",
            "eprintln!",
            "print!(",
            "eprint!(",
            "stdout()",
            "stderr()",
            "dbg!",
        ],
        "cli/output.rs",
        "output is decided in one place",
    ),
    (
        &["process::exit", "process::abort"],
        "main.rs",
        "only the program exits; the library returns",
    ),
];

/// One source file: its path below `src`, and its code without comments.
struct Source {
    path: String,
    code: String,
}

impl Source {
    /// The layer: the folder or file right below `src`. `lib.rs` and `main.rs` have none.
    fn layer(&self) -> Option<&str> {
        let first = self.path.split('/').next().unwrap_or_default();
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (!matches!(name, "lib" | "main")).then_some(name)
    }

    /// How many `super::` lead from the top of the file to the root of the crate.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") {
            parts - 1
        } else {
            parts
        }
    }

    /// The modules of the crate that the file names.
    fn imports(&self) -> BTreeSet<String> {
        let mut found = named_after(&self.code, "crate::");
        let body = self.code.split("#[cfg(test)]\nmod ").next();
        let climbing = "super::".repeat(self.depth());
        let known = |name: &String| LAYERS.contains(&name.as_str());
        found.extend(
            named_after(body.unwrap_or_default(), &climbing)
                .into_iter()
                .filter(known),
        );
        found
    }
}

/// The first segments after a prefix: `crate::plan::Plan` names `plan`, `crate::{a, b::C}` names both.
fn named_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut open = 0_usize;
            let mut start = true;
            for (at, c) in group.char_indices() {
                match c {
                    '}' if open == 0 => break,
                    '{' => open += 1,
                    '}' => open -= 1,
                    ',' if open == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        found.insert(word(&group[at..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    found.remove("super");
    found
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).expect("text");
                let code: Vec<&str> = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect();
                let below = path.strip_prefix(&root).expect("below src");
                found.push(Source {
                    path: below.to_string_lossy().into_owned(),
                    code: code.join("\n"),
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Whether a code has these words, and not merely as the end of a longer name.
fn says(code: &str, words: &str) -> bool {
    code.match_indices(words).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|known| *known == layer)
}

fn none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn a_module_imports_only_from_layers_below_it() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(own) = source.layer() else { continue };
        let Some(height) = rank(own) else {
            broken.push(format!("{}: \"{own}\" has no place in LAYERS", source.path));
            continue;
        };
        for import in source.imports() {
            match rank(&import) {
                Some(other) if other <= height => {}
                Some(_) => broken.push(format!("{}: {own} imports {import}", source.path)),
                None => broken.push(format!("{}: crate::{import} is no layer", source.path)),
            }
        }
    }
    none(&broken);
}

#[test]
fn the_simulator_sees_nothing_of_the_client_and_only_the_command_line_sees_it() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(own) = source.layer() else { continue };
        for import in source.imports() {
            let inside = own == "simulator" && import != own;
            if inside && !SIMULATOR_USES.contains(&import.as_str()) {
                broken.push(format!("{}: the simulator imports {import}", source.path));
            }
            if import == "simulator" && !matches!(own, "simulator" | "cli") {
                broken.push(format!("{}: {own} imports the simulator", source.path));
            }
        }
    }
    none(&broken);
}

#[test]
fn what_one_place_does_is_done_nowhere_else() {
    let mut broken = Vec::new();
    for source in sources() {
        for (words, place, why) in ALONE {
            let there =
                source.path == place || place.ends_with('/') && source.path.starts_with(place);
            if there {
                continue;
            }
            for word in words.iter().filter(|word| says(&source.code, word)) {
                broken.push(format!("{}: {word} belongs to {place}: {why}", source.path));
            }
        }
    }
    none(&broken);
}

#[test]
fn the_map_lists_every_module_in_the_order_of_the_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = std::fs::read_to_string(root).expect("lib.rs");
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`")?.split('`').next())
        .filter(|name| rank(name).is_some())
        .collect();
    let mut declared: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    declared.sort_by_key(|name| rank(name));
    assert_eq!(listed, declared);
}

#[test]
fn every_file_that_the_map_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("src/lib.rs")).expect("lib.rs");
    let named: Vec<&str> = text
        .split('`')
        .filter(|part| part.starts_with("src/"))
        .collect();
    assert!(named.len() > 5);
    for path in named {
        assert!(root.join(path).exists(), "{path}");
    }
}

#[test]
fn the_scanner_sees_groups_paths_and_climbing() {
    let named = |code: &str, prefix: &str| -> Vec<String> {
        named_after(code, prefix).into_iter().collect()
    };
    let group = "use crate::{clock::Clock, model::{Net, Range},\n    plan};";
    assert_eq!(named(group, "crate::"), ["clock", "model", "plan"]);
    let path = "fn f(p: &crate::plan::Plan) -> crate::Thing {}";
    assert_eq!(named(path, "crate::"), ["plan"]);
    assert!(says("std::io::stderr()", "stderr()") && !says("use_stderr()", "stderr()"));
    let source = Source {
        path: "plan/order.rs".to_owned(),
        code: "use super::super::sync::run;\nuse super::guard;".to_owned(),
    };
    assert_eq!(source.depth(), 2);
    assert!(source.imports().contains("sync"));
    let source = Source {
        path: "registry/arin/mod.rs".to_owned(),
        ..source
    };
    assert_eq!((source.depth(), source.layer()), (2, Some("registry")));
}
