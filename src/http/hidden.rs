//! Keeps the key out of what came back.

/// What is shown in place of the key. A name, so that nobody takes it for one.
const HIDDEN: &str = "(API key)";

/// Replaces the key wherever it stands, in either case: a registry may repeat what it was sent.
pub(super) fn hide_bytes(bytes: &mut Vec<u8>, key: &str) {
    let length = key.len();
    if length == 0 || bytes.len() < length {
        return;
    }
    let is_key = |window: &[u8]| window.eq_ignore_ascii_case(key.as_bytes());
    if !bytes.windows(length).any(is_key) {
        return;
    }
    let mut clean = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        if rest.get(..length).is_some_and(is_key) {
            clean.extend_from_slice(HIDDEN.as_bytes());
            rest = &rest[length..];
        } else {
            clean.push(*first);
            rest = tail;
        }
    }
    *bytes = clean;
}
