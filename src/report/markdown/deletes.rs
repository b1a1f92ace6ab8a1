//! Deletes and replaces in a comment. They stand outside of what is folded, and shrink in form only: rows, then
//! bare ranges, then covers with counts; none is ever left out without being counted.

use std::fmt::Write;

use std::collections::{BTreeMap, BTreeSet};

use super::super::removals::removals;
use super::super::values::Shown;
use super::super::{count, plural};
use super::span::{At, code, sentence};
use crate::model::{Action, ChangeId, Prefix, Range};
use crate::plan::Plan;
use crate::registry::{Below, Stated};

/// How deletes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One row each, with what happens.
    Rows,
    /// Their ranges alone.
    Ranges,
    /// The prefixes that they fill, with counts: every address of one is deleted.
    Covers,
    /// As many covers as fit into so many bytes; the rest is counted.
    Some(usize),
}

/// What the words around a list take at most.
const TAIL: usize = 64;

/// Deletes as they are shown.
#[derive(Debug, Default)]
pub(super) struct Deletes {
    pub(super) text: String,
    /// How many can be found in the text, by name or inside a cover.
    pub(super) shown: u64,
}

/// The deletes of a plan, those that take most first.
pub(super) fn deletes(plan: &Plan, form: Form, most: usize) -> Deletes {
    let mut all = removals(plan);
    all.reverse();
    if all.is_empty() {
        return Deletes::default();
    }
    // What takes others down with it comes first; among equals the order of the map is the better one.
    all.sort_by_cached_key(|stated| (!takes_others(stated), stated.subject.parse::<Range>().ok()));
    match form {
        Form::Rows => rows(plan, &all, most),
        Form::Ranges => Deletes {
            text: paragraphs(&all, |group| {
                group.iter().map(|stated| named(stated)).collect()
            }),
            shown: all.len() as u64,
        },
        Form::Covers => Deletes {
            text: paragraphs(&all, |group| {
                pieces(group).into_iter().map(|p| p.text).collect()
            }),
            shown: all.len() as u64,
        },
        Form::Some(room) => some(&all, room),
    }
}

fn takes_others(stated: &Stated) -> bool {
    stated.below != Below::Known(0)
}

/// What goes with it, in bold.
fn with_it(stated: &Stated) -> String {
    match stated.below {
        Below::Known(0) => String::new(),
        Below::Known(number) => format!(" **with {} below**", plural(number, "net")),
        Below::Unknown => " **with all nets below, which nobody could count**".to_owned(),
    }
}

/// What goes down with it, by name.
fn along(stated: &Stated) -> String {
    let names = stated.along.iter().map(|along| {
        let (subject, who) = (code(&along.subject, At::Cell), code(&along.who, At::Cell));
        format!("{subject} {who}")
    });
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join(", "))
    }
}

fn rows(plan: &Plan, all: &[&Stated], most: usize) -> Deletes {
    let records = records(plan);
    let mut text = "| | block | who | what happens |\n|--|--|--|--|\n".to_owned();
    for stated in all {
        let records = records.get(&stated.change.id);
        text.push_str(&row(stated, records));
        if text.len() > most {
            break;
        }
    }
    Deletes {
        text,
        shown: all.len() as u64,
    }
}

fn row(stated: &Stated, records: Option<&BTreeSet<&str>>) -> String {
    let (sign, last) = match stated.change.action {
        Action::Replace => ("±", Some("created".to_owned())),
        Action::Delete | Action::Create | Action::Adopt | Action::Modify => ("-", None),
    };
    let mut words = vec![format!("deleted{}{}", with_it(stated), along(stated))];
    words.extend(stated.ticket.then(|| "ticket".to_owned()));
    words.extend(last);
    let records = records.into_iter().flatten();
    words.extend(records.map(|kind| format!("{} record too", sentence(kind, At::Cell))));
    let shown = Shown::of(stated, false);
    let who: Vec<String> = shown
        .who
        .split(" → ")
        .filter(|who| !who.is_empty())
        .map(|who| code(who, At::Cell))
        .collect();
    format!(
        "| {sign} | {} | {} | {} |\n",
        code(&stated.subject, At::Cell),
        who.join(" → "),
        words.join(", ")
    )
}

/// The kinds of object that a delete removes beside the one it is about.
fn records(plan: &Plan) -> BTreeMap<&ChangeId, BTreeSet<&str>> {
    let mut kinds: BTreeMap<&ChangeId, Vec<&str>> = BTreeMap::new();
    for step in plan
        .steps
        .iter()
        .filter(|step| step.action == Action::Delete)
    {
        kinds
            .entry(&step.change)
            .or_default()
            .push(step.kind.as_str());
    }
    let replaced: BTreeSet<&ChangeId> = plan
        .steps
        .iter()
        .filter(|step| step.action == Action::Create)
        .map(|step| &step.change)
        .collect();
    let kinds = kinds.into_iter().filter(|(id, _)| !replaced.contains(id));
    kinds
        .map(|(id, kinds)| {
            let first = kinds.first().copied();
            let others = kinds.into_iter().filter(|kind| Some(*kind) != first);
            (id, others.collect())
        })
        .collect()
}

