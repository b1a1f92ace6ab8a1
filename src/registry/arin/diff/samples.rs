//! One network, its blocks and its nets, made by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::live::{
    Live, LiveCustomer, LiveNet, LiveNetwork, LiveRecipient, NetsBelow, ReadNetwork,
};
use super::super::objects::Objects;
use super::super::view::{CustomerView, NetView, PocLinks};
use super::super::{Block, Desired, Expect, Network, Profile, Recipient, Unmanaged};
use super::{Difference, Sides, Work, difference};
use crate::journal::{Domain, Entry, IntentRecord, Ledger, OpId, OutcomeRecord};
use crate::model::{
    Action, Address, Ascii, ChangeId, Class, Country, CustomerContent, Fields, Handle, Incarnation,
    Key, Kind, Listed, NetHandle, NetType, OrgHandle, Origin, PackedContent, Payload, Place,
    Region, RegistryName, StepId, TicketNumber,
};
use crate::registry::Look;

const PARENT: &str = "NET-198-51-100-0-1";

pub(in crate::registry::arin) fn registry() -> RegistryName {
    RegistryName::new("arin")
}

fn ascii(text: &str) -> Ascii {
    Ascii::new(text).expect("ASCII")
}

fn origin(path: &[&str]) -> Origin {
    Origin::new("estate.yaml", path)
}

pub(in crate::registry::arin) fn place(range: &str) -> Place {
    Place {
        parent: PARENT.parse().expect("a handle"),
        range: range.parse().expect("a range"),
    }
}

/// A profile whose customer has this name.
pub(in crate::registry::arin) fn profile(key: &str, name: &str) -> Profile {
    let country = Country::new("US").expect("US");
    Profile {
        key: Key::new(key),
        formerly: Box::default(),
        content: PackedContent::from(&CustomerContent {
            name: ascii(name),
            address: Address {
                street: vec![ascii("12 Mill Road")],
                city: ascii("Harrisonburg"),
                region: Listed::Value(Region::new(country, "VA").expect("VA")),
                postal_code: Listed::Value(ascii("22801")),
                country,
            },
            comment: Listed::Alone,
            private: None,
        }),
        residential: false,
        section: origin(&["customers"]),
    }
}

/// A block of a customer.
pub(in crate::registry::arin) fn block(range: &str, customer: &str) -> Block {
    Block {
        range: range.parse().expect("a range"),
        network: 0,
        recipient: Recipient::Customer(Key::new(customer)),
        protect: false,
        assigned: None,
        extras: None,
        under: origin(&["customers"]),
        written: None,
    }
}

fn org(handle: &str) -> OrgHandle {
    handle.parse().expect("a handle")
}

/// A block that is reassigned to an org.
pub(in crate::registry::arin) fn reassigned(range: &str, to: &str) -> Block {
    Block {
        recipient: Recipient::Reassigned(org(to)),
        ..block(range, to)
    }
}

/// A block that is reallocated to an org, and may go.
pub(in crate::registry::arin) fn reallocated(range: &str, to: &str) -> Block {
    Block {
        recipient: Recipient::Reallocated(org(to)),
        ..block(range, to)
    }
}

/// A net that was given to an org. Nothing lies below it.
pub(in crate::registry::arin) fn grant(range: &str, to: &str, net_type: NetType) -> LiveNet {
    let mut net = net(range, "C1", "any");
    net.incarnation.recipient = Some(Handle::from(&org(to)));
    net.recipient = LiveRecipient::Org(org(to));
    net.below = (net_type == NetType::Reallocation).then(Box::default);
    net.net_type = net_type;
    net
}

