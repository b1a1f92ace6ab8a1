//! What is worth knowing of a repository and forbids nothing: what policy does not ask for, and what looks like a
//! slip. Each is told once for all entries alike, so that a large estate is no louder than a small one.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Mistake, Part};
use crate::model::{CustomerField, Family, NetName, Prefix, RegistryName, folded_name};
use crate::settings::Policy;

use super::super::{Block, Desired, Network, Profile};
use super::{SHOWN, inside};

/// Warnings about what is declared. It needs what is checked and right.
#[must_use]
pub fn advice(desired: &Desired, policies: &BTreeMap<RegistryName, Policy>) -> Vec<Mistake> {
    let of_blocks = || {
        let mut out = Vec::new();
        small_blocks(desired, policies, &mut out);
        net_names_twice(desired, &mut out);
        out
    };
    let of_names = || {
        let mut out = Vec::new();
        names_twice(desired, &mut out);
        private_businesses(desired, &mut out);
        out
    };
    let (mut out, names) = rayon::join(of_blocks, of_names);
    out.extend(names);
    out
}

/// Blocks that policy does not ask to register: one warning for each network and family.
fn small_blocks(
    desired: &Desired,
    policies: &BTreeMap<RegistryName, Policy>,
    out: &mut Vec<Mistake>,
) {
    let networks = desired.networks.iter();
    let of_network: Vec<Option<&Policy>> = networks
        .map(|network| policies.get(&network.registry))
        .collect();
    let mut small: BTreeMap<usize, Vec<&Block>> = BTreeMap::new();
    for block in &desired.blocks {
        let policy = of_network.get(block.network).copied().flatten();
        if policy.is_some_and(|policy| is_small(block, policy)) {
            small.entry(block.network).or_default().push(block);
        }
    }
    for (network, blocks) in small {
        if let Some(network) = desired.networks.get(network)
            && let Some(policy) = policies.get(&network.registry)
        {
            out.extend(below_policy(network, &blocks, policy));
        }
    }
}

/// Whether a block is smaller than policy asks for. What is announced on its own is to be registered in any size.
fn is_small(block: &Block, policy: &Policy) -> bool {
    let (length, most) = match block.range.family() {
        Family::V4 => (policy.ipv4, 32),
        Family::V6 => (policy.ipv6, 128_u32),
    };
    let asked = 1_u128.checked_shl(most.saturating_sub(u32::from(length)));
    let smaller = match (block.range.count(), asked) {
        (Some(count), Some(asked)) => count < asked,
        (Some(_), None) => true,
        (None, _) => false,
    };
    smaller && block.extras().announced != Some(true)
}

fn below_policy(network: &Network, blocks: &[&Block], policy: &Policy) -> Option<Mistake> {
    let first = blocks.first()?;
    let (length, field, section) = match first.range.family() {
        Family::V4 => (policy.ipv4, "ipv4", "4.2.3.7.1"),
        Family::V6 => (policy.ipv6, "ipv6", "6.5.5.1"),
    };
    let message = match blocks.len() {
        1 => format!(
            "{} is smaller than the /{length} that policy asks to register",
            first.range
        ),
        many => format!(
            "{many} blocks in {} are smaller than the /{length} that policy asks to register",
            network.prefix
        ),
    };
    let mut mistake = Mistake::warning("below-policy", message);
    for block in blocks.iter().take(SHOWN) {
        mistake = mistake.at_key(*block);
    }
    let smallest = blocks
        .iter()
        .flat_map(|block| block.range.cidrs())
        .map(Prefix::length)
        .max()?;
    Some(
        mistake
            .help(format!(
                "{} {section}; what is announced on its own says announced: true",
                policy.manual
            ))
            .help(format!(
                "where smaller blocks are registered on purpose: policy: {{ {field}: {smallest} }} in swipd.yaml"
            )),
    )
}

/// Customers of one name with different addresses: two branches of one company, or one that moved and was entered
/// anew.
fn names_twice(desired: &Desired, out: &mut Vec<Mistake>) {
    let profiles: Vec<&Profile> = desired.profiles.values().map(Arc::as_ref).collect();
    let mut named: Vec<(u64, &Profile)> = profiles
        .par_iter()
        .map(|profile| (folded_hash(profile.content.name()), *profile))
        .collect();
    // Profiles of one name stay in the order of their keys.
    named.par_sort_by_key(|(hash, _)| *hash);
    let mut found: Vec<Vec<&Profile>> = named
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|alike| alike.len() > 1)
        .map(|alike| alike.iter().map(|(_, profile)| *profile).collect())
        .filter(|alike: &Vec<&Profile>| differ(alike))
        .collect();
    found.sort_by(|a, b| {
        let key = |alike: &[&Profile]| alike.first().map(|profile| profile.key.clone());
        key(a).cmp(&key(b))
    });
    out.extend(found.iter().filter_map(|alike| named_twice(alike)));
}

/// A hash of the folded name, made without a copy of it: FNV-1a of its words, which are ASCII. Names that only seem
/// alike are told apart afterwards.
fn folded_hash(name: &str) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let words = name.split_ascii_whitespace();
    let bytes = words.flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(BASIS, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_uppercase())).wrapping_mul(PRIME)
    })
}

