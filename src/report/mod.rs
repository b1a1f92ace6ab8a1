//! Plans and results as text and JSON. No decisions: what is shown is what was decided elsewhere.

mod applied;
mod change_lines;
mod json;
mod objection;
mod paint;
mod plan_text;
pub mod records;
mod sheet;
mod words;

#[cfg(test)]
mod tests;

pub use applied::{Applied, ChangeEnd, applied_text, change_ends, changes, finished_line};
pub use json::{AppliedJson, PlanJson};
pub use objection::objection_text;
pub use paint::Paint;
pub use plan_text::{Setting, changed_line, deletes, nothing_to_do, plan_text};
pub use sheet::Sheet;
pub use words::{age, count, plural};

use crate::diagnostic::Place;
use crate::model::Origin;

/// Finds the line of something declared; asked only for what is shown.
pub type Locate<'a> = &'a dyn Fn(&Origin) -> Option<Place>;
