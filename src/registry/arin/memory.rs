//! What earlier looks have read, and what the public list said of it then. Kept in the cache: to lose it costs
//! requests, and nothing else.
//!
//! A record is believed again only while the public list shows the net, and whom it is given to, with the same
//! handles and the same dates of change as it did when the record was read with the key (design, section 8).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::live::{Live, LiveNet, LiveNetwork, LiveRecipient};
use super::rdap::PublicNet;
use crate::model::{NetHandle, OrgHandle, Place, Range, RegistryName};
use crate::store::{Sheet, Store, StoreError};

/// A record is read again after this long, whatever the public list says.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
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
}

/// When a net was read, and what the public list said of it then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// `None` when the list did not name it.
    pub public: Option<Stamp>,
    /// When it was read with the key.
    pub read: Timestamp,
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
    handle: String,
    name: Option<String>,
    changed: Option<String>,
    registrant: Option<String>,
    registrant_changed: Option<String>,
}

impl Stamp {
    /// The stamp of a net of the list.
    #[must_use]
    pub fn of(net: &PublicNet) -> Self {
        let registrant = net.registrant.as_ref();
        Self {
            handle: net.handle.to_string(),
            name: net.name.clone(),
            changed: net.last_changed.clone(),
            registrant: registrant.map(|entity| entity.handle.to_string()),
            registrant_changed: registrant.and_then(|entity| entity.last_changed.clone()),
        }
    }

    /// Whether it could tell that the record of a net, or of its customer, has changed since.
    fn tells(&self, net: &LiveNet, read: Timestamp) -> bool {
        let old = |date: Option<&String>| {
            date.and_then(|date| date.parse::<Timestamp>().ok())
                .is_some_and(|changed| age(changed, read).is_some_and(|age| age >= TOO_FRESH))
        };
        let same = |given: Option<String>| given.is_some() && given == self.registrant;
        match &net.recipient {
            LiveRecipient::Customer(customer) => {
                same(Some(customer.incarnation.handle.to_string()))
                    && old(self.changed.as_ref())
                    && old(self.registrant_changed.as_ref())
            }
            LiveRecipient::Org(org) => same(Some(org.to_string())) && old(self.changed.as_ref()),
            LiveRecipient::Unread(_) => false,
        }
    }
}

impl RememberedNet {
    /// Whether the net is still as it was read, as far as the public list can tell. `heard` is when we last heard
    /// of a write of ours there: what was read before that is not believed.
    #[must_use]
    pub fn is_believed(
        &self,
        public: &PublicNet,
        heard: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        let stamp = Stamp::of(public);
        let Mark { public, read } = &self.mark;
        public.as_ref() == Some(&stamp)
            && stamp.handle == self.net.incarnation.handle.to_string()
            && stamp.tells(&self.net, *read)
            && heard.is_none_or(|heard| heard < *read)
            && is_recent(*read, now)
    }
}

impl RememberedNetwork {
    /// Whether it need not be read again.
    #[must_use]
    pub fn is_believed(&self, now: Timestamp) -> bool {
        is_recent(self.read, now)
    }
}

/// Whether a moment lies in the last hours; one that is still to come shows that the clock went back.
fn is_recent(moment: Timestamp, now: Timestamp) -> bool {
    age(moment, now).is_some_and(|age| age < LONGEST)
}

/// How long ago a moment was; `None` when it is still to come.
fn age(moment: Timestamp, now: Timestamp) -> Option<Duration> {
    let age: SignedDuration = now.duration_since(moment);
    Duration::try_from(age).ok()
}

/// A record of the cache.
#[derive(Serialize, Deserialize)]
enum Record<N, T> {
    Network(N),
    Net(T),
}

impl Memory {
    /// What the cache holds of a registry; nothing when it can not be read, or is of another registry than the one
    /// asked for.
    #[must_use]
    pub fn load(store: &Store, registry: &RegistryName, identity: Option<&str>) -> Self {
        type Kept = Record<RememberedNetwork, (LiveNet, Mark)>;
        let records: BTreeMap<String, Kept> = store.load(&tree(registry)).unwrap_or_default();
        let mut memory = Self::default();
        for record in records.into_values() {
            match record {
                Record::Network(network)
                    if identity.is_some_and(|identity| network.identity != identity) =>
                {
                    return Self::default();
                }
                Record::Network(network) => memory.add_network(network),
                Record::Net((net, mark)) => memory.add(RememberedNet { net, mark }),
            }
        }
        memory
    }

