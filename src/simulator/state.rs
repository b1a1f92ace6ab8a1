//! What the registry holds, with the indexes that keep ten thousand nets under one parent fast.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{
    Country, CustomerHandle, Family, NetHandle, NetType, OrgHandle, PocHandle, Range,
};

use super::handles;
use super::messages::Message;
use super::org_body::SentOrg;
use super::read::SentNet;
use super::registrant::{Access, Delegation, OrgRecord, Poc};
use super::reports::Report;

/// An organisation with a handle of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Org {
    pub(super) handle: OrgHandle,
    pub(super) name: String,
    pub(super) admin: Option<PocHandle>,
    pub(super) tech: Vec<PocHandle>,
    pub(super) abuse: Vec<PocHandle>,
    pub(super) accepts: bool,
    /// The rest. Data folders of older versions have none.
    #[serde(default)]
    pub(super) record: OrgRecord,
}

/// A customer record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Customer {
    pub(super) handle: CustomerHandle,
    pub(super) org: OrgHandle,
    pub(super) content: Content,
    pub(super) registered: String,
    pub(super) updated: String,
}

/// What of a customer can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) name: String,
    pub(super) street: Vec<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) country: Country,
    pub(super) comment: Vec<String>,
    pub(super) private: bool,
}

/// A POC link of a net.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PocLink {
    pub(super) handle: PocHandle,
    pub(super) function: String,
}

/// A net. Its recipient is a customer, an org, or, for space of others, unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Net {
    pub(super) handle: NetHandle,
    pub(super) parent: Option<NetHandle>,
    pub(super) range: Range,
    pub(super) kind: NetType,
    pub(super) name: String,
    pub(super) comment: Vec<String>,
    pub(super) customer: Option<CustomerHandle>,
    pub(super) org: Option<OrgHandle>,
    pub(super) pocs: Vec<PocLink>,
    /// Origin ASes, which only the legacy dialect keeps (reference 2.9).
    #[serde(default)]
    pub(super) origins: Vec<String>,
    pub(super) registered: String,
    pub(super) updated: String,
}

/// What happens when a ticket ends well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Effect {
    /// The net and all below it go.
    Delete(NetHandle),
    /// The net is registered under the parent, by the rules of that moment.
    Reassign(NetHandle, Box<SentNet>),
    /// The same for a reallocation.
    Reallocate(NetHandle, Box<SentNet>),
    /// A report is attached.
    Report(Report),
    /// The org is made, by the rules of that moment.
    CreateOrg(Box<SentOrg>),
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub(super) number: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) resolution: Option<String>,
    pub(super) org: Option<OrgHandle>,
    /// The orgs of the account that asked: it sees the ticket, whoever holds the net.
    pub(super) account: BTreeSet<OrgHandle>,
    /// The hash of the key that asked: its account may act for no org yet.
    #[serde(default)]
    pub(super) owner: String,
    pub(super) created: String,
    pub(super) updated: String,
    pub(super) resolved: Option<String>,
    #[serde(default)]
    pub(super) closed_at: Option<Timestamp>,
    pub(super) due: Timestamp,
    /// The resolution it will have.
    pub(super) ends: String,
    pub(super) effect: Effect,
}

/// One change to the state: what is applied, and what is written to the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Change {
    /// A key's hash and the orgs whose authority it has. Written by older versions.
    Key(String, BTreeSet<OrgHandle>),
    /// A key's hash and what it opens.
    Access(String, Access),
    /// An org is new or changed.
    Org(Box<Org>),
    /// An org is gone.
    OrgGone(OrgHandle),
    /// A POC is new or changed.
    Poc(Box<Poc>),
    /// A POC is gone.
    PocGone(PocHandle),
    /// A delegation is changed.
    Delegation(Box<Delegation>),
    /// A customer is new or changed.
    Customer(Box<Customer>),
    /// A customer is gone.
    CustomerGone(CustomerHandle),
    /// A net is new or changed.
    Net(Box<Net>),
    /// A net is gone.
    NetGone(NetHandle),
    /// A ticket is new or changed.
    Ticket(Box<Ticket>),
    /// A ticket is gone, with its messages.
    TicketGone(String),
    /// A ticket, by its number, has one more message.
    Message(String, Box<Message>),
    /// The numbers that were issued last: of customers, of tickets.
    Issued(u64, u64),
    /// The number that was issued last for a pattern of handles.
    Numbered(String, u64),
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) keys: BTreeMap<String, Access>,
    pub(super) orgs: BTreeMap<OrgHandle, Org>,
    pub(super) customers: BTreeMap<CustomerHandle, Customer>,
    pub(super) nets: BTreeMap<NetHandle, Net>,
    pub(super) tickets: BTreeMap<String, Ticket>,
    /// The messages of each ticket, the oldest first.
    pub(super) messages: BTreeMap<String, Vec<Message>>,
    pub(super) pocs: BTreeMap<PocHandle, Poc>,
    /// Delegations that were changed; the others are empty.
    pub(super) delegations: BTreeMap<String, Delegation>,
    /// The last number issued for each pattern of handles of orgs and POCs.
    pub(super) numbers: BTreeMap<String, u64>,
    /// The last customer number and the last ticket number issued. They never go back.
    pub(super) issued: (u64, u64),
    children: BTreeMap<Option<NetHandle>, BTreeMap<Range, NetHandle>>,
    by_range: BTreeMap<Range, Vec<NetHandle>>,
    net_of: BTreeMap<CustomerHandle, NetHandle>,
    pub(super) poc_nets: BTreeMap<PocHandle, BTreeSet<NetHandle>>,
    pub(super) open: BTreeSet<(Timestamp, String)>,
    pub(super) closed: BTreeSet<(Timestamp, String)>,
}

