//! A plan in a file: who may carry it out, and the proof that it is as it was saved.
//!
//! Its head can be read by anybody; values stand in the sealed part alone. That is encrypted and authenticated,
//! together with the head, by a key that never leaves the state folder. A plan can run there only anyway, since the
//! journal that says what is ours is there, and so neither the values of private customers nor any other lie in clear,
//! and nobody can change what was agreed to (design, section 12).

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};

use super::{Plan, Summary, digest};
use crate::journal::Base;
use crate::model::{Action, Handle, Key, Kind, RegistryName, StepId};

/// The version of the form. It grows when a reader of an older one would be misled.
const FORMAT_VERSION: u32 = 1;

/// The key of a state folder that saved plans are sealed with. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct SealKey([u8; 32]);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    /// A key of 32 bytes of chance.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Tells keys apart and says nothing else of them.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let hash = blake3::derive_key("swipd saved plan 1: fingerprint of the key", &self.0);
        blake3::Hash::from(hash).to_hex().chars().take(16).collect()
    }

    fn cipher(&self) -> Result<LessSafeKey, SavedError> {
        UnboundKey::new(&CHACHA20_POLY1305, &self.0)
            .map(LessSafeKey::new)
            .map_err(|_| SavedError::Unsealable)
    }
}

/// Why a file can not be carried out as the plan that it says it is.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// It is something else.
    #[error("it is not a plan that swipd saved: {0}")]
    Form(#[source] serde_json::Error),
    /// It is of another format.
    #[error(
        "it has format {found}, and this swipd reads format {FORMAT_VERSION}: plan and save again"
    )]
    Version {
        /// What it says.
        found: u32,
    },
    /// It was sealed with a key that is not here.
    #[error("it was saved with another state folder, and can be applied with that one only")]
    OtherKey,
    /// It is not as it was saved.
    #[error("it was edited after it was saved: plan and save again")]
    Edited,
    /// It could not be sealed.
    #[error("it could not be sealed")]
    Unsealable,
}

/// What of a step can be read without the key: no values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedStep {
    /// Its name.
    pub id: StepId,
    /// The registry.
    pub registry: RegistryName,
    /// What it is about.
    pub kind: Kind,
    /// The resource.
    pub key: Key,
    /// What it does.
    pub action: Action,
    /// The object, where it has a handle.
    pub handle: Option<Handle>,
}

/// What stands against a saved plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedObjection {
    /// Its code.
    pub code: String,
    /// In words.
    pub message: String,
}

/// The head of a saved plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The version of the form.
    pub format_version: u32,
    /// The version of the program: how a payload reads is its own affair.
    pub swipd: String,
    /// The moment that the plan was made for, and the live picture read.
    pub as_of: Timestamp,
    /// The registries: type and base URL of each.
    pub registries: BTreeMap<RegistryName, String>,
    /// Journal, sequence and revision that it was made from. An empty journal id: there was none.
    pub base: Base,
    /// Stands for the content of every file of the repository.
    pub repository: String,
    /// Stands for every step.
    pub digest: String,
    /// The counts.
    pub summary: Summary,
    /// Guards that were lifted when it was made.
    pub allowed: Vec<String>,
    /// What stands against it.
    pub objections: Vec<SavedObjection>,
    /// What it does, in order.
    pub steps: Vec<SavedStep>,
    /// Tells which key it was sealed with.
    pub key: String,
}

/// A saved plan that is as it was saved.
#[derive(Debug, Clone)]
pub struct SavedPlan {
    /// Its head.
    pub header: Header,
    /// The plan.
    pub plan: Plan,
}

/// What a plan is saved with, besides itself.
#[derive(Debug, Clone)]
pub struct Saving {
    /// The moment that the plan was made for.
    pub as_of: Timestamp,
    /// The registries: type and base URL of each.
    pub registries: BTreeMap<RegistryName, String>,
    /// What it was made from.
    pub base: Base,
    /// Stands for the content of every file of the repository.
    pub repository: String,
    /// Guards that were lifted.
    pub allowed: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    head: Header,
    sealed: String,
}

#[derive(Deserialize)]
struct Versioned {
    head: VersionedHead,
}

#[derive(Deserialize)]
struct VersionedHead {
    format_version: u32,
}

