//! Scripted faults, in process.

use crate::simulator::Handled;
use crate::simulator::testing::{REASSIGN, Site, answer, embedded};

fn nets(site: &Site) -> usize {
    site.simulator.state()["nets"]
        .as_array()
        .map_or(0, Vec::len)
}

async fn faulty(kind: &str) -> (Site, Handled) {
    let site = Site::new();
    let script = format!(
        r#"{{"rules":[{{"match":{{"method":"PUT","path":"/rest/net/*/reassign"}},"do":"{kind}","delay":"1ms"}}]}}"#
    );
    site.simulator.set_faults(&script).expect("script");
    let handled = site
        .send("PUT", REASSIGN, &embedded("198.51.100.64", 28, "A"))
        .await;
    (site, handled)
}

#[tokio::test]
async fn faults_close_answer_and_commit_as_they_say() {
    let seeded = nets(&Site::new());
    for (kind, status, applied) in [
        ("drop_reply", None, true),
        ("drop_request", None, false),
        ("replay", Some(400), true),
        ("partial", Some(500), false),
        ("error_after_commit", Some(500), true),
        ("error", Some(503), false),
        ("throttle", Some(429), false),
        ("html", Some(200), false),
        ("garbage", Some(200), true),
        ("slow", Some(200), true),
        ("truncate", Some(200), true),
    ] {
        let (site, handled) = faulty(kind).await;
        let seen = match handled {
            Handled::Reply(reply) | Handled::Truncate(reply) => Some(reply.status),
            Handled::Close => None,
        };
        assert_eq!(seen, status, "{kind}");
        assert_eq!(nets(&site) > seeded, applied, "{kind}");
        let log = site.simulator.requests();
        assert_eq!(log[0]["status"].as_u64(), status.map(u64::from), "{kind}");
        if kind == "partial" {
            let state = site.simulator.state();
            assert_eq!(state["customers"].as_array().map(Vec::len), Some(3));
        }
    }
}

#[tokio::test]
async fn a_late_request_arrives_after_its_connection_is_gone() {
    let (site, handled) = faulty("late").await;
    assert_eq!(handled, Handled::Close);
    let before = nets(&Site::new());
    for _ in 0..500 {
        if nets(&site) > before {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    panic!("it never arrived");
}

#[tokio::test]
async fn a_stale_read_shows_the_state_before() {
    let site = Site::new();
    let script = r#"{"rules":[{"match":{"method":"GET"},"do":"stale_read","delay":"5s"}]}"#;
    site.simulator.set_faults(script).expect("script");
    site.call("PUT", REASSIGN, &embedded("198.51.100.64", 28, "A"))
        .await;
    let path = "/rest/net/NET-198-51-100-64-1";
    assert_eq!(site.call("GET", path, "").await.status, 404);
    site.clock.advance(std::time::Duration::from_secs(5));
    assert_eq!(site.call("GET", path, "").await.status, 200);
}

#[tokio::test]
async fn a_rate_is_kept() {
    let site = Site::with(crate::simulator::Options {
        rate: Some(1),
        ..crate::simulator::Options::default()
    });
    let path = "/rest/customer/C09990001";
    assert_eq!(site.call("GET", path, "").await.status, 200);
    let second = answer(site.send("GET", path, "").await);
    assert_eq!(second.refusal(), (429, "E_TOO_MANY_REQUESTS", ""));
}
