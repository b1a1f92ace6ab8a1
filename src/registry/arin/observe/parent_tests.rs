//! Which net a declared network is: from memory, and read with the key. What is taken for another network has all that
//! lies below it made again, or deleted.

use super::super::client::script::response;
use super::super::diff::samples::{Case, block, grant, place, registry};
use super::super::live::{LiveNet, LiveNetwork};
use super::super::memory::RememberedNetwork;
use super::samples::{
    FIRST, HERE, NETWORK, PARENT, RANGE, SPACE, Site, absent, asked_of, denied, known, list,
    memory, parent, public, remembered, site,
};
use crate::model::{Key, NetType};
use crate::registry::Refresh;

const BY_PREFIX: &str = "/ip/198.51.100.0/24";

/// A remembered network that is to be held by EXMPL-12, as the directory shows it.
fn expecting(shown: String) -> Site {
    let mut site = known(PARENT, "EXMPL-12");
    let expect = &mut site.case.desired.networks[0].expect;
    expect.org = Some("EXMPL-12".parse().expect("a handle"));
    site.with(BY_PREFIX, response(200, shown))
}

fn shown() -> String {
    public(PARENT, SPACE, None)
}

async fn is_looked_up(site: Site) -> bool {
    let looked = site.found().await;
    assert_eq!(looked.read().handle.as_str(), PARENT);
    looked.has_asked(NETWORK)
}

#[tokio::test]
async fn a_remembered_network_is_looked_up_again_after_days_and_where_it_can_not_be_read() {
    assert!(!is_looked_up(known(PARENT, "EXMPL-12")).await);
    let full = Site {
        refresh: Refresh::Full,
        ..known(PARENT, "EXMPL-12")
    };
    assert!(is_looked_up(full).await);
    let gone = known("NET-198-51-100-0-8", "EXMPL-12").with(HERE, absent());
    assert!(is_looked_up(gone).await);
    let mut old = site();
    let long_ago = remembered(PARENT, "EXMPL-12", "2026-09-11T11:00:00Z");
    old.memory.add_network(long_ago);
    assert!(is_looked_up(old).await);
}

/// With `expect` the public directory must show a network as memory has it.
#[tokio::test]
async fn a_remembered_network_is_looked_up_again_where_the_directory_shows_another() {
    assert!(!is_looked_up(expecting(shown())).await);
    let moved = || shown().replace("EXMPL-12", "EXMPL-13");
    let renamed = || public("NET-198-51-100-0-7", SPACE, None);
    assert!(is_looked_up(expecting(moved())).await);
    assert!(is_looked_up(expecting(renamed())).await);
    assert!(is_looked_up(expecting(shown()).with(BY_PREFIX, response(503, ""))).await);

    // Memory and the directory may agree on what is not expected, or on nothing.
    let both_moved = Site {
        memory: memory(PARENT, "EXMPL-13"),
        ..expecting(moved())
    };
    assert!(is_looked_up(both_moved).await);
    let by_handle = |mut site: Site| {
        let expect = &mut site.case.desired.networks[0].expect;
        expect.handle = Some(PARENT.parse().expect("a handle"));
        expect.org = None;
        site
    };
    let both_renamed = Site {
        memory: memory("NET-198-51-100-0-7", "EXMPL-12"),
        ..expecting(renamed()).with(FIRST, response(200, renamed()))
    };
    assert!(is_looked_up(by_handle(both_renamed)).await);
    let mut unheld = expecting(shown().replace("registrant", "technical"));
    unheld.memory.add_network(RememberedNetwork {
        org: None,
        ..remembered(PARENT, "EXMPL-12", "2026-09-21T11:00:00Z")
    });
    assert!(is_looked_up(by_handle(unheld)).await);
}

#[tokio::test]
async fn a_full_look_reads_what_is_declared_too() {
    let declared = |refresh| Site {
        refresh,
        case: Case::new().block(block("198.51.100.160/28", "heron")),
        ..site()
    };
    let path = "/rest/net/netsByIpRange/198.51.100.160/198.51.100.175";
    let auto = declared(Refresh::Auto).with(path, absent()).found().await;
    assert!(!auto.has_asked(path));
    let full = declared(Refresh::Full).with(path, absent()).found().await;
    assert!(full.has_asked(path));
}

#[tokio::test]
async fn a_declared_network_is_the_one_net_that_can_have_others_below() {
    let second = parent().replace(PARENT, "NET-198-51-100-0-5");
    let simple = parent().replace("<type>DA</type>", "<type>S</type>");
    let wider = parent()
        .replace("<cidrLength>24", "<cidrLength>23")
        .replace("198.051.100.255", "198.051.101.255");
    let code = |documents: Vec<String>| {
        site()
            .with(NETWORK, list(&documents))
            .with("/rest/net/parentNet/198.51.100.0/198.51.100.255", absent())
            .found()
    };
    assert_eq!(code(vec![parent()]).await.code(), "read");
    assert_eq!(code(vec![simple]).await.code(), "network-unknown");
    assert_eq!(code(vec![wider.clone()]).await.code(), "network-unknown");
    assert_eq!(code(vec![parent(), wider]).await.code(), "read");
    assert_eq!(
        code(vec![parent(), second.clone()]).await.code(),
        "network-ambiguous"
    );

    let expecting = |handle: Option<&str>, org: Option<&str>| {
        let mut site = site().with(NETWORK, list(&[parent(), second.clone()]));
        if handle.is_none() {
            site = site.with(NETWORK, list(&[parent()]));
        }
        let expect = &mut site.case.desired.networks[0].expect;
        expect.handle = handle.map(|handle| handle.parse().expect("a handle"));
        expect.org = org.map(|org| org.parse().expect("a handle"));
        site.found()
    };
    assert_eq!(expecting(Some(PARENT), None).await.code(), "read");
    assert_eq!(
        expecting(Some("NET-198-51-100-0-6"), None).await.code(),
        "expect"
    );
    assert_eq!(expecting(None, Some("EXMPL-12")).await.code(), "read");
    assert_eq!(expecting(None, Some("EXMPL-13")).await.code(), "expect");
}

