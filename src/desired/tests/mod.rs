mod advice;
mod form;
mod helped;
mod kept;
mod links;
mod recipients;

use std::fmt::Write;

use super::*;
use crate::diagnostic::text;

const SETTINGS: &str = "version: 1
registries:
  arin: { type: arin, api_key: { env: ARIN_API_KEY } }
resources: [\"*.yaml\"]
";

const NETWORKS: &str = "networks:
  198.51.100.0/24: {}
  203.0.113.0/24: { name_prefix: EXMPL }
  2001:db8::/32:
";

const ADDRESS: &str = "{ street: [12 Mill Road], city: Harrisonburg, region: VA, postal_code: \"22801\", country: US }";

/// A customer with blocks, three lines before the first of them.
fn customer(key: &str, blocks: &[&str]) -> String {
    let mut text =
        format!("  {key}:\n    name: Blue Heron Bakery LLC\n    address: {ADDRESS}\n    blocks:\n");
    for block in blocks {
        let _ = writeln!(text, "      {block}");
    }
    text
}

fn load_files(files: &[(&str, &[u8])]) -> Result<Repository, Mistakes> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    }
    load(folder.path())
}

type Found = (&'static str, String, usize, usize);

/// What is said of one file beside good settings and networks: code, file, line, column.
fn found(file: &str) -> Vec<Found> {
    found_in(&[
        ("swipd.yaml", SETTINGS.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ])
}

fn found_in(files: &[(&str, &[u8])]) -> Vec<Found> {
    let diagnostics = match load_files(files) {
        Ok(repository) => repository.warnings,
        Err(mistakes) => mistakes.diagnostics,
    };
    diagnostics
        .iter()
        .map(|d| {
            let place = &d.places[0];
            (d.code, place.file.clone(), place.line, place.column)
        })
        .collect()
}

fn one(file: &str) -> (&'static str, usize, usize) {
    let all = found(file);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].1, "c.yaml");
    (all[0].0, all[0].2, all[0].3)
}

