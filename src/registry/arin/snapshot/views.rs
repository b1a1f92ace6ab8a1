//! Values to prints, and prints to values beside what is declared.

use std::collections::BTreeMap;

use super::super::view::{
    CustomerView, NetView, PocLinks, Said, canonical_lines, geofeeds, with_geofeed,
};
use super::picture::{CustomerPrints, NetPrints};
use crate::model::{CustomerContent, Listed, NetName, PocHandle, Text, folded_name};
use crate::registry::UNSHOWN;
use crate::registry::snapshot::{Print, PrintKey};

/// Stands behind a name that is known to be the declared one but for case and blanks. No name of the registry ends so.
const LIKE: &str = "  ";
/// Stands for POCs that are not the declared ones. A handle that ends so is closed, and nobody can declare it.
const OTHERS: &str = "OTHERS-Z";

/// Who asks whether a value is the declared one. Without a key every answer is yes: nothing can be said against it.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) key: Option<&'a PrintKey>,
    pub(super) about: &'a str,
}

impl Asking<'_> {
    pub(super) fn is<S: AsRef<str>>(self, field: &str, value: &[S], print: Print) -> bool {
        self.key
            .is_none_or(|key| key.print(self.about, field, value) == print)
    }

    fn text(self, field: &str, value: Text, print: Print) -> Text {
        if self.is(field, &[&value], print) {
            value
        } else {
            UNSHOWN.into()
        }
    }

    fn lines(self, field: &str, value: Vec<Text>, print: Print) -> Vec<Text> {
        if self.is(field, &value, print) {
            value
        } else {
            vec![UNSHOWN.into()]
        }
    }
}

/// Whether a text stands for a value that is not shown.
pub(super) fn is_unshown(text: &str) -> bool {
    text.contains(UNSHOWN) || text.ends_with(LIKE) || text == OTHERS
}

fn yes(value: bool) -> [&'static str; 1] {
    [if value { "yes" } else { "no" }]
}

impl NetPrints {
    pub(super) fn of(view: &NetView, key: &PrintKey, about: &str) -> Self {
        let print = |field: &str, value: &[Text]| key.print(about, field, value);
        let pocs = view.pocs().iter().map(|(code, handles)| {
            let handles: Vec<Text> = handles.iter().map(|handle| handle.text().clone()).collect();
            (code.clone(), print(code, &handles))
        });
        Self {
            name: print("net name", std::slice::from_ref(view.name.text())),
            comment: print("net comment", view.comment()),
            geofeed: key.print(about, "geofeed", &geofeeds(view.comment())),
            pocs: pocs.collect(),
        }
    }

    /// The net, where what is said of it is all that is asked.
    pub(super) fn view(&self, said: Said<'_>, asking: Asking<'_>) -> NetView {
        let name = said
            .name
            .map(|name| asking.text("net name", name.text().clone(), self.name));
        NetView::new(
            NetName::canonical(name.as_deref().unwrap_or(UNSHOWN)),
            self.comment(said, asking),
            self.pocs(said, asking),
        )
    }

    fn comment(&self, said: Said<'_>, asking: Asking<'_>) -> Vec<Text> {
        match (said.comment, said.geofeed) {
            (Listed::Clear | Listed::Value(_), geofeed) => {
                let lines = said.comment.over(None).unwrap_or_default();
                let lines = with_geofeed(canonical_lines::<_, Text>(&lines), geofeed);
                asking.lines("net comment", lines, self.comment)
            }
            (Listed::Alone, Listed::Alone) => Vec::new(),
            (Listed::Alone, Listed::Value(address)) => {
                if asking.is("geofeed", std::slice::from_ref(address), self.geofeed) {
                    with_geofeed(Vec::new(), said.geofeed)
                } else {
                    vec![UNSHOWN.into()]
                }
            }
            (Listed::Alone, Listed::Clear) => {
                if asking.is::<&str>("geofeed", &[], self.geofeed) {
                    Vec::new()
                } else {
                    vec![format!("Geofeed {UNSHOWN}").into()]
                }
            }
        }
    }

    fn pocs(&self, said: Said<'_>, asking: Asking<'_>) -> PocLinks {
        let mut links = PocLinks::new();
        for (code, listed) in said.pocs.functions() {
            let wanted: Vec<PocHandle> = match listed {
                Listed::Alone => continue,
                Listed::Clear => Vec::new(),
                Listed::Value(handles) => handles.clone(),
            };
            let wanted: std::collections::BTreeSet<PocHandle> = wanted.into_iter().collect();
            let texts: Vec<&str> = wanted.iter().map(PocHandle::as_str).collect();
            let same = match self.pocs.get(code) {
                Some(print) => asking.is(code, &texts, *print),
                None => wanted.is_empty() || asking.key.is_none(),
            };
            let shown = if same {
                wanted
            } else if self.pocs.contains_key(code) {
                OTHERS.parse().into_iter().collect()
            } else {
                continue;
            };
            if !shown.is_empty() {
                links.insert(code.to_owned(), shown);
            }
        }
        links
    }
}

