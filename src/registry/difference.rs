//! What one registry has to say: changes with their steps, notices, objections.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{Change, ChangeId, Field, Origin, Payload, RegistryName, Seal, Step, Text};

/// The name of a part of the plan's text: a network, or the customers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SectionId(pub Text);

/// A part of the plan's text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Section {
    /// Its name.
    pub id: SectionId,
    /// For people: `198.51.100.0/24`.
    pub title: String,
    /// The handle beside the title.
    pub handle: Option<String>,
    /// Declared blocks without a step.
    pub unchanged: u64,
}

/// Stands for a value that is there and is not known, in a plan from a snapshot. No registry takes it for a value.
pub const UNSHOWN: &str = "…";

/// A value that changes, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The field's name in YAML.
    pub field: String,
    /// What it was; `None`: nothing.
    pub before: Option<Field>,
    /// What it becomes; `None`: nothing.
    pub after: Option<Field>,
}

/// What the registry deletes together with a registration, other people's included (reference 2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Below {
    /// So many registrations.
    Known(u64),
    /// Nobody could count them.
    Unknown,
}

/// A registration that goes down with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Along {
    /// Its range, or its handle where it is not ours.
    pub subject: Text,
    /// Whose it is: a customer key, or `not ours`.
    pub who: Text,
}

/// A change as people read it. Build one with [`Stated::new`] and set what is not neutral, so that a field that is
/// added here costs its other makers nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stated {
    /// What guards count.
    pub change: Change,
    /// The part of the text it stands in.
    pub section: SectionId,
    /// The block.
    pub subject: Text,
    /// Whose it is: a customer key, or a change of keys.
    pub who: Text,
    /// The net name, where one is given.
    pub title: Text,
    /// The customer whose record changes, and how. Told once for all records that change alike.
    pub profile: Vec<Detail>,
    /// How the net itself changes.
    pub details: Vec<Detail>,
    /// Why, where that is not obvious.
    pub because: Option<Text>,
    /// Where it was declared.
    pub origin: Option<Origin>,
    /// What goes down with a delete or a replace.
    pub below: Below,
    /// Those of them that are ours, in address order: no other line of the plan names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub along: Vec<Along>,
    /// Whether it becomes a ticket, so that what needs it waits for people at the registry.
    pub ticket: bool,
    /// Whether its values are somebody's private ones (a private or residential customer, before or after): people
    /// who share a screen, a pull request or a saved plan are not to see them (design, section 12).
    pub private: bool,
}

impl Stated {
    /// A change with nothing to say but what it is about: nothing goes down with it, it waits for nobody, and its
    /// values are public.
    pub fn new(change: Change, section: SectionId, subject: impl Into<Text>) -> Self {
        Self {
            change,
            section,
            subject: subject.into(),
            who: Text::default(),
            title: Text::default(),
            profile: Vec::new(),
            details: Vec::new(),
            because: None,
            origin: None,
            below: Below::Known(0),
            along: Vec::new(),
            ticket: false,
            private: false,
        }
    }
}

/// What a notice is about. Notices are never counted as changes; those that say of something that it is not as
/// declared keep a plan without steps from being called none ([`crate::plan::Open`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FindingKind {
    /// Nothing is planned for it: an objection says why.
    Objected,
    /// Registered, and nobody declared it.
    Found,
    /// Protected, entry gone: kept.
    Keep,
    /// Something must end first: a ticket, or another change.
    Wait,
    /// Its day has not come.
    Later,
    /// The outcome of an earlier write is unknown.
    Uncertain,
    /// Its key changed; nothing is sent.
    Rekeyed,
    /// Its entry says `protect`, and our record does not yet; nothing is sent.
    Protected,
    /// Its entry says `protect` no longer; nothing is sent.
    Unprotected,
    /// Ours until somebody else deleted or replaced it.
    Lost,
    /// Held: nobody retries until something changes.
    Held,
}

/// A notice. Build one with [`Finding::new`] and set what is not neutral.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// The part of the text it stands in.
    pub section: SectionId,
    /// The block.
    pub subject: String,
    /// Whose it is.
    pub who: String,
    /// In words.
    pub text: String,
    /// Where it was declared, if it was.
    pub origin: Option<Origin>,
    /// Whether its words name a private or residential customer.
    pub private: bool,
}

