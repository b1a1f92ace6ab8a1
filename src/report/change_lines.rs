//! The lines of one change, or of many that are folded to one.

use super::Setting;
use super::entries::{noun, span};
use super::values::{self, Shown, in_common, sides, tally};
use super::words::{count, plural, shortened, shown, wrapped};
use crate::model::Action;
use crate::registry::{Along, Below, Detail, Finding, FindingKind, Stated};

/// How wide the column of ranges is at least, and at most: the longest IPv4 range fits.
const SUBJECT: (usize, usize) = (24, 31);
const WHO: usize = 13;
const INDENT: &str = "               ";
/// What is cut to the width keeps at least so much.
const LEAST: usize = 12;

/// How the lines of a section are laid out.
#[derive(Clone, Copy)]
pub(super) struct Layout<'a> {
    pub(super) setting: &'a Setting<'a>,
    /// The column of ranges.
    pub(super) subject: usize,
}

impl<'a> Layout<'a> {
    /// For subjects that stand below each other.
    pub(super) fn of<'s>(
        setting: &'a Setting<'a>,
        subjects: impl Iterator<Item = &'s str>,
    ) -> Self {
        let (least, most) = SUBJECT;
        let fitting = subjects.map(str::len).filter(|length| *length <= most);
        let subject = fitting.max().unwrap_or(least).max(least);
        Self { setting, subject }
    }

    /// Cuts what need not be copied to what is left of a line.
    fn rest(self, line: &str, text: &str) -> String {
        if self.setting.full {
            return text.to_owned();
        }
        let used = line.chars().count();
        let left = self.setting.width.saturating_sub(used).max(LEAST);
        shortened(text, left)
    }

    /// A line with the sign and word of an action and a subject; the sign and word are coloured.
    fn head(self, action: Action, subject: &str, rest: &str) -> String {
        let paint = self.setting.paint;
        let word = format!("{} {action}", paint.sign(action));
        let word = paint.action(action, &format!("{word:<10}"));
        let line = format!(
            "{:<width$} {}",
            shown(subject),
            shown(rest),
            width = self.subject
        );
        format!("  {word} {}", line.trim_end())
            .trim_end()
            .to_owned()
    }

    /// What a line of [`Layout::head`] has used before its rest.
    fn used(self, subject: &str) -> usize {
        2 + 10 + 1 + subject.chars().count().max(self.subject) + 1
    }

    /// A labelled line below a change, on as many lines as it needs.
    fn told(self, label: &str, text: &str, lines: &mut Vec<String>) {
        self.labelled((label, 9), text, lines);
    }

    fn labelled(self, (label, width): (&str, usize), text: &str, lines: &mut Vec<String>) {
        let used = INDENT.len() + width;
        let left = self.setting.width.saturating_sub(used).max(LEAST);
        let labels = std::iter::once(label).chain(std::iter::repeat(""));
        for (label, line) in labels.zip(wrapped(&shown(text), left)) {
            lines.push(format!("{INDENT}{label:<width$}{line}"));
        }
    }
}

/// The line of a change of a block, and its details. `reason`: whether its reason is worth a line.
pub(super) fn block(stated: &Stated, layout: Layout<'_>, reason: bool, lines: &mut Vec<String>) {
    let action = stated.change.action;
    let shown = Shown::of(stated, layout.setting.full);
    let beside = match (action, &stated.because) {
        (Action::Adopt, Some(because)) => because,
        (Action::Adopt, None) | (Action::Replace, _) => "",
        (Action::Create | Action::Modify | Action::Delete, _) => &stated.title,
    };
    let start = format!("{:<WHO$} ", shown.who);
    let used = " ".repeat(layout.used(&stated.subject)) + &start;
    let rest = format!("{start}{}", layout.rest(&used, beside));
    lines.push(layout.head(action, &stated.subject, &rest));
    details(&stated.details, shown.hidden, layout, 9, lines);
    let because = stated
        .because
        .as_ref()
        .filter(|_| reason && action != Action::Adopt);
    if let Some(because) = because {
        layout.told("because", &values::discreet(because, shown.hidden), lines);
    }
    match stated.below {
        Below::Known(0) => {}
        Below::Known(number) => {
            let nets = plural(number, "net");
            let nets = format!("{nets} registered below it{}", named(stated, number));
            layout.told("deletes", &nets, lines);
        }
        Below::Unknown => {
            let nets = "all nets registered below it, which nobody could count";
            layout.told("deletes", nets, lines);
        }
    }
    if stated.ticket {
        layout.told("waits", waits(action), lines);
    }
}

