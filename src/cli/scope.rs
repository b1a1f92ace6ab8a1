//! What a run is limited to, and whether what is checked out may delete: what the command line asks of the repository
//! and of git before a plan is made.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Report;
use super::checkout;
use crate::desired::Repository;
use crate::diagnostic::nearest;
use crate::journal::Ledger;
use crate::plan::{Lineage, Target};

/// Reads `--target`. Each must be declared or ours; a slip of the finger would be a run that does nothing.
pub(super) fn targets(
    repository: &Repository,
    ledger: &Ledger,
    texts: &[String],
) -> Result<Vec<Target>, Report> {
    let read: Vec<Target> = texts.iter().map(|text| Target::read(text)).collect();
    for (target, text) in read.iter().zip(texts) {
        if known(repository, ledger, target) {
            continue;
        }
        let names = repository.arin.names();
        let mut words: Vec<String> = names.map(|(_, name)| name).collect();
        words.sort();
        words.dedup();
        let word = text.split_once('.').map_or(text.as_str(), |(_, rest)| rest);
        let near = nearest(text, words.iter().map(String::as_str))
            .or_else(|| nearest(word, words.iter().map(String::as_str)))
            .map(|near| format!("; the nearest is {near}"))
            .unwrap_or_default();
        return Err(Report::failed(format!(
            "--target {text}: nothing of that name is declared or ours{near}\nNothing was sent."
        )));
    }
    Ok(read)
}

fn known(repository: &Repository, ledger: &Ledger, target: &Target) -> bool {
    let declared = repository.arin.names().any(|(section, name)| {
        let range = name.parse().ok();
        target.names(section, &name) || range.is_some_and(|range| target.holds(range))
    });
    declared
        || ledger.owned.iter().any(|((_, place), owned)| {
            target.holds(place.range)
                || target.names("customers", owned.customer.as_str())
                || target.names("recipients", owned.customer.as_str())
        })
}

/// How the commit that is checked out relates to the one that was applied last.
pub(super) fn lineage(repository: &Path, ledger: &Ledger) -> Lineage {
    let (Some(applied), Some(here)) = (&ledger.revision, checkout::revision(repository)) else {
        return Lineage::Unversioned;
    };
    if *applied == here || builds(repository, applied) {
        return Lineage::Builds;
    }
    Lineage::Strays {
        applied: applied.clone(),
        here,
    }
}

/// Whether what is checked out has a commit in its history. A commit that git does not know has not.
fn builds(repository: &Path, applied: &str) -> bool {
    if applied.is_empty() || !applied.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return false;
    }
    Command::new("git")
        .arg("-C")
        .arg(repository)
        .args(["merge-base", "--is-ancestor", applied, "HEAD"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
