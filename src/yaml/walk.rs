//! Turns a document into a tree with places, in one walk.
//!
//! `serde_yaml` keeps its positions to itself, except in errors. But the event of a scalar is consumed before its
//! visitor is asked, so a visitor may fail in every scalar: the error names the place, and the walk goes on.
//! Lists and maps can not fail so, and take the place of their first scalar.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use super::lines::Lines;
use super::source::SourceText;
use super::tree::{Id, Node, Plain, Shape, Tree};

/// More nodes than this are refused, whatever the size of the file.
const MOST_NODES: usize = 4_000_000;

/// Why a file was not walked to its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// Aliases stand for more than the file itself could hold.
    Bomb,
    /// A tag, such as `!secret`.
    Tag(Option<(u32, u32)>),
    /// A second document begins there.
    Second(Option<(u32, u32)>),
    /// What the parser says.
    Syntax(serde_yaml::Error),
}

/// Walks the document of a file.
pub(super) fn walk(source: &SourceText) -> Result<Tree, Stop> {
    let mut documents = serde_yaml::Deserializer::from_str(&source.text);
    let mut growing = Growing::new(source.text.len());
    if let Some(first) = documents.next() {
        let root = Sprout::root(&mut growing);
        if let Err(error) = root.deserialize(first) {
            return Err(growing.stop(error));
        }
    }
    if let Some(second) = documents.next() {
        let mut other = Growing::new(source.text.len());
        return match Sprout::root(&mut other).deserialize(second) {
            Ok(_) => Err(Stop::Second(other.tree.node(0).and_then(|root| root.place))),
            Err(error) => Err(other.stop(error)),
        };
    }
    let mut tree = growing.tree;
    as_written(&mut tree, source);
    Ok(tree)
}

/// Gives numbers, truths and nothings the text that they were written as: the parser hands over `0x10` as 16, and a
/// key of that text would be found no more.
fn as_written(tree: &mut Tree, source: &SourceText) {
    let lines = Lines::new(&source.text);
    for node in &mut tree.nodes {
        let (Shape::Scalar(plain, text), Some((line, column))) = (&mut node.shape, node.place)
        else {
            continue;
        };
        let (Ok(line), Ok(column)) = (usize::try_from(line), usize::try_from(column)) else {
            continue;
        };
        if *plain == Plain::Text {
            continue;
        }
        if let Some(written) = token(&lines, line, column)
            && (*plain != Plain::Null || matches!(written, "~" | "null" | "Null" | "NULL"))
        {
            *text = written.into();
        }
    }
}

/// The word at a place, behind its anchor if it has one, of the characters that numbers, truths and nothings have.
fn token<'a>(lines: &Lines<'a>, mut line: usize, column: usize) -> Option<&'a str> {
    let mut rest = lines.rest(line, column);
    if rest.starts_with('&') {
        rest = rest.split_once([' ', '\t']).map_or("", |(_, rest)| rest);
        // What has an anchor may begin on a line further down.
        for _ in 0..100 {
            rest = rest.trim_start_matches([' ', '\t']);
            if !rest.is_empty() && !rest.starts_with('#') {
                break;
            }
            line += 1;
            rest = lines.line(line);
        }
    }
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.' | '~' | '_'))
        .unwrap_or(rest.len());
    rest.get(..end).filter(|word| !word.is_empty())
}

struct Growing {
    tree: Tree,
    most: usize,
    text_left: usize,
    /// The scalar whose visitor has just failed on purpose.
    pending: Option<Id>,
    bomb: bool,
    tag: bool,
}

impl Growing {
    fn new(size: usize) -> Self {
        Self {
            tree: Tree::default(),
            // A tree has a node for a few bytes of text, unless aliases repeat it. The same for its scalars.
            most: size.clamp(16, MOST_NODES),
            text_left: size.saturating_mul(8).max(64 * 1024),
            pending: None,
            bomb: false,
            tag: false,
        }
    }

    fn begin<E: Error>(&mut self, parent: Option<Id>, key: Option<Id>) -> Result<Id, E> {
        let id = self.tree.nodes.len();
        if id >= self.most {
            self.bomb = true;
            return Err(E::custom("too many nodes"));
        }
        self.tree.nodes.push(Node {
            place: None,
            parent,
            key,
            shape: Shape::List(Vec::new()),
        });
        Id::try_from(id).map_err(E::custom)
    }

