//! Who may do what: keys belong to orgs through POCs (reference 1.2).

use super::registrants::{LONE, NEW, OFF, ROUTER, TECH, close, document, site, site_with};
use crate::simulator::Options;
use crate::simulator::testing::{BAKERY, FOREIGN, KEY, Site};

const AUTH: &str = "E_AUTHENTICATION";

#[tokio::test]
async fn keys_open_what_their_pocs_run_and_nothing_else() {
    let site = site();
    let org = "/rest/org/EXMPL-12";
    let poc = "/rest/poc/TEC1-ARIN";
    let net = "/rest/net/NET-198-51-100-0-1";
    let customer = "/rest/customer/C09990001";
    let zone = "/rest/delegation/100.51.198.in-addr.arpa";
    for path in [org, poc, net, customer, zone] {
        for (key, status) in [
            (KEY, 200),
            (TECH, 200),
            (FOREIGN, 401),
            (LONE, 401),
            (ROUTER, 401),
            (NEW, 401),
            (OFF, 400),
            ("API-9999-9999-9999-9999", 400),
        ] {
            let answer = site.call_as(key, "GET", path, "").await;
            assert_eq!(answer.status, status, "{path} {key}");
            if status != 200 {
                assert_eq!(answer.refusal(), (status, AUTH, ""), "{path} {key}");
            }
        }
    }
    for (method, path) in [
        ("PUT", org),
        ("DELETE", org),
        ("PUT", poc),
        ("DELETE", poc),
        ("PUT", "/rest/poc/TEC1-ARIN/phone"),
        ("POST", "/rest/poc/TEC1-ARIN/email/a@example.net"),
        ("PUT", "/rest/org/EXMPL-12/poc/AB7-ARIN;pocFunction=N"),
        ("DELETE", "/rest/org/EXMPL-12/poc;pocFunction=T"),
        ("PUT", zone),
        (
            "DELETE",
            "/rest/delegation/100.51.198.in-addr.arpa/nameservers",
        ),
        ("GET", "/rest/net/NET-198-51-100-0-1/delegations"),
    ] {
        let answer = site.call_as(FOREIGN, method, path, "").await;
        assert_eq!(answer.refusal(), (401, AUTH, ""), "{method} {path}");
    }
}

async fn net_with(site: &Site, net: &str, from: &str, to: &str) -> String {
    let key = if net.starts_with("NET-192") {
        ROUTER
    } else {
        KEY
    };
    let read = site
        .call_as(key, "GET", &format!("/rest/net/{net}"), "")
        .await;
    assert_eq!(read.status, 200, "{}", read.body);
    assert!(read.body.contains(from), "{}", read.body);
    close(&read.body).replace(from, to)
}

