//! The end of a run as people read it.

use std::time::Duration;

use super::samples::{V4, locate, origin, stated};
use super::{Applied, Paint, applied_text, change_ends, finished_line};
use crate::execute::{Outcome, StepResult};
use crate::model::{Action, ChangeId, Component, Kind};
use crate::plan::samples::{difference, guards, step};
use crate::plan::{Plan, plan};
use crate::registry::Difference;

fn one_step(outcome: Outcome, message: &str) -> (Plan, Vec<StepResult>) {
    let mut step = step("arin/customer/198.51.100.64/28/modify", None);
    step.change = ChangeId::new("arin/198.51.100.64/28/modify");
    step.action = Action::Modify;
    step.origin = Some(origin("customers/blue-heron.yaml"));
    let result = StepResult::new(&step, outcome, message);
    let difference = Difference {
        steps: vec![step],
        ..difference(
            10,
            vec![stated(
                Action::Modify,
                V4,
                "198.51.100.64/28",
                "blue-heron",
                "",
            )],
        )
    };
    (plan(vec![difference], &guards()), vec![result])
}

fn told(plan: &Plan, results: &[StepResult]) -> String {
    applied_text(&Applied {
        title: "arin (production)".to_owned(),
        took: Duration::from_secs(41),
        ends: change_ends(plan, results),
        paint: Paint::PLAIN,
        locate: &locate,
    })
}

const REFUSED: &str = r#"
Applied to arin (production) in 41 s: 0 done, 1 refused

refused    198.51.100.64/28  modify of net for blue-heron, unchanged
  because  E_ENTITY_VALIDATION  Payload entity failed validation.
           postalCode: "Not valid for this region."
  at       customers/blue-heron.yaml:2:17
  next     correct it, then: swipd apply
"#;

const UNCERTAIN: &str = "
Applied to arin (production) in 41 s: 0 done, 1 uncertain

uncertain  198.51.100.64/28  modify of net for blue-heron, outcome unknown
  because  the reply was lost
  next     swipd apply reads again and goes on; nothing else touches this range until then
";

const SKIPPED: &str = "
Applied to arin (production) in 41 s: 0 done, 1 not sent

not sent   198.51.100.64/28  modify of net
  because  not sent, since it is not done
";

const WAITING: &str = "
Applied to arin (production) in 41 s: 0 done, 1 waiting

waiting    198.51.100.64/28  ticket 20261123-X1042
  next     nothing; the next run goes on. To stay: swipd apply --wait 30m
";

#[test]
fn the_end_of_a_run_counts_and_names_what_is_not_done() {
    let (plan, mut results) = one_step(Outcome::Refused, "Payload entity failed validation.");
    results[0].code = Some("E_ENTITY_VALIDATION".to_owned());
    results[0].components = vec![Component {
        name: "postalCode".to_owned(),
        message: "Not valid for this region.".to_owned(),
    }];
    assert_eq!(told(&plan, &results), REFUSED.trim());
    let (plan, results) = one_step(Outcome::Uncertain, "the reply was lost");
    assert_eq!(told(&plan, &results), UNCERTAIN.trim());
    let (plan, results) = one_step(Outcome::Skipped, "not sent, since it is not done");
    assert_eq!(told(&plan, &results), SKIPPED.trim());
    let (plan, mut results) = one_step(Outcome::Ticketed, "");
    results[0].ticket = Some("20261123-X1042".parse().expect("a ticket"));
    assert_eq!(told(&plan, &results), WAITING.trim());
    let (plan, mut results) = one_step(Outcome::Done, "");
    results[0].message = None;
    assert_eq!(
        told(&plan, &results),
        "Applied to arin (production) in 41 s: 1 done"
    );
}

#[test]
fn each_step_leaves_a_line_that_begins_with_its_end() {
    let (plan, results) = one_step(Outcome::Refused, "no");
    let first = &plan.parts[0].changes[0];
    let line = |outcome, paint| {
        let result = StepResult {
            outcome,
            message: None,
            ..results[0].clone()
        };
        finished_line(Some(first), &result, Duration::from_millis(600), paint)
    };
    assert_eq!(
        line(Outcome::Done, Paint::PLAIN),
        "  ✓ ~ 198.51.100.64/28             blue-heron (record) 0.6 s"
    );
    let ascii = Paint {
        colour: false,
        unicode: false,
    };
    for (outcome, mark) in [
        (Outcome::Done, "ok"),
        (Outcome::Ticketed, ".."),
        (Outcome::Refused, "no"),
        (Outcome::Uncertain, "?"),
        (Outcome::Skipped, "."),
    ] {
        assert!(line(outcome, ascii).trim_start().starts_with(mark));
    }
}

#[test]
fn what_only_a_person_can_end_is_not_promised_to_the_next_run() {
    let reads_again = "swipd apply reads again";
    for (kind, says) in [
        ("customer", "swipd state forget "),
        ("poc", "swipd status says what to do"),
    ] {
        let (mut plan, mut results) = one_step(Outcome::Uncertain, "the reply was lost");
        plan.steps[0].kind = Kind::new(kind);
        let text = told(&plan, &results);
        assert!(text.contains(reads_again) && !text.contains(says), "{text}");
        results[0].unsettleable = true;
        let text = told(&plan, &results);
        assert!(!text.contains(reads_again) && text.contains(says), "{text}");
    }
}
