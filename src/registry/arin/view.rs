//! Canonical forms of what can change on a net and a customer. Only these are ever compared: answers of the
//! registry come back padded, renumbered and in upper case (reference 0, fact 8).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Pocs;
use super::wire::{CountryPayload, CustomerPayload, NetPayload, PocLink};
use crate::model::{Country, CustomerContent, Field, Fields, Listed, NetName, PocHandle};
use crate::registry::Detail;

/// What can change on a net.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetView {
    /// The name as the registry stores it.
    pub name: NetName,
    /// Comment lines without blank ones.
    pub comment: Vec<String>,
    /// POC handles by the code of their function.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pocs: PocLinks,
}

/// POC handles by the code of their function (reference 2.6).
pub type PocLinks = BTreeMap<String, BTreeSet<PocHandle>>;

/// What the repository says of a net.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The name; `None` leaves it alone.
    pub name: Option<&'a NetName>,
    /// The comment.
    pub comment: &'a Listed<Vec<String>>,
    /// The address of the geofeed.
    pub geofeed: &'a Listed<String>,
    /// The POC links.
    pub pocs: &'a Pocs,
}

/// What can change on a customer record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    /// The legal name.
    pub name: String,
    /// Street lines without blank ones.
    pub street: Vec<String>,
    /// The city.
    pub city: String,
    /// The region's code, upper case, or nothing.
    pub region: String,
    /// The postal code, or nothing.
    pub postal_code: String,
    /// The country's two-letter code.
    pub country: String,
    /// Comment lines without blank ones.
    pub comment: Vec<String>,
    /// Whether the public sees neither name nor street.
    #[serde(default)]
    pub private: bool,
}

/// Lines as they compare: without blanks at their ends, without empty ones.
#[must_use]
pub fn canonical_lines<S: AsRef<str>>(lines: &[S]) -> Vec<String> {
    lines
        .iter()
        .map(|line| line.as_ref().trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

impl NetView {
    /// The view of a net as it came.
    #[must_use]
    pub fn of(net: &NetPayload) -> Self {
        Self {
            name: NetName::canonical(net.name.as_deref().unwrap_or_default()),
            comment: canonical_lines(&net.comment),
            pocs: links(net.poc_links.as_deref().unwrap_or_default()),
        }
    }

    /// The record for a PUT: everything as it came, but for what differs from `before`, and without messages.
    #[must_use]
    pub fn edited(&self, net: NetPayload) -> NetPayload {
        let before = Self::of(&net);
        let net = net.without_messages();
        NetPayload {
            name: if before.name == self.name {
                net.name
            } else {
                Some(self.name.to_string())
            },
            comment: if before.comment == self.comment {
                net.comment
            } else {
                self.comment.clone()
            },
            poc_links: if before.pocs == self.pocs {
                net.poc_links
            } else {
                Some(relinked(net.poc_links.unwrap_or_default(), &self.pocs))
            },
            ..net
        }
    }

    /// What the net is to be, when it is now this.
    #[must_use]
    pub fn wanted(&self, said: Said<'_>) -> Self {
        Self {
            name: said.name.unwrap_or(&self.name).clone(),
            comment: with_geofeed(
                said.comment
                    .over(Some(self.comment.clone()))
                    .map(|lines| canonical_lines(&lines))
                    .unwrap_or_default(),
                said.geofeed,
            ),
            pocs: wanted_links(&self.pocs, said.pocs),
        }
    }

    /// Its values by the names they have in YAML.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        text(&mut fields, "name", self.name.as_str());
        lines(&mut fields, "comment", &self.comment);
        for (code, handles) in &self.pocs {
            let handles: Vec<String> = handles.iter().map(ToString::to_string).collect();
            lines(&mut fields, function_name(code), &handles);
        }
        fields
    }
}

/// The address in a line of a comment that names a geofeed: `Geofeed https://…` in any case, perhaps with a colon.
fn geofeed_in(line: &str) -> Option<&str> {
    let (word, address) = line.split_once(char::is_whitespace)?;
    let named = word.trim_end_matches(':').eq_ignore_ascii_case("geofeed");
    named.then(|| address.trim())
}

/// The addresses of geofeeds that a comment names.
pub(super) fn geofeeds(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| geofeed_in(line)).collect()
}

