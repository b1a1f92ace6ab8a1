//! Tickets that are too large, their messages and their attachments.

use super::script::{Script, response};
use super::*;
use crate::http::{FetchFailure, ReadFailure, Sink};
use crate::model::TicketNumber;
use crate::registry::arin::request::Messages;
use crate::registry::arin::request::samples::MESSAGE_REPLY;

const DETAILS: &str = include_str!("../wire/documents/ticket-details.xml");
const TICKETS: &str = include_str!("../wire/documents/collection-tickets.xml");
const CORE: &str = "http://www.arin.net/regrws/core/v1";

fn number() -> TicketNumber {
    "20260920-X1043".parse().expect("a number")
}

#[tokio::test]
async fn a_ticket_that_is_too_large_comes_with_references() {
    let error = format!("<error xmlns=\"{CORE}\"><code>E_X</code></error>");
    for too_large in [response(413, error), response(413, "")] {
        let (client, script) = Script::client([too_large, response(200, DETAILS)]);
        let ticket = client.ticket(&number(), Messages::Whole).await;
        assert!(ticket.is_ok_and(|ticket| !ticket.message_references.is_empty()));
        assert_eq!(
            script.lines(),
            [
                "GET /rest/ticket/20260920-X1043",
                "GET /rest/ticket/20260920-X1043?msgRefs=true"
            ]
        );
    }
}

#[tokio::test]
async fn a_ticket_that_is_too_large_even_so_is_not_asked_for_a_third_time() {
    let (client, script) = Script::client([response(413, ""), response(413, "")]);
    let ticket = client.ticket(&number(), Messages::Whole).await;
    assert!(
        matches!(ticket, Err(ReadError::Unknown { status: 413, .. })),
        "{ticket:?}"
    );
    assert_eq!(script.lines().len(), 2);
    let (client, script) = Script::client([response(413, "")]);
    assert!(
        client
            .ticket(&number(), Messages::References)
            .await
            .is_err()
    );
    assert_eq!(script.lines().len(), 1);
}

#[tokio::test]
async fn a_list_that_is_too_large_comes_with_references_too() {
    let (client, script) = Script::client([response(413, ""), response(200, TICKETS)]);
    let tickets = client.tickets(Some("QUESTION"), None, Messages::Whole);
    assert_eq!(tickets.await.map(|tickets| tickets.len()), Ok(1));
    assert_eq!(
        script.lines(),
        [
            "GET /rest/ticket;ticketType=QUESTION;ticketStatus=ANY",
            "GET /rest/ticket;ticketType=QUESTION;ticketStatus=ANY?msgRefs=true"
        ]
    );
}

#[tokio::test]
async fn a_message_is_read_by_its_number() {
    let (client, script) =
        Script::client([response(200, MESSAGE_REPLY), response(200, MESSAGE_REPLY)]);
    let message = client.message(&number(), 4).await.expect("a message");
    assert_eq!(message.references[0].filename, "list.txt");
    let other = client.message(&number(), 5).await;
    assert!(matches!(other, Err(ReadError::Unknown { .. })), "{other:?}");
    assert_eq!(
        script.lines(),
        [
            "GET /rest/ticket/20260920-X1043/message/4",
            "GET /rest/ticket/20260920-X1043/message/5"
        ]
    );
}

#[tokio::test]
async fn an_attachment_goes_to_its_sink_under_the_name_of_the_reply() {
    let reply = Response {
        disposition: Some("attachment; filename=\"../../etc/x\"".to_owned()),
        ..response(200, "a;b\r\n")
    };
    let (client, script) = Script::client([reply]);
    let mut file = Vec::new();
    let attachment = client
        .attachment(&number(), 3, "8a8180b1", Sink::new(&mut file, 5))
        .await;
    assert_eq!(
        attachment,
        Ok(Attachment {
            filename: Some("../../etc/x".to_owned()),
            length: 5
        })
    );
    assert_eq!(file, b"a;b\r\n");
    assert_eq!(
        script.lines(),
        ["GET /rest/ticket/20260920-X1043/message/3/attachment/8a8180b1"]
    );
}

#[tokio::test]
async fn an_attachment_that_is_not_there_says_why() {
    let gone = format!("<error xmlns=\"{CORE}\"><code>E_OBJECT_NOT_FOUND</code></error>");
    let page = Response {
        content_type: Some("text/html".to_owned()),
        ..response(200, "<html/>")
    };
    let (client, _) = Script::client([
        response(404, gone),
        response(200, "123456"),
        page,
        response(404, ""),
    ]);
    let mut file = Vec::new();
    let mut failures = Vec::new();
    for _ in 0..5 {
        let attachment = client
            .attachment(&number(), 3, "a", Sink::new(&mut file, 5))
            .await;
        failures.push(attachment.expect_err("no attachment"));
    }
    assert_eq!(failures[0], AttachmentError::Read(ReadError::Absent));
    assert_eq!(
        failures[1],
        AttachmentError::Delivery(FetchFailure::TooLarge { limit: 5 })
    );
    for unknown in &failures[2..4] {
        assert!(
            matches!(unknown, AttachmentError::Read(ReadError::Unknown { .. })),
            "{unknown:?}"
        );
    }
    assert!(matches!(
        failures[4],
        AttachmentError::Read(ReadError::Unreachable(ReadFailure::NoReply { .. }))
    ));
    assert!(file.is_empty());
    let nowhere = client
        .attachment(&number(), 3, "..", Sink::new(&mut file, 5))
        .await;
    assert!(matches!(
        nowhere,
        Err(AttachmentError::Read(ReadError::NotAsked(_)))
    ));
}
