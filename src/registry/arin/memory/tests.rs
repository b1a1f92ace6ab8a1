//! What is believed again, and what comes back from the cache.

use super::super::Desired;
use super::super::live::{Live, LiveCustomer, LiveNetwork, NetsBelow};
use super::super::rdap::{PublicEntity, Said};
use super::super::view::{CustomerView, NetView, PackedView};
use super::*;
use crate::model::{Incarnation, NetType, RegistryName};
use crate::store::Store;

const READ: &str = "2026-09-21T12:00:00Z";

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn incarnation(handle: &str) -> Incarnation {
    Incarnation {
        handle: handle.parse().expect("a handle"),
        registered: "2026-09-20T10:12:00-04:00".into(),
        recipient: None,
    }
}

fn net() -> LiveNet {
    LiveNet {
        place: Place {
            parent: "NET-198-51-100-0-1".parse().expect("a handle"),
            range: "198.51.100.64/28".parse().expect("a range"),
        },
        incarnation: incarnation("NET-198-51-100-64-1"),
        net_type: NetType::Reassignment,
        view: NetView::new(
            "EXMPL-BHB-1".parse().expect("a name"),
            Vec::new(),
            std::collections::BTreeMap::new(),
        ),
        below: None,
        recipient: LiveRecipient::Customer(LiveCustomer {
            incarnation: incarnation("C09990001"),
            view: PackedView::from(&serde_json::from_str::<CustomerView>(
                r#"{"name":"Blue Heron","street":[],"city":"","region":"","postal_code":"","country":"US","comment":[]}"#,
            )
            .expect("a view")),
        }),
    }
}

fn public() -> PublicNet {
    PublicNet {
        handle: "NET-198-51-100-64-1".parse().expect("a handle"),
        range: "198.51.100.64/28".parse().expect("a range"),
        parent: Some("NET-198-51-100-0-1".parse().expect("a handle")),
        name: Some("EXMPL-BHB-1".to_owned()),
        registrant: Some(PublicEntity {
            handle: "C09990001".parse().expect("a handle"),
            name: None,
            said: Said::default(),
            registered: None,
            last_changed: Some("2026-09-20T10:12:00-04:00".to_owned()),
        }),
        said: Said::default(),
        last_changed: Some("2026-09-20T10:12:00-04:00".to_owned()),
    }
}

fn remembered(public: &PublicNet) -> RememberedNet {
    RememberedNet {
        net: net(),
        mark: Mark {
            public: Some(Stamp::of(public)),
            read: moment(READ),
            replied: None,
        },
    }
}

fn believed(known: &RememberedNet, public: &PublicNet) -> bool {
    known.is_believed(public, None, moment("2026-09-21T13:00:00Z"))
}

#[test]
fn what_the_list_shows_as_it_was_is_believed() {
    assert!(believed(&remembered(&public()), &public()));
}

#[test]
fn any_change_in_the_list_makes_it_read_again() {
    let later = || Some("2026-09-21T12:30:00Z".to_owned());
    let edits: [fn(&mut PublicNet, Option<String>); 6] = [
        |net, date| net.last_changed = date,
        |net, _| net.name = Some("OTHER".to_owned()),
        |net, _| net.handle = "NET-198-51-100-64-2".parse().expect("a handle"),
        |net, date| {
            if let Some(entity) = &mut net.registrant {
                entity.last_changed = date;
            }
        },
        |net, _| {
            if let Some(entity) = &mut net.registrant {
                entity.handle = "C09990002".parse().expect("a handle");
            }
        },
        |net, _| net.registrant = None,
    ];
    for (n, edit) in edits.into_iter().enumerate() {
        let mut changed = public();
        edit(&mut changed, later());
        assert!(!believed(&remembered(&public()), &changed), "edit {n}");
    }
}

#[test]
fn a_list_that_says_too_little_is_no_reason_to_believe() {
    let edits: [fn(&mut PublicNet); 4] = [
        |net| net.last_changed = None,
        |net| net.last_changed = Some("yesterday".to_owned()),
        |net| {
            if let Some(entity) = &mut net.registrant {
                entity.last_changed = None;
            }
        },
        |net| net.registrant = None,
    ];
    for (n, edit) in edits.into_iter().enumerate() {
        let mut poor = public();
        edit(&mut poor);
        assert!(!believed(&remembered(&poor), &poor), "edit {n}");
    }
    let mut unlisted = remembered(&public());
    unlisted.mark.public = None;
    assert!(!believed(&unlisted, &public()));
}

