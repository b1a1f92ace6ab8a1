//! What forbids a plan, which part of a forbidden one may still go out, and what a limit leaves in.

use super::samples::{changes, difference, frees, guards, registry, step, takes};
use super::{Plan, Target, plan, targeted};
use crate::journal::Entry;
use crate::model::{Action, Consequence, Effect, Key, Origin, Place, RegistryName, Step};
use crate::registry::{
    Difference, Finding, FindingKind, Objection, ObjectionPlace, Remark, Scope, SectionId, Stated,
};

const MILL: &str = "198.51.100.0/28";
const HERON: &str = "198.51.100.16/28";
const LARKSPUR: &str = "203.0.113.0/28";

/// Steps, each of a change of its own that tells what the step does.
fn estate(steps: Vec<Step>) -> Difference {
    let told = |step: &Step| {
        let mut stated: Stated = changes(step.action, 1).remove(0);
        stated.change.id = step.change.clone();
        stated.subject = step.key.to_string().into();
        stated.who = step.why.clone();
        stated
    };
    let mut whole = difference(100, steps.iter().map(told).collect());
    whole.steps = steps;
    whole
}

/// The delete of a net.
fn goes(range: &str) -> Step {
    Step {
        action: Action::Delete,
        key: Key::new(range),
        ..frees(range)
    }
}

/// A second step of a registration.
fn then(id: &str, first: &Step) -> Step {
    Step {
        change: first.change.clone(),
        requires: vec![first.id.clone()],
        ..step(id, None)
    }
}

fn objection(code: &'static str, scope: Scope, places: Vec<ObjectionPlace>) -> Objection {
    Objection {
        code,
        scope,
        message: String::new(),
        places,
        help: String::new(),
    }
}

fn declared(path: &[&str]) -> ObjectionPlace {
    ObjectionPlace::Declared(Origin::new("estate.yaml", path), String::new())
}

fn registered(what: &str) -> ObjectionPlace {
    ObjectionPlace::Registered("NET-198-51-100-0-2".to_owned(), what.to_owned())
}

fn to(targets: &[&str], whole: Difference) -> Plan {
    let targets: Vec<Target> = targets.iter().map(|text| Target::read(text)).collect();
    targeted(vec![whole], &guards(), &targets)
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.id.as_str()).collect()
}

fn codes(plan: &Plan) -> Vec<&str> {
    plan.objections.iter().map(|o| o.code).collect()
}

fn rekeyed(of: &RegistryName, range: &str) -> Entry {
    Entry::Rekeyed {
        registry: of.clone(),
        place: Place {
            parent: "NET-198-51-100-0-1".parse().expect("a handle"),
            range: range.parse().expect("a range"),
        },
        customer: Key::new("larkspur"),
    }
}

#[test]
fn an_objection_about_the_whole_forbids_a_plan_and_one_about_an_object_does_not() {
    let forbidden = |objections: Vec<Objection>| {
        let mut whole = estate(vec![goes(MILL)]);
        whole.objections = objections;
        plan(vec![whole], &guards()).is_forbidden()
    };
    let taken = objection("taken", Scope::Object, Vec::new());
    let unseen = objection("never-read", Scope::Plan, Vec::new());
    assert!(!forbidden(Vec::new()));
    assert!(!forbidden(vec![taken.clone()]));
    assert!(forbidden(vec![unseen.clone()]));
    assert!(forbidden(vec![taken, unseen]));
}

#[test]
fn of_a_forbidden_plan_only_what_an_earlier_replace_emptied_is_filled() {
    let (first, second) = (takes(MILL), takes(HERON));
    let links = then("its POCs", &first);
    // Something else has to go before the second can come, and that may not go out.
    let second = Step {
        requires: vec![frees(LARKSPUR).id],
        ..second
    };
    let mut whole = estate(vec![goes(LARKSPUR), first.clone(), second.clone()]);
    whole.steps.push(links);
    whole.resumed = vec![first.change.clone(), second.change];
    whole.notes = vec![rekeyed(&registry(), LARKSPUR)];
    whole.objections = vec![objection("never-read", Scope::Plan, Vec::new())];
    let forbidden = plan(vec![whole], &guards());
    assert!(forbidden.is_forbidden());

    let rest = forbidden.resumed();
    assert_eq!(names(&rest), ["take 198.51.100.0/28", "its POCs"]);
    assert!(rest.objections.is_empty() && rest.notes.is_empty());
    assert_eq!((rest.summary.create, rest.summary.changes()), (1, 1));
    assert_eq!(rest.parts[0].changes.len(), 1);
    assert_eq!(rest.parts[0].changes[0].change.id, first.change);
    assert_ne!(rest.digest, forbidden.digest);
}

