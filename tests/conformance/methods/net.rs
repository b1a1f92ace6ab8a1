//! Nets (reference 3.2 and 4).

use swipd::model::{CustomerHandle, NetName, NetType, Range};
use swipd::registry::arin::reply::ReadError;
use swipd::registry::arin::request::{NewRecipient, Reallocation, Reassignment};
use swipd::registry::arin::wire::{
    AttachmentPayload, MessagePayload, NetPayload, PocLink, Recipient,
};

use super::customer::customer;
use super::{Site, V4, V6, done, net_handle, refused, ticketed};

fn range(text: &str) -> Range {
    text.parse().expect("a range")
}

fn reassignment(space: &str, to: NewRecipient) -> Reassignment {
    Reassignment {
        parent: net_handle(if space.contains(':') { V6 } else { V4 }),
        range: range(space),
        to,
        name: NetName::canonical("EXMPL-NEW"),
        comment: vec!["Café".to_owned(), "<end> & \"more\"".to_owned()],
    }
}

pub(super) async fn calls(site: &Site) {
    simple(site).await;
    embedded(site).await;
    to_orgs(site).await;
    found(site).await;
    removed(site).await;
}

/// What was asked for is there, and nothing else.
fn is(made: &NetPayload, space: &str, kind: &NetType) {
    assert_eq!(made.range(), Some(range(space)));
    assert_eq!(made.net_type().as_ref(), Some(kind));
    assert_eq!(made.name.as_deref(), Some("EXMPL-NEW"));
    assert_eq!(made.comment, ["Café", "<end> & \"more\""]);
    assert!(made.registration_date.is_some());
}

async fn simple(site: &Site) {
    let owner = done(send!(
        site,
        create_customer(&net_handle(V4), &customer("Quarry Lane School"))
    ));
    let owner = owner.handle.expect("a handle");
    let space = "198.51.100.64/28";
    let asked = reassignment(space, NewRecipient::Customer(owner.clone()));
    let made = done(send!(site, reassign(&asked)));
    is(&made, space, &NetType::Reassignment);
    assert_eq!(made.recipient(), Some(Recipient::Customer(owner.clone())));
    let handle = made.handle.clone().expect("a handle");
    let live = ask!(site, net(&handle)).expect("a net");
    assert_eq!(live, made);

    // Of what can be changed, all; what is retired is dropped, and kept in the old documents (reference 2.9).
    let asked = NetPayload {
        name: Some("EXMPL-RENAMED".to_owned()),
        comment: vec!["Geofeed https://example.net/geofeed.csv".to_owned()],
        poc_links: Some(vec![PocLink {
            handle: "TEC1-ARIN".parse().expect("a handle"),
            function: "T".to_owned(),
            description: None,
        }]),
        origin_ases: Some(vec!["AS64500".to_owned()]),
        ..live
    };
    let changed = done(send!(site, modify_net(&asked)));
    assert_eq!(changed.name, asked.name);
    assert_eq!(changed.comment, asked.comment);
    let links = changed.poc_links.as_deref().expect("links");
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].handle.as_str(), "TEC1-ARIN");
    assert_eq!(links[0].description.as_deref(), Some("Tech"));
    let origins = if site.is_legacy() {
        asked.origin_ases
    } else {
        Some(Vec::new())
    };
    assert_eq!(changed.origin_ases, origins);
    assert_eq!(ask!(site, net(&handle)), Ok(changed.clone()));

    assert_eq!(refused(send!(site, delete_customer(&owner))).status, 409);
    let gone = done(send!(site, delete_net(&handle)));
    assert_eq!(gone, changed);
    assert_eq!(ask!(site, net(&handle)), Err(ReadError::Absent));
    done(send!(site, delete_customer(&owner)));
}

