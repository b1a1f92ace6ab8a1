//! A plan as the comment on a pull request: what matters most stands first, and what is deleted stays outside of
//! what is folded, since it reaches the e-mail. Private values never come here.

mod asides;
mod changes;
mod deletes;
mod mistakes;
mod span;

#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::entries::Sections;
use super::nothing::nothing_line;
use super::objection::Despite;
use super::plan_text::uncompared_words;
use super::words::count;
use super::{Cost, Setting, moment, plural};
use crate::model::Action;
use crate::plan::{Part, Plan};
use crate::registry::{Objection, ObjectionPlace, Stated};
use asides::Asides;
use deletes::{Form, deletes};
pub use mistakes::mistakes_markdown;
use span::{At, closed, code, is_plain_name, sentence};

/// What a comment may hold, in bytes: GitHub refuses more than 65,536 characters.
pub const LIMIT: usize = 65_000;
/// So many objections are told; the rest is counted.
const OBJECTIONS: usize = 10;

/// What is cut so that a comment fits, the first first. Each cut leaves one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cut {
    Found,
    Unchanged,
    Adopts,
    Values,
    Creates,
    Modifies,
    Warnings,
    Networks,
}

const CUTS: [Cut; 8] = [
    Cut::Found,
    Cut::Unchanged,
    Cut::Adopts,
    Cut::Values,
    Cut::Creates,
    Cut::Modifies,
    Cut::Warnings,
    Cut::Networks,
];

/// Which cuts are made.
#[derive(Debug, Clone, Copy)]
struct Cuts(usize);

impl Cuts {
    fn has(self, cut: Cut) -> bool {
        CUTS.iter().take(self.0).any(|made| *made == cut)
    }
}

/// A network or another section, with what is created and modified in it.
struct Place<'a> {
    title: &'a str,
    unchanged: u64,
    /// Creates and modifies, in address order.
    changes: Vec<&'a Stated>,
}

/// A plan, sorted once for every form that is tried.
struct Contents<'a> {
    plan: &'a Plan,
    setting: &'a Setting<'a>,
    /// Records of customers that change alike.
    profiles: Vec<Vec<&'a Stated>>,
    places: Vec<Place<'a>>,
    asides: Asides<'a>,
}

/// A plan as the comment on a pull request. At most [`LIMIT`] bytes, whatever the plan; the same for the same plan.
#[must_use]
pub fn plan_markdown(plan: &Plan, setting: &Setting<'_>) -> String {
    let contents = Contents::of(plan, setting);
    let fits = |cuts, form| {
        let page = contents.page(Cuts(cuts), form);
        (page.len() <= LIMIT).then_some(page)
    };
    let all = CUTS.len();
    let rows = (0..=all).find_map(|cuts| fits(cuts, Form::Rows));
    rows.or_else(|| fits(all, Form::Ranges))
        .or_else(|| fits(all, Form::Covers))
        .unwrap_or_else(|| {
            let bare = contents.page(Cuts(all), Form::Some(0)).len();
            contents.page(Cuts(all), Form::Some(LIMIT.saturating_sub(bare)))
        })
}

impl<'a> Contents<'a> {
    fn of(plan: &'a Plan, setting: &'a Setting<'a>) -> Self {
        let mut profiles = Vec::new();
        let mut places = Vec::new();
        for part in &plan.parts {
            let sections = Sections::of(part);
            places.extend(places_of(part, &sections));
            profiles.extend(sections.profiles);
        }
        Self {
            plan,
            setting,
            profiles,
            places,
            asides: Asides::of(plan, setting),
        }
    }

    fn page(&self, cuts: Cuts, form: Form) -> String {
        let deletes = deletes(self.plan, form, LIMIT);
        let mut page = format!(
            "<!-- swipd:plan {} -->\n### swipd plan: {}\n",
            marker(self.setting.repository),
            title(self.plan)
        );
        let all = self.plan.summary.deletes();
        if deletes.shown < all {
            let (shown, all) = (count(deletes.shown), plural(all, "delete"));
            let _ = writeln!(page, "{shown} of {all} shown");
        }
        self.caution(&mut page);
        if !deletes.text.is_empty() {
            let _ = write!(page, "\n{}", deletes.text);
        }
        if self.plan.is_empty() && self.plan.objections.is_empty() && !self.plan.is_limited() {
            let _ = write!(page, "\n{}\n", nothing_line(self.plan));
        }
        let mut details = String::new();
        if !cuts.has(Cut::Networks) {
            self.changes(cuts, &mut details);
        }
        self.asides.fold(cuts, &self.places, &mut details);
        if !details.is_empty() {
            let _ = write!(page, "\n{details}");
        }
        let left_out = self.left_out(cuts, form);
        if !left_out.is_empty() {
            let _ = write!(page, "\n{}\n", left_out.join(" "));
        }
        page.push_str(&self.last_lines());
        page
    }

