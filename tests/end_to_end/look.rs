//! Looking at single records, and at what is registered at a range. Nothing is ever written.

use super::estate::Estate;
use super::seed::legal_name;

const RANGE: &str = "198.51.100.64/28";

fn registered() -> Estate {
    let mut estate = Estate::new();
    estate.declared.block("heron", RANGE);
    estate.applied();
    estate
}

#[test]
fn records_are_shown_as_text_as_json_and_as_they_came() {
    let estate = registered();
    let net = estate.net(RANGE);
    let customer = net.customer.clone().expect("a customer");
    let sent = estate.writes();
    let found = estate.run(&["get", "net", &net.handle]);
    found
        .exits(0)
        .says(&[&net.handle, RANGE, &customer, "S, Reassigned"]);
    let json = estate
        .run(&["get", "customer", &customer, "-o", "json"])
        .exits(0)
        .json();
    assert_eq!(json["name"], legal_name("heron"));
    assert_eq!(json["handle"], customer.as_str());
    assert_eq!(json["country"], "US");
    let xml = estate
        .run(&["get", "net", &net.handle.to_lowercase(), "--xml"])
        .exits(0);
    assert!(
        xml.out.starts_with("<?xml") && xml.out.contains("198.051.100.064"),
        "{}",
        xml.said()
    );
    assert_eq!(estate.writes(), sent);
}

#[test]
fn what_is_not_there_or_no_handle_is_said_so() {
    let estate = registered();
    estate
        .run(&["get", "net", "NET-198-51-100-64-9"])
        .exits(1)
        .says(&["NET-198-51-100-64-9 is not registered at arin"]);
    estate
        .run(&["get", "net", "C1"])
        .exits(1)
        .says(&["\"C1\" is not a net handle"]);
    estate
        .run(&["get", "net", RANGE])
        .exits(1)
        .says(&["is not a net handle", &format!("swipd find {RANGE}")]);
    estate
        .run(&["get", "net", "NET-1/../../customer/C1"])
        .exits(1)
        .says(&["is not a net handle"]);
    estate
        .run(&["get", "net", "NET-198-51-100-64-1", "--registry", "other"])
        .exits(1)
        .says(&["no registry of swipd.yaml is named other; there is arin"]);
    estate
        .run(&["find", "198.51.100.300"])
        .exits(1)
        .says(&["198.51.100.300"]);
}

#[test]
fn a_range_is_found_with_its_customer_its_parent_and_its_neighbours() {
    let estate = registered();
    let net = estate.net(RANGE);
    estate.run(&["find", RANGE]).exits(0).says(&[
        &net.handle,
        &legal_name("heron"),
        "NET-198-51-100-0-1",
    ]);
    for inside in ["198.51.100.70", "198.51.100.64/27"] {
        estate.run(&["find", inside]).exits(0).says(&[
            "no net is exactly this range",
            "others, in public",
            &net.handle,
        ]);
    }
    let json = estate.run(&["find", RANGE, "-o", "json"]).exits(0).json();
    assert_eq!(json["registered"][0]["net"]["handle"], net.handle.as_str());
    assert_eq!(
        json["registered"][0]["customer"]["name"],
        legal_name("heron")
    );
    assert_eq!(json["parent"]["handle"], "NET-198-51-100-0-1");
}

#[test]
fn orgs_pocs_and_delegations_are_shown_too() {
    let estate = registered();
    for (noun, handle, says) in [
        ("org", "EXMPL-12", "AD ADM1-ARIN"),
        ("poc", "ADM1-ARIN", "ADM1-ARIN"),
        (
            "delegation",
            "100.51.198.in-addr.arpa.",
            "100.51.198.in-addr.arpa",
        ),
    ] {
        estate.run(&["get", noun, handle]).exits(0).says(&[says]);
        let json = estate.run(&["get", noun, handle, "-o", "json"]).exits(0);
        assert!(json.json().is_object(), "{}", json.said());
    }
    estate
        .run(&["get", "delegation", "../net/NET-198-51-100-0-1"])
        .exits(1);
}
