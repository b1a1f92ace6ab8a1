//! Orgs in the random worlds: our own, and one that is asked for by a ticket and then receives space; and how they must
//! be in the end.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use swipd::journal::Ledger;
use swipd::model::{Action, Address, Ascii, Country, Key, Listed, Origin, Region, RegistryName};
use swipd::registry::arin::Desired;
use swipd::registry::arin::objects::org::{Contact, DesiredOrg, Making};
use swipd::registry::arin::objects::poc::DesiredPoc;

use crate::contacts::OPS;
use crate::others::edit;
use crate::world::World;

/// Our org.
const OWN: &str = "EXMPL-12";

/// The name of the org that is asked for.
const MADE: &str = "Lakeside Net LLC";

/// What is said of orgs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orgs {
    own: Option<OwnSpec>,
    made: Option<MadeSpec>,
}

/// What is said of our org.
#[derive(Debug, Clone)]
struct OwnSpec {
    comment: Listed<usize>,
    url: Listed<usize>,
    /// Who is its NOC: the POC that is there, and the entries of POCs by number. Left alone where nothing is said.
    noc: Option<(bool, Vec<usize>)>,
}

/// What is said of the org that is asked for.
#[derive(Debug, Clone)]
struct MadeSpec {
    renamed: bool,
    comment: Listed<usize>,
}

fn listed() -> impl Strategy<Value = Listed<usize>> {
    prop_oneof![
        2 => Just(Listed::Alone),
        1 => Just(Listed::Clear),
        2 => (0usize..2).prop_map(Listed::Value),
    ]
}

fn own() -> impl Strategy<Value = OwnSpec> {
    let entries = prop::sample::subsequence(vec![0usize, 1], 0..=2);
    let noc = prop::option::weighted(0.7, (any::<bool>(), entries));
    (listed(), listed(), noc).prop_map(|(comment, url, noc)| OwnSpec { comment, url, noc })
}

fn made() -> impl Strategy<Value = MadeSpec> {
    let renamed = prop::bool::weighted(0.3);
    (renamed, listed()).prop_map(|(renamed, comment)| MadeSpec { renamed, comment })
}

pub(crate) fn orgs() -> impl Strategy<Value = Orgs> {
    let some = (
        prop::option::weighted(0.7, own()),
        prop::option::weighted(0.5, made()),
    );
    prop_oneof![
        2 => Just(Orgs::default()),
        1 => some.prop_map(|(own, made)| Orgs { own, made }),
    ]
}

/// What is said after a day.
pub(crate) fn orgs_next(before: Orgs) -> impl Strategy<Value = Orgs> {
    let made_before = before.made.clone();
    let changed = (own(), made()).prop_map(move |(own, made)| Orgs {
        own: Some(own),
        made: made_before.as_ref().map(|_| made),
    });
    prop_oneof![3 => Just(before), 2 => changed, 1 => orgs()]
}

fn said(listed: &Listed<usize>, text: fn(usize) -> String) -> Listed<String> {
    match listed {
        Listed::Alone => Listed::Alone,
        Listed::Clear => Listed::Clear,
        Listed::Value(n) => Listed::Value(text(*n)),
    }
}

fn lines(comment: &Listed<usize>) -> Listed<Vec<String>> {
    match said(comment, |n| format!("Remark {n}")) {
        Listed::Alone => Listed::Alone,
        Listed::Clear => Listed::Clear,
        Listed::Value(line) => Listed::Value(vec![line]),
    }
}

fn ascii(text: &str) -> Ascii {
    Ascii::new(text).expect("ASCII")
}

fn entry(key: Key, name: &str, comment: &Listed<usize>) -> DesiredOrg {
    DesiredOrg {
        origin: Origin::new("estate.yaml", ["orgs", key.as_str()]),
        key,
        formerly: Vec::new(),
        handle: None,
        create: None,
        registry: RegistryName::new("arin"),
        name: Some(name.to_owned()),
        address: None,
        url: Listed::Alone,
        comment: lines(comment),
        accepts: None,
        pocs: BTreeMap::new(),
    }
}

fn key(renamed: bool) -> Key {
    Key::new(if renamed { "new-lake" } else { "old-lake" })
}

impl Orgs {
    /// The key of the org that is asked for, where it is.
    pub(crate) fn made(&self) -> Option<Key> {
        Some(key(self.made.as_ref()?.renamed))
    }

