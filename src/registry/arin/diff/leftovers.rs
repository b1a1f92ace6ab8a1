//! What earlier runs left behind: nets that are ours no longer, customer records without a net, ranges
//! that were emptied and are declared no more.

use std::collections::BTreeSet;

use super::super::live::{LiveCustomer, LiveNet, LiveNetwork, same_record};
use super::super::work::Work;
use super::{Comparison, Here, customers_section, section, steps};
use crate::journal::{Entry, Ledger, Obligation, State};
use crate::model::{
    Action, Change, Consequence, Handle, Incarnation, Key, NetHandle, Place, Step, StepId, Text,
};
use crate::registry::{Finding, FindingKind, Stated};

impl<'a> Comparison<'a> {
    /// Nets of ours under a network that are gone, or live another life: they are ours no longer.
    pub(super) fn lost(&mut self, here: Here<'a>) {
        let registry = self.sides.registry;
        let mut nets = here.live.nets.iter().peekable();
        // Both are in address order, so that one pass finds what is at each place.
        for (place, owned) in Ledger::below(&self.sides.ledger.owned, registry, &here.live.handle) {
            while nets.next_if(|net| net.place.range < place.range).is_some() {}
            let same = nets.peek().is_some_and(|net| {
                net.place.range == place.range && net.incarnation.same(&owned.incarnation)
            });
            if same {
                continue;
            }
            let unread = here
                .live
                .unread
                .iter()
                .any(|(range, _)| range.overlaps(place.range));
            if unread || self.blocked.meets(place.range) {
                continue;
            }
            let text = format!(
                "{} was deleted by somebody else, and is ours no longer",
                owned.incarnation.handle
            );
            let range = place.range.to_string();
            self.out.findings.push(Finding {
                who: owned.customer.to_string(),
                ..Finding::new(FindingKind::Lost, section(here), range, text)
            });
            self.out.notes.push(Entry::Released {
                registry: registry.clone(),
                place: place.clone(),
                incarnation: owned.incarnation.clone(),
                reason: "lost".to_owned(),
            });
            let Some(handle) = &owned.customer_record().map(Handle::from) else {
                continue;
            };
            let customer = match self.sides.live.customers.get(handle) {
                Some(None) => continue,
                Some(Some(live)) => live.incarnation.clone(),
                None => Incarnation {
                    handle: handle.clone(),
                    registered: Text::default(),
                    recipient: None,
                },
            };
            self.out.notes.push(Entry::Obligation {
                state: State::Open,
                registry: registry.clone(),
                customer: customer.clone(),
                place: place.clone(),
                cause: "its net was deleted by somebody else".to_owned(),
            });
            self.oblige(&customer, place);
        }
    }

    /// Everything that belongs to no single network.
    pub(super) fn leftovers(&mut self) {
        let registry = self.sides.registry;
        let obligations: Vec<&'a Obligation> = self
            .sides
            .ledger
            .obligations
            .iter()
            .filter(|((name, _), _)| name == registry)
            .map(|(_, o)| o)
            .collect();
        for obligation in obligations {
            self.oblige(&obligation.customer, &obligation.place);
        }
        self.undeclared_vacancies();
        self.undeclared_networks();
    }

    /// A customer record that must go once nothing links to it.
    fn oblige(&mut self, customer: &Incarnation, place: &Place) {
        if self.blocked.names(&customer.handle) || self.blocked.meets(place.range) {
            return;
        }
        if !self.was_read(place) {
            return self.unread_record(customer);
        }
        if let Some(user) = self.user_of(&customer.handle) {
            let cause = if self.owned(user).is_some() {
                "in use again"
            } else {
                "void: a net that is not ours uses it"
            };
            return self.discharge(customer, place, cause);
        }
        match self.sides.live.customers.get(&customer.handle) {
            Some(None) => self.discharge(customer, place, "gone"),
            Some(Some(live)) if same_record(&live.incarnation, customer) => {
                self.delete_record(live, place);
            }
            Some(Some(_)) => {
                self.discharge(customer, place, "void: another record has this handle");
            }
            None => self.unread_record(customer),
        }
    }

