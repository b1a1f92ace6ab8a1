//! What a run did: problems last, nearest to the prompt.

use std::collections::BTreeMap;
use std::time::Duration;

use super::words::{plural, shown};
use super::{Locate, Paint};
use crate::execute::{Outcome, StepResult};
use crate::model::{ChangeId, Origin, Step};
use crate::plan::Plan;
use crate::registry::Stated;

/// How a change ended: as its worst step.
#[derive(Debug, Clone)]
pub struct ChangeEnd<'a> {
    /// The change.
    pub stated: &'a Stated,
    /// How it ended.
    pub outcome: Outcome,
    /// The step that says why, with its result.
    pub because: Option<(&'a Step, &'a StepResult)>,
}

/// A run for people.
pub struct Applied<'a> {
    /// For people: `arin (production)`.
    pub title: String,
    /// How long it took.
    pub took: Duration,
    /// The ends of its changes.
    pub ends: Vec<ChangeEnd<'a>>,
    /// Colour.
    pub paint: Paint,
    /// Finds lines in the repository.
    pub locate: Locate<'a>,
}

/// Puts steps' results together by change.
#[must_use]
pub fn change_ends<'a>(plan: &'a Plan, results: &'a [StepResult]) -> Vec<ChangeEnd<'a>> {
    let mut worst: BTreeMap<&ChangeId, (&Step, &StepResult)> = BTreeMap::new();
    for (step, result) in plan.steps.iter().zip(results) {
        let so_far = worst.entry(&step.change).or_insert((step, result));
        if severity(result.outcome) >= severity(so_far.1.outcome) {
            *so_far = (step, result);
        }
    }
    let changes = plan.parts.iter().flat_map(|part| &part.changes);
    changes
        .map(|stated| {
            let worst = worst.get(&stated.change.id).copied();
            let outcome = worst.map_or(Outcome::Done, |(_, result)| result.outcome);
            let because = worst.filter(|_| outcome != Outcome::Done);
            ChangeEnd {
                stated,
                outcome,
                because,
            }
        })
        .collect()
}

/// Which of two ends says more about a change.
fn severity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Done => 0,
        Outcome::Skipped => 1,
        Outcome::Ticketed => 2,
        Outcome::Refused => 3,
        Outcome::Uncertain => 4,
    }
}

/// The report at the end of a run.
#[must_use]
pub fn applied_text(applied: &Applied<'_>) -> String {
    let counted = |outcome: Outcome| {
        applied
            .ends
            .iter()
            .filter(|end| end.outcome == outcome)
            .count() as u64
    };
    let words = [
        (Outcome::Done, "done"),
        (Outcome::Refused, "refused"),
        (Outcome::Uncertain, "uncertain"),
        (Outcome::Ticketed, "waiting"),
        (Outcome::Skipped, "not sent"),
    ];
    let counts: Vec<String> = words
        .iter()
        .map(|(outcome, word)| (counted(*outcome), word))
        .filter(|(number, word)| *number > 0 || **word == "done")
        .map(|(number, word)| format!("{} {word}", super::count(number)))
        .collect();
    let mut blocks = vec![format!(
        "Applied to {} in {}: {}",
        applied.title,
        seconds(applied.took),
        counts.join(", ")
    )];
    for outcome in [
        Outcome::Skipped,
        Outcome::Ticketed,
        Outcome::Refused,
        Outcome::Uncertain,
    ] {
        blocks.extend(
            applied
                .ends
                .iter()
                .filter(|end| end.outcome == outcome)
                .map(|end| problem(end, applied)),
        );
    }
    blocks.join("\n\n")
}

fn seconds(took: Duration) -> String {
    if took < Duration::from_secs(10) {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} s", took.as_secs())
    }
}

fn problem(end: &ChangeEnd<'_>, applied: &Applied<'_>) -> String {
    let Some((step, result)) = end.because else {
        return String::new();
    };
    let message = shown(result.message.as_deref().unwrap_or("no reason was given"));
    let subject = &end.stated.subject;
    let what = format!("{subject}  {} of {}", step.action, step.kind);
    match end.outcome {
        Outcome::Done => String::new(),
        Outcome::Skipped => [row("not sent", &what), row("  because", &message)].join("\n"),
        Outcome::Ticketed => {
            let ticket = result
                .ticket
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let next = "nothing; the next run goes on. To stay: swipd apply --wait 30m";
            [
                row("waiting", &format!("{subject}  ticket {ticket}")),
                row("  next", next),
            ]
            .join("\n")
        }
        Outcome::Refused => refused(end, (step, result), &message, applied),
        Outcome::Uncertain => {
            let head = format!("{what} for {}, outcome unknown", end.stated.who);
            let mut lines = vec![
                applied.paint.objection(&row("uncertain", &head)),
                row("  because", &message),
            ];
            way_out(step, result, &mut lines);
            lines.join("\n")
        }
    }
}

