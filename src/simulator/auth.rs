//! Who asks, and over what they have authority (reference 1.2). Only hashes of keys are held.

use std::collections::BTreeSet;

use crate::model::OrgHandle;

use super::exchange::Request;
use super::refusal::Refusal;
use super::state::{Net, State};

/// The length of the shortest key: `API` and four groups of four.
const SHAPED: usize = 23;

/// The hash under which a key is kept.
pub(super) fn hash(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}

/// The owner of a key.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    orgs: BTreeSet<OrgHandle>,
}

impl Caller {
    /// Knows the caller by the key in the header or, without one, in the query. The parameter is lower case,
    /// and the key is upper case: anything else is no key.
    pub(super) fn of(request: &Request, state: &State) -> Result<Self, Refusal> {
        let key = match request.header("authorization") {
            Some(value) => value.strip_prefix("ApiKey "),
            None => request.parameter("apikey"),
        };
        let orgs = key.and_then(|key| state.keys.get(&hash(key)));
        orgs.map(|orgs| Self { orgs: orgs.clone() })
            .ok_or_else(Refusal::bad_key)
    }

    /// A caller with the authority of every org, for edits in the web page.
    pub(super) fn everyone(state: &State) -> Self {
        Self {
            orgs: state.orgs.keys().cloned().collect(),
        }
    }

    /// The orgs that the caller acts for.
    pub(super) fn orgs(&self) -> &BTreeSet<OrgHandle> {
        &self.orgs
    }

    /// Whether the caller acts for an org.
    pub(super) fn holds(&self, org: &OrgHandle) -> bool {
        self.orgs.contains(org)
    }

    /// Whether the caller acts for the org that holds the net, or for the one that holds its parent.
    pub(super) fn may(&self, state: &State, net: &Net) -> bool {
        let above = state.parent_of(net).and_then(|parent| parent.org.as_ref());
        [net.org.as_ref(), above]
            .into_iter()
            .flatten()
            .any(|org| self.holds(org))
    }
}

/// Whether a request carries anything that looks like a key. Public services must never see one.
pub(super) fn carries_key(request: &Request) -> bool {
    let named = request
        .query
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .contains("apikey");
    let shaped = request
        .headers
        .iter()
        .map(|(_, value)| value.as_str())
        .chain(request.query.as_deref())
        .chain([request.path.as_str()])
        .any(|text| masked(text) != text);
    named || shaped || request.header("authorization").is_some()
}

/// A text with everything that looks like a key taken out of it.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(found) = rest.to_ascii_uppercase().find("API-") {
        let (before, from) = rest.split_at(found);
        let length = from
            .get(4..)
            .unwrap_or_default()
            .find(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
            .map_or(from.len(), |end| end + 4);
        let (word, after) = from.split_at(length);
        out.push_str(before);
        out.push_str(if length >= SHAPED { "(key)" } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_path_is_masked() {
        assert_eq!(
            masked("/rest/ticket;apikey=API-1111-2222-3333-4444;a=b"),
            "/rest/ticket;apikey=(key);a=b"
        );
        assert_eq!(masked("/rest/net/NET-API-1"), "/rest/net/NET-API-1");
        assert_eq!(masked("/x/API-é"), "/x/API-é");
    }
}
