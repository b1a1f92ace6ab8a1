//! A block and a net with the same range: nothing, adopt, modify, replace, or an objection.

use std::borrow::Cow;

use super::super::live::{LiveCustomer, LiveNet, LiveRecipient};
use super::super::view::{CustomerView, details};
use super::super::{Block, Profile, Recipient};
use super::itself::content;
use super::{Comparison, Here, customers_section, section, steps};
use crate::journal::{Entry, Owned};
use crate::model::{
    Action, Change, HasOrigin, NetType, Origin, PackedContent, StepId, folded_name,
};
use crate::registry::{Below, FindingKind, Stated};

impl<'a> Comparison<'a> {
    /// Compares a declared block with the net in its place.
    pub(super) fn matched(&mut self, here: Here<'a>, block: &'a Block, net: &'a LiveNet) {
        if self.blocked.meets(block.range) {
            return;
        }
        if let LiveRecipient::Unread(why) = &net.recipient {
            return self.unread_net(block, net, why);
        }
        if self.nameless(here, block) {
            return;
        }
        match (self.owned(net), self.given(here, block, net)) {
            (Some(owned), Some(given)) if given.continues(owned) => {
                self.ours(here, block, net, &given, owned);
            }
            (Some(owned), _) => self.replace(here, block, net, owned),
            (None, Some(given)) if given.matches() => {
                let adopt = self.adopt(here, block, net, &given);
                self.modify(here, block, net, &given, Some(&adopt));
            }
            (None, _) => self.taken(block, net),
        }
    }

