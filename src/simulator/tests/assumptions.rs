//! Every switch, both ways: what it changes can be seen from outside.

use crate::simulator::testing::{Answer, BAKERY, FOREIGN, KEY, REASSIGN, Site, embedded, net};
use crate::simulator::testing::{answer, request};
use crate::simulator::{Assumption, Options, every_assumption};

fn site(assumed: &str) -> Site {
    let mut options = Options::default();
    Assumption::read(assumed)
        .expect("known")
        .apply(&mut options);
    Site::with(options)
}

fn customers(site: &Site) -> usize {
    site.simulator.state()["customers"]
        .as_array()
        .map_or(0, Vec::len)
}

fn to_customer(handle: &str) -> String {
    net(&format!(
        "<netBlocks><netBlock><startAddress>198.51.100.64</startAddress><cidrLength>28</cidrLength></netBlock></netBlocks>\
         <customerHandle>{handle}</customerHandle><parentNetHandle>NET-198-51-100-0-1</parentNetHandle><netName>A</netName>"
    ))
}

#[tokio::test]
async fn a_refused_embedded_create_leaves_its_customer_or_not() {
    for (value, left) in [("atomic", 0), ("separate", 1)] {
        let site = site(&format!("embedded-create={value}"));
        let before = customers(&site);
        let body = embedded("198.51.100.16", 28, "A");
        let refused = site.call("PUT", REASSIGN, &body).await;
        assert_eq!(refused.refusal(), (400, "E_ENTITY_VALIDATION", "netBlocks"));
        assert_eq!(customers(&site), before + left, "{value}");
        let bad = body.replace("12 Mill Road", "");
        site.call("PUT", REASSIGN, &bad).await;
        assert_eq!(customers(&site), before + left, "{value}");
    }
}

#[tokio::test]
async fn the_reply_to_an_embedded_create_holds_the_customer_or_not() {
    for (value, holds) in [("handle", false), ("customer", true)] {
        let site = site(&format!("embedded-reply={value}"));
        let body = embedded("198.51.100.64", 28, "A");
        let made = site.call("PUT", REASSIGN, &body).await;
        assert_eq!(made.body.contains("<customerName>"), holds, "{value}");
    }
}

#[tokio::test]
async fn an_overlap_and_a_customer_in_use_have_the_status_that_is_assumed() {
    for (value, status, code) in [
        ("400", 400, "E_ENTITY_VALIDATION"),
        ("403", 403, "E_BAD_REQUEST"),
        ("409", 409, "E_BAD_REQUEST"),
    ] {
        let overlapping = site(&format!("overlap={value}"));
        let body = embedded("198.51.100.16", 28, "A");
        let refused = overlapping.call("PUT", REASSIGN, &body).await;
        assert_eq!(refused.refusal(), (status, code, "netBlocks"));
        let in_use = site(&format!("customer-in-use={value}"));
        let body = to_customer("C09990001");
        let refused = in_use.call("PUT", REASSIGN, &body).await;
        assert_eq!(refused.refusal(), (status, code, "customerHandle"));
    }
}

#[tokio::test]
async fn nets_are_found_by_the_exact_range_or_by_a_part_of_it() {
    for (value, found) in [("exact", 0), ("overlapping", 2)] {
        let site = site(&format!("nets-by-range={value}"));
        let path = "/rest/net/netsByIpRange/198.51.100.16/198.51.100.19";
        let nets = site.call("GET", path, "").await;
        assert_eq!(nets.body.matches("<net>").count(), found, "{value}");
    }
}

#[tokio::test]
async fn a_range_without_nets_is_a_collection_or_404() {
    for (value, status) in [("collection", 200), ("404", 404)] {
        let site = site(&format!("empty-range={value}"));
        let path = "/rest/net/netsByIpRange/198.51.100.64/198.51.100.79";
        assert_eq!(site.call("GET", path, "").await.status, status, "{value}");
    }
}

#[tokio::test]
async fn spaces_in_names_become_hyphens_or_stay() {
    for (value, name) in [("hyphens", "BLUE-HERON"), ("kept", "BLUE HERON")] {
        let site = site(&format!("name-spaces={value}"));
        let body = embedded("198.51.100.64", 28, "Blue Heron");
        let made = site.call("PUT", REASSIGN, &body).await;
        assert_eq!(made.text("netName"), name);
    }
}

#[tokio::test]
async fn remove_compares_its_record_or_not() {
    for (value, status) in [("ignored", 200), ("compared", 400)] {
        let site = site(&format!("remove-body={value}"));
        let path = "/rest/net/NET-198-51-100-16-1/remove";
        let removed = site
            .call("PUT", path, &net("<netName>OTHER</netName>"))
            .await;
        assert_eq!(removed.status, status, "{value}");
    }
}

#[tokio::test]
async fn what_belongs_to_others_is_401_or_404() {
    for (value, refusal) in [
        ("401", (401, "E_AUTHENTICATION", "")),
        ("404", (404, "E_OBJECT_NOT_FOUND", "")),
    ] {
        let site = site(&format!("lost-authority={value}"));
        let path = "/rest/net/NET-198-51-100-16-1";
        let seen: Answer = site.call_as(FOREIGN, "GET", path, "").await;
        assert_eq!(seen.refusal(), refusal);
    }
}

#[tokio::test]
async fn reads_need_a_content_type_or_not() {
    for (value, status) in [("needed", 415), ("optional", 200)] {
        let site = site(&format!("get-content-type={value}"));
        let mut sent = request(KEY, "GET", "/rest/customer/C09990001", "");
        sent.headers.retain(|(name, _)| name != "Content-Type");
        let seen = answer(site.simulator.handle(sent).await);
        assert_eq!(seen.status, status, "{value}");
    }
}

#[tokio::test]
async fn postal_codes_are_checked_or_not() {
    for (value, status) in [("lenient", 200), ("strict", 400)] {
        let site = site(&format!("postal-codes={value}"));
        let body = super::super::testing::customer(&BAKERY.replace("22801", "ABC"));
        let path = "/rest/net/NET-198-51-100-0-1/customer";
        assert_eq!(site.call("POST", path, &body).await.status, status);
    }
}

/// The tests above, those of reports and those of messages look at these. A new switch needs a test of its own.
#[test]
fn no_switch_is_without_a_test() {
    let known = [
        "embedded-create",
        "embedded-reply",
        "overlap",
        "customer-in-use",
        "nets-by-range",
        "empty-range",
        "name-spaces",
        "remove-body",
        "lost-authority",
        "get-content-type",
        "postal-codes",
        "report-file",
        "whowas",
        "ticket-details",
    ];
    let mut names: Vec<String> = every_assumption()
        .iter()
        .filter_map(|typed| Some(typed.split_once('=')?.0.to_owned()))
        .collect();
    names.dedup();
    assert_eq!(names, known);
}
