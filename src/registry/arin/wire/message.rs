//! `message` and `messageReference` (reference 2.13): what is said in a ticket or beside a request.

use super::element::{Element, Ns};
use super::fields::{Fields, Read, parsed};
use super::{AttachmentPayload, AttachmentReference, Out, Payload, WireError, Writable};

/// A message. Its texts are foreign and as they came: whoever shows them calls [`super::plain`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessagePayload {
    /// Its number: small, growing, with gaps. Must be absent when it is added.
    pub id: Option<i64>,
    /// When it was written. Must be absent when it is added.
    pub created: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// Its lines in the order of their numbers.
    pub text: Vec<String>,
    /// `NONE` or `JUSTIFICATION`; others are kept.
    pub category: Option<String>,
    /// Files that come with it.
    pub attachments: Vec<AttachmentPayload>,
    /// Files to be fetched. The schema does not take them together with attachments.
    pub references: Vec<AttachmentReference>,
    /// Elements that we do not know.
    pub unknown: Vec<String>,
}

/// That there is a message, and which files it has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageReference {
    /// The number of the message.
    pub id: Option<i64>,
    /// Its files.
    pub attachments: Vec<AttachmentReference>,
}

/// The number of a message: in a message in the messages namespace, in a reference in the core namespace
/// (reference 2.12, trap).
fn read_id(fields: &mut Fields<'_>, ns: Ns) -> Result<Option<i64>, WireError> {
    let text = fields.text_in(ns, "messageId")?;
    text.map(|text| parsed("messageId", text.trim()))
        .transpose()
}

fn write_id(id: Option<i64>, ns: Ns, out: &mut Out) {
    let id = id.map(|id| id.to_string());
    out.field_in((ns, "messageId"), id.as_deref());
}

impl MessagePayload {
    /// Reads the wrapper around messages that a PUT leaves away: what a message left stays with it.
    pub(super) fn read_all(fields: &mut Fields<'_>) -> Result<Vec<Self>, WireError> {
        let messages = fields.items(("messages", Self::ROOT), |item| {
            Ok((Self::read(item)?, Vec::new()))
        })?;
        Ok(messages.unwrap_or_default())
    }

    /// Writes the wrapper; nothing when there are none.
    pub(super) fn write_all(messages: &[Self], out: &mut Out) {
        out.some("messages", messages, |message, out| {
            out.wrap(Self::ROOT, |out| message.write(out));
        });
    }
}

impl Payload for MessagePayload {
    const ROOT: &'static str = "message";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let attachments = fields.items(("attachments", "attachment"), AttachmentPayload::read)?;
        let message = Self {
            id: read_id(&mut fields, Ns::Messages)?,
            created: fields.text_in(Ns::Messages, "createdDate")?,
            subject: fields.text("subject")?,
            text: fields.lines("text")?,
            category: fields.text("category")?,
            attachments: attachments.unwrap_or_default(),
            references: AttachmentReference::read_all(&mut fields)?,
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..message
        })
    }
}

impl Writable for MessagePayload {
    fn write(&self, out: &mut Out) {
        AttachmentReference::write_all(&self.references, out);
        out.some("attachments", &self.attachments, AttachmentPayload::write);
        out.field("category", self.category.as_deref());
        out.field_in((Ns::Messages, "createdDate"), self.created.as_deref());
        write_id(self.id, Ns::Messages, out);
        out.lines("text", &self.text);
        out.field("subject", self.subject.as_deref());
    }
}

impl MessageReference {
    /// The name of its element.
    pub(super) const NAME: &'static str = "messageReference";

    /// Reads the element, and says what it left.
    pub(super) fn read(element: &Element) -> Result<Read<Self>, WireError> {
        let mut fields = Fields::of(element);
        let reference = Self {
            id: read_id(&mut fields, Ns::Core)?,
            attachments: AttachmentReference::read_all(&mut fields)?,
        };
        fields.own_text();
        Ok((reference, fields.left()))
    }

    /// Reads the wrapper around references to messages that a PUT leaves away.
    pub(super) fn read_all(fields: &mut Fields<'_>) -> Result<Vec<Self>, WireError> {
        let references = fields.items(("messageReferences", Self::NAME), |item| {
            Ok((Self::read(item)?.0, Vec::new()))
        })?;
        Ok(references.unwrap_or_default())
    }

    /// Writes the wrapper; nothing when there are none.
    pub(super) fn write_all(references: &[Self], out: &mut Out) {
        out.some("messageReferences", references, |reference, out| {
            out.wrap(Self::NAME, |out| {
                AttachmentReference::write_all(&reference.attachments, out);
                write_id(reference.id, Ns::Core, out);
            });
        });
    }
}
