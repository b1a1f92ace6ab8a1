//! Blocks that policy wants registered by a day, and are not (reference 6.1). The day of the look enters here, and
//! nothing but remarks comes of it: they are no part of the digest.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Block, Comparison};
use crate::model::Action;
use crate::registry::{FindingKind, ObjectionPlace, Remark};

/// So many are told one by one; the others are counted, for a first import may be late with thousands.
const SHOWN: usize = 10;

impl Comparison<'_> {
    /// Remarks on blocks that are due. Asked when everything else has been compared.
    pub(super) fn deadlines(&mut self) {
        let today = self.sides.look.today();
        let policy = self.sides.policy;
        let mut due: Vec<(Date, &Block)> = Vec::new();
        if self
            .sides
            .desired
            .blocks
            .iter()
            .all(|block| block.assigned.is_none())
        {
            return;
        }
        let unregistered = self.unregistered();
        let open = i64::from(policy.days) - i64::from(policy.remind);
        // What was given after this day is not near.
        let Ok(latest) = today.checked_sub(open.days()) else {
            return;
        };
        for block in &self.sides.desired.blocks {
            let near = block.assigned.filter(|assigned| *assigned <= latest);
            if let Some(assigned) = near
                && let Ok(day) = assigned.checked_add(i64::from(policy.days).days())
                && unregistered.contains(&block.range.to_string())
            {
                due.push((day, block));
            }
        }
        // The oldest first: it has waited longest.
        due.sort_by_key(|(day, block)| (*day, block.range));
        let told = due.iter().take(SHOWN);
        let mut remarks: Vec<Remark> = told
            .map(|(day, block)| remark(*day, block, today))
            .collect();
        remarks.extend(rest(due.get(SHOWN..).unwrap_or_default(), today));
        self.out.remarks.extend(remarks);
    }

    /// Ranges of declared blocks that this plan registers, or would if nothing forbade it.
    fn unregistered(&self) -> BTreeSet<String> {
        let changes = self.out.changes.iter();
        let coming = changes
            .filter(|stated| matches!(stated.change.action, Action::Create | Action::Replace))
            .map(|stated| stated.subject.to_string());
        let objected = self
            .out
            .findings
            .iter()
            .filter(|finding| matches!(finding.kind, FindingKind::Objected | FindingKind::Held))
            .map(|finding| finding.subject.clone());
        coming.chain(objected).collect()
    }
}

fn remark(day: Date, block: &Block, today: Date) -> Remark {
    let days = days_between(today, day);
    let (code, message) = match days {
        0 => ("deadline-near", format!("{} is due today", block.range)),
        1.. => (
            "deadline-near",
            format!("{} is due {day}, in {}", block.range, in_days(days)),
        ),
        ..0 => (
            "deadline-past",
            format!("{} was due {day}, {} ago", block.range, in_days(-days)),
        ),
    };
    Remark {
        code,
        message,
        places: vec![ObjectionPlace::Declared(block.origin(), String::new())],
        help: "apply the plan, or correct assigned".to_owned(),
    }
}

/// One remark for all that are not told one by one.
fn rest(due: &[(Date, &Block)], today: Date) -> Option<Remark> {
    let past = due.iter().filter(|(day, _)| *day < today).count();
    let more = due.len();
    if more == 0 {
        return None;
    }
    let blocks = if more == 1 { "block is" } else { "blocks are" };
    Some(Remark {
        code: if past > 0 {
            "deadline-past"
        } else {
            "deadline-near"
        },
        message: format!("{more} more {blocks} due, {past} of them before today"),
        places: Vec::new(),
        help: "apply the plan, or correct assigned".to_owned(),
    })
}

/// Days from one to another; beyond what a calendar holds, none.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn in_days(days: i32) -> String {
    if days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::samples::{Case, block};
    use crate::registry::Look;

    fn told(case: &Case) -> Vec<(&'static str, String)> {
        let found = case.difference().remarks;
        let own = found
            .into_iter()
            .filter(|remark| remark.code.starts_with("deadline"));
        own.map(|remark| (remark.code, remark.message)).collect()
    }

    fn on(day: &str, assigned: &str) -> Case {
        let mut given = block("198.51.100.64/28", "heron");
        given.assigned = Some(assigned.parse().expect("a date"));
        let mut case = Case::new().block(given);
        let moment = format!("{day}T23:59:00Z");
        case.look = Look::at(moment.parse::<Timestamp>().expect("a moment"));
        case
    }

    #[test]
    fn a_block_is_near_its_deadline_on_it_and_past_it_by_the_day_in_utc() {
        let said = |day: &str| told(&on(day, "2026-11-15")).pop();
        assert_eq!(said("2026-11-19"), None, "three days before");
        let near = |text: &str| Some(("deadline-near", format!("198.51.100.64/28 is due {text}")));
        assert_eq!(said("2026-11-20"), near("2026-11-22, in 2 days"));
        assert_eq!(said("2026-11-21"), near("2026-11-22, in 1 day"));
        assert_eq!(said("2026-11-22"), near("today"));
        let past = "198.51.100.64/28 was due 2026-11-22, 1 day ago".to_owned();
        assert_eq!(said("2026-11-23"), Some(("deadline-past", past)));
        let past = "198.51.100.64/28 was due 2026-11-22, 39 days ago".to_owned();
        assert_eq!(said("2026-12-31"), Some(("deadline-past", past)));
    }

    #[test]
    fn the_days_are_those_of_the_settings() {
        let mut case = on("2026-11-23", "2026-11-15");
        case.policy.days = 14;
        assert_eq!(told(&case), []);
        case.policy.remind = 6;
        assert_eq!(told(&case).len(), 1);
        // Dates at the end of the calendar warn of nothing, and break nothing.
        assert_eq!(told(&on("2026-11-23", "9999-12-31")), []);
    }

    #[test]
    fn what_is_registered_and_what_has_no_date_is_never_due() {
        use super::super::samples::net;
        let case = on("2026-12-31", "2026-11-15");
        let registered = case.ours(
            net("198.51.100.64/28", "C09990001", "heron"),
            "heron",
            false,
        );
        assert_eq!(told(&registered), []);
        let mut case = on("2026-12-31", "2026-11-15");
        std::sync::Arc::make_mut(&mut case.desired.blocks[0]).assigned = None;
        assert_eq!(told(&case), []);
    }

    #[test]
    fn many_are_counted_and_the_oldest_are_named() {
        let mut case = Case::new();
        for at in 0..16_i8 {
            let mut given = block(&format!("198.51.100.{}/28", i32::from(at) * 16), "heron");
            given.assigned = Some(jiff::civil::date(2026, 11, 16 - at));
            case = case.block(given);
        }
        case.look = Look::at("2026-11-23T12:00:00Z".parse().expect("a moment"));
        let told = told(&case);
        assert_eq!(told.len(), 11);
        assert!(
            told[0]
                .1
                .starts_with("198.51.100.240/28 was due 2026-11-08"),
            "{told:?}"
        );
        assert_eq!(told[10].1, "6 more blocks are due, 5 of them before today");
    }
}
