//! A plan for a terminal: what matters most stands last, nearest to the prompt.

use std::collections::BTreeMap;

use super::words::{count, plural};
use super::{Locate, Paint, change_lines, objection_text};
use crate::model::Action;
use crate::plan::{Part, Plan, Summary};
use crate::registry::{Detail, FindingKind, Section, Stated};

/// What surrounds a plan when it is shown.
pub struct Setting<'a> {
    /// The revision of the repository, short.
    pub revision: Option<String>,
    /// When the registry was read: `2026-11-23 14:02:11Z`.
    pub read_at: String,
    /// Colour.
    pub paint: Paint,
    /// Whether to fold nothing.
    pub full: bool,
    /// Finds lines in the repository.
    pub locate: Locate<'a>,
}

/// The whole plan.
#[must_use]
pub fn plan_text(plan: &Plan, setting: &Setting<'_>) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for part in &plan.parts {
        blocks.push(first_line(part, setting));
        blocks.extend(
            part.sections
                .iter()
                .filter_map(|section| section_text(part, section, setting)),
        );
    }
    blocks.extend(plan.remarks.iter().map(|remark| {
        let word = setting.paint.warning(&format!("warning[{}]", remark.code));
        format!("{word}: {}\n   = help: {}", remark.message, remark.help)
    }));
    blocks.extend(
        plan.objections
            .iter()
            .map(|objection| objection_text(objection, setting.paint, setting.locate)),
    );
    blocks.push(last_lines(plan, setting));
    blocks.join("\n\n")
}

/// One line when there is nothing to do, and one more for what waits.
#[must_use]
pub fn nothing_to_do(plan: &Plan, paint: Paint) -> String {
    let blocks = plan.summary.unchanged;
    let verb = if blocks == 1 { "matches" } else { "match" };
    let mut lines = vec![format!(
        "No changes. {} {verb} the registry.",
        plural(blocks, "block")
    )];
    let telling = plan
        .parts
        .iter()
        .flat_map(|part| &part.findings)
        .filter(|finding| match finding.kind {
            FindingKind::Found | FindingKind::Objected => false,
            // Its entry was taken out and it is still there: that is told, or it looks like an oversight.
            FindingKind::Keep
            | FindingKind::Wait
            | FindingKind::Uncertain
            | FindingKind::Rekeyed
            | FindingKind::Lost
            | FindingKind::Held => true,
        });
    let telling: Vec<_> = telling.collect();
    let width = change_lines::width(telling.iter().map(|finding| finding.subject.as_str()));
    lines.extend(
        telling
            .iter()
            .map(|finding| change_lines::finding(finding, width, paint)),
    );
    lines.join("\n")
}

/// The counts: `1 create, 6 modify, 26 unchanged`.
#[must_use]
pub fn changed_line(summary: &Summary) -> String {
    let words = [
        (summary.create, "create"),
        (summary.modify, "modify"),
        (summary.replace, "replace"),
        (summary.delete, "delete"),
        (summary.adopt, "adopt"),
        (summary.unchanged, "unchanged"),
    ];
    let told: Vec<String> = words
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", count(*number)))
        .collect();
    if told.is_empty() {
        "no changes".to_owned()
    } else {
        told.join(", ")
    }
}

/// Each registration that a plan takes away: the range, and whose it is.
#[must_use]
pub fn deletes(plan: &Plan) -> Vec<(String, String)> {
    plan.parts
        .iter()
        .flat_map(|part| &part.changes)
        .filter(|stated| matches!(stated.change.action, Action::Delete | Action::Replace))
        .map(|stated| (stated.subject.clone(), stated.who.clone()))
        .collect()
}

fn first_line(part: &Part, setting: &Setting<'_>) -> String {
    let read = format!("{} read {}", plural(part.read, "net"), setting.read_at);
    let revision = setting
        .revision
        .as_ref()
        .map(|revision| format!("commit {revision}"));
    let words: Vec<String> = revision
        .into_iter()
        .chain([part.title.replace(['(', ')'], ""), read])
        .collect();
    words.join(" · ")
}

