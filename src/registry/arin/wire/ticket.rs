//! `ticket` (reference 2.12, 2.13). We read tickets; we write none.

use super::element::{Element, Ns};
use super::fields::{Fields, parsed};
use super::{Payload, WireError, plain};
use crate::model::{OrgHandle, TicketNumber, TicketResolution, TicketStatus};

/// A ticket, whole or as a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketPayload {
    /// Its number.
    pub number: TicketNumber,
    /// What it is about, such as `NET_DELETE_REQUEST`. The list is open.
    pub kind: Option<String>,
    /// Where it stands.
    pub status: TicketStatus,
    /// How it ended.
    pub resolution: Option<TicketResolution>,
    /// When it was opened, byte for byte.
    pub created: Option<String>,
    /// When it was last touched.
    pub updated: Option<String>,
    /// When it was resolved.
    pub resolved: Option<String>,
    /// When it was closed.
    pub closed: Option<String>,
    /// Whether it is shared with an org.
    pub shared: Option<bool>,
    /// The org that it is shared with.
    pub org: Option<OrgHandle>,
    /// Its messages, or references to them; none in a summary.
    pub messages: Vec<TicketMessage>,
}

/// A message of a ticket, or a reference to one, which has a number and attachments only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TicketMessage {
    /// Its number: small, growing, with gaps.
    pub id: Option<i64>,
    /// When it was written.
    pub created: Option<String>,
    /// Its subject, fit to be shown.
    pub subject: Option<String>,
    /// Its lines, fit to be shown.
    pub text: Vec<String>,
    /// What is attached to it.
    pub attachments: Vec<AttachmentReference>,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentReference {
    /// The opaque name under which it is fetched.
    pub id: String,
    /// The name that its author gave it.
    pub filename: String,
}

impl TicketMessage {
    /// In a reference the number is in the core namespace, in a message in the messages namespace
    /// (reference 2.12, trap).
    fn read(element: &Element, ns: Ns) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let id = fields.text_in(ns, "messageId")?;
        let mut attachments = Vec::new();
        let items = fields.list("attachmentReferences", "attachmentReference")?;
        for item in items.unwrap_or_default() {
            let mut inner = Fields::of(item);
            attachments.push(AttachmentReference {
                id: plain(&inner.text("attachmentId")?.unwrap_or_default()),
                filename: plain(&inner.text("attachmentFilename")?.unwrap_or_default()),
            });
        }
        Ok(Self {
            id: id
                .map(|text| parsed("messageId", text.trim()))
                .transpose()?,
            created: fields.text_in(Ns::Messages, "createdDate")?,
            subject: fields.text("subject")?.map(|text| plain(&text)),
            text: fields.lines("text")?.iter().map(|l| plain(l)).collect(),
            attachments,
        })
    }
}

impl Payload for TicketPayload {
    const ROOT: &'static str = "ticket";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let mut messages = Vec::new();
        let references = fields.list("messageReferences", "messageReference")?;
        for item in references.unwrap_or_default() {
            messages.push(TicketMessage::read(item, Ns::Core)?);
        }
        for item in fields.list("messages", "message")?.unwrap_or_default() {
            messages.push(TicketMessage::read(item, Ns::Messages)?);
        }
        let status = fields
            .text("webTicketStatus")?
            .ok_or(WireError::Missing("webTicketStatus"))?;
        let org = fields.text_in(Ns::SharedTicket, "orgHandle")?;
        Ok(Self {
            number: fields
                .typed("ticketNo")?
                .ok_or(WireError::Missing("ticketNo"))?,
            kind: fields.text("webTicketType")?.map(|text| plain(&text)),
            status: TicketStatus::new(&plain(&status)),
            resolution: fields
                .text("webTicketResolution")?
                .map(|text| TicketResolution::new(&plain(&text))),
            created: fields.text("createdDate")?,
            updated: fields.text("updatedDate")?,
            resolved: fields.text("resolvedDate")?,
            closed: fields.text("closedDate")?,
            shared: fields.boolean(Ns::SharedTicket, "shared")?,
            org: org
                .map(|text| parsed("orgHandle", text.trim()))
                .transpose()?,
            messages,
        })
    }
}