#[test]
fn a_list_of_another_object_than_was_read_proves_nothing() {
    let mut stranger = public();
    stranger.handle = "NET-198-51-100-64-2".parse().expect("a handle");
    assert!(!believed(&remembered(&stranger), &stranger));
    let mut given = public();
    if let Some(entity) = &mut given.registrant {
        entity.handle = "C09990002".parse().expect("a handle");
    }
    assert!(!believed(&remembered(&given), &given));
}

#[test]
fn what_changed_in_the_minute_before_it_was_read_may_have_changed_again() {
    let mut fresh = public();
    fresh.last_changed = Some("2026-09-21T11:59:30Z".to_owned());
    assert!(!believed(&remembered(&fresh), &fresh));
    fresh.last_changed = Some("2026-09-21T11:58:30Z".to_owned());
    assert!(believed(&remembered(&fresh), &fresh));
    // The registry's clock is ahead of ours.
    fresh.last_changed = Some("2026-09-21T12:10:00Z".to_owned());
    assert!(!believed(&remembered(&fresh), &fresh));
}

#[test]
fn a_net_of_an_org_is_believed_while_the_list_shows_the_same_org_and_no_later_change() {
    let believed = |registrant: &str, changed: &str| {
        let mut shown = public();
        shown.last_changed = Some(changed.to_owned());
        if let Some(entity) = &mut shown.registrant {
            entity.handle = registrant.parse().expect("a handle");
        }
        let mut known = remembered(&shown);
        known.net.recipient = LiveRecipient::Org("DOWN-7".parse().expect("an org"));
        believed(&known, &shown)
    };
    assert!(believed("DOWN-7", "2026-09-20T10:12:00-04:00"));
    assert!(!believed("DEEP-9", "2026-09-20T10:12:00-04:00"));
    assert!(!believed("DOWN-7", "2026-09-21T11:59:30Z"));
    assert!(believed("DOWN-7", "2026-09-21T11:59:00Z"));
}

#[test]
fn which_net_a_network_is_is_looked_up_again_within_a_day() {
    let (memory, _) = live();
    let range = "198.51.100.0/24".parse().expect("a range");
    let known = memory.network(range).expect("remembered");
    assert!(known.is_believed(moment("2026-09-21T23:59:59Z")));
    assert!(!known.is_believed(moment("2026-09-22T12:00:00Z")));
    let other = "198.51.101.0/24".parse().expect("a range");
    assert!(memory.network(other).is_none());
}

#[test]
fn what_we_wrote_since_is_read_again() {
    let (known, public) = (remembered(&public()), public());
    let now = moment("2026-09-21T13:00:00Z");
    let heard = |text| known.is_believed(&public, Some(moment(text)), now);
    assert!(heard("2026-09-21T11:00:00Z"));
    assert!(!heard(READ));
    assert!(!heard("2026-09-21T12:00:01Z"));
}

#[test]
fn nothing_is_believed_for_longer_than_a_day_or_from_the_future() {
    let (known, public) = (remembered(&public()), public());
    let at = |text| known.is_believed(&public, None, moment(text));
    assert!(at("2026-09-21T23:59:59Z"));
    assert!(!at("2026-09-22T12:00:00Z"));
    assert!(!at("2026-09-21T11:59:59Z"));
}

#[test]
fn a_private_customer_is_read_again_twice_as_often() {
    let (mut known, public) = (remembered(&public()), public());
    if let LiveRecipient::Customer(customer) = &mut known.net.recipient {
        customer.view.private = true;
    }
    let at = |text| known.is_believed(&public, None, moment(text));
    assert!(at("2026-09-21T17:59:59Z"));
    assert!(!at("2026-09-22T00:00:00Z"));
}

fn live() -> (Memory, Live) {
    let net = net();
    let parent = net.place.parent.clone();
    let mut memory = Memory::default();
    memory.add_network(RememberedNetwork {
        identity: "arin https://reg.arin.net".to_owned(),
        range: "198.51.100.0/24".parse().expect("a range"),
        handle: parent.clone(),
        org: None,
        read: moment(READ),
        swept: moment(READ),
    });
    memory.mark(&parent, vec![remembered(&public()).mark]);
    let read = super::super::live::ReadNetwork {
        handle: parent,
        org: None,
        nets: vec![net],
        unread: Vec::new(),
        listed: true,
        itself: crate::registry::arin::live::ItselfRead::default(),
    };
    let live = Live {
        networks: vec![LiveNetwork::Read(read)],
        ..Live::default()
    };
    (memory, live)
}

