//! Words and origins that the nouns share.

use crate::model::{Fields, Origin};
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
