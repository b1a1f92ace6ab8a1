//! Delegations (reference 2.17 and 3.5).

use swipd::registry::arin::reply::ReadError;
use swipd::registry::arin::wire::{DelegationKey, DelegationPayload, Nameserver};

use super::{Site, V4, V6, done, net_handle, refused};

const ZONE: &str = "100.51.198.in-addr.arpa";

fn server(host: &str, ttl: Option<&str>) -> Nameserver {
    Nameserver {
        host: host.to_owned(),
        ttl: ttl.map(str::to_owned),
    }
}

fn key() -> DelegationKey {
    let text = |text: &str| Some(text.to_owned());
    DelegationKey {
        algorithm: text("13"),
        algorithm_name: text("ECDSA Curve P-256 with SHA-256"),
        digest: text("2935C3B989F1B43F47CCBE08DC45D0F827D359E15E8CD1EA1EC2D8398022A1D8"),
        digest_type: text("2"),
        digest_type_name: text("SHA-256"),
        key_tag: text("2371"),
        ttl: text("3600"),
    }
}

pub(super) async fn calls(site: &Site) {
    for (net, name) in [(V4, ZONE), (V6, "8.b.d.0.1.0.0.2.ip6.arpa")] {
        let net = net_handle(net);
        let all = ask!(site, delegations(&net)).expect("delegations");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].name, Some(format!("{name}.")));
        let one = ask!(site, delegation(name)).expect("a delegation");
        assert_eq!(one, all[0]);
    }
    let nowhere = ask!(site, delegation("1.168.192.in-addr.arpa"));
    assert_eq!(nowhere, Err(ReadError::Absent));

    let live = ask!(site, delegation(&format!("{ZONE}."))).expect("a delegation");
    let asked = DelegationPayload {
        nameservers: Some(vec![
            server("ns1.example.net", Some("86400")),
            server("ns2.example.net", None),
        ]),
        keys: Some(vec![key()]),
        ..live
    };
    let changed = done(send!(site, modify_delegation(&asked)));
    assert_eq!(changed, asked);
    assert_eq!(ask!(site, delegation(ZONE)), Ok(asked));
    servers(site).await;
}

async fn servers(site: &Site) {
    let third = "ns3.example.net";
    let added = done(send!(site, add_nameserver(ZONE, third, Some(60))));
    let held = added.nameservers.expect("servers");
    assert_eq!(held.len(), 3);
    assert_eq!(held[2], server(third, Some("60")));
    // Today the call adds or updates; the old documents refuse a server that is there (reference 3.5).
    let again = send!(site, add_nameserver(ZONE, third, None));
    if site.is_legacy() {
        assert_eq!(refused(again).status, 409);
    } else {
        let held = done(again).nameservers.expect("servers");
        assert_eq!(held.len(), 3);
        assert_eq!(held[2], server(third, None));
    }
    let fewer = done(send!(site, delete_nameserver(ZONE, "NS1.example.net")));
    let held = fewer.nameservers.expect("servers");
    let hosts: Vec<&str> = held.iter().map(|server| server.host.as_str()).collect();
    assert_eq!(hosts, ["ns2.example.net", third]);

    // A zone that is signed keeps a server.
    let signed = refused(send!(site, delete_nameservers(ZONE)));
    assert_eq!(
        (signed.status, signed.code.as_str()),
        (409, "E_NOT_REMOVEABLE")
    );
    let live = ask!(site, delegation(ZONE)).expect("a delegation");
    let unsigned = DelegationPayload {
        keys: Some(Vec::new()),
        ..live
    };
    assert_eq!(done(send!(site, modify_delegation(&unsigned))), unsigned);
    let empty = done(send!(site, delete_nameservers(ZONE)));
    assert_eq!(empty.nameservers, Some(Vec::new()));
    assert_eq!(ask!(site, delegation(ZONE)), Ok(empty));
}
