//! Comments on pull requests, whole, and what holds for every one of them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::samples::{
    FIRST, OTHER, V4, V6, along, changes, crowd, detail, estate, finding, household, overlap, pace,
    planned, replaced, setting, stated, steps,
};
use super::{LIMIT, plan_markdown};
use crate::model::{Action, Range};
use crate::plan::Plan;
use crate::registry::{Below, Difference, FindingKind, Objection, Stated};

fn comment(plan: &Plan) -> String {
    plan_markdown(plan, &setting(&pace()))
}

const COMMENT: &str = r"
<!-- swipd:plan example-estate -->
### swipd plan: 1 delete, 1 replace, 1 create, 6 modify, 1 adopt
> [!CAUTION]
> **1 objection: merging this sends nothing.** `overlaps-unmanaged`
> `203.0.113.192/27` (networks/203.0.113.0-24.yaml:31) overlaps a net that is not ours: `NET-203-0-113-208-1` `203.0.113.208/28`. Shrink the block, or declare that net and plan again.

| | block | who | what happens |
|--|--|--|--|
| ± | `192.0.2.128/26` | `DOWN-8` → `DOWN-9` | deleted **with 3 nets below**, ticket, created |
| - | `198.51.100.208/29` | `old-mill` | deleted, customer record too |

<details><summary><b>blue-heron</b>: 5 records</summary>

street `12 Mill Road` → `40 Canal Street`; postal_code `22801` → `22807`
</details>
<details><summary><b>198.51.100.0/24</b>: 1 create, 1 modify</summary>

| | block | who | change |
|--|--|--|--|
| ~ | `198.51.100.32/29` | `tarn-valley` | name `EXMPL-TARN` → `EXMPL-TVF-1`; comment 1 line added |
| + | `198.51.100.64/28` | `larkspur` | `EXMPL-LRK-1` |
</details>
<details><summary>1 adopt, 1 kept, 3 found, 1 warning</summary>

- adopt `203.0.113.64/27` `tarn-valley`: matches; sends nothing
- kept `198.51.100.240/29` `quillmark`: protected, entry gone
- found `198.51.100.192/28`: `Cinder Lane Studios`, not declared
- found `203.0.113.128/28`: `Reed`, not declared
- found `203.0.113.144/28`: `Saltgrass Marine`, not declared
- warning `deadline-past` `198.51.100.64/28` was due `2026-11-22`, 1 day ago (networks/198.51.100.0-24.yaml:14)
- 26 unchanged: `192.0.2.0/24` 3, `198.51.100.0/24` 8, `203.0.113.0/24` 6, `2001:db8::/32` 9
</details>

Digest `DIGEST` · 20 requests, 1 ticket
<sub>commit 4f2c9e1 · registry read 2026-11-23 14:02:11Z</sub>
";

#[test]
fn a_comment_puts_what_goes_first_and_folds_the_rest() {
    let plan = planned(estate());
    assert_eq!(
        comment(&plan),
        COMMENT.trim_start().replace("DIGEST", &plan.digest)
    );
}

#[test]
fn what_of_ours_goes_down_with_a_reallocation_is_named_in_its_row() {
    let change = Stated {
        along: along(),
        ..replaced()
    };
    let difference = Difference {
        changes: vec![change],
        ..estate()
    };
    let text = comment(&planned(difference));
    let row =
        "deleted **with 3 nets below** (`192.0.2.128/28` `heron`, `192.0.2.144/28` `mill`), ticket";
    assert!(text.contains(row), "{text}");
}

#[test]
fn nothing_to_do_is_said_in_a_line() {
    let nothing = Difference {
        changes: Vec::new(),
        steps: Vec::new(),
        objections: Vec::new(),
        remarks: Vec::new(),
        findings: Vec::new(),
        unchanged: 31,
        ..estate()
    };
    assert_eq!(
        comment(&planned(nothing)),
        "<!-- swipd:plan example-estate -->\n### swipd plan: no changes\n\n\
         No changes. 31 blocks match the registry.\n\n\
         <sub>commit 4f2c9e1 · registry read 2026-11-23 14:02:11Z</sub>\n"
    );
}

