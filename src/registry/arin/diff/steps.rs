//! Builds the steps of ARIN: what each claims, names, requires and brings about.

use super::super::live::{LiveCustomer, LiveNet, LiveRecipient};
use super::super::view::{CustomerView, NetView, PackedView, PocLinks, with_geofeed};
use super::super::work::{Record, Work};
use super::super::{Block, Network};
use crate::model::{
    Action, ChangeId, Claim, Consequence, Effect, Handle, Incarnation, Key, Kind, NetName, NetType,
    OrgHandle, Origin, PackedFields, Place, Range, RegistryName, Step, StepId, Text,
};

/// The ticket that the delete of a net with nets below it becomes (reference 2.12).
pub(in crate::registry::arin) const NET_DELETE_REQUEST: &str = "NET_DELETE_REQUEST";

/// A step with only what every step has.
pub(super) fn bare(
    registry: &RegistryName,
    kind: &str,
    place: &Place,
    action: Action,
    change: &ChangeId,
    work: Work,
) -> Step<Work> {
    let range = place.range.to_string();
    Step {
        id: id(registry, kind, &range, action),
        registry: registry.clone(),
        kind: Kind::new(kind),
        key: Key::new(range),
        action,
        handle: None,
        target: None,
        place: Some(place.clone()),
        before: PackedFields::default(),
        after: PackedFields::default(),
        why: Text::default(),
        change: change.clone(),
        origin: None,
        requires: Vec::new(),
        claim: None,
        names: Vec::new(),
        ticket: None,
        consequences: Vec::new(),
        payload: Box::new(work),
    }
}

fn id(registry: &RegistryName, kind: &str, object: &str, action: Action) -> StepId {
    StepId::new(Text::once(&format!("{registry}/{kind}/{object}/{action}")))
}

/// The name of a change of a block.
pub(super) fn change_id(registry: &RegistryName, range: Range, action: Action) -> ChangeId {
    ChangeId::new(Text::once(&format!("{registry}/{range}/{action}")))
}

/// Whose a new registration becomes.
pub(super) enum To {
    /// A customer's, with this record.
    Customer(PackedView),
    /// An org's, with a net of this type.
    Org(OrgHandle, NetType),
}

/// A registration to be made.
pub(super) struct Creation<'a> {
    pub(super) registry: &'a RegistryName,
    pub(super) block: &'a Block,
    /// The net's name.
    pub(super) name: NetName,
    /// Where the block was declared.
    pub(super) origin: Origin,
    pub(super) place: Place,
    pub(super) to: To,
    pub(super) separate: bool,
    pub(super) seen_empty: bool,
    pub(super) change: &'a ChangeId,
    pub(super) why: Text,
    /// Vacancies that it fills.
    pub(super) fills: Vec<Place>,
}

/// The name a new net is given.
pub(super) fn name_of(network: &Network, block: &Block) -> NetName {
    block
        .extras()
        .name
        .clone()
        .unwrap_or_else(|| NetName::derived(network.name_prefix.as_ref(), block.range))
}

/// The steps of a create: one, two when the customer record is made by a request of its own, and two when POCs are
/// to be linked, for the registry takes none with a create (reference 2.6).
pub(super) fn create(creation: Creation<'_>, requires: Vec<StepId>) -> Vec<Step<Work>> {
    let mut requires = requires;
    let customer = match &creation.to {
        To::Customer(customer) => customer.clone(),
        To::Org(org, net_type) => {
            let (org, net_type) = (org.clone(), net_type.clone());
            return super::grants::grant(creation, (org, net_type), requires);
        }
    };
    if !creation.separate {
        return vec![reassign(creation, customer, Record::Embedded, requires)];
    }
    let made = create_customer(&creation, &customer, requires.clone());
    let record = Record::MadeBy(made.id.clone());
    requires.push(made.id.clone());
    vec![made, reassign(creation, customer, record, requires)]
}

