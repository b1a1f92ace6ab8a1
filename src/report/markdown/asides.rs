//! What stands last in a comment: what sends nothing, and what is worth knowing.

use std::fmt::Write;

use super::super::count;
use super::super::plural;
use super::super::values::{notice, tally};
use super::span::{At, code, sentence};
use super::{Cut, Cuts, LIMIT, Place, Setting, file};
use crate::model::Action;
use crate::plan::Plan;
use crate::registry::{Finding, FindingKind, ObjectionPlace, Stated};

/// A warning, wherever it comes from.
struct Warning<'a> {
    code: &'a str,
    message: &'a str,
    place: Option<(String, usize)>,
}

/// Adopts, notices and warnings.
pub(super) struct Asides<'a> {
    adopts: Vec<&'a Stated>,
    /// By kind, in the order in which they are told.
    notices: Vec<(FindingKind, Vec<&'a Finding>)>,
    warnings: Vec<Warning<'a>>,
    unchanged: u64,
}

/// The kinds of notices that have their own line, and how a number of them is called. An objection has told of its
/// own already.
const KINDS: [(FindingKind, &str); 10] = [
    (FindingKind::Keep, "kept"),
    (FindingKind::Wait, "waiting"),
    (FindingKind::Later, "later"),
    (FindingKind::Uncertain, "unknown"),
    (FindingKind::Held, "held"),
    (FindingKind::Lost, "lost"),
    (FindingKind::Protected, "protected from now on"),
    (FindingKind::Unprotected, "protected no longer"),
    (FindingKind::Rekeyed, "renamed"),
    (FindingKind::Found, "found"),
];

/// How often each code occurs.
pub(super) fn codes<'a>(given: impl Iterator<Item = &'a str>) -> String {
    let codes = tally(given, 10);
    let words = codes
        .iter()
        .map(|(name, number)| format!("{} {}", count(*number), code(name, At::Line)));
    words.collect::<Vec<_>>().join(", ")
}

impl<'a> Asides<'a> {
    pub(super) fn of(plan: &'a Plan, setting: &'a Setting<'a>) -> Self {
        let changes = plan.parts.iter().flat_map(|part| &part.changes);
        let findings = plan.parts.iter().flat_map(|part| &part.findings);
        let notices = KINDS.iter().map(|(kind, _)| {
            let own = findings.clone().filter(|finding| finding.kind == *kind);
            (*kind, own.collect())
        });
        let remarks = plan.remarks.iter().map(|remark| {
            let place = remark.places.iter().find_map(|place| match place {
                ObjectionPlace::Declared(origin, _) => {
                    let line = (setting.locate)(origin).map_or(0, |place| place.line);
                    Some((origin.file().to_owned(), line))
                }
                ObjectionPlace::Registered(..) => None,
            });
            Warning {
                code: remark.code,
                message: &remark.message,
                place,
            }
        });
        let warned = setting.warnings.iter().map(|warning| Warning {
            code: warning.code,
            message: &warning.message,
            place: warning
                .places
                .first()
                .map(|place| (place.file.clone(), place.line)),
        });
        Self {
            adopts: changes
                .filter(|stated| stated.change.action == Action::Adopt)
                .collect(),
            notices: notices.collect(),
            warnings: warned.chain(remarks).collect(),
            unchanged: plan.summary.unchanged,
        }
    }

    pub(super) fn found(&self) -> u64 {
        let found = self
            .notices
            .iter()
            .filter(|(kind, _)| *kind == FindingKind::Found);
        found.map(|(_, findings)| findings.len() as u64).sum()
    }

    pub(super) fn warnings(&self) -> u64 {
        self.warnings.len() as u64
    }

    fn summary(&self) -> String {
        let mut words = Vec::new();
        if !self.adopts.is_empty() {
            words.push(format!("{} adopt", count(self.adopts.len() as u64)));
        }
        for ((_, findings), (_, word)) in self.notices.iter().zip(KINDS) {
            if !findings.is_empty() {
                words.push(format!("{} {word}", count(findings.len() as u64)));
            }
        }
        if !self.warnings.is_empty() {
            words.push(plural(self.warnings(), "warning"));
        }
        words.join(", ")
    }

    /// The fold. What asks for a person stands in it whatever else is cut, as far as it fits.
    pub(super) fn fold(&self, cuts: Cuts, places: &[Place<'_>], out: &mut String) {
        let summary = self.summary();
        if summary.is_empty() {
            return;
        }
        let mut lines = String::new();
        if !cuts.has(Cut::Adopts) {
            for stated in &self.adopts {
                let because = stated.because.as_deref().unwrap_or_default();
                let who = super::super::values::Shown::of(stated, false).who;
                push(&mut lines, "adopt", (&stated.subject, &who, because));
            }
        }
        for ((kind, findings), (_, word)) in self.notices.iter().zip(KINDS) {
            if (*kind == FindingKind::Found && cuts.has(Cut::Found)) || cuts.has(Cut::Networks) {
                continue;
            }
            for finding in findings {
                let (who, text) = notice(finding, false);
                push(&mut lines, word, (&finding.subject, &who, &text));
            }
        }
        self.warned(cuts, &mut lines);
        if !cuts.has(Cut::Unchanged) && self.unchanged > 0 {
            let named = places.iter().filter(|place| place.unchanged > 0);
            let named = named.map(|place| {
                let number = count(place.unchanged);
                format!("{} {number}", code(place.title, At::Line))
            });
            let named: Vec<String> = named.collect();
            let unchanged = count(self.unchanged);
            let _ = writeln!(lines, "- {unchanged} unchanged: {}", named.join(", "));
        }
        let lines = if lines.is_empty() {
            String::new()
        } else {
            format!("\n{lines}")
        };
        let _ = write!(
            out,
            "<details><summary>{summary}</summary>\n{lines}</details>\n"
        );
    }

    fn warned(&self, cuts: Cuts, lines: &mut String) {
        if self.warnings.is_empty() {
            return;
        }
        if cuts.has(Cut::Warnings) {
            let codes = codes(self.warnings.iter().map(|warning| warning.code));
            let _ = writeln!(lines, "- warnings: {codes}");
            return;
        }
        for warning in &self.warnings {
            if lines.len() > LIMIT {
                return;
            }
            let place = warning
                .place
                .as_ref()
                .map(|(name, line)| format!(" ({})", file(name, *line)));
            let _ = writeln!(
                lines,
                "- warning {} {}{}",
                code(warning.code, At::Line),
                sentence(warning.message, At::Line),
                place.unwrap_or_default()
            );
        }
    }
}

fn push(lines: &mut String, word: &str, (subject, who, text): (&str, &str, &str)) {
    if lines.len() > LIMIT {
        return;
    }
    let who = if who.is_empty() {
        String::new()
    } else {
        format!(" {}", code(who, At::Line))
    };
    let text = if text.is_empty() {
        String::new()
    } else {
        format!(": {}", sentence(text, At::Line))
    };
    let _ = writeln!(lines, "- {word} {}{who}{text}", code(subject, At::Line));
}
