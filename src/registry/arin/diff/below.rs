//! What goes down with a reallocation, and what forbids that: everything registered below it goes too, and can not be
//! brought back.

use std::collections::BTreeSet;

use super::super::Network;
use super::super::live::{LiveNet, NetsBelow};
use super::{Comparison, Here, section};
use crate::journal::Owned;
use crate::model::{
    Consequence, Incarnation, NetHandle, NetType, Place, Range, RegistryName, Text,
};
use crate::registry::{Along, Finding, FindingKind};

/// A line of the journal's account of what is ours.
type Ours<'a> = (&'a (RegistryName, Place), &'a Owned);

/// What goes down with a net.
#[derive(Default)]
pub(super) struct Going {
    /// How many nets below it.
    pub(super) below: u64,
    /// Those of them that are ours, in address order.
    pub(super) along: Vec<Along>,
    /// What that means for our record.
    pub(super) consequences: Vec<Consequence>,
}

impl<'a> Comparison<'a> {
    /// How many nets go down with a net of ours; objects when it must stay: its customer record could not be read,
    /// what lies below it could not be counted, or is protected, declared, or not ours and was not named by a person
    /// (write protocol, section 4).
    pub(super) fn may_go(&mut self, here: Here<'_>, net: &LiveNet) -> Option<Going> {
        self.readable_recipient(here, net)?;
        if net.net_type != NetType::Reallocation {
            return Some(Going::default());
        }
        let range = net.place.range;
        let mut protected = self
            .sides
            .ledger
            .owned
            .iter()
            .filter(|((_, place), owned)| {
                *place != net.place && owned.protected && range.contains(place.range)
            });
        if let Some(((_, place), _)) = protected.next() {
            self.stays(
                here,
                net,
                "protected",
                &format!("{} below it is protected", place.range),
                "delete what lies below it first; a protected block needs its protect taken away",
            );
            return None;
        }
        if let Some(inner) = self.declared_below(here, range) {
            self.stays(
                here,
                net,
                "declared-below",
                &format!("the network {inner} below it is declared"),
                "take that network and its blocks out first, in a change of their own",
            );
            return None;
        }
        let Some(below) = &net.below else {
            self.stays(
                here,
                net,
                "below-unknown",
                "what is registered below it could not be counted",
                "plan again when the registry answers; what lies below may have to go first",
            );
            return None;
        };
        if let Some(first) = below.others.first()
            && !self.sides.desired.pruned.contains(&range)
        {
            let why = match below.others.len() {
                1 => format!("{first} below it is not ours"),
                number => format!("{number} nets below it are not ours, {first} first"),
            };
            let help = format!("if they are to go too, name it: swipd prune {range}");
            self.stays(here, net, "others-below", &why, &help);
            return None;
        }
        Some(self.going(net, below))
    }

    /// All that goes down with a net.
    fn going(&self, net: &LiveNet, below: &NetsBelow) -> Going {
        let ours = self.ours_below(net, &below.nets);
        let mut along: Vec<_> = ours
            .iter()
            .map(|((_, place), owned)| (place.range, owned.customer.text().clone()))
            .collect();
        along.sort();
        let along = along.into_iter().map(|(range, who)| Along {
            subject: range.to_string().into(),
            who,
        });
        // Those go only when a person has named what is above them, and that person is to see which they are.
        let others = below.others.iter().map(|handle| Along {
            subject: handle.text().clone(),
            who: "not ours".into(),
        });
        Going {
            below: count(&below.nets, &ours),
            along: along.chain(others).collect(),
            consequences: follows(self.sides.registry, net, &ours),
        }
    }

    /// What is ours of what goes down with a net, by any name of the registry: a network inside a reallocation has its
    /// own, with its own key.
    fn ours_below(&self, net: &LiveNet, below: &[NetHandle]) -> Vec<Ours<'a>> {
        let owned = self.sides.ledger.owned.iter().filter(|((name, place), _)| {
            let under = place.parent.as_str() == net.incarnation.handle.as_str()
                || below.contains(&place.parent);
            under && self.is_here(name)
        });
        owned.collect()
    }

    /// Whether a name stands for the registry in hand.
    fn is_here(&self, name: &RegistryName) -> bool {
        let bound = &self.sides.ledger.bound;
        let here = || bound.get(self.sides.registry);
        name == self.sides.registry || bound.get(name).is_some_and(|other| here() == Some(other))
    }

    /// A network, of any registry, that lies in a range of this one.
    fn declared_below(&self, here: Here<'_>, range: Range) -> Option<Range> {
        let desired = self.sides.desired;
        let own = desired.networks.iter().map(|network| network.prefix);
        own.chain(desired.elsewhere.iter().copied())
            .filter(|prefix| *prefix != here.network.prefix)
            .map(crate::model::Prefix::range)
            .find(|inner| range.contains(*inner))
    }

    /// Whether a network that is not there yet is a reallocation that is declared: it is registered by this plan, and
    /// what lies in it by the next. Says so.
    pub(super) fn awaits_reallocation(&mut self, declared: &'a Network) -> bool {
        let Some(org) = self.sides.desired.promised.get(&declared.prefix) else {
            return false;
        };
        let section = crate::registry::SectionId(declared.prefix.to_string().into());
        let text = format!("waits until it is reallocated to {org}");
        self.out.findings.push(Finding {
            origin: Some(declared.origin.clone()),
            ..Finding::new(
                FindingKind::Wait,
                section,
                declared.prefix.to_string(),
                text,
            )
        });
        true
    }

    /// Says of a line in the plan that nothing is done there.
    pub(super) fn stands(&mut self, here: Here<'_>, net: &LiveNet) {
        let subject = net.place.range.to_string();
        if self.objected.insert(net.place.range) {
            self.out.findings.push(Finding {
                who: net.whose(),
                ..Finding::new(
                    FindingKind::Objected,
                    section(here),
                    subject,
                    "see below".to_owned(),
                )
            });
        }
    }
}

/// What the end of a net means for what is ours below it, and for the customer records of that.
fn follows(registry: &RegistryName, net: &LiveNet, ours: &[Ours<'_>]) -> Vec<Consequence> {
    let mut consequences = Vec::new();
    for ((name, place), owned) in ours {
        let other = (name != registry).then(|| name.clone());
        consequences.push(Consequence::Releases {
            registry: other.clone(),
            place: place.clone(),
        });
        // The parent of the place goes too; the one above it vouches for the record's absence.
        let vouched = Place {
            parent: net.place.parent.clone(),
            range: place.range,
        };
        consequences.extend(owned.customer_record().map(|record| Consequence::Obliges {
            registry: other,
            customer: Some(Incarnation {
                handle: record.into(),
                registered: Text::default(),
                recipient: None,
            }),
            place: vouched,
        }));
    }
    consequences
}

/// How many nets go down: those of the list, and what is ours and not listed yet.
fn count(listed: &[NetHandle], ours: &[Ours<'_>]) -> u64 {
    let mut handles: BTreeSet<&str> = listed.iter().map(NetHandle::as_str).collect();
    handles.extend(
        ours.iter()
            .map(|(_, owned)| owned.incarnation.handle.as_str()),
    );
    handles.len() as u64
}
