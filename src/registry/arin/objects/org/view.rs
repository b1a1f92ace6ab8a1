//! The canonical form of an org: what can change, and what it is known by.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::super::view::{PutBack, canonical_lines};
use super::super::super::wire::{OrgPayload, PocLink};
use super::super::place::{Elements, PlaceView, element, field, lines, text};
use super::DesiredOrg;
use crate::model::{Field, Fields, Incarnation, PocHandle};

/// An org as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveOrg {
    /// Which org.
    pub incarnation: Incarnation,
    /// What it says.
    pub view: OrgView,
}

/// What an org says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgView {
    /// The legal name.
    pub name: String,
    /// Where it is.
    pub place: PlaceView,
    /// An `RWhois` server.
    pub url: String,
    /// Comment lines without blank ones.
    pub comment: Vec<String>,
    /// Whether others may reassign to it, where the registry says so.
    pub accepts: Option<bool>,
    /// POCs by the code of their function.
    pub pocs: BTreeMap<String, BTreeSet<PocHandle>>,
}

/// The calls that change an org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Link one POC for a function.
    Add(PocHandle, String),
    /// Take one link away.
    Remove(PocHandle, String),
    /// Replace the whole.
    Put,
}

/// The codes of functions and their names in YAML (reference 2.6).
pub(super) const FUNCTIONS: [(&str, &str); 6] = [
    ("AD", "admin"),
    ("T", "tech"),
    ("AB", "abuse"),
    ("N", "noc"),
    ("R", "routing"),
    ("D", "dns"),
];

/// The fields of an org, in reading order.
pub(super) const FIELDS: &[&str] = &[
    "name",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "url",
    "comment",
    "accept_reassignments",
    "admin",
    "tech",
    "abuse",
    "noc",
    "routing",
    "dns",
];

fn elements(org: &OrgPayload) -> Elements {
    Elements {
        country: org.country.clone(),
        street: org.street.clone(),
        city: org.city.clone(),
        region: org.region.clone(),
        postal_code: org.postal_code.clone(),
    }
}

/// Which life of an org a record is of; none when it has no handle or no date.
pub(super) fn incarnation(org: &OrgPayload) -> Option<Incarnation> {
    Some(Incarnation {
        handle: org.handle.as_ref()?.into(),
        registered: org.registration_date.as_ref()?.into(),
        recipient: None,
    })
}

impl LiveOrg {
    /// An org as it came; none when it has no handle or no date.
    #[must_use]
    pub fn of(org: &OrgPayload) -> Option<Self> {
        Some(Self {
            incarnation: incarnation(org)?,
            view: OrgView::of(org),
        })
    }
}

impl OrgView {
    /// The view of a record as it came.
    #[must_use]
    pub fn of(org: &OrgPayload) -> Self {
        let mut pocs: BTreeMap<String, BTreeSet<PocHandle>> = BTreeMap::new();
        for link in org.poc_links.iter().flatten() {
            let function = link.function.trim().to_ascii_uppercase();
            pocs.entry(function)
                .or_default()
                .insert(link.handle.clone());
        }
        Self {
            name: text(org.name.as_ref()),
            place: PlaceView::of(&elements(org)),
            url: text(org.url.as_ref()),
            comment: canonical_lines(&org.comment),
            accepts: org.accept_reassignments,
            pocs,
        }
    }

    /// What the org is to be, when it is now this. `pocs` are those that are listed, by function.
    #[must_use]
    pub fn wanted(
        &self,
        declared: &DesiredOrg,
        pocs: BTreeMap<String, BTreeSet<PocHandle>>,
    ) -> Self {
        let place = declared.address.as_ref();
        let mut all = self.pocs.clone();
        all.extend(pocs);
        all.retain(|_, handles| !handles.is_empty());
        Self {
            name: self.name.clone(),
            place: place.map_or_else(|| self.place.clone(), |place| self.place.wanted(place)),
            url: declared
                .url
                .over(Some(self.url.clone()))
                .unwrap_or_default(),
            comment: declared
                .comment
                .over(Some(self.comment.clone()))
                .map(|lines| canonical_lines(&lines))
                .unwrap_or_default(),
            accepts: declared.accepts.or(self.accepts),
            pocs: all,
        }
    }

    /// What an org that is to be made is to be.
    #[must_use]
    pub fn made(declared: &DesiredOrg, pocs: BTreeMap<String, BTreeSet<PocHandle>>) -> Self {
        Self {
            name: declared.name.clone().unwrap_or_default(),
            ..Self::default().wanted(declared, pocs)
        }
    }

