//! Checksums of values and seals of trees: how a lost or changed record is told from one that was never there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of this layout. Another one, older or newer, reads as not known.
const FORMAT: u32 = 1;

const SUM: usize = 16;

/// Records as they are stored.
pub(super) type Raw = BTreeMap<String, Vec<u8>>;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seal {
    format: u32,
    count: usize,
    hash: String,
}

fn sum(key: &str, value: &[u8]) -> [u8; SUM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&key.len().to_le_bytes());
    hasher.update(key.as_bytes());
    hasher.update(value);
    let mut sum = [0; SUM];
    hasher.finalize_xof().fill(&mut sum);
    sum
}

/// A value with its checksum, which covers its key too.
pub(super) fn wrap(key: &str, value: &[u8]) -> Vec<u8> {
    let mut bytes = sum(key, value).to_vec();
    bytes.extend_from_slice(value);
    bytes
}

/// The value, when it is the one that was stored under the key.
pub(super) fn unwrap<'a>(key: &str, bytes: &'a [u8]) -> Option<&'a [u8]> {
    let (kept, value) = bytes.split_at_checked(SUM)?;
    (kept == sum(key, value)).then_some(value)
}

/// The seal of a tree.
pub(super) fn seal(tree: &str, raw: &Raw) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&made(raw)).map(|seal| wrap(tree, &seal))
}

/// Whether a seal was made over exactly these records.
pub(super) fn fits(tree: &str, seal: &[u8], raw: &Raw) -> bool {
    unwrap(tree, seal)
        .and_then(|json| serde_json::from_slice::<Seal>(json).ok())
        .is_some_and(|seal| seal == made(raw))
}

fn made(raw: &Raw) -> Seal {
    let mut hasher = blake3::Hasher::new();
    for (key, value) in raw {
        for part in [key.as_bytes(), value] {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part);
        }
    }
    Seal {
        format: FORMAT,
        count: raw.len(),
        hash: hasher.finalize().to_hex().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_belongs_to_its_key() {
        let bytes = wrap("a", b"value");
        assert_eq!(unwrap("a", &bytes), Some(b"value".as_slice()));
        assert_eq!(unwrap("b", &bytes), None);
        assert_eq!(unwrap("a", &bytes[..10]), None);
    }

    #[test]
    fn a_seal_misses_a_record_and_another_format() {
        let mut raw = Raw::from([("a".to_owned(), vec![1]), ("b".to_owned(), vec![2])]);
        let sealed = seal("t", &raw).expect("JSON");
        assert!(fits("t", &sealed, &raw) && !fits("u", &sealed, &raw));
        let newer = Seal {
            format: FORMAT + 1,
            ..made(&raw)
        };
        let newer = wrap("t", &serde_json::to_vec(&newer).expect("JSON"));
        assert!(!fits("t", &newer, &raw));
        raw.remove("a");
        assert!(!fits("t", &sealed, &raw));
    }
}
