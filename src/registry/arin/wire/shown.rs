//! Foreign text, made fit for people.

use std::fmt::Write as _;

use crate::diagnostic::masked;

/// A foreign text for people: one line, at most 1000 characters, control and direction characters
/// shown as escapes, so that a registry can not move somebody's cursor. What is shaped like an API key is masked:
/// a service that repeats our request, in whatever encoding, does not make us show it.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut shown = String::new();
    for c in text.trim().chars().take(1000) {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}') =>
            {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    masked(&shown).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_a_service_repeats_is_masked() {
        let told = plain("the key API-1111-2222-3333-4444 is unknown");
        assert_eq!(told, "the key API-****-****-****-**** is unknown");
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(plain("a\x1b[31mb\u{202e}c\nd"), "a\\u{1b}[31mb\\u{202e}c d");
    }
}
