//! The JSON form of a plan: for programs, so everything is there and nothing is folded but what is private.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::json_notices::{
    FindingJson, ObjectionJson, OriginJson, WarningJson, finding, objection, origin, remark,
    warning,
};
use super::values::discreet;
use super::{Cost, Locate, Setting};
use crate::model::{Action, Field, PackedFields, Step};
use crate::plan::{Part, Plan, Summary};
use crate::registry::{Along, Below, Stated, UNSHOWN};

/// The version of this form. It grows when a reader of an older one would be misled; fields may be added without.
const FORMAT_VERSION: u32 = 1;

/// A plan. Readers ignore fields that they do not know.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanJson {
    /// The version of this form. It grows when a reader of an older one would be misled.
    format_version: u32,
    /// Twelve hex digits that stand for every step: registry, object, before and after. Empty for a plan from a
    /// snapshot, which can not be carried out.
    digest: String,
    /// The commit of the repository, short.
    revision: Option<String>,
    /// Whether files that the repository reads differ from those of the commit.
    edited: bool,
    /// The moment the plan was made for (RFC 3339).
    as_of: String,
    /// Whether an objection forbids applying it as it stands.
    forbidden: bool,
    /// How many registrations it touches.
    summary: SummaryJson,
    /// What carrying it out takes.
    cost: CostJson,
    /// What it was compared with.
    registries: Vec<RegistryJson>,
    /// What people read and guards count, in the order of the text.
    changes: Vec<ChangeJson>,
    /// Each step stands behind all that it requires.
    steps: Vec<StepJson>,
    /// Notices; never counted as changes.
    findings: Vec<FindingJson>,
    /// Why the plan, or a part of it, must not be applied.
    objections: Vec<ObjectionJson>,
    /// What is worth knowing and forbids nothing.
    warnings: Vec<WarningJson>,
}

/// How many registrations a plan touches.
#[derive(Debug, Serialize, JsonSchema)]
struct SummaryJson {
    /// New registrations.
    create: u64,
    /// Registrations changed in place.
    modify: u64,
    /// Registrations deleted and created again.
    replace: u64,
    /// Registrations removed.
    delete: u64,
    /// Registrations taken under management; nothing is sent.
    adopt: u64,
    /// Declared blocks without a step.
    unchanged: u64,
    /// Declared objects that could not be compared, as a warning says: whether they differ is not known.
    not_compared: u64,
}

/// What carrying a plan out takes when all goes well.
#[derive(Debug, Serialize, JsonSchema)]
struct CostJson {
    /// Requests to all registries.
    requests: u64,
    /// At the registry's pace; null where it has none.
    seconds: Option<u64>,
    /// Tickets that steps become.
    tickets: u64,
}

/// A registry that was compared.
#[derive(Debug, Serialize, JsonSchema)]
struct RegistryJson {
    /// Its name in `swipd.yaml`.
    name: String,
    /// For people: `arin (production)`.
    title: String,
    /// Objects read for it.
    read: u64,
    /// When the oldest part of the live picture was read (RFC 3339); null: nothing was ever read.
    read_at: Option<String>,
}

/// One change as people see it; its steps name it.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangeJson {
    /// Its name; the steps carry it.
    id: String,
    /// The registry, by its name in `swipd.yaml`.
    registry: String,
    /// What it does as a whole.
    #[schemars(with = "ActionJson")]
    action: Action,
    /// The part of the text it stands in: a network, or `customers`.
    section: String,
    /// The block, or the object.
    subject: String,
    /// Whose it is: a key, or a change of keys.
    who: String,
    /// The net name, where one is given.
    name: Option<String>,
    /// Why, where that is not obvious.
    because: Option<String>,
    /// Registrations that the registry deletes together with it; null: nobody could count them.
    below: Option<u64>,
    /// Those of them that are ours, and those of others that a person has named to go too; not there when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    along: Vec<AlongJson>,
    /// Whether it becomes a ticket.
    ticket: bool,
    /// Whether its values are private ones, and so null here; `--full` shows them.
    private: bool,
    /// Where it was declared.
    origin: Option<OriginJson>,
}

/// A registration that goes down with another.
#[derive(Debug, Serialize, JsonSchema)]
struct AlongJson {
    /// Its range, or its handle where it is not ours.
    subject: String,
    /// Whose it is: a customer key, or `not ours`.
    who: String,
}

/// What a change or a step does.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "stands in the schema for the model's own type")]
enum ActionJson {
    Create,
    Adopt,
    Modify,
    Replace,
    Delete,
}

/// One change to one object, at most one write.
#[derive(Debug, Serialize, JsonSchema)]
struct StepJson {
    /// Derived from what it does: the same plan has the same ids.
    id: String,
    /// The registry, by its name in `swipd.yaml`.
    registry: String,
    /// What it is about, in the words of its registry: `net`, `customer`.
    kind: String,
    /// What it does to the object.
    #[schemars(with = "ActionJson")]
    action: Action,
    /// The resource in the repository.
    key: String,
    /// The object, where it has a handle.
    handle: Option<String>,
    /// Values that go.
    before: BTreeMap<String, ValueJson>,
    /// Values that come.
    after: BTreeMap<String, ValueJson>,
    /// Why.
    why: String,
    /// The change it is part of.
    change: String,
    /// Where it was declared.
    origin: Option<OriginJson>,
    /// Steps that must be done first.
    requires: Vec<String>,
}

