//! What a snapshot does not show is told as such: no value stands in a plan that only seems to be one.

use jiff::Timestamp;

use super::super::work::Work;
use super::picture::OpenPicture;
use super::views::is_unshown;
use crate::journal::{Domain, IntentRecord, OpId, OpenOp, OpenTicket};
use crate::model::{ChangeId, Field, Fields, Key, Payload, RegistryName, StepId, Text};
use crate::registry::{Detail, Difference, UNSHOWN};

/// The name that the org of a network has in a snapshot, for households are named after it.
pub(super) const OUR_ORG: &str = "the org of the network";

/// The intent of a write that was under way, as far as a comparison asks for it.
pub(super) fn intent(registry: &RegistryName, number: u64, open: &OpenPicture) -> IntentRecord {
    IntentRecord {
        op: OpId(number),
        attempt: 1,
        step: StepId::new(format!("{registry}/open/{number}")),
        group: ChangeId::new(format!("{registry}/open/{number}")),
        registry: registry.clone(),
        kind: open.kind.clone(),
        action: open.action,
        key: Key::new(open.place.range.to_string()),
        place: Some(open.place.clone()),
        domain: Domain::default(),
        target: None,
        before: Fields::new(),
        after: Fields::new(),
        consequences: Vec::new(),
        payload: Payload::seal(()),
        ticket: None,
        last_message: None,
    }
}

/// A write that waits for its ticket.
pub(super) fn waiting(intent: IntentRecord, since: Timestamp) -> OpenTicket {
    OpenTicket {
        intent,
        status: None,
        since,
        changed: since,
    }
}

/// A write whose outcome was unknown.
pub(super) fn uncertain(intent: IntentRecord, at: Timestamp) -> OpenOp {
    OpenOp {
        intent,
        at,
        sent_uncertain: true,
        unsettleable: false,
        unidentified: false,
    }
}

/// The same difference, in which what is not known has no value, no name and no customer.
pub(in super::super) fn without_values(mut found: Difference<Work>) -> Difference<Work> {
    for stated in &mut found.changes {
        for text in [&mut stated.title, &mut stated.who] {
            if is_blank(text) {
                *text = Text::default();
            }
        }
        let details = stated.profile.iter_mut().chain(&mut stated.details);
        details.for_each(unshown);
    }
    for step in &mut found.steps {
        for fields in [&mut step.before, &mut step.after] {
            let mut shown = fields.unpacked();
            shown.values_mut().for_each(hide);
            *fields = shown.into();
        }
        // The handles of customer records were made up.
        let made_up = step.kind.as_str() == "customer";
        step.handle = step.handle.take().filter(|_| !made_up);
    }
    for finding in &mut found.findings {
        if is_blank(&finding.who) {
            finding.who.clear();
        }
    }
    // From a snapshot our record learns nothing.
    found.notes.clear();
    found
}

/// A change of two values may name only one of them: `… → larkspur` stays.
fn is_blank(text: &str) -> bool {
    let bare = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    bare.unwrap_or(text) == UNSHOWN
}

fn unshown(detail: &mut Detail) {
    detail.before.iter_mut().for_each(hide);
    detail.after.iter_mut().for_each(hide);
}

fn hide(field: &mut Field) {
    match field {
        Field::Text(text) if is_unshown(text) => *text = UNSHOWN.into(),
        Field::Text(_) => {}
        Field::Lines(lines) => {
            for line in lines.iter_mut().filter(|line| is_unshown(line)) {
                *line = UNSHOWN.into();
            }
        }
    }
}
