//! Numbers and plurals as people read them.

use crate::model::is_unseen;

/// A number with commas: `1,200`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and its word: `1 record`, `1,200 records`.
#[must_use]
pub fn plural(number: u64, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{} {one}s", count(number))
    }
}

/// How long something is ago, in two units at most: `3 h 1 min`.
#[must_use]
pub fn age(ago: jiff::SignedDuration) -> String {
    let seconds = ago.as_secs().max(0);
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    let two = |large: i64, unit: &str, small: i64, lesser: &str| {
        if small == 0 {
            format!("{large} {unit}")
        } else {
            format!("{large} {unit} {small} {lesser}")
        }
    };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => two(hours, "h", minutes, "min"),
        (days, hours, _) => two(days, "d", hours, "h"),
    }
}

/// Words on as many lines as a width needs; a word is never broken, so that it can be copied.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if used + 1 + length <= width => {
                line.push(' ');
                line.push_str(word);
                used += 1 + length;
            }
            Some(_) | None => {
                lines.push(word.to_owned());
                used = length;
            }
        }
    }
    lines
}

/// What a terminal without UTF-8 shows: signs in ASCII, and any other character by its number.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '·' => plain.push('|'),
            '…' => plain.push_str("..."),
            '→' => plain.push_str("->"),
            '\u{fffd}' => plain.push('?'),
            c if c.is_ascii() => plain.push(c),
            c => plain.extend(c.escape_unicode()),
        }
    }
    plain
}

/// Cuts the middle out of a long text.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let keep = most.saturating_sub(1) / 2;
    let head: String = text.chars().take(keep).collect();
    let tail: String = text.chars().skip(length - keep).collect();
    format!("{head}…{tail}")
}

/// Text from outside without control characters and others that are not seen, so that it can not move the cursor,
/// colour what follows, or read in another order.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || is_unseen(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_and_real_plurals() {
        assert_eq!(count(0), "0");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(plural(1, "record"), "1 record");
        assert_eq!(plural(0, "record"), "0 records");
    }

    #[test]
    fn ages_have_two_units_at_most() {
        let age = |seconds| super::age(jiff::SignedDuration::from_secs(seconds));
        assert_eq!(age(-3), "0 s");
        assert_eq!(age(59), "59 s");
        assert_eq!(age(125), "2 min");
        assert_eq!(age(3 * 3600), "3 h");
        assert_eq!(age(3 * 3600 + 60), "3 h 1 min");
        assert_eq!(age(90_000), "1 d 1 h");
    }

    #[test]
    fn long_values_lose_their_middle() {
        assert_eq!(shortened("abcdefghij", 5), "ab…ij");
        assert_eq!(shortened("abcde", 5), "abcde");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(
            wrapped("2001:db8:510::/48 two", 5),
            ["2001:db8:510::/48", "two"]
        );
    }

    #[test]
    fn a_terminal_of_ascii_gets_ascii() {
        assert_eq!(ascii("a → b · c…é"), "a -> b | c...\\u{e9}");
    }

    #[test]
    fn control_characters_are_not_shown() {
        assert_eq!(shown("a\x1b[31mb"), "a\u{fffd}[31mb");
    }
}
