//! `collection` (reference 2.16): any number of one kind. Empty is a success.

use super::element::Element;
use super::{Payload, WireError, plain};

/// A list of payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection<P>(pub Vec<P>);

impl<P: Payload> Payload for Collection<P> {
    const ROOT: &'static str = "collection";

    /// An empty list of nets means that space is free, so whatever is not of the kind we asked for is an
    /// error: it must not read as absence.
    fn read(element: &Element) -> Result<Self, WireError> {
        if !element.text.trim().is_empty() {
            return Err(WireError::Unexpected {
                within: Self::ROOT,
                found: plain(&element.text).chars().take(80).collect(),
            });
        }
        let items = element.children.iter().map(|child| {
            if child.is(P::ROOT) {
                return P::read(child);
            }
            Err(WireError::Unexpected {
                within: Self::ROOT,
                found: plain(&child.name),
            })
        });
        Ok(Self(items.collect::<Result<_, _>>()?))
    }
}
