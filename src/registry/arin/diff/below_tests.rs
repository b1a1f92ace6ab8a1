//! What goes down with a reallocation is told where it goes, and nowhere as kept.

use super::samples::{Case, findings, grant, net, place, reallocated, registry, steps};
use crate::journal::Entry;
use crate::model::{Consequence, Key, NetHandle, NetType, Place, RegistryName};
use crate::registry::arin::live::NetsBelow;
use crate::registry::{Below, Stated};

const WIDE: &str = "198.51.100.64/26";
const INNER: [&str; 2] = ["198.51.100.64/28", "198.51.100.80-198.51.100.86"];

/// A customer's block below a net.
fn inner(parent: &str, range: &str, customer: &str) -> Entry {
    let mut child = net(range, "C7", customer);
    let first = child
        .place
        .range
        .first_address()
        .to_string()
        .replace('.', "-");
    child.incarnation.handle = format!("NET-{first}-7").parse().expect("a handle");
    Entry::Adopted {
        registry: registry(),
        place: Place {
            parent: parent.parse().expect("a handle"),
            range: child.place.range,
        },
        incarnation: child.incarnation,
        key: Key::new(range),
        customer: Key::new(customer),
        protected: false,
    }
}

/// A reallocation of ours with two blocks of ours below it and one net of another, which a person has named to go too;
/// and a block of ours below a net that nobody declares.
fn case() -> Case {
    let mut live = grant(WIDE, "DOWN-7", NetType::Reallocation);
    let top = live.incarnation.handle.to_string();
    let handles = ["NET-198-51-100-64-7", "NET-198-51-100-80-7"];
    let mut nets = handles
        .map(|handle| handle.parse::<NetHandle>().expect("a handle"))
        .to_vec();
    let theirs: NetHandle = "NET-198-51-100-96-7".parse().expect("a handle");
    nets.push(theirs.clone());
    live.below = Some(Box::new(NetsBelow {
        nets,
        others: vec![theirs],
    }));
    let mut case = Case::new().ours(live, "DOWN-7", false);
    for (range, customer) in INNER.iter().zip(["heron", "mill"]).rev() {
        case = case.says(&inner(&top, range, customer));
    }
    case.desired.pruned = [place(WIDE).range].into();
    case.says(&inner("NET-203-0-113-0-1", "203.0.113.0/29", "mill"))
}

fn along(stated: &Stated) -> Vec<String> {
    let along = stated.along.iter();
    along
        .map(|along| format!("{} {}", along.subject, along.who))
        .collect()
}

#[test]
fn a_delete_and_a_replace_name_what_of_ours_goes_down_and_nothing_says_that_it_is_kept() {
    let replaced = case().block(reallocated(WIDE, "DEEP-9"));
    for case in [case(), replaced] {
        let difference = case.difference();
        assert!(!difference.steps.is_empty());
        let [stated] = difference.changes.as_slice() else {
            panic!("{:?}", difference.changes);
        };
        assert_eq!(stated.below, Below::Known(3));
        assert_eq!(
            along(stated),
            [
                "198.51.100.64/28 heron",
                "198.51.100.80-198.51.100.86 mill",
                "NET-198-51-100-96-7 not ours",
            ]
        );
        assert_eq!(findings(&difference), ["Keep 203.0.113.0/29"]);
    }
}

#[test]
fn what_lies_below_a_reallocation_that_stays_is_kept_and_said_to_be() {
    let stays = case().block(reallocated(WIDE, "DOWN-7")).difference();
    assert!(steps(&stays).is_empty());
    let kept = INNER.map(|range| format!("Keep {range}"));
    assert_eq!(findings(&stays)[..2], kept);
}

/// What is said to end, with the registry that is named beside it.
fn ended(consequences: &[Consequence]) -> Vec<(Option<&str>, String)> {
    let ended = consequences
        .iter()
        .filter_map(|consequence| match consequence {
            Consequence::Releases { registry, place }
            | Consequence::Obliges {
                registry, place, ..
            } => Some((
                registry.as_ref().map(RegistryName::as_str),
                place.range.to_string(),
            )),
            Consequence::Owns { .. }
            | Consequence::Discharges { .. }
            | Consequence::Empties { .. }
            | Consequence::Fills { .. }
            | Consequence::Keeps { .. }
            | Consequence::Drops { .. } => None,
        });
    ended.collect()
}

#[test]
fn what_has_another_key_goes_down_as_ours_when_the_registry_is_the_same_one() {
    let down = RegistryName::new("down");
    let bound = |registry: RegistryName, identity: &str| Entry::Bound {
        registry,
        identity: identity.to_owned(),
    };
    let told = |identity: &str| {
        let mut live = grant(WIDE, "DOWN-7", NetType::Reallocation);
        let top = live.incarnation.handle.to_string();
        // The public list does not show the inner net yet.
        live.below = Some(Box::default());
        let mut entry = inner(&top, INNER[0], "heron");
        if let Entry::Adopted { registry, .. } = &mut entry {
            *registry = down.clone();
        }
        let case = Case::new()
            .ours(live, "DOWN-7", false)
            .says(&bound(registry(), "arin https://one.example"))
            .says(&bound(down.clone(), identity))
            .says(&entry);
        let difference = case.difference();
        let changed = &difference.changes[0];
        let ended = ended(&difference.steps[0].consequences).len();
        assert_eq!(changed.ticket, changed.below != Below::Known(0));
        (along(changed), changed.below, ended)
    };
    let here = told("arin https://one.example");
    assert_eq!(
        here,
        (
            vec!["198.51.100.64/28 heron".to_owned()],
            Below::Known(1),
            3
        )
    );
    assert_eq!(
        told("arin https://two.example"),
        (Vec::new(), Below::Known(0), 1)
    );
}
