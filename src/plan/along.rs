//! What goes down with a registration of another name of the registry: a network inside a reallocation has its own name
//! and its own key, and its part of the plan is made without a view of the other.

use std::collections::BTreeSet;

use crate::model::{Consequence, Range, RegistryName, Step};
use crate::registry::{Difference, FindingKind};

/// Takes back that something is kept which the plan ends; the change that ends it names it.
pub(super) fn not_kept(differences: &mut [Difference], steps: &[Step]) {
    let ended: BTreeSet<(&RegistryName, Range)> = steps.iter().flat_map(ended).collect();
    for difference in differences {
        let registry = &difference.registry;
        let findings = &mut difference.findings;
        findings.retain(|finding| {
            let range = finding.subject.parse::<Range>();
            finding.kind != FindingKind::Keep
                || !range.is_ok_and(|range| ended.contains(&(registry, range)))
        });
    }
}

/// What a step ends under other names than its own.
fn ended(step: &Step) -> impl Iterator<Item = (&RegistryName, Range)> {
    step.consequences.iter().filter_map(|consequence| {
        if let Consequence::Releases {
            registry: Some(registry),
            place,
        } = consequence
        {
            Some((registry, place.range))
        } else {
            None
        }
    })
}