/// A write below a net that left nothing there may have found that the net is another one now.
#[tokio::test]
async fn a_remembered_network_is_looked_up_again_after_a_write_below_it_that_left_nothing() {
    let heard = |at: &str, ours: bool| {
        let mut site = known(PARENT, "EXMPL-12");
        if ours {
            site = site.ours();
        }
        let at = at.parse().expect("a moment");
        let heard = &mut site.case.ledger.heard;
        heard.insert((registry(), place(RANGE)), at);
        is_looked_up(site)
    };
    assert!(heard("2026-09-21T11:10:00Z", false).await);
    assert!(heard("2026-09-21T11:00:00Z", false).await);
    assert!(!heard("2026-09-21T10:59:59Z", false).await);
    assert!(!heard("2026-09-21T11:10:00Z", true).await);
}

const INNER: &str = "198.51.100.128/25";
const OF_INNER: &str = "NET-198-51-100-128-1";

/// A network inside another comes and goes with the reallocation that makes it.
#[test]
fn a_network_inside_another_stands_while_the_net_around_shows_it() {
    let mut case = Case::new();
    let mut inner = case.desired.networks[0].clone();
    inner.prefix = INNER.parse().expect("a prefix");
    case.desired.networks.push(inner.clone());
    let handle = OF_INNER.parse().expect("a handle");
    let stands = |case: &Case, above: &[LiveNetwork]| {
        asked_of(case, |look| look.stands(&inner, &handle, above))
    };
    let around = |nets: &[LiveNet]| {
        let mut around = Case::new();
        around.network().nets = nets.to_vec();
        around.live.networks
    };
    let net = || grant(INNER, "DOWN-7", NetType::Reallocation);
    assert_eq!(net().incarnation.handle.as_str(), OF_INNER);
    assert!(stands(&case, &around(&[net()])));

    let (mut renamed, mut given) = (net(), net());
    renamed.incarnation.handle = "NET-198-51-100-128-2".parse().expect("a handle");
    given.net_type = NetType::Reassignment;
    let mut moved = net();
    moved.place.range = place("198.51.100.0/25").range;
    for gone in [vec![], vec![renamed], vec![given], vec![moved]] {
        assert!(!stands(&case, &around(&gone)), "{gone:?}");
    }
    let unread = super::unread("unread", "no answer".to_owned());
    assert!(!stands(&case, std::slice::from_ref(&unread)));

    // The deepest net around it is the one that shows it.
    let mut deep = Case::new();
    let mut widest = inner.clone();
    widest.prefix = "198.51.0.0/16".parse().expect("a prefix");
    deep.desired.networks.insert(0, widest);
    let [wide, near] = [around(&[]), around(&[net()])].map(|read| read[0].clone());
    assert!(stands(&deep, &[wide.clone(), near.clone()]));
    assert!(!stands(&deep, &[near, wide]));

    // What is not around it says nothing of it: a network that was read before, and the network itself.
    let mut alone = Case::new();
    alone.desired.networks[0].prefix = "203.0.113.0/24".parse().expect("a prefix");
    alone.desired.networks.push(inner.clone());
    assert!(stands(&alone, std::slice::from_ref(&unread)));
    assert!(stands(&alone, &[unread.clone(), unread]));

    // What another key reads around it, this look does not see.
    for (prefix, unseen) in [(SPACE, true), (INNER, false), ("203.0.113.0/24", false)] {
        alone.desired.elsewhere = vec![prefix.parse().expect("a prefix")];
        assert_eq!(!stands(&alone, &[]), unseen, "{prefix}");
    }
}

/// A key without authority over the space of a network that a reallocation is still to make.
#[tokio::test]
async fn a_network_that_is_promised_is_told_from_one_that_is_denied() {
    let shown = |range: &str, promised: bool| {
        let mut site = site()
            .with(NETWORK, denied())
            .with(FIRST, response(200, public(PARENT, range, None)));
        if promised {
            let prefix = SPACE.parse().expect("a prefix");
            site.case.desired.promised.insert(prefix, Key::new("down"));
        }
        site.found()
    };
    let wider = "198.51.0.0/16";
    assert_eq!(shown(wider, true).await.code(), "network-unknown");
    assert_eq!(shown(wider, false).await.code(), "denied");
    assert_eq!(shown(SPACE, true).await.code(), "denied");
    assert_eq!(shown("198.51.100.0/25", true).await.code(), "denied");
}
