//! "Left out means left alone": the three things that a repository can say of an optional field.

use serde::{Deserialize, Serialize};

/// What the repository says of a field that need not be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed<T> {
    /// Nothing: whatever the registry holds stays.
    #[default]
    Alone,
    /// `""` or `[]`: the registry is to hold nothing.
    Clear,
    /// A value: the registry is to hold it.
    Value(T),
}

impl<T> Listed<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Alone | Self::Clear => None,
        }
    }

    /// The same of another value.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Listed<U> {
        match self {
            Self::Alone => Listed::Alone,
            Self::Clear => Listed::Clear,
            Self::Value(value) => Listed::Value(with(value)),
        }
    }

    /// What the registry is to hold, when it now holds `live`.
    pub fn over(&self, live: Option<T>) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Self::Alone => live,
            Self::Clear => None,
            Self::Value(value) => Some(value.clone()),
        }
    }
}