/// Those that go down with it, by name: ours, and those of others where a person has named what is above them.
fn named(stated: &Stated, number: u64) -> String {
    let Some((first, others)) = stated.along.split_first() else {
        return String::new();
    };
    let start = if number > stated.along.len() as u64 {
        ", among them "
    } else {
        ": "
    };
    let one = |along: &Along| format!("{} {}", along.subject, along.who);
    let others = others.iter().map(|along| format!(", {}", one(along)));
    format!("{start}{}{}", one(first), others.collect::<String>())
}

fn waits(action: Action) -> &'static str {
    match action {
        Action::Replace => "for the delete's ticket, then creates",
        Action::Delete => "for the delete's ticket",
        Action::Create | Action::Modify | Action::Adopt => "for its ticket",
    }
}

/// The line of a customer whose records all change alike, and the details.
pub(super) fn profile(group: &[&Stated], layout: Layout<'_>, lines: &mut Vec<String>) {
    let Some(first) = group.first() else { return };
    let setting = layout.setting;
    let place = first.origin.as_ref().and_then(setting.locate);
    let place = place.map(|place| format!("{}:{}", place.file, place.line));
    let records = plural(group.len() as u64, "record");
    let seen = Shown::of(first, setting.full);
    let rest = format!("{records:<11} {}", place.unwrap_or_default());
    lines.push(layout.head(Action::Modify, &seen.who, &rest));
    details(&first.profile, seen.hidden, layout, 13, lines);
    let subjects: Vec<&str> = group.iter().map(|stated| stated.subject.as_str()).collect();
    let most = if setting.full { subjects.len() } else { 2 };
    let mut list = subjects
        .iter()
        .take(most)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if subjects.len() > most {
        let more = subjects.len() - most;
        list = format!("{list} and {} more", count(more as u64));
    }
    layout.labelled(("in", 13), &list, lines);
}

/// The lines of more customers than are shown one by one.
pub(super) fn profiles(groups: &[Vec<&Stated>], layout: Layout<'_>, lines: &mut Vec<String>) {
    let customers = plural(groups.len() as u64, "customer");
    let records: usize = groups.iter().map(Vec::len).sum();
    let records = plural(records as u64, "record");
    lines.push(layout.head(Action::Modify, &customers, &records));
    let details = groups.iter().filter_map(|group| group.first());
    let details = details.flat_map(|stated| &stated.profile);
    let fields = words(&tally(details.map(|detail| detail.field.as_str()), 6));
    let line = format!("{fields}   --full lists them");
    lines.extend(
        wrapped(&line, layout.setting.width.saturating_sub(INDENT.len()))
            .into_iter()
            .map(|line| format!("{INDENT}{line}")),
    );
}

fn words(tally: &[(&str, u64)]) -> String {
    let words = tally
        .iter()
        .map(|(word, number)| format!("{word} {}", count(*number)));
    words.collect::<Vec<_>>().join(", ")
}

/// The lines of more changes than are shown one by one.
pub(super) fn many(
    action: Action,
    changes: &[&Stated],
    section: &str,
    layout: Layout<'_>,
    lines: &mut Vec<String>,
) {
    let number = count(changes.len() as u64);
    if action == Action::Modify {
        let (noun, rest) = modified(changes, section);
        let subject = format!("{number} {noun}");
        return lines.push(layout.head(action, &subject, &rest));
    }
    let subject = format!("{number} {}", noun(changes, section));
    let whose: Vec<_> = changes
        .iter()
        .map(|stated| Shown::of(stated, false).who)
        .collect();
    let whose = words(&tally(whose.iter().map(AsRef::as_ref), 3));
    lines.push(layout.head(action, &subject, &whose));
    if let Some((first, last)) = span(changes) {
        let line = format!("{INDENT}{first} … {last}   --full lists them");
        lines.push(shown(&line));
    }
}

/// What many modifies are called, and what they have in common: `names`, `EXMPL-OLD-… → EXMPL-…`.
fn modified(changes: &[&Stated], section: &str) -> (String, String) {
    let all = changes.iter().flat_map(|stated| &stated.details);
    let fields = tally(all.clone().map(|detail| detail.field.as_str()), 4);
    let hidden = changes.iter().any(|stated| stated.private);
    match fields.as_slice() {
        [(field, number)] if *number == changes.len() as u64 => {
            let side = |pick: fn(&Detail) -> Option<&crate::model::Field>| {
                in_common(all.clone().map(|detail| values::text(pick(detail))))
            };
            let before = side(|detail| detail.before.as_ref());
            let after = side(|detail| detail.after.as_ref());
            let folds = all
                .clone()
                .any(|detail| values::lines_changed(detail).is_some());
            let said = if hidden || folds || (before == "…" && after == "…") {
                String::new()
            } else {
                format!("{before} → {after}")
            };
            (format!("{field}s"), said)
        }
        fields => (noun(changes, section), words(fields)),
    }
}

