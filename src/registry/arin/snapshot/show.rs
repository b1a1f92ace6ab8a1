//! Shows a snapshot beside a checkout: the live picture and the ledger as far as they can be known there, so that the
//! comparison is the same as ever.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::diff::network_content;
use super::super::live::{
    ItselfRead, Live, LiveCustomer, LiveNet, LiveNetwork, LiveRecipient, NetsBelow, ReadNetwork,
    SOMEBODY,
};
use super::super::{Block, Desired, Network};
use super::keys::Keys;
use super::picture::{
    NetPicture, NetworkPicture, OpenPicture, OwnedPicture, Picture, ReadPicture, Seen, To,
};
use super::take::itself;
use super::views::{Asking, unshown_customer, unshown_net};
use super::{about, shown};
use crate::journal::{Held, Ledger, Obligation, Owned, Vacancy};
use crate::model::{Action, Handle, Incarnation, Key, NetHandle, Place, Range, RegistryName};
use crate::registry::snapshot::PrintKey;

/// The registration date of everything in a snapshot, and of another life of it.
const ONE_LIFE: &str = "";
const ANOTHER_LIFE: &str = "another";

/// What is shown.
#[derive(Clone, Copy)]
pub(in super::super) struct Showing<'a> {
    pub(in super::super) registry: &'a RegistryName,
    pub(in super::super) picture: &'a Picture,
    /// Nothing where the key is not there.
    pub(in super::super) key: Option<&'a PrintKey>,
    pub(in super::super) desired: &'a Desired,
    /// When it was taken.
    pub(in super::super) as_of: Timestamp,
}

/// The two sides of a comparison that are not the checkout.
pub(in super::super) struct Shown {
    pub(in super::super) live: Live,
    pub(in super::super) ledger: Ledger,
    /// Blocks that are registered, and could not be compared without the key.
    pub(in super::super) uncompared: u64,
    /// Those among them that are not ours, by the position of their network: nobody can tell for whom they are
    /// registered.
    pub(in super::super) unknown: Vec<(usize, Range)>,
}

