//! What of the public directory contradicts an absence, and what does not.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::absence;
use super::client::script::{Script, response};
use super::diff::samples::{net, place, record};
use super::prepare::{empty, prepare};
use super::work::Work;
use crate::http::Response;
use crate::model::Range;
use crate::registry::{Failure, Made, Prepared};

const RANGE: &str = "198.51.100.64/28";
const HANDLE: &str = "NET-198-51-100-64-1";
const PARENT: &str = "NET-198-51-100-0-1";
const SENT: &str = "2026-09-21T12:00:00Z";

const NET: &str = include_str!("wire/documents/net-modify.xml");

/// The parent, as the registry shows it to a key that may read it.
pub(super) fn parent() -> Response {
    response(200, NET.replace(HANDLE, PARENT))
}

/// What the registry says of what is not there, or not the key's.
pub(super) fn absent() -> Response {
    let body = r#"<error xmlns="http://www.arin.net/regrws/core/v1"><additionalInfo/><code>E_OBJECT_NOT_FOUND</code><components/><message>not found</message></error>"#;
    response(404, body)
}

/// What the public directory says of what it does not have.
pub(super) fn unlisted() -> Response {
    response(404, r#"{"errorCode":404}"#)
}

/// A net of the public list: handle, range, the net above, and when it was last changed.
pub(super) fn listed(handle: &str, range: &str, above: Option<&str>, changed: &str) -> Response {
    let range: Range = range.parse().expect("a range");
    let above = above.map_or_else(|| "null".to_owned(), |above| format!("{above:?}"));
    let body = format!(
        r#"{{"handle":"{handle}","startAddress":"{}","endAddress":"{}","parentHandle":{above},"events":[{{"eventAction":"last changed","eventDate":"{changed}"}}]}}"#,
        range.first_address(),
        range.last_address(),
    );
    response(200, body)
}

/// An org or a customer of the public directory.
pub(super) fn entity(handle: &str) -> Response {
    response(200, format!(r#"{{"handle":"{handle}"}}"#))
}

/// Whether it is proven, and what was asked.
fn said(proof: Result<(), Failure>, script: &Script) -> (Result<(), String>, Vec<String>) {
    let proof = proof.map_err(|failure| match failure {
        Failure::Unknown(why) => why,
        Failure::Unauthenticated(_) | Failure::Denied(_) | Failure::Stale(_) => {
            panic!("{failure:?}")
        }
    });
    (proof, script.lines())
}

async fn net_is_gone(answers: Vec<Response>) -> (Result<(), String>, Vec<String>) {
    let (client, script) = Script::client(answers);
    let net = net(RANGE, "C1", "heron").incarnation;
    let proof = absence::of_net(&client, &net, &place(RANGE)).await;
    said(proof, &script)
}

#[tokio::test]
async fn a_net_is_gone_where_the_parent_answers_and_the_public_list_has_something_else() {
    let around = listed(PARENT, "198.51.100.0/24", None, SENT);
    let (proof, asked) = net_is_gone(vec![parent(), around]).await;
    assert_eq!(proof, Ok(()));
    assert_eq!(
        asked,
        [
            "GET /rest/net/NET-198-51-100-0-1",
            "GET /ip/198.51.100.64/28"
        ]
    );
    for other in [
        unlisted(),
        listed("NET-198-51-100-64-2", RANGE, Some(PARENT), SENT),
        // Somebody else has taken the space and more.
        listed(
            "NET-198-51-100-64-2",
            "198.51.100.64/27",
            Some(PARENT),
            SENT,
        ),
        // A network that was given on as a whole has the range of the net above it.
        listed(PARENT, RANGE, Some("NET-198-0-0-0-0"), SENT),
    ] {
        assert_eq!(net_is_gone(vec![parent(), other]).await.0, Ok(()));
    }
}

#[tokio::test]
async fn a_net_that_the_public_list_has_is_not_known_to_be_gone() {
    for shown in [
        listed(HANDLE, RANGE, Some(PARENT), "2020-01-01T00:00:00Z"),
        listed(HANDLE, RANGE, None, SENT),
        // Another with all of its addresses lies below it, at whatever level.
        listed("NET-198-51-100-64-2", RANGE, Some(HANDLE), SENT),
        listed(
            "NET-198-51-100-64-3",
            RANGE,
            Some("NET-198-51-100-64-2"),
            SENT,
        ),
        listed("NET-198-51-100-64-3", RANGE, None, SENT),
    ] {
        let (proof, _) = net_is_gone(vec![parent(), shown]).await;
        let why = "the public directory has NET-198-51-100-64-1, and the registry does not";
        assert_eq!(proof, Err(why.to_owned()));
    }
}

#[tokio::test]
async fn without_the_parent_or_the_public_list_nothing_is_known_to_be_gone() {
    let (proof, asked) = net_is_gone(vec![absent(), unlisted()]).await;
    assert_eq!(proof, Err("NET-198-51-100-0-1 does not exist".to_owned()));
    assert_eq!(asked.len(), 1);
    let (proof, _) = net_is_gone(vec![response(500, ""), unlisted()]).await;
    assert!(proof.is_err());
    for silent in [response(500, ""), response(404, "<html>")] {
        let (proof, _) = net_is_gone(vec![parent(), silent]).await;
        let why = proof.expect_err("nothing is known");
        let asked = "the public directory can not be asked about NET-198-51-100-64-1: ";
        assert!(why.starts_with(asked), "{why}");
    }
}

#[tokio::test]
async fn a_place_is_empty_of_what_may_be_new_there() {
    let since: Timestamp = SENT.parse().expect("a moment");
    let other = "NET-198-51-100-64-2";
    let empty = [
        unlisted(),
        listed(PARENT, "198.51.100.0/24", None, SENT),
        listed(PARENT, RANGE, None, SENT),
        listed("NET-198-51-0-0-1", "198.51.0.0/16", None, SENT),
        // What was there before, and what is in the way beside it.
        listed(HANDLE, RANGE, Some(PARENT), "2026-09-21T07:59:59-04:00"),
        listed(other, "198.51.100.64/27", Some(PARENT), SENT),
    ];
    let taken = [
        listed(HANDLE, RANGE, Some(PARENT), SENT),
        listed(HANDLE, RANGE, Some(PARENT), "2026-09-21T08:00:00-04:00"),
        listed(HANDLE, RANGE, Some(PARENT), "one day"),
        listed(other, RANGE, Some(HANDLE), "2020-01-01T00:00:00Z"),
        listed(other, RANGE, None, "2020-01-01T00:00:00Z"),
        response(500, ""),
    ];
    for (answers, wanted) in [(empty.to_vec(), true), (taken.to_vec(), false)] {
        for answer in answers {
            let (client, script) = Script::client([answer.clone()]);
            let proof = absence::of_new_net(&client, &place(RANGE), since).await;
            let (proof, asked) = said(proof, &script);
            assert_eq!(proof.is_ok(), wanted, "{answer:?}: {proof:?}");
            assert_eq!(asked, ["GET /ip/198.51.100.64/28"]);
        }
    }
}

#[tokio::test]
async fn a_record_is_gone_where_neither_side_has_it() {
    let handle = "C09990001".parse().expect("a handle");
    let above = PARENT.parse().expect("a handle");
    for (answers, wanted) in [
        (vec![parent(), unlisted()], Ok(())),
        (
            vec![parent(), entity("C09990001")],
            Err("the public directory has C09990001, and the registry does not".to_owned()),
        ),
        (
            vec![absent(), unlisted()],
            Err("NET-198-51-100-0-1 does not exist".to_owned()),
        ),
    ] {
        let (client, script) = Script::client(answers);
        let proof = absence::of_record(&client, &handle, &above).await;
        assert_eq!(said(proof, &script).0, wanted);
    }
    let (client, _script) = Script::client([parent(), response(503, "")]);
    let proof = absence::of_record(&client, &handle, &above).await;
    assert!(matches!(proof, Err(Failure::Unknown(_))), "{proof:?}");
}

#[tokio::test]
async fn an_org_is_gone_where_the_public_directory_does_not_have_it() {
    let handle = "DOWN-7".parse().expect("a handle");
    for (answer, wanted) in [
        (unlisted(), true),
        (entity("DOWN-7"), false),
        (entity("DOWN-8"), false),
        (response(503, ""), false),
    ] {
        let (client, script) = Script::client([answer]);
        let proof = absence::of_org(&client, &handle).await;
        let (proof, asked) = said(proof, &script);
        assert_eq!(proof.is_ok(), wanted, "{proof:?}");
        assert_eq!(asked, ["GET /entity/DOWN-7"]);
    }
}

/// The check right before a delete: what is gone already needs none, and what is only said to be gone stays ours.
#[tokio::test]
async fn before_a_delete_what_is_shown_in_public_is_not_gone() {
    let net = net(RANGE, "C09990001", "heron");
    let delete_net = || Work::DeleteNet {
        net: net.incarnation.clone(),
        place: place(RANGE),
        before: net.view.clone(),
        customer: None,
        below: None,
        room: Vec::new(),
    };
    let delete_record = || Work::DeleteCustomer {
        customer: record("C09990001", "heron").incarnation,
        place: place(RANGE),
    };
    let shown = listed(HANDLE, RANGE, Some(PARENT), SENT);
    for (work, last, gone) in [
        (delete_net(), unlisted(), true),
        (delete_net(), shown, false),
        (delete_record(), unlisted(), true),
        (delete_record(), entity("C09990001"), false),
    ] {
        let (client, script) = Script::client([absent(), parent(), last]);
        let made = Made::new();
        let prepared = prepare(&Arc::new(client), work, &made, Duration::ZERO).await;
        assert_eq!(
            matches!(prepared, Ok(Prepared::Already(_))),
            gone,
            "{prepared:?}"
        );
        assert_eq!(
            matches!(prepared, Err(Failure::Unknown(_))),
            !gone,
            "{prepared:?}"
        );
        assert_eq!(script.lines().len(), 3);
    }
}

#[tokio::test]
async fn before_a_create_a_place_is_empty_only_where_the_parent_can_be_read() {
    for (answer, wanted) in [
        (parent(), true),
        (absent(), false),
        (response(503, ""), false),
    ] {
        let (client, _script) = Script::client([absent(), answer]);
        let empty = empty(&client, &place(RANGE), Duration::ZERO).await;
        assert_eq!(empty.is_ok(), wanted, "{empty:?}");
    }
}
