//! Messages and tickets as they were sent, after the schema and before any rule.

use roxmltree::{Document, Node};
use serde::{Deserialize, Serialize};

use super::encoding;
use super::read::{characters, child, lines, messages, named, text};
use super::refusal::Refusal;
use super::schema::{self, Body, SHARED_TICKET};

/// A message as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentMessage {
    pub(super) subject: Option<String>,
    pub(super) text: Vec<String>,
    pub(super) category: Option<String>,
    /// Names and contents in base64.
    pub(super) files: Vec<(Option<String>, Option<String>)>,
    /// Whether it holds references to attachments.
    pub(super) references: bool,
}

/// A ticket as sent, without its messages: those can not be changed here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SentTicket {
    pub(super) number: Option<String>,
    pub(super) created: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) resolved: Option<String>,
    pub(super) closed: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) status: Option<String>,
    pub(super) resolution: Option<String>,
    pub(super) shared: Option<String>,
    pub(super) org: Option<String>,
}

/// Reads a message.
pub(super) fn message(body: &[u8]) -> Result<SentMessage, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Message).map_err(Refusal::schema)?;
    characters(&document)?;
    messages(&document)?;
    Ok(message_of(document.root_element()))
}

/// Reads a ticket.
pub(super) fn ticket(body: &[u8]) -> Result<SentTicket, Refusal> {
    let text = encoding::text(body).map_err(Refusal::schema)?;
    let document = schema::document(text, Body::Ticket).map_err(Refusal::schema)?;
    Ok(ticket_of(&document))
}

/// The messages that a payload carries.
pub(super) fn messages_of(node: Node<'_, '_>) -> Vec<SentMessage> {
    child(node, "messages")
        .into_iter()
        .flat_map(|list| list.children())
        .filter(|item| named(*item, "message"))
        .map(message_of)
        .collect()
}

fn message_of(node: Node<'_, '_>) -> SentMessage {
    SentMessage {
        subject: text(node, "subject"),
        text: lines(node, "text"),
        category: text(node, "category"),
        files: child(node, "attachments")
            .into_iter()
            .flat_map(|list| list.children())
            .filter(|item| named(*item, "attachment"))
            .map(|item| {
                (
                    text(item, "filename"),
                    child(item, "data").map(schema::text_of),
                )
            })
            .collect(),
        references: child(node, "attachmentReferences")
            .is_some_and(|list| list.children().any(|item| item.is_element())),
    }
}

fn ticket_of(document: &Document<'_>) -> SentTicket {
    let node = document.root_element();
    let shared = |name: &str| {
        let found = node.children().find(|child| {
            let tag = child.tag_name();
            tag.name() == name && tag.namespace() == Some(SHARED_TICKET)
        });
        found
            .map(schema::text_of)
            .filter(|text| !text.trim().is_empty())
    };
    SentTicket {
        number: text(node, "ticketNo"),
        created: text(node, "createdDate"),
        updated: text(node, "updatedDate"),
        resolved: text(node, "resolvedDate"),
        closed: text(node, "closedDate"),
        kind: text(node, "webTicketType"),
        status: text(node, "webTicketStatus"),
        resolution: text(node, "webTicketResolution"),
        shared: shared("shared"),
        org: shared("orgHandle"),
    }
}
