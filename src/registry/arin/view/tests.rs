//! The short way to say that nothing differs says the same as the long one.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::Pocs;
use super::*;
use crate::model::{Address, Ascii, Country, CustomerContent, Listed, PackedContent, Region, Text};

fn listed<T: Clone + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Listed<T>> {
    prop_oneof![
        Just(Listed::Alone),
        Just(Listed::Clear),
        values.prop_map(Listed::Value),
    ]
}

/// One of few words, so that both sides often have the same.
fn word() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec!["Mill Road", "Quarry Lane", "mill road"])
}

fn ascii() -> impl Strategy<Value = Ascii> + Clone {
    word().prop_map(|text| Ascii::new(text).expect("ASCII"))
}

fn texts() -> impl Strategy<Value = Vec<Text>> + Clone {
    prop::collection::vec(prop::sample::select(vec!["one", " one ", "two"]), 0..3)
        .prop_map(|lines| lines.into_iter().map(Text::from).collect())
}

prop_compose! {
    fn content()(
        name in ascii(),
        street in prop::collection::vec(ascii(), 1..3),
        city in ascii(),
        region in listed(prop::sample::select(vec!["VA", "WA"])),
        postal_code in listed(ascii()),
        country in prop::sample::select(vec!["US", "CA"]),
        comment in listed(texts()),
        private in any::<Option<bool>>(),
    ) -> CustomerContent {
        let country = Country::new(country).expect("a country");
        let us = Country::new("US").expect("a country");
        let region = match region {
            Listed::Alone => Listed::Alone,
            Listed::Clear => Listed::Clear,
            Listed::Value(code) => Listed::Value(Region::new(us, code).expect("a region")),
        };
        CustomerContent {
            name,
            address: Address { street, city, region, postal_code, country },
            comment,
            private,
        }
    }
}

proptest! {
    #[test]
    fn a_record_is_as_declared_when_nothing_else_is_wanted(
        content in content(),
        other in content(),
        mixed in any::<[bool; 7]>(),
    ) {
        let (own, foreign) = (CustomerView::wanted(&content, None), CustomerView::wanted(&other, None));
        let pick = |n: usize| if mixed[n] { &own } else { &foreign };
        let live = CustomerView {
            name: pick(0).name.clone(),
            street: pick(1).street.clone(),
            city: pick(2).city.clone(),
            region: pick(3).region.clone(),
            postal_code: pick(4).postal_code.clone(),
            country: pick(5).country.clone(),
            comment: pick(6).comment.clone(),
            private: foreign.private,
        };
        let same = CustomerView::wanted(&content, Some(&live)) == live;
        let packed = PackedContent::from(&content);
        prop_assert_eq!(PackedView::from(&live).is_as(&packed), same);
        let made = PackedView::made(&packed).unpacked();
        prop_assert_eq!(&made, &CustomerView::wanted(&content, None));
        // As people may read it, and as the cache keeps it.
        let (json, shown) = (serde_json::to_string(&PackedView::from(&live)), serde_json::to_string(&live));
        prop_assert_eq!(json.expect("JSON"), shown.expect("JSON"));
        let packed = PackedView::from(&live);
        let json = serde_json::to_string(&packed).expect("JSON");
        prop_assert_eq!(&serde_json::from_str::<PackedView>(&json).expect("a view"), &packed);
        let kept = postcard::to_stdvec(&packed).expect("bytes");
        prop_assert_eq!(postcard::from_bytes(&kept), Ok(packed));
    }

    #[test]
    fn a_net_is_as_said_when_nothing_else_is_wanted(
        name in prop::option::of(prop::sample::select(vec!["A", "B"])),
        comment in listed(texts()),
        geofeed in listed(Just(Text::from("https://example.net/geofeed.csv"))),
        tech in listed(Just(vec!["TEC1-ARIN".parse().expect("a handle")])),
        live_comment in texts(),
        linked in any::<bool>(),
    ) {
        let pocs = Pocs { tech, ..Pocs::default() };
        let name = name.map(crate::model::NetName::canonical);
        let said = Said { name: name.as_ref(), comment: &comment, geofeed: &geofeed, pocs: &pocs };
        let links = linked.then(|| {
            let handles = std::iter::once("TEC1-ARIN".parse().expect("a handle"));
            ("T".to_owned(), handles.collect())
        });
        let live = NetView::new(
            crate::model::NetName::canonical("A"),
            canonical_lines(&live_comment),
            links.into_iter().collect::<BTreeMap<_, _>>(),
        );
        prop_assert_eq!(live.is_as(said), live.wanted(said) == live);
    }
}
