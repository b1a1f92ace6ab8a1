//! POCs: which one an entry means, when one is made, and when one of ours is deleted.

use super::super::diff::samples::{Case, codes, findings, open, registry, steps};
use super::super::live::LiveNetwork;
use super::super::work::Work;
use super::Reading;
use super::poc::{DesiredPoc, Identity, LivePoc, PocView};
use crate::journal::{Entry, OpId, SettledRecord, State, Verdict};
use crate::model::{Action, Handle, Incarnation, Key, Kind, Listed, Origin, RegistryName};
use crate::registry::Difference;

pub(super) const HANDLE: &str = "NOC1-ARIN";

fn poc(company: &str) -> LivePoc {
    LivePoc {
        incarnation: Incarnation {
            handle: HANDLE.parse().expect("a handle"),
            registered: "2026-09-20T10:12:00-04:00".into(),
            recipient: None,
        },
        view: PocView {
            kind: "ROLE".to_owned(),
            last_name: "Example NOC".to_owned(),
            company: company.to_owned(),
            ..PocView::default()
        },
    }
}

/// The entry of a POC, with the company that it is to have.
pub(super) fn entry(key: &str, handle: Option<&str>) -> DesiredPoc {
    let mut entry = DesiredPoc {
        key: Key::new(key),
        formerly: Vec::new(),
        registry: registry(),
        handle: handle.map(|handle| handle.parse().expect("a handle")),
        identity: Identity::default(),
        company: Listed::Value("Example".to_owned()),
        address: None,
        phones: None,
        emails: None,
        comment: Listed::Alone,
        origin: Origin::new("estate.yaml", ["pocs", key]),
    };
    entry.identity.kind = Some("ROLE".to_owned());
    entry.identity.last_name = Some("Example NOC".to_owned());
    entry
}

fn reads(mut case: Case, reading: Reading<LivePoc>) -> Case {
    let handle = HANDLE.parse().expect("a handle");
    case.live.objects.pocs.insert(handle, reading);
    case
}

fn declares(mut case: Case, entry: DesiredPoc) -> Case {
    case.desired.objects.pocs.push(entry);
    case
}

fn made_for(of: &RegistryName, key: &str) -> Entry {
    Entry::Object {
        state: State::Open,
        registry: of.clone(),
        kind: Kind::new("poc"),
        key: Key::new(key),
        incarnation: poc("Example").incarnation,
        content: None,
        customer: None,
        reason: "created".to_owned(),
    }
}

/// A POC of ours that is there, and that nothing declares.
pub(super) fn left() -> Case {
    let case = Case::new().says(&made_for(&registry(), "noc"));
    reads(case, Reading::Found(poc("Example")))
}

fn notes(difference: &Difference<Work>) -> Vec<&str> {
    let mut reasons = Vec::new();
    for note in &difference.notes {
        if let Entry::Object { reason, .. } = note {
            reasons.push(reason.as_str());
        }
    }
    reasons
}

/// An open create of a POC, known by its key alone.
fn asked_for(key: &str) -> Entry {
    let mut entry = open(&registry(), "203.0.113.0/28", &[]);
    if let Entry::Intent(intent) = &mut entry {
        intent.key = Key::new(format!("pocs.{key}"));
        intent.kind = Kind::new("poc");
        intent.action = Action::Create;
        intent.place = None;
    }
    entry
}

#[test]
fn a_poc_of_ours_whose_entry_is_gone_is_deleted() {
    let difference = left().difference();
    assert_eq!(steps(&difference), ["poc/noc/delete"]);
    let handle: Handle = HANDLE.parse().expect("a handle");
    assert_eq!(difference.steps[0].handle, Some(handle));
    // One that another registry's key made is not this one's.
    let other = RegistryName::new("other");
    let case = Case::new().says(&made_for(&other, "noc"));
    let case = reads(case, Reading::Found(poc("Example")));
    assert!(case.difference().steps.is_empty());
}

#[test]
fn a_poc_is_not_deleted_while_an_entry_means_it() {
    let by_handle = declares(left(), entry("desk", Some(HANDLE)));
    let mut renamed = entry("desk", None);
    renamed.formerly = vec![Key::new("noc")];
    let by_old_key = declares(left(), renamed);
    let same = left().says(&made_for(&registry(), "desk"));
    let by_record = declares(same, entry("desk", None));
    for (at, case) in [by_handle, by_old_key, by_record].into_iter().enumerate() {
        let difference = case.difference();
        let mut steps = difference.steps.iter();
        assert!(steps.all(|step| step.action != Action::Delete), "{at}");
        assert!(notes(&difference).contains(&"rekeyed"), "{at}");
    }
    let declared = declares(left(), entry("noc", None)).difference();
    assert!(declared.steps.is_empty() && declared.notes.is_empty());
    let unrelated = declares(left(), entry("desk", Some("NOC2-ARIN")));
    assert!(steps(&unrelated.difference()).contains(&"poc/noc/delete"));
}

