use std::fmt::Write;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::model::Keyed;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "name")]
    _name: Option<String>,
    #[serde(rename = "count")]
    _count: Option<u64>,
    #[serde(rename = "tags")]
    _tags: Option<Vec<String>>,
    #[serde(rename = "inner")]
    _inner: Option<Keyed<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Doc {
    #[serde(rename = "entries")]
    entries: Keyed<Entry>,
}

fn source(text: &str) -> SourceText {
    SourceText::from_bytes("a.yaml", text.as_bytes().to_vec()).expect("text")
}

fn refused(text: &str) -> Vec<(&'static str, usize, usize)> {
    SourceText::from_bytes("a.yaml", text.as_bytes().to_vec())
        .map_err(|refused| vec![refused])
        .and_then(|source| read::<Doc>(&source))
        .expect_err("refused")
        .iter()
        .map(|d| (d.code, d.places[0].line, d.places[0].column))
        .collect()
}

#[test]
fn mistakes_of_form_are_all_found() {
    let text = "entries:
  a: { name: [x], count: many }
  b:
    count: -1
    tags: [a, {}, c]
    nam: x
  c: { inner: { d: { count: 1.5, x: 1 } } }
more: 1
";
    assert_eq!(
        refused(text),
        [
            ("wrong-type", 2, 14),
            ("wrong-type", 2, 26),
            ("wrong-type", 4, 12),
            ("wrong-type", 5, 11),
            ("unknown-field", 6, 5),
            ("wrong-type", 7, 29),
            ("unknown-field", 7, 34),
            ("unknown-field", 8, 1),
        ]
    );
}

#[test]
fn what_is_right_can_still_be_read() {
    let text = "entries:\n  a: { name: x }\n  b: { count: x }\n  c: { inner: { d: { nam: x }, e: { name: x } } }\n";
    let reading = read_partly::<Doc>(&source(text));
    assert_eq!(reading.mistakes.len(), 2);
    let keys: Vec<String> = reading
        .value
        .expect("some")
        .entries
        .0
        .into_iter()
        .map(|(k, _)| k)
        .collect();
    assert_eq!(keys, ["a", "b", "c"]);
    let beside = |path: &[&str]| {
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        reading.struck.beside(&path)
    };
    assert!(beside(&["entries", "b"]) && beside(&["entries", "c", "inner", "d"]));
    assert!(!beside(&["entries"]) && !beside(&["entries", "c"]));
}

#[test]
fn a_required_field_is_missed_at_the_entry() {
    assert_eq!(refused("{}\n"), [("missing-field", 0, 0)]);
    assert_eq!(refused("entries: 5\n"), [("wrong-type", 1, 10)]);
    assert_eq!(refused("- a\n"), [("wrong-type", 1, 3)]);
}

#[test]
fn keys_that_occur_twice_show_both_places() {
    let text = "entries:\n  a: { name: x, name: y }\n  b: {}\n  a: {}\nentries: {}\n";
    assert_eq!(
        refused(text),
        [
            ("duplicate-key", 2, 17),
            ("duplicate-key", 4, 3),
            ("duplicate-key", 5, 1)
        ]
    );
    let found = read::<Doc>(&source(text)).expect_err("refused");
    let first = &found[1].places[1];
    assert_eq!(
        (first.line, first.column, first.label.as_str()),
        (2, 3, "first here")
    );
}

#[test]
fn syntax_is_placed_with_where_it_began() {
    assert_eq!(refused("entries:\n  a: [1, 2\n"), [("yaml-syntax", 3, 1)]);
    assert_eq!(refused("entries:\n\ta: 1\n"), [("yaml-syntax", 2, 1)]);
    assert_eq!(
        refused("entries: {}\n---\nb: 1\n"),
        [("second-document", 3, 1)]
    );
    assert_eq!(refused("entries: *a\n"), [("yaml-syntax", 1, 10)]);
}

#[test]
fn tags_and_merge_keys_are_refused() {
    assert_eq!(refused("entries:\n  a: !secret x\n"), [("tag", 2, 6)]);
    assert_eq!(refused("entries:\n  a: !b { name: x }\n"), [("tag", 2, 6)]);
    assert_eq!(
        refused("entries:\n  a: { name: !!str 5 }\n"),
        [("tag", 2, 14)]
    );
    let text = "entries:\n  a: &a { name: x }\n  b: { <<: *a }\n";
    assert_eq!(refused(text), [("unknown-field", 3, 8)]);
}

#[test]
fn a_value_behind_an_alias_is_shown_where_it_is_used() {
    let text = "entries:\n  a: { tags: &t [x] }\n  b: { name: *t }\n";
    let found = read::<Doc>(&source(text)).expect_err("refused");
    let places: Vec<_> = found[0].places.iter().map(|p| (p.line, p.column)).collect();
    assert_eq!(
        (found[0].code, places),
        ("wrong-type", vec![(3, 8), (2, 18)])
    );
}

#[test]
fn an_alias_bomb_is_refused_quickly() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let inner = vec![format!("*a{}", n - 1); 9].join(", ");
        let _ = writeln!(text, "a{n}: &a{n} [{inner}]");
    }
    assert_eq!(refused(&text), [("alias-bomb", 2, 10)]);
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        vec!["*a"; 10_000].join(",")
    );
    assert_eq!(refused(&long), [("alias-bomb", 2, 5)]);
}

#[test]
fn aliases_in_reason_are_read() {
    let text = "entries:\n  a: &a { name: \"x & y\" }\n  b: *a\n";
    assert!(read::<Doc>(&source(text)).is_ok());
}

