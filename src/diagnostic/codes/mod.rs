//! Every code that the program prints, and what is to be said of it: the one place where a code is explained.
//!
//! Whoever makes a diagnostic, an objection or a notice writes its code as a literal. `tests/codes.rs` holds all
//! literals of the sources against this table, and the tables of README too: a code that is not here, or is here and
//! never printed, fails there.

mod blocks;
mod contacts;
mod customers;
mod delegations;
mod files;
mod notices;
mod objections;
mod policy;
mod recipients;
mod settings;

use serde::Serialize;

use super::nearest;

/// How a code reaches people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// `error[…]`: the repository can not be used.
    Error,
    /// `warning[…]`: worth knowing; nothing is refused.
    Warning,
    /// `objection[…]`: a plan, or a part of it, must not be applied.
    Objection,
    /// A word in a plan: something that is seen and left alone.
    Notice,
}

impl CodeKind {
    /// The word in front of a code.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Objection => "objection",
            Self::Notice => "notice",
        }
    }
}

/// A code, and what there is to say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Code {
    /// The code: lower case, hyphens. It never changes its meaning.
    pub code: &'static str,
    /// How it reaches people.
    pub kind: CodeKind,
    /// What is the case, in half a sentence: lower case, no full stop.
    pub title: &'static str,
    /// What it means, and why it matters. Whole sentences.
    pub text: &'static str,
    /// What to do. Whole sentences.
    pub fix: &'static str,
    /// What brings it about, as it would stand in a file or be printed. Lines.
    pub example: &'static str,
}

/// All codes, sorted.
#[must_use]
pub fn codes() -> Vec<Code> {
    let mut all: Vec<Code> = [
        files::CODES,
        settings::CODES,
        blocks::CODES,
        contacts::CODES,
        customers::CODES,
        delegations::CODES,
        policy::CODES,
        recipients::CODES,
        objections::CODES,
        notices::CODES,
    ]
    .concat();
    all.sort_by_key(|code| (code.code, code.kind));
    all
}

/// The code with a name. It may be typed as it was printed: `error[region-unknown]`, in any case.
///
/// # Errors
/// The code that was probably meant, if one is like it.
pub fn code_named(text: &str) -> Result<Code, Option<&'static str>> {
    let text = text.trim().trim_end_matches(':');
    let bare = text
        .split_once('[')
        .and_then(|(_, rest)| rest.strip_suffix(']'))
        .unwrap_or(text)
        .to_lowercase();
    let all = codes();
    match all.iter().find(|code| code.code == bare) {
        Some(code) => Ok(*code),
        None => Err(nearest(&bare, all.iter().map(|code| code.code))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_as_it_is_printed_and_when_it_is_mistyped() {
        let found = |text| code_named(text).map(|code| code.code);
        assert_eq!(found("region-unknown"), Ok("region-unknown"));
        assert_eq!(found(" error[Region-Unknown]: "), Ok("region-unknown"));
        assert_eq!(found("regoin-unknown"), Err(Some("region-unknown")));
        assert_eq!(found("zzz"), Err(None));
    }

    #[test]
    fn every_code_is_there_once_and_says_all_there_is_to_say() {
        let all = codes();
        for pair in all.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} twice", pair[1].code);
        }
        for code in all {
            let name = code.code;
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(name.chars().all(plain), "{name}");
            assert!(!code.title.ends_with('.'), "{name}: {}", code.title);
            for sentence in [code.text, code.fix] {
                assert!(sentence.ends_with('.'), "{name}: {sentence}");
                assert!(!sentence.contains("  "), "{name}: {sentence}");
            }
            assert!(!code.example.trim().is_empty(), "{name}");
        }
    }
}
