//! Which ticket a lost request became, and which org a ticket made. What is taken for ours that is not would be changed
//! and given space; what is not found is asked for twice.

use jiff::Timestamp;

use super::super::super::client::script::{Script, response};
use super::super::super::settle::Tickets;
use super::super::super::wire::decode;
use super::made::{asked, ended, namesake};
use super::view::OrgView;
use crate::http::Response;
use crate::model::{TicketNumber, TicketResolution, TicketStatus};
use crate::registry::{Settled, TicketNews, Traces};

const ORG: &str = include_str!("../../wire/documents/org.xml");
const XMLNS: &str = r#" xmlns="http://www.arin.net/regrws/core/v1""#;
const NUMBER: &str = "20260921-X1";
const SENT: &str = "2026-09-21T12:00:00Z";

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn number(text: &str) -> TicketNumber {
    text.parse().expect("a number")
}

/// What was asked for: the org of the document, under no handle yet.
fn view() -> OrgView {
    OrgView::of(&decode(ORG.as_bytes()).expect("an org"))
}

/// An org with the name and the Admin POC that were asked for, registered a minute later.
fn made(handle: &str) -> String {
    ORG.replace("EXMPL-12", handle)
        .replace("2015-03-02T09:00:00-05:00", "2026-09-21T08:01:00-04:00")
}

fn org(document: String) -> Response {
    response(200, document)
}

fn error(status: u16, code: &str) -> Response {
    let body =
        format!("<error{XMLNS}><code>{code}</code><components/><message>no</message></error>");
    response(status, body)
}

fn absent() -> Response {
    error(404, "E_OBJECT_NOT_FOUND")
}

fn denied() -> Response {
    error(401, "E_AUTHENTICATION")
}

fn list(tickets: &[(&str, &str)]) -> Response {
    let tickets: Vec<String> = tickets
        .iter()
        .map(|(number, created)| {
            format!(
                "<ticket><createdDate>{created}</createdDate><ticketNo>{number}</ticketNo>\
                 <webTicketStatus>CLOSED</webTicketStatus><webTicketType>ORG_CREATE</webTicketType></ticket>"
            )
        })
        .collect();
    let tickets = tickets.concat();
    response(200, format!("<collection{XMLNS}>{tickets}</collection>"))
}

/// The ticket with messages as they come, and references to others.
fn ticket(messages: &[&str], references: &[u32]) -> Response {
    let message =
        |text: &&str| format!("<message><text><line number=\"0\">{text}</line></text></message>");
    let messages: String = messages.iter().map(message).collect();
    let reference =
        |id: &u32| format!("<messageReference><messageId>{id}</messageId></messageReference>");
    let references: String = references.iter().map(reference).collect();
    let body = format!(
        "<ticket{XMLNS}><messages>{messages}</messages><messageReferences>{references}</messageReferences>\
         <ticketNo>{NUMBER}</ticketNo><webTicketStatus>CLOSED</webTicketStatus>\
         <webTicketType>ORG_CREATE</webTicketType></ticket>"
    );
    response(200, body)
}

fn message(id: u32, text: &str) -> Response {
    let body = format!(
        "<message{XMLNS} xmlns:ns2=\"http://www.arin.net/regrws/messages/v1\">\
         <ns2:messageId>{id}</ns2:messageId><text><line number=\"0\">{text}</line></text></message>"
    );
    response(200, body)
}

