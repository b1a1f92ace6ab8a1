//! What can change on a net.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::Pocs;
use super::super::wire::{NetPayload, PocLink};
use super::{PutBack, canonical_lines, lines, owned_lines, text};
use crate::model::{Fields, Listed, NetName, PocHandle, Text};

/// What can change on a net.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct NetView {
    /// The name as the registry stores it.
    pub name: NetName,
    /// What few nets have, kept apart: an estate holds one of these for each registration.
    beside: Option<Box<Beside>>,
}

/// A comment, or links, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Beside {
    comment: Vec<Text>,
    pocs: PocLinks,
}

/// A view as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename = "NetView")]
struct Written {
    name: NetName,
    comment: Vec<Text>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pocs: PocLinks,
}

impl From<Written> for NetView {
    fn from(written: Written) -> Self {
        Self::new(written.name, written.comment, written.pocs)
    }
}

impl From<NetView> for Written {
    fn from(view: NetView) -> Self {
        let Beside { comment, pocs } = view.beside.map(|beside| *beside).unwrap_or_default();
        Self {
            name: view.name,
            comment,
            pocs,
        }
    }
}

/// POC handles by the code of their function (reference 2.6).
pub type PocLinks = BTreeMap<String, BTreeSet<PocHandle>>;

/// What the repository says of a net.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The name; `None` leaves it alone.
    pub name: Option<&'a NetName>,
    /// The comment.
    pub comment: &'a Listed<Vec<Text>>,
    /// The address of the geofeed.
    pub geofeed: &'a Listed<Text>,
    /// The POC links.
    pub pocs: &'a Pocs,
}

impl NetView {
    /// A view of these values. `comment`: lines without blank ones. `pocs`: a function without handles is not among
    /// them.
    #[must_use]
    pub fn new(name: NetName, comment: Vec<Text>, pocs: PocLinks) -> Self {
        let bare = comment.is_empty() && pocs.is_empty();
        Self {
            name,
            beside: (!bare).then(|| Box::new(Beside { comment, pocs })),
        }
    }

    /// The view of a net as it came.
    #[must_use]
    pub fn of(net: &NetPayload) -> Self {
        Self::new(
            NetName::canonical(net.name.as_deref().unwrap_or_default()),
            canonical_lines(&net.comment),
            links(net.poc_links.as_deref().unwrap_or_default()),
        )
    }

    /// The same with another comment.
    #[must_use]
    pub fn with_comment(&self, comment: Vec<Text>) -> Self {
        Self::new(self.name.clone(), comment, self.pocs().clone())
    }

    /// The same with other links.
    #[must_use]
    pub fn with_pocs(&self, pocs: PocLinks) -> Self {
        Self::new(self.name.clone(), self.comment().to_vec(), pocs)
    }

    /// Comment lines without blank ones.
    #[must_use]
    pub fn comment(&self) -> &[Text] {
        self.beside.as_ref().map_or(&[], |beside| &beside.comment)
    }

    /// POC handles by the code of their function.
    #[must_use]
    pub fn pocs(&self) -> &PocLinks {
        static NONE: PocLinks = PocLinks::new();
        self.beside.as_ref().map_or(&NONE, |beside| &beside.pocs)
    }

    /// The record for a PUT: everything as it came, but for what differs from `before`, and without messages.
    #[must_use]
    pub fn edited(&self, net: NetPayload) -> NetPayload {
        let back = PutBack {
            before: &Self::of(&net),
            now: self,
        };
        let net = net.without_messages();
        let linked = Some(relinked(
            net.poc_links.clone().unwrap_or_default(),
            self.pocs(),
        ));
        NetPayload {
            name: back.field(|view| &view.name, net.name, Some(self.name.to_string())),
            comment: back.field(Self::comment, net.comment, owned_lines(self.comment())),
            poc_links: back.field(Self::pocs, net.poc_links, linked),
            ..net
        }
    }

    /// What the net is to be, when it is now this.
    #[must_use]
    pub fn wanted(&self, said: Said<'_>) -> Self {
        Self::new(
            said.name.unwrap_or(&self.name).clone(),
            with_geofeed(
                said.comment
                    .over(Some(self.comment().to_vec()))
                    .map(|lines| canonical_lines(&lines))
                    .unwrap_or_default(),
                said.geofeed,
            ),
            wanted_links(self.pocs(), said.pocs),
        )
    }

    /// Whether it is already what is said: [`NetView::wanted`] would be the same. Asked for every block of an estate.
    #[must_use]
    pub fn is_as(&self, said: Said<'_>) -> bool {
        let Pocs { tech, abuse, noc } = said.pocs;
        let alone = |listed: &Listed<Vec<PocHandle>>| *listed == Listed::Alone;
        let untouched = *said.comment == Listed::Alone
            && *said.geofeed == Listed::Alone
            && [tech, abuse, noc].into_iter().all(alone)
            && said.name.is_none_or(|name| *name == self.name);
        untouched || self.wanted(said) == *self
    }

    /// Its values by the names they have in YAML.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        text(&mut fields, "name", self.name.text());
        lines(&mut fields, "comment", self.comment());
        for (code, handles) in self.pocs() {
            let handles: Vec<Text> = handles.iter().map(|handle| handle.text().clone()).collect();
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
pub(in super::super) fn geofeeds(lines: &[Text]) -> Vec<&str> {
    lines.iter().filter_map(|line| geofeed_in(line)).collect()
}

/// Comment lines with one line for the geofeed, or none; the others stay as and where they are.
#[must_use]
pub fn with_geofeed(lines: Vec<Text>, geofeed: &Listed<Text>) -> Vec<Text> {
    let wanted = match geofeed {
        Listed::Alone => return lines,
        Listed::Clear => None,
        Listed::Value(address) => Some(address),
    };
    let mut left = wanted;
    let mut kept: Vec<Text> = lines
        .into_iter()
        .filter_map(|line| {
            let same = match (geofeed_in(&line), wanted) {
                (None, _) => return Some(line),
                (Some(found), wanted) => wanted.is_some_and(|wanted| **wanted == *found),
            };
            let address = left.take()?;
            Some(if same {
                line
            } else {
                format!("Geofeed {address}").into()
            })
        })
        .collect();
    kept.extend(left.map(|address| format!("Geofeed {address}").into()));
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
pub(in super::super) fn wanted_links(live: &PocLinks, said: &Pocs) -> PocLinks {
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
