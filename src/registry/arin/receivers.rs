//! The orgs that a comparison gives space to, asked whether they can have it (reference 2.5, 6.3): a refusal is told
//! before anything is sent, and above all before a replace deletes what stands there.

use std::collections::{BTreeMap, BTreeSet};

use super::client::Client;
use super::reply::ReadError;
use super::wire::OrgPayload;
use super::work::Work;
use super::{Block, Desired};
use crate::model::{Action, ChangeId, OrgHandle, StepId};
use crate::registry::{
    Difference, Failure, Finding, FindingKind, Objection, ObjectionPlace, Scope,
};

/// Why an org can not have space: code, what is wrong, what to do.
type Verdict = (&'static str, String, &'static str);

/// Reads each org that would be given space, once, and takes out of the comparison what it would not get. What can
/// not be read says nothing, and forbids nothing.
///
/// # Errors
/// When the registry does not take the key.
pub(super) async fn weighed(
    client: &Client,
    desired: &Desired,
    mut difference: Difference<Work>,
) -> Result<Difference<Work>, Failure> {
    let mut closed = BTreeMap::new();
    for (org, blocks) in given(desired, &difference) {
        let verdict = match client.org(org).await {
            Ok(found) => verdict(org, &found),
            // A registry may say the same of an org that the key has no authority over (reference 1.6).
            Err(ReadError::Absent) if client.public_org(org).await != Ok(false) => None,
            Err(ReadError::Absent) => Some((
                "recipient-unknown",
                format!("the registry has no org {org}"),
                "ask the customer for the handle of its org; orgs are made in ARIN Online",
            )),
            Err(error @ ReadError::NotAuthenticated(_)) => return Err(error.into()),
            Err(_) => None,
        };
        for block in verdict.iter().flat_map(|_| &blocks) {
            closed.insert(block.range.to_string(), org.clone());
        }
        difference
            .objections
            .extend(verdict.map(|verdict| objection(org, verdict, &blocks)));
    }
    withhold(&mut difference, &closed);
    Ok(difference)
}

/// The blocks that would be registered for an org, by org. What finishes a replace is left as it is: its space is
/// empty already.
fn given<'d>(
    desired: &'d Desired,
    difference: &Difference<Work>,
) -> BTreeMap<&'d OrgHandle, Vec<&'d Block>> {
    let coming: BTreeSet<&str> = difference
        .changes
        .iter()
        .filter(|stated| matches!(stated.change.action, Action::Create | Action::Replace))
        .filter(|stated| !difference.resumed.contains(&stated.change.id))
        .map(|stated| stated.subject.as_str())
        .collect();
    let mut given: BTreeMap<&OrgHandle, Vec<&Block>> = BTreeMap::new();
    if coming.is_empty() {
        return given;
    }
    for block in &desired.blocks {
        if let Some(org) = block.recipient.org()
            && coming.contains(block.range.to_string().as_str())
        {
            given.entry(org).or_default().push(block);
        }
    }
    given
}

fn verdict(org: &OrgHandle, found: &OrgPayload) -> Option<Verdict> {
    if found.accept_reassignments == Some(false) {
        return Some((
            "recipient-refuses",
            format!("{org} does not accept reassignments"),
            "its people allow it in ARIN Online; ask the customer",
        ));
    }
    // Without the wrapper nothing is known of its POCs.
    let links = found.poc_links.as_ref()?;
    let lacks: Vec<&str> = [("AD", "Admin"), ("T", "Tech"), ("AB", "Abuse")]
        .into_iter()
        .filter(|(function, _)| !links.iter().any(|link| link.function == *function))
        .map(|(_, name)| name)
        .collect();
    (!lacks.is_empty()).then(|| {
        (
            "recipient-pocs",
            format!(
                "{org} has no {} POC, and can not receive space",
                lacks.join(" and no ")
            ),
            "the org gets its POCs in ARIN Online; ask the customer",
        )
    })
}

/// How many blocks an objection names.
const SHOWN: usize = 3;

fn objection(org: &OrgHandle, (code, message, help): Verdict, blocks: &[&Block]) -> Objection {
    let places = blocks.iter().take(SHOWN).map(|block| {
        ObjectionPlace::Declared(block.origin(), format!("{} for {org}", block.range))
    });
    let more = blocks.len().saturating_sub(SHOWN);
    let message = if more == 0 {
        message
    } else {
        format!("{message}; {} blocks are declared for it", blocks.len())
    };
    Objection {
        code,
        scope: Scope::Object,
        message,
        places: places.collect(),
        help: help.to_owned(),
    }
}

