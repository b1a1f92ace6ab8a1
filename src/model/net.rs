//! Nets: their names and types.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Family, Range, Text};

/// Why a text is not a net name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetNameError {
    /// Nothing but blanks.
    #[error("a net name is empty")]
    Empty,
    /// More than 50 characters.
    #[error("a net name has at most 50 characters, and this one has {0}")]
    Long(usize),
    /// A character other than a letter, digit, hyphen or space.
    #[error("a net name has letters, digits, hyphens and spaces, not {0:?}")]
    Character(char),
    /// It begins with a hyphen.
    #[error("a net name begins with a letter or a digit")]
    Start,
}

/// The name of a net in the form that the registry stores: upper case, hyphens for spaces (reference 6.2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NetName(Text);

impl NetName {
    /// The name for a range that declares none: `EXMPL-198-51-100-64-28`, `EXMPL-2001-DB8-40-48`, and
    /// `EXMPL-198-51-100-80-R` for a range that is not one prefix. Used on create only.
    #[must_use]
    pub fn derived(prefix: Option<&Self>, range: Range) -> Self {
        let start = match range.family() {
            Family::V4 => range.first_address().to_string().replace('.', "-"),
            Family::V6 => {
                let text = range.first_address().to_string();
                text.split(':')
                    .filter(|group| !group.is_empty())
                    .collect::<Vec<_>>()
                    .join("-")
            }
        };
        let end = range
            .prefix()
            .map_or_else(|| "R".to_owned(), |cidr| cidr.length().to_string());
        let name = format!("{}-{start}-{end}", prefix.map_or("NET", Self::as_str));
        Self::canonical(&name)
    }

    /// The stored form of any text, also of a name that the registry holds and we would not take.
    #[must_use]
    pub fn canonical(text: &str) -> Self {
        let text = text.trim();
        let stored = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        if text.chars().all(stored) {
            return Self(text.into());
        }
        Self(text.to_uppercase().replace(' ', "-").into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, to be shared.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.0
    }
}

impl FromStr for NetName {
    type Err = NetNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let foreign = trimmed
            .chars()
            .find(|c| !(c.is_ascii_alphanumeric() || *c == '-' || *c == ' '));
        match (trimmed.chars().next(), foreign) {
            (None, _) => Err(NetNameError::Empty),
            (_, Some(c)) => Err(NetNameError::Character(c)),
            (Some('-'), None) => Err(NetNameError::Start),
            _ if trimmed.len() > 50 => Err(NetNameError::Long(trimmed.len())),
            _ => Ok(Self::canonical(trimmed)),
        }
    }
}

impl fmt::Display for NetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a net is (reference 2.8). Only two kinds can be parents, only two can be deleted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NetType {
    /// `DA`, a direct allocation: ours, a parent.
    DirectAllocation,
    /// `A`, reallocated: a parent.
    Reallocation,
    /// `S`, reassigned: a leaf.
    Reassignment,
    /// Any other code, as it came.
    Other(Text),
}

impl NetType {
    /// The type of a code; codes we do not know are kept.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code.trim() {
            "DA" => Self::DirectAllocation,
            "A" => Self::Reallocation,
            "S" => Self::Reassignment,
            other => Self::Other(other.into()),
        }
    }

    /// The code on the wire.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::DirectAllocation => "DA",
            Self::Reallocation => "A",
            Self::Reassignment => "S",
            Self::Other(code) => code,
        }
    }

    /// Whether nets can be registered below it.
    #[must_use]
    pub fn is_parent(&self) -> bool {
        matches!(self, Self::DirectAllocation | Self::Reallocation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_as_the_registry_stores_them() {
        assert_eq!(
            "exmpl bhb 1".parse::<NetName>().map(|n| n.to_string()),
            Ok("EXMPL-BHB-1".to_owned())
        );
    }

    #[test]
    fn a_bad_name_says_why() {
        assert_eq!(
            "EXMPL_1".parse::<NetName>(),
            Err(NetNameError::Character('_'))
        );
        assert_eq!("".parse::<NetName>(), Err(NetNameError::Empty));
        assert_eq!("-A".parse::<NetName>(), Err(NetNameError::Start));
        assert_eq!(
            "A".repeat(51).parse::<NetName>(),
            Err(NetNameError::Long(51))
        );
    }

    #[test]
    fn derived_names_tell_prefixes_from_ranges() {
        let prefix = NetName::canonical("EXMPL");
        for (range, name) in [
            ("198.51.100.64/28", "EXMPL-198-51-100-64-28"),
            ("2001:db8:40::/48", "EXMPL-2001-DB8-40-48"),
            ("198.51.100.80-198.51.100.103", "EXMPL-198-51-100-80-R"),
        ] {
            let range: Range = range.parse().expect("range");
            assert_eq!(NetName::derived(Some(&prefix), range).as_str(), name);
        }
        let range: Range = "198.51.100.64/28".parse().expect("range");
        assert_eq!(
            NetName::derived(None, range).as_str(),
            "NET-198-51-100-64-28"
        );
    }
}
