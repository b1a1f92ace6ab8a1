//! Customers as the repository declares them. One profile fills one customer record per simple reassignment.

use serde::{Deserialize, Serialize};

use super::{Address, Ascii, Listed, Text};

/// What a customer record is to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerContent {
    /// The legal name, one line of ASCII.
    pub name: Ascii,
    /// Where the customer is.
    pub address: Address,
    /// Public comment lines.
    pub comment: Listed<Vec<Text>>,
    /// Whether the public sees neither name nor street; `None` leaves it alone.
    #[serde(default)]
    pub private: Option<bool>,
}

/// A name for comparing: upper case, blanks collapsed, trimmed (write protocol, section 1).
#[must_use]
pub fn folded_name(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgives_case_and_blanks_only() {
        assert_eq!(
            folded_name("  Blue  Heron Bakery llc "),
            folded_name("BLUE HERON BAKERY LLC")
        );
        assert_ne!(
            folded_name("Blue Heron Bakery, LLC"),
            folded_name("Blue Heron Bakery LLC")
        );
    }
}
