//! Customer records that may have lost their net: which are read, and when one is gone. Forgotten, it stays for ever.

use super::super::client::script::response;
use super::super::diff::samples::{net, record};
use super::samples::{
    CUSTOMER, FIRST, HANDLE, HERE, LIST, NET, OF_RECORD, PARENT, PUBLIC_RECORD, RANGE, RECORD,
    SPACE, absent, denied, list, listed, parent, public, site, unauthenticated, unlisted,
};
use crate::journal::{Entry, State};
use crate::model::RegistryName;
use crate::registry::Failure;

#[tokio::test]
async fn a_record_whose_net_went_is_gone_only_where_nothing_shows_it() {
    let lost = || site().ours().with(LIST, unlisted()).with(HERE, absent());
    let lost = || lost().with(FIRST, response(200, public(PARENT, SPACE, None)));
    let found = |there: bool| vec![(RECORD.to_owned(), there)];
    assert_eq!(lost().found().await.records, found(true));
    let gone = || lost().with(OF_RECORD, absent());
    assert_eq!(
        gone().with(PUBLIC_RECORD, unlisted()).found().await.records,
        found(false)
    );
    let nothing = Vec::new();
    let shown = response(200, format!(r#"{{"handle":"{RECORD}"}}"#));
    for answer in [shown, response(503, "")] {
        assert_eq!(
            gone().with(PUBLIC_RECORD, answer).found().await.records,
            nothing
        );
    }
    let failed = lost().with(OF_RECORD, denied()).found().await;
    assert_eq!(failed.records, nothing);
    let failed = lost().with(OF_RECORD, unauthenticated()).look().await;
    assert!(matches!(failed, Err(Failure::Unauthenticated(_))));
    // What comes before it in the list is not it.
    let before = NET
        .replace(HANDLE, "NET-198-51-100-0-2")
        .replace("198.051.100.064", "198.051.100.000")
        .replace("198.051.100.079", "198.051.100.015");
    let all = [
        public("NET-198-51-100-0-2", "198.51.100.0/28", Some(PARENT)),
        public(HANDLE, RANGE, Some(PARENT)),
    ];
    let path = "/rest/net/netsByIpRange/198.51.100.0/198.51.100.15";
    let second = site()
        .ours()
        .with(LIST, listed(&all))
        .with(path, list(&[before]));
    assert_eq!(second.found().await.records, nothing);
    // Of a net that lives another life the record may be nobody's.
    let again = NET
        .replace("10:12:00", "11:12:00")
        .replace(RECORD, "C09990002");
    let again = site().ours().with(HERE, list(&[again])).with(
        "/rest/customer/C09990002",
        response(200, CUSTOMER.replace(RECORD, "C09990002")),
    );
    assert_eq!(again.found().await.records, found(true));
}

/// A record that waits for its delete, of a network that may be declared no more.
#[tokio::test]
async fn a_record_of_an_obligation_is_gone_only_where_its_own_network_can_be_read() {
    let elsewhere = "NET-198-51-100-0-9";
    let obliged = |of: &str| {
        let mut place = net(RANGE, RECORD, "heron").place;
        place.parent = elsewhere.parse().expect("a handle");
        let mut site = site()
            .with(OF_RECORD, absent())
            .with(PUBLIC_RECORD, unlisted());
        site.case = site.case.says(&Entry::Obligation {
            state: State::Open,
            registry: RegistryName::new(of),
            customer: record(RECORD, "heron").incarnation,
            place,
            cause: "its net went".to_owned(),
        });
        site.with(LIST, unlisted())
            .with(FIRST, response(200, public(PARENT, SPACE, None)))
    };
    let above = format!("/rest/net/{elsewhere}");
    let readable = || response(200, parent().replace(PARENT, elsewhere));
    let gone = obliged("arin").with(&above, readable()).found().await;
    assert_eq!(gone.records, [(RECORD.to_owned(), false)]);
    for answer in [absent(), denied()] {
        let unknown = obliged("arin").with(&above, answer).found().await;
        assert!(unknown.records.is_empty());
    }
    let anothers = obliged("down").with(&above, readable()).found().await;
    assert!(anothers.records.is_empty() && !anothers.has_asked(OF_RECORD));
}
