//! A comparison with a snapshot. It asks nobody, and what it can not know it says.

use std::collections::BTreeSet;

use super::super::Itself;
use super::super::work::Work;
use super::super::{Arin, Desired, diff};
use super::{Picture, Showing, Shown, without_values};
use crate::journal::Ledger;
use crate::model::Range;
use crate::registry::snapshot::PrintKey;
use crate::registry::{Difference, Failure, Finding, FindingKind, Look, Remark, SectionId};

/// A snapshot that stands in for the registry.
#[derive(Debug, Clone)]
pub struct Pictured {
    /// What it keeps of this registry.
    pub picture: Picture,
    /// The key of its prints, where it is there.
    pub key: Option<PrintKey>,
    /// When it was taken.
    pub as_of: jiff::Timestamp,
}

impl Arin {
    /// Compares what is declared with a snapshot.
    ///
    /// # Errors
    /// When there is none.
    pub(in super::super) fn compared_with_snapshot(
        &self,
        look: Look,
    ) -> Result<Difference<Work>, Failure> {
        let Some(pictured) = &self.pictured else {
            return Err(Failure::Unknown("there is no snapshot of it".to_owned()));
        };
        // A snapshot holds no orgs: blocks for those that were made for an entry show as waiting.
        let mut desired = Desired::named(self.desired.on(look.today()), &Ledger::default());
        let shown = Showing {
            registry: &self.name,
            picture: &pictured.picture,
            key: pictured.key.as_ref(),
            desired: &desired,
            as_of: pictured.as_of,
        }
        .shown();
        let unknown = unknown(&desired, &shown);
        if !shown.unknown.is_empty() {
            let out: BTreeSet<&(usize, Range)> = shown.unknown.iter().collect();
            let blocks = &mut desired.to_mut().blocks;
            blocks.retain(|block| !out.contains(&(block.network, block.range)));
        }
        let title = self.title.replace(')', ", snapshot)");
        let mut found = without_values(diff::difference(diff::Sides {
            registry: &self.name,
            title: &title,
            desired: &desired,
            live: &shown.live,
            ledger: &shown.ledger,
            separate: self.separate,
            policy: &self.policy,
            look,
        }));
        found.findings.retain(|finding| {
            let mut told = unknown.iter();
            !told.any(|told| told.section == finding.section && told.subject == finding.subject)
        });
        found.findings.extend(unknown);
        if pictured.key.is_none() {
            // What was not compared is not said to be as it is declared.
            found.unchanged = 0;
            found.sections.iter_mut().for_each(|one| one.unchanged = 0);
            let itself = selves(&desired);
            found.uncompared += shown.uncompared + itself;
            found.remarks.push(unkeyed(shown.uncompared));
            found.remarks.extend(unkeyed_selves(itself));
        }
        let beside = beside(&desired);
        found.uncompared += beside;
        found.remarks.extend(nets_only(beside));
        Ok(found)
    }
}

/// Notices of blocks in whose place something is registered that is not ours, and without the key nobody can tell for
/// whom.
fn unknown(desired: &Desired, shown: &Shown) -> Vec<Finding> {
    let blocks = shown.unknown.iter().filter_map(|(at, range)| {
        let block = desired.block_at(*at, *range)?;
        let section = SectionId(desired.networks.get(*at)?.prefix.to_string().into());
        let text = "has it, and it is not ours; who that is can not be told without the key";
        Some(Finding {
            // Never the declared one: it may be anybody's.
            who: "somebody".to_owned(),
            origin: Some(block.origin()),
            ..Finding::new(FindingKind::Uncertain, section, range.to_string(), text)
        })
    });
    blocks.collect()
}

fn unkeyed(uncompared: u64) -> Remark {
    let blocks = match uncompared {
        0 => "the key of the snapshot is not here".to_owned(),
        1 => "1 registered block was not compared: the key of the snapshot is not here".to_owned(),
        more => format!(
            "{more} registered blocks were not compared: the key of the snapshot is not here"
        ),
    };
    Remark {
        code: "snapshot-unkeyed",
        message: blocks,
        places: Vec::new(),
        help: "this plan shows what comes and what goes; what changes in place needs SWIPD_SNAPSHOT_KEY"
            .to_owned(),
    }
}

/// How many networks say something of their own net.
fn selves(desired: &Desired) -> u64 {
    let networks = desired.networks.iter();
    let said = networks.filter(|network| network.itself != Itself::default());
    said.count() as u64
}

fn unkeyed_selves(networks: u64) -> Option<Remark> {
    let message = match networks {
        0 => return None,
        1 => "self of 1 network was not compared: the key of the snapshot is not here".to_owned(),
        more => {
            format!("self of {more} networks was not compared: the key of the snapshot is not here")
        }
    };
    Some(Remark {
        code: "snapshot-unkeyed",
        message,
        places: Vec::new(),
        help: "this takes SWIPD_SNAPSHOT_KEY".to_owned(),
    })
}

/// How many delegations, orgs and POCs are declared.
fn beside(desired: &Desired) -> u64 {
    let objects = &desired.objects;
    (objects.delegations.len() + objects.orgs.len() + objects.pocs.len()) as u64
}

/// A snapshot keeps nothing beside nets and their customers.
fn nets_only(beside: u64) -> Option<Remark> {
    (beside > 0).then(|| Remark {
        code: "snapshot-nets",
        message: match beside {
            1 => "1 delegation, org or POC was not compared: a snapshot holds none".to_owned(),
            more => {
                format!(
                    "{more} delegations, orgs and POCs were not compared: a snapshot holds none"
                )
            }
        },
        places: Vec::new(),
        help: "the plan of whoever applies shows them".to_owned(),
    })
}
