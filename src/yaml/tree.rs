//! A document as a tree of nodes that know their places.

use std::collections::HashMap;

use super::lines::{Lines, Span};

/// The position of a node in [`Tree::nodes`]. The root is 0.
pub(super) type Id = u32;

/// What a scalar reads as when nothing particular is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Plain {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    /// A whole number beyond 64 bits.
    Huge,
    Text,
}

#[derive(Debug)]
pub(super) enum Shape {
    Scalar(Plain, Box<str>),
    List(Vec<Id>),
    /// Keys and values, in the order of the file.
    Map(Vec<(Id, Id)>),
}

#[derive(Debug)]
pub(super) struct Node {
    /// Line and column from 1; `None` for an empty list or map, and until the children are known.
    pub(super) place: Option<(u32, u32)>,
    /// The list or map it stands in.
    pub(super) parent: Option<Id>,
    /// Its key, if it is the value of an entry.
    pub(super) key: Option<Id>,
    pub(super) shape: Shape,
}

/// A document.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    pub(super) fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(usize::try_from(id).ok()?)
    }

    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match &self.node(id)?.shape {
            Shape::Scalar(_, text) => Some(text),
            Shape::List(_) | Shape::Map(_) => None,
        }
    }

    pub(super) fn key(&self, id: Id) -> Option<Id> {
        self.node(id)?.key
    }

    /// The node at a path of keys and list positions. Of a key that occurs twice the first is meant.
    pub(super) fn find(&self, path: &[String]) -> Option<Id> {
        path.iter()
            .try_fold(0, |id, step| match &self.node(id)?.shape {
                Shape::Scalar(..) => None,
                Shape::List(items) => items.get(step.parse::<usize>().ok()?).copied(),
                Shape::Map(entries) => entries
                    .iter()
                    .find(|(key, _)| self.text(*key) == Some(step))
                    .map(|(_, value)| *value),
            })
    }

    /// The path of a node, for a key that of its entry.
    pub(super) fn path(&self, id: Id) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = id;
        while let Some((node, parent)) = self.node(at).and_then(|n| Some((n, n.parent?))) {
            let step = match self.node(parent).map(|parent| &parent.shape) {
                Some(Shape::List(_)) => self.position(at).unwrap_or(0).to_string(),
                Some(Shape::Map(_) | Shape::Scalar(..)) | None => {
                    let key = node.key.unwrap_or(at);
                    self.text(key).unwrap_or_default().to_owned()
                }
            };
            path.push(step);
            at = parent;
        }
        path.reverse();
        path
    }

    /// The position of an item in its list.
    pub(super) fn position(&self, id: Id) -> Option<usize> {
        match &self.node(self.node(id)?.parent?)?.shape {
            // An item's number is higher than those before it.
            Shape::List(items) => items.binary_search(&id).ok(),
            Shape::Map(_) | Shape::Scalar(..) => None,
        }
    }

    /// Where a node is shown. The first span is where it is used: the node's own place, or, behind an alias, the
    /// nearest key at the place of use; then the anchor's place is the second.
    pub(super) fn spans(&self, id: Id, lines: &Lines<'_>) -> Vec<Span> {
        let own = self.own_span(id, lines);
        let used = self.alias_key(id).and_then(|key| self.own_span(key, lines));
        used.into_iter().chain(own).collect()
    }

    /// The outermost key on the way to a node that stands after the value it belongs to: its value is an alias,
    /// since anchors come first.
    fn alias_key(&self, id: Id) -> Option<Id> {
        let mut found = None;
        let mut at = Some(id);
        let mut place = None;
        while let Some(node) = at.and_then(|id| self.node(id)) {
            place = node.place.or(place);
            if let Some(key) = node.key {
                let key_place = self.node(key).and_then(|key| key.place);
                if key_place > place && place.is_some() {
                    found = Some(key);
                }
                place = key_place;
            }
            at = node.parent;
        }
        found
    }

    fn own_span(&self, id: Id, lines: &Lines<'_>) -> Option<Span> {
        let node = self.node(id)?;
        let key = node
            .key
            .and_then(|key| self.node(key).map(|node| (key, node)));
        match &node.shape {
            Shape::Scalar(_, text) => node.place.map(|at| scalar_span(at, text, lines)),
            Shape::List(_) | Shape::Map(_) => key
                .and_then(|(id, key)| bracket(key.place?, self.text(id)?, lines))
                .or_else(|| node.place.map(|at| self.first_span(id, at, lines)))
                .or_else(|| self.own_span(node.key.or(node.parent)?, lines)),
        }
    }

    /// The span of a block list or map: of its first scalar.
    fn first_span(&self, id: Id, at: (u32, u32), lines: &Lines<'_>) -> Span {
        let first = match self.node(id).map(|node| &node.shape) {
            Some(Shape::Map(entries)) => entries.first().map(|(key, _)| *key),
            Some(Shape::List(items)) => items.first().copied(),
            Some(Shape::Scalar(..)) | None => None,
        };
        let text = first.and_then(|id| self.text(id)).unwrap_or_default();
        scalar_span(at, text, lines)
    }

    /// Every key that occurs before in the same map, with the first of its name.
    pub(super) fn duplicates(&self) -> Vec<(Id, Id)> {
        let mut found = Vec::new();
        for node in &self.nodes {
            let Shape::Map(entries) = &node.shape else {
                continue;
            };
            let mut seen: HashMap<&str, Id> = HashMap::new();
            for (key, _) in entries {
                let Some(text) = self.text(*key) else {
                    continue;
                };
                if let Some(first) = seen.get(text) {
                    found.push((*first, *key));
                } else {
                    seen.insert(text, *key);
                }
            }
        }
        found
    }
}

fn scalar_span((line, column): (u32, u32), text: &str, lines: &Lines<'_>) -> Span {
    let (line, column) = (to_usize(line), to_usize(column));
    Span {
        line,
        column,
        width: lines.width(line, column, text),
    }
}

/// The opening bracket of a flow list or map, where it follows its key on the same line.
fn bracket(key: (u32, u32), text: &str, lines: &Lines<'_>) -> Option<Span> {
    let (line, column) = (to_usize(key.0), to_usize(key.1));
    let after = column + lines.width(line, column, text);
    let rest = lines.rest(line, after);
    let blanks = rest
        .chars()
        .take_while(|c| matches!(c, ' ' | ':' | '\t'))
        .count();
    matches!(rest.chars().nth(blanks), Some('{' | '[')).then_some(Span {
        line,
        column: after + blanks,
        width: 1,
    })
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
