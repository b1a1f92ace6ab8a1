//! Which org a ticket made. The reply to the request never says it, nor does the ticket itself (reference 2.5), so
//! what may be it is read with the key and held against what was asked for. A resemblance is not enough: more than one
//! that fits, or none, is for a person.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::super::super::client::Client;
use super::super::super::reply::ReadError;
use super::super::super::request::Messages;
use super::super::super::settle::Tickets;
use super::super::super::wire::{MessagePayload, TicketPayload};
use super::view::{LiveOrg, OrgView};
use crate::model::{CustomerHandle, OrgHandle, TicketNumber, folded_name};
use crate::registry::{Settled, TicketNews};

/// The type of the ticket that a request for an org becomes (reference 2.12).
pub(in super::super) const ORG_CREATE: &str = "ORG_CREATE";

/// So many words that may be handles are looked at.
const LOOKED_AT: usize = 8;
/// So many messages are fetched one by one where they do not come with their ticket.
const MESSAGES: usize = 20;
/// An org that was registered longer than this before it was asked for is another one.
const SLACK: SignedDuration = SignedDuration::from_hours(24);

/// What became of a request for an org whose reply was lost: the one new ticket of its type, open or not. A ticket
/// may have ended by the time that it is looked for, so closed ones count.
pub(super) async fn asked(client: &Client, tickets: &Tickets<'_>) -> Result<Settled, ReadError> {
    let (date, _) = client.open_tickets().await?;
    let all = client
        .ticket_summaries(Some(ORG_CREATE), Some("ANY"))
        .await?;
    let new: Vec<&TicketPayload> = all
        .iter()
        .filter(|ticket| tickets.may_be(ticket, date))
        .collect();
    Ok(match new.as_slice() {
        [] => Settled::NotApplied {
            evidence: "no ticket for an org is new".to_owned(),
        },
        [ticket] => Settled::Ticketed {
            ticket: ticket.number.clone(),
            evidence: format!("ticket {} is new", ticket.number),
        },
        several => Settled::Never {
            evidence: format!(
                "{} tickets for orgs are new, and any of them may be this one",
                several.len()
            ),
        },
    })
}

/// What the end of its ticket means. A word of success without the org stays open: it is never asked for again.
pub(super) async fn ended(
    client: &Client,
    view: &OrgView,
    since: Timestamp,
    news: &TicketNews,
) -> Result<Settled, ReadError> {
    let over = news.status.is_some() && news.resolution.is_some() && !news.is_success();
    let doubtful = news
        .resolution
        .as_ref()
        .is_some_and(|resolution| resolution.as_str() == "OTHER");
    if over && !doubtful {
        return Ok(Settled::NotApplied {
            evidence: "no org was made".to_owned(),
        });
    }
    let mut handles = mentioned(client, &news.number).await?;
    handles.extend(public(client, &view.name).await);
    let mut fitting = Vec::new();
    for org in read(client, handles).await? {
        if is_it(&org, view, since) {
            fitting.push(org);
        }
    }
    Ok(match fitting.as_slice() {
        [org] => Settled::Applied {
            incarnation: Some(org.incarnation.clone()),
            evidence: format!("{} is what was asked for", org.incarnation.handle),
        },
        several => Settled::Unknown {
            evidence: format!(
                "{} \"{}\" that was registered since; write the handle of the right one into the entry",
                match several {
                    [] => "neither its messages nor the public directory show an org",
                    _ => "there are several orgs",
                },
                view.name
            ),
        },
    })
}

/// An org with the name and the Admin POC of one that is to be asked for: with a journal that was lost, it may be the
/// one that was asked for before. What the directory does not show, or the key may not read, says nothing.
pub(super) async fn namesake(
    client: &Client,
    view: &OrgView,
) -> Result<Option<OrgHandle>, ReadError> {
    let handles = public(client, &view.name).await;
    let found = read(client, handles).await?;
    let same = found.iter().find(|org| is_like(&org.view, view));
    Ok(same.and_then(|org| org.incarnation.handle.as_str().parse().ok()))
}

/// The handles of the orgs of a name, in public. It lags, so it confirms nothing.
async fn public(client: &Client, name: &str) -> BTreeSet<OrgHandle> {
    let found = client.public_named(name).await.unwrap_or_default();
    let handles = found.iter().map(|entity| entity.handle.as_str());
    // Customers have names as well.
    let orgs =
        handles.filter(|handle| handle.len() < 9 || handle.parse::<CustomerHandle>().is_err());
    orgs.filter_map(|handle| handle.parse().ok())
        .take(LOOKED_AT)
        .collect()
}

