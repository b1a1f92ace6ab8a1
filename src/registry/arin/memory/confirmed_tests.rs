//! What replies show, and which of it the public list confirms. What is wrongly believed is told as "No changes".

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::super::diff::samples::{net, place, record, registry};
use super::super::live::{LiveNet, LiveRecipient};
use super::super::rdap::{PublicEntity, PublicNet, Said};
use super::super::view::CustomerView;
use super::super::wire::{CustomerPayload, NetBlock, NetPayload};
use super::super::work::{Record, Work};
use super::{Gathered, Mark, RememberedNet, Replied, Replies, Sources, Stamp};
use crate::model::{Handle, NetName, Payload, Text};
use crate::store::Store;

pub(super) const RANGE: &str = "198.51.100.64/28";
pub(super) const IDENTITY: &str = "arin https://reg.arin.net";
/// The registry's clock in our reply.
const DATE: &str = "2026-09-21T12:00:00Z";

/// So many seconds after the reply.
pub(super) fn after(seconds: i64) -> Timestamp {
    let date: Timestamp = DATE.parse().expect("a moment");
    date + SignedDuration::from_secs(seconds)
}

pub(super) fn stamp(seconds: i64) -> String {
    after(seconds).to_string()
}

/// The net as it was made by the reply.
pub(super) fn made() -> LiveNet {
    let mut made = net(RANGE, "C1", "heron");
    made.incarnation.registered = DATE.into();
    made.view = made.view.with_comment(vec!["Circuit 7".into()]);
    if let LiveRecipient::Customer(customer) = &mut made.recipient {
        customer.incarnation.registered = DATE.into();
    }
    made
}

fn view() -> CustomerView {
    record("C1", "heron").view.unpacked()
}

/// What the registry answers to the create: the customer by its handle alone.
pub(super) fn answer() -> NetPayload {
    let made = made();
    NetPayload {
        handle: made.incarnation.handle.as_str().parse().ok(),
        name: Some(made.view.name.to_string()),
        blocks: made
            .place
            .range
            .cidrs()
            .into_iter()
            .map(|prefix| NetBlock::of(prefix, &made.net_type))
            .collect(),
        parent: Some(made.place.parent),
        customer_handle: "C1".parse().ok(),
        comment: vec!["Circuit 7".to_owned()],
        registration_date: Some(DATE.to_owned()),
        ..NetPayload::default()
    }
}

fn create(record: Record) -> Work {
    let LiveNet {
        place, view: net, ..
    } = made();
    Work::Reassign {
        place,
        comment: net.comment().to_vec(),
        name: net.name,
        customer: (&view()).into(),
        record,
        seen_empty: true,
    }
}

pub(super) fn shown(answer: &NetPayload) -> Option<Replied> {
    Replied::of_net(&create(Record::Embedded), Some(after(0)), answer)
}

/// The replies after they were kept, from a moment of this machine's clock.
pub(super) async fn kept(replies: &[Replied], at: Timestamp) -> Replies {
    let (store, gathered) = (Arc::new(Store::in_memory()), Gathered::default());
    for reply in replies {
        gathered.add(at, Payload::seal(reply.clone()));
        gathered.write(&store, &registry(), IDENTITY).await;
    }
    let load = |identity| Replies::load(&store, &registry(), identity, after(60));
    assert!(load("arin https://reg.ote.arin.net").is_empty());
    let loaded = load(IDENTITY);
    loaded
        .left(IDENTITY, std::iter::empty())
        .write(&store, &registry());
    assert!(load(IDENTITY).is_empty());
    loaded
}

/// What the public list shows of the net a minute later.
pub(super) fn public() -> PublicNet {
    let made = made();
    PublicNet {
        handle: made.incarnation.handle.as_str().parse().expect("a handle"),
        range: made.place.range,
        parent: Some(made.place.parent),
        name: Some(made.view.name.to_string()),
        registrant: Some(PublicEntity {
            handle: "C1".parse().expect("a handle"),
            name: Some(view().name.to_string()),
            said: Said::of_customer(&view()),
            registered: Some(stamp(0)),
            last_changed: Some(stamp(0)),
        }),
        said: Said::of_net(&made.view),
        last_changed: Some(stamp(0)),
    }
}

