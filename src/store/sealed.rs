//! Checksums of values: how a changed one is told from the one that was kept.

use std::collections::BTreeMap;

const SUM: usize = 16;

/// Values by their names.
pub type Raw = BTreeMap<String, Vec<u8>>;

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
}
