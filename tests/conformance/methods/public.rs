//! The public directory (reference 5.1), and replies as they came.

use swipd::model::Range;
use swipd::registry::arin::request;

use super::{Site, V4, net_handle};

pub(super) async fn calls(site: &Site) {
    let space = "198.51.100.0/24".parse().expect("a prefix");
    let children = ask!(site, children(space)).expect("children");
    // Both reallocations went by their tickets, and what was below them with them.
    assert!(
        children.nets.is_empty() && !children.truncated,
        "{children:?}"
    );
    let range: Range = "198.51.100.0/24".parse().expect("a range");
    let net = ask!(site, public_net(range.first_address())).expect("a net");
    assert_eq!((net.handle, net.range), (net_handle(V4), range));
    let net = ask!(site, public_network(space)).expect("a net");
    assert_eq!((net.handle, net.range), (net_handle(V4), range));

    let known = "EXMPL-12".parse().expect("a handle");
    assert_eq!(ask!(site, public_org(&known)), Ok(true));
    let unknown = "NOBODY-1".parse().expect("a handle");
    assert_eq!(ask!(site, public_org(&unknown)), Ok(false));

    let named = ask!(site, public_named("example transit inc")).expect("entities");
    assert_eq!(named.len(), 1, "{named:?}");
    assert_eq!(named[0].handle.as_str(), "EXMPL-12");
    assert_eq!(ask!(site, public_named("Nobody & Sons")), Ok(Vec::new()));

    let net = request::net(&net_handle(V4));
    let reply = ask!(site, received(net)).expect("a reply");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.content_type.as_deref(), Some("application/xml"));
    let text = String::from_utf8(reply.body).expect("text");
    assert!(text.contains("<startAddress>198.051.100.000</startAddress>"));
    let none = request::net(&net_handle("NET-198-51-100-99-1"));
    let reply = ask!(site, received(none)).expect("a reply");
    assert_eq!(reply.status, 404);
}
