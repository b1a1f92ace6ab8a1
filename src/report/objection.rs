//! Objections, in the shape of diagnostics.

use super::words::shown;
use super::{Locate, Paint};
use crate::registry::{Objection, ObjectionPlace};

/// The lines of an objection.
#[must_use]
pub fn objection_text(objection: &Objection, paint: Paint, locate: Locate<'_>) -> String {
    let head = paint.objection(&format!("objection[{}]", objection.code));
    let mut lines = vec![format!("{head}: {}", shown(&objection.message))];
    let places: Vec<(String, String)> = objection
        .places
        .iter()
        .map(|place| place_words(place, locate))
        .collect();
    let width = places
        .iter()
        .map(|(place, _)| place.chars().count())
        .max()
        .unwrap_or(0);
    lines.extend(
        places
            .iter()
            .map(|(place, what)| format!("  --> {place:<width$}  {}", shown(what))),
    );
    lines.push(format!("   = help: {}", shown(&objection.help)));
    lines.join("\n")
}

/// A place as `file:line:column` or a handle, and what it is.
pub(super) fn place_words(place: &ObjectionPlace, locate: Locate<'_>) -> (String, String) {
    match place {
        ObjectionPlace::Declared(origin, what) => {
            let place = locate(origin).map_or_else(
                || origin.file.clone(),
                |place| format!("{}:{}:{}", place.file, place.line, place.column),
            );
            (place, what.clone())
        }
        ObjectionPlace::Registered(handle, what) => (handle.clone(), what.clone()),
    }
}
