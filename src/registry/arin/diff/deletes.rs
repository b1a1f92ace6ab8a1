//! Nets that go, and what keeps them: no entry, a block that takes their space, a name given to `swipd prune`.

use super::super::Unmanaged;
use super::super::live::LiveNet;
use super::{Comparison, Here, section, steps};
use crate::model::{Action, Change, Key, NetType, StepId};
use crate::registry::{Below, FindingKind, Stated};

impl<'a> Comparison<'a> {
    /// A live net that no block is, and none overlaps.
    pub(super) fn undeclared(&mut self, here: Here<'a>, net: &'a LiveNet) {
        if self.blocked.meets(net.place.range) {
            return;
        }
        match self.owned(net) {
            Some(owned) if owned.protected => {
                let who = owned.customer.to_string();
                self.find(
                    here,
                    FindingKind::Keep,
                    net,
                    who,
                    "protected, entry gone".to_owned(),
                );
            }
            Some(_)
                if self.held(here, net)
                    || self.is_declared(here, net)
                    || self.awaited(here, net) => {}
            Some(_) => {
                let why = self.why_gone(net);
                self.delete(here, net, why);
            }
            None if here.network.unmanaged == Unmanaged::Report => {
                self.find(
                    here,
                    FindingKind::Found,
                    net,
                    String::new(),
                    format!("{}, not declared", net.whose()),
                );
            }
            None => {}
        }
    }

    /// A net that is itself a declared network. Where it is ours its entry has gone, and the network stands on it.
    pub(super) fn stood_on(&mut self, here: Here<'a>, net: &LiveNet) {
        let Some(owned) = self
            .owned(net)
            .filter(|_| !self.blocked.meets(net.place.range))
        else {
            return;
        };
        if !self.awaited(here, net) {
            let who = owned.customer.to_string();
            let text = "entry gone; kept, for the network of its range is declared".to_owned();
            self.find(here, FindingKind::Keep, net, who, text);
        }
    }

    /// Whether a person has named a net to be deleted that is not ours, or a reallocation of ours that is declared no
    /// more: others' nets below it go by name alone. Anything else that is ours goes by its entry.
    pub(super) fn is_named(&self, index: usize, net: &LiveNet) -> bool {
        let desired = self.sides.desired;
        if !desired.pruned.contains(&net.place.range) {
            return false;
        }
        let declared = || desired.block_at(index, net.place.range);
        self.owned(net).is_none_or(|owned| {
            net.net_type == NetType::Reallocation
                && !owned.protected
                && !declared().is_some_and(|block| net.is_given_to(&block.recipient))
        })
    }

    /// Deletes a net that a person named (write protocol, section 4).
    pub(super) fn prune(&mut self, here: Here<'a>, net: &'a LiveNet) {
        if self.blocked.meets(net.place.range) {
            return;
        }
        let record = net
            .customer()
            .map_or("", |_| "; its customer record goes too");
        let why = format!("named by swipd prune{record}");
        if self.delete(here, net, why).is_some()
            && let Some(stated) = self.out.changes.last_mut()
        {
            stated.who = net.whose().into();
        }
    }

    /// Whether a declared block has an address of a net. The join says that none has; a delete does not rest on one
    /// reason alone.
    pub(super) fn is_declared(&self, here: Here<'_>, net: &LiveNet) -> bool {
        let desired = self.sides.desired;
        let network = desired.networks.iter();
        let mut network = network
            .enumerate()
            .filter(|(_, n)| n.prefix == here.network.prefix);
        network.any(|(at, _)| desired.block_in(at, net.place.range).is_some())
    }

    /// Whether the delete of a net is held: a ticket for it came to nothing, and the net is as it was. Says so.
    pub(super) fn held(&mut self, here: Here<'_>, net: &LiveNet) -> bool {
        let key = Key::new(net.place.range.to_string());
        let held = self
            .sides
            .ledger
            .held
            .get(&(self.sides.registry.clone(), key, Action::Delete));
        let Some(held) = held.filter(|held| held.fingerprint == net.incarnation.fingerprint())
        else {
            return false;
        };
        let text = format!("its delete is held: {}; ask the registry why", held.reason);
        self.find(here, FindingKind::Held, net, String::new(), text);
        true
    }

    /// Deletes a net of ours and its customer record; returns the step that frees the range.
    pub(super) fn delete(
        &mut self,
        here: Here<'_>,
        net: &'a LiveNet,
        why: String,
    ) -> Option<StepId> {
        let going = self.may_go(here, net)?;
        let change = steps::change_id(self.sides.registry, net.place.range, Action::Delete);
        let mut step = steps::delete_net(self.sides.registry, net, &change, why.clone(), false);
        step.consequences.extend(going.consequences);
        let id = step.id.clone();
        self.out.steps.push(step);
        if let Some(customer) = net.customer() {
            self.out.steps.push(steps::delete_customer(
                self.sides.registry,
                &net.place,
                customer,
                &change,
                vec![id.clone()],
            ));
        }
        let who = self
            .owned(net)
            .map(|owned| owned.customer.to_string())
            .unwrap_or_default();
        self.out.changes.push(Stated {
            who: who.into(),
            title: net.view.name.text().clone(),
            because: Some(why.into()),
            private: net.customer().is_some_and(|customer| customer.view.private),
            below: Below::Known(going.below),
            along: going.along,
            ticket: going.below > 0,
            ..Stated::new(
                Change::one(change, Action::Delete),
                section(here),
                net.place.range.to_string(),
            )
        });
        Some(id)
    }
}
