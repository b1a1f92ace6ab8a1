//! `--target`: a part of a plan, whole changes with all that they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ChangeId, Effect, Origin, Range, Step, StepId};
use crate::registry::{Finding, Objection, ObjectionPlace, Stated};

/// The sections of files that a target may begin with.
const SECTIONS: [&str; 6] = [
    "networks",
    "customers",
    "recipients",
    "orgs",
    "pocs",
    "delegations",
];

/// What a run is limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Address space: everything in it.
    Space(Range),
    /// A resource by its key, and where it was given its section: `customers.blue-heron`, `blue-heron`.
    Named {
        /// The section.
        section: Option<&'static str>,
        /// The key.
        key: String,
    },
}

impl Target {
    /// Reads a target as people write it. Anything that is no range is a key.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let section = |text: &str| {
            let (word, rest) = text.split_once('.')?;
            let known = SECTIONS.into_iter().find(|section| *section == word)?;
            Some((known, rest.to_owned()))
        };
        let (section, key) = match section(text) {
            Some((section, rest)) => (Some(section), rest),
            None => (None, text.to_owned()),
        };
        let ranged = matches!(section, None | Some("networks"));
        match key.parse::<Range>() {
            Ok(range) if ranged => Self::Space(range),
            Ok(_) | Err(_) => Self::Named { section, key },
        }
    }

    /// Whether a range is in it.
    #[must_use]
    pub fn holds(&self, range: Range) -> bool {
        matches!(self, Self::Space(space) if space.contains(range))
    }

    /// Whether it is the resource of a section and a key.
    #[must_use]
    pub fn names(&self, of: &str, name: &str) -> bool {
        match self {
            Self::Space(_) => false,
            Self::Named { section, key } => {
                key == name && section.is_none_or(|section| section == of)
            }
        }
    }

    /// Whether it names whom something is for. A handover reads `one → other`, and is both's.
    fn is_for(&self, who: &str) -> bool {
        match self {
            Self::Space(_) => false,
            Self::Named { key, .. } => who.split(" → ").any(|who| who == key),
        }
    }

    fn declares(&self, origin: &Origin) -> bool {
        let path = origin.path();
        let [section, key, rest @ ..] = path.as_slice() else {
            return false;
        };
        self.names(section, key)
            || std::iter::once(key)
                .chain(rest)
                .filter_map(|part| part.parse().ok())
                .any(|range| self.holds(range))
    }

    fn is_about(&self, subject: &str) -> bool {
        match self {
            Self::Space(space) => subject
                .parse()
                .is_ok_and(|range: Range| space.contains(range)),
            Self::Named { key, .. } => subject == key,
        }
    }

    fn takes(&self, stated: &Stated) -> bool {
        self.is_about(&stated.subject)
            || self.is_for(&stated.who)
            || stated
                .origin
                .as_ref()
                .is_some_and(|origin| self.declares(origin))
    }

    fn takes_step(&self, step: &Step) -> bool {
        let claimed = step.claim.as_ref().map(|claim| claim.range);
        let place = step.place.as_ref().map(|place| place.range);
        claimed.or(place).is_some_and(|range| self.holds(range))
    }
}

/// Whether one of the targets takes a notice.
pub(super) fn takes_finding(targets: &[Target], finding: &Finding) -> bool {
    targets.iter().any(|target| {
        target.is_about(&finding.subject)
            || target.is_for(&finding.who)
            || finding
                .origin
                .as_ref()
                .is_some_and(|origin| target.declares(origin))
    })
}

/// Whether an objection about one object concerns one of the targets. One that names no place concerns all.
pub(super) fn takes_objection(targets: &[Target], objection: &Objection) -> bool {
    let about = |target: &Target| {
        objection.places.iter().any(|place| match place {
            ObjectionPlace::Declared(origin, _) => {
                target.declares(origin) || holds_target(target, origin)
            }
            ObjectionPlace::Registered(_, what) => {
                let range = what.split(' ').next().unwrap_or_default();
                range.parse().is_ok_and(|range| target.holds(range))
            }
        })
    };
    objection.places.is_empty() || targets.iter().any(about)
}

/// Whether an objection is about a whole network that holds the target.
fn holds_target(target: &Target, origin: &Origin) -> bool {
    let path = origin.path();
    let [section, network] = path.as_slice() else {
        return false;
    };
    match (target, network.parse::<Range>()) {
        (Target::Space(space), Ok(network)) => section == "networks" && network.overlaps(*space),
        (Target::Space(_) | Target::Named { .. }, _) => false,
    }
}

