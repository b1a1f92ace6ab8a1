//! What people read, whole: the wording of plans, of plans with nothing in them, and of the end of a run.

use std::time::Duration;

use super::{
    Applied, ChangeEnd, Paint, Setting, applied_text, change_ends, finished_line, nothing_to_do,
    plan_text,
};
use crate::diagnostic::Place;
use crate::execute::{Outcome, StepResult};
use crate::model::{Action, Change, ChangeId, Component, Effect, Field, Origin};
use crate::plan::samples::{difference, guards, step};
use crate::plan::{Plan, plan};
use crate::registry::{
    Detail, Difference, Finding, FindingKind, Objection, ObjectionPlace, Scope, Section, SectionId,
    Stated,
};

fn origin(file: &str) -> Origin {
    Origin {
        file: file.to_owned(),
        path: Vec::new(),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of what finds lines, which may find none"
)]
fn locate(origin: &Origin) -> Option<Place> {
    let mut place = Place::file(origin.file.clone());
    (place.line, place.column) = (2, 17);
    Some(place)
}

fn setting() -> Setting<'static> {
    Setting {
        revision: Some("4f2c9e1".to_owned()),
        read_at: "2026-11-23 14:02:11Z".to_owned(),
        paint: Paint::PLAIN,
        full: false,
        locate: &locate,
    }
}

fn section(title: &str, handle: Option<&str>, unchanged: u64) -> Section {
    Section {
        id: SectionId(title.to_owned()),
        title: title.to_owned(),
        handle: handle.map(str::to_owned),
        unchanged,
    }
}

fn stated(action: Action, section: &str, subject: &str, who: &str, title: &str) -> Stated {
    let change = Change::one(ChangeId::new(format!("arin/{subject}/{action}")), action);
    Stated {
        who: who.to_owned(),
        title: title.to_owned(),
        origin: Some(origin("networks/198.51.100.0-24.yaml")),
        ..Stated::new(change, SectionId(section.to_owned()), subject)
    }
}

fn detail(field: &str, before: &str, after: &str) -> Detail {
    Detail {
        field: field.to_owned(),
        before: Some(Field::Text(before.to_owned())),
        after: Some(Field::Text(after.to_owned())),
    }
}

fn finding(kind: FindingKind, section: &str, subject: &str, who: &str, text: &str) -> Finding {
    Finding {
        who: who.to_owned(),
        ..Finding::new(kind, SectionId(section.to_owned()), subject, text)
    }
}

const V4: &str = "198.51.100.0/24";
const OTHER: &str = "203.0.113.0/24";

fn heron(subject: &str) -> Stated {
    Stated {
        profile: vec![
            detail("street", "12 Mill Road", "40 Canal Street"),
            detail("postal_code", "22801", "22807"),
        ],
        origin: Some(origin("customers/blue-heron.yaml")),
        ..stated(Action::Modify, "customers", subject, "blue-heron", "")
    }
}

fn changes() -> Vec<Stated> {
    let tarn = Stated {
        details: vec![
            detail("name", "EXMPL-TARN", "EXMPL-TVF-1"),
            Detail {
                field: "comment".to_owned(),
                before: None,
                after: Some(Field::Lines(vec!["NOC hours".to_owned()])),
            },
        ],
        ..stated(
            Action::Modify,
            V4,
            "198.51.100.32/29",
            "tarn-valley",
            "EXMPL-TVF-1",
        )
    };
    let mill = Stated {
        because: Some("its entry is gone; its customer record goes too".to_owned()),
        ..stated(
            Action::Delete,
            V4,
            "198.51.100.208/29",
            "old-mill",
            "EXMPL-OMT-1",
        )
    };
    let adopt = Stated {
        because: Some("matches; sends nothing".to_owned()),
        ..stated(Action::Adopt, OTHER, "203.0.113.64/27", "tarn-valley", "")
    };
    let replace = Stated {
        because: Some("its customer is another: larkspur is not old-mill".to_owned()),
        ..stated(
            Action::Replace,
            OTHER,
            "203.0.113.96/27",
            "old-mill → larkspur",
            "",
        )
    };
    vec![
        heron("198.51.100.0/29"),
        heron("198.51.100.16/28"),
        heron("198.51.100.48/29"),
        stated(
            Action::Create,
            V4,
            "198.51.100.64/28",
            "larkspur",
            "EXMPL-LRK-1",
        ),
        tarn,
        mill,
        adopt,
        replace,
    ]
}

fn estate() -> Difference {
    let text = "\"Cinder Lane Studios\", not declared";
    Difference {
        sections: vec![
            section("customers", None, 0),
            section(V4, Some("NET-198-51-100-0-1"), 8),
            section(OTHER, Some("NET-203-0-113-0-1"), 6),
            section("2001:db8::/32", Some("NET6-2001-DB8-1"), 9),
        ],
        steps: vec![step(
            "arin/net/198.51.100.64/28/create",
            Some(("198.51.100.64/28", Effect::Takes)),
        )],
        findings: vec![
            finding(
                FindingKind::Keep,
                V4,
                "198.51.100.240/29",
                "quillmark",
                "protected, entry gone",
            ),
            finding(FindingKind::Found, V4, "198.51.100.192/28", "", text),
        ],
        unchanged: 1023,
        read: 37,
        ..difference(1030, changes())
    }
}

