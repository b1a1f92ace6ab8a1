//! A POC whose entry is gone is deleted after what links to it was changed, and not at all while anything names it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::diff::samples::{Case, codes, findings, grant, net, reassigned, registry, steps};
use super::super::live::LiveNet;
use super::Reading;
use super::org::{Contact, DesiredOrg, LiveOrg, OrgView};
use super::poc_tests::{HANDLE, left};
use crate::model::{Handle, Incarnation, Key, Listed, NetType, OrgHandle, Origin, PocHandle};

const BLOCK: &str = "198.51.100.128/27";
const ORG: &str = "EXMPL-12";

fn handle() -> PocHandle {
    HANDLE.parse().expect("a handle")
}

fn links() -> BTreeMap<String, BTreeSet<PocHandle>> {
    BTreeMap::from([("N".to_owned(), BTreeSet::from([handle()]))])
}

/// A net of an org that links to the POC.
fn linking() -> LiveNet {
    let mut net = grant(BLOCK, "DOWN-7", NetType::Reassignment);
    net.view = net.view.with_pocs(links());
    net
}

/// An org of ours, and what it says of its NOC.
fn org(noc: Option<Contact>) -> DesiredOrg {
    DesiredOrg {
        key: Key::new(ORG),
        formerly: Vec::new(),
        handle: Some(ORG.parse().expect("a handle")),
        create: None,
        registry: registry(),
        name: None,
        address: None,
        url: Listed::Alone,
        comment: Listed::Alone,
        accepts: None,
        pocs: BTreeMap::from([("N".to_owned(), noc.into_iter().collect())]),
        origin: Origin::new("estate.yaml", ["orgs", ORG]),
    }
}

fn with_org(mut case: Case, declared: DesiredOrg) -> Case {
    let live = LiveOrg {
        incarnation: Incarnation {
            handle: Handle::from(&ORG.parse::<OrgHandle>().expect("a handle")),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: None,
        },
        view: OrgView {
            pocs: links(),
            ..OrgView::default()
        },
    };
    let of = ORG.parse().expect("a handle");
    case.live.objects.orgs.insert(of, Reading::Found(live));
    case.desired.objects.orgs.push(declared);
    case
}

/// What is planned for the POC, and the ids of the steps that come first.
#[track_caller]
fn deleted(case: &Case) -> Option<Vec<String>> {
    let difference = case.difference();
    assert_eq!(codes(&difference), [""; 0]);
    let mut all = difference.steps.iter();
    let found = all.find(|step| step.kind.as_str() == "poc");
    let kept = findings(&difference).contains(&"Keep pocs.noc".to_owned());
    assert_eq!(found.is_none(), kept, "{:?}", findings(&difference));
    found.map(|step| step.requires.iter().map(ToString::to_string).collect())
}

#[test]
fn a_poc_that_the_repository_names_stays_though_its_entry_is_gone() {
    let mut block = reassigned(BLOCK, "DOWN-7");
    let listed = Listed::Value(vec![handle()]);
    block.extras_mut().pocs = Some(Box::new(super::super::Pocs {
        noc: listed.clone(),
        ..Default::default()
    }));
    assert_eq!(deleted(&left().block(block.clone())), None);
    let mut pending = left();
    pending.desired.pending.push(block.into());
    assert_eq!(deleted(&pending), None);
    let mut network = left();
    network.desired.networks[0].itself.pocs.noc = listed;
    assert_eq!(deleted(&network), None);
    for contact in [Contact::Handle(handle()), Contact::Key(Key::new("noc"))] {
        let mut case = left();
        case.desired.objects.orgs.push(org(Some(contact)));
        let difference = case.difference();
        assert!(!steps(&difference).contains(&"poc/noc/delete"));
    }
}

/// A POC belongs to one registry, and what names it perhaps to another.
#[test]
fn what_another_registry_declares_names_a_poc_as_well() {
    let mut block = reassigned(BLOCK, "DOWN-7");
    block.extras_mut().pocs = Some(Box::new(super::super::Pocs {
        noc: Listed::Value(vec![handle()]),
        ..Default::default()
    }));
    let whole = left().block(block).desired;
    let other = crate::model::RegistryName::new("other");
    let named = whole.pocs_named_elsewhere(&other);
    assert_eq!(named.get(&handle()).map(String::as_str), Some(BLOCK));
    assert!(whole.pocs_named_elsewhere(&registry()).is_empty());
    let mut case = left();
    case.desired.objects.named_elsewhere = named;
    assert_eq!(deleted(&case), None);
}

#[test]
fn a_poc_goes_after_the_net_that_links_to_it() {
    let goes = left().ours(linking(), "DOWN-7", false);
    assert_eq!(deleted(&goes).map(|first| first.len()), Some(1));
    let mut block = reassigned(BLOCK, "DOWN-7");
    block.extras_mut().pocs = Some(Box::new(super::super::Pocs {
        noc: Listed::Clear,
        ..Default::default()
    }));
    let unlinks = left().ours(linking(), "DOWN-7", false).block(block);
    let first = deleted(&unlinks).expect("a delete");
    assert!(first[0].ends_with("/modify"), "{first:?}");
    // Of a customer's net the links are those of the net above it.
    let mut simple = net(BLOCK, "blue-heron", "Blue Heron");
    simple.view = simple.view.with_pocs(links());
    assert_eq!(deleted(&left().net(simple)), Some(Vec::new()));
}

#[test]
fn a_poc_stays_while_a_net_that_stays_links_to_it() {
    assert_eq!(deleted(&left().net(linking())), None);
    let mut block = reassigned(BLOCK, "DOWN-7");
    block.extras_mut().comment = Listed::Value(vec!["By day".into()]);
    let changed = left().ours(linking(), "DOWN-7", false).block(block);
    assert_eq!(deleted(&changed), None);
}

#[test]
fn a_poc_goes_after_the_org_that_links_to_it_and_stays_while_that_does() {
    let case = with_org(left(), org(None));
    let first = deleted(&case).expect("a delete");
    assert!(first[0].contains("/org/"), "{first:?}");
    let mut alone = org(None);
    alone.pocs.clear();
    assert_eq!(deleted(&with_org(left(), alone)), None);
}

/// Under its old handle it can not be linked, and its new one is not known before it is made.
#[test]
fn an_org_does_not_link_to_a_poc_that_somebody_deleted() {
    let names = |reading: Option<Reading<super::poc::LivePoc>>| {
        let mut case = with_org(left(), org(Some(Contact::Key(Key::new("noc")))));
        if let Some(reading) = reading {
            case.live.objects.pocs.insert(handle(), reading);
        }
        if let Some(Reading::Found(org)) = case.live.objects.orgs.values_mut().next() {
            org.view.pocs.clear();
        }
        let mut entry = super::poc_tests::entry("noc", None);
        entry.company = Listed::Alone;
        case.desired.objects.pocs.push(entry);
        let difference = case.difference();
        let all: Vec<String> = steps(&difference).into_iter().map(str::to_owned).collect();
        all.join(", ")
    };
    let there = names(None);
    assert_eq!(there, format!("org/{ORG}/adopt, org/{ORG}/modify"));
    let gone = names(Some(Reading::Absent));
    assert_eq!(gone, format!("org/{ORG}/adopt, poc/noc/create"));
}
