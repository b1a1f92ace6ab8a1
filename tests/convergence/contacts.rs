//! POCs in the random worlds: what entries say of them, what others do to them, and how they must be in the end.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use swipd::journal::{Ledger, OwnedObject};
use swipd::model::{
    Action, Address, Ascii, Country, Handle, Key, Listed, Origin, Region, RegistryName,
};
use swipd::registry::Objection;
use swipd::registry::arin::Desired;
use swipd::registry::arin::objects::org::Contact;
use swipd::registry::arin::objects::poc::{DesiredPoc, Identity, PhoneView};

use crate::acts::Act;
use crate::others::edit;
use crate::world::World;

/// The entries: the first part of their keys, and the name of the POC. The last one has the handle of a POC that is
/// there.
const ENTRIES: [(&str, &str); 3] = [
    ("noc", "Network Operations"),
    ("desk", "Abuse Desk"),
    ("ops", "Operations Desk"),
];

/// How many entries there may be.
pub(crate) const CONTACTS: usize = ENTRIES.len();

/// The POC that is there, and belongs to our account.
pub(crate) const OPS: &str = "OPS1-ARIN";

const PHONES: [(&str, &str); 3] = [
    ("+1-540-555-0100", "O"),
    ("+1-540-555-0101", "F"),
    ("+1-540-555-0102", "M"),
];

const EMAILS: [&str; 3] = ["noc@example.net", "duty@example.net", "desk@example.net"];

/// What an entry says.
#[derive(Debug, Clone)]
pub(crate) struct PocSpec {
    renamed: bool,
    street: usize,
    company: usize,
    /// Which telephones beside that of the office.
    phones: Vec<usize>,
    emails: Vec<usize>,
    comment: Listed<usize>,
}

/// An entry.
pub(crate) fn contact() -> impl Strategy<Value = PocSpec> {
    let comment = prop_oneof![
        2 => Just(Listed::Alone),
        1 => Just(Listed::Clear),
        1 => (0usize..2).prop_map(Listed::Value),
    ];
    let phones = prop::sample::subsequence(vec![1usize, 2], 0..=2);
    let emails = prop::sample::subsequence(vec![0usize, 1, 2], 1..=3);
    let chance = prop::bool::weighted(0.2);
    (chance, 0usize..2, 0usize..2, phones, emails, comment).prop_map(
        |(renamed, street, company, phones, emails, comment)| PocSpec {
            renamed,
            street,
            company,
            phones,
            emails,
            comment,
        },
    )
}

/// What an entry says after a day: often one telephone or address more or less.
pub(crate) fn contact_next(before: Option<PocSpec>) -> impl Strategy<Value = Option<PocSpec>> {
    let Some(before) = before else {
        return prop::option::weighted(0.3, contact()).boxed();
    };
    let toggled = (Just(before.clone()), 0usize..5).prop_map(|(mut after, which)| {
        let (list, item) = match which.checked_sub(EMAILS.len()) {
            None => (&mut after.emails, which),
            Some(phone) => (&mut after.phones, phone + 1),
        };
        match list.iter().position(|has| *has == item) {
            Some(at) if which >= EMAILS.len() || list.len() > 1 => drop(list.remove(at)),
            Some(_) => {}
            None => list.push(item),
        }
        Some(after)
    });
    let renamed = PocSpec {
        renamed: !before.renamed,
        ..before.clone()
    };
    prop_oneof![
        2 => Just(Some(before)),
        3 => toggled,
        1 => Just(Some(renamed)),
        2 => contact().prop_map(Some),
        2 => Just(None),
    ]
    .boxed()
}

fn ascii(text: &str) -> Ascii {
    Ascii::new(text).expect("ASCII")
}

fn key(entry: usize, renamed: bool) -> Key {
    let when = if renamed { "new" } else { "old" };
    Key::new(format!("{when}-{}", ENTRIES[entry].0))
}

