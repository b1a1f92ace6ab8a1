//! Blocks and nets that have addresses in common without being the same: ours make way, others do not.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Block;
use super::super::live::LiveNet;
use super::{Comparison, Here};

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
        let mut freed = BTreeMap::new();
        for (net, takers) in &of_net {
            if takers.iter().any(|block| forbidden.contains(block)) {
                continue;
            }
            let taker = blocks[takers[0]].range;
            if let Some(step) = self.delete(here, nets[*net], format!("{taker} takes its space")) {
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
