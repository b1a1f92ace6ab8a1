//! What every payload can do, and how a document fails to be one.

use super::{Element, Out, plain};

/// Why a document is not the payload that we wait for, or can not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not UTF-8, or announced as something else.
    #[error("the document is not UTF-8")]
    Encoding,
    /// Not well-formed XML, or cut off.
    #[error("the document is not well-formed: {0}")]
    Malformed(String),
    /// A document type; none is ever sent, and entities hide there.
    #[error("the document has a DOCTYPE")]
    DocType,
    /// Elements nest beyond 64.
    #[error("the document nests too deep")]
    Deep,
    /// More than a million elements.
    #[error("the document has too many elements")]
    Long,
    /// A character that XML can not hold.
    #[error("the document has the character U+{0:04X}, which XML can not hold")]
    Character(u32),
    /// Another root, or another namespace.
    #[error("the document is a \"{found}\", not a {expected} of the registry")]
    Root {
        /// What was waited for.
        expected: &'static str,
        /// What came.
        found: String,
    },
    /// An element without which the payload means nothing.
    #[error("the {0} is missing")]
    Missing(&'static str),
    /// Two elements of one name that disagree.
    #[error("there are two different {0}")]
    Twice(&'static str),
    /// A value that is not of its type.
    #[error("the {name} is \"{text}\"")]
    Value {
        /// The element.
        name: &'static str,
        /// Its text, cut.
        text: String,
    },
    /// Something in a list that is not of its kind.
    #[error("the {within} holds \"{found}\"")]
    Unexpected {
        /// The list.
        within: &'static str,
        /// What it holds.
        found: String,
    },
}

impl WireError {
    pub(super) fn value(name: &'static str, text: &str) -> Self {
        let text = plain(text).chars().take(80).collect();
        Self::Value { name, text }
    }
}

/// A payload that can be read.
pub trait Payload: Sized {
    /// The name of its element.
    const ROOT: &'static str;

    /// Reads its element. The name of the element has been compared.
    ///
    /// # Errors
    /// When a value is not of its type, or contradicts another.
    fn read(element: &Element) -> Result<Self, WireError>;
}

/// A payload that can be written.
pub trait Writable: Payload {
    /// Writes what stands inside its element.
    fn write(&self, out: &mut Out);
}

/// Reads a document whose root is the payload's.
///
/// # Errors
/// When the document is not well-formed, has another root, or a value is not of its type.
pub fn decode<P: Payload>(document: &[u8]) -> Result<P, WireError> {
    read_root(&Element::parse(document)?)
}

fn read_root<P: Payload>(root: &Element) -> Result<P, WireError> {
    if root.is(P::ROOT) {
        return P::read(root);
    }
    Err(WireError::Root {
        expected: P::ROOT,
        found: plain(&root.name),
    })
}

/// Writes a document.
///
/// # Errors
/// When a text has a character that XML can not hold.
pub fn encode<P: Writable>(payload: &P) -> Result<Vec<u8>, WireError> {
    Out::document(P::ROOT, |out| payload.write(out))
}
