//! Blocks that are said to have been given on a day that has not come. By such a date nobody is ever reminded of a
//! deadline, so a slip in its year would stay unseen. It is a warning: what a date says of time to come forbids nothing.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::diagnostic::{Mistake, Part};

use super::super::{Block, Desired};
use super::{SHOWN, inside};

/// One warning for all blocks whose `assigned` lies ahead of `today`, which is a day in UTC.
///
/// East of Greenwich the next day begins earlier, so tomorrow's date is right for some. A block that begins on a later
/// day (`from`) may be given on that day.
#[must_use]
pub fn ahead(desired: &Desired, today: Date) -> Option<Mistake> {
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    let early = |block: &&Block| {
        let latest = block
            .extras()
            .from
            .map_or(tomorrow, |from| from.max(tomorrow));
        block.assigned.is_some_and(|assigned| assigned > latest)
    };
    let of_days = [&desired.blocks, &desired.dated];
    let mut found: Vec<&Block> = of_days
        .into_iter()
        .flatten()
        .map(AsRef::as_ref)
        .filter(early)
        .collect();
    found.sort_by_key(|block| (block.assigned, block.range));
    // The one that is furthest away is the least likely to be meant.
    let last = found.last()?;
    let day = last.assigned?;
    let message = match found.len() {
        1 => format!(
            "{} is said to have been given on {day}, and today is {today}",
            last.range
        ),
        many => format!(
            "{many} blocks are said to have been given on days that have not come, the last of them on {day}, and today is {today}"
        ),
    };
    let mut mistake = Mistake::warning("assigned-ahead", message);
    for block in found.iter().rev().take(SHOWN) {
        mistake = mistake.at(&inside(*block, &["assigned"]), Part::Value, "");
    }
    Some(mistake.help(
        "assigned is the day on which the customer was given the block; the first day of one that is still to come is from",
    ))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::registry::arin::diff::samples::{Case, block};

    /// What is said on 2026-11-23 of a block with these dates.
    fn said(assigned: Option<Date>, from: Option<Date>) -> Option<String> {
        let mut given = block("198.51.100.64/28", "heron");
        given.assigned = assigned;
        let mut extras = given.extras().clone();
        extras.from = from;
        given.extras = extras.kept();
        let desired = Case::new().block(given).desired;
        ahead(&desired, date(2026, 11, 23)).map(|mistake| mistake.message)
    }

    #[test]
    fn a_day_after_tomorrow_is_told_and_tomorrow_is_today_for_some() {
        for day in [date(1999, 1, 1), date(2026, 11, 23), date(2026, 11, 24)] {
            assert_eq!(said(Some(day), None), None, "{day}");
        }
        assert_eq!(said(None, None), None);
        assert_eq!(
            said(Some(date(2026, 11, 25)), None).as_deref(),
            Some(
                "198.51.100.64/28 is said to have been given on 2026-11-25, and today is 2026-11-23"
            )
        );
        assert!(said(Some(date(9999, 12, 31)), None).is_some());
    }

    #[test]
    fn a_block_that_begins_later_may_be_given_when_it_begins() {
        let new_year = Some(date(2027, 1, 1));
        assert_eq!(said(new_year, new_year), None);
        assert!(said(Some(date(2027, 1, 2)), new_year).is_some());
        // One that began long ago is given no later than others.
        assert_eq!(said(Some(date(2026, 11, 24)), Some(date(2020, 1, 1))), None);
        assert!(said(Some(date(2026, 11, 25)), Some(date(2020, 1, 1))).is_some());
    }

    #[test]
    fn at_the_end_of_the_calendar_nothing_breaks() {
        let mut given = block("198.51.100.64/28", "heron");
        given.assigned = Some(Date::MAX);
        let desired = Case::new().block(given).desired;
        assert!(ahead(&desired, Date::MAX).is_none());
    }

    #[test]
    fn many_are_told_once_and_the_furthest_are_shown() {
        let mut case = Case::new();
        for at in 0..9_i8 {
            let mut given = block(&format!("198.51.100.{}/28", i32::from(at) * 16), "heron");
            given.assigned = Some(date(2062, 11, 1 + at));
            case = case.block(given);
        }
        let told = ahead(&case.desired, date(2026, 11, 23)).expect("a warning");
        assert!(told.message.starts_with("9 blocks are"), "{told:?}");
        assert!(told.message.contains("the last of them on 2062-11-09,"));
        assert_eq!(told.spots.len(), SHOWN);
        let path = told.spots[0].origin.path();
        assert_eq!(path[path.len() - 2..], ["198.51.100.128/28", "assigned"]);
    }
}