impl PocSpec {
    fn declared(&self, entry: usize) -> DesiredPoc {
        let country = Country::new("US").expect("a country");
        let key_now = key(entry, self.renamed);
        let phones = std::iter::once(&0).chain(&self.phones);
        let phones = phones.map(|which| PhoneView {
            number: PHONES[*which].0.to_owned(),
            code: PHONES[*which].1.to_owned(),
            extension: String::new(),
        });
        let emails = self.emails.iter().map(|which| EMAILS[*which].to_owned());
        DesiredPoc {
            origin: Origin::new("estate.yaml", ["pocs", key_now.as_str()]),
            key: key_now,
            formerly: vec![key(entry, !self.renamed)],
            registry: RegistryName::new("arin"),
            handle: (entry == CONTACTS - 1).then(|| OPS.parse().expect("a handle")),
            identity: Identity {
                kind: Some("ROLE".to_owned()),
                last_name: Some(ENTRIES[entry].1.to_owned()),
                ..Identity::default()
            },
            company: Listed::Value(format!("Example {} Inc", self.company)),
            address: Some(Address {
                street: vec![ascii(&format!("{} Mill Road", self.street + 1))],
                city: ascii("Roanoke"),
                region: Listed::Value(Region::new(country, "VA").expect("a region")),
                postal_code: Listed::Value(ascii("24011")),
                country,
            }),
            phones: Some(phones.collect()),
            emails: Some(emails.collect()),
            comment: match self.comment {
                Listed::Alone => Listed::Alone,
                Listed::Clear => Listed::Clear,
                Listed::Value(n) => Listed::Value(vec![format!("Remark {n}")]),
            },
        }
    }
}

/// What is declared of POCs.
pub(crate) fn declared(specs: &[Option<PocSpec>]) -> Vec<DesiredPoc> {
    let said = specs.iter().enumerate();
    let said = said.filter_map(|(entry, spec)| Some(spec.as_ref()?.declared(entry)));
    let mut all: Vec<DesiredPoc> = said.collect();
    all.sort_by(|one, other| one.key.cmp(&other.key));
    all
}

/// The POCs of the registry, by handle, but for those that the orgs and nets of the seed begin with.
pub(crate) fn live(world: &World) -> BTreeMap<String, Value> {
    let state = world.simulator.state();
    let all = state["pocs"].as_array().expect("POCs").iter();
    let named = all.map(|poc| (poc["handle"].as_str().expect("a handle"), poc));
    let seeded = |handle: &str| {
        let mut first = ["ADM", "TEC", "ABU"].into_iter();
        first.any(|word| handle.starts_with(word) && handle.len() == "TEC1-ARIN".len())
    };
    named
        .filter(|(handle, _)| !seeded(handle))
        .map(|(handle, poc)| (handle.to_owned(), poc.clone()))
        .collect()
}

/// Whether an org or a net of the registry links to a POC.
pub(crate) async fn is_linked(world: &World, handle: &str) -> bool {
    let state = world.simulator.state();
    let orgs = state["orgs"].as_array().expect("orgs").iter();
    let mut links = orgs.flat_map(|org| org["pocs"].as_array().expect("links"));
    if links.any(|link| link["handle"] == handle) {
        return true;
    }
    for net in state["nets"].as_array().expect("nets") {
        let net = net["handle"].as_str().expect("a handle");
        if world.document("net", net).await.contains(handle) {
            return true;
        }
    }
    false
}

