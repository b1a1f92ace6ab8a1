//! What the journal adds up to. Only [`Ledger::apply`] changes it, one line after the other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Base, Domain, IntentRecord, OpId};
use crate::model::{
    Action, CustomerHandle, Field, Handle, Incarnation, Key, Kind, NetHandle, Place, Range,
    RegistryName, TicketNumber, TicketStatus,
};

/// A registration that is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Which life of it; another one at the same place is not ours.
    pub incarnation: Incarnation,
    /// The customer key it was filled from.
    pub customer: Key,
    /// Whether its entry said `protect` when last seen.
    pub protected: bool,
    /// When it became ours.
    pub since: Timestamp,
}

impl Owned {
    /// The customer record that it was given to; nothing when it was given to an org, whose handle then is its key
    /// too. The registry issues customers' handles with eight digits (reference 6.2), so a short one that is its
    /// own key is an org's.
    #[must_use]
    pub fn customer_record(&self) -> Option<CustomerHandle> {
        const LONGEST_ORG: usize = 8;
        let handle = self.incarnation.recipient.as_ref()?;
        let org = handle.as_str() == self.customer.as_str() && handle.as_str().len() <= LONGEST_ORG;
        if org {
            None
        } else {
            handle.as_str().parse().ok()
        }
    }
}

/// An object that is no net and is ours: a POC, an org, a delegation that a block set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedObject {
    /// Which life of it; another one under the same handle is not ours.
    pub incarnation: Incarnation,
    /// What we left in it, where that decides whether it is still as we left it.
    pub content: Option<String>,
    /// The customer whose block it serves.
    pub customer: Option<Key>,
    /// When we last knew it to be ours by a write or a reading.
    pub since: Timestamp,
}

/// A write without a definite outcome. It locks its domain.
#[derive(Debug, Clone)]
pub struct OpenOp {
    /// What was meant.
    pub intent: IntentRecord,
    /// When the intent was written; the request left after that.
    pub at: Timestamp,
    /// Whether an answer was waited for in vain. `false`: no outcome at all, so the process died, or is at it.
    pub sent_uncertain: bool,
    /// Whether reading can never tell: a person has to.
    pub unsettleable: bool,
    /// Whether it took effect, but nothing says which object came of it, so that it can not be owned.
    pub unidentified: bool,
}

/// A write that waits for a person at the registry.
#[derive(Debug, Clone)]
pub struct OpenTicket {
    /// What was meant.
    pub intent: IntentRecord,
    /// Where it stands; `None` before the first news.
    pub status: Option<TicketStatus>,
    /// When we learned of it.
    pub since: Timestamp,
    /// When we first saw its present status; [`Self::since`] before the first news.
    pub changed: Timestamp,
}

/// A customer record that must be deleted once nothing links to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// The record.
    pub customer: Incarnation,
    /// What it was made for.
    pub place: Place,
    /// Why.
    pub cause: String,
    /// Since when.
    pub since: Timestamp,
}

/// A declared range that a replace has emptied and not yet filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacancy {
    /// Why.
    pub cause: String,
    /// Since when.
    pub since: Timestamp,
}

/// What is left alone, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The fingerprint of the desired content; other content is tried again.
    pub fingerprint: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// A customer record that may exist without a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Its name, to search for.
    pub name: String,
    /// Why it may exist.
    pub cause: String,
    /// Since when.
    pub since: Timestamp,
}

/// A value that the registry changes when it takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quirk {
    /// What was asked for.
    pub asked: Field,
    /// What is there.
    pub got: Field,
}

/// A delete of a net that took effect, or may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// The registry.
    pub registry: RegistryName,
    /// The change it belongs to: a delete, or a replace.
    pub group: crate::model::ChangeId,
    /// When it was meant.
    pub at: Timestamp,
}

/// A run that has begun and not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRun {
    /// Its number.
    pub seq: u64,
    /// The digest of its plan.
    pub digest: String,
    /// What a saved plan was made from.
    pub base: Option<Base>,
    /// When it began.
    pub since: Timestamp,
}

/// Everything the journal says, as of its last line.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The id of the journal; `None` when it has no line.
    pub journal: Option<String>,
    /// The number of the last line; 0 when there is none.
    pub seq: u64,
    /// When the last line was written.
    pub last_at: Option<Timestamp>,
    /// Why nothing may be deleted on its word: damage, a missing segment, lines of a newer version.
    pub distrust: Vec<String>,
    /// The machine that the journal goes on at.
    pub retired: Option<String>,
    /// Which registry each name stands for.
    pub bound: BTreeMap<RegistryName, String>,
    /// What is ours.
    pub owned: BTreeMap<(RegistryName, Place), Owned>,
    /// What is ours beside nets, by kind and key.
    pub objects: BTreeMap<(RegistryName, Kind, Key), OwnedObject>,
    /// Writes without a definite outcome.
    pub open: BTreeMap<OpId, OpenOp>,
    /// Writes that wait for a ticket.
    pub tickets: BTreeMap<TicketNumber, OpenTicket>,
    /// Every ticket that the journal ever named; one that it does not name is unexplained.
    pub known_tickets: BTreeSet<TicketNumber>,
    /// Customer records to delete.
    pub obligations: BTreeMap<(RegistryName, Handle), Obligation>,
    /// Ranges to fill again.
    pub vacancies: BTreeMap<(RegistryName, Place), Vacancy>,
    /// What is left alone.
    pub held: BTreeMap<(RegistryName, Key, Action), Held>,
    /// Customer records that may exist.
    pub strays: BTreeMap<(RegistryName, OpId), Stray>,
    /// Values that do not stick, by object and field.
    pub quirks: BTreeMap<(RegistryName, Handle, String), Quirk>,
    /// When we last heard of a write of ours at a place.
    pub heard: BTreeMap<(RegistryName, Place), Timestamp>,
    /// When a write of ours last made or removed the registration at a place.
    pub confirmed: BTreeMap<(RegistryName, Place), Timestamp>,
    /// Deletes of nets that took effect, or may have.
    pub deletions: BTreeMap<OpId, Deletion>,
    /// The run that has not ended.
    pub run: Option<OpenRun>,
    /// Saved plans that have run, and whether they ended.
    pub consumed: BTreeMap<(Base, String), bool>,
    /// Approved digests: who, and when.
    pub approvals: BTreeMap<String, (String, Timestamp)>,
    /// The revision of the last run that named one.
    pub revision: Option<String>,
    pub(super) last_op: u64,
}

