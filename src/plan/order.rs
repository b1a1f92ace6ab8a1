//! Order from claims: what frees address space comes before what takes it, an enclosing take before
//! the takes in it, inner frees before the free around them. Everything else is explicit in `requires`.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

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
    // A first import is a million steps of which none needs another.
    if steps.iter().all(|step| step.requires.is_empty()) {
        return (steps, Vec::new());
    }
    let position: HashMap<_, _> = steps
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
    if order.iter().copied().eq(0..steps.len()) {
        return (steps, Vec::new());
    }
    let mut slots: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    let ordered = order
        .into_iter()
        .filter_map(|at| slots[at].take())
        .collect();
    (ordered, slots.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::samples::{frees, step, takes};
    use super::*;

    /// Whether the order that `requires` states puts one step before another, by however many steps.
    fn is_behind(steps: &[Step], later: &Step, earlier: &Step) -> bool {
        let mut open = later.requires.clone();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if id == earlier.id {
                return true;
            }
            if seen.insert(id.clone()) {
                let next = steps.iter().filter(|step| step.id == id);
                open.extend(next.flat_map(|step| step.requires.clone()));
            }
        }
        false
    }

    fn names(steps: &[Step]) -> Vec<&str> {
        steps.iter().map(|step| step.id.as_str()).collect()
    }

    #[test]
    fn what_frees_space_comes_before_what_takes_it() {
        let (steps, circle) = ordered(vec![
            takes("198.51.100.0/28"),
            frees("198.51.100.0/29"),
            frees("198.51.100.8/29"),
            frees("198.51.100.16/29"),
        ]);
        assert!(circle.is_empty());
        assert_eq!(
            names(&steps),
            [
                "free 198.51.100.0/29",
                "free 198.51.100.8/29",
                "take 198.51.100.0/28",
                "free 198.51.100.16/29",
            ]
        );
        assert_eq!(steps[2].requires.len(), 2);
        assert!(steps[3].requires.is_empty());
    }

    #[test]
    fn one_address_in_common_is_enough_to_wait_and_none_is_not() {
        for (gone, waits) in [
            ("198.51.100.16-198.51.100.31", 1),
            ("198.51.100.17-198.51.100.31", 0),
            ("198.51.100.0-198.51.100.8", 1),
            ("198.51.100.0-198.51.100.7", 0),
        ] {
            let (steps, _) = ordered(vec![frees(gone), takes("198.51.100.8-198.51.100.16")]);
            assert_eq!(steps[1].requires.len(), waits, "{gone}");
        }
    }

    #[test]
    fn parents_are_made_first_and_removed_last() {
        let (steps, _) = ordered(vec![
            takes("198.51.100.0/28"),
            takes("198.51.100.0/24"),
            frees("203.0.113.0/24"),
            frees("203.0.113.0/28"),
        ]);
        assert!(is_behind(&steps, &steps[1], &steps[0]));
        assert_eq!(
            names(&steps),
            [
                "take 198.51.100.0/24",
                "take 198.51.100.0/28",
                "free 203.0.113.0/28",
                "free 203.0.113.0/24",
            ]
        );
    }

    #[test]
    fn the_same_addresses_at_another_registry_do_not_meet() {
        let mut elsewhere = frees("198.51.100.0/28");
        let registry = crate::model::RegistryName::new("other");
        elsewhere.claim = elsewhere
            .claim
            .map(|claim| crate::model::Claim::new(&registry, claim.range, claim.effect));
        let (steps, _) = ordered(vec![takes("198.51.100.0/28"), elsewhere]);
        assert!(steps.iter().all(|step| step.requires.is_empty()));
        assert_eq!(steps[0].id.as_str(), "take 198.51.100.0/28");
    }

    #[test]
    fn a_circle_comes_apart_whole() {
        let mut one = step("one", None);
        let mut two = step("two", None);
        let mut behind = step("behind", None);
        one.requires.push(two.id.clone());
        two.requires.push(one.id.clone());
        behind.requires.push(two.id.clone());
        let (steps, circle) = ordered(vec![one, step("free", None), two, behind]);
        assert_eq!(names(&steps), ["free"]);
        assert_eq!(names(&circle), ["one", "two", "behind"]);
    }

    #[test]
    fn a_hundred_thousand_claims_need_few_edges() {
        let mut steps = Vec::new();
        for n in 0..50_000_u32 {
            let first = std::net::Ipv4Addr::from(0x0A00_0000 + n * 8);
            steps.push(frees(&format!("{first}/29")));
            steps.push(takes(&format!("{first}/30")));
        }
        let edges = edges(&steps);
        assert_eq!(edges.len(), 50_000);
        let (ordered, circle) = ordered(steps);
        assert_eq!((ordered.len(), circle.len()), (100_000, 0));
    }

    /// A range of a small space, by its cut; any two are nested or apart.
    fn nested_range() -> impl Strategy<Value = String> {
        (24_u8..=32, any::<u8>()).prop_map(|(length, host)| {
            let mask = u8::try_from(256 - (1_u16 << (32 - length)).min(256)).unwrap_or(0);
            format!("198.51.100.{}/{length}", host & mask)
        })
    }

    fn claims() -> impl Strategy<Value = Vec<Step>> {
        let some = || prop::collection::btree_set(nested_range(), 0..8);
        (some(), some()).prop_flat_map(|(taken, freed)| {
            let mut steps: Vec<Step> = taken.iter().map(|range| takes(range)).collect();
            steps.extend(freed.iter().map(|range| frees(range)));
            Just(steps).prop_shuffle()
        })
    }

    proptest! {
        #[test]
        fn every_order_that_requires_allows_is_right(steps in claims()) {
            let count = steps.len();
            let (steps, circle) = ordered(steps);
            prop_assert!(circle.is_empty());
            prop_assert_eq!(steps.len(), count);
            for (at, step) in steps.iter().enumerate() {
                for needed in &step.requires {
                    prop_assert!(steps[..at].iter().any(|before| before.id == *needed));
                }
            }
            for one in &steps {
                for other in &steps {
                    let (Some(first), Some(second)) = (&one.claim, &other.claim) else { continue };
                    if one.id == other.id || !first.meets(second) {
                        continue;
                    }
                    let before = match (first.effect, second.effect) {
                        (Effect::Frees, Effect::Takes) => true,
                        (Effect::Takes, Effect::Takes) => first.range.contains(second.range),
                        (Effect::Frees, Effect::Frees) => second.range.contains(first.range),
                        (Effect::Takes, Effect::Frees) => false,
                    };
                    if before {
                        prop_assert!(is_behind(&steps, other, one), "{} before {}", one.id, other.id);
                    }
                }
            }
        }

        #[test]
        fn the_same_steps_always_come_in_the_same_order(steps in claims()) {
            let (one, _) = ordered(steps.clone());
            let (two, _) = ordered(steps);
            prop_assert_eq!(names(&one), names(&two));
        }
    }
}