/// Does what somebody else does to a POC.
pub(crate) fn act(world: &World, act: &Act) {
    let live = live(world);
    let picked = |pick: usize| live.keys().nth(pick.checked_rem(live.len())?);
    // The one that nets of ours may link to stays; a net can not name what is not there.
    let gone = |pick: usize| picked(pick).filter(|handle| *handle != OPS);
    match act {
        Act::Contact { pick, to } => {
            let fields = match to {
                0 => json!({ "emails": ["else@example.org"] }),
                1 => json!({ "emails": ["noc@example.net", "else@example.org"] }),
                2 => json!({ "comment": ["Ask somebody else"] }),
                3 => json!({ "company": "Elsewhere Inc" }),
                _ => json!({ "phone": "+1-540-555-0199" }),
            };
            if let Some(handle) = picked(*pick) {
                edit(
                    world,
                    &json!({ "modify": { "handle": handle, "fields": fields } }),
                );
            }
        }
        Act::Unmake { pick } => {
            if let Some(handle) = gone(*pick) {
                edit(world, &json!({ "delete": handle }));
            }
        }
        Act::Link { pick } => {
            if let Some(handle) = picked(*pick) {
                link(world, handle);
            }
        }
        Act::Register { .. }
        | Act::Below { .. }
        | Act::Delete { .. }
        | Act::Again { .. }
        | Act::Reuse { .. }
        | Act::Rename { .. }
        | Act::RenameCustomer { .. }
        | Act::Move { .. }
        | Act::Serve { .. }
        | Act::Office { .. } => {}
    }
}

/// An org of others takes a POC as its NOC.
fn link(world: &World, handle: &str) {
    let state = world.simulator.state();
    let mut orgs = state["orgs"].as_array().expect("orgs").iter();
    let org = orgs.find(|org| org["handle"] == "DOWN-7");
    let links = org.and_then(|org| org["pocs"].as_array());
    let mut links = links.expect("links").clone();
    links.push(json!({ "handle": handle, "function": "N" }));
    let wanted = json!({ "modify": { "handle": "DOWN-7", "fields": { "pocs": links } } });
    edit(world, &wanted);
}

/// What of our record is under a key.
fn owned<'a>(ledger: &'a Ledger, key: &Key) -> Option<&'a OwnedObject> {
    ledger.object(&RegistryName::new("arin"), "poc", key)
}

/// The keys of the entries for which a POC was asked, and nobody knows whether it was made.
fn unanswered(ledger: &Ledger) -> Vec<String> {
    let open = ledger.open.values().map(|open| &open.intent);
    let open = open.filter(|intent| intent.kind.as_str() == "poc");
    let open = open.filter(|intent| intent.action == Action::Create);
    open.map(|intent| intent.key.to_string()).collect()
}

/// Whether an objection to a POC has a reason.
pub(crate) fn has_reason(world: &World, objection: &Objection) -> Option<bool> {
    let gone = objection.code == "handle-unknown" && objection.message.ends_with(OPS);
    gone.then(|| !live(world).contains_key(OPS))
}

/// Every POC is as its entry says, and each of ours has an entry; each that was made is known.
pub(crate) async fn check(world: &World, desired: &Desired) -> Result<(), TestCaseError> {
    let (ledger, live) = (world.ledger(), live(world));
    let unanswered = unanswered(&ledger);
    let mut known = BTreeSet::from([OPS.to_owned()]);
    let pocs = &desired.objects.pocs;
    for declared in pocs {
        let owned = owned(&ledger, &declared.key);
        let asked = |key: &Key| unanswered.contains(&format!("pocs.{key}"));
        if declared.handle.is_none() && owned.is_none() && declared.keys().any(asked) {
            continue;
        }
        let handle = owned.map(|owned| owned.incarnation.handle.to_string());
        let gone = declared.handle.is_some() && !live.contains_key(OPS);
        let found = handle.as_ref().and_then(|handle| live.get(handle));
        prop_assert!(
            gone || found.is_some_and(|found| is(found, declared)),
            "{declared:?} is {handle:?}, {found:?}"
        );
    }
    for ((_, kind, key), owned) in &ledger.objects {
        if kind.as_str() != "poc" {
            continue;
        }
        let handle = owned.incarnation.handle.to_string();
        let declared = pocs.iter().any(|declared| declared.key == *key);
        let held = ledger.held.keys();
        let mut held =
            held.filter(|(_, key, action)| key.as_str() == handle && *action == Action::Delete);
        let named = is_named(desired, key, &handle);
        let stays = named || held.next().is_some() || is_linked(world, &handle).await;
        prop_assert!(
            declared || stays,
            "{key}, {handle}, stays without its entry"
        );
        known.insert(handle);
    }
    for (_, name) in ENTRIES {
        let named = live.values().filter(|poc| poc["last_name"] == name);
        prop_assert!(named.count() <= 1, "made twice: {live:#?}");
    }
    let unknown = live.iter().filter(|(handle, _)| !known.contains(*handle));
    let strays = unknown.clone().count();
    prop_assert!(
        strays <= unanswered.len(),
        "{:?} are there, and asked for without an answer were {unanswered:?}",
        unknown.collect::<Vec<_>>()
    );
    Ok(())
}

