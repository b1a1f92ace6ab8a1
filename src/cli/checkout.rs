//! What git says of the repository, as far as a plan names it. Without git, or in a folder that is no checkout, nothing
//! is said. Nothing is written, the index of git included.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::desired::Repository;

/// The commit that is checked out, short; nothing where the folder is no checkout or git is not there.
pub(super) fn revision(repository: &Path) -> Option<String> {
    let text = said(repository, &["rev-parse", "--short", "HEAD"])?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a file that the repository reads is other than in the commit, is not in it, or is only there: the plan is
/// then not that of the commit.
pub(super) fn is_edited(repository: &Repository) -> bool {
    let root = &repository.root;
    let Some(below) = said(root, &["rev-parse", "--show-prefix"]) else {
        return false;
    };
    let below = below.trim_end_matches('\n');
    let status = [
        "status",
        "--porcelain",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--",
        ".",
    ];
    let Some(status) = said(root, &status) else {
        return false;
    };
    let reads = repository.reads();
    // Two letters and a blank stand before each name, which begins at the root of the checkout.
    let names = status.split('\0').filter_map(|entry| entry.get(3..));
    names.filter_map(|name| name.strip_prefix(below)).any(reads)
}

/// What git prints; nothing where it fails. It takes no lock and asks no program of the checkout's.
fn said(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("--no-optional-locks")
        .args(["-c", "core.fsmonitor=false", "-C"])
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
