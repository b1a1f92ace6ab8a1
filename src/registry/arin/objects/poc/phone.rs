//! Telephone numbers. The registry writes numbers of the North American plan in one way, and others as they came
//! (reference 2.11).

/// The digits of a number as they compare: with the code of the country, where it is known.
pub(super) fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let abroad = number.trim().starts_with('+');
    if !abroad && digits.len() == 10 {
        format!("1{digits}")
    } else {
        digits
    }
}

/// A number as it is sent: one of the North American plan as `+1-540-555-0100`, another as it was written.
pub(super) fn written(number: &str) -> String {
    let number = number.trim();
    let all = digits(number);
    let parts = all.strip_prefix('1').and_then(|national| {
        let (area, local) = national.split_at_checked(3)?;
        let (exchange, line) = local.split_at_checked(3)?;
        (line.len() == 4).then(|| format!("+1-{area}-{exchange}-{line}"))
    });
    parts.unwrap_or_else(|| number.to_owned())
}

/// Whether a text is a number at all.
pub(super) fn is_number(text: &str) -> bool {
    let text = text.trim();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')');
    let count = rest.chars().filter(char::is_ascii_digit).count();
    rest.chars().all(plain) && (5..=15).contains(&count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_plan_have_one_form() {
        for text in [
            "+1-540-555-0100",
            "540-555-0100",
            "(540) 555 0100",
            "1.540.555.0100",
        ] {
            assert!(is_number(text), "{text}");
            assert_eq!(written(text), "+1-540-555-0100", "{text}");
            assert_eq!(digits(text), "15405550100", "{text}");
        }
        assert_eq!(written(" +49 30 123456 "), "+49 30 123456");
        assert_eq!(digits("+49 30 123456"), digits("+49-30-123456"));
        assert_ne!(
            digits("+4930123456"),
            digits("4930123456"),
            "ten digits at home"
        );
        for text in ["", "call me", "123", "+1-540-555-0100 x7"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
