//! `swipd explain`: what a code means, why it matters, and what to do.

use super::super::args::Global;
use super::super::{ExitStatus, Report};
use crate::diagnostic::{Code, CodeKind, code_named, codes};

/// How wide running text is.
const WIDTH: usize = 80;

pub(in crate::cli) fn explain(global: &Global, code: Option<&str>) -> Report {
    let found = match code {
        None => Ok(codes()),
        Some(text) => code_named(text).map(|code| vec![code]),
    };
    match found {
        Ok(found) if global.json() => Report::done(json(&found, code.is_some())),
        Ok(found) => Report::done(match (code, found.as_slice()) {
            (Some(_), [only]) => whole(only),
            _ => list(&found),
        }),
        Err(meant) => unknown(global, code.unwrap_or_default(), meant),
    }
}

fn json(found: &[Code], one: bool) -> String {
    let text = match found {
        [only] if one => serde_json::to_string_pretty(only),
        _ => serde_json::to_string_pretty(found),
    };
    text.unwrap_or_default()
}

fn unknown(global: &Global, text: &str, meant: Option<&str>) -> Report {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
    let next = match meant {
        Some(code) => format!("the nearest is {code}: swipd explain {code}"),
        None => "swipd explain lists them all".to_owned(),
    };
    let said = format!("no code is called \"{shown}\"; {next}");
    if global.json() {
        Report {
            status: ExitStatus::Failed,
            out: serde_json::json!({ "unknown": shown, "nearest": meant }).to_string(),
            err: said,
        }
    } else {
        Report::failed(said)
    }
}

/// Everything there is to say of a code.
fn whole(code: &Code) -> String {
    let mut lines = vec![
        format!("{}[{}]: {}", code.kind.word(), code.code, plain(code.title)),
        String::new(),
    ];
    lines.extend(filled(code.text));
    lines.push(String::new());
    lines.extend(filled(&format!("To do: {}", code.fix)));
    lines.push(String::new());
    lines.push("For example:".to_owned());
    lines.push(String::new());
    lines.extend(code.example.lines().map(|line| format!("    {line}")));
    lines.join("\n")
}

/// All codes with their titles, by kind.
fn list(all: &[Code]) -> String {
    let kinds = [
        (CodeKind::Error, "Errors: the repository can not be used"),
        (CodeKind::Warning, "Warnings: nothing is refused"),
        (
            CodeKind::Objection,
            "Objections: a plan, or a part of it, must not be applied",
        ),
        (CodeKind::Notice, "Notices: seen, and left alone"),
    ];
    let width = all.iter().map(|code| code.code.len()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (kind, title) in kinds {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(title.to_owned());
        let own = all.iter().filter(|code| code.kind == kind);
        lines.extend(own.map(|code| format!("  {:<width$}  {}", code.code, plain(code.title))));
    }
    lines.join("\n")
}

/// A terminal shows no code spans.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// A text in lines of at most 80 characters.
fn filled(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_is_filled_to_eighty_columns() {
        let lines = filled(&"word ".repeat(40));
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn every_code_can_be_shown_whole_and_in_the_list() {
        let all = codes();
        let list = list(&all);
        for code in &all {
            assert!(list.contains(&format!("  {}  ", code.code)) || list.contains(code.code));
            assert!(whole(code).contains("To do: "), "{}", code.code);
            assert!(!whole(code).contains('`'), "{}", code.code);
        }
    }
}