#[test]
fn every_kind_of_change_is_counted_and_a_replace_takes_away_too() {
    let kinds = [
        (Action::Create, 1),
        (Action::Modify, 2),
        (Action::Replace, 4),
        (Action::Delete, 8),
        (Action::Adopt, 16),
    ];
    let all = kinds.map(|(action, count)| changes(action, count)).concat();
    let summary = plan(vec![difference(1000, all)], &guards()).summary;
    assert_eq!((summary.changes(), summary.deletes()), (31, 12));
}

#[test]
fn a_plan_that_leaves_something_out_is_never_taken_for_no_changes() {
    let steps = || vec![takes(MILL), takes(LARKSPUR)];
    let limited = to(&[MILL], estate(steps()));
    assert!(limited.is_limited() && !limited.is_empty());
    let nothing = to(&["nobody"], estate(steps()));
    assert!(nothing.is_limited() && nothing.is_empty());
    let all = to(&[MILL, LARKSPUR], estate(steps()));
    assert!(!all.is_limited() && all.remarks.is_empty());
    let mut attended = estate(steps());
    attended.remarks = vec![Remark {
        code: "first-contact",
        message: String::new(),
        places: Vec::new(),
        help: String::new(),
    }];
    assert!(!plan(vec![attended], &guards()).is_limited());
}

#[test]
fn a_plan_is_as_old_as_the_oldest_of_its_pictures() {
    let read = |at: Option<&str>| Difference {
        read_at: at.map(|at| at.parse().expect("a moment")),
        ..estate(Vec::new())
    };
    let (early, late) = ("2026-09-20T10:00:00Z", "2026-09-21T10:00:00Z");
    let whole = plan(
        vec![read(Some(late)), read(None), read(Some(early))],
        &guards(),
    );
    assert_eq!(whole.read_at(), read(Some(early)).read_at);
}

#[test]
fn what_forbids_the_whole_forbids_each_part_and_what_forbids_another_object_does_not() {
    let limited = |target: &str| {
        let mut whole = estate(vec![takes(MILL), takes(LARKSPUR)]);
        whole.objections = vec![
            objection("never-read", Scope::Plan, vec![registered(LARKSPUR)]),
            objection(
                "taken",
                Scope::Object,
                vec![registered("198.51.100.0/30 C9")],
            ),
            objection("protected", Scope::Object, vec![registered(LARKSPUR)]),
        ];
        to(&[target], whole)
    };
    assert_eq!(codes(&limited(MILL)), ["never-read", "taken"]);
    assert_eq!(codes(&limited(LARKSPUR)), ["never-read", "protected"]);
}

#[test]
fn a_customer_that_is_called_like_a_range_holds_no_address() {
    let limited = |section: &str| {
        let mut whole = estate(vec![takes(MILL)]);
        let place = declared(&[section, "198.51.100.0/24"]);
        whole.objections = vec![objection("unread", Scope::Object, vec![place])];
        codes(&to(&[MILL], whole)).len()
    };
    assert_eq!((limited("networks"), limited("customers")), (1, 0));
}

#[test]
fn what_goes_down_by_another_name_of_the_registry_is_not_said_to_be_kept() {
    let down = RegistryName::new("down");
    let mut delete = goes("198.51.100.0/24");
    delete.consequences = vec![Consequence::Releases {
        registry: Some(down.clone()),
        place: Place {
            parent: "NET-198-51-100-0-1".parse().expect("a handle"),
            range: MILL.parse().expect("a range"),
        },
    }];
    let kept = |kind, range: &str| Finding::new(kind, SectionId("x".into()), range, "left alone");
    let findings = vec![
        kept(FindingKind::Keep, MILL),
        kept(FindingKind::Keep, HERON),
        kept(FindingKind::Wait, MILL),
    ];
    let named = |registry: &RegistryName, steps: Vec<Step>| Difference {
        registry: registry.clone(),
        findings: findings.clone(),
        ..estate(steps)
    };
    let made = plan(
        vec![named(&registry(), vec![delete]), named(&down, Vec::new())],
        &guards(),
    );
    let shown = made.parts.iter().map(|part| part.findings.len());
    assert_eq!(shown.collect::<Vec<_>>(), [3, 2]);
    assert_eq!(made.parts[1].findings[0].subject, HERON);
}

