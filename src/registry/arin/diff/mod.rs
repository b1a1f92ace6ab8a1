//! Compares what is declared with what is live, by what the journal says is ours. Pure: design, section 5,
//! and the write protocol, section 4.

mod below;
mod blocked;
mod dated;
mod deadline;
mod deletes;
mod grants;
mod itself;
mod leftovers;
mod matched;
mod overlap;
mod say;
mod steps;

#[cfg(test)]
mod below_tests;
#[cfg(test)]
mod kept_tests;
#[cfg(test)]
mod org_tests;
#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod record_tests;
#[cfg(test)]
mod resize_tests;
#[cfg(test)]
pub(super) mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod told_tests;
#[cfg(test)]
mod waiting_tests;

pub(super) use blocked::Blocked;
pub(super) use itself::network_content;
pub(super) use steps::NET_DELETE_REQUEST;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::live::{Live, LiveNet, LiveNetwork, ReadNetwork};
use super::view::PackedView;
use super::work::Work;
use super::{Block, Desired, Network, Profile, Recipient};
use crate::diff::join;
use crate::journal::{Entry, Ledger, Owned, State};
use crate::model::{
    Action, Change, ChangeId, Handle, Key, OrgHandle, Origin, Place, Range, RegistryName, StepId,
    Text,
};
use crate::registry::{Difference, Look, Refresh, Remark, Section, SectionId, Stated};
use crate::settings::Policy;

/// What the comparison is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The registry.
    pub registry: &'a RegistryName,
    /// For people: `arin (production)`.
    pub title: &'a str,
    /// What is declared for it.
    pub desired: &'a Desired,
    /// What it has on record.
    pub live: &'a Live,
    /// What is ours.
    pub ledger: &'a Ledger,
    /// Whether customer records are made by a request of their own.
    pub separate: bool,
    /// What its policy asks.
    pub policy: &'a Policy,
    /// The moment it is made for; `look.today()` is the day.
    pub look: Look,
}

/// The section of customer records.
pub(super) fn customers_section() -> SectionId {
    SectionId("customers".into())
}

/// Compares. Same input, same output.
#[must_use]
pub fn difference(sides: Sides<'_>) -> Difference<Work> {
    let mut comparison = Comparison::new(sides);
    for (network, live) in sides.desired.networks.iter().zip(&sides.live.networks) {
        comparison.network(network, live);
    }
    comparison.leftovers();
    comparison.first_contact();
    if sides.look.refresh != Refresh::Snapshot {
        super::objects::compare(sides, &mut comparison.out);
    }
    comparison.deadlines();
    comparison.resumed_first();
    comparison.out
}

/// A comparison under way.
struct Comparison<'a> {
    sides: Sides<'a>,
    blocked: Blocked,
    /// What is ours right below the network in hand, in address order: it is asked for each of its nets.
    ours_here: Vec<(&'a Place, &'a Owned)>,
    /// The profile that was looked up last: a block asks for its own more than once.
    last_profile: Cell<Option<&'a Profile>>,
    /// Vacancies that are found to be filled.
    filled: BTreeSet<Place>,
    /// The blocks of each network that was not yet compared.
    of_network: Vec<Vec<&'a Block>>,
    /// The nets by whom they are given to; made when first asked for.
    users: OnceCell<BTreeMap<&'a Handle, &'a LiveNet>>,
    /// The create of the first replace for each org. If it is refused, the others are not begun (design, section 6).
    first_for: BTreeMap<OrgHandle, StepId>,
    /// Ranges whose line in the plan points at an objection.
    objected: BTreeSet<Range>,
    /// Deletes of customer records that lost their net in an earlier run.
    deleted_records: BTreeSet<ChangeId>,
    out: Difference<Work>,
}

/// One network of it.
#[derive(Clone, Copy)]
struct Here<'a> {
    network: &'a Network,
    live: &'a ReadNetwork,
}

impl<'a> Comparison<'a> {
    fn new(sides: Sides<'a>) -> Self {
        let managed = sides.ledger.managed(sides.registry);
        // Each block that is not ours has a step, or more.
        let coming = sides.desired.blocks.len().saturating_sub(managed);
        let section = Section {
            id: customers_section(),
            title: "customers".to_owned(),
            handle: None,
            unchanged: 0,
        };
        let out = Difference {
            registry: sides.registry.clone(),
            title: sides.title.to_owned(),
            sections: vec![section],
            changes: Vec::with_capacity(coming),
            steps: Vec::with_capacity(coming),
            notes: Vec::new(),
            findings: Vec::new(),
            objections: Vec::new(),
            remarks: Vec::new(),
            resumed: Vec::new(),
            declared: sides.desired.count() as u64,
            unchanged: 0,
            uncompared: 0,
            managed: managed as u64,
            read: sides.live.read,
            read_at: match sides.look.refresh {
                Refresh::Never | Refresh::Snapshot => sides.live.read_at,
                Refresh::Auto | Refresh::Full => Some(sides.look.as_of),
            },
        };
        Self {
            sides,
            blocked: Blocked::of(sides.registry, sides.ledger),
            ours_here: Vec::new(),
            last_profile: Cell::new(None),
            filled: BTreeSet::new(),
            of_network: sides.desired.blocks_by_network(),
            users: OnceCell::new(),
            first_for: BTreeMap::new(),
            objected: BTreeSet::new(),
            deleted_records: BTreeSet::new(),
            out,
        }
    }