/// Comment lines with one line for the geofeed, or none; the others stay as and where they are.
#[must_use]
pub fn with_geofeed(lines: Vec<String>, geofeed: &Listed<String>) -> Vec<String> {
    let wanted = match geofeed {
        Listed::Alone => return lines,
        Listed::Clear => None,
        Listed::Value(address) => Some(address),
    };
    let mut left = wanted;
    let mut kept: Vec<String> = lines
        .into_iter()
        .filter_map(|line| {
            let same = match (geofeed_in(&line), wanted) {
                (None, _) => return Some(line),
                (Some(found), wanted) => wanted.is_some_and(|wanted| wanted == found),
            };
            let address = left.take()?;
            Some(if same {
                line
            } else {
                format!("Geofeed {address}")
            })
        })
        .collect();
    kept.extend(left.map(|address| format!("Geofeed {address}")));
    kept
}

/// The links by function.
fn links(links: &[PocLink]) -> PocLinks {
    let mut found = PocLinks::new();
    for link in links {
        let handles = found.entry(link.function.clone()).or_default();
        handles.insert(link.handle.clone());
    }
    found
}

/// Links that are kept stand as they came; new ones follow.
fn relinked(live: Vec<PocLink>, wanted: &PocLinks) -> Vec<PocLink> {
    let mut left = wanted.clone();
    let mut kept: Vec<PocLink> = live
        .into_iter()
        .filter(|link| {
            left.get_mut(&link.function)
                .is_some_and(|handles| handles.remove(&link.handle))
        })
        .collect();
    kept.extend(left.into_iter().flat_map(|(function, handles)| {
        handles.into_iter().map(move |handle| PocLink {
            handle,
            function: function.clone(),
            description: None,
        })
    }));
    kept
}

/// What the links are to be when they are now `live`: each listed function as listed, the others as they are.
pub(super) fn wanted_links(live: &PocLinks, said: &Pocs) -> PocLinks {
    let mut wanted = live.clone();
    for (code, listed) in said.functions() {
        match listed {
            Listed::Alone => {}
            Listed::Clear => {
                wanted.remove(code);
            }
            Listed::Value(handles) => {
                wanted.insert(code.to_owned(), handles.iter().cloned().collect());
            }
        }
    }
    wanted
}

/// The name that a function has in YAML; one that it has not there stands by its code.
fn function_name(code: &str) -> &str {
    match code {
        "T" => "tech",
        "AB" => "abuse",
        "N" => "noc",
        other => other,
    }
}

impl CustomerView {
    /// The view of a record as it came.
    #[must_use]
    pub fn of(customer: &CustomerPayload) -> Self {
        let line =
            |text: Option<&String>| text.map(|text| text.trim().to_owned()).unwrap_or_default();
        Self {
            name: line(customer.name.as_ref()),
            street: canonical_lines(&customer.street),
            city: line(customer.city.as_ref()),
            region: line(customer.region.as_ref()).to_ascii_uppercase(),
            postal_code: line(customer.postal_code.as_ref()),
            country: customer
                .country
                .as_ref()
                .map(country_code)
                .unwrap_or_default(),
            comment: canonical_lines(&customer.comment),
            private: customer.private.unwrap_or(false),
        }
    }

    /// The record for a PUT: everything as it came, but for what differs.
    #[must_use]
    pub fn edited(&self, customer: CustomerPayload) -> CustomerPayload {
        let before = Self::of(&customer);
        let asked = self.create();
        CustomerPayload {
            name: if before.name == self.name {
                customer.name
            } else {
                asked.name
            },
            street: if before.street == self.street {
                customer.street
            } else {
                asked.street
            },
            city: if before.city == self.city {
                customer.city
            } else {
                asked.city
            },
            region: if before.region == self.region {
                customer.region
            } else {
                asked.region
            },
            postal_code: if before.postal_code == self.postal_code {
                customer.postal_code
            } else {
                asked.postal_code
            },
            country: if before.country == self.country {
                customer.country
            } else {
                asked.country
            },
            comment: if before.comment == self.comment {
                customer.comment
            } else {
                asked.comment
            },
            private: if before.private == self.private {
                customer.private
            } else {
                Some(self.private)
            },
            ..customer
        }
    }

