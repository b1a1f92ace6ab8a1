//! What a lost reply to a create may have meant. Taken for nothing, it would be asked for again; taken for done, what
//! somebody else has there would be ours.

use super::Pocs;
use super::absence_tests::{absent, listed, parent, unlisted};
use super::client::script::response;
use super::diff::samples::{place, profile};
use super::settle_tests::{
    CUSTOMER, HANDLE, NET, PARENT, RANGE, RECORD, SENT, all, list, no_tickets, settled, silence,
    tickets, view,
};
use super::view::CustomerView;
use super::work::{Grant, Record, Work};
use crate::http::Response;
use crate::model::{NetType, OrgHandle};

fn customer(name: &str) -> CustomerView {
    CustomerView::wanted(&profile("any", name).content.unpacked(), None)
}

fn reassign(record: Record) -> Work {
    Work::Reassign {
        place: place(RANGE),
        name: view().name,
        comment: Vec::new(),
        customer: (&customer("Blue  heron BAKERY llc")).into(),
        record,
        seen_empty: true,
    }
}

fn embedded() -> Work {
    reassign(Record::Embedded)
}

#[tokio::test]
async fn a_create_is_applied_where_the_net_is_there_for_whom_it_was_meant() {
    let made = format!("applied {HANDLE}");
    let elsewhere = NET.replace(PARENT, "NET-198-51-100-0-2");
    let wider = NET
        .replace("100.079", "100.095")
        .replace("<cidrLength>28", "<cidrLength>27");
    let named = |name: &str| response(200, CUSTOMER.replace("Blue Heron Bakery LLC", name));
    let to_org = NET.replace(
        "<customerHandle>C09990001</customerHandle>",
        "<orgHandle>DOWN-7</orgHandle>",
    );
    let nobody = NET.replace("<customerHandle>C09990001</customerHandle>", "");
    let date = "<registrationDate>2026-09-20T10:12:00-04:00</registrationDate>";
    let undated = NET.replace(date, "");
    all(
        embedded,
        vec![
            (vec![list(&[NET]), response(200, CUSTOMER)], &made),
            (
                vec![list(&[&elsewhere, NET]), response(200, CUSTOMER)],
                &made,
            ),
            (vec![list(&[NET]), named("Larkspur Robotics")], "conflict"),
            (vec![list(&[NET]), absent()], "unknown"),
            (vec![list(&[&to_org])], "conflict"),
            (vec![list(&[&nobody])], "unknown"),
            (vec![list(&[&undated]), response(200, CUSTOMER)], "unknown"),
            (vec![silence()], "unknown"),
            // A net elsewhere, or with other addresses, is another one.
            (
                vec![
                    list(&[&elsewhere, &wider]),
                    parent(),
                    no_tickets(),
                    unlisted(),
                ],
                "not applied",
            ),
        ],
    )
    .await;
    let known = |handle: &str| {
        let handle = handle.parse().expect("a handle");
        move || reassign(Record::Known(handle))
    };
    let (verdict, asked) = settled(known(RECORD)(), vec![list(&[NET])]).await;
    assert_eq!((verdict.as_str(), asked.len()), (made.as_str(), 1));
    let (verdict, _) = settled(known("C09990002")(), vec![list(&[NET])]).await;
    assert_eq!(verdict, "conflict");
}

#[tokio::test]
async fn a_create_had_no_effect_where_neither_side_shows_it() {
    // The registry's clock is 40 s ahead, and a minute is allowed for: from then on it may be ours.
    let (before, from) = ("2026-09-21T11:59:39Z", "2026-09-21T11:59:40Z");
    let shown = |changed: &str| listed(HANDLE, RANGE, Some(PARENT), changed);
    let end = |last: Response| vec![list(&[]), parent(), no_tickets(), last];
    all(
        embedded,
        vec![
            (end(unlisted()), "not applied"),
            (
                end(listed(PARENT, "198.51.100.0/24", None, SENT)),
                "not applied",
            ),
            // What was there before is not what we asked for.
            (end(shown(before)), "not applied"),
            (end(shown(from)), "unknown"),
            (end(silence()), "unknown"),
            (
                vec![absent(), parent(), no_tickets(), unlisted()],
                "not applied",
            ),
            (vec![list(&[]), absent()], "unknown"),
            (vec![list(&[]), parent(), silence()], "unknown"),
        ],
    )
    .await;
    let (_, asked) = settled(embedded(), end(unlisted())).await;
    assert_eq!(
        asked.last().map(String::as_str),
        Some("GET /ip/198.51.100.64/28")
    );
}