/// The key under which a one-address range sorts after all ranges that begin at or before it.
fn at(family: Family, number: u128) -> Option<Range> {
    Range::from_numbers(family, number, number)
}

impl State {
    /// Applies one change. Changes are applied in the order in which they were made.
    pub(super) fn apply(&mut self, change: Change) {
        match change {
            Change::Key(hash, orgs) => {
                let access = Access {
                    orgs,
                    ..Access::default()
                };
                self.keys.insert(hash, access);
            }
            Change::Access(hash, access) => {
                self.keys.insert(hash, access);
            }
            Change::Org(org) => self.put_org(*org),
            Change::OrgGone(handle) => {
                self.orgs.remove(&handle);
            }
            Change::Poc(poc) => {
                self.number(handles::numbered(poc.handle.as_str()));
                self.pocs.insert(poc.handle.clone(), *poc);
            }
            Change::PocGone(handle) => {
                self.pocs.remove(&handle);
            }
            Change::Delegation(delegation) => {
                self.delegations
                    .insert(delegation.name.clone(), *delegation);
            }
            Change::Numbered(pattern, number) => self.number(Some((pattern, number))),
            Change::Customer(customer) => {
                let number = customer.handle.as_str().get(1..).unwrap_or_default();
                self.issued.0 = self.issued.0.max(number.parse().unwrap_or(0));
                self.customers.insert(customer.handle.clone(), *customer);
            }
            Change::CustomerGone(handle) => {
                self.customers.remove(&handle);
            }
            Change::Net(net) => self.put_net(*net),
            Change::NetGone(handle) => self.remove_net(&handle),
            Change::Ticket(ticket) => self.put_ticket(*ticket),
            Change::TicketGone(number) => self.remove_ticket(&number),
            Change::Message(number, message) => {
                self.messages.entry(number).or_default().push(*message);
            }
            Change::Issued(customers, tickets) => {
                self.issued.0 = self.issued.0.max(customers);
                self.issued.1 = self.issued.1.max(tickets);
            }
        }
    }

    fn put_net(&mut self, net: Net) {
        self.remove_net(&net.handle);
        for link in &net.pocs {
            let nets = self.poc_nets.entry(link.handle.clone()).or_default();
            nets.insert(net.handle.clone());
        }
        self.children
            .entry(net.parent.clone())
            .or_default()
            .insert(net.range, net.handle.clone());
        self.by_range
            .entry(net.range)
            .or_default()
            .push(net.handle.clone());
        if let Some(customer) = &net.customer {
            self.net_of.insert(customer.clone(), net.handle.clone());
        }
        self.nets.insert(net.handle.clone(), net);
    }

    fn remove_net(&mut self, handle: &NetHandle) {
        let Some(net) = self.nets.remove(handle) else {
            return;
        };
        if let Some(siblings) = self.children.get_mut(&net.parent) {
            siblings.remove(&net.range);
            if siblings.is_empty() {
                self.children.remove(&net.parent);
            }
        }
        if let Some(handles) = self.by_range.get_mut(&net.range) {
            handles.retain(|known| known != handle);
            if handles.is_empty() {
                self.by_range.remove(&net.range);
            }
        }
        if let Some(customer) = &net.customer {
            self.net_of.remove(customer);
        }
        for link in &net.pocs {
            if let Some(nets) = self.poc_nets.get_mut(&link.handle) {
                nets.remove(handle);
            }
        }
    }

    /// Changes that build this state from nothing.
    pub(super) fn changes(&self) -> Vec<Change> {
        let keys = self
            .keys
            .iter()
            .map(|(hash, access)| Change::Access(hash.clone(), access.clone()));
        let pocs = self.pocs.values().cloned().map(|v| Change::Poc(v.into()));
        let orgs = self.orgs.values().cloned().map(|v| Change::Org(v.into()));
        let customers = self.customers.values().cloned();
        let nets = self.nets.values().cloned();
        let tickets = self.tickets.values().cloned();
        let delegations = self.delegations.values().cloned();
        let numbers = self.numbers.iter();
        keys.chain(pocs)
            .chain(orgs)
            .chain(customers.map(|v| Change::Customer(v.into())))
            .chain(nets.map(|v| Change::Net(v.into())))
            .chain(tickets.map(|v| Change::Ticket(v.into())))
            .chain(self.message_changes())
            .chain(delegations.map(|v| Change::Delegation(v.into())))
            .chain(numbers.map(|(pattern, last)| Change::Numbered(pattern.clone(), *last)))
            .chain([Change::Issued(self.issued.0, self.issued.1)])
            .collect()
    }

