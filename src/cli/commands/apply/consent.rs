//! Asking before anything is sent. Friction grows with danger: a plan that takes registrations away wants
//! their number, typed.

use super::super::super::Report;
use super::super::super::output;
use crate::plan::Plan;
use crate::report::{self, plural};

/// Whether a person agreed.
pub(super) enum Consent {
    /// Go on.
    Given,
    /// Stop, with what to say.
    Refused(Report),
}

/// Asks, unless `--yes` was given.
pub(super) fn ask(plan: &Plan, yes: bool, simulated: bool) -> Consent {
    if yes {
        return Consent::Given;
    }
    let deletes = report::deletes(plan);
    let title = plan.title();
    let changes = report::changes(plan);
    let (question, wanted) = if deletes.is_empty() || simulated {
        (format!("Apply {changes} to {title}? [y/N]"), None)
    } else {
        let mut lines = vec![format!("Apply {changes} to {title}?")];
        let verb = if deletes.len() == 1 { "shows" } else { "show" };
        lines.push(format!(
            "{} {verb} in public at once and cannot be taken back:",
            plural(deletes.len() as u64, "delete")
        ));
        lines.extend(
            deletes
                .iter()
                .map(|(subject, who)| format!("  {subject}  {who}")),
        );
        lines.push("Type the number of deletes to go on, anything else stops:".to_owned());
        (lines.join("\n"), Some(deletes.len().to_string()))
    };
    let agreed = match (output::ask(&question), wanted) {
        (None, _) => {
            return Consent::Refused(Report::failed(
                "apply asks, and there is no terminal; nothing was sent",
            ));
        }
        (Some(answer), None) => matches!(answer.as_str(), "y" | "Y" | "yes"),
        (Some(answer), Some(number)) => answer == number,
    };
    if agreed {
        Consent::Given
    } else {
        Consent::Refused(Report::failed("stopped; nothing was sent"))
    }
}
