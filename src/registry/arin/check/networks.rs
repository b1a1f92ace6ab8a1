//! The declared networks.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Mistake, Part, nearest};
use crate::model::{
    HandleError, HasOrigin, NetType, Origin, Prefix, PrefixError, Range, RegistryName,
};

use super::super::declare::{Declared, ExpectFile, NetworkFile, SelfFile};
use super::super::{Block, Expect, Itself, Network, Unmanaged};
use super::block::{geofeed, pocs};
use super::text::{comment, net_name, of_prefix, padded, unpadded};
use super::{inside, origin};

/// The networks in address order, an enclosing one first.
pub(super) fn check(
    declared: &Declared,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Vec<Network> {
    let mut networks: Vec<Network> = Vec::new();
    let mut seen: HashMap<Prefix, (Origin, String)> = HashMap::new();
    for file in &declared.files {
        for (text, entry) in &file.networks.0 {
            let at = origin(&file.name, &["networks", text]);
            let entry = entry.clone().unwrap_or_default();
            let Some(prefix) = prefix(text, &at, out) else {
                continue;
            };
            if let Some((first, first_text)) = seen.get(&prefix) {
                let mistake = if first_text == text {
                    Mistake::error(
                        "duplicate-key",
                        format!("the network {text} is declared twice"),
                    )
                } else {
                    Mistake::error(
                        "network-overlap",
                        format!("{text} and {first_text} are the same network"),
                    )
                };
                out.push(
                    mistake
                        .at_key(&at)
                        .at(first, Part::Key, "first here")
                        .help("keep one of the two"),
                );
                continue;
            }
            seen.insert(prefix, (at.clone(), text.clone()));
            networks.push(network(prefix, &entry, at, registries, out));
        }
    }
    networks.sort_by_key(|network| network.prefix.range());
    networks
}

fn prefix(text: &str, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Option<Prefix> {
    if let Some(plain) = unpadded(text) {
        let meant = match plain.parse::<Prefix>() {
            Ok(prefix) | Err(PrefixError::HostBits { meant: prefix, .. }) => {
                Some(format!("write {prefix}"))
            }
            Err(PrefixError::Syntax(_)) => None,
        };
        padded("prefix-bad", text, meant, at, out);
        return None;
    }
    match text.parse::<Prefix>() {
        Ok(prefix) => Some(prefix),
        Err(error) => {
            let (code, help) = match &error {
                PrefixError::HostBits { meant, .. } => {
                    ("host-bits", Some(format!("write {meant}")))
                }
                PrefixError::Syntax(_) => ("prefix-bad", Some(of_network(text))),
            };
            out.push(
                Mistake::error(code, error.to_string())
                    .at_key(at)
                    .help_if(help),
            );
            None
        }
    }
}

/// What to write instead of what is no prefix.
fn of_network(text: &str) -> String {
    match text.parse::<Range>() {
        Ok(range) => match range.prefix() {
            Some(prefix) => format!("write {prefix}"),
            None => "a network is one prefix: write each as it is registered".to_owned(),
        },
        Err(_) => of_prefix(text).to_owned(),
    }
}

fn network(
    prefix: Prefix,
    file: &NetworkFile,
    origin: Origin,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> Network {
    let registry = registry(file.registry.as_deref(), &origin, registries, out);
    let expect = expect(file.expect.as_ref(), &origin, out);
    let name_prefix = file
        .name_prefix
        .as_deref()
        .and_then(|text| net_name(text, &inside(&origin, &["name_prefix"]), out));
    let unmanaged = match file.unmanaged.as_deref() {
        None | Some("report") => Unmanaged::Report,
        Some("ignore") => Unmanaged::Ignore,
        Some(other) => {
            out.push(
                Mistake::error(
                    "wrong-value",
                    format!("\"{other}\" is not a value of unmanaged"),
                )
                .at_value(&inside(&origin, &["unmanaged"]))
                .help("write report or ignore"),
            );
            Unmanaged::Report
        }
    };
    let itself = file
        .itself
        .as_ref()
        .map(|file| itself(file, &inside(&origin, &["self"]), out))
        .unwrap_or_default();
    Network {
        prefix,
        registry,
        expect,
        name_prefix,
        unmanaged,
        itself,
        origin,
    }
}

/// The net of a network that is a declared reallocation too has two entries. If both could say what it is called, they
/// could disagree, and each run would undo the other's change.
pub(super) fn told_twice(networks: &[Network], blocks: &[Arc<Block>], out: &mut Vec<Mistake>) {
    for network in networks {
        if network.itself == Itself::default() {
            continue;
        }
        let range = network.prefix.range();
        let same = blocks.iter().filter(|block| {
            block.range == range && block.recipient.net_type() == NetType::Reallocation
        });
        out.extend(same.take(1).map(|block| {
            Mistake::error(
                "self-reallocated",
                format!("{range} has self, and is declared as a reallocation too"),
            )
            .at_key(&inside(&network.origin, &["self"]))
            .at(
                block.as_ref(),
                Part::Key,
                format!("the same net, for {}", block.recipient),
            )
            .help("move what self says to the reallocation")
        }));
    }
}

fn itself(file: &SelfFile, at: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Itself {
    let name = file.name.as_deref();
    Itself {
        name: name.and_then(|text| net_name(text, &inside(at, &["name"]), out)),
        comment: comment(file.comment.as_ref(), &inside(at, &["comment"]), out),
        geofeed: geofeed(file.geofeed.as_deref(), &inside(at, &["geofeed"]), out),
        pocs: file
            .pocs
            .as_ref()
            .map(|file| pocs(file, &inside(at, &["pocs"]), out))
            .unwrap_or_default(),
    }
}

fn registry(
    text: Option<&str>,
    entry: &dyn HasOrigin,
    registries: &[RegistryName],
    out: &mut Vec<Mistake>,
) -> RegistryName {
    let names = || registries.iter().map(RegistryName::as_str);
    match (text, registries) {
        (None, [only]) => only.clone(),
        // Without any registry swipd.yaml has been refused already.
        (None, []) => RegistryName::new(""),
        (None, [_, ..]) => {
            let all: Vec<&str> = names().collect();
            out.push(
                Mistake::error(
                    "registry-ambiguous",
                    "the network does not say which registry it is at",
                )
                .at_key(entry)
                .help(format!("add registry: {}", all.join(" or "))),
            );
            RegistryName::new("")
        }
        (Some(text), known) => {
            if !known.is_empty() && !names().any(|name| name == text) {
                let help = match nearest(text, names()) {
                    Some(name) => format!("write {name}"),
                    None => format!("swipd.yaml has {}", names().collect::<Vec<_>>().join(", ")),
                };
                out.push(
                    Mistake::error("key-unknown", format!("no registry has the key \"{text}\""))
                        .at_value(&inside(entry, &["registry"]))
                        .help(help),
                );
            }
            RegistryName::new(text)
        }
    }
}

fn expect(file: Option<&ExpectFile>, entry: &dyn HasOrigin, out: &mut Vec<Mistake>) -> Expect {
    let Some(file) = file else {
        return Expect::default();
    };
    Expect {
        org: handle(file.org.as_deref(), &inside(entry, &["expect", "org"]), out),
        handle: handle(
            file.handle.as_deref(),
            &inside(entry, &["expect", "handle"]),
            out,
        ),
    }
}

fn handle<T: std::str::FromStr<Err = HandleError>>(
    text: Option<&str>,
    at: &dyn HasOrigin,
    out: &mut Vec<Mistake>,
) -> Option<T> {
    match text?.parse() {
        Ok(handle) => Some(handle),
        Err(error) => {
            out.push(
                Mistake::error("handle-bad", error.to_string())
                    .at_value(at)
                    .help("copy the handle as the registry shows it"),
            );
            None
        }
    }
}