/// Makes a customer record by a request of its own. Until its net exists it is an obligation.
fn create_customer(
    creation: &Creation<'_>,
    customer: &PackedView,
    requires: Vec<StepId>,
) -> Step<Work> {
    let Creation {
        registry,
        block,
        origin,
        place,
        change,
        ..
    } = creation;
    let work = Work::CreateCustomer {
        place: place.clone(),
        customer: customer.clone(),
    };
    Step {
        after: customer.unpacked().fields().into(),
        why: format!("{} has no record for this block yet", block.recipient).into(),
        origin: Some(origin.clone()),
        requires,
        consequences: vec![Consequence::Obliges {
            registry: None,
            customer: None,
            place: place.clone(),
        }],
        ..bare(registry, "customer", place, Action::Create, change, work)
    }
}

fn reassign(
    creation: Creation<'_>,
    customer: PackedView,
    record: Record,
    requires: Vec<StepId>,
) -> Step<Work> {
    let Creation {
        registry,
        block,
        name,
        origin,
        place,
        to: _,
        separate: _,
        seen_empty,
        change,
        why,
        fills,
    } = creation;
    let extras = block.extras();
    let comment = with_geofeed(
        extras.comment.over(None).unwrap_or_default(),
        &extras.geofeed,
    );
    let mut after = customer.unpacked().fields();
    after.extend(NetView::new(name.clone(), comment.clone(), PocLinks::new()).fields());
    let mut consequences = vec![Consequence::Owns {
        place: place.clone(),
        customer: block.recipient.key(),
        protected: block.protect,
    }];
    consequences.extend(fills.into_iter().map(|place| Consequence::Fills { place }));
    let claim = Claim::new(registry, place.range, Effect::Takes);
    let work = Work::Reassign {
        place: place.clone(),
        name,
        comment,
        customer,
        record,
        seen_empty,
    };
    Step {
        after: after.into(),
        why,
        origin: Some(origin),
        requires,
        claim: Some(claim),
        consequences,
        ..bare(registry, "net", &place, Action::Create, change, work)
    }
}

/// Takes a net under management. `name`: that of its customer, as declared; nothing for a net of an org.
pub(super) fn adopt(
    registry: &RegistryName,
    block: &Block,
    net: &LiveNet,
    name: Option<&str>,
    change: &ChangeId,
) -> Step<Work> {
    let work = match name {
        Some(name) => Work::Adopt {
            net: net.incarnation.clone(),
            name: name.to_owned(),
        },
        None => Work::AdoptGrant {
            net: net.incarnation.clone(),
        },
    };
    Step {
        handle: Some(net.incarnation.handle.clone()),
        target: Some(net.incarnation.clone()),
        why: "it is registered as declared, for the same recipient".into(),
        origin: Some(block.origin()),
        names: names(net),
        consequences: vec![Consequence::Owns {
            place: net.place.clone(),
            customer: block.recipient.key(),
            protected: block.protect,
        }],
        ..bare(registry, "net", &net.place, Action::Adopt, change, work)
    }
}

/// Changes name or comment of a net.
pub(super) fn modify_net(
    registry: &RegistryName,
    net: &LiveNet,
    after: &NetView,
    change: &ChangeId,
    origin: &Origin,
) -> Step<Work> {
    let work = Work::ModifyNet {
        net: net.incarnation.clone(),
        before: net.view.clone(),
        after: after.clone(),
    };
    Step {
        handle: Some(net.incarnation.handle.clone()),
        target: Some(net.incarnation.clone()),
        before: net.view.fields().into(),
        after: after.fields().into(),
        why: "the net differs from its entry".into(),
        origin: Some(origin.clone()),
        names: names(net),
        ..bare(registry, "net", &net.place, Action::Modify, change, work)
    }
}

/// Changes the net of a network. It lies at no place of ours, so it locks its handle and nothing below it.
pub(super) fn modify_network(
    registry: &RegistryName,
    network: &Network,
    net: &Incarnation,
    (before, after): (&NetView, &NetView),
) -> Step<Work> {
    let range = network.prefix.range();
    let key = range.to_string();
    let id = id(registry, "network", &key, Action::Modify);
    Step {
        change: ChangeId::new(id.to_string()),
        id,
        registry: registry.clone(),
        kind: Kind::new("network"),
        key: Key::new(key),
        action: Action::Modify,
        handle: Some(net.handle.clone()),
        target: Some(net.clone()),
        place: None,
        before: before.fields().into(),
        after: after.fields().into(),
        why: "the network differs from its entry".into(),
        origin: Some(network.origin.clone()),
        requires: Vec::new(),
        claim: None,
        names: vec![net.handle.clone()],
        ticket: None,
        consequences: Vec::new(),
        payload: Box::new(Work::ModifyNet {
            net: net.clone(),
            before: before.clone(),
            after: after.clone(),
        }),
    }
}