    /// How a net is given to whom it is declared for; nothing when it is another kind of net, or another org's.
    fn given(&self, here: Here<'a>, block: &Block, net: &'a LiveNet) -> Option<Given<'a>> {
        let Recipient::Customer(key) = &block.recipient else {
            return net.is_given_to(&block.recipient).then_some(Given::Org);
        };
        let profile = self.profile(key)?;
        let simple = net.net_type == NetType::Reassignment;
        let customer = net.customer().filter(|_| simple)?;
        Some(Given::Customer(
            profile,
            content(here, block, profile)?,
            customer,
        ))
    }

    fn ours(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        net: &'a LiveNet,
        given: &Given<'a>,
        owned: &'a Owned,
    ) {
        let key = block.recipient.key();
        let same_key = owned.customer == key;
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
                customer: key,
            });
        }
        if owned.protected != block.protect {
            let (kind, text) = if block.protect {
                (
                    FindingKind::Protected,
                    "from now on; nothing is sent for that",
                )
            } else {
                (
                    FindingKind::Unprotected,
                    "no longer; nothing is sent for that",
                )
            };
            let who = block.recipient.to_string();
            self.find(here, kind, net, who, text.to_owned());
            self.out.notes.push(Entry::Protected {
                registry,
                place,
                protected: block.protect,
            });
        }
        self.modify(here, block, net, given, None);
    }

    fn adopt(
        &mut self,
        here: Here<'a>,
        block: &'a Block,
        net: &'a LiveNet,
        given: &Given<'a>,
    ) -> StepId {
        self.filled(block.range);
        let change = steps::change_id(self.sides.registry, block.range, Action::Adopt);
        let step = steps::adopt(self.sides.registry, block, net, given.name(), &change);
        let id = step.id.clone();
        self.out.steps.push(step);
        self.out.changes.push(Stated {
            who: block.recipient.to_string().into(),
            because: Some("matches; sends nothing".into()),
            origin: Some(block.origin()),
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
        given: &Given<'a>,
        adopt: Option<&StepId>,
    ) {
        // Most blocks of an estate end here.
        if given.is_as_said() && net.view.is_as(block.said()) {
            if adopt.is_none() {
                self.unchanged();
            }
            return;
        }
        let registry = self.sides.registry;
        let change = steps::change_id(registry, block.range, Action::Modify);
        let wanted_net = net.view.wanted(block.said());
        let mut made = Vec::new();
        let mut profile_details = Vec::new();
        if let Given::Customer(profile, content, customer) = given {
            let live = customer.view.unpacked();
            let wanted = CustomerView::wanted(&content.unpacked(), Some(&live));
            if wanted != live {
                made.push(steps::modify_customer(
                    registry,
                    net,
                    customer,
                    &wanted,
                    &change,
                    &profile.origin(),
                ));
            }
            profile_details = details(&live.fields(), &wanted.fields());
        }
        if wanted_net != net.view {
            made.push(steps::modify_net(
                registry,
                net,
                &wanted_net,
                &change,
                &block.origin(),
            ));
        }
        for step in &mut made {
            step.requires.extend(adopt.cloned());
        }
        self.out.steps.extend(made);
        let net_details = details(&net.view.fields(), &wanted_net.fields());
        let only_profile = given.origin().filter(|_| net_details.is_empty());
        self.out.changes.push(Stated {
            who: block.recipient.to_string().into(),
            private: self.is_private(block, Some(net)),
            title: wanted_net.name.to_string().into(),
            profile: profile_details,
            details: net_details,
            origin: Some(only_profile.clone().unwrap_or_else(|| block.origin())),
            ..Stated::new(
                Change::one(change, Action::Modify),
                if only_profile.is_some() {
                    customers_section()
                } else {
                    section(here)
                },
                block.range.to_string(),
            )
        });
    }

    fn replace(&mut self, here: Here<'a>, block: &'a Block, net: &'a LiveNet, owned: &'a Owned) {
        if block.protect || owned.protected {
            return self.protected(block, net, "a replace would delete it first");
        }
        if self.held(here, net) {
            return;
        }
        let (Some(to), Some(going)) = (self.recipient_of(here, block), self.may_go(here, net))
        else {
            return;
        };
        let registry = self.sides.registry;
        let change = steps::change_id(registry, block.range, Action::Replace);
        let because = why_another(block, net, owned);
        let org = block.recipient.org();
        let first = org.and_then(|org| self.first_for.get(org));
        let mut delete = steps::delete_net(registry, net, &change, because.clone(), true);
        delete.consequences.extend(going.consequences);
        delete.requires.extend(first.cloned());
        let freed = vec![delete.id.clone()];
        self.out.steps.push(delete);
        let creation = steps::Creation {
            registry,
            block,
            name: steps::name_of(here.network, block),
            origin: block.origin(),
            place: net.place.clone(),
            to,
            separate: self.sides.separate,
            seen_empty: false,
            change: &change,
            why: because.as_str().into(),
            fills: vec![net.place.clone()],
        };
        let mut done = freed.clone();
        let creates = steps::create(creation, freed);
        done.extend(creates.iter().map(|step| step.id.clone()));
        if let (Some(org), Some(first)) = (org, creates.first()) {
            let known = self.first_for.entry(org.clone());
            known.or_insert_with(|| first.id.clone());
        }
        self.out.steps.extend(creates);
        if let Some(old) = net.customer() {
            self.out.steps.push(steps::delete_customer(
                registry, &net.place, old, &change, done,
            ));
        }
        self.out.changes.push(Stated {
            who: successor(owned, block).into(),
            private: self.is_private(block, Some(net)),
            because: Some(because.into()),
            origin: Some(block.origin()),
            below: Below::Known(going.below),
            along: going.along,
            ticket: going.below > 0,
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

/// How a net is given to whom it is declared for.
pub(super) enum Given<'a> {
    /// To a customer, by this record; it is to be as the profile says.
    Customer(&'a Profile, Cow<'a, PackedContent>, &'a LiveCustomer),
    /// To the org, in the declared way.
    Org,
}

impl Given<'_> {
    /// Whether the record has the customer's name.
    fn matches(&self) -> bool {
        match self {
            Self::Customer(_, content, customer) => {
                folded_name(content.name()) == folded_name(customer.view.name())
            }
            Self::Org => true,
        }
    }

    /// Whether the record is already as the profile says.
    fn is_as_said(&self) -> bool {
        match self {
            Self::Customer(_, content, customer) => customer.view.is_as(content),
            Self::Org => true,
        }
    }

    /// Whether a net of ours still is the declared recipient's: the same key, a former one, or the same name.
    fn continues(&self, owned: &Owned) -> bool {
        match self {
            Self::Customer(profile, ..) => {
                owned.customer == profile.key
                    || profile.formerly.contains(&owned.customer)
                    || self.matches()
            }
            Self::Org => true,
        }
    }

    /// Where the profile stands.
    fn origin(&self) -> Option<Origin> {
        match self {
            Self::Customer(profile, ..) => Some(profile.origin()),
            Self::Org => None,
        }
    }

    /// The customer's name, as declared.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Customer(_, content, _) => Some(content.name()),
            Self::Org => None,
        }
    }
}

/// Whose a net was, and whose it becomes.
fn successor(owned: &Owned, block: &Block) -> String {
    let (was, becomes) = (owned.customer.to_string(), block.recipient.to_string());
    if was == becomes {
        becomes
    } else {
        format!("{was} → {becomes}")
    }
}

/// Why a net can not become what is declared without being deleted: only its name, its comment and its POCs change
/// in place (reference 2.7).
fn why_another(block: &Block, net: &LiveNet, owned: &Owned) -> String {
    let was = match (&net.net_type, &net.recipient) {
        (NetType::Reallocation, _) => "reallocation",
        (_, LiveRecipient::Customer(_)) => "simple reassignment",
        _ => "detailed reassignment",
    };
    let customer = block.recipient.customer();
    let becomes = match (customer, block.recipient.net_type()) {
        (Some(_), _) => "simple reassignment",
        (None, NetType::Reallocation) => "reallocation",
        (None, _) => "detailed reassignment",
    };
    match customer {
        _ if was != becomes => format!("a {was} cannot become a {becomes}"),
        Some(key) => format!("its customer is another: {key} is not {}", owned.customer),
        None => format!("a {was} cannot change its org"),
    }
}
