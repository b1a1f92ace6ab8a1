//! The canonical form of what can change on a delegation. Names of hosts know no case, and the dot at their end
//! says nothing; records have no order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::super::wire::{DelegationKey, DelegationPayload, Nameserver};
use super::{DesiredDelegation, Ds, Server};
use crate::model::{Field, Fields, Listed, Text};

/// What can change on a delegation. Numbers are texts in their shortest form: what comes may be odd, and is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationView {
    /// The name servers, with their seconds to live.
    pub nameservers: BTreeMap<String, Option<String>>,
    /// The DS records, with their seconds to live.
    pub ds: BTreeSet<DsView>,
}

/// A DS record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DsView {
    /// The tag of the key.
    pub key_tag: String,
    /// The algorithm.
    pub algorithm: String,
    /// The kind of digest.
    pub digest_type: String,
    /// The digest.
    pub digest: String,
    /// Seconds to live.
    pub ttl: Option<String>,
}

impl DsView {
    fn is(&self, ds: &Ds) -> bool {
        self.key_tag == ds.key_tag.to_string()
            && self.algorithm == ds.algorithm.to_string()
            && self.digest_type == ds.digest_type.to_string()
            && self.digest == ds.digest
    }
}

/// The calls that change a delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Add one name server.
    Add(String, Option<u32>),
    /// Delete one name server.
    Delete(String),
    /// Delete all name servers.
    DeleteAll,
    /// Replace the whole.
    Put,
}

/// The name of a host as it compares.
pub(super) fn host(text: &str) -> String {
    let text = text.trim();
    text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase()
}

fn number(text: Option<&str>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    Some(
        text.parse::<u64>()
            .map_or_else(|_| text.to_owned(), |number| number.to_string()),
    )
}

impl DelegationView {
    /// The view of a delegation as it came.
    #[must_use]
    pub fn of(delegation: &DelegationPayload) -> Self {
        let servers = delegation.nameservers.iter().flatten();
        let keys = delegation.keys.iter().flatten();
        Self {
            nameservers: servers
                .map(|server| (host(&server.host), number(server.ttl.as_deref())))
                .collect(),
            ds: keys.map(ds_of).collect(),
        }
    }

    /// What the delegation is to be, when it is now this.
    #[must_use]
    pub fn wanted(&self, declared: &DesiredDelegation) -> Self {
        let nameservers = match &declared.nameservers {
            Listed::Alone => self.nameservers.clone(),
            Listed::Clear => BTreeMap::new(),
            Listed::Value(servers) => servers.iter().map(|server| self.server(server)).collect(),
        };
        let ds = match &declared.ds {
            Listed::Alone => self.ds.clone(),
            Listed::Clear => BTreeSet::new(),
            Listed::Value(records) => records.iter().map(|ds| self.record(ds)).collect(),
        };
        Self { nameservers, ds }
    }

    fn server(&self, server: &Server) -> (String, Option<String>) {
        let live = self.nameservers.get(&server.host).cloned().flatten();
        let ttl = server.ttl.map(|ttl| ttl.to_string()).or(live);
        (server.host.clone(), ttl)
    }

    fn record(&self, ds: &Ds) -> DsView {
        let live = self.ds.iter().find(|live| live.is(ds));
        DsView {
            key_tag: ds.key_tag.to_string(),
            algorithm: ds.algorithm.to_string(),
            digest_type: ds.digest_type.to_string(),
            digest: ds.digest.clone(),
            ttl: ds
                .ttl
                .map(|ttl| ttl.to_string())
                .or_else(|| live.and_then(|live| live.ttl.clone())),
        }
    }

    /// The smallest call that makes `after` of this.
    #[must_use]
    pub fn call(&self, after: &Self) -> Call {
        if self.ds != after.ds {
            return Call::Put;
        }
        let (before, after) = (&self.nameservers, &after.nameservers);
        let kept = before
            .iter()
            .filter(|(host, ttl)| after.get(*host) == Some(ttl))
            .count();
        let gone: Vec<&String> = before
            .keys()
            .filter(|host| !after.contains_key(*host))
            .collect();
        let come: Vec<(&String, &Option<String>)> = after
            .iter()
            .filter(|(host, _)| !before.contains_key(*host))
            .collect();
        if kept + gone.len() < before.len() {
            // The call that adds a server also sets its seconds, but not in the older dialect.
            return Call::Put;
        }
        match (gone.as_slice(), come.as_slice()) {
            ([], [(host, ttl)]) => match ttl.as_ref().map(|ttl| ttl.parse::<u32>()) {
                None => Call::Add((*host).clone(), None),
                Some(Ok(ttl)) => Call::Add((*host).clone(), Some(ttl)),
                Some(Err(_)) => Call::Put,
            },
            ([host], []) => Call::Delete((*host).clone()),
            ([_, _, ..], []) if after.is_empty() => Call::DeleteAll,
            (_, _) => Call::Put,
        }
    }

    /// The record for a PUT: what stays goes back as it came.
    #[must_use]
    pub fn edited(&self, live: DelegationPayload) -> DelegationPayload {
        let (old_servers, old_keys) = (
            live.nameservers.clone().unwrap_or_default(),
            live.keys.clone().unwrap_or_default(),
        );
        let servers = self.nameservers.iter().map(|(name, ttl)| {
            let old = old_servers.iter().find(|old| host(&old.host) == *name);
            let same = old.filter(|old| number(old.ttl.as_deref()) == *ttl);
            same.cloned().unwrap_or_else(|| Nameserver {
                host: name.clone(),
                ttl: ttl.clone(),
            })
        });
        let keys = self.ds.iter().map(|ds| {
            let same = old_keys.iter().find(|old| ds_of(old) == *ds);
            same.cloned().unwrap_or_else(|| DelegationKey {
                algorithm: Some(ds.algorithm.clone()),
                digest: Some(ds.digest.clone()),
                digest_type: Some(ds.digest_type.clone()),
                key_tag: Some(ds.key_tag.clone()),
                ttl: ds.ttl.clone(),
                ..DelegationKey::default()
            })
        });
        DelegationPayload {
            nameservers: Some(servers.collect()),
            keys: Some(keys.collect()),
            ..live
        }
    }

