//! What is registered before a story begins.

use serde_json::{Value, json};

/// The key that opens the simulator.
pub(crate) const KEY: &str = "API-1111-2222-3333-4444";
/// The key of the org DOWN-7.
pub(crate) const DOWN_KEY: &str = "API-5555-6666-7777-8888";
/// The networks, by handle and prefix. The last one is declared only where a story needs it.
pub(crate) const NETWORKS: [(&str, &str); 4] = [
    ("NET-198-51-100-0-1", "198.51.100.0/24"),
    ("NET-203-0-113-0-1", "203.0.113.0/24"),
    ("NET6-2001-DB8-1", "2001:db8::/32"),
    ("NET-198-18-0-0-1", "198.18.0.0/16"),
];

/// A legal name made of a key: `blue-heron` is "Blue Heron LLC".
pub(crate) fn legal_name(key: &str) -> String {
    let words = key.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    format!("{} LLC", words.collect::<Vec<_>>().join(" "))
}

/// The address that every profile begins with.
pub(crate) fn address() -> Value {
    json!({ "street": ["12 Mill Road"], "city": "Harrisonburg", "region": "VA", "postal_code": "22801", "country": "US" })
}

/// A seed file in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seed {
    customers: Vec<Value>,
    nets: Vec<Value>,
    /// Ranges of the simple nets in it.
    pub(crate) ranges: Vec<String>,
}

impl Seed {
    /// Adds a simple net for a customer of this key, made as `swipd` would make both.
    pub(crate) fn net(self, range: &str, key: &str, name: &str) -> Self {
        self.net_with(range, key, name, &[])
    }

    /// The same, with a comment on the net.
    pub(crate) fn net_with(mut self, range: &str, key: &str, name: &str, comment: &[&str]) -> Self {
        let handle = format!("C0999{:04}", self.customers.len() + 1);
        self.customers.push(json!({
            "handle": handle, "name": legal_name(key), "address": address(),
        }));
        let which = if range.contains('-') {
            "range"
        } else {
            "prefix"
        };
        self.nets.push(json!({
            which: range, "parent": parent_of(range), "type": "S", "customer": handle, "name": name,
            "comment": comment,
        }));
        self.ranges.push(range.to_owned());
        self
    }

    /// Adds a net as the seed file has it: of another org, or deeper in the tree.
    pub(crate) fn raw(mut self, net: Value) -> Self {
        self.nets.push(net);
        self
    }

    /// The same, registered years ago.
    pub(crate) fn long_ago(mut self) -> Self {
        for object in self.customers.iter_mut().chain(&mut self.nets) {
            object["registered"] = json!("2020-01-02T03:04:05-05:00");
        }
        self
    }

    /// The file. JSON is YAML.
    pub(crate) fn text(&self) -> String {
        let org = "EXMPL-12";
        let mut nets: Vec<Value> = NETWORKS
            .iter()
            .map(|(handle, prefix)| {
                json!({ "handle": handle, "prefix": prefix, "type": "DA", "org": org, "name": "EXMPL-NET" })
            })
            .collect();
        nets.extend(self.nets.iter().cloned());
        let pocs = json!({ "admin": "ADM1-ARIN", "tech": ["TEC1-ARIN"], "abuse": ["ABU1-ARIN"] });
        let orgs = [
            (org, "Example Transit Inc"),
            ("DOWN-7", "Down Seven"),
            ("DEEP-9", "Deep Nine"),
        ];
        let orgs =
            orgs.map(|(handle, name)| json!({ "handle": handle, "name": name, "pocs": pocs }));
        let shut = json!({ "handle": "SHUT-5", "name": "Shut Five", "pocs": pocs, "accept_reassignments": false });
        let orgs: Vec<Value> = orgs.into_iter().chain([shut]).collect();
        let seed = json!({
            "api_keys": [{ "key": KEY, "orgs": [org] }, { "key": DOWN_KEY, "orgs": ["DOWN-7"] }],
            "orgs": orgs,
            "customers": self.customers,
            "nets": nets,
        });
        seed.to_string()
    }
}

/// The handle of the network that holds a range.
pub(crate) fn parent_of(range: &str) -> &'static str {
    let holds = |prefix: &str| {
        let octets = if prefix.starts_with("198.18.") { 2 } else { 3 };
        match prefix.split_once("::") {
            Some((head, _)) => range.starts_with(head),
            None => prefix
                .split('.')
                .take(octets)
                .eq(range.split('.').take(octets)),
        }
    };
    NETWORKS
        .iter()
        .find(|(_, prefix)| holds(prefix))
        .map_or_else(|| panic!("no network holds {range}"), |(handle, _)| *handle)
}
