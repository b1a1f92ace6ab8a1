//! A block and a net with the same range: nothing, adopt, modify, replace, or an objection.

use super::super::live::{LiveCustomer, LiveNet, LiveRecipient};
use super::super::view::{CustomerView, details};
use super::super::{Block, Profile};
use super::{Comparison, Here, customers_section, section, steps};
use crate::journal::{Entry, Owned};
use crate::model::{Action, Change, NetType, StepId, folded_name};
use crate::registry::{FindingKind, Stated};

impl<'a> Comparison<'a> {
    /// Compares a declared block with the net in its place.
    pub(super) fn matched(&mut self, here: Here<'a>, block: &'a Block, net: &'a LiveNet) {
        if self.blocked.meets(block.range) {
            return;
        }
        let key = block.recipient.customer();
        let Some(profile) = key.and_then(|key| self.sides.desired.profiles.get(key)) else {
            return self.not_yet(block);
        };
        let customer = match &net.recipient {
            LiveRecipient::Customer(customer) if net.net_type == NetType::Reassignment => customer,
            LiveRecipient::Customer(_) | LiveRecipient::Org(_) => return self.taken(block, net),
            LiveRecipient::Unread(why) => return self.unread_net(block, net, why),
        };
        match self.owned(net) {
            Some(owned) => self.ours(here, block, net, customer, profile, owned),
            None if folded_name(profile.content.name.as_str())
                == folded_name(&customer.view.name) =>
            {
                let adopt = self.adopt(here, block, net, profile);
                self.modify(here, block, net, customer, profile, Some(&adopt));
            }
            None => self.taken(block, net),
        }
    }

    fn ours(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        net: &'a LiveNet,
        customer: &'a LiveCustomer,
        profile: &'a Profile,
        owned: &'a Owned,
    ) {
        let same_key = owned.customer == profile.key;
        let renamed = profile.formerly.contains(&owned.customer)
            || folded_name(profile.content.name.as_str()) == folded_name(&customer.view.name);
        if !same_key && !renamed {
            return self.replace(here, block, net, customer, owned);
        }
        self.filled(block.range);
        let (registry, place) = (self.sides.registry.clone(), net.place.clone());
        if !same_key {
            let text = format!("was {}; nothing is sent for that", owned.customer);
            self.find(
                here,
                FindingKind::Rekeyed,
                net,
                block.recipient.to_string(),
                text,
            );
            self.out.notes.push(Entry::Rekeyed {
                registry: registry.clone(),
                place: place.clone(),
                customer: profile.key.clone(),
            });
        }
        if owned.protected != block.protect {
            self.out.notes.push(Entry::Protected {
                registry,
                place,
                protected: block.protect,
            });
        }
        self.modify(here, block, net, customer, profile, None);
    }

    fn adopt(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        net: &'a LiveNet,
        profile: &Profile,
    ) -> StepId {
        self.filled(block.range);
        let change = steps::change_id(self.sides.registry, block.range, Action::Adopt);
        let step = steps::adopt(
            self.sides.registry,
            block,
            net,
            profile.content.name.as_str(),
            &change,
        );
        let id = step.id.clone();
        self.out.steps.push(step);
        self.out.changes.push(Stated {
            who: block.recipient.to_string(),
            because: Some("matches; sends nothing".to_owned()),
            origin: Some(block.origin.clone()),
            ..Stated::new(
                Change::one(change, Action::Adopt),
                section(here),
                block.range.to_string(),
            )
        });
        id
    }

    /// The steps for what differs; one change, whether the net, its customer record or both differ.
    fn modify(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        net: &'a LiveNet,
        customer: &'a LiveCustomer,
        profile: &'a Profile,
        adopt: Option<&StepId>,
    ) {
        let registry = self.sides.registry;
        let change = steps::change_id(registry, block.range, Action::Modify);
        let wanted_customer = CustomerView::wanted(&profile.content, Some(&customer.view));
        let wanted_net = net.view.wanted(block.name.as_ref(), &block.comment);
        let mut made = Vec::new();
        if wanted_customer != customer.view {
            made.push(steps::modify_customer(
                registry,
                net,
                customer,
                &wanted_customer,
                &change,
                &profile.origin,
            ));
        }
        if wanted_net != net.view {
            made.push(steps::modify_net(
                registry,
                net,
                &wanted_net,
                &change,
                &block.origin,
            ));
        }
        if made.is_empty() {
            if adopt.is_none() {
                self.unchanged();
            }
            return;
        }
        for step in &mut made {
            step.requires.extend(adopt.cloned());
        }
        self.out.steps.extend(made);
        let profile_details = details(&customer.view.fields(), &wanted_customer.fields());
        let net_details = details(&net.view.fields(), &wanted_net.fields());
        let only_profile = net_details.is_empty();
        self.out.changes.push(Stated {
            who: block.recipient.to_string(),
            title: wanted_net.name.to_string(),
            profile: profile_details,
            details: net_details,
            origin: Some(if only_profile {
                profile.origin.clone()
            } else {
                block.origin.clone()
            }),
            ..Stated::new(
                Change::one(change, Action::Modify),
                if only_profile {
                    customers_section()
                } else {
                    section(here)
                },
                block.range.to_string(),
            )
        });
    }

    fn replace(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        net: &'a LiveNet,
        old: &'a LiveCustomer,
        owned: &'a Owned,
    ) {
        if block.protect || owned.protected {
            return self.protected(block, net, "a replace would delete it first");
        }
        if self.held(here, net) {
            return;
        }
        let Some(customer) = self.customer_of(block) else {
            return;
        };
        let registry = self.sides.registry;
        let change = steps::change_id(registry, block.range, Action::Replace);
        let because = format!(
            "its customer is another: {} is not {}",
            block.recipient, owned.customer
        );
        let delete = steps::delete_net(registry, net, &change, because.clone(), true);
        let freed = vec![delete.id.clone()];
        self.out.steps.push(delete);
        let creation = steps::Creation {
            registry,
            network: here.network,
            block,
            place: net.place.clone(),
            customer,
            separate: self.sides.separate,
            seen_empty: false,
            change: &change,
            why: because.clone(),
            fills: vec![net.place.clone()],
        };
        let mut done = freed.clone();
        let creates = steps::create(creation, freed);
        done.extend(creates.iter().map(|step| step.id.clone()));
        self.out.steps.extend(creates);
        self.out.steps.push(steps::delete_customer(
            registry, &net.place, old, &change, done,
        ));
        self.out.changes.push(Stated {
            who: format!("{} → {}", owned.customer, block.recipient),
            because: Some(because),
            origin: Some(block.origin.clone()),
            ..Stated::new(
                Change::one(change, Action::Replace),
                section(here),
                block.range.to_string(),
            )
        });
    }

    /// Counts a declared block that needs no step.
    fn unchanged(&mut self) {
        self.out.unchanged += 1;
        // The section of the network in hand is the last one, and this is asked for each block of an estate.
        if let Some(found) = self.out.sections.last_mut() {
            found.unchanged += 1;
        }
    }
}