    fn set(&mut self, id: Id, shape: Shape) {
        if let Some(node) = usize::try_from(id)
            .ok()
            .and_then(|at| self.tree.nodes.get_mut(at))
        {
            node.shape = shape;
        }
    }

    fn set_place(&mut self, id: Id, place: Option<(u32, u32)>) {
        if let Some(node) = usize::try_from(id)
            .ok()
            .and_then(|at| self.tree.nodes.get_mut(at))
        {
            node.place = place;
        }
    }

    /// Keeps a scalar and fails, for the place.
    fn scalar<E: Error>(&mut self, id: Id, plain: Plain, text: &str) -> E {
        let Some(left) = self.text_left.checked_sub(text.len()) else {
            self.bomb = true;
            return E::custom("too much text");
        };
        self.text_left = left;
        self.set(id, Shape::Scalar(plain, text.into()));
        self.pending = Some(id);
        E::custom("")
    }

    fn stop(&self, error: serde_yaml::Error) -> Stop {
        if self.bomb || error.to_string().contains("repetition limit exceeded") {
            Stop::Bomb
        } else if self.tag {
            Stop::Tag(place_in(&error.to_string()))
        } else {
            Stop::Syntax(error)
        }
    }
}

/// The place at the end of an error's text: `… at line 3 column 5`. An error at the very start names none.
fn place_in(text: &str) -> Option<(u32, u32)> {
    let Some((_, numbers)) = text.rsplit_once(" at line ") else {
        return Some((1, 1));
    };
    let (line, column) = numbers.split_once(" column ")?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

/// Reads one node into the tree and gives its position.
struct Sprout<'t> {
    growing: &'t mut Growing,
    parent: Option<Id>,
    key: Option<Id>,
}

impl<'t> Sprout<'t> {
    fn root(growing: &'t mut Growing) -> Self {
        Self {
            growing,
            parent: None,
            key: None,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Sprout<'_> {
    type Value = Id;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Id, D::Error> {
        let growing = self.growing;
        let id = growing.begin(self.parent, self.key)?;
        let grown = deserializer.deserialize_any(Grow {
            growing: &mut *growing,
            id,
        });
        match grown {
            Ok(()) => Ok(id),
            Err(error) if growing.pending.take() == Some(id) => {
                growing.set_place(id, place_in(&error.to_string()));
                Ok(id)
            }
            Err(error) => Err(error),
        }
    }
}

struct Grow<'t> {
    growing: &'t mut Growing,
    id: Id,
}

impl Grow<'_> {
    fn place_of(&self, first: Option<Id>) -> Option<(u32, u32)> {
        first.and_then(|id| self.growing.tree.node(id)?.place)
    }
}

impl<'de> Visitor<'de> for Grow<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        let plain = Plain::Bool(value);
        Err(self.growing.scalar(self.id, plain, &value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        let plain = Plain::Signed(value);
        Err(self.growing.scalar(self.id, plain, &value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        let plain = Plain::Unsigned(value);
        Err(self.growing.scalar(self.id, plain, &value.to_string()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        let text = value.to_string();
        Err(self.growing.scalar(self.id, Plain::Huge, &text))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        let text = value.to_string();
        Err(self.growing.scalar(self.id, Plain::Huge, &text))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let plain = Plain::Float(value);
        Err(self.growing.scalar(self.id, plain, &value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        Err(self.growing.scalar(self.id, Plain::Text, value))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Err(self.growing.scalar(self.id, Plain::Null, ""))
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Sprout {
            growing: &mut *self.growing,
            parent: Some(self.id),
            key: None,
        })? {
            items.push(item);
        }
        let place = self.place_of(items.first().copied());
        self.growing.set_place(self.id, place);
        self.growing.set(self.id, Shape::List(items));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Sprout {
            growing: &mut *self.growing,
            parent: Some(self.id),
            key: None,
        })? {
            let value = map.next_value_seed(Sprout {
                growing: &mut *self.growing,
                parent: Some(self.id),
                key: Some(key),
            })?;
            entries.push((key, value));
        }
        let place = self.place_of(entries.first().map(|(key, _)| *key));
        self.growing.set_place(self.id, place);
        self.growing.set(self.id, Shape::Map(entries));
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _tagged: A) -> Result<(), A::Error> {
        self.growing.tag = true;
        Err(A::Error::custom("a tag"))
    }
}
