//! Declared and live orgs. An entry names its org by handle, or has had one made under its key; the legal name, which
//! never changes, says whether that is the one that is meant (write protocol, section 9, invariant 4). No org is ever
//! deleted: one whose entry is gone is let go of.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Reading;
use super::super::diff::{Comparing, Subject, Told};
use super::super::poc::DesiredPoc;
use super::super::words::details;
use super::super::work::ObjectWork;
use super::view::FIELDS;
use super::{Contact, DesiredOrg, LiveOrg, unmade};
use crate::journal::{Entry, OwnedObject, State};
use crate::model::{
    Action, Consequence, Handle, Key, Kind, OrgHandle, PocHandle, Step, StepId, folded_name,
};
use crate::registry::FindingKind;

/// Compares every declared org.
pub(in super::super) fn compare(on: &mut Comparing<'_>) {
    let sides = on.sides;
    let mut renamed = BTreeSet::new();
    for declared in &sides.desired.objects.orgs {
        let known = known(on, declared);
        renamed.extend(known.map(|(key, _)| key.clone()));
        one(on, declared, known);
    }
    for (key, owned) in sides.ledger.objects_of(sides.registry, "org") {
        let mut declared = sides.desired.objects.orgs.iter();
        if declared.all(|declared| declared.key != *key) {
            let unmade = on.sides.desired.objects.orgs.iter();
            let mut unmade = unmade.filter(|declared| is_unmade(on, declared));
            if in_doubt(on, owned) && unmade.next().is_some() {
                continue;
            }
            let rekeyed = on.is_rekeyed("org", &owned.incarnation);
            if renamed.contains(key) && !rekeyed {
                // It is the one of that entry, and was not read, or is another by now. Forgotten, a second one would
                // be asked for.
                continue;
            }
            let reason = if rekeyed { "rekeyed" } else { "entry gone" };
            let entry = forget(on, key, owned, reason);
            on.out.notes.push(entry);
        }
    }
}

/// What the journal says of the org of an entry: under its key, under one that it had, or, where neither is known,
/// under the key of an entry that is gone and had the same name. So a changed key never asks for a second org.
fn known<'a>(on: &Comparing<'a>, declared: &DesiredOrg) -> Option<(&'a Key, &'a OwnedObject)> {
    let sides = on.sides;
    let mut all = sides.ledger.objects_of(sides.registry, "org");
    let own = all.find(|(key, _)| **key == declared.key);
    if own.is_some() || declared.handle.is_some() {
        return own;
    }
    let is_declared = |key: &Key| {
        let mut others = sides.desired.objects.orgs.iter();
        others.any(|other| other.key == *key)
    };
    let left = |(key, _): &(&Key, &OwnedObject)| !is_declared(key);
    let mut former = sides.ledger.objects_of(sides.registry, "org").filter(left);
    let named = former.find(|(key, _)| declared.formerly.contains(*key));
    named.or_else(|| {
        let mut left = sides.ledger.objects_of(sides.registry, "org").filter(left);
        left.find(|(_, owned)| {
            let handle = owned.incarnation.handle.as_str().parse::<OrgHandle>();
            let live = handle
                .ok()
                .and_then(|handle| sides.live.objects.orgs.get(&handle)?.found());
            live.zip(declared.name.as_ref())
                .is_some_and(|(live, name)| folded_name(&live.view.name) == folded_name(name))
        })
    })
}

