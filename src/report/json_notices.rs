//! The JSON form of what a plan says beside its steps: notices, objections, warnings, and the places of all.

use schemars::JsonSchema;
use serde::Serialize;

use super::objection::place_words;
use super::{Locate, Setting};
use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use crate::plan::Part;
use crate::registry::{Finding, FindingKind, Objection, ObjectionPlace, Remark, Scope};

/// A place in the repository.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OriginJson {
    /// Relative to the repository, with forward slashes.
    file: String,
    /// From 1; null where the line could not be found.
    line: Option<usize>,
    /// From 1, in characters.
    column: Option<usize>,
}

/// A notice.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FindingJson {
    /// The registry, by its name in `swipd.yaml`.
    registry: String,
    /// `object`, `found`, `keep`, `wait`, `unknown`, `rename`, `protect`, `unprotect`, `lost` or
    /// `held`.
    kind: &'static str,
    /// The part of the text it stands in.
    section: String,
    /// The block, or the object.
    subject: String,
    /// Whose it is; empty where nobody is named.
    who: String,
    /// In words; null where they name a private customer.
    text: Option<String>,
    /// Where it was declared, if it was.
    origin: Option<OriginJson>,
}

/// Why a plan, or a part of it, must not be applied.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ObjectionJson {
    /// Stable; `swipd explain CODE` says more.
    code: &'static str,
    /// `plan`: it forbids everything; `object`: one object and what needs it, which have no step.
    scope: &'static str,
    /// What is wrong.
    message: String,
    /// Where.
    places: Vec<PlaceJson>,
    /// What to do.
    help: String,
}

/// A place that something points at: in the repository, or a record of the registry.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PlaceJson {
    /// As text shows it: `FILE:LINE:COLUMN`, or a handle.
    place: String,
    /// What is there.
    what: String,
    /// For a place in the repository.
    origin: Option<OriginJson>,
    /// For a record of the registry.
    handle: Option<String>,
}

/// Something worth knowing that forbids nothing.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WarningJson {
    /// Stable; `swipd explain CODE` says more.
    code: &'static str,
    /// What is the case.
    message: String,
    /// Where.
    places: Vec<PlaceJson>,
    /// What to do.
    help: Vec<String>,
}

pub(super) fn origin(origin: Option<&Origin>, locate: Locate<'_>) -> Option<OriginJson> {
    let origin = origin?;
    let place = locate(origin).filter(|place| place.line > 0);
    Some(OriginJson {
        file: origin.file().to_owned(),
        line: place.as_ref().map(|place| place.line),
        column: place.as_ref().map(|place| place.column),
    })
}

pub(super) fn finding(part: &Part, finding: &Finding, setting: &Setting<'_>) -> FindingJson {
    let hidden = finding.private && !setting.full;
    FindingJson {
        registry: part.registry.to_string(),
        kind: match finding.kind {
            FindingKind::Objected => "object",
            FindingKind::Found => "found",
            FindingKind::Keep => "keep",
            FindingKind::Wait | FindingKind::Later => "wait",
            FindingKind::Uncertain => "unknown",
            FindingKind::Rekeyed => "rename",
            FindingKind::Protected => "protect",
            FindingKind::Unprotected => "unprotect",
            FindingKind::Lost => "lost",
            FindingKind::Held => "held",
        },
        section: finding.section.0.clone().into(),
        subject: finding.subject.clone(),
        who: if hidden && finding.who.starts_with('"') {
            String::new()
        } else {
            finding.who.clone()
        },
        text: (!hidden).then(|| finding.text.clone()),
        origin: origin(finding.origin.as_ref(), setting.locate),
    }
}

pub(super) fn objection(objection: &Objection, locate: Locate<'_>) -> ObjectionJson {
    let places = objection.places.iter();
    ObjectionJson {
        code: objection.code,
        scope: match objection.scope {
            Scope::Plan => "plan",
            Scope::Object => "object",
        },
        message: objection.message.clone(),
        places: places.map(|given| place(given, locate)).collect(),
        help: objection.help.clone(),
    }
}

fn place(given: &ObjectionPlace, locate: Locate<'_>) -> PlaceJson {
    let (place, what) = place_words(given, locate);
    let (origin, handle) = match given {
        ObjectionPlace::Declared(given, _) => (origin(Some(given), locate), None),
        ObjectionPlace::Registered(handle, _) => (None, Some(handle.clone())),
    };
    PlaceJson {
        place,
        what,
        origin,
        handle,
    }
}

pub(super) fn remark(remark: &Remark, locate: Locate<'_>) -> WarningJson {
    let places = remark.places.iter();
    WarningJson {
        code: remark.code,
        message: remark.message.clone(),
        places: places.map(|given| place(given, locate)).collect(),
        help: vec![remark.help.clone()],
    }
}

pub(super) fn warning(diagnostic: &Diagnostic) -> WarningJson {
    let places = diagnostic.places.iter().map(|place| PlaceJson {
        place: format!("{}:{}:{}", place.file, place.line, place.column),
        what: place.label.clone(),
        origin: Some(OriginJson {
            file: place.file.clone(),
            line: (place.line > 0).then_some(place.line),
            column: (place.line > 0).then_some(place.column),
        }),
        handle: None,
    });
    WarningJson {
        code: diagnostic.code,
        message: diagnostic.message.clone(),
        places: places.collect(),
        help: diagnostic.help.clone(),
    }
}
