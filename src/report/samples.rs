//! Plans for tests: the estate of one made-up company, with every kind of step and notice.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Paint, Setting};
use crate::diagnostic::Place;
use crate::model::{Action, Change, ChangeId, Field, Origin, RegistryName, Step};
use crate::plan::samples::{difference, guards, step};
use crate::plan::{Allowed, Guards, Limit, Plan, plan};
use crate::registry::{
    Along, Below, Detail, Difference, Finding, FindingKind, Objection, ObjectionPlace, Remark,
    Scope, Section, SectionId, Stated,
};

pub(super) const FIRST: &str = "192.0.2.0/24";
pub(super) const V4: &str = "198.51.100.0/24";
pub(super) const OTHER: &str = "203.0.113.0/24";
pub(super) const V6: &str = "2001:db8::/32";

pub(super) fn origin(file: &str) -> Origin {
    Origin::new(file, [""; 0])
}

/// Finds lines as the mock-ups of the manual have them.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of what finds lines, which may find none"
)]
pub(super) fn locate(origin: &Origin) -> Option<Place> {
    let mut place = Place::file(origin.file());
    (place.line, place.column) = match origin.file() {
        "networks/198.51.100.0-24.yaml" => (14, 19),
        "networks/203.0.113.0-24.yaml" => (31, 17),
        _ => (2, 17),
    };
    Some(place)
}

pub(super) fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

pub(super) fn pace() -> BTreeMap<RegistryName, u32> {
    BTreeMap::from([(RegistryName::new("arin"), 4)])
}

pub(super) fn setting(pace: &BTreeMap<RegistryName, u32>) -> Setting<'_> {
    Setting {
        repository: "example-estate",
        revision: Some("4f2c9e1".to_owned()),
        edited: false,
        now: moment("2026-11-23T14:02:19Z"),
        paint: Paint::PLAIN,
        width: 80,
        full: false,
        partial: false,
        warnings: &[],
        pace,
        locate: &locate,
    }
}

fn section(title: &str, handle: Option<&str>, unchanged: u64) -> Section {
    Section {
        id: SectionId(title.into()),
        title: title.to_owned(),
        handle: handle.map(str::to_owned),
        unchanged,
    }
}

pub(super) fn stated(
    action: Action,
    section: &str,
    subject: &str,
    who: &str,
    title: &str,
) -> Stated {
    let id = ChangeId::new(format!("arin/{subject}/{action}"));
    Stated {
        who: who.into(),
        title: title.into(),
        origin: Some(origin("networks/198.51.100.0-24.yaml")),
        ..Stated::new(Change::one(id, action), SectionId(section.into()), subject)
    }
}

pub(super) fn detail(field: &str, before: &str, after: &str) -> Detail {
    Detail {
        field: field.to_owned(),
        before: Some(Field::Text(before.into())),
        after: Some(Field::Text(after.into())),
    }
}

pub(super) fn finding(
    kind: FindingKind,
    section: &str,
    subject: &str,
    who: &str,
    text: &str,
) -> Finding {
    Finding {
        who: who.to_owned(),
        ..Finding::new(kind, SectionId(section.into()), subject, text)
    }
}

fn heron(subject: &str) -> Stated {
    Stated {
        profile: vec![
            detail("street", "12 Mill Road", "40 Canal Street"),
            detail("postal_code", "22801", "22807"),
        ],
        origin: Some(origin("customers/blue-heron.yaml")),
        ..stated(Action::Modify, "customers", subject, "blue-heron", "")
    }
}

/// A household: neither its name nor its street is anybody's business.
pub(super) fn household() -> Stated {
    Stated {
        profile: vec![detail("street", "3 Quiet Lane", "4 Quiet Lane")],
        origin: Some(origin("customers/crm-9002.yaml")),
        private: true,
        ..stated(
            Action::Modify,
            "customers",
            "198.51.100.112/29",
            "crm-9002",
            "",
        )
    }
}

