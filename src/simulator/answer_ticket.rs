//! Writes tickets, messages and references as the registry does (reference 2.12 and 2.13).

use super::answer::{Detail, Xml};
use super::messages::{Attachment, Message};
use super::schema::{MESSAGES, SHARED_TICKET};
use super::state::{State, Ticket};
use crate::model::OrgHandle;

const NAMESPACES: &[(&str, &str)] = &[("ns2", MESSAGES), ("ns3", SHARED_TICKET)];

impl Xml {
    fn references(&mut self, attachments: &[Attachment]) {
        if attachments.is_empty() {
            return;
        }
        self.open("attachmentReferences");
        for attachment in attachments {
            self.open("attachmentReference");
            self.text("attachmentFilename", &attachment.filename);
            self.text("attachmentId", &attachment.id);
            self.close("attachmentReference");
        }
        self.close("attachmentReferences");
    }

    fn attachments(&mut self, attachments: &[Attachment]) {
        if attachments.is_empty() {
            return;
        }
        self.open("attachments");
        for attachment in attachments {
            self.open("attachment");
            self.text("data", &attachment.data);
            self.text("filename", &attachment.filename);
            self.close("attachment");
        }
        self.close("attachments");
    }

    /// What of a message follows its attachments.
    fn message(&mut self, message: &Message) {
        self.text("category", &message.category);
        self.text("ns2:createdDate", &message.created);
        self.text("ns2:messageId", &message.id.to_string());
        self.lines("text", &message.text);
        self.given("subject", message.subject.as_deref());
    }

    /// The messages of a ticket, the newest first.
    fn messages(&mut self, messages: &[Message], detail: Detail) {
        let list = match detail {
            Detail::Summary => return,
            Detail::Messages => "messages",
            Detail::References => "messageReferences",
        };
        if messages.is_empty() {
            self.empty(list);
            return;
        }
        self.open(list);
        for message in messages.iter().rev() {
            if detail == Detail::References {
                self.open("messageReference");
                self.references(&message.attachments);
                self.text("messageId", &message.id.to_string());
                self.close("messageReference");
            } else {
                self.open("message");
                self.attachments(&message.attachments);
                self.message(message);
                self.close("message");
            }
        }
        self.close(list);
    }

    fn ticket(&mut self, ticket: &Ticket, messages: &[Message], detail: Detail) {
        self.given("closedDate", ticket.closed().as_deref());
        self.text("createdDate", &ticket.created);
        self.messages(messages, detail);
        self.given("ns3:orgHandle", ticket.org.as_ref().map(OrgHandle::as_str));
        self.given("resolvedDate", ticket.resolved.as_deref());
        self.text("ns3:shared", "false");
        self.text("ticketNo", &ticket.number);
        self.text("updatedDate", &ticket.updated);
        self.given("webTicketResolution", ticket.resolution.as_deref());
        self.text("webTicketStatus", &ticket.status);
        self.text("webTicketType", &ticket.kind);
    }
}

/// A `ticketedRequest` with a ticket.
pub(super) fn ticketed(ticket: &Ticket) -> String {
    let mut xml = Xml::document("ticketedRequest", NAMESPACES);
    xml.open("ticket");
    xml.ticket(ticket, &[], Detail::Summary);
    xml.close("ticket");
    xml.finish("ticketedRequest")
}

/// A `ticket`.
pub(super) fn ticket(state: &State, ticket: &Ticket, detail: Detail) -> String {
    let mut xml = Xml::document("ticket", NAMESPACES);
    xml.ticket(ticket, state.messages_of(&ticket.number), detail);
    xml.finish("ticket")
}

/// A `collection` of tickets.
pub(super) fn tickets(state: &State, tickets: &[&Ticket], detail: Detail) -> String {
    let mut xml = Xml::document("collection", NAMESPACES);
    for ticket in tickets {
        xml.open("ticket");
        xml.ticket(ticket, state.messages_of(&ticket.number), detail);
        xml.close("ticket");
    }
    xml.finish("collection")
}

/// A `message` with references to its attachments.
pub(super) fn message(message: &Message) -> String {
    let mut xml = Xml::document("message", &NAMESPACES[..1]);
    xml.references(&message.attachments);
    xml.message(message);
    xml.finish("message")
}
