//! Follows tickets to an outcome. A ticket's end is believed by reading the object it was about, also when
//! the ticket has vanished (write protocol, section 6).

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::execute::Registries;
use crate::journal::{Entry, IntentRecord, Journal, JournalError, OpenTicket, State, TicketEnd};
use crate::model::{Action, Incarnation, RegistryName, TicketNumber, TicketStatus, fingerprint};
use crate::registry::{Failure, Settled, TicketNews, Traces};

/// How long an object may look as it did before, after its ticket said that it was done.
const LAG: SignedDuration = SignedDuration::from_hours(1);

/// What a look at the open tickets showed.
#[derive(Debug, Default)]
pub struct Followed {
    /// Tickets that came to an end.
    pub ended: Vec<Ended>,
    /// Tickets that stay open.
    pub open: usize,
    /// Why some could not be looked at.
    pub failures: Vec<String>,
}

/// A ticket that came to its end.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Its number.
    pub number: TicketNumber,
    /// Whether what was asked has happened.
    pub applied: bool,
    /// For people.
    pub words: String,
}

/// Looks at every open ticket once, and writes down what is new.
///
/// # Errors
/// When the journal can not be written.
pub async fn follow(registries: &Registries, journal: &Journal) -> Result<Followed, JournalError> {
    let open: BTreeMap<TicketNumber, OpenTicket> = journal.with(|ledger| ledger.tickets.clone());
    let mut followed = Followed::default();
    let mut by_registry: BTreeMap<RegistryName, Vec<TicketNumber>> = BTreeMap::new();
    for (number, ticket) in &open {
        by_registry
            .entry(ticket.intent.registry.clone())
            .or_default()
            .push(number.clone());
    }
    for (name, numbers) in by_registry {
        let Some(registry) = registries.get(&name) else {
            followed.open += numbers.len();
            continue;
        };
        match registry.tickets(&numbers).await {
            Ok(news) => {
                followed.open += numbers.len().saturating_sub(news.len());
                for news in news {
                    if let Some(ticket) = open.get(&news.number) {
                        one(registry.as_ref(), journal, ticket, &news, &mut followed).await?;
                    }
                }
            }
            Err(failure) => {
                followed.open += numbers.len();
                followed.failures.push(words(&failure));
            }
        }
    }
    journal.sync().await?;
    Ok(followed)
}

fn words(failure: &Failure) -> String {
    format!("tickets could not be read: {failure}")
}

async fn one(
    registry: &dyn crate::registry::AnyRegistry,
    journal: &Journal,
    ticket: &OpenTicket,
    news: &TicketNews,
    followed: &mut Followed,
) -> Result<(), JournalError> {
    if news
        .status
        .as_ref()
        .is_some_and(|status| !status.is_final())
    {
        followed.open += 1;
        if news.status != ticket.status {
            journal.note(entry(ticket, news, None, None))?;
        }
        return Ok(());
    }
    let known: Vec<TicketNumber> =
        journal.with(|ledger| ledger.known_tickets.iter().cloned().collect());
    let object = &ticket.intent.key;
    let success = news.is_success();
    let settled = if is_report(&ticket.intent) {
        by_its_word(success)
    } else {
        let traces = Traces {
            known: &known,
            since: ticket.since,
            ended: Some(news),
        };
        registry.settle(&ticket.intent, traces).await
    };
    let (end, incarnation) = match settled {
        Settled::Applied { incarnation, .. } => (TicketEnd::Applied, incarnation),
        Settled::NotApplied { evidence } if success && may_lag(journal, ticket, news) => {
            let number = &news.number;
            followed.failures.push(format!(
                "ticket {number} of {object} ended {}, but {evidence}; it is looked at again, \
                 and after an hour the registration is believed",
                resolution(news)
            ));
            return stays(journal, ticket, news, followed);
        }
        Settled::NotApplied { .. } | Settled::Conflict { .. } => (TicketEnd::NotApplied, None),
        Settled::Ticketed { evidence, .. }
        | Settled::Unknown { evidence }
        | Settled::Never { evidence } => {
            let (number, ended) = (&news.number, resolution(news));
            followed.failures.push(format!(
                "ticket {number} of {object} ended {ended}; {evidence}"
            ));
            return stays(journal, ticket, news, followed);
        }
    };
    followed.ended.push(ended(ticket, news, end));
    journal.note(entry(ticket, news, Some(end), incarnation))?;
    if end == TicketEnd::NotApplied {
        hold(
            journal,
            ticket,
            &format!("ticket {} ended {}", news.number, resolution(news)),
        )?;
    }
    Ok(())
}