    fn links(&self) -> BTreeSet<(&str, &PocHandle)> {
        let all = self.pocs.iter();
        all.flat_map(|(function, pocs)| pocs.iter().map(move |poc| (function.as_str(), poc)))
            .collect()
    }

    /// The smallest call that makes `after` of this. The Admin POC is only ever changed with the whole (reference
    /// 3.5).
    #[must_use]
    pub fn call(&self, after: &Self) -> Call {
        let same = Self {
            pocs: after.pocs.clone(),
            ..self.clone()
        };
        if same != *after {
            return Call::Put;
        }
        let (before, after) = (self.links(), after.links());
        let come: Vec<_> = after.difference(&before).collect();
        let gone: Vec<_> = before.difference(&after).collect();
        match (come.as_slice(), gone.as_slice()) {
            ([(function, poc)], []) if *function != "AD" => {
                Call::Add((*poc).clone(), (*function).to_owned())
            }
            ([], [(function, poc)]) if *function != "AD" => {
                Call::Remove((*poc).clone(), (*function).to_owned())
            }
            (_, _) => Call::Put,
        }
    }

    /// The record for a PUT: what stays goes back as it came.
    #[must_use]
    pub fn edited(&self, live: OrgPayload) -> OrgPayload {
        let place = self.place.edited(elements(&live));
        let back = PutBack {
            before: &Self::of(&live),
            now: self,
        };
        let live = live.without_messages();
        let links = self.links().into_iter().map(|(function, poc)| {
            let mut old = live.poc_links.iter().flatten();
            let same = old.find(|old| old.handle == *poc && old.function == function);
            same.cloned().unwrap_or_else(|| PocLink {
                handle: poc.clone(),
                function: function.to_owned(),
                description: None,
            })
        });
        let links = Some(links.collect());
        OrgPayload {
            poc_links: back.field(|view| &view.pocs, live.poc_links, links),
            url: back.field(|view| &view.url, live.url, element(&self.url)),
            comment: back.field(|view| &view.comment, live.comment, self.comment.clone()),
            accept_reassignments: self.accepts,
            country: place.country,
            street: place.street,
            city: place.city,
            region: place.region,
            postal_code: place.postal_code,
            ..live
        }
    }

    /// The record for a POST.
    #[must_use]
    pub fn create(&self) -> OrgPayload {
        self.edited(OrgPayload {
            name: element(&self.name),
            ..OrgPayload::default()
        })
    }

    /// Its values by the names they have in YAML.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        field(&mut fields, "name", &self.name);
        self.place.fields(&mut fields);
        field(&mut fields, "url", &self.url);
        lines(&mut fields, "comment", &self.comment);
        if let Some(accepts) = self.accepts {
            let value = Field::Text(accepts.to_string().into());
            fields.insert("accept_reassignments".into(), value);
        }
        for (function, pocs) in &self.pocs {
            let names = FUNCTIONS.iter().find(|(code, _)| code == function);
            let name = names.map_or(function.as_str(), |(_, name)| name);
            let handles: Vec<String> = pocs.iter().map(ToString::to_string).collect();
            lines(&mut fields, name, &handles);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(links: &[(&str, &str)]) -> OrgView {
        let mut view = OrgView::default();
        for (function, poc) in links {
            let pocs = view.pocs.entry((*function).to_owned()).or_default();
            pocs.insert(poc.parse().expect("a handle"));
        }
        view
    }

    #[test]
    fn the_smallest_call_is_taken() {
        let poc = |text: &str| -> PocHandle { text.parse().expect("a handle") };
        let one = view(&[("AD", "A-ARIN"), ("T", "T-ARIN")]);
        let two = view(&[("AD", "A-ARIN"), ("T", "T-ARIN"), ("N", "T-ARIN")]);
        let other = view(&[("AD", "B-ARIN"), ("T", "T-ARIN")]);
        let moved = view(&[("AD", "A-ARIN"), ("T", "U-ARIN")]);
        assert_eq!(one.call(&two), Call::Add(poc("T-ARIN"), "N".to_owned()));
        assert_eq!(two.call(&one), Call::Remove(poc("T-ARIN"), "N".to_owned()));
        assert_eq!(one.call(&other), Call::Put);
        assert_eq!(one.call(&moved), Call::Put);
        let without = view(&[("T", "T-ARIN")]);
        assert_eq!(
            without.call(&one),
            Call::Put,
            "an Admin is set with the whole"
        );
    }
}
