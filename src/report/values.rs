//! Values and names as people see them: folded, quoted, or hidden where they are somebody's private ones.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::words::{plural, shortened, shown};
use crate::model::Field;
use crate::registry::{Detail, Finding, Stated, UNSHOWN};

/// Longer values are folded.
const VALUE: usize = 40;

/// What of a change may be seen.
pub(super) struct Shown<'a> {
    /// Whose it is. A private customer is known by its key alone, never by a name.
    pub(super) who: Cow<'a, str>,
    /// Whether its values are hidden.
    pub(super) hidden: bool,
}

impl<'a> Shown<'a> {
    /// With everything shown nothing is hidden.
    pub(super) fn of(stated: &'a Stated, full: bool) -> Self {
        let hidden = stated.private && !full;
        Self {
            who: named(&stated.who, hidden),
            hidden,
        }
    }
}

/// Words about a change, without what they quote where that is somebody's private name.
pub(super) fn discreet(text: &str, hidden: bool) -> Cow<'_, str> {
    if hidden {
        Cow::Owned(unquoted(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// What of a notice may be seen: whose it is, and its words.
pub(super) fn notice(finding: &Finding, full: bool) -> (Cow<'_, str>, Cow<'_, str>) {
    let hidden = finding.private && !full;
    let text = if hidden {
        Cow::Owned(unquoted(&finding.text))
    } else {
        Cow::Borrowed(finding.text.as_str())
    };
    (named(&finding.who, hidden), text)
}

/// Names stand in quotation marks, keys and handles do not.
fn named(who: &str, hidden: bool) -> Cow<'_, str> {
    if hidden && who.contains('"') {
        Cow::Borrowed("a private customer")
    } else {
        Cow::Borrowed(who)
    }
}

/// A text without what it quotes. From the first quotation mark to the last, since a name may hold some.
fn unquoted(text: &str) -> String {
    match (text.find('"'), text.rfind('"')) {
        (Some(first), Some(last)) => {
            let before = text.get(..first).unwrap_or_default();
            let after = text.get(last + 1..).unwrap_or_default();
            format!("{before}a private customer{after}")
        }
        _ => text.to_owned(),
    }
}

/// What a value was and what it becomes; a comment that is folded is one text.
pub(super) fn sides(detail: &Detail, full: bool) -> (String, Option<String>) {
    if let Some(words) = lines_changed(detail).filter(|_| !full) {
        return (words, None);
    }
    let value = |field: Option<&Field>| quoted(&text(field), full);
    (
        value(detail.before.as_ref()),
        Some(value(detail.after.as_ref())),
    )
}

/// How the lines of a comment change; nothing for other values.
pub(super) fn lines_changed(detail: &Detail) -> Option<String> {
    (detail.field == "comment").then(|| comment(detail))
}

/// A comment by its lines that come and go.
fn comment(detail: &Detail) -> String {
    let lines = |field: Option<&Field>| match field {
        Some(Field::Lines(lines)) => lines.clone(),
        Some(Field::Text(text)) => vec![text.clone()],
        None => Vec::new(),
    };
    let (before, after) = (lines(detail.before.as_ref()), lines(detail.after.as_ref()));
    if before == [UNSHOWN] && !after.iter().any(|line| line == UNSHOWN) {
        return "changes".to_owned();
    }
    let added = after.iter().filter(|line| !before.contains(line)).count() as u64;
    let removed = before.iter().filter(|line| !after.contains(line)).count() as u64;
    match (added, removed) {
        (0, 0) => "lines in another order".to_owned(),
        (added, 0) => format!("{} added", plural(added, "line")),
        (0, removed) => format!("{} removed", plural(removed, "line")),
        (added, removed) => format!("{} added, {removed} removed", plural(added, "line")),
    }
}

/// A value as one text, unquoted and whole.
pub(super) fn text(field: Option<&Field>) -> String {
    match field {
        None => String::new(),
        Some(Field::Text(text)) => shown(text),
        Some(Field::Lines(lines)) => shown(&lines.join(", ")),
    }
}

fn quoted(text: &str, full: bool) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let plain = text == UNSHOWN
        || text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-.:/".contains(c));
    let text = folded(text, full);
    if plain { text } else { format!("\"{text}\"") }
}

/// A value, its middle cut where it is long.
pub(super) fn folded(text: &str, full: bool) -> String {
    if full {
        text.to_owned()
    } else {
        shortened(text, VALUE)
    }
}

/// The fields of details, once each: `street, postal_code`.
pub(super) fn fields(details: &[Detail]) -> String {
    names(details.iter())
}

fn names<'a>(details: impl Iterator<Item = &'a Detail>) -> String {
    let names: Vec<&str> = details.map(|detail| detail.field.as_str()).collect();
    names.join(", ")
}

