//! `swipd validate`: checks the repository. Needs no network and no key.

use super::super::args::{Format, Global};
use super::super::{Report, session};
use crate::diagnostic;
use crate::report::plural;

pub(in crate::cli) fn validate(global: &Global) -> Report {
    let repository = match session::load(global) {
        Ok(repository) => repository,
        Err(report) => return report,
    };
    let warnings = &repository.warnings;
    let blocks = repository.arin.count() as u64;
    let said = format!(
        "{} of {} in {} {} in order.",
        plural(blocks, "block"),
        plural(repository.arin.profiles.len() as u64, "customer"),
        plural(repository.files as u64, "file"),
        if blocks == 1 { "is" } else { "are" },
    );
    let footer = || diagnostic::footer(warnings, repository.files, "");
    match global.output {
        Format::Json => Report::done(diagnostic::json(warnings)),
        // What stands on stdout is for the runner; people read the log.
        Format::Github if warnings.is_empty() => Report {
            err: said,
            ..Report::done("")
        },
        Format::Github => Report {
            err: format!(
                "{}\n{said}",
                session::in_log(warnings, repository.files, "")
            ),
            ..Report::done(diagnostic::github(
                warnings,
                &session::below_checkout(global),
            ))
        },
        Format::Text | Format::Markdown if warnings.is_empty() => Report::done(said),
        Format::Text | Format::Markdown => Report {
            err: format!("{}\n{}", diagnostic::text(warnings), footer()),
            ..Report::done(said)
        },
    }
}
