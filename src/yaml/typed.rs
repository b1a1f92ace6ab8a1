//! Reads a type from a tree, and says which node it failed at.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};

use super::struck::Struck;
use super::tree::{Id, Plain, Shape, Tree};
use super::trouble::Trouble;

/// One reading of a tree after another, each mistake struck out before the next.
pub(super) struct Reader<'t> {
    pub(super) tree: &'t Tree,
    /// Keys, values and items that are passed over.
    pub(super) struck: BTreeSet<Id>,
    /// How many entries of each list or map were right in an earlier reading, and need none again.
    done: Vec<Cell<u32>>,
    /// Whether a map's keys are chosen by the writer, not by the type.
    keyed: Vec<Cell<bool>>,
    /// The innermost node that failed.
    fault: Cell<Option<Id>>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        Self {
            tree,
            struck: BTreeSet::new(),
            done: vec![Cell::new(0); tree.nodes.len()],
            keyed: vec![Cell::new(false); tree.nodes.len()],
            fault: Cell::new(None),
        }
    }

    /// Reads what no earlier reading has found right.
    pub(super) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, (Id, Trouble)> {
        self.fault.set(None);
        let root = Reading {
            reader: self,
            id: 0,
        };
        T::deserialize(root).map_err(|trouble| (self.fault.get().unwrap_or(0), trouble))
    }

    /// Forgets what was found right, so that the next reading gives everything that is not struck.
    pub(super) fn rewind(&self) {
        for done in &self.done {
            done.set(0);
        }
    }

    /// Adds a node to what was struck: what holds it lacks something, and so does what holds that, up to the first
    /// map whose keys the type chose.
    pub(super) fn lack(&self, id: Id, struck: &mut Struck) {
        if let (Some(parent), Some(at)) = (
            self.tree.node(id).and_then(|node| node.parent),
            self.tree.position(id),
        ) {
            let list = struck.items.entry(self.tree.path(parent)).or_default();
            list.insert(at);
        }
        let mut at = id;
        while let Some(parent) = self.tree.node(at).and_then(|node| node.parent) {
            struck.lacking.insert(self.tree.path(parent));
            let listed = matches!(
                self.tree.node(parent).map(|node| &node.shape),
                Some(Shape::List(_))
            );
            if !listed && !cell(&self.keyed, parent).is_some_and(Cell::get) {
                break;
            }
            at = parent;
        }
    }

    /// Whether something directly in a node was struck.
    pub(super) fn has_struck(&self, id: Id) -> bool {
        match self.tree.node(id).map(|node| &node.shape) {
            Some(Shape::Map(entries)) => entries
                .iter()
                .any(|(key, value)| self.struck.contains(key) || self.struck.contains(value)),
            Some(Shape::List(items)) => items.iter().any(|item| self.struck.contains(item)),
            Some(Shape::Scalar(..)) | None => false,
        }
    }

    fn note<V>(&self, id: Id, result: Result<V, Trouble>) -> Result<V, Trouble> {
        if result.is_err() && self.fault.get().is_none() {
            self.fault.set(Some(id));
        }
        result
    }
}

fn cell<T>(cells: &[Cell<T>], id: Id) -> Option<&Cell<T>> {
    cells.get(usize::try_from(id).ok()?)
}

#[derive(Clone, Copy)]
struct Reading<'r, 't> {
    reader: &'r Reader<'t>,
    id: Id,
}

impl<'t> Reading<'_, 't> {
    fn shape(self) -> &'t Shape {
        const NOTHING: &Shape = &Shape::List(Vec::new());
        self.reader
            .tree
            .node(self.id)
            .map_or(NOTHING, |node| &node.shape)
    }

    fn scalar<'de, V: Visitor<'de>>(
        plain: Plain,
        text: &str,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        match plain {
            Plain::Null => visitor.visit_unit(),
            Plain::Bool(value) => visitor.visit_bool(value),
            Plain::Unsigned(value) => visitor.visit_u64(value),
            Plain::Signed(value) => visitor.visit_i64(value),
            Plain::Float(value) => visitor.visit_f64(value),
            Plain::Huge | Plain::Text => visitor.visit_str(text),
        }
    }

    fn wrong<'de, V: Visitor<'de>>(self, visitor: &V) -> Trouble {
        let found = match self.shape() {
            Shape::Scalar(Plain::Null, _) => Unexpected::Unit,
            Shape::Scalar(_, text) => Unexpected::Str(text),
            Shape::List(_) => Unexpected::Seq,
            Shape::Map(_) => Unexpected::Map,
        };
        Trouble::invalid_type(found, visitor)
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        match self.shape() {
            Shape::Scalar(plain, text) => {
                Self::scalar(*plain, text, visitor).map_err(|trouble| trouble.worded(text))
            }
            Shape::List(items) => self.list(items, false, visitor),
            Shape::Map(entries) => self.map(entries, false, visitor),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        match self.shape() {
            Shape::Scalar(_, text) => visitor.visit_str(text),
            Shape::List(_) | Shape::Map(_) => Err(self.wrong(&visitor)),
        }
    }

    fn list<'de, V: Visitor<'de>>(
        self,
        items: &'t [Id],
        skipping: bool,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        visitor.visit_seq(Items {
            reading: self,
            all: items,
            at: self.start(skipping),
            skipping,
        })
    }

    fn map<'de, V: Visitor<'de>>(
        self,
        entries: &'t [(Id, Id)],
        skipping: bool,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        visitor.visit_map(Entries {
            reading: self,
            all: entries,
            at: self.start(skipping),
            skipping,
        })
    }

    fn start(self, skipping: bool) -> usize {
        let done = cell(&self.reader.done, self.id).map_or(0, Cell::get);
        if skipping {
            usize::try_from(done).unwrap_or(0)
        } else {
            0
        }
    }

    fn finish(self, at: usize) {
        if let (Some(done), Ok(at)) = (cell(&self.reader.done, self.id), u32::try_from(at)) {
            done.set(at);
        }
    }

    fn inner(self, id: Id) -> Self {
        Self {
            reader: self.reader,
            id,
        }
    }
}

