//! Text that is shared: a copy of it is a count, and it takes the room of one pointer. An estate holds some thirty
//! texts for each registration, and most of them stand in several places at once.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

use arcstr::ArcStr;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A text that does not change. Short ones that were made lately are made once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Text(ArcStr);

impl Text {
    /// A text that hardly comes twice, such as the name of a step: it takes no other's slot.
    #[must_use]
    pub fn once(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        if text.len() > LONGEST {
            return Self(text.into());
        }
        let made = || Self(text.into());
        let recent = RECENT.try_with(|recent| {
            let mut recent = recent.borrow_mut();
            if recent.is_empty() {
                recent.resize(SLOTS, Self::default());
            }
            match recent.get_mut(slot(text)) {
                Some(kept) if kept == text => kept.clone(),
                Some(kept) => {
                    *kept = made();
                    kept.clone()
                }
                None => made(),
            }
        });
        recent.unwrap_or_else(|_| made())
    }
}

/// Longer texts are seldom the same.
const LONGEST: usize = 40;
/// How many texts each thread keeps in mind.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 10;

thread_local! {
    /// The last text of each slot. Cities, codes, dates and comments of an estate come again and again: each finds
    /// its slot as it left it, for between two of them stand few texts that come once.
    static RECENT: RefCell<Vec<Text>> = const { RefCell::new(Vec::new()) };
}

/// The slot of a text: a hash that need not resist anybody, for a clash costs a copy and nothing else.
fn slot(text: &str) -> usize {
    let mut hash = text.len() as u64;
    for part in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    usize::try_from(hash >> (u64::BITS - SLOT_BITS)).unwrap_or_default()
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl FromStr for Text {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

/// Reads what is written as a text, without a copy of the text on the way.
pub(crate) fn parsed<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    struct Parsing<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsing<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Parsing(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_the_room_of_a_pointer_and_so_does_one_that_may_be_missing() {
        assert_eq!(size_of::<Text>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Text>>(), size_of::<usize>());
    }

    #[test]
    fn it_reads_and_writes_as_a_string_does() {
        let text: Text = serde_json::from_str(r#""Mill \"Road\"""#).expect("a text");
        assert_eq!(text, "Mill \"Road\"");
        assert_eq!(
            serde_json::to_string(&text).expect("JSON"),
            r#""Mill \"Road\"""#
        );
        assert_eq!(
            format!("{text:>13}|{text:?}"),
            "  Mill \"Road\"|\"Mill \\\"Road\\\"\""
        );
        assert!(serde_json::from_str::<Text>("7").is_err());
    }
}
