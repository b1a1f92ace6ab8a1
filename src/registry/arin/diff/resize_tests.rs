//! A net that makes way for others: what it empties is filled by the next run too, and its record goes last.

use super::samples::{Case, block, findings, net, place, record, registry, steps};
use crate::journal::{Entry, State};
use crate::model::{Consequence, Place};
use crate::registry::arin::work::Work;

const WHOLE: &str = "198.51.100.64/27";
const HALVES: [&str; 2] = ["198.51.100.64/28", "198.51.100.80/28"];
const RECORD: &str = "customer/C1/delete";

fn halves(case: Case) -> Case {
    case.block(block(HALVES[0], "heron"))
        .block(block(HALVES[1], "larkspur"))
}

#[test]
fn a_split_leaves_each_part_to_be_filled_and_the_old_record_goes_last() {
    let case = halves(Case::new()).ours(net(WHOLE, "C1", "heron"), "heron", false);
    let difference = case.difference();
    let [delete, record, first, second] = difference.steps.as_slice() else {
        panic!("{:?}", steps(&difference));
    };
    let emptied = |place: Place| Consequence::Empties { place };
    for (part, create) in HALVES.into_iter().zip([first, second]) {
        assert!(delete.consequences.contains(&emptied(place(part))));
        let fills = create.consequences.iter().filter(|consequence| {
            matches!(consequence, Consequence::Fills { place: filled } if *filled == place(part))
        });
        assert_eq!(fills.count(), 1, "{part}");
        assert!(record.requires.contains(&create.id), "{part}");
    }
    assert!(!delete.consequences.contains(&emptied(place(WHOLE))));
    assert!(difference.resumed.is_empty());
}

/// The split broke off when the net was gone and the first half stood.
fn broken_off() -> Case {
    let vacancy = Entry::Vacancy {
        state: State::Open,
        registry: registry(),
        place: place(HALVES[1]),
        cause: "a split".to_owned(),
    };
    let obligation = Entry::Obligation {
        state: State::Open,
        registry: registry(),
        customer: record("C1", "heron").incarnation,
        place: place(WHOLE),
        cause: "a split".to_owned(),
    };
    Case::new()
        .ours(net(HALVES[0], "C2", "heron"), "heron", false)
        .says(&vacancy)
        .says(&obligation)
        .looked("C1", Some(record("C1", "heron")))
}

#[test]
fn a_split_that_broke_off_is_finished_first_and_its_old_record_waits_for_that() {
    let difference = halves(broken_off()).difference();
    assert_eq!(steps(&difference), ["net/198.51.100.80/28/create", RECORD]);
    assert_eq!(difference.resumed, [difference.steps[0].change.clone()]);
    assert_eq!(
        difference.steps[1].requires,
        [difference.steps[0].id.clone()]
    );
    // Where it can not be filled now the record stays.
    let mut unread = halves(broken_off());
    unread.network().unread = vec![(place("198.51.100.88/29").range, "HTTP 500".to_owned())];
    assert!(steps(&unread.difference()).is_empty());
}

#[test]
fn what_still_has_something_in_its_way_is_not_taken_for_a_range_to_be_refilled() {
    // Of two nets that make way for one block the first is gone.
    let vacancy = Entry::Vacancy {
        state: State::Open,
        registry: registry(),
        place: place(WHOLE),
        cause: "a merge".to_owned(),
    };
    let case = Case::new()
        .ours(net(HALVES[1], "C2", "heron"), "heron", false)
        .says(&vacancy)
        .block(block(WHOLE, "heron"));
    let difference = case.difference();
    assert!(difference.resumed.is_empty());
    assert_eq!(steps(&difference).len(), 3);
    assert!(findings(&difference).is_empty());
}

#[test]
fn a_net_that_makes_way_asks_for_what_is_not_ours_of_the_space_and_for_nothing_else() {
    let rooms = |wanted: &str| {
        let difference = Case::new()
            .ours(net("198.51.100.72/29", "C1", "heron"), "heron", false)
            .ours(net("198.51.100.88/29", "C2", "mill"), "mill", false)
            .block(block(wanted, "heron"))
            .difference();
        let rooms = difference.steps.iter().filter_map(|step| {
            if let Work::DeleteNet { place, room, .. } = &*step.payload
                && place.range.to_string() == "198.51.100.72/29"
            {
                Some(room.iter().map(ToString::to_string).collect::<Vec<_>>())
            } else {
                None
            }
        });
        rooms.collect::<Vec<_>>().concat()
    };
    assert_eq!(rooms(WHOLE), ["198.51.100.64/29", "198.51.100.80/29"]);
    let beyond = rooms("198.51.100.72-198.51.100.103");
    assert_eq!(beyond, ["198.51.100.80/29", "198.51.100.96/29"]);
    assert!(rooms("198.51.100.72/30").is_empty());
    assert_eq!(rooms("198.51.100.76-198.51.100.83"), ["198.51.100.80/30"]);
}
