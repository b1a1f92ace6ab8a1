//! `swipd tickets`: the tickets of the account, their messages and files, and their end.

use serde_json::{Value, json};

use super::super::Report;
use super::super::args::{Global, TicketsArguments, TicketsCommand, TicketsList};
use super::super::session::Session;
use super::attachments::{self, Saved};
use super::errand::Errand;
use super::plan::json as printed;
use crate::execute::Outcome;
use crate::journal::{Journal, Ledger};
use crate::model::TicketNumber;
use crate::registries::Account;
use crate::registry::arin::asked::Asked;
use crate::registry::arin::request::Messages;
use crate::registry::arin::wire::TicketPayload;
use crate::report::{age, count, plural, records};

pub(in crate::cli) async fn tickets(global: &Global, arguments: &TicketsArguments) -> Report {
    let session = match Session::begin(global).await {
        Ok(session) => session,
        Err(report) => return report,
    };
    let ended = run(global, &session, arguments).await;
    session.close().await;
    ended.unwrap_or_else(|report| report)
}

async fn run(
    global: &Global,
    session: &Session,
    arguments: &TicketsArguments,
) -> Result<Report, Report> {
    let (_, account) = session.account(arguments.at.registry.as_deref())?;
    match &arguments.command {
        None => list(global, session, account, &TicketsList::default()).await,
        Some(TicketsCommand::List(filter)) => list(global, session, account, filter).await,
        Some(TicketsCommand::Show { number }) => {
            let number = typed(number)?;
            let ticket = account.client.ticket(&number, Messages::References).await;
            let sheet = records::ticket(&ticket.map_err(|error| failed(account, &number, &error))?);
            Ok(Report::done(if global.json() {
                printed(&sheet.json())
            } else {
                sheet.text()
            }))
        }
        Some(TicketsCommand::Message { number, id }) => {
            let number = typed(number)?;
            let message = account.client.message(&number, *id).await;
            let sheet =
                records::message(&message.map_err(|error| failed(account, &number, &error))?);
            Ok(Report::done(if global.json() {
                printed(&sheet.json())
            } else {
                sheet.text()
            }))
        }
        Some(TicketsCommand::Attachments { number, out }) => {
            let number = typed(number)?;
            let saved = attachments::save(account, &number, out).await?;
            Ok(Report::done(told(global, &number, &saved)))
        }
        Some(TicketsCommand::Close { number }) => {
            let number = typed(number)?;
            let errand = Errand::begin(global, session, &arguments.at).await?;
            let closed = close(&errand, number).await;
            Ok(errand.end(closed).await)
        }
    }
}

fn typed(number: &str) -> Result<TicketNumber, Report> {
    number
        .parse()
        .map_err(|error: crate::model::HandleError| Report::failed(error.to_string()))
}

fn failed(account: &Account, number: &TicketNumber, error: &dyn std::fmt::Display) -> Report {
    Report::failed(format!("ticket {number} at {}: {error}", account.title))
}

fn told(global: &Global, number: &TicketNumber, saved: &[Saved]) -> String {
    if global.json() {
        let files: Vec<Value> = saved.iter().map(Saved::json).collect();
        return printed(&json!({ "ticket": number.as_str(), "saved": files }));
    }
    if saved.is_empty() {
        return format!("Nothing is attached to ticket {number}.");
    }
    let lines: Vec<String> = saved.iter().map(Saved::line).collect();
    lines.join("\n")
}

async fn close(errand: &Errand<'_>, number: TicketNumber) -> Result<Report, Report> {
    let result = errand.ask(&Asked::CloseTicket(number.clone())).await?;
    let why = result.message.unwrap_or_default();
    match result.outcome {
        Outcome::Done => Ok(Report::done(if errand.global.json() {
            printed(&json!({ "ticket": number.as_str(), "status": "CLOSED" }))
        } else {
            format!("Ticket {number} is closed.")
        })),
        Outcome::Refused | Outcome::Skipped => Err(Report::failed(format!(
            "ticket {number} is not closed: {why}"
        ))),
        Outcome::Ticketed | Outcome::Uncertain => Err(Report::failed(format!(
            "whether ticket {number} is closed is not known: {why}\nNext: swipd tickets show {number}"
        ))),
    }
}

async fn list(
    global: &Global,
    session: &Session,
    account: &Account,
    filter: &TicketsList,
) -> Result<Report, Report> {
    let status = match &filter.status {
        Some(status) => status.to_ascii_uppercase(),
        None if filter.all => "ANY".to_owned(),
        None => "ANY_OPEN".to_owned(),
    };
    let kind = filter.kind.as_ref().map(|kind| kind.to_ascii_uppercase());
    let mut tickets = account
        .client
        .ticket_summaries(kind.as_deref(), Some(&status))
        .await
        .map_err(|error| Report::failed(format!("{}: {error}", account.title)))?;
    tickets.sort_by(|one, other| one.number.as_str().cmp(other.number.as_str()));
    let ledger = Journal::read(&session.journal()).unwrap_or_default();
    if global.json() {
        let all: Vec<Value> = tickets
            .iter()
            .map(|ticket| {
                let mut value = records::ticket(ticket).json();
                value["for"] = json!(reason(&ledger, &ticket.number));
                value
            })
            .collect();
        return Ok(Report::done(printed(&all)));
    }
    Ok(Report::done(table(session, &ledger, &tickets, filter)))
}

/// The change that a ticket belongs to, as our record has it.
fn reason(ledger: &Ledger, number: &TicketNumber) -> Option<String> {
    let intent = &ledger.tickets.get(number)?.intent;
    Some(if crate::tickets::is_report(intent) {
        format!("report {}", intent.key)
    } else {
        format!("{} {}", intent.action, intent.key)
    })
}

fn table(
    session: &Session,
    ledger: &Ledger,
    tickets: &[TicketPayload],
    filter: &TicketsList,
) -> String {
    let now = session.clock.now();
    let mut rows = vec![["TICKET", "TYPE", "STATUS", "AGE", "FOR"].map(str::to_owned)];
    rows.extend(tickets.iter().map(|ticket| {
        let created = ticket.created.as_deref();
        let created: Option<jiff::Timestamp> = created.and_then(|text| text.trim().parse().ok());
        let status = match &ticket.resolution {
            Some(resolution) => format!("{} {resolution}", ticket.status),
            None => ticket.status.to_string(),
        };
        [
            ticket.number.to_string(),
            ticket.kind.clone().unwrap_or_default(),
            status,
            created.map_or_else(String::new, |at| age(now.duration_since(at))),
            reason(ledger, &ticket.number).unwrap_or_default(),
        ]
    }));
    let widths: Vec<usize> = (0..5)
        .map(|column| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or(0)
        })
        .collect();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect();
    if tickets.is_empty() {
        lines.clear();
    }
    let narrow = filter.all || filter.status.is_some() || filter.kind.is_some();
    lines.push(if !narrow && tickets.is_empty() {
        "no open tickets (--all lists the others)".to_owned()
    } else if narrow {
        plural(tickets.len() as u64, "ticket")
    } else {
        format!(
            "{} open (--all lists the others)",
            count(tickets.len() as u64)
        )
    });
    lines.join("\n")
}