async fn embedded(site: &Site) {
    // One block, a range that is two, and IPv6.
    for space in [
        "198.51.100.64/28",
        "198.51.100.80-198.51.100.103",
        "2001:db8:40::/48",
    ] {
        let name = "Maple Freight Ltd";
        let to = NewRecipient::Embedded(Box::new(customer(name)));
        let made = done(send!(site, reassign(&reassignment(space, to))));
        is(&made, space, &NetType::Reassignment);
        let owner: CustomerHandle = match made.recipient() {
            Some(Recipient::Customer(owner)) => owner,
            other => panic!("{other:?}"),
        };
        let record = ask!(site, customer(&owner)).expect("a customer");
        assert_eq!(record.name.as_deref(), Some(name));
        let late = NewRecipient::Embedded(Box::new(customer("Late Comer")));
        let late = refused(send!(site, reassign(&reassignment(space, late))));
        assert_eq!(late.status, 400);
        assert_eq!(late.components[0].name, "netBlocks");
        let live = NetPayload {
            messages: vec![said()],
            ..made.clone()
        };
        let gone = done(send!(site, remove_net(&live)));
        assert_eq!(gone.handle, made.handle);
        let record = ask!(site, customer(&owner)).expect("it stays");
        assert_eq!(record.name.as_deref(), Some(name));
    }
}

async fn to_orgs(site: &Site) {
    for space in ["198.51.100.64/28", "2001:db8:40::/44"] {
        let org = "DOWN-7".parse().expect("a handle");
        let to = NewRecipient::Org(org);
        let asked = reassignment(space, to);
        let made = done(send!(site, reassign(&asked)));
        is(&made, space, &NetType::Reassignment);
        let Some(Recipient::Org(org)) = made.recipient() else {
            panic!("{made:?}")
        };
        assert_eq!(org.as_str(), "DOWN-7");
        done(send!(site, delete_net(&made.handle.expect("a handle"))));

        let asked = Reallocation {
            parent: asked.parent,
            range: asked.range,
            to: org,
            name: asked.name,
            comment: asked.comment,
        };
        let made = done(send!(site, reallocate(&asked)));
        is(&made, space, &NetType::Reallocation);
        assert!(matches!(made.recipient(), Some(Recipient::Org(_))));
        done(send!(site, delete_net(&made.handle.expect("a handle"))));
    }
}

async fn found(site: &Site) {
    let held = range("198.51.100.128/26");
    let parent = ask!(site, parent_net(range("198.51.100.64/28"))).expect("a parent");
    assert_eq!(parent.handle, Some(net_handle(V4)));
    let parent = ask!(site, parent_net(range("2001:db8:1::/48"))).expect("a parent");
    assert_eq!(parent.handle, Some(net_handle(V6)));
    let nowhere = ask!(site, parent_net(range("192.0.2.0/28")));
    assert_eq!(nowhere, Err(ReadError::Absent));
    let exactly = ask!(site, most_specific_net(held)).expect("a net");
    assert_eq!(exactly.handle, Some(net_handle("NET-198-51-100-128-1")));
    let free = range("198.51.100.64/28");
    let nothing = ask!(site, most_specific_net(free));
    assert_eq!(nothing, Err(ReadError::Absent));
    assert_eq!(ask!(site, nets_by_range(held)), Ok(vec![exactly]));
    assert_eq!(ask!(site, nets_by_range(free)), Ok(Vec::new()));
}

/// A message to the registry's staff, with something attached.
pub(super) fn said() -> MessagePayload {
    MessagePayload {
        subject: Some("Why".to_owned()),
        text: vec!["The customer left.".to_owned(), "See the list.".to_owned()],
        category: Some("JUSTIFICATION".to_owned()),
        attachments: vec![AttachmentPayload {
            filename: Some("list.txt".to_owned()),
            data: Some(b"hello\n".to_vec()),
        }],
        ..MessagePayload::default()
    }
}

/// Nets with others below them go by ticket; the tickets themselves are looked at in their own file.
async fn removed(site: &Site) {
    let low = net_handle("NET-198-51-100-128-1");
    let live = ask!(site, net(&low)).expect("a net");
    let asked = NetPayload {
        messages: vec![said()],
        ..live.clone()
    };
    let ticket = ticketed(send!(site, remove_net(&asked)));
    assert_eq!(ticket.kind.as_deref(), Some("NET_DELETE_REQUEST"));
    let high = net_handle("NET-198-51-100-192-1");
    let ticket = ticketed(send!(site, delete_net(&high)));
    assert_eq!(ticket.status.as_str(), "IN_PROGRESS");
    assert_eq!(ask!(site, net(&low)), Ok(live), "until the ticket ends");
    let whole = refused(send!(site, delete_net(&net_handle(V4))));
    assert_eq!(
        (whole.status, whole.code.as_str()),
        (400, "E_BAD_REQUEST"),
        "a direct allocation stays"
    );
}
