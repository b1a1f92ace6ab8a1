//! Delegations (reference 2.17 and 3.5).

use super::registrants::{close, document, legacy, site};
use crate::simulator::testing::{FOREIGN, Site};

/// The document of reference 2.17.
const SIGNED: &str = r#"<delegation xmlns="http://www.arin.net/regrws/core/v1" xmlns:ns2="http://www.arin.net/regrws/ttl/v1">
  <delegationKeys>
    <delegationKey>
      <algorithm name="ECDSA Curve P-256 with SHA-256">13</algorithm>
      <digest>2935C3B989F1B43F47CCBE08DC45D0F827D359E15E8CD1EA1EC2D8398022A1D8</digest>
      <digestType name="SHA-256">2</digestType>
      <keyTag>2371</keyTag>
      <ns2:ttl>3600</ns2:ttl>
    </delegationKey>
  </delegationKeys>
  <name>100.51.198.in-addr.arpa.</name>
  <nameservers>
    <nameserver ns2:ttl="86400">ns1.example.net</nameserver>
    <nameserver>ns2.example.net</nameserver>
  </nameservers>
</delegation>"#;

const PATH: &str = "/rest/delegation/100.51.198.in-addr.arpa";

fn empty(name: &str) -> String {
    format!("<delegationKeys/><name>{name}</name><nameservers/>")
}

async fn signed() -> Site {
    let site = site();
    let put = site.call("PUT", PATH, SIGNED).await;
    assert_eq!((put.status, close(&put.body)), (200, close(SIGNED)));
    site
}

#[tokio::test]
async fn the_document_of_a_delegation_is_taken_and_answered() {
    let site = signed().await;
    for path in [PATH.to_owned(), PATH.replace("in-addr", "IN-ADDR")] {
        let read = site.call("GET", &path, "").await;
        assert_eq!(
            (read.status, close(&read.body)),
            (200, close(SIGNED)),
            "{path}"
        );
    }
    let upper = SIGNED
        .replace("ns1.example.net", "NS1.Example.NET")
        .replace("2935C3B9", "2935c3b9")
        .replace(" name=\"SHA-256\"", " name=\"anything\"");
    let put = site.call("PUT", PATH, &upper).await;
    assert_eq!(close(&put.body), close(SIGNED));
}

#[tokio::test]
async fn a_put_keeps_a_ttl_that_is_left_out_and_a_post_resets_it() {
    let site = signed().await;
    let bare = SIGNED
        .replace(" ns2:ttl=\"86400\"", "")
        .replace("<ns2:ttl>3600</ns2:ttl>", "");
    let put = site.call("PUT", PATH, &bare).await;
    assert_eq!(close(&put.body), close(SIGNED));
    let server = format!("{PATH}/nameserver/ns1.example.net");
    let set = site.call("POST", &format!("{server}?ttl=60"), "").await;
    assert!(
        set.body
            .contains("<nameserver ns2:ttl=\"60\">ns1.example.net<"),
        "{}",
        set.body
    );
    let reset = site.call("POST", &server, "").await;
    assert!(reset.body.contains("<nameserver>ns1.example.net<"));
    let new = format!("{PATH}/nameserver/NS3.example.net?ttl=5");
    let added = site.call("POST", &new, "").await;
    assert!(
        added
            .body
            .contains("<nameserver ns2:ttl=\"5\">ns3.example.net</nameserver></nameservers>")
    );
}

#[tokio::test]
async fn empty_containers_clear_and_signed_zones_keep_a_server() {
    let site = signed().await;
    let server = |host: &str| format!("{PATH}/nameserver/{host}.example.net");
    let linked = (409, "E_NOT_REMOVEABLE", "");
    let all = site
        .call("DELETE", &format!("{PATH}/nameservers"), "")
        .await;
    assert_eq!(all.refusal(), linked);
    let one = site.call("DELETE", &server("NS1"), "").await;
    assert_eq!(
        (one.status, one.text("nameserver")),
        (200, "ns2.example.net")
    );
    assert_eq!(
        site.call("DELETE", &server("ns2"), "").await.refusal(),
        linked
    );
    let gone = site.call("DELETE", &server("ns1"), "").await;
    assert_eq!(gone.refusal(), (404, "E_OBJECT_NOT_FOUND", ""));
    let keyed = &SIGNED[..SIGNED.find("<nameservers>").expect("servers")];
    let put = site
        .call("PUT", PATH, &format!("{keyed}<nameservers/></delegation>"))
        .await;
    assert_eq!(put.refusal(), linked);
    let name = "100.51.198.in-addr.arpa.";
    let cleared = site
        .call("PUT", PATH, &document("delegation", &empty(name)))
        .await;
    assert_eq!(cleared.status, 200);
    assert!(
        cleared
            .body
            .ends_with(&format!(">{}</delegation>", empty(name))),
        "{}",
        cleared.body
    );
    site.call("POST", &server("ns9"), "").await;
    let none = site
        .call("DELETE", &format!("{PATH}/nameservers"), "")
        .await;
    assert!(none.body.contains(&empty(name)));
}

