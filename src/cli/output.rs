//! The only place that prints. A reader that went away is no failure.

use std::io::{IsTerminal, Write};

use super::args::When;
use crate::report::Paint;

/// Where the program prints, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// For stdout.
    pub(crate) paint: Paint,
    /// Whether stderr is a terminal, so that progress is seen by somebody.
    pub(crate) watched: bool,
}

impl Output {
    pub(crate) fn new(when: When) -> Self {
        let colour = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => std::io::stdout().is_terminal() && !is_set("NO_COLOR"),
        };
        Self {
            paint: Paint {
                colour,
                unicode: unicode(),
            },
            watched: std::io::stderr().is_terminal(),
        }
    }

    /// Prints a result.
    pub(crate) fn out(&self, text: &str) {
        print(std::io::stdout().lock(), text);
    }

    /// Prints anything else.
    pub(crate) fn err(&self, text: &str) {
        print(std::io::stderr().lock(), text);
    }

    /// Asks on the terminal; `None` where nobody can answer.
    pub(crate) fn ask(&self, question: &str) -> Option<String> {
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
}

fn print(mut to: impl Write, text: &str) {
    if text.is_empty() {
        return;
    }
    let _ = to.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = to.write_all(b"\n");
    }
    let _ = to.flush();
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

fn is_set(name: &str) -> bool {
    variable(name).is_some()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
