//! Objections and warnings, in the shape of diagnostics.

use super::words::shown;
use super::{Locate, Setting};
use crate::registry::{Objection, ObjectionPlace, Remark};

/// The lines of an objection.
#[must_use]
pub fn objection_text(objection: &Objection, setting: &Setting<'_>) -> String {
    let head = setting
        .paint
        .objection(&format!("objection[{}]", objection.code));
    let places = (objection.places.as_slice(), objection.help.as_str());
    lines(&head, &objection.message, places, setting.locate)
}

/// The lines of a warning.
#[must_use]
pub fn remark_text(remark: &Remark, setting: &Setting<'_>) -> String {
    let head = setting.paint.warning(&format!("warning[{}]", remark.code));
    let places = (remark.places.as_slice(), remark.help.as_str());
    lines(&head, &remark.message, places, setting.locate)
}

fn lines(
    head: &str,
    message: &str,
    (places, help): (&[ObjectionPlace], &str),
    locate: Locate<'_>,
) -> String {
    let mut lines = vec![format!("{head}: {}", shown(message))];
    let places: Vec<(String, String)> = places
        .iter()
        .map(|place| place_words(place, locate))
        .collect();
    let width = places.iter().map(|(place, _)| place.chars().count());
    let width = width.max().unwrap_or(0);
    lines.extend(places.iter().map(|(place, what)| {
        let line = format!("  --> {place:<width$}  {what}");
        shown(line.trim_end())
    }));
    if !help.is_empty() {
        lines.push(format!("   = help: {}", shown(help)));
    }
    lines.join("\n")
}

/// A place as `file:line:column` or a handle, and what it is.
pub(super) fn place_words(place: &ObjectionPlace, locate: Locate<'_>) -> (String, String) {
    match place {
        ObjectionPlace::Declared(origin, what) => {
            let place = locate(origin).map_or_else(
                || origin.file().to_owned(),
                |place| format!("{}:{}:{}", place.file, place.line, place.column),
            );
            (place, what.clone())
        }
        ObjectionPlace::Registered(handle, what) => (handle.clone(), what.clone()),
    }
}