impl Finding {
    /// A notice about something that nobody declared and that names nobody in private.
    pub fn new(
        kind: FindingKind,
        section: SectionId,
        subject: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            section,
            subject: subject.into(),
            who: String::new(),
            text: text.into(),
            origin: None,
            private: false,
        }
    }
}

/// A word of the program's text that stands for a kind of objection or remark. The alias keeps serde from taking it
/// for a text that is borrowed from a file.
pub type Code = &'static str;

/// How far an objection reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// It forbids the plan.
    Plan,
    /// It forbids one object and what needs it; that has no step.
    Object,
}

/// A place an objection or a remark points at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ObjectionPlace {
    /// In the repository.
    Declared(Origin, String),
    /// At the registry: a handle, and what it is.
    Registered(String, String),
}

/// Why a plan, or a part of it, must not be applied.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Objection {
    /// A stable code: `taken`.
    #[serde(deserialize_with = "code")]
    pub code: Code,
    /// How far it reaches.
    pub scope: Scope,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub places: Vec<ObjectionPlace>,
    /// What to do.
    pub help: String,
}

/// Something worth knowing that forbids nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remark {
    /// A stable code: `first-contact`.
    #[serde(deserialize_with = "code")]
    pub code: Code,
    /// What is the case.
    pub message: String,
    /// Where.
    pub places: Vec<ObjectionPlace>,
    /// What to do.
    pub help: String,
}

/// Everything one registry has to say about the repository.
#[derive(Debug, Clone)]
pub struct Difference<P = crate::model::Payload> {
    /// The registry.
    pub registry: RegistryName,
    /// For people: `arin (production)`.
    pub title: String,
    /// The parts of the text, in order.
    pub sections: Vec<Section>,
    /// The changes, in the order of the text.
    pub changes: Vec<Stated>,
    /// The steps of those changes.
    pub steps: Vec<Step<P>>,
    /// What our record must learn when the plan is applied, though nothing is sent.
    pub notes: Vec<crate::journal::Entry>,
    /// Notices.
    pub findings: Vec<Finding>,
    /// Objections.
    pub objections: Vec<Objection>,
    /// Remarks.
    pub remarks: Vec<Remark>,
    /// Changes that finish a replace begun earlier; guards do not count them.
    pub resumed: Vec<ChangeId>,
    /// Declared blocks.
    pub declared: u64,
    /// Declared blocks without a step.
    pub unchanged: u64,
    /// Declared objects that could not be compared; a remark says why. Whether they differ nobody knows.
    pub uncompared: u64,
    /// Registrations that are ours.
    pub managed: u64,
    /// Objects read for this comparison.
    pub read: u64,
    /// When the oldest part of the live picture was read. `None`: nothing was ever read.
    pub read_at: Option<jiff::Timestamp>,
}

impl<P: Seal> Difference<P> {
    /// The same with its payloads sealed, as the engine takes it.
    #[must_use]
    pub fn sealed(self) -> Difference {
        let Difference {
            registry,
            title,
            sections,
            changes,
            steps,
            notes,
            findings,
            objections,
            remarks,
            resumed,
            declared,
            unchanged,
            uncompared,
            managed,
            read,
            read_at,
        } = self;
        // One by one: a sealed step stands where the other stood, for both have the same size.
        let steps = steps.into_iter();
        let steps = steps.map(|step| step.map_payload(Payload::of)).collect();
        Difference {
            registry,
            title,
            sections,
            changes,
            steps,
            notes,
            findings,
            objections,
            remarks,
            resumed,
            declared,
            unchanged,
            uncompared,
            managed,
            read,
            read_at,
        }
    }
}

/// A code of a saved plan. Codes are words of the program's text; one that comes from a file is kept for the life of
/// the process, each word once.
fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    static KNOWN: OnceLock<Mutex<BTreeSet<&'static str>>> = OnceLock::new();
    let word = String::deserialize(deserializer)?;
    let known = KNOWN.get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(same) = known.get(word.as_str()) {
        return Ok(same);
    }
    let kept: &'static str = word.leak();
    known.insert(kept);
    Ok(kept)
}
