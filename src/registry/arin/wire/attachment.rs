//! `attachment` and `attachmentReference` (reference 2.13): files of a message.

use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine as _};

use super::element::Element;
use super::fields::{Fields, Read};
use super::{Out, WireError};

/// Pads what it writes, and reads with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A file that is sent with a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentPayload {
    /// The name that its author gave it. It is foreign text and no path.
    pub filename: Option<String>,
    /// Its bytes; base64 on the wire. `None` where there is no element.
    pub data: Option<Vec<u8>>,
}

/// A file of a message, to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentReference {
    /// The opaque name under which it is fetched, as it came.
    pub id: String,
    /// The name that its author gave it. It is foreign text and no path.
    pub filename: String,
}

impl AttachmentPayload {
    /// Reads the element, and says what it left.
    pub(super) fn read(element: &Element) -> Result<Read<Self>, WireError> {
        let mut fields = Fields::of(element);
        let attachment = Self {
            filename: fields.text("filename")?,
            data: fields.part("data", read_data)?,
        };
        fields.own_text();
        Ok((attachment, fields.left()))
    }

    /// Writes the element.
    pub(super) fn write(&self, out: &mut Out) {
        out.wrap("attachment", |out| {
            let data = self.data.as_ref().map(|bytes| BASE64.encode(bytes));
            out.field("data", data.as_deref());
            out.field("filename", self.filename.as_deref());
        });
    }
}

/// Base64 may be broken into lines and indented. What is none is not shown: it may be somebody's file.
fn read_data(element: &Element) -> Result<Read<Vec<u8>>, WireError> {
    let mut text = element.text.clone();
    text.retain(|c| !c.is_ascii_whitespace());
    let bytes = BASE64
        .decode(&text)
        .map_err(|_| WireError::value("data", "not base64"))?;
    Ok((bytes, Fields::of(element).left()))
}

impl AttachmentReference {
    /// Reads the element, and says what it left. A sample of the registry misspells the name of the file.
    pub(super) fn read(element: &Element) -> Result<Read<Self>, WireError> {
        let mut fields = Fields::of(element);
        let filename = match fields.text("attachmentFilename")? {
            Some(filename) => Some(filename),
            None => fields.text("attachementFilename")?,
        };
        let reference = Self {
            id: fields.text("attachmentId")?.unwrap_or_default(),
            filename: filename.unwrap_or_default(),
        };
        fields.own_text();
        Ok((reference, fields.left()))
    }

    /// Reads the wrapper around the references.
    pub(super) fn read_all(fields: &mut Fields<'_>) -> Result<Vec<Self>, WireError> {
        let names = ("attachmentReferences", "attachmentReference");
        Ok(fields.items(names, Self::read)?.unwrap_or_default())
    }

    /// Writes the wrapper; nothing when there are none.
    pub(super) fn write_all(references: &[Self], out: &mut Out) {
        out.some("attachmentReferences", references, |reference, out| {
            out.wrap("attachmentReference", |out| {
                out.field("attachmentFilename", Some(&reference.filename));
                out.field("attachmentId", Some(&reference.id));
            });
        });
    }
}
