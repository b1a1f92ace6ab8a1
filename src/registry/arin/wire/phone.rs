//! `phone` and its type (reference 2.11).

use super::element::Element;
use super::fields::{Fields, Read};
use super::{Out, Payload, WireError, Writable};

/// A telephone of a POC.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhonePayload {
    /// The number, exactly as it is stored: a delete names it so.
    pub number: Option<String>,
    /// The extension.
    pub extension: Option<String>,
    /// The code of its type: `O`, `F` or `M`. Others are kept.
    pub code: Option<String>,
    /// What the code means; derived by the registry.
    pub description: Option<String>,
    /// Elements that we do not know; a PUT would erase them.
    pub unknown: Vec<String>,
}

/// The code of a type, and what it means.
type Type = (Option<String>, Option<String>);

/// Never sent alone.
fn read_type(element: &Element) -> Result<Read<Type>, WireError> {
    let mut fields = Fields::of(element);
    let kind = (fields.text("code")?, fields.text("description")?);
    fields.own_text();
    Ok((kind, fields.left()))
}

impl Payload for PhonePayload {
    const ROOT: &'static str = "phone";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let (code, description) = fields.part("type", read_type)?.unwrap_or_default();
        let phone = Self {
            number: fields.text("number")?,
            extension: fields.text("extension")?,
            code,
            description,
            unknown: Vec::new(),
        };
        fields.own_text();
        Ok(Self {
            unknown: fields.left(),
            ..phone
        })
    }
}

impl Writable for PhonePayload {
    fn write(&self, out: &mut Out) {
        out.field("extension", self.extension.as_deref());
        out.field("number", self.number.as_deref());
        if self.code.is_some() || self.description.is_some() {
            out.wrap("type", |out| {
                out.field("code", self.code.as_deref());
                out.field("description", self.description.as_deref());
            });
        }
    }
}