impl Showing<'_> {
    /// Shows it.
    pub(in super::super) fn shown(self) -> Shown {
        let mut shown = Shown {
            live: Live::default(),
            ledger: Ledger::default(),
            uncompared: 0,
            unknown: Vec::new(),
        };
        let owned: BTreeMap<&Place, &OwnedPicture> = self
            .picture
            .owned
            .iter()
            .map(|one| (&one.place, one))
            .collect();
        let known: BTreeMap<Range, &NetworkPicture> = self
            .picture
            .networks
            .iter()
            .map(|one| (one.range, one))
            .collect();
        let keys = Keys::of(self.desired);
        for (at, network) in self.desired.networks.iter().enumerate() {
            let live = match known.get(&network.prefix.range()).map(|one| &one.seen) {
                Some(Seen::Read(read)) => self.network((at, network), read, &owned, &mut shown),
                Some(Seen::Unread(code)) => unread(code),
                None => never_read(at, &mut shown.live),
            };
            shown.live.networks.push(live);
        }
        for one in &self.picture.owned {
            self.own(one, &keys, &mut shown.ledger);
        }
        self.waiting(&mut shown);
        shown.live.read_at = Some(self.as_of);
        shown
    }

    fn network(
        self,
        (at, network): (usize, &Network),
        read: &ReadPicture,
        owned: &BTreeMap<&Place, &OwnedPicture>,
        shown: &mut Shown,
    ) -> LiveNetwork {
        let about = itself(network.prefix.range());
        let asking = Asking {
            key: self.key,
            about: &about,
        };
        if !self.is_expected(network, read, asking) {
            return unread("expect");
        }
        if !in_order(&read.nets) {
            // swipd writes no such list; who has no key can not tell who did.
            return unread("unread");
        }
        let place = |net: &NetPicture| Place {
            parent: read.handle.clone(),
            range: net.range,
        };
        let mut nets = Vec::with_capacity(read.nets.len());
        for net in &read.nets {
            let place = place(net);
            let mut block = self.desired.block_at(at, net.range);
            let ours = owned.get(&place).is_some_and(|owned| owned.lives);
            if self.key.is_none() && block.is_some() {
                shown.uncompared += 1;
                if !ours {
                    shown.unknown.push((at, net.range));
                    // What is declared there says nothing of who has it.
                    block = None;
                }
            }
            if net.held {
                let key = Key::new(net.range.to_string());
                let hold = (self.registry.clone(), key, Action::Delete);
                shown.ledger.held.insert(hold, self.held(net));
            }
            nets.push(self.net(net, place, block));
        }
        shown.live.read += nets.len() as u64;
        let why = "it could not be read when the snapshot was taken";
        let said = network.itself.said();
        let own = read.itself.as_ref().map(|prints| prints.view(said, asking));
        LiveNetwork::Read(ReadNetwork {
            nets,
            org: None,
            unread: read
                .unread
                .iter()
                .map(|range| (*range, why.to_owned()))
                .collect(),
            listed: true,
            itself: ItselfRead {
                net: own.map(|view| (life(&Handle::from(&read.handle)), view)),
                org_name: Some(shown::OUR_ORG.to_owned()),
            },
            handle: read.handle.clone(),
        })
    }

    /// Whether a network is what its entry expects. Without the key nobody can tell who holds it.
    fn is_expected(self, network: &Network, read: &ReadPicture, asking: Asking<'_>) -> bool {
        let expect = &network.expect;
        let other_handle = expect
            .handle
            .as_ref()
            .is_some_and(|one| *one != read.handle);
        let other_org = expect.org.as_ref().is_some_and(|org| {
            let print = read.org;
            self.key.is_some()
                && !print.is_some_and(|print| asking.is("org", &[org.as_str()], print))
        });
        !other_handle && !other_org
    }

    fn net(self, net: &NetPicture, place: Place, block: Option<&Block>) -> LiveNet {
        let about = about(&place);
        let asking = Asking {
            key: self.key,
            about: &about,
        };
        LiveNet {
            view: block.map_or_else(unshown_net, |block| net.prints.view(block.said(), asking)),
            recipient: self.recipient(net, block, asking),
            incarnation: life(&net.handle),
            net_type: net.net_type.clone(),
            below: net.below.clone().map(|nets| {
                let others = net.others_below.clone();
                Box::new(NetsBelow { nets, others })
            }),
            place,
        }
    }

    fn recipient(
        self,
        net: &NetPicture,
        block: Option<&Block>,
        asking: Asking<'_>,
    ) -> LiveRecipient {
        match &net.to {
            To::Unread => {
                LiveRecipient::Unread("its recipient was not read for the snapshot".into())
            }
            To::Org(print) => {
                let declared = block.and_then(|block| block.recipient.org());
                let declared = declared.filter(|org| asking.is("org", &[org.as_str()], *print));
                match declared.cloned().or_else(|| SOMEBODY.parse().ok()) {
                    Some(org) => LiveRecipient::Org(org),
                    None => LiveRecipient::Unread("it is not shown".into()),
                }
            }
            To::Customer(prints) => {
                let key = block.and_then(|block| block.recipient.customer());
                let profile = key.and_then(|key| self.desired.profiles.get(key));
                let content = block.zip(profile).and_then(|(block, profile)| {
                    let content = network_content(Some(shown::OUR_ORG), block, profile)?;
                    Some((content, profile.residential))
                });
                let view = content.map_or_else(unshown_customer, |(content, residential)| {
                    prints.view(&content.unpacked(), residential, asking)
                });
                // Made from the net's: a customer's own handle would lead to its name.
                let handle = format!("C-{}", net.handle);
                match handle.parse::<Handle>() {
                    Ok(handle) => LiveRecipient::Customer(LiveCustomer {
                        incarnation: life(&handle),
                        view: (&view).into(),
                    }),
                    Err(error) => LiveRecipient::Unread(error.to_string().into()),
                }
            }
        }
    }

    fn held(self, net: &NetPicture) -> Held {
        Held {
            fingerprint: life(&net.handle).fingerprint(),
            reason: "as the snapshot says".to_owned(),
            since: self.as_of,
        }
    }

    fn own(self, one: &OwnedPicture, keys: &Keys<'_>, ledger: &mut Ledger) {
        let about = about(&one.place);
        let asking = Asking {
            key: self.key,
            about: &about,
        };
        let range = one.place.range;
        let mut networks = 0..self.desired.networks.len();
        let here = networks.find_map(|at| self.desired.block_at(at, range));
        let incarnation = Incarnation {
            registered: if one.lives { ONE_LIFE } else { ANOTHER_LIFE }.into(),
            ..life(&one.handle)
        };
        let owned = Owned {
            incarnation,
            customer: keys.owner(here, asking, one.owner),
            protected: one.protected,
            since: self.as_of,
        };
        ledger
            .owned
            .insert((self.registry.clone(), one.place.clone()), owned);
    }

    /// What is left to do from earlier runs, and what is under way.
    fn waiting(self, shown: &mut Shown) {
        let (registry, since) = (self.registry, self.as_of);
        for place in &self.picture.vacancies {
            let vacancy = Vacancy {
                cause: "replaced".to_owned(),
                since,
            };
            let vacancies = &mut shown.ledger.vacancies;
            vacancies.insert((registry.clone(), place.clone()), vacancy);
        }
        for (number, place) in self.picture.obligations.iter().enumerate() {
            let Ok(handle) = format!("RECORD-{}", number + 1).parse::<Handle>() else {
                continue;
            };
            let customer = life(&handle);
            let record = LiveCustomer {
                incarnation: customer.clone(),
                view: (&unshown_customer()).into(),
            };
            shown.live.customers.insert(handle.clone(), Some(record));
            let obligation = Obligation {
                customer,
                place: place.clone(),
                cause: "its net is gone".to_owned(),
                since,
            };
            let obligations = &mut shown.ledger.obligations;
            obligations.insert((registry.clone(), handle), obligation);
        }
        for (number, one) in self.picture.open.iter().enumerate() {
            self.open(number, one, &mut shown.ledger);
        }
    }

    fn open(self, number: usize, open: &OpenPicture, ledger: &mut Ledger) {
        let intent = shown::intent(self.registry, number as u64, open);
        if let Some(ticket) = &open.ticket {
            let waiting = shown::waiting(intent, open.at);
            ledger.tickets.insert(ticket.clone(), waiting);
        } else {
            let uncertain = shown::uncertain(intent, open.at);
            ledger.open.insert(uncertain.intent.op, uncertain);
        }
    }
}

