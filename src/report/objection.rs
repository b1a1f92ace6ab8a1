//! Objections and warnings, in the shape of diagnostics.

use super::words::shown;
use super::{Locate, Paint, Setting};
use crate::plan::Plan;
use crate::registry::{Objection, ObjectionPlace, Remark};

/// What an apply does despite the objections of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Despite {
    /// Nothing.
    Nothing,
    /// What no objection is about: the run allows it.
    Rest,
    /// So many steps that fill what an earlier replace has emptied (write protocol, section 5).
    Refills(u64),
}

impl Despite {
    /// `None`: nothing stands against the plan.
    pub(super) fn of(plan: &Plan, setting: &Setting<'_>) -> Option<Self> {
        if plan.objections.is_empty() {
            return None;
        }
        if setting.partial && !plan.is_forbidden() {
            return Some(Self::Rest);
        }
        // A plan without a digest is only ever looked at.
        if plan.resumed.is_empty() || plan.digest.is_empty() {
            return Some(Self::Nothing);
        }
        let refills = plan.resumed().steps.len() as u64;
        Some(if refills == 0 {
            Self::Nothing
        } else {
            Self::Refills(refills)
        })
    }
}

/// The lines of an objection.
#[must_use]
pub fn objection_text(objection: &Objection, paint: Paint, locate: Locate<'_>) -> String {
    let head = paint.objection(&format!("objection[{}]", objection.code));
    let places = (objection.places.as_slice(), objection.help.as_str());
    lines(&head, &objection.message, places, locate)
}

/// Those of several, as a plan shows them.
#[must_use]
pub fn objections_text(objections: &[Objection], paint: Paint, locate: Locate<'_>) -> String {
    let texts: Vec<String> = objections
        .iter()
        .map(|objection| objection_text(objection, paint, locate))
        .collect();
    texts.join("\n\n")
}

/// The lines of a warning.
#[must_use]
pub fn remark_text(remark: &Remark, setting: &Setting<'_>) -> String {
    let head = setting.paint.warning(&format!("warning[{}]", remark.code));
    let places = (remark.places.as_slice(), remark.help.as_str());
    lines(&head, &remark.message, places, setting.locate)
}

fn lines(
    head: &str,
    message: &str,
    (places, help): (&[ObjectionPlace], &str),
    locate: Locate<'_>,
) -> String {
    let mut lines = vec![format!("{head}: {}", shown(message))];
    let places: Vec<(String, String)> = places
        .iter()
        .map(|place| place_words(place, locate))
        .collect();
    let width = places.iter().map(|(place, _)| place.chars().count());
    let width = width.max().unwrap_or(0);
    lines.extend(places.iter().map(|(place, what)| {
        let line = format!("  --> {place:<width$}  {what}");
        shown(line.trim_end())
    }));
    if !help.is_empty() {
        lines.push(format!("   = help: {}", shown(help)));
    }
    lines.join("\n")
}

/// A place as `file:line:column` or a handle, and what it is.
pub(super) fn place_words(place: &ObjectionPlace, locate: Locate<'_>) -> (String, String) {
    match place {
        ObjectionPlace::Declared(origin, what) => {
            let place = locate(origin).map_or_else(
                || origin.file().to_owned(),
                |place| format!("{}:{}:{}", place.file, place.line, place.column),
            );
            (place, what.clone())
        }
        ObjectionPlace::Registered(handle, what) => (handle.clone(), what.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{estate, pace, planned, setting};
    use super::super::{plan_markdown, plan_text};
    use super::*;
    use crate::registry::Scope;

    /// The last line of the text, and the box of the Markdown.
    fn said(plan: &Plan, setting: &Setting<'_>) -> (String, String) {
        let text = plan_text(plan, setting);
        let last = text.lines().last().unwrap_or_default().to_owned();
        let page = plan_markdown(plan, setting);
        let boxed = page.lines().find(|line| line.contains("merging this"));
        (last, boxed.unwrap_or_default().to_owned())
    }

    #[track_caller]
    fn says((last, boxed): &(String, String), text: &str, merging: &str) {
        assert!(
            last.starts_with("1 objection: ") && last.ends_with(text),
            "{last}"
        );
        assert!(
            boxed.contains(&format!("merging this {merging}.**")),
            "{boxed}"
        );
    }

    #[test]
    fn a_plan_of_which_something_is_sent_does_not_say_that_it_cannot_be_applied() {
        let pace = pace();
        let setting = setting(&pace);
        let partly = Setting {
            partial: true,
            ..super::super::samples::setting(&pace)
        };
        let mut plan = planned(estate());
        let nothing = "this plan cannot be applied. Nothing was sent.";
        says(&said(&plan, &setting), nothing, "sends nothing");
        says(
            &said(&plan, &partly),
            "what it is about is left out; the rest can be applied.",
            "leaves out what it is about",
        );
        plan.objections[0].scope = Scope::Plan;
        says(&said(&plan, &partly), nothing, "sends nothing");
        let first = plan.steps.iter().find(|step| step.requires.is_empty());
        plan.resumed = vec![first.expect("a step").change.clone()];
        let refills = plan.resumed().steps.len();
        assert!(refills > 0 && refills < plan.steps.len());
        let refills = format!("{refills} step");
        for setting in [&setting, &partly] {
            let (last, boxed) = said(&plan, setting);
            assert!(last.contains(&format!("only {refills}")), "{last}");
            assert!(boxed.contains(&format!("sends only {refills}")), "{boxed}");
        }
        plan.digest.clear();
        says(&said(&plan, &setting), nothing, "sends nothing");
    }
}