#[test]
fn private_values_never_reach_a_comment() {
    let mut changed = changes();
    changed.push(household());
    changed.push(Stated {
        private: true,
        ..stated(Action::Delete, V4, "C09990031", "\"Jo Quiet\"", "")
    });
    let mut quiet = finding(
        FindingKind::Found,
        V4,
        "198.51.100.160/29",
        "",
        "\"Jo Quiet\", not declared",
    );
    quiet.private = true;
    let plan = planned(Difference {
        steps: steps(&changed),
        changes: changed,
        findings: vec![quiet],
        ..estate()
    });
    let pace = pace();
    let full = super::Setting {
        full: true,
        ..setting(&pace)
    };
    for text in [comment(&plan), plan_markdown(&plan, &full)] {
        assert!(!text.contains("Quiet"), "{text}");
        assert!(text.contains("<b>crm-9002</b>: 1 record"), "{text}");
        assert!(text.contains("street; values private"), "{text}");
        assert!(text.contains("a private customer, not declared"), "{text}");
    }
}

#[test]
fn text_from_outside_pings_nobody_and_breaks_no_table() {
    let nasty = "@team `#1` | <b> https://example.net \\| GH-1";
    let mut difference = estate();
    for stated in &mut difference.changes {
        stated.who = nasty.into();
        stated.title = nasty.into();
        stated.details.push(detail("name", nasty, nasty));
    }
    for finding in &mut difference.findings {
        finding.text = format!("{nasty} \"{nasty}\"");
        finding.who = nasty.to_owned();
    }
    difference.sections[2].title = nasty.to_owned();
    difference.objections[0].message = nasty.to_owned();
    difference.objections[0].help = nasty.to_owned();
    difference.remarks[0].message = nasty.to_owned();
    check_outside(&comment(&planned(difference)));
}

#[test]
fn cuts_come_in_their_order_and_say_so() {
    let many = |deletes, creates, modifies| comment(&planned(crowd(deletes, creates, modifies)));
    let said = [
        (
            "`swipd plan --full` lists everything.",
            many(0, 100, 0),
            false,
        ),
        ("Old and new values are left out.", many(0, 300, 700), true),
        ("Creates are spans.", many(0, 1150, 43), true),
        ("Modifies are counts.", many(0, 0, 3000), true),
        ("Deletes are ranges only.", many(1200, 0, 0), true),
        ("every address in one is deleted", many(4000, 0, 0), true),
    ];
    for (words, text, there) in said {
        assert_eq!(text.contains(words), there, "{words}: {text}");
        assert!(text.len() <= LIMIT, "{words}");
    }
    let spans = many(0, 1150, 43);
    assert!(
        spans.contains("| + | 1,150 blocks of /48 | `larkspur` 600, `ninefold` 550 | `2001:db8:510::/48` … `2001:db8:98d::/48` |"),
        "{spans}"
    );
    assert!(!spans.contains("Modifies are counts."), "{spans}");
}

/// Deletes that never lie side by side, so that no cover is larger than one of them.
fn scattered(number: u32) -> Difference {
    let changes: Vec<Stated> = (0..number)
        .map(|at| {
            let subject = format!("2001:db8:{:x}::/48", at * 2);
            stated(Action::Delete, V6, &subject, "old-mill", "EXMPL-OMT")
        })
        .collect();
    Difference {
        steps: steps(&changes),
        changes,
        ..estate()
    }
}

#[test]
fn twenty_thousand_changes_fit_and_say_what_is_left_out() {
    let plan = planned(crowd(0, 10_000, 10_000));
    let text = comment(&plan);
    assert!(text.len() <= LIMIT);
    insta::assert_snapshot!("markdown_20000", text);
    let plan = planned(scattered(20_000));
    let text = comment(&plan);
    assert!(
        text.len() <= LIMIT && text.len() > LIMIT - 200,
        "{}",
        text.len()
    );
    let line = text.lines().nth(2).expect("the line below the title");
    assert!(line.ends_with(" of 20,000 deletes shown"), "{line}");
    assert_eq!(unaccounted(&plan, &text), 0);
}

