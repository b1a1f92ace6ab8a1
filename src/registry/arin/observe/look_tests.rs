//! Whole looks at one network: what is read, what is found, and above all what is not concluded. What wrongly reads as
//! absent is made again or forgotten; what wrongly reads as there is deleted.

use super::super::client::script::response;
use super::samples::*;
use crate::registry::Failure;
use crate::store::Store;

fn one(range: &str) -> (Vec<String>, Vec<String>) {
    (vec![range.to_owned()], Vec::new())
}

fn unknown(range: &str) -> (Vec<String>, Vec<String>) {
    (Vec::new(), vec![range.to_owned()])
}

#[tokio::test]
async fn what_the_list_names_is_read_with_its_record() {
    let looked = site().found().await;
    assert_eq!(looked.ranges(), one(RANGE));
    assert_eq!(looked.asked, [NETWORK, LIST, HERE, OF_RECORD]);
    let ours = site().ours().found().await;
    assert_eq!(ours.ranges(), one(RANGE));
    assert!(ours.records.is_empty());
}

#[tokio::test]
async fn what_is_ours_and_only_in_public_is_not_known() {
    let hidden = || site().ours().with(HERE, absent());
    assert_eq!(hidden().found().await.ranges(), unknown(RANGE));
    // Under another handle it is not what is ours.
    let other = listed(&[public("NET-198-51-100-64-2", RANGE, Some(PARENT))]);
    let none = (Vec::new(), Vec::new());
    assert_eq!(hidden().with(LIST, other).found().await.ranges(), none);
    let nobodys = site().with(HERE, absent());
    assert_eq!(nobodys.found().await.ranges(), none);
    // What could not be read is told once.
    let failed = site().ours().with(HERE, response(503, ""));
    assert_eq!(failed.found().await.ranges(), unknown(RANGE));
}

#[tokio::test]
async fn nothing_is_absent_where_the_parent_can_not_be_read() {
    let gone = || site().with(HERE, absent());
    let none = (Vec::new(), Vec::new());
    assert_eq!(gone().found().await.ranges(), none);
    for (answer, code) in [
        (absent(), "unread"),
        (denied(), "denied"),
        (response(503, ""), "unread"),
    ] {
        assert_eq!(gone().with(ABOVE, answer).found().await.code(), code);
    }
    // Also where another net can be read.
    let both = [
        public(HANDLE, RANGE, Some(PARENT)),
        public("NET-198-51-100-192-1", "198.51.100.192/28", Some(PARENT)),
    ];
    let one_gone = || {
        let path = "/rest/net/netsByIpRange/198.51.100.192/198.51.100.207";
        site().with(LIST, listed(&both)).with(path, absent())
    };
    assert_eq!(one_gone().found().await.ranges(), one(RANGE));
    assert_eq!(
        one_gone().with(ABOVE, absent()).found().await.code(),
        "unread"
    );
    // Where no read worked the parent tells a closed record from a closed network.
    let closed = || site().with(HERE, denied());
    assert_eq!(closed().found().await.ranges(), unknown(RANGE));
    assert_eq!(
        closed().with(ABOVE, denied()).found().await.code(),
        "denied"
    );
    for path in [ABOVE, HERE] {
        let failed = gone().with(path, unauthenticated()).look().await;
        assert!(matches!(failed, Err(Failure::Unauthenticated(_))), "{path}");
    }
}

#[tokio::test]
async fn only_one_net_of_the_parent_and_the_range_is_the_net() {
    let elsewhere = NET.replace(PARENT, "NET-198-51-100-0-9");
    let wider = NET
        .replace("<cidrLength>28", "<cidrLength>27")
        .replace("100.079", "100.095");
    let both = site().with(
        HERE,
        list(&[elsewhere.clone(), wider.clone(), NET.to_owned()]),
    );
    assert_eq!(both.found().await.ranges(), one(RANGE));
    let neither = site().with(HERE, list(&[elsewhere, wider]));
    assert_eq!(neither.found().await.ranges(), (Vec::new(), Vec::new()));
    let twins = [NET.to_owned(), NET.replace(HANDLE, "NET-198-51-100-64-2")];
    assert_eq!(
        site().with(HERE, list(&twins)).found().await.ranges(),
        unknown(RANGE)
    );
    let date = "<registrationDate>2026-09-20T10:12:00-04:00</registrationDate>";
    let undated = site().with(HERE, list(&[NET.replace(date, "")]));
    assert_eq!(undated.found().await.ranges(), unknown(RANGE));
}

#[tokio::test]
async fn nets_that_overlap_below_one_parent_are_not_known() {
    let wide = "198.51.100.64/27";
    let wider = NET
        .replace(HANDLE, "NET-198-51-100-64-2")
        .replace("<cidrLength>28", "<cidrLength>27")
        .replace("100.079", "100.095");
    let all = [
        public(HANDLE, RANGE, Some(PARENT)),
        public("NET-198-51-100-64-2", wide, Some(PARENT)),
    ];
    let site = site().with(LIST, listed(&all)).with(
        "/rest/net/netsByIpRange/198.51.100.64/198.51.100.95",
        list(&[wider]),
    );
    let (nets, unread) = site.found().await.ranges();
    assert_eq!(
        (nets.len(), unread),
        (0, vec![wide.to_owned(), RANGE.to_owned()])
    );
}

