//! What links to a POC whose entry is gone: in the repository, which needs it still, and at the registry, which refuses
//! its delete (reference 2.10) until the last link went.

use std::collections::BTreeMap;

use super::super::super::live::{LiveNetwork, LiveRecipient};
use super::super::super::view::PocLinks;
use super::super::super::{Desired, Pocs};
use super::super::delegation::nets;
use super::super::diff::Comparing;
use super::super::org::Contact;
use crate::model::{Action, Field, Incarnation, Key, PocHandle, RegistryName, Step, StepId};

/// Where the repository names the POC all the same: a block, a network or an org, as people know it. Deleted, it could
/// not be linked there, and nobody gives its handle back.
pub(super) fn named(on: &Comparing<'_>, key: &Key, handle: &PocHandle) -> Option<String> {
    let desired = on.sides.desired;
    let links = |pocs: &Pocs| {
        let mut listed = pocs.functions().filter_map(|(_, listed)| listed.value());
        listed.any(|handles| handles.contains(handle))
    };
    let mut blocks = desired.blocks.iter().chain(&desired.pending);
    let mut networks = desired.networks.iter();
    let mut orgs = desired.objects.orgs.iter();
    let meant = |contact: &Contact| match contact {
        Contact::Handle(named) => named == handle,
        Contact::Key(named) => named == key,
    };
    let block = blocks.find(|block| links(block.pocs()));
    let block = block.map(|block| block.range.to_string());
    block
        .or_else(|| {
            let network = networks.find(|network| links(&network.itself.pocs));
            network.map(|network| network.prefix.to_string())
        })
        .or_else(|| {
            let org = orgs.find(|org| org.pocs.values().flatten().any(meant));
            org.map(|org| format!("orgs.{}", org.key))
        })
        .or_else(|| desired.objects.named_elsewhere.get(handle).cloned())
}

impl Desired {
    /// The POCs that are named by what is declared at other registries than this one, each with one place that does.
    #[must_use]
    pub fn pocs_named_elsewhere(&self, registry: &RegistryName) -> BTreeMap<PocHandle, String> {
        let mut found = BTreeMap::new();
        let mut add = |pocs: &Pocs, at: &dyn std::fmt::Display| {
            for handle in pocs
                .functions()
                .filter_map(|(_, listed)| listed.value())
                .flatten()
            {
                found
                    .entry(handle.clone())
                    .or_insert_with(|| at.to_string());
            }
        };
        for block in self.blocks.iter().chain(&self.dated) {
            let network = self.networks.get(block.network);
            if network.is_some_and(|network| network.registry != *registry) {
                add(block.pocs(), &block.range);
            }
        }
        let networks = self.networks.iter();
        for network in networks.filter(|network| network.registry != *registry) {
            add(&network.itself.pocs, &network.prefix);
        }
        let orgs = self.objects.orgs.iter();
        for org in orgs.filter(|org| org.registry != *registry) {
            for contact in org.pocs.values().flatten() {
                if let Contact::Handle(handle) = contact {
                    let at = || format!("orgs.{}", org.key);
                    found.entry(handle.clone()).or_insert_with(at);
                }
            }
        }
        found
    }
}

/// The steps that take its links away, or what keeps one, as far as it was read. What was not read refuses by itself.
pub(super) fn unlinked(on: &Comparing<'_>, handle: &PocHandle) -> Result<Vec<StepId>, String> {
    let has = |links: &PocLinks| links.values().any(|handles| handles.contains(handle));
    let mut steps = Vec::new();
    for net in nets(on.sides.live) {
        // A simple reassignment shows the links of the net above it, and has none.
        if !matches!(net.recipient, LiveRecipient::Org(_)) || !has(net.view.pocs()) {
            continue;
        }
        let here = |step: &&Step<_>| step.place.as_ref() == Some(&net.place);
        let mut here = on.out.steps.iter().filter(here);
        let step = here.find(|step| step.kind.as_str() == "net" && takes_away(step, handle));
        let step = step.ok_or_else(|| format!("{} links to it", net.place.range))?;
        steps.push(step.id.clone());
    }
    let networks = on.sides.live.networks.iter().filter_map(itself);
    let orgs = on.sides.live.objects.orgs.values();
    let orgs = orgs.filter_map(|org| org.found());
    let orgs = orgs.map(|org| (&org.incarnation, &org.view.pocs));
    for (of, _) in networks.chain(orgs).filter(|(_, links)| has(links)) {
        let mut all = on.out.steps.iter();
        let step =
            all.find(|step| step.handle.as_ref() == Some(&of.handle) && takes_away(step, handle));
        let step = step.ok_or_else(|| format!("{} links to it", of.handle))?;
        steps.push(step.id.clone());
    }
    Ok(steps)
}

/// The net of a network and its links, where they were read.
fn itself(network: &LiveNetwork) -> Option<(&Incarnation, &PocLinks)> {
    match network {
        LiveNetwork::Read(read) => {
            let (net, view) = read.itself.net.as_ref()?;
            Some((net, view.pocs()))
        }
        LiveNetwork::Unread { .. } => None,
    }
}

/// Whether a step leaves no link to the POC where there is one.
fn takes_away<P>(step: &Step<P>, handle: &PocHandle) -> bool {
    let names = |field: &Field| match field {
        Field::Text(text) => **text == *handle.as_str(),
        Field::Lines(lines) => lines.iter().any(|line| **line == *handle.as_str()),
    };
    match step.action {
        Action::Delete => true,
        Action::Modify => !step.after.unpacked().values().any(names),
        Action::Create | Action::Adopt | Action::Replace => false,
    }
}
