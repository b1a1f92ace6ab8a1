//! Memory in the cache: nets in pieces of a few hundred, each under a hash of what it holds, and one record that names
//! the networks and the pieces of each. A look after which nothing has changed writes that record and no piece, and a
//! piece that is lost or damaged makes all of it unknown.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::Desired;
use super::super::live::{Live, LiveCustomer, LiveNet, LiveNetwork, LiveRecipient, NetsBelow};
use super::super::view::{NetView, PackedView, PocLinks};
use super::{Mark, Memory, RememberedNet, RememberedNetwork};
use crate::model::{
    Handle, Incarnation, NetHandle, NetName, NetType, OrgHandle, Place, Range, RegistryName, Text,
};
use crate::store::Store;

/// The record that names the others. No hash reads so.
const INDEX: &str = "index";
/// Spreads the bits of an address over a number: one net in 256 ends a piece.
const MIX: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

/// What is kept of a registry, ready to be written.
#[derive(Debug)]
pub struct Written {
    index: Vec<u8>,
    pieces: BTreeMap<String, Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Index {
    networks: Vec<RememberedNetwork>,
    /// The pieces below each net, in address order.
    below: Vec<(NetHandle, Vec<String>)>,
}

/// A net below the one that its piece is of. In this form every field is written, whatever it holds.
#[derive(Serialize, Deserialize)]
struct KeptNet {
    range: Range,
    life: Life,
    net_type: NetType,
    name: NetName,
    comment: Vec<Text>,
    pocs: PocLinks,
    given: Given,
    below: Option<Box<NetsBelow>>,
    mark: Mark,
}

#[derive(Serialize, Deserialize)]
struct Life {
    handle: Handle,
    registered: Text,
    recipient: Option<Handle>,
}

#[derive(Serialize, Deserialize)]
enum Given {
    Customer(Life, PackedView),
    Org(OrgHandle),
    Unread(Text),
}

impl Memory {
    /// What the cache holds of a registry; nothing when it can not be read, or is of another registry than the one
    /// asked for. What is on record as declared is held once for both.
    #[must_use]
    pub fn load(
        store: &Store,
        registry: &RegistryName,
        identity: Option<&str>,
        desired: &Desired,
    ) -> Self {
        Self::loaded(store, &tree(registry), identity, desired).unwrap_or_default()
    }

    fn loaded(
        store: &Store,
        tree: &str,
        identity: Option<&str>,
        desired: &Desired,
    ) -> Option<Self> {
        let mut found = store.values(tree, vec![INDEX.to_owned()]);
        let index: Index = whole(&found.remove(INDEX)?)?;
        let other =
            |network: &RememberedNetwork| identity.is_some_and(|own| network.identity != own);
        if index.networks.iter().any(other) {
            return None;
        }
        let names = index.below.iter().flat_map(|(_, pieces)| pieces);
        let pieces = store.values(tree, names.cloned().collect());
        let mut memory = Self::default();
        for (parent, names) in index.below {
            let read: Option<Vec<Vec<RememberedNet>>> = names
                .par_iter()
                .map(|name| {
                    let kept: Vec<KeptNet> = whole(pieces.get(name)?)?;
                    let nets = kept.into_iter().map(|net| net.under(&parent));
                    let shared = nets.map(|mut known| {
                        known.net.share(desired);
                        known
                    });
                    Some(shared.collect())
                })
                .collect();
            let nets = read?.into_iter().flatten();
            let below = nets.map(|known| (known.net.place.range, known));
            memory.nets.insert(parent, below.collect());
        }
        for network in index.networks {
            memory.add_network(network);
        }
        Some(memory)
    }

