//! One reader for every payload: namespaces by URI, text in one piece, limits on size and depth.
//!
//! serde is not used on replies. It sees local names only, so a foreign `netName` would count as ours
//! and a missing namespace would pass.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::WireError;

/// How deep elements may nest.
const MAX_DEPTH: usize = 64;
/// How many elements a document may have: a list of a hundred thousand tickets fits.
const MAX_ELEMENTS: usize = 1_000_000;
/// What every namespace of the registry begins with (reference 2.1).
const REGISTRY: &str = "http://www.arin.net/regrws/";

/// The namespace of a name, by its URI (reference 2.1). Prefixes vary between replies and mean nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ns {
    /// `…/regrws/core/v1`: nearly everything.
    Core,
    /// `…/regrws/messages/v1`: two elements inside `message`.
    Messages,
    /// `…/regrws/shared-ticket/v1`: two elements inside `ticket`.
    SharedTicket,
    /// `…/regrws/ttl/v1`: seconds to live inside `delegation`.
    Ttl,
    /// Any other namespace of the registry.
    Registry,
    /// No namespace.
    None,
    /// Somebody else's namespace, or a prefix that nobody declared. The registry ignores such elements too.
    Foreign,
}

impl Ns {
    fn of(resolved: &ResolveResult<'_>) -> Self {
        match resolved {
            ResolveResult::Unbound => Self::None,
            ResolveResult::Unknown(_) => Self::Foreign,
            ResolveResult::Bound(uri) => {
                let uri: &str = uri.as_ref();
                match uri.strip_prefix(REGISTRY) {
                    Some("core/v1") => Self::Core,
                    Some("messages/v1") => Self::Messages,
                    Some("shared-ticket/v1") => Self::SharedTicket,
                    Some("ttl/v1") => Self::Ttl,
                    Some(_) => Self::Registry,
                    None => Self::Foreign,
                }
            }
        }
    }
}

/// An attribute. Declarations of namespaces are not attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its namespace; an attribute without prefix has none.
    pub ns: Ns,
    /// Its local name.
    pub name: String,
    /// Its value, entities resolved.
    pub value: String,
}

/// An element with all that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its namespace.
    pub ns: Ns,
    /// Its local name.
    pub name: String,
    /// Its attributes, in the order of the document.
    pub attributes: Vec<Attribute>,
    /// Its child elements, in the order of the document.
    pub children: Vec<Element>,
    /// Its own text, joined, blanks kept. Beside children it is mostly indentation.
    pub text: String,
}

impl Element {
    /// Reads a whole document.
    ///
    /// # Errors
    /// When it is not one well-formed UTF-8 document, has a DOCTYPE, or passes the limits.
    pub fn parse(document: &[u8]) -> Result<Self, WireError> {
        let text = std::str::from_utf8(document).map_err(|_| WireError::Encoding)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(c) = text.chars().find(|c| !is_xml(*c)) {
            return Err(WireError::Character(u32::from(c)));
        }
        let mut reader = NsReader::from_str(text);
        let mut building = Building::default();
        loop {
            let event = reader.read_event().map_err(malformed)?;
            let finished = matches!(event, Event::Eof);
            building.take(&reader, event)?;
            if finished {
                return building.finish();
            }
        }
    }

    /// Whether it is the element of the core namespace with this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.ns == Ns::Core && self.name == name
    }

    /// The value of an attribute without namespace.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(Ns::None, name)
    }

    /// The value of an attribute of a namespace.
    #[must_use]
    pub fn attribute_in(&self, ns: Ns, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.ns == ns && attribute.name == name)
            .map(|attribute| attribute.value.as_str())
    }
}

/// Whether XML 1.0 can hold a character.
pub(super) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

fn malformed(error: impl std::fmt::Display) -> WireError {
    WireError::Malformed(error.to_string())
}

/// The elements that are open, and the root once it is closed.
#[derive(Default)]
struct Building {
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
}

