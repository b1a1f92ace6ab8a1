//! Blocks and nets that have addresses in common without being the same: ours make way, others do not.

use std::collections::BTreeMap;

use super::super::Block;
use super::super::live::LiveNet;
use super::{Comparison, Here};

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
        let mut of_block: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut of_net: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(block, net) in clashes {
            of_block.entry(block).or_default().push(net);
            of_net.entry(net).or_default().push(block);
        }
        let forbidden: Vec<usize> = of_block
            .iter()
            .filter(|(block, in_the_way)| self.in_the_way(here, blocks[**block], in_the_way, nets))
            .map(|(block, _)| *block)
            .collect();
        let mut freed = BTreeMap::new();
        for (net, takers) in &of_net {
            let stays = takers.iter().any(|block| forbidden.contains(block));
            let owned = self.owned(nets[*net]).is_some();
            if stays || !owned || self.blocked.meets(nets[*net].place.range) {
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

    /// Whether something that must stay is in a block's way; objects to the block if so.
    fn in_the_way(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        in_the_way: &[usize],
        nets: &[&'a LiveNet],
    ) -> bool {
        if self.blocked.meets(block.range) || self.unread(here, block) {
            return true;
        }
        let mut forbidden = false;
        for net in in_the_way.iter().map(|net| nets[*net]) {
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
                    let held = self.held(here, net);
                    forbidden |= held || self.readable_customer(here, net).is_none();
                }
            }
        }
        forbidden
    }
}
