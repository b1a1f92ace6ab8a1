//! What people read, whole: the wording of plans and of plans with nothing in them.

use super::samples::{
    V4, along, changes, crowd, estate, finding, household, overlap, pace, planned, replaced,
    setting,
};
use super::{Paint, PlanJson, Setting, nothing_to_do, plan_text, question};
use crate::plan::plan;
use crate::plan::samples::{difference, guards};
use crate::registry::{Below, Difference, FindingKind, Stated};

/// The plan of the manual, with blocks in address order.
const PLAN: &str = r#"
commit 4f2c9e1 · arin production · 37 nets read 2026-11-23 14:02:11Z, 8 s ago

customers
  ~ modify   blue-heron               5 records   customers/blue-heron.yaml:2
               street       "12 Mill Road" → "40 Canal Street"
               postal_code  22801 → 22807
               in           198.51.100.0/29, 198.51.100.16/28 and 3 more

192.0.2.0/24  NET-192-0-2-0-1  1 change, 3 unchanged
  ± replace  192.0.2.128/26           DOWN-8 → DOWN-9
               because  a reallocation cannot change its org
               deletes  3 nets registered below it
               waits    for the delete's ticket, then creates

198.51.100.0/24  NET-198-51-100-0-1  3 changes, 8 unchanged
  ~ modify   198.51.100.32/29         tarn-valley   EXMPL-TVF-1
               name     EXMPL-TARN → EXMPL-TVF-1
               comment  1 line added
  + create   198.51.100.64/28         larkspur      EXMPL-LRK-1
  ? found    198.51.100.192/28        "Cinder Lane Studios", not declared
  - delete   198.51.100.208/29        old-mill      EXMPL-OMT-1
               because  its entry is gone; its customer record goes too
  # keep     198.51.100.240/29        quillmark     protected, entry gone

203.0.113.0/24  NET-203-0-113-0-1  1 change, 6 unchanged
  = adopt    203.0.113.64/27          tarn-valley   matches; sends nothing
  ? found    203.0.113.128/28, 203.0.113.144/28, not declared
  ! object   203.0.113.192/27         ninefold      see below

2001:db8::/32  NET6-2001-DB8-1  9 unchanged

warning[deadline-past]: 198.51.100.64/28 was due 2026-11-22, 1 day ago
  --> networks/198.51.100.0-24.yaml:14:19

objection[overlaps-unmanaged]: 203.0.113.192/27 overlaps a net that is not ours
  --> networks/203.0.113.0-24.yaml:31:17  declared for ninefold
  --> NET-203-0-113-208-1                 203.0.113.208/28 "Saltgrass Marine"
   = help: shrink the block, or declare that net and plan again

Deletes  198.51.100.208/29 old-mill
         192.0.2.128/26 DOWN-8, with 3 nets below it (ticket)
Plan     1 create, 6 modify, 1 replace, 1 delete, 1 adopt, 26 unchanged
Cost     20 requests, about 5 s, 1 ticket
Digest   DIGEST
1 objection: this plan cannot be applied. Nothing was sent.
"#;

#[test]
fn a_plan_reads_like_the_map_and_ends_with_what_goes() {
    let plan = planned(estate());
    let text = plan_text(&plan, &setting(&pace()));
    assert_eq!(text, PLAN.trim().replace("DIGEST", &plan.digest));
}