    /// As the cache keeps it, with the nets of the live picture that was made from it.
    ///
    /// # Errors
    /// When a record has no JSON form.
    pub fn sheet(&self, registry: &RegistryName, live: &Live) -> Result<Sheet, StoreError> {
        let networks = self.networks.iter().map(|(range, network)| {
            let key = format!("network {range}");
            (key, Record::Network(network))
        });
        let kept = self.nets.values().flat_map(BTreeMap::values);
        let kept = kept.map(|RememberedNet { net, mark }| (net, mark));
        let seen = live.networks.iter().flat_map(|network| match network {
            LiveNetwork::Read(read) => {
                let marks = self.marks.get(&read.handle).map_or(&[][..], Vec::as_slice);
                read.nets.iter().zip(marks)
            }
            LiveNetwork::Unread { .. } => [].iter().zip(&[][..]),
        });
        let nets = kept.chain(seen).map(|(net, mark)| {
            let key = format!("net {}", net.place);
            (key, Record::Net((net, mark)))
        });
        let records: BTreeMap<String, _> = networks.chain(nets).collect();
        Sheet::of(&tree(registry), &records)
    }

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

fn tree(registry: &RegistryName) -> String {
    format!("arin-memory-1-{registry}")
}

#[cfg(test)]
mod tests {
    use super::super::live::LiveCustomer;
    use super::super::rdap::PublicEntity;
    use super::super::view::{CustomerView, NetView};
    use super::*;
    use crate::model::{Incarnation, NetType};

