//! The paths of what only reads, held against the reference.

use super::*;
use crate::http::{Side, XML};
use crate::model::Range;

fn range(text: &str) -> Range {
    text.parse().expect(text)
}

#[test]
fn reads_have_the_paths_of_the_reference() {
    for (request, path) in [
        (
            parent_net(range("198.51.100.64/28")),
            "/rest/net/parentNet/198.51.100.64/198.51.100.79",
        ),
        (
            nets_by_range(range("2001:db8:40::/44")),
            "/rest/net/netsByIpRange/2001:db8:40::/2001:db8:4f:ffff:ffff:ffff:ffff:ffff",
        ),
        (
            most_specific_net(range("198.51.100.80-198.51.100.103")),
            "/rest/net/mostSpecificNet/198.51.100.80/198.51.100.103",
        ),
        (
            rdap_down("2001:db8::/32".parse().expect("a prefix")),
            "/ips/rirSearch1/rdap-down/2001:db8::/32",
        ),
        (
            rdap_ip("198.51.100.64".parse().expect("an address")),
            "/ip/198.51.100.64",
        ),
        (
            rdap_prefix("198.51.100.0/24".parse().expect("a prefix")),
            "/ip/198.51.100.0/24",
        ),
        (
            rdap_org(&"DOWN-7".parse().expect("a handle")),
            "/entity/DOWN-7",
        ),
    ] {
        assert_eq!(request.path, path);
        let public = !path.starts_with("/rest");
        assert_eq!(request.side == Side::Public, public);
        assert_eq!(request.accept == XML, !public);
    }
}
