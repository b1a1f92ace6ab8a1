//! Texts, keys and ranges: what the registry takes, and what was probably meant.

use std::net::IpAddr;

use crate::diagnostic::{Mistake, Part};
use crate::model::{
    Ascii, AsciiError, HasOrigin, Key, Listed, NetName, PrefixError, Range, RangeError,
    is_comment_text, is_unseen,
};

use super::super::declare::Lines;
use super::inside;

/// The longest key.
const LONGEST_KEY: usize = 100;

/// One line of ASCII; `None` when it is not one, which has then been said, or when it is empty, which has not.
pub(in super::super) fn ascii(
    text: &str,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<Ascii> {
    match Ascii::new(text) {
        Ok(line) => Some(line),
        Err(AsciiError::Empty) => None,
        Err(AsciiError::Foreign(c)) => {
            out.push(
                Mistake::error("not-ascii", format!("the registry takes ASCII here, and this has {c:?}"))
                    .at_value(at)
                    .help("write it without accents and special characters; comments may have accented letters"),
            );
            None
        }
        Err(AsciiError::Control(code)) => {
            out.push(
                Mistake::error(
                    "not-ascii",
                    format!("one line of plain text is wanted, and this has U+{code:04X}"),
                )
                .at_value(at)
                .help(if matches!(code, 0x0A | 0x0D) {
                    "write it on one line"
                } else {
                    "remove that character; it can not be seen"
                }),
            );
            None
        }
    }
}

/// Comment lines. An empty list or text clears.
pub(in super::super) fn comment<T: for<'a> From<&'a str>>(
    lines: Option<&Lines>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Listed<Vec<T>> {
    let Some(lines) = lines else {
        return Listed::Alone;
    };
    let mut kept = Vec::with_capacity(lines.lines.len());
    for (n, line) in lines.lines.iter().enumerate() {
        let position = n.to_string();
        let path = [position.as_str()];
        let place = inside(at, if lines.listed { &path } else { &[] });
        let line = line.trim();
        if line.is_empty() {
            out.push(
                Mistake::error("line-empty", "a comment has no empty lines at the registry")
                    .at_value(&place)
                    .help("remove the line; comment: [] clears the comment"),
            );
        } else if let Some(c) = line.chars().find(|c| !is_comment_text(*c)) {
            out.push(
                Mistake::error(
                    "not-ascii",
                    format!("comments take ASCII and accented letters, and this has {c:?}"),
                )
                .at_value(&place)
                .help("write it in plain letters"),
            );
        } else {
            kept.push(T::from(line));
        }
    }
    if lines.lines.is_empty() {
        Listed::Clear
    } else {
        Listed::Value(kept)
    }
}

/// The key of a customer.
pub(in super::super) fn key(
    text: &str,
    at: &dyn HasOrigin,
    part: Part,
    out: &mut Vec<Mistake>,
) -> Option<Key> {
    let bad = text.chars().any(|c| c.is_whitespace() || is_unseen(c));
    if text.is_empty() || bad || text.chars().count() > LONGEST_KEY {
        let message = format!(
            "a key has 1 to {LONGEST_KEY} characters, no blanks, and none that are not seen"
        );
        let kept: String = text
            .chars()
            .map(|c| if c.is_whitespace() { '-' } else { c })
            .filter(|c| !is_unseen(*c))
            .take(LONGEST_KEY)
            .collect();
        let help = (!kept.is_empty()).then(|| format!("write {kept}"));
        out.push(
            Mistake::error("key-bad", message)
                .at(at, part, "")
                .help_if(help),
        );
        return None;
    }
    Some(Key::new(text))
}

/// A net name, or what derived ones begin with.
pub(super) fn net_name(text: &str, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Option<NetName> {
    match text.parse::<NetName>() {
        Ok(name) => Some(name),
        Err(error) => {
            let kept: String = text
                .trim()
                .chars()
                .map(|c| if matches!(c, '_' | '.' | '/') { '-' } else { c })
                .collect();
            let help = kept
                .parse::<NetName>()
                .ok()
                .map(|name| format!("write {name}"));
            out.push(
                Mistake::error("net-name-bad", error.to_string())
                    .at_value(at)
                    .help_if(help),
            );
            None
        }
    }
}

/// The same without zeros before its numbers, when an IPv4 address or a length has some. Some programs read those in
/// base eight, so they are refused.
pub(super) fn unpadded(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut length = false;
    while let Some(c) = rest.chars().next() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        // The groups of an IPv6 address may be padded.
        if digits > 0 && (length || !text.contains(':')) {
            let number = rest[..digits].trim_start_matches('0');
            plain.push_str(if number.is_empty() { "0" } else { number });
            rest = &rest[digits..];
        } else {
            length = length || c == '/';
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (plain != text).then_some(plain)
}

/// A prefix or range that stands as a key.
pub(super) fn range(text: &str, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Option<Range> {
    if let Some(plain) = unpadded(text) {
        let meant = match plain.parse::<Range>() {
            Ok(_) => Some(format!("write {plain}")),
            Err(error) => meant(&plain, &error),
        };
        let code = if text.contains('-') {
            "range-bad"
        } else {
            "prefix-bad"
        };
        padded(code, text, meant, at, out);
        return None;
    }
    let error = match text.parse::<Range>() {
        Ok(range) => return Some(range),
        Err(error) => error,
    };
    let code = match error {
        RangeError::Prefix(PrefixError::HostBits { .. }) => "host-bits",
        RangeError::Prefix(PrefixError::Syntax(_)) => "prefix-bad",
        RangeError::Syntax(_) | RangeError::Mixed(_) | RangeError::Backwards(_) => "range-bad",
    };
    out.push(
        Mistake::error(code, error.to_string())
            .at_key(at)
            .help_if(meant(text, &error)),
    );
    None
}

/// Says that a number has zeros before it.
pub(super) fn padded(
    code: &'static str,
    text: &str,
    meant: Option<String>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) {
    out.push(
        Mistake::error(code, format!("\"{text}\" has zeros before a number"))
            .at_key(at)
            .help_if(meant),
    );
}

/// What to write instead of what is no prefix.
pub(super) fn of_prefix(text: &str) -> &'static str {
    let address = text
        .split_once('/')
        .map(|(address, _)| address.trim().parse());
    match address {
        Some(Ok(IpAddr::V4(_))) if text.matches('.').count() > 3 => {
            "write the length of the mask: /28 for 255.255.255.240"
        }
        Some(Ok(IpAddr::V4(_))) => "the length of an IPv4 prefix is 0 to 32",
        Some(Ok(IpAddr::V6(_))) => "the length of an IPv6 prefix is 0 to 128",
        Some(Err(_)) | None => "write an address and a length, 198.51.100.64/28",
    }
}

fn meant(text: &str, error: &RangeError) -> Option<String> {
    match error {
        RangeError::Prefix(PrefixError::HostBits { meant, .. }) => Some(format!("write {meant}")),
        RangeError::Prefix(PrefixError::Syntax(_)) => match text.trim().parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => Some(format!("a single address is {address}/32")),
            Ok(IpAddr::V6(address)) => Some(format!(
                "the block that begins here is {address}/64 or wider"
            )),
            Err(_) => Some(of_prefix(text).to_owned()),
        },
        RangeError::Backwards(_) => {
            let (first, last) = text.split_once('-')?;
            Some(format!("write {}-{}", last.trim(), first.trim()))
        }
        RangeError::Syntax(_) | RangeError::Mixed(_) => None,
    }
}
