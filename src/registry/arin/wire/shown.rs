//! Foreign text, made fit for people.

use std::fmt::Write as _;

/// A foreign text for people: one line, at most 1000 characters, control and direction characters
/// shown as escapes, so that a registry can not move somebody's cursor.
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
    shown
}
