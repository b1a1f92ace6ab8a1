//! A repository that cannot be planned for, as the comment on a pull request.

use super::{LIMIT, marker};
use crate::diagnostic::{Diagnostic, footer, text};

/// The mistakes of a repository under the marker of its plans, so that the comment is found again.
#[must_use]
pub fn mistakes_markdown(diagnostics: &[Diagnostic], files: usize, repository: &str) -> String {
    let footer = footer(diagnostics, files, "Nothing was sent.");
    let all = text(diagnostics);
    // A run of backticks inside would end the block.
    let all = all.replace("```", "'''");
    let fence = "```";
    let head = format!(
        "<!-- swipd:plan {} -->\n### swipd plan: the repository has mistakes\n\n{fence}text\n",
        marker(repository)
    );
    let tail = format!("{fence}\n{footer}\n");
    let room = LIMIT.saturating_sub(head.len() + tail.len() + 64);
    let (mut body, mut cut) = (String::new(), false);
    for line in all.lines() {
        if body.len() + line.len() + 1 > room {
            cut = true;
            break;
        }
        body.push_str(line);
        body.push('\n');
    }
    let more = if cut {
        "\n`swipd validate` lists the rest.\n"
    } else {
        ""
    };
    format!("{head}{}\n{tail}{more}", body.trim_end())
}
