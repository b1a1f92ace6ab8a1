//! Bad repositories through the program itself: one diagnostic in its place, status 1, nothing sent.

use super::estate::Estate;

const CUSTOMER: &str = "customers:
  blue-heron:
    name: Blue Heron Bakery LLC
    address: { street: [12 Mill Road], city: Harrisonburg, region: VA, postal_code: \"22801\", country: US }
    blocks:
";

/// What stands in the file, the code that is printed, and the line and column.
const CASES: [(&str, &str, &str, usize, usize); 0] = [];

#[test]
fn each_mistake_is_printed_in_its_place_and_nothing_is_sent() {
    let mut estate = Estate::new();
    estate.declared.block("larkspur", "203.0.113.16/29");
    estate.write();
    let file = estate.root().join("customers/bad.yaml");
    for (what, text, code, line, column) in CASES {
        std::fs::write(&file, text).expect("written");
        let place = format!("--> customers/bad.yaml:{line}:{column}\n");
        for command in [&["validate"][..], &["plan"], &["apply", "--yes"]] {
            let ran = estate.run_as_is(command).exits(1);
            assert!(
                ran.err.contains(&place) && ran.err.contains(&format!("[{code}]")),
                "{what}: {}",
                ran.said()
            );
            assert!(
                ran.err.contains("Nothing was sent."),
                "{what}: {}",
                ran.said()
            );
        }
    }
    assert_eq!(estate.writes(), 0);
    let _ = CUSTOMER;
}
