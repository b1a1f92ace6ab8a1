//! Guards against acting on what is not, or no longer, true: an old picture, an old checkout, a journal that is not
//! whole, an estate that seems to have vanished.

use super::allowance::{Allowance, guard};
use super::limits::{Guards, Lineage};
use crate::journal::Entry;
use crate::model::{Action, Step};
use crate::registry::{Difference, Objection, Scope};

/// Whether anything is deleted, customer records included.
pub(super) fn deletes(steps: &[Step]) -> bool {
    steps.iter().any(|step| step.action == Action::Delete)
}

/// What is compared was read too long ago.
pub(super) fn old_picture(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let most = jiff::SignedDuration::try_from(guards.max_age).ok()?;
    let (as_of, read_at) = (guards.as_of?, difference.read_at?);
    let old = as_of.duration_since(read_at) > most && !guards.allowed.age;
    old.then(|| Objection {
        code: "old-picture",
        scope: Scope::Plan,
        message: format!(
            "{} was read {}, and guards.max_age is {most:#}",
            difference.title,
            read_at.strftime("%Y-%m-%d %H:%M:%SZ")
        ),
        places: vec![guard(guards, "max_age", format_args!("{most:#}"))],
        help: "plan with --refresh auto, or from a newer snapshot; if that picture is good enough: --allow age"
            .to_owned(),
    })
}

/// More of what is ours is gone than a run may delete. Nobody deletes so much without a word: the picture is wrong, or
/// somebody has made a mistake that must not be made worse.
pub(super) fn mass_absence(difference: &Difference, guards: &Guards) -> Option<Objection> {
    let lost = difference
        .notes
        .iter()
        .filter(|note| matches!(note, Entry::Released { reason, .. } if reason == "lost"))
        .count() as u64;
    let Allowance { most, places } = Allowance::absences(difference.managed, guards);
    (guards.unattended && lost > most).then(|| Objection {
        code: "mass-absence",
        scope: Scope::Plan,
        message: format!(
            "{lost} of {} registrations of ours are gone at once, and at most {most} are believed where nobody attends",
            difference.managed
        ),
        places,
        help: "look at them with swipd plan; swipd apply by hand makes them anew".to_owned(),
    })
}

/// An old checkout lacks the entries that were made since, and would delete what they declare.
pub(super) fn strayed(steps: &[Step], guards: &Guards) -> Option<Objection> {
    let Lineage::Strays { applied, here } = &guards.revision else {
        return None;
    };
    (deletes(steps) && !guards.allowed.revision).then(|| Objection {
        code: "old-revision",
        scope: Scope::Plan,
        message: format!(
            "deletes are planned, and commit {here} is not known to build on {applied}, which was applied last"
        ),
        places: Vec::new(),
        help: "check out what was merged, with its history; if this is meant: --allow revision"
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::plan;
    use super::super::samples::{changes, difference, guards, registry, step};
    use super::*;
    use crate::model::{Incarnation, Place};
    use crate::registry::Remark;

    #[test]
    fn a_picture_may_be_as_old_as_max_age_and_no_older() {
        let mut day = Guards {
            max_age: Duration::from_secs(60),
            as_of: Some("2026-11-23T14:01:00Z".parse().expect("a moment")),
            ..guards()
        };
        let mut read = difference(1, changes(Action::Modify, 1));
        assert!(old_picture(&read, &day).is_none());
        read.read_at = Some("2026-11-23T14:00:00Z".parse().expect("a moment"));
        assert!(old_picture(&read, &day).is_none());
        read.read_at = Some("2026-11-23T13:59:59Z".parse().expect("a moment"));
        let found = old_picture(&read, &day).expect("an objection");
        assert_eq!((found.code, found.scope), ("old-picture", Scope::Plan));
        assert!(found.message.contains("2026-11-23 13:59:59Z"), "{found:?}");
        day.allowed.age = true;
        assert!(old_picture(&read, &day).is_none());
    }

    fn lost(count: u8) -> Difference {
        let note = |n: u8| Entry::Released {
            registry: registry(),
            place: Place {
                parent: "NET-198-51-100-0-1".parse().expect("a handle"),
                range: format!("198.51.100.{n}/32").parse().expect("a range"),
            },
            incarnation: Incarnation {
                handle: format!("NET-198-51-100-{n}-1").parse().expect("a handle"),
                registered: "2026-09-20T10:12:00-04:00".into(),
                recipient: None,
            },
            reason: "lost".to_owned(),
        };
        let mut lost = difference(100, Vec::new());
        lost.notes = (0..count).map(note).collect();
        lost
    }

    #[test]
    fn an_estate_that_vanishes_is_not_believed_where_nobody_attends() {
        let mut service = Guards {
            unattended: true,
            ..guards()
        };
        assert!(mass_absence(&lost(10), &service).is_none());
        let found = mass_absence(&lost(11), &service).expect("an objection");
        assert_eq!((found.code, found.scope), ("mass-absence", Scope::Plan));
        // What our record learns otherwise is no loss.
        let mut moved = lost(11);
        for note in &mut moved.notes {
            if let Entry::Released { reason, .. } = note {
                "replaced".clone_into(reason);
            }
        }
        assert!(mass_absence(&moved, &service).is_none());
        // No number of deletes makes it true.
        service.allowed.deletes = Some(100);
        assert!(mass_absence(&lost(11), &service).is_some());
        service.unattended = false;
        assert!(mass_absence(&lost(11), &service).is_none());
    }

    #[test]
    fn on_first_contact_a_service_only_adopts() {
        let first = || {
            let mut all = changes(Action::Adopt, 2);
            all.extend(changes(Action::Create, 3));
            let steps = all.iter().map(|stated| {
                let mut one = step(stated.change.id.as_str(), None);
                one.action = stated.change.action;
                one
            });
            let mut first = difference(0, Vec::new());
            first.steps = steps.collect();
            first.changes = all;
            first.remarks = vec![Remark {
                code: "first-contact",
                message: String::new(),
                places: Vec::new(),
                help: String::new(),
            }];
            vec![first]
        };
        let service = Guards {
            unattended: true,
            ..guards()
        };
        let adopts = plan(first(), &service);
        assert!(adopts.steps.iter().all(|s| s.action == Action::Adopt));
        assert_eq!((adopts.summary.adopt, adopts.summary.create), (2, 0));
        assert_eq!(adopts.remarks[1].code, "adopt-first");
        assert!(adopts.remarks[1].message.ends_with("3 create"));
        let attended = plan(first(), &guards());
        assert_eq!((attended.steps.len(), attended.remarks.len()), (5, 1));
        // Once something is ours there is no such remark, and all of it goes on.
        let mut later = first();
        later[0].remarks.clear();
        assert_eq!(plan(later, &service).steps.len(), 5);
    }

    #[test]
    fn an_old_checkout_deletes_nothing() {
        let mut old = Guards {
            revision: Lineage::Strays {
                applied: "4f2c9e1".to_owned(),
                here: "e51b0a4".to_owned(),
            },
            ..guards()
        };
        let mut one = step("one", None);
        assert!(strayed(std::slice::from_ref(&one), &old).is_none());
        one.action = Action::Delete;
        let steps = [one];
        let found = strayed(&steps, &old).expect("an objection");
        assert_eq!((found.code, found.scope), ("old-revision", Scope::Plan));
        old.allowed.revision = true;
        assert!(strayed(&steps, &old).is_none());
        old.allowed.revision = false;
        for fine in [Lineage::Unversioned, Lineage::Builds] {
            old.revision = fine;
            assert!(strayed(&steps, &old).is_none());
        }
    }
}
