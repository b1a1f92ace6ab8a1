//! Named values of an object, as people read them and the journal keeps them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::Text;

/// One value for people: a text, or lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Field {
    /// A single value.
    Text(Text),
    /// Lines, such as a street or a comment.
    Lines(Vec<Text>),
}

/// Named values before or after a step.
pub type Fields = BTreeMap<Text, Field>;

/// What a hold on something that is to be made depends on: other values are tried afresh.
#[must_use]
pub fn fingerprint(fields: &Fields) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, value) in fields {
        let lines = match value {
            Field::Text(text) => std::slice::from_ref(text),
            Field::Lines(lines) => lines,
        };
        for text in std::iter::once(name).chain(lines) {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

/// [`Fields`] in one piece of memory: a plan holds two of these for each step, a first import makes a million steps, and
/// few are ever looked at.
#[derive(Clone, Default)]
pub struct PackedFields(
    /// As JSON, in the order of the names; nothing when there are none.
    Option<Box<RawValue>>,
);

impl PackedFields {
    /// As they were before they were packed.
    #[must_use]
    pub fn unpacked(&self) -> Fields {
        // What is not fields is not kept.
        serde_json::from_str(self.json()).unwrap_or_default()
    }

    fn json(&self) -> &str {
        self.0.as_deref().map_or("{}", RawValue::get)
    }
}

impl PartialEq for PackedFields {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Eq for PackedFields {}

impl From<Fields> for PackedFields {
    fn from(fields: Fields) -> Self {
        // A map of texts always has a JSON form.
        let packed = (!fields.is_empty()).then(|| to_raw_value(&fields).ok());
        Self(packed.flatten())
    }
}

impl fmt::Debug for PackedFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.unpacked().fmt(f)
    }
}

impl Serialize for PackedFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(packed) => packed.serialize(serializer),
            None => Fields::new().serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PackedFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_as_they_were_packed() {
        let odd = "a \"quoted\" \\ line\u{1f}\u{0}\n\u{e9}";
        let fields = Fields::from([
            ("name".into(), Field::Text("".into())),
            ("street".into(), Field::Lines(vec![odd.into(), "".into()])),
            ("comment".into(), Field::Lines(Vec::new())),
            (odd.into(), Field::Text(odd.into())),
        ]);
        for fields in [fields, Fields::new()] {
            let packed = PackedFields::from(fields.clone());
            assert_eq!(packed.unpacked(), fields);
            let json = serde_json::to_string(&packed).expect("JSON");
            assert_eq!(json, serde_json::to_string(&fields).expect("JSON"));
            let back: PackedFields = serde_json::from_str(&json).expect("fields");
            assert_eq!(back, packed);
        }
    }

    #[test]
    fn the_same_fields_are_the_same_however_they_were_written() {
        let read = |json| serde_json::from_str::<PackedFields>(json).expect("fields");
        assert_eq!(
            read(r#"{ "b": ["1"], "a": "\u0041" }"#),
            read(r#"{"a":"A","b":["1"]}"#)
        );
        assert_ne!(read(r#"{"a":"A"}"#), read(r#"{"a":["A"]}"#));
    }
}
