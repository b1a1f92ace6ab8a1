//! Verbs, matrix parameters and media types of every path; faults at run time.

use std::time::Duration;

use crate::simulator::testing::{KEY, Site, answer, request};
use crate::simulator::{Options, Request};

const VERBS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

#[tokio::test]
async fn every_path_takes_its_verbs_and_no_others() {
    let site = Site::new();
    for (path, verbs) in [
        ("net/NET-198-51-100-0-1", &["GET", "PUT", "DELETE"][..]),
        ("net/NET-198-51-100-0-1/reassign", &["PUT"]),
        ("net/NET-198-51-100-0-1/reallocate", &["PUT"]),
        ("net/NET-198-51-100-0-1/remove", &["PUT"]),
        ("net/NET-198-51-100-0-1/customer", &["POST"]),
        ("net/parentNet/198.51.100.1/198.51.100.1", &["GET"]),
        ("net/mostSpecificNet/198.51.100.1/198.51.100.1", &["GET"]),
        ("net/netsByIpRange/198.51.100.1/198.51.100.1", &["GET"]),
        ("customer/C09990001", &["GET", "PUT", "DELETE"]),
        ("ticket/20260920-X1", &["GET", "PUT"]),
        ("ticket/20260920-X1/summary", &["GET"]),
        ("ticket/20260920-X1/message", &["PUT"]),
        ("ticket/20260920-X1/message/1", &["GET"]),
        ("ticket/20260920-X1/ticketStatus/CLOSED", &["PUT"]),
        ("ticket;ticketStatus=ANY", &["GET"]),
        ("ticket/summary;ticketStatus=ANY", &["GET"]),
        ("report/associations", &["GET"]),
        ("report/reassignment/NET-198-51-100-0-1", &["GET"]),
        ("report/whoWas/asn/64500", &["GET"]),
        ("report/whoWas/net/198.51.100.1", &["GET"]),
    ] {
        for verb in VERBS {
            let seen = site.call(verb, &format!("/rest/{path}"), "").await;
            let refused = seen.status == 405;
            assert_eq!(refused, !verbs.contains(&verb), "{verb} {path}");
            if refused {
                assert_eq!(seen.text("code"), "E_METHOD_NOT_ALLOWED");
            }
        }
    }
}

#[tokio::test]
async fn semicolons_are_never_percent_encoded() {
    let site = Site::new();
    for (path, status) in [
        ("/rest/ticket;ticketStatus=ANY", 200),
        ("/rest/ticket;ticketType=ANY;ticketStatus=ANY", 200),
        ("/rest/ticket%3BticketStatus=ANY", 404),
        ("/rest/ticket/summary%3BticketStatus=ANY", 404),
        ("/rest/ticket;ticketStatus%3DANY", 400),
        ("/rest/ticket?ticketStatus=ANY", 400),
    ] {
        assert_eq!(site.call("GET", path, "").await.status, status, "{path}");
    }
}

#[tokio::test]
async fn writes_without_a_body_still_say_what_it_would_be() {
    let site = Site::new();
    let opened = site.call("GET", "/rest/report/associations", "").await;
    let number = opened.text("ticketNo").to_owned();
    let path = format!("/rest/ticket/{number}/ticketStatus/CLOSED");
    let told = site
        .simulator
        .tell_ticket(&number, r#"{"status":"RESOLVED"}"#);
    assert!(told.is_ok());
    let mut bare = request(KEY, "PUT", &path, "");
    bare.headers.retain(|(name, _)| name != "Content-Type");
    assert_eq!(answer(site.simulator.handle(bare).await).status, 415);
    assert_eq!(site.call("PUT", &path, "").await.status, 200);
}

async fn control(site: &Site, method: &str, path: &str, body: &str) -> (u16, serde_json::Value) {
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        body: body.as_bytes().to_vec(),
        ..Request::default()
    };
    let seen = answer(site.simulator.handle(request).await);
    let body = serde_json::from_str(&seen.body).expect("JSON");
    (seen.status, body)
}

#[tokio::test]
async fn faults_are_seen_and_changed_while_they_are_in_force() {
    let site = Site::new();
    let script = r#"{"rules":[{"match":{"path":"/rest/customer/*"},"do":"error","times":2},{"do":"throttle","probability":0.0}]}"#;
    assert_eq!(control(&site, "PUT", "/_sim/faults", script).await.0, 200);
    let path = "/rest/customer/C09990001";
    assert_eq!(site.call("GET", path, "").await.status, 503);
    let (_, mut seen) = control(&site, "GET", "/_sim/faults", "").await;
    let rule = &seen["rules"][0];
    assert_eq!(
        (rule["hits"].as_u64(), rule["times"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(seen["rules"][1]["hits"], 0);
    seen["rules"][0]["times"] = 0.into();
    let changed = seen.to_string();
    assert_eq!(control(&site, "PUT", "/_sim/faults", &changed).await.0, 200);
    assert_eq!(site.call("GET", path, "").await.status, 200);
    let (_, after) = control(&site, "GET", "/_sim/faults", "").await;
    assert_eq!(after, seen);
    let (status, refused) = control(&site, "PUT", "/_sim/faults", "rules: [{do: explode}]").await;
    assert_eq!(status, 400);
    assert!(refused["error"].is_string());
    assert_eq!(control(&site, "GET", "/_sim/faults", "").await.1, seen);
}

#[tokio::test]
async fn a_ticket_is_told_over_the_side_of_the_tests() {
    let site = Site::new();
    let opened = site.call("GET", "/rest/report/associations", "").await;
    let path = format!("/_sim/tickets/{}", opened.text("ticketNo"));
    let told = r#"{"status":"CLOSED","resolution":"UNSUCCESSFUL","message":"No."}"#;
    assert_eq!(control(&site, "PUT", &path, told).await.0, 200);
    assert_eq!(control(&site, "PUT", &path, told).await.0, 400);
    let path = "/_sim/tickets/20200101-X1";
    assert_eq!(control(&site, "PUT", path, told).await.0, 400);
    let state = site.simulator.state();
    assert_eq!(state["tickets"][0]["resolution"], "UNSUCCESSFUL");
}

#[tokio::test]
async fn the_public_side_is_behind_by_its_lag_also_for_what_a_ticket_deletes() {
    let site = Site::with(Options {
        public_lag: Duration::from_secs(60),
        ..Options::default()
    });
    let path = "/rest/net/NET-198-51-100-192-1";
    site.call("DELETE", path, "").await;
    site.clock.advance(Duration::from_secs(2));
    assert_eq!(site.call("GET", path, "").await.status, 404);
    let handle = async || site.public("ip/198.51.100.200").await.1["handle"].clone();
    assert_eq!(handle().await, "NET-198-51-100-192-2");
    site.clock.advance(Duration::from_secs(60));
    assert_eq!(handle().await, "NET-198-51-100-0-1");
}