impl SavedPlan {
    /// The head of a plan that is to be saved.
    #[must_use]
    pub fn new(plan: Plan, saving: Saving, key: &SealKey) -> Self {
        let Saving {
            as_of,
            registries,
            base,
            repository,
            allowed,
        } = saving;
        let objections = plan.objections.iter().map(|objection| SavedObjection {
            code: objection.code.to_owned(),
            message: objection.message.clone(),
        });
        let steps = plan.steps.iter().map(|step| SavedStep {
            id: step.id.clone(),
            registry: step.registry.clone(),
            kind: step.kind.clone(),
            key: step.key.clone(),
            action: step.action,
            handle: step.handle.clone(),
        });
        let header = Header {
            format_version: FORMAT_VERSION,
            swipd: env!("CARGO_PKG_VERSION").to_owned(),
            as_of,
            registries,
            base,
            repository,
            digest: plan.digest.clone(),
            summary: plan.summary,
            allowed,
            objections: objections.collect(),
            steps: steps.collect(),
            key: key.fingerprint(),
        };
        Self { header, plan }
    }

    /// Whether it may be carried out: nothing stands against it, or it was saved with `--allow partial` and no
    /// objection is about the whole. What was agreed to is weighed when it is saved, and no run may lift more.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.plan.objections.is_empty() || self.is_partial() && !self.plan.is_forbidden()
    }

    /// Whether it was saved to be carried out in part.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.header.allowed.iter().any(|guard| guard == "partial")
    }

    /// The bytes of the file. `nonce` must never serve twice with a key: let chance give it.
    ///
    /// # Errors
    /// `Unsealable`, or `Form` for a plan without a JSON form.
    pub fn seal(&self, key: &SealKey, nonce: [u8; NONCE_LEN]) -> Result<Vec<u8>, SavedError> {
        let head = serde_json::to_vec(&self.header).map_err(SavedError::Form)?;
        let mut body = serde_json::to_vec(&self.plan).map_err(SavedError::Form)?;
        key.cipher()?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(head),
                &mut body,
            )
            .map_err(|_| SavedError::Unsealable)?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut body);
        let file = File {
            head: self.header.clone(),
            sealed: STANDARD.encode(sealed),
        };
        let mut bytes = serde_json::to_vec_pretty(&file).map_err(SavedError::Form)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The head of a file, not yet believed.
    ///
    /// # Errors
    /// `Form`, `Version`.
    pub fn head(bytes: &[u8]) -> Result<Header, SavedError> {
        Ok(read(bytes)?.head)
    }

    /// Opens a file: what comes back is what was saved, to the byte.
    ///
    /// # Errors
    /// `Form`, `Version`, `OtherKey`, `Edited`.
    pub fn open(bytes: &[u8], key: &SealKey) -> Result<Self, SavedError> {
        let File { head, sealed } = read(bytes)?;
        if head.key != key.fingerprint() {
            return Err(SavedError::OtherKey);
        }
        let aad = serde_json::to_vec(&head).map_err(SavedError::Form)?;
        let mut sealed = STANDARD.decode(sealed).map_err(|_| SavedError::Edited)?;
        let (nonce, body) = sealed
            .split_at_mut_checked(NONCE_LEN)
            .ok_or(SavedError::Edited)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SavedError::Edited)?;
        let body = key
            .cipher()?
            .open_in_place(nonce, Aad::from(aad), body)
            .map_err(|_| SavedError::Edited)?;
        let plan: Plan = serde_json::from_slice(body).map_err(SavedError::Form)?;
        // The seal vouches for the bytes; that the steps are those of the digest is what people agreed to.
        if digest::of(&plan.steps) != head.digest || plan.digest != head.digest {
            return Err(SavedError::Edited);
        }
        Ok(Self { header: head, plan })
    }
}

fn read(bytes: &[u8]) -> Result<File, SavedError> {
    let Versioned {
        head: VersionedHead { format_version },
    } = serde_json::from_slice(bytes).map_err(SavedError::Form)?;
    if format_version != FORMAT_VERSION {
        return Err(SavedError::Version {
            found: format_version,
        });
    }
    serde_json::from_slice(bytes).map_err(SavedError::Form)
}

#[cfg(test)]
mod tests {
    use super::super::plan;
    use super::super::samples::{changes, difference, guards, registry, takes};
    use super::*;
    use crate::model::Field;

    const NONCE: [u8; NONCE_LEN] = [7; NONCE_LEN];

    fn key() -> SealKey {
        SealKey::new([3; 32])
    }

