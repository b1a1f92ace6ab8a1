//! Which characters the registry takes. Payload text is ASCII, except comments (Reg-RWS reference 1.3).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Text;

/// Why a text can not be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AsciiError {
    /// Nothing but blanks.
    #[error("is empty")]
    Empty,
    /// A character that the registry takes in comments only, or nowhere.
    #[error("has the character {0:?}, and the registry takes ASCII here")]
    Foreign(char),
    /// A control character, a line break among them.
    #[error("has the control character U+{0:04X}; one line of plain text is wanted")]
    Control(u32),
}

/// One non-empty line of printable ASCII without blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ascii(Text);

impl Ascii {
    /// Reads a line; blanks at its ends are dropped.
    ///
    /// # Errors
    /// When nothing is left, or a character is not printable ASCII.
    pub fn new(text: &str) -> Result<Self, AsciiError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AsciiError::Empty);
        }
        match text.chars().find(|c| !matches!(c, ' '..='~')) {
            None => Ok(Self(text.into())),
            Some(c) if c.is_control() => Err(AsciiError::Control(u32::from(c))),
            Some(c) => Err(AsciiError::Foreign(c)),
        }
    }

    /// A line that was read before, from where it was kept.
    pub(super) fn packed(text: Text) -> Self {
        Self(text)
    }

    /// The line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, to be shared.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.0
    }
}

impl fmt::Display for Ascii {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a character may stand in a comment: printable ASCII, and accented Latin letters.
#[must_use]
pub fn is_comment_text(c: char) -> bool {
    matches!(c, ' '..='~')
        || (c.is_alphabetic() && matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'))
}

/// Whether a character is not seen, or moves what stands around it: control characters, blanks without a width,
/// marks of direction, and what only programs read. In a text for people they hide or feign something.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_known() {
        assert!(
            "\u{202e}\u{200b}\u{2066}\u{ad}\u{7f}\n\u{e0041}"
                .chars()
                .all(is_unseen)
        );
        assert!(!"A é 日本 – \u{a0}".chars().any(is_unseen));
    }

    #[test]
    fn only_a_line_of_ascii_passes() {
        assert_eq!(
            Ascii::new(" 12 Mill Road ").map(|a| a.to_string()),
            Ok("12 Mill Road".to_owned())
        );
        assert_eq!(Ascii::new(" "), Err(AsciiError::Empty));
        assert_eq!(Ascii::new("Café"), Err(AsciiError::Foreign('é')));
        assert_eq!(Ascii::new("a\nb"), Err(AsciiError::Control(10)));
    }

    #[test]
    fn comments_take_accented_letters_and_nothing_further() {
        assert!("Élan, naïve Größe".chars().all(is_comment_text));
        assert!(!"日本".chars().any(is_comment_text));
        assert!(!is_comment_text('×') && !is_comment_text('\t') && !is_comment_text('–'));
    }
}