#[tokio::test]
async fn a_list_that_can_not_be_read_or_is_cut_shows_no_free_space() {
    let free = response(200, public(PARENT, SPACE, None));
    let silent = site().with(LIST, response(503, "")).with(FIRST, free);
    assert_eq!(silent.found().await.code(), "unread");
    let cut = format!(
        r#"{{"ipSearchResults":[{}],"notices":[{{"title":"truncated"}}]}}"#,
        public("NET-198-51-100-192-1", "198.51.100.192/28", Some(PARENT))
    );
    let halved = site()
        .with(LIST, response(200, cut))
        .with(
            "/ips/rirSearch1/rdap-down/198.51.100.0/25",
            listed(&[public(HANDLE, RANGE, Some(PARENT))]),
        )
        .with("/ips/rirSearch1/rdap-down/198.51.100.128/25", unlisted())
        .with(
            "/ip/198.51.100.128",
            response(200, public(PARENT, SPACE, None)),
        )
        .with(
            "/rest/net/netsByIpRange/198.51.100.192/198.51.100.207",
            absent(),
        );
    assert_eq!(halved.found().await.ranges(), one(RANGE));
}

#[tokio::test]
async fn of_the_list_what_may_lie_right_below_is_read_and_nothing_else() {
    let unplaced = site().with(LIST, listed(&[public(HANDLE, RANGE, None)]));
    let free = response(200, public(PARENT, SPACE, None));
    let unplaced = unplaced.with(FIRST, free.clone());
    assert_eq!(unplaced.found().await.ranges(), one(RANGE));
    let deeper = public(HANDLE, RANGE, Some("NET-198-51-100-0-9"));
    let looked = site()
        .with(LIST, listed(&[deeper]))
        .with(FIRST, free)
        .found()
        .await;
    assert!(!looked.has_asked(HERE), "{:?}", looked.asked);
}

/// A list that shows nothing: the first address tells whether a net takes the whole space.
#[tokio::test]
async fn a_net_that_no_list_shows_is_found_by_its_first_address() {
    let empty = || site().with(LIST, unlisted());
    let none = (Vec::new(), Vec::new());
    let free = empty().with(FIRST, response(200, public(PARENT, SPACE, None)));
    assert_eq!(free.found().await.ranges(), none);
    assert_eq!(empty().with(FIRST, unlisted()).found().await.ranges(), none);
    assert_eq!(
        empty().with(FIRST, response(503, "")).found().await.code(),
        "unread"
    );

    let whole = NET
        .replace(HANDLE, "NET-198-51-100-0-2")
        .replace("<cidrLength>28", "<cidrLength>24")
        .replace("198.051.100.064", "198.051.100.000")
        .replace("198.051.100.079", "198.051.100.255");
    let both = || list(&[parent(), whole.clone()]);
    // The public list may be behind: what was seen with the network is read all the same.
    let unseen = empty().with(FIRST, response(200, public(PARENT, SPACE, None)));
    let looked = unseen.with(NETWORK, both()).found().await;
    assert_eq!(looked.ranges(), one(SPACE));
    // Of a network that is remembered only the directory tells.
    let taken = || Site {
        memory: memory(PARENT, "EXMPL-12"),
        ..empty().with(NETWORK, both())
    };
    let shown = public("NET-198-51-100-0-2", SPACE, Some(PARENT));
    let looked = taken().with(FIRST, response(200, shown)).found().await;
    assert_eq!(looked.ranges(), one(SPACE));

    // A net below that one, which alone says that there is one.
    let deep = public(
        "NET-198-51-100-0-3",
        "198.51.100.0/25",
        Some("NET-198-51-100-0-2"),
    );
    let deep = || taken().with(FIRST, response(200, deep.clone()));
    let between = "/rest/net/NET-198-51-100-0-2";
    let placed = deep().with(between, response(200, whole.clone()));
    assert_eq!(placed.found().await.ranges(), one(SPACE));
    let cut = whole.replace(
        "<netBlock><cidrLength>24</cidrLength><description>Reassigned</description>",
        "<netBlock><description>Reassigned</description>",
    );
    for answer in [
        denied(),
        absent(),
        response(200, cut.replace("198.051.100.000", "?")),
    ] {
        let looked = deep()
            .with(NETWORK, list(&[parent()]))
            .with(between, answer)
            .found()
            .await;
        assert_eq!(looked.read().unread.len(), 1, "{:?}", looked.ranges());
    }
    let failed = deep().with(between, unauthenticated()).look().await;
    assert!(matches!(failed, Err(Failure::Unauthenticated(_))));
}

/// What was read is believed while the public list shows it as it did, also where it is ours; a list that fails forgets
/// nothing of it.
#[tokio::test]
async fn what_was_read_is_asked_for_once() {
    let store = Store::in_memory();
    let looked = async |site: Site| site.ours().look_again(&store).await;
    assert!(looked(site()).await.has_asked(HERE));
    let again = looked(site()).await;
    assert_eq!(
        (again.ranges(), again.asked),
        (one(RANGE), vec![LIST.to_owned()])
    );
    let silent = looked(site().with(LIST, response(503, ""))).await;
    assert_eq!(silent.code(), "unread");
    let again = looked(site()).await;
    assert_eq!((again.ranges(), again.has_asked(HERE)), (one(RANGE), false));
}
