//! Plans and results as text, Markdown and JSON. No decisions: what is shown is what was decided elsewhere.

mod applied;
mod change_lines;
mod consent;
mod cost;
mod entries;
mod json_applied;
mod json_notices;
mod json_plan;
mod markdown;
mod nothing;
mod objection;
mod paint;
mod plan_text;
pub mod records;
mod removals;
#[cfg(test)]
mod samples;
mod setting;
mod sheet;
mod values;
mod words;

#[cfg(test)]
mod applied_tests;
#[cfg(test)]
mod tests;

pub use applied::{Applied, ChangeEnd, applied_text, change_ends, changes, finished_line};
pub use consent::{Question, question};
pub use cost::Cost;
pub use json_applied::AppliedJson;
pub use json_plan::{PlanJson, plan_schema};
pub use markdown::{LIMIT, mistakes_markdown, plan_markdown};
pub use nothing::nothing_to_do;
pub use objection::{objection_text, objections_text, remark_text};
pub use paint::Paint;
pub use plan_text::{changed_line, plan_text};
pub use removals::{loser, removal_words, removals, with_it};
pub use setting::{Setting, moment};
pub use sheet::Sheet;
pub use words::{age, count, plural};

use crate::diagnostic::Place;
use crate::model::Origin;

/// Finds the line of something declared; asked only for what is shown.
pub type Locate<'a> = &'a dyn Fn(&Origin) -> Option<Place>;
