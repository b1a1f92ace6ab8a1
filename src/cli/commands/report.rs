//! `swipd report`: asks the registry for a report, follows its ticket, and saves what is attached to it.

use std::time::Duration;

use serde_json::json;

use super::super::args::{Global, ReportArguments, ReportCommand};
use super::super::output;
use super::super::session::Session;
use super::super::{ExitStatus, Report};
use super::attachments::{self, Saved};
use super::errand::Errand;
use super::plan::json as printed;
use crate::execute::Outcome;
use crate::model::TicketNumber;
use crate::registry::arin::asked::{Asked, ReportOf};
use crate::tickets;

/// The first pause between two looks at the ticket; it doubles.
const FIRST_LOOK: Duration = Duration::from_millis(500);
/// And the longest.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

pub(in crate::cli) async fn report(global: &Global, arguments: &ReportArguments) -> Report {
    let of = match of(&arguments.of) {
        Ok(of) => of,
        Err(why) => return Report::failed(why),
    };
    let session = match Session::begin(global).await {
        Ok(session) => session,
        Err(report) => return report,
    };
    let report = match Errand::begin(global, &session, &arguments.at).await {
        Ok(errand) => {
            let made = made(&errand, arguments, of).await;
            errand.end(made).await
        }
        Err(report) => report,
    };
    session.close().await;
    report
}

fn of(command: &ReportCommand) -> Result<ReportOf, String> {
    Ok(match command {
        ReportCommand::Reassignment { net } => ReportOf::Reassignment(
            net.parse()
                .map_err(|error: crate::model::HandleError| error.to_string())?,
        ),
        ReportCommand::Associations => ReportOf::Associations,
        ReportCommand::WhowasNet { address } => ReportOf::WhoWasNet(*address),
        ReportCommand::WhowasAsn { number } => ReportOf::WhoWasAsn(
            asn(number).ok_or_else(|| format!("\"{number}\" is not an AS number such as 64500"))?,
        ),
    })
}

/// `64500` or `AS64500`. Each report opens a ticket, so nothing is guessed.
fn asn(text: &str) -> Option<u32> {
    let digits = match text.get(..2) {
        Some(start) if start.eq_ignore_ascii_case("as") => &text[2..],
        Some(_) | None => text,
    };
    let digits = Some(digits).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse().ok()
}

/// A report, from the question to the saved files.
async fn made(
    errand: &Errand<'_>,
    arguments: &ReportArguments,
    of: ReportOf,
) -> Result<Report, Report> {
    let what = of.to_string();
    let number = match waiting(errand, &what) {
        Some(number) => {
            output::err(&format!(
                "{what} was asked for before: ticket {number} is still open, and nothing is asked again"
            ));
            number
        }
        None => asked_for(errand, of).await?,
    };
    let Some(wait) = arguments.wait else {
        let out = if errand.global.json() {
            printed(&json!({ "report": what, "ticket": number.as_str(), "saved": [] }))
        } else {
            format!(
                "Asked for {what}: ticket {number}.\nNext: swipd tickets attachments {number}, once it is resolved. To stay: --wait 30m"
            )
        };
        return Ok(Report {
            status: ExitStatus::TicketsOpen,
            ..Report::done(out)
        });
    };
    if !ended(errand, &number, wait).await? {
        return Err(Report {
            status: ExitStatus::TicketsOpen,
            ..Report::failed(format!(
                "ticket {number} of {what} is still open; later: swipd tickets attachments {number}"
            ))
        });
    }
    let saved = attachments::save(&errand.account, &number, &arguments.out).await?;
    Ok(Report::done(told(errand.global, &what, &number, &saved)))
}

/// The ticket of the same report that is still open: a second one is never asked for.
fn waiting(errand: &Errand<'_>, what: &str) -> Option<TicketNumber> {
    errand.journal.with(|ledger| {
        ledger
            .tickets
            .iter()
            .find(|(_, ticket)| {
                tickets::is_report(&ticket.intent)
                    && ticket.intent.registry == errand.registry
                    && ticket.intent.key.as_str() == what
            })
            .map(|(number, _)| number.clone())
    })
}

async fn asked_for(errand: &Errand<'_>, of: ReportOf) -> Result<TicketNumber, Report> {
    let what = of.to_string();
    let result = errand.ask(&Asked::Report(of)).await?;
    let why = result.message.unwrap_or_default();
    match (result.outcome, result.ticket) {
        (Outcome::Ticketed, Some(number)) => Ok(number),
        (Outcome::Refused, _) => Err(Report::failed(format!(
            "{} refuses the report {what}: {why}",
            errand.account.title
        ))),
        (Outcome::Uncertain, _) => Err(Report::failed(format!(
            "whether the report {what} was made is not known: {why}\nNothing is asked again by itself. Next: swipd tickets list --all; to ask again: swipd state forget \"{what}\""
        ))),
        (Outcome::Done | Outcome::Skipped | Outcome::Ticketed, _) => Err(Report::failed(format!(
            "the report {what} was not asked for: {why}"
        ))),
    }
}

/// Follows the ticket until it has ended; `false` when the time is up. A bad end is a failure.
async fn ended(errand: &Errand<'_>, number: &TicketNumber, wait: Duration) -> Result<bool, Report> {
    let clock = &errand.session.clock;
    let until = clock.monotonic() + wait;
    let mut pause = FIRST_LOOK;
    output::err(&format!(
        "  … waiting for ticket {number}, at most {} s; stopping now loses nothing",
        wait.as_secs()
    ));
    loop {
        let followed = tickets::follow(&errand.session.registries, &errand.journal)
            .await
            .map_err(|error| Report::failed(error.to_string()))?;
        if let Some(ended) = followed.ended.iter().find(|ended| ended.number == *number) {
            return if ended.applied {
                Ok(true)
            } else {
                Err(Report::failed(ended.words.clone()))
            };
        }
        let left = until.saturating_sub(clock.monotonic());
        if left.is_zero() {
            return Ok(false);
        }
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(LONGEST_LOOK);
    }
}

fn told(global: &Global, what: &str, number: &TicketNumber, saved: &[Saved]) -> String {
    if global.json() {
        let files: Vec<_> = saved.iter().map(Saved::json).collect();
        return printed(&json!({ "report": what, "ticket": number.as_str(), "saved": files }));
    }
    if saved.is_empty() {
        return format!("Ticket {number} of {what} ended, and nothing is attached to it.");
    }
    let lines: Vec<String> = saved.iter().map(Saved::line).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_as_number_is_taken_with_its_letters_or_without_and_nothing_else() {
        assert_eq!(asn("64500"), Some(64500));
        assert_eq!(asn("AS64500"), Some(64500));
        assert_eq!(asn("as4200000000"), Some(4_200_000_000));
        for text in ["", "AS", "ASAS5", "+5", "5 ", "AS-SET", "4294967296", "é5"] {
            assert_eq!(asn(text), None, "{text}");
        }
    }
}