/// Takes changes out by their ranges, with all that needs them, and says so in their places.
fn withhold(difference: &mut Difference<Work>, closed: &BTreeMap<String, OrgHandle>) {
    if closed.is_empty() {
        return;
    }
    let objected: BTreeSet<ChangeId> = difference
        .changes
        .iter()
        .filter(|stated| closed.contains_key(stated.subject.as_str()))
        .map(|stated| stated.change.id.clone())
        .collect();
    let gone = with_what_hangs_on_them(difference, objected.clone());
    let (gone, kept) = std::mem::take(&mut difference.changes)
        .into_iter()
        .partition(|stated| gone.contains(&stated.change.id));
    difference.changes = kept;
    let left: BTreeSet<&ChangeId> = difference
        .changes
        .iter()
        .map(|stated| &stated.change.id)
        .collect();
    difference.steps.retain(|step| left.contains(&step.change));
    let gone: Vec<crate::registry::Stated> = gone;
    difference.findings.extend(gone.into_iter().map(|stated| {
        let (kind, text) = match stated.change.action {
            _ if objected.contains(&stated.change.id) => (FindingKind::Objected, "see below"),
            Action::Delete => (
                FindingKind::Wait,
                "stays while what would take its space is objected to",
            ),
            Action::Create | Action::Adopt | Action::Modify | Action::Replace => {
                (FindingKind::Wait, "needs what is objected to")
            }
        };
        Finding {
            who: stated.who.to_string(),
            origin: stated.origin,
            private: stated.private,
            ..Finding::new(kind, stated.section, stated.subject, text)
        }
    }));
}

/// Changes with those whose steps need a step of theirs, and with the deletes that only make way for them: a range is
/// never emptied for something that can not follow.
fn with_what_hangs_on_them(
    difference: &Difference<Work>,
    mut gone: BTreeSet<ChangeId>,
) -> BTreeSet<ChangeId> {
    let deletes: BTreeSet<&ChangeId> = difference
        .changes
        .iter()
        .filter(|stated| stated.change.action == Action::Delete)
        .map(|stated| &stated.change.id)
        .collect();
    loop {
        let (theirs, others): (Vec<_>, Vec<_>) = difference
            .steps
            .iter()
            .partition(|step| gone.contains(&step.change));
        let steps: BTreeSet<&StepId> = theirs.iter().map(|step| &step.id).collect();
        let needed: BTreeSet<&StepId> = theirs.iter().flat_map(|step| &step.requires).collect();
        let more: BTreeSet<ChangeId> = others
            .into_iter()
            .filter(|step| {
                let makes_way = needed.contains(&step.id) && deletes.contains(&step.change);
                makes_way || step.requires.iter().any(|id| steps.contains(id))
            })
            .map(|step| step.change.clone())
            .collect();
        if more.is_empty() {
            return gone;
        }
        gone.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::super::wire::PocLink;
    use super::*;

    fn org(functions: &[&str], accepts: Option<bool>) -> OrgPayload {
        let link = |function: &&str| PocLink {
            handle: "ADM1-ARIN".parse().expect("a handle"),
            function: (*function).to_owned(),
            description: None,
        };
        OrgPayload {
            poc_links: Some(functions.iter().map(link).collect()),
            accept_reassignments: accepts,
            ..OrgPayload::default()
        }
    }

    fn said(found: &OrgPayload) -> Option<(&'static str, String)> {
        let handle = "DOWN-7".parse().expect("a handle");
        verdict(&handle, found).map(|(code, message, _)| (code, message))
    }

    #[test]
    fn an_org_needs_an_admin_a_tech_and_an_abuse_poc() {
        assert_eq!(said(&org(&["AD", "T", "AB", "N"], None)), None);
        assert_eq!(said(&org(&["AD", "T", "AB"], Some(true))), None);
        let lacks = |text: &str| {
            let message = format!("DOWN-7 has no {text} POC, and can not receive space");
            Some(("recipient-pocs", message))
        };
        assert_eq!(said(&org(&["T", "AB"], None)), lacks("Admin"));
        assert_eq!(said(&org(&["AD", "AB", "N"], None)), lacks("Tech"));
        assert_eq!(said(&org(&["AD"], None)), lacks("Tech and no Abuse"));
    }

    #[test]
    fn what_is_not_known_forbids_nothing_and_a_refusal_does() {
        let mut unknown = org(&[], None);
        unknown.poc_links = None;
        assert_eq!(said(&unknown), None);
        let refused = said(&org(&["AD", "T", "AB"], Some(false)));
        assert_eq!(
            refused,
            Some((
                "recipient-refuses",
                "DOWN-7 does not accept reassignments".to_owned()
            ))
        );
    }
}