    fn saved() -> SavedPlan {
        let mut step = takes("198.51.100.0/28");
        let name = Field::Text("Quillmark Residence".into());
        step.after = crate::model::Fields::from([("customer".into(), name)]).into();
        let mut whole = difference(10, changes(Action::Create, 1));
        whole.steps = vec![step];
        let saving = Saving {
            as_of: "2026-11-23T14:02:11Z".parse().expect("a moment"),
            registries: [(registry(), "arin https://reg.arin.net".to_owned())].into(),
            base: Base {
                journal: "00ff".to_owned(),
                seq: 12,
                revision: Some("4f2c9e1".to_owned()),
            },
            repository: "abc".to_owned(),
            allowed: Vec::new(),
        };
        SavedPlan::new(plan(vec![whole], &guards()), saving, &key())
    }

    #[test]
    fn what_is_opened_is_what_was_saved() {
        let saved = saved();
        let bytes = saved.seal(&key(), NONCE).expect("sealed");
        let opened = SavedPlan::open(&bytes, &key()).expect("opened");
        assert_eq!(opened.header, saved.header);
        assert_eq!(format!("{:?}", opened.plan), format!("{:?}", saved.plan));
        assert_eq!(SavedPlan::head(&bytes).expect("a head"), saved.header);
    }

    #[test]
    fn no_value_lies_in_clear() {
        let bytes = saved().seal(&key(), NONCE).expect("sealed");
        let text = String::from_utf8(bytes).expect("text");
        assert!(text.contains("take 198.51.100.0/28"), "{text}");
        assert!(!text.contains("Quillmark"), "{text}");
        let plain = STANDARD.encode("Quillmark Residence");
        assert!(!text.contains(plain.trim_end_matches('=')), "{text}");
    }

    #[test]
    fn whatever_is_edited_it_is_refused() {
        let bytes = saved().seal(&key(), NONCE).expect("sealed");
        let text = String::from_utf8(bytes).expect("text");
        for (from, to) in [
            ("198.51.100.0/28", "198.51.100.0/24"),
            ("reg.arin.net", "reg.arin.org"),
            ("\"seq\": 12", "\"seq\": 13"),
            ("4f2c9e1", "4f2c9e2"),
            ("\"repository\": \"abc\"", "\"repository\": \"abd\""),
            ("14:02:11Z", "14:02:12Z"),
            ("\"create\": 1", "\"create\": 2"),
        ] {
            assert!(text.contains(from), "{from}");
            let edited = SavedPlan::open(text.replace(from, to).as_bytes(), &key());
            assert!(
                matches!(edited, Err(SavedError::Edited)),
                "{from}: {edited:?}"
            );
        }
        let mut file: File = serde_json::from_str(&text).expect("a file");
        let mut sealed = STANDARD.decode(&file.sealed).expect("base64");
        for at in [0, NONCE_LEN, sealed.len() - 1] {
            sealed[at] ^= 1;
            file.sealed = STANDARD.encode(&sealed);
            let bytes = serde_json::to_vec(&file).expect("JSON");
            let edited = SavedPlan::open(&bytes, &key());
            assert!(matches!(edited, Err(SavedError::Edited)), "{at}");
            sealed[at] ^= 1;
        }
    }

    #[test]
    fn spaces_between_its_words_are_no_edit() {
        let bytes = saved().seal(&key(), NONCE).expect("sealed");
        let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let dense = serde_json::to_vec(&value).expect("JSON");
        assert!(SavedPlan::open(&dense, &key()).is_ok());
    }

    #[test]
    fn another_key_another_format_and_anything_else_are_told_apart() {
        let bytes = saved().seal(&key(), NONCE).expect("sealed");
        let other = SavedPlan::open(&bytes, &SealKey::new([4; 32]));
        assert!(matches!(other, Err(SavedError::OtherKey)));
        let text = String::from_utf8(bytes).expect("text");
        let newer = text.replace("\"format_version\": 1", "\"format_version\": 2");
        let newer = SavedPlan::open(newer.as_bytes(), &key());
        assert!(matches!(newer, Err(SavedError::Version { found: 2 })));
        for odd in ["", "{}", "[]", "\u{0}", "{\"head\": 1}"] {
            let odd = SavedPlan::open(odd.as_bytes(), &key());
            assert!(matches!(odd, Err(SavedError::Form(_))));
        }
    }

    #[test]
    fn a_key_shows_nothing_of_itself() {
        assert_eq!(format!("{:?}", key()), "SealKey");
        assert_ne!(key().fingerprint(), SealKey::new([4; 32]).fingerprint());
    }
}
