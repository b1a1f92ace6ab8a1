//! What a story declares, and how it stands in files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::seed::{NETWORKS, address, legal_name, parent_of};

/// A block of a profile.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    pub(crate) name: Option<String>,
    pub(crate) comment: Option<Vec<String>>,
    pub(crate) protect: bool,
    pub(crate) rdns: Option<Value>,
}

/// A customer.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) address: Value,
    pub(crate) formerly: Vec<String>,
    pub(crate) blocks: BTreeMap<String, Block>,
}

/// What an org receives: the fields of each block, by range.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recipient {
    pub(crate) reassign: BTreeMap<String, Value>,
    pub(crate) reallocate: BTreeMap<String, Value>,
}

/// The repository.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repository {
    pub(crate) profiles: BTreeMap<String, Profile>,
    /// Lines of `swipd.yaml` under the registry.
    pub(crate) registry: Vec<String>,
    /// Further top-level lines of `swipd.yaml`.
    pub(crate) settings: Vec<String>,
    /// `expect` of networks, by prefix.
    pub(crate) expect: BTreeMap<String, Value>,
    /// Declare only the networks that hold blocks: for stories in which each read takes long.
    pub(crate) few_networks: bool,
    /// Further sections of resource files, such as `delegations`.
    pub(crate) sections: Map<String, Value>,
    /// What orgs receive, by handle.
    pub(crate) recipients: BTreeMap<String, Recipient>,
    /// Further networks, by prefix, or further fields of the others.
    pub(crate) networks: BTreeMap<String, Value>,
    /// Further registries, a line each.
    pub(crate) registries: Vec<String>,
    /// Requests in flight; eight where nothing is said.
    pub(crate) concurrency: Option<u32>,
}

impl Repository {
    /// Declares a block; its profile is made when it is not there.
    pub(crate) fn block(&mut self, key: &str, range: &str) -> &mut Block {
        self.profile(key)
            .blocks
            .entry(range.to_owned())
            .or_default()
    }

    /// The profile of a key.
    pub(crate) fn profile(&mut self, key: &str) -> &mut Profile {
        self.profiles
            .entry(key.to_owned())
            .or_insert_with(|| Profile {
                name: legal_name(key),
                address: address(),
                formerly: Vec::new(),
                blocks: BTreeMap::new(),
            })
    }

    /// Declares a detailed reassignment.
    pub(crate) fn reassign(&mut self, org: &str, range: &str, fields: Value) {
        let recipient = self.recipients.entry(org.to_owned()).or_default();
        recipient.reassign.insert(range.to_owned(), fields);
    }

    /// Declares a reallocation.
    pub(crate) fn reallocate(&mut self, org: &str, range: &str, fields: Value) {
        let recipient = self.recipients.entry(org.to_owned()).or_default();
        recipient.reallocate.insert(range.to_owned(), fields);
    }

    /// Takes a block of an org out.
    #[track_caller]
    pub(crate) fn take_back(&mut self, range: &str) {
        let mut taken = 0;
        for recipient in self.recipients.values_mut() {
            taken += usize::from(recipient.reassign.remove(range).is_some());
            taken += usize::from(recipient.reallocate.remove(range).is_some());
        }
        assert_eq!(taken, 1, "{range} is declared once");
        self.recipients.retain(|_, recipient| {
            !recipient.reassign.is_empty() || !recipient.reallocate.is_empty()
        });
    }

    /// Every block of an org: range, code of the type, org.
    pub(crate) fn granted(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.recipients.iter().flat_map(|(org, recipient)| {
            let reassigned = recipient.reassign.keys().map(|range| (range, "S"));
            let reallocated = recipient.reallocate.keys().map(|range| (range, "A"));
            let given = reassigned.chain(reallocated);
            given.map(move |(range, kind)| (range.as_str(), kind, org.as_str()))
        })
    }

    /// Takes a block out, and its profile with the last one.
    #[track_caller]
    pub(crate) fn remove(&mut self, range: &str) -> Block {
        let key = self
            .profiles
            .iter()
            .find(|(_, profile)| profile.blocks.contains_key(range))
            .map_or_else(|| panic!("{range} is not declared"), |(key, _)| key.clone());
        let profile = self.profile(&key);
        let block = profile.blocks.remove(range).expect("found");
        if profile.blocks.is_empty() {
            self.profiles.remove(&key);
        }
        block
    }

    /// Gives a profile another key.
    pub(crate) fn rename(&mut self, from: &str, to: &str) -> &mut Profile {
        let profile = self.profiles.remove(from).expect("declared");
        self.profiles.insert(to.to_owned(), profile);
        self.profile(to)
    }

