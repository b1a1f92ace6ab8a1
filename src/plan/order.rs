//! Order from claims: what frees address space comes before what takes it, an enclosing take before
//! the takes in it, inner frees before the free around them. Everything else is explicit in `requires`.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::model::{Effect, Range, Space, Step};

/// A claim of the step at a position.
#[derive(Clone, Copy)]
struct Held {
    range: Range,
    step: usize,
}

/// Puts every step behind all that it requires, and otherwise keeps the order given. Steps that require each
/// other in a circle have no order: they come apart, and must not be sent.
pub(super) fn ordered(mut steps: Vec<Step>) -> (Vec<Step>, Vec<Step>) {
    for (before, after) in edges(&steps) {
        let id = steps[before].id.clone();
        let requires = &mut steps[after].requires;
        if !requires.contains(&id) {
            requires.push(id);
        }
    }
    sorted(steps)
}

/// Pairs of positions: the first must be done before the second.
fn edges(steps: &[Step]) -> Vec<(usize, usize)> {
    let mut spaces: BTreeMap<&Space, (Vec<Held>, Vec<Held>)> = BTreeMap::new();
    for (step, claim) in steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| Some((at, step.claim.as_ref()?)))
    {
        let (takes, frees) = spaces.entry(&claim.space).or_default();
        let held = Held {
            range: claim.range,
            step,
        };
        match claim.effect {
            Effect::Takes => takes.push(held),
            Effect::Frees => frees.push(held),
        }
    }
    let mut edges = Vec::new();
    for (takes, frees) in spaces.into_values() {
        let outer_takes = nested(takes, |outer, inner| edges.push((outer, inner)));
        let outer_frees = nested(frees, |outer, inner| edges.push((inner, outer)));
        meeting(&outer_takes, &outer_frees, |take, free| {
            edges.push((free, take));
        });
    }
    edges
}

/// Calls `edge` with each claim and the nearest one around it; returns the outermost, in address order.
fn nested(mut claims: Vec<Held>, mut edge: impl FnMut(usize, usize)) -> Vec<Held> {
    claims.sort_by_key(|held| held.range);
    let mut outermost = Vec::new();
    let mut around: Vec<Held> = Vec::new();
    for held in claims {
        while around
            .last()
            .is_some_and(|outer| !outer.range.contains(held.range))
        {
            around.pop();
        }
        match around.last() {
            Some(outer) => edge(outer.step, held.step),
            None => outermost.push(held),
        }
        around.push(held);
    }
    outermost
}

/// Calls `edge` for each pair that has an address in common. Either side is in address order and without overlap.
fn meeting(takes: &[Held], frees: &[Held], mut edge: impl FnMut(usize, usize)) {
    let mut from = 0;
    for take in takes {
        while frees
            .get(from)
            .is_some_and(|free| free.range.last() < take.range.first())
        {
            from += 1;
        }
        for free in &frees[from..] {
            if free.range.first() > take.range.last() {
                break;
            }
            edge(take.step, free.step);
        }
    }
}

/// Kahn's algorithm, smallest position first, so that the same steps always come in the same order.
fn sorted(steps: Vec<Step>) -> (Vec<Step>, Vec<Step>) {
    let position: BTreeMap<_, _> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| (step.id.clone(), at))
        .collect();
    let mut waits: Vec<usize> = vec![0; steps.len()];
    let mut releases: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (at, step) in steps.iter().enumerate() {
        let needed: BTreeSet<usize> = step
            .requires
            .iter()
            .filter_map(|id| position.get(id).copied())
            .collect();
        waits[at] = needed.len();
        for before in needed {
            releases[before].push(at);
        }
    }
    let mut ready: BinaryHeap<_> = (0..steps.len())
        .filter(|at| waits[*at] == 0)
        .map(std::cmp::Reverse)
        .collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(std::cmp::Reverse(at)) = ready.pop() {
        order.push(at);
        for &next in &releases[at] {
            waits[next] -= 1;
            if waits[next] == 0 {
                ready.push(std::cmp::Reverse(next));
            }
        }
    }
    let mut slots: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    let ordered = order
        .into_iter()
        .filter_map(|at| slots[at].take())
        .collect();
    (ordered, slots.into_iter().flatten().collect())
}