fn section_text(part: &Part, section: &Section, setting: &Setting<'_>) -> Option<String> {
    let mut lines = Vec::new();
    for group in groups(part, section) {
        change_lines::profile(
            &group,
            setting.paint,
            setting.full,
            setting.locate,
            &mut lines,
        );
    }
    let own: Vec<&Stated> = part
        .changes
        .iter()
        .filter(|stated| stated.section == section.id && !told_by_profile(stated))
        .collect();
    let findings: Vec<_> = part
        .findings
        .iter()
        .filter(|finding| finding.section == section.id)
        .collect();
    let width = change_lines::width(
        own.iter()
            .map(|stated| stated.subject.as_str())
            .chain(findings.iter().map(|finding| finding.subject.as_str())),
    );
    for stated in &own {
        change_lines::block(stated, width, setting.paint, setting.full, &mut lines);
    }
    lines.extend(
        findings
            .iter()
            .map(|finding| change_lines::finding(finding, width, setting.paint)),
    );
    let Some(handle) = &section.handle else {
        return (!lines.is_empty()).then(|| format!("{}\n{}", section.title, lines.join("\n")));
    };
    let mut counts = Vec::new();
    if !own.is_empty() {
        counts.push(plural(own.len() as u64, "change"));
    }
    if section.unchanged > 0 {
        counts.push(format!("{} unchanged", count(section.unchanged)));
    }
    lines.insert(
        0,
        format!("{}  {handle}  {}", section.title, counts.join(", "))
            .trim_end()
            .to_owned(),
    );
    Some(lines.join("\n"))
}

/// Whether the customer's own lines say all there is to a change.
fn told_by_profile(stated: &Stated) -> bool {
    !stated.profile.is_empty() && stated.details.is_empty()
}

/// Changes of customer records, those that change alike together. They stand in the first section.
fn groups<'a>(part: &'a Part, section: &Section) -> Vec<Vec<&'a Stated>> {
    if part
        .sections
        .first()
        .is_none_or(|first| first.id != section.id)
    {
        return Vec::new();
    }
    let mut groups: BTreeMap<(&str, String), Vec<&Stated>> = BTreeMap::new();
    for stated in part
        .changes
        .iter()
        .filter(|stated| !stated.profile.is_empty())
    {
        groups
            .entry((&stated.who, alike(&stated.profile)))
            .or_default()
            .push(stated);
    }
    groups.into_values().collect()
}

fn alike(details: &[Detail]) -> String {
    format!("{details:?}")
}

fn last_lines(plan: &Plan, setting: &Setting<'_>) -> String {
    let mut lines = Vec::new();
    for (at, (subject, who)) in deletes(plan).iter().enumerate() {
        let word = if at == 0 { "Deletes" } else { "" };
        lines.push(
            format!(
                "{word:<8} {subject} {}",
                who.replace('→', setting.paint.arrow())
            )
            .trim_end()
            .to_owned(),
        );
    }
    // Where something could not be read or is objected to, "no changes" would say too much.
    let planned = if plan.summary == Summary::default() && !plan.objections.is_empty() {
        "nothing is planned".to_owned()
    } else {
        changed_line(&plan.summary)
    };
    lines.push(format!("{:<8} {planned}", "Plan"));
    if !plan.steps.is_empty() {
        lines.push(format!(
            "{:<8} {}",
            "Cost",
            plural(requests(plan), "request")
        ));
        lines.push(format!("{:<8} {}", "Digest", plan.digest));
    }
    let objections = plan.objections.len() as u64;
    if objections > 0 {
        let said = format!(
            "{}: this plan cannot be applied. Nothing was sent.",
            plural(objections, "objection")
        );
        lines.push(setting.paint.objection(&said));
    }
    lines.join("\n")
}

/// Requests that steps need when all goes well: a create is one, anything that changes or removes an object reads it first.
fn requests(plan: &Plan) -> u64 {
    plan.steps
        .iter()
        .map(|step| match step.action {
            Action::Create => 1,
            Action::Modify | Action::Delete | Action::Replace => 2,
            Action::Adopt => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Allowed, Count, Guards, Limit, plan};

    #[test]
    fn what_is_objected_to_is_not_called_unchanged() {
        let limit = Limit {
            count: 10,
            percent: 10,
        };
        let mut guards = Guards {
            max_deletes: limit,
            max_modifies: limit,
            counts: Vec::new(),
            allowed: Allowed::default(),
            distrust: Vec::new(),
        };
        let setting = Setting {
            revision: None,
            read_at: String::new(),
            paint: Paint {
                colour: false,
                unicode: true,
            },
            full: false,
            locate: &|_| None,
        };
        let text = plan_text(&plan(Vec::new(), &guards), &setting);
        assert_eq!(text, "Plan     no changes");
        guards.counts.push(Count {
            what: "blocks",
            expected: 2,
            declared: 1,
        });
        let text = plan_text(&plan(Vec::new(), &guards), &setting);
        assert!(text.contains("\nPlan     nothing is planned\n"), "{text}");
    }
}
