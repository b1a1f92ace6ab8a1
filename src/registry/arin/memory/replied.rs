//! What the replies to our own writes showed of nets and customer records. It is kept in the cache from the moment
//! that the outcome is in the journal until the next look, which then need not read them again (design, section 8).
//!
//! What a reply does not show is not guessed: a record of which a field was sent and did not come back is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::live::LiveNet;
use super::super::view::{CustomerView, NetView};
use super::super::wire::{CustomerPayload, NetPayload, Recipient};
use super::super::work::{Record, Work};
use super::{LONGEST, age};
use crate::model::{
    CustomerHandle, Fields, Handle, Incarnation, NetHandle, NetType, OrgHandle, Payload, Place,
    Range, RegistryName, Text,
};
use crate::store::Store;

/// Replies that are kept at once: a crash costs the reads of so many.
const BATCH: usize = 512;

/// What one reply showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// The registry's clock when it replied, in whole seconds.
    date: Timestamp,
    net: Option<RepliedNet>,
    customer: Option<RepliedCustomer>,
    /// A place that was found to be otherwise than is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doubt: Option<Place>,
}

/// A net as a reply showed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RepliedNet {
    pub(super) place: Place,
    pub(super) incarnation: Incarnation,
    pub(super) net_type: NetType,
    pub(super) view: NetView,
    /// Whose it is, when it is an org's.
    pub(super) org: Option<OrgHandle>,
}

/// A customer record as a reply showed it, or as it was sent with a net that the reply gives to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RepliedCustomer {
    handle: Handle,
    /// `None`: the reply named the record and did not show it, so that the view is what was sent.
    pub(super) registered: Option<Text>,
    pub(super) view: CustomerView,
}

/// Something that a reply showed, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known<T> {
    /// The registry's clock when it replied.
    pub(super) date: Timestamp,
    /// This machine's clock when the outcome was in the journal.
    pub(super) at: Timestamp,
    pub(super) what: T,
}

/// A reply in the cache.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    at: Timestamp,
    reply: Payload,
}

/// Replies that were kept together.
#[derive(Debug, Serialize, Deserialize)]
struct Batch {
    /// The registry that they are of: its name may stand for another one now.
    identity: String,
    replies: Vec<Kept>,
}

impl Replied {
    /// What the reply to a write that made or changed a net showed, as far as that is enough to know the net by.
    #[must_use]
    pub fn of_net(work: &Work, date: Option<Timestamp>, net: &NetPayload) -> Option<Self> {
        let bare = |name, comment: &[Text]| NetView::new(name, comment.to_vec(), BTreeMap::new());
        let (sent, customer) = match work {
            Work::Reassign {
                name,
                comment,
                customer,
                record,
                ..
            } => (
                bare(name.clone(), comment),
                RepliedCustomer::of_embedded(net, &customer.unpacked(), record)?,
            ),
            Work::Grant(grant) => (bare(grant.name.clone(), &grant.comment), Vec::new()),
            Work::ModifyNet { after, .. } => (after.clone(), Vec::new()),
            // What else the net holds stands in no part of this work, so that a reply without it would not be noticed.
            Work::LinkPocs { .. }
            | Work::CreateCustomer { .. }
            | Work::ModifyCustomer { .. }
            | Work::DeleteNet { .. }
            | Work::DeleteCustomer { .. }
            | Work::Object(_)
            | Work::Asked(_)
            | Work::Adopt { .. }
            | Work::AdoptGrant { .. } => return None,
        };
        Some(Self {
            date: date?,
            net: Some(RepliedNet::of(net, &sent)?),
            customer: customer.into_iter().next(),
            doubt: None,
        })
    }

    /// What the reply to a write that made or changed a customer record showed.
    #[must_use]
    pub fn of_customer(
        work: &Work,
        date: Option<Timestamp>,
        customer: &CustomerPayload,
    ) -> Option<Self> {
        let sent = match work {
            Work::CreateCustomer { customer, .. } => customer,
            Work::ModifyCustomer { after, .. } => after,
            Work::Reassign { .. }
            | Work::Grant(_)
            | Work::LinkPocs { .. }
            | Work::ModifyNet { .. }
            | Work::DeleteNet { .. }
            | Work::DeleteCustomer { .. }
            | Work::Object(_)
            | Work::Asked(_)
            | Work::Adopt { .. }
            | Work::AdoptGrant { .. } => return None,
        };
        Some(Self {
            date: date?,
            net: None,
            customer: Some(RepliedCustomer::of(customer, &sent.unpacked())?),
            doubt: None,
        })
    }

