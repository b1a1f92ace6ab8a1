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

/// The byte ranges of keys that a YAML text holds only once its escapes and line breaks are read: `\x32` in quotes, or
/// a text that goes on in the next line. Whether an escape stands in quotes is not asked.
#[must_use]
pub fn disguised_keys(text: &str) -> Vec<Range<usize>> {
    let read = Unfolded::of(text);
    api_keys(&read.text)
        .into_iter()
        .filter_map(|key| {
            let raw = read.origin(key.start)..read.origin(key.end - 1) + 1;
            (raw.len() != key.len()).then_some(raw)
        })
        .collect()
}

/// A text with its escapes and line breaks read.
struct Unfolded {
    text: String,
    /// Where the text goes on elsewhere in what it was made from: a byte here, and there.
    joints: Vec<(usize, usize)>,
}

impl Unfolded {
    fn of(source: &str) -> Self {
        let mut read = Self {
            text: String::with_capacity(source.len()),
            joints: vec![(0, 0)],
        };
        let mut at = 0;
        while let Some(found) = source[at..].find(['\\', '\n', '\r']) {
            read.text.push_str(&source[at..at + found]);
            at += found;
            let rest = &source[at..];
            if let Some((c, length)) = escape(rest) {
                read.join(at);
                read.text.push(c);
                at += length;
            } else if rest.starts_with("\\\\") {
                read.text.push_str("\\\\");
                at += 2;
            } else if let Some(rest) = rest.strip_prefix('\\')
                && !rest.starts_with(['\n', '\r'])
            {
                read.text.push('\\');
                at += 1;
            } else {
                let after = rest.trim_start_matches(['\\', '\n', '\r', ' ', '\t']);
                at += rest.len() - after.len();
                let kept = read.text.trim_end_matches([' ', '\t']).len();
                read.text.truncate(kept);
            }
            read.join(at);
        }
        read.text.push_str(&source[at..]);
        read
    }

    fn join(&mut self, at: usize) {
        let here = self.text.len();
        while self.joints.last().is_some_and(|(last, _)| *last >= here) {
            self.joints.pop();
        }
        self.joints.push((here, at));
    }

    /// Where a byte of the text comes from.
    fn origin(&self, byte: usize) -> usize {
        let after = self.joints.partition_point(|(here, _)| *here <= byte);
        let joint = after.checked_sub(1).and_then(|at| self.joints.get(at));
        joint.map_or(byte, |(here, there)| there + (byte - here))
    }
}

/// The character that an escape at the start of a text stands for, and the length of the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    let digits = match text.as_bytes().get(..2)? {
        b"\\x" => 2,
        b"\\u" => 4,
        b"\\U" => 8,
        _ => return None,
    };
    let code = u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()?;
    Some((char::from_u32(code)?, 2 + digits))
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
    fn a_key_is_found_behind_escapes_and_line_breaks() {
        let all = |text: &str| -> Vec<String> {
            disguised_keys(text)
                .into_iter()
                .map(|key| text[key].to_owned())
                .collect()
        };
        for (text, found) in [
            (
                r#"é: "API-1111-222\x32-3333-4444""#,
                r"API-1111-222\x32-3333-4444",
            ),
            (
                r#""\x41PI-1111-2222-3333-444\u0034" x"#,
                r"\x41PI-1111-2222-3333-444\",
            ),
            (
                "a: api-1111-2222-  \n    3333-4444\n",
                "api-1111-2222-  \n    3333-4444",
            ),
            (
                "\"api-1111\\\r\n  \\-2222-3333-4444\"",
                "api-1111\\\r\n  \\-2222-3333-4444",
            ),
        ] {
            assert_eq!(all(text), [found], "{text}");
        }
        for text in [
            "# API-1111-2222-3333-4444\na: API-1111-2222-3333-4444\n",
            "- api\n- 1111\n- 2222\n- 3333\n- 4444\n",
            r"\x \u12 \U99999999 \\x41 \",
            "",
        ] {
            assert!(all(text).is_empty(), "{text}");
        }
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
