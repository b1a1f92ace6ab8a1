//! How each line changes the ledger. Every rule leans to the careful side: what is in doubt stays open.

use jiff::Timestamp;

use super::{
    Deletion, Entry, Held, IntentRecord, Ledger, Obligation, OpId, OpenOp, OpenRun, OpenTicket,
    OutcomeRecord, Owned, Quirk, SettledRecord, State, Stray, TicketEnd, Vacancy, Verdict,
};
use crate::model::{
    Action, Class, Consequence, Incarnation, Place, RegistryName, TicketNumber, TicketStatus,
};

impl Ledger {
    /// Takes one line in. Pure, and defined for every sequence of lines: a line about something that is not
    /// open changes nothing.
    pub fn apply(&mut self, seq: u64, at: Timestamp, entry: &Entry) {
        self.seq = seq;
        self.last_at = Some(at);
        match entry {
            Entry::Opened { journal, .. } => self.apply_opened(journal),
            Entry::Closed => {}
            Entry::Bound { registry, identity } => self.apply_bound(registry, identity),
            Entry::Retired { successor } => self.retired = Some(successor.clone()),
            Entry::RunBegun { .. } | Entry::RunEnded { .. } | Entry::Approved { .. } => {
                self.apply_run(seq, at, entry);
            }
            Entry::Intent(intent) => self.apply_intent(at, intent),
            Entry::Outcome(outcome) => self.apply_outcome(at, outcome),
            Entry::Settled(settled) => self.apply_settled(at, settled),
            Entry::Adopted { .. }
            | Entry::Released { .. }
            | Entry::Rekeyed { .. }
            | Entry::Protected { .. } => self.apply_ownership(at, entry),
            Entry::Obligation { .. }
            | Entry::Vacancy { .. }
            | Entry::Stray { .. }
            | Entry::Held { .. }
            | Entry::Quirk { .. } => self.apply_note(at, entry),
            Entry::Ticket {
                number,
                status,
                end,
                incarnation,
                ..
            } => self.apply_ticket(at, number, status, (*end, incarnation.as_ref())),
        }
    }

    /// A line that this version can not read: its operation number is taken, and nothing may be deleted.
    pub(super) fn apply_unknown(&mut self, seq: u64, at: Timestamp, op: Option<u64>, why: String) {
        self.seq = seq;
        self.last_at = Some(at);
        self.last_op = self.last_op.max(op.unwrap_or(0));
        self.distrust.push(why);
    }

    fn apply_opened(&mut self, journal: &str) {
        match &self.journal {
            None => self.journal = Some(journal.to_owned()),
            Some(known) if known == journal => {}
            Some(known) => self.distrust.push(format!(
                "line {} is of the journal {journal}, the lines before it are of {known}",
                self.seq
            )),
        }
    }

    fn apply_bound(&mut self, registry: &RegistryName, identity: &str) {
        match self.bound.get(registry) {
            None => {
                self.bound.insert(registry.clone(), identity.to_owned());
            }
            Some(known) if known == identity => {}
            Some(known) => self.distrust.push(format!(
                "line {} binds {registry} to {identity}, it is bound to {known}",
                self.seq
            )),
        }
    }

    fn apply_run(&mut self, seq: u64, at: Timestamp, entry: &Entry) {
        if let Entry::RunBegun {
            revision,
            digest,
            base,
            ..
        } = entry
        {
            self.revision = revision.clone().or_else(|| self.revision.take());
            self.approvals.remove(digest);
            if let Some(base) = base {
                self.consumed.insert((base.clone(), digest.clone()), false);
            }
            self.run = Some(OpenRun {
                seq,
                digest: digest.clone(),
                base: base.clone(),
                since: at,
            });
        } else if let Entry::Approved { digest, user } = entry {
            self.approvals.insert(digest.clone(), (user.clone(), at));
        } else if let Some(OpenRun {
            digest,
            base: Some(base),
            ..
        }) = self.run.take()
        {
            self.consumed.insert((base, digest), true);
        }
    }

    fn apply_intent(&mut self, at: Timestamp, intent: &IntentRecord) {
        self.last_op = self.last_op.max(intent.op.0);
        if intent.action == Action::Delete && intent.place.is_some() {
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
            unidentified: false,
        };
        self.open.insert(intent.op, open);
    }

