//! Seeds that are taken, and seeds that are not.

use std::sync::Arc;

use crate::clock::SystemClock;
use crate::simulator::{Options, Seed, Simulator};
use crate::yaml::SourceText;

const BASE: &str = "
api_keys: [{ key: API-1111-2222-3333-4444, orgs: [EXMPL-12] }]
orgs: [{ handle: EXMPL-12, name: Example Transit Inc }]
customers: [{ handle: C09990001, name: A, address: { street: [1 Way], country: DE } }]
";

fn mistake(nets: &str) -> String {
    let source = SourceText {
        name: "simulator.yaml".to_owned(),
        text: format!(
            "{BASE}nets:\n  - {{ prefix: 198.51.100.0/24, type: DA, org: EXMPL-12, name: A }}\n{nets}"
        ),
    };
    match Seed::read(&source) {
        Ok(_) => String::new(),
        Err(mistakes) => mistakes[0].message.clone(),
    }
}

#[test]
fn a_seed_obeys_the_rules_of_registrations() {
    for (net, message) in [
        (
            "{ prefix: 198.51.100.16/28, type: S, customer: C09990001, name: B }",
            "",
        ),
        (
            "{ range: 198.51.100.16-198.51.100.39, type: S, customer: C09990001, name: B }",
            "",
        ),
        (
            "{ prefix: 198.51.100.17/28, type: S, customer: C09990001, name: B }",
            "bits set",
        ),
        (
            "{ prefix: 198.51.100.16/28, type: S, customer: C1, name: B }",
            "no customer",
        ),
        (
            "{ prefix: 198.51.100.16/28, type: S, name: B }",
            "a customer or an org",
        ),
        (
            "{ prefix: 198.51.100.16/28, type: Q, org: EXMPL-12, name: B }",
            "no net has the type",
        ),
        (
            "{ prefix: 198.51.100.16/28, type: S, org: X-1, name: B }",
            "no org",
        ),
        (
            "{ prefix: 198.51.101.0/28, type: S, customer: C09990001, name: B }",
            "no DA or A net",
        ),
        (
            "{ prefix: 198.51.100.0/23, type: DA, org: EXMPL-12, name: B }",
            "overlaps",
        ),
        (
            "{ prefix: 198.51.100.16/28, type: S, customer: C09990001, name: B_1 }",
            "netName",
        ),
        (
            "{ prefix: 198.51.100.16/28, type: S, customer: C09990001, name: B, colour: red }",
            "colour",
        ),
    ] {
        let told = mistake(&format!("  - {net}\n"));
        assert_eq!(told.is_empty(), message.is_empty(), "{net}: {told}");
        assert!(told.contains(message), "{net}: {told}");
    }
}

#[test]
fn networks_become_allocations_and_nested_ones_reallocations() {
    let prefixes = [
        "198.51.100.0/24",
        "198.51.100.128/25",
        "2001:db8::/32",
        "198.51.100.0/24",
    ]
    .map(|text| text.parse().expect("prefix"));
    let seed = Seed::for_networks(&prefixes);
    assert!(seed.first_key().is_some());
    assert!(!format!("{seed:?}").contains("1111"));
    let clock = Arc::new(SystemClock::new());
    let simulator = Simulator::open(Some(seed), Options::default(), clock).expect("open");
    let state = simulator.state();
    let nets: Vec<(&str, &str)> = state["nets"]
        .as_array()
        .expect("nets")
        .iter()
        .filter_map(|net| net["handle"].as_str().zip(net["type"].as_str()))
        .collect();
    assert_eq!(
        nets,
        [
            ("NET-198-51-100-0-1", "DA"),
            ("NET-198-51-100-128-1", "A"),
            ("NET6-2001-DB8-1", "DA")
        ]
    );
}

#[test]
fn pocs_and_keys_of_a_seed_obey_the_rules_too() {
    let poc = |more: &str| {
        format!(
            "{{ handle: A1-ARIN, type: ROLE, last_name: Desk, emails: [a@example.net], {more} }}"
        )
    };
    let office = "company: A, phones: [{ number: 540-555-0100, type: O }]";
    let keyed = |key: &str| format!("{{ key: API-1111-2222-3333-4444, {key} }}");
    let known = keyed("pocs: [A1-ARIN, T1-ARIN], inactive: true");
    for (poc, key, message) in [
        (poc(office), known.clone(), ""),
        (poc("company: A, phones: []"), known.clone(), "phones"),
        (
            poc("phones: [{ number: 540-555-0100, type: O }]"),
            known.clone(),
            "companyName",
        ),
        (
            poc(office).replace("ROLE", "ROBOT"),
            known.clone(),
            "no POC has the type",
        ),
        (
            poc(office).replace("A1-ARIN", "a1-arin"),
            known.clone(),
            "upper case",
        ),
        (poc(office).replace("a@example.net", "a"), known, "e-mail"),
        (
            poc(office),
            keyed("pocs: [B1-ARIN]"),
            "no POC has the handle",
        ),
        (poc(office), keyed("orgs: [B-1]"), "no org has the handle"),
    ] {
        let source = SourceText {
            name: "simulator.yaml".to_owned(),
            text: format!(
                "api_keys: [{key}]\npocs: [{poc}]\norgs: [{{ handle: O-1, name: O, pocs: {{ tech: [T1-ARIN] }} }}]\n"
            ),
        };
        let told = match Seed::read(&source) {
            Ok(_) => String::new(),
            Err(mistakes) => mistakes[0].message.clone(),
        };
        assert_eq!(told.is_empty(), message.is_empty(), "{poc}: {told}");
        assert!(told.contains(message), "{poc}: {told}");
    }
}
