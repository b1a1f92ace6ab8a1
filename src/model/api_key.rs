//! The API key. Its value can be sent, and nothing else: not printed, not compared, not stored.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// The text is not shaped like a key. The message never repeats the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not shaped like an API key: API and four to eight groups of four hex digits, joined by hyphens"
)]
pub struct ApiKeyError;

/// A Reg-RWS API key. `Debug` and `Display` show no part of the value.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Reads a key. It is kept in upper case, the only case in which the registry takes it.
    ///
    /// # Errors
    /// When the text is not `API-` and four to eight groups of four hex digits.
    pub fn new(text: &str) -> Result<Self, ApiKeyError> {
        let text = text.trim().to_ascii_uppercase();
        if Self::is_shaped(&text) {
            Ok(Self(SecretString::from(text)))
        } else {
            Err(ApiKeyError)
        }
    }

    /// Whether a text has the shape of a key, in either case. Used to refuse keys written where they do not belong.
    #[must_use]
    pub fn is_shaped(text: &str) -> bool {
        let mut groups = text.trim().split('-');
        let named = groups
            .next()
            .is_some_and(|first| first.eq_ignore_ascii_case("API"));
        let mut count = 0;
        let hex = groups.all(|group| {
            count += 1;
            group.len() == 4 && group.bytes().all(|b| b.is_ascii_hexdigit())
        });
        named && hex && (4..=8).contains(&count)
    }

    /// The value, for the one place that puts it into a request.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_not_show_itself() {
        let key = ApiKey::new("api-1111-2222-3333-4444").expect("shaped");
        assert_eq!(format!("{key:?}"), "ApiKey(hidden)");
        assert_eq!(key.expose(), "API-1111-2222-3333-4444");
    }

    #[test]
    fn four_to_eight_groups_are_a_key() {
        assert!(ApiKey::is_shaped("API-1111-2222-3333-4444"));
        assert!(!ApiKey::is_shaped("API-1-1-1-1"));
        assert!(!ApiKey::is_shaped("API-1111-2222-3333"));
        assert!(!ApiKey::is_shaped(
            "API-1111-2222-3333-4444-5555-6666-7777-8888-9999"
        ));
        assert!(ApiKey::new("not a key").is_err());
    }
}