pub(super) fn sources<'a>(replies: &'a Replies, public: &'a PublicNet) -> Sources<'a> {
    Sources {
        known: None,
        replies,
        public: Some(public),
        freshest: None,
        heard: None,
        now: after(60),
    }
}

/// The net that is known, where the list shows it.
pub(super) fn confirmed(sources: &Sources<'_>) -> Option<LiveNet> {
    let known = sources.net_told(&place(RANGE));
    let shown = known.filter(|known| !known.mark.is_behind());
    shown.map(|known| known.net)
}

pub(super) async fn created() -> Replies {
    kept(&[shown(&answer()).expect("enough")], after(1)).await
}

#[tokio::test]
async fn a_create_is_known_from_its_reply_where_the_list_shows_it() {
    let (replies, public) = (created().await, public());
    let known = sources(&replies, &public).net_told(&place(RANGE));
    let known = known.expect("confirmed");
    assert_eq!(known.net, made());
    // And so it is believed at the looks after that one, until the list shows a change or a day is over.
    let believed = |public: &PublicNet, seconds| known.is_believed(public, None, after(seconds));
    assert!(believed(&public, 3600));
    assert!(believed(&public, 12 * 3600));
    assert!(!believed(&public, 24 * 3600 + 1));
    let later = PublicNet {
        last_changed: Some(stamp(1)),
        ..public.clone()
    };
    assert!(!believed(&later, 3600));
    let heard = |seconds| known.is_believed(&public, Some(after(seconds)), after(3600));
    assert!(heard(1));
    assert!(!heard(2));
}

pub(super) type Edit = fn(&mut PublicNet);

pub(super) fn registrant(net: &mut PublicNet) -> &mut PublicEntity {
    net.registrant.as_mut().expect("a registrant")
}

#[tokio::test]
async fn a_list_that_shows_anything_else_confirms_nothing() {
    let edits: [Edit; 18] = [
        |net| net.last_changed = Some(stamp(1)),
        |net| net.last_changed = Some(stamp(-61)),
        |net| net.last_changed = Some("yesterday".to_owned()),
        |net| net.last_changed = None,
        |net| net.name = Some("OTHER".to_owned()),
        |net| net.name = None,
        // In the second of our own write.
        |net| net.said = Said::of_net(&self::net(RANGE, "C1", "heron").view),
        |net| registrant(net).said = Said::default(),
        |net| net.handle = "NET-198-51-100-64-2".parse().expect("a handle"),
        |net| net.registrant = None,
        |net| registrant(net).handle = "C2".parse().expect("a handle"),
        |net| registrant(net).last_changed = Some(stamp(1)),
        |net| registrant(net).last_changed = Some(stamp(-61)),
        |net| registrant(net).last_changed = None,
        // The record that was sent is the one that was made by it.
        |net| registrant(net).registered = Some(stamp(-61)),
        |net| registrant(net).registered = None,
        |net| registrant(net).name = Some("HERON LLC".to_owned()),
        |net| registrant(net).name = None,
    ];
    let replies = created().await;
    for (n, edit) in edits.into_iter().enumerate() {
        let mut public = public();
        edit(&mut public);
        assert_eq!(confirmed(&sources(&replies, &public)), None, "edit {n}");
    }
}

#[tokio::test]
async fn what_was_written_or_read_since_is_not_known_from_the_reply() {
    let (replies, public) = (created().await, public());
    let plain = || sources(&replies, &public);
    let heard = |seconds| Some(after(seconds));
    assert!(
        confirmed(&Sources {
            heard: heard(1),
            ..plain()
        })
        .is_some()
    );
    assert_eq!(
        confirmed(&Sources {
            heard: heard(2),
            ..plain()
        }),
        None
    );
    let now = after(24 * 3600 + 2);
    assert_eq!(confirmed(&Sources { now, ..plain() }), None);
    let read = |seconds| RememberedNet {
        net: net(RANGE, "C1", "larkspur"),
        mark: Mark {
            public: None,
            read: after(seconds),
            replied: None,
        },
    };
    for (seconds, newer) in [(1, true), (2, false)] {
        let known = read(seconds);
        let known = Some(&known);
        assert_eq!(confirmed(&Sources { known, ..plain() }).is_some(), newer);
    }
}