/// A ticket that has ended, and whose end is not known yet: it is looked at again.
fn stays(
    journal: &Journal,
    ticket: &OpenTicket,
    news: &TicketNews,
    followed: &mut Followed,
) -> Result<(), JournalError> {
    followed.open += 1;
    if ticket.status.as_ref() != Some(&status(news)) {
        journal.note(entry(ticket, news, None, None))?;
    }
    Ok(())
}

/// Where a ticket stands; one that can not be found any more has a word of ours.
fn status(news: &TicketNews) -> TicketStatus {
    news.status.clone().unwrap_or_else(TicketStatus::vanished)
}

/// Whether a ticket is about nothing but itself: there is no object whose reading could tell more.
#[must_use]
pub fn is_report(intent: &IntentRecord) -> bool {
    intent.kind.as_str() == "report"
}

fn by_its_word(success: bool) -> Settled {
    let evidence = "the ticket says so".to_owned();
    if success {
        Settled::Applied {
            incarnation: None,
            evidence,
        }
    } else {
        Settled::NotApplied { evidence }
    }
}

/// Whether the object may only be behind its ticket, which says that it was done. Not for ever: somebody else may
/// have undone it since.
fn may_lag(journal: &Journal, ticket: &OpenTicket, news: &TicketNews) -> bool {
    news.status != ticket.status || journal.now().duration_since(ticket.changed) < LAG
}

/// The registry's word for how a ticket ended.
fn resolution(news: &TicketNews) -> String {
    news.resolution
        .as_ref()
        .map_or_else(|| "without a word".to_owned(), ToString::to_string)
}

fn ended(ticket: &OpenTicket, news: &TicketNews, end: TicketEnd) -> Ended {
    let (number, object, resolution) = (&news.number, &ticket.intent.key, resolution(news));
    let words = match end {
        TicketEnd::Applied => format!("ticket {number} of {object} is done ({resolution})"),
        TicketEnd::NotApplied if is_report(&ticket.intent) => {
            format!("ticket {number} of {object} ended {resolution}; there is no report")
        }
        TicketEnd::NotApplied => {
            format!(
                "ticket {number} of {object} ended {resolution}, and the registration stands as it was"
            )
        }
    };
    Ended {
        number: number.clone(),
        applied: end == TicketEnd::Applied,
        words,
    }
}

fn entry(
    ticket: &OpenTicket,
    news: &TicketNews,
    end: Option<TicketEnd>,
    incarnation: Option<Incarnation>,
) -> Entry {
    Entry::Ticket {
        number: news.number.clone(),
        ticket_type: ticket.intent.ticket.clone().unwrap_or_default(),
        op: Some(ticket.intent.op),
        status: status(news),
        resolution: news.resolution.clone(),
        end,
        incarnation,
    }
}

/// After a ticket that came to nothing nobody tries again until the live object changes, or what is to be made.
fn hold(journal: &Journal, ticket: &OpenTicket, reason: &str) -> Result<(), JournalError> {
    let intent = &ticket.intent;
    let fingerprint = match (intent.action, &intent.target) {
        (Action::Delete, Some(target)) => target.fingerprint(),
        (Action::Create, _) if intent.place.is_none() && !is_report(intent) => {
            fingerprint(&intent.after)
        }
        _ => return Ok(()),
    };
    journal.note(Entry::Held {
        state: State::Open,
        registry: intent.registry.clone(),
        key: intent.key.clone(),
        action: intent.action,
        fingerprint,
        reason: reason.to_owned(),
    })
}
