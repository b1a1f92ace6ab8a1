//! What a lost reply may have meant, read by read. A verdict that is wrong forgets a registration or repeats one.

use jiff::Timestamp;

use super::absence_tests::{absent, entity, listed, parent, unlisted};
use super::client::script::{Script, response};
use super::diff::samples::{net, place, record};
use super::objects::org::OrgView;
use super::objects::work::ObjectWork;
use super::settle::{Tickets, settle};
use super::view::{CustomerView, NetView};
use super::work::Work;
use crate::http::Response;
use crate::model::{Incarnation, TicketNumber, TicketResolution, TicketStatus};
use crate::registry::{Settled, TicketNews, Traces};

pub(super) const RANGE: &str = "198.51.100.64/28";
pub(super) const HANDLE: &str = "NET-198-51-100-64-1";
pub(super) const PARENT: &str = "NET-198-51-100-0-1";
pub(super) const RECORD: &str = "C09990001";
pub(super) const NET: &str = include_str!("wire/documents/net-modify.xml");
pub(super) const CUSTOMER: &str = include_str!("wire/documents/customer-reply.xml");
const ORG: &str = include_str!("wire/documents/org.xml");

/// When the write was sent, by this machine's clock, and when the registry was read.
pub(super) const SENT: &str = "2026-09-21T12:00:00Z";
const NOW: &str = "2026-09-21T12:02:00Z";

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn number(text: &str) -> TicketNumber {
    text.parse().expect("a number")
}

/// What is settled, in a word, with the incarnation or the ticket; and what was asked.
pub(super) async fn settled(work: Work, answers: Vec<Response>) -> (String, Vec<String>) {
    ended(work, answers, None).await
}

async fn ended(
    work: Work,
    answers: Vec<Response>,
    news: Option<&TicketNews>,
) -> (String, Vec<String>) {
    let (client, script) = Script::client(answers);
    let known = [number("20260920-X1041")];
    let traces = Traces {
        known: &known,
        since: moment(SENT),
        ended: news,
    };
    let now = moment(NOW);
    let at = place(RANGE);
    let found = settle(&client, (work, Some(&at)), &Tickets { traces, now }).await;
    let verdict = match found {
        Settled::Applied { incarnation, .. } => match incarnation {
            Some(incarnation) => format!("applied {}", incarnation.handle),
            None => "applied".to_owned(),
        },
        Settled::NotApplied { .. } => "not applied".to_owned(),
        Settled::Ticketed { ticket, .. } => format!("ticket {ticket}"),
        Settled::Conflict { .. } => "conflict".to_owned(),
        Settled::Unknown { .. } => "unknown".to_owned(),
        Settled::Never { .. } => "never".to_owned(),
    };
    (verdict, script.lines())
}

/// Each set of answers has its word.
pub(super) async fn all(work: impl Fn() -> Work, cases: Vec<(Vec<Response>, &str)>) {
    for (n, (answers, wanted)) in cases.into_iter().enumerate() {
        let (verdict, asked) = settled(work(), answers).await;
        assert_eq!(verdict, wanted, "case {n}: {asked:?}");
    }
}

fn ours() -> Incarnation {
    Incarnation {
        recipient: Some(RECORD.parse().expect("a handle")),
        ..net(RANGE, "C1", "heron").incarnation
    }
}

pub(super) fn view() -> NetView {
    net(RANGE, "C1", "heron").view
}

fn there() -> Response {
    response(200, NET)
}

/// The same handle, registered by somebody after ours was gone.
fn another() -> Response {
    response(
        200,
        NET.replace("2026-09-20T10:12:00", "2026-09-21T09:00:00"),
    )
}

fn undated() -> Response {
    let date = "<registrationDate>2026-09-20T10:12:00-04:00</registrationDate>";
    response(200, NET.replace(date, ""))
}

