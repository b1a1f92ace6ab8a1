//! When a record is read with the key again though nothing was seen to change (design, section 8: what has not been
//! verified for a while).
//!
//! What was written or read together must not fall due together: a million nets in one run would take days. So each
//! record has moments of its own, one in each half of the longest time, by its addresses: it falls due at the first of
//! them after half that time, and never later than after all of it. A record that is read at such a moment has its next
//! but one after the whole time, so that the spread costs no request once it is there.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::RememberedNet;
use crate::model::Range;
use crate::registry::arin::live::LiveRecipient;

/// A record is read again after this long, whatever the public list says.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// And one of a private customer, of whom the public sees less.
const PRIVATE: Duration = Duration::from_secs(12 * 60 * 60);
/// An odd number without a pattern: multiples of it are far apart, also for ranges that follow each other.
const MIX: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

impl RememberedNet {
    /// Whether its own next moment has not come.
    pub(super) fn is_recent(&self, now: Timestamp) -> bool {
        let longest = match &self.net.recipient {
            LiveRecipient::Customer(customer) if customer.view.private => PRIVATE,
            LiveRecipient::Customer(_) | LiveRecipient::Org(_) | LiveRecipient::Unread(_) => {
                LONGEST
            }
        };
        is_recent(self.net.place.range, (self.mark.read, longest), now)
    }
}

/// Whether what was read of a range then need not be read again now. A moment that is still to come shows that the
/// clock went back.
pub(super) fn is_recent(
    range: Range,
    (read, longest): (Timestamp, Duration),
    now: Timestamp,
) -> bool {
    let Some(age) = age(read, now).filter(|age| *age < longest) else {
        return false;
    };
    let half = longest / 2;
    // Most are asked of while they are young, and cost no more than this.
    age < half || now < due(range, read, half)
}

/// The first of a range's own moments, one in each `half`, that is no earlier than a `half` after it was read.
fn due(range: Range, read: Timestamp, half: Duration) -> Timestamp {
    let slot = i64::try_from(half.as_secs()).unwrap_or(i64::MAX).max(1);
    let own = own_second(range, slot);
    let earliest = read.as_second().saturating_add(slot);
    let wait = (own - earliest.rem_euclid(slot)).rem_euclid(slot);
    let due = SignedDuration::from_secs(slot.saturating_add(wait));
    // At the end of the calendar nothing is believed.
    read.checked_add(due).unwrap_or(read)
}

/// A second below `slot` that is always the same for a range.
fn own_second(range: Range, slot: i64) -> i64 {
    let mixed = range.first().wrapping_mul(MIX).wrapping_add(range.last()) >> 64;
    let second = mixed % u128::from(slot.unsigned_abs());
    i64::try_from(second).unwrap_or(0)
}

/// How long ago a moment was; `None` when it is still to come.
pub(super) fn age(moment: Timestamp, now: Timestamp) -> Option<Duration> {
    let age: SignedDuration = now.duration_since(moment);
    Duration::try_from(age).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Family;

    const RUN: i64 = 15 * 60;

    fn moment() -> Timestamp {
        "2026-09-21T12:00:00Z".parse().expect("a moment")
    }

    fn after(seconds: i64) -> Timestamp {
        moment() + SignedDuration::from_secs(seconds)
    }

    fn blocks(count: u128) -> Vec<Range> {
        let base = 0x0a00_0000_u128;
        let block = |n: u128| {
            let first = base + n * 16;
            Range::from_numbers(Family::V4, first, first + 15).expect("a range")
        };
        (0..count).map(block).collect()
    }

    fn stays(range: Range, read: Timestamp, now: Timestamp) -> bool {
        is_recent(range, (read, LONGEST), now)
    }

    proptest! {
        #[test]
        fn a_record_falls_due_in_the_second_half_of_its_time_and_stays_due(
            first in any::<u32>(),
            read in 0_i64..4_000_000_000,
            nanos in 0_i32..1_000_000_000,
            ages in proptest::collection::vec(0_i64..100_000, 20),
        ) {
            let first = u128::from(first >> 4) << 4;
            let range = Range::from_numbers(Family::V4, first, first + 15).expect("a range");
            let read = Timestamp::new(read, nanos).expect("a moment");
            let mut ages = ages;
            ages.sort_unstable();
            let mut before = true;
            for age in ages {
                let now = read + SignedDuration::from_secs(age);
                let recent = stays(range, read, now);
                prop_assert!(recent || age >= 12 * 3600, "{age}");
                prop_assert!(!recent || age < 24 * 3600, "{age}");
                prop_assert!(before || !recent, "due, and then not, at {age}");
                before = recent;
            }
        }
    }

    #[test]
    fn what_was_written_together_is_not_due_together() {
        let all = blocks(10_000);
        let runs: Vec<usize> = (0..=96)
            .map(|run| {
                let (before, now) = (after((run - 1) * RUN), after(run * RUN));
                let due = |range: &&Range| {
                    stays(**range, moment(), before) && !stays(**range, moment(), now)
                };
                all.iter().filter(due).count()
            })
            .collect();
        assert_eq!(runs.iter().sum::<usize>(), all.len());
        let even = all.len() / 48;
        let most = runs.iter().max().copied().unwrap_or_default();
        assert!(
            most < even * 3 / 2,
            "{most} in one run, {even} if all were alike"
        );
    }

    #[test]
    fn once_they_are_spread_each_is_read_once_a_day() {
        for range in blocks(200) {
            let (mut read, mut reads) = (moment(), Vec::new());
            for run in 0..10 * 96 {
                let now = after(run * RUN);
                if !stays(range, read, now) {
                    read = now;
                    reads.push(run);
                }
            }
            let apart: Vec<i64> = reads.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(
                reads.len() >= 9 && apart.iter().all(|runs| (95..=96).contains(runs)),
                "{reads:?}"
            );
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_not_believed_and_break_nothing() {
        let range = blocks(1)[0];
        for (read, now) in [
            (Timestamp::MIN, Timestamp::MAX),
            (Timestamp::MAX, Timestamp::MIN),
            (Timestamp::MAX, moment()),
        ] {
            assert!(!stays(range, read, now));
        }
        assert!(stays(range, Timestamp::MAX, Timestamp::MAX));
        assert!(stays(range, Timestamp::MIN, Timestamp::MIN));
    }
}
