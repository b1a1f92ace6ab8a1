//! The lines of one change.

use super::words::{plural, shortened, shown};
use super::{Locate, Paint};
use crate::model::{Action, Field};
use crate::registry::{Detail, Finding, FindingKind, Stated};

/// How wide the column of ranges is at least, and at most: the longest IPv4 range fits.
const SUBJECT: (usize, usize) = (24, 31);
const WHO: usize = 13;
const INDENT: &str = "               ";
/// Longer values are folded.
const VALUE: usize = 40;

/// How wide the column of ranges must be for what stands below each other.
pub(super) fn width<'a>(subjects: impl Iterator<Item = &'a str>) -> usize {
    let (least, most) = SUBJECT;
    let fitting = subjects.map(str::len).filter(|length| *length <= most);
    fitting.max().unwrap_or(least).max(least)
}

/// The line of a change of a block, and its details.
pub(super) fn block(
    stated: &Stated,
    width: usize,
    paint: Paint,
    full: bool,
    lines: &mut Vec<String>,
) {
    let action = stated.change.action;
    let who = stated.who.replace('→', paint.arrow());
    let mut line = head(action, paint, &stated.subject, width);
    match action {
        Action::Adopt | Action::Replace => {
            line.push_str(&shown(&format!("{who:<WHO$} ")));
        }
        Action::Create | Action::Modify | Action::Delete => {
            line.push_str(&shown(&format!("{who:<WHO$} {}", stated.title)));
        }
    }
    let beside = stated.because.as_ref().filter(|_| action == Action::Adopt);
    line.push_str(beside.map_or("", String::as_str));
    lines.push(line.trim_end().to_owned());
    details(&stated.details, paint, full, 9, lines);
    if let Some(because) = stated.because.as_ref().filter(|_| action != Action::Adopt) {
        lines.push(format!("{INDENT}because  {}", shown(because)));
    }
}

/// The line of a customer whose records all change alike, and the details.
pub(super) fn profile(
    group: &[&Stated],
    paint: Paint,
    full: bool,
    locate: Locate<'_>,
    lines: &mut Vec<String>,
) {
    let Some(first) = group.first() else { return };
    let place = first
        .origin
        .as_ref()
        .and_then(locate)
        .map(|place| format!("{}:{}", place.file, place.line));
    let records = plural(group.len() as u64, "record");
    let line = format!(
        "{}{records:<11} {}",
        head(Action::Modify, paint, &first.who, SUBJECT.0),
        place.unwrap_or_default()
    );
    lines.push(line.trim_end().to_owned());
    details(&first.profile, paint, full, 13, lines);
    let subjects: Vec<&str> = group.iter().map(|stated| stated.subject.as_str()).collect();
    let shown = if full { subjects.len() } else { 2 };
    let mut list = subjects
        .iter()
        .take(shown)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if subjects.len() > shown {
        let more = subjects.len() - shown;
        list = format!("{list} and {more} more");
    }
    lines.push(format!("{INDENT}{:<13}{list}", "in"));
}

/// The line of a notice.
pub(super) fn finding(finding: &Finding, width: usize, paint: Paint) -> String {
    let (sign, word) = match finding.kind {
        FindingKind::Objected => ("!", "object"),
        FindingKind::Found => ("?", "found"),
        FindingKind::Keep => ("#", "keep"),
        FindingKind::Wait => ("…", "wait"),
        FindingKind::Uncertain => ("?", "unknown"),
        FindingKind::Rekeyed => ("=", "rename"),
        FindingKind::Lost => ("?", "lost"),
        FindingKind::Held => ("#", "held"),
    };
    let who = if finding.who.is_empty() {
        String::new()
    } else {
        format!("{:<WHO$} ", finding.who)
    };
    let line = format!(
        "  {sign} {word:<8} {:<width$} {who}{}",
        finding.subject, finding.text
    );
    let line = shown(line.trim_end());
    match finding.kind {
        FindingKind::Objected => paint.objection(&line),
        FindingKind::Found
        | FindingKind::Keep
        | FindingKind::Wait
        | FindingKind::Uncertain
        | FindingKind::Rekeyed
        | FindingKind::Lost
        | FindingKind::Held => paint.dim(&line),
    }
}

fn head(action: Action, paint: Paint, subject: &str, width: usize) -> String {
    let word = paint.action(
        action,
        &format!("{} {:<8}", paint.sign(action), action.to_string()),
    );
    format!("  {word} {subject:<width$} ")
}

fn details(details: &[Detail], paint: Paint, full: bool, width: usize, lines: &mut Vec<String>) {
    let width = details
        .iter()
        .map(|detail| detail.field.len() + 2)
        .max()
        .unwrap_or(0)
        .max(width);
    for detail in details {
        let values = match (detail.field.as_str(), full) {
            ("comment", false) => comment(detail),
            _ => format!(
                "{} {} {}",
                value(detail.before.as_ref(), full),
                paint.arrow(),
                value(detail.after.as_ref(), full)
            ),
        };
        lines.push(format!("{INDENT}{:<width$}{values}", detail.field));
    }
}

/// A comment by its lines that come and go.
fn comment(detail: &Detail) -> String {
    let lines = |field: Option<&Field>| match field {
        Some(Field::Lines(lines)) => lines.clone(),
        Some(Field::Text(text)) => vec![text.clone()],
        None => Vec::new(),
    };
    let (before, after) = (lines(detail.before.as_ref()), lines(detail.after.as_ref()));
    let added = after.iter().filter(|line| !before.contains(line)).count() as u64;
    let removed = before.iter().filter(|line| !after.contains(line)).count() as u64;
    match (added, removed) {
        (0, 0) => "lines in another order".to_owned(),
        (added, 0) => format!("{} added", plural(added, "line")),
        (0, removed) => format!("{} removed", plural(removed, "line")),
        (added, removed) => format!("{} added, {removed} removed", plural(added, "line")),
    }
}

fn value(field: Option<&Field>, full: bool) -> String {
    let text = match field {
        None => return "nothing".to_owned(),
        Some(Field::Text(text)) => text.clone(),
        Some(Field::Lines(lines)) => lines.join(", "),
    };
    let text = shown(&text);
    let plain = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-.:/".contains(c));
    let text = if full { text } else { shortened(&text, VALUE) };
    if plain { text } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_fit_set_the_width_of_their_column() {
        let width = |subjects: &[&str]| width(subjects.iter().copied());
        assert_eq!(width(&["198.51.100.64/28"]), 24);
        let range = "198.51.100.80-198.51.100.103";
        assert_eq!(width(&["198.51.100.64/28", range]), range.len());
        let long = "2001:db8:1000::-2001:db8:2fff:ffff:ffff:ffff:ffff:ffff";
        assert_eq!(width(&[long, "198.51.100.64/28"]), 24);
    }
}
