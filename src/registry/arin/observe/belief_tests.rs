//! What of memory is believed, what is asked for with the key, and which answers are behind our own writes. What is
//! wrongly believed becomes a create or a delete.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::super::client::script::Script;
use super::super::diff::samples::{Case, net, place, record, registry};
use super::super::memory::{Below, Mark, RememberedNet, Replies, Stamp};
use super::super::rdap::{PublicEntity, PublicNet, Said};
use super::belief::contradicting;
use super::listing::Listing;
use super::{Observation, Recent};
use crate::clock::{Clock, TestClock};
use crate::model::{Incarnation, NetHandle, Range};
use crate::registry::Refresh;

const RANGE: &str = "198.51.100.64/28";
const BESIDE: &str = "198.51.100.80/28";
const FAR: &str = "198.51.100.160/28";
const NOW: &str = "2026-09-21T12:00:00Z";
const QUIET: Duration = Duration::from_secs(90);

fn now() -> Timestamp {
    NOW.parse().expect("a moment")
}

fn ago(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

fn range(text: &str) -> Range {
    text.parse().expect("a range")
}

fn parent() -> NetHandle {
    place(RANGE).parent
}

/// Looks with what the journal of a case says, some seconds after the program began.
fn observed<T>(case: &Case, refresh: Refresh, look: impl FnOnce(&Observation<'_>) -> T) -> T {
    let client = Arc::new(Script::client([]).0);
    let began = TestClock::at(ago(10));
    began.advance(Duration::from_secs(10));
    let clock: Arc<dyn Clock> = Arc::new(began);
    look(&Observation {
        client: &client,
        registry: &registry(),
        identity: "arin https://reg.arin.net",
        desired: &case.desired,
        ledger: &case.ledger,
        clock: &clock,
        settle_after: QUIET,
        refresh,
        every_below: false,
    })
}

fn public(text: &str) -> PublicNet {
    let net = net(text, "C1", "heron");
    PublicNet {
        handle: net.incarnation.handle.as_str().parse().expect("a handle"),
        range: net.place.range,
        parent: Some(parent()),
        name: None,
        registrant: Some(PublicEntity {
            handle: record("C1", "heron").incarnation.handle,
            name: None,
            said: Said::default(),
            registered: None,
            last_changed: Some("2026-09-20T10:12:00-04:00".to_owned()),
        }),
        said: Said::default(),
        last_changed: Some("2026-09-20T10:12:00-04:00".to_owned()),
    }
}

/// A net that was read an hour ago, when the public list showed it as it does now.
fn remembered(text: &str) -> RememberedNet {
    RememberedNet {
        net: net(text, "C1", "heron"),
        mark: Mark {
            public: Some(Stamp::of(&public(text))),
            read: ago(3600),
            replied: None,
        },
    }
}

fn memory(texts: &[&str]) -> Below {
    texts
        .iter()
        .map(|text| (range(text), remembered(text)))
        .collect()
}

fn listed(texts: &[&str]) -> Listing {
    Listing {
        nets: texts
            .iter()
            .map(|text| (range(text), public(text)))
            .collect(),
        ..Listing::default()
    }
}

fn ranges(nets: &[RememberedNet]) -> Vec<String> {
    nets.iter().map(|n| n.net.place.range.to_string()).collect()
}

#[test]
fn what_the_list_shows_as_it_was_is_believed_once_and_nothing_else() {
    let believed = |refresh, listing: &Listing, case: &Case| {
        let mut below = memory(&[RANGE, BESIDE]);
        let nets = observed(case, refresh, |look| {
            look.believed(&parent(), listing, (&mut below, &Replies::default()), now())
        });
        (ranges(&nets), below.len())
    };
    let listing = listed(&[RANGE, FAR]);
    let case = Case::new();
    let one = (vec![RANGE.to_owned()], 1);
    assert_eq!(believed(Refresh::Auto, &listing, &case), one);
    let none = (Vec::new(), 2);
    assert_eq!(believed(Refresh::Full, &listing, &case), none);
    let mut changed = listed(&[RANGE]);
    for net in changed.nets.values_mut() {
        net.last_changed = Some("2026-09-21T07:00:00-04:00".to_owned());
    }
    assert_eq!(believed(Refresh::Auto, &changed, &case), none);
    let mut wrote = Case::new();
    wrote
        .ledger
        .heard
        .insert((registry(), place(RANGE)), ago(60));
    assert_eq!(believed(Refresh::Auto, &listing, &wrote), none);
}

#[test]
fn what_is_not_believed_is_asked_for_with_the_key() {
    let doubted = |case: &Case, believed: &[RememberedNet]| {
        let mut listing = listed(&[RANGE]);
        listing.maybe = [range("198.51.100.0/28")].into();
        let below = memory(&[BESIDE]);
        let asked = observed(case, Refresh::Auto, |look| {
            look.doubted(&parent(), &listing, &below, believed, now())
        });
        asked.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    // The list names it, the list leaves it open, it was there before.
    let asked = ["198.51.100.0/28", RANGE, BESIDE];
    assert_eq!(doubted(&Case::new(), &[]), asked);
    assert_eq!(
        doubted(&Case::new(), &[remembered(RANGE)]),
        ["198.51.100.0/28", BESIDE]
    );
    // It is ours; or we wrote there, and the list may not show it yet.
    let ours = Case::new().ours(net(FAR, "C2", "mill"), "mill", false);
    assert_eq!(doubted(&ours, &[]).last().map(String::as_str), Some(FAR));
    for (seconds, doubt) in [(60, true), (1799, true), (1800, false), (7200, false)] {
        let mut wrote = Case::new();
        wrote
            .ledger
            .heard
            .insert((registry(), place(FAR)), ago(seconds));
        let found = doubted(&wrote, &[]).contains(&FAR.to_owned());
        assert_eq!(found, doubt, "{seconds} s ago");
    }
}

#[test]
fn for_a_quiet_time_a_read_must_show_what_we_wrote() {
    let mut case = Case::new().ours(net(RANGE, "C1", "heron"), "heron", false);
    let confirmed = [
        (RANGE, 0),
        (BESIDE, 89),
        (FAR, 90),
        ("198.51.100.0/28", 600),
    ];
    for (text, seconds) in confirmed {
        let key = (registry(), place(text));
        case.ledger.confirmed.insert(key, ago(seconds));
    }
    let recent = observed(&case, Refresh::Auto, |look| look.recent(&parent()));
    let mut expected: BTreeMap<Range, Option<Incarnation>> = BTreeMap::new();
    // There it is ours; beside it something of ours went.
    expected.insert(range(RANGE), Some(net(RANGE, "C1", "heron").incarnation));
    expected.insert(range(BESIDE), None);
    assert_eq!(*recent.expected, expected);
    assert_eq!(recent.until, Duration::from_secs(10) + QUIET);
}

#[test]
fn a_read_that_is_behind_our_write_is_repeated_until_the_quiet_time_is_over() {
    let clock = Arc::new(TestClock::at(now()));
    let ours = net(RANGE, "C1", "heron").incarnation;
    let mut another = ours.clone();
    another.registered = "2026-09-21T08:00:00-04:00".into();
    let expected = [(range(RANGE), Some(ours.clone())), (range(BESIDE), None)];
    let recent = Recent {
        expected: Arc::new(expected.into()),
        clock: clock.clone(),
        until: QUIET,
    };
    let behind = |text: &str, found| recent.contradicts(range(text), found);
    let early = || {
        (
            behind(RANGE, None) && behind(RANGE, Some(&another)) && behind(BESIDE, Some(&ours)),
            behind(RANGE, Some(&ours)) || behind(BESIDE, None) || behind(FAR, Some(&ours)),
        )
    };
    assert_eq!(early(), (true, false));
    clock.advance(Duration::from_secs(89));
    assert_eq!(early(), (true, false));
    clock.advance(Duration::from_secs(1));
    assert!(!behind(RANGE, None) && !behind(RANGE, Some(&another)));
    assert!(!behind(BESIDE, Some(&ours)));
    clock.advance(QUIET);
    assert!(!behind(RANGE, None));
}

#[test]
fn of_nets_that_seem_to_overlap_below_one_parent_none_is_believed() {
    let split = |texts: &[&str]| {
        let mut nets: Vec<_> = texts.iter().map(|text| remembered(text)).collect();
        let found = contradicting(&mut nets);
        let found: BTreeSet<String> = found.iter().map(|(r, _)| r.to_string()).collect();
        (ranges(&nets), found.into_iter().collect::<Vec<_>>())
    };
    let (kept, doubted) = split(&[RANGE, BESIDE, FAR]);
    assert_eq!(kept, [RANGE, BESIDE, FAR]);
    assert!(doubted.is_empty());
    let wide = "198.51.100.64/26";
    let (kept, doubted) = split(&["198.51.100.0/28", wide, RANGE, BESIDE, FAR]);
    assert_eq!(kept, ["198.51.100.0/28", FAR]);
    assert_eq!(doubted, [wide, RANGE, BESIDE]);
    // One that reaches over the end of another, and a third over its end.
    let chain = [
        "198.51.100.64-198.51.100.80",
        "198.51.100.80-198.51.100.96",
        "198.51.100.96/28",
        FAR,
    ];
    let (kept, doubted) = split(&chain);
    assert_eq!(kept, [FAR]);
    assert_eq!(doubted, chain[..3]);
}