/// A customer record as the profile of that name fills it.
pub(in crate::registry::arin) fn record(handle: &str, name: &str) -> LiveCustomer {
    LiveCustomer {
        incarnation: Incarnation {
            handle: handle.parse().expect("a handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: None,
        },
        view: (&CustomerView::wanted(&profile("any", name).content.unpacked(), None)).into(),
    }
}

/// A net that was given to a customer record of this handle and name.
pub(in crate::registry::arin) fn net(range: &str, customer: &str, name: &str) -> LiveNet {
    let place = place(range);
    let first = place.range.first_address().to_string().replace('.', "-");
    let record = record(customer, name);
    LiveNet {
        incarnation: Incarnation {
            handle: format!("NET-{first}-1").parse().expect("a handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: Some(record.incarnation.handle.clone()),
        },
        net_type: NetType::Reassignment,
        view: NetView::new(
            format!("EXMPL-{first}").parse().expect("a name"),
            Vec::new(),
            PocLinks::new(),
        ),
        below: None,
        recipient: LiveRecipient::Customer(record),
        place,
    }
}

/// A write at a place that names some handles, and whose outcome is unknown.
pub(in crate::registry::arin) fn open(of: &RegistryName, range: &str, names: &[&str]) -> Entry {
    let name = |name: &&str| name.parse().expect("a handle");
    Entry::Intent(Box::new(IntentRecord {
        op: OpId(1),
        attempt: 1,
        step: StepId::new(format!("{of}/net/{range}/delete")),
        group: ChangeId::new(format!("{of}/{range}/delete")),
        registry: of.clone(),
        kind: Kind::new("net"),
        action: Action::Delete,
        key: Key::new(range),
        place: Some(place(range)),
        domain: Domain {
            names: names.iter().map(name).collect(),
            ..Domain::default()
        },
        target: None,
        before: Fields::new(),
        after: Fields::new(),
        consequences: Vec::new(),
        payload: Payload::seal(()),
        ticket: None,
        last_message: None,
    }))
}

/// The ticket that the write of [`open`] became.
pub(in crate::registry::arin) fn ticketed() -> Entry {
    let number: TicketNumber = "20260920-X1042".parse().expect("a ticket");
    Entry::Outcome(OutcomeRecord {
        op: OpId(1),
        attempt: 1,
        class: Class::Ticketed,
        status: Some(200),
        code: None,
        message: None,
        components: Vec::new(),
        incarnation: None,
        ticket: Some(number),
        server_date: None,
        unstuck: Vec::new(),
    })
}

/// What is declared, what is there, and what the journal says.
pub(in crate::registry::arin) struct Case {
    pub(in crate::registry::arin) desired: Desired,
    pub(in crate::registry::arin) live: Live,
    pub(in crate::registry::arin) ledger: Ledger,
    pub(in crate::registry::arin) separate: bool,
    pub(in crate::registry::arin) policy: crate::settings::Policy,
    pub(in crate::registry::arin) look: Look,
}

impl Case {
    pub(in crate::registry::arin) fn new() -> Self {
        let network = Network {
            prefix: "198.51.100.0/24".parse().expect("a prefix"),
            registry: registry(),
            expect: Expect::default(),
            name_prefix: None,
            unmanaged: Unmanaged::Report,
            itself: crate::registry::arin::Itself::default(),
            origin: origin(&["networks", "198.51.100.0/24"]),
        };
        let read = ReadNetwork {
            handle: PARENT.parse().expect("a handle"),
            org: None,
            nets: Vec::new(),
            unread: Vec::new(),
            listed: true,
            itself: crate::registry::arin::live::ItselfRead::default(),
        };
        let profiles = ["heron", "larkspur", "mill"].map(|key| profile(key, key));
        Self {
            desired: Desired {
                networks: vec![network],
                profiles: profiles
                    .into_iter()
                    .map(|p| (p.key.clone(), Arc::new(p)))
                    .collect(),
                blocks: Vec::new(),
                objects: Objects::default(),
                dated: Vec::new(),
                pending: Vec::new(),
                ended: Vec::new(),
                elsewhere: Vec::new(),
                promised: BTreeMap::new(),
                pruned: BTreeSet::new(),
            },
            live: Live {
                networks: vec![LiveNetwork::Read(read)],
                ..Live::default()
            },
            ledger: Ledger::default(),
            separate: false,
            policy: crate::settings::Policy::default(),
            look: Look::at("2026-09-21T12:00:00Z".parse().expect("a moment")),
        }
    }

    pub(in crate::registry::arin) fn block(mut self, block: Block) -> Self {
        self.desired.blocks.push(Arc::new(block));
        self.desired.blocks.sort_by_key(|block| block.range);
        self
    }

    pub(in crate::registry::arin) fn network(&mut self) -> &mut ReadNetwork {
        match self.live.networks.first_mut() {
            Some(LiveNetwork::Read(read)) => read,
            other => panic!("no network was read: {other:?}"),
        }
    }

    /// A net that somebody registered.
    pub(in crate::registry::arin) fn net(mut self, net: LiveNet) -> Self {
        let nets = &mut self.network().nets;
        nets.push(net);
        nets.sort_by_key(|net| net.place.range);
        self
    }

    /// The journal takes a line.
    pub(in crate::registry::arin) fn says(mut self, entry: &Entry) -> Self {
        let at = "2026-09-20T14:12:00Z".parse().expect("a moment");
        self.ledger.apply(self.ledger.seq + 1, at, entry);
        self
    }

    /// A net of ours, filled from this customer key.
    pub(in crate::registry::arin) fn ours(
        self,
        net: LiveNet,
        customer: &str,
        protected: bool,
    ) -> Self {
        let entry = Entry::Adopted {
            registry: registry(),
            place: net.place.clone(),
            incarnation: net.incarnation.clone(),
            key: Key::new(net.place.range.to_string()),
            customer: Key::new(customer),
            protected,
        };
        self.says(&entry).net(net)
    }

    /// A record that was looked for: as it is, or gone.
    pub(in crate::registry::arin) fn looked(
        mut self,
        handle: &str,
        found: Option<LiveCustomer>,
    ) -> Self {
        let handle: Handle = handle.parse().expect("a handle");
        self.live.customers.insert(handle, found);
        self
    }

    pub(in crate::registry::arin) fn difference(&self) -> Difference<Work> {
        difference(self.sides(&registry()))
    }

    pub(in crate::registry::arin) fn sides<'a>(&'a self, registry: &'a RegistryName) -> Sides<'a> {
        Sides {
            registry,
            title: "arin (production)",
            desired: &self.desired,
            live: &self.live,
            ledger: &self.ledger,
            separate: self.separate,
            policy: &self.policy,
            look: self.look,
        }
    }
}

/// The names of the steps, without the registry.
pub(in crate::registry::arin) fn steps(difference: &Difference<Work>) -> Vec<&str> {
    let names = difference.steps.iter().map(|step| step.id.as_str());
    names.map(|name| name.trim_start_matches("arin/")).collect()
}

/// Each change in two words.
pub(in crate::registry::arin) fn changes(difference: &Difference<Work>) -> Vec<String> {
    let changes = difference.changes.iter();
    changes
        .map(|stated| format!("{} {}", stated.change.action, stated.subject))
        .collect()
}

pub(in crate::registry::arin) fn codes(difference: &Difference<Work>) -> Vec<&'static str> {
    difference.objections.iter().map(|o| o.code).collect()
}

/// Each notice in two words.
pub(in crate::registry::arin) fn findings(difference: &Difference<Work>) -> Vec<String> {
    let findings = difference.findings.iter();
    findings
        .map(|finding| format!("{:?} {}", finding.kind, finding.subject))
        .collect()
}

impl NetsBelow {
    /// Nets below one, all of them ours.
    pub(super) fn ours(nets: Vec<NetHandle>) -> Self {
        let others = Vec::new();
        Self { nets, others }
    }
}