    /// What forbids the plan, in a box that cannot be missed.
    fn caution(&self, page: &mut String) {
        let objections = &self.plan.objections;
        if objections.is_empty() {
            return;
        }
        let number = plural(objections.len() as u64, "objection");
        let merging = match Despite::of(self.plan, self.setting) {
            Some(Despite::Rest) if objections.len() == 1 => {
                "leaves out what it is about".to_owned()
            }
            Some(Despite::Rest) => "leaves out what they are about".to_owned(),
            Some(Despite::Refills(steps)) => format!(
                "sends only {}, to fill what a replace has emptied",
                plural(steps, "step")
            ),
            Some(Despite::Nothing) | None => "sends nothing".to_owned(),
        };
        let head = format!("> [!CAUTION]\n> **{number}: merging this {merging}.**");
        page.push_str(&head);
        if let [alone] = objections.as_slice() {
            let text = self.objection(alone);
            let _ = write!(page, " {}\n> {text}\n", code(alone.code, At::Line));
            return;
        }
        page.push('\n');
        for objection in objections.iter().take(OBJECTIONS) {
            let text = self.objection(objection);
            let _ = writeln!(page, "> - {} {text}", code(objection.code, At::Line));
        }
        let rest = objections.iter().skip(OBJECTIONS);
        if rest.len() > 0 {
            let more = count(rest.len() as u64);
            let codes = asides::codes(rest.map(|objection| objection.code));
            let _ = writeln!(page, "> - and {more} more: {codes}");
        }
    }

    /// What is wrong, where, and what to do. What the registry's record is called stays out: it may be private.
    fn objection(&self, objection: &Objection) -> String {
        let mut declared = Vec::new();
        let mut registered = Vec::new();
        for place in &objection.places {
            match place {
                ObjectionPlace::Declared(origin, _) => {
                    let place = (self.setting.locate)(origin);
                    let line = place.map_or(0, |place| place.line);
                    declared.push(file(origin.file(), line));
                }
                ObjectionPlace::Registered(handle, what) => {
                    let what = what.split(" \"").next().unwrap_or_default();
                    let what = sentence(what, At::Line);
                    registered.push(format!("{} {what}", code(handle, At::Line)));
                }
            }
        }
        let message = sentence(&objection.message, At::Line);
        // The place stands behind the block that the sentence begins with, as people would say it.
        let mut text = match (message.split_once(' '), declared.as_slice()) {
            (_, []) => message,
            (Some((block, rest)), places) if block.starts_with('`') => {
                format!("{block} ({}) {rest}", places.join(", "))
            }
            (_, places) => match message.strip_suffix(')') {
                Some(open) => format!("{open}; {})", places.join(", ")),
                None => format!("{message} ({})", places.join(", ")),
            },
        };
        if !registered.is_empty() {
            text = format!("{text}: {}", registered.join(", "));
        }
        let help = sentence(&objection.help, At::Line);
        format!("{} {}", closed_after(text), closed(&help))
            .trim_end()
            .to_owned()
    }

    /// One sentence for each cut that took something away.
    fn left_out(&self, cuts: Cuts, form: Form) -> Vec<String> {
        let made = CUTS.iter().filter(|cut| cuts.has(**cut));
        let mut said: Vec<String> = made.filter_map(|cut| self.cut_words(*cut)).collect();
        let form = match form {
            Form::Rows => None,
            Form::Ranges => Some("Deletes are ranges only."),
            Form::Covers | Form::Some(_) => {
                Some("Deletes are prefixes with counts; every address in one is deleted.")
            }
        };
        said.extend(form.map(str::to_owned));
        if !said.is_empty() {
            said.push("`swipd plan --full` lists everything.".to_owned());
        }
        said
    }