    /// Its values by the names they have in YAML.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let with = |text: String, ttl: &Option<String>| match ttl {
            Some(ttl) => format!("{text} ttl {ttl}"),
            None => text,
        };
        let servers: Vec<String> = self
            .nameservers
            .iter()
            .map(|(host, ttl)| with(host.clone(), ttl))
            .collect();
        let ds: Vec<String> = self
            .ds
            .iter()
            .map(|ds| {
                let text = format!(
                    "{} {} {} {}",
                    ds.key_tag, ds.algorithm, ds.digest_type, ds.digest
                );
                with(text, &ds.ttl)
            })
            .collect();
        [("nameservers", servers), ("ds", ds)]
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(name, lines)| {
                let lines = lines.into_iter().map(Text::from).collect();
                (name.into(), Field::Lines(lines))
            })
            .collect()
    }

    /// One text for all of it: what the journal remembers of what we left.
    #[must_use]
    pub fn print(&self) -> String {
        let fields = self.fields();
        let lines = fields.iter().flat_map(|(name, field)| {
            let lines = match field {
                Field::Text(text) => vec![text.clone()],
                Field::Lines(lines) => lines.clone(),
            };
            lines.into_iter().map(move |line| format!("{name} {line}"))
        });
        lines.collect::<Vec<_>>().join("; ")
    }
}

fn ds_of(key: &DelegationKey) -> DsView {
    let digits = |text: &Option<String>| number(text.as_deref()).unwrap_or_default();
    let digest = key.digest.as_deref().unwrap_or_default();
    DsView {
        key_tag: digits(&key.key_tag),
        algorithm: digits(&key.algorithm),
        digest_type: digits(&key.digest_type),
        digest: digest
            .split_whitespace()
            .collect::<String>()
            .to_ascii_uppercase(),
        ttl: number(key.ttl.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(servers: &[(&str, Option<&str>)], tags: &[&str]) -> DelegationView {
        DelegationView {
            nameservers: servers
                .iter()
                .map(|(host, ttl)| ((*host).to_owned(), ttl.map(str::to_owned)))
                .collect(),
            ds: tags
                .iter()
                .map(|tag| DsView {
                    key_tag: (*tag).to_owned(),
                    ..DsView::default()
                })
                .collect(),
        }
    }

    #[test]
    fn the_smallest_call_is_taken() {
        let (one, two, three) = ("ns1.example.net", "ns2.example.net", "ns3.example.net");
        let none = view(&[], &[]);
        let first = view(&[(one, None)], &[]);
        let both = view(&[(one, None), (two, Some("60"))], &[]);
        assert_eq!(first.call(&both), Call::Add(two.to_owned(), Some(60)));
        assert_eq!(none.call(&first), Call::Add(one.to_owned(), None));
        assert_eq!(none.call(&both), Call::Put);
        assert_eq!(both.call(&first), Call::Delete(two.to_owned()));
        assert_eq!(first.call(&none), Call::Delete(one.to_owned()));
        assert_eq!(both.call(&none), Call::DeleteAll);
        let other = view(&[(one, None), (three, None)], &[]);
        assert_eq!(both.call(&other), Call::Put);
        let slower = view(&[(one, None), (two, Some("90"))], &[]);
        assert_eq!(both.call(&slower), Call::Put);
        let signed = view(&[(one, None)], &["2371"]);
        assert_eq!(first.call(&signed), Call::Put);
        assert_eq!(both.call(&signed), Call::Put);
        let more = view(&[(one, Some("60")), (two, Some("60"))], &[]);
        assert_eq!(first.call(&more), Call::Put);
    }

    #[test]
    fn case_order_and_dots_do_not_count() {
        let server = |host: &str, ttl: Option<&str>| Nameserver {
            host: host.to_owned(),
            ttl: ttl.map(str::to_owned),
        };
        let one = DelegationPayload {
            nameservers: Some(vec![
                server("NS1.Example.Net.", Some("0060")),
                server("b.example", None),
            ]),
            ..DelegationPayload::default()
        };
        let other = DelegationPayload {
            nameservers: Some(vec![
                server("b.example", Some("")),
                server("ns1.example.net", Some("60")),
            ]),
            keys: Some(Vec::new()),
            ..DelegationPayload::default()
        };
        assert_eq!(DelegationView::of(&one), DelegationView::of(&other));
    }

    #[test]
    fn seconds_that_are_left_out_stay_as_they_are() {
        let live = view(&[("ns1.example.net", Some("60"))], &[]);
        let declared = |ttl| DesiredDelegation {
            zone: "2.0.192.in-addr.arpa".parse().expect("a zone"),
            nameservers: Listed::Value(vec![Server {
                host: "ns1.example.net".to_owned(),
                ttl,
            }]),
            ds: Listed::Alone,
            network: 0,
            block: None,
            origin: crate::model::Origin::new("", [""; 0]),
        };
        assert_eq!(live.wanted(&declared(None)), live);
        assert_ne!(live.wanted(&declared(Some(61))), live);
    }
}