/// What of ours goes down with a reallocation.
pub(super) fn along() -> Vec<Along> {
    let inner = [("192.0.2.128/28", "heron"), ("192.0.2.144/28", "mill")];
    let along = inner.map(|(subject, who)| Along {
        subject: subject.into(),
        who: who.into(),
    });
    along.into()
}

pub(super) fn replaced() -> Stated {
    Stated {
        because: Some("a reallocation cannot change its org".into()),
        below: Below::Known(3),
        ticket: true,
        ..stated(
            Action::Replace,
            FIRST,
            "192.0.2.128/26",
            "DOWN-8 → DOWN-9",
            "",
        )
    }
}

fn comment(line: &str) -> Detail {
    Detail {
        field: "comment".to_owned(),
        before: None,
        after: Some(Field::Lines(vec![line.into()])),
    }
}

pub(super) fn changes() -> Vec<Stated> {
    let mill = Some("its entry is gone; its customer record goes too".to_owned());
    let herons = [
        "198.51.100.0/29",
        "198.51.100.16/28",
        "198.51.100.48/29",
        "198.51.100.88/29",
        "203.0.113.0/28",
    ];
    let mut all: Vec<Stated> = herons.into_iter().map(heron).collect();
    all.extend([
        replaced(),
        stated(
            Action::Create,
            V4,
            "198.51.100.64/28",
            "larkspur",
            "EXMPL-LRK-1",
        ),
        Stated {
            details: vec![
                detail("name", "EXMPL-TARN", "EXMPL-TVF-1"),
                comment("NOC hours"),
            ],
            ..stated(
                Action::Modify,
                V4,
                "198.51.100.32/29",
                "tarn-valley",
                "EXMPL-TVF-1",
            )
        },
        Stated {
            because: mill.map(Into::into),
            origin: None,
            ..stated(
                Action::Delete,
                V4,
                "198.51.100.208/29",
                "old-mill",
                "EXMPL-OMT-1",
            )
        },
        Stated {
            because: Some("matches; sends nothing".into()),
            ..stated(Action::Adopt, OTHER, "203.0.113.64/27", "tarn-valley", "")
        },
    ]);
    all
}

/// One step for each change, but a replace and a delete, which have those of the record as well.
pub(super) fn steps(changes: &[Stated]) -> Vec<Step> {
    let one = |stated: &Stated, kind: &str, action: Action| {
        let id = format!("arin/{kind}/{}/{action}", stated.subject);
        let side = |pick: fn(&Detail) -> Option<&Field>| {
            let details = stated.details.iter().chain(&stated.profile);
            details
                .filter_map(|detail| Some((detail.field.as_str().into(), pick(detail)?.clone())))
                .collect::<crate::model::Fields>()
                .into()
        };
        Step {
            kind: crate::model::Kind::new(kind),
            action,
            change: stated.change.id.clone(),
            origin: stated.origin.clone(),
            before: side(|detail| detail.before.as_ref()),
            after: side(|detail| detail.after.as_ref()),
            why: stated.because.clone().unwrap_or_default(),
            ..step(&id, None)
        }
    };
    let all = changes.iter().flat_map(|stated| {
        let kind = if stated.profile.is_empty() {
            "net"
        } else {
            "customer"
        };
        match stated.change.action {
            Action::Replace => vec![
                one(stated, "net", Action::Delete),
                one(stated, "net", Action::Create),
            ],
            Action::Delete => vec![
                one(stated, "net", Action::Delete),
                one(stated, "customer", Action::Delete),
            ],
            action @ (Action::Create | Action::Adopt | Action::Modify) => {
                vec![one(stated, kind, action)]
            }
        }
    });
    all.collect()
}

fn findings() -> Vec<Finding> {
    let lane = "\"Cinder Lane Studios\", not declared";
    let salt = "\"Saltgrass Marine\", not declared";
    let found = |subject, text| finding(FindingKind::Found, OTHER, subject, "", text);
    vec![
        finding(FindingKind::Found, V4, "198.51.100.192/28", "", lane),
        finding(
            FindingKind::Keep,
            V4,
            "198.51.100.240/29",
            "quillmark",
            "protected, entry gone",
        ),
        finding(
            FindingKind::Objected,
            OTHER,
            "203.0.113.192/27",
            "ninefold",
            "see below",
        ),
        found("203.0.113.128/28", "\"Reed\", not declared"),
        found("203.0.113.144/28", salt),
    ]
}

