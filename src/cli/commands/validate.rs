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
    match global.output {
        Format::Json => Report::done(diagnostic::json(warnings)),
        Format::Github => Report::done(diagnostic::github(warnings)),
        Format::Text => {
            let said = format!(
                "{} of {} in {} are in order.",
                plural(repository.arin.blocks.len() as u64, "block"),
                plural(repository.arin.profiles.len() as u64, "customer"),
                plural(repository.files as u64, "file"),
            );
            Report {
                err: diagnostic::text(warnings),
                ..Report::done(said)
            }
        }
    }
}
