//! Orgs: which one an entry means, and that a new one is asked for once. A second request is a second org at the
//! registry, which nothing here can take back.

use super::super::diff::samples::{Case, block, codes, findings, open, registry, steps, ticketed};
use super::super::live::LiveNetwork;
use super::super::work::Work;
use super::Reading;
use super::org::{Contact, DesiredOrg, LiveOrg, Making, OrgView};
use super::work::ObjectWork;
use crate::journal::{Entry, OpId, SettledRecord, State, Verdict};
use crate::model::{
    Action, Field, Incarnation, Key, Kind, Listed, NetType, Origin, RegistryName, fingerprint,
};
use crate::registry::Difference;

const HANDLE: &str = "DOWN-7";
const NAME: &str = "Downstream Seven LLC";
const FAR: &str = "203.0.113.0/28";

fn org(name: &str) -> LiveOrg {
    LiveOrg {
        incarnation: Incarnation {
            handle: HANDLE.parse().expect("a handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: None,
        },
        view: OrgView {
            name: name.to_owned(),
            ..OrgView::default()
        },
    }
}

fn entry(key: &str, handle: Option<&str>) -> DesiredOrg {
    DesiredOrg {
        key: Key::new(key),
        formerly: Vec::new(),
        handle: handle.map(|handle| handle.parse().expect("a handle")),
        create: handle.is_none().then_some(Making::Ticket),
        registry: registry(),
        name: Some(NAME.to_owned()),
        address: None,
        url: Listed::Alone,
        comment: Listed::Alone,
        accepts: None,
        pocs: std::collections::BTreeMap::new(),
        origin: Origin::new("estate.yaml", ["orgs", key]),
    }
}

fn declares(mut case: Case, entry: DesiredOrg) -> Case {
    case.desired.objects.orgs.push(entry);
    case
}

fn reads(mut case: Case, reading: Reading<LiveOrg>) -> Case {
    let handle = HANDLE.parse().expect("a handle");
    case.live.objects.orgs.insert(handle, reading);
    case
}

/// The org was made for a key, and is there.
fn made_for(key: &str) -> Case {
    let made = Entry::Object {
        state: State::Open,
        registry: registry(),
        kind: Kind::new("org"),
        key: Key::new(key),
        incarnation: org(NAME).incarnation,
        content: None,
        customer: None,
        reason: "created".to_owned(),
    };
    reads(Case::new().says(&made), Reading::Found(org(NAME)))
}

/// A request for an org of a name, for a key.
fn asked_for(key: &str, name: &str) -> Entry {
    let mut entry = open(&registry(), FAR, &[]);
    if let Entry::Intent(intent) = &mut entry {
        intent.key = Key::new(format!("orgs.{key}"));
        intent.kind = Kind::new("org");
        intent.action = Action::Create;
        intent.place = None;
        let named = Field::Text(name.into());
        intent.after.extend([("name".into(), named)]);
    }
    entry
}

fn edited(mut entry: Entry, edit: fn(&mut crate::journal::IntentRecord)) -> Entry {
    if let Entry::Intent(intent) = &mut entry {
        edit(intent);
    }
    entry
}

fn reasons(difference: &Difference<Work>) -> Vec<&str> {
    let mut reasons = Vec::new();
    for note in &difference.notes {
        if let Entry::Object { reason, .. } = note {
            reasons.push(reason.as_str());
        }
    }
    reasons
}

const ASKED: [&str; 1] = ["org/down/create"];

#[test]
fn an_org_is_asked_for_once() {
    let wanted = |case| declares(case, entry("down", None));
    assert_eq!(steps(&wanted(Case::new()).difference()), ASKED);
    // Under its key, under one that it had, and by its name alone.
    for (key, name) in [
        ("down", "Other"),
        ("old", "Other"),
        ("else", "downstream  seven llc"),
    ] {
        let mut renamed = entry("down", None);
        renamed.formerly = vec![Key::new("old")];
        let lost = declares(Case::new().says(&asked_for(key, name)), renamed);
        let difference = lost.difference();
        assert!(difference.steps.is_empty(), "{key}");
        assert_eq!(findings(&difference), ["Uncertain orgs.down"], "{key}");
        let waits = lost.says(&ticketed()).difference();
        assert!(waits.steps.is_empty(), "{key}");
        assert_eq!(findings(&waits), ["Wait orgs.down"], "{key}");
    }
    let edits: [fn(&mut crate::journal::IntentRecord); 3] = [
        |intent| intent.registry = RegistryName::new("other"),
        |intent| intent.kind = Kind::new("poc"),
        |intent| intent.action = Action::Modify,
    ];
    for (at, edit) in edits.into_iter().enumerate() {
        let other = edited(asked_for("down", NAME), edit);
        let difference = wanted(Case::new().says(&other)).difference();
        assert_eq!(steps(&difference), ASKED, "{at}");
    }
    let other = wanted(Case::new().says(&asked_for("else", "Other")));
    assert_eq!(steps(&other.difference()), ASKED);
    let mut nameless = asked_for("else", NAME);
    if let Entry::Intent(intent) = &mut nameless {
        intent.after.clear();
    }
    let mut unnamed = entry("down", None);
    unnamed.name = None;
    let both = declares(Case::new().says(&nameless), unnamed);
    assert_eq!(steps(&both.difference()), ASKED);
}

#[test]
fn an_org_that_was_made_is_not_asked_for_again_when_its_key_changes() {
    let same = declares(made_for("down"), entry("down", None)).difference();
    assert!(same.steps.is_empty() && same.notes.is_empty());
    let mut former = entry("new", None);
    former.formerly = vec![Key::new("down")];
    former.name = None;
    for renamed in [former, entry("new", None)] {
        let difference = declares(made_for("down"), renamed).difference();
        assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
        assert_eq!(reasons(&difference), ["rekeyed", "rekeyed"]);
    }
    // Of another name it is another one, and what another entry has is not taken from it.
    let mut other = entry("new", None);
    other.name = Some("Other".to_owned());
    let difference = declares(made_for("down"), other).difference();
    assert_eq!(steps(&difference), ["org/new/create"]);
    assert_eq!(reasons(&difference), ["entry gone"]);
    let both = declares(made_for("down"), entry("down", None));
    let both = declares(both, entry("new", None)).difference();
    assert_eq!(steps(&both), ["org/new/create"]);
}

/// Forgotten under its old key and not known under the new one, it would be asked for a second time.
#[test]
fn an_org_whose_key_changed_is_not_asked_for_again_while_it_can_not_be_read() {
    let mut former = entry("new", None);
    former.formerly = vec![Key::new("down")];
    for reading in [
        Reading::Unread("HTTP 500".to_owned()),
        Reading::Denied("no".to_owned()),
    ] {
        for renamed in [former.clone(), entry("new", None)] {
            let case = reads(declares(made_for("down"), renamed), reading.clone());
            let difference = case.difference();
            assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
            assert_eq!(reasons(&difference), [""; 0]);
        }
    }
    // Its entry is gone, and no other is new: that it can not be read matters to nobody.
    let gone = reads(made_for("down"), Reading::Denied("no".to_owned()));
    assert_eq!(reasons(&gone.difference()), ["entry gone"]);
    // One that is gone is asked for anew.
    let lost = reads(declares(made_for("down"), former), Reading::Absent);
    assert_eq!(steps(&lost.difference()), ["org/new/create"]);
}

#[test]
fn a_request_that_came_to_nothing_holds_the_entry_until_it_says_something_else() {
    let wanted = || declares(Case::new(), entry("down", None));
    let after = wanted().difference().steps.remove(0).after;
    let held = |fingerprint: String| Entry::Held {
        state: State::Open,
        registry: registry(),
        key: Key::new("orgs.down"),
        action: Action::Create,
        fingerprint,
        reason: "ticket 20260920-X1042 was denied".to_owned(),
    };
    let difference = wanted()
        .says(&held(fingerprint(&after.unpacked())))
        .difference();
    assert!(difference.steps.is_empty());
    assert_eq!(findings(&difference), ["Held orgs.down"]);
    let changed = wanted().says(&held("another".to_owned())).difference();
    assert_eq!(steps(&changed), ASKED);
    let closed = |note: &Entry| {
        matches!(
            note,
            Entry::Held {
                state: State::Closed,
                ..
            }
        )
    };
    assert!(changed.notes.iter().any(closed));
}

#[test]
fn an_org_waits_for_the_pocs_that_it_names() {
    let with = |contact: Contact, handle: Option<&str>| {
        let mut wanted = entry("down", handle);
        wanted.pocs.insert("AD".to_owned(), vec![contact]);
        let case = reads(Case::new(), Reading::Found(org(NAME)));
        let difference = declares(case, wanted).difference();
        (difference.steps.len(), findings(&difference).join(", "))
    };
    let unmade = || Contact::Key(Key::new("noc"));
    let named = || Contact::Handle("ADM1-ARIN".parse().expect("a handle"));
    let waits = "Wait orgs.down".to_owned();
    assert_eq!(with(unmade(), None), (0, waits.clone()));
    assert_eq!(with(named(), None), (1, String::new()));
    // It is adopted all the same.
    assert_eq!(with(unmade(), Some(HANDLE)), (1, waits));
    assert_eq!(with(named(), Some(HANDLE)), (2, String::new()));
}

#[test]
fn the_org_of_a_recipient_is_made_under_the_network_of_its_first_block() {
    let made = |unread: bool| {
        let mut wanted = entry("down", None);
        wanted.create = Some(Making::Recipient);
        let mut case = declares(Case::new(), wanted);
        for (range, key) in [("198.51.100.0/28", "else"), ("198.51.100.64/28", "down")] {
            let mut waits = block(range, "any");
            let to = crate::registry::arin::Recipient::ToBeMade(Box::new((
                Key::new(key),
                NetType::Reassignment,
            )));
            waits.recipient = to;
            case.desired.pending.push(std::sync::Arc::new(waits));
        }
        if unread {
            case.live.networks = vec![LiveNetwork::Unread {
                code: "unread".to_owned(),
                why: "HTTP 500".to_owned(),
                help: "plan again".to_owned(),
            }];
        }
        case.difference()
    };
    let difference = made(false);
    let Work::Object(ObjectWork::CreateOrg { under, .. }) = &*difference.steps[0].payload else {
        panic!("a create")
    };
    let under = under.as_ref().map(ToString::to_string);
    assert_eq!(under.as_deref(), Some("NET-198-51-100-0-1"));
    assert!(difference.steps[0].ticket.is_none());
    assert!(made(true).steps.is_empty());
    let asked = declares(Case::new(), entry("down", None)).difference();
    assert_eq!(asked.steps[0].ticket.as_deref(), Some("ORG_CREATE"));
}

#[test]
fn an_entry_with_a_handle_means_that_org_and_must_name_it() {
    let named = |case| declares(case, entry("down", Some(HANDLE)));
    let here = |name: &str| reads(Case::new(), Reading::Found(org(name)));
    assert_eq!(steps(&named(here(NAME)).difference()), ["org/down/adopt"]);
    for (reading, code) in [
        (Reading::Found(org("Somebody Else")), "identity"),
        (Reading::Absent, "handle-unknown"),
        (Reading::Denied("no".to_owned()), "denied"),
        (Reading::Unread("HTTP 500".to_owned()), "unread"),
    ] {
        let difference = named(reads(Case::new(), reading)).difference();
        assert!(difference.steps.is_empty(), "{code}");
        assert_eq!(codes(&difference), [code]);
    }
    assert_eq!(codes(&named(Case::new()).difference()), ["unread"]);
    let busy = named(here(NAME).says(&open(&registry(), FAR, &[HANDLE])));
    assert!(busy.difference().steps.is_empty());
    let elsewhere = named(here(NAME).says(&open(&RegistryName::new("other"), FAR, &[HANDLE])));
    assert_eq!(steps(&elsewhere.difference()), ["org/down/adopt"]);
}

#[test]
fn the_org_that_was_made_is_another_only_by_its_life() {
    let mut again = org(NAME);
    again.incarnation.registered = "2026-09-21T08:00:00-04:00".into();
    let wanted = |reading| declares(reads(made_for("down"), reading), entry("down", None));
    let another = wanted(Reading::Found(again)).difference();
    assert!(another.steps.is_empty());
    assert_eq!(codes(&another), ["identity"]);
    let gone = wanted(Reading::Absent).difference();
    assert_eq!(steps(&gone), ASKED);
    assert_eq!(reasons(&gone), ["lost"]);
    assert_eq!(findings(&gone), ["Lost orgs.down"]);
    // An entry that names a handle that is not there is corrected, and asks for no org.
    let named = declares(made_for("down"), entry("down", Some(HANDLE)));
    let named = reads(named, Reading::Absent).difference();
    assert!(named.steps.is_empty());
    assert_eq!(codes(&named), ["handle-unknown"]);
    // A request under its key that is open, by the key alone.
    let asked = edited(asked_for("down", "Other"), |intent| {
        intent.action = Action::Modify;
    });
    let held_up = wanted(Reading::Found(org(NAME))).says(&asked);
    assert_eq!(findings(&held_up.difference()), ["Uncertain orgs.down"]);
    let busy = wanted(Reading::Found(org(NAME))).says(&open(&registry(), FAR, &[HANDLE]));
    assert_eq!(findings(&busy.difference()), ["Uncertain orgs.down"]);
}

#[test]
fn an_entry_with_a_handle_waits_for_its_own_request_until_a_person_must_end_it() {
    let named = |case: Case| {
        let case = reads(case, Reading::Found(org(NAME)));
        declares(case, entry("down", Some(HANDLE))).difference()
    };
    let asked = Case::new().says(&asked_for("down", NAME));
    let waits = named(asked);
    assert!(waits.steps.is_empty());
    assert_eq!(findings(&waits), ["Uncertain orgs.down"]);
    let never = Entry::Settled(SettledRecord {
        op: OpId(1),
        verdict: Verdict::Unsettleable,
        evidence: Vec::new(),
        incarnation: None,
        ticket: None,
        by: "reading".to_owned(),
    });
    let over = named(Case::new().says(&asked_for("down", NAME)).says(&never));
    assert_eq!(steps(&over), ["org/down/adopt"]);
    assert!(
        over.notes
            .iter()
            .any(|note| matches!(note, Entry::Settled(_)))
    );
}