/// Changes a customer record.
pub(super) fn modify_customer(
    registry: &RegistryName,
    net: &LiveNet,
    customer: &LiveCustomer,
    after: &CustomerView,
    change: &ChangeId,
    origin: &Origin,
) -> Step<Work> {
    let work = Work::ModifyCustomer {
        customer: customer.incarnation.clone(),
        before: customer.view.clone(),
        after: after.into(),
    };
    Step {
        handle: Some(customer.incarnation.handle.clone()),
        target: Some(customer.incarnation.clone()),
        before: customer.view.unpacked().fields().into(),
        after: after.fields().into(),
        why: "the customer record differs from its profile".into(),
        origin: Some(origin.clone()),
        names: names(net),
        ..bare(
            registry,
            "customer",
            &net.place,
            Action::Modify,
            change,
            work,
        )
    }
}

/// Deletes a net; its customer record becomes an obligation. `empties`: a declared range is to be filled again.
pub(super) fn delete_net(
    registry: &RegistryName,
    net: &LiveNet,
    change: &ChangeId,
    why: String,
    empties: bool,
) -> Step<Work> {
    let customer = net.customer().map(|customer| customer.view.clone());
    let mut before = net.view.fields();
    before.extend(
        customer
            .iter()
            .flat_map(|customer| customer.unpacked().fields()),
    );
    if let LiveRecipient::Org(org) = &net.recipient {
        before.extend(super::grants::granted(org, &net.net_type));
    }
    let place = net.place.clone();
    let mut consequences = vec![Consequence::Releases {
        registry: None,
        place: place.clone(),
    }];
    if let Some(customer) = net.customer() {
        consequences.push(Consequence::Obliges {
            registry: None,
            customer: Some(customer.incarnation.clone()),
            place: place.clone(),
        });
    }
    if empties {
        consequences.push(Consequence::Empties {
            place: place.clone(),
        });
    }
    let work = Work::DeleteNet {
        net: net.incarnation.clone(),
        place: place.clone(),
        before: net.view.clone(),
        customer,
        below: net.below.as_ref().map(|below| below.nets.clone()),
        room: Vec::new(),
    };
    Step {
        handle: Some(net.incarnation.handle.clone()),
        target: Some(net.incarnation.clone()),
        before: before.into(),
        why: why.into(),
        claim: Some(Claim::new(registry, place.range, Effect::Frees)),
        names: names(net),
        ticket: Some(NET_DELETE_REQUEST.to_owned()),
        consequences,
        ..bare(registry, "net", &place, Action::Delete, change, work)
    }
}

/// Deletes a customer record that nothing links to any more.
pub(super) fn delete_customer(
    registry: &RegistryName,
    place: &Place,
    customer: &LiveCustomer,
    change: &ChangeId,
    requires: Vec<StepId>,
) -> Step<Work> {
    let handle = customer.incarnation.handle.clone();
    let work = Work::DeleteCustomer {
        customer: customer.incarnation.clone(),
        place: place.clone(),
    };
    Step {
        id: id(registry, "customer", handle.as_str(), Action::Delete),
        handle: Some(handle.clone()),
        target: Some(customer.incarnation.clone()),
        before: customer.view.unpacked().fields().into(),
        why: "its net is gone, and nothing else links to it".into(),
        requires,
        names: vec![handle.clone()],
        consequences: vec![Consequence::Discharges { customer: handle }],
        ..bare(registry, "customer", place, Action::Delete, change, work)
    }
}

/// A net, and the customer record it names. An org is not changed with a net that it was given: if it were named, one
/// ticket for one of its nets would hold up all the others.
fn names(net: &LiveNet) -> Vec<Handle> {
    let recipient = match &net.recipient {
        LiveRecipient::Customer(_) | LiveRecipient::Unread(_) => net.incarnation.recipient.clone(),
        LiveRecipient::Org(_) => None,
    };
    [Some(net.incarnation.handle.clone()), recipient]
        .into_iter()
        .flatten()
        .collect()
}
