//! The blocks among each other and in their networks. One sort, one pass.

use std::sync::Arc;

use crate::diagnostic::{Mistake, Part};
use crate::model::{Family, NetName, NetType, Range};

use super::super::{Block, Network};

/// The smallest IPv6 block that can be reassigned simply (reference 6.1).
const V6_FLOOR: u8 = 64;
/// The longest net name.
const LONGEST_NAME: usize = 50;

/// The blocks in address order, each with its network. Those that overlap or lie nowhere are left out.
pub(super) fn check(
    mut blocks: Vec<Arc<Block>>,
    networks: &[Network],
    complete: bool,
    out: &mut Vec<Mistake>,
) -> Vec<Arc<Block>> {
    // The origin breaks ties, so that the same files give the same bytes.
    blocks.sort_by(|a, b| {
        a.range
            .cmp(&b.range)
            .then_with(|| a.origin().cmp(&b.origin()))
    });
    let mut kept: Vec<Arc<Block>> = Vec::with_capacity(blocks.len());
    let mut above = Above::new(networks);
    // Where in `kept` the blocks stand that have not ended before the one in hand; sorted by first address, only
    // those can overlap it. More than one only inside reallocations.
    let mut around: Vec<usize> = Vec::new();
    for mut block in blocks {
        size(&block, out);
        around.retain(|at| {
            kept.get(*at).is_some_and(|other| {
                let (other, range) = (other.range, block.range);
                other.family() == range.family() && other.last() >= range.first()
            })
        });
        let network = above.around(&block);
        // Nobody else has it yet.
        Arc::make_mut(&mut block).network = network.unwrap_or(NOWHERE);
        let others = around.iter().filter_map(|at| kept.get(*at));
        let in_the_way = others
            .filter(|other| !may_meet(other, &block, networks))
            .max_by_key(|other| other.range.last());
        if let Some(other) = in_the_way {
            out.push(overlap(other, &block));
            // Two that begin together and end apart: the wider one was kept, so nothing later is missed. One that
            // reaches beyond it is kept too, else what overlaps only its end would pass.
            if block.range.last() <= other.range.last() {
                continue;
            }
        }
        match network {
            Some(network) => {
                name(&block, networks.get(network), out);
                let crossed = above.crossed(block.range);
                out.extend(
                    crossed
                        .filter(|inner| !makes(&block, inner))
                        .map(|inner| crosses(&block, inner)),
                );
            }
            None if complete => out.push(outside(&block, networks, &above)),
            None => {}
        }
        around.push(kept.len());
        kept.push(block);
    }
    kept
}

/// The network of a block that lies in none.
const NOWHERE: usize = usize::MAX;

/// Whether a reallocation is one that a network, or what is above it, stands on.
fn makes(block: &Block, network: &Network) -> bool {
    block.recipient.net_type() == NetType::Reallocation
        && block.range.contains(network.prefix.range())
}

/// Whether two blocks may have addresses in common: they are never there on the same day, or one is a reallocation, and the other lies in a network inside it.
fn may_meet(one: &Block, other: &Block, networks: &[Network]) -> bool {
    let lies_in = |inner: &Block, outer: &Block| {
        inner.network != outer.network
            && networks
                .get(inner.network)
                .is_some_and(|network| makes(outer, network))
    };
    !one.meets(other) || lies_in(one, other) || lies_in(other, one)
}

/// The networks around the block in hand: those that began before it and have not ended.
struct Above<'n> {
    networks: &'n [Network],
    next: usize,
    stack: Vec<usize>,
}

impl<'n> Above<'n> {
    fn new(networks: &'n [Network]) -> Self {
        Self {
            networks,
            next: 0,
            stack: Vec::new(),
        }
    }

    /// The deepest network that holds a range. Ranges are asked for in order.
    fn deepest(&mut self, range: Range) -> Option<usize> {
        while let Some(network) = self.networks.get(self.next) {
            let space = network.prefix.range();
            if space > range {
                break;
            }
            self.leave(space);
            self.stack.push(self.next);
            self.next += 1;
        }
        self.leave(range);
        self.stack.iter().rev().copied().find(|at| {
            self.networks
                .get(*at)
                .is_some_and(|n| n.prefix.range().contains(range))
        })
    }

    /// The network that a block is taken from: the deepest that holds it. A reallocation that is a declared network
    /// itself is taken from the one around that, where there is one.
    fn around(&mut self, block: &Block) -> Option<usize> {
        let deepest = self.deepest(block.range)?;
        let itself = block.recipient.net_type() == NetType::Reallocation
            && self
                .networks
                .get(deepest)
                .is_some_and(|network| network.prefix.range() == block.range);
        let outer = self.stack.iter().rev().copied().find(|at| {
            *at != deepest
                && self
                    .networks
                    .get(*at)
                    .is_some_and(|n| n.prefix.range().contains(block.range))
        });
        outer.filter(|_| itself).or(Some(deepest))
    }

    /// A network that has addresses in common with a range and does not hold it. Asked right after `deepest`.
    fn crossed(&self, range: Range) -> Option<&'n Network> {
        let begun = self.stack.iter().filter_map(|at| self.networks.get(*at));
        let coming = self
            .networks
            .get(self.next..)
            .unwrap_or_default()
            .iter()
            .take(1);
        begun.chain(coming).find(|network| {
            let space = network.prefix.range();
            space.overlaps(range) && !space.contains(range)
        })
    }

    /// Drops the networks that end before a range begins.
    fn leave(&mut self, range: Range) {
        while let Some(network) = self.stack.last().and_then(|at| self.networks.get(*at)) {
            let space = network.prefix.range();
            if space.family() == range.family() && space.last() >= range.first() {
                break;
            }
            self.stack.pop();
        }
    }
}