#[tokio::test]
async fn a_private_record_is_known_where_the_public_sees_that_it_is() {
    let mut private = view();
    private.private = true;
    let Work::Reassign {
        place,
        name,
        comment,
        record,
        ..
    } = create(Record::Embedded)
    else {
        panic!("a create");
    };
    let work = Work::Reassign {
        place,
        name,
        comment,
        customer: (&private).into(),
        record,
        seen_empty: true,
    };
    let reply = Replied::of_net(&work, Some(after(0)), &answer()).expect("enough");
    let replies = kept(&[reply], after(1)).await;
    let mut public = public();
    assert_eq!(confirmed(&sources(&replies, &public)), None);
    registrant(&mut public).name = Some("Private Customer - Example Transit Inc".to_owned());
    let known = confirmed(&sources(&replies, &public)).expect("confirmed");
    assert_eq!(
        known.customer().map(|customer| customer.view.unpacked()),
        Some(private)
    );
}

#[test]
fn a_reply_that_does_not_show_what_was_sent_is_not_kept() {
    let inside = |name: Option<&str>, street: &[&str]| {
        let street = street.iter().map(|line| (*line).to_owned()).collect();
        CustomerPayload {
            handle: "C1".parse().ok(),
            name: name.map(str::to_owned),
            street,
            registration_date: Some(DATE.to_owned()),
            ..view().create()
        }
    };
    let with = |customer| NetPayload {
        customer: Some(customer),
        ..answer()
    };
    assert!(shown(&answer()).is_some());
    assert!(shown(&with(inside(Some("HERON"), &["1 ROAD"]))).is_some());
    let poor = [
        NetPayload {
            comment: Vec::new(),
            ..answer()
        },
        NetPayload {
            name: None,
            ..answer()
        },
        NetPayload {
            registration_date: None,
            ..answer()
        },
        NetPayload {
            blocks: Vec::new(),
            ..answer()
        },
        NetPayload {
            customer_handle: None,
            ..answer()
        },
        with(inside(Some("HERON"), &[])),
        with(CustomerPayload {
            registration_date: None,
            ..inside(Some("HERON"), &["1 ROAD"])
        }),
    ];
    for (n, answer) in poor.iter().enumerate() {
        assert_eq!(shown(answer), None, "answer {n}");
    }
    assert_eq!(
        Replied::of_net(&create(Record::Embedded), None, &answer()),
        None
    );
}

#[tokio::test]
async fn what_the_reply_shows_counts_and_not_what_was_sent() {
    let mut inside = view().create();
    inside.handle = "C1".parse().ok();
    inside.name = Some("HERON AS WRITTEN".to_owned());
    inside.registration_date = Some(DATE.to_owned());
    let answer = NetPayload {
        name: Some("exmpl written".to_owned()),
        customer: Some(inside),
        ..answer()
    };
    let replies = kept(&[shown(&answer).expect("enough")], after(1)).await;
    let mut public = public();
    public.name = Some("EXMPL-WRITTEN".to_owned());
    registrant(&mut public).name = Some("HERON AS WRITTEN".to_owned());
    let known = confirmed(&sources(&replies, &public)).expect("confirmed");
    assert_eq!(known.view.name, NetName::canonical("exmpl written"));
    let name = known.customer().map(|customer| customer.view.name());
    assert_eq!(name, Some("HERON AS WRITTEN"));
}

/// A net that was read long ago, when the list showed both of its records with a date of before.
fn long_known(public: &PublicNet) -> RememberedNet {
    RememberedNet {
        net: made(),
        mark: Mark {
            public: Some(Stamp::of(public)),
            read: after(-3600),
            replied: None,
        },
    }
}

pub(super) fn old_public() -> PublicNet {
    let mut old = public();
    old.last_changed = Some(stamp(-7200));
    registrant(&mut old).last_changed = Some(stamp(-7200));
    old
}

