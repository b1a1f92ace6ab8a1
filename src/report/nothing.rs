//! A plan without a step: one line that says whether that means that there is no difference, and a line for each thing
//! that waits, is unknown or is told.

use std::collections::BTreeSet;

use super::Setting;
use super::change_lines::{self, Layout};
use super::entries::{Entry, Sections};
use super::plan_text::signs;
use super::words::plural;
use crate::plan::{Open, Part, Plan};
use crate::registry::{FindingKind, SectionId};

/// One line when there is nothing to do, and one more for what waits.
#[must_use]
pub fn nothing_to_do(plan: &Plan, setting: &Setting<'_>) -> String {
    let mut lines = vec![nothing_line(plan)];
    let mut entries = Vec::new();
    for part in &plan.parts {
        let sections = Sections::of(part);
        for id in section_ids(part) {
            entries.extend(sections.entries(id, setting.full));
        }
    }
    let telling = |kind| match kind {
        FindingKind::Found | FindingKind::Objected => false,
        // Its entry was taken out and it is still there: that is told, or it looks like an oversight.
        FindingKind::Keep
        | FindingKind::Wait
        | FindingKind::Later
        | FindingKind::Uncertain
        | FindingKind::Rekeyed
        | FindingKind::Protected
        | FindingKind::Unprotected
        | FindingKind::Lost
        | FindingKind::Held => true,
    };
    entries.retain(|entry| match entry {
        Entry::Notice(finding) => telling(finding.kind),
        Entry::Row(kind, _) => telling(*kind),
        Entry::Change(_) | Entry::Many(..) => false,
    });
    let subjects = entries.iter().filter_map(|entry| match entry {
        Entry::Notice(finding) => Some(finding.subject.as_str()),
        Entry::Row(..) | Entry::Change(_) | Entry::Many(..) => None,
    });
    let layout = Layout::of(setting, subjects);
    for entry in &entries {
        match entry {
            Entry::Notice(finding) => lines.push(change_lines::finding(finding, layout)),
            Entry::Row(kind, row) => lines.push(change_lines::row(*kind, row, layout)),
            Entry::Change(_) | Entry::Many(..) => {}
        }
    }
    signs(lines.join("\n"), setting.paint)
}

/// The sections of a part in order; behind them those that only notices name, for none may be lost.
fn section_ids(part: &Part) -> Vec<&SectionId> {
    let mut ids: Vec<&SectionId> = part.sections.iter().map(|section| &section.id).collect();
    let mut known: BTreeSet<&SectionId> = ids.iter().copied().collect();
    let named = part.findings.iter().map(|finding| &finding.section);
    ids.extend(named.filter(|id| known.insert(id)));
    ids
}

/// `No changes. 31 blocks match the registry.` What is not as declared, though nothing can be done for it now, is
/// counted; what only our record learns is said.
pub(super) fn nothing_line(plan: &Plan) -> String {
    let blocks = plan.summary.unchanged;
    let verb = if blocks == 1 { "matches" } else { "match" };
    let open = plan.open();
    let head = if !open.is_nowhere() {
        format!("Nothing is planned, and {}.", open_words(open))
    } else if open.noted == 0 {
        "No changes.".to_owned()
    } else {
        let notes = plural(open.noted, "note");
        format!("Nothing to send; the journal takes {notes}.")
    };
    format!("{head} {} {verb} the registry.", plural(blocks, "block"))
}

/// `1 object is unknown, 2 objects wait`.
fn open_words(open: Open) -> String {
    let words = [
        (open.unknown, "is unknown", "are unknown"),
        (open.uncompared, "was not compared", "were not compared"),
        (open.waiting, "waits", "wait"),
        (open.held, "is held", "are held"),
    ];
    let told = words.into_iter().filter(|(number, ..)| *number > 0);
    let told = told.map(|(number, one, more)| {
        let verb = if number == 1 { one } else { more };
        format!("{} {verb}", plural(number, "object"))
    });
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{finding, pace, setting};
    use super::super::{nothing_to_do, plan_markdown};
    use super::*;
    use crate::plan::plan;
    use crate::plan::samples::{difference, guards};

    #[test]
    fn what_is_not_as_declared_is_not_called_no_change() {
        let pace = pace();
        let setting = setting(&pace);
        let text =
            "create of net sent 2026-11-23 14:05:31Z, outcome unknown; apply settles it first";
        let range = "198.51.100.64/28";
        let given = |kind| finding(kind, "198.51.100.0/24", range, "", text);
        let (unknown, waits, held) = (FindingKind::Uncertain, FindingKind::Wait, FindingKind::Held);
        let cases: [(&[FindingKind], &str); 7] = [
            (&[], "No changes."),
            (&[FindingKind::Later, FindingKind::Keep], "No changes."),
            (&[unknown], "Nothing is planned, and 1 object is unknown."),
            (
                &[unknown; 2],
                "Nothing is planned, and 2 objects are unknown.",
            ),
            (&[waits], "Nothing is planned, and 1 object waits."),
            (&[held], "Nothing is planned, and 1 object is held."),
            (
                &[held, waits, unknown, waits],
                "Nothing is planned, and 1 object is unknown, 2 objects wait, 1 object is held.",
            ),
        ];
        for (kinds, first) in cases {
            let mut empty = difference(7, Vec::new());
            empty.objections.clear();
            empty.unchanged = 6;
            empty.findings = kinds.iter().map(|kind| given(*kind)).collect();
            let plan = plan(vec![empty], &guards());
            let said = nothing_to_do(&plan, &setting);
            let line = format!("{first} 6 blocks match the registry.");
            assert_eq!(said.lines().next(), Some(line.as_str()), "{said}");
            assert_eq!(said.matches("outcome unknown").count(), kinds.len());
            let comment = plan_markdown(&plan, &setting);
            let settled = line.starts_with("No changes.");
            assert_eq!(plan.is_settled(), settled, "{said}");
            let no_changes = comment.contains("### swipd plan: no changes");
            assert_eq!(no_changes, settled, "{comment}");
        }
    }

    #[test]
    fn what_only_our_record_learns_is_no_change_of_the_registry_and_still_something_to_do() {
        let pace = pace();
        let setting = setting(&pace);
        let text = "from now on; nothing is sent for that";
        let range = "198.51.100.64/28";
        let mut told = difference(7, Vec::new());
        told.objections.clear();
        told.unchanged = 6;
        told.findings = vec![finding(
            FindingKind::Protected,
            "198.51.100.0/24",
            range,
            "",
            text,
        )];
        let plan = plan(vec![told], &guards());
        assert!(plan.is_empty() && !plan.is_settled());
        let said = nothing_to_do(&plan, &setting);
        let head = "Nothing to send; the journal takes 1 note. 6 blocks match the registry.";
        assert_eq!(said.lines().next(), Some(head), "{said}");
        let comment = plan_markdown(&plan, &setting);
        assert!(
            comment.contains("### swipd plan: nothing to send\n"),
            "{comment}"
        );
    }
}
