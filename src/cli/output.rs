//! The only place that prints. A reader that went away is no failure; a disk that is full is one.

use std::io::{ErrorKind, IsTerminal, Write};

use super::args::When;
use crate::diagnostic::masked;
use crate::report::Paint;

/// How results are coloured. `NO_COLOR` is respected, and nothing but a terminal is coloured by itself.
pub(crate) fn paint(when: When) -> Paint {
    let colour = match when {
        When::Always => true,
        When::Never => false,
        When::Auto => std::io::stdout().is_terminal() && variable("NO_COLOR").is_none(),
    };
    Paint {
        colour,
        unicode: unicode(),
    }
}

/// Prints a result. `false`: it is not there for whoever wanted it, and that is said. A reader that closed its end has
/// all that it wants.
pub(crate) fn out(text: &str) -> bool {
    match print(std::io::stdout().lock(), text) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => true,
        Err(error) => {
            err(&format!("the result could not be written: {error}"));
            false
        }
    }
}

/// Prints anything else. There is nobody left to tell where that fails.
pub(crate) fn err(text: &str) {
    let _ = print(std::io::stderr().lock(), text);
}

/// Asks on the terminal; `None` where nobody can answer.
pub(crate) fn ask(question: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    let mut stderr = std::io::stderr().lock();
    // A terminal that can not show the question gives no answer either.
    write!(stderr, "{question} ")
        .and_then(|()| stderr.flush())
        .ok()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned())
}

fn print(mut to: impl Write, text: &str) -> std::io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    // The last of several fences: whatever the text came from, no key leaves here.
    to.write_all(masked(text).as_bytes())?;
    if !text.ends_with('\n') {
        to.write_all(b"\n")?;
    }
    to.flush()
}

/// The widest that a plan gets: longer lines are hard to follow.
const WIDEST: usize = 120;
/// The width where nobody can say it: in files, pipes and pipelines.
const ELSEWHERE: usize = 80;

/// How many columns results have: the terminal's, at most 120; 80 elsewhere.
pub(crate) fn width() -> usize {
    let stdout = std::io::stdout();
    let size = stdout
        .is_terminal()
        .then(|| terminal_size::terminal_size_of(stdout))
        .flatten();
    size.map_or(ELSEWHERE, |(terminal_size::Width(columns), _)| {
        usize::from(columns).clamp(ELSEWHERE / 2, WIDEST)
    })
}

/// Whether the locale speaks UTF-8. Nothing said counts as yes, as on most machines today.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable);
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
