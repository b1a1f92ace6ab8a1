//! The tickets of the state: which are open, which have ended, and what they hold.

use jiff::{SignedDuration, Timestamp};

use crate::model::{CustomerHandle, NetHandle, Range};

use super::messages::Message;
use super::state::{Change, Effect, State, Ticket};
use super::{blocks, date};

/// How long a closed ticket can be read (reference 3.4).
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Ticket {
    /// Whether it has not come to its end.
    pub(super) fn is_open(&self) -> bool {
        self.status != "CLOSED" && self.status != "RESOLVED"
    }

    /// When it was closed, as it is shown.
    pub(super) fn closed(&self) -> Option<String> {
        let resolved = || self.resolved.clone().filter(|_| self.status == "CLOSED");
        self.closed_at.map(date::stamp).or_else(resolved)
    }
}

impl State {
    /// A ticket is new or changed.
    pub(super) fn put_ticket(&mut self, ticket: Ticket) {
        self.forget(&ticket.number);
        if ticket.is_open() {
            self.open.insert((ticket.due, ticket.number.clone()));
        }
        if let Some(at) = ticket.closed_at {
            self.closed.insert((at, ticket.number.clone()));
        }
        let number = ticket.number.rsplit_once('X').map_or("", |(_, n)| n);
        self.issued.1 = self.issued.1.max(number.parse().unwrap_or(0));
        self.tickets.insert(ticket.number.clone(), ticket);
    }

    /// Takes a ticket out of the indexes.
    fn forget(&mut self, number: &str) {
        if let Some(old) = self.tickets.get(number) {
            self.open.remove(&(old.due, old.number.clone()));
            if let Some(at) = old.closed_at {
                self.closed.remove(&(at, old.number.clone()));
            }
        }
    }

    /// A ticket is gone, with its messages.
    pub(super) fn remove_ticket(&mut self, number: &str) {
        self.forget(number);
        self.tickets.remove(number);
        self.messages.remove(number);
    }

    /// The messages of a ticket, the oldest first.
    pub(super) fn messages_of(&self, number: &str) -> &[Message] {
        self.messages.get(number).map_or(&[], Vec::as_slice)
    }

    /// Changes that build the messages.
    pub(super) fn message_changes(&self) -> impl Iterator<Item = Change> {
        self.messages.iter().flat_map(|(number, messages)| {
            let messages = messages.iter().cloned();
            messages.map(|message| Change::Message(number.clone(), message.into()))
        })
    }

    /// The numbers of the closed tickets that are no longer kept.
    pub(super) fn expired(&self, now: Timestamp) -> Vec<String> {
        let old = self
            .closed
            .iter()
            .take_while(|(at, _)| at.checked_add(KEPT).is_ok_and(|end| end <= now));
        old.map(|(_, number)| number.clone()).collect()
    }

    /// The first open ticket that is due.
    pub(super) fn due(&self, now: Timestamp) -> Option<&Ticket> {
        let (due, number) = self.open.first()?;
        if *due <= now {
            self.tickets.get(number)
        } else {
            None
        }
    }

    fn open_tickets(&self) -> impl Iterator<Item = &Ticket> {
        let numbers = self.open.iter().map(|(_, number)| number);
        numbers.filter_map(|number| self.tickets.get(number))
    }

    /// An open ticket that will delete a net.
    pub(super) fn open_delete(&self, handle: &NetHandle) -> Option<&Ticket> {
        self.open_tickets()
            .find(|ticket| matches!(&ticket.effect, Effect::Delete(net) if net == handle))
    }

    /// An open ticket that has reserved an address of the range under a parent (reference 3.2: neither a
    /// reservation nor a registration may overlap). The ticket with the number `own` does not count.
    pub(super) fn reserved(
        &self,
        parent: &NetHandle,
        range: Range,
        own: Option<&str>,
    ) -> Option<&Ticket> {
        self.open_tickets().find(|ticket| match &ticket.effect {
            Effect::Reassign(above, sent) | Effect::Reallocate(above, sent) if above == parent => {
                let held = blocks::range_of(&sent.blocks, &mut Vec::new());
                own != Some(&ticket.number) && held.is_some_and(|held| held.overlaps(range))
            }
            Effect::Reassign(..)
            | Effect::Reallocate(..)
            | Effect::Delete(_)
            | Effect::CreateOrg(_)
            | Effect::Report(_) => false,
        })
    }

    /// An open ticket that will give a customer its net. The ticket with the number `own` does not count.
    pub(super) fn promised(&self, customer: &CustomerHandle, own: Option<&str>) -> Option<&Ticket> {
        self.open_tickets().find(|ticket| match &ticket.effect {
            Effect::Reassign(_, sent) => {
                own != Some(&ticket.number)
                    && sent.customer_handle.as_deref() == Some(customer.as_str())
            }
            Effect::Reallocate(..)
            | Effect::Delete(_)
            | Effect::CreateOrg(_)
            | Effect::Report(_) => false,
        })
    }
}
