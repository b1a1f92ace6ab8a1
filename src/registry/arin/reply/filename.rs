//! The name of an attachment, from its `Content-Disposition`.

use crate::registry::arin::wire::plain;

/// The name that a reply gives its body, as plain text for people. It is somebody else's word: it may hold
/// slashes and dots, and whoever makes a file of it makes it safe first. `None` where there is none.
///
/// The extended form, which names its encoding, goes before the plain one (RFC 6266).
#[must_use]
pub fn filename(disposition: &str) -> Option<String> {
    let parameters = parameters(disposition);
    let named = |wanted: &str| {
        parameters
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.as_str())
    };
    let name = named("filename*")
        .and_then(extended)
        .or_else(|| named("filename").map(str::to_owned))?;
    Some(plain(&name)).filter(|name| !name.is_empty())
}

/// The parameters after the type. Semicolons inside quotes belong to the value.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => parts.push(String::new()),
            c => {
                // A backslash quotes what follows it.
                let c = if quoted && c == '\\' {
                    chars.next().unwrap_or(c)
                } else {
                    c
                };
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    let pairs = parts.iter().filter_map(|part| part.split_once('='));
    pairs
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// `UTF-8''na%20me` (RFC 8187). `None` in any other encoding, or when the bytes are not of it.
fn extended(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let encoding = parts.next()?;
    let escaped = parts.nth(1)?;
    if !encoding.eq_ignore_ascii_case("UTF-8") {
        return None;
    }
    let mut bytes = Vec::new();
    let mut rest = escaped.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let value = digit(rest.next())? * 16 + digit(rest.next())?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_read_in_every_form() {
        for (disposition, name) in [
            ("attachment; filename=report.zip", Some("report.zip")),
            ("attachment; filename=\"a; b.zip\"", Some("a; b.zip")),
            (
                "attachment; FileName=\"say \\\"hi\\\".txt\"",
                Some("say \"hi\".txt"),
            ),
            ("attachment;filename=x.csv;size=3", Some("x.csv")),
            (
                "attachment; filename=\"x\"; filename*=UTF-8''r%C3%A9sum%C3%A9.txt",
                Some("r\u{e9}sum\u{e9}.txt"),
            ),
            (
                "attachment; filename=\"x\"; filename*=UTF-8''%ff",
                Some("x"),
            ),
            ("attachment; filename=\"../../etc/x\"", Some("../../etc/x")),
            ("attachment; filename=\"a\u{202e}b\"", Some("a\\u{202e}b")),
            ("attachment; filename=\"\"", None),
            ("attachment", None),
            ("filename", None),
            ("", None),
        ] {
            assert_eq!(filename(disposition).as_deref(), name, "{disposition}");
        }
    }

    proptest! {
        #[test]
        fn nothing_in_a_disposition_panics(text in "[a-z*;=\"'%\\\\ é]{0,40}") {
            let name = filename(&text);
            prop_assert!(name.is_none_or(|name| !name.is_empty()));
        }
    }
}
