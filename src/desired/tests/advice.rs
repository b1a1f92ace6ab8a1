//! Warnings: each in its place, each once, and none where all is well.

use super::*;

fn warned(settings: &str, file: &str) -> Vec<Found> {
    found_in(&[
        ("swipd.yaml", settings.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ])
}

fn at(code: &'static str, line: usize, column: usize) -> Found {
    (code, "c.yaml".to_owned(), line, column)
}

#[test]
fn blocks_below_the_size_of_the_policy_are_told_once_for_each_network() {
    let blocks = [
        "198.51.100.0/29: {}",
        "198.51.100.8/30: {}",
        "198.51.100.12-198.51.100.18: {}",
        "203.0.113.4/32: { announced: true }",
        "2001:db8:40::/48: {}",
        "2001:db8:50::/47: {}",
        "2001:db8:60::/56: { announced: true }",
        "2001:db8:70::/64: {}",
    ];
    let file = format!("customers:\n{}", customer("a", &blocks));
    assert_eq!(
        warned(SETTINGS, &file),
        [at("below-policy", 7, 7), at("below-policy", 10, 7)]
    );
    let policy = SETTINGS.replace("type: arin", "type: arin, policy: { ipv4: 32, ipv6: 64 }");
    assert_eq!(warned(&policy, &file), []);
    let policy = SETTINGS.replace("type: arin", "type: arin, policy: { ipv6: 56 }");
    assert_eq!(
        warned(&policy, &file),
        [at("below-policy", 7, 7), at("below-policy", 13, 7)]
    );
}

#[test]
fn the_words_name_the_manual_and_the_way_to_silence() {
    let file = format!(
        "customers:\n{}",
        customer("a", &["198.51.100.8/30: {}", "198.51.100.12/31: {}"])
    );
    let settings = SETTINGS.replace("type: arin", "type: arin, policy: { manual: NRPM 2027.1 }");
    let loaded = load_files(&[
        ("swipd.yaml", settings.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ]);
    let shown = text(&loaded.expect("right").warnings);
    assert_eq!(
        shown,
        "\
warning[below-policy]: 2 blocks in 198.51.100.0/24 are smaller than the /29 that policy asks to register
  --> c.yaml:6:7
   |
 6 |       198.51.100.8/30: {}
   |       ^^^^^^^^^^^^^^^
  --> c.yaml:7:7
   |
 7 |       198.51.100.12/31: {}
   |       ----------------
   = help: NRPM 2027.1 4.2.3.7.1; what is announced on its own says announced: true
   = help: where smaller blocks are registered on purpose: policy: { ipv4: 31 } in swipd.yaml
"
    );
}

#[test]
fn one_name_at_two_addresses_is_told_with_both_places() {
    let here = customer("a", &[]);
    let there = customer("b", &[]).replace("12 Mill Road", "40 Canal Street");
    let file = format!("customers:\n{here}{there}");
    assert_eq!(warned(SETTINGS, &file), [at("customer-name-twice", 3, 11)]);
    let spelled = customer("b", &[])
        .replace("12 Mill Road", "12 MILL  ROAD")
        .replace("Blue Heron Bakery LLC", "blue heron bakery llc");
    assert_eq!(
        warned(SETTINGS, &format!("customers:\n{here}{spelled}")),
        []
    );
    let other = there.replace("Blue Heron Bakery LLC", "Larkspur Robotics Inc");
    assert_eq!(warned(SETTINGS, &format!("customers:\n{here}{other}")), []);
    let many: String = (0..40)
        .map(|n| customer(&format!("c-{n}"), &[]).replace("12 Mill", &format!("{n} Mill")))
        .collect();
    assert_eq!(warned(SETTINGS, &format!("customers:\n{many}")).len(), 1);
}

#[test]
fn one_net_name_for_two_customers_is_told_and_for_one_customer_is_not() {
    let named = |key: &str, range: &str, name: &str| {
        let block = format!("{range}: {{ name: {name} }}");
        customer(key, &[&block])
    };
    let first = named("a", "198.51.100.0/28", "EXMPL-1");
    let copied = named("b", "198.51.100.16/28", "exmpl-1");
    let file = format!("customers:\n{first}{copied}");
    assert_eq!(warned(SETTINGS, &file), [at("net-name-twice", 6, 32)]);
    let other = named("b", "198.51.100.16/28", "EXMPL-2");
    assert_eq!(warned(SETTINGS, &format!("customers:\n{first}{other}")), []);
    let same = customer(
        "a",
        &[
            "198.51.100.0/28: { name: X }",
            "198.51.100.16/28: { name: X }",
        ],
    );
    assert_eq!(warned(SETTINGS, &format!("customers:\n{same}")), []);
}

#[test]
fn a_private_business_is_told_and_a_private_person_is_not() {
    let private = |name: &str| {
        let head = format!("name: {name}\n    private: true");
        let file = customer("a", &[]).replace("name: Blue Heron Bakery LLC", &head);
        warned(SETTINGS, &format!("customers:\n{file}"))
    };
    assert_eq!(
        private("Blue Heron Bakery LLC"),
        [at("private-business", 3, 11)]
    );
    assert_eq!(private("Ann Colton"), []);
    let open = format!("customers:\n{}", customer("a", &[]));
    assert_eq!(warned(SETTINGS, &open), []);
}