#[test]
fn what_of_ours_goes_down_with_a_reallocation_is_named_in_its_line() {
    let told = |below: u64| {
        let change = Stated {
            below: Below::Known(below),
            along: along(),
            ..replaced()
        };
        let difference = Difference {
            changes: vec![change],
            ..estate()
        };
        let text = plan_text(&planned(difference), &setting(&pace()));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = "deletes 2 nets registered below it: 192.0.2.128/28 heron, 192.0.2.144/28 mill waits";
    assert!(told(2).contains(all), "{}", told(2));
    let some = "deletes 3 nets registered below it, among them 192.0.2.128/28 heron, 192.0.2.144/28 mill waits";
    assert!(told(3).contains(some), "{}", told(3));
}

/// The 1,200 changes of the manual.
const CROWD: &str = r"
2001:db8::/32  NET6-2001-DB8-1  1,196 changes, 8,804 unchanged
  - delete   2001:db8:510::/48        old-mill      EXMPL-OMT-10
  - delete   2001:db8:511::/48        old-mill      EXMPL-OMT-11
  - delete   2001:db8:512::/48        old-mill      EXMPL-OMT-12
  + create   1,150 blocks of /48      larkspur 600, ninefold 550
               2001:db8:513::/48 … 2001:db8:990::/48   --full lists them
  ~ modify   43 names                 EXMPL-OLD-… → EXMPL-…
";

#[test]
fn many_creates_and_modifies_fold_and_deletes_never_do() {
    let text = plan_text(&planned(crowd(3, 1150, 43)), &setting(&pace()));
    assert!(text.contains(CROWD.trim()), "{text}");
    let many = plan_text(&planned(crowd(2000, 0, 0)), &setting(&pace()));
    assert_eq!(many.matches("  - delete   2001:db8:").count(), 2000);
    assert_eq!(many.matches("::/48 old-mill").count(), 2000);
    for edge in [10, 11] {
        let text = plan_text(&planned(crowd(0, edge, edge)), &setting(&pace()));
        assert_eq!(text.contains("--full lists them"), edge == 11, "{text}");
    }
}

#[test]
fn full_opens_every_fold() {
    let pace = pace();
    let full = Setting {
        full: true,
        ..setting(&pace)
    };
    let text = plan_text(&planned(crowd(3, 1150, 43)), &full);
    assert_eq!(text.matches("  + create   2001:db8:").count(), 1150);
    assert_eq!(text.matches("EXMPL-OLD-").count(), 43);
    assert!(!text.contains("--full"), "{text}");
    assert_eq!(text.matches("its entry is gone").count(), 3);
}

#[test]
fn the_moment_of_a_plan_is_that_of_its_look_whenever_it_is_shown() {
    let pace = pace();
    let setting = setting(&pace);
    let made: jiff::Timestamp = "2026-11-22T10:00:00Z".parse().expect("a moment");
    let plan = crate::plan::Plan {
        as_of: Some(made),
        ..planned(estate())
    };
    let json = serde_json::to_value(PlanJson::new(&plan, &setting)).expect("JSON");
    assert_eq!(json["as_of"], "2026-11-22T10:00:00Z");
    assert_ne!(setting.now, made);
}

#[test]
fn values_of_a_private_customer_are_for_those_who_ask() {
    let mut changed = changes();
    changed.push(household());
    for stated in changed.iter_mut().filter(|stated| stated.private) {
        stated.because = Some("it was \"4 Quiet Lane\" before".into());
    }
    let mut steps = super::samples::steps(&changed);
    for step in steps
        .iter_mut()
        .filter(|step| step.change == household().change.id)
    {
        step.why = "it was \"4 Quiet Lane\" before".into();
    }
    let difference = Difference {
        steps,
        changes: changed,
        ..estate()
    };
    let plan = planned(difference);
    let pace = pace();
    let setting = setting(&pace);
    let full = Setting {
        full: true,
        ..super::samples::setting(&pace)
    };
    let json = |setting: &Setting<'_>| {
        serde_json::to_string(&PlanJson::new(&plan, setting)).expect("JSON")
    };
    for hidden in [plan_text(&plan, &setting), json(&setting)] {
        assert!(!hidden.contains("Quiet Lane"), "{hidden}");
        assert!(hidden.contains("crm-9002"), "{hidden}");
        assert!(hidden.contains("Mill Road"), "{hidden}");
    }
    assert!(plan_text(&plan, &setting).contains("street; values private, --full shows them"));
    for shown in [plan_text(&plan, &full), json(&full)] {
        assert!(shown.contains("4 Quiet Lane"), "{shown}");
    }
}