/// What ends the doubt: the next run, or only a person who looks.
fn way_out(step: &Step, result: &StepResult, lines: &mut Vec<String>) {
    if !result.unsettleable {
        let next =
            "swipd apply reads again and goes on; nothing else touches this range until then";
        lines.push(row("  next", next));
    } else if step.kind.as_str() == "customer" {
        let key = &step.key;
        lines.push(row(
            "  next",
            "no reading can tell: look in ARIN Online for the customer, then one of",
        ));
        lines.push(row("", &format!("swipd state adopt {key} C…")));
        lines.push(row("", &format!("swipd state forget {key}")));
    } else {
        lines.push(row(
            "  next",
            "no reading can tell; swipd status says what to do",
        ));
    }
}

/// The registry's words, where it was declared, and what to do.
fn refused(
    end: &ChangeEnd<'_>,
    (step, result): (&Step, &StepResult),
    message: &str,
    applied: &Applied<'_>,
) -> String {
    let object = result
        .handle
        .as_ref()
        .map(|handle| format!(" {handle}"))
        .unwrap_or_default();
    let Stated { subject, who, .. } = end.stated;
    let head = format!(
        "{subject}  {} of {}{object} for {who}, unchanged",
        step.action, step.kind
    );
    let mut lines = vec![
        applied.paint.objection(&row("refused", &head)),
        row("  because", &with_code(result, message)),
    ];
    let complaint = |component: &crate::model::Component| {
        row(
            "",
            &format!(
                "{}: \"{}\"",
                shown(&component.name),
                shown(&component.message)
            ),
        )
    };
    lines.extend(result.components.iter().map(complaint));
    lines.extend(at(step.origin.as_ref(), applied.locate));
    lines.push(row("  next", "correct it, then: swipd apply"));
    lines.join("\n")
}

fn with_code(result: &StepResult, message: &str) -> String {
    result
        .code
        .as_ref()
        .map_or_else(|| message.to_owned(), |code| format!("{code}  {message}"))
}

fn at(origin: Option<&Origin>, locate: Locate<'_>) -> Option<String> {
    let place = locate(origin?)?;
    Some(row(
        "  at",
        &format!("{}:{}:{}", place.file, place.line, place.column),
    ))
}

fn row(word: &str, text: &str) -> String {
    format!("{word:<10} {text}").trim_end().to_owned()
}

/// One line for a step that has ended.
#[must_use]
pub fn finished_line(
    stated: Option<&Stated>,
    result: &StepResult,
    took: Duration,
    paint: Paint,
) -> String {
    let mark = match (result.outcome, paint.unicode) {
        (Outcome::Done, true) => "✓",
        (Outcome::Done, false) => "ok",
        (Outcome::Ticketed, true) => "…",
        (Outcome::Ticketed, false) => "..",
        (Outcome::Refused, true) => "✗",
        (Outcome::Refused, false) => "no",
        (Outcome::Uncertain, _) => "?",
        // Not "-", which is the sign of a delete.
        (Outcome::Skipped, true) => "·",
        (Outcome::Skipped, false) => ".",
    };
    let record = if result.step.as_str().contains("/customer/") {
        " (record)"
    } else {
        ""
    };
    let what = stated.map_or_else(
        || result.step.to_string(),
        |stated| {
            let sign = paint.sign(stated.change.action);
            let who = stated.who.replace('→', paint.arrow());
            format!("{sign} {:<28} {who}{record}", stated.subject)
        },
    );
    let note = match (&result.ticket, &result.message) {
        (Some(ticket), _) => format!("ticket {ticket}"),
        (None, Some(message)) => shown(message),
        (None, None) => seconds(took),
    };
    format!("  {mark} {what:<50} {note}")
}

/// For the sentence that asks: `11 changes`.
#[must_use]
pub fn changes(plan: &Plan) -> String {
    plural(plan.summary.changes(), "change")
}
