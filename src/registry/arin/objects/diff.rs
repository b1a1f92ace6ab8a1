//! Compares what is declared with what is live, beside the nets. Pure.

use super::super::diff::{Blocked, Sides};
use super::super::work::Work;
use super::work::ObjectWork;
use super::{delegation, org, poc};
use crate::journal::{Entry, State};
use crate::model::{
    Action, Change, ChangeId, Handle, Incarnation, Key, Kind, Origin, PackedFields, Step, StepId,
};
use crate::registry::{
    Detail, Difference, Finding, FindingKind, Objection, ObjectionPlace, Scope, Section, SectionId,
    Stated,
};

/// Compares, and adds what follows to what follows from the nets, which is complete.
pub(in super::super) fn compare(sides: Sides<'_>, out: &mut Difference<Work>) {
    let blocked = Blocked::of(sides.registry, sides.ledger);
    let mut comparing = Comparing {
        sides,
        blocked,
        out,
    };
    org::compare(&mut comparing);
    comparing.section("orgs");
    poc::compare(&mut comparing);
    comparing.section("pocs");
    delegation::compare(&mut comparing);
    comparing.section("delegations");
}

/// A comparison under way.
pub(super) struct Comparing<'a> {
    pub(super) sides: Sides<'a>,
    /// Ranges in which a write is open, or a ticket.
    pub(super) blocked: Blocked,
    pub(super) out: &'a mut Difference<Work>,
}

/// The object that a line of the plan is about.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// `delegations`.
    pub(super) section: &'a str,
    /// What the registry's words call it: `delegation`.
    pub(super) kind: &'a str,
    /// Its key within the section.
    pub(super) key: &'a str,
    /// Whose it is, or which object.
    pub(super) who: &'a str,
    /// Where it was declared, while it is.
    pub(super) origin: Option<&'a Origin>,
}

impl Subject<'_> {
    /// Its key for people and commands: `pocs.noc`.
    pub(super) fn key(&self) -> Key {
        Key::new(format!("{}.{}", self.section, self.key))
    }

    /// How it stands in the plan's text, under the title of its section.
    fn shown(&self) -> String {
        match self.section {
            "delegations" => self.key.to_owned(),
            _ => self.key().to_string(),
        }
    }
}

/// What a change does, for people.
pub(super) struct Told {
    pub(super) action: Action,
    pub(super) title: String,
    pub(super) details: Vec<Detail>,
    pub(super) because: Option<String>,
}

impl Comparing<'_> {
    /// Adds the section if anything stands in it.
    fn section(&mut self, name: &str) {
        let id = SectionId(name.into());
        let stated = self.out.changes.iter().any(|stated| stated.section == id);
        if stated
            || self
                .out
                .findings
                .iter()
                .any(|finding| finding.section == id)
        {
            self.out.sections.push(Section {
                id,
                title: name.to_owned(),
                handle: None,
                unchanged: 0,
            });
        }
    }

    /// Adds a notice.
    pub(super) fn find(
        &mut self,
        kind: FindingKind,
        subject: Subject<'_>,
        text: impl Into<String>,
    ) {
        self.out.findings.push(Finding {
            who: subject.who.to_owned(),
            origin: subject.origin.cloned(),
            ..Finding::new(
                kind,
                SectionId(subject.section.into()),
                subject.shown(),
                text,
            )
        });
    }

    /// Objects to an object; its line in the plan points at the objection.
    pub(super) fn object_to(
        &mut self,
        subject: Subject<'_>,
        code: &'static str,
        message: String,
        help: &str,
    ) {
        self.find(FindingKind::Objected, subject, "see below");
        let declared = subject
            .origin
            .map(|origin| ObjectionPlace::Declared(origin.clone(), "declared here".to_owned()));
        self.out.objections.push(Objection {
            code,
            scope: Scope::Object,
            message,
            places: declared.into_iter().collect(),
            help: help.to_owned(),
        });
    }

    /// Whether a write on a handle has no known outcome, or waits for a ticket. Says so.
    pub(super) fn is_open(&mut self, subject: Subject<'_>, handles: &[Handle]) -> bool {
        let ledger = self.sides.ledger;
        let registry = self.sides.registry;
        let key = subject.key();
        let ours = |intent: &crate::journal::IntentRecord| {
            intent.registry == *registry
                && (intent.key == key
                    || intent
                        .domain
                        .names
                        .iter()
                        .any(|name| handles.contains(name)))
        };
        let open = ledger.open.values().find(|open| ours(&open.intent));
        if let Some(open) = open {
            let text = format!(
                "{} of {} sent {}, outcome unknown; {}",
                open.intent.action,
                open.intent.kind,
                open.at.strftime("%Y-%m-%d %H:%M:%SZ"),
                if open.unsettleable {
                    "swipd status says what to do"
                } else {
                    "apply settles it first"
                }
            );
            self.find(FindingKind::Uncertain, subject, text);
            return true;
        }
        let ticket = ledger
            .tickets
            .iter()
            .find(|(_, ticket)| ours(&ticket.intent));
        let Some((number, ticket)) = ticket else {
            return false;
        };
        let text = match &ticket.status {
            Some(status) => format!("ticket {number}, {status}"),
            None => format!("ticket {number}"),
        };
        self.find(FindingKind::Wait, subject, text);
        true
    }

    /// Whether this look keeps an object under another key than before.
    pub(super) fn is_rekeyed(&self, kind: &str, incarnation: &Incarnation) -> bool {
        self.out.notes.iter().any(|note| {
            matches!(note, Entry::Object { state: State::Open, kind: of, incarnation: kept, .. }
                if of.as_str() == kind && kept.same(incarnation))
        })
    }

    /// Adds a step as a change of its own.
    pub(super) fn change(&mut self, subject: Subject<'_>, told: Told, step: Step<Work>) {
        self.out.changes.push(Stated {
            who: subject.who.into(),
            title: told.title.into(),
            details: told.details,
            because: told.because.map(Into::into),
            origin: subject.origin.cloned(),
            ticket: step.ticket.is_some(),
            ..Stated::new(
                Change::one(step.change.clone(), told.action),
                SectionId(subject.section.into()),
                subject.shown(),
            )
        });
        self.out.steps.push(step);
    }

    /// A step with only what every step has.
    pub(super) fn step(
        &self,
        subject: Subject<'_>,
        action: Action,
        why: impl Into<String>,
        work: ObjectWork,
    ) -> Step<Work> {
        let registry = self.sides.registry;
        let key = subject.key();
        Step {
            id: StepId::new(format!(
                "{registry}/{}/{}/{action}",
                subject.kind, subject.key
            )),
            registry: registry.clone(),
            kind: Kind::new(subject.kind),
            action,
            handle: None,
            target: None,
            place: None,
            before: PackedFields::default(),
            after: PackedFields::default(),
            why: why.into().into(),
            change: ChangeId::new(format!("{registry}/{key}/{action}")),
            key,
            origin: subject.origin.cloned(),
            requires: Vec::new(),
            claim: None,
            names: Vec::new(),
            ticket: None,
            consequences: Vec::new(),
            payload: Box::new(Work::Object(work)),
        }
    }
}