#[test]
fn a_plan_fits_the_width_and_keeps_what_can_be_copied() {
    let pace = pace();
    let mut estate = estate();
    estate.changes[5].because = Some("a word ".repeat(30).into());
    estate.findings[0].text = format!("\"{}\", not declared", "Studios ".repeat(20));
    estate.changes[7].details[0].after = Some(crate::model::Field::Text("x".repeat(200).into()));
    let plan = planned(estate);
    for width in [80, 100, 120] {
        let setting = Setting {
            width,
            ..setting(&pace)
        };
        let text = plan_text(&plan, &setting);
        let body = text.split("\nwarning[").next().expect("the body");
        for line in body.lines().skip(1) {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
        for whole in ["198.51.100.192/28", "NET-203-0-113-208-1", "192.0.2.128/26"] {
            assert!(text.contains(whole), "{whole} in {text}");
        }
    }
}

#[test]
fn snapshots_of_a_plan_with_every_kind_of_step() {
    let pace = pace();
    let mut changed = changes();
    changed.push(household());
    let plan = planned(Difference {
        steps: super::samples::steps(&changed),
        changes: changed,
        ..estate()
    });
    let ascii = Paint {
        colour: false,
        unicode: false,
    };
    for (name, width, paint, full) in [
        ("text_80", 80, Paint::PLAIN, false),
        ("text_120", 120, Paint::PLAIN, false),
        ("text_80_ascii", 80, ascii, false),
        ("text_120_full", 120, Paint::PLAIN, true),
    ] {
        let setting = Setting {
            paint,
            width,
            full,
            ..setting(&pace)
        };
        insta::assert_snapshot!(name, plan_text(&plan, &setting));
    }
    let json = serde_json::to_string_pretty(&PlanJson::new(&plan, &setting(&pace)));
    insta::assert_snapshot!("json", json.expect("JSON"));
}

#[test]
fn the_question_names_each_delete_and_wants_their_number() {
    let changed: Vec<Stated> = changes().into_iter().take(9).collect();
    let plan = planned(Difference {
        steps: super::samples::steps(&changed),
        changes: changed,
        objections: Vec::new(),
        ..estate()
    });
    let hosts = [(
        crate::model::RegistryName::new("arin"),
        "reg.arin.net".to_owned(),
    )];
    let hosts = hosts.into_iter().collect();
    let asked = question(&plan, &hosts, false, Paint::PLAIN);
    assert_eq!(
        asked.text,
        "Apply 9 changes to arin (production, reg.arin.net)?\n\
         2 deletes show in public at once and cannot be taken back:\n  \
         198.51.100.208/29  old-mill\n  \
         192.0.2.128/26     DOWN-8, with 3 nets below it\n\
         Type the number of deletes to go on, anything else stops:"
    );
    assert!(asked.agrees("2"));
    for answer in ["", "y", "yes", "1", "3", "02"] {
        assert!(!asked.agrees(answer), "{answer:?}");
    }
    let simulated = question(&plan, &hosts, true, Paint::PLAIN);
    assert_eq!(
        simulated.text,
        "Apply 9 changes to arin (production, reg.arin.net)? [y/N]"
    );
    assert!(simulated.agrees("y") && !simulated.agrees("2"));
}

#[test]
fn nothing_to_do_is_one_line() {
    let pace = pace();
    let nothing = |unchanged, findings| {
        let difference = Difference {
            findings,
            unchanged,
            ..difference(unchanged, Vec::new())
        };
        nothing_to_do(&plan(vec![difference], &guards()), &setting(&pace))
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
        "Nothing is planned, and 1 object waits. 2 blocks match the registry.\n  … wait     198.51.100.64/28         ticket 20261123-X1042"
    );
}

#[test]
fn renamed_blocks_side_by_side_keep_the_old_key_in_one_line() {
    let pace = pace();
    let said = |customers: u8| {
        let renames = (0..customers).flat_map(|customer| {
            let who = format!("crm-{customer}");
            let text = format!("was old-{customer}; nothing is sent for that");
            [0, 16].map(|block| {
                let range = format!("203.0.{customer}.{block}/28");
                finding(FindingKind::Rekeyed, V4, &range, &who, &text)
            })
        });
        let mut told = difference(7, Vec::new());
        told.objections.clear();
        told.sections = estate().sections;
        told.findings = renames.collect();
        nothing_to_do(&plan(vec![told], &guards()), &setting(&pace))
    };
    let two: Vec<String> = said(2).lines().skip(1).map(str::to_owned).collect();
    assert_eq!(
        two,
        [
            "  = rename   203.0.0.0/28, 203.0.0.16/28, crm-0 was old-0",
            "  = rename   203.0.1.0/28, 203.0.1.16/28, crm-1 was old-1",
        ]
    );
    let many = said(11);
    assert_eq!(many.lines().count(), 2, "{many}");
    assert!(
        many.ends_with(" more, renamed   --full lists them"),
        "{many}"
    );
    assert!(
        many.starts_with("Nothing to send; the journal takes 22 notes."),
        "{many}"
    );
}

#[test]
fn text_from_outside_moves_no_cursor() {
    let mut difference = estate();
    difference.findings[0].text = "\"\u{1b}[2J\r\nowned\"".to_owned();
    difference.findings[1].subject = "\u{1b}[2J".to_owned();
    difference.changes[6].title = "\u{1b}]0;x\u{7}".into();
    difference.changes[8].subject = "\u{1b}]0;x\u{7}".into();
    difference.changes[0].who = "\u{1b}]0;x\u{7}".into();
    difference.sections[1].title = "\u{1b}]0;x\u{7}".to_owned();
    let text = plan_text(&planned(difference), &setting(&pace()));
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
    let pace = pace();
    let ascii = Setting {
        paint,
        ..setting(&pace)
    };
    let text = plan_text(&planned(estate()), &ascii);
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("-/+ replace"), "{text}");
    assert!(text.contains("DOWN-8 -> DOWN-9"), "{text}");
    assert!(
        text.contains("commit 4f2c9e1 | arin production | 37 nets"),
        "{text}"
    );
    let coloured = Setting {
        paint: Paint {
            colour: true,
            unicode: true,
        },
        ..setting(&pace)
    };
    let text = plan_text(&planned(estate()), &coloured);
    for code in [
        "\x1b[32m+ create",
        "\x1b[33m~ modify",
        "\x1b[31m- delete",
        "\x1b[31m± replace",
        "\x1b[36m= adopt",
        "\x1b[1;33mwarning[",
        "\x1b[1;31mobjection[",
        "\x1b[2m  ? found",
    ] {
        assert!(text.contains(code), "{code:?} in {text}");
    }
}

#[test]
fn what_is_objected_to_is_not_called_unchanged() {
    let pace = pace();
    let mut difference = difference(0, Vec::new());
    difference.objections.clear();
    let text = plan_text(&planned(difference.clone()), &setting(&pace));
    assert!(text.ends_with("\n\nPlan     no changes"), "{text}");
    difference.objections.push(overlap());
    let text = plan_text(&planned(difference), &setting(&pace));
    assert!(text.contains("\nPlan     nothing is planned\n"), "{text}");
}