impl CustomerPrints {
    /// `household` is the name that a household has in the network of the record.
    pub(super) fn of(
        view: &CustomerView,
        household: Option<&str>,
        key: &PrintKey,
        about: &str,
    ) -> Self {
        let print = |field: &str, value: &[Text]| key.print(about, field, value);
        let text = |field: &str, value: &Text| print(field, std::slice::from_ref(value));
        let folded = Text::from(folded_name(&view.name));
        let at_home = household.is_some_and(|name| folded == folded_name(name).as_str());
        Self {
            name: text("name", &view.name),
            folded: text("folded", &folded),
            household: key.print(about, "household", &yes(at_home)),
            street: print("street", &view.street),
            city: text("city", &view.city),
            region: text("region", &view.region),
            postal_code: text("postal_code", &view.postal_code),
            country: text("country", &view.country),
            comment: print("customer comment", &view.comment),
            private: key.print(about, "private", &yes(view.private)),
        }
    }

    /// The record, where what the profile says of it is all that is asked.
    pub(super) fn view(
        &self,
        content: &CustomerContent,
        residential: bool,
        asking: Asking<'_>,
    ) -> CustomerView {
        // What is left out is empty in it, and stays so in what is wanted of it.
        let wanted = CustomerView::wanted(content, None);
        let address = &content.address;
        let at_home = residential && asking.is("household", &yes(true), self.household);
        let name = if at_home || asking.is("name", &[&wanted.name], self.name) {
            wanted.name
        } else if asking.is("folded", &[folded_name(&wanted.name)], self.folded) {
            format!("{}{LIKE}", wanted.name).into()
        } else {
            UNSHOWN.into()
        };
        CustomerView {
            name,
            street: asking.lines("street", wanted.street, self.street),
            city: asking.text("city", wanted.city, self.city),
            region: if matches!(address.region, Listed::Alone) {
                wanted.region
            } else {
                asking.text("region", wanted.region, self.region)
            },
            postal_code: if matches!(address.postal_code, Listed::Alone) {
                wanted.postal_code
            } else {
                asking.text("postal_code", wanted.postal_code, self.postal_code)
            },
            country: asking.text("country", wanted.country, self.country),
            comment: match content.comment {
                Listed::Alone => wanted.comment,
                Listed::Clear | Listed::Value(_) => {
                    asking.lines("customer comment", wanted.comment, self.comment)
                }
            },
            private: match content.private {
                Some(private) => private == asking.is("private", &yes(private), self.private),
                // Whether it is hidden decides what may be shown of it, also where nothing is said of that.
                None => asking.key.is_some() && asking.is("private", &yes(true), self.private),
            },
        }
    }
}

/// A record of which only that it is there is known.
pub(super) fn unshown_customer() -> CustomerView {
    CustomerView {
        name: UNSHOWN.into(),
        street: Vec::new(),
        city: Text::default(),
        region: Text::default(),
        postal_code: Text::default(),
        country: Text::default(),
        comment: Vec::new(),
        private: false,
    }
}