    /// Every declared block: range, customer key, block.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (&str, &Profile, &Block)> {
        self.profiles.values().flat_map(|profile| {
            profile
                .blocks
                .iter()
                .map(move |(range, block)| (range.as_str(), profile, block))
        })
    }

    /// Writes all files anew.
    pub(crate) fn write(&self, root: &Path, url: &str) {
        let customers = root.join("customers");
        if customers.exists() {
            std::fs::remove_dir_all(&customers).expect("removed");
        }
        std::fs::create_dir_all(&customers).expect("made");
        let settings = format!(
            "version: 1\nregistries:\n  arin:\n    type: arin\n    url: {url}\n    api_key: {{ env: SWIPD_TEST_KEY }}\n    \
             pace: {{ concurrency: {}, per_second: 10000 }}\n{}{}resources: [networks.yaml, \"customers/*.yaml\"]\n{}",
            self.concurrency.unwrap_or(8),
            lines("    ", &self.registry),
            lines("  ", &self.registries),
            lines("", &self.settings),
        );
        std::fs::write(root.join("swipd.yaml"), settings).expect("written");
        std::fs::write(root.join("networks.yaml"), self.networks().to_string()).expect("written");
        for (key, profile) in &self.profiles {
            let file = json!({ "customers": { key: profile.yaml() } });
            let path = customers.join(format!("{key}.yaml"));
            std::fs::write(path, file.to_string()).expect("written");
        }
        if !self.sections.is_empty() {
            let file = Value::Object(self.sections.clone());
            std::fs::write(customers.join("~sections.yaml"), file.to_string()).expect("written");
        }
        if !self.recipients.is_empty() {
            let recipients: Map<String, Value> = self
                .recipients
                .iter()
                .map(|(org, given)| {
                    let fields =
                        json!({ "reassign": given.reassign, "reallocate": given.reallocate });
                    (org.clone(), fields)
                })
                .collect();
            let file = json!({ "recipients": recipients });
            std::fs::write(customers.join("orgs.yaml"), file.to_string()).expect("written");
        }
        if self.profiles.is_empty() {
            std::fs::write(customers.join("none.yaml"), "customers: {}\n").expect("written");
        }
    }

    /// The networks that are needed, and three always, so that nets in them are seen when no block is left.
    fn networks(&self) -> Value {
        let always = if self.few_networks {
            &[]
        } else {
            &NETWORKS[..3]
        };
        let needed: BTreeSet<&str> = self
            .blocks()
            .map(|(range, ..)| parent_of(range))
            .chain(self.granted().map(|(range, ..)| parent_of(range)))
            .chain(always.iter().map(|(handle, _)| *handle))
            .collect();
        let mut networks = Map::new();
        for (handle, prefix) in NETWORKS {
            if !needed.contains(handle) {
                continue;
            }
            let mut network = json!({ "name_prefix": "EXMPL" });
            if let Some(expect) = self.expect.get(prefix) {
                network["expect"] = expect.clone();
            }
            if !self.registries.is_empty() {
                network["registry"] = json!("arin");
            }
            networks.insert(prefix.to_owned(), network);
        }
        for (prefix, fields) in &self.networks {
            let network = networks.entry(prefix.clone()).or_insert(json!({}));
            for (name, value) in fields.as_object().expect("fields") {
                network[name] = value.clone();
            }
        }
        json!({ "networks": networks })
    }
}

fn lines(indent: &str, lines: &[String]) -> String {
    lines.iter().flat_map(|line| [indent, line, "\n"]).collect()
}

impl Profile {
    fn yaml(&self) -> Value {
        let blocks: Map<String, Value> = self
            .blocks
            .iter()
            .map(|(range, block)| {
                let mut fields = Map::new();
                if let Some(name) = &block.name {
                    fields.insert("name".to_owned(), json!(name));
                }
                if let Some(comment) = &block.comment {
                    fields.insert("comment".to_owned(), json!(comment));
                }
                if block.protect {
                    fields.insert("protect".to_owned(), json!(true));
                }
                if let Some(rdns) = &block.rdns {
                    fields.insert("rdns".to_owned(), rdns.clone());
                }
                (range.clone(), Value::Object(fields))
            })
            .collect();
        let mut profile = json!({ "name": self.name, "address": self.address, "blocks": blocks });
        if !self.formerly.is_empty() {
            profile["formerly"] = json!(self.formerly);
        }
        profile
    }
}
