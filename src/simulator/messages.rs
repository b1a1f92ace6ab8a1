//! Messages on tickets, and their attachments (reference 2.13 and 3.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::model::is_comment_text;

use super::auth::Caller;
use super::books::Books;
use super::exchange::Reply;
use super::options::Options;
use super::read_ticket::{self, SentMessage};
use super::refusal::{Component, Refusal, settle};
use super::state::{Change, State, Ticket};
use super::{answer_ticket, net, tickets};

/// A message. The number is the ticket's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Message {
    pub(super) id: u32,
    pub(super) created: String,
    pub(super) subject: Option<String>,
    pub(super) text: Vec<String>,
    pub(super) category: String,
    pub(super) attachments: Vec<Attachment>,
}

/// A file on a message. It is kept in base64, as it goes over the wire in the details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attachment {
    pub(super) id: String,
    pub(super) filename: String,
    pub(super) data: String,
}

/// A message that is to be added, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) subject: Option<String>,
    pub(super) text: Vec<String>,
    pub(super) category: Option<String>,
    /// Names and bytes.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

impl Draft {
    /// The change that adds it to a ticket. `after` is the number of the ticket's last message. Numbers have
    /// gaps, as those of the registry (reference 2.13).
    pub(super) fn on(self, number: &str, after: u32, stamp: &str) -> (u32, Change) {
        let id = after + if after % 3 == 1 { 2 } else { 1 };
        let attachment = |(index, (filename, bytes)): (usize, (String, Vec<u8>))| {
            let hash = blake3::hash(format!("{number}/{id}/{index}").as_bytes()).to_hex();
            Attachment {
                id: hash.chars().take(32).collect(),
                filename,
                data: STANDARD.encode(bytes),
            }
        };
        let message = Message {
            id,
            created: stamp.to_owned(),
            subject: self.subject,
            text: self.text,
            category: self.category.unwrap_or_else(|| "NONE".to_owned()),
            attachments: self.files.into_iter().enumerate().map(attachment).collect(),
        };
        (id, Change::Message(number.to_owned(), Box::new(message)))
    }
}

/// The number of a ticket's last message; 0 when it has none.
pub(super) fn last(state: &State, number: &str) -> u32 {
    let messages = state.messages_of(number);
    messages.last().map_or(0, |message| message.id)
}

/// Holds a sent message against the rules. What is wrong is added to `wrong`.
pub(super) fn draft(sent: &SentMessage, wrong: &mut Vec<Component>) -> Option<Draft> {
    let before = wrong.len();
    if let Some(category) = sent.category.as_deref()
        && !matches!(category, "NONE" | "JUSTIFICATION")
    {
        wrong.push(Component::new("category", "Not a category of messages."));
    }
    if sent.references {
        wrong.push(Component::new(
            "attachmentReferences",
            "Must not be given in a request.",
        ));
    }
    net::lines("text", &sent.text, wrong);
    if sent.text.is_empty() && sent.files.is_empty() {
        wrong.push(Component::required("text"));
    }
    let mut files = Vec::new();
    for (filename, data) in &sent.files {
        match filename.as_deref().map(str::trim) {
            Some(name) if name.chars().all(|c| !c.is_control() && is_comment_text(c)) => {
                let plain: String = data
                    .as_deref()
                    .unwrap_or_default()
                    .split_whitespace()
                    .collect();
                match STANDARD.decode(plain) {
                    Ok(bytes) if data.is_some() => files.push((name.to_owned(), bytes)),
                    Ok(_) => wrong.push(Component::required("data")),
                    Err(_) => wrong.push(Component::new("data", "Not base64.")),
                }
            }
            Some(_) => wrong.push(Component::new(
                "filename",
                "Contains characters that are not allowed.",
            )),
            None => wrong.push(Component::required("filename")),
        }
    }
    (wrong.len() == before).then(|| Draft {
        subject: sent.subject.clone(),
        text: sent.text.clone(),
        category: sent.category.clone(),
        files,
    })
}

/// The messages of a request that may carry some, checked. What is wrong is added to `wrong`.
pub(super) fn drafts_into(sent: &[SentMessage], wrong: &mut Vec<Component>) -> Vec<Draft> {
    sent.iter()
        .filter_map(|message| draft(message, wrong))
        .collect()
}