    /// As the cache keeps it, with the nets of the live picture that was made from it.
    #[must_use]
    pub fn written(&self, live: &Live) -> Option<Written> {
        let mut below: BTreeMap<&NetHandle, Vec<(&LiveNet, &Mark)>> = BTreeMap::new();
        for (parent, nets) in &self.nets {
            let nets = nets.values().map(|RememberedNet { net, mark }| (net, mark));
            below.insert(parent, nets.collect());
        }
        for network in &live.networks {
            if let LiveNetwork::Read(read) = network {
                let marks = self.marks.get(&read.handle).map_or(&[][..], Vec::as_slice);
                below.insert(&read.handle, read.nets.iter().zip(marks).collect());
            }
        }
        let mut index = Index {
            networks: self.networks.values().cloned().collect(),
            below: Vec::new(),
        };
        let mut written = BTreeMap::new();
        for (parent, nets) in below {
            let pieces: Option<Vec<(String, Vec<u8>)>> =
                pieces(&nets).par_iter().map(piece).collect();
            let pieces = pieces?;
            let names = pieces.iter().map(|(name, _)| name.clone());
            index.below.push((parent.clone(), names.collect()));
            written.extend(pieces);
        }
        Some(Written {
            index: postcard::to_stdvec(&index).ok()?,
            pieces: written,
        })
    }
}

impl Written {
    /// Writes it. What is there already stays as it is, and what is named no more is dropped.
    pub fn write(self, store: &Store, registry: &RegistryName) {
        let tree = tree(registry);
        let there = store.names(&tree);
        let (keep, new): (BTreeMap<_, _>, BTreeMap<_, _>) = self
            .pieces
            .into_iter()
            .partition(|(name, _)| there.contains(name));
        let keep: BTreeSet<String> = keep.into_keys().collect();
        let index = (INDEX.to_owned(), self.index);
        store.renew(&tree, &keep, new.into_iter().chain([index]).collect());
    }
}

/// Nets in pieces. A piece ends where the range of a net says so, so that a net more or less changes one piece, or two.
fn pieces<'a, 'b>(nets: &'b [(&'a LiveNet, &'a Mark)]) -> Vec<&'b [(&'a LiveNet, &'a Mark)]> {
    let ends = |net: &LiveNet| {
        let range = net.place.range;
        let [.., last] = range.last().wrapping_mul(MIX).to_le_bytes();
        last == 0
    };
    nets.chunk_by(|(net, _), _| !ends(net)).collect()
}

fn piece(nets: &&[(&LiveNet, &Mark)]) -> Option<(String, Vec<u8>)> {
    let kept: Vec<KeptNet> = nets
        .iter()
        .map(|(net, mark)| KeptNet::of(net, mark))
        .collect();
    let bytes = postcard::to_stdvec(&kept).ok()?;
    Some((blake3::hash(&bytes).to_hex().to_string(), bytes))
}

/// A value that fills all of its bytes.
fn whole<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
}

impl Life {
    fn of(incarnation: &Incarnation) -> Self {
        let Incarnation {
            handle,
            registered,
            recipient,
        } = incarnation.clone();
        Self {
            handle,
            registered,
            recipient,
        }
    }

    fn incarnation(self) -> Incarnation {
        Incarnation {
            handle: self.handle,
            registered: self.registered,
            recipient: self.recipient,
        }
    }
}

impl KeptNet {
    fn of(net: &LiveNet, mark: &Mark) -> Self {
        let LiveNet {
            place,
            incarnation,
            net_type,
            view,
            recipient,
            below,
        } = net;
        Self {
            range: place.range,
            life: Life::of(incarnation),
            net_type: net_type.clone(),
            name: view.name.clone(),
            comment: view.comment().to_vec(),
            pocs: view.pocs().clone(),
            given: match recipient {
                LiveRecipient::Customer(customer) => {
                    Given::Customer(Life::of(&customer.incarnation), customer.view.clone())
                }
                LiveRecipient::Org(org) => Given::Org(org.clone()),
                LiveRecipient::Unread(why) => Given::Unread(why.clone()),
            },
            below: below.clone(),
            mark: mark.clone(),
        }
    }

    fn under(self, parent: &NetHandle) -> RememberedNet {
        let net = LiveNet {
            place: Place {
                parent: parent.clone(),
                range: self.range,
            },
            incarnation: self.life.incarnation(),
            net_type: self.net_type,
            view: NetView::new(self.name, self.comment, self.pocs),
            recipient: match self.given {
                Given::Customer(life, view) => LiveRecipient::Customer(LiveCustomer {
                    incarnation: life.incarnation(),
                    view,
                }),
                Given::Org(org) => LiveRecipient::Org(org),
                Given::Unread(why) => LiveRecipient::Unread(why),
            },
            below: self.below,
        };
        RememberedNet {
            net,
            mark: self.mark,
        }
    }
}

/// The tree of a registry. What is kept there in another form takes another number here.
fn tree(registry: &RegistryName) -> String {
    format!("arin-memory-5-{registry}")
}
