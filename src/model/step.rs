//! A step: one change to one object, with what it needs first. The engine knows nothing finer.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Claim, Handle, Incarnation, Origin, PackedFields, Payload, Place, Text};

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Text);

        impl $name {
            /// Keeps a name.
            pub fn new(text: impl Into<Text>) -> Self {
                Self(text.into())
            }

            /// The name.
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

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// The name of a registry in `swipd.yaml`: `arin`.
    RegistryName
);
name!(
    /// What a step is about, in the words of its registry: `net`, `customer`.
    Kind
);
name!(
    /// The name of a resource in the repository: a customer's key, or the range of a block.
    Key
);
name!(
    /// A step's name, derived from what it does and never counted, so that the same plan has the same names:
    /// `arin/net/198.51.100.64/28/create`.
    StepId
);
name!(
    /// The change that steps belong to: what people read and guards count. A replace is one change of three steps.
    ChangeId
);

/// What a step or a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Register something new.
    Create,
    /// Take what exists, and matches, under management; nothing is sent.
    Adopt,
    /// Change an object in place.
    Modify,
    /// Delete, then create in the same place. Of changes only; its steps are deletes and creates.
    Replace,
    /// Remove a registration.
    Delete,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Modify => "modify",
            Self::Replace => "replace",
            Self::Delete => "delete",
        })
    }
}

/// What is true of our record once a write has taken effect. The journal keeps these with the intent, so
/// that a write settled after a crash has the same consequences as one that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The object at the place is ours, in the incarnation of the outcome. A recipient that was an
    /// obligation is one no longer.
    Owns {
        /// Where.
        place: Place,
        /// The customer key it was filled from.
        customer: Key,
        /// Whether its entry says `protect`.
        protected: bool,
    },
    /// What was ours at the place is gone.
    Releases {
        /// The registry it was ours at, where that is another name for the one of the step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        registry: Option<RegistryName>,
        /// Where.
        place: Place,
    },
    /// A customer record of ours must be deleted once nothing links to it.
    Obliges {
        /// The registry it is ours at, where that is another name for the one of the step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        registry: Option<RegistryName>,
        /// The customer record; `None`: the one that the outcome names.
        customer: Option<Incarnation>,
        /// What it was made for.
        place: Place,
    },
    /// A customer record needs no deleting any more.
    Discharges {
        /// The customer record.
        customer: Handle,
    },
    /// A declared range was emptied by a replace, to be filled again.
    Empties {
        /// Where.
        place: Place,
    },
    /// A range is filled again.
    Fills {
        /// Where.
        place: Place,
    },
    /// An object that is no net, such as a POC, is ours under its key, in the incarnation of the outcome.
    Keeps {
        /// What it is: `poc`.
        kind: Kind,
        /// Its key in the repository, without the name of its section.
        key: Key,
        /// What we left in it, for objects that are not known by an incarnation alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<String>,
        /// The customer whose block it serves, where it serves one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<Key>,
    },
    /// An object that is no net is gone, or ours no longer.
    Drops {
        /// What it is.
        kind: Kind,
        /// Its key.
        key: Key,
    },
}

/// One change to one object, at most one write.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step<P = Payload> {
    /// Its name.
    pub id: StepId,
    /// The registry.
    pub registry: RegistryName,
    /// What it is about.
    pub kind: Kind,
    /// The resource in the repository.
    pub key: Key,
    /// What it does.
    pub action: Action,
    /// The object, where it has a handle.
    pub handle: Option<Handle>,
    /// Which life of the object, where it exists.
    pub target: Option<Incarnation>,
    /// Where the net lies, for steps on nets.
    pub place: Option<Place>,
    /// Values that go.
    pub before: PackedFields,
    /// Values that come.
    pub after: PackedFields,
    /// Why, as a clause without a full stop.
    pub why: Text,
    /// The change it is part of.
    pub change: ChangeId,
    /// Where it was declared.
    pub origin: Option<Origin>,
    /// Steps that must be done first.
    pub requires: Vec<StepId>,
    /// What it does to address space.
    pub claim: Option<Claim>,
    /// Every handle it touches or names; with the claim this is the write's domain.
    pub names: Vec<Handle>,
    /// The type of ticket that it may become. Such writes run one at a time per type, so that a ticket that
    /// nobody told us of has one cause (write protocol, section 3).
    pub ticket: Option<String>,
    /// What is true of our record once it has taken effect.
    pub consequences: Vec<Consequence>,
    /// For the registry's own folder. In a box, so that a step has one size, whatever it carries.
    pub payload: Box<P>,
}

impl<P> Step<P> {
    /// The same step with another payload, made from the one it has.
    pub fn map_payload<Q>(self, with: impl FnOnce(Box<P>) -> Q) -> Step<Q> {
        let Self {
            id,
            registry,
            kind,
            key,
            action,
            handle,
            target,
            place,
            before,
            after,
            why,
            change,
            origin,
            requires,
            claim,
            names,
            ticket,
            consequences,
            payload,
        } = self;
        Step {
            id,
            registry,
            kind,
            key,
            action,
            handle,
            target,
            place,
            before,
            after,
            why,
            change,
            origin,
            requires,
            claim,
            names,
            ticket,
            consequences,
            payload: Box::new(with(payload)),
        }
    }
}

/// What people read and guards count.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// Its name; the steps carry it.
    pub id: ChangeId,
    /// What it does as a whole.
    pub action: Action,
    /// How many registrations of the repository it concerns: one, and none for a record left over from an earlier
    /// run. What the registry deletes below it is told apart, in `registry::Stated::below`.
    pub count: u64,
}

impl Change {
    /// A change of one registration.
    #[must_use]
    pub fn one(id: ChangeId, action: Action) -> Self {
        Self {
            id,
            action,
            count: 1,
        }
    }
}