    /// What was read right before a write is not what is known of a place: it is to be read by the next look.
    #[must_use]
    pub fn doubting(place: Place, now: Timestamp) -> Self {
        Self {
            date: now,
            net: None,
            customer: None,
            doubt: Some(place),
        }
    }
}

impl RepliedNet {
    fn of(net: &NetPayload, sent: &NetView) -> Option<Self> {
        let view = NetView::of(net);
        let recipient = net.recipient()?;
        let whole = shows(&view.fields(), &sent.fields());
        whole.then_some(Self {
            place: Place {
                parent: net.parent.clone()?,
                range: net.range()?,
            },
            incarnation: net.incarnation()?,
            net_type: net.net_type()?,
            view,
            org: match recipient {
                Recipient::Org(org) => Some(org),
                Recipient::Customer(_) => None,
            },
        })
    }
}

impl RepliedCustomer {
    fn of(customer: &CustomerPayload, sent: &CustomerView) -> Option<Self> {
        let view = CustomerView::of(customer);
        let incarnation = customer.incarnation()?;
        shows(&view.fields(), &sent.fields()).then_some(Self {
            handle: incarnation.handle,
            registered: Some(incarnation.registered),
            view,
        })
    }

    /// The record that a net was given to; none when it existed before. `None` when the reply shows a part of it.
    fn of_embedded(net: &NetPayload, sent: &CustomerView, record: &Record) -> Option<Vec<Self>> {
        let Some(Recipient::Customer(handle)) = net.recipient() else {
            return None;
        };
        let shown = net.customer.as_ref();
        match (shown.filter(|shown| shown.name.is_some()), record) {
            (Some(shown), _) => Some(vec![Self::of(shown, sent)?]),
            (None, Record::Embedded) => Some(vec![Self::as_sent(&handle, sent)]),
            (None, Record::Known(_) | Record::MadeBy(_)) => Some(Vec::new()),
        }
    }

    fn as_sent(handle: &CustomerHandle, sent: &CustomerView) -> Self {
        Self {
            handle: handle.into(),
            registered: None,
            // As it would come back.
            view: CustomerView::of(&sent.create()),
        }
    }
}

/// Whether a reply shows every field that was sent, whatever the registry made of its value.
fn shows(shown: &Fields, sent: &Fields) -> bool {
    sent.keys().all(|name| shown.contains_key(name))
}

/// What replies have shown since the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replies {
    nets: BTreeMap<NetHandle, BTreeMap<Range, Known<RepliedNet>>>,
    customers: BTreeMap<Handle, Known<RepliedCustomer>>,
    doubts: BTreeMap<Place, Timestamp>,
    /// The batches that they come from.
    batches: BTreeSet<String>,
}

impl Replies {
    /// What the cache holds of a registry; nothing of what is of another one, or can not be read.
    #[must_use]
    pub fn load(store: &Store, registry: &RegistryName, identity: &str, now: Timestamp) -> Self {
        let tree = tree(registry);
        let batches = store.names(&tree);
        let read = store.values(&tree, batches.iter().cloned().collect());
        let mut replies = Self {
            batches,
            ..Self::default()
        };
        let read = read.values();
        let read = read.filter_map(|bytes| serde_json::from_slice::<Batch>(bytes).ok());
        for batch in read.filter(|batch| batch.identity == identity) {
            for kept in batch.replies {
                if age(kept.at, now).is_some_and(|age| age < LONGEST) {
                    replies.add(&kept);
                }
            }
        }
        replies
    }

    fn add(&mut self, kept: &Kept) {
        let Ok(Replied {
            date,
            net,
            customer,
            doubt,
        }) = kept.reply.open()
        else {
            return;
        };
        let at = kept.at;
        if let Some(place) = doubt {
            let last = self.doubts.entry(place).or_insert(at);
            *last = at.max(*last);
        }
        if let Some(net) = net {
            let below = self.nets.entry(net.place.parent.clone()).or_default();
            newer(
                below,
                net.place.range,
                Known {
                    date,
                    at,
                    what: net,
                },
            );
        }
        if let Some(customer) = customer {
            let handle = customer.handle.clone();
            let what = customer;
            newer(&mut self.customers, handle, Known { date, at, what });
        }
    }

    /// The ranges right below a net of which a reply showed something.
    pub fn ranges(&self, parent: &NetHandle) -> impl Iterator<Item = Range> {
        let below = self.nets.get(parent);
        below.into_iter().flat_map(|below| below.keys().copied())
    }