/// The line of a notice.
pub(super) fn finding(finding: &Finding, layout: Layout<'_>) -> String {
    let (who, text) = values::notice(finding, layout.setting.full);
    let who = if who.is_empty() {
        String::new()
    } else {
        format!("{who:<WHO$} ")
    };
    let start = noted(finding.kind, &finding.subject, layout.subject);
    let start = format!("{start} {who}");
    let text = match finding.kind {
        // What is found is a name, which may be long; every other notice is a sentence with something to do in it.
        FindingKind::Found => layout.rest(&start, &text),
        FindingKind::Objected
        | FindingKind::Keep
        | FindingKind::Wait
        | FindingKind::Later
        | FindingKind::Uncertain
        | FindingKind::Rekeyed
        | FindingKind::Protected
        | FindingKind::Unprotected
        | FindingKind::Lost
        | FindingKind::Held => text.into_owned(),
    };
    painted(finding.kind, &format!("{start}{text}"), layout)
}

/// The line of notices side by side: `203.0.113.128/28, 203.0.113.208/28, not declared`.
pub(super) fn row(kind: FindingKind, row: &[&Finding], layout: Layout<'_>) -> String {
    let (_, word) = sign(kind);
    let said = match kind {
        FindingKind::Found => "not declared".to_owned(),
        FindingKind::Protected => "from now on".to_owned(),
        FindingKind::Unprotected => "no longer".to_owned(),
        FindingKind::Rekeyed => renamed(row),
        FindingKind::Objected
        | FindingKind::Keep
        | FindingKind::Wait
        | FindingKind::Later
        | FindingKind::Uncertain
        | FindingKind::Lost
        | FindingKind::Held => format!("{word}d"),
    };
    let room = layout.setting.width.saturating_sub(13 + said.len() + 2);
    let mut list = String::new();
    let mut left = row.len();
    for finding in row {
        let more = format!(" and {} more", count(left as u64));
        let length = list.len() + finding.subject.len() + 2 + more.len();
        if !list.is_empty() && length > room {
            break;
        }
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(&finding.subject);
        left -= 1;
    }
    if left > 0 {
        list = format!("{list} and {} more", count(left as u64));
    }
    let line = format!("{}, {said}", noted(kind, &list, 0).trim_end());
    painted(kind, &line, layout)
}

/// How the keys of a row changed: `crm-4711 was blue-heron`, where that is the same for all of them.
fn renamed(row: &[&Finding]) -> String {
    let mut words = row.iter().map(|finding| {
        let was = finding.text.split(';').next().unwrap_or_default();
        format!("{} {was}", finding.who)
    });
    let first = words.next().unwrap_or_default();
    if words.all(|other| other == first) {
        first
    } else {
        "renamed   --full lists them".to_owned()
    }
}

fn noted(kind: FindingKind, subject: &str, width: usize) -> String {
    let (sign, word) = sign(kind);
    format!("  {sign} {word:<8} {subject:<width$}")
}

fn sign(kind: FindingKind) -> (&'static str, &'static str) {
    match kind {
        FindingKind::Objected => ("!", "object"),
        FindingKind::Found => ("?", "found"),
        FindingKind::Keep => ("#", "keep"),
        FindingKind::Wait | FindingKind::Later => ("…", "wait"),
        FindingKind::Uncertain => ("?", "unknown"),
        FindingKind::Rekeyed => ("=", "rename"),
        FindingKind::Protected | FindingKind::Unprotected => ("#", "protect"),
        FindingKind::Lost => ("?", "lost"),
        FindingKind::Held => ("#", "held"),
    }
}

fn painted(kind: FindingKind, line: &str, layout: Layout<'_>) -> String {
    let line = shown(line.trim_end());
    let paint = layout.setting.paint;
    if kind == FindingKind::Objected {
        paint.objection(&line)
    } else {
        paint.dim(&line)
    }
}

fn details(
    details: &[Detail],
    hidden: bool,
    layout: Layout<'_>,
    width: usize,
    lines: &mut Vec<String>,
) {
    if details.is_empty() {
        return;
    }
    let width = details
        .iter()
        .map(|detail| detail.field.len() + 2)
        .max()
        .unwrap_or(0)
        .max(width);
    if hidden {
        let text = values::hidden(details, ", --full shows them");
        return layout.labelled(("changes", width), &text, lines);
    }
    for detail in details {
        let (before, after) = sides(detail, layout.setting.full);
        let start = format!("{INDENT}{:<width$}", detail.field);
        let Some(after) = after else {
            lines.push(format!("{start}{before}"));
            continue;
        };
        let line = format!("{start}{before} → {after}");
        if line.chars().count() <= layout.setting.width {
            lines.push(line);
        } else {
            lines.push(format!("{start}{before}"));
            lines.push(format!("{:<1$}→ {after}", "", INDENT.len() + width));
        }
    }
}