/// The contents of code spans, and what is left without them.
fn spans(text: &str) -> (Vec<String>, String) {
    let (mut inside, mut outside) = (Vec::new(), String::new());
    for line in text.lines() {
        let mut rest = line;
        while let Some(start) = rest.find('`') {
            let run = rest[start..].chars().take_while(|c| *c == '`').count();
            let fence = "`".repeat(run);
            let tail = &rest[start + run..];
            let mut at = 0;
            let end = loop {
                let Some(next) = tail[at..].find('`') else {
                    break None;
                };
                let found = at + next;
                let length = tail[found..].chars().take_while(|c| *c == '`').count();
                if length == run {
                    break Some(found);
                }
                at = found + length;
            };
            let end = end.unwrap_or_else(|| panic!("an open {fence} in {line}"));
            outside.push_str(&rest[..start]);
            inside.push(tail[..end].to_owned());
            rest = &tail[end + run..];
        }
        outside.push_str(rest);
        outside.push('\n');
    }
    (inside, outside)
}

/// Nothing outside of code can be a mention, a reference, a link or a tag of somebody else's; no table breaks.
fn check_outside(text: &str) {
    let (_, outside) = spans(text);
    for tag in ["details", "summary", "b", "sub", "code"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        assert_eq!(
            outside.matches(&open).count(),
            outside.matches(&close).count()
        );
    }
    let mut plain = outside.replacen("<!--", "", 1).replacen("-->", "", 1);
    while let Some((before, after)) = plain.split_once("<code>") {
        let (_, rest) = after.split_once("</code>").expect("an end");
        plain = format!("{before}{rest}");
    }
    for tag in ["details", "summary", "b", "sub"] {
        plain = plain
            .replace(&format!("<{tag}>"), "")
            .replace(&format!("</{tag}>"), "");
    }
    for odd in ["@", "<", "http", "GH-", "www.", "#1", "]("] {
        let heading = plain.replacen("### swipd", "", 1);
        assert!(!heading.contains(odd), "{odd} in {plain}");
    }
    let rows = text.lines().filter(|line| line.starts_with('|'));
    for row in rows {
        assert_eq!(cells(row), 4, "{row}");
    }
}

/// The cells of a row, as GitHub's own scanner sees them: a backslash takes the next punctuation with it.
fn cells(row: &str) -> usize {
    let mut pipes = 0;
    let mut escaped = false;
    for c in row.chars() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '|' {
            pipes += 1;
        }
    }
    pipes - 1
}

/// How many deletes are neither named, nor inside a cover, nor counted. A range inside another's may be both named
/// and counted.
fn unaccounted(plan: &Plan, text: &str) -> u64 {
    let head = text.split("<details>").next().unwrap_or_default();
    let head: Vec<&str> = head.lines().filter(|line| !line.starts_with('>')).collect();
    let head = head.join("\n");
    let (inside, outside) = spans(&head);
    let named: BTreeSet<&str> = inside.iter().map(|text| text.trim()).collect();
    let covers: Vec<Range> = inside.iter().filter_map(|text| text.parse().ok()).collect();
    let changes = plan.parts.iter().flat_map(|part| &part.changes);
    let missing = changes
        .filter(|stated| matches!(stated.change.action, Action::Delete | Action::Replace))
        .filter(|stated| {
            if named.contains(stated.subject.as_str()) {
                return false;
            }
            let range: Option<Range> = stated.subject.parse().ok();
            let inside = |part: Range| covers.iter().any(|cover| cover.contains(part));
            let parts = range.map(Range::cidrs).unwrap_or_default();
            parts.is_empty() || !parts.iter().all(|part| inside(part.range()))
        })
        .count() as u64;
    let counted = outside
        .split(" and ")
        .chain(outside.split("Deleted: "))
        .filter_map(|tail| {
            let (number, rest) = tail.split_once(' ')?;
            (rest.starts_with("more.") || rest.starts_with("registration")).then_some(())?;
            number.replace(',', "").parse::<u64>().ok()
        })
        .max()
        .unwrap_or(0);
    if missing > 0 || counted > 0 {
        let told = text.lines().nth(2).unwrap_or_default();
        let shown = told.strip_suffix(" deletes shown").expect("line two");
        let (shown, all) = shown.split_once(" of ").expect("both numbers");
        let number = |text: &str| text.replace(',', "").parse::<u64>().expect("a number");
        assert_eq!(number(shown) + counted, number(all), "{told}");
        assert_eq!(number(all), plan.summary.deletes());
    }
    missing.saturating_sub(counted)
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z]{1,12}(-[a-z0-9]{1,4})?",
        1 => "[ -~éß\u{202e}]{0,30}",
        1 => Just("a|b`c\\|d @e #1 <i> \"f\" → g".to_owned()),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Create),
        Just(Action::Adopt),
        Just(Action::Modify),
        Just(Action::Replace),
        Just(Action::Delete),
    ]
}