/// The changes that the targets take, all that those need, and what is to fill the space that they free, whole: a range
/// is not left empty until a later run. The steps are in order.
pub(super) fn selected(
    targets: &[Target],
    changes: &[&Stated],
    steps: &[Step],
) -> BTreeSet<ChangeId> {
    let taken = |stated: &&&Stated| targets.iter().any(|target| target.takes(stated));
    let mut keep: BTreeSet<ChangeId> = changes
        .iter()
        .filter(taken)
        .map(|stated| stated.change.id.clone())
        .collect();
    let by_step = steps
        .iter()
        .filter(|step| targets.iter().any(|target| target.takes_step(step)));
    keep.extend(by_step.map(|step| step.change.clone()));
    let comes_along = companions(steps);
    let mut open: Vec<ChangeId> = keep.iter().cloned().collect();
    while let Some(next) = open.pop() {
        for needed in comes_along.get(&next).into_iter().flatten() {
            if keep.insert((*needed).clone()) {
                open.push((*needed).clone());
            }
        }
    }
    keep
}

/// What each change brings along: what it needs, and what takes the space that it frees.
fn companions(steps: &[Step]) -> BTreeMap<&ChangeId, BTreeSet<&ChangeId>> {
    let known: BTreeMap<&StepId, &Step> = steps.iter().map(|step| (&step.id, step)).collect();
    let is = |step: &Step, effect| {
        let claim = step.claim.as_ref();
        claim.is_some_and(|claim| claim.effect == effect)
    };
    let mut along: BTreeMap<&ChangeId, BTreeSet<&ChangeId>> = BTreeMap::new();
    for step in steps {
        let needed = step.requires.iter().filter_map(|id| known.get(id).copied());
        for needed in needed {
            along
                .entry(&step.change)
                .or_default()
                .insert(&needed.change);
            if is(needed, Effect::Frees) && is(step, Effect::Takes) {
                along
                    .entry(&needed.change)
                    .or_default()
                    .insert(&step.change);
            }
        }
    }
    along
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples::{changes, difference, frees, guards, step, takes};
    use super::super::{Plan, targeted};
    use super::*;
    use crate::model::Action;
    use crate::registry::Scope;

    fn origin(path: &[&str]) -> Origin {
        Origin::new("estate.yaml", path)
    }

    fn of(steps: Vec<Step>, targets: &[&str]) -> Plan {
        let changes = steps.iter().map(|step| {
            let mut stated = changes(Action::Create, 1).remove(0);
            stated.change.id = step.change.clone();
            stated.subject = step.key.to_string().into();
            stated.who = step.why.clone();
            stated
        });
        let mut whole = difference(100, changes.collect());
        whole.steps = steps;
        let targets: Vec<Target> = targets.iter().map(|text| Target::read(text)).collect();
        targeted(vec![whole], &guards(), &targets)
    }

    fn names(plan: &Plan) -> Vec<&str> {
        plan.steps.iter().map(|step| step.id.as_str()).collect()
    }

    fn given(range: &str, who: &str) -> Step {
        Step {
            why: who.into(),
            ..takes(range)
        }
    }

    #[test]
    fn targets_are_read_as_people_write_them() {
        let named = |section, key: &str| Target::Named {
            section,
            key: key.to_owned(),
        };
        let space = |text: &str| Target::Space(text.parse().expect("a range"));
        for (text, target) in [
            (
                "customers.blue-heron",
                named(Some("customers"), "blue-heron"),
            ),
            ("blue-heron", named(None, "blue-heron")),
            ("acme.corp", named(None, "acme.corp")),
            ("pocs.noc", named(Some("pocs"), "noc")),
            (
                "delegations.100.51.198.in-addr.arpa",
                named(Some("delegations"), "100.51.198.in-addr.arpa"),
            ),
            ("198.51.100.64/28", space("198.51.100.64/28")),
            (
                "198.51.100.80-198.51.100.103",
                space("198.51.100.80-198.51.100.103"),
            ),
            ("networks.198.51.100.0/24", space("198.51.100.0/24")),
            ("2001:db8::/32", space("2001:db8::/32")),
        ] {
            assert_eq!(Target::read(text), target, "{text}");
        }
    }

    #[test]
    fn a_range_takes_all_that_lies_in_it_and_a_key_all_that_is_its() {
        let steps = || {
            vec![
                given("198.51.100.0/28", "heron"),
                given("198.51.100.16/28", "mill"),
                given("203.0.113.0/28", "heron → mill"),
            ]
        };
        let (one, two, three) = (
            "take 198.51.100.0/28",
            "take 198.51.100.16/28",
            "take 203.0.113.0/28",
        );
        for (target, taken) in [
            ("198.51.100.0/24", vec![one, two]),
            ("198.51.100.16/28", vec![two]),
            ("198.51.100.16/29", vec![]),
            ("heron", vec![one, three]),
            ("customers.mill", vec![two, three]),
            ("her", vec![]),
        ] {
            assert_eq!(names(&of(steps(), &[target])), taken, "{target}");
        }
        assert_eq!(
            names(&of(steps(), &["mill", "198.51.100.0/28"])),
            [one, two, three]
        );
    }

    #[test]
    fn what_a_target_needs_comes_along_in_whole_changes() {
        let mut other = step("other half", None);
        other.change = frees("198.51.100.0/29").change;
        let mut first = step("first", None);
        first.change = ChangeId::new("far");
        other.requires.push(first.id.clone());
        let plan = of(
            vec![
                takes("198.51.100.0/28"),
                frees("198.51.100.0/29"),
                first,
                other,
                takes("203.0.113.0/28"),
            ],
            &["198.51.100.0/28"],
        );
        let mut found = names(&plan);
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "first",
                "free 198.51.100.0/29",
                "other half",
                "take 198.51.100.0/28"
            ]
        );
        let left: Vec<_> = plan.remarks.iter().map(|remark| remark.code).collect();
        assert_eq!(left, ["targeted"]);
        assert!(
            plan.remarks[0].message.contains("1 create"),
            "{:?}",
            plan.remarks
        );
    }

    #[test]
    fn what_fills_freed_space_comes_along() {
        let steps = vec![
            frees("198.51.100.64/28"),
            takes("198.51.100.64/27"),
            takes("203.0.113.0/28"),
        ];
        assert_eq!(
            names(&of(steps, &["198.51.100.64/28"])),
            ["free 198.51.100.64/28", "take 198.51.100.64/27"]
        );
    }

    #[test]
    fn guards_count_what_remains_and_still_see_the_whole_repository() {
        let deletes = |targets: &[Target], declared| {
            let all = changes(Action::Delete, 20);
            let mut whole = difference(10, all);
            whole.declared = declared;
            let plan = targeted(vec![whole], &guards(), targets);
            let codes: Vec<_> = plan.objections.iter().map(|o| o.code).collect();
            codes
        };
        let one = [Target::read("198.51.100.3/32")];
        assert_eq!(deletes(&[], 5), ["max-deletes"]);
        assert!(deletes(&one, 5).is_empty());
        assert_eq!(deletes(&one, 0), ["empty-repository"]);
    }

    #[test]
    fn an_objection_about_something_else_does_not_forbid() {
        let objection = |path: &[&str]| Objection {
            code: "taken",
            scope: Scope::Object,
            message: String::new(),
            places: vec![ObjectionPlace::Declared(origin(path), String::new())],
            help: String::new(),
        };
        let about =
            |text: &str, path: &[&str]| takes_objection(&[Target::read(text)], &objection(path));
        let path = ["customers", "heron", "blocks", "198.51.100.64/28"];
        assert!(about("heron", &path) && about("198.51.100.64/28", &path));
        assert!(about("198.51.100.0/24", &path) && !about("203.0.113.0/24", &path));
        assert!(!about("mill", &path) && !about("pocs.heron", &path));
        let network = ["networks", "198.51.100.0/24"];
        assert!(about("198.51.100.64/28", &network) && !about("203.0.113.0/28", &network));
        let everywhere = Objection {
            places: Vec::new(),
            ..objection(&path)
        };
        assert!(takes_objection(&[Target::read("mill")], &everywhere));
    }

    proptest! {
        /// Whatever is targeted, nothing that is left needs a step that was left out, and no change is cut.
        #[test]
        fn a_part_of_a_plan_needs_nothing_outside_of_it(
            links in prop::collection::vec((0_usize..8, 0_usize..8), 0..12),
            changes in prop::collection::vec(0_u8..5, 8),
            target in 0_usize..8,
        ) {
            let mut steps: Vec<Step> = (0..8).map(|n| step(&format!("step {n}"), None)).collect();
            for (n, change) in changes.iter().enumerate() {
                steps[n].change = ChangeId::new(format!("change {change}"));
            }
            for (later, earlier) in links {
                if earlier < later {
                    let id = steps[earlier].id.clone();
                    steps[later].requires.push(id);
                }
            }
            let wanted = format!("step {target}");
            let whole = of(steps.clone(), &[]);
            let part = of(steps, &[&wanted]);
            prop_assert!(names(&part).contains(&wanted.as_str()));
            let left: BTreeSet<_> = part.steps.iter().map(|step| &step.change).collect();
            for step in &whole.steps {
                let inside = part.steps.iter().any(|other| other.id == step.id);
                prop_assert_eq!(inside, left.contains(&step.change));
                if inside {
                    for needed in &step.requires {
                        prop_assert!(part.steps.iter().any(|other| other.id == *needed));
                    }
                }
            }
        }
    }
}
