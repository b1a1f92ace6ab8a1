//! Reads YAML documents and finds positions in them. The only module that names `serde_yaml`.
//!
//! A file that is right is read once, straight into its type. Only when something is wrong is it walked again,
//! into a tree that knows the place of every scalar, and the type is read from that tree over and over,
//! each mistake struck out, until no more are found.

mod depth;
mod help;
mod lines;
mod read;
mod source;
mod struck;
mod tree;
mod trouble;
mod typed;
mod walk;

#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Mistake, Part, Place};

pub use lines::Span;
pub use read::{Reading, read, read_partly};
pub use source::{LIMIT, SourceText};
pub use struck::Struck;

/// The places of one file, for any number of look-ups.
#[derive(Debug)]
pub struct Positions<'a> {
    source: &'a SourceText,
    lines: lines::Lines<'a>,
    tree: Option<tree::Tree>,
}

impl<'a> Positions<'a> {
    /// Walks a file once. Where it is no YAML, no path has a place.
    #[must_use]
    pub fn of(source: &'a SourceText) -> Self {
        Self {
            source,
            lines: lines::Lines::new(&source.text),
            tree: walk::walk(source).ok(),
        }
    }

    /// Where the key or the value at a path stands. The value of an alias stands where the alias is used,
    /// as far as that can be known: at the nearest key.
    #[must_use]
    pub fn span(&self, path: &[String], part: Part) -> Option<Span> {
        let tree = self.tree.as_ref()?;
        let node = tree.find(path)?;
        let node = match part {
            Part::Key => tree.key(node).unwrap_or(node),
            Part::Value => node,
        };
        tree.spans(node, &self.lines).first().copied()
    }

    /// The same as a place with its source line; the file as a whole when the path is not in it.
    #[must_use]
    pub fn place(&self, path: &[String], part: Part) -> Place {
        match self.span(path, part) {
            Some(span) => self.lines.place(&self.source.name, span),
            None => Place::file(&self.source.name),
        }
    }
}

/// The places of one file that was walked, kept with its text.
#[derive(Debug)]
pub struct Walked {
    source: SourceText,
    tree: Option<tree::Tree>,
}

impl Walked {
    /// Walks a file once.
    #[must_use]
    pub fn of(source: SourceText) -> Self {
        let tree = walk::walk(&source).ok();
        Self { source, tree }
    }

    /// The file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// The place of the key of the entry at a path, if it is there.
    #[must_use]
    pub fn key(&self, path: &[String]) -> Option<Place> {
        let tree = self.tree.as_ref()?;
        let node = tree.find(path)?;
        let lines = lines::Lines::new(&self.source.text);
        let spans = tree.spans(tree.key(node).unwrap_or(node), &lines);
        let first = spans.first().copied()?;
        Some(lines.place(&self.source.name, first))
    }
}

/// Where the value at a path stands. For one look-up; for more, keep a [`Positions`].
#[must_use]
pub fn locate(source: &SourceText, path: &[String]) -> Option<Span> {
    Positions::of(source).span(path, Part::Value)
}

/// Where the key of the entry at a path stands.
#[must_use]
pub fn locate_key(source: &SourceText, path: &[String]) -> Option<Span> {
    Positions::of(source).span(path, Part::Key)
}

/// Looks up the places of mistakes that are all in one file.
#[must_use]
pub fn placed(mistakes: Vec<Mistake>, source: &SourceText) -> Vec<Diagnostic> {
    if mistakes.is_empty() {
        return Vec::new();
    }
    let positions = Positions::of(source);
    mistakes
        .into_iter()
        .map(|mistake| diagnostic(mistake, |_| Some(&positions)))
        .collect()
}

/// Turns a mistake into a diagnostic with the positions of the files it names.
pub fn diagnostic<'p, 'a: 'p>(
    mistake: Mistake,
    positions: impl Fn(&str) -> Option<&'p Positions<'a>>,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(mistake.code, &mistake.message);
    diagnostic.severity = mistake.severity;
    for spot in mistake.spots {
        let place = positions(spot.origin.file()).map_or_else(
            || Place::file(spot.origin.file()),
            |found| found.place(&spot.origin.path(), spot.part),
        );
        diagnostic = diagnostic.at(place.labelled(spot.label));
    }
    mistake.help.iter().fold(diagnostic, Diagnostic::help)
}