    /// A journal that owns nothing beside nets that exist is either new, or not the right one.
    fn first_contact(&mut self) {
        let read = self
            .sides
            .live
            .networks
            .iter()
            .filter_map(|network| match network {
                LiveNetwork::Read(read) => Some(read.nets.len()),
                LiveNetwork::Unread { .. } => None,
            });
        let nets: usize = read.sum();
        if self.out.managed > 0 || nets == 0 || self.out.steps.is_empty() {
            return;
        }
        let exist = if nets == 1 { "exists" } else { "exist" };
        self.out.remarks.push(Remark {
            code: "first-contact",
            message: format!("nothing is ours yet, and {nets} of the nets here {exist} already"),
            places: Vec::new(),
            help: "what matches is adopted; if this registry was managed before, its journal is missing: bring it back before you apply, or a copy with swipd state import FILE".to_owned(),
        });
    }

    /// Ranges that a replace has emptied are filled before anything else (write protocol, section 5).
    fn resumed_first(&mut self) {
        let Difference { steps, resumed, .. } = &mut self.out;
        if !resumed.is_empty() {
            steps.sort_by_key(|step| !resumed.contains(&step.change));
        }
    }

    fn network(&mut self, network: &'a Network, live: &'a LiveNetwork) {
        let index = self.out.sections.len() - 1;
        let handle = match live {
            // What was never read has no handle that anybody knows.
            LiveNetwork::Read(read) if !self.sides.live.never_read.contains(&index) => {
                Some(read.handle.to_string())
            }
            LiveNetwork::Read(_) | LiveNetwork::Unread { .. } => None,
        };
        let title = network.prefix.to_string();
        self.out.sections.push(Section {
            id: SectionId(title.clone().into()),
            title,
            handle,
            unchanged: 0,
        });
        if self.sides.live.never_read.contains(&index) {
            self.never_read(network);
        }
        match live {
            LiveNetwork::Read(read) => self.compare(
                Here {
                    network,
                    live: read,
                },
                index,
            ),
            LiveNetwork::Unread { code, why, help } => {
                if code != "network-unknown" || !self.awaits_reallocation(network) {
                    self.network_objects(network, code, why, help);
                }
            }
        }
    }

    fn compare(&mut self, here: Here<'a>, index: usize) {
        self.blocked_notices(here);
        let ours = Ledger::below(
            &self.sides.ledger.owned,
            self.sides.registry,
            &here.live.handle,
        );
        self.ours_here = ours.collect();
        let mut blocks = self
            .of_network
            .get_mut(index)
            .map(std::mem::take)
            .unwrap_or_default();
        let (networks, nets): (Vec<&LiveNet>, Vec<&LiveNet>) = here
            .live
            .nets
            .iter()
            .partition(|net| self.is_network(index, net));
        for net in networks {
            self.stood_on(here, net);
        }
        let (named, nets): (Vec<&LiveNet>, Vec<&LiveNet>) =
            nets.into_iter().partition(|net| self.is_named(index, net));
        for net in &named {
            self.prune(here, net);
        }
        // What is declared there comes once they are gone, by a plan of its own.
        blocks.retain(|block| {
            !named
                .iter()
                .any(|net| net.place.range.overlaps(block.range))
        });
        let joined = join(
            (&blocks, |block| block.range),
            (&nets, |net| net.place.range),
        );
        for (block, net) in joined.equal {
            self.matched(here, blocks[block], nets[net]);
        }
        for block in joined.left {
            self.new_block(here, blocks[block], Vec::new(), None);
        }
        self.clashes(here, &joined.clashes, &blocks, &nets);
        for net in joined.right {
            self.undeclared(here, nets[net]);
        }
        self.unread_ranges(here, &blocks);
        self.lost(here);
        self.pending(here, index);
        self.itself(here);
    }

    /// Whether a net is itself a declared network, so that its entry stands there and nowhere else.
    fn is_network(&self, index: usize, net: &LiveNet) -> bool {
        let range = net.place.range;
        let mut networks = self.sides.desired.networks.iter();
        net.net_type.is_parent()
            && networks.any(|network| network.prefix.range() == range)
            && self.sides.desired.block_at(index, range).is_none()
    }

