//! Blocks and nets that have addresses in common without being the same: ours make way, others do not.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Block;
use super::super::live::LiveNet;
use super::super::work::Work;
use super::{Comparison, Here};
use crate::model::{Action, Consequence, Place, Range, StepId};

/// What each of one side meets on the other, by positions.
type Meetings = BTreeMap<usize, Vec<usize>>;

impl<'a> Comparison<'a> {
    /// Plans each block that overlaps nets. A net of ours stays as it is when a block that would take its space
    /// is forbidden: a range is never emptied for something that can not follow.
    pub(super) fn clashes(
        &mut self,
        here: Here<'a>,
        clashes: &[(usize, usize)],
        blocks: &[&'a Block],
        nets: &[&'a LiveNet],
    ) {
        let mut of_block = Meetings::new();
        let mut of_net = Meetings::new();
        for &(block, net) in clashes {
            of_block.entry(block).or_default().push(net);
            of_net.entry(net).or_default().push(block);
        }
        let mut forbidden: BTreeSet<usize> = BTreeSet::new();
        for (block, in_the_way) in &of_block {
            if self.in_the_way(here, blocks[*block], in_the_way, nets) {
                forbidden.insert(*block);
            }
        }
        self.forbid_behind(here, &mut forbidden, (&of_block, &of_net), blocks, nets);
        let from = self.out.steps.len();
        let mut freed = BTreeMap::new();
        for (net, takers) in &of_net {
            if takers.iter().any(|block| forbidden.contains(block)) {
                continue;
            }
            let taker = blocks[takers[0]].range;
            if let Some(step) = self.delete(here, nets[*net], format!("{taker} takes its space")) {
                let rest = |block: &usize| {
                    let range = blocks[*block].range;
                    let in_the_way = of_block.get(block).into_iter().flatten();
                    (
                        range,
                        gaps(range, in_the_way.map(|net| nets[*net].place.range)),
                    )
                };
                self.empties(here, &step, takers.iter().map(rest));
                freed.insert(*net, step);
            }
        }
        for (block, in_the_way) in &of_block {
            let free: Option<Vec<_>> = in_the_way
                .iter()
                .map(|net| freed.get(net).cloned())
                .collect();
            if let (false, Some(requires)) = (forbidden.contains(block), free) {
                let because = format!("{} makes way", nets[in_the_way[0]].place.range);
                self.new_block(here, blocks[*block], requires, Some(because));
            }
        }
        self.records_wait(from);
    }

    /// The delete of a net leaves the range of each block that takes its space to be filled, as a replace does: what
    /// breaks off is finished first by the next run, whatever else stands against it (write protocol, section 5).
    fn empties(
        &mut self,
        here: Here<'_>,
        delete: &StepId,
        takers: impl Iterator<Item = (Range, Vec<Range>)>,
    ) {
        let Some(step) = self.out.steps.iter_mut().rev().find(|s| s.id == *delete) else {
            return;
        };
        for (range, rest) in takers {
            let parent = here.live.handle.clone();
            let place = Place { parent, range };
            step.consequences.push(Consequence::Empties { place });
            if let Work::DeleteNet { room, .. } = &mut *step.payload {
                room.extend(rest);
            }
        }
    }

    /// Until what takes its space stands the old record of a net stays: with it the registration could be restored.
    /// Looks at the steps from a position on.
    fn records_wait(&mut self, from: usize) {
        let steps = self.out.steps.get_mut(from..).unwrap_or_default();
        let creates: BTreeMap<Range, StepId> = steps
            .iter()
            .filter(|step| step.action == Action::Create && step.claim.is_some())
            .filter_map(|step| Some((step.place.as_ref()?.range, step.id.clone())))
            .collect();
        let takers: BTreeMap<StepId, Vec<StepId>> = steps
            .iter()
            .map(|step| {
                let emptied = step.consequences.iter().filter_map(emptied);
                let takers = emptied.filter_map(|range| creates.get(&range).cloned());
                (step.id.clone(), takers.collect())
            })
            .collect();
        for step in steps {
            if matches!(*step.payload, Work::DeleteCustomer { .. }) {
                let behind = step.requires.iter().filter_map(|id| takers.get(id));
                let behind: Vec<StepId> = behind.flatten().cloned().collect();
                step.requires.extend(behind);
            }
        }
    }

    /// A net stays when any block that would take its space is forbidden, and so does everything else that needs
    /// its space. Repeats until nothing more is forbidden.
    fn forbid_behind(
        &mut self,
        here: Here<'a>,
        forbidden: &mut BTreeSet<usize>,
        (of_block, of_net): (&Meetings, &Meetings),
        blocks: &[&'a Block],
        nets: &[&'a LiveNet],
    ) {
        let mut behind: Vec<usize> = forbidden.iter().copied().collect();
        while let Some(first) = behind.pop() {
            for net in of_block.get(&first).into_iter().flatten() {
                for &block in of_net.get(net).into_iter().flatten() {
                    if forbidden.insert(block) {
                        self.in_use(here, blocks[block], nets[*net], blocks[first]);
                        behind.push(block);
                    }
                }
            }
        }
    }

    /// Whether something that must stay is in a block's way; objects to the block if so.
    fn in_the_way(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        in_the_way: &[usize],
        nets: &[&'a LiveNet],
    ) -> bool {
        if self.blocked.meets(block.range) || self.unread(here, block) || self.nameless(here, block)
        {
            return true;
        }
        let mut forbidden = false;
        for net in in_the_way.iter().map(|net| nets[*net]) {
            if self.blocked.meets(net.place.range) {
                self.left_alone(here, block, net);
                forbidden = true;
                continue;
            }
            match self.owned(net) {
                None => {
                    self.overlaps_unmanaged(block, net);
                    forbidden = true;
                }
                Some(owned) if owned.protected => {
                    self.protected(block, net, "an overlapping block would take its space");
                    forbidden = true;
                }
                Some(_) => {
                    if self.held(here, net) || self.may_go(here, net).is_none() {
                        self.left_alone(here, block, net);
                        forbidden = true;
                    }
                }
            }
        }
        forbidden
    }
}

/// The range that a delete leaves to be filled.
fn emptied(consequence: &Consequence) -> Option<Range> {
    if let Consequence::Empties { place } = consequence {
        Some(place.range)
    } else {
        None
    }
}

/// What of a range is in none of these, which stand in address order.
fn gaps(range: Range, taken: impl Iterator<Item = Range>) -> Vec<Range> {
    let family = range.family();
    let mut gaps = Vec::new();
    let mut next = Some(range.first());
    for net in taken {
        let Some(from) = next else { break };
        if let Some(last) = net.first().checked_sub(1).filter(|last| from <= *last) {
            gaps.extend(Range::from_numbers(family, from, last));
        }
        next = net.last().checked_add(1).map(|after| after.max(from));
    }
    if let Some(from) = next.filter(|from| *from <= range.last()) {
        gaps.extend(Range::from_numbers(family, from, range.last()));
    }
    gaps
}
