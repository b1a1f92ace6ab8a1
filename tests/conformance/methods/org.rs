//! Orgs and their POCs (reference 2.5, 2.6, 3.2 and 3.5).

use swipd::model::{OrgHandle, PocHandle};
use swipd::registry::arin::reply::{ReadError, WriteReply};
use swipd::registry::arin::request::OrgPocs;
use swipd::registry::arin::wire::{CountryPayload, OrgPayload, PocLink};

use super::{Site, V4, done, net_handle, refused, ticketed};

fn poc(text: &str) -> PocHandle {
    text.parse().expect("a handle")
}

fn org(text: &str) -> OrgHandle {
    text.parse().expect("a handle")
}

fn new(site: &Site, name: &str) -> OrgPayload {
    let text = |text: &str| Some(text.to_owned());
    let link = |handle: &str, function: &str| PocLink {
        handle: poc(handle),
        function: function.to_owned(),
        description: None,
    };
    OrgPayload {
        name: text(name),
        dba_name: text("R & S"),
        tax_id: text("00-0000001"),
        url: text("rwhois.example.com:4321"),
        country: Some(CountryPayload {
            code2: text("US"),
            ..CountryPayload::default()
        }),
        street: vec!["2 Exchange Place".to_owned()],
        city: text("Roanoke"),
        region: text("VA"),
        postal_code: text("24011"),
        comment: vec!["Room 4".to_owned()],
        poc_links: Some(vec![
            link("ADM1-ARIN", "AD"),
            link("TEC1-ARIN", "T"),
            link("ABU1-ARIN", "AB"),
        ]),
        // Newer than the old documents.
        accept_reassignments: (!site.is_legacy()).then_some(false),
        ..OrgPayload::default()
    }
}

/// The POCs of an org in one function.
fn with(org: &OrgPayload, function: &str) -> Vec<String> {
    let links = org.poc_links.iter().flatten();
    let links = links.filter(|link| link.function == function);
    links.map(|link| link.handle.to_string()).collect()
}

pub(super) async fn calls(site: &Site) {
    created(site).await;
    for_somebody_else(site).await;
    admin(site).await;
    linked(site).await;
    let empty = org("EMPTY-1");
    let live = ask!(site, org(&empty)).expect("an org");
    assert_eq!(done(send!(site, delete_org(&empty))), live);
    assert_eq!(ask!(site, org(&empty)), Err(ReadError::Absent));
    let error = refused(send!(site, delete_org(&org("EXMPL-12"))));
    assert_eq!(
        (error.status, error.code.as_str()),
        (409, "E_NOT_REMOVEABLE")
    );
}

async fn created(site: &Site) {
    let name = "River & Stone Inc";
    let asked = new(site, name);
    let ticket = ticketed(send!(site, create_org(&asked)));
    assert_eq!(ticket.kind.as_deref(), Some("ORG_CREATE"));
    assert_eq!(ticket.status.as_str(), "PENDING_REVIEW");
    assert_eq!(site.kept("orgs", name), None);
    site.wait();
    ask!(site, ticket_summary(&ticket.number)).expect("a ticket");
    let handle = org(&site.kept("orgs", name).expect("it is made by now"));
    let live = ask!(site, org(&handle)).expect("an org");
    assert_eq!(live.name, asked.name);
    assert_eq!(live.dba_name, asked.dba_name);
    assert_eq!(live.tax_id, asked.tax_id);
    assert_eq!(live.url, asked.url);
    assert_eq!(live.street, asked.street);
    assert_eq!(live.comment, asked.comment);
    assert_eq!(live.accept_reassignments, asked.accept_reassignments);
    assert_eq!(with(&live, "AD"), ["ADM1-ARIN"]);

    let asked = OrgPayload {
        street: vec!["40 Canal Street".to_owned()],
        tax_id: None,
        comment: Vec::new(),
        accept_reassignments: live.accept_reassignments.map(|accepts| !accepts),
        ..live
    };
    let changed = done(send!(site, modify_org(&asked)));
    assert_eq!(changed, asked);
    assert_eq!(ask!(site, org(&handle)), Ok(asked.clone()));
    let renamed = OrgPayload {
        name: Some("Another Inc".to_owned()),
        ..asked
    };
    let error = refused(send!(site, modify_org(&renamed)));
    assert_eq!(error.components[0].name, "orgName");
    done(send!(site, delete_org(&handle)));
}

/// Only the old documents let an org be made for a recipient (reference 3.2).
async fn for_somebody_else(site: &Site) {
    let name = "Recipient Inc";
    let asked = new(site, name);
    let reply = send!(site, create_recipient_org(&net_handle(V4), &asked));
    if site.is_legacy() {
        let made = done(reply);
        assert_eq!(made.name, asked.name);
        assert_eq!(
            made.handle.map(|handle| handle.to_string()),
            site.kept("orgs", name)
        );
    } else {
        let error = refused(reply);
        let expected = (405, "E_METHOD_NOT_ALLOWED");
        assert_eq!((error.status, error.code.as_str()), expected);
        assert_eq!(site.kept("orgs", name), None);
    }
}

/// A new Admin replaced the old one in 2012, and is refused today (reference 3.5).
async fn admin(site: &Site) {
    let holder = org("EXMPL-12");
    let before = ask!(site, org(&holder)).expect("an org");
    let reply = send!(site, add_org_poc(&holder, &poc("NETWO99-ARIN"), "AD"));
    if site.is_legacy() {
        assert_eq!(with(&done(reply), "AD"), ["NETWO99-ARIN"]);
        let back = send!(site, add_org_poc(&holder, &poc("ADM1-ARIN"), "AD"));
        assert_eq!(with(&done(back), "AD"), ["ADM1-ARIN"]);
    } else {
        let error = refused(reply);
        assert_eq!((error.status, error.code.as_str()), (400, "E_BAD_REQUEST"));
        assert_eq!(ask!(site, org(&holder)), Ok(before));
    }
}

async fn linked(site: &Site) {
    let holder = org("EXMPL-12");
    let noc = poc("NETWO99-ARIN");
    for which in [
        OrgPocs::Poc(&noc),
        OrgPocs::Function("N"),
        OrgPocs::Both {
            poc: &noc,
            function: "N",
        },
    ] {
        let added = done(send!(site, add_org_poc(&holder, &noc, "N")));
        assert_eq!(with(&added, "N"), ["NETWO99-ARIN"]);
        // The org comes back; in the old documents it is a list, which says nothing of what stayed.
        let removed = done(send!(site, remove_org_poc(&holder, which)));
        assert_eq!(removed.is_none(), site.is_legacy(), "{removed:?}");
        let live = ask!(site, org(&holder)).expect("an org");
        assert_eq!(with(&live, "N"), [""; 0]);
        assert!(removed.is_none_or(|removed| removed == live));
    }
    let last = send!(site, remove_org_poc(&holder, OrgPocs::Function("T")));
    let Ok(WriteReply::Refused(error)) = last else {
        panic!("{last:?}")
    };
    assert_eq!(error.components[0].name, "pocLinks");
}