    /// Whether everything was read that could show a net of the record: the place it was made for, or, when its
    /// network is declared no more, every network.
    fn was_read(&self, place: &Place) -> bool {
        let mut networks = self.sides.live.networks.iter();
        let all = networks
            .clone()
            .all(|network| matches!(network, LiveNetwork::Read(_)));
        let own = networks.find_map(|network| match network {
            LiveNetwork::Read(read) if read.handle == place.parent => Some(read),
            LiveNetwork::Read(_) | LiveNetwork::Unread { .. } => None,
        });
        own.map_or(all, |read| {
            !read
                .unread
                .iter()
                .any(|(range, _)| range.overlaps(place.range))
        })
    }

    fn unread_record(&mut self, customer: &Incarnation) {
        self.out.findings.push(Finding::new(
            FindingKind::Uncertain,
            customers_section(),
            customer.handle.to_string(),
            "an old customer record; it stays until all that may use it can be read".to_owned(),
        ));
    }

    fn delete_record(&mut self, live: &'a LiveCustomer, place: &Place) {
        let registry = self.sides.registry;
        let mut requires: Vec<StepId> = Vec::new();
        // A net that made way for others leaves their ranges to be filled, not its own.
        let mut vacant = self.vacant(place.range).into_iter();
        if vacant.any(|vacant| !self.filled.contains(&vacant)) {
            // Until the range is filled again the old record stays: with it the registration could be restored.
            let filling = self.out.steps.iter().filter(|step| {
                step.action == Action::Create
                    && step
                        .claim
                        .as_ref()
                        .is_some_and(|claim| claim.range.overlaps(place.range))
            });
            requires.extend(filling.map(|step| step.id.clone()));
            let declared = self.is_wanted(place);
            if requires.is_empty() && declared {
                return self.awaited_record(live, place);
            }
        }
        if self.held_record(live) {
            return;
        }
        let change =
            crate::model::ChangeId::new(format!("{registry}/{}/delete", live.incarnation.handle));
        if !self.deleted_records.insert(change.clone()) {
            return;
        }
        self.out.steps.push(steps::delete_customer(
            registry, place, live, &change, requires,
        ));
        self.out.changes.push(Stated {
            who: format!("\"{}\"", live.view.name()).into(),
            because: Some(
                format!(
                    "a record of ours for {}; no net links to it any more",
                    place.range
                )
                .into(),
            ),
            private: live.view.private,
            ..Stated::new(
                Change {
                    id: change,
                    action: Action::Delete,
                    count: 0,
                },
                customers_section(),
                live.incarnation.handle.to_string(),
            )
        });
    }

    /// Whether a declared block has an address of a place. When its network is not known by its handle, a block of
    /// any network counts.
    fn is_wanted(&self, place: &Place) -> bool {
        let known = self.sides.live.networks.iter().position(
            |network| matches!(network, LiveNetwork::Read(read) if read.handle == place.parent),
        );
        let desired = self.sides.desired;
        match known {
            Some(network) => desired.block_in(network, place.range).is_some(),
            None => desired.any_block_in(place.range).is_some(),
        }
    }

    /// Says that a record stays while its range can not be filled.
    fn awaited_record(&mut self, live: &LiveCustomer, place: &Place) {
        let text = format!(
            "its net was deleted to replace it; the record stays until {} is registered again",
            place.range
        );
        let handle = live.incarnation.handle.to_string();
        self.out.findings.push(Finding {
            who: format!("\"{}\"", live.view.name()),
            private: live.view.private,
            ..Finding::new(FindingKind::Keep, customers_section(), handle, text)
        });
    }

