//! Which net a declared network is: from memory, and read with the key. What is taken for another network has all that
//! lies below it made again, or deleted.

use super::super::client::script::response;
use super::super::diff::samples::{Case, block, place};
use super::super::memory::{Memory, RememberedNetwork};
use super::look_tests::{
    FIRST, HERE, IDENTITY, NETWORK, PARENT, SPACE, Site, absent, list, parent, public, site,
};
use crate::registry::Refresh;

fn remembered(handle: &str, org: &str, at: &str) -> RememberedNetwork {
    let at = at.parse().expect("a moment");
    RememberedNetwork {
        identity: IDENTITY.to_owned(),
        range: place(SPACE).range,
        handle: handle.parse().expect("a handle"),
        org: Some(org.parse().expect("a handle")),
        read: at,
        swept: at,
    }
}

pub(super) fn memory(handle: &str, org: &str) -> Memory {
    let mut memory = Memory::default();
    memory.add_network(remembered(handle, org, "2026-09-21T11:00:00Z"));
    memory
}

const BY_PREFIX: &str = "/ip/198.51.100.0/24";

fn known(handle: &str, org: &str) -> Site {
    Site {
        memory: memory(handle, org),
        ..site()
    }
}

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
