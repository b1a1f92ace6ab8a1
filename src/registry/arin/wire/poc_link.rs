//! `pocLinkRef` (reference 2.6): a POC, and what it does for an org or a net.

use super::element::{Element, Ns};
use super::fields::{Fields, Read, parsed};
use super::{Out, WireError};
use crate::model::PocHandle;

/// A POC and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PocLink {
    /// Who.
    pub handle: PocHandle,
    /// `AD`, `T`, `AB`, `N`, `R` or `D`; on a net `T`, `AB` or `N`. Others are kept.
    pub function: String,
    /// What the function means; derived.
    pub description: Option<String>,
}

impl PocLink {
    /// Reads the element, and says what it left.
    pub(super) fn read(element: &Element) -> Result<Read<Self>, WireError> {
        let mut fields = Fields::of(element);
        let handle = fields
            .attribute("handle")
            .ok_or(WireError::Missing("pocLinkRef/@handle"))?;
        let link = Self {
            handle: parsed("pocLinkRef/@handle", &handle)?,
            function: fields
                .attribute("function")
                .ok_or(WireError::Missing("pocLinkRef/@function"))?,
            description: fields.attribute("description"),
        };
        fields.own_text();
        Ok((link, fields.left()))
    }

    /// Reads the wrapper around the links; `None` where there is none.
    pub(super) fn read_all(fields: &mut Fields<'_>) -> Result<Option<Vec<Self>>, WireError> {
        fields.items(("pocLinks", "pocLinkRef"), Self::read)
    }

    /// Writes the wrapper, also around nothing: an empty one takes all links away.
    pub(super) fn write_all(links: Option<&[Self]>, out: &mut Out) {
        out.items("pocLinks", links, |link, out| {
            let mut attributes = vec![
                (Ns::None, "handle", link.handle.as_str()),
                (Ns::None, "function", link.function.as_str()),
            ];
            if let Some(description) = &link.description {
                attributes.push((Ns::None, "description", description));
            }
            out.element("pocLinkRef", &attributes, "");
        });
    }
}
