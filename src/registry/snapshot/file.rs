//! A snapshot as bytes: a head in the first line, then what each registry has to say of itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::PrintKey;
use crate::model::{Payload, RegistryName};

/// The version of the form. It grows when a reader of an older one would be misled.
const FORMAT_VERSION: u32 = 1;
/// What tells a snapshot from any other file.
const WHAT: &str = "swipd snapshot";

/// Why bytes are not taken as a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// They are something else.
    #[error("it is not a snapshot that swipd exported")]
    Form,
    /// They are of another format.
    #[error("it has format {found}, and this swipd reads format {FORMAT_VERSION}: {}", if *.found > FORMAT_VERSION { "it was exported by a newer swipd, so update this one" } else { "export it again" })]
    Version {
        /// What they say.
        found: u32,
    },
    /// They are not as they were exported.
    #[error("it is damaged, or was edited after it was exported: export it again")]
    Damaged,
    /// They were made with another key.
    #[error("it was made with the key {made}, and the one given here is {given}")]
    OtherKey {
        /// The fingerprint of the key that it was made with.
        made: String,
        /// And of the one that was given.
        given: String,
    },
    /// They have no JSON form.
    #[error("it has no JSON form: {0}")]
    Unwritable(#[source] serde_json::Error),
}

/// What is kept of one registry.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Type and base URL.
    pub identity: String,
    /// What its folder makes of itself.
    pub picture: Payload,
}

/// A snapshot.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The moment that everything was read.
    pub as_of: Timestamp,
    /// The revision that was applied last, by the journal.
    pub revision: Option<String>,
    /// Why nothing may be deleted on the word of the journal, if so.
    pub distrust: Vec<String>,
    /// The registries.
    pub registries: BTreeMap<RegistryName, Kept>,
    /// The key of its prints; nothing where it is not there, and then nothing can be asked of them.
    pub key: Option<PrintKey>,
}

/// What is read before anything else is believed.
#[derive(Deserialize)]
struct Kind {
    what: String,
    format_version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    what: String,
    format_version: u32,
    swipd: String,
    as_of: Timestamp,
    revision: Option<String>,
    distrust: Vec<String>,
    /// The fingerprint of the key.
    key: String,
    /// Shows damage to anybody.
    sum: String,
    /// Shows an edit to who has the key.
    seal: String,
}

impl Head {
    /// The bytes that the seal stands for beside the body, or with the seal those of the sum.
    fn bare(&self, seal: &str) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&Self {
            what: self.what.clone(),
            format_version: self.format_version,
            swipd: self.swipd.clone(),
            as_of: self.as_of,
            revision: self.revision.clone(),
            distrust: self.distrust.clone(),
            key: self.key.clone(),
            sum: String::new(),
            seal: seal.to_owned(),
        })
    }

    /// The sum of a file with this head.
    fn sum(&self, body: &[u8]) -> Result<String, serde_json::Error> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.bare(&self.seal)?);
        hasher.update(body);
        Ok(hasher.finalize().to_hex().to_string())
    }
}

