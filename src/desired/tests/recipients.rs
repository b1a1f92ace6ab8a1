//! Orgs that receive space, and what their blocks may say.

use crate::model::{Listed, PocHandle};
use crate::registry::arin::Recipient;

use super::{NETWORKS, SETTINGS, load_files, one};

#[test]
fn an_org_receives_reassignments_and_reallocations() {
    let file = "recipients:\n  down-7:\n    reassign:\n      198.51.100.128/27: { pocs: { tech: [tec7-arin], noc: [] } }\n    \
                reallocate:\n      198.51.100.192/27: {}\n      198.51.100.224/27: { protect: false }\n";
    let repository = load_files(&[
        ("swipd.yaml", SETTINGS.as_bytes()),
        ("networks.yaml", NETWORKS.as_bytes()),
        ("c.yaml", file.as_bytes()),
    ])
    .unwrap_or_else(|m| panic!("{}", crate::diagnostic::text(&m.diagnostics)));
    let [detailed, kept, free] = &repository.arin.blocks[..] else {
        panic!("three blocks")
    };
    let org: crate::model::OrgHandle = "DOWN-7".parse().expect("a handle");
    assert_eq!(detailed.recipient, Recipient::Reassigned(org.clone()));
    assert_eq!(kept.recipient, Recipient::Reallocated(org));
    assert_eq!(
        [detailed.protect, kept.protect, free.protect],
        [false, true, false]
    );
    let tech: PocHandle = "TEC7-ARIN".parse().expect("a handle");
    assert_eq!(detailed.pocs().tech, Listed::Value(vec![tech]));
    assert_eq!(detailed.pocs().noc, Listed::Clear);
    assert_eq!(detailed.pocs().abuse, Listed::Alone);
}

#[test]
fn what_an_org_can_not_have_is_refused_at_its_place() {
    let with = |fields: &str| {
        format!("recipients:\n  DOWN-7:\n    reassign:\n      198.51.100.128/27: {{ {fields} }}\n")
    };
    assert_eq!(
        one(&with("pocs: { admin: [ADM1-ARIN] }")),
        ("poc-function", 4, 36)
    );
    assert_eq!(one(&with("pocs: { tech: [A/B] }")), ("handle-bad", 4, 43));
    assert_eq!(
        one(&with("pocs: { tech: [A, a] }")),
        ("duplicate-key", 4, 46)
    );
    assert_eq!(
        one("recipients:\n  DOWN-Z7: {}\n"),
        ("recipient-closed", 2, 3)
    );
    assert_eq!(
        one("recipients:\n  DOWN-7: {}\n  down-7: {}\n"),
        ("duplicate-key", 3, 3)
    );
    assert_eq!(one("recipients:\n  DOWN/7: {}\n"), ("handle-bad", 2, 3));
}

#[test]
fn a_simple_reassignment_shows_the_pocs_of_its_parent() {
    let block = "198.51.100.128/27: { pocs: { tech: [TEC7-ARIN] } }";
    let file = format!("customers:\n{}", super::customer("a", &[block]));
    assert_eq!(one(&file).0, "pocs-inherited");
}

#[test]
fn the_net_of_a_reallocation_is_described_at_one_place() {
    let with = |own: &str| {
        format!(
            "networks:\n  198.51.100.192/27: {{ {own} }}\nrecipients:\n  DOWN-7:\n    reallocate:\n      198.51.100.192/27: {{}}\n"
        )
    };
    let own = "self: { geofeed: https://example.net/a.csv }";
    assert_eq!(one(&with(own)), ("self-reallocated", 2, 24));
    let files = |text: &str| {
        load_files(&[
            ("swipd.yaml", SETTINGS.as_bytes()),
            ("networks.yaml", NETWORKS.as_bytes()),
            ("c.yaml", text.as_bytes()),
        ])
        .is_ok()
    };
    assert!(files(&with("self: {}")), "it says nothing");
    let apart = with(own).replace(".192/27: {}", ".128/27: {}");
    assert!(files(&apart), "{apart}");
}

#[test]
fn an_org_is_named_by_its_key_and_made_for_others_only_where_that_is_done() {
    let file = |orgs: &str| {
        format!(
            "orgs:\n  lakeside: {{ {orgs} }}\nrecipients:\n  lakeside:\n    reassign:\n      198.51.100.128/27: {{}}\n"
        )
    };
    let made = "name: Lakeside, address: { street: [1 A], city: B, region: VA, postal_code: '22801', country: US }, \
                pocs: { admin: A1-ARIN, tech: [A1-ARIN], abuse: [A1-ARIN] }";
    let recipient = |file: &str| {
        let repository = load_files(&[
            ("swipd.yaml", SETTINGS.as_bytes()),
            ("networks.yaml", NETWORKS.as_bytes()),
            ("c.yaml", file.as_bytes()),
        ]);
        let repository =
            repository.unwrap_or_else(|m| panic!("{}", crate::diagnostic::text(&m.diagnostics)));
        repository.arin.blocks[0].recipient.clone()
    };
    let key = crate::model::Key::new("lakeside");
    assert_eq!(
        recipient(&file(&format!("create: ticket, {made}"))),
        Recipient::ToBeMade(Box::new((key, crate::model::NetType::Reassignment)))
    );
    let handle = "LAKES-3".parse().expect("a handle");
    assert_eq!(
        recipient(&file("handle: lakes-3")),
        Recipient::Reassigned(handle)
    );
    assert_eq!(
        one(&file(&format!("create: recipient, {made}"))),
        ("org-recipient", 2, 23),
        "the registry is ARIN's own"
    );
    assert_eq!(one(&file("handle: lakes-z3")), ("recipient-closed", 4, 3));
}