impl Building {
    fn take(&mut self, reader: &NsReader<&[u8]>, event: Event<'_>) -> Result<(), WireError> {
        match event {
            Event::Start(start) => {
                let element = self.element(reader, &start)?;
                self.open.push(element);
                if self.open.len() > MAX_DEPTH {
                    return Err(WireError::Deep);
                }
                Ok(())
            }
            Event::Empty(start) => {
                let element = self.element(reader, &start)?;
                self.close(element)
            }
            Event::End(_) => match self.open.pop() {
                Some(element) => self.close(element),
                None => Err(malformed("an end without a start")),
            },
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.reference(&reference),
            Event::DocType(_) => Err(WireError::DocType),
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !is_utf8(&name) => Err(WireError::Encoding),
                Some(Err(error)) => Err(malformed(error)),
                Some(Ok(_)) | None => Ok(()),
            },
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn element(
        &mut self,
        reader: &NsReader<&[u8]>,
        start: &BytesStart<'_>,
    ) -> Result<Element, WireError> {
        self.count += 1;
        if self.count > MAX_ELEMENTS {
            return Err(WireError::Long);
        }
        let resolver = reader.resolver();
        let (ns, local) = resolver.resolve_element(start.name());
        let mut element = Element {
            ns: Ns::of(&ns),
            name: local.as_ref().to_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
            text: String::new(),
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(malformed)?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (ns, local) = resolver.resolve_attribute(attribute.key);
            element.attributes.push(Attribute {
                ns: Ns::of(&ns),
                name: local.as_ref().to_owned(),
                value: attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(malformed)?
                    .into_owned(),
            });
        }
        Ok(element)
    }

    fn close(&mut self, element: Element) -> Result<(), WireError> {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_some() => return Err(malformed("a second root")),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), WireError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(malformed("text outside the root")),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), WireError> {
        if let Some(c) = reference.resolve_char_ref().map_err(malformed)? {
            if !is_xml(c) {
                return Err(WireError::Character(u32::from(c)));
            }
            return self.text(c.encode_utf8(&mut [0; 4]));
        }
        let name = reference.xml10_content();
        match quick_xml::escape::resolve_predefined_entity(&name) {
            Some(text) => self.text(text),
            None => Err(malformed(format!("the entity {name} is not declared"))),
        }
    }

    fn finish(self) -> Result<Element, WireError> {
        if !self.open.is_empty() {
            return Err(malformed("the document ends inside an element"));
        }
        self.root.ok_or_else(|| malformed("the document is empty"))
    }
}

/// US-ASCII is part of UTF-8; the registry announces no other (reference 1.3).
fn is_utf8(name: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Element, WireError> {
        Element::parse(text.as_bytes())
    }

    #[test]
    fn text_in_pieces_is_one_text() {
        let element = parse("<a>x &amp; <![CDATA[<y>]]>&#65;<!-- no -->\r\n z</a>").expect("a");
        assert_eq!(element.text, "x & <y>A\n z");
    }

    #[test]
    fn names_are_told_apart_by_uri_and_not_by_prefix() {
        let element = parse(
            "<q:net xmlns:q='http://www.arin.net/regrws/core/v1' xmlns:n='urn:x'>\
             <n:netName/><netName/><u:netName/><q:netName xmlns:q='http://www.arin.net/regrws/new/v2'/></q:net>",
        )
        .expect("net");
        assert!(element.is("net"));
        let found: Vec<Ns> = element.children.iter().map(|child| child.ns).collect();
        assert_eq!(found, [Ns::Foreign, Ns::None, Ns::Foreign, Ns::Registry]);
    }

    #[test]
    fn what_is_not_one_document_is_refused() {
        for text in [
            "",
            "   ",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "x<a/>",
            "</a>",
            "<a>&nbsp;</a>",
            "<a>&#0;</a>",
            "<a>&#1;</a>",
            "<a>\u{1}</a>",
            "<a x='1' x='2'/>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<?xml version='1.0' encoding='UTF-16'?><a/>",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        assert!(Element::parse(b"<a>\xff</a>").is_err());
    }

    #[test]
    fn deep_documents_are_refused_before_they_cost_anything() {
        let deep = "<a>".repeat(350_000);
        assert_eq!(parse(&deep), Err(WireError::Deep));
        let fits = format!("{}{}", "<a>".repeat(64), "</a>".repeat(64));
        assert!(parse(&fits).is_ok());
    }
}
