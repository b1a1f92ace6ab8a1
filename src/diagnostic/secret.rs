//! Finds API keys in text, so that no diagnostic shows one.

use std::borrow::Cow;
use std::ops::Range;

/// The byte ranges of everything in a text that is shaped like an API key: `API-` and at least four groups of
/// four hex digits, in either case.
#[must_use]
pub fn api_keys(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(hyphen) = bytes[from..].iter().position(|b| *b == b'-') {
        let hyphen = from + hyphen;
        from = hyphen + 1;
        let named = hyphen >= 3 && bytes[hyphen - 3..hyphen].eq_ignore_ascii_case(b"api");
        if named {
            let groups = groups(&bytes[hyphen..]);
            if groups >= 4 {
                let end = hyphen + groups * 5;
                found.push(hyphen - 3..end);
                from = end;
            }
        }
    }
    found
}

/// How many groups of a hyphen and four hex digits a text begins with.
fn groups(bytes: &[u8]) -> usize {
    bytes
        .chunks(5)
        .take_while(|chunk| {
            chunk.len() == 5 && chunk[0] == b'-' && chunk[1..].iter().all(u8::is_ascii_hexdigit)
        })
        .count()
}

/// A text with an asterisk for every digit of a key; lengths stay, so carets still point at their place.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let keys = api_keys(text);
    if keys.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for key in keys {
        shown.push_str(&text[from..key.start + 3]);
        let hidden = text[key.start + 3..key.end].chars();
        shown.extend(hidden.map(|c| if c == '-' { '-' } else { '*' }));
        from = key.end;
    }
    shown.push_str(&text[from..]);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_masked_wherever_it_stands() {
        assert_eq!(
            masked("é key=api-1111-2222-3333-44ef, and text"),
            "é key=api-****-****-****-****, and text"
        );
        assert_eq!(
            masked("API-1111-2222-3333-4444-5555-6666-7777-8888"),
            "API-****-****-****-****-****-****-****-****"
        );
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "API-1111-2222-3333",
            "api-docs-for-you",
            "-",
            "",
            "NET-198-51-100-0-1",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