/// A text, lines, or null where the value is a private one, or one that a snapshot does not hold.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum ValueJson {
    /// A single value.
    Text(String),
    /// Lines, such as a street or a comment.
    Lines(Vec<String>),
    /// Not shown.
    Hidden(()),
}

/// The JSON Schema of `swipd plan -o json`.
#[must_use]
pub fn plan_schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<PlanJson>()
}

impl PlanJson {
    /// The form of a plan. Private values are in it only where everything is shown.
    #[must_use]
    pub fn new(plan: &Plan, setting: &Setting<'_>) -> Self {
        let Setting { locate, full, .. } = *setting;
        let private: BTreeMap<_, bool> = if full {
            BTreeMap::new()
        } else {
            let changes = plan.parts.iter().flat_map(|part| &part.changes);
            changes
                .map(|stated| (&stated.change.id, stated.private))
                .collect()
        };
        let hidden = |step: &Step| private.get(&step.change).copied().unwrap_or(false);
        let warned = setting.warnings.iter().map(warning);
        let remarked = plan.remarks.iter().map(|given| remark(given, locate));
        let objections = plan.objections.iter();
        let changes = plan.parts.iter().flat_map(|part| {
            let changes = part.changes.iter();
            changes.map(|stated| change(part, stated, setting))
        });
        let findings = plan.parts.iter().flat_map(|part| {
            let findings = part.findings.iter();
            findings.map(|given| finding(part, given, setting))
        });
        Self {
            format_version: FORMAT_VERSION,
            digest: plan.digest.clone(),
            revision: setting.revision.clone(),
            edited: setting.edited,
            as_of: plan.as_of.unwrap_or(setting.now).to_string(),
            forbidden: !plan.objections.is_empty(),
            summary: summary(plan.summary),
            cost: cost(Cost::of(plan, setting.pace)),
            registries: plan.parts.iter().map(registry).collect(),
            changes: changes.collect(),
            steps: plan
                .steps
                .iter()
                .map(|given| step(given, hidden(given), locate))
                .collect(),
            findings: findings.collect(),
            objections: objections.map(|given| objection(given, locate)).collect(),
            warnings: warned.chain(remarked).collect(),
        }
    }
}

fn summary(summary: Summary) -> SummaryJson {
    let Summary {
        create,
        modify,
        replace,
        delete,
        adopt,
        unchanged,
        uncompared,
    } = summary;
    SummaryJson {
        create,
        modify,
        replace,
        delete,
        adopt,
        unchanged,
        not_compared: uncompared,
    }
}

fn cost(cost: Cost) -> CostJson {
    let Cost {
        requests,
        seconds,
        tickets,
    } = cost;
    CostJson {
        requests,
        seconds,
        tickets,
    }
}

fn registry(part: &Part) -> RegistryJson {
    RegistryJson {
        name: part.registry.to_string(),
        title: part.title.clone(),
        read: part.read,
        read_at: part.read_at.map(|moment| moment.to_string()),
    }
}

fn change(part: &Part, stated: &Stated, setting: &Setting<'_>) -> ChangeJson {
    let shown = super::values::Shown::of(stated, setting.full);
    ChangeJson {
        id: stated.change.id.to_string(),
        registry: part.registry.to_string(),
        action: stated.change.action,
        section: stated.section.0.clone().into(),
        subject: stated.subject.clone().into(),
        who: shown.who.into_owned(),
        name: (!stated.title.is_empty()).then(|| stated.title.to_string()),
        because: stated
            .because
            .as_ref()
            .map(|because| discreet(because, shown.hidden).into_owned()),
        below: match stated.below {
            Below::Known(number) => Some(number),
            Below::Unknown => None,
        },
        along: stated.along.iter().map(along).collect(),
        ticket: stated.ticket,
        private: stated.private,
        origin: origin(stated.origin.as_ref(), setting.locate),
    }
}

fn along(along: &Along) -> AlongJson {
    let Along { subject, who } = along;
    AlongJson {
        subject: subject.to_string(),
        who: who.to_string(),
    }
}

fn step(step: &Step, hidden: bool, locate: Locate<'_>) -> StepJson {
    StepJson {
        id: step.id.to_string(),
        registry: step.registry.to_string(),
        kind: step.kind.to_string(),
        action: step.action,
        key: step.key.to_string(),
        handle: step.handle.as_ref().map(ToString::to_string),
        before: values(&step.before, hidden),
        after: values(&step.after, hidden),
        why: discreet(&step.why, hidden).into_owned(),
        change: step.change.to_string(),
        origin: origin(step.origin.as_ref(), locate),
        requires: step.requires.iter().map(ToString::to_string).collect(),
    }
}

fn values(fields: &PackedFields, hidden: bool) -> BTreeMap<String, ValueJson> {
    let value = |field: &Field| match field {
        _ if hidden => ValueJson::Hidden(()),
        Field::Text(text) if *text == UNSHOWN => ValueJson::Hidden(()),
        Field::Lines(lines) if lines.iter().any(|line| *line == UNSHOWN) => ValueJson::Hidden(()),
        Field::Text(text) => ValueJson::Text(text.to_string()),
        Field::Lines(lines) => ValueJson::Lines(lines.iter().map(ToString::to_string).collect()),
    };
    let fields = fields.unpacked();
    let named = fields.iter();
    named
        .map(|(name, field)| (name.to_string(), value(field)))
        .collect()
}
