//! How each line changes the ledger. Every rule leans to the careful side: what is in doubt stays open.

use jiff::Timestamp;

use super::{Entry, Held, Ledger, OpenRun, Owned, Quirk, State, Stray, Vacancy};
use crate::model::RegistryName;

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
            | Entry::Quirk { .. }
            | Entry::Object { .. } => self.apply_note(at, entry),
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
        } else {
            self.apply_object(at, entry);
        }
    }
}

pub(super) fn set<K: Ord, V>(
    map: &mut std::collections::BTreeMap<K, V>,
    key: K,
    state: State,
    value: V,
) {
    match state {
        State::Open => {
            map.insert(key, value);
        }
        State::Closed => {
            map.remove(&key);
        }
    }
}