#[test]
fn what_was_kept_comes_back_for_the_same_registry_alone() {
    let (memory, live) = live();
    let (store, name) = (Store::in_memory(), RegistryName::new("arin"));
    memory.written(&live).expect("a form").write(&store, &name);
    let load = |identity| Memory::load(&store, &name, identity, &Desired::default());
    let mut back = load(Some("arin https://reg.arin.net"));
    let below = back.take_below(&net().place.parent);
    assert_eq!(
        below.into_values().collect::<Vec<_>>(),
        [remembered(&public())]
    );
    assert!(!load(None).is_empty());
    assert!(load(Some("arin https://reg.ote.arin.net")).is_empty());
    assert!(
        Memory::load(
            &store,
            &RegistryName::new("other"),
            None,
            &Desired::default()
        )
        .is_empty()
    );
}

#[test]
fn what_lies_below_a_net_comes_back_with_whose_it_is() {
    let handle: NetHandle = "NET-198-51-100-64-7".parse().expect("a handle");
    for others in [vec![handle.clone()], Vec::new()] {
        let (memory, mut live) = live();
        let nets = vec![handle.clone()];
        let below = Some(Box::new(NetsBelow { nets, others }));
        for network in &mut live.networks {
            if let LiveNetwork::Read(read) = network {
                read.nets[0].below.clone_from(&below);
            }
        }
        let (store, name) = (Store::in_memory(), RegistryName::new("arin"));
        memory.written(&live).expect("a form").write(&store, &name);
        let mut back = Memory::load(&store, &name, None, &Desired::default());
        let back = back.take_below(&net().place.parent);
        let found: Vec<_> = back.into_values().map(|known| known.net.below).collect();
        assert_eq!(found, [below]);
    }
}

#[test]
fn what_is_declared_no_more_is_forgotten() {
    let (memory, live) = live();
    let (store, name) = (Store::in_memory(), RegistryName::new("arin"));
    memory.written(&live).expect("a form").write(&store, &name);
    let mut back = Memory::load(&store, &name, None, &Desired::default());
    back.keep_only(|_| false);
    assert!(back.is_empty());
    assert!(back.take_below(&net().place.parent).is_empty());
}

#[test]
fn a_look_after_which_nothing_has_changed_writes_no_piece() {
    let (memory, live) = live();
    let (store, name) = (Store::in_memory(), RegistryName::new("arin"));
    memory.written(&live).expect("a form").write(&store, &name);
    let names = store.names("arin-memory-5-arin");
    assert_eq!(names.len(), 2, "an index and a piece: {names:?}");
    memory.written(&live).expect("a form").write(&store, &name);
    assert_eq!(store.names("arin-memory-5-arin"), names);
}

/// What becomes of the bytes of a piece.
type Change = fn(&[u8]) -> Option<Vec<u8>>;

#[test]
fn a_piece_that_is_lost_or_damaged_makes_all_of_it_unknown() {
    let (memory, live) = live();
    let name = RegistryName::new("arin");
    let tree = "arin-memory-5-arin";
    let changes: [Change; 3] = [
        |_| None,
        |bytes| Some(bytes[..bytes.len() - 1].to_vec()),
        |bytes| Some([bytes, &[0]].concat()),
    ];
    for (n, damage) in changes.into_iter().enumerate() {
        let store = Store::in_memory();
        memory.written(&live).expect("a form").write(&store, &name);
        let mut keep = store.names(tree);
        let piece = keep.iter().find(|name| *name != "index").cloned();
        let piece = piece.expect("a piece");
        let bytes = store.values(tree, vec![piece.clone()]).remove(&piece);
        keep.remove(&piece);
        let damaged = damage(&bytes.expect("its bytes")).map(|bytes| (piece, bytes));
        store.renew(tree, &keep, damaged.into_iter().collect());
        assert!(
            Memory::load(&store, &name, None, &Desired::default()).is_empty(),
            "damage {n}"
        );
    }
}
