//! A plan for a terminal: what matters most stands last, nearest to the prompt.

use super::change_lines::{self, Layout};
use super::entries::{EACH, Entry, Sections};
use super::objection::Despite;
use super::removals::{removal_words, removals};
use super::values::tally;
use super::words::{age, ascii, count, plural, shown};
use super::{Cost, Paint, Setting, objection_text, remark_text};
use crate::model::Action;
use crate::plan::{Part, Plan, Summary};
use crate::registry::{Section, Stated};

/// Diagnostics past this many are counted by code.
const DIAGNOSTICS: usize = 25;

/// The whole plan.
#[must_use]
pub fn plan_text(plan: &Plan, setting: &Setting<'_>) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for part in &plan.parts {
        blocks.push(first_line(part, setting));
        part_blocks(part, setting, &mut blocks);
    }
    let remarks = plan
        .remarks
        .iter()
        .map(|remark| (remark.code, remark_text(remark, setting)));
    diagnostics(remarks, "warning", setting.full, &mut blocks);
    let objections = plan.objections.iter().map(|objection| {
        let text = objection_text(objection, setting.paint, setting.locate);
        (objection.code, text)
    });
    diagnostics(objections, "objection", setting.full, &mut blocks);
    blocks.push(last_lines(plan, setting));
    signs(blocks.join("\n\n"), setting.paint)
}

/// The signs that the terminal can show.
pub(super) fn signs(text: String, paint: Paint) -> String {
    if paint.unicode { text } else { ascii(&text) }
}

/// The counts: `1 create, 6 modify, 26 unchanged`, and what could not be compared behind them.
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
    let mut told: Vec<String> = words
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", count(*number)))
        .collect();
    let uncompared = uncompared_words(summary);
    if told.is_empty() {
        let none = match uncompared {
            None => "no changes",
            Some(_) => "nothing is planned",
        };
        told.push(none.to_owned());
    }
    told.extend(uncompared);
    told.join(", ")
}

/// `6 not compared`. It stands beside every count of changes: what was not compared may be one.
pub(super) fn uncompared_words(summary: &Summary) -> Option<String> {
    let number = summary.uncompared;
    (number > 0).then(|| format!("{} not compared", count(number)))
}

fn first_line(part: &Part, setting: &Setting<'_>) -> String {
    let read = match part.read_at {
        Some(at) => {
            let ago = setting.now.duration_since(at);
            let moment = super::moment(at);
            let ago = age(ago);
            format!("{} read {moment}, {ago} ago", plural(part.read, "net"))
        }
        None => "nothing was ever read".to_owned(),
    };
    let words: Vec<String> = setting
        .files_were(str::to_owned)
        .into_iter()
        .chain([part.title.replace(['(', ')'], ""), read])
        .collect();
    shown(&words.join(" · "))
}

/// The sections of a part. Networks in which nothing happens are one line each, and long rows of them one line.
fn part_blocks(part: &Part, setting: &Setting<'_>, blocks: &mut Vec<String>) {
    let sections = Sections::of(part);
    let mut quiet: Vec<&Section> = Vec::new();
    for (at, section) in part.sections.iter().enumerate() {
        let lines = section_lines(&sections, section, at == 0, setting);
        if lines.is_empty() {
            quiet.extend(section.handle.as_ref().map(|_| section));
            continue;
        }
        unchanged(&mut quiet, setting, blocks);
        let changes = sections.changes(&section.id);
        let head = head(section, changes);
        blocks.push(format!("{head}\n{}", lines.join("\n")));
    }
    unchanged(&mut quiet, setting, blocks);
}

/// Networks without a change, one after the other.
fn unchanged(quiet: &mut Vec<&Section>, setting: &Setting<'_>, blocks: &mut Vec<String>) {
    let sections = std::mem::take(quiet);
    if setting.full || sections.len() <= EACH {
        blocks.extend(sections.iter().map(|section| head(section, &[])));
        return;
    }
    if let [first, .., last] = sections.as_slice() {
        let blocks_in: u64 = sections.iter().map(|section| section.unchanged).sum();
        let networks = plural(sections.len() as u64, "network");
        let blocks_in = count(blocks_in);
        blocks.push(format!(
            "{networks}  {} … {}  {blocks_in} unchanged",
            first.title, last.title
        ));
    }
}

/// `198.51.100.0/24  NET-198-51-100-0-1  3 changes, 8 unchanged`.
fn head(section: &Section, changes: &[&Stated]) -> String {
    let Some(handle) = &section.handle else {
        return shown(&section.title);
    };
    let mut counts = Vec::new();
    if !changes.is_empty() {
        counts.push(plural(changes.len() as u64, "change"));
    }
    if section.unchanged > 0 {
        counts.push(format!("{} unchanged", count(section.unchanged)));
    }
    let line = format!("{}  {handle}  {}", section.title, counts.join(", "));
    shown(line.trim_end())
}

