//! Keyed hashes of single values.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret has at least so many characters: it must not be one that somebody can guess.
const SHORTEST: usize = 32;

/// Why a text is no secret for prints.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is shorter than {SHORTEST} characters, and could be guessed")]
pub struct ShortSecret;

/// The key of prints, a secret of whoever makes and reads snapshots. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct PrintKey {
    values: [u8; 32],
    file: [u8; 32],
    fingerprint: String,
}

impl fmt::Debug for PrintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrintKey")
    }
}

impl PrintKey {
    /// The key that a secret stands for; blanks around it say nothing.
    ///
    /// # Errors
    /// When the secret is too short to be one.
    pub fn of(secret: &str) -> Result<Self, ShortSecret> {
        let secret = secret.trim();
        if secret.chars().count() < SHORTEST {
            return Err(ShortSecret);
        }
        let derived = |context: &str| blake3::derive_key(context, secret.as_bytes());
        let fingerprint = derived("swipd snapshot 1: fingerprint of the key");
        let fingerprint = blake3::Hash::from(fingerprint).to_hex();
        Ok(Self {
            values: derived("swipd snapshot 1: values"),
            file: derived("swipd snapshot 1: file"),
            fingerprint: fingerprint.chars().take(12).collect(),
        })
    }

    /// Tells keys apart and says nothing else of them.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The print of a value. `about` is the place of the record: the same value elsewhere has another print, so that
    /// nobody can tell which records belong to one customer.
    #[must_use]
    pub fn print<S: AsRef<str>>(&self, about: &str, field: &str, value: &[S]) -> Print {
        let mut hasher = blake3::Hasher::new_keyed(&self.values);
        let parts = value.iter().map(AsRef::as_ref);
        for part in [about, field].into_iter().chain(parts) {
            // With its length, so that no two lists of parts read alike.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut bytes = [0; 8];
        hasher.finalize_xof().fill(&mut bytes);
        Print(u64::from_be_bytes(bytes))
    }

    /// Stands for all bytes of a file.
    pub(super) fn seal(&self, parts: [&[u8]; 2]) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.file);
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// A keyed hash of 64 bits. Sixteen hex digits in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print(u64);

impl Serialize for Print {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Print {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let sixteen = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(&text, 16)
            .ok()
            .filter(|_| sixteen)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("a print has sixteen hex digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn key(secret: &str) -> PrintKey {
        PrintKey::of(secret).expect("long enough")
    }

    #[test]
    fn a_print_hangs_on_key_place_field_and_value() {
        let mine = key(SECRET);
        let print = mine.print("198.51.100.0/24", "city", &["Roanoke"]);
        assert_eq!(print, mine.print("198.51.100.0/24", "city", &["Roanoke"]));
        let others = [
            mine.print("198.51.100.0/25", "city", &["Roanoke"]),
            mine.print("198.51.100.0/24", "name", &["Roanoke"]),
            mine.print("198.51.100.0/24", "city", &["Staunton"]),
            mine.print("198.51.100.0/24", "city", &["Roa", "noke"]),
            key("another secret of enough characters").print(
                "198.51.100.0/24",
                "city",
                &["Roanoke"],
            ),
        ];
        assert!(others.iter().all(|other| *other != print));
    }

    #[test]
    fn a_secret_is_long_and_blanks_around_it_say_nothing() {
        assert_eq!(PrintKey::of("password").expect_err("short"), ShortSecret);
        let mine = key(SECRET);
        let padded = key(&format!(" {SECRET}\n"));
        assert_eq!(mine.fingerprint(), padded.fingerprint());
        assert_eq!(format!("{mine:?}"), "PrintKey");
    }

    #[test]
    fn a_print_comes_back_from_a_file_and_nothing_else_does() {
        let print = key(SECRET).print("a", "b", &["c"]);
        let text = serde_json::to_string(&print).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Print>(&text).expect("a print"),
            print
        );
        for other in [
            "\"12\"",
            "\"+123456789abcdef\"",
            "12",
            "\"g123456789abcdef\"",
        ] {
            assert!(serde_json::from_str::<Print>(other).is_err(), "{other}");
        }
    }
}
