//! The public side.

use std::time::Duration;

use crate::simulator::Options;
use crate::simulator::testing::{KEY, REASSIGN, Site, answer, embedded, request};

const DOWN: &str = "ips/rirSearch1/rdap-down";

#[tokio::test]
async fn children_lie_strictly_inside_and_are_immediate() {
    let site = Site::new();
    let (status, body) = site.public(&format!("{DOWN}/198.51.100.0/24")).await;
    assert_eq!(status, 200);
    let results = body["ipSearchResults"].as_array().expect("results");
    let handles: Vec<&str> = results
        .iter()
        .filter_map(|net| net["handle"].as_str())
        .collect();
    assert_eq!(handles, ["NET-198-51-100-16-1", "NET-198-51-100-192-1"]);
    let net = &results[0];
    assert_eq!(net["startAddress"], "198.51.100.16");
    assert_eq!(net["parentHandle"], "NET-198-51-100-0-1");
    assert_eq!(net["type"], "REASSIGNMENT");
    assert_eq!(net["cidr0_cidrs"][0]["length"], 28);
    assert_eq!(net["entities"][0]["handle"], "C09990001");
    assert_eq!(
        net["entities"][0]["events"][0]["eventAction"],
        "last changed"
    );
    let (_, deeper) = site.public(&format!("{DOWN}/198.51.100.192/26")).await;
    assert_eq!(deeper["ipSearchResults"][0]["name"], "BELOW");
    let (status, _) = site.public(&format!("{DOWN}/198.51.100.16/28")).await;
    assert_eq!(status, 404, "the net itself is no child");
    assert_eq!(site.public(&format!("{DOWN}/198.51.100.1/24")).await.0, 400);
    assert_eq!(site.public("nowhere").await.0, 404);
}

#[tokio::test]
async fn the_most_specific_net_covers() {
    let site = Site::new();
    for (query, handle) in [
        ("198.51.100.20", "NET-198-51-100-16-1"),
        ("198.51.100.192/28", "NET-198-51-100-192-2"),
        ("198.51.100.64/28", "NET-198-51-100-0-1"),
        ("2001:db8::1", "NET6-2001-DB8-1"),
    ] {
        let (status, body) = site.public(&format!("ip/{query}")).await;
        assert_eq!(
            (status, body["handle"].as_str()),
            (200, Some(handle)),
            "{query}"
        );
    }
    assert_eq!(site.public("ip/192.0.2.1").await.0, 404);
}

#[tokio::test]
async fn more_than_256_are_cut_off_with_a_notice() {
    let site = Site::new();
    for number in 0..257u32 {
        let edit = format!(
            r#"{{"reassign":{{"parent":"NET6-2001-DB8-1","prefix":"2001:db8:{number:x}::/48",
            "customer":{{"name":"Many","address":{{"street":["1 Way"],"country":"DE"}}}}}}}}"#
        );
        site.simulator.edit(&edit).expect("reassign");
    }
    let (_, body) = site.public(&format!("{DOWN}/2001:db8::/32")).await;
    assert_eq!(body["ipSearchResults"].as_array().map(Vec::len), Some(256));
    assert_eq!(body["notices"][1]["title"], "Search Policy");
    let (_, half) = site.public(&format!("{DOWN}/2001:db8::/40")).await;
    assert_eq!(half["ipSearchResults"].as_array().map(Vec::len), Some(256));
    assert_eq!(half["notices"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn private_customers_are_masked() {
    let site = Site::new();
    site.simulator
        .edit(r#"{"modify":{"handle":"C09990001","fields":{"private":true}}}"#)
        .expect("modify");
    let (_, body) = site.public("ip/198.51.100.16/28").await;
    let text = body.to_string();
    assert!(text.contains("Private Customer - Example Transit Inc"));
    assert!(text.contains("Private Residence"));
    assert!(!text.contains("Blue Heron") && !text.contains("12 Mill Road"));
    let record = site.call("GET", "/rest/customer/C09990001", "").await;
    assert_eq!(record.text("customerName"), "Blue Heron Bakery LLC");
}

#[tokio::test]
async fn a_key_on_the_public_side_is_refused_and_never_logged() {
    let site = Site::new();
    let path = "/registry/ip/198.51.100.16";
    let mut sent = request(KEY, "GET", path, "");
    sent.headers.truncate(1);
    assert_eq!(
        answer(site.simulator.handle(sent.clone()).await).status,
        400
    );
    sent.headers.clear();
    sent.query = Some(format!("apikey={KEY}"));
    assert_eq!(answer(site.simulator.handle(sent).await).status, 400);
    site.call("GET", &format!("/rest/customer/{KEY}?apikey={KEY}"), "")
        .await;
    let log = site.simulator.requests();
    assert!(!log.to_string().contains("1111"), "{log}");
    assert_eq!(log[0]["path"], path);
    assert_eq!(log[2]["n"], 3);
}

#[tokio::test]
async fn the_public_side_may_be_behind() {
    let site = Site::with(Options {
        public_lag: Duration::from_secs(600),
        ..Options::default()
    });
    site.call("PUT", REASSIGN, &embedded("198.51.100.64", 28, "A"))
        .await;
    let query = "ip/198.51.100.64/28";
    assert_eq!(site.public(query).await.1["handle"], "NET-198-51-100-0-1");
    site.clock.advance(Duration::from_secs(600));
    assert_eq!(site.public(query).await.1["handle"], "NET-198-51-100-64-1");
}

#[tokio::test]
async fn entities_are_found_by_their_public_names() {
    let site = Site::new();
    let (status, body) = site.public("entities?fn=blue%20HERON%20bakery%20LLC").await;
    let handle = &body["entitySearchResults"][0]["handle"];
    assert_eq!((status, handle.as_str()), (200, Some("C09990001")));
    let (_, body) = site.public("entities?fn=Example%20T*").await;
    assert_eq!(body["entitySearchResults"][0]["handle"], "EXMPL-12");
    assert_eq!(site.public("entities?fn=Example%20T").await.0, 404);
    assert_eq!(site.public("entities").await.0, 400);
    site.simulator
        .edit(r#"{"modify":{"handle":"C09990001","fields":{"private":true}}}"#)
        .expect("modify");
    let hidden = site.public("entities?fn=Blue%20Heron%20Bakery%20LLC").await;
    assert_eq!(hidden.0, 404, "a private customer has no name in public");
}