/// Replaces and deletes in a paragraph each.
fn paragraphs(all: &[&Stated], list: impl Fn(&[&Stated]) -> Vec<String>) -> String {
    let mut text = String::new();
    for (action, word) in [
        (Action::Replace, "± deleted and created again"),
        (Action::Delete, "Deleted"),
    ] {
        let group: Vec<&Stated> = all
            .iter()
            .filter(|stated| stated.change.action == action)
            .copied()
            .collect();
        if group.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{word}: {}", list(&group).join(", "));
    }
    text
}

fn named(stated: &Stated) -> String {
    format!("{}{}", code(&stated.subject, At::Line), with_it(stated))
}

/// A part of a paragraph, and how many deletes are in it.
struct Piece {
    text: String,
    number: u64,
    /// Where among its equals: what takes others down first, then by address, then what has none.
    place: (bool, Option<Range>, usize),
}

/// Deletes as covers; what takes others down, and what is no range, stays named.
fn pieces(group: &[&Stated]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut ranges: Vec<Range> = Vec::new();
    for (at, stated) in group.iter().enumerate() {
        match stated.subject.parse() {
            Ok(range) if !takes_others(stated) => ranges.push(range),
            _ => out.push(Piece {
                text: named(stated),
                number: 1,
                place: (!takes_others(stated), None, at),
            }),
        }
    }
    ranges.sort();
    let covers = covers(&ranges);
    let mut left = ranges.as_slice();
    for cover in covers {
        // Both are sorted, and a range begins in one cover only.
        let whole = cover.range();
        let inside = left.partition_point(|range| {
            range.family() == whole.family() && range.first() <= whole.last()
        });
        let (mine, rest) = left.split_at(inside);
        left = rest;
        let name = code(&cover.to_string(), At::Line);
        // Of a range that needs several prefixes the first one has the count.
        let words = if mine.is_empty() || mine == [whole] {
            name
        } else {
            format!("{name} {}", count(mine.len() as u64))
        };
        out.push(Piece {
            text: words,
            number: mine.len() as u64,
            place: (true, Some(cover.range()), 0),
        });
    }
    out.sort_by_key(|piece| piece.place);
    out
}

/// The largest prefixes that ranges fill together, in address order.
fn covers(ranges: &[Range]) -> Vec<Prefix> {
    let mut stack: Vec<Prefix> = Vec::new();
    for prefix in ranges.iter().flat_map(|range| range.cidrs()) {
        let range = prefix.range();
        let before = stack.partition_point(|earlier| earlier.range() <= range);
        let around = before.checked_sub(1).and_then(|at| stack.get(at));
        if around.is_some_and(|earlier| earlier.range().contains(range)) {
            continue;
        }
        stack.push(prefix);
        while let [.., low, high] = stack.as_slice()
            && let Some(whole) = joined(*low, *high)
        {
            stack.truncate(stack.len() - 2);
            stack.push(whole);
        }
    }
    stack
}

/// The prefix whose halves two prefixes are.
fn joined(low: Prefix, high: Prefix) -> Option<Prefix> {
    let whole = Prefix::covering(low.first(), low.length().checked_sub(1)?)?;
    (whole.halves()? == [low, high]).then_some(whole)
}

/// As many deletes as fit, the rest counted by section.
fn some(all: &[&Stated], room: usize) -> Deletes {
    let mut pieces = pieces(all);
    // What takes others down first; then the covers that show most.
    pieces.sort_by_key(|piece| (piece.place.0, std::cmp::Reverse(piece.number), piece.place));
    let room = room.saturating_sub(TAIL);
    let mut taken: Vec<Piece> = Vec::new();
    let (mut used, mut shown) = (0, 0);
    for piece in pieces {
        if used + piece.text.len() + 2 > room {
            continue;
        }
        used += piece.text.len() + 2;
        shown += piece.number;
        taken.push(piece);
    }
    taken.sort_by_key(|piece| piece.place);
    let texts: Vec<String> = taken.into_iter().map(|piece| piece.text).collect();
    let left = all.len() as u64 - shown;
    let text = if texts.is_empty() {
        format!("Deleted: {}.\n", plural(left, "registration"))
    } else {
        format!("Deleted: {} and {} more.\n", texts.join(", "), count(left))
    };
    Deletes { text, shown }
}
