//! The digest: one short text that stands for all that a plan would do.

use serde::Serialize;

use crate::model::{Fields, Handle, Incarnation, Step};

/// What of a step the digest covers: registry, object and incarnation, before and after.
#[derive(Serialize)]
struct Covered<'a> {
    id: &'a str,
    registry: &'a str,
    handle: Option<&'a Handle>,
    target: Option<&'a Incarnation>,
    before: &'a Fields,
    after: &'a Fields,
    payload: &'a str,
}

pub(super) fn of(steps: &[Step]) -> String {
    let mut hasher = blake3::Hasher::new();
    for step in steps {
        let covered = Covered {
            id: step.id.as_str(),
            registry: step.registry.as_str(),
            handle: step.handle.as_ref(),
            target: step.target.as_ref(),
            before: &step.before,
            after: &step.after,
            payload: step.payload.text(),
        };
        // Texts and maps of texts always have a JSON form; the name alone would still tell plans apart.
        let bytes =
            serde_json::to_vec(&covered).unwrap_or_else(|_| step.id.as_str().as_bytes().to_vec());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    hasher.finalize().to_hex().chars().take(12).collect()
}
