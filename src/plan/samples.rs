//! Steps and differences for tests, with nothing in them but what a test says.

use crate::model::{
    Action, Change, ChangeId, Claim, Effect, Key, Kind, PackedFields, Payload, RegistryName, Step,
    StepId, Text,
};
use crate::registry::{Difference, SectionId, Stated};

use super::Guards;

pub(crate) fn registry() -> RegistryName {
    RegistryName::new("arin")
}

/// A step of a name that claims a range.
pub(crate) fn step(id: &str, claim: Option<(&str, Effect)>) -> Step {
    let claim = claim.map(|(range, effect)| {
        let range = range.parse().expect("a range");
        Claim::new(&registry(), range, effect)
    });
    Step {
        id: StepId::new(id),
        registry: registry(),
        kind: Kind::new("net"),
        key: Key::new(id),
        action: Action::Create,
        handle: None,
        target: None,
        place: None,
        before: PackedFields::default(),
        after: PackedFields::default(),
        why: Text::default(),
        change: ChangeId::new(id),
        origin: None,
        requires: Vec::new(),
        claim,
        names: Vec::new(),
        ticket: None,
        consequences: Vec::new(),
        payload: Box::new(Payload::seal(id.to_owned())),
    }
}

pub(crate) fn takes(range: &str) -> Step {
    step(&format!("take {range}"), Some((range, Effect::Takes)))
}

pub(crate) fn frees(range: &str) -> Step {
    step(&format!("free {range}"), Some((range, Effect::Frees)))
}

/// So many changes of an action, one registration each.
pub(crate) fn changes(action: Action, count: u64) -> Vec<Stated> {
    let one = |n| Stated {
        who: "larkspur".into(),
        ..Stated::new(
            Change::one(ChangeId::new(format!("{action}/{n}")), action),
            SectionId("198.51.100.0/24".into()),
            format!("198.51.100.{n}/32"),
        )
    };
    (0..count).map(one).collect()
}

/// A difference of an estate of so many registrations of ours.
pub(crate) fn difference(managed: u64, changes: Vec<Stated>) -> Difference {
    Difference {
        registry: registry(),
        title: "arin (production)".to_owned(),
        sections: Vec::new(),
        changes,
        steps: Vec::new(),
        notes: Vec::new(),
        findings: Vec::new(),
        objections: Vec::new(),
        remarks: Vec::new(),
        resumed: Vec::new(),
        declared: managed,
        unchanged: 0,
        uncompared: 0,
        managed,
        read: 0,
        read_at: None,
    }
}

/// The guards of a repository that says nothing about them.
pub(crate) fn guards() -> Guards {
    Guards::default()
}
