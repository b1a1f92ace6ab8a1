//! One read when a file is right, and every mistake when it is not.

use serde::de::DeserializeOwned;

use crate::diagnostic::Diagnostic;

use super::help;
use super::lines::{Lines, Span};
use super::source::SourceText;
use super::struck::Struck;
use super::tree::{Id, Plain, Shape, Tree};
use super::trouble::Trouble;
use super::typed::Reader;
use super::walk::{Stop, walk};

/// After this many mistakes of form in one file the search ends; the file is refused either way.
const MOST: usize = 1000;

/// What could be read of a file, and what was wrong with the rest.
#[derive(Debug)]
pub struct Reading<T> {
    /// The document without what is wrong in its form; `None` when nothing could be read.
    pub value: Option<T>,
    /// What the value lacks for that.
    pub struck: Struck,
    /// Every mistake of form, in the order of the file.
    pub mistakes: Vec<Diagnostic>,
}

/// Reads one document into a type, or says everything that is wrong with it.
///
/// # Errors
/// Every mistake that the reader can find, in the order of the file.
pub fn read<T: DeserializeOwned>(source: &SourceText) -> Result<T, Vec<Diagnostic>> {
    let reading = read_partly(source);
    match reading.value {
        Some(value) if reading.mistakes.is_empty() => Ok(value),
        Some(_) | None => Err(reading.mistakes),
    }
}

/// Reads what can be read: what is wrong is left out, and the rest, its neighbours too, can still be checked.
#[must_use]
pub fn read_partly<T: DeserializeOwned>(source: &SourceText) -> Reading<T> {
    let mut tree = None;
    if needs_walk(&source.text) {
        match walk(source) {
            Ok(walked) => tree = Some(walked),
            Err(stop) => return stopped(source, stop),
        }
    }
    let suspect = tree
        .as_ref()
        .is_some_and(|tree| !before_reading(tree, source).is_empty());
    let error = if suspect {
        None
    } else {
        match serde_yaml::from_str(&source.text) {
            Ok(value) => {
                return Reading {
                    value: Some(value),
                    struck: Struck::default(),
                    mistakes: Vec::new(),
                };
            }
            Err(error) => Some(error),
        }
    };
    let tree = match tree.map_or_else(|| walk(source), Ok) {
        Ok(tree) => tree,
        Err(stop) => return stopped(source, stop),
    };
    let mut reading = strike(&tree, source);
    if let (true, Some(error)) = (reading.mistakes.is_empty(), error) {
        // The tree is more forgiving than the parser somewhere; what the parser said stands.
        reading = Reading {
            value: None,
            struck: Struck::default(),
            mistakes: vec![syntax(source, &error)],
        };
    }
    reading
}

/// Whether a text may hold aliases, tags or merge keys. A walk costs more than a read, so it is for those only.
fn needs_walk(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = |at: usize| {
        at == 0
            || matches!(
                bytes[at - 1],
                b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',' | b':' | b'-' | b'?'
            )
    };
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'&' | b'*' | b'!' => {
            starts(at)
                && bytes
                    .get(at + 1)
                    .is_some_and(|next| !next.is_ascii_whitespace())
        }
        b'<' => bytes.get(at + 1) == Some(&b'<'),
        _ => false,
    })
}

/// What is wrong whatever the type: keys that occur twice, merge keys, tags of YAML itself. With each the key to
/// strike.
fn before_reading(tree: &Tree, source: &SourceText) -> Vec<(Id, Diagnostic)> {
    let lines = Lines::new(&source.text);
    let mut found = Vec::new();
    if let Some(Shape::Scalar(Plain::Null, _)) = tree.node(0).map(|root| &root.shape) {
        let diagnostic = Diagnostic::error("file-empty", "the file holds nothing")
            .help("declare something in it, or delete it");
        found.push((0, with_places(diagnostic, tree, 0, &lines, source)));
    }
    for (first, second) in tree.duplicates() {
        let name = tree.text(second).unwrap_or_default();
        let mut diagnostic = Diagnostic::error(
            "duplicate-key",
            format!("the key \"{}\" occurs twice", shortened(name)),
        );
        for id in [second, first] {
            let spans = tree.spans(id, &lines);
            if let Some(span) = spans.first() {
                let label = if id == first { "first here" } else { "" };
                let place = lines.place(&source.name, *span).labelled(label);
                diagnostic = diagnostic.at(place);
            }
        }
        found.push((
            second,
            diagnostic.help("keep one of the two, or give one another key"),
        ));
    }
    for key in tree.nodes.iter().filter_map(|node| node.key) {
        if tree.text(key) == Some("<<") {
            let diagnostic = Diagnostic::error("unknown-field", "\"<<\" is not a field here").help(
                "merge keys are not read; write the fields out, or use an alias for a whole value",
            );
            found.push((key, with_places(diagnostic, tree, key, &lines, source)));
        }
    }
    for id in core_tags(tree, source, &lines) {
        let diagnostic = Diagnostic::error("tag", "tags are not read")
            .help("remove the tag; a value in quotes is always a text");
        found.push((id, with_places(diagnostic, tree, id, &lines, source)));
    }
    found
}

