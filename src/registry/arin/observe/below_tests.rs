//! What is counted below a reallocation, and of which reallocations it is counted: with too little counted, others'
//! registrations would go down unseen.

use std::sync::Arc;
use std::time::Duration;

use super::super::client::script::{Script, response};
use super::super::diff::samples::{Case, grant, net, place, reallocated, registry};
use super::super::live::{LiveNet, NetsBelow};
use super::{Observation, below};
use crate::clock::{Clock, TestClock};
use crate::http::Response;
use crate::journal::Entry;
use crate::model::{Handle, Key, NetHandle, NetType, Place, RegistryName};
use crate::registry::Refresh;

const RANGE: &str = "198.51.100.64/26";
const TOP: &str = "NET-198-51-100-64-1";
const INNER: &str = "NET-198-51-100-64-2";
const DEEP: &str = "NET-198-51-100-64-3";
const SECOND: &str = "NET-198-51-100-80-1";
/// The parent of the reallocation.
const ABOVE: &str = "NET-198-51-100-0-1";

/// A net of the public list, with the handle of whom it is given to.
fn public(handle: &str, range: &str, parent: Option<&str>, registrant: Option<&str>) -> String {
    let range: crate::model::Range = range.parse().expect("a range");
    let parent = parent.map_or_else(|| "null".to_owned(), |parent| format!("{parent:?}"));
    let entities = registrant.map_or_else(String::new, |who| {
        format!(r#"{{"handle":"{who}","roles":["registrant"]}}"#)
    });
    format!(
        r#"{{"handle":"{handle}","startAddress":"{}","endAddress":"{}","parentHandle":{parent},"entities":[{entities}]}}"#,
        range.first_address(),
        range.last_address(),
    )
}

fn list(nets: &[String]) -> Response {
    if nets.is_empty() {
        return response(404, r#"{"errorCode":404}"#);
    }
    let body = format!(r#"{{"ipSearchResults":[{}]}}"#, nets.join(","));
    response(200, body)
}

fn cut(nets: &[String]) -> Response {
    let body = format!(
        r#"{{"ipSearchResults":[{}],"notices":[{{"title":"Search results truncated"}}]}}"#,
        nets.join(",")
    );
    response(200, body)
}

fn top() -> String {
    public(TOP, RANGE, Some(ABOVE), Some("DOWN-7"))
}

fn one(net: String) -> Response {
    response(200, net)
}

async fn counted(answers: Vec<Response>) -> Option<Vec<String>> {
    let (client, _script) = Script::client(answers);
    let handle: Handle = TOP.parse().expect("a handle");
    let below = below::of(&Arc::new(client), &handle, place(RANGE).range).await?;
    Some(below.iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn what_lies_below_is_counted_at_every_level_and_once() {
    let inner = || public(INNER, "198.51.100.64/27", None, None);
    let deep = || public(DEEP, "198.51.100.64/28", None, None);
    let found = counted(vec![
        // The list may name the net itself, and one net twice.
        list(&[top(), inner(), inner()]),
        one(inner()),
        list(&[deep()]),
        one(deep()),
        list(&[]),
        one(deep()),
    ]);
    assert_eq!(found.await, Some(vec![INNER.to_owned(), DEEP.to_owned()]));
    let nothing = counted(vec![list(&[]), one(top())]);
    assert_eq!(nothing.await, Some(Vec::new()));
}

#[tokio::test]
async fn a_net_of_the_same_addresses_is_found_beside_the_list() {
    let same = public(INNER, RANGE, Some(TOP), None);
    let found = counted(vec![list(&[]), one(same)]);
    assert_eq!(found.await, Some(vec![INNER.to_owned()]));
    // Also below one that was found.
    let inner = || public(INNER, "198.51.100.64/27", Some(TOP), None);
    let deep = public(DEEP, "198.51.100.64/27", Some(INNER), None);
    let found = counted(vec![list(&[inner()]), one(inner()), list(&[]), one(deep)]);
    assert_eq!(found.await, Some(vec![INNER.to_owned(), DEEP.to_owned()]));
}

#[tokio::test]
async fn what_can_not_be_seen_whole_is_not_counted() {
    let inner = || public(INNER, "198.51.100.64/27", Some(TOP), None);
    let answers = |first| vec![first, one(inner()), list(&[]), one(inner())];
    assert!(counted(answers(list(&[inner()]))).await.is_some());
    assert_eq!(counted(answers(cut(&[inner()]))).await, None);
    assert_eq!(counted(answers(response(500, ""))).await, None);
    // Somebody's net lies there, and nothing tells where in the tree.
    for parent in [None, Some(ABOVE)] {
        let stranger = public(SECOND, "198.51.100.0/25", parent, None);
        assert_eq!(counted(vec![list(&[]), one(stranger)]).await, None);
    }
}

/// Looks at a net of a network, and counts requests.
async fn looked(
    case: &Case,
    net: LiveNet,
    answers: Vec<Response>,
    every: bool,
) -> (LiveNet, usize) {
    let (client, script) = Script::client(answers);
    let client = Arc::new(client);
    let name = registry();
    let now = "2026-09-21T12:00:00Z".parse().expect("a moment");
    let clock: Arc<dyn Clock> = Arc::new(TestClock::at(now));
    let observation = Observation {
        client: &client,
        registry: &name,
        identity: "arin https://reg.arin.net",
        desired: &case.desired,
        ledger: &case.ledger,
        clock: &clock,
        settle_after: Duration::from_secs(90),
        refresh: Refresh::Auto,
        every_below: every,
    };
    let network = case.desired.networks.last().expect("a network");
    let mut nets = [net];
    observation.below_reallocations(network, &mut nets).await;
    let [net] = nets;
    (net, script.lines().len())
}

fn free() -> Vec<Response> {
    vec![list(&[]), one(top())]
}

fn reallocation() -> LiveNet {
    grant(RANGE, "DOWN-7", NetType::Reallocation)
}

fn ours() -> Case {
    Case::new().ours(reallocation(), "DOWN-7", false)
}

#[tokio::test]
async fn what_lies_below_is_read_of_each_reallocation_that_may_go() {
    let named = |mut case: Case| {
        case.desired.pruned = [place(RANGE).range].into();
        case
    };
    let declared = |org: &str| ours().block(reallocated(RANGE, org));
    let mut again = reallocation();
    again.incarnation.registered = "2026-09-21T08:00:00-04:00".into();
    let simple = || net(RANGE, "C1", "heron");
    let asked = [
        (ours(), reallocation(), false, true),
        (declared("DEEP-9"), reallocation(), false, true),
        (declared("DOWN-7"), reallocation(), false, false),
        (declared("DOWN-7"), reallocation(), true, true),
        (Case::new(), reallocation(), false, false),
        (Case::new(), reallocation(), true, false),
        (named(Case::new()), reallocation(), false, true),
        (named(declared("DOWN-7")), reallocation(), false, true),
        (ours(), again, false, false),
        (named(Case::new()), simple(), false, false),
        (
            Case::new().ours(simple(), "heron", false),
            simple(),
            true,
            false,
        ),
    ];
    for (at, (case, net, every, counted)) in asked.into_iter().enumerate() {
        let (net, requests) = looked(&case, net, free(), every).await;
        assert_eq!(requests, if counted { 2 } else { 0 }, "{at}");
        assert_eq!(net.below, counted.then(Box::default), "{at}");
    }
}

#[tokio::test]
async fn the_block_that_keeps_a_reallocation_is_that_of_its_own_network() {
    // The network in hand is the second one; a block of the first in the same range is another's.
    for (network, requests) in [(1, 0), (0, 2)] {
        let mut case = ours();
        let mut inner = case.desired.networks[0].clone();
        inner.prefix = "198.51.100.0/25".parse().expect("a prefix");
        case.desired.networks.push(inner);
        let mut wanted = reallocated(RANGE, "DOWN-7");
        wanted.network = network;
        let case = case.block(wanted);
        let asked = looked(&case, reallocation(), free(), false).await.1;
        assert_eq!(asked, requests, "network {network}");
    }
}

#[tokio::test]
async fn what_memory_says_of_what_lies_below_is_not_believed() {
    let handle: NetHandle = INNER.parse().expect("a handle");
    let mut remembered = reallocation();
    remembered.below = Some(Box::new(NetsBelow {
        nets: vec![handle.clone()],
        others: vec![handle],
    }));
    let (net, _) = looked(&Case::new(), remembered.clone(), free(), false).await;
    assert!(net.below.is_none());
    // Nor where the registry does not answer.
    let (net, _) = looked(&ours(), remembered, Vec::new(), false).await;
    assert!(net.below.is_none());
}

/// A registration of ours by the journal.
fn owned(of: &str, handle: &str, parent: &str, range: &str, customer: &str) -> Entry {
    let mut incarnation = net(range, customer, "heron").incarnation;
    incarnation.handle = handle.parse().expect("a handle");
    Entry::Adopted {
        registry: RegistryName::new(of),
        place: Place {
            parent: parent.parse().expect("a handle"),
            range: range.parse().expect("a range"),
        },
        incarnation,
        key: Key::new(range),
        customer: Key::new("heron"),
        protected: false,
    }
}

fn bound(name: &str, identity: &str) -> Entry {
    Entry::Bound {
        registry: RegistryName::new(name),
        identity: identity.to_owned(),
    }
}

#[tokio::test]
async fn what_others_have_below_is_told_from_ours_by_handle_and_recipient() {
    let [eight, nine, ten] = [
        "NET-198-51-100-72-8",
        "NET-198-51-100-72-9",
        "NET-198-51-100-88-1",
    ];
    let case = ours()
        .says(&owned("arin", INNER, TOP, "198.51.100.64/29", "C1"))
        .says(&owned("arin", SECOND, TOP, "198.51.100.80/29", "C2"))
        .says(&bound("same", "arin https://reg.arin.net"))
        .says(&bound("else", "arin https://reg.ote.arin.net"))
        .says(&owned("same", eight, TOP, "198.51.100.72/30", "C8"))
        .says(&owned("else", nine, TOP, "198.51.100.76/30", "C9"));
    let nets = [
        public(INNER, "198.51.100.64/29", Some(TOP), Some("C1")),
        // The handle of a net of ours that went, used again for somebody.
        public(SECOND, "198.51.100.80/29", Some(TOP), Some("C77")),
        public(eight, "198.51.100.72/30", Some(TOP), Some("C8")),
        public(nine, "198.51.100.76/30", Some(TOP), Some("C9")),
        public(ten, "198.51.100.88/29", Some(TOP), None),
    ];
    let mut answers = vec![list(&nets), one(nets[0].clone())];
    for net in nets.iter().rev() {
        answers.extend([list(&[]), one(net.clone())]);
    }
    let (net, _) = looked(&case, reallocation(), answers, false).await;
    let below = net.below.expect("counted");
    let others: Vec<&str> = below.others.iter().map(NetHandle::as_str).collect();
    assert_eq!(others, [nine, SECOND, ten]);
    assert_eq!(below.nets.len(), 5);
}

#[tokio::test]
async fn what_we_registered_below_lately_counts_though_the_list_is_behind() {
    let case = ours().says(&owned("arin", INNER, TOP, "198.51.100.64/29", "C1"));
    let (net, _) = looked(&case, reallocation(), free(), false).await;
    let below = net.below.expect("counted");
    assert_eq!(
        below.nets.iter().map(NetHandle::as_str).collect::<Vec<_>>(),
        [INNER]
    );
    assert!(below.others.is_empty());
}