impl Snapshot {
    /// As it stands in a file: two lines of JSON.
    ///
    /// # Errors
    /// When something has no JSON form.
    pub fn bytes(&self, key: &PrintKey) -> Result<Vec<u8>, SnapshotError> {
        let mut head = Head {
            what: WHAT.to_owned(),
            format_version: FORMAT_VERSION,
            swipd: env!("CARGO_PKG_VERSION").to_owned(),
            as_of: self.as_of,
            revision: self.revision.clone(),
            distrust: self.distrust.clone(),
            key: key.fingerprint().to_owned(),
            sum: String::new(),
            seal: String::new(),
        };
        let body = serde_json::to_vec(&self.registries).map_err(SnapshotError::Unwritable)?;
        let bare = head.bare("").map_err(SnapshotError::Unwritable)?;
        head.seal = key.seal([&bare, &body]);
        head.sum = head.sum(&body).map_err(SnapshotError::Unwritable)?;
        let mut bytes = serde_json::to_vec(&head).map_err(SnapshotError::Unwritable)?;
        bytes.push(b'\n');
        bytes.extend(body);
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads one. Without the key nobody can tell who wrote it.
    ///
    /// # Errors
    /// When it is something else, of another version, damaged, or made with another key.
    pub fn read(bytes: &[u8], key: Option<PrintKey>) -> Result<Self, SnapshotError> {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (first, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        let kind: Kind = serde_json::from_slice(first).map_err(|_| SnapshotError::Form)?;
        if kind.what != WHAT {
            return Err(SnapshotError::Form);
        }
        if kind.format_version != FORMAT_VERSION {
            return Err(SnapshotError::Version {
                found: kind.format_version,
            });
        }
        let damaged = |_: serde_json::Error| SnapshotError::Damaged;
        let head: Head = serde_json::from_slice(first).map_err(damaged)?;
        let body = rest
            .strip_prefix(b"\n")
            .and_then(|body| body.strip_suffix(b"\n"))
            .ok_or(SnapshotError::Damaged)?;
        if head.sum != head.sum(body).map_err(damaged)? {
            return Err(SnapshotError::Damaged);
        }
        let bare = head.bare("").map_err(damaged)?;
        if let Some(key) = &key {
            if key.fingerprint() != head.key {
                return Err(SnapshotError::OtherKey {
                    made: head.key,
                    given: key.fingerprint().to_owned(),
                });
            }
            if key.seal([&bare, body]) != head.seal {
                return Err(SnapshotError::Damaged);
            }
        }
        Ok(Self {
            as_of: head.as_of,
            revision: head.revision,
            distrust: head.distrust,
            registries: serde_json::from_slice(body).map_err(damaged)?,
            key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &str) -> PrintKey {
        PrintKey::of(&secret.repeat(32)).expect("long enough")
    }

    fn snapshot() -> Snapshot {
        let kept = Kept {
            identity: "arin https://reg.arin.net".to_owned(),
            picture: Payload::seal([1, 2]),
        };
        Snapshot {
            as_of: "2026-11-23T14:02:11Z".parse().expect("a moment"),
            revision: Some("4f2c9e1".to_owned()),
            distrust: Vec::new(),
            registries: [(RegistryName::new("arin"), kept)].into(),
            key: None,
        }
    }

    #[test]
    fn what_was_written_is_read_with_its_key_or_without() {
        let bytes = snapshot().bytes(&key("a")).expect("bytes");
        for given in [Some(key("a")), None] {
            let read = Snapshot::read(&bytes, given).expect("a snapshot");
            assert_eq!(read.as_of, snapshot().as_of);
            assert_eq!(read.revision, snapshot().revision);
            let kept = &read.registries[&RegistryName::new("arin")];
            assert_eq!(kept.picture.open::<[u8; 2]>().expect("a picture"), [1, 2]);
        }
    }

    #[test]
    fn another_key_is_named_by_its_fingerprint() {
        let bytes = snapshot().bytes(&key("a")).expect("bytes");
        let refused = Snapshot::read(&bytes, Some(key("b"))).expect_err("another key");
        assert!(matches!(refused, SnapshotError::OtherKey { .. }));
        assert!(refused.to_string().contains(key("a").fingerprint()));
    }

    #[test]
    fn every_byte_counts_and_so_does_the_end() {
        let bytes = snapshot().bytes(&key("a")).expect("bytes");
        for at in 0..bytes.len() {
            let mut edited = bytes.clone();
            edited[at] ^= 1;
            assert!(Snapshot::read(&edited, None).is_err(), "byte {at}");
            assert!(Snapshot::read(&bytes[..at], None).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn who_edits_it_and_mends_the_sum_needs_the_key() {
        let text = String::from_utf8(snapshot().bytes(&key("a")).expect("bytes")).expect("text");
        let (head, body) = text.trim_end().split_once('\n').expect("two lines");
        let mut forged: Head = serde_json::from_str(head).expect("a head");
        forged.revision = None;
        forged.sum = forged.sum(body.as_bytes()).expect("JSON");
        let head = serde_json::to_string(&forged).expect("JSON");
        let forged = format!("{head}\n{body}\n");
        assert!(Snapshot::read(forged.as_bytes(), None).is_ok());
        let refused = Snapshot::read(forged.as_bytes(), Some(key("a"))).expect_err("forged");
        assert!(matches!(refused, SnapshotError::Damaged));
    }

    #[test]
    fn another_version_and_another_file_are_told_apart_from_damage() {
        let newer = "{\"what\":\"swipd snapshot\",\"format_version\":2,\"more\":1}\n{}\n";
        let refused = Snapshot::read(newer.as_bytes(), None).expect_err("newer");
        assert!(matches!(refused, SnapshotError::Version { found: 2 }));
        assert!(refused.to_string().contains("newer swipd"), "{refused}");
        for other in [
            "",
            "{}",
            "networks: {}",
            "{\"what\":\"plan\",\"format_version\":1}",
        ] {
            let refused = Snapshot::read(other.as_bytes(), None).expect_err("something else");
            assert!(matches!(refused, SnapshotError::Form), "{other}");
        }
    }
}
