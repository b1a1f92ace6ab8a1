//! What a type says is wrong with a node, in the words of the people who write the files.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// What a type says is wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("\"{name}\" is not a field here")]
    UnknownField {
        name: String,
        known: &'static [&'static str],
    },
    #[error("\"{name}\" is not one of the words that may stand here")]
    UnknownWord {
        name: String,
        known: &'static [&'static str],
    },
    #[error("the field \"{0}\" is missing")]
    Missing(&'static str),
    #[error("{found} stands where {wanted} is wanted")]
    Kind { found: String, wanted: String },
    #[error("{0}")]
    Other(String),
}

impl Trouble {
    /// The same, with what was found as it stands in the file: a number would be shown as it was understood.
    pub(super) fn worded(self, text: &str) -> Self {
        match self {
            Self::Kind { wanted, .. } if !text.is_empty() => Self::Kind {
                found: found_in_words(Unexpected::Str(text)),
                wanted,
            },
            other @ (Self::UnknownField { .. }
            | Self::UnknownWord { .. }
            | Self::Missing(_)
            | Self::Kind { .. }
            | Self::Other(_)) => other,
        }
    }
}

impl Error for Trouble {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Other(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::Kind {
            found: found_in_words(found),
            wanted: wanted_in_words(&wanted.to_string()),
        }
    }

    fn invalid_value(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::invalid_type(found, wanted)
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::UnknownField {
            name: name.to_owned(),
            known,
        }
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Self::UnknownWord {
            name: name.to_owned(),
            known,
        }
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }
}

fn found_in_words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("\"{value}\""),
        Unexpected::Unsigned(value) => format!("\"{value}\""),
        Unexpected::Signed(value) => format!("\"{value}\""),
        Unexpected::Float(value) => format!("\"{value}\""),
        Unexpected::Str(value) => format!("\"{}\"", value.chars().take(60).collect::<String>()),
        Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a map".to_owned(),
        other @ (Unexpected::Char(_)
        | Unexpected::Bytes(_)
        | Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_)) => other.to_string(),
    }
}

/// What derived visitors expect, in the words of the people who write the files.
fn wanted_in_words(wanted: &str) -> String {
    let words = match wanted {
        "a string" | "string" => "a text",
        "a sequence" => "a list",
        "a boolean" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i64" | "i32" => "a whole number",
        "f64" => "a number",
        "unit" => "nothing",
        named if named.starts_with("struct ") => "a map",
        other => other,
    };
    words.to_owned()
}
