//! The question before anything is sent. Friction grows with danger: a plan that takes registrations away wants
//! their number, typed.

use std::collections::BTreeMap;

use super::removals::{removal_words, removals};
use super::words::{ascii, count, plural, shown};
use super::{Paint, changes};
use crate::model::RegistryName;
use crate::plan::Plan;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question, with the deletes named.
    pub text: String,
    /// The number that must be typed; `None`: yes or no.
    pub number: Option<u64>,
}

/// The question for a plan. `hosts` are the machines that would be written to; what is simulated can be thrown away,
/// so yes or no is enough for it.
#[must_use]
pub fn question(
    plan: &Plan,
    hosts: &BTreeMap<RegistryName, String>,
    simulated: bool,
    paint: Paint,
) -> Question {
    let changes = changes(plan);
    let title = title(plan, hosts);
    let removals = removals(plan);
    let number = removals.len() as u64;
    if number == 0 || simulated {
        return Question {
            text: format!("Apply {changes} to {title}? [y/N]"),
            number: None,
        };
    }
    let verb = if number == 1 { "shows" } else { "show" };
    let mut lines = vec![
        format!("Apply {changes} to {title}?"),
        format!(
            "{} {verb} in public at once and cannot be taken back:",
            plural(number, "delete")
        ),
    ];
    let subjects = removals.iter().map(|stated| stated.subject.chars().count());
    let width = subjects.max().unwrap_or_default();
    lines.extend(removals.iter().map(|stated| {
        let words = removal_words(stated);
        let line = format!("  {:<width$}  {words}", stated.subject);
        shown(line.trim_end())
    }));
    lines.push("Type the number of deletes to go on, anything else stops:".to_owned());
    let text = lines.join("\n");
    Question {
        text: if paint.unicode { text } else { ascii(&text) },
        number: Some(number),
    }
}

impl Question {
    /// Whether an answer is a yes. Commas are how we write numbers, so they may be typed.
    #[must_use]
    pub fn agrees(&self, answer: &str) -> bool {
        let answer = answer.trim();
        match self.number {
            None => matches!(answer, "y" | "Y" | "yes"),
            Some(number) => answer == number.to_string() || answer == count(number),
        }
    }
}

/// The registries with the machines that are written to: `arin (production, reg.arin.net)`.
fn title(plan: &Plan, hosts: &BTreeMap<RegistryName, String>) -> String {
    let titles = plan.parts.iter().map(|part| {
        let host = hosts.get(&part.registry);
        match (host, part.title.strip_suffix(')')) {
            // A registry that is neither the production nor the test one is called by its host already.
            (Some(host), Some(open)) if !open.contains(host.as_str()) => {
                format!("{open}, {host})")
            }
            _ => part.title.clone(),
        }
    });
    let titles: Vec<String> = titles.collect();
    titles.join(" and ")
}