    /// A net by the text of its handle, which must be exactly as it was issued.
    pub(super) fn net(&self, handle: &str) -> Option<&Net> {
        let parsed: NetHandle = handle.parse().ok()?;
        self.nets.get(&parsed).filter(|_| parsed.as_str() == handle)
    }

    /// A customer by the text of its handle, which must be exactly as it was issued.
    pub(super) fn customer(&self, handle: &str) -> Option<&Customer> {
        let parsed: CustomerHandle = handle.parse().ok()?;
        self.customers
            .get(&parsed)
            .filter(|_| parsed.as_str() == handle)
    }

    /// An org by the text of its handle, which must be exactly as it was issued.
    pub(super) fn org(&self, handle: &str) -> Option<&Org> {
        let parsed: OrgHandle = handle.parse().ok()?;
        self.orgs.get(&parsed).filter(|_| parsed.as_str() == handle)
    }

    /// The net above.
    pub(super) fn parent_of(&self, net: &Net) -> Option<&Net> {
        net.parent.as_ref().and_then(|parent| self.nets.get(parent))
    }

    /// The net that a customer was given.
    pub(super) fn net_of(&self, customer: &CustomerHandle) -> Option<&NetHandle> {
        self.net_of.get(customer)
    }

    /// The net of the same parent that has an address in common with the range. Siblings never overlap.
    pub(super) fn sibling(&self, parent: Option<&NetHandle>, range: Range) -> Option<&Net> {
        let siblings = self.children.get(&parent.cloned())?;
        let (other, handle) = siblings
            .range(..=at(range.family(), range.last())?)
            .next_back()?;
        if other.overlaps(range) {
            self.nets.get(handle)
        } else {
            None
        }
    }

    /// Whether anything is registered below a net.
    pub(super) fn has_children(&self, handle: &NetHandle) -> bool {
        self.children.contains_key(&Some(handle.clone()))
    }

    /// Everything below a net, the deepest first.
    pub(super) fn descendants(&self, handle: &NetHandle) -> Vec<NetHandle> {
        let mut found = Vec::new();
        let mut waiting = vec![handle.clone()];
        while let Some(next) = waiting.pop() {
            for child in self.children.get(&Some(next)).into_iter().flatten() {
                found.push(child.1.clone());
                waiting.push(child.1.clone());
            }
        }
        found.reverse();
        found
    }

    /// The nets that hold the range, the widest first.
    pub(super) fn covering(&self, range: Range) -> Vec<&Net> {
        let mut found: Vec<&Net> = Vec::new();
        loop {
            let above = found.last().map(|net| &net.handle);
            match self.sibling(above, range) {
                Some(net) if net.range.contains(range) => found.push(net),
                _ => return found,
            }
        }
    }

    /// The nets with exactly this range, the deepest last.
    pub(super) fn exactly(&self, range: Range) -> Vec<&Net> {
        let handles = self.by_range.get(&range).into_iter().flatten();
        let mut found: Vec<(usize, &Net)> = handles
            .filter_map(|handle| self.nets.get(handle))
            .map(|net| (self.depth(net), net))
            .collect();
        found.sort_by_key(|(depth, _)| *depth);
        found.into_iter().map(|(_, net)| net).collect()
    }

    fn depth(&self, net: &Net) -> usize {
        std::iter::successors(Some(net), |net| self.parent_of(net)).count()
    }

    /// The widest nets that lie inside a range and are not equal to it, at most `limit`.
    pub(super) fn inside(&self, range: Range, limit: usize) -> Vec<&Net> {
        let mut found = Vec::new();
        let most = match range.family() {
            Family::V4 => u128::from(u32::MAX),
            Family::V6 => u128::MAX,
        };
        let Some(mut from) = Range::from_numbers(range.family(), range.first(), most) else {
            return found;
        };
        while found.len() < limit {
            let next = self.by_range.range(from..).find(|(other, _)| {
                other.family() != range.family()
                    || other.first() > range.last()
                    || (range.contains(**other) && **other != range)
            });
            let Some((other, _)) = next.filter(|(other, _)| range.contains(**other)) else {
                return found;
            };
            found.extend(self.exactly(*other).first());
            let rest = other
                .last()
                .checked_add(1)
                .and_then(|first| Range::from_numbers(range.family(), first, most));
            match rest {
                Some(rest) => from = rest,
                None => return found,
            }
        }
        found
    }
}