#[tokio::test]
async fn a_record_that_was_changed_joins_the_net_that_was_read_before() {
    let old = old_public();
    let known = long_known(&old);
    let mut changed = view();
    changed.city = "Staunton".into();
    let work = Work::ModifyCustomer {
        customer: record("C1", "heron").incarnation,
        before: (&view()).into(),
        after: (&changed).into(),
    };
    let mut answer = changed.create();
    answer.handle = "C1".parse().ok();
    answer.registration_date = Some(DATE.to_owned());
    let reply = Replied::of_customer(&work, Some(after(0)), &answer).expect("enough");
    let replies = kept(&[reply], after(1)).await;
    let mut now_public = old.clone();
    registrant(&mut now_public).last_changed = Some(stamp(0));
    registrant(&mut now_public).said = Said::of_customer(&changed);
    let with = |public| Sources {
        known: Some(&known),
        heard: Some(after(1)),
        ..sources(&replies, public)
    };
    let joined = with(&now_public)
        .net_told(&place(RANGE))
        .expect("confirmed");
    let customer = joined.net.customer();
    assert_eq!(
        (
            customer.map(|customer| customer.view.unpacked()),
            &joined.net.view
        ),
        (Some(changed), &known.net.view)
    );
    // The older of the two says when it is read again.
    assert_eq!(joined.mark.read, known.mark.read);
    assert!(joined.is_believed(&now_public, Some(after(1)), after(60)));
    // The net has changed too, or the list does not show our own change yet.
    let mut net_changed = now_public.clone();
    net_changed.last_changed = Some(stamp(0));
    assert_eq!(confirmed(&with(&net_changed)), None);
    assert_eq!(confirmed(&with(&old)), None);
}

#[tokio::test]
async fn a_net_that_was_changed_keeps_the_record_that_was_read_before() {
    let old = old_public();
    let known = long_known(&old);
    let changed = known.net.view.with_comment(vec!["Circuit 8".into()]);
    let work = Work::ModifyNet {
        net: known.net.incarnation.clone(),
        before: known.net.view.clone(),
        after: changed.clone(),
    };
    let answer = NetPayload {
        comment: vec!["Circuit 8".to_owned()],
        ..answer()
    };
    let reply = Replied::of_net(&work, Some(after(0)), &answer).expect("enough");
    let replies = kept(&[reply], after(1)).await;
    let mut now_public = old.clone();
    now_public.last_changed = Some(stamp(0));
    now_public.said = Said::of_net(&changed);
    let with = |public| Sources {
        known: Some(&known),
        ..sources(&replies, public)
    };
    let joined = confirmed(&with(&now_public)).expect("confirmed");
    assert_eq!(
        (&joined.view, joined.customer()),
        (&changed, known.net.customer())
    );
    let mut record_changed = now_public.clone();
    registrant(&mut record_changed).last_changed = Some(stamp(0));
    assert_eq!(confirmed(&with(&record_changed)), None);
    assert_eq!(confirmed(&with(&old)), None);
    // Of a record that was never read nothing is known.
    assert_eq!(
        confirmed(&Sources {
            known: None,
            ..with(&now_public)
        }),
        None
    );
}

#[tokio::test]
async fn the_newest_reply_of_several_counts() {
    let second = NetPayload {
        comment: vec!["Circuit 9".to_owned()],
        ..answer()
    };
    let (first, second) = (shown(&answer()), shown(&second));
    let (store, gathered) = (Arc::new(Store::in_memory()), Gathered::default());
    for (reply, seconds) in [(&second, 9), (&first, 1)] {
        gathered.add(after(seconds), Payload::seal(reply.clone()));
    }
    gathered.write(&store, &registry(), IDENTITY).await;
    let replies = Replies::load(&store, &registry(), IDENTITY, after(60));
    let mut public = public();
    assert_eq!(confirmed(&sources(&replies, &public)), None);
    public.said = Said::of_net(&made().view.with_comment(vec!["Circuit 9".into()]));
    let known = confirmed(&sources(&replies, &public)).expect("confirmed");
    assert_eq!(known.view.comment(), [Text::from("Circuit 9")]);
    let nobody: Handle = "C2".parse().expect("a handle");
    assert!(replies.customer(&nobody).is_none());
}
