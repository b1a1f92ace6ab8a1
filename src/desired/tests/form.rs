use super::*;

#[test]
fn a_mistake_of_form_hides_no_other_in_its_entry() {
    let all = |file: &str| -> Vec<_> { found(file).iter().map(|f| (f.0, f.2, f.3)).collect() };
    let text = "customers:
  a: { nam: X, address: { street: [A], city: B, country: QQ }, comment: [\"日\"], blocks: { 198.51.100.65/28: {} } }
";
    assert_eq!(
        all(text),
        [
            ("unknown-field", 2, 8),
            ("country-unknown", 2, 58),
            ("not-ascii", 2, 74),
            ("host-bits", 2, 90),
        ]
    );
    let text = customer("a", &["198.51.100.65/28: {}"]).replace("[12 Mill Road]", "5");
    let text = format!("customers:\n{text}");
    assert_eq!(all(&text), [("wrong-type", 4, 24), ("host-bits", 6, 7)]);
    // What was struck from a list does not move what stands behind it.
    let text = customer("a", &[]).replace("[12 Mill Road]", "[{}, é, [x], ü]");
    let text = format!("customers:\n{text}");
    assert_eq!(
        all(&text),
        [
            ("wrong-type", 4, 24),
            ("not-ascii", 4, 29),
            ("wrong-type", 4, 33),
            ("not-ascii", 4, 37),
        ]
    );
}

#[test]
fn a_file_of_nothing_is_empty() {
    for text in ["~\n", "null\n", "--- ~\n", "&a ~\n", "&a\n"] {
        assert_eq!(one(text).0, "file-empty", "{text}");
    }
    assert_eq!(one("\"\"\n"), ("wrong-type", 1, 1));
}

#[test]
fn numbers_with_zeros_before_them_are_refused() {
    for (block, meant) in [
        ("198.051.100.064/28", "198.51.100.64/28"),
        ("198.51.100.065/28", "198.51.100.64/28"),
        ("198.51.100.64/028", "198.51.100.64/28"),
        ("2001:db8::/064", "2001:db8::/64"),
        ("198.51.100.001-198.51.100.007", "198.51.100.1-198.51.100.7"),
    ] {
        let shown = printed(&format!(
            "customers:\n{}",
            customer("a", &[&format!("{block}: {{}}")])
        ));
        assert!(shown.contains("--> c.yaml:6:7\n"), "{shown}");
        assert!(shown.contains(&format!("help: write {meant}\n")), "{shown}");
    }
    let text = format!(
        "customers:\n{}",
        customer("a", &["2001:0db8::/64: { announced: true }"])
    );
    assert_eq!(found(&text), []);
    let shown = printed("networks: { 192.000.002.000/24: {} }\n");
    assert!(shown.contains("help: write 192.0.2.0/24\n"), "{shown}");
}

#[test]
fn a_key_with_a_character_that_is_not_seen_is_refused() {
    for c in ['\u{202e}', '\u{200b}', '\u{ad}'] {
        let text = format!("customers:\n{}", customer(&format!("blue{c}heron"), &[]));
        assert_eq!(one(&text), ("key-bad", 2, 3));
        let shown = printed(&text);
        assert!(shown.contains("help: write blueheron\n") && !shown.contains(c));
    }
}

#[test]
fn a_key_in_any_file_is_refused_and_masked() {
    let text = format!(
        "# key API-1111-2222-3333-4444\ncustomers:\n{}",
        customer("API-1111-2222-3333-4444", &[])
    );
    let all: Vec<_> = found(&text).iter().map(|f| (f.0, f.2, f.3)).collect();
    assert_eq!(all, [("api-key-in-yaml", 1, 7), ("api-key-in-yaml", 3, 3)]);
    let shown = printed(&text);
    assert!(
        !shown.contains("1111") && shown.contains("API-****-****-****-****"),
        "{shown}"
    );
}

#[test]
fn json_is_taken_where_yaml_is() {
    let text = r#"{"customers": {"a": {"name": "A", "address": {"street": ["1 A St"], "city": "X", "country": "DE"},
  "blocks": {"198.51.100.0/28": {"protect": 1}}}}}"#;
    assert_eq!(one(text), ("wrong-type", 2, 45));
}