fn overlap() -> Objection {
    Objection {
        code: "overlaps-unmanaged",
        scope: Scope::Object,
        message: "203.0.113.192/27 overlaps a net that is not ours".to_owned(),
        places: vec![
            ObjectionPlace::Declared(
                origin("customers/ninefold.yaml"),
                "declared for ninefold".to_owned(),
            ),
            ObjectionPlace::Registered(
                "NET-203-0-113-208-1".to_owned(),
                "203.0.113.208/28 \"Saltgrass Marine\"".to_owned(),
            ),
        ],
        help: "shrink the block, or declare that net and plan again".to_owned(),
    }
}

fn planned(objections: Vec<Objection>) -> Plan {
    let difference = Difference {
        objections,
        ..estate()
    };
    plan(vec![difference], &guards())
}

const PLAN: &str = r#"
commit 4f2c9e1 · arin production · 37 nets read 2026-11-23 14:02:11Z

customers
  ~ modify   blue-heron               3 records   customers/blue-heron.yaml:2
               street       "12 Mill Road" → "40 Canal Street"
               postal_code  22801 → 22807
               in           198.51.100.0/29, 198.51.100.16/28 and 1 more

198.51.100.0/24  NET-198-51-100-0-1  3 changes, 8 unchanged
  + create   198.51.100.64/28         larkspur      EXMPL-LRK-1
  ~ modify   198.51.100.32/29         tarn-valley   EXMPL-TVF-1
               name     EXMPL-TARN → EXMPL-TVF-1
               comment  1 line added
  - delete   198.51.100.208/29        old-mill      EXMPL-OMT-1
               because  its entry is gone; its customer record goes too
  # keep     198.51.100.240/29        quillmark     protected, entry gone
  ? found    198.51.100.192/28        "Cinder Lane Studios", not declared

203.0.113.0/24  NET-203-0-113-0-1  2 changes, 6 unchanged
  = adopt    203.0.113.64/27          tarn-valley   matches; sends nothing
  ± replace  203.0.113.96/27          old-mill → larkspur
               because  its customer is another: larkspur is not old-mill

2001:db8::/32  NET6-2001-DB8-1  9 unchanged

objection[overlaps-unmanaged]: 203.0.113.192/27 overlaps a net that is not ours
  --> customers/ninefold.yaml:2:17  declared for ninefold
  --> NET-203-0-113-208-1           203.0.113.208/28 "Saltgrass Marine"
   = help: shrink the block, or declare that net and plan again

Deletes  198.51.100.208/29 old-mill
         203.0.113.96/27 old-mill → larkspur
Plan     1 create, 4 modify, 1 replace, 1 delete, 1 adopt, 1,023 unchanged
Cost     1 request
Digest   DIGEST
1 objection: this plan cannot be applied. Nothing was sent.
"#;

#[test]
fn a_plan_reads_like_the_map_and_ends_with_what_goes() {
    let plan = planned(vec![overlap()]);
    let text = plan_text(&plan, &setting());
    assert_eq!(text, PLAN.trim().replace("DIGEST", &plan.digest));
}

#[test]
fn nothing_to_do_is_one_line() {
    let nothing = |unchanged, findings| {
        let difference = Difference {
            findings,
            unchanged,
            ..difference(unchanged, Vec::new())
        };
        nothing_to_do(&plan(vec![difference], &guards()), Paint::PLAIN)
    };
    assert_eq!(
        nothing(31, Vec::new()),
        "No changes. 31 blocks match the registry."
    );
    assert_eq!(
        nothing(1, Vec::new()),
        "No changes. 1 block matches the registry."
    );
    assert_eq!(
        nothing(9960, Vec::new()),
        "No changes. 9,960 blocks match the registry."
    );
    let found = finding(
        FindingKind::Found,
        V4,
        "198.51.100.192/28",
        "",
        "\"X\", not declared",
    );
    assert_eq!(
        nothing(2, vec![found]),
        "No changes. 2 blocks match the registry."
    );
    let waits = finding(
        FindingKind::Wait,
        V4,
        "198.51.100.64/28",
        "",
        "ticket 20261123-X1042",
    );
    assert_eq!(
        nothing(2, vec![waits]),
        "No changes. 2 blocks match the registry.\n  … wait     198.51.100.64/28         ticket 20261123-X1042"
    );
}

#[test]
fn text_from_outside_moves_no_cursor() {
    let mut difference = estate();
    difference.findings[1].text = "\"\u{1b}[2J\r\nowned\"".to_owned();
    difference.changes[3].title = "\u{1b}]0;x\u{7}".to_owned();
    let plan = plan(vec![difference], &guards());
    let text = plan_text(&plan, &setting());
    assert!(
        !text.chars().any(|c| c.is_control() && c != '\n'),
        "{text:?}"
    );
}

#[test]
fn a_terminal_without_unicode_or_colour_loses_nothing() {
    let paint = Paint {
        colour: false,
        unicode: false,
    };
    let ascii = Setting { paint, ..setting() };
    let text = plan_text(&planned(Vec::new()), &ascii);
    assert!(text.contains("-/+ replace"), "{text}");
    assert!(text.contains("old-mill -> larkspur"), "{text}");
    let coloured = Setting {
        paint: Paint {
            colour: true,
            unicode: true,
        },
        ..setting()
    };
    let text = plan_text(&planned(vec![overlap()]), &coloured);
    for code in [
        "\x1b[32m+ create",
        "\x1b[33m~ modify",
        "\x1b[31m- delete",
        "\x1b[36m= adopt",
        "\x1b[1;31mobjection[",
    ] {
        assert!(text.contains(code), "{code:?} in {text}");
    }
}

fn ends<'a>(plan: &'a Plan, results: &'a [StepResult]) -> Vec<ChangeEnd<'a>> {
    change_ends(plan, results)
}

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
        ends: ends(plan, results),
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