prop_compose! {
    fn change()(
        action in action(),
        first in any::<u32>(),
        length in 8_u8..=32,
        six in any::<bool>(),
        who in word(),
        title in word(),
        private in any::<bool>(),
        below in prop_oneof![4 => Just(Below::Known(0)), 1 => (1_u64..2000).prop_map(Below::Known), 1 => Just(Below::Unknown)],
        ticket in any::<bool>(),
        profile in any::<bool>(),
        section in prop_oneof![Just(FIRST), Just(V4), Just(OTHER), Just(V6)],
    ) -> Stated {
        let prefix = if six {
            let address = std::net::Ipv6Addr::from(0x2001_0db8_u128 << 96 | u128::from(first) << 64);
            crate::model::Prefix::covering(address.into(), length + 32)
        } else {
            crate::model::Prefix::covering(std::net::Ipv4Addr::from(first).into(), length)
        };
        let subject = prefix.expect("a prefix").to_string();
        let value = if private { "SECRET" } else { who.as_str() };
        let details = vec![detail("name", value, &title)];
        Stated {
            profile: if profile && action == Action::Modify { details.clone() } else { Vec::new() },
            details: if action == Action::Modify { details } else { Vec::new() },
            private,
            below,
            ticket,
            ..stated(action, section, &subject, &who, if private { "" } else { &title })
        }
    }
}

/// The same changes again and again at other places, so that a plan is as large as it needs to be.
fn repeated(changes: &[Stated], times: u32) -> Vec<Stated> {
    let again = (0..times).flat_map(|time| {
        changes.iter().map(move |stated| {
            let subject = if time == 0 {
                stated.subject.clone()
            } else {
                format!("2001:db8:{:x}:{time:x}::/64", stated.subject.len()).into()
            };
            Stated {
                subject,
                ..stated.clone()
            }
        })
    });
    again.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_the_plan_a_comment_fits_and_accounts_for_every_delete(
        drawn in prop::collection::vec(change(), 0..20),
        times in prop_oneof![Just(1_u32), Just(20), Just(120)],
        objections in 0_usize..30,
        message in word(),
        found in 0_usize..300,
    ) {
        let changes = repeated(&drawn, times);
        let objections: Vec<Objection> = (0..objections)
            .map(|_| Objection { message: message.clone(), ..overlap() })
            .collect();
        let found = (0..found).map(|at| {
            finding(FindingKind::Found, V4, &format!("198.51.100.{}/32", at % 256), "", &message)
        });
        let difference = Difference {
            steps: steps(&changes),
            findings: found.collect(),
            changes,
            objections,
            ..estate()
        };
        let plan = planned(difference);
        let text = comment(&plan);
        prop_assert!(text.len() <= LIMIT);
        prop_assert_eq!(&text, &comment(&plan));
        prop_assert!(!text.contains("SECRET"));
        prop_assert_eq!(unaccounted(&plan, &text), 0);
        check_outside(&text);
    }
}

#[test]
fn a_replace_that_takes_others_down_is_named_to_the_last() {
    let mut difference = scattered(20_000);
    difference.changes.push(replaced());
    let text = comment(&planned(difference));
    assert!(
        text.contains("`192.0.2.128/26` **with 3 nets below**"),
        "{text}"
    );
}
