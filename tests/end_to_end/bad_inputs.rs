//! Bad repositories through the program itself: one diagnostic in its place, status 1, nothing sent.

use std::fmt::Write;

use super::estate::Estate;

const HEAD: &str = "customers:
  blue-heron:
    name: Blue Heron Bakery LLC
    address: { street: [12 Mill Road], city: Harrisonburg, region: VA, postal_code: \"22801\", country: US }
    blocks:
";

/// A mistake: what stands in the file, what is printed of it, and where.
struct Mistake {
    text: Vec<u8>,
    code: &'static str,
    line: usize,
    column: usize,
}

fn mistake(text: impl Into<Vec<u8>>, code: &'static str, line: usize, column: usize) -> Mistake {
    Mistake {
        text: text.into(),
        code,
        line,
        column,
    }
}

/// The customer with one more line below its blocks.
fn block(line: &str) -> String {
    format!("{HEAD}      {line}\n")
}

/// The customer with something in its head replaced.
fn head(from: &str, to: &str) -> String {
    assert!(HEAD.contains(from), "{from}");
    HEAD.replace(from, to) + "      198.51.100.64/28: {}\n"
}

fn alias_bomb() -> String {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let inner = vec![format!("*a{}", n - 1); 9].join(", ");
        let _ = writeln!(bomb, "a{n}: &a{n} [{inner}]");
    }
    bomb
}

/// What is wrong with one entry.
fn wrong_entries() -> Vec<Mistake> {
    vec![
        mistake(
            head("    name:", "    nmae: X\n    name:"),
            "unknown-field",
            3,
            5,
        ),
        mistake(
            head("name: Blue Heron Bakery LLC", "name: [X]"),
            "wrong-type",
            3,
            11,
        ),
        mistake(
            head("    name: Blue Heron Bakery LLC\n", ""),
            "missing-field",
            2,
            3,
        ),
        mistake(block("198.51.100.0/33: {}"), "prefix-bad", 6, 7),
        mistake(block("198.51.100.65/28: {}"), "host-bits", 6, 7),
        mistake(head("blue-heron", "larkspur"), "duplicate-key", 0, 0),
        mistake(block("192.0.2.0/28: {}"), "block-outside", 6, 7),
        mistake(
            block("198.51.100.64/28: { name: EXMPL_1 }"),
            "net-name-bad",
            6,
            33,
        ),
        mistake(head("region: VA, ", ""), "region-missing", 4, 5),
        mistake(
            head("postal_code: \"22801\", ", ""),
            "postal-code-missing",
            4,
            5,
        ),
        mistake(
            head("region: VA", "region: Virginia"),
            "region-unknown",
            4,
            68,
        ),
        mistake(
            head("country: US", "country: Utopia"),
            "country-unknown",
            4,
            103,
        ),
        mistake(block("2001:db8:40::/65: {}"), "ipv6-too-small", 6, 7),
        mistake(
            head("12 Mill Road", "12 M\u{fc}ll Road"),
            "not-ascii",
            4,
            25,
        ),
    ]
}

/// What is wrong with a file as a whole. Line 0: it has no one place.
fn wrong_files() -> Vec<Mistake> {
    let twice = format!(
        "{}      198.51.100.64/28: {{}}\n",
        block("198.51.100.64/28: {}")
    );
    let overlap = format!(
        "{}      198.51.100.72/29: {{}}\n",
        block("198.51.100.64/28: {}")
    );
    vec![
        mistake(twice, "duplicate-key", 7, 7),
        mistake(overlap, "blocks-overlap", 6, 7),
        mistake(&b"customers:\n  caf\xe9: {}\n"[..], "not-utf8", 2, 6),
        mistake("", "file-empty", 0, 0),
        mistake(alias_bomb(), "alias-bomb", 2, 10),
        mistake("customers: [a\n", "yaml", 0, 0),
        mistake(vec![b'a'; 50 * 1024 * 1024], "file-too-large", 0, 0),
    ]
}

/// A repository that is right, and applied to nothing yet.
fn good() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.write();
    estate
}

#[test]
fn each_mistake_is_printed_in_its_place_and_nothing_is_sent() {
    let estate = good();
    let file = estate.root().join("customers/bad.yaml");
    let mut wrong = Vec::new();
    for Mistake {
        text,
        code,
        line,
        column,
    } in wrong_entries().into_iter().chain(wrong_files())
    {
        std::fs::write(&file, text).expect("written");
        let place = match line {
            0 => "--> ".to_owned(),
            _ => format!("--> customers/bad.yaml:{line}:{column}\n"),
        };
        for command in [&["plan"][..], &["apply", "--yes"]] {
            let ran = estate.run_as_is(command);
            let told = ran.err.contains(&place)
                && ran.err.contains(&format!("error[{code}"))
                && ran.err.contains("Nothing was sent.");
            if ran.code != Some(1) || !told {
                wrong.push(format!("{code} {line}:{column}\n{}", ran.said()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert_eq!(estate.writes(), 0);
}

#[test]
fn mistakes_in_the_settings_and_among_the_files_are_printed_in_their_place() {
    let estate = good();
    let path = estate.root().join("swipd.yaml");
    let settings = std::fs::read_to_string(&path).expect("text");
    let key = "api_key: { env: SWIPD_TEST_KEY }";
    for (from, to, code, line) in [
        (key, "api_key: API-1111-2222-3333-4444", "api-key", 6),
        (
            key,
            "api_key: { env: API-1111-2222-3333-4444 }",
            "api-key",
            6,
        ),
        ("type: arin", "type: arni", "", 4),
        ("customers/*.yaml", "kunden/*.yaml", "", 8),
        ("version: 1", "version: 7", "", 1),
    ] {
        assert!(settings.contains(from), "{from}");
        std::fs::write(&path, settings.replace(from, to)).expect("written");
        let ran = estate.run_as_is(&["apply", "--yes"]).exits(1);
        let place = format!("--> swipd.yaml:{line}:");
        assert!(
            ran.err.contains(&place) && ran.err.contains(code),
            "{}",
            ran.said()
        );
        assert!(!ran.said().contains("1111-2222"), "{}", ran.said());
    }
    std::fs::write(&path, settings).expect("written");
    // A file that no glob takes.
    std::fs::write(estate.root().join("customers/more.yml"), HEAD).expect("written");
    estate
        .run_as_is(&["apply", "--yes"])
        .exits(1)
        .says(&["customers/more.yml", "Nothing was sent."]);
    assert_eq!(estate.writes(), 0);
}

#[test]
fn mistakes_are_json_and_annotations_too() {
    let estate = good();
    let file = estate.root().join("customers/bad.yaml");
    std::fs::write(file, block("198.51.100.65/28: {}")).expect("written");
    let ran = estate.run_as_is(&["plan", "-o", "json"]).exits(1);
    assert!(
        ran.json().to_string().contains("host-bits"),
        "{}",
        ran.said()
    );
    let ran = estate.run_as_is(&["validate", "-o", "github"]).exits(1);
    let annotation = "::error file=customers/bad.yaml,line=6,col=7";
    assert!(ran.out.contains(annotation), "{}", ran.said());
}
