//! Joins of sorted ranges, for every registry's own comparison. Pure.

use crate::model::Range;

/// Two lists of ranges, walked side by side. Positions are those of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Join {
    /// The same range on both sides.
    pub equal: Vec<(usize, usize)>,
    /// Ranges with addresses in common that are not the same.
    pub clashes: Vec<(usize, usize)>,
    /// On the left alone.
    pub left: Vec<usize>,
    /// On the right alone.
    pub right: Vec<usize>,
}

/// Joins two lists of what has a range, in address order. Neither list overlaps itself: blocks of a repository do not, nor do the
/// nets right below one parent. So one pass with two cursors sees each pair, and whichever ends first is finished.
#[must_use]
pub fn join<L, R>(left: (&[L], impl Fn(&L) -> Range), right: (&[R], impl Fn(&R) -> Range)) -> Join {
    let ((left, of_left), (right, of_right)) = (left, right);
    let mut join = Join::default();
    let (mut l, mut r) = (0, 0);
    let (mut left_met, mut right_met) = (false, false);
    while let (Some(one), Some(other)) = (left.get(l), right.get(r)) {
        let (one, other) = (of_left(one), of_right(other));
        if one == other {
            join.equal.push((l, r));
            (left_met, right_met) = (true, true);
        } else if one.overlaps(other) {
            join.clashes.push((l, r));
            (left_met, right_met) = (true, true);
        }
        let ends = |range: Range| (range.family(), range.last());
        let (left_ends, right_ends) = (ends(one) <= ends(other), ends(other) <= ends(one));
        if left_ends {
            if !left_met {
                join.left.push(l);
            }
            (l, left_met) = (l + 1, false);
        }
        if right_ends {
            if !right_met {
                join.right.push(r);
            }
            (r, right_met) = (r + 1, false);
        }
    }
    let from = |at: usize, met: bool| if met { at + 1 } else { at };
    join.left.extend(from(l, left_met)..left.len());
    join.right.extend(from(r, right_met)..right.len());
    join
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranges(texts: &[&str]) -> Vec<Range> {
        texts.iter().map(|text| text.parse().expect(text)).collect()
    }

    fn joined(left: &[Range], right: &[Range]) -> Join {
        join((left, |range| *range), (right, |range| *range))
    }

    #[test]
    fn equal_overlapping_and_lonely_ranges_are_told_apart() {
        let left = ranges(&["198.51.100.0/28", "198.51.100.32/27", "198.51.100.128/28"]);
        let right = ranges(&[
            "198.51.100.0/28",
            "198.51.100.32/28",
            "198.51.100.48/28",
            "203.0.113.0/24",
        ]);
        let join = joined(&left, &right);
        assert_eq!(join.equal, [(0, 0)]);
        assert_eq!(join.clashes, [(1, 1), (1, 2)]);
        assert_eq!(join.left, [2]);
        assert_eq!(join.right, [3]);
    }

    /// Disjoint ranges in order, from gaps and lengths.
    fn disjoint() -> impl Strategy<Value = Vec<Range>> {
        proptest::collection::vec((0u128..5, 0u128..6), 0..12).prop_map(|steps| {
            let mut next = 0;
            steps
                .into_iter()
                .filter_map(|(gap, length)| {
                    let first = next + gap;
                    next = first + length + 1;
                    Range::from_numbers(crate::model::Family::V4, first, first + length)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_join_finds_what_comparing_each_with_each_finds(left in disjoint(), right in disjoint()) {
            let found = joined(&left, &right);
            let mut equal = Vec::new();
            let mut clashes = Vec::new();
            for (l, one) in left.iter().enumerate() {
                for (r, other) in right.iter().enumerate() {
                    if one == other {
                        equal.push((l, r));
                    } else if one.overlaps(*other) {
                        clashes.push((l, r));
                    }
                }
            }
            let lonely_left: Vec<usize> =
                (0..left.len()).filter(|l| !right.iter().any(|other| left[*l].overlaps(*other))).collect();
            let lonely_right: Vec<usize> =
                (0..right.len()).filter(|r| !left.iter().any(|one| right[*r].overlaps(*one))).collect();
            prop_assert_eq!(found, Join { equal, clashes, left: lonely_left, right: lonely_right });
        }
    }
}
