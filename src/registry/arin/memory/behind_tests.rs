//! What is believed of our own writes while the public list is behind them.

use super::super::diff::samples::{place, registry};
use super::super::live::{LiveNet, LiveRecipient};
use super::confirmed_tests::{
    Edit, IDENTITY, RANGE, after, answer, confirmed, created, kept, made, old_public, public,
    registrant, shown, sources, stamp,
};
use super::{Replied, Replies, Sources};
use crate::model::Text;
use crate::store::Store;

/// The net that is known from the reply alone, while the list is behind.
fn trusted(sources: &Sources<'_>) -> Option<LiveNet> {
    let known = sources.net_told(&place(RANGE))?;
    known.mark.is_behind().then_some(known.net)
}

#[tokio::test]
async fn a_create_that_the_list_does_not_show_yet_is_known_for_half_an_hour() {
    let (replies, public) = (created().await, public());
    let unlisted = || Sources {
        public: None,
        ..sources(&replies, &public)
    };
    let known = unlisted().net_told(&place(RANGE)).expect("trusted");
    assert!(known.mark.is_behind());
    // Of the record that the reply named alone nobody has told the date.
    let mut expected = made();
    if let LiveRecipient::Customer(customer) = &mut expected.recipient {
        customer.incarnation.registered = Text::default();
    }
    assert_eq!(known.net, expected);
    let at = |seconds| Sources {
        now: after(seconds),
        ..unlisted()
    };
    assert!(trusted(&at(1800)).is_some());
    assert_eq!(trusted(&at(1801)), None);
    assert_eq!(trusted(&at(0)), None, "the clock went back");
    let heard = Some(after(2));
    assert_eq!(
        trusted(&Sources {
            heard,
            ..unlisted()
        }),
        None
    );
    let freshest = |seconds| Some(after(seconds));
    assert!(
        trusted(&Sources {
            freshest: freshest(0),
            ..unlisted()
        })
        .is_some()
    );
    // The list is newer than the write, and so would show it.
    assert_eq!(
        trusted(&Sources {
            freshest: freshest(1),
            ..unlisted()
        }),
        None
    );
    // When the list has caught up, it is known as if it had been listed at once; until then the list's word is none.
    let later = Sources {
        known: Some(&known),
        ..sources(&replies, &public)
    };
    assert_eq!(confirmed(&later), Some(made()));
    assert!(!known.is_believed(&public, None, after(60)));
}

#[tokio::test]
async fn what_waits_for_the_list_is_kept_and_the_rest_is_not() {
    let replies = created().await;
    let store = Store::in_memory();
    let kept = |behind: &[LiveNet]| {
        replies
            .left(IDENTITY, behind.iter())
            .write(&store, &registry());
        Replies::load(&store, &registry(), IDENTITY, after(60))
    };
    let back = kept(&[made()]);
    assert!(!back.is_empty());
    let public = public();
    assert_eq!(confirmed(&sources(&back, &public)), Some(made()));
    back.left(IDENTITY, std::iter::empty())
        .write(&store, &registry());
    assert!(Replies::load(&store, &registry(), IDENTITY, after(60)).is_empty());
}

#[tokio::test]
async fn a_place_that_was_found_to_be_otherwise_is_in_doubt() {
    let doubt = Replied::doubting(place(RANGE), after(5));
    let replies = kept(&[shown(&answer()).expect("enough"), doubt], after(1)).await;
    assert_eq!(replies.doubt(&place(RANGE)), Some(after(1)));
    assert_eq!(replies.doubt(&place("198.51.100.80/28")), None);
}

#[tokio::test]
async fn a_list_that_shows_what_was_there_before_is_behind_and_one_of_another_net_is_not() {
    let replies = created().await;
    let told = |edit: Edit| {
        let mut public = old_public();
        public.name = Some("OLD".to_owned());
        edit(&mut public);
        trusted(&sources(&replies, &public)).is_some()
    };
    assert!(told(|_| ()));
    let others: [Edit; 5] = [
        |net| net.handle = "NET-198-51-100-64-2".parse().expect("a handle"),
        |net| registrant(net).handle = "C2".parse().expect("a handle"),
        |net| net.last_changed = None,
        |net| net.last_changed = Some(stamp(1)),
        |net| registrant(net).last_changed = Some(stamp(1)),
    ];
    for (n, edit) in others.into_iter().enumerate() {
        assert!(!told(edit), "edit {n}");
    }
}