/// The orgs of these handles that can be read with the key.
async fn read(client: &Client, handles: BTreeSet<OrgHandle>) -> Result<Vec<LiveOrg>, ReadError> {
    let mut orgs = Vec::new();
    for handle in handles {
        match client.org(&handle).await {
            Ok(found) => orgs.extend(LiveOrg::of(&found)),
            Err(error @ ReadError::NotAuthenticated(_)) => return Err(error),
            Err(_) => {}
        }
    }
    Ok(orgs)
}

/// The handles that the messages of a ticket may speak of.
async fn mentioned(
    client: &Client,
    number: &TicketNumber,
) -> Result<BTreeSet<OrgHandle>, ReadError> {
    let ticket = match client.ticket(number, Messages::Whole).await {
        Ok(ticket) => ticket,
        // A ticket that is gone, or not ours to see, says nothing.
        Err(ReadError::Absent | ReadError::Denied(_)) => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    let mut messages = ticket.messages;
    let references = ticket.message_references.iter().rev().take(MESSAGES);
    for id in references.filter_map(|reference| reference.id) {
        messages.push(client.message(number, id).await?);
    }
    Ok(handles(&messages).into_iter().take(LOOKED_AT).collect())
}

/// The words of messages that have the form of an org's handle: capitals, digits, and a hyphen between.
fn handles(messages: &[MessagePayload]) -> BTreeSet<OrgHandle> {
    let lines = messages
        .iter()
        .flat_map(|message| message.subject.iter().chain(&message.text));
    let words = lines.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-'));
    let formed = words.filter(|word| {
        let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        word.chars().all(capital)
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.trim_matches('-').contains('-')
            && !word.starts_with("NET-")
            && !word.starts_with("NET6-")
            && !word.ends_with("-ARIN")
    });
    formed.filter_map(|word| word.parse().ok()).collect()
}

/// Whether an org is the one that was asked for: its name and its Admin POC, and not older than the request.
fn is_it(org: &LiveOrg, view: &OrgView, since: Timestamp) -> bool {
    let registered: Option<Timestamp> = org.incarnation.registered.trim().parse().ok();
    let since_then = registered
        .and_then(|registered| registered.checked_add(SLACK).ok())
        .is_some_and(|latest| latest >= since);
    since_then && is_like(&org.view, view)
}

fn is_like(org: &OrgView, view: &OrgView) -> bool {
    folded_name(&org.name) == folded_name(&view.name) && org.pocs.get("AD") == view.pocs.get("AD")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Incarnation;

    #[test]
    fn only_words_with_the_form_of_a_handle_are_looked_at() {
        let message = MessagePayload {
            subject: Some("Org ID LAKES-3 [20260920-X1042]".to_owned()),
            text: vec![
                "Your Org ID is: LAKES-4, with ADM1-ARIN.".to_owned(),
                "NET-198-51-100-0-1 is not one, nor is well-known or - or A.".to_owned(),
            ],
            ..MessagePayload::default()
        };
        let found: Vec<String> = handles(&[message])
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, ["LAKES-3", "LAKES-4"]);
    }

    fn view(name: &str, admin: &str) -> OrgView {
        let admin = admin.parse().expect("a handle");
        OrgView {
            name: name.to_owned(),
            pocs: [("AD".to_owned(), [admin].into())].into(),
            ..OrgView::default()
        }
    }

    #[test]
    fn an_org_is_the_one_by_name_admin_and_date() {
        let asked = view("Lakeside Net", "ADM1-ARIN");
        let since: Timestamp = "2026-11-23T14:00:00Z".parse().expect("a moment");
        let org = |name: &str, admin: &str, registered: &str| LiveOrg {
            incarnation: Incarnation {
                handle: "LN-1".parse().expect("a handle"),
                registered: registered.into(),
                recipient: None,
            },
            view: view(name, admin),
        };
        let now = "2026-11-23T09:00:05-05:00";
        assert!(is_it(
            &org("LAKESIDE  net", "ADM1-ARIN", now),
            &asked,
            since
        ));
        for other in [
            org("Lakeside Nets", "ADM1-ARIN", now),
            org("Lakeside Net", "ADM2-ARIN", now),
            org("Lakeside Net", "ADM1-ARIN", "2026-11-20T09:00:05-05:00"),
            org("Lakeside Net", "ADM1-ARIN", "yesterday"),
        ] {
            assert!(!is_it(&other, &asked, since), "{other:?}");
        }
    }
}
