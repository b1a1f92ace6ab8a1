//! Names that the registry issues. Each kind is a type, so that no handle is used for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Text, parsed};

/// Why a text is not a handle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not {expected}")]
pub struct HandleError {
    text: String,
    expected: &'static str,
}

/// The guard that every handle passes: letters, digits and hyphens, a letter or digit first.
/// The registry compares handles without case, so the upper-case form is the one we keep.
fn guarded(text: &str) -> Option<Text> {
    let text = text.trim();
    let first = text.chars().next()?;
    let fits = first.is_ascii_alphanumeric()
        && text.len() <= 80
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    fits.then(|| {
        if text.chars().any(|c| c.is_ascii_lowercase()) {
            text.to_ascii_uppercase().into()
        } else {
            text.into()
        }
    })
}

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $fits:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Text);

        impl $name {
            /// The handle as it is sent, in upper case.
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

        impl FromStr for $name {
            type Err = HandleError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let fits: fn(&str) -> bool = $fits;
                guarded(text)
                    .filter(|handle| fits(handle))
                    .map(Self)
                    .ok_or_else(|| HandleError { text: text.to_owned(), expected: $expected })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                parsed(deserializer)
            }
        }
    };
}

handle!(
    /// A net: `NET-198-51-100-64-1`, `NET6-2001-DB8-1`. Handles of nets are reused after a delete.
    NetHandle,
    "a net handle (NET-… or NET6-…)",
    |handle| handle.starts_with("NET-") || handle.starts_with("NET6-")
);
handle!(
    /// A customer record: `C09990001`. Not reused.
    CustomerHandle,
    "a customer handle (C and digits)",
    |handle| handle.len() > 1
        && handle.starts_with('C')
        && handle[1..].bytes().all(|b| b.is_ascii_digit())
);
handle!(
    /// An organisation: `EXMPL-12`.
    OrgHandle,
    "an org handle (letters, digits, hyphens)",
    |_| true
);
handle!(
    /// A point of contact: `ADM1-ARIN`.
    PocHandle,
    "a POC handle (letters, digits, hyphens)",
    |_| true
);
handle!(
    /// Any handle, where the kind does not matter: in a step, a journal record, a message.
    Handle,
    "a handle (letters, digits, hyphens)",
    |_| true
);

macro_rules! any_handle {
    ($($name:ident),*) => {$(
        impl From<$name> for Handle {
            fn from(handle: $name) -> Self {
                Self(handle.0)
            }
        }
        impl From<&$name> for Handle {
            fn from(handle: &$name) -> Self {
                Self(handle.0.clone())
            }
        }
    )*};
}
any_handle!(NetHandle, CustomerHandle, OrgHandle, PocHandle);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_kept_in_upper_case() {
        let handle: NetHandle = " net-198-51-100-64-1 ".parse().expect("a net handle");
        assert_eq!(handle.as_str(), "NET-198-51-100-64-1");
    }

    #[test]
    fn a_customer_handle_is_c_and_digits() {
        assert!("C09990001".parse::<CustomerHandle>().is_ok());
        assert!("EXMPL-12".parse::<CustomerHandle>().is_err());
        assert!("C".parse::<CustomerHandle>().is_err());
    }

    #[test]
    fn a_path_can_not_hide_in_a_handle() {
        for text in ["", "-X", "A/B", "A;b", "A?x", "A B", "é"] {
            assert!(text.parse::<Handle>().is_err(), "{text:?}");
        }
    }
}