    /// Whether the delete of a record is held: something that we do not see uses it. Says so.
    fn held_record(&mut self, live: &LiveCustomer) -> bool {
        let handle = &live.incarnation.handle;
        let key = (
            self.sides.registry.clone(),
            Key::new(handle.as_str()),
            Action::Delete,
        );
        let held = self.sides.ledger.held.get(&key);
        let Some(held) = held.filter(|held| held.fingerprint == live.incarnation.fingerprint())
        else {
            return false;
        };
        self.out.findings.push(Finding {
            who: format!("\"{}\"", live.view.name()),
            private: live.view.private,
            ..Finding::new(
                FindingKind::Held,
                customers_section(),
                handle.to_string(),
                format!("its delete is held: {}", held.reason),
            )
        });
        true
    }

    fn discharge(&mut self, customer: &Incarnation, place: &Place, cause: &str) {
        self.out.notes.push(Entry::Obligation {
            state: State::Closed,
            registry: self.sides.registry.clone(),
            customer: customer.clone(),
            place: place.clone(),
            cause: cause.to_owned(),
        });
    }

    /// The live net that was given to a customer record.
    fn user_of(&self, handle: &Handle) -> Option<&'a LiveNet> {
        let users = self.users.get_or_init(|| {
            let networks = self.sides.live.networks.iter();
            let nets = networks.filter_map(|network| match network {
                LiveNetwork::Read(read) => Some(&read.nets),
                LiveNetwork::Unread { .. } => None,
            });
            // Of two nets with one record the first is named.
            nets.flatten()
                .rev()
                .filter_map(|net| Some((net.incarnation.recipient.as_ref()?, net)))
                .collect()
        });
        users.get(handle).copied()
    }

    /// Ranges that a replace emptied, and whose entry has gone since: nothing is to fill them.
    fn undeclared_vacancies(&mut self) {
        let registry = self.sides.registry;
        for (_, place) in self
            .sides
            .ledger
            .vacancies
            .keys()
            .filter(|(name, _)| name == registry)
        {
            if self.is_wanted(place) {
                continue;
            }
            self.out.notes.push(Entry::Vacancy {
                state: State::Closed,
                registry: registry.clone(),
                place: place.clone(),
                cause: "undeclared".to_owned(),
            });
        }
    }

    /// Registrations of ours that lie in no declared network: they are not even read, and left alone.
    fn undeclared_networks(&mut self) {
        if self
            .sides
            .live
            .networks
            .iter()
            .any(|network| matches!(network, LiveNetwork::Unread { .. }))
        {
            return;
        }
        let networks = self.sides.live.networks.iter();
        let declared: BTreeSet<&NetHandle> = networks
            .filter_map(|network| match network {
                LiveNetwork::Read(read) => Some(&read.handle),
                LiveNetwork::Unread { .. } => None,
            })
            .collect();
        // One look at the networks for all places of one parent, which stand together.
        let mut last: Option<(&NetHandle, bool)> = None;
        let mut declared = |place: &'a Place| match last {
            Some((parent, known)) if *parent == place.parent => known,
            Some(_) | None => {
                let known = declared.contains(&place.parent);
                last = Some((&place.parent, known));
                known
            }
        };
        let registry = self.sides.registry;
        // What goes down with a reallocation is named there.
        let going: BTreeSet<&Place> = self.out.steps.iter().flat_map(released).collect();
        let outside: Vec<Finding> = self
            .sides
            .ledger
            .owned
            .iter()
            .filter(|((name, place), _)| {
                name == registry && !declared(place) && !going.contains(place)
            })
            .map(|((_, place), owned)| Finding {
                who: owned.customer.to_string(),
                ..Finding::new(
                    FindingKind::Keep,
                    customers_section(),
                    place.range.to_string(),
                    format!("{} is no declared network; left alone", place.parent),
                )
            })
            .collect();
        self.out.findings.extend(outside);
    }
}

/// What a step ends.
fn released(step: &Step<Work>) -> impl Iterator<Item = &Place> {
    step.consequences.iter().filter_map(|consequence| {
        if let Consequence::Releases {
            registry: None,
            place,
        } = consequence
        {
            Some(place)
        } else {
            None
        }
    })
}
