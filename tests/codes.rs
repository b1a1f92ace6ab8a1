//! Every code that a person can meet is explained, in the program and in README; and nothing is explained that is
//! never printed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use swipd::diagnostic::{Code, CodeKind, codes};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The code of every file of a folder, by path; tests and the table itself left out.
fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if path.ends_with("diagnostic/codes") || name.contains("tests") || name == "samples.rs" {
            continue;
        }
        if path.is_dir() {
            sources(&path, out);
        } else {
            let text = std::fs::read_to_string(&path).expect("a file");
            let code: Vec<&str> = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let below = path.strip_prefix(root()).expect("below the root");
            out.push((below.to_string_lossy().into_owned(), code.join("\n")));
        }
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// What stands right behind something that makes a diagnostic, an objection or a remark.
const MAKERS: [&str; 7] = [
    "Mistake::error(",
    "Mistake::warning(",
    "Diagnostic::error(",
    "Diagnostic::warning(",
    "self.object(",
    "object(",
    "code: ",
];

/// Where a literal of words with hyphens is a code and nothing else.
const SPEAK_CODES: [&str; 9] = [
    "src/settings/",
    "src/yaml/",
    "src/desired/",
    "src/plan/",
    "src/sync",
    "src/registry/arin/check/",
    "src/registry/arin/diff/",
    "src/registry/arin/observe/",
    "src/registry/arin/objects/",
];

/// Every code that the sources hold, and a file that holds it.
fn used() -> BTreeMap<String, String> {
    let mut all = Vec::new();
    sources(&root().join("src"), &mut all);
    let mut found = BTreeMap::new();
    for (path, code) in &all {
        let speaks = SPEAK_CODES.iter().any(|place| path.starts_with(place));
        // What comes from a payload of the registry, or goes into one, has codes of its own.
        let engine = speaks || path.starts_with("src/registry/") && path.matches('/').count() == 2;
        if !engine {
            continue;
        }
        for maker in MAKERS {
            for rest in code.split(maker).skip(1) {
                let literal = rest
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next());
                if let Some(word) = literal.filter(|word| is_word(word)) {
                    found.insert(word.to_owned(), path.clone());
                }
            }
        }
        if speaks {
            for word in code.split('"').skip(1).step_by(2) {
                if is_word(word) && word.contains('-') && !word.ends_with('-') {
                    found.insert(word.to_owned(), path.clone());
                }
            }
        }
    }
    found
}

fn by_name() -> BTreeMap<&'static str, Code> {
    codes().into_iter().map(|code| (code.code, code)).collect()
}

#[test]
fn every_code_of_the_sources_is_explained() {
    let known = by_name();
    let used = used();
    assert!(used.len() > 50, "{used:?}");
    let missing: Vec<_> = used
        .iter()
        .filter(|(code, _)| !known.contains_key(code.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "add to src/diagnostic/codes/ and to README.md: {missing:?}"
    );
}

#[test]
fn nothing_is_explained_that_is_never_printed() {
    let mut all = Vec::new();
    sources(&root().join("src"), &mut all);
    for code in codes() {
        let literal = format!("\"{}\"", code.code);
        let folder = match code.kind {
            CodeKind::Notice => "src/report/",
            CodeKind::Error | CodeKind::Warning | CodeKind::Objection => "src/",
        };
        let told = all
            .iter()
            .any(|(path, text)| path.starts_with(folder) && text.contains(&literal));
        assert!(told, "{} is never printed", code.code);
    }
}

#[test]
fn each_notice_of_a_plan_is_explained() {
    let path = root().join("src/report/change_lines.rs");
    let text = std::fs::read_to_string(path).expect("a file");
    let known = by_name();
    let words: Vec<&str> = text
        .lines()
        .filter(|line| line.trim_start().starts_with("FindingKind::") && line.contains("=> (\""))
        .filter_map(|line| line.split('"').nth(3))
        .collect();
    assert!(words.len() > 5, "{words:?}");
    for word in words {
        let kind = known.get(word).map(|code| code.kind);
        assert_eq!(kind, Some(CodeKind::Notice), "{word}");
    }
}

/// The rows of the tables of README that begin with a code: the code, and the next column.
fn rows(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .filter_map(|line| {
            let (code, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
            let next = rest.split(" | ").next()?;
            Some((code, next.trim_end_matches(" |").trim()))
        })
        .filter(|(code, _)| is_word(code))
        .collect()
}

#[test]
fn the_tables_of_the_readme_say_the_same() {
    let text = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let tables = text.split("\n## Guards").nth(1).expect("the tables");
    let tables = tables.split("\n## The simulator").next().expect("the end");
    let rows = rows(tables);
    let known = by_name();
    for code in rows.keys() {
        assert!(known.contains_key(code), "{code} is in README.md only");
    }
    let mut wrong = Vec::new();
    for code in codes() {
        let wanted = match code.kind {
            CodeKind::Warning => format!("warning: {}", code.title),
            CodeKind::Error | CodeKind::Objection => code.title.to_owned(),
            CodeKind::Notice => continue,
        };
        if rows.get(code.code) != Some(&wanted.as_str()) {
            wrong.push(format!("| `{}` | {wanted} |", code.code));
        }
    }
    assert!(wrong.is_empty(), "README.md lacks:\n{}", wrong.join("\n"));
}

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_swipd"))
        .arg("explain")
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn a_code_is_explained_by_its_name_or_as_it_was_printed() {
    let ran = explain(&["region-unknown"]);
    assert!(ran.status.success());
    assert_eq!(
        text(&ran.stdout),
        "\
error[region-unknown]: not a region of its country; the one meant is shown

The registry takes the part behind the hyphen of an ISO 3166-2 code: VA for
Virginia, QC for Quebec.

To do: Write the code that is shown.

For example:

    region: Virginia
"
    );
    assert_eq!(
        explain(&["error[region-unknown]:"]).stdout,
        ran.stdout,
        "as it was printed"
    );
    let ran = explain(&["region-unknown", "-o", "json"]);
    let code: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(code["code"], "region-unknown");
    assert_eq!(code["kind"], "error");
}

#[test]
fn without_a_code_all_are_listed() {
    let ran = explain(&[]);
    assert!(ran.status.success());
    let shown = text(&ran.stdout);
    let ran = explain(&["-o", "json"]);
    let all: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), codes().len());
    for code in codes() {
        let line = format!("\n  {} ", code.code);
        assert!(shown.contains(&line), "{}", code.code);
    }
}

#[test]
fn a_code_that_is_none_names_the_nearest_and_fails() {
    let ran = explain(&["blocks-overlapp"]);
    assert_eq!(ran.status.code(), Some(1));
    assert_eq!(
        text(&ran.stderr),
        "no code is called \"blocks-overlapp\"; the nearest is blocks-overlap: swipd explain blocks-overlap\n"
    );
    let ran = explain(&["zzz"]);
    assert_eq!(ran.status.code(), Some(1));
    assert!(text(&ran.stderr).ends_with("swipd explain lists them all\n"));
}