pub(super) fn list(documents: &[&str]) -> Response {
    let inside: String = documents
        .iter()
        .map(|document| document.replace(r#" xmlns="http://www.arin.net/regrws/core/v1""#, ""))
        .collect();
    let body =
        format!(r#"<collection xmlns="http://www.arin.net/regrws/core/v1">{inside}</collection>"#);
    response(200, body)
}

pub(super) fn silence() -> Response {
    response(503, "")
}

/// Open tickets: number, type, and when each was made. The registry's clock is 40 s ahead.
pub(super) fn tickets(tickets: &[(&str, &str, &str)]) -> Response {
    let tickets: Vec<String> = tickets
        .iter()
        .map(|(number, kind, created)| {
            format!(
                "<ticket><createdDate>{created}</createdDate><ticketNo>{number}</ticketNo>\
                 <webTicketStatus>PENDING_REVIEW</webTicketStatus>\
                 <webTicketType>{kind}</webTicketType></ticket>"
            )
        })
        .collect();
    let tickets: Vec<&str> = tickets.iter().map(String::as_str).collect();
    Response {
        date: Some("Mon, 21 Sep 2026 12:02:40 GMT".to_owned()),
        ..list(&tickets)
    }
}

pub(super) fn no_tickets() -> Response {
    tickets(&[])
}

fn delete() -> Work {
    Work::DeleteNet {
        net: ours(),
        place: place(RANGE),
        before: view(),
        customer: None,
        below: None,
        room: Vec::new(),
    }
}

#[tokio::test]
async fn a_delete_is_applied_where_the_net_is_gone_on_both_sides() {
    all(
        delete,
        vec![
            (vec![absent(), parent(), unlisted()], "applied"),
            (vec![another()], "applied"),
            (
                vec![
                    absent(),
                    parent(),
                    listed(HANDLE, RANGE, Some(PARENT), SENT),
                ],
                "unknown",
            ),
            (vec![absent(), parent(), silence()], "unknown"),
            (vec![absent(), absent()], "unknown"),
            (vec![absent(), silence()], "unknown"),
            (vec![silence()], "unknown"),
            (vec![undated()], "unknown"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_delete_whose_net_stands_had_no_effect_or_became_the_one_new_ticket() {
    let kind = "NET_DELETE_REQUEST";
    let new = ("20260921-X1", kind, "2026-09-21T08:00:41-04:00");
    let cases = [
        (vec![], "not applied"),
        (vec![new], "ticket 20260921-X1"),
        (vec![new, ("20260921-X2", kind, SENT)], "unknown"),
        (vec![("20260920-X1041", kind, new.2)], "not applied"),
        (
            vec![("20260921-X1", "IPV4_REALLOCATE", new.2)],
            "not applied",
        ),
        // The registry's clock is ahead; whole seconds and the way there take a minute at most.
        (
            vec![("20260921-X1", kind, "2026-09-21T11:59:39Z")],
            "not applied",
        ),
        (
            vec![("20260921-X1", kind, "2026-09-21T11:59:40Z")],
            "ticket 20260921-X1",
        ),
        (vec![("20260921-X1", kind, "today")], "ticket 20260921-X1"),
    ];
    for (open, wanted) in cases {
        let (verdict, asked) = settled(delete(), vec![there(), tickets(&open)]).await;
        assert_eq!(verdict, wanted, "{open:?}: {asked:?}");
    }
    all(delete, vec![(vec![there(), silence()], "unknown")]).await;
}

#[tokio::test]
async fn with_a_tickets_word_of_success_a_net_is_gone_before_the_public_list_knows() {
    let news = |status: Option<&str>, resolution: &str| TicketNews {
        number: number("20260921-X1"),
        status: status.map(TicketStatus::new),
        resolution: Some(TicketResolution::new(resolution)),
    };
    let shown = || listed(HANDLE, RANGE, Some(PARENT), SENT);
    for (news, wanted) in [
        (news(Some("CLOSED"), "ACCEPTED"), "applied"),
        (news(Some("CLOSED"), "DENIED"), "unknown"),
    ] {
        let answers = vec![absent(), parent(), shown()];
        assert_eq!(ended(delete(), answers, Some(&news)).await.0, wanted);
        // The parent is asked all the same.
        let answers = vec![absent(), absent(), unlisted()];
        assert_eq!(ended(delete(), answers, Some(&news)).await.0, "unknown");
    }
}

fn delete_record() -> Work {
    Work::DeleteCustomer {
        customer: record(RECORD, "heron").incarnation,
        place: place(RANGE),
    }
}

#[tokio::test]
async fn a_delete_of_a_record_is_applied_where_it_is_gone_on_both_sides() {
    all(
        delete_record,
        vec![
            (vec![absent(), parent(), unlisted()], "applied"),
            (vec![response(200, CUSTOMER)], "not applied"),
            (vec![absent(), parent(), entity(RECORD)], "unknown"),
            (vec![absent(), parent(), silence()], "unknown"),
            (vec![absent(), absent()], "unknown"),
            (vec![silence()], "unknown"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_change_of_a_net_is_compared_with_what_it_was_and_was_to_be() {
    let named = |name: &str| {
        NetView::new(
            name.parse().expect("a name"),
            vec!["Addresses within this block are non-portable.".into()],
            view().pocs().clone(),
        )
    };
    let change = |before: &str, after: &str| {
        let (before, after) = (named(before), named(after));
        move || Work::ModifyNet {
            net: ours(),
            before: before.clone(),
            after: after.clone(),
        }
    };
    let live = "EXMPL-BHB-RENAMED";
    let made = format!("applied {HANDLE}");
    all(
        change("EXMPL-1", live),
        vec![
            (vec![there()], &made),
            (vec![another()], "conflict"),
            (vec![undated()], "conflict"),
            (vec![silence()], "unknown"),
            (vec![absent(), parent(), unlisted()], "conflict"),
            (
                vec![
                    absent(),
                    parent(),
                    listed(HANDLE, RANGE, Some(PARENT), SENT),
                ],
                "unknown",
            ),
        ],
    )
    .await;
    all(
        change(live, "EXMPL-1"),
        vec![(vec![there()], "not applied")],
    )
    .await;
    all(
        change("EXMPL-1", "EXMPL-2"),
        vec![(vec![there()], "conflict")],
    )
    .await;
    // Sent for nothing: what is as asked for is done.
    all(change(live, live), vec![(vec![there()], &made)]).await;
}

#[tokio::test]
async fn a_change_of_a_record_is_compared_with_what_it_was_and_was_to_be() {
    let live = CustomerView::of(&super::wire::decode(CUSTOMER.as_bytes()).expect("a record"));
    let other = |name: &str| CustomerView {
        name: name.into(),
        ..live.clone()
    };
    let change = |before: CustomerView, after: CustomerView| {
        move || Work::ModifyCustomer {
            customer: Incarnation {
                registered: "2026-09-20T10:11:12-04:00".into(),
                ..record(RECORD, "heron").incarnation
            },
            before: (&before).into(),
            after: (&after).into(),
        }
    };
    let there = || response(200, CUSTOMER);
    let again = response(200, CUSTOMER.replace("10:11:12", "10:11:13"));
    let made = format!("applied {RECORD}");
    all(
        change(other("A"), live.clone()),
        vec![
            (vec![there()], &made),
            (vec![again], "conflict"),
            (vec![silence()], "unknown"),
            (vec![absent(), parent(), unlisted()], "conflict"),
            (vec![absent(), parent(), entity(RECORD)], "unknown"),
            (vec![absent(), absent()], "unknown"),
        ],
    )
    .await;
    all(
        change(live.clone(), other("A")),
        vec![(vec![there()], "not applied")],
    )
    .await;
    all(
        change(other("A"), other("B")),
        vec![(vec![there()], "conflict")],
    )
    .await;
}

#[tokio::test]
async fn a_change_of_an_org_that_is_hidden_from_the_key_is_not_known() {
    let view = || {
        let org = super::wire::decode(ORG.as_bytes()).expect("an org");
        Box::new(OrgView::of(&org))
    };
    let change = |before: Box<OrgView>| {
        move || {
            Work::Object(ObjectWork::ModifyOrg {
                org: Incarnation {
                    handle: "EXMPL-12".parse().expect("a handle"),
                    registered: "2015-03-02T09:00:00-05:00".into(),
                    recipient: None,
                },
                before: before.clone(),
                after: view(),
            })
        }
    };
    let mut before = view();
    before.url = "rwhois.example.com:4321".to_owned();
    all(
        change(before),
        vec![
            (vec![response(200, ORG)], "applied EXMPL-12"),
            (vec![absent(), unlisted()], "conflict"),
            (vec![absent(), entity("EXMPL-12")], "unknown"),
            (vec![absent(), silence()], "unknown"),
            (vec![silence()], "unknown"),
        ],
    )
    .await;
}
