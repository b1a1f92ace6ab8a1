//! How the program ends (design, section 9).

use std::process::ExitCode;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done, or no difference.
    Done,
    /// 1: failed. Bad input is this too, and changes nothing.
    Failed,
    /// 2: differences, for `plan --detailed-exitcode`.
    Differences,
    /// 3: a guard or an objection forbids it.
    Forbidden,
    /// 4: applied, and tickets are still open.
    TicketsOpen,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::Failed => 1,
            ExitStatus::Differences => 2,
            ExitStatus::Forbidden => 3,
            ExitStatus::TicketsOpen => 4,
        })
    }
}