    /// What is declared of orgs, beside these POCs.
    pub(crate) fn declared(&self, pocs: &[DesiredPoc]) -> Vec<DesiredOrg> {
        let own = self.own.iter().map(|own| {
            let noc = own.noc.as_ref().map(|(ops, entries)| {
                let handle = ops.then(|| Contact::Handle(OPS.parse().expect("a handle")));
                // The files refuse a key that is not declared; with a handle it would be named twice.
                let mut known = pocs.iter().filter(|poc| poc.handle.is_none());
                let keys = entries.iter().filter_map(|_| known.next());
                let keys = keys.map(|poc| Contact::Key(poc.key.clone()));
                handle.into_iter().chain(keys).collect()
            });
            DesiredOrg {
                handle: Some(OWN.parse().expect("a handle")),
                url: said(&own.url, |n| format!("rwhois{n}.example.net:4321")),
                pocs: noc.map(|noc| ("N".to_owned(), noc)).into_iter().collect(),
                ..entry(Key::new(OWN), "Example Transit Inc", &own.comment)
            }
        });
        let made = self.made.iter().map(|made| {
            let country = Country::new("US").expect("a country");
            let contact = |handle: &str| vec![Contact::Handle(handle.parse().expect("a handle"))];
            let pocs = [("AD", "ADM1-ARIN"), ("T", "TEC1-ARIN"), ("AB", "ABU1-ARIN")];
            let pocs = pocs.map(|(function, handle)| (function.to_owned(), contact(handle)));
            DesiredOrg {
                formerly: vec![key(!made.renamed)],
                create: Some(Making::Ticket),
                address: Some(Address {
                    street: vec![ascii("3 Shore Road")],
                    city: ascii("Roanoke"),
                    region: Listed::Value(Region::new(country, "VA").expect("a region")),
                    postal_code: Listed::Value(ascii("24011")),
                    country,
                }),
                pocs: pocs.into(),
                ..entry(key(made.renamed), MADE, &made.comment)
            }
        });
        let mut all: Vec<DesiredOrg> = own.chain(made).collect();
        all.sort_by(|one, other| one.key.cmp(&other.key));
        all
    }
}

/// Somebody else changes our org.
pub(crate) fn change(world: &World, to: usize) {
    let fields = match to {
        0 => json!({ "comment": ["Ask somebody else"] }),
        1 => json!({ "url": "else.example.org:4321" }),
        _ => json!({ "comment": [], "url": null }),
    };
    edit(
        world,
        &json!({ "modify": { "handle": OWN, "fields": fields } }),
    );
}

/// The orgs of the registry, by handle.
fn live(world: &World) -> BTreeMap<String, Value> {
    let state = world.simulator.state();
    let all = state["orgs"].as_array().expect("orgs").iter();
    all.map(|org| {
        (
            org["handle"].as_str().expect("a handle").to_owned(),
            org.clone(),
        )
    })
    .collect()
}

/// What is known of the org of a key.
fn owned(ledger: &Ledger, key: &Key) -> Option<String> {
    let found = ledger.object(&RegistryName::new("arin"), "org", key)?;
    Some(found.incarnation.handle.to_string())
}

/// Every org is as its entry says, and the one that is asked for is there once at most.
pub(crate) fn check(world: &World, desired: &Desired) -> Result<(), TestCaseError> {
    let (ledger, live) = (world.ledger(), live(world));
    for declared in &desired.objects.orgs {
        let Some(handle) = owned(&ledger, &declared.key) else {
            let mut open = ledger.open.values().map(|open| &open.intent);
            let asked =
                open.any(|open| open.kind.as_str() == "org" && open.action == Action::Create);
            prop_assert!(
                declared.handle.is_none() && asked,
                "nothing is known of {declared:?}"
            );
            continue;
        };
        let found = live.get(&handle);
        prop_assert!(
            found.is_some_and(|found| is(&ledger, found, declared)),
            "{declared:?} is {found:?}"
        );
    }
    let named = live.values().filter(|org| org["name"] == MADE);
    prop_assert!(named.count() <= 1, "asked for twice: {live:#?}");
    Ok(())
}

/// Whether an org is as its entry says. What names a POC of which nobody knows whether it was made is not linked.
fn is(ledger: &Ledger, found: &Value, declared: &DesiredOrg) -> bool {
    let comment: Vec<&str> = found["comment"].as_array().map_or(Vec::new(), |lines| {
        lines.iter().filter_map(Value::as_str).collect()
    });
    let url = found["url"].as_str().unwrap_or_default();
    let links = found["pocs"].as_array().expect("links");
    let linked = |function: &str| -> BTreeSet<String> {
        let links = links.iter().filter(|link| link["function"] == function);
        links
            .filter_map(|link| link["handle"].as_str().map(str::to_owned))
            .collect()
    };
    let registry = RegistryName::new("arin");
    let handle = |contact: &Contact| match contact {
        Contact::Handle(handle) => Some(handle.to_string()),
        Contact::Key(key) => {
            let made = ledger.object(&registry, "poc", key)?;
            Some(made.incarnation.handle.to_string())
        }
    };
    let contacts = declared.pocs.iter().all(|(function, contacts)| {
        let wanted: Option<BTreeSet<String>> = contacts.iter().map(handle).collect();
        wanted.is_none_or(|wanted| wanted == linked(function))
    });
    let comments = match &declared.comment {
        Listed::Alone => true,
        Listed::Clear => comment.is_empty(),
        Listed::Value(wanted) => comment == *wanted,
    };
    let urls = match &declared.url {
        Listed::Alone => true,
        Listed::Clear => url.is_empty(),
        Listed::Value(wanted) => url == wanted,
    };
    contacts && comments && urls && found["name"].as_str() == declared.name.as_deref()
}

/// Orgs that must stay as they are: those that nobody here declares.
pub(crate) struct Kept(BTreeMap<String, Value>);

impl Kept {
    pub(crate) fn taken(world: &World, desired: &Desired) -> Self {
        let mut kept = live(world);
        let entries = &desired.objects.orgs;
        let own = entries.iter().any(|declared| declared.key.as_str() == OWN);
        let made = entries.iter().any(|declared| declared.handle.is_none());
        kept.retain(|handle, org| !(own && handle == OWN || made && org["name"] == MADE));
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
