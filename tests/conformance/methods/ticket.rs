//! Tickets, their messages and attachments (reference 3.3). The tickets are those of the removed nets.

use swipd::http::Sink;
use swipd::model::TicketNumber;
use swipd::registry::arin::client::AttachmentError;
use swipd::registry::arin::reply::ReadError;
use swipd::registry::arin::request::Messages;
use swipd::registry::arin::wire::{MessagePayload, NetPayload, TicketPayload};

use super::net::said;
use super::{Site, done, net_handle, refused, ticketed};

const KIND: &str = "NET_DELETE_REQUEST";

pub(super) async fn calls(site: &Site) {
    let (low, high) = listed(site).await;
    read(site, &low).await;
    messages(site, &low).await;
    closed(site, &low, &high).await;
    let nobody: TicketNumber = "20200101-X1".parse().expect("a number");
    let absent = ask!(site, ticket_summary(&nobody));
    assert_eq!(absent, Err(ReadError::Absent));
}

/// Both tickets, the one with a message first.
async fn listed(site: &Site) -> (TicketNumber, TicketNumber) {
    let (_, open) = ask!(site, open_tickets()).expect("tickets");
    let summaries = ask!(site, ticket_summaries(Some(KIND), Some("IN_PROGRESS")));
    assert_eq!(summaries, Ok(open.clone()));
    let none = ask!(site, ticket_summaries(Some("ORG_CREATE"), None));
    assert_eq!(none, Ok(Vec::new()));
    let bare =
        |ticket: &TicketPayload| ticket.messages.is_empty() && ticket.message_references.is_empty();
    assert!(open.len() == 2 && open.iter().all(bare), "{open:?}");

    let whole = ask!(site, tickets(Some(KIND), None, Messages::Whole)).expect("tickets");
    let references = ask!(site, tickets(None, Some("ANY_OPEN"), Messages::References));
    let references = references.expect("tickets");
    assert_eq!((whole.len(), references.len()), (2, 2));
    let said: Vec<&TicketPayload> = whole.iter().filter(|t| !t.messages.is_empty()).collect();
    let [low] = said[..] else { panic!("{whole:?}") };
    let referred = references.iter().find(|t| !t.message_references.is_empty());
    assert_eq!(referred.map(|ticket| &ticket.number), Some(&low.number));
    let high = open.iter().find(|ticket| ticket.number != low.number);
    (low.number.clone(), high.expect("another").number.clone())
}

/// What is too large comes as references, whoever asked for the whole (reference 1.5).
pub(super) async fn large(site: &Site) {
    let low = net_handle("NET-198-51-100-128-1");
    let live = ask!(site, net(&low)).expect("a net");
    let asked = NetPayload {
        messages: vec![said()],
        ..live
    };
    let number = ticketed(send!(site, remove_net(&asked))).number;
    let one = ask!(site, ticket(&number, Messages::Whole)).expect("a ticket");
    let all = ask!(site, tickets(Some(KIND), None, Messages::Whole)).expect("tickets");
    assert_eq!(all, std::slice::from_ref(&one));
    assert!(one.messages.is_empty());
    assert_eq!(
        one.message_references[0].attachments[0].filename,
        "list.txt"
    );
}

async fn read(site: &Site, number: &TicketNumber) {
    let summary = ask!(site, ticket_summary(number)).expect("a ticket");
    assert_eq!(summary.kind.as_deref(), Some(KIND));
    assert_eq!(summary.status.as_str(), "IN_PROGRESS");
    assert_eq!(summary.shared, Some(false));
    let whole = ask!(site, ticket(number, Messages::Whole)).expect("a ticket");
    let [message] = whole.messages.as_slice() else {
        panic!("{whole:?}")
    };
    let asked = said();
    assert_eq!(message.text, asked.text);
    assert_eq!(message.category, asked.category);
    assert_eq!(message.attachments, asked.attachments);
    let referred = ask!(site, ticket(number, Messages::References)).expect("a ticket");
    assert!(referred.messages.is_empty());
    assert_eq!(referred.message_references[0].id, message.id);
    let bare = |ticket: TicketPayload| TicketPayload {
        messages: Vec::new(),
        message_references: Vec::new(),
        ..ticket
    };
    assert_eq!(bare(whole), summary);
    assert_eq!(bare(referred), summary);
}

async fn messages(site: &Site, number: &TicketNumber) {
    let asked = MessagePayload {
        subject: Some("Additional <information>".to_owned()),
        category: Some("NONE".to_owned()),
        ..said()
    };
    let added = done(send!(site, add_message(number, &asked)));
    assert_eq!(added.subject, asked.subject);
    assert_eq!(added.text, asked.text);
    let id = added.id.expect("a number");
    let read = ask!(site, message(number, id)).expect("a message");
    assert_eq!(read, added);
    assert_eq!(ask!(site, message(number, 99)), Err(ReadError::Absent));

    let file = &read.references[0];
    assert_eq!(file.filename, "list.txt");
    let mut bytes = Vec::new();
    let to = Sink::new(&mut bytes, 6);
    let fetched = ask!(site, attachment(number, id, &file.id, to)).expect("a file");
    assert_eq!(
        (fetched.filename.as_deref(), fetched.length),
        (Some("list.txt"), 6)
    );
    assert_eq!(bytes, b"hello\n");
    let mut bytes = Vec::new();
    let to = Sink::new(&mut bytes, 6);
    let absent = ask!(site, attachment(number, id, "0123456789abcdef", to));
    assert_eq!(absent, Err(AttachmentError::Read(ReadError::Absent)));
    assert!(bytes.is_empty());
}

/// In both ways, each once it is resolved and not before.
async fn closed(site: &Site, low: &TicketNumber, high: &TicketNumber) {
    let live = ask!(site, ticket_summary(low)).expect("a ticket");
    for early in [
        send!(site, close_ticket(&live)),
        send!(site, close_ticket_by_status(high)),
    ] {
        let error = refused(early);
        assert_eq!((error.status, error.code.as_str()), (400, "E_BAD_REQUEST"));
    }
    for number in [low, high] {
        let told = r#"{"status":"RESOLVED","resolution":"ACCEPTED","message":"Done."}"#;
        let told = site.recorder.simulator.tell_ticket(number.as_str(), told);
        told.expect("told");
    }
    // One with references to its messages, which do not belong into what is sent; the other by its status.
    let live = ask!(site, ticket(low, Messages::References)).expect("a ticket");
    let first = done(send!(site, close_ticket(&live)));
    let second = done(send!(site, close_ticket_by_status(high)));
    for (closed, number) in [(first, low), (second, high)] {
        assert_eq!(closed.number, *number);
        assert_eq!(closed.status.as_str(), "CLOSED");
        assert!(closed.closed.is_some());
        let summary = ask!(site, ticket_summary(number)).expect("a ticket");
        assert_eq!(summary.status.as_str(), "CLOSED");
        assert_eq!(
            refused(send!(site, add_message(number, &said()))).status,
            400
        );
    }
    for gone in ["NET-198-51-100-128-1", "NET-198-51-100-192-1"] {
        assert_eq!(ask!(site, net(&net_handle(gone))), Err(ReadError::Absent));
    }
}
