//! Declared and live orgs. An entry names its org by handle; its legal name, which never changes, says whether that is
//! the one that is meant (write protocol, section 9, invariant 4). No org is ever deleted: one whose entry is gone is
//! let go of.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Reading;
use super::super::diff::{Comparing, Subject, Told};
use super::super::words::details;
use super::super::work::ObjectWork;
use super::view::FIELDS;
use super::{Contact, DesiredOrg, LiveOrg};
use crate::journal::{Entry, OwnedObject, State};
use crate::model::{Action, Consequence, Handle, Key, Kind, PocHandle, Step, StepId, folded_name};
use crate::registry::FindingKind;

/// Compares every declared org.
pub(in super::super) fn compare(on: &mut Comparing<'_>) {
    let sides = on.sides;
    for declared in &sides.desired.objects.orgs {
        one(on, declared);
    }
    for (key, owned) in sides.ledger.objects_of(sides.registry, "org") {
        let mut declared = sides.desired.objects.orgs.iter();
        if declared.all(|declared| declared.handle.as_str() != key.as_str()) {
            let entry = forget(on, key, owned, "entry gone");
            on.out.notes.push(entry);
        }
    }
}

fn one(on: &mut Comparing<'_>, declared: &DesiredOrg) {
    let handle = &declared.handle;
    let subject = Subject {
        section: "orgs",
        kind: "org",
        key: handle.as_str(),
        who: "",
        origin: Some(&declared.origin),
    };
    if on.is_open(subject, &[Handle::from(handle)]) {
        return;
    }
    let unread = "nothing is planned for it; plan again when the registry answers";
    match on.sides.live.objects.orgs.get(handle) {
        Some(Reading::Found(live)) => found(on, subject, declared, live),
        Some(Reading::Absent) => on.object_to(
            subject,
            "handle-unknown",
            format!("the registry has no org {handle}"),
            "correct the handle; swipd makes no orgs",
        ),
        Some(Reading::Denied(why)) => on.object_to(
            subject,
            "denied",
            format!("{handle}: {why}"),
            "link the account of the key to the Admin or Tech POC of the org in ARIN Online",
        ),
        Some(Reading::Unread(why)) => {
            on.object_to(
                subject,
                "unread",
                format!("{handle} could not be read: {why}"),
                unread,
            );
        }
        None => on.object_to(subject, "unread", format!("{handle} was not read"), unread),
    }
}

fn found(on: &mut Comparing<'_>, subject: Subject<'_>, declared: &DesiredOrg, live: &LiveOrg) {
    let sides = on.sides;
    let handle = &live.incarnation.handle;
    // Whom the handle stands for is what a reader has to check.
    let subject = Subject {
        who: &live.view.name,
        ..subject
    };
    let name = declared.name.as_ref();
    if name.is_some_and(|name| folded_name(name) != folded_name(&live.view.name)) {
        let message = format!(
            "{handle} is \"{}\", and its entry says another name",
            live.view.name
        );
        let help = "names never change: correct the entry, or its handle";
        return on.object_to(subject, "identity", message, help);
    }
    let key = Key::new(handle.as_str());
    let owned = sides.ledger.object(sides.registry, "org", &key);
    let mut adopted = None;
    if !owned.is_some_and(|owned| owned.incarnation.same(&live.incarnation)) {
        adopted = Some(adopt(on, subject, live));
    }
    let Some(pocs) = pocs(on, subject, declared) else {
        return;
    };
    let wanted = live.view.wanted(declared, pocs);
    if wanted == live.view {
        return;
    }
    let work = ObjectWork::ModifyOrg {
        org: live.incarnation.clone(),
        before: Box::new(live.view.clone()),
        after: Box::new(wanted.clone()),
    };
    let linked = wanted.pocs.values().chain(live.view.pocs.values());
    let linked: BTreeSet<Handle> = linked.flatten().map(Handle::from).collect();
    let names = [handle.clone()].into_iter().chain(linked).collect();
    let step = Step {
        handle: Some(handle.clone()),
        target: Some(live.incarnation.clone()),
        before: live.view.fields(),
        after: wanted.fields(),
        names,
        requires: adopted.into_iter().collect(),
        ..on.step(
            subject,
            Action::Modify,
            "the org differs from its entry",
            work,
        )
    };
    let told = Told {
        action: Action::Modify,
        title: String::new(),
        details: details(&live.view.fields(), &wanted.fields(), FIELDS),
        because: None,
    };
    on.change(subject, told, step);
}

fn adopt(on: &mut Comparing<'_>, subject: Subject<'_>, live: &LiveOrg) -> StepId {
    let work = ObjectWork::AdoptOrg {
        org: live.incarnation.clone(),
        name: live.view.name.clone(),
    };
    let handle = live.incarnation.handle.clone();
    let step = Step {
        handle: Some(handle.clone()),
        target: Some(live.incarnation.clone()),
        names: vec![handle.clone()],
        consequences: vec![Consequence::Keeps {
            kind: Kind::new("org"),
            key: Key::new(handle.as_str()),
            content: None,
            customer: None,
        }],
        ..on.step(subject, Action::Adopt, "its entry names its handle", work)
    };
    let id = step.id.clone();
    let told = Told {
        action: Action::Adopt,
        title: String::new(),
        details: Vec::new(),
        because: Some("sends nothing".to_owned()),
    };
    on.change(subject, told, step);
    id
}

/// The listed POCs by their handles; `None` when one of them is still to be made, which is said.
fn pocs(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredOrg,
) -> Option<BTreeMap<String, BTreeSet<PocHandle>>> {
    let sides = on.sides;
    let mut pocs: BTreeMap<String, BTreeSet<PocHandle>> = BTreeMap::new();
    for (function, contacts) in &declared.pocs {
        let handles = pocs.entry(function.clone()).or_default();
        for contact in contacts {
            let handle = match contact {
                Contact::Handle(handle) => Some(handle.clone()),
                Contact::Key(key) => {
                    let mut declared = sides.desired.objects.pocs.iter();
                    let declared = declared.find(|poc| poc.key == *key);
                    let named = declared.and_then(|poc| poc.handle.clone());
                    let owned = sides.ledger.object(sides.registry, "poc", key);
                    named.or_else(|| owned?.incarnation.handle.as_str().parse().ok())
                }
            };
            let Some(handle) = handle else {
                let text = "one of its POCs is still to be made; the next run links it";
                on.find(FindingKind::Wait, subject, text);
                return None;
            };
            handles.insert(handle);
        }
    }
    Some(pocs)
}

fn forget(on: &Comparing<'_>, key: &Key, owned: &OwnedObject, reason: &str) -> Entry {
    Entry::Object {
        state: State::Closed,
        registry: on.sides.registry.clone(),
        kind: Kind::new("org"),
        key: key.clone(),
        incarnation: owned.incarnation.clone(),
        content: None,
        customer: None,
        reason: reason.to_owned(),
    }
}