/// The public directory, by name.
fn named(handles: &[&str]) -> Response {
    if handles.is_empty() {
        return response(404, r#"{"errorCode":404}"#);
    }
    let found: Vec<String> = handles
        .iter()
        .map(|handle| format!(r#"{{"handle":"{handle}"}}"#))
        .collect();
    response(
        200,
        format!(r#"{{"entitySearchResults":[{}]}}"#, found.join(",")),
    )
}

fn said(settled: Settled) -> String {
    match settled {
        Settled::Applied { incarnation, .. } => {
            incarnation.map_or_else(|| "nothing".to_owned(), |org| org.handle.to_string())
        }
        Settled::NotApplied { .. } => "not applied".to_owned(),
        Settled::Ticketed { ticket, .. } => ticket.to_string(),
        Settled::Conflict { .. } => "conflict".to_owned(),
        Settled::Unknown { .. } => "unknown".to_owned(),
        Settled::Never { .. } => "never".to_owned(),
    }
}

#[tokio::test]
async fn a_lost_request_became_the_one_new_ticket_of_its_type() {
    let known = [number("20260921-X7")];
    for (tickets, wanted) in [
        (vec![], "not applied"),
        (vec![(NUMBER, SENT)], NUMBER),
        (vec![(NUMBER, SENT), ("20260921-X2", SENT)], "never"),
        // One of the journal, and one that is older.
        (vec![("20260921-X7", SENT)], "not applied"),
        (vec![(NUMBER, "2026-09-21T11:50:00Z")], "not applied"),
    ] {
        let (client, script) = Script::client([list(&[]), list(&tickets)]);
        let traces = Traces {
            known: &known,
            since: moment(SENT),
            ended: None,
        };
        let now = moment(SENT);
        let settled = asked(&client, &Tickets { traces, now }).await;
        assert_eq!(said(settled.expect("an answer")), wanted, "{tickets:?}");
        let lines = script.lines();
        let all = "GET /rest/ticket/summary;ticketType=ORG_CREATE;ticketStatus=ANY";
        assert_eq!(lines.last().map(String::as_str), Some(all));
    }
}

fn news(status: Option<&str>, resolution: Option<&str>) -> TicketNews {
    TicketNews {
        number: number(NUMBER),
        status: status.map(TicketStatus::new),
        resolution: resolution.map(TicketResolution::new),
    }
}

fn closed(resolution: &str) -> TicketNews {
    news(Some("CLOSED"), Some(resolution))
}

async fn end(news: &TicketNews, answers: Vec<Response>) -> (String, usize) {
    let (client, script) = Script::client(answers);
    let settled = ended(&client, &view(), moment(SENT), news).await;
    let said = settled.map_or_else(|error| error.to_string(), said);
    (said, script.lines().len())
}

#[tokio::test]
async fn only_a_word_of_denial_says_that_no_org_was_made() {
    let (said, asked) = end(&closed("DENIED"), Vec::new()).await;
    assert_eq!((said.as_str(), asked), ("not applied", 0));
    // A word that says nothing, none at all, and a ticket that is not there any more: the org itself tells.
    for news in [
        closed("ACCEPTED"),
        closed("OTHER"),
        news(Some("CLOSED"), None),
        news(None, Some("DENIED")),
        news(None, None),
    ] {
        let answers = vec![
            ticket(&["It is LAKES-3."], &[]),
            named(&[]),
            org(made("LAKES-3")),
        ];
        assert_eq!(end(&news, answers).await.0, "LAKES-3", "{news:?}");
    }
}

#[tokio::test]
async fn the_org_is_the_one_that_its_messages_or_the_directory_name_and_that_fits() {
    let accepted = closed("ACCEPTED");
    let other_name = made("LAKES-3").replace("Example Transit Inc", "Another");
    let other_admin = made("LAKES-3").replace("ADM1-ARIN", "ADM2-ARIN");
    let older = ORG.replace("EXMPL-12", "LAKES-3");
    for (answers, wanted) in [
        (
            vec![ticket(&[], &[]), named(&["LAKES-3"]), org(made("LAKES-3"))],
            "LAKES-3",
        ),
        (
            vec![ticket(&["LAKES-3"], &[]), named(&[]), org(other_name)],
            "unknown",
        ),
        (
            vec![ticket(&["LAKES-3"], &[]), named(&[]), org(other_admin)],
            "unknown",
        ),
        (
            vec![ticket(&["LAKES-3"], &[]), named(&[]), org(older)],
            "unknown",
        ),
        (
            vec![ticket(&["LAKES-3"], &[]), named(&[]), denied()],
            "unknown",
        ),
        (vec![ticket(&[], &[]), named(&[])], "unknown"),
        // Two that fit, and one that fits beside one that does not.
        (
            vec![
                ticket(&["LAKES-3"], &[]),
                named(&["LAKES-4"]),
                org(made("LAKES-3")),
                org(made("LAKES-4")),
            ],
            "unknown",
        ),
        (
            vec![
                ticket(&["EXMPL-12 has LAKES-3"], &[]),
                named(&[]),
                org(ORG.to_owned()),
                org(made("LAKES-3")),
            ],
            "LAKES-3",
        ),
    ] {
        assert_eq!(
            end(&accepted, answers.clone()).await.0,
            wanted,
            "{answers:?}"
        );
    }
}

#[tokio::test]
async fn a_source_that_is_silent_says_nothing_of_the_org() {
    let accepted = closed("ACCEPTED");
    for (answers, wanted) in [
        // A ticket that is gone or closed to the key says nothing, a directory that fails neither.
        (
            vec![absent(), named(&["LAKES-3"]), org(made("LAKES-3"))],
            "LAKES-3",
        ),
        (
            vec![denied(), named(&["LAKES-3"]), org(made("LAKES-3"))],
            "LAKES-3",
        ),
        (
            vec![
                ticket(&["LAKES-3"], &[]),
                response(503, ""),
                org(made("LAKES-3")),
            ],
            "LAKES-3",
        ),
        // Messages that do not come with their ticket are fetched.
        (
            vec![
                ticket(&[], &[4]),
                message(4, "It is LAKES-3."),
                named(&[]),
                org(made("LAKES-3")),
            ],
            "LAKES-3",
        ),
    ] {
        assert_eq!(
            end(&accepted, answers.clone()).await.0,
            wanted,
            "{answers:?}"
        );
    }
    // What the key is not taken for says nothing of any org.
    let refused = error(400, "E_AUTHENTICATION");
    for answers in [
        vec![response(503, "")],
        vec![ticket(&["LAKES-3"], &[]), named(&[]), refused],
        vec![ticket(&[], &[4]), response(503, "")],
    ] {
        let (said, _) = end(&accepted, answers.clone()).await;
        assert!(
            !["unknown", "LAKES-3"].contains(&said.as_str()),
            "{said}: {answers:?}"
        );
    }
}

#[tokio::test]
async fn an_org_is_not_asked_for_where_the_directory_has_one_like_it() {
    for (answers, wanted) in [
        (
            vec![named(&["EXMPL-12"]), org(ORG.to_owned())],
            Some("EXMPL-12"),
        ),
        (
            vec![
                named(&["EXMPL-12"]),
                org(ORG.replace("ADM1-ARIN", "ADM2-ARIN")),
            ],
            None,
        ),
        (vec![named(&["EXMPL-12"]), denied()], None),
        (vec![named(&[])], None),
        (vec![response(503, "")], None),
        // Customers have names as well.
        (
            vec![named(&["C09990001", "EXMPL-12"]), org(ORG.to_owned())],
            Some("EXMPL-12"),
        ),
    ] {
        let (client, _script) = Script::client(answers.clone());
        let found = namesake(&client, &view()).await.expect("an answer");
        let found = found.map(|org| org.to_string());
        assert_eq!(found.as_deref(), wanted, "{answers:?}");
    }
}
