//! `error` (reference 2.14): how the registry says no.

use super::element::Element;
use super::fields::Fields;
use super::{Payload, WireError, plain};
use crate::model::Component;

/// An error of the registry. Its texts are already fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPayload {
    /// What is wrong; may be empty.
    pub message: String,
    /// `E_…`; the list is open. `None` when the registry gave none.
    pub code: Option<String>,
    /// What is wrong with which element.
    pub components: Vec<Component>,
    /// Further remarks.
    pub additional: Vec<String>,
}

impl Payload for ErrorPayload {
    const ROOT: &'static str = "error";

    fn read(element: &Element) -> Result<Self, WireError> {
        let mut fields = Fields::of(element);
        let mut components = Vec::new();
        for item in fields.list("components", "component")?.unwrap_or_default() {
            let mut inner = Fields::of(item);
            components.push(Component {
                name: plain(&inner.text("name")?.unwrap_or_default()),
                message: plain(&inner.text("message")?.unwrap_or_default()),
            });
        }
        let additional = fields
            .list("additionalInfo", "message")?
            .unwrap_or_default()
            .into_iter()
            .map(|message| plain(&message.text))
            .filter(|text| !text.is_empty())
            .collect();
        Ok(Self {
            message: plain(&fields.text("message")?.unwrap_or_default()),
            code: fields.text("code")?.map(|code| plain(&code)),
            components,
            additional,
        })
    }
}