impl Ledger {
    /// Whether a delete may follow from it. `distrust` says why not.
    #[must_use]
    pub fn trusted(&self) -> bool {
        self.distrust.is_empty()
    }

    /// Fills the leaves of the map that may have an entry for each registration: one that grew in order is half empty.
    pub fn pack(&mut self) {
        // Appended to another map they go over one by one, and are never there twice.
        let first = self.owned.pop_first();
        let mut packed: BTreeMap<_, _> = first.into_iter().collect();
        packed.append(&mut self.owned);
        self.owned = packed;
    }

    /// How many registrations of a registry are ours.
    #[must_use]
    pub fn managed(&self, registry: &RegistryName) -> usize {
        self.owned
            .keys()
            .filter(|(name, _)| name == registry)
            .count()
    }

    /// The entries of one of its maps that lie right below a net, in address order.
    pub fn below<'a, V>(
        map: &'a BTreeMap<(RegistryName, Place), V>,
        registry: &RegistryName,
        parent: &NetHandle,
    ) -> impl Iterator<Item = (&'a Place, &'a V)> {
        let first = Place {
            parent: parent.clone(),
            range: Range::FIRST,
        };
        let (registry, parent) = (registry.clone(), parent.clone());
        map.range((registry.clone(), first)..)
            .take_while(move |((name, place), _)| *name == registry && place.parent == parent)
            .map(|((_, place), value)| (place, value))
    }

    /// What is ours at a place.
    #[must_use]
    pub fn owned_at(&self, registry: &RegistryName, place: &Place) -> Option<&Owned> {
        self.owned.get(&(registry.clone(), place.clone()))
    }

    /// What of a kind is ours under a key.
    #[must_use]
    pub fn object(&self, registry: &RegistryName, kind: &str, key: &Key) -> Option<&OwnedObject> {
        let kind = Kind::new(kind);
        self.objects.get(&(registry.clone(), kind, key.clone()))
    }

    /// What of a kind is ours under the first of several keys that has anything, such as a key and those it was before.
    #[must_use]
    pub fn object_under<'k>(
        &self,
        registry: &RegistryName,
        kind: &str,
        keys: impl IntoIterator<Item = &'k Key>,
    ) -> Option<(&'k Key, &OwnedObject)> {
        let mut keys = keys.into_iter();
        keys.find_map(|key| Some((key, self.object(registry, kind, key)?)))
    }

    /// Everything of a kind that is ours, by key.
    pub fn objects_of<'a>(
        &'a self,
        registry: &'a RegistryName,
        kind: &'a str,
    ) -> impl Iterator<Item = (&'a Key, &'a OwnedObject)> {
        self.objects
            .iter()
            .filter(move |((name, of, _), _)| name == registry && of.as_str() == kind)
            .map(|((_, _, key), owned)| (key, owned))
    }

    /// How many nets were deleted since a moment, open deletes and those of replaces included.
    #[must_use]
    pub fn deletes_since(&self, moment: Timestamp) -> usize {
        self.deletions.values().filter(|d| d.at >= moment).count()
    }

    /// Whether a write in a range has no definite outcome yet, or waits for its ticket.
    #[must_use]
    pub fn waits_in(&self, range: crate::model::Range) -> bool {
        let open = self.open.values().map(|open| &open.intent);
        let waiting = self.tickets.values().map(|ticket| &ticket.intent);
        open.chain(waiting)
            .filter_map(|intent| intent.domain.claim.as_ref())
            .any(|claim| claim.range.overlaps(range))
    }

    /// An open write, or one that waits for its ticket, that concerns the domain too.
    #[must_use]
    pub fn open_in(&self, registry: &RegistryName, domain: &Domain) -> Option<OpId> {
        let open = self.open.values().map(|open| &open.intent);
        let waiting = self.tickets.values().map(|ticket| &ticket.intent);
        open.chain(waiting)
            .find(|intent| intent.registry == *registry && intent.domain.meets(domain))
            .map(|intent| intent.op)
    }

    /// Another write without a known outcome that may have become a ticket of the same kind as this one: a
    /// ticket that nothing explains may be either's (write protocol, section 3).
    #[must_use]
    pub fn rival(&self, intent: &IntentRecord) -> Option<&IntentRecord> {
        self.open.values().map(|open| &open.intent).find(|other| {
            other.op != intent.op
                && other.registry == intent.registry
                && other.kind == intent.kind
                && other.action == intent.action
        })
    }

    /// What a plan that is made now is made from.
    #[must_use]
    pub fn base(&self, revision: Option<String>) -> Option<Base> {
        Some(Base {
            journal: self.journal.clone()?,
            seq: self.seq,
            revision,
        })
    }
}
