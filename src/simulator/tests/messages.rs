//! Messages on tickets, and their attachments.

use std::time::Duration;

use crate::simulator::testing::{FOREIGN, KEY, answer, net, request};
use crate::simulator::{Handled, Options};

use super::tickets::open;

const BAD: &str = "E_BAD_REQUEST";
const ENTITY: &str = "E_ENTITY_VALIDATION";
const CORE: &str = "http://www.arin.net/regrws/core/v1";

fn message(inner: &str) -> String {
    format!(
        "<message xmlns=\"{CORE}\" xmlns:m=\"http://www.arin.net/regrws/messages/v1\">{inner}</message>"
    )
}

pub(super) const LINE: &str = "<text><line number=\"0\">See attached list.</line></text>";
const FILE: &str = "<attachments><attachment><data>aGVs\nbG8K</data><filename>list.txt</filename></attachment></attachments>";

#[tokio::test]
async fn messages_are_added_listed_and_read_as_the_reference_shows() {
    let (site, path) = open(Options::default()).await;
    let added = site
        .call(
            "PUT",
            &format!("{path}/message"),
            &message(&format!(
                "<subject>Additional information</subject>{LINE}<category>NONE</category>{FILE}"
            )),
        )
        .await;
    assert_eq!(added.status, 200, "{}", added.body);
    let id = added.text("attachmentId").to_owned();
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
    let shown = format!(
        "<message xmlns=\"{CORE}\" xmlns:ns2=\"http://www.arin.net/regrws/messages/v1\">\
         <attachmentReferences><attachmentReference><attachmentFilename>list.txt</attachmentFilename>\
         <attachmentId>{id}</attachmentId></attachmentReference></attachmentReferences>\
         <category>NONE</category><ns2:createdDate>2026-09-20T10:12:00-04:00</ns2:createdDate>\
         <ns2:messageId>3</ns2:messageId><text><line number=\"0\">See attached list.</line></text>\
         <subject>Additional information</subject></message>"
    );
    assert!(added.body.ends_with(&shown), "{}", added.body);
    let read = site.call("GET", &format!("{path}/message/3"), "").await;
    assert!(read.body.ends_with(&shown), "{}", read.body);
    let references = site.call("GET", &format!("{path}?msgRefs=true"), "").await;
    let list = format!(
        "<messageReferences><messageReference><attachmentReferences><attachmentReference>\
         <attachmentFilename>list.txt</attachmentFilename><attachmentId>{id}</attachmentId></attachmentReference>\
         </attachmentReferences><messageId>3</messageId></messageReference>\
         <messageReference><messageId>1</messageId></messageReference></messageReferences>"
    );
    assert!(references.body.contains(&list), "{}", references.body);
    let details = site.call("GET", &path, "").await;
    let file = "<message><attachments><attachment><data>aGVsbG8K</data><filename>list.txt</filename></attachment></attachments>";
    assert!(details.body.contains(file), "{}", details.body);
    assert!(details.body.contains("<category>JUSTIFICATION</category>"));
    let summary = site.call("GET", &format!("{path}/summary"), "").await;
    assert!(!summary.body.contains("<message"), "{}", summary.body);
}