#[test]
fn notices_are_those_of_the_targets() {
    let notice = |subject: &str, who: &str, path: Option<&[&str]>| Finding {
        who: who.to_owned(),
        origin: path.map(|path| Origin::new("estate.yaml", path)),
        ..Finding::new(FindingKind::Keep, SectionId("x".into()), subject, "")
    };
    let shown = |target: &str| {
        let mut whole = estate(vec![takes(LARKSPUR)]);
        whole.findings = vec![
            notice(MILL, "mill", None),
            notice("C09990001", "heron", None),
            notice("pocs.noc", "NOC1-ARIN", Some(&["pocs", "noc"])),
        ];
        let limited = to(&[target], whole);
        let shown = limited.parts[0].findings.iter();
        shown.map(|f| f.subject.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown("198.51.100.0/24"), [MILL]);
    assert_eq!(shown("mill"), [MILL]);
    assert_eq!(shown("heron"), ["C09990001"]);
    assert_eq!(shown("C09990001"), ["C09990001"]);
    assert_eq!(shown("pocs.noc"), ["pocs.noc"]);
    assert!(shown("larkspur").is_empty());
}

#[test]
fn a_change_is_targeted_by_what_it_is_called_and_where_it_is_declared() {
    // The delete of an old customer record, and a zone that the entry of a block declares.
    let record = step("old record", None);
    let zone = step("zone", None);
    let limited = |target: &str| {
        let mut whole = estate(vec![record.clone(), zone.clone()]);
        whole.changes[0].subject = "C09990001".into();
        whole.changes[1].origin = Some(Origin::new(
            "estate.yaml",
            ["customers", "heron", "blocks", HERON, "rdns"],
        ));
        names(&to(&[target], whole)).join(", ")
    };
    assert_eq!(limited("C09990001"), "old record");
    assert_eq!(limited(HERON), "zone");
    assert_eq!(limited("customers.heron"), "zone");
    assert_eq!(limited(MILL), "");
}

#[test]
fn what_only_waits_for_a_target_does_not_come_along() {
    // A reallocation without what is declared in it, and a delete without what comes after it elsewhere.
    let outer = step("reallocation", Some(("198.51.100.0/24", Effect::Takes)));
    let inner = takes(MILL);
    let limited = to(&["reallocation"], estate(vec![outer, inner]));
    assert_eq!(names(&limited), ["reallocation"]);

    let gone = frees(MILL);
    let after = Step {
        requires: vec![gone.id.clone()],
        ..step("its POC goes", None)
    };
    let limited = to(&[MILL], estate(vec![gone, after]));
    assert_eq!(names(&limited), ["free 198.51.100.0/28"]);
}

#[test]
fn a_part_of_a_plan_tells_and_resumes_nothing_of_the_rest() {
    let (one, other) = (takes(MILL), takes(LARKSPUR));
    let mut whole = estate(vec![one.clone(), other.clone()]);
    whole.resumed = vec![one.change.clone(), other.change];
    let elsewhere = RegistryName::new("other");
    whole.notes = vec![
        rekeyed(&registry(), MILL),
        rekeyed(&registry(), LARKSPUR),
        rekeyed(&elsewhere, MILL),
    ];
    let limited = to(&[MILL], whole);
    assert_eq!(limited.resumed, [one.change]);
    let told = |notes: &[Entry]| format!("{notes:?}");
    assert_eq!(told(&limited.notes), told(&[rekeyed(&registry(), MILL)]));
}

#[test]
fn prune_deletes_the_ranges_that_a_person_named_and_nothing_else() {
    let mut replaced = frees(HERON);
    replaced.action = Action::Replace;
    replaced.key = Key::new(HERON);
    let made = Step {
        key: Key::new(LARKSPUR),
        ..takes(LARKSPUR)
    };
    let whole = plan(
        vec![estate(vec![
            goes(MILL),
            replaced,
            made,
            goes("203.0.113.64/28"),
        ])],
        &guards(),
    );
    let named = [MILL, HERON, LARKSPUR, "192.0.2.0/28"];
    let ranges = named.map(|range| range.parse().expect("a range"));
    let pruned = whole.pruning(&ranges);
    assert_eq!(names(&pruned), ["free 198.51.100.0/28"]);
    assert_eq!((pruned.summary.delete, pruned.summary.changes()), (1, 1));
    let told = pruned.parts[0].changes.iter();
    assert_eq!(told.map(|c| c.subject.as_str()).collect::<Vec<_>>(), [MILL]);
}
