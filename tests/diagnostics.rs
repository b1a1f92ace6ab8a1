//! Bad repositories as a whole: what the reader prints, and that it prints it at once.

use std::fmt::Write;
use std::path::Path;

use swipd::desired::{Mistakes, Repository, load};
use swipd::diagnostic::{footer, github, json, text};

const SETTINGS: &str = "version: 1
registries:
  arin: { type: arin, api_key: { env: ARIN_API_KEY } }
resources: [\"*.yaml\"]
";

fn load_file(bytes: &[u8]) -> Result<Repository, Mistakes> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("swipd.yaml"), SETTINGS).expect("written");
    std::fs::write(folder.path().join("c.yaml"), bytes).expect("written");
    load(folder.path())
}

#[test]
fn the_example_is_right_and_its_seed_is_no_resource() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quickstart");
    let repository = load(&root).unwrap_or_else(|m| panic!("{}", text(&m.diagnostics)));
    assert!(repository.warnings.is_empty(), "{:?}", repository.warnings);
    assert_eq!(repository.arin.networks.len(), 3);
    assert_eq!(repository.arin.profiles.len(), 6);
    assert_eq!(repository.arin.blocks.len(), 10);
    assert_eq!(repository.files, 6);
    let block = &repository.arin.blocks[0];
    let place = repository.locate(&block.origin()).expect("a place");
    assert_eq!((place.line, place.column), (15, 7));
    assert_eq!(place.file, "customers/blue-heron.yaml");
}

#[test]
fn fifty_thousand_blocks_are_checked_in_one_pass() {
    let mut text = String::from("networks: { 2001:db8::/32: {} }\ncustomers:\n");
    for n in 0..500_u32 {
        let _ = writeln!(
            text,
            "  c-{n}:\n    name: Blue Heron Bakery LLC\n    address: {{ street: [12 Mill Road], city: Lyon, country: FR }}\n    blocks:"
        );
        for m in 0..100_u32 {
            let _ = writeln!(text, "      2001:db8:{n:x}:{m:x}::/64: {{}}");
        }
    }
    let loaded = load_file(text.as_bytes());
    assert_eq!(loaded.expect("right").arin.blocks.len(), 50_000);
}

#[test]
fn a_line_of_fifty_megabytes_is_refused_unread() {
    let mistakes = load_file(&vec![b'a'; 50 * 1024 * 1024]).expect_err("refused");
    assert_eq!(
        text(&mistakes.diagnostics),
        "error[file-too-large]: the file has 50 MiB, and a file may have 16 MiB
  --> c.yaml
   = help: divide it into several files; resources may stand in any number of them
"
    );
}

#[test]
fn an_alias_bomb_is_one_diagnostic() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let inner = vec![format!("*a{}", n - 1); 9].join(", ");
        let _ = writeln!(bomb, "a{n}: &a{n} [{inner}]");
    }
    let mistakes = load_file(bomb.as_bytes()).expect_err("refused");
    let shown = text(&mistakes.diagnostics);
    assert!(shown.starts_with("error[alias-bomb]: ") && shown.contains("--> c.yaml:2:10\n"));
    assert_eq!(
        footer(&mistakes.diagnostics, mistakes.files, "Nothing was sent."),
        "1 error in 1 of 2 files. Nothing was sent."
    );
}

#[test]
fn no_form_of_output_shows_a_key() {
    let bad = "customers:\n  api-1111-2222-3333-4444: { nmae: API-1111-2222-3333-4444, x: \"API-1111-2222-3333-4444-5555\" }\n";
    let mistakes = load_file(bad.as_bytes()).expect_err("refused");
    let all = &mistakes.diagnostics;
    for shown in [text(all), json(all), github(all, ""), format!("{all:?}")] {
        assert!(shown.contains("api-key-in-yaml"), "{shown}");
        assert!(
            !shown.contains("1111") && !shown.contains("2222"),
            "{shown}"
        );
    }
}

#[test]
fn a_key_behind_escapes_and_line_breaks_is_refused_and_never_shown() {
    for bad in [
        "customers:\n  a: { name: \"API-1111-222\\x32-3333-4444\", nmae: x }\n",
        "customers:\n  a:\n    nmae: API-1111-2222-\n      3333-4444\n",
        "customers:\n  a:\n    name: \"API-1111-2222-\\\n      3333-4444\"\n    comment: [日, 3333]\n",
        "customers:\n  \"API-1111-222\\u0032-3333-4444\": { street: x }\n",
        "customers:\n  a: \"API-1111-222\\x32-3333-4444\n",
    ] {
        let mistakes = load_file(bad.as_bytes()).expect_err("refused");
        let all = &mistakes.diagnostics;
        for shown in [text(all), json(all), github(all, ""), format!("{all:?}")] {
            assert!(shown.contains("api-key-in-yaml"), "{shown}");
            assert!(
                !shown.contains("1111") && !shown.contains("3333"),
                "{shown}"
            );
        }
    }
}
