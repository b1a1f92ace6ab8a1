//! What to do about a mistake of form, in the words of the people who write the files.

/// What to write where one kind of value stands and another is wanted; both are in words.
pub(super) fn of_kind(found: &str, wanted: &str) -> Option<String> {
    let text = found
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let help = match wanted {
        "true or false" => match text.map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes" | "on" | "y") => "write true, without quotes".to_owned(),
            Some("false" | "no" | "off" | "n") => "write false, without quotes".to_owned(),
            _ => "write true or false, without quotes".to_owned(),
        },
        "a list" => match text.filter(|text| is_short(text)) {
            Some(text) => format!("put it in brackets: [{text}]"),
            None => "write a list: each on a line of its own behind a hyphen, or [ONE, ANOTHER]"
                .to_owned(),
        },
        "a map" => match text.filter(|text| is_short(text)) {
            // It stands where names stand, and has nothing to say.
            Some(text)
                if text.contains('/') && text.starts_with(|c: char| c.is_ascii_hexdigit()) =>
            {
                format!("put a colon behind it: {text}: {{}}")
            }
            Some(_) => "write fields and values, { FIELD: VALUE }, or {} for none".to_owned(),
            None => {
                "write each with a colon behind its name, without brackets and hyphens".to_owned()
            }
        },
        "a text" => "write one value; quotes make any value a text".to_owned(),
        "a whole number" => "write digits alone, such as 10".to_owned(),
        _ => return None,
    };
    Some(help)
}

/// Whether a text may be repeated in a help line: it is whole, and one line of YAML as it stands.
fn is_short(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " .-/@+_".contains(c);
    text.chars().count() < 60 && !text.trim().is_empty() && text.chars().all(plain)
}

/// What to look at where a file is no YAML, from what its reader says and where that began.
pub(super) fn of_syntax(problem: &str, context: &str) -> &'static str {
    if problem.contains("cannot start any token") {
        "indent with blanks, and put a text that begins with a mark in quotes"
    } else if problem.contains("unknown anchor") {
        "mark the value with & and the same name further up, or write it out"
    } else if context.contains("quoted scalar") {
        "close the quote that begins there"
    } else if context.contains("flow mapping") {
        "close the brace that begins there, or put a comma between its fields"
    } else if context.contains("flow sequence") || problem.contains("node content") {
        "close the bracket, or put a comma between its values"
    } else if problem.contains("mapping values") {
        "indent it like the lines beside it, and put a text with a colon in quotes"
    } else {
        "indent what belongs together alike, and put a text with marks in quotes"
    }
}
