//! How a write moves through the ledger: meant, answered, settled, waiting for a ticket, in effect.

use jiff::Timestamp;

use super::{
    Deletion, IntentRecord, Ledger, Obligation, OpId, OpenOp, OpenTicket, OutcomeRecord, Owned,
    SettledRecord, TicketEnd, Vacancy, Verdict,
};
use crate::model::{
    Class, Consequence, Incarnation, Place, RegistryName, TicketNumber, TicketStatus,
};

impl Ledger {
    pub(super) fn apply_intent(&mut self, at: Timestamp, intent: &IntentRecord) {
        self.last_op = self.last_op.max(intent.op.0);
        let releases =
            |consequence: &Consequence| matches!(consequence, Consequence::Releases { .. });
        if intent.consequences.iter().any(releases) {
            let deletion = Deletion {
                registry: intent.registry.clone(),
                group: intent.group.clone(),
                at,
            };
            self.deletions.insert(intent.op, deletion);
        }
        let open = OpenOp {
            intent: intent.clone(),
            at,
            sent_uncertain: false,
            unsettleable: false,
            unidentified: false,
        };
        self.open.insert(intent.op, open);
    }

    pub(super) fn apply_outcome(&mut self, at: Timestamp, outcome: &OutcomeRecord) {
        self.known_tickets.extend(outcome.ticket.clone());
        let Some(mut open) = self.open.remove(&outcome.op) else {
            return;
        };
        if open.intent.attempt != outcome.attempt {
            // An answer to an attempt that is over says nothing about the one that is open.
            self.open.insert(outcome.op, open);
            return;
        }
        self.hear(at, &open.intent);
        match outcome.class {
            Class::Done => self.take_effect(at, open, outcome.incarnation.as_ref()),
            Class::Ticketed => self.await_ticket(at, open, outcome.ticket.as_ref()),
            Class::Refused | Class::Busy | Class::Unsent => self.undo(outcome.op),
            Class::Uncertain => {
                open.sent_uncertain = true;
                self.open.insert(outcome.op, open);
            }
        }
    }

    pub(super) fn apply_settled(&mut self, at: Timestamp, settled: &SettledRecord) {
        self.known_tickets.extend(settled.ticket.clone());
        let Some(mut open) = self.take_open(settled.op) else {
            return;
        };
        self.hear(at, &open.intent);
        match settled.verdict {
            Verdict::Applied => self.take_effect(at, open, settled.incarnation.as_ref()),
            Verdict::NotApplied | Verdict::Conflict => self.undo(settled.op),
            Verdict::Ticketed => self.await_ticket(at, open, settled.ticket.as_ref()),
            Verdict::Uncertain | Verdict::Unsettleable => {
                open.sent_uncertain = true;
                open.unsettleable = settled.verdict == Verdict::Unsettleable;
                self.open.insert(settled.op, open);
            }
        }
    }

    pub(super) fn apply_ticket(
        &mut self,
        at: Timestamp,
        number: &TicketNumber,
        status: &TicketStatus,
        end: (Option<TicketEnd>, Option<&Incarnation>),
    ) {
        self.known_tickets.insert(number.clone());
        let Some(ticket) = self.tickets.get_mut(number) else {
            return;
        };
        if ticket.status.as_ref() != Some(status) {
            ticket.changed = at;
        }
        ticket.status = Some(status.clone());
        let (Some(end), incarnation) = end else {
            return;
        };
        let op = ticket.intent.op;
        let Some(open) = self.take_open(op) else {
            return;
        };
        self.hear(at, &open.intent);
        match end {
            TicketEnd::Applied => self.take_effect(at, open, incarnation),
            TicketEnd::NotApplied => self.undo(op),
        }
    }

    fn take_open(&mut self, op: OpId) -> Option<OpenOp> {
        if let Some(open) = self.open.remove(&op) {
            return Some(open);
        }
        let number = self
            .tickets
            .iter()
            .find(|(_, ticket)| ticket.intent.op == op)
            .map(|(number, _)| number.clone())?;
        let ticket = self.tickets.remove(&number)?;
        Some(OpenOp {
            intent: ticket.intent,
            at: ticket.since,
            sent_uncertain: true,
            unsettleable: false,
            unidentified: false,
        })
    }