fn section_lines(
    sections: &Sections<'_>,
    section: &Section,
    first: bool,
    setting: &Setting<'_>,
) -> Vec<String> {
    let mut lines = Vec::new();
    if first {
        let layout = Layout::of(setting, std::iter::empty());
        if setting.full || sections.profiles.len() <= EACH {
            for group in &sections.profiles {
                change_lines::profile(group, layout, &mut lines);
            }
        } else {
            change_lines::profiles(&sections.profiles, layout, &mut lines);
        }
    }
    let entries = sections.entries(&section.id, setting.full);
    let subjects = entries.iter().filter_map(|entry| match entry {
        Entry::Change(stated) => Some(stated.subject.as_str()),
        Entry::Notice(finding) => Some(finding.subject.as_str()),
        Entry::Many(..) | Entry::Row(..) => None,
    });
    let layout = Layout::of(setting, subjects);
    let folds = entries.iter().any(|entry| matches!(entry, Entry::Many(..)));
    let reasons = Reasons::of(sections.changes(&section.id), folds);
    for entry in &entries {
        match entry {
            Entry::Change(stated) => {
                change_lines::block(stated, layout, reasons.told(stated), &mut lines);
            }
            Entry::Many(action, changes) => {
                change_lines::many(*action, changes, &section.title, layout, &mut lines);
            }
            Entry::Notice(finding) => lines.push(change_lines::finding(finding, layout)),
            Entry::Row(kind, row) => lines.push(change_lines::row(*kind, row, layout)),
        }
    }
    lines
}

/// Which reasons are worth a line: where rows of changes fold, one that several deletes share is obvious.
struct Reasons<'a>(Vec<&'a str>);

impl<'a> Reasons<'a> {
    fn of(changes: &[&'a Stated], folds: bool) -> Self {
        if !folds {
            return Self(Vec::new());
        }
        let deletes = changes
            .iter()
            .filter(|stated| stated.change.action == Action::Delete);
        let reasons = deletes.filter_map(|stated| stated.because.as_deref());
        let reasons = tally(reasons, usize::MAX).into_iter();
        Self(
            reasons
                .filter(|(_, number)| *number > 1)
                .map(|(reason, _)| reason)
                .collect(),
        )
    }

    fn told(&self, stated: &Stated) -> bool {
        let because = stated.because.as_deref();
        because.is_none_or(|because| !self.0.contains(&because))
    }
}

/// Warnings or objections; past the first ones a count for each code.
fn diagnostics(
    given: impl ExactSizeIterator<Item = (&'static str, String)>,
    word: &str,
    full: bool,
    blocks: &mut Vec<String>,
) {
    let most = if full { usize::MAX } else { DIAGNOSTICS };
    let mut rest: Vec<&str> = Vec::new();
    for (at, (code, text)) in given.enumerate() {
        if at < most {
            blocks.push(text);
        } else {
            rest.push(code);
        }
    }
    if rest.is_empty() {
        return;
    }
    let more = plural(rest.len() as u64, word);
    let codes = tally(rest.into_iter(), usize::MAX).into_iter();
    let codes: Vec<String> = codes
        .map(|(code, number)| format!("{code} {}", count(number)))
        .collect();
    blocks.push(format!(
        "and {more} more: {}   --full lists them",
        codes.join(", ")
    ));
}

fn last_lines(plan: &Plan, setting: &Setting<'_>) -> String {
    let paint = setting.paint;
    let mut lines = Vec::new();
    for (at, stated) in removals(plan).into_iter().enumerate() {
        let word = if at == 0 {
            paint.action(Action::Delete, "Deletes ")
        } else {
            " ".repeat(8)
        };
        let ticket = if stated.ticket { " (ticket)" } else { "" };
        let words = format!("{} {}", stated.subject, removal_words(stated));
        let words = shown(&format!("{}{ticket}", words.trim_end()));
        lines.push(format!("{word} {words}"));
    }
    // Where something could not be read, was left out or is objected to, "no changes" would say too much.
    let limited = !plan.objections.is_empty() || plan.is_limited() || !plan.is_settled();
    let planned = if plan.summary == Summary::default() && limited {
        "nothing is planned".to_owned()
    } else {
        changed_line(&plan.summary)
    };
    lines.push(format!("{:<8} {planned}", "Plan"));
    if !plan.steps.is_empty() {
        let cost = Cost::of(plan, setting.pace).words();
        lines.push(format!("{:<8} {cost}", "Cost"));
        if !plan.digest.is_empty() {
            lines.push(format!("{:<8} {}", "Digest", plan.digest));
        }
    }
    if let Some(despite) = Despite::of(plan, setting) {
        lines.push(paint.objection(&despite_line(plan, despite)));
    }
    lines.join("\n")
}

/// What an apply does of a plan with objections. Only one that sends nothing says that nothing was sent: the same
/// plan is shown right before it is carried out.
fn despite_line(plan: &Plan, despite: Despite) -> String {
    let number = plan.objections.len() as u64;
    let what = match despite {
        Despite::Nothing => "this plan cannot be applied. Nothing was sent.".to_owned(),
        Despite::Rest if plan.steps.is_empty() => {
            "nothing else is left to apply. Nothing was sent.".to_owned()
        }
        Despite::Rest if number == 1 => {
            "what it is about is left out; the rest can be applied.".to_owned()
        }
        Despite::Rest => "what they are about is left out; the rest can be applied.".to_owned(),
        Despite::Refills(steps) => format!(
            "of this plan only {} can be applied, to fill what a replace has emptied.",
            plural(steps, "step")
        ),
    };
    format!("{}: {what}", plural(number, "objection"))
}