    const READ: &str = "2026-09-21T12:00:00Z";

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn incarnation(handle: &str) -> Incarnation {
        Incarnation {
            handle: handle.parse().expect("a handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: None,
        }
    }

    fn net() -> LiveNet {
        LiveNet {
            place: Place {
                parent: "NET-198-51-100-0-1".parse().expect("a handle"),
                range: "198.51.100.64/28".parse().expect("a range"),
            },
            incarnation: incarnation("NET-198-51-100-64-1"),
            net_type: NetType::Reassignment,
            view: NetView {
                name: "EXMPL-BHB-1".parse().expect("a name"),
                comment: Vec::new(),
                pocs: std::collections::BTreeMap::new(),
            },
            below: None,
            others_below: Vec::new(),
            recipient: LiveRecipient::Customer(Box::new(LiveCustomer {
                incarnation: incarnation("C09990001"),
                view: serde_json::from_str::<CustomerView>(
                    r#"{"name":"Blue Heron","street":[],"city":"","region":"","postal_code":"","country":"US","comment":[]}"#,
                )
                .expect("a view"),
            })),
        }
    }

    fn public() -> PublicNet {
        PublicNet {
            handle: "NET-198-51-100-64-1".parse().expect("a handle"),
            range: "198.51.100.64/28".parse().expect("a range"),
            parent: Some("NET-198-51-100-0-1".parse().expect("a handle")),
            name: Some("EXMPL-BHB-1".to_owned()),
            registrant: Some(PublicEntity {
                handle: "C09990001".parse().expect("a handle"),
                name: None,
                last_changed: Some("2026-09-20T10:12:00-04:00".to_owned()),
            }),
            last_changed: Some("2026-09-20T10:12:00-04:00".to_owned()),
        }
    }

    fn remembered(public: &PublicNet) -> RememberedNet {
        RememberedNet {
            net: net(),
            mark: Mark {
                public: Some(Stamp::of(public)),
                read: moment(READ),
            },
        }
    }

    fn believed(known: &RememberedNet, public: &PublicNet) -> bool {
        known.is_believed(public, None, moment("2026-09-21T13:00:00Z"))
    }

    #[test]
    fn what_the_list_shows_as_it_was_is_believed() {
        assert!(believed(&remembered(&public()), &public()));
    }

    #[test]
    fn any_change_in_the_list_makes_it_read_again() {
        let later = || Some("2026-09-21T12:30:00Z".to_owned());
        let edits: [fn(&mut PublicNet, Option<String>); 6] = [
            |net, date| net.last_changed = date,
            |net, _| net.name = Some("OTHER".to_owned()),
            |net, _| net.handle = "NET-198-51-100-64-2".parse().expect("a handle"),
            |net, date| {
                if let Some(entity) = &mut net.registrant {
                    entity.last_changed = date;
                }
            },
            |net, _| {
                if let Some(entity) = &mut net.registrant {
                    entity.handle = "C09990002".parse().expect("a handle");
                }
            },
            |net, _| net.registrant = None,
        ];
        for (n, edit) in edits.into_iter().enumerate() {
            let mut changed = public();
            edit(&mut changed, later());
            assert!(!believed(&remembered(&public()), &changed), "edit {n}");
        }
    }

    #[test]
    fn a_list_that_says_too_little_is_no_reason_to_believe() {
        let edits: [fn(&mut PublicNet); 4] = [
            |net| net.last_changed = None,
            |net| net.last_changed = Some("yesterday".to_owned()),
            |net| {
                if let Some(entity) = &mut net.registrant {
                    entity.last_changed = None;
                }
            },
            |net| net.registrant = None,
        ];
        for (n, edit) in edits.into_iter().enumerate() {
            let mut poor = public();
            edit(&mut poor);
            assert!(!believed(&remembered(&poor), &poor), "edit {n}");
        }
        let mut unlisted = remembered(&public());
        unlisted.mark.public = None;
        assert!(!believed(&unlisted, &public()));
    }

    #[test]
    fn a_list_of_another_object_than_was_read_proves_nothing() {
        let mut stranger = public();
        stranger.handle = "NET-198-51-100-64-2".parse().expect("a handle");
        assert!(!believed(&remembered(&stranger), &stranger));
        let mut given = public();
        if let Some(entity) = &mut given.registrant {
            entity.handle = "C09990002".parse().expect("a handle");
        }
        assert!(!believed(&remembered(&given), &given));
    }

    #[test]
    fn what_changed_in_the_minute_before_it_was_read_may_have_changed_again() {
        let mut fresh = public();
        fresh.last_changed = Some("2026-09-21T11:59:30Z".to_owned());
        assert!(!believed(&remembered(&fresh), &fresh));
        fresh.last_changed = Some("2026-09-21T11:58:30Z".to_owned());
        assert!(believed(&remembered(&fresh), &fresh));
        // The registry's clock is ahead of ours.
        fresh.last_changed = Some("2026-09-21T12:10:00Z".to_owned());
        assert!(!believed(&remembered(&fresh), &fresh));
    }

    #[test]
    fn what_we_wrote_since_is_read_again() {
        let (known, public) = (remembered(&public()), public());
        let now = moment("2026-09-21T13:00:00Z");
        let heard = |text| known.is_believed(&public, Some(moment(text)), now);
        assert!(heard("2026-09-21T11:00:00Z"));
        assert!(!heard(READ));
        assert!(!heard("2026-09-21T12:00:01Z"));
    }

    #[test]
    fn nothing_is_believed_for_longer_than_a_day_or_from_the_future() {
        let (known, public) = (remembered(&public()), public());
        let at = |text| known.is_believed(&public, None, moment(text));
        assert!(at("2026-09-22T11:59:59Z"));
        assert!(!at("2026-09-22T12:00:00Z"));
        assert!(!at("2026-09-21T11:59:59Z"));
    }

    fn live() -> (Memory, Live) {
        let net = net();
        let parent = net.place.parent.clone();
        let mut memory = Memory::default();
        memory.add_network(RememberedNetwork {
            identity: "arin https://reg.arin.net".to_owned(),
            range: "198.51.100.0/24".parse().expect("a range"),
            handle: parent.clone(),
            org: None,
            read: moment(READ),
            swept: moment(READ),
        });
        memory.mark(&parent, vec![remembered(&public()).mark]);
        let read = super::super::live::ReadNetwork {
            handle: parent,
            org: None,
            nets: vec![net],
            unread: Vec::new(),
            listed: true,
            itself: crate::registry::arin::live::ItselfRead::default(),
        };
        let live = Live {
            networks: vec![LiveNetwork::Read(read)],
            ..Live::default()
        };
        (memory, live)
    }

    #[test]
    fn what_was_kept_comes_back_for_the_same_registry_alone() {
        let (memory, live) = live();
        let (store, name) = (Store::in_memory(), RegistryName::new("arin"));
        store.put(memory.sheet(&name, &live).expect("JSON"));
        let load = |identity| Memory::load(&store, &name, identity);
        let mut back = load(Some("arin https://reg.arin.net"));
        let below = back.take_below(&net().place.parent);
        assert_eq!(
            below.into_values().collect::<Vec<_>>(),
            [remembered(&public())]
        );
        assert!(!load(None).is_empty());
        assert!(load(Some("arin https://reg.ote.arin.net")).is_empty());
        assert!(Memory::load(&store, &RegistryName::new("other"), None).is_empty());
    }

    #[test]
    fn what_is_declared_no_more_is_forgotten() {
        let (memory, live) = live();
        let (store, name) = (Store::in_memory(), RegistryName::new("arin"));
        store.put(memory.sheet(&name, &live).expect("JSON"));
        let mut back = Memory::load(&store, &name, None);
        back.keep_only(|_| false);
        assert!(back.is_empty());
        assert!(back.take_below(&net().place.parent).is_empty());
    }
}
