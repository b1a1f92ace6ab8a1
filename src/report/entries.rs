//! What stands in a section of a plan, in the order of the map: changes and notices by address, long rows of
//! them folded to one entry. Deletes and replaces never fold.

use std::collections::BTreeMap;

use crate::model::{Action, Range};
use crate::plan::Part;
use crate::registry::{Detail, Finding, FindingKind, SectionId, Stated};

/// So many creates, modifies or adopts of a section are shown one by one.
pub(super) const EACH: usize = 10;

/// Something in a section.
#[derive(Debug)]
pub(super) enum Entry<'a> {
    /// A change.
    Change(&'a Stated),
    /// More creates, modifies or adopts than are shown one by one.
    Many(Action, Vec<&'a Stated>),
    /// A notice.
    Notice(&'a Finding),
    /// Notices of one kind that say the same of objects side by side.
    Row(FindingKind, Vec<&'a Finding>),
}

/// What stands in each section.
pub(super) struct Sections<'a> {
    changes: BTreeMap<&'a SectionId, Vec<&'a Stated>>,
    findings: BTreeMap<&'a SectionId, Vec<&'a Finding>>,
    /// Changes of customer records, those that change alike together.
    pub(super) profiles: Vec<Vec<&'a Stated>>,
}

impl<'a> Sections<'a> {
    /// Sorts a part by sections.
    pub(super) fn of(part: &'a Part) -> Self {
        let mut changes: BTreeMap<_, Vec<&Stated>> = BTreeMap::new();
        for stated in part.changes.iter().filter(|given| !told_by_profile(given)) {
            changes.entry(&stated.section).or_default().push(stated);
        }
        let mut findings: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
        for finding in &part.findings {
            findings.entry(&finding.section).or_default().push(finding);
        }
        Self {
            changes,
            findings,
            profiles: profiles(part),
        }
    }

    /// The changes of a section, in the given order.
    pub(super) fn changes(&self, section: &SectionId) -> &[&'a Stated] {
        self.changes.get(section).map_or(&[], Vec::as_slice)
    }

    /// What stands in a section, in address order; what is no address stands behind, in the given order.
    pub(super) fn entries(&self, section: &SectionId, full: bool) -> Vec<Entry<'a>> {
        let changes = self.changes(section);
        let findings = self.findings.get(section).map_or(&[][..], Vec::as_slice);
        let mut placed: Vec<(Placed, Entry<'a>)> = changes
            .iter()
            .map(|stated| (Placed::at(&stated.subject), Entry::Change(stated)))
            .chain(
                findings
                    .iter()
                    .map(|finding| (Placed::at(&finding.subject), Entry::Notice(finding))),
            )
            .collect();
        placed.sort_by_key(|(place, _)| *place);
        let entries = placed.into_iter().map(|(_, entry)| entry);
        if full {
            return entries.collect();
        }
        folded(entries.collect(), changes)
    }
}

/// Where something stands: by address, else behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Placed {
    Address(Range),
    Behind,
}

impl Placed {
    pub(super) fn at(subject: &str) -> Self {
        subject.parse().map_or(Self::Behind, Self::Address)
    }
}

/// Whether changes of this action fold.
fn folds(action: Action) -> bool {
    match action {
        Action::Create | Action::Modify | Action::Adopt => true,
        Action::Replace | Action::Delete => false,
    }
}

/// Whether notices of this kind fold: what asks for nothing, and is many.
fn rows(kind: FindingKind) -> bool {
    match kind {
        FindingKind::Found
        | FindingKind::Rekeyed
        | FindingKind::Protected
        | FindingKind::Unprotected => true,
        FindingKind::Objected
        | FindingKind::Keep
        | FindingKind::Wait
        | FindingKind::Later
        | FindingKind::Uncertain
        | FindingKind::Lost
        | FindingKind::Held => false,
    }
}

/// The same entries with long rows of them in one, where the first of them stands.
fn folded<'a>(entries: Vec<Entry<'a>>, changes: &[&'a Stated]) -> Vec<Entry<'a>> {
    let mut counts: BTreeMap<Action, usize> = BTreeMap::new();
    for stated in changes {
        *counts.entry(stated.change.action).or_default() += 1;
    }
    counts.retain(|action, number| folds(*action) && *number > EACH);
    let mut places: BTreeMap<Action, usize> = BTreeMap::new();
    let mut out: Vec<Entry<'a>> = Vec::new();
    for entry in entries {
        match entry {
            Entry::Change(stated) if counts.contains_key(&stated.change.action) => {
                let action = stated.change.action;
                let at = *places.entry(action).or_insert_with(|| {
                    out.push(Entry::Many(action, Vec::new()));
                    out.len() - 1
                });
                if let Some(Entry::Many(_, many)) = out.get_mut(at) {
                    many.push(stated);
                }
            }
            Entry::Notice(finding) if rows(finding.kind) => {
                if let Some(Entry::Row(kind, row)) = out.last_mut()
                    && *kind == finding.kind
                {
                    row.push(finding);
                } else {
                    out.push(Entry::Row(finding.kind, vec![finding]));
                }
            }
            Entry::Change(_) | Entry::Many(..) | Entry::Notice(_) | Entry::Row(..) => {
                out.push(entry);
            }
        }
    }
    out.into_iter().flat_map(shared).collect()
}

/// The rows of a long row: one for each change of keys, unless there are too many of them.
fn shared(entry: Entry<'_>) -> Vec<Entry<'_>> {
    let Entry::Row(kind, row) = entry else {
        return vec![entry];
    };
    let alike = |one: &&Finding, next: &&Finding| {
        kind != FindingKind::Rekeyed || (&one.who, &one.text) == (&next.who, &next.text)
    };
    let rows: Vec<Vec<&Finding>> = if row.chunk_by(alike).count() > EACH {
        vec![row]
    } else {
        row.chunk_by(alike).map(<[_]>::to_vec).collect()
    };
    let entries = rows.into_iter().map(|row| match row.as_slice() {
        [alone] => Entry::Notice(alone),
        _ => Entry::Row(kind, row),
    });
    entries.collect()
}

/// Whether the customer's own lines say all there is to a change.
fn told_by_profile(stated: &Stated) -> bool {
    !stated.profile.is_empty() && stated.details.is_empty()
}

/// Changes of customer records, those that change alike together.
fn profiles(part: &Part) -> Vec<Vec<&Stated>> {
    let mut groups: BTreeMap<(&str, String), Vec<&Stated>> = BTreeMap::new();
    for stated in part
        .changes
        .iter()
        .filter(|stated| !stated.profile.is_empty())
    {
        groups
            .entry((&stated.who, alike(&stated.profile)))
            .or_default()
            .push(stated);
    }
    let mut groups: Vec<Vec<&Stated>> = groups.into_values().collect();
    for group in &mut groups {
        group.sort_by_cached_key(|stated| Placed::at(&stated.subject));
    }
    groups
}

fn alike(details: &[Detail]) -> String {
    format!("{details:?}")
}

/// What many changes are called together: `blocks of /48`, `blocks`, or the section's own word.
pub(super) fn noun(changes: &[&Stated], section: &str) -> String {
    let ranges: Option<Vec<Range>> = changes
        .iter()
        .map(|stated| stated.subject.parse().ok())
        .collect();
    let Some(ranges) = ranges else {
        return section.to_owned();
    };
    let mut lengths = ranges
        .iter()
        .map(|range| range.prefix().map(crate::model::Prefix::length));
    match lengths.next() {
        Some(Some(length)) if lengths.all(|other| other == Some(length)) => {
            format!("blocks of /{length}")
        }
        _ => "blocks".to_owned(),
    }
}

/// From the first to the last of many: `2001:db8:830c::/48 … 2001:db8:8789::/48`.
pub(super) fn span(changes: &[&Stated]) -> Option<(String, String)> {
    let (first, last) = (changes.first()?, changes.last()?);
    Some((first.subject.clone().into(), last.subject.clone().into()))
}
