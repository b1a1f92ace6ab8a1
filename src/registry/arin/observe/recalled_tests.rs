//! The picture of an earlier look: what it holds, and what it leaves open. What wrongly reads as absent is shown as made
//! again; what wrongly reads as ours is shown as deleted.

use super::super::diff::samples::{Case, net, place};
use super::super::live::{Live, LiveNet, LiveNetwork, ReadNetwork};
use super::super::memory::{Mark, Memory, RememberedNet, RememberedNetwork};
use super::samples::{IDENTITY, PARENT, RANGE, SPACE, asked_of};

const OTHER: &str = "203.0.113.0/24";
const OF_OTHER: &str = "NET-203-0-113-0-1";
const SWEPT: &str = "2026-09-21T11:00:00Z";

fn network(range: &str, handle: &str, swept: &str) -> RememberedNetwork {
    let swept = swept.parse().expect("a moment");
    RememberedNetwork {
        identity: IDENTITY.to_owned(),
        range: place(range).range,
        handle: handle.parse().expect("a handle"),
        org: "EXMPL-12".parse().ok(),
        read: swept,
        swept,
    }
}

fn memory(networks: Vec<RememberedNetwork>, nets: Vec<LiveNet>) -> Memory {
    let mut memory = Memory::default();
    for network in networks {
        memory.add_network(network);
    }
    for net in nets {
        let mark = Mark {
            public: None,
            read: SWEPT.parse().expect("a moment"),
            replied: None,
        };
        memory.add(RememberedNet { net, mark });
    }
    memory
}

fn recalled(case: &Case, mut memory: Memory) -> Live {
    asked_of(case, |look| look.recalled(&mut memory))
}

fn read(live: &Live) -> &ReadNetwork {
    match live.networks.first() {
        Some(LiveNetwork::Read(read)) => read,
        other => panic!("no network was read: {other:?}"),
    }
}

fn swept() -> Vec<RememberedNetwork> {
    vec![network(SPACE, PARENT, SWEPT)]
}

#[test]
fn a_network_is_recalled_where_it_is_the_one_that_is_expected() {
    let known = |network: RememberedNetwork, expects: (Option<&str>, Option<&str>)| {
        let mut case = Case::new();
        let expect = &mut case.desired.networks[0].expect;
        expect.handle = expects.0.map(|handle| handle.parse().expect("a handle"));
        expect.org = expects.1.map(|org| org.parse().expect("a handle"));
        let live = recalled(
            &case,
            memory(vec![network], vec![net(RANGE, "C1", "heron")]),
        );
        assert_eq!(live.read_at.is_some(), live.never_read.is_empty());
        let here = read(&live);
        assert_eq!(here.listed, live.never_read.is_empty());
        assert_eq!(here.nets.len(), usize::from(here.listed));
        assert_eq!(here.handle.as_str() == PARENT, here.listed);
        here.listed
    };
    let own = || network(SPACE, PARENT, SWEPT);
    assert!(known(own(), (None, None)));
    assert!(known(own(), (Some(PARENT), Some("EXMPL-12"))));
    assert!(!known(own(), (Some("NET-198-51-100-0-2"), None)));
    assert!(!known(own(), (Some(PARENT), Some("EXMPL-13"))));
    let unheld = RememberedNetwork { org: None, ..own() };
    assert!(!known(unheld, (None, Some("EXMPL-12"))));
    let of_another = RememberedNetwork {
        identity: "arin https://reg.ote.arin.net".to_owned(),
        ..own()
    };
    assert!(!known(of_another, (None, None)));
    assert!(!known(network(OTHER, OF_OTHER, SWEPT), (None, None)));
}

#[test]
fn the_picture_is_as_old_as_its_oldest_part() {
    let mut case = Case::new();
    let mut second = case.desired.networks[0].clone();
    second.prefix = OTHER.parse().expect("a prefix");
    case.desired.networks.push(second);
    let (older, newer) = ("2026-09-20T11:00:00Z", "2026-09-21T11:00:00Z");
    for (one, other) in [(older, newer), (newer, older)] {
        let networks = vec![network(SPACE, PARENT, one), network(OTHER, OF_OTHER, other)];
        let live = recalled(&case, memory(networks, Vec::new()));
        assert_eq!(live.read_at, older.parse().ok());
    }
}

/// Of what is ours and was not seen nobody says that it is gone, nor of another life of it that it is there.
#[test]
fn what_is_ours_and_was_not_seen_is_left_open() {
    let ours = || net(RANGE, "C1", "heron");
    let told = |seen: Vec<LiveNet>, swept: &str| {
        let mut case = Case::new().ours(ours(), "heron", false);
        case.live = Live::default();
        let live = recalled(&case, memory(vec![network(SPACE, PARENT, swept)], seen));
        let here = read(&live);
        let unread = here.unread.iter();
        let unread = unread.map(|(range, why)| (range.to_string(), why.clone()));
        (here.nets.len(), unread.collect::<Vec<_>>())
    };
    assert_eq!(told(vec![ours()], SWEPT), (1, Vec::new()));
    let mut reborn = ours();
    reborn.incarnation.registered = "2026-09-21T08:00:00-04:00".into();
    let mut elsewhere = net("198.51.100.80/28", "C2", "larkspur");
    elsewhere.incarnation = ours().incarnation;
    for (seen, left) in [(vec![], 0), (vec![reborn], 0), (vec![elsewhere], 1)] {
        let (nets, unread) = told(seen, SWEPT);
        assert_eq!(nets, left);
        let why = "the last sweep did not see it, and --refresh never asks nobody";
        assert_eq!(unread, [(RANGE.to_owned(), why.to_owned())]);
    }
    // The journal's line is of 14:12.
    let (_, unread) = told(vec![], "2026-09-20T14:11:59Z");
    assert!(
        unread[0].1.starts_with("no sweep has seen it yet"),
        "{unread:?}"
    );
}

#[test]
fn what_another_registry_has_there_is_not_missed_here() {
    let mut case = Case::new();
    let owned = Case::new().ours(net(RANGE, "C1", "heron"), "heron", false);
    for ((_, place), owned) in owned.ledger.owned {
        let other = crate::model::RegistryName::new("other");
        case.ledger.owned.insert((other, place), owned);
    }
    let live = recalled(&case, memory(swept(), Vec::new()));
    assert!(read(&live).unread.is_empty());
}