/// A net of which only that it is there is known.
pub(super) fn unshown_net() -> NetView {
    NetView::new(NetName::canonical(UNSHOWN), Vec::new(), BTreeMap::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Ascii, Country, Region};
    use crate::registry::arin::Pocs;

    fn key(secret: &str) -> PrintKey {
        PrintKey::of(&secret.repeat(32)).expect("long enough")
    }

    fn ascii(text: &str) -> Ascii {
        Ascii::new(text).expect("ASCII")
    }

    fn content() -> CustomerContent {
        let country = Country::new("US").expect("US");
        CustomerContent {
            name: ascii("Blue Heron Bakery LLC"),
            address: crate::model::Address {
                street: vec![ascii("12 Mill Road")],
                city: ascii("Harrisonburg"),
                region: Listed::Value(Region::new(country, "VA").expect("VA")),
                postal_code: Listed::Alone,
                country,
            },
            comment: Listed::Alone,
            private: None,
        }
    }

    fn live() -> CustomerView {
        CustomerView {
            postal_code: "22801".into(),
            comment: vec!["NOC".into()],
            ..CustomerView::wanted(&content(), None)
        }
    }

    /// What a plan would change of a record, by a snapshot of it.
    fn changes(live: &CustomerView, content: &CustomerContent, secret: Option<&str>) -> bool {
        let prints = CustomerPrints::of(live, None, &key("a"), "here");
        let key = secret.map(key);
        let asking = Asking {
            key: key.as_ref(),
            about: "here",
        };
        let shown = prints.view(content, false, asking);
        CustomerView::wanted(content, Some(&shown)) != shown
    }

    #[test]
    fn a_record_differs_where_a_listed_value_does_and_nowhere_else() {
        assert!(!changes(&live(), &content(), Some("a")));
        let edits: [fn(&mut CustomerView); 6] = [
            |view| view.name = "BLUE HERON BAKERY LLC".into(),
            |view| view.street.clear(),
            |view| view.city = "Roanoke".into(),
            |view| view.region = "WV".into(),
            |view| view.country = "CA".into(),
            |view| view.name = Text::default(),
        ];
        for (at, edit) in edits.into_iter().enumerate() {
            let mut other = live();
            edit(&mut other);
            assert!(changes(&other, &content(), Some("a")), "edit {at}");
            assert!(changes(&other, &content(), Some("b")), "edit {at}");
            assert!(!changes(&other, &content(), None), "edit {at}");
        }
        let left: [fn(&mut CustomerView); 3] = [
            |view| view.postal_code = "24011".into(),
            |view| view.comment.clear(),
            |view| view.private = true,
        ];
        for (at, edit) in left.into_iter().enumerate() {
            let mut other = live();
            edit(&mut other);
            assert!(!changes(&other, &content(), Some("a")), "left {at}");
        }
        for private in [true, false] {
            let said = CustomerContent {
                private: Some(private),
                ..content()
            };
            assert_eq!(changes(&live(), &said, Some("a")), private);
            assert!(!changes(&live(), &said, None));
        }
    }

    #[test]
    fn a_name_in_another_case_is_the_same_customer_and_another_name() {
        let mut other = live();
        other.name = "BLUE  HERON bakery llc".into();
        let prints = CustomerPrints::of(&other, None, &key("a"), "here");
        let asking = Asking {
            key: Some(&key("a")),
            about: "here",
        };
        let shown = prints.view(&content(), false, asking);
        assert_eq!(folded_name(&shown.name), folded_name(&live().name));
        assert!(is_unshown(&shown.name));
    }

    #[test]
    fn a_net_differs_where_what_is_said_of_it_does() {
        let net = NetView::new(
            NetName::canonical("EXMPL-BHB-1"),
            vec!["NOC".into(), "Geofeed https://example.net/a".into()],
            [(
                "T".to_owned(),
                ["TEC7-ARIN".parse().expect("a handle")].into(),
            )]
            .into(),
        );
        let key = key("a");
        let prints = NetPrints::of(&net, &key, "here");
        let asking = Asking {
            key: Some(&key),
            about: "here",
        };
        let address = |end: &str| Listed::Value(format!("https://example.net/{end}").into());
        let lines = |line: &str| Listed::Value(vec![line.into()]);
        let tech = |handle: &str| Listed::Value(vec![handle.parse().expect("a handle")]);
        for (name, comment, geofeed, tech, same) in [
            (None, Listed::Alone, Listed::Alone, Listed::Alone, true),
            (
                Some("EXMPL-BHB-1"),
                Listed::Alone,
                address("a"),
                tech("TEC7-ARIN"),
                true,
            ),
            (None, lines("NOC"), address("a"), Listed::Alone, true),
            (
                Some("EXMPL-BHB-2"),
                Listed::Alone,
                Listed::Alone,
                Listed::Alone,
                false,
            ),
            (None, Listed::Alone, address("b"), Listed::Alone, false),
            (None, Listed::Alone, Listed::Clear, Listed::Alone, false),
            (None, lines("NOC"), Listed::Alone, Listed::Alone, false),
            (None, Listed::Clear, Listed::Alone, Listed::Alone, false),
            (None, Listed::Alone, Listed::Alone, tech("TEC8-ARIN"), false),
            (None, Listed::Alone, Listed::Alone, Listed::Clear, false),
        ] {
            let name = name.map(NetName::canonical);
            let pocs = Pocs {
                tech,
                ..Pocs::default()
            };
            let said = Said {
                name: name.as_ref(),
                comment: &comment,
                geofeed: &geofeed,
                pocs: &pocs,
            };
            let shown = prints.view(said, asking);
            assert_eq!(shown.wanted(said) == shown, same, "{said:?}");
        }
    }
}
