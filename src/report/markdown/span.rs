//! Text from files and registries inside Markdown: in code spans, so that nothing in it is a mention, a link, a
//! heading or the end of a table's cell.

use std::fmt::Write;

use super::super::words::{shortened, shown};

/// Where a code span stands. A pipe would end the cell of a table, and only there may be escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Cell,
    Line,
}

/// The longest text of one span: a row has to fit whatever is in it.
const LONGEST: usize = 200;
/// The longest sentence.
const SENTENCE: usize = 400;

/// A text in a code span.
pub(super) fn code(text: &str, at: At) -> String {
    let text = shortened(&shown(text), LONGEST);
    if text.trim().is_empty() {
        return "nothing".to_owned();
    }
    // A backslash before a pipe would take the pipe's own away, and the cell would end.
    if at == At::Cell && text.contains("\\|") {
        return format!("<code>{}</code>", entities(&text));
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    let text = match at {
        At::Cell => text.replace('|', "\\|"),
        At::Line => text,
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Every character that could mean something, by its number.
fn entities(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// A title inside HTML, where Markdown does not reach: bold, and as code where it could mean something.
pub(super) fn bold(text: &str) -> String {
    let text = shortened(&shown(text), LONGEST);
    if is_plain_name(&text) {
        format!("<b>{text}</b>")
    } else {
        format!("<b><code>{}</code></b>", entities(&text))
    }
}

/// Whether a text is nothing but itself wherever it stands: no mention, no link to an issue or a commit.
pub(super) fn is_plain_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let links = lower.starts_with("gh-") || lower.starts_with("www.");
    let commit = text.len() >= 7 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let plain = |c: char| c.is_ascii_alphanumeric() || "-./:".contains(c);
    !text.is_empty() && !links && !commit && !text.contains("://") && text.chars().all(plain)
}

/// Our own sentence with names, ranges and messages of others in it: what is not a plain word is a code span.
pub(super) fn sentence(text: &str, at: At) -> String {
    let text = shortened(&shown(text), SENTENCE);
    let mut out: Vec<String> = Vec::new();
    let mut rest = text.as_str();
    loop {
        let quoted = rest
            .split_once('"')
            .and_then(|(before, tail)| Some((before, tail.split_once('"')?)));
        let Some((before, (inside, after))) = quoted else {
            out.extend(tokens(rest, at));
            break;
        };
        out.extend(tokens(before, at));
        let end = after
            .find(|c: char| !",;:.)".contains(c))
            .unwrap_or(after.len());
        let (mark, tail) = after.split_at(end);
        out.push(format!("{}{mark}", code(inside, at)));
        rest = tail;
    }
    out.join(" ")
}

/// The words of a part of a sentence. An option and its value are one, to be copied together.
fn tokens(text: &str, at: At) -> Vec<String> {
    let mut words = text.split_whitespace().peekable();
    let mut out = Vec::new();
    while let Some(word) = words.next() {
        let option = word.trim_start_matches('(');
        let valued = option.starts_with("--") && !option.ends_with(MARKS);
        let value = words.next_if(|next| {
            let plain = is_word(next.trim_end_matches(MARKS));
            // What --allow lifts may be a plain word; behind any other option that is the sentence going on.
            valued && !next.starts_with(['-', '(']) && (option == "--allow" || !plain)
        });
        out.push(match value {
            Some(value) => {
                let bracket = word.strip_suffix(option).unwrap_or_default();
                format!("{bracket}{}", token(&format!("{option} {value}"), at))
            }
            None => token(word, at),
        });
    }
    out
}

/// What ends a word of a sentence.
const MARKS: [char; 4] = [',', ';', ':', '.'];

fn token(word: &str, at: At) -> String {
    // A bracket belongs to the sentence, unless what it encloses has its other one.
    let open = word.starts_with('(') && !word.trim_end_matches(MARKS).ends_with(')');
    let begun = word.get(usize::from(open)..).unwrap_or_default();
    let mut bare = begun.trim_end_matches(MARKS);
    if !bare.contains('(') {
        bare = bare.trim_end_matches(')').trim_end_matches(MARKS);
    }
    let mark = begun.get(bare.len()..).unwrap_or_default();
    if bare.is_empty() || is_word(bare) {
        word.to_owned()
    } else {
        let bracket = if open { "(" } else { "" };
        format!("{bracket}{}{mark}", code(bare, at))
    }
}

/// Letters, with hyphens or an apostrophe between them, or a number.
fn is_word(text: &str) -> bool {
    let letters = text
        .split(['-', '\''])
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic()));
    let number = text.len() < 7 && text.chars().all(|c| c.is_ascii_digit() || c == ',');
    let commit = text.len() >= 7 && text.bytes().all(|b| b.is_ascii_hexdigit());
    (letters && !commit) || number
}

/// A sentence that begins with a capital and ends with a full stop.
pub(super) fn closed(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    let text: String = first.into_iter().chain(characters).collect();
    if text.is_empty() || text.ends_with(['.', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_of_a_sentence_stay_outside_of_its_spans() {
        let said = |text: &str| sentence(text, At::Line);
        assert_eq!(said("at most 25 (1 is ours)"), "at most 25 (1 is ours)");
        assert_eq!(
            said("held (swipd state retry a.b)."),
            "held (swipd state retry `a.b`)."
        );
        assert_eq!(said("(198.51.100.0/24, too)"), "(`198.51.100.0/24`, too)");
        assert_eq!(said("[x](y)"), "`[x](y)`");
        assert_eq!(said("(a)(b)"), "`(a)(b)`");
    }

    #[test]
    fn an_option_and_its_value_are_one_span() {
        let said = |text: &str| sentence(text, At::Line);
        for (text, spans) in [
            ("meant: --allow deletes=11", "meant: `--allow deletes=11`"),
            ("to remain: --allow empty", "to remain: `--allow empty`"),
            ("it (--allow age).", "it (`--allow age`)."),
            ("apply --wait 30m, or", "apply `--wait 30m`, or"),
            ("without --target they wait", "without `--target` they wait"),
            ("--yes --allow @team", "`--yes` `--allow @team`"),
            ("--allow, else", "`--allow`, else"),
            ("at --allow", "at `--allow`"),
        ] {
            assert_eq!(said(text), spans);
        }
    }

    #[test]
    fn nothing_in_a_span_means_anything() {
        assert_eq!(code("larkspur", At::Line), "`larkspur`");
        assert_eq!(code("a`b", At::Line), "``a`b``");
        assert_eq!(code("`a``", At::Line), "``` `a`` ```");
        assert_eq!(code("a|b", At::Cell), "`a\\|b`");
        assert_eq!(code("a|b", At::Line), "`a|b`");
        assert_eq!(code("a\\|@b", At::Cell), "<code>a&#92;&#124;&#64;b</code>");
        assert_eq!(code("a\nb\u{1b}", At::Cell), "`a\u{fffd}b\u{fffd}`");
        assert_eq!(code(" ", At::Line), "nothing");
        assert!(code(&"x".repeat(9999), At::Line).len() < 210);
    }

    #[test]
    fn a_title_in_html_is_plain_or_code() {
        assert_eq!(bold("198.51.100.0/24"), "<b>198.51.100.0/24</b>");
        assert_eq!(bold("@team"), "<b><code>&#64;team</code></b>");
        assert_eq!(bold("</b>"), "<b><code>&#60;&#47;b&#62;</code></b>");
        for linked in ["GH-12", "www.example.net", "deadbeef", "https://x"] {
            assert!(bold(linked).contains("<code>"), "{linked}");
        }
    }

    #[test]
    fn a_sentence_keeps_its_words_and_codes_the_rest() {
        let said = |text| sentence(text, At::Line);
        assert_eq!(
            said("203.0.113.192/27 overlaps a net that isn't ours"),
            "`203.0.113.192/27` overlaps a net that isn't ours"
        );
        assert_eq!(
            said("\"Cinder @Lane Studios\", not declared"),
            "`Cinder @Lane Studios`, not declared"
        );
        assert_eq!(
            said("was due 2026-11-22, 1 day ago"),
            "was due `2026-11-22`, 1 day ago"
        );
        assert_eq!(
            said("see #12 and @all \"half"),
            "see `#12` and `@all` `\"half`"
        );
        assert_eq!(said("faded deadbee"), "faded `deadbee`");
    }

    #[test]
    fn help_becomes_a_sentence() {
        assert_eq!(closed("shrink the block"), "Shrink the block.");
        assert_eq!(closed(""), "");
    }
}
