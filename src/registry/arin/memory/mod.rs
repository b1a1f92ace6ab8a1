//! What earlier looks have read, and what the public list said of it then. Kept in the cache: to lose it costs
//! requests, and nothing else.
//!
//! A record is believed again only while the public list shows the net, and whom it is given to, with the same
//! handles and the same dates of change as it did when the record was read with the key (design, section 8). One that
//! we wrote is known from the reply to that write, while the list shows no later change than it.

#[cfg(test)]
mod behind_tests;
mod confirmed;
#[cfg(test)]
mod confirmed_tests;
mod due;
mod kept;
mod replied;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

pub use confirmed::Sources;
pub use kept::Written;
pub use replied::{Gathered, Replied, Replies};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::due::{LONGEST, age};
use super::live::{Live, LiveNet, LiveNetwork, LiveRecipient};
use super::rdap::{PublicNet, Said};
use crate::model::{NetHandle, OrgHandle, Place, Range, Text};

/// Public data are up to this far behind: what we wrote since is known from its reply (design, section 8).
pub(super) const PUBLIC_LAG: Duration = Duration::from_secs(30 * 60);
/// The registry's dates of change have seconds, and its clock is not ours. A record that changed this shortly before
/// it was read may have changed once more since, and show the same date.
const TOO_FRESH: Duration = Duration::from_secs(60);

/// What is remembered of one registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    networks: BTreeMap<Range, RememberedNetwork>,
    nets: BTreeMap<NetHandle, Below>,
    /// For nets that are in a live picture now, in the order of its lists.
    marks: BTreeMap<NetHandle, Vec<Mark>>,
    /// What the replies to our own writes have shown since the last look.
    pub replies: Replies,
}

/// When a net was read, and what the public list said of it then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// `None` when the list did not name it.
    pub public: Option<Stamp>,
    /// When it was read with the key, or known from replies; the older one when net and customer record differ in that.
    pub read: Timestamp,
    /// For what is known from replies.
    pub replied: Option<Box<Dates>>,
}

/// What is known of a net from the replies to our own writes: the clock of the registry in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// This machine's clock at the newest of them.
    at: Timestamp,
    /// For the net itself, when it is not as it was read.
    net: Option<Timestamp>,
    /// For its customer record.
    customer: Option<Timestamp>,
    /// Whether the public list did not show it yet. Then it has the reply's word alone, and for a while only.
    behind: bool,
}

/// What is remembered right below a net.
pub type Below = BTreeMap<Range, RememberedNet>;

/// Which net a declared network is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedNetwork {
    /// The registry it was read from: the name in `swipd.yaml` may stand for another one now.
    pub identity: String,
    /// Its range.
    pub range: Range,
    /// Its handle.
    pub handle: NetHandle,
    /// Who holds it.
    pub org: Option<OrgHandle>,
    /// When it was read with the key.
    pub read: Timestamp,
    /// When the nets below it were last compared with the public list.
    pub swept: Timestamp,
}

/// A net as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RememberedNet {
    /// The net, with its recipient.
    pub net: LiveNet,
    /// When, and what the public list said.
    pub mark: Mark,
}

/// What the public list says that changes when a record does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    handle: Text,
    name: Option<Text>,
    changed: Option<Text>,
    said: Said,
    registrant: Option<Text>,
    registrant_changed: Option<Text>,
    registrant_said: Said,
}

impl Stamp {
    /// The stamp of a net of the list.
    #[must_use]
    pub fn of(net: &PublicNet) -> Self {
        let registrant = net.registrant.as_ref();
        Self {
            handle: net.handle.text().clone(),
            name: net.name.as_ref().map(Text::from),
            changed: net.last_changed.as_ref().map(Text::from),
            said: net.said,
            registrant_said: registrant.map(|entity| entity.said).unwrap_or_default(),
            registrant: registrant.map(|entity| entity.handle.text().clone()),
            registrant_changed: registrant
                .and_then(|entity| entity.last_changed.as_ref())
                .map(Text::from),
        }
    }
}

/// Whether a date of change of the list is that of the record as it is known: the very one of a write of ours, whose
/// reply had `date`, or old enough when it was read.
fn tells(changed: Option<&Text>, date: Option<Timestamp>, read: Timestamp) -> bool {
    moment(changed).is_some_and(|changed| match date {
        Some(date) => is_by(changed, date) && age(changed, date).is_none_or(|age| age <= TOO_FRESH),
        None => age(changed, read).is_some_and(|age| age >= TOO_FRESH),
    })
}

fn moment(date: Option<&Text>) -> Option<Timestamp> {
    date.and_then(|date| date.parse().ok())
}

/// Whether a change is not later than a reply. Both are of the registry's clock, in whole seconds.
fn is_by(changed: Timestamp, date: Timestamp) -> bool {
    changed.as_second() <= date.as_second()
}