    fn cut_words(&self, cut: Cut) -> Option<String> {
        let summary = self.plan.summary;
        let changes = summary.create + summary.modify;
        let (number, words) = match cut {
            Cut::Found => (self.asides.found(), "Found nets are not listed."),
            Cut::Unchanged => (
                summary.unchanged,
                "Unchanged blocks are not counted by network.",
            ),
            Cut::Adopts => (summary.adopt, "Adopts are not listed."),
            Cut::Values => (summary.modify, "Old and new values are left out."),
            Cut::Creates => (summary.create, "Creates are spans."),
            Cut::Modifies => (summary.modify, "Modifies are counts."),
            Cut::Warnings => (self.asides.warnings(), "Warnings are counts for each code."),
            Cut::Networks => (changes, "Networks and customers are not listed."),
        };
        (number > 0).then(|| words.to_owned())
    }

    fn last_lines(&self) -> String {
        let cost = Cost::of(self.plan, self.setting.pace).lasting_words();
        let digest = if self.plan.is_empty() {
            String::new()
        } else if self.plan.digest.is_empty() {
            format!("\n{cost}")
        } else {
            format!("\nDigest `{}` · {cost}", self.plan.digest)
        };
        let revision = self.setting.files_were(|revision| {
            if is_revision(revision) {
                revision.to_owned()
            } else {
                code(revision, At::Line)
            }
        });
        let read = self.plan.parts.iter().map(|part| read(part, self.plan));
        let words: Vec<String> = revision.into_iter().chain(read).collect();
        format!("{digest}\n<sub>{}</sub>\n", words.join(" · "))
    }
}

fn places_of<'a>(part: &'a Part, sections: &Sections<'a>) -> Vec<Place<'a>> {
    let places = part.sections.iter().map(|section| {
        let mut changes: Vec<&Stated> = sections.changes(&section.id).to_vec();
        changes.retain(|stated| match stated.change.action {
            Action::Create | Action::Modify => true,
            Action::Adopt | Action::Replace | Action::Delete => false,
        });
        changes.sort_by_cached_key(|stated| super::entries::Placed::at(&stated.subject));
        Place {
            title: &section.title,
            unchanged: section.unchanged,
            changes,
        }
    });
    places.collect()
}

/// When a registry was read. Which one is said where it is not the one that everybody means.
fn read(part: &Part, plan: &Plan) -> String {
    let which = if plan.parts.len() == 1 && part.title.ends_with("(production)") {
        "registry".to_owned()
    } else {
        sentence(&part.title.replace(['(', ')'], ""), At::Line)
    };
    match part.read_at {
        Some(at) => format!("{which} read {}", moment(at)),
        None => format!("{which} was never read"),
    }
}

/// A full stop, unless one is there.
fn closed_after(text: String) -> String {
    if text.ends_with('.') {
        text
    } else {
        format!("{text}.")
    }
}

/// A file and its line, as code where its name could mean something.
fn file(file: &str, line: usize) -> String {
    let place = if line > 0 {
        format!("{file}:{line}")
    } else {
        file.to_owned()
    };
    if is_plain_name(&place) && place.len() < 200 {
        place
    } else {
        code(&place, At::Line)
    }
}

fn is_revision(text: &str) -> bool {
    (4..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The repository's name inside an HTML comment, which two hyphens would end.
fn marker(repository: &str) -> String {
    let mut name: String = repository
        .chars()
        .take(100)
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-/".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    name.trim_matches('-').to_owned()
}

/// The counts, what takes away first: `1 delete, 1 replace, 1 create, 6 modify, 1 adopt`.
fn title(plan: &Plan) -> String {
    let summary = plan.summary;
    let words = [
        (summary.delete, "delete"),
        (summary.replace, "replace"),
        (summary.create, "create"),
        (summary.modify, "modify"),
        (summary.adopt, "adopt"),
    ];
    let told: Vec<String> = words
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", count(*number)))
        .collect();
    let changed = match (told.as_slice(), plan.objections.as_slice()) {
        ([], []) if !plan.is_limited() && plan.is_settled() => "no changes".to_owned(),
        ([], []) if !plan.is_limited() && plan.open().is_nowhere() => "nothing to send".to_owned(),
        ([], _) => "nothing is planned".to_owned(),
        (told, _) => told.join(", "),
    };
    let words = [Some(changed), uncompared_words(&summary)];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
