//! Words and origins that the nouns share.

use super::super::check::text::ascii;
use crate::diagnostic::Mistake;
use crate::model::{Fields, Listed, Origin, RegistryName};
use crate::registry::Detail;

/// The origin of an entry of a section.
pub(super) fn entry(file: &str, section: &str, key: &str) -> Origin {
    Origin::new(file, [section, key])
}

/// The origin of what stands in an entry.
pub(super) fn inside(entry: &Origin, path: &[&str]) -> Origin {
    entry.inside(path)
}

/// Whether a text is the name of a host, without the dot at its end: two labels at least.
pub(super) fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=63).contains(&label.len())
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && last.contains(|c: char| c.is_ascii_alphabetic())
}

/// Says that a field is missing, at the key of the entry that should hold it.
pub(super) fn missing(field: &str, entry: &Origin, out: &mut Vec<Mistake>) {
    out.push(
        Mistake::error("missing-field", format!("the field \"{field}\" is missing"))
            .at_key(entry)
            .help(format!("add {field}")),
    );
}

/// A field of one line of ASCII; an empty one clears.
pub(super) fn said(text: Option<&str>, at: &Origin, out: &mut Vec<Mistake>) -> Listed<String> {
    match text {
        None => Listed::Alone,
        Some(text) if text.trim().is_empty() => Listed::Clear,
        Some(text) => {
            ascii(text, at, out).map_or(Listed::Alone, |line| Listed::Value(line.to_string()))
        }
    }
}

/// The registry of an entry; it may be left out when there is one.
pub(super) fn registry(
    text: Option<&str>,
    entry: &Origin,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Option<RegistryName> {
    let names: Vec<&str> = registries.iter().map(RegistryName::as_str).collect();
    match (text, registries) {
        (None, [only]) => Some(only.clone()),
        // Without any registry swipd.yaml has been refused already.
        (None, []) => Some(RegistryName::new("")),
        (None, [_, ..]) => {
            out.push(
                Mistake::error(
                    "registry-ambiguous",
                    "the entry does not say which registry it is at",
                )
                .at_key(entry)
                .help(format!("add registry: {}", names.join(" or "))),
            );
            None
        }
        (Some(text), known) if known.is_empty() || names.contains(&text) => {
            Some(RegistryName::new(text))
        }
        (Some(text), _) => {
            out.push(
                Mistake::error("key-unknown", format!("no registry has the key \"{text}\""))
                    .at_value(&inside(entry, &["registry"]))
                    .help(format!("swipd.yaml has {}", names.join(", "))),
            );
            None
        }
    }
}

/// The fields in which two sets of values differ, in the order given.
pub(super) fn details(before: &Fields, after: &Fields, order: &[&str]) -> Vec<Detail> {
    let differing = order.iter().filter_map(|name| {
        let (before, after) = (before.get(*name), after.get(*name));
        (before != after).then(|| Detail {
            field: (*name).to_owned(),
            before: before.cloned(),
            after: after.cloned(),
        })
    });
    differing.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_two_labels_and_no_dot_at_its_end() {
        for host in ["ns1.example.net", "a.b-c.xn--p1ai"] {
            assert!(is_host(host), "{host}");
        }
        for host in [
            "ns1",
            "",
            "ns1.example.net.",
            "-a.example",
            "a_b.example",
            "192.0.2.1",
        ] {
            assert!(!is_host(host), "{host}");
        }
    }
}
