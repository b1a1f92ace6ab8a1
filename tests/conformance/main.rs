//! Every body that the client writes and the simulator answers with, held against the registry's own schemas.
//!
//! The schemas are found through the variable `REGRWS_RNC`, and Debian's `jing` validates. Without either the
//! bodies are still held to be documents of the registry with a known root.

mod calls;
mod methods;
mod recorder;
mod schemas;
mod sweeps;

use std::collections::BTreeSet;

use recorder::Body;
use swipd::simulator::Dialect;

fn check(bodies: &[Body]) {
    let roots = |ours: bool| -> BTreeSet<&str> {
        let side = bodies.iter().filter(|body| body.ours == ours);
        side.map(schemas::root).collect()
    };
    // Nothing is proved by bodies that were never made.
    assert_eq!(roots(true), BTreeSet::from(["customer", "net"]));
    let replies = BTreeSet::from(["collection", "customer", "net", "ticketedRequest"]);
    assert!(roots(false).is_superset(&replies), "{:?}", roots(false));
    let Some(folder) = schemas::folder() else {
        report("schemas skipped: REGRWS_RNC names no folder of them, or jing is not installed");
        return;
    };
    let complaints = schemas::complaints(&folder, bodies);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// Says something even where the test passes.
fn report(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "conformance: {text}");
}

#[tokio::test]
async fn every_call_of_the_client_conforms_and_so_does_every_answer() {
    let bodies = calls::bodies().await;
    let whole: Vec<String> = bodies.iter().map(Body::text).collect();
    let told = |ours: bool, text: &str| {
        let mut side = bodies
            .iter()
            .zip(&whole)
            .filter(|(body, _)| body.ours == ours);
        side.any(|(_, whole)| whole.contains(text))
    };
    for root in ["ticket", "error"] {
        assert!(bodies.iter().any(|body| schemas::root(body) == root));
    }
    assert!(told(true, "<customer>"), "no embedded customer was sent");
    assert!(
        told(true, "<customerHandle>"),
        "no customer handle was sent"
    );
    assert!(told(false, "<ticketedRequest") && told(false, "<ticketNo>"));
    assert!(told(false, "<component>"), "no refusal names an element");
    assert!(told(false, "<pocLinkRef "), "no net with POCs was read");
    check(&bodies);
}

#[tokio::test]
async fn every_method_of_the_client_is_called_in_both_dialects() {
    let known = methods::methods();
    for dialect in [Dialect::Current, Dialect::Legacy] {
        let (called, bodies) = methods::everything(dialect).await;
        let missing: Vec<&String> = known.difference(&called).collect();
        assert!(missing.is_empty(), "never called: {missing:?}");
        let unknown: Vec<&String> = called.difference(&known).collect();
        assert!(unknown.is_empty(), "not found in the sources: {unknown:?}");
        assert!(!bodies.is_empty());
    }
}

#[tokio::test]
async fn whole_sweeps_conform_in_both_ways_of_creating() {
    for separate in [false, true] {
        let bodies = sweeps::bodies(separate).await;
        let posted = bodies.iter().any(|body| body.call.starts_with("POST"));
        assert_eq!(posted, separate);
        check(&bodies);
    }
}

#[test]
fn a_body_with_one_wrong_element_is_complained_of() {
    let Some(folder) = schemas::folder() else {
        return;
    };
    let wrong = "<net xmlns=\"http://www.arin.net/regrws/core/v1\"><netname>X</netname></net>";
    let bodies = [Body {
        call: "PUT /rest/net/NET-1".to_owned(),
        ours: true,
        bytes: wrong.as_bytes().to_vec(),
    }];
    let complaints = schemas::complaints(&folder, &bodies);
    assert!(complaints.len() == 1 && complaints[0].contains("netname"));
}
