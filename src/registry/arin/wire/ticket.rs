//! `ticket` (reference 2.12). It is written back to be closed, and for nothing else.

use super::element::{Element, Ns};
use super::fields::{Fields, parsed};
use super::{MessagePayload, MessageReference, Out, Payload, WireError, Writable};
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
    /// In the schema only; nothing says what it means.
    pub flagged: Option<String>,
    /// Its messages; none in a summary.
    pub messages: Vec<MessagePayload>,
    /// References to its messages, where these were asked for instead (`msgRefs`).
    pub message_references: Vec<MessageReference>,
    /// Elements that we do not know, or could not send back as they came.
    pub unknown: Vec<String>,
}

impl Payload for TicketPayload {
    const ROOT: &'static str = "ticket";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let messages = fields.items(("messages", MessagePayload::ROOT), |item| {
            let message = MessagePayload::read(item)?;
            let left = message.unknown.clone();
            Ok((message, left))
        })?;
        let names = ("messageReferences", MessageReference::NAME);
        let references = fields.items(names, MessageReference::read)?;
        let status = fields
            .word("webTicketStatus")?
            .ok_or(WireError::Missing("webTicketStatus"))?;
        let org = fields.text_in(Ns::SharedTicket, "orgHandle")?;
        let ticket = Self {
            number: fields
                .typed("ticketNo")?
                .ok_or(WireError::Missing("ticketNo"))?,
            kind: fields.word("webTicketType")?,
            status: TicketStatus::new(&status),
            resolution: fields
                .word("webTicketResolution")?
                .map(|text| TicketResolution::new(&text)),
            created: fields.text("createdDate")?,
            updated: fields.text("updatedDate")?,
            resolved: fields.text("resolvedDate")?,
            closed: fields.text("closedDate")?,
            shared: fields.boolean(Ns::SharedTicket, "shared")?,
            org: org
                .map(|text| parsed("orgHandle", text.trim()))
                .transpose()?,
            flagged: fields.text("flagged")?,
            messages: messages.unwrap_or_default(),
            message_references: references.unwrap_or_default(),
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..ticket
        })
    }
}

impl Writable for TicketPayload {
    fn write(&self, out: &mut Out) {
        out.field("closedDate", self.closed.as_deref());
        out.field("createdDate", self.created.as_deref());
        out.field("flagged", self.flagged.as_deref());
        MessageReference::write_all(&self.message_references, out);
        MessagePayload::write_all(&self.messages, out);
        let org = self.org.as_ref().map(OrgHandle::as_str);
        out.field_in((Ns::SharedTicket, "orgHandle"), org);
        out.field("resolvedDate", self.resolved.as_deref());
        out.boolean((Ns::SharedTicket, "shared"), self.shared);
        out.field("ticketNo", Some(self.number.as_str()));
        out.field("updatedDate", self.updated.as_deref());
        let resolution = self.resolution.as_ref().map(ToString::to_string);
        out.field("webTicketResolution", resolution.as_deref());
        out.field("webTicketStatus", Some(&self.status.to_string()));
        out.field("webTicketType", self.kind.as_deref());
    }
}
