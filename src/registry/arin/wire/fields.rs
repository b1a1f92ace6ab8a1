//! Takes the children of an element one by one, and remembers what nobody took.
//!
//! A PUT replaces the whole record (reference 0, item 5). What we read and do not know we would erase,
//! so every payload keeps the names that it left.

use std::str::FromStr;

use super::WireError;
use super::element::{Element, Ns};

/// What an element says, and the names of what it left.
pub(super) type Read<T> = (T, Vec<String>);

/// The children of one element, each to be taken once.
pub(super) struct Fields<'a> {
    element: &'a Element,
    taken: Vec<bool>,
    attributes: Vec<(Ns, &'static str)>,
    unknown: Vec<String>,
}

impl<'a> Fields<'a> {
    /// All children of an element.
    pub(super) fn of(element: &'a Element) -> Self {
        Self {
            element,
            taken: vec![false; element.children.len()],
            attributes: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Every child with a name, whatever lies between them.
    pub(super) fn all(&mut self, ns: Ns, name: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        for (child, taken) in self.element.children.iter().zip(&mut self.taken) {
            if child.ns == ns && child.name == name {
                *taken = true;
                found.push(child);
            }
        }
        found
    }

    /// The one core child with a name. Two that say the same are one.
    pub(super) fn one(&mut self, name: &'static str) -> Result<Option<&'a Element>, WireError> {
        self.one_in(Ns::Core, name)
    }

    fn one_in(&mut self, ns: Ns, name: &'static str) -> Result<Option<&'a Element>, WireError> {
        let found = self.all(ns, name);
        match found.split_first() {
            None => Ok(None),
            Some((first, rest)) if rest.iter().all(|other| other == first) => Ok(Some(first)),
            Some(_) => Err(WireError::Twice(name)),
        }
    }

    /// The text of a core child, as it came; `None` when there is no child or nothing but blanks in it.
    pub(super) fn text(&mut self, name: &'static str) -> Result<Option<String>, WireError> {
        self.text_in(Ns::Core, name)
    }

    /// The same in another namespace.
    pub(super) fn text_in(
        &mut self,
        ns: Ns,
        name: &'static str,
    ) -> Result<Option<String>, WireError> {
        let Some(child) = self.one_in(ns, name)? else {
            return Ok(None);
        };
        let rest = Fields::of(child);
        self.leave(name, rest.left());
        Ok(Some(child.text.clone()).filter(|text| !text.trim().is_empty()))
    }

    /// A text read into a type.
    pub(super) fn typed<T: FromStr>(&mut self, name: &'static str) -> Result<Option<T>, WireError> {
        self.text(name)?
            .map(|text| parsed(name, text.trim()))
            .transpose()
    }

    /// `true`, `false`, `1` or `0`.
    pub(super) fn boolean(
        &mut self,
        ns: Ns,
        name: &'static str,
    ) -> Result<Option<bool>, WireError> {
        let Some(text) = self.text_in(ns, name)? else {
            return Ok(None);
        };
        match text.trim() {
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            other => Err(WireError::value(name, other)),
        }
    }

    /// Numbered lines in the order of their numbers, text as it came (reference 2.2).
    /// A line without a number stays behind the one before it.
    pub(super) fn lines(&mut self, name: &'static str) -> Result<Vec<String>, WireError> {
        let Some(wrapper) = self.one(name)? else {
            return Ok(Vec::new());
        };
        let mut inner = Fields::of(wrapper);
        let mut numbered = Vec::new();
        let mut last = i64::MIN;
        for line in inner.all(Ns::Core, "line") {
            if let Some(text) = line.attribute("number") {
                last = parsed("line/@number", text.trim())?;
            }
            let mut rest = Fields::of(line);
            rest.attribute("number");
            self.leave("line", rest.left());
            numbered.push((last, line.text.clone()));
        }
        inner.own_text();
        self.leave(name, inner.left());
        numbered.sort_by_key(|(number, _)| *number);
        Ok(numbered.into_iter().map(|(_, text)| text).collect())
    }

    /// The elements of a list inside its wrapper; `None` without a wrapper.
    pub(super) fn list(
        &mut self,
        wrapper: &'static str,
        item: &'static str,
    ) -> Result<Option<Vec<&'a Element>>, WireError> {
        let Some(found) = self.one(wrapper)? else {
            return Ok(None);
        };
        let mut inner = Fields::of(found);
        let items = inner.all(Ns::Core, item);
        inner.own_text();
        self.leave(wrapper, inner.left());
        Ok(Some(items))
    }

    /// The items of a list, each read; what they left is remembered. `None` without a wrapper.
    pub(super) fn items<T>(
        &mut self,
        (wrapper, item): (&'static str, &'static str),
        read: impl Fn(&Element) -> Result<Read<T>, WireError>,
    ) -> Result<Option<Vec<T>>, WireError> {
        let Some(elements) = self.list(wrapper, item)? else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for element in elements {
            let (value, left) = read(element)?;
            self.leave(item, left);
            found.push(value);
        }
        Ok(Some(found))
    }

    /// The items of a list of texts, as they came, empty ones too.
    pub(super) fn texts(
        &mut self,
        names: (&'static str, &'static str),
    ) -> Result<Option<Vec<String>>, WireError> {
        self.items(names, |item| {
            Ok((item.text.clone(), Fields::of(item).left()))
        })
    }

    /// One core child, read; what it left is remembered.
    pub(super) fn part<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Element) -> Result<Read<T>, WireError>,
    ) -> Result<Option<T>, WireError> {
        let Some(child) = self.one(name)? else {
            return Ok(None);
        };
        let (value, left) = read(child)?;
        self.leave(name, left);
        Ok(Some(value))
    }

    /// A word out of a list of the registry, fit to be shown. One that is not, and so would not be sent
    /// back as it came, counts as unknown.
    pub(super) fn word(&mut self, name: &'static str) -> Result<Option<String>, WireError> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let word = super::plain(&text);
        if word != text.trim() {
            self.unknown.push(name.to_owned());
        }
        Ok(Some(word))
    }

    /// The value of an attribute.
    pub(super) fn attribute(&mut self, name: &'static str) -> Option<String> {
        self.attribute_in(Ns::None, name)
    }

    /// The same in a namespace. An attribute without prefix has none, whatever its element has.
    pub(super) fn attribute_in(&mut self, ns: Ns, name: &'static str) -> Option<String> {
        self.attributes.push((ns, name));
        self.element.attribute_in(ns, name).map(str::to_owned)
    }

    /// Counts text that is not indentation as unknown: this element is made of children only.
    pub(super) fn own_text(&mut self) {
        if !self.element.text.trim().is_empty() {
            self.unknown.push("text".to_owned());
        }
    }

    /// Remembers what a child left.
    pub(super) fn leave(&mut self, name: &str, left: Vec<String>) {
        self.unknown
            .extend(left.into_iter().map(|inner| format!("{name}/{inner}")));
    }

    /// What nobody took. Elements of foreign namespaces are nobody's loss: the registry ignores them.
    pub(super) fn left(self) -> Vec<String> {
        let mut unknown = self.unknown;
        let children = self.element.children.iter().zip(&self.taken);
        unknown.extend(
            children
                .filter(|(child, taken)| !**taken && child.ns != Ns::Foreign)
                .map(|(child, _)| super::plain(&child.name)),
        );
        let attributes = self.element.attributes.iter();
        unknown.extend(
            attributes
                .filter(|found| found.ns != Ns::Foreign)
                .filter(|found| !self.attributes.contains(&(found.ns, found.name.as_str())))
                .map(|found| format!("@{}", super::plain(&found.name))),
        );
        unknown
    }
}

/// A text as a type.
pub(super) fn parsed<T: FromStr>(name: &'static str, text: &str) -> Result<T, WireError> {
    text.parse().map_err(|_| WireError::value(name, text))
}