    /// A write that took effect. When it must leave us owning an object and nothing says which, it stays open.
    fn take_effect(&mut self, at: Timestamp, mut open: OpenOp, found: Option<&Incarnation>) {
        let needs_object = open.intent.consequences.iter().any(|consequence| {
            matches!(
                consequence,
                Consequence::Owns { .. }
                    | Consequence::Keeps { .. }
                    | Consequence::Obliges { customer: None, .. }
            )
        });
        if needs_object && found.is_none() {
            open.sent_uncertain = true;
            open.unidentified = true;
            self.open.insert(open.intent.op, open);
            return;
        }
        let intent = open.intent;
        for consequence in &intent.consequences {
            let (registry, place) = match consequence {
                Consequence::Owns { place, .. } => (&intent.registry, place),
                Consequence::Releases { registry, place } => {
                    (registry.as_ref().unwrap_or(&intent.registry), place)
                }
                Consequence::Obliges { .. }
                | Consequence::Discharges { .. }
                | Consequence::Empties { .. }
                | Consequence::Fills { .. }
                | Consequence::Keeps { .. }
                | Consequence::Drops { .. } => continue,
            };
            self.confirmed.insert((registry.clone(), place.clone()), at);
        }
        for consequence in &intent.consequences {
            self.follow(at, &intent, consequence, found);
        }
    }

    fn follow(
        &mut self,
        at: Timestamp,
        intent: &IntentRecord,
        consequence: &Consequence,
        found: Option<&Incarnation>,
    ) {
        let registry = &intent.registry;
        let cause = || intent.step.to_string();
        match consequence {
            Consequence::Owns {
                place,
                customer,
                protected,
            } => {
                if let Some(incarnation) = found.cloned() {
                    let owned = Owned {
                        incarnation,
                        customer: customer.clone(),
                        protected: *protected,
                        since: at,
                    };
                    self.own(registry, place, owned);
                }
            }
            Consequence::Releases {
                registry: of,
                place,
            } => {
                let of = of.as_ref().unwrap_or(registry);
                self.owned.remove(&(of.clone(), place.clone()));
            }
            Consequence::Obliges {
                registry: of,
                customer,
                place,
            } => {
                let registry = of.as_ref().unwrap_or(registry);
                if let Some(customer) = customer.as_ref().or(found) {
                    self.oblige(at, registry, (customer, place), cause());
                }
            }
            Consequence::Discharges { customer } => {
                self.obligations
                    .remove(&(registry.clone(), customer.clone()));
            }
            Consequence::Empties { place } => {
                let vacancy = Vacancy {
                    cause: cause(),
                    since: at,
                };
                self.vacancies
                    .insert((registry.clone(), place.clone()), vacancy);
            }
            Consequence::Fills { place } => {
                self.vacancies.remove(&(registry.clone(), place.clone()));
            }
            Consequence::Keeps { .. } | Consequence::Drops { .. } => {
                self.follow_object(at, registry, consequence, found);
            }
        }
    }

    /// A record that a net of ours is given to is never one to delete.
    pub(super) fn own(&mut self, registry: &RegistryName, place: &Place, owned: Owned) {
        if let Some(recipient) = owned.incarnation.recipient.clone() {
            self.obligations.remove(&(registry.clone(), recipient));
        }
        self.owned.insert((registry.clone(), place.clone()), owned);
    }

    pub(super) fn oblige(
        &mut self,
        at: Timestamp,
        registry: &RegistryName,
        (customer, place): (&Incarnation, &Place),
        cause: String,
    ) {
        let obligation = Obligation {
            customer: customer.clone(),
            place: place.clone(),
            cause,
            since: at,
        };
        let key = (registry.clone(), customer.handle.clone());
        self.obligations.insert(key, obligation);
    }

    /// A ticket without a number, or with the number of another write, would lose one of the two.
    fn await_ticket(&mut self, at: Timestamp, mut open: OpenOp, number: Option<&TicketNumber>) {
        match number {
            Some(number) if !self.tickets.contains_key(number) => {
                let ticket = OpenTicket {
                    intent: open.intent,
                    status: None,
                    since: at,
                    changed: at,
                };
                self.tickets.insert(number.clone(), ticket);
            }
            Some(_) | None => {
                open.sent_uncertain = true;
                self.open.insert(open.intent.op, open);
            }
        }
    }

    /// A write that had no effect.
    fn undo(&mut self, op: OpId) {
        self.deletions.remove(&op);
    }

    fn hear(&mut self, at: Timestamp, intent: &IntentRecord) {
        if let Some(place) = &intent.place {
            self.heard
                .insert((intent.registry.clone(), place.clone()), at);
        }
    }
}