#[test]
fn a_poc_that_is_in_doubt_or_not_ours_any_more_is_not_deleted() {
    let mut again = poc("Example");
    again.incarnation.registered = "2026-09-21T08:00:00-04:00".into();
    let now = |reading| reads(left(), reading);
    let mut unasked = left();
    unasked.live.objects.pocs.clear();
    let mut no_network = left();
    no_network.live.networks.clear();
    let mut unread = left();
    unread.live.networks = vec![LiveNetwork::Unread {
        code: "unread".to_owned(),
        why: "HTTP 500".to_owned(),
        help: "plan again".to_owned(),
    }];
    for (case, found, forgotten) in [
        (now(Reading::Found(again)), "", "lost"),
        (now(Reading::Absent), "", "lost"),
        (now(Reading::Denied("no".to_owned())), "Keep pocs.noc", ""),
        (
            now(Reading::Unread("HTTP 500".to_owned())),
            "Keep pocs.noc",
            "",
        ),
        (unasked, "Keep pocs.noc", ""),
        (no_network, "Keep pocs.noc", ""),
        (unread, "Keep pocs.noc", ""),
        (
            left().says(&open(&registry(), "203.0.113.0/28", &[HANDLE])),
            "Uncertain pocs.noc",
            "",
        ),
        (left().says(&asked_for("noc")), "Uncertain pocs.noc", ""),
    ] {
        let difference = case.difference();
        assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
        assert_eq!(findings(&difference).join(", "), found);
        assert_eq!(notes(&difference).join(", "), forgotten);
    }
}

#[test]
fn a_poc_whose_delete_was_refused_is_kept_until_it_changes() {
    let held = |fingerprint: String| Entry::Held {
        state: State::Open,
        registry: registry(),
        key: Key::new(HANDLE),
        action: Action::Delete,
        fingerprint,
        reason: "something links to it".to_owned(),
    };
    let same = left().says(&held(poc("Example").incarnation.fingerprint()));
    let difference = same.difference();
    assert!(difference.steps.is_empty());
    assert_eq!(findings(&difference), ["Held pocs.noc"]);
    let another = left().says(&held("another life".to_owned()));
    assert_eq!(steps(&another.difference()), ["poc/noc/delete"]);
}

#[test]
fn a_poc_is_made_once() {
    let wanted = |case| declares(case, entry("noc", None));
    assert_eq!(steps(&wanted(Case::new()).difference()), ["poc/noc/create"]);
    assert!(wanted(left()).difference().steps.is_empty());
    // It was asked for, and nobody knows what became of it; also under a key that its entry had before.
    for key in ["noc", "desk"] {
        let mut renamed = entry("noc", None);
        renamed.formerly = vec![Key::new("desk")];
        let case = declares(Case::new().says(&asked_for(key)), renamed);
        let difference = case.difference();
        assert!(difference.steps.is_empty(), "{key}");
    }
    let other = wanted(Case::new().says(&asked_for("abuse")));
    assert_eq!(steps(&other.difference()), ["poc/noc/create"]);
    // What could not be read may be there.
    for reading in [
        Reading::Denied("no".to_owned()),
        Reading::Unread("HTTP 500".to_owned()),
    ] {
        let difference = wanted(reads(left(), reading)).difference();
        assert!(difference.steps.is_empty());
        assert_eq!(difference.objections.len(), 1);
    }
    let gone = wanted(reads(left(), Reading::Absent)).difference();
    assert_eq!(steps(&gone), ["poc/noc/create"]);
    assert_eq!(findings(&gone), ["Lost pocs.noc"]);
    assert_eq!(notes(&gone), ["lost"]);
}

#[test]
fn a_handle_in_an_entry_is_never_made_and_must_be_who_it_says() {
    let named = |case| declares(case, entry("noc", Some(HANDLE)));
    let here = |company: &str| reads(Case::new(), Reading::Found(poc(company)));
    assert_eq!(
        steps(&named(here("Example")).difference()),
        ["poc/noc/adopt"]
    );
    let differs = named(here("Other")).difference();
    assert_eq!(steps(&differs), ["poc/noc/adopt", "poc/noc/modify"]);
    assert_eq!(differs.steps[1].requires, [differs.steps[0].id.clone()]);
    let absent = named(reads(Case::new(), Reading::Absent)).difference();
    assert!(absent.steps.is_empty());
    assert_eq!(codes(&absent), ["handle-unknown"]);
    let mut other = poc("Example");
    other.view.last_name = "Somebody".to_owned();
    let other = named(reads(Case::new(), Reading::Found(other))).difference();
    assert!(other.steps.is_empty());
    assert_eq!(codes(&other), ["identity"]);
    // A create under its key that nobody can settle says nothing of it; a write on it does.
    let asked = named(here("Example").says(&asked_for("noc")));
    assert_eq!(steps(&asked.difference()), ["poc/noc/adopt"]);
    let busy = named(here("Example").says(&open(&registry(), "203.0.113.0/28", &[HANDLE])));
    assert!(busy.difference().steps.is_empty());
}

