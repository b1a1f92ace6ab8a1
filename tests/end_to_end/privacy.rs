//! Names and streets of private and residential customers reach nobody who did not ask: no comment, and no JSON
//! without `--full` (design, section 12).

use serde_json::{Value, json};

use super::estate::Estate;

fn customer(name: &str, street: &str, range: &str) -> Value {
    json!({
        "name": name, "private": true,
        "address": { "street": [street], "city": "Roanoke", "region": "VA", "postal_code": "24011", "country": "US" },
        "blocks": { range: {} },
    })
}

/// One who reads like a business, and two of one name.
fn estate() -> Estate {
    let mut estate = Estate::new();
    let mut other = customer("Quarry Lane LLC", "7 Other Road", "198.51.100.96/28");
    other["private"] = json!(false);
    let customers = json!({
        "crm-1": customer("Quarry Lane LLC", "9 Quarry Road", "198.51.100.64/28"),
        "crm-2": other,
    });
    estate
        .declared
        .sections
        .insert("customers".to_owned(), customers);
    estate
}

#[test]
fn a_warning_names_a_private_customer_by_its_key() {
    let estate = estate();
    for format in ["json", "markdown"] {
        let ran = estate.run(&["plan", "-o", format]).exits(0);
        let ran = ran.says(&["private-business", "customer-name-twice", "crm-1"]);
        assert!(!ran.out.contains("Quarry Road"), "{}", ran.said());
        // The other one of this name is public, and in JSON its own step has it.
        let named = ran.out.matches("Quarry Lane").count();
        assert_eq!(named, usize::from(format == "json"), "{}", ran.said());
    }
}

#[test]
fn a_comment_of_mistakes_quotes_no_file_with_private_customers() {
    let mut estate = estate();
    estate.declared.sections["customers"]["crm-1"]["address"]["region"] = json!("Virginia");
    let shown = estate.run(&["plan"]).exits(1);
    shown.says(&["region-unknown", "Virginia"]);
    let ran = estate.run(&["plan", "-o", "markdown"]).exits(1);
    assert!(ran.out.contains("region-unknown"), "{}", ran.said());
    for word in ["Quarry", "Virginia", "24011"] {
        assert!(!ran.out.contains(word), "{word} in {}", ran.said());
    }
}

#[test]
fn no_step_or_reason_in_json_has_what_is_private() {
    let mut estate = estate();
    estate.applied();
    estate.declared.sections["customers"]["crm-1"]["address"]["street"] = json!(["11 New Road"]);
    for refresh in ["auto", "never"] {
        let plan = ["plan", "--refresh", refresh, "-o", "json"];
        let ran = estate.run(&plan);
        for word in ["Quarry Road", "New Road", "Quarry Lane"] {
            assert!(!ran.out.contains(word), "{word} in {}", ran.said());
        }
    }
    let customers = estate.declared.sections["customers"].as_object_mut();
    customers.expect("customers").remove("crm-1");
    let ran = estate.run(&["plan", "-o", "json"]).exits(0);
    assert!(ran.out.contains("198.51.100.64/28"), "{}", ran.said());
    assert!(!ran.out.contains("Quarry"), "{}", ran.said());
    let full = estate.run(&["plan", "-o", "json", "--full"]).exits(0);
    full.says(&["9 Quarry Road"]);
}