#[test]
fn depth_has_a_limit() {
    let deep = |n: usize| format!("entries: {}{}\n", "[".repeat(n), "]".repeat(n));
    assert_eq!(refused(&deep(200))[0].0, "too-deep");
    // Far beyond, the parser takes time with the square of the depth, so it is not asked.
    assert_eq!(refused(&deep(1_000_000)), [("too-deep", 1, 266)]);
    assert_eq!(refused(&"{a: ".repeat(100_000)).len(), 1);
    assert_eq!(refused(&"- ".repeat(100_000)).len(), 1);
    assert_eq!(refused(&"&a [".repeat(100_000)).len(), 1);
    assert_eq!(refused(&"? ".repeat(100_000)).len(), 1);
    // Brackets in texts and comments are none.
    let text = "# [\n".repeat(300)
        + "entries:\n"
        + &(0..300).fold(String::new(), |mut text, n| {
            let _ = writeln!(
                text,
                "  k{n}: {{ name: 'a [', tags: [\"[[\", see {{] }} # ["
            );
            text
        });
    assert!(read::<Doc>(&source(&text.replace("see {", "see"))).is_ok());
}

#[test]
fn a_long_line_gives_a_short_diagnostic() {
    let text = format!(
        "entries: {{ a: {{ name: {} }}, b: {{ nam: x }} }}\n",
        "x".repeat(15_000_000)
    );
    let found = read::<Doc>(&source(&text)).expect_err("refused");
    assert!(crate::diagnostic::text(&found).len() < 800);
}

#[test]
fn a_thousand_mistakes_take_no_longer_than_they_must() {
    let mut text = String::from("entries:\n");
    for n in 0..20_000 {
        let _ = writeln!(text, "  k{n}: {{ name: x, nam: y }}");
    }
    assert_eq!(refused(&text).len(), 1000);
}

#[test]
fn paths_are_located_at_key_and_value() {
    let text = "# é\na:\n  b: [x, {c: 'd e'}]\n  \"e\": {}\nf: |\n  text\n";
    let source = source(text);
    let at = |path: &[&str]| {
        let path: Vec<String> = path.iter().map(|s| (*s).to_owned()).collect();
        let span = |span: Option<Span>| span.map(|s| (s.line, s.column, s.width));
        (
            span(locate_key(&source, &path)),
            span(locate(&source, &path)),
        )
    };
    assert_eq!(at(&["a"]), (Some((2, 1, 1)), Some((3, 3, 1))));
    assert_eq!(at(&["a", "b"]), (Some((3, 3, 1)), Some((3, 6, 1))));
    assert_eq!(
        at(&["a", "b", "1", "c"]),
        (Some((3, 11, 1)), Some((3, 14, 5)))
    );
    assert_eq!(at(&["a", "e"]), (Some((4, 3, 3)), Some((4, 8, 1))));
    assert_eq!(at(&["f"]), (Some((5, 1, 1)), Some((5, 4, 1))));
    assert_eq!(at(&["a", "zz"]), (None, None));
}

#[test]
fn keys_that_look_like_something_else_have_a_place() {
    let long = "9".repeat(44);
    for key in [
        "0x10", "1e3", "1.50", "True", "null", "~", ".5", "-0", "0o7", &long,
    ] {
        let text = format!("# é\nentries:\n  {key}: {{ nam: x, name: {key} }}\n");
        let source = source(&text);
        let path = ["entries".to_owned(), key.to_owned()];
        let span = locate_key(&source, &path).expect(key);
        assert_eq!((span.line, span.column, span.width), (3, 3, key.len()));
        let found = read::<Doc>(&source).expect_err("refused");
        assert_eq!((found.len(), found[0].code), (1, "unknown-field"), "{key}");
    }
    // They are two keys, aliases in the file or not.
    let text = "entries:\n  16: &x { name: y }\n  0x10: *x\n  &k 0o20: {}\n";
    let read = super::read::<Doc>(&source(text)).expect("right");
    let keys: Vec<&str> = read.entries.0.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["16", "0x10", "0o20"]);
    assert!(locate_key(&source(text), &["entries".into(), "0o20".into()]).is_some());
    let text = "entries:\n  a: { count: 1e2 }\n";
    let found = super::read::<Doc>(&source(text)).expect_err("refused");
    assert_eq!(found[0].places[0].width, 3);
    assert!(found[0].message.starts_with("\"1e2\" stands"), "{found:?}");
}

const VALID: &str = "entries:\n  a: &x { name: \"x é\", count: 5, tags: [a, 'b'] }\n  b: *x\n  c:\n    inner:\n      d: { name: ~ }\n";

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = SourceText::from_bytes("a", bytes) {
            let _ = read::<Doc>(&source);
            let _ = locate(&source, &["entries".to_owned()]);
        }
    }

    #[test]
    fn no_marks_make_it_panic(text in "[-a:,&*!?{}\\[\\]'\"|>%@ \n\t#<0-9]{0,60}") {
        if let Ok(source) = SourceText::from_bytes("a", text.into_bytes()) {
            for mistake in read::<Doc>(&source).err().into_iter().flatten() {
                prop_assert!(!mistake.places.is_empty());
            }
            let _ = crate::diagnostic::text(&read::<Doc>(&source).err().unwrap_or_default());
        }
    }

    #[test]
    fn no_change_of_a_good_file_makes_it_panic(at in 0..VALID.len(), cut in 0..5_usize, new in "[-a:,&*!{}\\[\\]'\"| \n#<é]{0,3}") {
        let mut bytes = VALID.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, new.bytes());
        if let Ok(source) = SourceText::from_bytes("a", bytes)
            && let Err(mistakes) = read::<Doc>(&source)
        {
            prop_assert!(!mistakes.is_empty());
            let lines = source.text.lines().count() + 1;
            for place in mistakes.iter().flat_map(|m| &m.places) {
                prop_assert!(place.line <= lines);
            }
        }
    }
}