/// Scalars with a tag of YAML itself, such as `!!str`, which the parser passes over in silence.
fn core_tags(tree: &Tree, source: &SourceText, lines: &Lines<'_>) -> Vec<Id> {
    let places: std::collections::BTreeSet<(usize, usize)> = source
        .text
        .match_indices("!!")
        .take(100)
        .map(|(at, _)| lines.position(at))
        .collect();
    if places.is_empty() {
        return Vec::new();
    }
    let numbers = |(line, column): (u32, u32)| {
        Some((usize::try_from(line).ok()?, usize::try_from(column).ok()?))
    };
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (n, node) in tree.nodes.iter().enumerate() {
        let Some(at) = node.place.and_then(numbers) else {
            continue;
        };
        if places.contains(&at) && seen.insert(at) {
            found.extend(Id::try_from(n).ok());
        }
    }
    found
}

/// Reads over and over, strikes what fails, and gives what is left.
fn strike<T: DeserializeOwned>(tree: &Tree, source: &SourceText) -> Reading<T> {
    let lines = Lines::new(&source.text);
    let mut reader = Reader::new(tree);
    let mut mistakes = Vec::new();
    // Nothing is missing for a stranger that was struck, nor for a key that is there before.
    let (mut lost, mut strangers) = (Vec::new(), Vec::new());
    for (id, diagnostic) in before_reading(tree, source) {
        reader.struck.insert(id);
        if diagnostic.code != "duplicate-key" {
            lost.push(id);
        }
        mistakes.push(diagnostic);
    }
    while mistakes.len() < MOST {
        let Err((id, trouble)) = reader.read::<T>() else {
            break;
        };
        // What is missing beside something struck may be what was struck: saying so would be a second complaint
        // about one mistake.
        let follows = matches!(trouble, Trouble::Missing(_)) && reader.has_struck(id);
        if !follows {
            let shown = if matches!(trouble, Trouble::Missing(_)) {
                tree.key(id).unwrap_or(id)
            } else {
                id
            };
            mistakes.push(with_places(in_words(&trouble), tree, shown, &lines, source));
        }
        if id == 0 || !reader.struck.insert(id) {
            break;
        }
        if is_stranger(&trouble) {
            strangers.push(id);
        } else {
            lost.push(id);
        }
    }
    reader.rewind();
    let value = reader.read().ok();
    let mut struck = Struck::default();
    for id in lost {
        reader.lack(id, &mut struck);
    }
    for id in strangers {
        let map = tree.node(id).and_then(|node| node.parent);
        struck.strange.extend(map.map(|map| tree.path(map)));
    }
    mistakes.sort_by_key(|mistake| mistake.places.first().map(|p| (p.line, p.column)));
    Reading {
        value,
        struck,
        mistakes,
    }
}

/// A field that is none and resembles none says nothing about its neighbours. A misspelled one is missing under its
/// right name.
fn is_stranger(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::UnknownField { name, known } => {
            crate::diagnostic::nearest(name, known.iter().copied()).is_none()
        }
        Trouble::UnknownWord { .. }
        | Trouble::Missing(_)
        | Trouble::Kind { .. }
        | Trouble::Other(_) => false,
    }
}

fn in_words(trouble: &Trouble) -> Diagnostic {
    let message = trouble.to_string();
    match trouble {
        Trouble::UnknownField { name, known } => {
            let mut diagnostic = Diagnostic::error(
                "unknown-field",
                format!("\"{}\" is not a field here", shortened(name)),
            );
            if let Some(nearest) = crate::diagnostic::nearest(name, known.iter().copied()) {
                diagnostic = diagnostic.help(format!("the nearest field is {nearest}"));
            } else if !known.is_empty() {
                diagnostic = diagnostic.help(format!("the fields here are {}", known.join(", ")));
            }
            diagnostic
        }
        Trouble::UnknownWord { known, .. } => {
            Diagnostic::error("wrong-value", message).help(format!("write {}", known.join(" or ")))
        }
        Trouble::Missing(_) => Diagnostic::error("missing-field", message),
        Trouble::Kind { found, wanted } => match help::of_kind(found, wanted) {
            Some(help) => Diagnostic::error("wrong-type", message).help(help),
            None => Diagnostic::error("wrong-type", message),
        },
        Trouble::Other(_) => Diagnostic::error("wrong-value", message),
    }
}

