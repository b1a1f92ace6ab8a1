//! Creates and modifies in a comment, folded by customer and by network.

use std::fmt::Write;

use super::super::entries::{noun, span};
use super::super::values::{Shown, fields, folded, lines_changed, tally, text};
use super::super::{count, plural};
use super::span::{At, bold, code};
use super::{Contents, Cut, Cuts, LIMIT, Place};
use crate::model::Action;
use crate::registry::{Detail, Stated};

impl Contents<'_> {
    /// Everything that is created or modified. Stops where nothing more can fit anyway.
    pub(super) fn changes(&self, cuts: Cuts, out: &mut String) {
        self.profiles(cuts, out);
        for place in &self.places {
            if out.len() > LIMIT {
                return;
            }
            network(place, cuts, out);
        }
    }

    /// Customers whose records change: one fold each, without their values one for all.
    fn profiles(&self, cuts: Cuts, out: &mut String) {
        let groups = &self.profiles;
        if groups.is_empty() {
            return;
        }
        if !cuts.has(Cut::Values) {
            for group in groups {
                if out.len() > LIMIT {
                    return;
                }
                profile(group, out);
            }
            return;
        }
        let records: usize = groups.iter().map(Vec::len).sum();
        let records = plural(records as u64, "record");
        let customers = plural(groups.len() as u64, "customer");
        let _ = write!(
            out,
            "<details><summary><b>customers</b>: {records} of {customers}</summary>\n\n"
        );
        if cuts.has(Cut::Modifies) {
            let firsts = groups.iter().filter_map(|group| group.first());
            let details = firsts.flat_map(|stated| &stated.profile);
            let _ = write!(out, "{}\n</details>\n", counted(details));
            return;
        }
        for group in groups {
            if out.len() > LIMIT {
                return;
            }
            let Some(first) = group.first() else { continue };
            let _ = writeln!(
                out,
                "- {} {}: {}",
                code(&Shown::of(first, false).who, At::Line),
                plural(group.len() as u64, "record"),
                fields(&first.profile)
            );
        }
        out.push_str("</details>\n");
    }
}

/// One customer whose records change alike.
fn profile(group: &[&Stated], out: &mut String) {
    let Some(first) = group.first() else { return };
    let shown = Shown::of(first, false);
    let records = plural(group.len() as u64, "record");
    let changes = values(&first.profile, shown.hidden, At::Line);
    let _ = write!(
        out,
        "<details><summary>{}: {records}</summary>\n\n{changes}\n</details>\n",
        bold(&shown.who)
    );
}

/// How many of what: `1 create, 1 modify`.
fn numbers(place: &Place<'_>) -> String {
    let of = |action: Action| {
        let changes = place.changes.iter();
        let number = changes
            .filter(|stated| stated.change.action == action)
            .count() as u64;
        (number > 0).then(|| format!("{} {action}", count(number)))
    };
    let words = [of(Action::Create), of(Action::Modify)];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn network(place: &Place<'_>, cuts: Cuts, out: &mut String) {
    if place.changes.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<details><summary>{}: {}</summary>\n\n| | block | who | change |\n|--|--|--|--|\n",
        bold(place.title),
        numbers(place)
    );
    for action in [Action::Create, Action::Modify] {
        let cut = if action == Action::Create {
            Cut::Creates
        } else {
            Cut::Modifies
        };
        let changes: Vec<&Stated> = place
            .changes
            .iter()
            .filter(|stated| stated.change.action == action)
            .copied()
            .collect();
        if cuts.has(cut) && !changes.is_empty() {
            out.push_str(&many(action, &changes, place.title));
        }
    }
    for stated in &place.changes {
        let cut = if stated.change.action == Action::Create {
            Cut::Creates
        } else {
            Cut::Modifies
        };
        if out.len() > LIMIT {
            return;
        }
        if !cuts.has(cut) {
            out.push_str(&row(stated, cuts.has(Cut::Values)));
        }
    }
    out.push_str("</details>\n");
}

fn row(stated: &Stated, bare: bool) -> String {
    let shown = Shown::of(stated, false);
    let (sign, change) = match stated.change.action {
        Action::Create if stated.title.is_empty() => ("+", String::new()),
        Action::Create => ("+", code(&stated.title, At::Cell)),
        Action::Modify | Action::Adopt | Action::Replace | Action::Delete if bare => {
            ("~", fields(&stated.details))
        }
        Action::Modify | Action::Adopt | Action::Replace | Action::Delete => {
            ("~", values(&stated.details, shown.hidden, At::Cell))
        }
    };
    let who = if shown.who.is_empty() {
        String::new()
    } else {
        code(&shown.who, At::Cell)
    };
    format!(
        "| {sign} | {} | {who} | {change} |\n",
        code(&stated.subject, At::Cell)
    )
}

/// How values change: `name` and the two of them; a comment by its lines; of a private customer only which.
fn values(details: &[Detail], hidden: bool, at: At) -> String {
    if hidden {
        return super::super::values::hidden(details, "");
    }
    let value = |field| code(&folded(&text(field), false), at);
    let changes = details.iter().map(|detail| {
        let field = &detail.field;
        match lines_changed(detail) {
            Some(words) => format!("{field} {words}"),
            None => format!(
                "{field} {} → {}",
                value(detail.before.as_ref()),
                value(detail.after.as_ref())
            ),
        }
    });
    changes.collect::<Vec<_>>().join("; ")
}

fn counted<'a>(details: impl Iterator<Item = &'a Detail>) -> String {
    let fields = tally(details.map(|detail| detail.field.as_str()), 10);
    let words = fields
        .iter()
        .map(|(field, number)| format!("{field} {}", count(*number)));
    words.collect::<Vec<_>>().join(", ")
}

/// One row for all creates or all modifies of a network.
fn many(action: Action, changes: &[&Stated], section: &str) -> String {
    let number = count(changes.len() as u64);
    let noun = noun(changes, section);
    if action == Action::Modify {
        let details = changes.iter().flat_map(|stated| &stated.details);
        return format!("| ~ | {number} {noun} | | {} |\n", counted(details));
    }
    let whose: Vec<_> = changes
        .iter()
        .map(|stated| Shown::of(stated, false).who)
        .collect();
    let whose = tally(whose.iter().map(AsRef::as_ref), 3);
    let whose = whose.iter().map(|(who, number)| {
        let number = count(*number);
        if *who == "others" {
            format!("others {number}")
        } else {
            format!("{} {number}", code(who, At::Cell))
        }
    });
    let whose = whose.collect::<Vec<_>>().join(", ");
    let span = span(changes).map(|(first, last)| {
        let (first, last) = (code(&first, At::Cell), code(&last, At::Cell));
        format!("{first} … {last}")
    });
    format!(
        "| + | {number} {noun} | {whose} | {} |\n",
        span.unwrap_or_default()
    )
}