    fn apply_outcome(&mut self, at: Timestamp, outcome: &OutcomeRecord) {
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

    fn apply_settled(&mut self, at: Timestamp, settled: &SettledRecord) {
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
                self.open.insert(settled.op, open);
            }
        }
    }

    fn apply_ticket(
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

    fn apply_ownership(&mut self, at: Timestamp, entry: &Entry) {
        if let Entry::Adopted {
            registry,
            place,
            incarnation,
            customer,
            protected,
            ..
        } = entry
        {
            let owned = Owned {
                incarnation: incarnation.clone(),
                customer: customer.clone(),
                protected: *protected,
                since: at,
            };
            self.own(registry, place, owned);
        } else if let Entry::Released {
            registry,
            place,
            incarnation,
            ..
        } = entry
        {
            let at = (registry.clone(), place.clone());
            self.owned
                .retain(|key, owned| *key != at || !owned.incarnation.same(incarnation));
        } else if let Entry::Rekeyed {
            registry,
            place,
            customer,
        } = entry
        {
            if let Some(owned) = self.owned.get_mut(&(registry.clone(), place.clone())) {
                owned.customer = customer.clone();
            }
        } else if let Entry::Protected {
            registry,
            place,
            protected,
        } = entry
            && let Some(owned) = self.owned.get_mut(&(registry.clone(), place.clone()))
        {
            owned.protected = *protected;
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
            unidentified: false,
        })
    }

    /// A write that took effect. When it must leave us owning an object and nothing says which, it stays open.
    fn take_effect(&mut self, at: Timestamp, mut open: OpenOp, found: Option<&Incarnation>) {
        let needs_object = open.intent.consequences.iter().any(|consequence| {
            matches!(
                consequence,
                Consequence::Owns { .. } | Consequence::Obliges { customer: None, .. }
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
            Consequence::Releases { place } => {
                self.owned.remove(&(registry.clone(), place.clone()));
            }
            Consequence::Obliges { customer, place } => {
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
        }
    }

    /// A record that a net of ours is given to is never one to delete.
    fn own(&mut self, registry: &RegistryName, place: &Place, owned: Owned) {
        if let Some(recipient) = owned.incarnation.recipient.clone() {
            self.obligations.remove(&(registry.clone(), recipient));
        }
        self.owned.insert((registry.clone(), place.clone()), owned);
    }

    fn oblige(
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

    fn apply_note(&mut self, at: Timestamp, entry: &Entry) {
        if let Entry::Obligation {
            state,
            registry,
            customer,
            place,
            cause,
        } = entry
        {
            match state {
                State::Open => self.oblige(at, registry, (customer, place), cause.clone()),
                State::Closed => {
                    self.obligations
                        .remove(&(registry.clone(), customer.handle.clone()));
                }
            }
        } else if let Entry::Vacancy {
            state,
            registry,
            place,
            cause,
        } = entry
        {
            let value = Vacancy {
                cause: cause.clone(),
                since: at,
            };
            set(
                &mut self.vacancies,
                (registry.clone(), place.clone()),
                *state,
                value,
            );
        } else {
            self.apply_rare(at, entry);
        }
    }

    fn apply_rare(&mut self, at: Timestamp, entry: &Entry) {
        if let Entry::Stray {
            state,
            registry,
            op,
            name,
            cause,
        } = entry
        {
            let value = Stray {
                name: name.clone(),
                cause: cause.clone(),
                since: at,
            };
            set(&mut self.strays, (registry.clone(), *op), *state, value);
        } else if let Entry::Held {
            state,
            registry,
            key,
            action,
            fingerprint,
            reason,
        } = entry
        {
            let value = Held {
                fingerprint: fingerprint.clone(),
                reason: reason.clone(),
                since: at,
            };
            set(
                &mut self.held,
                (registry.clone(), key.clone(), *action),
                *state,
                value,
            );
        } else if let Entry::Quirk {
            state,
            registry,
            handle,
            field,
            asked,
            got,
        } = entry
        {
            let value = Quirk {
                asked: asked.clone(),
                got: got.clone(),
            };
            let key = (registry.clone(), handle.clone(), field.clone());
            set(&mut self.quirks, key, *state, value);
        }
    }
}

fn set<K: Ord, V>(map: &mut std::collections::BTreeMap<K, V>, key: K, state: State, value: V) {
    match state {
        State::Open => {
            map.insert(key, value);
        }
        State::Closed => {
            map.remove(&key);
        }
    }
}