/// Whether these have one name and not one address.
fn differ(alike: &[&Profile]) -> bool {
    let Some((first, others)) = alike.split_first() else {
        return false;
    };
    let name = folded_name(first.content.name());
    let place = address_words(first);
    others
        .iter()
        .all(|other| folded_name(other.content.name()) == name)
        && others.iter().any(|other| address_words(other) != place)
}

/// Street, city and country, folded: a comma or a capital letter is no other address.
fn address_words(profile: &Profile) -> String {
    let address = profile.content.unpacked().address;
    let lines = address.street.iter().chain([&address.city]);
    let all: Vec<&str> = lines
        .map(crate::model::Ascii::as_str)
        .chain([address.country.code()])
        .collect();
    folded_name(&all.join(" ").replace([',', '.'], " "))
}

fn named_twice(alike: &[&Profile]) -> Option<Mistake> {
    let first = alike.first()?;
    // Warnings stand in comments too, and those never hold a private name (design, section 12).
    let hidden = alike.iter().any(|profile| is_private(profile));
    let name = if hidden {
        "the same".to_owned()
    } else {
        format!("\"{}\"", first.content.name())
    };
    let message = match alike.len() {
        2 => format!("two customers are called {name}, with different addresses"),
        many => format!("{many} customers are called {name}, with different addresses"),
    };
    let mut mistake = Mistake::warning("customer-name-twice", message);
    for profile in alike.iter().take(SHOWN) {
        let label = if hidden {
            format!("{}", profile.key)
        } else {
            format!("in {}", profile.content.texts().field(CustomerField::City))
        };
        mistake = mistake.at(&inside(&**profile, &["name"]), Part::Value, label);
    }
    Some(mistake.help(
        "if it is one customer that moved, keep one entry and put the blocks under it; two branches are right as they are",
    ))
}

/// Blocks of one net name: the registry takes that, and it is more often a copied line.
fn net_names_twice(desired: &Desired, out: &mut Vec<Mistake>) {
    let mut named: BTreeMap<&NetName, Vec<&Block>> = BTreeMap::new();
    for block in &desired.blocks {
        if let Some(name) = &block.extras().name {
            named.entry(name).or_default().push(block);
        }
    }
    // A customer with one name for all its blocks means it.
    let by_slip = |blocks: &&Vec<&Block>| {
        blocks
            .iter()
            .any(|block| Some(&block.recipient) != blocks.first().map(|first| &first.recipient))
    };
    let found: Vec<&Vec<&Block>> = named.values().filter(by_slip).collect();
    out.extend(found.into_iter().filter_map(|blocks| {
        let first = blocks.first()?;
        let name = first.extras().name.as_ref()?;
        let mut mistake = Mistake::warning(
            "net-name-twice",
            format!(
                "{} blocks of different customers have the net name {name}",
                blocks.len()
            ),
        );
        for block in blocks.iter().take(SHOWN) {
            let label = format!("for {}", block.recipient);
            mistake = mistake.at(&inside(*block, &["name"]), Part::Value, label);
        }
        Some(mistake.help("the registry takes it; give each its own name if it was copied"))
    }));
}

/// Words behind the name of a business, in the countries that ARIN serves and those that trade there.
const BUSINESS: [&str; 18] = [
    "LLC",
    "LLP",
    "LP",
    "INC",
    "INCORPORATED",
    "CORP",
    "CORPORATION",
    "CO",
    "COMPANY",
    "LTD",
    "LIMITED",
    "PLC",
    "GMBH",
    "AG",
    "SA",
    "BV",
    "PTY",
    "ULC",
];

/// Private customers whose names read like a business: policy hides private persons at a residence only (NRPM
/// 4.2.3.7.3.2).
fn private_businesses(desired: &Desired, out: &mut Vec<Mistake>) {
    let private = desired.profiles.values();
    for profile in private.filter(|profile| profile.content.private == Some(true)) {
        if reads_like_a_business(profile.content.name()) {
            // Not its name: this warning stands in comments too.
            let key = &profile.key;
            let message = format!("the name of {key}, who is private, reads like a business");
            out.push(
                Mistake::warning("private-business", message)
                    .at_value(&inside(&**profile, &["name"]))
                    .help("policy hides private persons at a residence only; take private away from a business"),
            );
        }
    }
}

/// Whether the public is not to see who a customer is, in any of its blocks as far as the profile says.
fn is_private(profile: &Profile) -> bool {
    profile.residential || profile.content.private == Some(true)
}

fn reads_like_a_business(name: &str) -> bool {
    name.split_whitespace().skip(1).any(|word| {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        BUSINESS.contains(&bare.to_uppercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_the_registry_compares_them() {
        assert_eq!(
            folded_hash("  Blue  Heron Bakery llc"),
            folded_hash("BLUE HERON BAKERY LLC ")
        );
        assert_ne!(folded_hash("Blue Heron"), folded_hash("BlueHeron"));
    }

    #[test]
    fn businesses_are_known_by_the_words_behind_their_names() {
        for name in [
            "Blue Heron Bakery LLC",
            "Larkspur, Inc.",
            "Muller GmbH",
            "Tarn L.L.C.",
            "Old Mill Co",
        ] {
            assert!(reads_like_a_business(name), "{name}");
        }
        for name in ["Ag Smith", "Jo Incledon", "Ann Colton", "Co", ""] {
            assert!(!reads_like_a_business(name), "{name}");
        }
    }
}