pub(super) fn deadline() -> Remark {
    let declared = origin("networks/198.51.100.0-24.yaml");
    Remark {
        code: "deadline-past",
        message: "198.51.100.64/28 was due 2026-11-22, 1 day ago".to_owned(),
        places: vec![ObjectionPlace::Declared(declared, String::new())],
        help: String::new(),
    }
}

pub(super) fn overlap() -> Objection {
    let declared = origin("networks/203.0.113.0-24.yaml");
    Objection {
        code: "overlaps-unmanaged",
        scope: Scope::Object,
        message: "203.0.113.192/27 overlaps a net that is not ours".to_owned(),
        places: vec![
            ObjectionPlace::Declared(declared, "declared for ninefold".to_owned()),
            ObjectionPlace::Registered(
                "NET-203-0-113-208-1".to_owned(),
                "203.0.113.208/28 \"Saltgrass Marine\"".to_owned(),
            ),
        ],
        help: "shrink the block, or declare that net and plan again".to_owned(),
    }
}

/// The estate as a registry tells it.
pub(super) fn estate() -> Difference {
    let changes = changes();
    Difference {
        sections: vec![
            section("customers", None, 0),
            section(FIRST, Some("NET-192-0-2-0-1"), 3),
            section(V4, Some("NET-198-51-100-0-1"), 8),
            section(OTHER, Some("NET-203-0-113-0-1"), 6),
            section(V6, Some("NET6-2001-DB8-1"), 9),
        ],
        steps: steps(&changes),
        findings: findings(),
        remarks: vec![deadline()],
        objections: vec![overlap()],
        unchanged: 26,
        read: 37,
        read_at: Some(moment("2026-11-23T14:02:11Z")),
        ..difference(31, changes)
    }
}

/// The plan of a difference under guards that let everything through.
pub(super) fn planned(difference: Difference) -> Plan {
    let all = Limit {
        count: u64::MAX,
        percent: 100,
    };
    let guards = Guards {
        max_deletes: all,
        max_modifies: all,
        allowed: Allowed {
            deletes: Some(u64::MAX),
            modifies: Some(u64::MAX),
            ..Allowed::default()
        },
        ..guards()
    };
    plan(vec![difference], &guards)
}

/// A network of many /48: deletes first, then creates, then new names.
pub(super) fn crowd(deletes: u32, creates: u32, modifies: u32) -> Difference {
    let subject = |at: u32| format!("2001:db8:{at:x}::/48");
    let gone = Some("its entry is gone; its customer record goes too".to_owned());
    let old = (0..deletes).map(|at| Stated {
        because: gone.clone().map(Into::into),
        ..stated(
            Action::Delete,
            V6,
            &subject(0x510 + at),
            "old-mill",
            &format!("EXMPL-OMT-{}", 10 + at),
        )
    });
    let from = 0x510 + deletes;
    let new = (0..creates).map(|at| {
        let who = if at < 600 { "larkspur" } else { "ninefold" };
        stated(
            Action::Create,
            V6,
            &subject(from + at),
            who,
            &format!("EXMPL-{at}"),
        )
    });
    let from = from + creates;
    let named = (0..modifies).map(|at| Stated {
        details: vec![detail(
            "name",
            &format!("EXMPL-OLD-{at}"),
            &format!("EXMPL-{at}"),
        )],
        ..stated(
            Action::Modify,
            V6,
            &subject(from + at),
            "tarn-valley",
            &format!("EXMPL-{at}"),
        )
    });
    let changes: Vec<Stated> = old.chain(new).chain(named).collect();
    Difference {
        sections: vec![
            section("customers", None, 0),
            section(V6, Some("NET6-2001-DB8-1"), 8804),
        ],
        steps: steps(&changes),
        unchanged: 8804,
        read: 37,
        read_at: Some(moment("2026-11-23T14:02:11Z")),
        ..difference(10_000, changes)
    }
}