    /// A declared block with nothing registered in its range, once `requires` is done.
    fn new_block(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        requires: Vec<StepId>,
        because: Option<String>,
    ) {
        if self.blocked.meets(block.range) || self.unread(here, block) || self.nameless(here, block)
        {
            return;
        }
        let place = Place {
            parent: here.live.handle.clone(),
            range: block.range,
        };
        let change = steps::change_id(self.sides.registry, block.range, Action::Create);
        let mut fills = self.vacant(block.range);
        if requires.is_empty() {
            if !fills.is_empty() {
                self.out.resumed.push(change.clone());
            }
        } else if !fills.contains(&place) {
            // What makes way for it empties its range.
            fills.push(place.clone());
        }
        let Some(to) = self.recipient_of(here, block) else {
            return;
        };
        let seen_empty =
            requires.is_empty() && here.live.listed && fills.is_empty() && !self.sides.separate;
        // Asked for a million times in a first import: each is made once.
        let (name, origin) = (steps::name_of(here.network, block), block.origin());
        let creation = steps::Creation {
            registry: self.sides.registry,
            block,
            name: name.clone(),
            origin: origin.clone(),
            place,
            to,
            separate: self.sides.separate,
            seen_empty,
            change: &change,
            why: match &because {
                Some(because) => because.into(),
                None => "nothing is registered in its range".into(),
            },
            fills,
        };
        self.out.steps.extend(steps::create(creation, requires));
        self.state(here, block, (change, because), name.text().clone(), origin);
    }

    /// Vacancies that have an address of a range.
    fn vacant(&self, range: Range) -> Vec<Place> {
        let vacancies = self.sides.ledger.vacancies.keys();
        let own = vacancies.filter(|(registry, place)| {
            registry == self.sides.registry && place.range.overlaps(range)
        });
        own.map(|(_, place)| place.clone()).collect()
    }

    /// A declared block is registered, and ours or about to be: what was emptied there is filled.
    fn filled(&mut self, range: Range) {
        for place in self.vacant(range) {
            self.out.notes.push(Entry::Vacancy {
                state: State::Closed,
                registry: self.sides.registry.clone(),
                place: place.clone(),
                cause: "filled".to_owned(),
            });
            self.filled.insert(place);
        }
    }

    /// Whose a new registration becomes: a record that the block's profile fills from nothing, or an org's.
    fn recipient_of(&self, here: Here<'_>, block: &Block) -> Option<steps::To> {
        let net_type = block.recipient.net_type();
        match &block.recipient {
            Recipient::Customer(key) => {
                let profile = self.profile(key)?;
                let content = itself::content(here, block, profile)?;
                let view = PackedView::made(&content);
                Some(steps::To::Customer(view))
            }
            Recipient::Reassigned(org) | Recipient::Reallocated(org) => {
                Some(steps::To::Org(org.clone(), net_type))
            }
            Recipient::ToBeMade(_) => None,
        }
    }

    /// Adds the create of a block.
    fn state(
        &mut self,
        here: Here<'_>,
        block: &Block,
        (id, because): (ChangeId, Option<String>),
        title: Text,
        origin: Origin,
    ) {
        // The section of the network in hand is the last one.
        let last = self.out.sections.last().map(|last| last.id.clone());
        self.out.changes.push(Stated {
            who: block.recipient.key().text().clone(),
            title,
            private: self.is_private(block, None),
            because: because.map(Into::into),
            origin: Some(origin),
            ..Stated::new(
                Change::one(id, Action::Create),
                last.unwrap_or_else(|| section(here)),
                block.range.to_string(),
            )
        });
    }

    /// The customer of a key.
    fn profile(&self, key: &Key) -> Option<&'a Profile> {
        if let Some(last) = self.last_profile.get()
            && last.key == *key
        {
            return Some(last);
        }
        let profile = self.sides.desired.profiles.get(key).map(Arc::as_ref);
        self.last_profile.set(profile);
        profile
    }

    /// Our record of a live net, when it is still the same incarnation.
    fn owned(&self, net: &LiveNet) -> Option<&'a Owned> {
        let range = net.place.range;
        let at = (self.ours_here).binary_search_by_key(&range, |(place, _)| place.range);
        let here = at.ok().and_then(|at| self.ours_here.get(at));
        let owned = match here {
            Some((place, owned)) if **place == net.place => Some(*owned),
            Some(_) | None => {
                let ledger = self.sides.ledger;
                ledger.owned_at(self.sides.registry, &net.place)
            }
        };
        owned.filter(|owned| owned.incarnation.same(&net.incarnation))
    }
}

fn section(here: Here<'_>) -> SectionId {
    SectionId(here.network.prefix.to_string().into())
}