/// What changes where the values are private: `street, postal_code; values private`. Whether the record itself becomes
/// private or public is what a review is for, and no secret.
pub(super) fn hidden(details: &[Detail], seen: &str) -> String {
    let is_turn = |detail: &&Detail| detail.field == "private";
    let turn = details.iter().find(is_turn).map(|detail| {
        let to = detail.after.as_ref().map_or("public", |_| "private");
        format!("becomes {to}")
    });
    let others = names(details.iter().filter(|detail| !is_turn(detail)));
    let others = (!others.is_empty()).then(|| format!("{others}; values private{seen}"));
    let parts: Vec<String> = turn.into_iter().chain(others).collect();
    parts.join("; ")
}

/// How often each word occurs, the most frequent first: `larkspur 600, ninefold 550`. At most `most` words; the
/// rest is counted.
pub(super) fn tally<'a>(words: impl Iterator<Item = &'a str>, most: usize) -> Vec<(&'a str, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    if counts.len() > most {
        let rest = counts.split_off(most);
        counts.push(("others", rest.iter().map(|(_, number)| number).sum()));
    }
    counts
}

/// What all texts begin with, and `…` where they go on: `EXMPL-OLD-…`.
pub(super) fn in_common(mut texts: impl Iterator<Item = String>) -> String {
    let Some(first) = texts.next() else {
        return String::new();
    };
    let (mut length, mut whole) = (first.len(), true);
    for text in texts {
        let mut same = 0;
        for (a, b) in first.chars().zip(text.chars()) {
            if a != b {
                break;
            }
            same += a.len_utf8();
        }
        whole = whole && text == first;
        length = length.min(same);
    }
    let start = first.get(..length).unwrap_or_default();
    if whole { first } else { format!("{start}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_word_comes_first_and_the_rest_is_counted() {
        let words = ["a", "b", "b", "c", "d", "b", "c"];
        assert_eq!(
            tally(words.into_iter(), 2),
            [("b", 3), ("c", 2), ("others", 2)]
        );
        assert_eq!(tally(["a"].into_iter(), 2), [("a", 1)]);
    }

    #[test]
    fn what_texts_have_in_common_ends_where_they_part() {
        let common = |texts: &[&str]| in_common(texts.iter().map(|text| (*text).to_owned()));
        assert_eq!(common(&["EXMPL-OLD-1", "EXMPL-OLD-2"]), "EXMPL-OLD-…");
        assert_eq!(common(&["EXMPL-1", "EXMPL-1"]), "EXMPL-1");
        assert_eq!(common(&["é1", "è1"]), "…");
        assert_eq!(common(&[]), "");
    }

    #[test]
    fn a_record_that_becomes_public_is_told_from_private_values() {
        let detail = |field: &str, after: Option<&str>| Detail {
            field: field.to_owned(),
            before: None,
            after: after.map(|text| Field::Text(text.into())),
        };
        let street = detail("street", Some("12 Mill Road"));
        let (private, public) = (detail("private", Some("yes")), detail("private", None));
        assert_eq!(
            hidden(std::slice::from_ref(&street), ", --full shows them"),
            "street; values private, --full shows them"
        );
        assert_eq!(hidden(&[private], ""), "becomes private");
        assert_eq!(
            hidden(&[street, public], ""),
            "becomes public; street; values private"
        );
    }

    #[test]
    fn a_name_with_quotation_marks_is_hidden_whole() {
        assert_eq!(
            unquoted("\"Jo \"JJ\" Doe\", not declared"),
            "a private customer, not declared"
        );
        assert_eq!(unquoted("one \" alone"), "one a private customer alone");
    }
}