#[tokio::test]
async fn an_attachment_is_bytes_with_a_name() {
    let (site, path) = open(Options::default()).await;
    let body = message(&format!("{LINE}{FILE}"));
    let added = site.call("PUT", &format!("{path}/message"), &body).await;
    let file = format!("{path}/message/3/attachment/{}", added.text("attachmentId"));
    let mut asked = request(KEY, "GET", &file, "");
    assert_eq!(
        answer(site.simulator.handle(asked.clone()).await).status,
        406,
        "it is no XML"
    );
    asked.headers.retain(|(name, _)| name != "Accept");
    let Handled::Reply(reply) = site.simulator.handle(asked).await else {
        panic!("no reply")
    };
    assert_eq!(reply.body, b"hello\n");
    assert_eq!(
        reply.header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(
        reply.header("content-disposition"),
        Some("attachment; filename=\"list.txt\"")
    );
    for (path, status) in [
        (format!("{path}/message/2"), 404),
        (format!("{path}/message/x"), 400),
        (format!("{path}/message/3/attachment/0"), 406),
        (format!("{path}/message/3/attachment"), 404),
    ] {
        assert_eq!(site.call("GET", &path, "").await.status, status, "{path}");
    }
}

#[tokio::test]
async fn each_rule_of_a_message_refuses() {
    let (site, path) = open(Options::default()).await;
    let to = format!("{path}/message");
    let file = |inner: &str| {
        message(&format!(
            "<attachments><attachment>{inner}</attachment></attachments>"
        ))
    };
    let reference = "<attachmentReferences><attachmentReference><attachmentId>a</attachmentId>\
        <attachmentFilename>b</attachmentFilename></attachmentReference></attachmentReferences>";
    for (body, refusal) in [
        (
            message(&format!("{LINE}<m:messageId>4</m:messageId>")),
            (400, ENTITY, "messageId"),
        ),
        (
            message(&format!("{LINE}<m:createdDate>x</m:createdDate>")),
            (400, ENTITY, "createdDate"),
        ),
        (
            message(&format!("{LINE}<messageId>4</messageId>")),
            (400, "E_SCHEMA_VALIDATION", ""),
        ),
        (
            message(&format!("{LINE}{FILE}{reference}")),
            (400, "E_SCHEMA_VALIDATION", ""),
        ),
        (
            message(&format!("{LINE}{reference}")),
            (400, ENTITY, "attachmentReferences"),
        ),
        (
            message(&format!("{LINE}<category>LOVE</category>")),
            (400, ENTITY, "category"),
        ),
        (message("<subject>a</subject>"), (400, ENTITY, "text")),
        (
            message("<text><line number=\"0\"> </line></text>"),
            (400, ENTITY, "text"),
        ),
        (
            file("<data>!</data><filename>a</filename>"),
            (400, ENTITY, "data"),
        ),
        (file("<filename>a</filename>"), (400, ENTITY, "data")),
        (file("<data>aGVsbG8K</data>"), (400, ENTITY, "filename")),
        (net(""), (400, "E_SCHEMA_VALIDATION", "")),
    ] {
        let refused = site.call("PUT", &to, &body).await;
        assert_eq!(refused.refusal(), refusal, "{body}");
    }
}

#[tokio::test]
async fn messages_need_authority_and_a_ticket_that_is_not_closed() {
    let (site, path) = open(Options::default()).await;
    let to = format!("{path}/message");
    let good = message(LINE);
    for (key, path, status) in [
        (FOREIGN, to.as_str(), 401),
        (KEY, "/rest/ticket/20200101-X1/message", 404),
    ] {
        assert_eq!(site.call_as(key, "PUT", path, &good).await.status, status);
    }
    assert_eq!(site.call("POST", &to, &good).await.status, 405);
    site.clock.advance(Duration::from_secs(2));
    let closed = site.call("PUT", &to, &good).await;
    assert_eq!(closed.refusal(), (400, BAD, ""));
}

#[tokio::test]
async fn details_that_are_too_large_are_413_and_references_are_not() {
    for (limit, status) in [(Some(4), 413), (Some(100), 200), (None, 200)] {
        let (site, path) = open(Options {
            details_limit: limit,
            ..Options::default()
        })
        .await;
        let body = message(&format!("{LINE}{FILE}"));
        site.call("PUT", &format!("{path}/message"), &body).await;
        for (path, status) in [
            (path.clone(), status),
            ("/rest/ticket;ticketStatus=ANY".to_owned(), status),
            (format!("{path}?msgRefs=true"), 200),
            (format!("{path}/summary"), 200),
            ("/rest/ticket/summary;ticketStatus=ANY".to_owned(), 200),
        ] {
            assert_eq!(site.call("GET", &path, "").await.status, status, "{path}");
        }
    }
}