struct Items<'r, 't> {
    reading: Reading<'r, 't>,
    all: &'t [Id],
    at: usize,
    skipping: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Trouble;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Trouble> {
        while let Some(item) = self.all.get(self.at) {
            self.at += 1;
            if self.reading.reader.struck.contains(item) {
                continue;
            }
            let value = seed.deserialize(self.reading.inner(*item))?;
            if self.skipping {
                self.reading.finish(self.at);
            }
            return Ok(Some(value));
        }
        Ok(None)
    }
}

struct Entries<'r, 't> {
    reading: Reading<'r, 't>,
    all: &'t [(Id, Id)],
    at: usize,
    skipping: bool,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Trouble;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Trouble> {
        let struck = &self.reading.reader.struck;
        while let Some((key, value)) = self.all.get(self.at) {
            self.at += 1;
            if struck.contains(key) || struck.contains(value) {
                continue;
            }
            return seed.deserialize(self.reading.inner(*key)).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Trouble> {
        let value = self
            .at
            .checked_sub(1)
            .and_then(|at| self.all.get(at))
            .map(|(_, value)| *value)
            .ok_or_else(|| Trouble::custom("a value was asked for before its key"))?;
        let value = seed.deserialize(self.reading.inner(value))?;
        if self.skipping {
            self.reading.finish(self.at);
        }
        Ok(value)
    }
}

/// A plain scalar as a word of an enumeration.
struct Word<'r, 't>(Reading<'r, 't>);

impl<'de> EnumAccess<'de> for Word<'_, '_> {
    type Error = Trouble;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Trouble> {
        let Shape::Scalar(_, text) = self.0.shape() else {
            return Err(Trouble::custom("a word is wanted"));
        };
        let word: serde::de::value::StrDeserializer<'_, Trouble> = (**text).into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_, '_> {
    type Error = Trouble;

    fn unit_variant(self) -> Result<(), Trouble> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Trouble> {
        Err(Trouble::custom("a word alone is wanted"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Trouble> {
        Err(Trouble::custom("a word alone is wanted"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Trouble> {
        Err(Trouble::custom("a word alone is wanted"))
    }
}

macro_rules! as_any {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
            self.deserialize_any(visitor)
        }
    )*};
}

macro_rules! as_text {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
            self.reader.note(self.id, self.text(visitor))
        }
    )*};
}

impl<'de> Deserializer<'de> for Reading<'_, '_> {
    type Error = Trouble;

    as_any! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32
        deserialize_f64 deserialize_unit deserialize_bytes deserialize_byte_buf
    }

    as_text! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        self.reader.note(self.id, self.any(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        match self.shape() {
            Shape::Scalar(Plain::Null, _) => visitor.visit_none(),
            Shape::Scalar(..) | Shape::List(_) | Shape::Map(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        let read = match self.shape() {
            Shape::List(items) => self.list(items, true, visitor),
            Shape::Scalar(Plain::Null, _) => self.list(&[], true, visitor),
            Shape::Scalar(..) | Shape::Map(_) => Err(self.wrong(&visitor)),
        };
        self.reader.note(self.id, read)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Trouble> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        self.deserialize_any(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        if let Some(keyed) = cell(&self.reader.keyed, self.id) {
            keyed.set(true);
        }
        let read = match self.shape() {
            Shape::Map(entries) => self.map(entries, true, visitor),
            Shape::Scalar(Plain::Null, _) => self.map(&[], true, visitor),
            Shape::Scalar(..) | Shape::List(_) => Err(self.wrong(&visitor)),
        };
        self.reader.note(self.id, read)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        let read = match self.shape() {
            Shape::Map(entries) => self.map(entries, false, visitor),
            Shape::Scalar(Plain::Null, _) => self.map(&[], false, visitor),
            Shape::Scalar(..) | Shape::List(_) => Err(self.wrong(&visitor)),
        };
        self.reader.note(self.id, read)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        let read = match self.shape() {
            Shape::Scalar(..) => visitor.visit_enum(Word(self)),
            Shape::List(_) | Shape::Map(_) => Err(self.wrong(&visitor)),
        };
        self.reader.note(self.id, read)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        visitor.visit_unit()
    }
}
