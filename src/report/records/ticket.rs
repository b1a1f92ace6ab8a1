//! A ticket and its messages.

use serde_json::{Value, json};

use crate::registry::arin::wire::{AttachmentReference, MessagePayload, TicketPayload};
use crate::report::Sheet;

/// A ticket (reference 2.12), with what it names of its messages.
#[must_use]
pub fn ticket(ticket: &TicketPayload) -> Sheet {
    let references = ticket
        .message_references
        .iter()
        .map(|reference| (reference.id, names(&reference.attachments), None));
    let messages = ticket.messages.iter().map(|message| {
        let mut files = names(&message.references);
        files.extend(
            message
                .attachments
                .iter()
                .map(|attachment| attachment.filename.clone().unwrap_or_default()),
        );
        (message.id, files, message.subject.clone())
    });
    let all: Vec<(Option<i64>, Vec<String>, Option<String>)> = references.chain(messages).collect();
    let lines = all.iter().map(|(id, files, subject)| {
        let subject = subject.iter().map(|subject| format!("  {subject}"));
        let files = files.iter().map(|file| format!("  attachment {file}"));
        std::iter::once(number(*id))
            .chain(subject)
            .chain(files)
            .collect::<String>()
    });
    let values: Vec<Value> = all
        .iter()
        .map(|(id, files, subject)| json!({ "id": id, "subject": subject, "attachments": files }))
        .collect();
    Sheet::new(ticket.number.to_string())
        .value("number", Some(ticket.number.to_string()))
        .one("type", ticket.kind.as_ref())
        .one("status", Some(&ticket.status))
        .one("resolution", ticket.resolution.as_ref())
        .one("created", ticket.created.as_ref())
        .one("updated", ticket.updated.as_ref())
        .one("resolved", ticket.resolved.as_ref())
        .one("closed", ticket.closed.as_ref())
        .told("messages", lines.collect())
        .value("messages", Some(values))
}

fn number(id: Option<i64>) -> String {
    id.map_or_else(|| "?".to_owned(), |id| id.to_string())
}

fn names(attachments: &[AttachmentReference]) -> Vec<String> {
    attachments
        .iter()
        .map(|attachment| attachment.filename.clone())
        .collect()
}

/// One message (reference 2.13).
#[must_use]
pub fn message(message: &MessagePayload) -> Sheet {
    let id = number(message.id);
    Sheet::new(format!("message {id}"))
        .value("id", message.id)
        .one("created", message.created.as_ref())
        .one("category", message.category.as_ref())
        .one("subject", message.subject.as_ref())
        .many("text", &message.text)
        .many("attachments", names(&message.references))
}