impl Mark {
    /// Whether it could tell that the record of a net, or of its customer, has changed since.
    fn tells(&self, net: &LiveNet, stamp: &Stamp) -> bool {
        let same = |given: &Text| stamp.registrant.as_ref() == Some(given);
        let replied = self.replied.as_deref();
        let own = || {
            let date = replied.and_then(|replied| replied.net);
            tells(stamp.changed.as_ref(), date, self.read)
        };
        match &net.recipient {
            LiveRecipient::Customer(customer) => {
                let date = replied.and_then(|replied| replied.customer);
                same(customer.incarnation.handle.text())
                    && own()
                    && tells(stamp.registrant_changed.as_ref(), date, self.read)
            }
            LiveRecipient::Org(org) => same(org.text()) && own(),
            LiveRecipient::Unread(_) => false,
        }
    }

    /// Whether the public list did not show yet what replies have shown.
    fn is_behind(&self) -> bool {
        self.replied.as_ref().is_some_and(|replied| replied.behind)
    }

    /// Whether it is of after our last write that we heard of.
    fn is_after(&self, heard: Option<Timestamp>) -> bool {
        let Self { read, replied, .. } = self;
        heard.is_none_or(|heard| {
            heard < *read || replied.as_ref().is_some_and(|replied| heard <= replied.at)
        })
    }
}

impl RememberedNet {
    /// Whether the net is still as it is known, as far as the public list can tell. `heard` is when we last heard
    /// of a write of ours there: what was known before that is not believed.
    #[must_use]
    pub fn is_believed(
        &self,
        public: &PublicNet,
        heard: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        let stamp = Stamp::of(public);
        self.mark.public.as_ref() == Some(&stamp)
            && !self.mark.is_behind()
            && stamp.handle == *self.net.incarnation.handle.text()
            && self.mark.tells(&self.net, &stamp)
            && self.mark.is_after(heard)
            && self.is_recent(now)
    }
}

impl RememberedNetwork {
    /// Whether it need not be read again.
    #[must_use]
    pub fn is_believed(&self, now: Timestamp) -> bool {
        due::is_recent(self.range, (self.read, LONGEST), now)
    }
}

impl Memory {
    /// The network of a range.
    #[must_use]
    pub fn network(&self, range: Range) -> Option<&RememberedNetwork> {
        self.networks.get(&range)
    }

    /// Remembers a network.
    pub fn add_network(&mut self, network: RememberedNetwork) {
        self.networks.insert(network.range, network);
    }

    /// Remembers a net.
    pub fn add(&mut self, net: RememberedNet) {
        let Place { parent, range } = &net.net.place;
        let below = match self.nets.get_mut(parent) {
            Some(below) => below,
            None => self.nets.entry(parent.clone()).or_default(),
        };
        below.insert(*range, net);
    }

    /// Takes out everything right below a net.
    pub fn take_below(&mut self, parent: &NetHandle) -> Below {
        self.nets.remove(parent).unwrap_or_default()
    }

    /// Remembers everything right below a net again.
    pub fn put_back(&mut self, parent: &NetHandle, below: Below) {
        self.nets.insert(parent.clone(), below);
    }

    /// Notes when the nets of a list of the live picture were read.
    pub fn mark(&mut self, parent: &NetHandle, marks: Vec<Mark>) {
        self.marks.insert(parent.clone(), marks);
    }

    /// Places and recipients of the nets of the live picture that the public list does not show yet as replies did.
    pub fn behind<'a>(&'a self, live: &'a Live) -> impl Iterator<Item = &'a LiveNet> {
        let read = live.networks.iter().filter_map(|network| match network {
            LiveNetwork::Read(read) => Some(read),
            LiveNetwork::Unread { .. } => None,
        });
        read.flat_map(|read| {
            let marks = self.marks.get(&read.handle).map_or(&[][..], Vec::as_slice);
            let nets = read.nets.iter().zip(marks);
            nets.filter(|(_, mark)| mark.is_behind())
                .map(|(net, _)| net)
        })
    }

    /// Forgets the networks that are declared no more, and what lies below them.
    pub fn keep_only(&mut self, is_declared: impl Fn(Range) -> bool) {
        self.networks.retain(|range, _| is_declared(*range));
        let handles: BTreeSet<&NetHandle> = self.networks.values().map(|n| &n.handle).collect();
        self.nets.retain(|parent, _| handles.contains(parent));
    }

    /// Every net.
    pub fn into_nets(self) -> impl Iterator<Item = LiveNet> {
        let nets = self.nets.into_values().flat_map(BTreeMap::into_values);
        nets.map(|remembered| remembered.net)
    }

    /// Whether nothing was ever read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }
}
