//! The net of a network, and the name of its org: read where the repository has to do with them, and nowhere else.

use std::sync::Arc;

use super::super::client::script::response;
use super::super::diff::samples::{block, profile};
use super::samples::{ABOVE, PARENT, Site, absent, denied, known, unauthenticated};
use crate::registry::Failure;

const ORG: &str = "/rest/org/EXMPL-12";
const ORG_REPLY: &str = include_str!("../wire/documents/org.xml");

/// The network says how its own net is called.
fn saying() -> Site {
    let mut site = known(PARENT, "EXMPL-12");
    site.case.desired.networks[0].itself.name = "EXMPL-NET".parse().ok();
    site
}

#[tokio::test]
async fn the_net_of_a_network_is_read_where_something_is_said_of_it() {
    let unsaid = known(PARENT, "EXMPL-12").found().await;
    assert!(!unsaid.has_asked(ABOVE) && unsaid.read().itself.net.is_none());
    let said = saying().found().await;
    let (life, _) = said.read().itself.net.as_ref().expect("a net");
    assert_eq!(life.handle.as_str(), PARENT);
    for unread in [denied(), absent(), response(503, "")] {
        let looked = saying().with(ABOVE, unread).found().await;
        assert!(looked.read().itself.net.is_none());
    }
    let refused = saying().with(ABOVE, unauthenticated()).look().await;
    assert!(matches!(refused.err(), Some(Failure::Unauthenticated(_))));
}

#[tokio::test]
async fn the_org_of_a_network_is_read_where_households_are_registered_below_it() {
    let with = |residential: bool, range: &str| {
        let mut site = known(PARENT, "EXMPL-12").with(ORG, response(200, ORG_REPLY));
        let mut home = profile("home", "Private Customer");
        home.residential = residential;
        let desired = &mut site.case.desired;
        desired.profiles.insert(home.key.clone(), Arc::new(home));
        site.case = site.case.block(block(range, "home"));
        site.found()
    };
    let household = with(true, "198.51.100.160/28").await;
    assert!(household.has_asked(ORG) && household.read().itself.org_name.is_some());
    assert!(!with(false, "198.51.100.160/28").await.has_asked(ORG));
    // A household of another network has that one's org.
    assert!(!with(true, "203.0.113.160/28").await.has_asked(ORG));
}