/// The changes that add messages to a new ticket.
pub(super) fn first(drafts: Vec<Draft>, number: &str, stamp: &str) -> Vec<Change> {
    let mut after = 0;
    let mut batch = Vec::new();
    for draft in drafts {
        let (id, change) = draft.on(number, after, stamp);
        after = id;
        batch.push(change);
    }
    batch
}

/// `PUT /rest/ticket/{no}/message`.
pub(super) fn add(
    books: &mut Books,
    caller: &Caller,
    number: &str,
    body: &[u8],
) -> Result<Reply, Refusal> {
    let live = tickets::authorized(&books.state, caller, number)?.clone();
    let sent = read_ticket::message(body)?;
    if live.status == "CLOSED" {
        return Err(Refusal::bad_request(
            "The ticket is closed and takes no messages.",
        ));
    }
    let mut wrong = Vec::new();
    let draft = draft(&sent, &mut wrong);
    settle(wrong)?;
    let draft = draft.ok_or_else(Refusal::unspecified)?;
    let stamp = books.stamp();
    let (id, change) = draft.on(number, last(&books.state, number), &stamp);
    let updated = Ticket {
        updated: stamp,
        ..live
    };
    books.keep(vec![change, Change::Ticket(Box::new(updated))])?;
    shown(&books.state, number, id)
}

fn shown(state: &State, number: &str, id: u32) -> Result<Reply, Refusal> {
    let mut messages = state.messages_of(number).iter();
    let message = messages
        .find(|message| message.id == id)
        .ok_or_else(|| Refusal::not_found("The message"))?;
    Ok(Reply::xml(200, answer_ticket::message(message)))
}

/// `GET /rest/ticket/{no}/message/{id}`: the message with references to its attachments.
pub(super) fn get(
    state: &State,
    caller: &Caller,
    number: &str,
    id: &str,
) -> Result<Reply, Refusal> {
    tickets::authorized(state, caller, number)?;
    shown(state, number, message_number(id)?)
}

/// `GET /rest/ticket/{no}/message/{id}/attachment/{aid}`: the bytes.
pub(super) fn attachment(
    state: &State,
    caller: &Caller,
    number: &str,
    id: &str,
    attachment: &str,
) -> Result<Reply, Refusal> {
    tickets::authorized(state, caller, number)?;
    let id = message_number(id)?;
    let messages = state.messages_of(number).iter();
    let file = messages
        .filter(|message| message.id == id)
        .flat_map(|message| &message.attachments)
        .find(|file| file.id == attachment)
        .ok_or_else(|| Refusal::not_found("The attachment"))?;
    let bytes = STANDARD
        .decode(&file.data)
        .map_err(|_| Refusal::unspecified())?;
    let mut reply = Reply::new(200, "application/octet-stream", bytes);
    let named = disposition(&file.filename);
    reply
        .headers
        .push(("content-disposition".to_owned(), named));
    Ok(reply)
}

fn message_number(text: &str) -> Result<u32, Refusal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| Refusal::bad_request("The number of the message is not a number."))
}

/// The header that names a file. What would end the name early is escaped; a header holds ASCII only.
fn disposition(name: &str) -> String {
    let mut quoted = String::new();
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            _ => quoted.push('_'),
        }
    }
    format!("attachment; filename=\"{quoted}\"")
}

/// Whether the attachments of tickets are too large for one answer (reference 1.5).
pub(super) fn fit(state: &State, tickets: &[&Ticket], options: &Options) -> Result<(), Refusal> {
    let messages = tickets
        .iter()
        .flat_map(|ticket| state.messages_of(&ticket.number));
    let files = messages.flat_map(|message| &message.attachments);
    let size: usize = files.map(|file| file.data.len()).sum();
    match options.details_limit {
        Some(limit) if size > limit => Err(Refusal::ticket_too_large()),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_messages_have_gaps() {
        let mut after = 0;
        let ids: Vec<u32> = (0..5)
            .map(|_| {
                (after, _) = Draft::default().on("20260920-X1001", after, "now");
                after
            })
            .collect();
        assert_eq!(ids, [1, 3, 4, 6, 7]);
    }

    #[test]
    fn a_name_can_not_leave_its_header() {
        assert_eq!(
            disposition("a\"; x=\\\r\né.txt"),
            "attachment; filename=\"a\\\"; x=\\\\___.txt\""
        );
    }
}