#[tokio::test]
async fn a_tech_of_the_net_registers_below_it_without_its_org() {
    let site = site();
    let net = "NET-198-51-100-0-1";
    let path = format!("/rest/net/{net}");
    let customers = format!("{path}/customer");
    let body = document("customer", BAKERY);
    let before = site.call_as(LONE, "POST", &customers, &body).await;
    assert_eq!(before.refusal(), (403, AUTH, ""));
    let link = "<pocLinks><pocLinkRef handle=\"AB7-ARIN\" function=\"T\"/></pocLinks>";
    let linked = net_with(&site, net, "<pocLinks/>", link).await;
    assert_eq!(site.call("PUT", &path, &linked).await.status, 200);
    let made = site.call_as(LONE, "POST", &customers, &body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let handle = made.text("handle");
    let reassign = document(
        "net",
        &format!(
            "<netBlocks><netBlock><startAddress>198.51.100.64</startAddress><cidrLength>28</cidrLength></netBlock></netBlocks>\
             <customerHandle>{handle}</customerHandle><parentNetHandle>{net}</parentNetHandle><netName>A</netName>"
        ),
    );
    let given = site
        .call_as(LONE, "PUT", &format!("{path}/reassign"), &reassign)
        .await;
    assert_eq!(given.status, 200, "{}", given.body);
    for (path, status) in [
        (path.as_str(), 200),
        ("/rest/net/NET-198-51-100-64-1", 200),
        (&format!("/rest/customer/{handle}"), 200),
        ("/rest/net/NET6-2001-DB8-1", 401),
        ("/rest/org/EXMPL-12", 401),
    ] {
        assert_eq!(
            site.call_as(LONE, "GET", path, "").await.status,
            status,
            "{path}"
        );
    }
    let used = site.call_as(LONE, "DELETE", "/rest/poc/AB7-ARIN", "").await;
    assert_eq!(
        used.refusal(),
        (409, "E_NOT_REMOVEABLE", ""),
        "linked to a net"
    );
}

#[tokio::test]
async fn a_routing_poc_edits_comments_and_nothing_else() {
    let site = site();
    let net = "NET-192-0-2-0-1";
    let path = format!("/rest/net/{net}");
    let comment = "<comment><line number=\"0\">Geofeed https://example.net/geo.csv</line></comment><netBlocks>";
    let noted = net_with(&site, net, "<netBlocks>", comment).await;
    let put = site.call_as(ROUTER, "PUT", &path, &noted).await;
    assert_eq!((put.status, close(&put.body)), (200, noted.clone()));
    let link = "<pocLinks><pocLinkRef handle=\"TEC3-ARIN\" function=\"T\"/></pocLinks>";
    for (from, to) in [("ROUT-V4", "ROUT-V5"), ("<pocLinks/>", link)] {
        let body = net_with(&site, net, from, to).await;
        let refused = site.call_as(ROUTER, "PUT", &path, &body).await;
        assert_eq!(refused.refusal(), (401, AUTH, ""), "{to}");
    }
    for (method, rest) in [("DELETE", ""), ("PUT", "/remove"), ("GET", "/delegations")] {
        let refused = site
            .call_as(ROUTER, method, &format!("{path}{rest}"), &noted)
            .await;
        assert_eq!(refused.refusal(), (401, AUTH, ""), "{rest}");
    }
    let below = site
        .call_as(ROUTER, "PUT", &format!("{path}/reassign"), "")
        .await;
    assert_eq!(below.refusal(), (403, AUTH, ""));
}

#[tokio::test]
async fn somebody_else_edits_the_new_objects_by_the_same_rules() {
    let site = site();
    let edit = |text: &str| site.simulator.edit(text);
    edit(r#"{"modify": {"handle": "EXMPL-12", "fields": {"city": "Salem", "accept_reassignments": false}}}"#).expect("org");
    edit(r#"{"modify": {"handle": "AB7-ARIN", "fields": {"emails": ["x@example.net"], "comment": ["moved"]}}}"#).expect("POC");
    edit(r#"{"modify": {"handle": "100.51.198.in-addr.arpa", "fields": {"nameservers": ["NS1.example.net"]}}}"#).expect("delegation");
    edit(r#"{"delete": "EMPTY-1"}"#).expect("delete");
    for refused in [
        r#"{"modify": {"handle": "EXMPL-12", "fields": {"name": "Other"}}}"#,
        r#"{"modify": {"handle": "EXMPL-12", "fields": {"colour": "red"}}}"#,
        r#"{"modify": {"handle": "AB7-ARIN", "fields": {"emails": []}}}"#,
        r#"{"modify": {"handle": "100.51.198.in-addr.arpa", "fields": {"nameservers": ["x"]}}}"#,
        r#"{"delete": "EXMPL-12"}"#,
        r#"{"delete": "TEC1-ARIN"}"#,
        r#"{"delete": "EMPTY-1"}"#,
    ] {
        assert!(edit(refused).is_err(), "{refused}");
    }
    let state = site.simulator.state();
    let found = |list: &str, key: &str, value: &str| {
        let mut items = state[list].as_array().expect("list").iter();
        items.find(|item| item[key] == value).cloned()
    };
    assert_eq!(found("orgs", "handle", "EMPTY-1"), None);
    let org = found("orgs", "handle", "EXMPL-12").expect("org");
    assert_eq!(org["accept_reassignments"], false);
    assert_eq!(org["pocs"][0]["function"], "AD");
    let poc = found("pocs", "handle", "AB7-ARIN").expect("POC");
    assert_eq!(poc["emails"][0], "x@example.net");
    let zone = found("delegations", "name", "100.51.198.in-addr.arpa.").expect("zone");
    assert_eq!(zone["nameservers"][0]["host"], "ns1.example.net");
    assert_eq!(zone["net"], "NET-198-51-100-0-1");
}

/// One of every change.
async fn change_everything(site: &Site) {
    let phone = document(
        "phone",
        "<number>+49 30 99999</number><type><code>F</code></type>",
    );
    let link = "/rest/org/EXMPL-12/poc/AB7-ARIN;pocFunction=N";
    let zone = "/rest/delegation/100.51.198.in-addr.arpa/nameserver/ns1.example.net?ttl=60";
    for (key, method, path) in [
        (LONE, "PUT", "/rest/poc/AB7-ARIN/phone"),
        (KEY, "PUT", link),
        (KEY, "POST", zone),
        (TECH, "DELETE", "/rest/org/EMPTY-1"),
        (
            KEY,
            "DELETE",
            "/rest/org/EXMPL-12/poc/AB7-ARIN;pocFunction=N",
        ),
    ] {
        let answer = site.call_as(key, method, path, &phone).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    let mut body = site
        .call_as(LONE, "GET", "/rest/poc/AB7-ARIN", "")
        .await
        .body;
    for element in ["handle", "registrationDate"] {
        let from = body.find(&format!("<{element}>")).expect("element");
        let to = body.find(&format!("</{element}>")).expect("end") + element.len() + 3;
        body.replace_range(from..to, "");
    }
    for handle in ["AMB1-ARIN", "AMB2-ARIN"] {
        let made = site
            .call_as(NEW, "POST", "/rest/poc;makeLink=true", &body)
            .await;
        assert_eq!(made.text("handle"), handle);
    }
    let gone = site.call_as(NEW, "DELETE", "/rest/poc/AMB2-ARIN", "").await;
    assert_eq!(gone.status, 200);
}

#[tokio::test]
async fn the_new_objects_are_kept_in_the_data_folder() {
    let folder = tempfile::tempdir().expect("folder");
    let options = || Options {
        data: Some(folder.path().join("registry")),
        ..Options::default()
    };
    let first = site_with(options());
    change_everything(&first).await;
    let before = first.simulator.state();
    drop(first);
    // Twice: from the file of changes, and from the snapshot that the first opening wrote.
    for _ in 0..2 {
        let again = site_with(options());
        for list in ["orgs", "pocs", "delegations"] {
            assert_eq!(again.simulator.state()[list], before[list], "{list}");
        }
        for (key, path, status) in [
            (NEW, "/rest/poc/AMB1-ARIN", 200),
            (NEW, "/rest/poc/AMB2-ARIN", 404),
            (OFF, "/rest/org/EXMPL-12", 400),
            (TECH, "/rest/org/EXMPL-12", 200),
            (TECH, "/rest/org/EMPTY-1", 404),
        ] {
            assert_eq!(
                again.call_as(key, "GET", path, "").await.status,
                status,
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_data_folder_of_an_older_version_still_opens() {
    let folder = tempfile::tempdir().expect("folder");
    let key = blake3::hash(KEY.as_bytes()).to_hex();
    let old = format!(
        r#"{{"version":1,"generation":1,"changes":[{{"Key":["{key}",["EXMPL-12"]]}},
        {{"Org":{{"handle":"EXMPL-12","name":"Old Inc","admin":"ADM1-ARIN","tech":["TEC1-ARIN"],"abuse":[],"accepts":true}}}}]}}"#
    );
    std::fs::write(folder.path().join("snapshot.json"), old).expect("snapshot");
    let site = site_with(Options {
        data: Some(folder.path().to_owned()),
        ..Options::default()
    });
    let org = site.call("GET", "/rest/org/EXMPL-12", "").await;
    assert_eq!((org.status, org.text("orgName")), (200, "Old Inc"));
    for poc in ["ADM1-ARIN", "TEC1-ARIN"] {
        let path = format!("/rest/poc/{poc}");
        let read = site.call("GET", &path, "").await;
        assert_eq!(read.status, 200);
        let put = site.call("PUT", &path, &read.body).await;
        assert_eq!((put.status, put.body), (200, read.body), "{poc}");
    }
}