/// Whether nets stand in address order and none overlaps another, as those right below one net do.
fn in_order(nets: &[NetPicture]) -> bool {
    nets.windows(2).all(|pair| match pair {
        [one, next] => one.range < next.range && !one.range.overlaps(next.range),
        _ => true,
    })
}

fn life(handle: &Handle) -> Incarnation {
    Incarnation {
        handle: handle.clone(),
        registered: ONE_LIFE.into(),
        recipient: None,
    }
}

/// A network that was not as expected then, or is not as the checkout expects it.
fn unread(code: &str) -> LiveNetwork {
    let (why, help) = match code {
        "expect" => (
            "in the snapshot it is not what expect says",
            "correct expect, or the network; if the registry has changed, export a new snapshot",
        ),
        _ => (
            "it could not be read when the snapshot was taken",
            "nothing is planned there; the plan with the key says why",
        ),
    };
    LiveNetwork::Unread {
        code: code.to_owned(),
        why: why.to_owned(),
        help: help.to_owned(),
    }
}

/// A network that was not declared when the snapshot was taken.
fn never_read(at: usize, live: &mut Live) -> LiveNetwork {
    live.never_read.insert(at);
    match super::super::observe::UNKNOWN.parse::<NetHandle>() {
        Ok(handle) => LiveNetwork::Read(ReadNetwork {
            handle,
            org: None,
            nets: Vec::new(),
            unread: Vec::new(),
            listed: false,
            itself: ItselfRead::default(),
        }),
        Err(_) => unread("unread"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(range: &str) -> NetPicture {
        let text = r#"{"range":RANGE,"handle":"NET-1","net_type":"Reassignment","to":"unread",
            "prints":{"name":"0000000000000000","comment":"0000000000000000","geofeed":"0000000000000000"}}"#;
        let range: Range = range.parse().expect("a range");
        let range = serde_json::to_string(&range).expect("JSON");
        serde_json::from_str(&text.replace("RANGE", &range)).expect("a net")
    }

    #[test]
    fn a_list_that_nobody_wrote_is_not_believed() {
        let nets = |ranges: &[&str]| ranges.iter().map(|range| net(range)).collect::<Vec<_>>();
        assert!(in_order(&nets(&[])));
        assert!(in_order(&nets(&["198.51.100.0/28", "198.51.100.16/28"])));
        assert!(!in_order(&nets(&["198.51.100.16/28", "198.51.100.0/28"])));
        assert!(!in_order(&nets(&["198.51.100.0/28", "198.51.100.0/28"])));
        assert!(!in_order(&nets(&["198.51.100.0/27", "198.51.100.16/28"])));
    }
}