#[tokio::test]
async fn each_rule_of_a_delegation_names_its_element() {
    let site = site();
    let server = "<nameserver>ns2.example.net</nameserver>";
    for (from, to, element) in [
        (">13<", "><", "algorithm"),
        (">13<", ">6<", "algorithm"),
        (">13<", ">x<", "algorithm"),
        (">2<", ">5<", "digestType"),
        (">2<", ">1<", "digest"),
        (">2<", ">4<", "digest"),
        ("2935C3B9", "2935C3BX", "digest"),
        ("2371", "65536", "keyTag"),
        ("2371", "-1", "keyTag"),
        (">3600<", ">1h<", "ttl"),
        (">3600<", ">2147483648<", "ttl"),
        ("\"86400\"", "\"\"", "ttl"),
        (
            server,
            "<nameserver>NS1.example.net</nameserver>",
            "nameserver",
        ),
        (server, "<nameserver>ns2</nameserver>", "nameserver"),
        (
            server,
            "<nameserver>ns2.example.net.</nameserver>",
            "nameserver",
        ),
        (server, "<nameserver></nameserver>", "nameserver"),
    ] {
        let refused = site.call("PUT", PATH, &SIGNED.replace(from, to)).await;
        assert_eq!(
            refused.refusal(),
            (400, "E_ENTITY_VALIDATION", element),
            "{from} {to}"
        );
    }
    for (from, to) in [
        ("<name>100.51.198.in-addr.arpa.</name>", ""),
        ("arpa.<", "arpa<"),
        ("100.51", "101.51"),
    ] {
        let refused = site.call("PUT", PATH, &SIGNED.replace(from, to)).await;
        assert_eq!(refused.refusal(), (400, "E_BAD_REQUEST", ""), "{from}");
    }
    for (from, to) in [
        ("<ns2:ttl>3600</ns2:ttl>", "<ttl>3600</ttl>"),
        ("ns2:ttl=\"86400\"", "ttl=\"86400\""),
        ("<keyTag>", "<keyTag>1</keyTag><keyTag>"),
        ("<nameservers>", "<colour/><nameservers>"),
    ] {
        let refused = site.call("PUT", PATH, &SIGNED.replace(from, to)).await;
        assert_eq!(
            refused.refusal(),
            (400, "E_SCHEMA_VALIDATION", ""),
            "{from}"
        );
    }
    let read = site.call("GET", PATH, "").await;
    assert!(read.body.contains("<nameservers/>"), "nothing was kept");
}

#[tokio::test]
async fn a_net_has_the_delegations_of_its_octets_or_nibbles() {
    let site = site();
    for (net, names) in [
        ("NET-198-51-100-0-1", vec!["100.51.198.in-addr.arpa."]),
        (
            "NET-10-0-0-0-1",
            vec![
                "0.0.10.in-addr.arpa.",
                "1.0.10.in-addr.arpa.",
                "2.0.10.in-addr.arpa.",
                "3.0.10.in-addr.arpa.",
            ],
        ),
        ("NET6-2001-DB8-1", vec!["8.b.d.0.1.0.0.2.ip6.arpa."]),
        ("NET-198-51-100-16-1", vec![]),
    ] {
        let path = format!("/rest/net/{net}/delegations");
        let list = site.call("GET", &path, "").await;
        let all = names
            .iter()
            .map(|name| ["<delegation>", &empty(name), "</delegation>"].concat())
            .collect::<Vec<_>>()
            .concat();
        assert!(
            list.body.ends_with(&format!(">{all}</collection>")),
            "{}",
            list.body
        );
        assert!(
            list.body
                .contains("xmlns:ns2=\"http://www.arin.net/regrws/ttl/v1\"")
        );
        assert_eq!(list.status, 200);
        for name in names {
            let path = format!("/rest/delegation/{}", name.trim_end_matches('.'));
            assert_eq!(site.call("GET", &path, "").await.status, 200, "{name}");
        }
    }
}

#[tokio::test]
async fn other_names_other_keys_and_other_verbs_are_refused() {
    let site = site();
    let absent = (404, "E_OBJECT_NOT_FOUND", "");
    for name in [
        "100.51.198.in-addr.arpa.",
        "51.198.in-addr.arpa",
        "16.100.51.198.in-addr.arpa",
        "4.0.10.in-addr.arpa",
        "0.8.b.d.0.1.0.0.2.ip6.arpa",
        "example.net",
    ] {
        let refused = site
            .call("GET", &format!("/rest/delegation/{name}"), "")
            .await;
        assert_eq!(refused.refusal(), absent, "{name}");
    }
    let foreign = site.call_as(FOREIGN, "GET", PATH, "").await;
    assert_eq!(foreign.refusal(), (401, "E_AUTHENTICATION", ""));
    let server = format!("{PATH}/nameserver");
    for (method, path, refusal) in [
        ("DELETE", PATH.to_owned(), (405, "E_METHOD_NOT_ALLOWED", "")),
        (
            "PUT",
            format!("{server}/ns1.example.net"),
            (405, "E_METHOD_NOT_ALLOWED", ""),
        ),
        (
            "POST",
            format!("{server}/ns1"),
            (400, "E_ENTITY_VALIDATION", "nameserver"),
        ),
        (
            "POST",
            format!("{server}/ns1.example.net?ttl=1h"),
            (400, "E_BAD_REQUEST", ""),
        ),
    ] {
        let refused = site.call(method, &path, "").await;
        assert_eq!(refused.refusal(), refusal, "{method} {path}");
    }
}

#[tokio::test]
async fn the_old_dialect_refuses_a_server_that_is_there() {
    let site = legacy();
    let path = format!("{PATH}/nameserver/ns1.example.net");
    assert_eq!(site.call("POST", &path, "").await.status, 200);
    let again = site.call("POST", &path, "").await;
    assert_eq!(again.refusal(), (409, "E_BAD_REQUEST", ""));
}