#[tokio::test]
async fn a_create_that_shows_nowhere_may_have_become_a_ticket_of_its_kind() {
    let grant = |net_type| {
        Work::Grant(Grant {
            place: place(RANGE),
            org: "DOWN-7".parse().expect("a handle"),
            net_type,
            name: view().name,
            comment: Vec::new(),
            seen_empty: true,
        })
    };
    for (kind, simple, granted) in [
        ("IPV4_SIMPLE_REASSIGN", true, false),
        ("IPV6_SIMPLE_REASSIGN", true, false),
        ("IPV4_DETAILED_REASSIGN", false, true),
        ("IPV6_REALLOCATE", false, true),
        ("NET_DELETE_REQUEST", false, false),
    ] {
        let answers = || {
            let new = [("20260921-X1", kind, SENT)];
            vec![list(&[]), parent(), tickets(&new), unlisted()]
        };
        for (work, expected) in [
            (embedded(), simple),
            (grant(NetType::Reassignment), granted),
            (grant(NetType::Reallocation), granted),
        ] {
            let wanted = if expected {
                "ticket 20260921-X1"
            } else {
                "not applied"
            };
            assert_eq!(settled(work, answers()).await.0, wanted, "{kind}");
        }
    }
}

#[tokio::test]
async fn a_registration_for_an_org_is_applied_in_the_way_that_was_meant() {
    let grant = |net_type: NetType| {
        move || {
            Work::Grant(Grant {
                place: place(RANGE),
                org: "DOWN-7".parse().expect("a handle"),
                net_type: net_type.clone(),
                name: view().name,
                comment: Vec::new(),
                seen_empty: true,
            })
        }
    };
    let customers = "<customerHandle>C09990001</customerHandle>";
    let to = |org: &str| NET.replace(customers, &format!("<orgHandle>{org}</orgHandle>"));
    let reallocated = to("DOWN-7").replace("<type>S</type>", "<type>A</type>");
    let (ours, other) = (to("DOWN-7"), to("DEEP-9"));
    let nobody = NET.replace(customers, "");
    let made = format!("applied {HANDLE}");
    all(
        grant(NetType::Reassignment),
        vec![
            (vec![list(&[&ours])], &made),
            (vec![list(&[&reallocated])], "conflict"),
            (vec![list(&[&other])], "conflict"),
            (vec![list(&[NET])], "conflict"),
            (vec![list(&[&nobody])], "unknown"),
        ],
    )
    .await;
    all(
        grant(NetType::Reallocation),
        vec![
            (vec![list(&[&reallocated])], &made),
            (vec![list(&[&ours])], "conflict"),
        ],
    )
    .await;
}

#[tokio::test]
async fn links_are_of_no_net_only_where_none_is_there_on_both_sides() {
    let org: OrgHandle = "DOWN-7".parse().expect("a handle");
    let links = || Work::LinkPocs {
        place: place(RANGE),
        org: org.clone(),
        made_by: crate::model::StepId::new("arin/net/any/create"),
        pocs: Pocs::default(),
    };
    let customers = "<customerHandle>C09990001</customerHandle>";
    let ours = NET.replace(customers, "<orgHandle>DOWN-7</orgHandle>");
    let made = format!("applied {HANDLE}");
    all(
        links,
        vec![
            (vec![list(&[&ours])], &made),
            (vec![list(&[NET])], "conflict"),
            (vec![list(&[]), parent(), unlisted()], "conflict"),
            (
                vec![
                    list(&[]),
                    parent(),
                    listed(HANDLE, RANGE, Some(PARENT), "2020-01-01T00:00:00Z"),
                ],
                "unknown",
            ),
            (vec![list(&[]), absent()], "unknown"),
            (vec![silence()], "unknown"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_record_made_by_itself_can_never_be_known() {
    let work = Work::CreateCustomer {
        place: place(RANGE),
        customer: (&customer("heron")).into(),
    };
    let (verdict, asked) = settled(work, Vec::new()).await;
    assert_eq!((verdict.as_str(), asked.len()), ("never", 0));
}
