//! Keys that an entry had before: whose registrations a renamed entry takes over.

use std::collections::HashMap;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Key, Origin};

use super::text::key;

/// The keys under `formerly` of an entry, each with its place.
pub(in super::super) fn formerly(
    list: Option<&[String]>,
    entry: &Origin,
    out: &mut Vec<Mistake>,
) -> Vec<(Key, Origin)> {
    list.unwrap_or_default()
        .iter()
        .enumerate()
        .filter_map(|(n, text)| {
            let at = entry.inside(["formerly", &n.to_string()]);
            key(text, &at, Part::Value, out).map(|key| (key, at))
        })
        .collect()
}

/// A former key belongs to one entry, and to none that is there now: else it is not clear whose registrations are
/// renamed. `what` is one of those who have keys here: `customer`.
pub(in super::super) fn clashes(
    former: &[(Key, Origin)],
    has: impl Fn(&Key) -> Option<Origin>,
    what: &str,
    out: &mut Vec<Mistake>,
) {
    let mut seen: HashMap<&str, &Origin> = HashMap::new();
    for (key, at) in former {
        let text = key.as_str();
        if let Some(present) = has(key).filter(|present| is_inside(at, present)) {
            out.push(
                Mistake::error(
                    "formerly-clash",
                    format!("\"{text}\" is the key that this {what} has now"),
                )
                .at_value(at)
                .at(&present, Part::Key, "has it now")
                .help("remove it from formerly, which names older keys"),
            );
        } else if let Some(present) = has(key) {
            out.push(
                Mistake::error(
                    "formerly-clash",
                    format!("\"{text}\" is a former key here, and another {what} has it now"),
                )
                .at_value(at)
                .at(&present, Part::Key, "has it now")
                .help(format!(
                    "remove it from formerly, or remove the {what} that was renamed"
                )),
            );
        } else if let Some(first) = seen.get(text) {
            out.push(
                Mistake::error(
                    "formerly-clash",
                    format!("\"{text}\" is named as a former key twice"),
                )
                .at_value(at)
                .at(*first, Part::Value, "first here")
                .help("a key that was renamed has one successor"),
            );
        } else {
            seen.insert(text, at);
        }
    }
}

fn is_inside(at: &Origin, entry: &Origin) -> bool {
    at.file() == entry.file() && at.path().starts_with(&entry.path())
}
