//! The net of a network, and what a household is called at the registry.

use std::borrow::Cow;

use super::super::view::details;
use super::super::{Block, Itself, Profile};
use super::{Comparison, Here, section, steps};
use crate::model::{Action, Ascii, Change, CustomerContent, PackedContent};
use crate::registry::{Finding, FindingKind, Stated};

impl<'a> Comparison<'a> {
    /// Compares what is said of the net of a network with what it is.
    pub(super) fn itself(&mut self, here: Here<'a>) {
        let said = &here.network.itself;
        if *said == Itself::default() {
            return;
        }
        let prefix = here.network.prefix.to_string();
        let Some((incarnation, view)) = &here.live.itself.net else {
            let text = "its own record was not read, so nothing is changed in it".to_owned();
            self.out.findings.push(Finding {
                origin: Some(here.network.origin.clone()),
                ..Finding::new(FindingKind::Uncertain, section(here), prefix, text)
            });
            return;
        };
        let wanted = view.wanted(said.said());
        if wanted == *view {
            return;
        }
        if let Some((kind, why)) = self.blocked.naming(&incarnation.handle) {
            let finding = Finding {
                origin: Some(here.network.origin.clone()),
                ..Finding::new(kind, section(here), prefix, why)
            };
            let mut told = self.out.findings.iter();
            if !told.any(|told| told.subject == finding.subject && told.text == finding.text) {
                self.out.findings.push(finding);
            }
            return;
        }
        let step = steps::modify_network(
            self.sides.registry,
            here.network,
            incarnation,
            (view, &wanted),
        );
        let change = step.change.clone();
        self.out.steps.push(step);
        self.out.changes.push(Stated {
            title: wanted.name.text().clone(),
            details: details(&view.fields(), &wanted.fields()),
            origin: Some(here.network.origin.clone()),
            ..Stated::new(Change::one(change, Action::Modify), section(here), prefix)
        });
    }

    /// Whether a block is a household's and the org of its network has no name that could be read. Objects if so.
    pub(super) fn nameless(&mut self, here: Here<'_>, block: &Block) -> bool {
        let key = block.recipient.customer();
        let profile = key.and_then(|key| self.profile(key));
        let nameless = profile.is_some_and(|profile| content(here, block, profile).is_none());
        if nameless {
            self.unnamed_org(block);
        }
        nameless
    }
}

/// What the record of a block is to hold: the profile, with what the block says otherwise. A household is named
/// after the org of the network (reference 6.1); nothing where that could not be read.
pub(super) fn content<'a>(
    here: Here<'_>,
    block: &Block,
    profile: &'a Profile,
) -> Option<Cow<'a, PackedContent>> {
    network_content(here.live.itself.org_name.as_deref(), block, profile)
}

/// The same for a network of which no more is known than the name of its org.
pub(in super::super) fn network_content<'a>(
    org_name: Option<&str>,
    block: &Block,
    profile: &'a Profile,
) -> Option<Cow<'a, PackedContent>> {
    let private = block.extras().private.or(profile.content.private);
    if !profile.residential && private == profile.content.private {
        return Some(Cow::Borrowed(&profile.content));
    }
    let mut content = profile.content.clone();
    if profile.residential {
        let org = org_name?;
        content = PackedContent::from(&CustomerContent {
            name: Ascii::new(&format!("Private Customer - {org}")).ok()?,
            private: Some(true),
            ..content.unpacked()
        });
    } else {
        content.private = private;
    }
    Some(Cow::Owned(content))
}