fn outside(block: &Block, networks: &[Network], above: &Above<'_>) -> Mistake {
    let range = block.range;
    let mistake = Mistake::error(
        "block-outside",
        format!("no declared network holds {range}"),
    )
    .at(block, Part::Key, format!("for {}", block.recipient));
    // One that holds its beginning, or the first that begins in it.
    let met = above
        .stack
        .last()
        .copied()
        .or(Some(above.next))
        .and_then(|at| networks.get(at))
        .filter(|network| network.prefix.range().overlaps(range));
    match met {
        Some(network) => mistake
            .at(&network.origin, Part::Key, "it reaches beyond this")
            .help(format!(
                "a block lies in one network; {} ends at {}",
                network.prefix,
                network.prefix.range().last_address()
            )),
        None => mistake.help("declare the network under networks, or correct the range"),
    }
}

/// A block takes its space from one network; where it meets another one that is declared, two entries say whose it is.
fn crosses(block: &Block, inner: &Network) -> Mistake {
    Mistake::error(
        "block-crosses-network",
        format!(
            "{} and the network {} share addresses",
            block.range, inner.prefix
        ),
    )
    .at(block, Part::Key, format!("for {}", block.recipient))
    .at(&inner.origin, Part::Key, "this network is declared")
    .help("end the block where the network begins, or remove the network")
}

fn overlap(first: &Block, second: &Block) -> Mistake {
    let message = if first.range == second.range {
        format!("{} is declared twice", first.range)
    } else {
        format!("two blocks share {}", shared(first.range, second.range))
    };
    Mistake::error("blocks-overlap", message)
        .at(first, Part::Key, format!("for {}", first.recipient))
        .at(second, Part::Key, format!("for {}", second.recipient))
        .help(remedy(first, second))
}

fn shared(one: Range, other: Range) -> String {
    let Some(both) = one.overlap(other) else {
        return "no addresses".to_owned();
    };
    match (both.family(), both.count()) {
        (Family::V4, Some(1)) => "1 address".to_owned(),
        (Family::V4, Some(count)) => format!("{count} addresses"),
        (Family::V4, None) | (Family::V6, _) => both.to_string(),
    }
}

/// How two blocks can be kept apart. What can be said without a guess is said of a range; a prefix is not moved.
fn remedy(first: &Block, second: &Block) -> String {
    let (one, other) = (first.range, second.range);
    if one == other {
        return "keep one of the two".to_owned();
    }
    if one.contains(other) {
        let simple = first.recipient.customer().is_some();
        let first = if first.recipient.net_type() == NetType::Reallocation {
            "keep one of the two, or declare the reallocated space as a network of its own"
        } else if simple {
            "a simple reassignment has none below it; keep one of the two"
        } else {
            "a reassignment has none below it; keep one of the two"
        };
        return first.to_owned();
    }
    let after = Range::from_numbers(one.family(), one.last(), one.last().saturating_add(1));
    let before = Range::from_numbers(one.family(), other.first().saturating_sub(1), other.first());
    match (after, before) {
        (Some(after), _) if other.prefix().is_none() => {
            format!("start the range at {}", after.last_address())
        }
        (_, Some(before)) if one.prefix().is_none() && other.first() > one.first() => {
            format!("end the range at {}", before.first_address())
        }
        _ => "keep one of the two".to_owned(),
    }
}

fn size(block: &Block, out: &mut Vec<Mistake>) {
    if block.range.family() != Family::V6 {
        return;
    }
    let small = block
        .range
        .cidrs()
        .into_iter()
        .find(|prefix| prefix.length() > V6_FLOOR);
    if let Some(prefix) = small {
        let help = crate::model::Prefix::covering(prefix.first(), V6_FLOOR)
            .map(|wide| format!("the /{V6_FLOOR} around it is {wide}"));
        out.push(
            Mistake::error(
                "ipv6-too-small",
                format!("the smallest IPv6 block that can be registered is a /{V6_FLOOR}"),
            )
            .at_key(block)
            .help_if(help),
        );
    }
}

/// A derived name must fit as well; it is only made on create, which is too late to say so.
fn name(block: &Block, network: Option<&Network>, out: &mut Vec<Mistake>) {
    if block.extras().name.is_some() {
        return;
    }
    let prefix = network.and_then(|network| network.name_prefix.as_ref());
    // Few can be too long, and this is asked for each block.
    let longest = match block.range.family() {
        Family::V4 => "-255-255-255-255-32".len(),
        Family::V6 => "-FFFF-FFFF-FFFF-FFFF-FFFF-FFFF-FFFF-FFFF-128".len(),
    };
    if prefix.map_or(0, |prefix| prefix.as_str().len()) + longest <= LONGEST_NAME {
        return;
    }
    let derived = NetName::derived(prefix, block.range);
    if derived.as_str().len() > LONGEST_NAME {
        out.push(
            Mistake::error(
                "net-name-bad",
                format!("the derived name {derived} has {} characters, and a net name has at most {LONGEST_NAME}", derived.as_str().len()),
            )
            .at_key(block)
            .help("give the block a name, or its network a shorter name_prefix"),
        );
    }
}