/// What is printed for one file.
fn printed(file: &str) -> String {
    let refused = load_files(&[
        ("swipd.yaml", SETTINGS.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ]);
    text(&refused.expect_err("refused").diagnostics)
}

#[test]
fn blocks_are_in_address_order_in_their_deepest_network() {
    let networks = "networks: { 198.51.100.0/24: {}, 198.51.100.128/25: {}, 2001:db8::/32: {} }\n";
    let file = format!(
        "customers:\n{}",
        customer(
            "a",
            &[
                "2001:db8:40::/48: {}",
                "198.51.100.128/25:",
                "198.51.100.0/28: {}"
            ]
        )
    );
    let repository = load_files(&[
        ("swipd.yaml", SETTINGS.as_bytes()),
        ("networks.yaml", networks.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ])
    .expect("right");
    let placed: Vec<(String, usize)> = repository
        .arin
        .blocks
        .iter()
        .map(|block| (block.range.to_string(), block.network))
        .collect();
    let expected = [
        ("198.51.100.0/28", 0),
        ("198.51.100.128/25", 1),
        ("2001:db8:40::/48", 2),
    ];
    assert_eq!(placed, expected.map(|(range, n)| (range.to_owned(), n)));
}

#[test]
fn what_is_left_out_is_left_alone_and_what_is_empty_is_cleared() {
    use crate::model::{Key, Listed};
    let text = "customers:
  a:
    name: 1st Cafe
    address: { street: 7, city: Paris, postal_code: 01234, country: fr, region: \"\" }
    comment: []
    blocks: { 198.51.100.0/28: { comment: \"one\\ntwo\" }, 198.51.100.16/28: }
";
    let text = text.replace("street: 7", "street: \"7\"");
    let repository = load_files(&[
        ("swipd.yaml", SETTINGS.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", text.as_bytes()),
    ])
    .unwrap_or_else(|m| panic!("{}", crate::diagnostic::text(&m.diagnostics)));
    let profile = &repository.arin.profiles[&Key::new("a")];
    let content = profile.content.unpacked();
    assert_eq!(content.comment, Listed::Clear);
    assert_eq!(content.address.region, Listed::Clear);
    let postal = content
        .address
        .postal_code
        .value()
        .map(crate::model::Ascii::as_str);
    assert_eq!(postal, Some("01234"));
    let [first, second] = &repository.arin.blocks[..] else {
        panic!("two blocks")
    };
    assert_eq!(
        first.extras().comment,
        Listed::Value(vec!["one".into(), "two".into()])
    );
    assert_eq!(second.extras().comment, Listed::Alone);
}

#[test]
fn fields_are_known_typed_and_there() {
    let good = customer("a", &[]);
    assert_eq!(
        one(&format!("customers:\n{good}").replace("name:", "nmae:")).0,
        "unknown-field"
    );
    let text = format!(
        "customers:\n{}",
        good.replace("name: Blue Heron Bakery LLC", "name: X\n    nmae: Y")
    );
    assert_eq!(one(&text), ("unknown-field", 4, 5));
    let text = format!(
        "customers:\n{}",
        good.replace("name: Blue Heron Bakery LLC", "name: [X]")
    );
    assert_eq!(one(&text), ("wrong-type", 3, 11));
    let text = format!(
        "customers:\n{}",
        customer("a", &["198.51.100.0/28: { protect: maybe }"])
    );
    assert_eq!(one(&text), ("wrong-type", 6, 35));
    assert_eq!(one("customers: [a]\n"), ("wrong-type", 1, 12));
    assert_eq!(one("customers:\n  a: 5\n"), ("wrong-type", 2, 6));
    let text = format!(
        "customers:\n{}",
        good.replace("    name: Blue Heron Bakery LLC\n", "")
    );
    assert_eq!(one(&text), ("missing-field", 2, 3));
    let text = format!("customers:\n{}", good.replace("city: Harrisonburg, ", ""));
    assert_eq!(one(&text), ("missing-field", 4, 5));
    assert_eq!(one("lirs: { A: {} }\n"), ("section-not-supported", 1, 1));
    assert_eq!(one("customer: {}\n"), ("unknown-field", 1, 1));
}

#[test]
fn ranges_are_read_strictly() {
    for (block, code) in [
        ("198.51.100.0/33: {}", "prefix-bad"),
        ("198.51.100.5: {}", "prefix-bad"),
        ("198.51.100.65/28: {}", "host-bits"),
        ("198.51.100.9-198.51.100.1: {}", "range-bad"),
        ("192.0.2.0/28: {}", "block-outside"),
        ("198.51.100.0-198.51.101.7: {}", "block-outside"),
        ("2001:db8:40::/65: {}", "ipv6-too-small"),
        ("\"198.51.100.64/28\": { name: EXMPL_1 }", "net-name-bad"),
        ("198.51.100.64/28: { assigned: 20.11.2026 }", "date-bad"),
    ] {
        let text = format!("customers:\n{}", customer("a", &[block]));
        let (found, line, column) = one(&text);
        assert_eq!((found, line), (code, 6), "{block}");
        let inner = matches!(code, "net-name-bad" | "date-bad");
        let value = block.find(": { ").map_or(0, |at| at + 4);
        let after = block[value..].find(": ").map_or(0, |at| at + 2);
        assert_eq!(column, if inner { 7 + value + after } else { 7 }, "{block}");
    }
}

#[test]
fn addresses_are_read_strictly() {
    let with = |from: &str, to: &str| {
        let text = format!("customers:\n{}", customer("a", &[]));
        assert!(text.contains(from), "{from}");
        one(&text.replace(from, to))
    };
    assert_eq!(with("region: VA, ", ""), ("region-missing", 4, 5));
    assert_eq!(
        with("postal_code: \"22801\", ", ""),
        ("postal-code-missing", 4, 5)
    );
    assert_eq!(
        with("region: VA", "region: Virginia"),
        ("region-unknown", 4, 68)
    );
    assert_eq!(
        with("country: US", "country: Utopia"),
        ("country-unknown", 4, 103)
    );
    assert_eq!(with("12 Mill Road", "12 Müll Road"), ("not-ascii", 4, 25));
    assert_eq!(with("\"22801\"", "2280"), ("postal-code-shape", 4, 85));
    assert_eq!(
        with("Bakery LLC", &format!("Bakery {}", "x".repeat(40))),
        ("customer-name-long", 3, 11)
    );
    assert_eq!(
        with("name: Blue", "comment: [日本]\n    name: Blue"),
        ("not-ascii", 3, 15)
    );
    assert_eq!(
        with("name: Blue", "comment: [Café]\n    name: Bluü"),
        ("not-ascii", 4, 11)
    );
    assert_eq!(
        with("name: Blue", "comment: [a, \"\"]\n    name: Blue"),
        ("line-empty", 3, 18)
    );
}

#[test]
fn keys_occur_once_in_a_file() {
    let text = format!("customers:\n{}{}", customer("a", &[]), customer("a", &[]));
    let shown = printed(&text);
    assert!(
        shown.contains("c.yaml:6:3\n") && shown.contains("c.yaml:2:3\n"),
        "{shown}"
    );
    let text = format!(
        "customers:\n{}",
        customer("a", &["198.51.100.0/28:", "198.51.100.0/28: {}"])
    );
    assert_eq!(one(&text), ("duplicate-key", 7, 7));
    let text = format!("customers:\n{}", customer("a", &[]))
        .replace("    blocks", "    name: X\n    blocks");
    assert_eq!(one(&text), ("duplicate-key", 5, 5));
}

#[test]
fn keys_occur_once_across_files() {
    let a = format!("customers:\n{}", customer("a", &[]));
    let files = [
        ("swipd.yaml", SETTINGS.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("x.yaml", a.as_bytes()),
        (
            "y.yaml",
            format!("# moved\n{a}networks: {{ 203.0.113.0/24: {{}}, 2001:DB8::/32: {{}} }}\n")
                .leak()
                .as_bytes(),
        ),
    ];
    assert_eq!(
        found_in(&files),
        [
            ("duplicate-key", "y.yaml".to_owned(), 3, 3),
            ("duplicate-key", "y.yaml".to_owned(), 7, 13),
            ("network-overlap", "y.yaml".to_owned(), 7, 33),
        ]
    );
    let mistakes = load_files(&files).expect_err("refused");
    assert_eq!(mistakes.files, 4);
    let second = &mistakes.diagnostics[0].places[1];
    assert_eq!(
        (second.file.as_str(), second.line, second.column),
        ("x.yaml", 2, 3)
    );
}

#[test]
fn an_overlap_shows_both_blocks_and_the_way_out() {
    let text = format!(
        "customers:\n{}{}",
        customer("larkspur", &["198.51.100.64/28: {}"]),
        customer("blue-heron", &["198.51.100.72-198.51.100.103: {}"])
    );
    assert_eq!(
        printed(&text),
        "\
error[blocks-overlap]: two blocks share 8 addresses
  --> c.yaml:6:7
   |
 6 |       198.51.100.64/28: {}
   |       ^^^^^^^^^^^^^^^^ for larkspur
  --> c.yaml:11:7
   |
11 |       198.51.100.72-198.51.100.103: {}
   |       ---------------------------- for blue-heron
   = help: start the range at 198.51.100.80
"
    );
    let text = format!(
        "customers:\n{}{}",
        customer("a", &["198.51.100.64/28: {}", "2001:db8::/48: {}"]),
        customer(
            "b",
            &[
                "198.51.100.64-198.51.100.79:",
                "2001:db8:0:1::/64:",
                "198.51.100.0/24:"
            ]
        )
    );
    let codes: Vec<_> = found(&text).iter().map(|f| (f.0, f.2)).collect();
    assert_eq!(
        codes,
        [
            ("blocks-overlap", 7),
            ("blocks-overlap", 14),
            ("blocks-overlap", 14)
        ]
    );
}

#[test]
fn every_mistake_is_found_at_once() {
    let text = "customers:
  a:
    nmae: X
  b:
    name: B
    address: { street: [1 A St], city: X, region: Virginia, postal_code: 22801, country: US }
    blocks:
      198.51.100.65/28: {}
      192.0.2.0/28: { protect: perhaps }
  c d: 7
";
    let all: Vec<_> = found(text).iter().map(|f| (f.0, f.2, f.3)).collect();
    assert_eq!(
        all,
        [
            ("unknown-field", 3, 5),
            ("region-unknown", 6, 51),
            ("host-bits", 8, 7),
            ("wrong-type", 9, 32),
            ("wrong-type", 10, 8),
        ]
    );
}

#[test]
fn former_keys_have_one_successor() {
    let with = |key: &str, former: &str| {
        customer(key, &[]).replace("    blocks:\n", &format!("    formerly: {former}\n"))
    };
    let text = format!("customers:\n{}{}", with("a", "[b]"), with("b", "[]"));
    assert_eq!(one(&text), ("formerly-clash", 5, 16));
    let text = format!("customers:\n{}{}", with("a", "[z, q]"), with("b", "[q]"));
    assert_eq!(one(&text), ("formerly-clash", 9, 16));
    let text = format!("customers:\n{}", with("\"a b\"", "[]"));
    assert_eq!(one(&text), ("key-bad", 2, 3));
}

#[test]
fn networks_name_a_registry_that_is_there() {
    let two = SETTINGS.replace(
        "registries:\n",
        "registries:\n  ote: { type: arin, api_key: { env: B } }\n",
    );
    let networks = "networks:\n  198.51.100.0/24: {}\n  203.0.113.0/24: { registry: arn }\n  192.0.2.1/24: {}\n  192.0.2.0/24: { registry: ote, unmanaged: no, expect: { handle: X } }\n";
    let files = [
        ("swipd.yaml", two.as_bytes()),
        ("n.yaml", networks.as_bytes()),
    ];
    let all: Vec<_> = found_in(&files)
        .into_iter()
        .map(|f| (f.0, f.2, f.3))
        .collect();
    assert_eq!(
        all,
        [
            ("registry-ambiguous", 2, 3),
            ("key-unknown", 3, 31),
            ("host-bits", 4, 3),
            ("wrong-value", 5, 45),
            ("handle-bad", 5, 67),
        ]
    );
}

#[test]
fn files_are_taken_by_globs_and_nothing_is_passed_over() {
    let files: [(&str, &[u8]); 8] = [
        ("swipd.yaml", b"version: 1\nregistries:\n  arin: { type: arin, api_key: { env: A } }\nresources:\n  - networks.yaml\n  - customers/*.yaml\n  - nothing/*.yaml\n  - /etc/*.yaml\n  - \"a[\"\n"),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("simulator.yaml", b"nets: []\n"),
        ("customers/empty.yaml", b"# nothing yet\n"),
        ("customers/other.yml", b"customers: {}\n"),
        ("customers/latin.yaml", b"customers:\n  a: { name: Caf\xe9 }\n"),
        (".github/workflows/x.yml", b"on: push\n"),
        ("docs/compose.yml", b"a: b\n"),
    ];
    assert_eq!(
        found_in(&files),
        [
            ("file-empty", "customers/empty.yaml".to_owned(), 0, 0),
            ("not-utf8", "customers/latin.yaml".to_owned(), 2, 17),
            ("yml-ignored", "customers/other.yml".to_owned(), 0, 0),
            ("glob-empty", "swipd.yaml".to_owned(), 7, 5),
            ("glob-bad", "swipd.yaml".to_owned(), 8, 5),
            ("glob-bad", "swipd.yaml".to_owned(), 9, 5),
        ]
    );
}

#[test]
fn a_folder_without_settings_says_how_to_begin() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = |root: &std::path::Path| {
        let mistakes = load(root).expect_err("refused");
        text(&mistakes.diagnostics)
    };
    let root = folder.path();
    assert_eq!(
        said(root),
        format!(
            "error[no-repository]: there is no swipd.yaml in {}
  --> swipd.yaml
   = help: swipd init starts a repository; -C DIR names another folder
",
            root.display()
        )
    );
    assert!(said(&root.join("none")).contains("none: No such file"));
    std::fs::write(root.join("swipd.yaml"), SETTINGS).expect("written");
    let file = said(&root.join("swipd.yaml"));
    assert!(file.contains("swipd.yaml is a file, and"), "{file}");
    std::fs::create_dir(root.join("customers")).expect("made");
    let below = said(&root.join("customers"));
    let real = root.canonicalize().expect("there");
    let above = format!("a folder above has one: -C {}\n", real.display());
    assert!(below.ends_with(&above), "{below}");
}

#[test]
fn mistakes_in_the_settings_do_not_hide_those_elsewhere() {
    let settings = SETTINGS.replace("type: arin", "type: arin, auth: x");
    let file = format!(
        "customers:\n{}",
        customer("a", &["198.51.100.65/28: {}", "192.0.2.0/28: {}"])
    );
    let files = [
        ("swipd.yaml", settings.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ];
    let codes: Vec<_> = found_in(&files).into_iter().map(|f| (f.0, f.2)).collect();
    assert_eq!(codes, [("host-bits", 6), ("wrong-value", 3)]);
}
