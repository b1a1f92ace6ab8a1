//! Every method of the client against the simulator, and every body that the two write, held against the
//! registry's own schemas.
//!
//! The schemas are found through the variable `REGRWS_RNC`, and Debian's `jing` validates. Without the variable
//! that part says that it is skipped, and the bodies are still held to be documents of the registry with a known
//! root.

mod bites;
mod calls;
mod methods;
mod recorder;
mod schemas;
mod sweeps;

use std::collections::BTreeSet;

use methods::Way;
use recorder::Body;
use swipd::http::Auth;
use swipd::simulator::Dialect;

/// What one side wrote.
fn roots(bodies: &[Body], ours: bool) -> BTreeSet<&'static str> {
    let side = bodies.iter().filter(|body| body.ours == ours);
    side.map(schemas::root).collect()
}

fn check(bodies: &[Body], dialect: Dialect) {
    // Nothing is proved by bodies that were never made.
    for ours in [true, false] {
        assert!(roots(bodies, ours).is_superset(&BTreeSet::from(["customer", "net"])));
    }
    hold(bodies, dialect);
}

/// Holds bodies against the schemas, where they are at hand.
fn hold(bodies: &[Body], dialect: Dialect) {
    let Some(folder) = schemas::folder() else {
        report("schemas SKIPPED: REGRWS_RNC is not set, so no body was held against them");
        return;
    };
    let complaints = schemas::complaints(&folder, bodies, dialect);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    report(&format!("{} bodies fit the schemas", bodies.len()));
}

/// Says something even where the test passes.
fn report(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "conformance: {text}");
}

#[tokio::test]
async fn every_method_of_the_client_is_called_in_both_dialects() {
    let known = methods::methods();
    for dialect in [Dialect::Current, Dialect::Legacy] {
        let (called, bodies) = methods::everything(dialect, Way::Process).await;
        let missing: Vec<&String> = known.difference(&called).collect();
        assert!(missing.is_empty(), "never called: {missing:?}");
        let unknown: Vec<&String> = called.difference(&known).collect();
        assert!(unknown.is_empty(), "not found in the sources: {unknown:?}");
        let sent = [
            "customer",
            "delegation",
            "message",
            "net",
            "org",
            "phone",
            "poc",
            "ticket",
        ];
        assert_eq!(roots(&bodies, true), BTreeSet::from(sent));
        let mut answered = BTreeSet::from(sent);
        answered.extend([
            "collection of delegation",
            "collection of net",
            "collection of nothing",
            "collection of phone",
            "collection of ticket",
            "error",
            "ticketedRequest",
        ]);
        if dialect == Dialect::Legacy {
            answered.insert("collection of pocLinkRef");
        }
        assert_eq!(roots(&bodies, false), answered);
        check(&bodies, dialect);
    }
}

#[tokio::test]
async fn a_ticket_that_is_too_large_comes_with_references() {
    let bodies = methods::large().await;
    let refused = |body: &&Body| body.call.ends_with("reply 413");
    assert_eq!(bodies.iter().filter(refused).count(), 2);
    hold(&bodies, Dialect::Current);
}

/// Escapes in paths, matrix parameters and attachments come through the HTTP library as they were meant.
#[tokio::test]
async fn every_method_comes_to_the_same_over_the_network() {
    for (dialect, auth) in [
        (Dialect::Current, Auth::Header),
        (Dialect::Legacy, Auth::Query),
    ] {
        let (called, bodies) = methods::everything(dialect, Way::Network(auth)).await;
        assert_eq!(called, methods::methods());
        assert!(bodies.is_empty(), "not over the network");
    }
}

#[tokio::test]
async fn every_call_of_the_engine_conforms_and_so_does_every_refusal() {
    let bodies = calls::bodies().await;
    let whole: Vec<String> = bodies.iter().map(Body::text).collect();
    let told = |ours: bool, text: &str| {
        let mut side = bodies
            .iter()
            .zip(&whole)
            .filter(|(body, _)| body.ours == ours);
        side.any(|(_, whole)| whole.contains(text))
    };
    for root in ["collection of ticket", "error", "ticket", "ticketedRequest"] {
        assert!(roots(&bodies, false).contains(root), "{root}");
    }
    assert!(told(true, "<customer>"), "no embedded customer was sent");
    assert!(
        told(true, "<customerHandle>"),
        "no customer handle was sent"
    );
    assert!(told(false, "<component>"), "no refusal names an element");
    assert!(told(false, "<pocLinkRef "), "no net with POCs was read");
    check(&bodies, Dialect::Current);
}

#[tokio::test]
async fn whole_sweeps_conform_in_both_ways_of_creating() {
    for separate in [false, true] {
        let bodies = sweeps::bodies(separate).await;
        let posted = bodies.iter().any(|body| body.call.starts_with("POST"));
        assert_eq!(posted, separate);
        check(&bodies, Dialect::Current);
    }
}