fn with_places(
    mut diagnostic: Diagnostic,
    tree: &Tree,
    id: Id,
    lines: &Lines<'_>,
    source: &SourceText,
) -> Diagnostic {
    for (n, span) in tree.spans(id, lines).into_iter().enumerate() {
        let label = if n == 0 {
            ""
        } else {
            "what the alias stands for"
        };
        diagnostic = diagnostic.at(lines.place(&source.name, span).labelled(label));
    }
    if diagnostic.places.is_empty() {
        diagnostic = diagnostic.at(crate::diagnostic::Place::file(&source.name));
    }
    diagnostic
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

fn stopped<T>(source: &SourceText, stop: Stop) -> Reading<T> {
    let lines = Lines::new(&source.text);
    let at = |place: Option<(u32, u32)>| {
        let (line, column) = place.unwrap_or((1, 1));
        let line = usize::try_from(line).unwrap_or(1);
        let column = usize::try_from(column).unwrap_or(1);
        let width = lines.width(line, column, "");
        lines.place(
            &source.name,
            Span {
                line,
                column,
                width,
            },
        )
    };
    let mistake = match stop {
        Stop::Bomb => Diagnostic::error(
            "alias-bomb",
            "the aliases of this file stand for more than the file itself could hold",
        )
        .at(first_alias(source))
        .help("write the values out"),
        Stop::Tag(place) => Diagnostic::error("tag", "tags are not read")
            .at(at(place))
            .help("remove the tag, or put the value in quotes"),
        Stop::Second(place) => {
            Diagnostic::error("second-document", "a second document begins in this file")
                .at(at(place))
                .help("put it into a file of its own, or remove the line ---")
        }
        Stop::Syntax(error) => syntax(source, &error),
    };
    Reading {
        value: None,
        struck: Struck::default(),
        mistakes: vec![mistake],
    }
}

/// The first alias of a file, as far as a look at its text can tell.
fn first_alias(source: &SourceText) -> crate::diagnostic::Place {
    let bytes = source.text.as_bytes();
    let alias = bytes.iter().enumerate().position(|(at, byte)| {
        *byte == b'*'
            && at > 0
            && matches!(bytes[at - 1], b' ' | b'[' | b',' | b':' | b'{')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
    });
    match alias {
        Some(at) => source.place_of(at..at + 1),
        None => crate::diagnostic::Place::file(&source.name),
    }
}

/// What the parser says, with its place and the place where the unfinished thing began.
fn syntax(source: &SourceText, error: &serde_yaml::Error) -> Diagnostic {
    let lines = Lines::new(&source.text);
    let place = |line: usize, column: usize| {
        lines.place(
            &source.name,
            Span {
                line,
                column,
                width: 1,
            },
        )
    };
    let text = error.to_string();
    let (problem, context) = text.split_once(", ").unwrap_or((&text, ""));
    let cut = |text: &str| {
        let end = [" at line ", " at position "]
            .iter()
            .filter_map(|mark| text.find(mark))
            .min();
        text.get(..end.unwrap_or(text.len()))
            .unwrap_or_default()
            .to_owned()
    };
    let (code, message) = if problem.starts_with("recursion limit") {
        (
            "too-deep",
            "the file nests deeper than 128 levels".to_owned(),
        )
    } else {
        ("yaml-syntax", format!("not YAML: {}", cut(problem)))
    };
    let found = error.location();
    let tab = found
        .as_ref()
        .filter(|found| source.text.as_bytes().get(found.index()) == Some(&b'\t'));
    if let Some(tab) = tab {
        return Diagnostic::error(code, "not YAML: a tab stands where only blanks can")
            .at(place(tab.line(), tab.column()))
            .help("indent with blanks; editors can turn tabs into them");
    }
    let mut diagnostic = Diagnostic::error(code, message);
    diagnostic = match found {
        Some(found) => diagnostic.at(place(found.line(), found.column())),
        None => diagnostic.at(crate::diagnostic::Place::file(&source.name)),
    };
    let began = context.rsplit_once(" at line ").and_then(|(_, numbers)| {
        let (line, column) = numbers.split_once(" column ")?;
        Some((line.parse().ok()?, column.parse().ok()?))
    });
    if let Some((line, column)) = began {
        diagnostic = diagnostic.at(place(line, column).labelled(cut(context)));
    }
    if code == "yaml-syntax" {
        diagnostic = diagnostic.help(help::of_syntax(problem, context));
    }
    diagnostic
}