    /// The request for a new record: nothing empty.
    #[must_use]
    pub fn create(&self) -> CustomerPayload {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        CustomerPayload {
            name: some(&self.name),
            country: Some(CountryPayload {
                code2: some(&self.country),
                ..CountryPayload::default()
            }),
            street: self.street.clone(),
            city: some(&self.city),
            region: some(&self.region),
            postal_code: some(&self.postal_code),
            comment: self.comment.clone(),
            private: self.private.then_some(true),
            ..CustomerPayload::default()
        }
    }

    /// What a record is to be, when it is now `live`, or does not exist.
    #[must_use]
    pub fn wanted(content: &CustomerContent, live: Option<&Self>) -> Self {
        let address = &content.address;
        let country = address.country.code().to_owned();
        // A region belongs to its country: with another country, what was left alone can not stay.
        let live_there = live.filter(|live| live.country == country);
        let kept = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Self {
            name: content.name.to_string(),
            street: canonical_lines(
                &address
                    .street
                    .iter()
                    .map(crate::model::Ascii::as_str)
                    .collect::<Vec<_>>(),
            ),
            city: address.city.to_string(),
            region: match &address.region {
                Listed::Value(region) => region.to_string(),
                Listed::Clear => String::new(),
                Listed::Alone => live_there
                    .and_then(|live| kept(&live.region))
                    .unwrap_or_default(),
            },
            postal_code: match &address.postal_code {
                Listed::Value(code) => code.to_string(),
                Listed::Clear => String::new(),
                Listed::Alone => live_there
                    .and_then(|live| kept(&live.postal_code))
                    .unwrap_or_default(),
            },
            country,
            comment: content
                .comment
                .over(live.map(|live| live.comment.clone()))
                .map(|lines| canonical_lines(&lines))
                .unwrap_or_default(),
            private: content
                .private
                .unwrap_or_else(|| live.is_some_and(|live| live.private)),
        }
    }

    /// Its values by the names they have in YAML.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        text(&mut fields, "customer", &self.name);
        lines(&mut fields, "street", &self.street);
        text(&mut fields, "city", &self.city);
        text(&mut fields, "region", &self.region);
        text(&mut fields, "postal_code", &self.postal_code);
        text(&mut fields, "country", &self.country);
        lines(&mut fields, "customer_comment", &self.comment);
        text(
            &mut fields,
            "private",
            if self.private { "yes" } else { "" },
        );
        fields
    }
}

/// The two-letter code, also where only the three-letter one came (reference 7).
pub(super) fn country_code(country: &CountryPayload) -> String {
    let code2 = country
        .code2
        .as_deref()
        .map(|code| code.trim().to_ascii_uppercase());
    code2.unwrap_or_else(|| {
        let code3 = country
            .code3
            .as_deref()
            .unwrap_or_default()
            .trim()
            .to_ascii_uppercase();
        Country::from_code3(&code3)
            .map(|country| country.code().to_owned())
            .unwrap_or(code3)
    })
}

fn text(fields: &mut Fields, name: &str, value: &str) {
    if !value.is_empty() {
        fields.insert(name.to_owned(), Field::Text(value.to_owned()));
    }
}

fn lines(fields: &mut Fields, name: &str, value: &[String]) {
    if !value.is_empty() {
        fields.insert(name.to_owned(), Field::Lines(value.to_vec()));
    }
}

/// The order in which people read fields; anything else follows.
const READING_ORDER: [&str; 13] = [
    "customer",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "customer_comment",
    "private",
    "name",
    "comment",
    "tech",
    "abuse",
    "noc",
];

/// The fields in which two sets of values differ, in reading order.
#[must_use]
pub fn details(before: &Fields, after: &Fields) -> Vec<Detail> {
    READING_ORDER
        .iter()
        .filter_map(|name| {
            let (before, after) = (before.get(*name), after.get(*name));
            let field = match *name {
                "customer" => "name",
                "customer_comment" => "comment",
                other => other,
            };
            (before != after).then(|| Detail {
                field: field.to_owned(),
                before: before.cloned(),
                after: after.cloned(),
            })
        })
        .collect()
}
