//! The schemas of `schema/` are those that the program prints, and say of files what the program says of them. An
//! independent validator reads them, as an editor does.

use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::Validator;
use serde_json::Value;

const SCHEMAS: [&str; 3] = ["config", "resources", "plan"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn committed(name: &str) -> PathBuf {
    root().join(format!("schema/{name}.schema.json"))
}

fn printed(name: &str) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_swipd"))
        .args(["schema", name])
        .output()
        .expect("the program starts");
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8(ran.stdout).expect("text")
}

fn validator(text: &str) -> Validator {
    let schema: Value = serde_json::from_str(text).expect("JSON");
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("no schema: {error}"));
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("no schema: {error}"))
}

/// Every YAML file below a folder; hidden ones, seeds of the simulator and changes with mistakes left out.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if name.starts_with('.') || name == "simulator.yaml" || name == "mistakes" {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "yaml") {
            found.push(path);
        }
    }
}

/// Holds a file against the schema that its own first line names, as editors do.
#[track_caller]
fn check(path: &Path) {
    let shown = path.display();
    let text = std::fs::read_to_string(path).expect("text");
    let first = text.lines().next().unwrap_or_default();
    let named = first
        .strip_prefix("# yaml-language-server: $schema=")
        .unwrap_or_else(|| panic!("{shown} names no schema in its first line"));
    let folder = path.parent().expect("a folder");
    let schema = folder.join(named);
    let schema = std::fs::read_to_string(&schema)
        .unwrap_or_else(|error| panic!("{shown}: {}: {error}", schema.display()));
    let value: Value = serde_yaml::from_str(&text).expect("YAML");
    let told: Vec<String> = validator(&schema)
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(told.is_empty(), "{shown}: {told:#?}");
}

#[test]
fn the_files_are_what_the_program_prints() {
    for name in SCHEMAS {
        let text = std::fs::read_to_string(committed(name)).unwrap_or_default();
        assert!(
            text == printed(name),
            "schema/{name}.schema.json is not that of the types; run\n\
             cargo run -- schema {name} > schema/{name}.schema.json"
        );
    }
}

#[test]
fn every_field_that_an_editor_offers_is_described() {
    fn walk(value: &Value, at: &str, out: &mut Vec<String>) {
        if let Some(fields) = value.get("properties").and_then(Value::as_object) {
            for (name, field) in fields {
                if field.get("description").is_none() {
                    out.push(format!("{at}/{name}"));
                }
            }
        }
        match value {
            Value::Object(map) => map
                .iter()
                .for_each(|(key, value)| walk(value, &format!("{at}/{key}"), out)),
            Value::Array(list) => list.iter().for_each(|value| walk(value, at, out)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    for name in SCHEMAS {
        let schema: Value = serde_json::from_str(&printed(name)).expect("JSON");
        let mut bare = Vec::new();
        walk(&schema, name, &mut bare);
        assert!(bare.is_empty(), "no description: {bare:?}");
    }
}

#[test]
fn every_example_is_right_by_the_schema_that_it_names() {
    let mut all = Vec::new();
    files(&root().join("examples"), &mut all);
    assert!(all.len() > 4, "{all:?}");
    for path in all {
        check(&path);
    }
}

#[test]
fn what_init_writes_is_right_by_the_schema_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = Command::new(env!("CARGO_BIN_EXE_swipd"))
        .arg("-C")
        .arg(folder.path())
        .arg("init")
        .output()
        .expect("the program starts");
    assert!(ran.status.success(), "{ran:?}");
    let mut all = Vec::new();
    files(folder.path(), &mut all);
    assert_eq!(all.len(), 3, "{all:?}");
    for path in all {
        check(&path);
    }
}

const SETTINGS: &str = "version: 1
registries: { arin: { type: arin, api_key: { env: ARIN_API_KEY } } }
resources: [\"*.yaml\"]
";

const CUSTOMER: &str = "customers:
  blue-heron:
    name: Blue Heron Bakery LLC
    address: { street: 12 Mill Road, city: Harrisonburg, region: VA, postal_code: 22801, country: US }
    blocks: { 198.51.100.64/28: , 198.51.100.80-198.51.100.103: { assigned: 2026-11-20 } }
";

/// Whether a schema takes a text in which something is replaced.
#[track_caller]
fn takes(validator: &Validator, text: &str, from: &str, to: &str) -> bool {
    assert!(text.contains(from), "{from}");
    let text = text.replace(from, to);
    let value: Value = serde_yaml::from_str(&text).expect("YAML");
    validator.is_valid(&value)
}

#[test]
fn wrong_settings_are_refused_by_the_schema_too() {
    let config = validator(&printed("config"));
    assert!(takes(&config, SETTINGS, "", ""));
    assert!(takes(&config, SETTINGS, "version: 1", "version: \"1\""));
    for (from, to) in [
        ("version: 1", "version: 2"),
        ("version: 1\n", ""),
        ("type: arin", "type: ripe"),
        ("type: arin", "typ: arin"),
        ("api_key: { env: ARIN_API_KEY }", "api_key: API"),
        ("env: ARIN_API_KEY", "env: A, file: b"),
        ("env: ARIN_API_KEY", ""),
        ("resources: [\"*.yaml\"]", "resources: \"*.yaml\""),
        ("resources: [\"*.yaml\"]", "resource: [\"*.yaml\"]"),
        ("type: arin", "type: arin, auth: cookie"),
        ("type: arin", "type: arin, create: seperate"),
        ("type: arin", "type: arin, pace: { concurrency: 0 }"),
        (
            "version: 1",
            "version: 1\nguards: { max_deletes: { percent: 200 } }",
        ),
    ] {
        assert!(!takes(&config, SETTINGS, from, to), "{to}");
    }
}

#[test]
fn wrong_resources_are_refused_by_the_schema_too() {
    let resources = validator(&printed("resources"));
    assert!(takes(&resources, CUSTOMER, "", ""));
    for (from, to) in [
        ("customers:", "customer:"),
        ("name:", "nmae:"),
        ("name: Blue Heron Bakery LLC", "name: [X]"),
        ("street: 12 Mill Road", "street: { a: b }"),
        ("198.51.100.64/28", "198.51.100.64"),
        ("198.51.100.64/28", "mill-road"),
        ("assigned: 2026-11-20", "assigned: 20.11.2026"),
        ("assigned: 2026-11-20", "protect: maybe"),
        ("assigned: 2026-11-20", "name: EXMPL_1"),
        ("assigned: 2026-11-20", "nmae: EXMPL-1"),
        (
            "customers:",
            "networks: { 198.51.100.0-198.51.100.255: }\ncustomers:",
        ),
        (
            "customers:",
            "networks: { 198.51.100.0/24: { unmanaged: no } }\ncustomers:",
        ),
    ] {
        assert!(!takes(&resources, CUSTOMER, from, to), "{to}");
    }
}