    /// The net at a place.
    pub(super) fn net(&self, place: &Place) -> Option<&Known<RepliedNet>> {
        self.nets.get(&place.parent)?.get(&place.range)
    }

    /// When a place was last found to be otherwise than was known.
    #[must_use]
    pub fn doubt(&self, place: &Place) -> Option<Timestamp> {
        self.doubts.get(place).copied()
    }

    /// The customer record of a handle.
    pub(super) fn customer(&self, handle: &Handle) -> Option<&Known<RepliedCustomer>> {
        self.customers.get(handle)
    }

    /// Whether no reply showed anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nets.is_empty() && self.customers.is_empty()
    }

    /// What of them the next look needs: the batches that they came from are done with, for what they say is in memory now,
    /// or was read, but for the nets that the public list does not show yet.
    pub fn left<'a>(&self, identity: &str, behind: impl Iterator<Item = &'a LiveNet>) -> Left {
        let mut replies = Vec::new();
        for net in behind {
            let recipient = net.incarnation.recipient.as_ref();
            let own = self.net(&net.place).map(Known::as_net);
            let customer = recipient.and_then(|handle| self.customer(handle));
            let both = own.into_iter().chain(customer.map(Known::as_customer));
            replies.extend(both.map(|(at, reply)| Kept {
                at,
                reply: Payload::seal(reply),
            }));
        }
        Left {
            done: self.batches.clone(),
            batch: (!replies.is_empty()).then(|| Batch {
                identity: identity.to_owned(),
                replies,
            }),
        }
    }
}

/// What the cache is to hold after a look, in place of what it held before.
#[derive(Debug, Default)]
pub struct Left {
    done: BTreeSet<String>,
    batch: Option<Batch>,
}

impl Left {
    /// Writes it. What came since is kept.
    pub fn write(self, store: &Store, registry: &RegistryName) {
        let new = self.batch.as_ref().and_then(Batch::named);
        if self.done.is_empty() && new.is_none() {
            return;
        }
        let tree = tree(registry);
        let keep = &store.names(&tree) - &self.done;
        store.renew(&tree, &keep, new.into_iter().collect());
    }
}

impl Batch {
    /// With its name: one that holds the same is the same.
    fn named(&self) -> Option<(String, Vec<u8>)> {
        let bytes = serde_json::to_vec(self).ok()?;
        Some((blake3::hash(&bytes).to_hex().to_string(), bytes))
    }
}

impl Known<RepliedNet> {
    fn as_net(&self) -> (Timestamp, Replied) {
        let net = Some(self.what.clone());
        let reply = Replied {
            date: self.date,
            net,
            customer: None,
            doubt: None,
        };
        (self.at, reply)
    }
}

impl Known<RepliedCustomer> {
    fn as_customer(&self) -> (Timestamp, Replied) {
        let customer = Some(self.what.clone());
        let reply = Replied {
            date: self.date,
            net: None,
            customer,
            doubt: None,
        };
        (self.at, reply)
    }
}

fn newer<K: Ord, T>(map: &mut BTreeMap<K, Known<T>>, key: K, known: Known<T>) {
    let older = map.get(&key).is_none_or(|other| other.at <= known.at);
    if older {
        map.insert(key, known);
    }
}

/// Holds what replies show until there is a batch of it.
#[derive(Debug, Default)]
pub struct Gathered {
    waiting: Mutex<Vec<Kept>>,
}

impl Gathered {
    /// Takes a reply whose outcome is in the journal. Returns whether there is a batch of them.
    pub fn add(&self, at: Timestamp, reply: Payload) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(Kept { at, reply });
        waiting.len() >= BATCH
    }

    fn take(&self) -> Vec<Kept> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes what waits. To lose it costs requests, and nothing else.
    pub async fn write(&self, store: &Arc<Store>, registry: &RegistryName, identity: &str) {
        let replies = self.take();
        if replies.is_empty() {
            return;
        }
        let batch = Batch {
            identity: identity.to_owned(),
            replies,
        };
        let (store, registry) = (Arc::clone(store), registry.clone());
        let left = Left {
            done: BTreeSet::new(),
            batch: Some(batch),
        };
        let write = move || left.write(&store, &registry);
        // Only the cache would be wiser, should the task not end.
        let _ = tokio::task::spawn_blocking(write).await;
    }
}

/// The tree of a registry. What is kept there in another form takes another number here.
fn tree(registry: &RegistryName) -> String {
    format!("arin-replies-1-{registry}")
}