fn one(on: &mut Comparing<'_>, declared: &DesiredOrg, known: Option<(&Key, &OwnedObject)>) {
    let subject = Subject {
        section: "orgs",
        kind: "org",
        key: declared.key.as_str(),
        who: "",
        origin: Some(&declared.origin),
    };
    let made = known.and_then(|(_, owned)| owned.incarnation.handle.as_str().parse().ok());
    let Some(handle) = declared.handle.clone().or(made) else {
        let Some((key, handle)) = left_unread(on) else {
            return unmade::compare(on, subject, declared);
        };
        let text = format!(
            "{handle}, made for orgs.{key}, could not be read, and may be this one; if it is not: swipd state forget orgs.{key}"
        );
        return on.find(FindingKind::Wait, subject, text);
    };
    if unmade::waits(on, subject, declared) || is_busy(on, subject, declared, &handle) {
        return;
    }
    let unread = "nothing is planned for it; plan again when the registry answers";
    match on.sides.live.objects.orgs.get(&handle) {
        Some(Reading::Found(live)) => found(on, subject, declared, (live, known)),
        Some(Reading::Absent) => absent(on, subject, declared, &handle, known),
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

/// Whether nothing is known of the org of an entry.
fn is_unmade(on: &Comparing<'_>, declared: &DesiredOrg) -> bool {
    declared.handle.is_none() && known(on, declared).is_none()
}

/// Whether an org of ours could not be read: nobody can tell whose name it has.
fn in_doubt(on: &Comparing<'_>, owned: &OwnedObject) -> bool {
    let handle = owned.incarnation.handle.as_str().parse::<OrgHandle>();
    let reading = handle.ok();
    let reading = reading.and_then(|handle| on.sides.live.objects.orgs.get(&handle));
    !matches!(reading, Some(Reading::Found(_) | Reading::Absent))
}

/// An org of an entry that is gone, which may be that of an entry that is new, and could not be read. A second request
/// is a second org.
fn left_unread(on: &Comparing<'_>) -> Option<(Key, Handle)> {
    let sides = on.sides;
    let mut all = sides.ledger.objects_of(sides.registry, "org");
    let left = all.find(|(key, owned)| {
        let mut entries = sides.desired.objects.orgs.iter();
        let of_another = |declared: &DesiredOrg| {
            declared.key == **key || known(on, declared).is_some_and(|(known, _)| known == *key)
        };
        !entries.any(of_another) && in_doubt(on, owned)
    });
    left.map(|(key, owned)| (key.clone(), owned.incarnation.handle.clone()))
}

/// Whether a write on it has no known outcome. Where the entry names the handle, the request for an org says nothing
/// about it.
fn is_busy(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredOrg,
    handle: &OrgHandle,
) -> bool {
    let handles = [Handle::from(handle)];
    let mut open = on.sides.ledger.open.values();
    let touched = open.any(|open| {
        let mut names = open.intent.domain.names.iter();
        open.intent.registry == declared.registry && names.any(|name| handles.contains(name))
    });
    (touched || declared.handle.is_none()) && on.is_open(subject, &handles)
}

fn absent(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredOrg,
    handle: &OrgHandle,
    known: Option<(&Key, &OwnedObject)>,
) {
    match known.filter(|_| declared.handle.is_none()) {
        Some((key, owned)) => {
            let entry = forget(on, key, owned, "lost");
            on.out.notes.push(entry);
            on.find(FindingKind::Lost, subject, "deleted by somebody else");
            unmade::compare(on, subject, declared);
        }
        None => on.object_to(
            subject,
            "handle-unknown",
            format!("the registry has no org {handle}"),
            "correct the handle; for an org that does not exist yet write create into its entry",
        ),
    }
}

fn found(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredOrg,
    (live, known): (&LiveOrg, Option<(&Key, &OwnedObject)>),
) {
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
    let ours = known.filter(|(_, owned)| owned.incarnation.same(&live.incarnation));
    let mut adopted = None;
    match ours {
        Some((key, owned)) if *key != declared.key => rekey(on, subject, declared, (key, owned)),
        Some(_) => {}
        None if declared.handle.is_none() => {
            let message = format!("{handle} is not the org that was made for this entry");
            let help = "look at it in ARIN Online; if it is the right one, write its handle into the entry";
            return on.object_to(subject, "identity", message, help);
        }
        None => adopted = Some(adopt(on, subject, live)),
    }
    modify(on, subject, declared, (live, adopted));
}

fn modify(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredOrg,
    (live, adopted): (&LiveOrg, Option<StepId>),
) {
    let handle = &live.incarnation.handle;
    let contacts = Contacts::of(on, declared);
    if let Some(unmade) = contacts.unmade() {
        let text = format!("{unmade} still to be made; the next run links it");
        on.find(FindingKind::Wait, subject, text);
    }
    // What links a POC that is still to be made keeps the links that it has.
    let wanted = live.view.wanted(declared, contacts.pocs);
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
        before: live.view.fields().into(),
        after: wanted.fields().into(),
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
        names: vec![handle],
        consequences: vec![keeps(subject)],
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

/// What is true once the org of an entry is ours.
pub(super) fn keeps(subject: Subject<'_>) -> Consequence {
    Consequence::Keeps {
        kind: Kind::new(subject.kind),
        key: Key::new(subject.key),
        content: None,
        customer: None,
    }
}

/// The listed POCs of an entry.
pub(super) struct Contacts {
    /// By function: all of them by their handles.
    pub(super) pocs: BTreeMap<String, BTreeSet<PocHandle>>,
    /// Those that are still to be made, by their keys. Nothing is known of their functions.
    unmade: BTreeSet<Key>,
}

impl Contacts {
    pub(super) fn of(on: &Comparing<'_>, declared: &DesiredOrg) -> Self {
        let mut found = Self {
            pocs: BTreeMap::new(),
            unmade: BTreeSet::new(),
        };
        for (function, contacts) in &declared.pocs {
            let handles: Result<BTreeSet<PocHandle>, &Key> = contacts
                .iter()
                .map(|contact| match contact {
                    Contact::Handle(handle) => Ok(handle.clone()),
                    Contact::Key(key) => made(on, key).ok_or(key),
                })
                .collect();
            match handles {
                Ok(handles) => {
                    found.pocs.insert(function.clone(), handles);
                }
                Err(key) => {
                    found.unmade.insert(key.clone());
                }
            }
        }
        found
    }

    /// `pocs.noc is`, where one is still to be made.
    pub(super) fn unmade(&self) -> Option<String> {
        let keys: Vec<String> = self
            .unmade
            .iter()
            .map(|key| format!("pocs.{key}"))
            .collect();
        let verb = if keys.len() == 1 { "is" } else { "are" };
        (!keys.is_empty()).then(|| format!("{} {verb}", keys.join(" and ")))
    }
}

/// The handle of the POC of an entry, once it has one.
fn made(on: &Comparing<'_>, key: &Key) -> Option<PocHandle> {
    let sides = on.sides;
    let mut declared = sides.desired.objects.pocs.iter();
    let declared = declared.find(|poc| poc.key == *key);
    let named = declared.and_then(|poc| poc.handle.clone());
    let keys = declared.into_iter().flat_map(DesiredPoc::keys);
    let owned = sides.ledger.object_under(sides.registry, "poc", keys);
    named.or_else(|| {
        let handle = owned?.1.incarnation.handle.as_str().parse().ok()?;
        // One that somebody deleted is made again by this run, under a handle that nobody knows yet.
        let live = sides.live.objects.pocs.get(&handle);
        (!live.is_some_and(Reading::is_absent)).then_some(handle)
    })
}

/// The org of an entry whose key was changed: nothing is sent for that.
fn rekey(
    on: &mut Comparing<'_>,
    subject: Subject<'_>,
    declared: &DesiredOrg,
    (was, owned): (&Key, &OwnedObject),
) {
    let text = format!("was {was}; nothing is sent for that");
    on.find(FindingKind::Rekeyed, subject, text);
    on.out.notes.push(Entry::Object {
        state: State::Open,
        registry: on.sides.registry.clone(),
        kind: Kind::new("org"),
        key: declared.key.clone(),
        incarnation: owned.incarnation.clone(),
        content: None,
        customer: None,
        reason: "rekeyed".to_owned(),
    });
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
