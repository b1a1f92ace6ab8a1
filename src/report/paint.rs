//! Colour, from the terminal's own sixteen, and only where somebody sees it. Sign and word come first.

use crate::model::Action;

/// Whether and how text is coloured, and whether the terminal shows more than ASCII.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    /// Whether to colour.
    pub colour: bool,
    /// Whether to write signs beyond ASCII.
    pub unicode: bool,
}

impl Paint {
    /// No colour.
    pub const PLAIN: Self = Self {
        colour: false,
        unicode: true,
    };

    fn wrap(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// A sign and word of an action, in its colour.
    #[must_use]
    pub fn action(self, action: Action, text: &str) -> String {
        let code = match action {
            Action::Create => "32",
            Action::Modify => "33",
            Action::Delete | Action::Replace => "31",
            Action::Adopt => "36",
        };
        self.wrap(code, text)
    }

    /// What is there for completeness.
    #[must_use]
    pub fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// A warning.
    #[must_use]
    pub fn warning(self, text: &str) -> String {
        self.wrap("1;33", text)
    }

    /// An objection, or a refusal.
    #[must_use]
    pub fn objection(self, text: &str) -> String {
        self.wrap("1;31", text)
    }

    /// From one value to another.
    #[must_use]
    pub fn arrow(self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }

    /// The sign of an action.
    #[must_use]
    pub fn sign(self, action: Action) -> &'static str {
        match action {
            Action::Create => "+",
            Action::Adopt => "=",
            Action::Modify => "~",
            Action::Replace if self.unicode => "±",
            Action::Replace => "-/+",
            Action::Delete => "-",
        }
    }
}