/// Whether a block or an org names a POC all the same.
fn is_named(desired: &Desired, key: &Key, handle: &str) -> bool {
    let mut blocks = desired.blocks.iter();
    let mut orgs = desired.objects.orgs.iter();
    let block = blocks.any(|block| {
        let mut listed = block.pocs().functions();
        listed.any(|(_, listed)| {
            let mut handles = listed.value().into_iter().flatten();
            handles.any(|named| named.as_str() == handle)
        })
    });
    block
        || orgs.any(|org| {
            let mut contacts = org.pocs.values().flatten();
            contacts.any(|contact| match contact {
                Contact::Handle(named) => named.as_str() == handle,
                Contact::Key(named) => named == key,
            })
        })
}

/// Whether a POC is as its entry says.
fn is(found: &Value, declared: &DesiredPoc) -> bool {
    let texts = |name: &str| -> BTreeSet<String> {
        let all = found[name].as_array().expect("a list").iter();
        all.map(|text| text.as_str().unwrap_or_default().to_lowercase())
            .collect()
    };
    let emails = declared.emails.iter().flatten().cloned().collect();
    let phones = found["phones"].as_array().expect("telephones").iter();
    let phones: BTreeSet<&str> = phones
        .filter_map(|phone| phone["number"].as_str())
        .collect();
    let wanted = declared.phones.iter().flatten();
    let wanted: BTreeSet<&str> = wanted.map(|phone| phone.number.as_str()).collect();
    let street = declared.address.iter().flat_map(|place| &place.street);
    let street: BTreeSet<String> = street.map(|line| line.as_str().to_lowercase()).collect();
    let comment = match &declared.comment {
        Listed::Alone => true,
        Listed::Clear => texts("comment").is_empty(),
        Listed::Value(lines) => texts("comment") == BTreeSet::from([lines[0].to_lowercase()]),
    };
    texts("emails") == emails
        && phones == wanted
        && texts("street") == street
        && comment
        && found["company"].as_str() == declared.company.value().map(String::as_str)
}

/// POCs that must stay as they are: those that are neither ours nor declared.
pub(crate) struct Kept(BTreeMap<String, Value>);

impl Kept {
    pub(crate) fn taken(world: &World, desired: &Desired) -> Self {
        let ledger = world.ledger();
        let ours: BTreeSet<&Handle> = ledger
            .objects
            .values()
            .map(|owned| &owned.incarnation.handle)
            .collect();
        let named = desired.objects.pocs.iter();
        let named = named.filter_map(|declared| declared.handle.as_ref());
        let named: BTreeSet<String> = named.map(ToString::to_string).collect();
        let mut kept = live(world);
        kept.retain(|handle, _| {
            !named.contains(handle) && ours.iter().all(|ours| ours.as_str() != handle)
        });
        Self(kept)
    }

    /// Fails when one of them was changed.
    pub(crate) fn compare(&self, world: &World) -> Result<(), TestCaseError> {
        let now = live(world);
        for (handle, before) in &self.0 {
            prop_assert_eq!(Some(before), now.get(handle), "{} is not ours", handle);
        }
        Ok(())
    }
}
