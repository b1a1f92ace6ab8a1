//! A reverse delegation.

use serde_json::{Value, json};

use crate::registry::arin::wire::DelegationPayload;
use crate::report::Sheet;

/// A delegation (reference 2.17).
#[must_use]
pub fn delegation(delegation: &DelegationPayload) -> Sheet {
    let name = delegation
        .name
        .as_deref()
        .unwrap_or("a delegation without name");
    let servers = delegation.nameservers.iter().flatten();
    let keys = delegation.keys.iter().flatten();
    let server_values: Vec<Value> = servers
        .clone()
        .map(|server| json!({ "host": server.host, "ttl": server.ttl }))
        .collect();
    let key_values: Vec<Value> = keys
        .clone()
        .map(|key| {
            json!({
                "key_tag": key.key_tag,
                "algorithm": key.algorithm,
                "digest_type": key.digest_type,
                "digest": key.digest,
                "ttl": key.ttl,
            })
        })
        .collect();
    let ttl = |ttl: Option<&String>| ttl.map(|ttl| format!(", TTL {ttl}")).unwrap_or_default();
    let server_lines = servers.map(|server| format!("{}{}", server.host, ttl(server.ttl.as_ref())));
    let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
    let key_lines = keys.map(|key| {
        format!(
            "{} {} {} {}{}",
            part(&key.key_tag),
            part(&key.algorithm),
            part(&key.digest_type),
            part(&key.digest),
            ttl(key.ttl.as_ref())
        )
    });
    Sheet::new(name)
        .value("name", delegation.name.clone())
        .told("nameservers", or_none(server_lines.collect()))
        .value("nameservers", Some(server_values))
        .told("DS_keys", key_lines.collect())
        .value("ds_keys", Some(key_values))
        .many("unknown", &delegation.unknown)
}

/// A zone without name servers is not delegated, and that is said.
fn or_none(lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        vec!["none".to_owned()]
    } else {
        lines
    }
}