#[test]
fn a_create_that_nobody_can_settle_is_over_once_the_entry_names_the_handle() {
    let settled = |asked: Entry, verdict: Verdict, handle: Option<&str>| {
        let never = Entry::Settled(SettledRecord {
            op: OpId(1),
            verdict,
            evidence: Vec::new(),
            incarnation: None,
            ticket: None,
            by: "reading".to_owned(),
        });
        let case = reads(Case::new(), Reading::Found(poc("Example")));
        let case = declares(case.says(&asked).says(&never), entry("noc", handle));
        let notes = case.difference().notes;
        notes
            .iter()
            .filter(|note| matches!(note, Entry::Settled(_)))
            .count()
    };
    let (named, never) = (Some(HANDLE), Verdict::Unsettleable);
    assert_eq!(settled(asked_for("noc"), never, named), 1);
    assert_eq!(settled(asked_for("noc"), never, None), 0);
    assert_eq!(settled(asked_for("abuse"), never, named), 0);
    // One that may still be settled by reading.
    assert_eq!(settled(asked_for("noc"), Verdict::Uncertain, named), 0);
    let (mut elsewhere, mut change) = (asked_for("noc"), asked_for("noc"));
    if let (Entry::Intent(elsewhere), Entry::Intent(change)) = (&mut elsewhere, &mut change) {
        elsewhere.registry = RegistryName::new("other");
        change.action = Action::Modify;
    }
    assert_eq!(settled(elsewhere, never, named), 0);
    assert_eq!(settled(change, never, named), 0);
}

#[test]
fn a_key_that_was_another_pocs_or_that_the_entry_had_before_is_told() {
    let other = declares(left(), entry("noc", Some("NOC2-ARIN"))).difference();
    assert!(findings(&other).contains(&"Rekeyed pocs.noc".to_owned()));
    let mut renamed = entry("desk", None);
    renamed.formerly = vec![Key::new("noc")];
    let difference = declares(left(), renamed).difference();
    assert!(difference.steps.is_empty());
    assert_eq!(notes(&difference), ["rekeyed", "rekeyed"]);
    assert_eq!(findings(&difference), ["Rekeyed pocs.desk"]);
}

/// Forgotten under its old key and not known under the new one, it would be made a second time.
#[test]
fn a_poc_whose_key_changed_is_not_forgotten_while_it_can_not_be_read() {
    let renamed = |case| {
        let mut renamed = entry("desk", None);
        renamed.formerly = vec![Key::new("noc")];
        declares(case, renamed).difference()
    };
    let mut again = poc("Example");
    again.incarnation.registered = "2026-09-21T08:00:00-04:00".into();
    let busy = left().says(&open(&registry(), "203.0.113.0/28", &[HANDLE]));
    for case in [
        reads(left(), Reading::Unread("HTTP 500".to_owned())),
        reads(left(), Reading::Denied("no".to_owned())),
        reads(left(), Reading::Found(again)),
        busy,
    ] {
        let difference = renamed(case);
        assert!(difference.steps.is_empty(), "{:?}", steps(&difference));
        assert!(difference.notes.is_empty(), "{:?}", difference.notes);
    }
    // One that somebody deleted is forgotten under the key that it has, and made for the new one.
    let gone = renamed(reads(left(), Reading::Absent));
    assert_eq!(steps(&gone), ["poc/desk/create"]);
    assert_eq!(notes(&gone), ["lost"]);
    assert!(matches!(&gone.notes[0], Entry::Object { key, .. } if key.as_str() == "noc"));
}

#[test]
fn a_poc_of_ours_is_left_alone_while_a_create_under_its_key_is_open() {
    let live = reads(left(), Reading::Found(poc("Other")));
    let case = declares(live.says(&asked_for("noc")), entry("noc", None));
    assert!(case.difference().steps.is_empty());
}

#[test]
fn the_poc_that_was_made_for_an_entry_is_changed_and_no_other_life_of_its_handle() {
    let changed = |edit: fn(&mut LivePoc)| {
        let mut live = poc("Other");
        edit(&mut live);
        let case = reads(left(), Reading::Found(live));
        let difference = declares(case, entry("noc", None)).difference();
        (steps(&difference).join(", "), codes(&difference).join(", "))
    };
    let same = changed(|_| {});
    assert_eq!(same, ("poc/noc/modify".to_owned(), String::new()));
    let again = changed(|live| live.incarnation.registered = "2026-09-21T08:00:00-04:00".into());
    assert_eq!(again, (String::new(), "identity".to_owned()));
}
