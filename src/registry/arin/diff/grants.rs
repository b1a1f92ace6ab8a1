//! The steps that give space to an org.

use super::super::Block;
use super::super::view::{NetView, PocLinks, wanted_links, with_geofeed};
use super::super::work::{Grant, Work};
use super::steps::{Creation, bare};
use crate::model::{
    Action, ChangeId, Claim, Consequence, Effect, Field, Fields, NetType, OrgHandle, Place,
    RegistryName, Step, StepId,
};

/// Registers a range for an org, and links the POCs that its entry lists.
pub(super) fn grant(
    creation: Creation<'_>,
    (org, net_type): (OrgHandle, NetType),
    requires: Vec<StepId>,
) -> Vec<Step<Work>> {
    let Creation {
        registry,
        block,
        name,
        origin,
        place,
        seen_empty,
        change,
        why,
        fills,
        to: _,
        separate: _,
    } = creation;
    let extras = block.extras();
    let comment = with_geofeed(
        extras.comment.over(None).unwrap_or_default(),
        &extras.geofeed,
    );
    let view = NetView::new(name.clone(), comment.clone(), PocLinks::new());
    let mut after = view.fields();
    after.extend(granted(&org, &net_type));
    let mut consequences = vec![Consequence::Owns {
        place: place.clone(),
        customer: block.recipient.key(),
        protected: block.protect,
    }];
    consequences.extend(fills.into_iter().map(|place| Consequence::Fills { place }));
    let work = Work::Grant(Grant {
        place: place.clone(),
        org: org.clone(),
        net_type,
        name,
        comment,
        seen_empty,
    });
    let made = Step {
        after: after.into(),
        why,
        origin: Some(origin),
        requires,
        claim: Some(Claim::new(registry, place.range, Effect::Takes)),
        consequences,
        ..bare(registry, "net", &place, Action::Create, change, work)
    };
    if !block.pocs().links_any() {
        return vec![made];
    }
    let linked = link_pocs((registry, change), block, &place, (org, &made.id), &view);
    vec![made, linked]
}

/// Links POCs to a net that another step makes. It claims the range, for it can not name a net that is not there.
fn link_pocs(
    (registry, change): (&RegistryName, &ChangeId),
    block: &Block,
    place: &Place,
    (org, made_by): (OrgHandle, &StepId),
    made: &NetView,
) -> Step<Work> {
    let wanted = made.with_pocs(wanted_links(made.pocs(), block.pocs()));
    let work = Work::LinkPocs {
        place: place.clone(),
        org,
        made_by: made_by.clone(),
        pocs: block.pocs().clone(),
    };
    Step {
        before: made.fields().into(),
        after: wanted.fields().into(),
        why: "the registry takes POC links only for a net that exists".into(),
        origin: Some(block.origin()),
        requires: vec![made_by.clone()],
        claim: Some(Claim::new(registry, place.range, Effect::Takes)),
        ..bare(registry, "net", place, Action::Modify, change, work)
    }
}

/// What people read of the recipient of a net that was given to an org.
pub(super) fn granted(org: &OrgHandle, net_type: &NetType) -> Fields {
    let form = match net_type {
        NetType::Reallocation => "reallocation",
        NetType::Reassignment => "detailed reassignment",
        NetType::DirectAllocation => "direct allocation",
        NetType::Other(code) => code,
    };
    [("org", org.as_str()), ("type", form)]
        .into_iter()
        .map(|(name, value)| (name.into(), Field::Text(value.into())))
        .collect()
}
