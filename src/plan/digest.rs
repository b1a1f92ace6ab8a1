//! The digest: one short text that stands for all that a plan would do.

use rayon::prelude::*;
use serde::Serialize;

use crate::model::{Consequence, Handle, Incarnation, PackedFields, Payload, Step};

/// What of a step the digest covers: registry, object and incarnation, before and after.
#[derive(Serialize)]
struct Covered<'a> {
    id: &'a str,
    registry: &'a str,
    handle: Option<&'a Handle>,
    target: Option<&'a Incarnation>,
    before: &'a PackedFields,
    after: &'a PackedFields,
    payload: &'a Payload,
    /// Whether what it leaves is protected from now on: it is part of what a person agrees to, and the payload, which
    /// is for the registry, does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    protected: Option<bool>,
}

fn protects(step: &Step) -> bool {
    let mut after = step.consequences.iter();
    after
        .any(|consequence| matches!(consequence, Consequence::Owns { protected, .. } if *protected))
}

pub(super) fn of(steps: &[Step]) -> String {
    let mut hasher = blake3::Hasher::new();
    for window in steps.chunks(WINDOW) {
        // Written side by side, hashed in their order.
        let written: Vec<Vec<u8>> = window.par_iter().map(written).collect();
        for bytes in written {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes);
        }
    }
    hasher.finalize().to_hex().chars().take(12).collect()
}

/// So many steps are held in both forms at once.
const WINDOW: usize = 16_384;

fn written(step: &Step) -> Vec<u8> {
    let covered = Covered {
        id: step.id.as_str(),
        registry: step.registry.as_str(),
        handle: step.handle.as_ref(),
        target: step.target.as_ref(),
        before: &step.before,
        after: &step.after,
        payload: &step.payload,
        protected: protects(step).then_some(true),
    };
    // Texts and maps of texts always have a JSON form; the name alone would still tell plans apart.
    serde_json::to_vec(&covered).unwrap_or_else(|_| step.id.as_str().as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::super::samples::step;
    use super::*;
    use crate::model::{Action, Field, Fields, Key, Origin, Payload, Place, RegistryName, StepId};

    fn incarnation(registered: &str) -> Incarnation {
        Incarnation {
            handle: "NET-198-51-100-64-1".parse().expect("a handle"),
            registered: registered.into(),
            recipient: Some("C09990001".parse().expect("a handle")),
        }
    }

    fn whole() -> Step {
        let mut whole = step("arin/net/198.51.100.64/28/modify", None);
        whole.target = Some(incarnation("2026-09-20T10:12:00-04:00"));
        whole
    }

    #[test]
    fn twelve_hex_digits_stand_for_the_same_steps_each_time() {
        let digest = of(&[whole()]);
        assert_eq!(digest.len(), 12);
        assert!(digest.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(digest, of(&[whole()]));
    }

    #[test]
    fn anything_that_is_covered_changes_it() {
        type Edit = fn(&mut Step);
        let field = || ("name".into(), Field::Text("EXMPL-1".into()));
        let edits: [Edit; 10] = [
            |step| step.id = StepId::new("arin/net/198.51.100.64/28/delete"),
            |step| step.registry = RegistryName::new("other"),
            |step| step.handle = Some("NET-198-51-100-64-2".parse().expect("a handle")),
            |step| step.target = None,
            |step| step.target = Some(incarnation("2026-09-20T10:12:01-04:00")),
            |step| {
                if let Some(target) = &mut step.target {
                    target.recipient = Some("C09990002".parse().expect("a handle"));
                }
            },
            |step| *step.payload = Payload::seal("another"),
            |step| step.consequences = vec![owns(true)],
            |step| {
                step.before = Fields::from([("name".into(), Field::Text("".into()))]).into();
            },
            |step| {
                step.after = Fields::from([("name".into(), Field::Text("".into()))]).into();
            },
        ];
        let mut digests = vec![of(&[]), of(&[whole()]), of(&[whole(), whole()])];
        for edit in edits {
            let mut step = whole();
            edit(&mut step);
            digests.push(of(&[step]));
        }
        let (mut text, mut lines) = (whole(), whole());
        text.after = Fields::from([field()]).into();
        let line = Field::Lines(vec!["EXMPL-1".into()]);
        lines.after = Fields::from([(field().0, line)]).into();
        digests.extend([of(&[text]), of(&[lines])]);
        let count = digests.len();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), count);
    }

    fn owns(protected: bool) -> Consequence {
        Consequence::Owns {
            place: Place {
                parent: "NET-198-51-100-0-1".parse().expect("a handle"),
                range: "198.51.100.64/28".parse().expect("a range"),
            },
            customer: Key::new("larkspur"),
            protected,
        }
    }

    #[test]
    fn where_it_was_declared_and_why_do_not_change_it() {
        let mut moved = whole();
        moved.consequences = vec![owns(false)];
        moved.why = "another sentence".into();
        moved.origin = Some(Origin::new("more.yaml", [""; 0]));
        moved.action = Action::Create;
        assert_eq!(of(&[moved]), of(&[whole()]));
    }

    #[test]
    fn the_order_of_steps_counts() {
        let (one, two) = (step("one", None), step("two", None));
        assert_ne!(of(&[one.clone(), two.clone()]), of(&[two, one]));
    }
}
